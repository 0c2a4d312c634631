//! Plays runs into a history, step by step.

use std::io::Write;

use roster_history::{
    Body, BodyLimit, CodeFindings, Counts, DeliveryEnd, Difference, FailureRecord, FileId, GuardReason,
    History, Message, NewDelivery, NewExchange, NewRun, RunEnd, RunId, StepKind, StepResult,
};
use time::{Duration, OffsetDateTime};

/// Number of rows of a night: students, staff, classes, roster rows.
pub(crate) type Numbers = [u64; 4];

/// What the counts are called.
const NAMES: [&str; 4] = ["students", "staff", "classes", "rosters"];

/// One run under way.
pub(crate) struct Play<'h> {
    pub(crate) history: &'h History,
    pub(crate) run: RunId,
    pub(crate) at: OffsetDateTime,
    numbers: Numbers,
}

impl<'h> Play<'h> {
    /// Creates the run and begins it.
    pub(crate) fn begin(history: &'h History, new: &NewRun, at: OffsetDateTime, numbers: Numbers) -> Self {
        let run = history.create_run(new, at).unwrap();
        history.start_run(run, at).unwrap();
        Self { history, run, at, numbers }
    }

    fn pass(&mut self, seconds: i64) -> OffsetDateTime {
        self.at += Duration::seconds(seconds);
        self.at
    }

    /// Goes on with a run that was begun.
    pub(crate) fn resume(history: &'h History, run: RunId, at: OffsetDateTime) -> Self {
        Self { history, run, at, numbers: [4_990, 334, 1_632, 39_702] }
    }

    /// Fetches, with requests.
    pub(crate) fn fetch(&mut self, exchanges: &[NewExchange]) {
        self.begin_fetch();
        self.end_fetch(exchanges);
    }

    /// Begins to fetch.
    pub(crate) fn begin_fetch(&mut self) {
        self.history.start_step(self.run, StepKind::Source, self.at).unwrap();
    }

    /// Ends what [`Play::begin_fetch`] began.
    pub(crate) fn end_fetch(&mut self, exchanges: &[NewExchange]) {
        self.history.add_exchanges(self.run, StepKind::Source, exchanges, BodyLimit::default()).unwrap();
        let result = StepResult::done()
            .with_output(self.file("oneroster"))
            .with_count("users", self.numbers[0] + self.numbers[1])
            .with_count("classes", self.numbers[2])
            .with_count("enrollments", self.numbers[3] + self.numbers[2]);
        let ended = self.pass(70 + i64::try_from(self.numbers[3] % 97).unwrap());
        self.history.finish_step(self.run, StepKind::Source, &result, ended).unwrap();
    }

    /// Converts, with findings.
    pub(crate) fn convert(&mut self, findings: &[CodeFindings]) {
        self.history.start_step(self.run, StepKind::Convert, self.at).unwrap();
        self.history.add_findings(self.run, StepKind::Convert, findings).unwrap();
        let counts: Counts = NAMES.iter().map(|name| (*name).to_owned()).zip(self.numbers).collect();
        self.history.set_summary(self.run, &counts).unwrap();
        let result = StepResult::done().with_output(self.file("asm")).with_counts(counts);
        let ended = self.pass(3);
        self.history.finish_step(self.run, StepKind::Convert, &result, ended).unwrap();
    }

    /// Compares and lets pass.
    pub(crate) fn compare(&mut self, differences: &[Difference]) {
        self.history.start_step(self.run, StepKind::Guard, self.at).unwrap();
        self.history.set_differences(self.run, differences).unwrap();
        let ended = self.pass(1);
        self.history.finish_step(self.run, StepKind::Guard, &StepResult::done(), ended).unwrap();
    }

    /// Compares and holds.
    pub(crate) fn hold(&mut self, differences: &[Difference], reasons: &[GuardReason]) {
        self.history.start_step(self.run, StepKind::Guard, self.at).unwrap();
        self.history.set_differences(self.run, differences).unwrap();
        let held = self.pass(1);
        self.history.hold(self.run, reasons, held).unwrap();
    }

    /// Delivers what is prepared.
    pub(crate) fn deliver(&mut self, destination: &str, target: &str) {
        self.history.start_step(self.run, StepKind::Deliver, self.at).unwrap();
        let file = self.history.run(self.run).unwrap().prepared().unwrap();
        let new = NewDelivery::new(destination, file, target);
        let delivery = self.history.begin_delivery(self.run, &new, self.at).unwrap();
        let ended = self.pass(7);
        self.history.end_delivery(delivery, &DeliveryEnd::Done, ended).unwrap();
    }

    /// Fails while delivering.
    pub(crate) fn deliver_in_vain(&mut self, destination: &str, target: &str, failure: &FailureRecord) {
        self.history.start_step(self.run, StepKind::Deliver, self.at).unwrap();
        let file = self.history.run(self.run).unwrap().prepared().unwrap();
        let new = NewDelivery::new(destination, file, target);
        let delivery = self.history.begin_delivery(self.run, &new, self.at).unwrap();
        let ended = self.pass(21);
        self.history.end_delivery(delivery, &DeliveryEnd::Failed(failure.clone()), ended).unwrap();
        let result = StepResult::failed(failure.clone());
        self.history.finish_step(self.run, StepKind::Deliver, &result, ended).unwrap();
        self.history.finish_run(self.run, &RunEnd::Failed(failure.clone()), ended).unwrap();
    }

    /// Fails while fetching, with the requests so far.
    pub(crate) fn fetch_in_vain(&mut self, exchanges: &[NewExchange], failure: &FailureRecord) {
        self.history.start_step(self.run, StepKind::Source, self.at).unwrap();
        self.history.add_exchanges(self.run, StepKind::Source, exchanges, BodyLimit::default()).unwrap();
        let ended = self.pass(34);
        self.history
            .finish_step(self.run, StepKind::Source, &StepResult::failed(failure.clone()), ended)
            .unwrap();
        self.history.finish_run(self.run, &RunEnd::Failed(failure.clone()), ended).unwrap();
    }

    /// Ends without a delivery.
    pub(crate) fn end(&mut self) {
        self.history.finish_run(self.run, &RunEnd::Succeeded, self.at).unwrap();
    }

    /// A file that begins as a zip file does and is different in every run.
    fn file(&self, name: &str) -> FileId {
        let mut bytes = b"PK\x03\x04".to_vec();
        writeln!(bytes, "{name} of run {}", self.run).unwrap();
        bytes.resize(usize::try_from(self.numbers[3]).unwrap().clamp(200, 60_000), b'.');
        self.history.store_reader(&mut bytes.as_slice()).unwrap()
    }
}

/// Requests of a fetch as a system answers them.
pub(crate) fn exchanges(base: &str, at: OffsetDateTime, rows: u64) -> Vec<NewExchange> {
    let pages = [
        "orgs",
        "academicSessions",
        "courses",
        "classes",
        "users",
        "users",
        "users",
        "enrollments",
        "enrollments",
    ];
    let mut list = vec![token(base, at)];
    for (number, collection) in pages.iter().enumerate() {
        let offset = pages[..number].iter().filter(|name| *name == collection).count() * 1_000;
        let url = format!("{base}/ims/oneroster/v1p1/{collection}?limit=1000&offset={offset}");
        let body = records(collection, offset, 40);
        let headers = vec![
            ("content-type".to_owned(), "application/json; charset=utf-8".to_owned()),
            ("x-total-count".to_owned(), rows.to_string()),
        ];
        let sent_at = at + Duration::milliseconds(400 * i64::try_from(number).unwrap() + 210);
        let response = Message::new(headers, Body::beginning(body.into_bytes(), 311_040));
        list.push(
            NewExchange::new(sent_at, "GET", url)
                .with_request(Message::new(
                    vec![("authorization".into(), "Bearer ***".into())],
                    Body::default(),
                ))
                .with_response(200, response)
                .with_milliseconds(180 + u64::try_from(number * number).unwrap() * 17),
        );
    }
    list
}

fn token(base: &str, at: OffsetDateTime) -> NewExchange {
    let json = || vec![("content-type".to_owned(), "application/json".to_owned())];
    let form = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
    NewExchange::new(at, "POST", format!("{base}/token"))
        .with_request(Message::new(
            form,
            Body::new("grant_type=client_credentials&client_id=***&client_secret=***"),
        ))
        .with_response(
            200,
            Message::new(
                json(),
                Body::new(r#"{"access_token":"***","token_type":"bearer","expires_in":3600}"#),
            ),
        )
        .with_milliseconds(204)
}

fn records(collection: &str, offset: usize, count: usize) -> String {
    let records: Vec<String> = (0..count)
        .map(|number| {
            let id = offset + number;
            format!(r#"{{"sourcedId":"{collection}-{id:05}","status":"active","dateLastModified":"2026-08-14T09:00:00Z"}}"#)
        })
        .collect();
    format!(r#"{{"{collection}":[{}]}}"#, records.join(","))
}
