//! Every deviation from the standard that is known of real servers, played by the sandbox in three ways or more.
//!
//! `tests/data/deviations` lists them. For each behaviour the client has to read exactly the records of the
//! district, or to do what the list says instead. A strict client has to name what is wrong with the values.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod catalogue;
mod compare;
mod play;
mod work;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use catalogue::List;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/deviations")
}

fn list(area: &str) -> List {
    let text = fs::read_to_string(folder().join(format!("{area}.toml"))).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{area}: {error}"))
}

/// Plays every behaviour of an area, and tells of all that go wrong.
async fn check(area: &str) {
    let mut problems = Vec::new();
    let list = list(area);
    for deviation in &list.deviations {
        for (number, behaviour) in deviation.behaviours.iter().enumerate() {
            if let Err(problem) = play::play(&list, deviation, behaviour).await {
                problems.push(format!("{area}: {}, behaviour {}: {problem}", deviation.name, number + 1));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

macro_rules! areas {
    ($($area:ident),+) => {
        const AREAS: &[&str] = &[$(stringify!($area)),+];

        $(
            #[tokio::test]
            async fn $area() {
                check(stringify!($area)).await;
            }
        )+
    };
}

areas! { values, dates, references, envelopes, paging, queries, addresses, writes, errors, tokens, requests }

#[test]
fn every_deviation_comes_in_three_behaviours() {
    let mut names = BTreeSet::new();
    for area in AREAS {
        for deviation in list(area).deviations {
            assert!(deviation.behaviours.len() >= 3, "{area}: {}", deviation.name);
            assert!(!deviation.seen.is_empty(), "{area}: {}", deviation.name);
            assert!(names.insert(deviation.name.clone()), "{} is there twice", deviation.name);
        }
    }
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.collect();
    assert_eq!(files, AREAS.iter().map(|area| format!("{area}.toml")).collect(), "no file is left out");
}
