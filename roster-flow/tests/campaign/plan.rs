//! What a run does: a system, a district, and what goes wrong.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use oneroster_client::{Client, Recorder, RetryPolicy};
use oneroster_csv::{File, Package};
use oneroster_model::Version;
use oneroster_sandbox::personality::Total;
use oneroster_sandbox::{Content, District, Faults, IdStyle, Personality, Sandbox};
use roster_flow::{Fetch, Fetched};
use sis_providers::{Connection, Credentials, Overrides, Profiles, Service};

use crate::draw::Draw;
use crate::listener::Listener;
use crate::memory::Memory;
use crate::outcome::{Fetching, Outcome};
use crate::secrets::{PASSWORD, secrets};

/// Systems with their profiles; the six that are supported best come up more often.
const PROVIDERS: [&str; 21] = [
    "aeries",
    "infinite_campus",
    "skyward_sms",
    "skyward_qmlativ",
    "follett_aspen",
    "eschooldata",
    "aeries",
    "infinite_campus",
    "skyward_sms",
    "skyward_qmlativ",
    "follett_aspen",
    "eschooldata",
    "other",
    "other",
    "classlink_proxy",
    "classlink_direct",
    "powerschool",
    "genesis",
    "eschoolplus",
    "libre_oneroster",
    "edsembli",
];

/// Faults that leave enough for a client to notice, whatever else is missing. `{n}` is a request, `{k}` a
/// small number.
const ALWAYS_NOTICED: [&str; 24] = [
    "503:{n}",
    "502:{n}-{m}",
    "504:{n}",
    "429:{n}",
    "500:{n}",
    "401:{n}",
    "403:{n}",
    "404:{n}",
    "503:{n}-",
    "500@{r}",
    "500@users/{r}",
    "500@enrollments/{r}",
    "reset:{n}",
    "reset:{n}-{m}",
    "truncate:{n}",
    "truncate:{n}-{m}",
    "slow:20ms:{n}",
    "deep:3ms",
    "expire:{m}",
    "cross-origin:{n}",
    "loop:{n}",
    "html:{n}",
    "no-key:{n}",
    "token:503:{k}",
];

/// Faults that only a total gives away: without one, an empty page is the end, and a record that moves in
/// front of the reader cannot be missed.
const NOTICED_BY_TOTAL: [&str; 6] =
    ["change:{n}", "move:{n}", "empty:{n}", "omit:{n}", "duplicate:{n}", "revision:{n}"];

/// Faults that take the total away or falsify it.
const TOTALS: [&str; 4] = ["total:{k}", "total:-{k}", "no-total:{n}-", "no-link:{n}"];

/// Forms that records take in some of the runs; what is in the package must not depend on them.
const FORMS: [&str; 7] = [
    "",
    "",
    "[values]\nbooleans = [\"json\", \"digit\", \"letter\"]\nabsent = [\"null\", \"left-out\", \"empty\"]",
    "[values]\nreferences = [\"id-only\", \"full\", \"bare\"]\nhrefs = \"relative\"",
    "[values]\ninstants = [\"blank\", \"offset\"]\ndates = [\"with-time\", \"date\"]",
    "[answers]\nbeside = { status = 200 }\n[paging]\nreencoded-links = true\necho-headers = true",
    "[values]\nlists = [\"one-alone\", \"list\"]\nnumbers = \"text\"\ntokens = \"capitalised\"",
];

/// One run.
#[derive(Debug)]
pub(crate) struct Plan {
    provider: &'static str,
    version: Version,
    students: u32,
    district: u64,
    page_size: u64,
    /// Records of users hold passwords.
    passwords: bool,
    /// The gradebook is fetched too.
    gradebook: bool,
    /// How values look.
    forms: &'static str,
    faults: String,
}

impl Plan {
    pub(crate) fn draw(seed: u64) -> Self {
        let mut draw = Draw::new(seed);
        let provider = draw.one_of(&PROVIDERS);
        let version = match provider {
            "other" | "infinite_campus" if draw.once_in(2) => Version::V1_2,
            _ => Version::V1_1,
        };
        let has_total = personality(provider).paging.total != Total::Absent;
        let mut choices: Vec<&str> = ALWAYS_NOTICED.to_vec();
        choices.extend(if has_total && !draw.once_in(4) { &NOTICED_BY_TOTAL[..] } else { &TOTALS[..] });
        let mut faults: Vec<String> = (0..draw.between(0, 4)).map(|_| fault(&mut draw, &choices)).collect();
        if draw.once_in(2) {
            faults.push(format!("random:{seed}:0.{:02}", draw.between(1, 30)));
        }
        faults.push("retry-after:0s".to_owned());
        Self {
            provider,
            version,
            students: draw.between(5, 60) as u32,
            district: seed,
            page_size: draw.between(7, 300),
            faults: faults.join(","),
            passwords: draw.once_in(3),
            gradebook: draw.once_in(4),
            forms: draw.one_of(&FORMS),
        }
    }

    /// Fetches without faults, with them, and without them again.
    pub(crate) async fn run(&self, listener: &Listener) -> Outcome {
        let district =
            District::builder(self.students).seed(self.district).version(self.version).ids(IdStyle::Short);
        let district = if self.gradebook { district.content(Content::Full) } else { district };
        let mut personality = personality(self.provider).with(self.forms).unwrap();
        if self.passwords {
            let user = personality.values.added.entry("User".to_owned()).or_default();
            user.insert("password".to_owned(), PASSWORD.into());
        }
        let sandbox =
            Sandbox::builder().district(district.build()).personality(personality).start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let before = self.fetch(&sandbox, folder.path()).await;
        sandbox.set_faults(self.faults.parse().unwrap());
        sandbox.clear_requests();
        listener.take();
        let during = self.fetch(&sandbox, folder.path()).await;
        let log = listener.take();
        let foreign = sandbox.requests().iter().filter(|request| request.foreign).count();
        sandbox.set_faults(Faults::none());
        let after = self.fetch(&sandbox, folder.path()).await;
        Outcome {
            before: before.expect_complete(),
            during,
            after: after.expect_complete(),
            log,
            foreign,
            secrets: secrets(&sandbox),
        }
    }

    async fn fetch(&self, sandbox: &Sandbox, folder: &Path) -> Fetching {
        let profiles = Profiles::builtin();
        let overrides = Overrides::new().with("paging.preferred_size", self.page_size).unwrap();
        let profile = profiles.get(self.provider).unwrap().with_overrides(&overrides).unwrap();
        let mut credentials = Credentials::new(sandbox.client_id(), sandbox.client_secret());
        for (name, value) in sandbox.secrets() {
            credentials = credentials.with(name, value.as_str());
        }
        let mut connection = Connection::new(&profile, sandbox.url(), credentials).version(self.version);
        if matches!(self.provider, "other" | "edsembli") {
            connection = connection.token_url(sandbox.token_url());
        }
        if self.gradebook {
            connection = connection.services(&[Service::Rostering, Service::Gradebook]);
        }
        let memory = Arc::new(Memory::default());
        let client: Client = connection
            .builder()
            .unwrap()
            .recorder(Arc::clone(&memory) as Arc<dyn Recorder>)
            // As usual, but faster.
            .retry(RetryPolicy::default().first_pause(Duration::from_millis(2)))
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        let mut fetch = Fetch::new(client.clone()).of_system(&profile);
        if self.gradebook {
            fetch = fetch.with_service(oneroster_csv::Service::Gradebook);
        }
        let shown = format!("{connection:?} {client:?} {fetch:?}");
        let target = folder.join("district.zip");
        let result = fetch.to_file(&target).await;
        let files = result.as_ref().map(|_| texts(&target)).unwrap_or_default();
        if result.is_ok() {
            std::fs::remove_file(&target).unwrap();
        }
        let leftovers = std::fs::read_dir(folder).unwrap().count();
        Fetching { result, files, leftovers, shown, recorded: memory.shown() }
    }
}

fn personality(provider: &str) -> Personality {
    Personality::named(provider).unwrap()
}

/// Fills in one of the faults.
fn fault(draw: &mut Draw, choices: &[&str]) -> String {
    let first = draw.between(1, 40);
    draw.one_of(choices)
        .replace("{n}", &first.to_string())
        .replace("{m}", &(first + draw.between(1, 4)).to_string())
        .replace("{r}", &draw.between(0, 400).to_string())
        .replace("{k}", &draw.between(1, 5).to_string())
}

/// The files of a package.
fn texts(path: &Path) -> BTreeMap<File, String> {
    let package = Package::open(path).unwrap();
    let mut texts = BTreeMap::new();
    for file in File::of(package.version()) {
        if let Some(mut member) = package.open_member(file).unwrap() {
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            texts.insert(file, text);
        }
    }
    texts
}

/// What a fetch reports, for those who look for secrets in it.
pub(crate) fn said(fetched: &Fetched) -> String {
    let findings = serde_json::to_string(&fetched.findings.samples().collect::<Vec<_>>()).unwrap();
    format!("{fetched:?} {} {findings}", serde_json::to_string(fetched).unwrap())
}
