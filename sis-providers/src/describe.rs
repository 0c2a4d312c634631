//! Profiles as pages to read, in Markdown.
//!
//! The pages of this crate are made here, so that they say what the profiles say.

use std::fmt::Write as _;

use toml::{Table, Value};

use crate::profile::{
    AXES, Certainty, Permission, Placement, Profile, Scheme, Support, SystemRole, TokenAnchor, TokenMethod,
};
use crate::profiles::Profiles;

/// Returns a table with one row per system: how it is connected, and how well that is known.
///
/// # Examples
///
/// ```
/// use sis_providers::{Profiles, describe};
///
/// let table = describe::connection_table(&Profiles::builtin());
/// assert!(table.contains("| Follett Aspen | `follett_aspen` | 1.1 | host | `/ims/oneroster/v1p1` |"));
/// ```
pub fn connection_table(profiles: &Profiles) -> String {
    let mut text = String::from(
        "| system | key | versions | URL | root | token | credentials | scopes | renewal | known |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for profile in providers(profiles) {
        let cells = [
            profile.name.clone(),
            format!("`{}`", profile.key),
            versions(profile),
            url(profile),
            root(profile),
            token(profile),
            credentials(profile),
            profile.scopes.usage.as_str().to_owned(),
            profile.renewal.strategy.as_str().to_owned(),
            profile.certainty.overall.as_str().to_owned(),
        ];
        row(&mut text, &cells);
    }
    text
}

/// Returns a page about all systems: the table, and a chapter on each.
pub fn page(profiles: &Profiles) -> String {
    let mut text = format!(
        "# Student information systems\n\n\
         Made from the profiles of this crate. *verified*: read in documentation of the vendor or in public code \
         that works with the system; *inferred*: concluded; *unverified*: a guess or a default of the standard. \
         Every field can be overridden, and a connection check finds out what is open.\n\n{}",
        connection_table(profiles)
    );
    let other = profiles.get("other").ok();
    for profile in providers(profiles) {
        text.push('\n');
        text.push_str(&chapter_beside(profile, other.filter(|other| other.key != profile.key)));
    }
    let consumers = profiles.iter().filter(|profile| profile.role == SystemRole::Consumer);
    text.push_str("\n## Systems that read rosters of others\n\nKept for what they expect.\n");
    for profile in consumers {
        let _ = write!(text, "\n### {}\n\nKey `{}`.\n\n", profile.name, profile.key);
        list(&mut text, profile.guidance.quirks.iter().map(|quirk| quirk.text.clone()));
    }
    text
}

/// Returns a chapter about one system: its fields, set-up, permissions, surprises, and what failures mean.
pub fn chapter(profile: &Profile) -> String {
    chapter_beside(profile, None)
}

/// Leaves out what is a mere guess and the same as in another chapter.
fn chapter_beside(profile: &Profile, other: Option<&Profile>) -> String {
    let mut text = format!("## {}\n\nKey `{}`, by {}", profile.name, profile.key, profile.vendor);
    if !profile.also_known_as.is_empty() {
        let _ = write!(text, "; also {}", profile.also_known_as.join(", "));
    }
    let _ = write!(text, ". All in all {}.\n\n", profile.certainty.overall.as_str());
    fields(&mut text, profile, other);

    let guidance = &profile.guidance;
    let mistakes = &profile.url.mistakes;
    if !mistakes.is_empty() {
        text.push_str("\n### Wrong URLs\n\n");
        list(
            &mut text,
            mistakes.iter().map(|mistake| format!("`{}{}`: {}", mistake.host, mistake.path, mistake.hint)),
        );
    }
    let known = other.map(|other| &other.guidance);
    if known.is_none_or(|known| known.setup != guidance.setup) {
        text.push_str("\n### Set-up\n\n");
        for (index, step) in guidance.setup.iter().enumerate() {
            let place = if step.at.is_empty() { String::new() } else { format!("{}: ", step.at) };
            let _ = writeln!(text, "{}. {place}{}", index + 1, step.step);
        }
    }
    if known.is_none_or(|known| known.permissions != guidance.permissions) {
        text.push_str("\n### The least to be granted\n\n");
        list(&mut text, guidance.permissions.iter().map(permission));
    }
    if !guidance.quirks.is_empty() {
        text.push_str("\n### Surprises\n\n");
        let quirks = guidance.quirks.iter().map(|quirk| match quirk.certainty {
            Some(certainty) => format!("{} ({})", quirk.text, certainty.as_str()),
            None => quirk.text.clone(),
        });
        list(&mut text, quirks);
    }
    if known.is_none_or(|known| known.hints != guidance.hints) {
        text.push_str("\n### When it fails\n\n| at | when | probably |\n|---|---|---|\n");
        for rule in &guidance.hints {
            row(&mut text, &[rule.stage.as_str().to_owned(), rule.conditions(), rule.hint.clone()]);
        }
    }
    if !guidance.sources.is_empty() {
        text.push_str("\n### Sources\n\n");
        list(&mut text, guidance.sources.iter().map(|source| format!("<{source}>")));
    }
    text
}

fn providers(profiles: &Profiles) -> impl Iterator<Item = &Profile> {
    profiles.iter().filter(|profile| profile.role == SystemRole::Provider)
}

fn permission(permission: &Permission) -> String {
    let collections: Vec<&str> = permission.collections.iter().map(|collection| collection.name()).collect();
    if collections.is_empty() {
        return permission.name.clone();
    }
    format!("{}: {}", permission.name, collections.join(", "))
}

/// Writes every field that has a value, and names the open questions.
fn fields(text: &mut String, profile: &Profile, other: Option<&Profile>) {
    let table = Table::try_from(profile).unwrap_or_default();
    let known = other.and_then(|other| Table::try_from(other).ok());
    text.push_str("| question | answer | known |\n|---|---|---|\n");
    let mut open = Vec::new();
    for axis in AXES.iter().filter(|axis| !axis.path.starts_with("guidance.") && axis.path != "url.mistakes")
    {
        let certainty = profile.certainty.of(axis.path);
        let value = look_up(&table, axis.path);
        let shown = value.map(shown).filter(|shown| !shown.is_empty() && shown != Support::Unknown.as_str());
        let is_guess = certainty == Certainty::Unverified
            && known.as_ref().is_some_and(|known| look_up(known, axis.path) == value);
        match shown {
            Some(_) if is_guess => {}
            Some(shown) => row(text, &[axis.question.to_owned(), shown, certainty.as_str().to_owned()]),
            None if certainty < Certainty::Verified => open.push(axis.path),
            None => {}
        }
    }
    if let Some(other) = other {
        let _ = writeln!(
            text,
            "\nWhat is not listed is unverified; where there is a default, it is that of [{0}](#{1}).",
            other.name, other.key
        );
    } else if !open.is_empty() {
        let _ = writeln!(text, "\nOpen: {}.", open.join(", "));
    }
}

fn look_up<'t>(table: &'t Table, path: &str) -> Option<&'t Value> {
    let mut names = path.split('.');
    let first = table.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains(['/', '{', '*']) => format!("`{text}`"),
        Value::String(text) => text.clone(),
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        Value::Array(list) => {
            list.iter().map(shown).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
        }
        Value::Table(table) => {
            let pairs = table.iter().map(|(name, value)| (name, shown(value)));
            let pairs = pairs.filter(|(_, shown)| !shown.is_empty());
            pairs.map(|(name, shown)| format!("{name}: {shown}")).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn versions(profile: &Profile) -> String {
    profile.versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn url(profile: &Profile) -> String {
    use crate::profile::{RootAnchor, UrlInput};

    if profile.url.fixed_base.is_some() {
        return "none needed".to_owned();
    }
    match (profile.url.input, profile.url.anchor, profile.url.require_subdirectory) {
        (UrlInput::ServiceRoot, ..) => "root or base".to_owned(),
        (_, RootAnchor::Host, _) => "host".to_owned(),
        (_, RootAnchor::Base, true) => "base with sub-directory".to_owned(),
        (_, RootAnchor::Base, false) => "base".to_owned(),
    }
}

fn root(profile: &Profile) -> String {
    let version = profile.versions.first();
    let root = version.and_then(|version| profile.roots(*version)?.of(crate::Service::Rostering));
    root.map(|root| format!("`{root}`")).unwrap_or_default()
}

fn token(profile: &Profile) -> String {
    let token = &profile.token;
    if profile.authentication.scheme != Scheme::Token {
        return profile.authentication.scheme.as_str().to_owned();
    }
    let path = token.path.as_ref().map(crate::Template::as_str).unwrap_or_default();
    let place = match token.anchor {
        TokenAnchor::Base => format!("base + `{path}`"),
        TokenAnchor::Host => format!("host + `{path}`"),
        TokenAnchor::ServiceRoot => format!("root + `{path}`"),
        TokenAnchor::Absolute => format!("`{path}`"),
        TokenAnchor::Operator | TokenAnchor::None => "given by the operator".to_owned(),
    };
    match token.method {
        TokenMethod::Get => format!("GET {place}"),
        TokenMethod::Post => place,
    }
}

fn credentials(profile: &Profile) -> String {
    let token = &profile.token;
    if profile.authentication.scheme != Scheme::Token {
        return format!("{}, {}", profile.credentials.id_label, profile.credentials.secret_label);
    }
    let grant = token.grant_type.as_deref().unwrap_or("no grant type");
    let place = match token.credentials {
        Placement::Parameters if token.names.id != "client_id" => {
            format!("form (`{}`, `{}`)", token.names.id, token.names.secret)
        }
        other => other.as_str().to_owned(),
    };
    format!("{place}; `{grant}`")
}

fn list(text: &mut String, lines: impl Iterator<Item = String>) {
    for line in lines {
        let _ = writeln!(text, "- {line}");
    }
}

fn row(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}
