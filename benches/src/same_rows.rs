//! Whether two archives hold the same rows, in whatever order.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};
use std::path::Path;

use asm_format::AsmFile;
use csv::{ByteRecord, ReaderBuilder};
use zip::ZipArchive;

use crate::Failure;

/// Text is inflated in pieces of this size.
const BUFFER: usize = 1024 * 1024;

/// Compares the six files of two archives: the same header, and the same rows as often.
///
/// Rows are compared by a hash of 64 bits of each, which takes little memory and overlooks a difference
/// in one of a billion billions of rows.
///
/// # Errors
///
/// The first difference, with a row that only one of them has.
pub(crate) fn check(ours: &Path, theirs: &Path) -> Result<(), Failure> {
    let open = |path, escape| Ok::<_, Failure>(Archive { zip: ZipArchive::new(File::open(path)?)?, escape });
    // We write quotation marks as Apple describes, the others as RFC 4180 does.
    let (mut ours, mut theirs) = (open(ours, Some(b'\\'))?, open(theirs, None)?);
    for file in AsmFile::ALL {
        let hasher = RandomState::new();
        let mut counts: HashMap<u64, i64> = HashMap::new();
        let own = ours.visit(file, |row| *counts.entry(hash(&hasher, row)).or_default() += 1)?;
        let other = theirs.visit(file, |row| *counts.entry(hash(&hasher, row)).or_default() -= 1)?;
        if own != other {
            return Err(format!("{}: the header is {other:?} instead of {own:?}", file.name()).into());
        }
        counts.retain(|_, count| *count != 0);
        if counts.is_empty() {
            continue;
        }
        let mut example = String::new();
        for (whose, archive) in [("only we have", &mut ours), ("only they have", &mut theirs)] {
            let mut shown = false;
            archive.visit(file, |row| {
                if !shown && counts.contains_key(&hash(&hasher, row)) {
                    // Writing to a string cannot fail.
                    let _ = write!(example, "\n{whose} {row:?}");
                    shown = true;
                }
            })?;
        }
        return Err(format!("{}: {} rows differ{example}", file.name(), counts.len()).into());
    }
    Ok(())
}

fn hash(state: &RandomState, row: &ByteRecord) -> u64 {
    let mut hasher = state.build_hasher();
    row.iter().for_each(|cell| cell.hash(&mut hasher));
    hasher.finish()
}

/// An archive, and how quotation marks are written in it.
struct Archive {
    zip: ZipArchive<File>,
    escape: Option<u8>,
}

impl Archive {
    /// Visits the rows of a file and returns its header.
    fn visit(&mut self, file: AsmFile, mut row: impl FnMut(&ByteRecord)) -> Result<ByteRecord, Failure> {
        let text = self.zip.by_name(file.name())?;
        let mut reader = ReaderBuilder::new().escape(self.escape).buffer_capacity(BUFFER).from_reader(text);
        let header = reader.byte_headers()?.clone();
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            row(&record);
        }
        Ok(header)
    }
}
