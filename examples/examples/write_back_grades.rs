//! Writes grades back: a line item, and the result of a student in it, both by PUT under identifiers of our
//! own, so that a lost answer does no harm. The result is created, changed, excused and deleted.
//!
//!     cargo run -p examples --example write_back_grades
//!
//! Writes to a sandbox; or to `ONEROSTER_URL`, which should be a system for tests, with
//! `ONEROSTER_CLIENT_ID`, `ONEROSTER_CLIENT_SECRET` and `ONEROSTER_TOKEN_URL`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;

use examples::account_or_sandbox;
use oneroster_client::auth::{ClientCredentials, Scopes};
use oneroster_client::{Client, Endpoints};
use oneroster_model::gradebook::{LineItem, Result as Score};
use oneroster_model::{ScoreStatus, Status};
use oneroster_sandbox::{Content, District, Sandbox};
use time::macros::{date, datetime};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let stand_in = Sandbox::builder().district(District::builder(100).content(Content::Full).build());
    let (account, _sandbox) = account_or_sandbox(stand_in).await?;
    let credentials = ClientCredentials::new(&account.token_url, account.client_id, account.client_secret)?
        .scopes(Scopes::reading_and_writing());
    let client = Client::builder(Endpoints::v1_1(&account.url)?).auth(credentials).build()?;

    // What the grade is about has to be in the system already.
    let class = client.classes().all().await?.records.into_iter().next().ok_or("no class")?;
    let students = client.class(class.sourced_id.as_str()).students().all().await?.records;
    let student = students.first().ok_or("no student")?;
    let category = client.categories().all().await?.records.into_iter().next().ok_or("no category")?;
    let period = client.grading_periods().all().await?.records.into_iter().next().ok_or("no period")?;

    let mut work = LineItem::new("quiz-1");
    work.status = Some(Status::Active);
    work.date_last_modified = Some(datetime!(2026-10-01 12:00 UTC));
    work.title = Some("Quiz 1".to_owned());
    work.assign_date = Some(datetime!(2026-10-01 08:00 UTC));
    work.due_date = Some(datetime!(2026-10-02 08:00 UTC));
    work.class = Some(class.sourced_id.into());
    work.category = Some(category.sourced_id.into());
    work.grading_period = Some(period.sourced_id.into());
    work.result_value_min = Some(0.into());
    work.result_value_max = Some(20.into());
    println!("line item, new: {}", client.line_item("quiz-1").put(&work).await?.is_created());

    let mut score = Score::new("quiz-1-result");
    score.status = Some(Status::Active);
    score.date_last_modified = Some(datetime!(2026-10-02 12:00 UTC));
    score.line_item = Some("quiz-1".into());
    score.student = Some(student.sourced_id.clone().into());
    score.score_date = Some(date!(2026 - 10 - 02));
    let result = client.result("quiz-1-result");
    for (points, status) in
        [(15, ScoreStatus::FullyGraded), (17, ScoreStatus::FullyGraded), (0, ScoreStatus::Exempt)]
    {
        score.score = Some(points.into());
        score.score_status = Some(status);
        result.put(&score).await?;
        let kept = result.get().await?;
        let points = kept.score.as_ref().map(ToString::to_string).unwrap_or_default();
        println!("score {points}, {}", kept.score_status.as_ref().map_or("", ScoreStatus::as_str));
    }
    result.delete().await?;
    client.line_item("quiz-1").delete().await?;
    println!("deleted");
    Ok(())
}
