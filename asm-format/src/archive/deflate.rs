//! Compression of a member, in blocks of a fixed size that may be worked on at the same time.
//!
//! Each block is compressed on its own and ends on a byte boundary (a sync flush), so blocks joined
//! in order are one deflate stream. Where blocks begin depends on the data alone, not on how they
//! are handed in nor on the number of threads: the same data give the same bytes. Starting anew for
//! each block costs about 0.2 % of size.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use flate2::{Compress, FlushCompress, Status};
use roster_deflate::{Encoder, Flush};

use super::compression::Compression;

/// Bytes of data in every block but the last.
const BLOCK: usize = 512 * 1024;

/// What is known about a member after its last block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) crc32: u32,
    pub(crate) size: u64,
    pub(crate) compressed_size: u64,
}

/// Compresses one member after the other and hands compressed bytes on in order.
#[derive(Debug)]
pub(crate) struct Deflater {
    engine: Engine,
    /// Data of the block that is being filled.
    block: Vec<u8>,
    crc32: crc32fast::Hasher,
    totals: Totals,
    /// Used up blocks whose memory is taken for the next ones.
    spare: Vec<Vec<u8>>,
}

#[derive(Debug)]
enum Engine {
    Here(BlockCompressor),
    Workers(Workers),
}

impl Deflater {
    /// Starts with `threads` in all; 1 compresses on the calling thread.
    pub(crate) fn new(compression: Compression, threads: usize) -> io::Result<Self> {
        let engine = match threads {
            0 | 1 => Engine::Here(BlockCompressor::new(compression)),
            _ => Engine::Workers(Workers::start(compression, threads - 1)?),
        };
        Ok(Self {
            engine,
            block: Vec::new(),
            crc32: crc32fast::Hasher::new(),
            totals: Totals::default(),
            spare: Vec::new(),
        })
    }

    /// Gives access to the end of the data; call [`pump`](Self::pump) after appending to it.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.block
    }

    /// Compresses what fills whole blocks.
    pub(crate) fn pump(&mut self, out: &mut impl io::Write) -> io::Result<()> {
        while self.block.len() >= BLOCK {
            let mut rest = self.empty_block();
            rest.extend(self.block.drain(BLOCK..));
            let block = std::mem::replace(&mut self.block, rest);
            self.compress(block, Position::Inner, out)?;
        }
        Ok(())
    }

    /// Appends data that exist already.
    pub(crate) fn write(&mut self, mut data: &[u8], out: &mut impl io::Write) -> io::Result<()> {
        while !data.is_empty() {
            let room = BLOCK - self.block.len().min(BLOCK - 1);
            let (piece, rest) = data.split_at(room.min(data.len()));
            self.block.extend_from_slice(piece);
            self.pump(out)?;
            data = rest;
        }
        Ok(())
    }

    /// Ends the member; the next data belong to a new one.
    pub(crate) fn finish(&mut self, out: &mut impl io::Write) -> io::Result<Totals> {
        self.pump(out)?;
        let next = self.empty_block();
        let block = std::mem::replace(&mut self.block, next);
        self.compress(block, Position::Last, out)?;
        while let Some(done) = self.engine.next_done(Wait::ForAll)? {
            self.take(done, out)?;
        }
        self.totals.crc32 = std::mem::take(&mut self.crc32).finalize();
        Ok(std::mem::take(&mut self.totals))
    }

    fn empty_block(&mut self) -> Vec<u8> {
        let mut block = self.spare.pop().unwrap_or_default();
        block.clear();
        block
    }

    fn compress(&mut self, block: Vec<u8>, position: Position, out: &mut impl io::Write) -> io::Result<()> {
        self.totals.size += block.len() as u64;
        self.crc32.update(&block);
        match &mut self.engine {
            Engine::Here(compressor) => {
                let done = compressor.compress(block, position)?;
                self.take(done, out)
            }
            Engine::Workers(workers) => {
                workers.submit(block, position)?;
                while let Some(done) = self.engine.next_done(Wait::ForRoom)? {
                    self.take(done, out)?;
                }
                Ok(())
            }
        }
    }

    fn take(&mut self, done: Done, out: &mut impl io::Write) -> io::Result<()> {
        out.write_all(&done.compressed)?;
        self.totals.compressed_size += done.compressed.len() as u64;
        if let Engine::Here(compressor) = &mut self.engine {
            compressor.output = done.compressed;
        }
        self.spare.push(done.block);
        Ok(())
    }
}

impl Engine {
    fn next_done(&mut self, wait: Wait) -> io::Result<Option<Done>> {
        match self {
            Self::Here(_) => Ok(None),
            Self::Workers(workers) => workers.next_done(wait),
        }
    }
}

/// Whether more data of the member follow a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Inner,
    Last,
}

/// How long to wait for results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// Until the queue is short enough for one more block.
    ForRoom,
    /// Until nothing is left in the queue.
    ForAll,
}

#[derive(Debug)]
struct Done {
    /// The data, given back for their memory.
    block: Vec<u8>,
    compressed: Vec<u8>,
}

#[derive(Debug)]
struct BlockCompressor {
    engine: BlockEngine,
    output: Vec<u8>,
}

#[derive(Debug)]
enum BlockEngine {
    Fast(Box<Encoder>),
    Level(Compress),
}

impl BlockCompressor {
    fn new(compression: Compression) -> Self {
        let engine = match compression {
            Compression::Fast => BlockEngine::Fast(Box::default()),
            Compression::Level(level) => {
                let level = flate2::Compression::new(u32::from(level.min(9)));
                BlockEngine::Level(Compress::new(level, false))
            }
        };
        Self { engine, output: Vec::new() }
    }

    fn compress(&mut self, block: Vec<u8>, position: Position) -> io::Result<Done> {
        let mut compressed = std::mem::take(&mut self.output);
        compressed.clear();
        match &mut self.engine {
            BlockEngine::Fast(encoder) => {
                let flush = match position {
                    Position::Inner => Flush::Sync,
                    Position::Last => Flush::Finish,
                };
                encoder.compress(&block, flush, &mut compressed);
            }
            BlockEngine::Level(compress) => compress_with(compress, &block, position, &mut compressed)?,
        }
        Ok(Done { block, compressed })
    }
}

/// Compresses a block with the library.
fn compress_with(
    compress: &mut Compress,
    block: &[u8],
    position: Position,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let flush = match position {
        Position::Inner => FlushCompress::Sync,
        Position::Last => FlushCompress::Finish,
    };
    // Room for the worst case: zlib-rs gives other bytes when it has to stop for want of room.
    out.reserve(block.len() + block.len() / 64 + 1024);
    compress.reset();
    loop {
        let input = block.get(compress.total_in() as usize..).unwrap_or_default();
        let status = compress.compress_vec(input, out, flush).map_err(io::Error::other)?;
        let all_read = compress.total_in() == block.len() as u64;
        // A flush is complete when the encoder leaves room in the output unused.
        let complete = match position {
            Position::Inner => all_read && out.len() < out.capacity(),
            Position::Last => status == Status::StreamEnd,
        };
        if complete {
            return Ok(());
        }
        out.reserve(out.capacity() / 2 + 64);
    }
}

struct Job {
    block: Vec<u8>,
    position: Position,
    reply: SyncSender<io::Result<Done>>,
}

/// Threads that compress blocks; their results are taken in the order of submission.
#[derive(Debug)]
struct Workers {
    jobs: Option<Sender<Job>>,
    pending: VecDeque<Receiver<io::Result<Done>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    fn start(compression: Compression, count: usize) -> io::Result<Self> {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        let mut workers = Self { jobs: Some(jobs), pending: VecDeque::new(), threads: Vec::new() };
        for _ in 0..count {
            let queue = Arc::clone(&queue);
            let work = move || {
                let mut compressor = BlockCompressor::new(compression);
                loop {
                    let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { return };
                    // The receiver is gone when the archive was given up; nothing is left to do then.
                    let _ = job.reply.send(compressor.compress(job.block, job.position));
                }
            };
            workers.threads.push(std::thread::Builder::new().name("asm-deflate".into()).spawn(work)?);
        }
        Ok(workers)
    }

    fn submit(&mut self, block: Vec<u8>, position: Position) -> io::Result<()> {
        let (reply, result) = sync_channel(1);
        let job = Job { block, position, reply };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        if !sent {
            return Err(io::Error::other("the compression threads have ended"));
        }
        self.pending.push_back(result);
        Ok(())
    }

    fn next_done(&mut self, wait: Wait) -> io::Result<Option<Done>> {
        // Two blocks for each worker: one in work, one ready when that is done.
        let allowed = match wait {
            Wait::ForRoom => 2 * self.threads.len(),
            Wait::ForAll => 0,
        };
        if self.pending.len() <= allowed {
            return Ok(None);
        }
        let Some(result) = self.pending.pop_front() else { return Ok(None) };
        match result.recv() {
            Ok(done) => done.map(Some),
            Err(_) => Err(io::Error::other("a compression thread has ended")),
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // Closing the queue is what ends the threads.
        self.jobs = None;
        self.pending.clear();
        for thread in self.threads.drain(..) {
            // A worker that panicked has already been reported as an error by `next_done`.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    /// Text that compresses like identifiers do, from a small generator.
    fn text(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b"0123456789abcdef"[(state >> 28) as usize]
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    const KINDS: [Compression; 3] = [Compression::Fast, Compression::Level(1), Compression::Level(6)];

    fn deflate(data: &[u8], piece: usize, kind: Compression, threads: usize) -> (Vec<u8>, Totals) {
        let mut deflater = Deflater::new(kind, threads).unwrap();
        let mut out = Vec::new();
        for (number, piece) in data.chunks(piece).enumerate() {
            if number % 2 == 0 {
                deflater.buffer().extend_from_slice(piece);
                deflater.pump(&mut out).unwrap();
            } else {
                deflater.write(piece, &mut out).unwrap();
            }
        }
        let totals = deflater.finish(&mut out).unwrap();
        (out, totals)
    }

    fn inflate(data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        io::Read::read_to_end(&mut flate2::read::DeflateDecoder::new(data), &mut out).unwrap();
        out
    }

    #[test]
    fn bytes_depend_neither_on_pieces_nor_on_threads() {
        let lengths = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 77];
        for (kind, length) in KINDS.into_iter().flat_map(|kind| lengths.map(|length| (kind, length))) {
            let data = text(length);
            let (expected, totals) = deflate(&data, length.max(1), kind, 1);
            assert_eq!(inflate(&expected), data, "{length}");
            assert_eq!(totals.size, length as u64);
            assert_eq!(totals.compressed_size, expected.len() as u64);
            assert_eq!(totals.crc32, crc32fast::hash(&data));
            for (piece, threads) in [(1000, 1), (BLOCK, 2), (64 * 1024, 2), (77_777, 4)] {
                let (bytes, same) = deflate(&data, piece, kind, threads);
                assert_eq!(same, totals, "{kind:?} {length} {piece} {threads}");
                assert!(bytes == expected, "{kind:?} {length} {piece} {threads}");
            }
        }
    }

    #[test]
    fn one_deflater_serves_several_members() {
        let mut deflater = Deflater::new(Compression::Fast, 2).unwrap();
        for data in [text(BLOCK + 9), Vec::new(), text(10)] {
            let mut out = Vec::new();
            deflater.buffer().extend_from_slice(&data);
            let totals = deflater.finish(&mut out).unwrap();
            assert_eq!(inflate(&out), data);
            assert_eq!(totals.crc32, crc32fast::hash(&data));
        }
    }

    #[test]
    fn incompressible_blocks_fit_too() {
        let mut state = 7_u64;
        let mut data = Vec::new();
        while data.len() < 2 * BLOCK {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            data.extend_from_slice(&(state >> 16).to_le_bytes()[..6]);
        }
        for kind in KINDS {
            assert_eq!(inflate(&deflate(&data, 4096, kind, 1).0), data, "{kind:?}");
        }
    }

    #[test]
    fn a_given_up_member_ends_its_threads() {
        let mut deflater = Deflater::new(Compression::Fast, 3).unwrap();
        deflater.buffer().extend_from_slice(&text(5 * BLOCK));
        deflater.pump(&mut io::sink()).unwrap();
        drop(deflater);
    }
}
