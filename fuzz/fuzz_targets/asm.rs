#![no_main]

use asm_format::{ActivityLog, AsmFile, AsmPackage, validate};
use libfuzzer_sys::fuzz_target;
use oneroster_model::Findings;

fuzz_target!(|texts: (Vec<u8>, Vec<u8>, Vec<u8>)| {
    let mut findings = Findings::default();
    let (people, classes, log) = texts;
    let package = AsmPackage::from_texts([(AsmFile::Students, people), (AsmFile::Classes, classes)]);
    let _ = validate(&package, &mut findings);
    let _ = ActivityLog::read(log.as_slice(), &mut findings);
});
