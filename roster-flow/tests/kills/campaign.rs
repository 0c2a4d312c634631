//! Who kills, when, and how often.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use oneroster_csv::output::AtomicFile;
use oneroster_csv::{PackageWriter, WriteOptions};
use oneroster_sandbox::{District, Personality, Sandbox};
use roster_history::History;
use tokio::runtime::Runtime;

use crate::arrivals::{Arrivals, Server, Taker};
use crate::draw::Draw;
use crate::verdict::{Figures, judge};
use crate::worker::{FLOW, FOLDER, NAME};

/// Kills when nothing else is asked for.
const KILLS: u64 = 12;
/// A worker that needs longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

const FLOWS: [&str; 4] = ["fetched", "vendor", "apple", "held"];

/// Places of a worker, and how long it may stay there before it is killed.
const PLACES: [(&str, Duration); 6] = [
    ("start", Duration::from_millis(300)),
    ("decide", Duration::from_millis(30)),
    ("source", Duration::from_millis(400)),
    ("convert", Duration::from_millis(200)),
    ("guard", Duration::from_millis(150)),
    ("deliver", Duration::from_millis(250)),
];

struct Scene {
    folder: PathBuf,
    runtime: Runtime,
    sandbox: Option<Sandbox>,
    servers: BTreeMap<&'static str, Server>,
    takers: BTreeMap<&'static str, Taker>,
    arrivals: BTreeMap<&'static str, Arrivals>,
    district: District,
}

impl Scene {
    fn new(folder: &Path) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let district = District::builder(60).build();
        let personality = Personality::named("aeries").unwrap();
        let sandbox = Sandbox::builder().district(district).personality(personality);
        let sandbox = sandbox.start_blocking().unwrap();
        let arrivals: BTreeMap<_, Arrivals> = FLOWS.map(|flow| (flow, Arrivals::default())).into();
        let servers: BTreeMap<_, _> = ["vendor", "apple"]
            .map(|name| {
                let arrivals = arrivals[name].clone();
                (name, Server::start(&runtime, &folder.join(format!("server-{name}")), arrivals))
            })
            .into();
        let takers: BTreeMap<_, _> = ["fetched", "held"]
            .map(|name| {
                fs::create_dir(folder.join(name)).unwrap();
                (name, Taker::start(folder.join(name).join("asm.zip"), arrivals[name].clone()))
            })
            .into();
        let connection = sandbox.connection();
        let configuration = format!(
            "[connections.sis]\nprovider = \"aeries\"\nurl = \"{}\"\nclient_id = \"{}\"\nclient_secret = \"{}\"\n\
             {}{}\
             [destinations.fetched]\nkind = \"file\"\npath = \"fetched/asm.zip\"\n\
             [destinations.held]\nkind = \"file\"\npath = \"held/asm.zip\"\n\
             [flows.fetched]\nconnection = \"sis\"\ndestination = \"fetched\"\nsave_exchanges = true\n{NO_RETRY}\
             [flows.vendor]\nfile = \"district.zip\"\ndestination = \"vendor\"\n{NO_RETRY}\
             [flows.apple]\nfile = \"district.zip\"\ndestination = \"apple\"\n{NO_RETRY}\
             [flows.held]\nfile = \"district.zip\"\ndestination = \"held\"\nguards = {{ max_loss = 0.0 }}\n{NO_RETRY}",
            connection.url,
            connection.client_id,
            connection.client_secret,
            servers["vendor"].destination("vendor", "sftp"),
            servers["apple"].destination("apple", "apple"),
        );
        fs::write(folder.join("roster.toml"), configuration).unwrap();
        let sandbox = Some(sandbox);
        Self { folder: folder.to_owned(), runtime, sandbox, servers, takers, arrivals, district }
    }

    /// Writes what the system exports on a day.
    fn export(&self, day: u32) {
        let district = self.district.changed(day, 0.02);
        let file = AtomicFile::create(self.folder.join("district.zip")).unwrap();
        let mut package = PackageWriter::new(file, district.version(), WriteOptions::default());
        district.write_package(&mut package, |_, _| Ok(())).unwrap();
        package.finish().unwrap().commit().unwrap();
    }

    fn worker(&self, flow: Option<&str>) -> Child {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args([NAME, "--exact", "--nocapture"]).env(FOLDER, &self.folder).stdout(Stdio::piped());
        command.stderr(fs::File::create(self.folder.join("worker.log")).unwrap());
        if let Some(flow) = flow {
            command.env(FLOW, flow);
        }
        command.spawn().unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("worker.log")).unwrap_or_default()
    }

    /// Lets a worker end by itself.
    fn settle(&self) {
        let mut worker = self.worker(None);
        let places = listen(worker.stdout.take().unwrap());
        while places.recv_timeout(PATIENCE).is_ok() {}
        assert!(worker.wait().unwrap().success(), "{}", self.log());
    }

    /// Compares the history with what has arrived.
    fn judge(mut self) -> Figures {
        self.settle();
        drop(self.sandbox.take());
        for (_, taker) in std::mem::take(&mut self.takers) {
            taker.finish();
        }
        for (name, server) in std::mem::take(&mut self.servers) {
            let left = server.finish(&self.runtime);
            // Only runs of which nobody could tell may have left something.
            assert!(
                name == "apple"
                    || left.iter().all(|file| Path::new(file).extension() != Some("zip".as_ref())),
                "{name}: {left:?}"
            );
        }
        let history = History::open(&self.folder.join("roster-data")).unwrap();
        assert!(history.interrupted().unwrap().is_empty());
        let mut figures = Figures::default();
        for (flow, arrivals) in &self.arrivals {
            judge(&history, &[flow], &arrivals.lock().unwrap(), &mut figures);
        }
        for name in ["fetched", "held"] {
            let left: Vec<_> = fs::read_dir(self.folder.join(name)).unwrap().collect();
            assert!(left.is_empty(), "{name}: {left:?}");
        }
        figures
    }
}

const NO_RETRY: &str = "retry = { after = [] }\n";

/// Where a worker is, as it tells.
fn listen(out: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some(place) = line.strip_prefix("at ")
                && sender.send(place.to_owned()).is_err()
            {
                return;
            }
        }
    });
    receiver
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap())
}

#[expect(clippy::print_stderr, reason = "the figures of a campaign are worth seeing")]
#[test]
fn killed_processes_lose_nothing_and_deliver_nothing_twice() {
    let kills = number("ROSTER_KILLS", KILLS);
    let mut draw = Draw::new(number("ROSTER_KILLS_SEED", 1));
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(folder.path());
    let begun = Instant::now();
    let mut killed: BTreeMap<String, u64> = BTreeMap::new();
    let mut day = 0;
    while killed.values().sum::<u64>() < kills {
        day += 1;
        scene.export(day);
        let flow = draw.one_of(&FLOWS);
        // Half of the workers only go on with what others left.
        let starts = draw.below(2) == 0;
        let (place, most) = draw.one_of(&PLACES);
        let pause = draw.pause(most);
        let mut worker = scene.worker(starts.then_some(flow));
        let places = listen(worker.stdout.take().unwrap());
        let mut last = String::new();
        while let Ok(at) = places.recv_timeout(PATIENCE) {
            last = at;
            if last == place {
                thread::sleep(pause);
                break;
            }
        }
        // Where it is now; it may have gone on, or ended.
        last = places.try_iter().last().unwrap_or(last);
        if last == place || worker.try_wait().unwrap().is_none() {
            worker.kill().unwrap();
        }
        let status = worker.wait().unwrap();
        if status.code().is_none() {
            *killed.entry(last).or_default() += 1;
        } else {
            assert!(status.success(), "{}", scene.log());
        }
    }
    let figures = scene.judge();
    eprintln!("{kills} kills in {} s: {killed:?}; {figures:?}", begun.elapsed().as_secs());
    assert!(figures.delivered > 0 && figures.arrived >= figures.delivered);
}
