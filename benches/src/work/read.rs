//! Reading all enrollments with the client.

use futures_util::TryStreamExt as _;
use sis_providers::Profiles;

use super::Done;
use super::fetch::{Connection, runtime};
use crate::Failure;

pub(super) fn run(from: &Connection) -> Result<Done, Failure> {
    let client = from.config().client(&Profiles::builtin())?;
    let rows = runtime()?.block_on(async {
        let mut rows = 0;
        let mut enrollments = client.enrollments().items();
        while let Some(enrollment) = enrollments.try_next().await? {
            std::hint::black_box(&enrollment);
            rows += 1;
        }
        Ok::<u64, oneroster_client::Error>(rows)
    })?;
    Ok(Done { rows, ..Done::default() })
}
