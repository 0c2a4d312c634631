#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints what it measured")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "measured numbers are rounded anyway"
)]

mod arguments;
mod clock;
mod district;
mod folder;
mod meter;
mod peers;
mod plan;
mod plot;
mod results;
mod same_rows;
mod scaling;
mod statistics;
mod table;
mod targets;
mod work;

use std::process::ExitCode;

use clap::Parser as _;

/// Whatever stops a measurement; the text is for people.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let outcome = match words.next().as_deref().and_then(std::ffi::OsStr::to_str) {
        Some(meter::COMMAND) => meter::run_alone(words),
        Some(work::COMMAND) => work::run(words.next()),
        _ => district::run(&arguments::Arguments::parse()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("district: {failure}");
            ExitCode::FAILURE
        }
    }
}
