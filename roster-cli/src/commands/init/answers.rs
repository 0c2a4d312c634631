//! What `roster.toml` is made of: answers, from options or from whoever sits at the terminal.

use oneroster_client::Secret;
use roster_flow::schedule::Zone;
use sis_providers::profile::SystemRole;
use sis_providers::{Connection, Credentials, Profile, Profiles};

use super::Arguments;
use super::ask::{Ask, Question};
use crate::failure::Failure;

/// Systems that are offered first: most of those who read this have one of them.
const FIRST: [&str; 6] =
    ["aeries", "skyward_sms", "skyward_qmlativ", "eschooldata", "follett_aspen", "infinite_campus"];

/// How a student information system is reached.
#[derive(Debug)]
pub(super) struct System {
    pub(super) provider: String,
    pub(super) url: String,
    pub(super) client_id: String,
    pub(super) client_secret: Secret,
    pub(super) token_url: Option<String>,
    pub(super) settings: Vec<Setting>,
}

impl System {
    /// Puts system, URL and credentials together. Nothing is sent.
    pub(super) fn to_connection(&self, profiles: &Profiles) -> Result<Connection, Failure> {
        let mut credentials = Credentials::new(self.client_id.as_str(), self.client_secret.clone());
        for setting in &self.settings {
            credentials = credentials.with(&setting.name, setting.value.clone());
        }
        let connection = Connection::new(profiles.get(&self.provider)?, &self.url, credentials);
        Ok(match &self.token_url {
            Some(url) => connection.token_url(url),
            None => connection,
        })
    }
}

/// What a system needs besides.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) value: Secret,
    pub(super) is_secret: bool,
}

/// When the flow runs.
#[derive(Debug)]
pub(super) struct When {
    pub(super) time: String,
    pub(super) zone: String,
    pub(super) weekend: bool,
}

/// Chooses the profile.
pub(super) fn provider<'p>(
    arguments: &Arguments,
    profiles: &'p Profiles,
    ask: &mut dyn Ask,
) -> Result<&'p Profile, Failure> {
    if let Some(name) = &arguments.provider {
        return Ok(profiles.get(name)?);
    }
    let mut offered: Vec<&Profile> =
        profiles.iter().filter(|profile| profile.role == SystemRole::Provider).collect();
    let rank = |profile: &Profile| FIRST.iter().position(|key| *key == profile.key).unwrap_or(FIRST.len());
    offered.sort_by_key(|profile| (rank(profile), profile.key == "other", profile.name.to_lowercase()));
    let names: Vec<String> = offered.iter().map(|profile| profile.name.clone()).collect();
    let question =
        Question { prompt: "Which student information system", option: "--provider", default: None };
    let chosen = ask.choice(question, &names)?;
    offered.get(chosen).copied().ok_or_else(|| Failure::usage("there is no such system"))
}

/// Asks how the system is reached.
pub(super) fn system(arguments: &Arguments, profile: &Profile, ask: &mut dyn Ask) -> Result<System, Failure> {
    let fixed = profile.url.fixed_base.as_deref();
    let url = match (&arguments.url, fixed) {
        (Some(url), _) => url.clone(),
        (None, Some(_)) => String::new(),
        (None, None) => ask.text(Question::needed("URL, as the system shows it", "--url"), &is_url)?,
    };
    let credentials = &profile.credentials;
    let client_id = match &arguments.client_id {
        Some(id) => id.clone(),
        None => ask.text(Question::needed(&credentials.id_label, "--client-id"), &is_given)?,
    };
    let client_secret = match &arguments.client_secret {
        Some(source) => source.read()?,
        None => ask.secret(Question::needed(&credentials.secret_label, "--client-secret"))?,
    };
    let mut settings = Vec::new();
    for extra in &credentials.extra {
        let given = arguments.settings.iter().find(|(name, _)| *name == extra.name);
        let value = match given {
            Some((_, value)) => value.clone(),
            None if !extra.required => continue,
            None => {
                let option = format!("--setting {}=...", extra.name);
                let question = Question::needed(&extra.label, &option);
                if extra.secret { ask.secret(question)? } else { ask.text(question, &is_given)? }
            }
        };
        settings.push(Setting {
            name: extra.name.clone(),
            value: Secret::new(&value),
            is_secret: extra.secret,
        });
    }
    let is_extra = |name: &str| credentials.extra.iter().any(|extra| extra.name == name);
    for (name, value) in arguments.settings.iter().filter(|(name, _)| !is_extra(name)) {
        settings.push(Setting { name: name.clone(), value: Secret::new(value), is_secret: false });
    }
    let token_url = match &arguments.token_url {
        None if profile.key == "other" => {
            let question = Question {
                prompt: "Token URL; empty if there is none",
                option: "--token-url",
                default: Some(""),
            };
            Some(ask.text(question, &|_| Ok(()))?).filter(|url| !url.is_empty())
        }
        given => given.clone(),
    };
    let client_secret = Secret::new(&client_secret);
    Ok(System { provider: profile.key.clone(), url, client_id, client_secret, token_url, settings })
}

/// Asks when the flow runs.
pub(super) fn when(arguments: &Arguments, ask: &mut dyn Ask) -> Result<When, Failure> {
    let time = if let Some(time) = &arguments.time {
        time.clone()
    } else {
        let prompt = "Hour and minute of the nightly run, when the system has little to do";
        ask.text(Question { prompt, option: "--time", default: Some("02:30") }, &is_time)?
    };
    is_time(&time).map_err(|problem| Failure::usage(format!("--time: {problem}")))?;
    let zone = if let Some(zone) = &arguments.zone {
        zone.clone()
    } else {
        let names = Zone::names();
        let here = Zone::of_this_machine();
        let default = here.as_ref().map(Zone::name);
        let chosen = ask.choice(Question { prompt: "Time zone", option: "--zone", default }, &names)?;
        names.get(chosen).cloned().unwrap_or_default()
    };
    let zone: Zone = zone.parse().map_err(|error: roster_flow::Error| Failure::from(error))?;
    let weekend = if let Some(weekend) = arguments.weekend {
        weekend
    } else {
        let prompt = "Run on Saturdays and Sundays, too";
        ask.yes(Question { prompt, option: "--weekend", default: None }, false)?
    };
    Ok(When { time, zone: zone.name().to_owned(), weekend })
}

impl<'q> Question<'q> {
    /// A question without a usual answer.
    pub(super) fn needed(prompt: &'q str, option: &'q str) -> Self {
        Self { prompt, option, default: None }
    }
}

pub(super) fn is_given(text: &str) -> Result<(), String> {
    if text.is_empty() { Err("cannot be empty".to_owned()) } else { Ok(()) }
}

fn is_url(text: &str) -> Result<(), String> {
    let is_url = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    if is_url { Ok(()) } else { Err("not a URL that begins with https://".to_owned()) }
}

fn is_time(text: &str) -> Result<(), String> {
    let time = text.split_once(':').and_then(|(hour, minute)| {
        let is_short = |part: &str| !part.is_empty() && part.len() <= 2;
        let numbers = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
        (is_short(hour) && minute.len() == 2 && numbers.0 < 24 && numbers.1 < 60).then_some(())
    });
    time.ok_or_else(|| "not a time such as 02:30".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_hour_and_minute() {
        for (text, expected) in [
            ("02:30", true),
            ("2:05", true),
            ("23:59", true),
            ("24:00", false),
            ("7:5", false),
            ("7", false),
            ("", false),
        ] {
            assert_eq!(is_time(text).is_ok(), expected, "{text}");
        }
    }
}
