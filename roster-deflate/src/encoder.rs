use crate::bits::BitWriter;
use crate::block::{self, Final, Tables};
use crate::matcher::Matcher;
use crate::sequence::Sequence;
use crate::tally::Tally;

/// Data of one block: enough to pay for the description of its codes, few enough to follow changes.
const BLOCK: usize = 256 * 1024;

/// How a segment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// On a byte boundary, so that another segment can follow: an empty stored block comes last (RFC 1951,
    /// section 3.2.4).
    Sync,
    /// With the last block of the stream.
    Finish,
}

/// Compresses segments of deflate streams.
///
/// Holds about half a megabyte of tables, so one encoder should be used for many segments. They need not
/// belong to one stream: nothing is remembered from one to the next.
///
/// # Examples
///
/// Segments that are made apart, in any order, make one stream:
///
/// ```
/// use roster_deflate::{Encoder, Flush};
///
/// let mut encoder = Encoder::new();
/// let (mut first, mut second) = (Vec::new(), Vec::new());
/// encoder.compress(b"class_id,student_id\n", Flush::Finish, &mut second);
/// encoder.compress(b"roster_id,", Flush::Sync, &mut first);
/// first.append(&mut second);
///
/// let mut text = String::new();
/// std::io::Read::read_to_string(&mut flate2::read::DeflateDecoder::new(first.as_slice()), &mut text)?;
/// assert_eq!(text, "roster_id,class_id,student_id\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Encoder {
    matcher: Matcher,
    sequences: Vec<Sequence>,
    tables: Tables,
}

impl Encoder {
    /// Creates an encoder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compresses one segment and appends it to `out`.
    ///
    /// `out` has to end on a byte boundary of the stream, as it does behind a segment that ended with
    /// [`Flush::Sync`]. Data without any repetition grow by less than a thousandth, plus ten bytes.
    pub fn compress(&mut self, segment: &[u8], flush: Flush, out: &mut Vec<u8>) {
        let mut writer = BitWriter::new(out);
        self.matcher.reset();
        for start in (0..segment.len()).step_by(BLOCK) {
            let end = segment.len().min(start + BLOCK);
            let is_last = end == segment.len() && flush == Flush::Finish;
            self.compress_block(
                segment,
                start,
                end,
                if is_last { Final::Yes } else { Final::No },
                &mut writer,
            );
        }
        match flush {
            Flush::Sync => block::write_sync(&mut writer),
            Flush::Finish if segment.is_empty() => self.compress_block(&[], 0, 0, Final::Yes, &mut writer),
            Flush::Finish => {}
        }
        writer.finish();
    }

    fn compress_block(
        &mut self,
        segment: &[u8],
        start: usize,
        end: usize,
        last: Final,
        out: &mut BitWriter<'_>,
    ) {
        self.sequences.clear();
        self.matcher.find(segment, start, end, &mut self.sequences);
        let data = &segment[start..end];
        let tally = Tally::new(data, &self.sequences);
        block::write(data, &self.sequences, &tally, last, &mut self.tables, out);
    }
}
