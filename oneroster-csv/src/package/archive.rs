//! Zip files: the list of entries, and where their bytes are.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::error::ErrorContext;
use crate::{Error, Limits};

/// Whatever holds a zip file.
pub(super) trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// A zip file that several entries are read from, each at its own position.
#[derive(Clone)]
pub(super) struct Archive(Arc<Mutex<Box<dyn Source>>>);

/// What the central directory tells about an entry.
#[derive(Clone, Debug)]
pub(super) struct ArchiveEntry {
    pub(super) name: String,
    pub(super) is_folder: bool,
    pub(super) is_link: bool,
    pub(super) is_encrypted: bool,
    /// Deflated or stored; anything else is `None`.
    pub(super) deflated: Option<bool>,
    pub(super) size: u64,
    pub(super) compressed_size: u64,
    pub(super) crc32: u32,
    pub(super) data_start: u64,
}

impl Archive {
    /// Reads the central directory and the place of each entry, without inflating anything.
    pub(super) fn open(source: Box<dyn Source>, limits: &Limits) -> Result<(Self, Vec<ArchiveEntry>), Error> {
        let archive = Self(Arc::new(Mutex::new(source)));
        let entries = list_entries(&mut **archive.lock(), limits)?;
        Ok((archive, entries))
    }

    /// Returns a reader of the compressed bytes of an entry.
    pub(super) fn section(&self, entry: &ArchiveEntry) -> Section {
        Section { archive: self.clone(), position: entry.data_start, left: entry.compressed_size }
    }

    /// A reader that panicked has no state that matters here: every read seeks first.
    fn lock(&self) -> MutexGuard<'_, Box<dyn Source>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Archive")
    }
}

/// The bytes of one entry as they lie in the zip file.
#[derive(Debug)]
pub(super) struct Section {
    archive: Archive,
    position: u64,
    left: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if wanted == 0 {
            return Ok(0);
        }
        let mut source = self.archive.lock();
        source.seek(SeekFrom::Start(self.position))?;
        let count = source.read(&mut buffer[..wanted])?;
        self.position += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

fn list_entries(mut source: impl Read + Seek, limits: &Limits) -> Result<Vec<ArchiveEntry>, Error> {
    let length = source.seek(SeekFrom::End(0)).map_err(cannot_read)?;
    let looks_like_zip = begins_like_zip(&mut source).map_err(cannot_read)?;
    let left = Cell::new(directory_budget(limits));
    let reader = Budget { left: &left, source };
    let mut directory = match ZipArchive::new(BufReader::new(reader)) {
        Ok(directory) => directory,
        Err(_) if left.get() == 0 => return Err(too_many_entries(limits)),
        Err(error) => return Err(directory_error(error, looks_like_zip)),
    };
    if directory.has_duplicate_names() {
        let context = ErrorContext::new("the zip file holds two entries of the same name");
        return Err(Error::DuplicateFile(Box::new(context)));
    }
    if directory.len() > limits.max_entries() {
        return Err(too_many_entries(limits));
    }
    let indices = 0..directory.len();
    let entries = indices.map(|index| match directory.by_index_raw(index) {
        Ok(entry) => describe(&entry, length),
        Err(error) => Err(directory_error(error, true)),
    });
    entries.collect()
}

fn describe<R: Read>(entry: &ZipFile<'_, R>, length: u64) -> Result<ArchiveEntry, Error> {
    let name = match entry.name() {
        Ok(name) => name.into_owned(),
        Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
    };
    let data_start = entry
        .data_start()
        .filter(|start| start.checked_add(entry.compressed_size()).is_some_and(|end| end <= length));
    let Some(data_start) = data_start else {
        let context = ErrorContext::new("the zip file is cut off: the data of the entry lie behind its end");
        return Err(Error::Damaged(Box::new(context)).in_file(name));
    };
    Ok(ArchiveEntry {
        name,
        is_folder: entry.is_dir(),
        is_link: entry.is_symlink(),
        is_encrypted: entry.encrypted(),
        deflated: match entry.compression() {
            CompressionMethod::Deflated => Some(true),
            CompressionMethod::Stored => Some(false),
            _ => None,
        },
        size: entry.size(),
        compressed_size: entry.compressed_size(),
        crc32: entry.crc32(),
        data_start,
    })
}

/// Bounds what is read for the list of entries, which a hostile file can make as long as itself.
struct Budget<'a, R> {
    source: R,
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Budget<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(count as u64));
        if self.left.get() == 0 { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(count) }
    }
}

impl<R: Seek> Seek for Budget<'_, R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.source.seek(position)
    }
}

/// Enough for any honest list: the end of the file is searched once, and each entry is looked at twice.
fn directory_budget(limits: &Limits) -> u64 {
    const LEAST: u64 = 16 * 1024 * 1024;
    LEAST.saturating_add((limits.max_entries() as u64).saturating_mul(16 * 1024))
}

fn too_many_entries(limits: &Limits) -> Error {
    let message = format!("the zip file has more than {} entries", limits.max_entries());
    Error::LimitExceeded(Box::new(ErrorContext::new(message)))
}

/// Tells whether the file begins with an entry or with the end of an empty zip.
fn begins_like_zip(reader: &mut (impl Read + Seek)) -> io::Result<bool> {
    reader.rewind()?;
    let mut signature = Vec::with_capacity(4);
    reader.take(4).read_to_end(&mut signature)?;
    Ok(signature == b"PK\x03\x04" || signature == b"PK\x05\x06")
}

fn cannot_read(error: io::Error) -> Error {
    Error::from_io(error, "read the zip file")
}

fn directory_error(error: ZipError, looks_like_zip: bool) -> Error {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => cannot_read(error),
        error if looks_like_zip => {
            let context = ErrorContext::new("the zip file is cut off or damaged, get it again");
            Error::Damaged(Box::new(context.with_source(error)))
        }
        error => {
            let context = ErrorContext::new("neither a zip file nor a folder");
            Error::NotAPackage(Box::new(context.with_source(error)))
        }
    }
}
