//! The limit of the machine for a conversion: what cannot be left out, and nothing else.
//!
//! Inflates the files that a conversion reads, scans them, and deflates the text that it wrote, on one
//! thread, with the same code for each of the three as the conversion. No row is looked at.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use asm_format::convert::Converter;
use asm_format::{ArchiveSettings, ArchiveWriter, AsmFile, Compression};
use oneroster_csv::Package;
use oneroster_csv::scan::Scanner;
use zip::ZipArchive;

use super::Done;
use super::convert::text_bytes;
use crate::Failure;
use crate::clock::{StopWatch, cpu};

/// Text is taken from the inflated output in pieces of this size.
const PIECE: usize = 1024 * 1024;

pub(super) fn run(input: &Path, converted: &Path, compression: Compression) -> Result<Done, Failure> {
    let package = Package::open(input)?;
    let started = cpu()?;
    let mut inflating = StopWatch::default();
    let mut rows = 0;
    for file in Converter::FILES {
        let Some(entry) = package.open_member(file)? else { continue };
        let mut scanner = Scanner::new(Timed { reader: entry, watch: &mut inflating });
        while let Some(record) = scanner.next_record()? {
            std::hint::black_box(record.len());
            rows += 1;
        }
    }
    let reading = cpu()?.saturating_sub(started).as_secs_f64();
    let (deflating, written) = deflate(converted, compression)?;
    let parts = BTreeMap::from([
        ("inflate".to_owned(), inflating.seconds()),
        ("scan".to_owned(), reading - inflating.seconds()),
        ("deflate".to_owned(), deflating),
    ]);
    Ok(Done { rows, bytes: text_bytes(&package), written, parts })
}

/// Counts the time that goes into a reader.
struct Timed<'w, R> {
    reader: R,
    watch: &'w mut StopWatch,
}

impl<R: Read> Read for Timed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Self { reader, watch } = self;
        watch.time(|| reader.read(buffer)).map_err(io::Error::other)?
    }
}

/// Compresses the text of an archive again; returns the CPU seconds and the size.
fn deflate(converted: &Path, compression: Compression) -> Result<(f64, u64), Failure> {
    let mut watch = StopWatch::default();
    let settings = ArchiveSettings::default().with_compression(compression);
    let mut archive = ArchiveWriter::new(Discard::default(), &settings)?;
    let mut zip = ZipArchive::new(File::open(converted)?)?;
    let mut piece = Vec::new();
    for file in AsmFile::ALL {
        let mut text = zip.by_name(file.name())?;
        archive.begin(file, 0)?;
        loop {
            piece.clear();
            text.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            watch.time(|| archive.lines(&piece, 0))??;
        }
    }
    let (discard, _) = watch.time(|| archive.finish())??;
    Ok((watch.seconds(), discard.length))
}

/// Takes everything and keeps nothing but the length.
#[derive(Debug, Default)]
struct Discard {
    position: u64,
    length: u64,
}

impl Write for Discard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.position += bytes.len() as u64;
        self.length = self.length.max(self.position);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Discard {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
