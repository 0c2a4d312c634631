//! E-mail addresses, phone numbers, external identifiers, birth dates.

use oneroster_model::date::{format_date, parse_date};
use time::Date;

use super::key::{AnonymizationKey, Purpose};

/// An address under `example.org`, with one subdomain for each domain; the part before it is the
/// pseudonym of the user name that has the same text.
pub(super) fn email(key: &AnonymizationKey, text: &str) -> String {
    match text.trim().rsplit_once('@') {
        None => user_name(key, text),
        Some((local, domain)) => {
            let domain = key.label(Purpose::Domain, domain, 6);
            format!("{}@{domain}.example.org", user_name(key, local))
        }
    }
}

/// A pseudonym that does not depend on case, because user names mostly do not; an address stays one.
pub(super) fn user_name(key: &AnonymizationKey, text: &str) -> String {
    let text = text.trim();
    if text.contains('@') { email(key, text) } else { key.pseudonym(&text.to_lowercase()) }
}

/// Fives in the form of the number; the last seven digits are 555-01 and two digits, a range that the
/// North American numbering plan keeps for fiction.
pub(super) fn phone(key: &AnonymizationKey, text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let ending = format!("01{:02}", key.below(Purpose::Phone, &[text], 100));
    let mut left = digits;
    let replace = |letter: char| match letter {
        '0'..='9' => {
            left -= 1;
            let ending = ending.chars().rev().nth(left).filter(|_| digits >= 7);
            Some(ending.unwrap_or('5'))
        }
        '+' | '-' | '(' | ')' | '.' | '/' | ' ' => Some(letter),
        // Extensions and remarks are dropped.
        _ => None,
    };
    text.chars().filter_map(replace).collect()
}

/// `{type:id}` items with the types kept.
pub(super) fn user_ids(key: &AnonymizationKey, text: &str) -> String {
    let item = |item: &str| {
        let item = item.trim();
        let pair = item.strip_prefix('{').and_then(|item| item.strip_suffix('}'));
        match pair.and_then(|pair| pair.split_once(':')) {
            Some((kind, id)) if is_label(kind) => format!("{{{kind}:{}}}", user_name(key, id)),
            _ => key.pseudonym(item),
        }
    };
    let items: Vec<String> = text.split(',').map(item).collect();
    items.join(",")
}

/// Kinds of identifiers are short words; anything else may be an identifier itself.
fn is_label(text: &str) -> bool {
    (1..=20).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_- .".contains(&byte))
}

/// Another day of the same year; blank for what is not a date.
pub(super) fn birth_date(key: &AnonymizationKey, person: &str, text: &str) -> String {
    let Some(date) = parse_date(text).value() else { return String::new() };
    let other_days = time::util::days_in_year(date.year()) - 1;
    let day = key.below(Purpose::BirthDate, &[person], usize::from(other_days)) as u16 + 1;
    let day = if day < date.ordinal() { day } else { day + 1 };
    Date::from_ordinal_date(date.year(), day).map(format_date).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn key() -> AnonymizationKey {
        AnonymizationKey::new([1; 16]).unwrap()
    }

    #[test]
    fn address_and_user_name_stay_equal() {
        let address = email(&key(), "Ada.Example@School.example");
        let (local, domain) = address.split_once('@').unwrap();
        assert_eq!(local, user_name(&key(), "ada.example"));
        assert_eq!(domain.split_once('.').unwrap().1, "example.org");
        assert_eq!(address, user_name(&key(), " ada.example@school.example"));
        assert!(email(&key(), "bob@school.example").ends_with(domain));
        assert!(!email(&key(), "bob@other.example").ends_with(domain));
        assert!(!email(&key(), "not an address").contains("address"));
    }

    #[test]
    fn phone_numbers_keep_their_form_and_reach_nobody() {
        for (text, expected) in [
            ("+1 (212) 736-1234", "+5 (555) 555-01"),
            ("2127361234", "55555501"),
            ("7361234 home", "55501"),
            ("911", "555"),
            ("", ""),
        ] {
            let phone = phone(&key(), text);
            assert!(phone.starts_with(expected), "{text}: {phone}");
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
            assert_eq!(digits(&phone), digits(text));
        }
    }

    #[test]
    fn user_ids_keep_their_kinds() {
        let ids = user_ids(&key(), "{LDAP:ada}, {Fed:4711},bare,{12345:x}");
        let items: Vec<&str> = ids.split(',').collect();
        assert_eq!(items[0], format!("{{LDAP:{}}}", user_name(&key(), "ada")));
        assert!(items[1].starts_with("{Fed:") && !items[1].contains("4711"));
        assert!(!ids.contains("bare") && !ids.contains("12345"));
    }

    #[test]
    fn birth_dates_stay_in_their_year() {
        for (text, year) in
            [("2012-02-29", "2012-"), ("2/29/2012", "2012-"), ("1999-12-31", "1999-"), ("x", "")]
        {
            let date = birth_date(&key(), "u1", text);
            assert!(date.starts_with(year) && (year.is_empty() || date.len() == 10), "{text}: {date}");
        }
        for day in 1..=366 {
            let date = format_date(Date::from_ordinal_date(2012, day).unwrap());
            assert_ne!(birth_date(&key(), "u1", &date), date, "nobody keeps their birthday");
        }
    }
}
