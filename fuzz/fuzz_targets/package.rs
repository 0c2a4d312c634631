#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oneroster_csv::package::OpenOptions;
use oneroster_csv::validate::{ValidateOptions, validate};
use oneroster_csv::{Limits, Package};
use oneroster_model::Findings;

fuzz_target!(|bytes: &[u8]| {
    let options = OpenOptions::default().with_limits(Limits::default().with_max_total_bytes(1 << 20));
    if let Ok(package) = Package::from_reader(Cursor::new(bytes.to_vec()), &options) {
        let mut findings = Findings::default();
        let _ = validate(&package, &ValidateOptions::default(), &mut findings);
    }
});
