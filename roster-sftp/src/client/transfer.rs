//! Writing the contents of a file, many parts at a time.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use tokio::io::AsyncReadExt;

use russh_sftp::client::rawsession::SftpResult;

use super::sftp::Sftp;
use super::upload::Contents;
use crate::error::{Error, Failure, Step};

/// Bytes that may be on their way without an acknowledgement: fills a fast line of 100 ms delay with
/// 40 MB/s, and costs no more memory than that.
const IN_FLIGHT: usize = 4 * 1024 * 1024;

type Write<'a> = Pin<Box<dyn Future<Output = SftpResult<()>> + Send + 'a>>;

/// Writes all contents and waits for all acknowledgements; tells the bytes acknowledged so far.
///
/// Requests go out in the order of the file, because not every server keeps parts that come early.
pub(super) async fn write_all(
    sftp: &Sftp<'_>,
    handle: &str,
    mut contents: Contents<'_>,
    mut acknowledged: impl FnMut(u64) + Send,
) -> Result<(), Error> {
    let size = sftp.write_size().await?;
    let limit = (IN_FLIGHT / size).max(1);
    let mut waiting: VecDeque<(u64, Write<'_>)> = VecDeque::with_capacity(limit);
    let (mut offset, mut done) = (0, 0);
    loop {
        let part = next_part(&mut contents, size).await?;
        let length = part.len() as u64;
        if length == 0 {
            break;
        }
        if offset + length > contents.length {
            return Err(changed("it is longer than at the beginning"));
        }
        let mut write: Write<'_> =
            Box::pin(async move { sftp.raw.write(handle, offset, part).await.map(drop) });
        offset += length;
        // The first poll queues the request; the answer is awaited later.
        match poll_fn(|context| Poll::Ready(write.as_mut().poll(context))).await {
            Poll::Ready(answer) => sftp.answer(Step::Write, std::future::ready(answer)).await?,
            Poll::Pending => waiting.push_back((length, write)),
        }
        if waiting.len() >= limit
            && let Some((length, write)) = waiting.pop_front()
        {
            sftp.answer(Step::Write, write).await?;
            done += length;
            acknowledged(done);
        }
    }
    if offset != contents.length {
        return Err(changed("it is shorter than at the beginning"));
    }
    while let Some((length, write)) = waiting.pop_front() {
        sftp.answer(Step::Write, write).await?;
        done += length;
        acknowledged(done);
    }
    Ok(())
}

/// Reads a full part, or what is left.
async fn next_part(contents: &mut Contents<'_>, size: usize) -> Result<Vec<u8>, Error> {
    let mut part = Vec::with_capacity(size);
    let mut reader = (&mut contents.reader).take(size as u64);
    while part.len() < size {
        let read = reader.read_buf(&mut part).await.map_err(|error| {
            Error::Source(Box::new(Failure::new("").during(Step::Write).caused_by(error)))
        })?;
        if read == 0 {
            break;
        }
    }
    Ok(part)
}

fn changed(detail: &str) -> Error {
    Error::Source(Box::new(
        Failure::new(format!("the file changed while it was read: {detail}")).during(Step::Write),
    ))
}
