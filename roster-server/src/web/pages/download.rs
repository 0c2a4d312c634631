//! Files of a run. Addresses name runs and steps, never files, so nothing else can be reached.

use std::io;
use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use roster_history::{FileId, History, RunDetail};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::Problem;
use super::run::{run_id, step_kind};
use crate::web::shared::Shared;

/// Bytes that are read at a time.
const CHUNK: usize = 64 * 1024;
/// The first bytes of every zip file with something in it.
const ZIP: &[u8] = b"PK\x03\x04";

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/runs/{run}/file", get(prepared)).route("/runs/{run}/steps/{step}/file", get(made))
}

/// The file that is, was or would be delivered.
async fn prepared(State(shared): State<Shared>, Path(run): Path<String>) -> Result<Response, Problem> {
    let run = run_id(&run)?;
    send(&shared, move |history| {
        let detail = history.run(run)?;
        let file = detail.prepared();
        Ok(Choice { file, name: file_name(&detail, ""), detail })
    })
    .await
}

/// The file that a step made.
async fn made(
    State(shared): State<Shared>,
    Path((run, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (run, step) = (run_id(&run)?, step_kind(&step)?);
    send(&shared, move |history| {
        let detail = history.run(run)?;
        let file = detail.step(step).and_then(|step| step.output);
        Ok(Choice { file, name: file_name(&detail, step.as_str()), detail })
    })
    .await
}

struct Choice {
    file: Option<FileId>,
    name: String,
    detail: RunDetail,
}

async fn send<F>(shared: &Shared, choose: F) -> Result<Response, Problem>
where
    F: FnOnce(&History) -> Result<Choice, roster_history::Error> + Send + 'static,
{
    let (choice, place) = shared
        .ask(move |history| {
            let choice = choose(history)?;
            let place = choice.file.map(|file| history.file(&file));
            Ok((choice, place))
        })
        .await?;
    let (Some(file), Some(place)) = (choice.file, place) else {
        return Err(Problem::not_found("There is no file"));
    };
    tracing::info!(event = "page_download", run = %choice.detail.run.id, flow = choice.detail.run.flow, %file);
    open(place, &choice.name).await.map_err(|error| {
        tracing::error!(event = "page_download_failed", %file, %error);
        Problem::not_found("The file is no longer kept")
    })
}

async fn open(place: PathBuf, name: &str) -> io::Result<Response> {
    let mut file = File::open(place).await?;
    let length = file.metadata().await?.len();
    let first = read(&mut file).await?;
    let (kind, ending) =
        if first.starts_with(ZIP) { ("application/zip", ".zip") } else { ("application/octet-stream", "") };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}{ending}\""))
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    // The first bytes are read already: they told what kind of file it is.
    let rest = futures_util::stream::try_unfold((Some(first), file), |(first, mut file)| async move {
        let chunk = match first {
            Some(first) => first,
            None => read(&mut file).await?,
        };
        io::Result::Ok((!chunk.is_empty()).then_some((chunk, (None, file))))
    });
    Ok((headers, Body::from_stream(rest)).into_response())
}

async fn read(file: &mut File) -> io::Result<Bytes> {
    let mut chunk = Vec::with_capacity(CHUNK);
    file.take(CHUNK as u64).read_to_end(&mut chunk).await?;
    Ok(chunk.into())
}

/// A name that is one on every system: `nightly-run-7`, `nightly-run-7-source`.
fn file_name(detail: &RunDetail, step: &str) -> String {
    let flow = plain(&detail.run.flow);
    let step = if step.is_empty() { String::new() } else { format!("-{step}") };
    format!("{flow}-run-{}{step}", detail.run.id)
}

/// Letters, digits and hyphens of ASCII; at most 60 of them, never none.
fn plain(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name: String = words.join("-").chars().take(60).collect();
    if name.is_empty() { "flow".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn file_names_hold_nothing_that_a_system_could_misread() {
        for (name, expected) in [
            ("nightly", "nightly"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\"; filename=\"b.exe", "a-filename-b-exe"),
            ("Schüler\r\nX-Header: 1", "Sch-ler-X-Header-1"),
            ("...", "flow"),
            ("", "flow"),
        ] {
            assert_eq!(plain(name), expected);
        }
        assert_eq!(plain(&"x".repeat(500)).len(), 60);
    }
}
