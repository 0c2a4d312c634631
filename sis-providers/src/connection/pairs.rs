use oneroster_client::Secret;

use crate::error::{Error, ErrorContext};

/// Names with values, as an operator types them for headers and forms. `Debug` does not show the values.
///
/// # Examples
///
/// ```
/// use sis_providers::connection::Pairs;
///
/// for text in ["kind=a+b&tenant=7", "kind=a b\ntenant=7", r#"{"kind": "a b", "tenant": "7"}"#] {
///     let pairs = Pairs::parse(text)?;
///     let values: Vec<_> = pairs.iter().map(|(name, value)| (name, value.expose())).collect();
///     assert_eq!(values, [("kind", "a b"), ("tenant", "7")]);
/// }
/// assert_eq!(Pairs::parse("X-Key: secret")?.iter().count(), 1);
/// assert!(Pairs::parse("no value").is_err());
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    pairs: Vec<(String, Secret)>,
}

impl Pairs {
    /// Reads `Name: value` or `name=value` per line, a form such as `a=1&b=2`, or a JSON object of texts.
    ///
    /// An empty text gives no pairs. In a form on one line values are decoded, elsewhere they are taken as
    /// they are. Members of JSON come in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Error::Client`] when a line has no value.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if let Some(pairs) = from_json(text) {
            return Ok(Self { pairs });
        }
        let header_first =
            |line: &str| line.find(':') < line.find('=').or(Some(usize::MAX)) && line.contains(':');
        let is_form = !text.contains('\n') && text.contains('=') && !header_first(text);
        if is_form {
            let pairs = url::form_urlencoded::parse(text.as_bytes());
            return Ok(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
        }
        let mut pairs = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let separator = if header_first(line) { ':' } else { '=' };
            let (name, value) = line.split_once(separator).ok_or_else(|| {
                Error::Client(
                    ErrorContext::new("a line without a value").advise("write Name: value, or name=value"),
                )
            })?;
            pairs.push((name.trim().to_owned(), value.trim().into()));
        }
        Ok(Self { pairs })
    }

    /// Adds a pair.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.pairs.push((name.into(), value.into()));
        self
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Returns the pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value))
    }
}

fn from_json(text: &str) -> Option<Vec<(String, Secret)>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    object
        .into_iter()
        .map(|(name, value)| match value {
            serde_json::Value::String(text) => Some((name, text.into())),
            serde_json::Value::Number(number) => Some((name, number.to_string().into())),
            serde_json::Value::Bool(flag) => Some((name, flag.to_string().into())),
            _ => None,
        })
        .collect()
}

impl<N: Into<String>, V: Into<Secret>> FromIterator<(N, V)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self { pairs: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }
}
