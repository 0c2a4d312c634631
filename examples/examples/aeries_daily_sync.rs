//! The nightly run of a district: fetch from Aeries, convert for Apple School Manager, compare with the
//! archive of the day before, and hold back what lost too much.
//!
//!     cargo run -p examples --example aeries_daily_sync [FOLDER]
//!
//! Reads from a sandbox, which loses half of its students after the first run; or from `ONEROSTER_URL`
//! (`https://district.example/aeries`) with `ONEROSTER_CLIENT_ID` and `ONEROSTER_CLIENT_SECRET`,
//! keeping the archives in the folder.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use asm_format::convert::{Settings, convert_package};
use asm_format::{ArchiveSettings, AsmFile, AsmPackage, Evidence, GuardSettings, Inventory, judge, validate};
use examples::account_or_sandbox;
use oneroster_client::Client;
use oneroster_csv::Package;
use oneroster_csv::output::AtomicFile;
use oneroster_model::Findings;
use oneroster_model::rostering::User;
use oneroster_sandbox::{District, Personality, Sandbox};
use roster_flow::Fetch;
use time::macros::date;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let stand_in = Sandbox::builder()
        .district(District::builder(200).build())
        .personality(Personality::named("aeries")?);
    let (account, sandbox) = account_or_sandbox(stand_in).await?;
    let folder = match (env::args_os().nth(1), &sandbox) {
        (Some(folder), None) => PathBuf::from(folder),
        // Nothing of the sandbox gets into a folder with archives of a real district.
        (_, Some(_)) => env::temp_dir().join(format!("daily_sync_{}", std::process::id())),
        (None, None) => return Err("name the folder that keeps the archives".into()),
    };
    fs::create_dir_all(&folder)?;
    let client = sis_providers::connect("aeries", &account.url, &account.client_id, &account.client_secret)?;

    run(&client, &folder).await?;
    if let Some(sandbox) = sandbox {
        let users = sandbox.records::<User>();
        for user in users.iter().step_by(2) {
            sandbox.remove::<User>(user.sourced_id.as_str());
        }
        run(&client, &folder).await?;
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

/// One night.
async fn run(client: &Client, folder: &Path) -> Result<(), Box<dyn Error>> {
    let (csv, new, last_good) =
        (folder.join("csv.zip"), folder.join("new.zip"), folder.join("last_good.zip"));
    Fetch::new(client.clone()).to_file(&csv).await?;
    let mut findings = Findings::default();
    let (settings, archive) = (Settings::default(), ArchiveSettings::default());
    let target = AtomicFile::create(&new)?;
    // A real run takes the day of the school's time zone.
    let today = date!(2026 - 10 - 01);
    let (target, conversion) =
        convert_package(&Package::open(&csv)?, today, &settings, &archive, target, &mut findings)?;
    target.commit()?;

    let package = AsmPackage::open(&new)?;
    let validation = validate(&package, &mut findings)?;
    let mut keys = Inventory::read(&package)?;
    println!("{} students, {} findings", keys.keys(AsmFile::Students), findings.total());
    let comparison = if last_good.exists() {
        Some(Inventory::read(&AsmPackage::open(&last_good)?)?.compare(&mut keys))
    } else {
        None
    };
    let mut evidence =
        Evidence::default().with_validation(&validation).with_no_active_term(conversion.no_active_term);
    evidence.comparison = comparison.as_ref();
    let verdict = judge(evidence, &GuardSettings::default());
    for refusal in &verdict.refusals {
        println!("{}: {}", refusal.code, refusal.message);
    }
    if verdict.is_released() {
        fs::rename(&new, &last_good)?;
        println!("{} may be uploaded", last_good.display());
    } else {
        println!("held back; {} stays the last good archive", last_good.display());
    }
    Ok(())
}
