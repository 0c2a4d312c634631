//! Values that are not as the standard has them.

use std::borrow::Cow;

use oneroster_model::date::{format_instant, parse_instant};
use oneroster_model::json::{Form, Member};
use oneroster_model::query::Fields;
use oneroster_model::{Record, Version};
use serde_json::{Map, Value, json};

use crate::server::personality::{
    AbsentForm, BooleanForm, DateForm, HrefForm, InstantForm, ListForm, NumberForm, ReferenceForm, TokenCase,
    Turns, Values,
};

/// Rewrites records as a personality sends them.
#[derive(Debug)]
pub(crate) struct Shape<'s> {
    values: &'s Values,
    version: Version,
    /// Members that are wanted; all if absent.
    fields: Option<Fields>,
    /// Origin of URLs, to be cut off.
    origin: &'s str,
}

impl<'s> Shape<'s> {
    /// Takes the deviations; `None` if there are none.
    pub(crate) fn new(
        values: &'s Values,
        version: Version,
        fields: Option<Fields>,
        origin: &'s str,
    ) -> Option<Self> {
        (!values.are_standard()).then_some(Self { values, version, fields, origin })
    }

    /// Rewrites a record that was written as the standard has it.
    pub(crate) fn apply<T: Record>(&self, record: &mut Value, sourced_id: &str) {
        let Value::Object(members) = record else { return };
        let shape = RecordShape { shape: self, sourced_id };
        // What 1.1 has in place of roles.
        let legacy: &[(&str, Form)] =
            if T::NAME == "User" && self.version == Version::V1_1 { LEGACY } else { &[] };
        let present = T::MEMBERS.iter().filter(|member| member.exists_in(self.version));
        let present = present.map(|member: &Member| (member.name, member.form)).chain(legacy.iter().copied());
        let is_wanted = |name: &str| self.fields.as_ref().is_none_or(|fields| fields.contains(name));
        for (name, form) in present.filter(|(name, _)| is_wanted(name)) {
            shape.member(T::NAME, name, form, members);
        }
        let added = self.values.added.get(T::NAME).into_iter().flatten();
        for (name, value) in added.filter(|(name, _)| is_wanted(name)) {
            members.insert(name.clone(), value.clone());
        }
    }
}

/// Rewrites one record, which decides whose turn it is among several forms.
#[derive(Clone, Copy)]
struct RecordShape<'s> {
    shape: &'s Shape<'s>,
    sourced_id: &'s str,
}

impl RecordShape<'_> {
    fn values(&self) -> &Values {
        self.shape.values
    }

    fn turn<T: Copy>(&self, forms: &Turns<T>) -> T {
        forms.of(self.sourced_id)
    }

    fn member(&self, model: &str, name: &str, form: Form, members: &mut Map<String, Value>) {
        let values = self.values();
        let key = format!("{model}.{name}");
        if values.left_out.contains(&key) {
            members.remove(name);
            return;
        }
        if values.nulls.contains(&key) {
            members.insert(name.to_owned(), Value::Null);
            return;
        }
        if let Some(fixed) = values.fixed.get(&key) {
            members.insert(name.to_owned(), fixed.clone());
        } else {
            match members.get_mut(name) {
                Some(value) => self.value(&key, form, value),
                None => {
                    if let Some(value) = self.absent(form) {
                        members.insert(name.to_owned(), value);
                    }
                }
            }
        }
        if values.listed.contains(&key)
            && let Some(value) = members.get_mut(name)
        {
            *value = json!([value.take()]);
        }
        if let Some(renamed) = values.renamed.get(&key)
            && let Some(value) = members.remove(name)
        {
            members.insert(renamed.clone(), value);
        }
    }

    fn absent(&self, form: Form) -> Option<Value> {
        if let (Some(unset), Form::Date) = (&self.values().unset_dates, form) {
            return Some(json!(unset));
        }
        let is_list =
            matches!(form, Form::Texts | Form::Codes | Form::Tokens(_) | Form::References(_) | Form::Objects);
        match (self.turn(&self.values().absent), form) {
            // A family may bear the name NULL.
            (AbsentForm::LeftOut, _) | (AbsentForm::Word, Form::Name) => None,
            (AbsentForm::Null, _) | (AbsentForm::Word, Form::OpenObject) => Some(Value::Null),
            (AbsentForm::Word, _) if is_list => Some(Value::Null),
            (AbsentForm::Empty | AbsentForm::EmptyObject, _) if is_list => Some(json!([])),
            (AbsentForm::Empty, Form::OpenObject) | (AbsentForm::EmptyObject, _) => Some(json!({})),
            (AbsentForm::Empty, _) => Some(json!("")),
            (AbsentForm::Word, _) => Some(json!("NULL")),
        }
    }

    fn value(&self, key: &str, form: Form, value: &mut Value) {
        match form {
            Form::Boolean => *value = self.boolean(value),
            Form::Number => match self.turn(&self.values().numbers) {
                NumberForm::Number => {}
                NumberForm::Text => *value = json!(value.to_string()),
                NumberForm::Padded => {
                    let text = value.to_string();
                    *value =
                        json!(if text.contains('.') { format!("{text}0") } else { format!("{text}.00") });
                }
            },
            Form::Instant => self.instant(value),
            Form::Date => self.date(value),
            Form::Token(_) | Form::OpenToken(_) => self.token(key, value),
            Form::Tokens(_) => {
                value.as_array_mut().into_iter().flatten().for_each(|word| self.token(key, word));
                self.list(value);
            }
            Form::Texts | Form::Codes => self.list(value),
            Form::Reference(_) => self.reference(value),
            Form::References(_) => {
                value.as_array_mut().into_iter().flatten().for_each(|reference| self.reference(reference));
            }
            Form::Objects => value.as_array_mut().into_iter().flatten().for_each(|part| self.part(part)),
            _ => self.replace(key, value),
        }
        if self.values().numeric.iter().any(|numeric| numeric == key)
            && let Some(number) = value.as_str().and_then(|text| text.parse::<u64>().ok())
        {
            *value = json!(number);
        }
    }

    /// Rewrites the references and words inside an object of a list, such as a role.
    fn part(&self, part: &mut Value) {
        for (name, value) in part.as_object_mut().into_iter().flatten() {
            match (name.as_str(), &value) {
                ("role" | "roleType", Value::String(_)) => self.token("Role.role", value),
                (_, Value::Object(members)) if members.contains_key("sourcedId") => self.reference(value),
                _ => {}
            }
        }
    }

    fn boolean(&self, value: &Value) -> Value {
        let truth = matches!(value, Value::Bool(true)) || value.as_str() == Some("true");
        let words = |[truly, falsely]: [&str; 2]| json!(if truth { truly } else { falsely });
        match self.turn(&self.values().booleans) {
            BooleanForm::Text => words(["true", "false"]),
            BooleanForm::Json => json!(truth),
            BooleanForm::UpperCase => words(["TRUE", "FALSE"]),
            BooleanForm::Capitalised => words(["True", "False"]),
            BooleanForm::Digit => json!(u8::from(truth)),
            BooleanForm::DigitText => words(["1", "0"]),
            BooleanForm::Letter => words(["t", "f"]),
            BooleanForm::CapitalLetter => words(["T", "F"]),
            BooleanForm::Word => words(["yes", "no"]),
        }
    }

    fn instant(&self, value: &mut Value) {
        let Value::String(text) = value else { return };
        let Some(seconds) = text.get(..19).map(str::to_owned) else { return };
        *text = match self.turn(&self.values().instants) {
            InstantForm::Utc => return,
            InstantForm::WithoutZone => seconds,
            InstantForm::Blank => seconds.replacen('T', " ", 1),
            InstantForm::ZoneTwice => format!("{}+00:00Z", text.trim_end_matches('Z')),
            InstantForm::Offset => format!("{}+00:00", text.trim_end_matches('Z')),
            InstantForm::ShortOffset => format!("{}+0", text.trim_end_matches('Z')),
            InstantForm::LongFraction => format!("{}0000Z", text.trim_end_matches('Z')),
            InstantForm::WithoutSeconds => match seconds.strip_suffix(":00") {
                Some(minutes) => format!("{minutes}Z"),
                None => return,
            },
            InstantForm::OtherZone => match in_other_zone(text) {
                Some(moved) => moved,
                None => return,
            },
        };
    }

    fn date(&self, value: &mut Value) {
        let Value::String(date) = value else { return };
        match self.turn(&self.values().dates) {
            DateForm::Date => {}
            DateForm::WithTime => date.push_str("T00:00:00.000Z"),
            DateForm::WithTimeAndBlank => date.push_str(" 00:00:00"),
            DateForm::WithTimeWithoutZone => date.push_str("T00:00:00"),
            DateForm::UnitedStates => {
                let mut parts = date.split('-').map(|part| part.trim_start_matches('0'));
                if let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) {
                    *date = format!("{month}/{day}/{year}");
                }
            }
        }
    }

    fn token(&self, key: &str, value: &mut Value) {
        self.replace(key, value);
        let Value::String(text) = value else { return };
        match self.turn(&self.values().tokens) {
            TokenCase::Standard => {}
            TokenCase::UpperCase => *text = text.to_uppercase(),
            TokenCase::Capitalised => {
                let mut letters = text.chars();
                if let Some(first) = letters.next() {
                    *text = first.to_uppercase().chain(letters).collect();
                }
            }
        }
    }

    fn replace(&self, key: &str, value: &mut Value) {
        let Some(text) = value.as_str() else { return };
        if let Some(other) = self.values().replaced.get(key).and_then(|words| words.get(text)) {
            other.clone_into(value);
        }
    }

    fn list(&self, value: &mut Value) {
        let Some(items) = value.as_array() else { return };
        let joined = |separator: &str| {
            json!(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(separator))
        };
        *value = match (self.turn(&self.values().lists), items.as_slice()) {
            (ListForm::Commas, _) => joined(","),
            (ListForm::CommasAndBlanks, _) => joined(", "),
            (ListForm::OneAlone, [item]) => item.clone(),
            _ => return,
        };
    }

    fn reference(&self, value: &mut Value) {
        let Value::Object(members) = value else { return };
        match self.turn(&self.values().references) {
            ReferenceForm::Full => {}
            ReferenceForm::IdOnly => members.retain(|name, _| name == "sourcedId"),
            ReferenceForm::Untyped => {
                members.remove("type");
            }
            ReferenceForm::Named => {
                members.insert("name".to_owned(), json!("a name"));
            }
            ReferenceForm::Misspelt => {
                let id = members.remove("sourcedId").unwrap_or_default();
                members.insert("sourceId".to_owned(), id);
            }
            ReferenceForm::Bare => {
                *value = members.remove("sourcedId").unwrap_or_default();
                return;
            }
        }
        if let Some(Value::String(word)) = members.get_mut("type")
            && let Some(other) = self.values().reference_types.get(word.as_str())
        {
            other.clone_into(word);
        }
        let form = self.turn(&self.values().hrefs);
        if form == HrefForm::Absent {
            members.remove("href");
        }
        if let Some(Value::String(href)) = members.get_mut("href") {
            let path =
                href.strip_prefix(self.shape.origin).map_or(Cow::Borrowed(href.as_str()), Cow::Borrowed);
            let href_in_form = match form {
                HrefForm::Absolute | HrefForm::Absent => return,
                HrefForm::Relative => path.into_owned(),
                HrefForm::Tilde => format!("~{path}"),
                HrefForm::Word => "n/a".to_owned(),
                HrefForm::Misspelt => format!("htp:/{path}"),
            };
            *href = href_in_form;
        }
    }
}

/// The same instant by a clock two hours ahead.
fn in_other_zone(text: &str) -> Option<String> {
    let instant = parse_instant(text).value()?;
    let moved = format_instant(instant + time::Duration::hours(2));
    Some(format!("{}+02:00", moved.trim_end_matches('Z')))
}

/// Members of a user of 1.1 that the shape of 1.2 does not have.
const LEGACY: &[(&str, Form)] = &[
    ("role", Form::Token(&oneroster_model::vocabulary::USER_ROLE)),
    ("orgs", Form::References(oneroster_model::json::ReferenceTarget::Org)),
];
