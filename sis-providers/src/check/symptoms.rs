//! What an error of the client says about the server.

use oneroster_client::Error;
use oneroster_model::status::StatusForm;

use crate::diagnose::{Stage, Symptom, SymptomKind};

impl Symptom {
    /// Reads what an error of the client says about the server.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_client::{Error, Failure};
    /// use sis_providers::diagnose::{Stage, Symptom, SymptomKind};
    ///
    /// let error = Error::Timeout(Failure::new("no answer"));
    /// assert_eq!(Symptom::of_error(Stage::Collection, &error).kind, SymptomKind::Timeout);
    /// ```
    pub fn of_error(stage: Stage, error: &Error) -> Self {
        symptom(stage, error)
    }
}

/// Turns an error into a symptom.
pub(super) fn symptom(stage: Stage, error: &Error) -> Symptom {
    let failure = error.failure();
    let status = failure.status().map(|status| status.as_u16());
    let info = failure.status_info();
    let is_page = info.is_some_and(|info| {
        let raw = info.raw.trim_start();
        // Of token answers the text is not kept.
        info.form == StatusForm::Text && (raw.is_empty() || raw.starts_with('<'))
    });
    let succeeded = failure.status().is_some_and(|status| status.is_success());
    let kind = match error {
        Error::Connection(_) => SymptomKind::Refused,
        Error::Tls(_) => SymptomKind::Insecure,
        Error::Timeout(_) => SymptomKind::Timeout,
        Error::Redirected(_) => SymptomKind::Redirect,
        Error::Incomplete(_) | Error::Endless(_) => SymptomKind::Inconsistent,
        _ if is_page && succeeded => SymptomKind::WebPage,
        _ if failure.status().is_some_and(|status| status.is_redirection()) => SymptomKind::Redirect,
        Error::Decode(_) | Error::TooLarge(_) | Error::BadRecords(_) => SymptomKind::Unreadable,
        _ if succeeded => SymptomKind::Unreadable,
        _ => SymptomKind::Status,
    };
    let mut symptom = Symptom::new(stage, kind);
    symptom.status = status;
    if let Some(info) = info {
        symptom = symptom.with_text(&info.raw);
        if let Some(description) = &info.description {
            symptom = symptom.with_text(description);
        }
    }
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(symptom, |symptom, cause| symptom.with_text(&cause.to_string()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::sync::Arc;

    use async_trait::async_trait;
    use http::StatusCode;
    use oneroster_client::transport::{Request, Response, Transport, TransportError, TransportErrorKind};
    use oneroster_client::{Client, Endpoints, RetryPolicy};

    use super::*;

    #[derive(Debug)]
    struct Fixed(Result<(u16, &'static str), TransportErrorKind>);

    #[async_trait]
    impl Transport for Fixed {
        async fn send(&self, _: Request) -> Result<Response, TransportError> {
            match self.0 {
                Ok((status, body)) => Ok(Response::new(StatusCode::from_u16(status).unwrap(), body)),
                Err(kind) => Err(TransportError::new(kind, "invalid peer certificate: UnknownIssuer")),
            }
        }
    }

    #[tokio::test]
    async fn errors_become_symptoms() {
        for (answer, kind, status, text) in [
            (Ok((401, "")), SymptomKind::Status, Some(401), ""),
            (Ok((400, r#"{"error":"Invalid_Scope"}"#)), SymptomKind::Status, Some(400), "invalid_scope"),
            (Ok((200, "<!DOCTYPE html><html>")), SymptomKind::WebPage, Some(200), ""),
            (
                Ok((500, "<html>Token has expired</html>")),
                SymptomKind::Status,
                Some(500),
                "token has expired",
            ),
            (Ok((200, "{\"x\":1}")), SymptomKind::Unreadable, Some(200), ""),
            (Ok((302, "")), SymptomKind::Redirect, Some(302), ""),
            (Err(TransportErrorKind::Tls), SymptomKind::Insecure, None, "unknownissuer"),
            (Err(TransportErrorKind::Timeout), SymptomKind::Timeout, None, ""),
            (Err(TransportErrorKind::Connect), SymptomKind::Refused, None, ""),
        ] {
            let client = Client::builder(Endpoints::v1_1("https://sis.example").unwrap())
                .transport(Arc::new(Fixed(answer)))
                .retry(RetryPolicy::never())
                .build()
                .unwrap();
            let error = client.orgs().first_page().await.unwrap_err();
            let symptom = symptom(Stage::Collection, &error);
            assert_eq!((symptom.kind, symptom.status), (kind, status), "{answer:?}: {error}");
            assert!(symptom.text.contains(text), "{answer:?}: {:?}", symptom.text);
        }
    }
}
