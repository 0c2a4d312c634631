use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One form, or several that records take in turn.
///
/// A record has the same form whenever it is asked for. In TOML one form stands for itself, several are a list.
///
/// # Examples
///
/// ```
/// use oneroster_sandbox::Personality;
/// use oneroster_sandbox::personality::{BooleanForm, Turns};
///
/// let mixed = Personality::from_toml("[values]\nbooleans = [\"json\", \"digit\"]")?;
/// assert_eq!(mixed.values.booleans, Turns::new(BooleanForm::Json, [BooleanForm::Digit]));
/// let plain = Personality::from_toml("[values]\nbooleans = \"json\"")?;
/// assert_eq!(plain.values.booleans, BooleanForm::Json.into());
/// # Ok::<(), oneroster_sandbox::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turns<T> {
    first: T,
    more: Vec<T>,
}

impl<T: Copy> Turns<T> {
    /// Takes the forms in their order.
    pub fn new(first: T, more: impl IntoIterator<Item = T>) -> Self {
        Self { first, more: more.into_iter().collect() }
    }

    /// Returns the form if there is one alone.
    pub fn only(&self) -> Option<T> {
        self.more.is_empty().then_some(self.first)
    }

    /// Returns the form that a record takes.
    pub(crate) fn of(&self, record: &str) -> T {
        let sum = record.bytes().fold(0_usize, |sum, byte| sum.wrapping_add(usize::from(byte)));
        match sum % (self.more.len() + 1) {
            0 => self.first,
            turn => self.more.get(turn - 1).copied().unwrap_or(self.first),
        }
    }
}

impl<T> From<T> for Turns<T> {
    fn from(form: T) -> Self {
        Self { first: form, more: Vec::new() }
    }
}

/// As it stands in TOML.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written<T> {
    One(T),
    Several(Vec<T>),
}

impl<T: Copy + Serialize> Serialize for Turns<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.only() {
            Some(form) => Written::One(form),
            None => Written::Several(std::iter::once(self.first).chain(self.more.iter().copied()).collect()),
        }
        .serialize(serializer)
    }
}

impl<'de, T: Copy + Deserialize<'de>> Deserialize<'de> for Turns<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::One(form) => Ok(Self::from(form)),
            Written::Several(forms) => match forms.split_first() {
                Some((first, more)) => Ok(Self::new(*first, more.iter().copied())),
                None => Err(serde::de::Error::custom("a list of forms needs at least one")),
            },
        }
    }
}
