use std::fmt;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oneroster_client::Client;
use oneroster_csv::output::AtomicFile;
use oneroster_csv::{Service, WriteOptions};
use oneroster_model::Version;
use sis_providers::Profile;
use time::OffsetDateTime;

use super::run::run;
use super::{Collection, Fetched, Need};
use crate::error::Error;

/// Fetches a district into a package.
///
/// Without more said, the package holds everything of the rostering service, in the version of the server.
///
/// # Examples
///
/// ```no_run
/// use oneroster_csv::{File, Service};
/// use roster_flow::Fetch;
/// use roster_flow::fetch::{Collection, Need};
///
/// # async fn example(client: oneroster_client::Client) -> Result<(), roster_flow::Error> {
/// let fetched = Fetch::new(client)
///     .with_service(Service::Gradebook)
///     .without(Collection::Demographics)
///     .need(Collection::Courses, Need::IfPermitted)
///     .to_file("district.zip")
///     .await?;
/// println!("{} people, {} findings", fetched.rows(File::Users), fetched.findings.total());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is fetched until a target is given"]
pub struct Fetch {
    pub(super) client: Client,
    pub(super) wanted: Vec<Wanted>,
    pub(super) profile: Option<Box<Profile>>,
    pub(super) since: Option<OffsetDateTime>,
    pub(super) version: Option<Version>,
    pub(super) passwords: Passwords,
    pub(super) write: WriteOptions,
    pub(super) folder: Option<PathBuf>,
    pub(super) progress: Arc<dyn FetchProgress>,
}

/// One collection to fetch.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) collection: Collection,
    pub(super) need: Need,
    /// The system is known not to have it.
    pub(super) is_missing: bool,
    /// Operations that together stand for it where it is missing or refused.
    pub(super) instead: Vec<&'static str>,
}

/// What becomes of passwords that a server hands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passwords {
    /// They are left out, with a finding. The default.
    #[default]
    LeaveOut,
    /// They are written.
    Keep,
}

/// Is told how far a fetch has come. `()` ignores it all.
pub trait FetchProgress: Send + Sync {
    /// Takes how many records of a collection were received, and how many there are if the server tells it.
    ///
    /// Called with 0 when a collection begins, and after each page.
    fn advance(&self, collection: Collection, records: u64, total: Option<u64>);
}

impl FetchProgress for () {
    fn advance(&self, _: Collection, _: u64, _: Option<u64>) {}
}

impl Fetch {
    /// Starts with all collections of the rostering service.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            wanted: Vec::new(),
            profile: None,
            since: None,
            version: None,
            passwords: Passwords::default(),
            write: WriteOptions::default(),
            folder: None,
            progress: Arc::new(()),
        }
        .with_service(Service::Rostering)
    }

    /// Adds all collections of a service.
    pub fn with_service(mut self, service: Service) -> Self {
        let version = self.client.version();
        for collection in Collection::ALL {
            if collection.service() == service && collection.is_in(version) {
                self = self.need(*collection, collection.need());
            }
        }
        self
    }

    /// Adds a collection, and sets what becomes of the fetch without it.
    ///
    /// One that the version of the server does not have is not asked for.
    pub fn need(mut self, collection: Collection, need: Need) -> Self {
        self.wanted.retain(|wanted| wanted.collection != collection);
        self.wanted.push(Wanted { collection, need, is_missing: false, instead: Vec::new() });
        self.wanted.sort_by_key(|wanted| wanted.collection);
        self
    }

    /// Goes by what is known of a system: collections that it does not have are not asked for, those that it
    /// splits are put together, and errors come with its hints. Say what is wanted first.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: oneroster_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use roster_flow::Fetch;
    ///
    /// let profiles = sis_providers::Profiles::builtin();
    /// Fetch::new(client).of_system(profiles.get("eschooldata")?).to_file("district.zip").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn of_system(mut self, profile: &Profile) -> Self {
        let endpoints = &profile.endpoints;
        for wanted in &mut self.wanted {
            let Wanted { collection, is_missing, instead, .. } = wanted;
            *is_missing = endpoints.missing_services.contains(&rest_service(collection.service()))
                || endpoints.missing.iter().any(|operation| operation == collection.operation());
            let named = endpoints.instead.get(collection.operation());
            *instead = collection
                .parts()
                .iter()
                .copied()
                .filter(|part| named.is_some_and(|named| named.iter().any(|operation| operation == part)))
                .collect();
        }
        self.profile = Some(Box::new(profile.clone()));
        self
    }

    /// Leaves a collection out.
    pub fn without(mut self, collection: Collection) -> Self {
        self.wanted.retain(|wanted| wanted.collection != collection);
        self
    }

    /// Fetches only what was changed after an instant, as a delta package.
    ///
    /// Take the instant from [`Fetched::watermark`] of the fetch before.
    pub fn since(mut self, instant: OffsetDateTime) -> Self {
        self.since = Some(instant);
        self
    }

    /// Sets the version of the package; default that of the server.
    ///
    /// What the other version has no place for is reported as a finding. A delta has the version of the
    /// server.
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets what becomes of passwords.
    pub fn passwords(mut self, passwords: Passwords) -> Self {
        self.passwords = passwords;
        self
    }

    /// Sets how the package is written.
    pub fn write_options(mut self, options: WriteOptions) -> Self {
        self.write = options;
        self
    }

    /// Sets the folder for temporary files; default is the folder of the target, or that of the system.
    pub fn temporary_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Sets who is told how far the fetch has come.
    pub fn progress(mut self, progress: Arc<dyn FetchProgress>) -> Self {
        self.progress = progress;
        self
    }

    /// Writes the package to a path, where it appears when it is complete.
    ///
    /// # Errors
    ///
    /// [`Error`]; the path is as it was before then.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing is written under the path.
    pub async fn to_file(mut self, path: impl AsRef<Path>) -> Result<Fetched, Error> {
        let path = path.as_ref();
        if self.folder.is_none() {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            self.folder = Some(folder.unwrap_or(Path::new(".")).to_owned());
        }
        let (file, fetched) = self.write(AtomicFile::create(path)?).await?;
        tokio::task::spawn_blocking(|| file.commit()).await.map_err(|_| Error::Stopped)??;
        Ok(fetched)
    }

    /// Writes the package into a sink and returns the sink.
    ///
    /// # Errors
    ///
    /// [`Error`]; the sink holds a beginning without a manifest then, and is dropped.
    pub async fn write<W: Write + Seek + Send + 'static>(self, sink: W) -> Result<(W, Fetched), Error> {
        run(self, sink).await
    }
}

/// Returns the service as the REST binding names it.
pub(crate) const fn rest_service(service: Service) -> sis_providers::Service {
    match service {
        Service::Rostering => sis_providers::Service::Rostering,
        Service::Gradebook => sis_providers::Service::Gradebook,
        Service::Resources => sis_providers::Service::Resources,
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch")
            .field("wanted", &self.wanted)
            .field("since", &self.since)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
