use std::fs;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;

use super::archive::{Archive, ArchiveEntry, Section};
use super::read_ahead::ReadAhead;
use crate::error::ErrorContext;
use crate::{Error, Limits};

/// Compressed bytes are taken from the zip file in pieces of this size.
const INPUT_BUFFER: usize = 64 * 1024;

/// The bytes of one file of a package, decompressed.
///
/// Owned and independent of the [`Package`](super::Package) it came from: several can be read at once,
/// on any thread. Size, checksum and ratio are checked on the way; a file that fails is reported at the
/// latest when its end is reached, so nothing read is complete before `read` returned zero.
///
/// Errors that come out of `read` hold an [`Error`]; a [`Scanner`](crate::scan::Scanner) takes it out.
/// Reads in large pieces (64 KiB and more) are fastest.
#[derive(Debug)]
pub struct EntryReader {
    name: String,
    path: Option<Arc<Path>>,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    Disk(fs::File),
    Entry(Box<Entry>),
}

#[derive(Debug)]
struct Entry {
    data: Data,
    checks: Checks,
}

#[derive(Debug)]
enum Data {
    Stored(Section),
    Deflated(DeflateDecoder<BufReader<Section>>),
}

/// What the zip file promises about an entry, and what came so far.
#[derive(Debug)]
struct Checks {
    size: u64,
    crc32: u32,
    max_ratio: u64,
    read: u64,
    hasher: crc32fast::Hasher,
}

impl EntryReader {
    pub(super) fn of_file(file: &Path, name: &str, path: Option<Arc<Path>>) -> Result<Self, Error> {
        let bytes =
            Bytes::Disk(fs::File::open(file).map_err(|error| Error::from_io(error, "open the file"))?);
        Ok(Self { name: name.to_owned(), path, bytes })
    }

    pub(super) fn of_entry(
        archive: &Archive,
        entry: &ArchiveEntry,
        path: Option<Arc<Path>>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        if entry.is_encrypted {
            let message = "the entry is encrypted, send the package without a password";
            return Err(Error::Encrypted(Box::new(ErrorContext::new(message))));
        }
        let section = archive.section(entry);
        let data = match entry.deflated {
            Some(false) => Data::Stored(section),
            Some(true) => {
                Data::Deflated(DeflateDecoder::new(BufReader::with_capacity(INPUT_BUFFER, section)))
            }
            None => {
                let message = "the compression method of the entry is not supported, make a plain zip file";
                return Err(Error::UnsupportedCompression(Box::new(ErrorContext::new(message))));
            }
        };
        let checks = Checks {
            size: entry.size,
            crc32: entry.crc32,
            max_ratio: limits.max_ratio(),
            read: 0,
            hasher: crc32fast::Hasher::new(),
        };
        Ok(Self { name: entry.name.clone(), path, bytes: Bytes::Entry(Box::new(Entry { data, checks })) })
    }

    /// Returns the name in the package, such as `users.csv` or `export/users.csv`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Moves reading to a thread of its own, so that decompression overlaps with what is done with the
    /// bytes; worth it from a few megabytes on.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the system refuses another thread.
    pub fn read_ahead(self) -> Result<ReadAhead, Error> {
        ReadAhead::spawn(self).map_err(|error| Error::from_io(error, "start a thread"))
    }
}

impl Read for EntryReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.bytes {
            Bytes::Disk(file) => file.read(buffer).map_err(|error| Error::from_io(error, "read the file")),
            Bytes::Entry(entry) => entry.read(buffer),
        };
        count.map_err(|error| {
            let error = error.in_file(self.name.clone());
            match &self.path {
                Some(path) => error.at_path(path).into_io(),
                None => error.into_io(),
            }
        })
    }
}

impl Entry {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let (count, compressed) = match &mut self.data {
            Data::Stored(section) => (section.read(buffer), None),
            Data::Deflated(decoder) => {
                let count = decoder.read(buffer);
                (count, Some(decoder.total_in()))
            }
        };
        let count = count.map_err(inflate_error)?;
        if count == 0 {
            self.checks.check_end()?;
        } else {
            self.checks.check_more(&buffer[..count], compressed)?;
        }
        Ok(count)
    }
}

impl Checks {
    fn check_more(&mut self, bytes: &[u8], compressed: Option<u64>) -> Result<(), Error> {
        self.hasher.update(bytes);
        self.read += bytes.len() as u64;
        if self.read > self.size {
            return Err(damaged("the entry holds more than the zip file says"));
        }
        let Some(compressed) = compressed else { return Ok(()) };
        let most = compressed.saturating_mul(self.max_ratio).max(Limits::RATIO_GRACE_BYTES);
        if self.read > most {
            let message = format!(
                "the entry grows to more than {} times its compressed size, as only a zip bomb does",
                self.max_ratio
            );
            return Err(Error::LimitExceeded(Box::new(ErrorContext::new(message))));
        }
        Ok(())
    }

    fn check_end(&self) -> Result<(), Error> {
        if self.read < self.size {
            return Err(damaged("the entry holds less than the zip file says"));
        }
        if self.hasher.clone().finalize() != self.crc32 {
            return Err(damaged("the checksum of the entry differs, get the zip file again"));
        }
        Ok(())
    }
}

/// The decoder reports broken data as invalid input; everything else comes from the source.
fn inflate_error(error: io::Error) -> Error {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | UnexpectedEof => {
            let context = ErrorContext::new("the compressed data of the entry are damaged");
            Error::Damaged(Box::new(context.with_source(error)))
        }
        _ => Error::from_io(error, "read the zip file"),
    }
}

fn damaged(message: &'static str) -> Error {
    Error::Damaged(Box::new(ErrorContext::new(message)))
}
