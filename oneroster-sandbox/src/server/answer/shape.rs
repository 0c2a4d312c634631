//! Values that are not as the standard has them.

use std::borrow::Cow;

use oneroster_model::json::{Form, Member};
use oneroster_model::query::Fields;
use oneroster_model::{Record, Version};
use serde_json::{Map, Value, json};

use crate::server::personality::{
    AbsentForm, BooleanForm, HrefForm, InstantForm, NumberForm, ReferenceForm, TokenCase, Values,
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
    pub(crate) fn apply<T: Record>(&self, record: &mut Value) {
        let Value::Object(members) = record else { return };
        // What 1.1 has in place of roles.
        let legacy: &[(&str, Form)] =
            if T::NAME == "User" && self.version == Version::V1_1 { LEGACY } else { &[] };
        let present = T::MEMBERS.iter().filter(|member| member.exists_in(self.version));
        let present = present.map(|member: &Member| (member.name, member.form)).chain(legacy.iter().copied());
        let is_wanted = |name: &str| self.fields.as_ref().is_none_or(|fields| fields.contains(name));
        for (name, form) in present.filter(|(name, _)| is_wanted(name)) {
            self.member(T::NAME, name, form, members);
        }
        let added = self.values.added.get(T::NAME).into_iter().flatten();
        for (name, value) in added.filter(|(name, _)| is_wanted(name)) {
            members.insert(name.clone(), json!(value));
        }
    }

    fn member(&self, model: &str, name: &str, form: Form, members: &mut Map<String, Value>) {
        let key = format!("{model}.{name}");
        if self.values.left_out.contains(&key) {
            members.remove(name);
            return;
        }
        if self.values.nulls.contains(&key) {
            members.insert(name.to_owned(), Value::Null);
            return;
        }
        if let Some(fixed) = self.values.fixed.get(&key) {
            members.insert(name.to_owned(), json!(fixed));
        }
        match members.get_mut(name) {
            Some(value) => self.value(&key, form, value),
            None => {
                if let Some(value) = self.absent(form) {
                    members.insert(name.to_owned(), value);
                }
            }
        }
        if let Some(renamed) = self.values.renamed.get(&key)
            && let Some(value) = members.remove(name)
        {
            members.insert(renamed.clone(), value);
        }
    }

    fn absent(&self, form: Form) -> Option<Value> {
        match self.values.absent {
            AbsentForm::LeftOut => None,
            AbsentForm::Null => Some(Value::Null),
            AbsentForm::Empty => Some(match form {
                Form::Texts | Form::Codes | Form::Tokens(_) | Form::References(_) | Form::Objects => {
                    json!([])
                }
                Form::OpenObject => json!({}),
                _ => json!(""),
            }),
        }
    }

    fn value(&self, key: &str, form: Form, value: &mut Value) {
        match form {
            Form::Boolean => *value = self.boolean(value),
            Form::Number if self.values.numbers == NumberForm::Text => *value = json!(value.to_string()),
            Form::Instant => self.instant(value),
            Form::Date => {
                if self.values.dates_with_time
                    && let Value::String(date) = value
                {
                    date.push_str("T00:00:00.000Z");
                }
            }
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
            Form::Text if key == "AcademicSession.schoolYear" && self.values.school_year_as_number => {
                if let Some(year) = value.as_str().and_then(|year| year.parse::<u16>().ok()) {
                    *value = json!(year);
                }
            }
            _ => {}
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
        match self.values.booleans {
            BooleanForm::Text => json!(if truth { "true" } else { "false" }),
            BooleanForm::Json => json!(truth),
            BooleanForm::UpperCase => json!(if truth { "TRUE" } else { "FALSE" }),
            BooleanForm::Digit => json!(u8::from(truth)),
            BooleanForm::Letter => json!(if truth { "t" } else { "f" }),
        }
    }

    fn instant(&self, value: &mut Value) {
        let Value::String(text) = value else { return };
        let seconds = text.get(..19).map(str::to_owned).unwrap_or_default();
        match self.values.instants {
            InstantForm::Utc => {}
            InstantForm::WithoutZone => *text = seconds,
            InstantForm::Blank => *text = seconds.replacen('T', " ", 1),
            InstantForm::ZoneTwice => *text = format!("{}+00:00Z", text.trim_end_matches('Z')),
        }
    }

    fn token(&self, key: &str, value: &mut Value) {
        let Value::String(text) = value else { return };
        if let Some(other) = self.values.replaced.get(key).and_then(|words| words.get(text.as_str())) {
            other.clone_into(text);
        }
        match self.values.tokens {
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

    fn list(&self, value: &mut Value) {
        if self.values.lists_as_text {
            let items = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            *value = json!(items.collect::<Vec<_>>().join(","));
        }
    }

    fn reference(&self, value: &mut Value) {
        let Value::Object(members) = value else { return };
        match self.values.references {
            ReferenceForm::Full => {}
            ReferenceForm::IdOnly => members.retain(|name, _| name == "sourcedId"),
            ReferenceForm::Bare => {
                *value = members.remove("sourcedId").unwrap_or_default();
                return;
            }
        }
        if let Some(Value::String(word)) = members.get_mut("type")
            && let Some(other) = self.values.reference_types.get(word.as_str())
        {
            other.clone_into(word);
        }
        if let Some(Value::String(href)) = members.get_mut("href") {
            let path = href.strip_prefix(self.origin).map_or(Cow::Borrowed(href.as_str()), Cow::Borrowed);
            let href_in_form = match self.values.hrefs {
                HrefForm::Absolute => return,
                HrefForm::Relative => path.into_owned(),
                HrefForm::Tilde => format!("~{path}"),
            };
            *href = href_in_form;
        }
    }
}

/// Members of a user of 1.1 that the shape of 1.2 does not have.
const LEGACY: &[(&str, Form)] = &[
    ("role", Form::Token(&oneroster_model::vocabulary::USER_ROLE)),
    ("orgs", Form::References(oneroster_model::json::ReferenceTarget::Org)),
];
