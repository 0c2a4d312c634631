//! `roster sandbox`: a OneRoster server to develop against.

use std::net::SocketAddr;
use std::path::PathBuf;

use oneroster_csv::Package;
use oneroster_model::Version;
use oneroster_sandbox::{Content, District, Faults, Personality, Sandbox};

use crate::context::{Context, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;

/// Serve a district that does not exist, as a student information system would
///
/// The first line on standard output is a JSON object with `url`, `token_url`, `client_id`, `client_secret`
/// and `version`. The server runs until it is interrupted, and listens on this machine only unless told otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster sandbox --provider aeries --students 500
  roster sandbox --data district.zip --faults 503:3,slow:200ms,random:7:0.05")]
pub(crate) struct Arguments {
    /// System to behave like; default as the standard says
    #[arg(long, value_name = "PROVIDER", default_value = "standard")]
    provider: String,
    /// Package to serve instead of a synthetic district
    #[arg(long, value_name = "PACKAGE", conflicts_with_all = ["students", "seed"])]
    data: Option<PathBuf>,
    /// Students of the district
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    students: u32,
    /// Another district of the same kind
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Version to speak: 1.1 or 1.2; default that of the data, or of the system
    #[arg(long, value_name = "VERSION")]
    version: Option<Version>,
    /// Address to listen on; port 0 stands for any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// What goes wrong, such as `503:3` for the third request; see the documentation of oneroster-sandbox
    #[arg(long, value_name = "FAULTS", default_value = "")]
    faults: String,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let personality = Personality::named(&arguments.provider)?;
    let faults: Faults = arguments.faults.parse()?;
    let mut sandbox = Sandbox::builder().faults(faults).listen(arguments.listen);
    if let Some(path) = &arguments.data {
        let package = Package::open(path).map_err(|error| Failure::from(error).in_input(path))?;
        sandbox = sandbox.version(arguments.version.unwrap_or(package.version())).package(package);
    } else {
        let version = arguments.version.or(personality.version).unwrap_or(Version::V1_1);
        let district = District::builder(arguments.students).seed(arguments.seed).version(version);
        sandbox = sandbox.district(district.content(Content::Full).build());
    }
    interrupt::means_done();
    let sandbox = sandbox.personality(personality).start_blocking()?;
    let line = serde_json::to_string(&sandbox.connection())
        .map_err(|error| Failure::new("json", Exit::NotGood, "cannot write JSON").because(&error))?;
    write_out(&(line + "\n"))?;
    context.note("serving until interrupted");
    sandbox.wait();
    Ok(Exit::Good)
}
