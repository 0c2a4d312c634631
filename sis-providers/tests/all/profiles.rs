//! The profiles of this crate: complete, honest about what they know, and stable when written and read.

use std::collections::BTreeSet;

use sis_providers::diagnose::Stage;
use sis_providers::profile::{AXES, Scheme, ScopeUse, TokenAnchor};
use sis_providers::{Certainty, Profile, Profiles, Support};

/// The systems that are described exhaustively.
const SIX: [&str; 6] = ["aeries", "skyward_sms", "skyward_qmlativ", "eschooldata", "follett_aspen", "other"];

fn table(profile: &Profile) -> toml::Table {
    profile.to_toml().unwrap().parse().unwrap()
}

fn has(table: &toml::Table, path: &str) -> bool {
    let mut names = path.split('.');
    let first = names.next().and_then(|name| table.get(name));
    names
        .try_fold(first, |value, name| value.map(|value| value.get(name)))
        .is_some_and(|value| value.is_some())
}

#[test]
fn profiles_survive_being_written_and_read() {
    for profile in Profiles::builtin().iter() {
        let again = Profile::from_toml(&profile.to_toml().unwrap()).unwrap();
        assert_eq!(&again, profile, "{}", profile.key);
    }
}

/// An axis that a profile says nothing about is either a field with a default or an open question. For the
/// six, every field that is left out has to be a fact ("there is none") or be marked as not known.
#[test]
fn axes_cover_every_field_of_a_profile() {
    let everything: BTreeSet<&str> = AXES.iter().map(|axis| axis.path).collect();
    assert_eq!(everything.len(), AXES.len(), "an axis is listed twice");
    let identity = ["key", "name", "vendor", "also_known_as", "role", "certainty"];
    for profile in Profiles::builtin().iter() {
        for (section, value) in &table(profile) {
            if identity.contains(&section.as_str()) {
                continue;
            }
            match value {
                toml::Value::Table(fields) if !everything.contains(section.as_str()) => {
                    for field in fields.keys() {
                        let path = format!("{section}.{field}");
                        let known = everything.contains(path.as_str());
                        assert!(known, "{}: {path} is no axis", profile.key);
                    }
                }
                _ => assert!(everything.contains(section.as_str()), "{}: {section}", profile.key),
            }
        }
    }
}

#[test]
fn the_six_answer_every_question_that_has_no_default() {
    let needed = [
        "versions",
        "url.input",
        "url.anchor",
        "url.require_https",
        "url.case_sensitive",
        "url.examples",
        "roots",
        "authentication.scheme",
        "token.anchor",
        "token.method",
        "token.credentials",
        "token.parameters",
        "token.grant_type",
        "token.response",
        "token.cookies",
        "scopes.use",
        "renewal.strategy",
        "renewal.ahead_seconds",
        "renewal.refused",
        "paging.links",
        "paging.totals",
        "query.filter",
        "query.sort",
        "query.fields",
        "delta.by_date",
        "delta.tombstones",
        "identifiers",
        "writing",
        "csv",
        "guidance.setup",
        "guidance.permissions",
        "guidance.quirks",
        "guidance.hints",
        "guidance.sources",
    ];
    let profiles = Profiles::builtin();
    for key in SIX {
        let profile = profiles.get(key).unwrap();
        let table = table(profile);
        for path in needed {
            assert!(AXES.iter().any(|axis| axis.path == path), "{path} is no axis");
            assert!(has(&table, path), "{key} says nothing about {path}");
        }
        for field in ["status", "dateLastModified"] {
            assert!(profile.query.filter.contains_key(field), "{key}: {field}");
        }
        for stage in [Stage::Token, Stage::Collection] {
            assert!(profile.guidance.hints.iter().any(|rule| rule.stage == stage), "{key}: {stage}");
        }
    }
}

#[test]
fn what_is_not_known_is_not_marked_as_verified() {
    let mut wrong = Vec::new();
    for profile in Profiles::builtin().iter() {
        let token = profile.authentication.scheme == Scheme::Token;
        let mut facts = vec![
            ("paging.max_size".to_owned(), profile.paging.max_size.is_some()),
            ("token.lifetime_seconds".to_owned(), !token || profile.token.lifetime_seconds.is_some()),
            ("scopes".to_owned(), !token || profile.scopes.usage != ScopeUse::Unknown),
        ];
        for (path, support) in [
            ("query.sort", profile.query.sort),
            ("query.fields", profile.query.fields),
            ("query.two_clauses", profile.query.two_clauses),
            ("delta.by_date", profile.delta.by_date),
            ("delta.tombstones", profile.delta.tombstones),
            ("writing", profile.writing.support),
            ("csv", profile.csv.support),
        ] {
            facts.push((path.to_owned(), support != Support::Unknown));
        }
        for (field, support) in &profile.query.filter {
            facts.push((format!("query.filter.{field}"), *support != Support::Unknown));
        }
        for (path, known) in facts {
            if !known && profile.certainty.of(&path) >= Certainty::Verified {
                wrong.push(format!("{} {path}", profile.key));
            }
        }
        if profile.certainty.overall == Certainty::Verified {
            assert!(!profile.guidance.sources.is_empty(), "{} names no source", profile.key);
        }
    }
    assert!(wrong.is_empty(), "open but marked as verified:\n{}", wrong.join("\n"));
}

#[test]
fn sources_are_public_addresses() {
    for profile in Profiles::builtin().iter() {
        for source in &profile.guidance.sources {
            assert!(source.starts_with("https://") && !source.contains(' '), "{}: {source}", profile.key);
        }
    }
}

#[test]
fn schemes_without_a_token_have_no_token_url() {
    for profile in Profiles::builtin().iter() {
        if profile.token.anchor == TokenAnchor::None {
            assert_ne!(profile.authentication.scheme, Scheme::Token, "{}", profile.key);
        }
    }
}

#[test]
fn texts_for_people_are_sentences_without_double_blanks() {
    for profile in Profiles::builtin().iter() {
        let guidance = &profile.guidance;
        let setup = guidance.setup.iter().map(|step| &step.step);
        for text in setup.chain(guidance.quirks.iter().map(|quirk| &quirk.text)) {
            assert!(text.ends_with('.') && !text.contains("  "), "{}: {text}", profile.key);
        }
        for rule in &guidance.hints {
            let lower = rule.text.iter().all(|text| text.to_lowercase() == *text);
            assert!(
                lower && !rule.hint.ends_with('.') && !rule.hint.contains("  "),
                "{}: {}",
                profile.key,
                rule.hint
            );
        }
    }
}
