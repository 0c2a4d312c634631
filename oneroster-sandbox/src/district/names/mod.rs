//! Invented people: names out of many scripts, put together from tables.

mod latin;
mod scripts;

use super::draw::{Draw, Topic};

/// A part of a name, and how it is written in a user name.
type Part = (&'static str, &'static str);

/// Names that occur together.
#[derive(Debug)]
struct Culture {
    /// How often, compared with the other cultures.
    weight: u64,
    /// Of how many families in a hundred people carry two names, and what stands between them.
    double: Option<(u64, &'static str)>,
    female: &'static [Part],
    male: &'static [Part],
    family: &'static [Part],
}

const CULTURES: [&Culture; 26] = [
    &latin::ENGLISH,
    &latin::SPANISH,
    &latin::VIETNAMESE,
    &latin::PORTUGUESE,
    &latin::FRENCH,
    &latin::GERMAN,
    &latin::NORDIC,
    &latin::POLISH,
    &latin::CZECH,
    &latin::TURKISH,
    &latin::YORUBA,
    &latin::POLYNESIAN,
    &scripts::UKRAINIAN,
    &scripts::GREEK,
    &scripts::ARABIC,
    &scripts::HEBREW,
    &scripts::CHINESE,
    &scripts::JAPANESE,
    &scripts::KOREAN,
    &scripts::HINDI,
    &scripts::TAMIL,
    &scripts::BENGALI,
    &scripts::THAI,
    &scripts::AMHARIC,
    &scripts::ARMENIAN,
    &scripts::GEORGIAN,
];

/// Sum of the weights.
const WEIGHTS: u64 = {
    let (mut sum, mut index) = (0, 0);
    while index < CULTURES.len() {
        sum += CULTURES[index].weight;
        index += 1;
    }
    sum
};

/// What follows or surrounds a name once in a while.
const SUFFIXES: [&str; 5] = [", Jr.", ", Sr.", ", II", ", III", " Jr."];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    Female,
    Male,
}

/// The name of a person; all parts come from the tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PersonName {
    given: &'static Part,
    second_given: Option<&'static Part>,
    nickname: Option<&'static Part>,
    pub(crate) preferred: Option<&'static str>,
    family: Family,
    suffix: &'static str,
}

/// The family name, or what stands in its place.
#[derive(Clone, Copy, Debug)]
enum Family {
    One(&'static Part),
    Double(&'static Part, &'static Part, &'static str),
    /// The person has one name: it stands in the column of the given name, and this in the other.
    None(&'static str),
}

impl PersonName {
    /// The name of a person (`own`) of a family, which decides culture and family name.
    pub(crate) fn new(own: Draw, family: Draw, sex: Sex) -> Self {
        let culture = culture(family);
        let given = match sex {
            Sex::Female => culture.female,
            Sex::Male => culture.male,
        };
        let form = own.below(Topic::NameForm, 1000);
        let mut name = Self {
            given: own.pick(Topic::GivenName, given),
            second_given: own
                .chance(Topic::MiddleName, 330)
                .then(|| own.pick(Topic::SecondMiddleName, given)),
            nickname: (form < 10).then(|| own.pick(Topic::Nickname, given)),
            preferred: own
                .chance(Topic::PreferredName, 60)
                .then(|| own.pick(Topic::PreferredNameText, given).0),
            family: family_name(culture, family),
            suffix: if (10..22).contains(&form) { own.pick::<&str>(Topic::Suffix, &SUFFIXES) } else { "" },
        };
        if (22..26).contains(&form) {
            name.given = own.pick(Topic::GivenName, latin::SINGLE);
            name.family = Family::None(if form == 22 { "-" } else { name.given.0 });
            name.suffix = "";
        }
        name
    }

    pub(crate) fn push_given(&self, out: &mut String) {
        out.push_str(self.given.0);
        if let Some(nickname) = self.nickname {
            out.push_str(" \"");
            out.push_str(nickname.0);
            out.push('"');
        }
    }

    pub(crate) fn push_family(&self, out: &mut String) {
        match self.family {
            Family::One(part) => out.push_str(part.0),
            Family::Double(first, second, between) => {
                out.push_str(first.0);
                out.push_str(between);
                out.push_str(second.0);
            }
            Family::None(text) => out.push_str(text),
        }
        out.push_str(self.suffix);
    }

    pub(crate) fn push_middle(&self, out: &mut String) {
        if let Some(second) = self.second_given {
            out.push_str(second.0);
        }
    }

    /// The given name in the letters of a user name.
    pub(crate) fn login_given(&self) -> &'static str {
        self.given.1
    }

    /// The family name in the letters of a user name; the one name where there is no other.
    pub(crate) fn login_family(&self) -> &'static str {
        match self.family {
            Family::One(part) | Family::Double(part, ..) => part.1,
            Family::None(_) => self.given.1,
        }
    }
}

fn culture(family: Draw) -> &'static Culture {
    let mut rest = family.below(Topic::Culture, WEIGHTS);
    for culture in CULTURES {
        match rest.checked_sub(culture.weight) {
            Some(less) => rest = less,
            None => return culture,
        }
    }
    CULTURES[0]
}

fn family_name(culture: &'static Culture, family: Draw) -> Family {
    let first = family.pick(Topic::FamilyName, culture.family);
    let second = family.pick(Topic::SecondFamilyName, culture.family);
    match culture.double {
        Some((share, between)) if first != second && family.chance(Topic::DoubleName, share * 10) => {
            Family::Double(first, second, between)
        }
        _ => Family::One(first),
    }
}

#[cfg(test)]
mod tests {
    use super::super::identifier::Kind;
    use super::*;

    #[test]
    fn every_part_has_a_user_name_of_plain_letters() {
        let parts = CULTURES
            .iter()
            .flat_map(|culture| culture.female.iter().chain(culture.male).chain(culture.family));
        for (text, login) in parts.chain(latin::SINGLE) {
            assert!(!text.is_empty() && !login.is_empty());
            assert!(login.bytes().all(|byte| byte.is_ascii_lowercase()), "{text}: {login}");
        }
    }

    #[test]
    fn names_hold_commas_quotes_and_many_scripts_but_no_line_breaks() {
        let mut seen = std::collections::BTreeSet::new();
        let (mut commas, mut quotes, mut single) = (0, 0, 0);
        for index in 0..5_000 {
            let draw = Draw::new(9, Kind::Student, index, 0);
            let name = PersonName::new(draw, draw, Sex::Female);
            let (mut given, mut family) = (String::new(), String::new());
            name.push_given(&mut given);
            name.push_family(&mut family);
            assert!(!given.is_empty() && !family.is_empty());
            assert!(!given.contains(['\r', '\n']) && !family.contains(['\r', '\n']));
            commas += usize::from(family.contains(','));
            quotes += usize::from(given.contains('"'));
            single += usize::from(family == "-" || family == given);
            seen.extend(given.chars().chain(family.chars()));
        }
        assert!(commas > 20 && quotes > 20 && single > 5, "{commas} {quotes} {single}");
        for (script, letters) in [
            ("Latin with marks", 'à'..='ž'),
            ("Vietnamese", 'ạ'..='ỹ'),
            ("Greek", 'α'..='ω'),
            ("Cyrillic", 'а'..='я'),
            ("Armenian", 'ա'..='և'),
            ("Hebrew", 'א'..='ת'),
            ("Arabic", 'ا'..='ي'),
            ("Devanagari", 'अ'..='ह'),
            ("Bengali", 'অ'..='হ'),
            ("Tamil", 'அ'..='ஹ'),
            ("Thai", 'ก'..='ฮ'),
            ("Georgian", 'ა'..='ჰ'),
            ("Hangul", '가'..='힣'),
            ("Ethiopic", 'ሀ'..='ፐ'),
            ("Kana", 'ぁ'..='ヺ'),
            ("Han", '一'..='龯'),
        ] {
            assert!(seen.range(letters).next().is_some(), "no {script} letters");
        }
    }
}
