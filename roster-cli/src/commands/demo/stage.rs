//! The others: a student information system, and Apple's server. Both are real, and on this machine.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use oneroster_model::Version;
use oneroster_model::rostering::{Class, Enrollment};
use oneroster_sandbox::{Content, District, Personality, Sandbox};
use roster_sftp::{AccountName, Accounts, Drops, Inbox, InboxSettings};
use time::Date;
use tokio::runtime::Runtime;

use crate::connection::runtime;
use crate::exit::Exit;
use crate::failure::Failure;

/// Where everything of the demonstration lies and listens.
pub(super) struct Stage {
    folder: PathBuf,
    district: District,
    sandbox: Sandbox,
    runtime: Arc<Runtime>,
    inbox: Inbox,
    drops: Drops,
}

/// What has arrived at the server that plays Apple's.
pub(super) struct Arrived {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// Share of students that change in a night.
const CHANGES: f64 = 0.01;
/// Share of rows with a mistake.
const MISTAKES: f64 = 0.005;
/// How long an upload may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

impl Stage {
    /// Starts both servers.
    pub(super) fn set(folder: &Path, students: u32, first_day: Date) -> Result<Self, Failure> {
        let district = District::builder(students)
            .version(Version::V1_1)
            .school_year(u16::try_from(first_day.year() + 1).unwrap_or(u16::MAX))
            .dirty(MISTAKES)
            .content(Content::Full)
            .build();
        let sandbox = serve(district, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        let runtime = runtime()?;
        let settings = InboxSettings::new(folder.join("apple"), SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        // Uploads go into a folder that Apple's server has.
        let dropbox = settings.folder.join("files/apple/dropbox");
        fs::create_dir_all(&dropbox).map_err(|error| unusable(&dropbox, &error))?;
        let accounts = Accounts::open(settings.accounts_file())?;
        let name: AccountName = "apple".parse()?;
        let password = accounts.create_with_password(&name)?;
        let (inbox, drops) = runtime.block_on(Inbox::start(settings, accounts))?;
        let stage = Self { folder: folder.to_owned(), district, sandbox, runtime, inbox, drops };
        stage.keep("apple-password", password.expose())?;
        stage.keep("sis-secret", stage.sandbox.client_secret())?;
        Ok(stage)
    }

    /// The command that sets the nightly sync up.
    pub(super) fn init_line(&self) -> Vec<String> {
        let folder = self.folder.display();
        let line = format!(
            "init {folder} --provider aeries --url {} --client-id {} --client-secret file:{folder}/sis-secret \
             --apple-user apple --apple-password file:{folder}/apple-password --apple-server {} \
             --time 02:30 --zone UTC --weekend true",
            self.sandbox.url(),
            self.sandbox.client_id(),
            self.inbox.address(),
        );
        line.split_whitespace().map(str::to_owned).collect()
    }

    /// Lets a day pass in the district.
    pub(super) fn next_day(&mut self, day: u32) -> Result<(), Failure> {
        let address = self.sandbox.address();
        // The address is free once the old server has gone.
        let next = serve(self.district.changed(day, CHANGES), SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        drop(std::mem::replace(&mut self.sandbox, next));
        self.sandbox = serve(self.district.changed(day, CHANGES), address)?;
        Ok(())
    }

    /// Has the system forget the classes of the school with the most of them; returns how many it forgot.
    pub(super) fn lose_a_school(&self) -> usize {
        let classes: Vec<Class> = self.sandbox.records();
        let school_of = |class: &Class| class.school.as_ref().map(|school| school.sourced_id.clone());
        let mut schools: Vec<_> = classes.iter().filter_map(school_of).collect();
        schools.sort();
        let largest = schools
            .chunk_by(|one, other| one == other)
            .max_by_key(|school| school.len())
            .and_then(|school| school.first().cloned());
        let mut lost: Vec<&Class> = classes.iter().filter(|class| school_of(class) == largest).collect();
        if lost.len() == classes.len() {
            // A small district has one school only.
            lost.truncate(classes.len() / 2);
        }
        let lost: BTreeSet<&str> = lost.iter().map(|class| class.sourced_id.as_str()).collect();
        for class in &lost {
            self.sandbox.remove::<Class>(class);
        }
        let enrollments: Vec<Enrollment> = self.sandbox.records();
        for enrollment in enrollments {
            let class = enrollment.class.as_ref().map(|class| class.sourced_id.as_str());
            if class.is_some_and(|class| lost.contains(class)) {
                self.sandbox.remove::<Enrollment>(enrollment.sourced_id.as_str());
            }
        }
        lost.len()
    }

    /// Takes what was uploaded since the last time.
    pub(super) fn arrived(&mut self) -> Result<Arrived, Failure> {
        let missing = || Failure::new("demo_failed", Exit::NotGood, "nothing has arrived at the server");
        let next = async { tokio::time::timeout(PATIENCE, self.drops.next()).await };
        let drop = self.runtime.block_on(next).map_err(|_| missing())?.ok_or_else(missing)?;
        let file = drop.files().first().ok_or_else(missing)?;
        let bytes = fs::read(&file.path).map_err(|error| unusable(&file.path, &error))?;
        let path = self.folder.join("arrived.zip");
        fs::write(&path, &bytes).map_err(|error| unusable(&path, &error))?;
        drop.finish()?;
        Ok(Arrived { path, bytes })
    }

    /// Writes a secret where options can refer to it.
    fn keep(&self, name: &str, secret: &str) -> Result<(), Failure> {
        let path = self.folder.join(name);
        fs::write(&path, secret).map_err(|error| unusable(&path, &error))
    }

    /// Ends both servers.
    pub(super) fn strike(self) {
        self.runtime.block_on(self.inbox.shutdown(Duration::from_secs(1)));
    }
}

fn serve(district: District, listen: SocketAddr) -> Result<Sandbox, Failure> {
    let sandbox =
        Sandbox::builder().personality(Personality::named("aeries")?).district(district).listen(listen);
    Ok(sandbox.start_blocking()?)
}

pub(super) fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("io", Exit::Unusable, "cannot be used").because(error).in_input(path)
}
