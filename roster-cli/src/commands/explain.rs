//! `roster explain`: what a code of a finding or an error means.

use std::fmt::Write;

use serde::Serialize;

use crate::context::{Context, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::advice::errors;
use crate::render::style::{DIM, STRONG, paint};

/// Explain the code of a finding or an error
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster explain reference_dangling
  roster explain                       lists all codes")]
pub(crate) struct Arguments {
    /// Code, such as `reference_dangling`; without one all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Write all codes as a page in Markdown
    #[arg(long, conflicts_with = "code")]
    markdown: bool,
}

/// One code with the place where it is used.
#[derive(Clone, Copy, Debug, Serialize)]
struct Entry {
    code: &'static str,
    area: &'static str,
    title: &'static str,
    advice: &'static str,
}

/// Codes that belong together.
struct Area {
    name: &'static str,
    about: &'static str,
    codes: &'static [&'static oneroster_model::Code],
}

/// All findings, by where they come up.
static AREAS: &[Area] = &[
    Area {
        name: "OneRoster packages",
        about: "Noticed while a OneRoster package is read or validated.",
        codes: oneroster_csv::codes::ALL,
    },
    Area {
        name: "Conversion",
        about: "Noticed while OneRoster rows are converted to Apple School Manager.",
        codes: asm_format::convert::codes::ALL,
    },
    Area {
        name: "Apple School Manager files",
        about: "Noticed while an archive for Apple School Manager is read, validated or repaired.",
        codes: asm_format::codes::ALL,
    },
    Area {
        name: "Guards",
        about: "Reasons to hold an archive for Apple School Manager back before it is uploaded.",
        codes: asm_format::guard::ALL,
    },
    Area {
        name: "JSON of servers",
        about: "Noticed while records of a OneRoster server are read.",
        codes: oneroster_model::json::codes::ALL,
    },
    Area {
        name: "Reading from servers",
        about: "Noticed while collections of a OneRoster server are read page by page.",
        codes: oneroster_client::findings::ALL,
    },
    Area {
        name: "Fetching",
        about: "Noticed while a district is fetched from a student information system.",
        codes: roster_flow::codes::ALL,
    },
    Area {
        name: "Guards of flows",
        about: "Reasons to hold a run before its delivery, besides those for archives.",
        codes: roster_flow::engine::codes::ALL,
    },
];

const ERRORS_AREA: &str = "Errors";

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    if arguments.markdown {
        write_out(&markdown())?;
        return Ok(Exit::Good);
    }
    let Some(code) = &arguments.code else {
        let all: Vec<Entry> = entries().collect();
        context.result(&all, || list(&all))?;
        return Ok(Exit::Good);
    };
    let found: Vec<Entry> = entries().filter(|entry| entry.code == code).collect();
    if found.is_empty() {
        let failure = Failure::usage(format!("there is no code {code:?}"));
        return Err(failure.with_advice("`roster explain` lists all codes."));
    }
    context.result(&found, || explain(&found))?;
    Ok(Exit::Good)
}

fn entries() -> impl Iterator<Item = Entry> {
    let findings = AREAS.iter().flat_map(|area| {
        area.codes.iter().map(|code| Entry {
            code: code.id,
            area: area.name,
            title: code.title,
            advice: code.advice,
        })
    });
    let errors = errors().map(|error| Entry {
        code: error.id,
        area: ERRORS_AREA,
        title: error.title,
        advice: error.advice,
    });
    findings.chain(errors)
}

fn explain(found: &[Entry]) -> String {
    let mut text = String::new();
    for Entry { code, area, title, advice } in found {
        _ = writeln!(text, "{}  {}", paint(STRONG, code), paint(DIM, area));
        _ = writeln!(text, "  {title}\n  {advice}");
    }
    text
}

fn list(all: &[Entry]) -> String {
    let mut text = String::new();
    let mut last = "";
    for Entry { code, area, title, .. } in all {
        if *area != last {
            let gap = if last.is_empty() { "" } else { "\n" };
            _ = writeln!(text, "{gap}{}", paint(STRONG, area));
            last = area;
        }
        _ = writeln!(text, "  {code:<34} {title}");
    }
    text
}

/// The page `docs/findings.md`.
fn markdown() -> String {
    let mut text = String::from(
        "# Findings and errors\n\n\
         What the commands and libraries say about data, by stable code. A finding is about data and does not \
         stop the work; an error does.\n\
         How bad a finding is depends on the circumstances: validating strictly or tolerantly, converting \
         in mode `strict` or `repair`.\n\n\
         This page is made with `roster explain --markdown`.\n",
    );
    for area in AREAS {
        _ = write!(text, "\n## {}\n\n{}\n\n", area.name, area.about);
        table(&mut text, area.codes.iter().map(|code| (code.id, code.title, code.advice)));
    }
    _ = write!(text, "\n## {ERRORS_AREA}\n\nWhat ends a command before its work is done.\n\n");
    table(&mut text, errors().map(|error| (error.id, error.title, error.advice)));
    text
}

fn table<'a>(text: &mut String, rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>) {
    text.push_str("| Code | Meaning | What to do |\n|---|---|---|\n");
    for (code, title, advice) in rows {
        _ = writeln!(text, "| `{code}` | {} | {} |", escape(title), escape(advice));
    }
}

fn escape(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn page_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/findings.md");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(path, markdown()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        assert!(page == markdown(), "docs/findings.md is old; run this test with UPDATE_EXPECTED=1");
    }

    #[test]
    fn codes_are_unique_within_their_area() {
        for area in AREAS {
            let mut ids: Vec<&str> = area.codes.iter().map(|code| code.id).collect();
            ids.sort_unstable();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{}", area.name);
        }
    }
}
