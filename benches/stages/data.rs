//! What the benchmarks work on: a small district, made once.

use std::io::{Cursor, Read as _};
use std::sync::LazyLock;

use asm_format::convert::{Conversion, Settings, convert_package};
use asm_format::{ArchiveSettings, AsmFile};
use divan::counter::{BytesCount, ItemsCount};
use oneroster_csv::package::OpenOptions;
use oneroster_csv::{File, Package, PackageWriter, WriteOptions};
use oneroster_model::Findings;
use oneroster_sandbox::District;
use time::macros::date;
use zip::ZipArchive;

/// Enough that fixed costs do not count; a few in tests, where only one run counts.
pub(crate) const STUDENTS: u32 = if cfg!(debug_assertions) { 100 } else { 10_000 };

/// The package of the district as a zip.
pub(crate) static ZIP: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let district = District::builder(STUDENTS).build();
    let mut package =
        PackageWriter::new(Cursor::new(Vec::new()), district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(())).unwrap();
    package.finish().unwrap().into_inner()
});

/// Its largest file.
pub(crate) static ENROLLMENTS: LazyLock<Vec<u8>> = LazyLock::new(|| text(&ZIP, File::Enrollments.name()));

/// The file with the most text of people.
pub(crate) static USERS: LazyLock<Vec<u8>> = LazyLock::new(|| text(&ZIP, File::Users.name()));

/// The converted district: what came of it, and the text of its two largest files.
pub(crate) static CONVERTED: LazyLock<(Conversion, [Vec<u8>; 2])> = LazyLock::new(|| {
    let (zip, conversion) = convert();
    (conversion, [AsmFile::Students, AsmFile::Rosters].map(|file| text(&zip, file.name())))
});

/// Opens the package.
pub(crate) fn package() -> Package {
    Package::from_reader(Cursor::new(&**ZIP), &OpenOptions::default()).unwrap()
}

/// Converts the package.
pub(crate) fn convert() -> (Vec<u8>, Conversion) {
    let mut findings = Findings::default();
    let (settings, archive) = (Settings::default(), ArchiveSettings::default());
    let target = Cursor::new(Vec::new());
    let day = date!(2026 - 10 - 01);
    let (zip, conversion) =
        convert_package(&package(), day, &settings, &archive, target, &mut findings).unwrap();
    (zip.into_inner(), conversion)
}

/// Returns a file of a zip.
fn text(zip: &[u8], name: &str) -> Vec<u8> {
    let mut text = Vec::new();
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    zip.by_name(name).unwrap().read_to_end(&mut text).unwrap();
    text
}

/// Counts the bytes of a text.
pub(crate) fn bytes(text: &[u8]) -> BytesCount {
    BytesCount::of_slice(text)
}

/// Counts the lines of a text after its header.
pub(crate) fn lines(text: &[u8]) -> ItemsCount {
    ItemsCount::new(text.split(|&byte| byte == b'\n').count() - 2)
}
