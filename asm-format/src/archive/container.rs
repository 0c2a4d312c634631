//! The zip container around members that are already compressed.
//!
//! Written here because the blocks of [`deflate`](super::deflate) are joined by hand, which zip
//! libraries offer no way to pass through. Plain format of PKWARE's APPNOTE 6.3: no zip64, no
//! encryption, no data descriptors (sizes are filled into the local header afterwards), no
//! directories, time stamp 1980-01-01, mode 0644.

use std::io::{self, Seek, SeekFrom, Write};

use super::deflate::Totals;

/// Upper limit of sizes and offsets without zip64.
const LIMIT: u64 = u32::MAX as u64 - 1;

const VERSION_DEFLATE: u16 = 20;
const MADE_BY_UNIX: u16 = 3 << 8 | VERSION_DEFLATE;
const METHOD_DEFLATE: u16 = 8;
const DATE_1980_01_01: u16 = 1 << 5 | 1;
const REGULAR_FILE_0644: u32 = 0o100_644 << 16;
/// Offset of crc and sizes in a local header.
const LOCAL_TOTALS: u64 = 14;

/// Writes members one after the other and the directory at the end.
#[derive(Debug)]
pub(crate) struct Container<W> {
    out: W,
    /// Where the archive begins in `out`; offsets in the directory count from here.
    base: u64,
    entries: Vec<Entry>,
    open: Option<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: &'static str,
    offset: u64,
    totals: Totals,
}

impl<W: Write + Seek> Container<W> {
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        let base = out.stream_position()?;
        Ok(Self { out, base, entries: Vec::new(), open: None })
    }

    /// Begins a member; its compressed bytes go to [`out`](Self::out).
    pub(crate) fn begin(&mut self, name: &'static str) -> io::Result<()> {
        let entry =
            Entry { name, offset: self.out.stream_position()? - self.base, totals: Totals::default() };
        let mut header = Vec::with_capacity(64);
        header.extend_from_slice(b"PK\x03\x04");
        entry.push_common(&mut header)?;
        push_u16(&mut header, 0);
        header.extend_from_slice(name.as_bytes());
        self.out.write_all(&header)?;
        self.open = Some(entry);
        Ok(())
    }

    pub(crate) fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Ends the member and fills in what was not known at its beginning.
    pub(crate) fn end(&mut self, totals: Totals) -> io::Result<()> {
        let Some(mut entry) = self.open.take() else { return Ok(()) };
        entry.totals = totals;
        let end = self.out.stream_position()?;
        let mut fields = Vec::with_capacity(12);
        entry.push_totals(&mut fields)?;
        self.out.seek(SeekFrom::Start(self.base + entry.offset + LOCAL_TOTALS))?;
        self.out.write_all(&fields)?;
        self.out.seek(SeekFrom::Start(end))?;
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the directory and gives the target back, flushed.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let offset = self.out.stream_position()? - self.base;
        let mut directory = Vec::with_capacity(512);
        for entry in &self.entries {
            directory.extend_from_slice(b"PK\x01\x02");
            push_u16(&mut directory, MADE_BY_UNIX);
            entry.push_common(&mut directory)?;
            push_u16(&mut directory, 0); // extra field
            push_u16(&mut directory, 0); // comment
            push_u16(&mut directory, 0); // disk
            push_u16(&mut directory, 0); // internal attributes
            push_u32(&mut directory, REGULAR_FILE_0644);
            push_size(&mut directory, entry.offset)?;
            directory.extend_from_slice(entry.name.as_bytes());
        }
        let directory_size = directory.len() as u64;
        let count = self.entries.len() as u16;
        directory.extend_from_slice(b"PK\x05\x06");
        push_u16(&mut directory, 0); // this disk
        push_u16(&mut directory, 0); // disk of the directory
        push_u16(&mut directory, count);
        push_u16(&mut directory, count);
        push_size(&mut directory, directory_size)?;
        push_size(&mut directory, offset)?;
        push_u16(&mut directory, 0); // comment
        self.out.write_all(&directory)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl Entry {
    /// The fields that local header and directory share, up to the length of the name.
    fn push_common(&self, out: &mut Vec<u8>) -> io::Result<()> {
        push_u16(out, VERSION_DEFLATE);
        push_u16(out, 0); // flags: names are ASCII, sizes in the header
        push_u16(out, METHOD_DEFLATE);
        push_u16(out, 0); // time
        push_u16(out, DATE_1980_01_01);
        self.push_totals(out)?;
        push_u16(out, self.name.len() as u16);
        Ok(())
    }

    fn push_totals(&self, out: &mut Vec<u8>) -> io::Result<()> {
        push_u32(out, self.totals.crc32);
        push_size(out, self.totals.compressed_size)?;
        push_size(out, self.totals.size)
    }
}

fn push_u16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn push_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn push_size(out: &mut Vec<u8>, value: u64) -> io::Result<()> {
    match u32::try_from(value) {
        Ok(size) if value <= LIMIT => {
            push_u32(out, size);
            Ok(())
        }
        _ => Err(io::Error::new(io::ErrorKind::FileTooLarge, "the archive would need more than 4 GiB")),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn sizes_that_need_zip64_are_refused() {
        let mut container = Container::new(io::Cursor::new(Vec::new())).unwrap();
        container.begin("rosters.csv").unwrap();
        let totals = Totals { crc32: 0, size: u64::from(u32::MAX), compressed_size: 1 };
        let error = container.end(totals).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
