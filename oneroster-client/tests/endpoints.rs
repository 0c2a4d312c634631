//! Every endpoint of the table is called through its typed method, against a server over HTTP.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use oneroster_client::endpoint::{self, Action, Endpoint};
use oneroster_client::{Client, Collection, Endpoints, Error, Single};
use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::{Category, LineItem, Result as Score, ScoreScale, SourcedIdPair};
use oneroster_model::{Record, Version};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// What a call gives: model and identifiers of what came back.
type Called = BoxFuture<'static, Result<(&'static str, Vec<String>), Error>>;

fn all<T: Record>(collection: Collection<T>) -> Called {
    Box::pin(async move {
        let records = collection.all().await?.records;
        Ok((T::NAME, records.iter().map(|record| record.sourced_id().to_string()).collect()))
    })
}

fn one<T: Record>(single: Single<T>) -> Called {
    Box::pin(async move {
        let record = single.await?;
        Ok((T::NAME, vec![record.sourced_id().to_string()]))
    })
}

/// A write that gives back nothing.
fn done<W>(model: &'static str, write: W) -> Called
where
    W: IntoFuture + Send + 'static,
    W::IntoFuture: Send,
    Result<(), Error>: FromWrite<W::Output>,
{
    Box::pin(async move {
        Result::<(), Error>::from_write(write.await)?;
        Ok((model, Vec::new()))
    })
}

trait FromWrite<T> {
    fn from_write(output: T) -> Self;
}

impl<T> FromWrite<Result<T, Error>> for Result<(), Error> {
    fn from_write(output: Result<T, Error>) -> Self {
        output.map(|_| ())
    }
}

fn created(
    model: &'static str,
    post: impl Future<Output = Result<Vec<SourcedIdPair>, Error>> + Send + 'static,
) -> Called {
    Box::pin(async move {
        Ok((model, post.await?.into_iter().map(|pair| pair.allocated_sourced_id.to_string()).collect()))
    })
}

/// Calls the typed method of an operation; identifiers are `a` and `b` in the order of the path.
fn call(client: &Client, operation: &str) -> Called {
    let c = client.clone();
    let (li, score) = (LineItem::new("a"), Score::new("a"));
    match operation {
        "getAllAcademicSessions" => all(c.academic_sessions()),
        "getAcademicSession" => one(c.academic_session("a").get()),
        "getAllClasses" => all(c.classes()),
        "getClass" => one(c.class("a").get()),
        "getStudentsForClass" => all(c.class("a").students()),
        "getTeachersForClass" => all(c.class("a").teachers()),
        "getAllCourses" => all(c.courses()),
        "getCourse" => one(c.course("a").get()),
        "getClassesForCourse" => all(c.course("a").classes()),
        "getAllDemographics" => all(c.demographics()),
        "getDemographics" => one(c.demographics_of("a").get()),
        "getAllEnrollments" => all(c.enrollments()),
        "getEnrollment" => one(c.enrollment("a").get()),
        "getAllGradingPeriods" => all(c.grading_periods()),
        "getGradingPeriod" => one(c.grading_period("a").get()),
        "getAllOrgs" => all(c.orgs()),
        "getOrg" => one(c.org("a").get()),
        "getAllSchools" => all(c.schools()),
        "getSchool" => one(c.school("a").get()),
        "getClassesForSchool" => all(c.school("a").classes()),
        "getCoursesForSchool" => all(c.school("a").courses()),
        "getEnrollmentsForSchool" => all(c.school("a").enrollments()),
        "getStudentsForSchool" => all(c.school("a").students()),
        "getTeachersForSchool" => all(c.school("a").teachers()),
        "getTermsForSchool" => all(c.school("a").terms()),
        "getEnrollmentsForClassInSchool" => all(c.school("a").class("b").enrollments()),
        "getStudentsForClassInSchool" => all(c.school("a").class("b").students()),
        "getTeachersForClassInSchool" => all(c.school("a").class("b").teachers()),
        "getAllStudents" => all(c.students()),
        "getStudent" => one(c.student("a").get()),
        "getClassesForStudent" => all(c.student("a").classes()),
        "getAllTeachers" => all(c.teachers()),
        "getTeacher" => one(c.teacher("a").get()),
        "getClassesForTeacher" => all(c.teacher("a").classes()),
        "getAllTerms" => all(c.terms()),
        "getTerm" => one(c.term("a").get()),
        "getClassesForTerm" => all(c.term("a").classes()),
        "getGradingPeriodsForTerm" => all(c.term("a").grading_periods()),
        "getAllUsers" => all(c.users()),
        "getUser" => one(c.user("a").get()),
        "getClassesForUser" => all(c.user("a").classes()),
        "getAllResources" => all(c.resources()),
        "getResource" => one(c.resource("a").get()),
        "getResourcesForClass" => all(c.class("a").resources()),
        "getResourcesForCourse" => all(c.course("a").resources()),
        "getResourcesForUser" => all(c.user("a").resources()),
        "getAllCategories" => all(c.categories()),
        "getCategory" => one(c.category("a").get()),
        "getCategoriesForClass" => all(c.class("a").categories()),
        "putCategory" => done("Category", c.category("a").put(&Category::new("a"))),
        "deleteCategory" => done("Category", c.category("a").delete()),
        "getAllLineItems" => all(c.line_items()),
        "getLineItem" => one(c.line_item("a").get()),
        "getLineItemsForClass" => all(c.class("a").line_items()),
        "putLineItem" => done("LineItem", c.line_item("a").put(&li)),
        "deleteLineItem" => done("LineItem", c.line_item("a").delete()),
        "postLineItemsForClass" => {
            created("LineItem", async move { c.class("a").post_line_items(&[li]).await })
        }
        "postLineItemsForSchool" => {
            created("LineItem", async move { c.school("a").post_line_items(&[li]).await })
        }
        "getAllResults" => all(c.results()),
        "getResult" => one(c.result("a").get()),
        "getResultsForClass" => all(c.class("a").results()),
        "getResultsForLineItemForClass" => all(c.class("a").line_item("b").results()),
        "getResultsForStudentForClass" => all(c.class("a").student("b").results()),
        "putResult" => done("Result", c.result("a").put(&score)),
        "deleteResult" => done("Result", c.result("a").delete()),
        "postResultsForLineItem" => {
            created("Result", async move { c.line_item("a").post_results(&[score]).await })
        }
        "postResultsForAcademicSessionForClass" => {
            created("Result", async move { c.class("a").academic_session("b").post_results(&[score]).await })
        }
        "getAllScoreScales" => all(c.score_scales()),
        "getScoreScale" => one(c.score_scale("a").get()),
        "getScoreScalesForClass" => all(c.class("a").score_scales()),
        "getScoreScalesForSchool" => all(c.school("a").score_scales()),
        "putScoreScale" => done("ScoreScale", c.score_scale("a").put(&ScoreScale::new("a"))),
        "deleteScoreScale" => done("ScoreScale", c.score_scale("a").delete()),
        "getAllAssessmentLineItems" => all(c.assessment_line_items()),
        "getAssessmentLineItem" => one(c.assessment_line_item("a").get()),
        "putAssessmentLineItem" => {
            done("AssessmentLineItem", c.assessment_line_item("a").put(&AssessmentLineItem::new("a")))
        }
        "deleteAssessmentLineItem" => done("AssessmentLineItem", c.assessment_line_item("a").delete()),
        "getAllAssessmentResults" => all(c.assessment_results()),
        "getAssessmentResult" => one(c.assessment_result("a").get()),
        "putAssessmentResult" => {
            done("AssessmentResult", c.assessment_result("a").put(&AssessmentResult::new("a")))
        }
        "deleteAssessmentResult" => done("AssessmentResult", c.assessment_result("a").delete()),
        other => panic!("no typed method is known for {other}"),
    }
}

/// Name of the data member, from the list of the specification.
fn key(version: Version, operation: &str) -> &'static str {
    let list = match version {
        Version::V1_1 => include_str!("data/endpoints-1.1.txt"),
        Version::V1_2 => include_str!("data/endpoints-1.2.txt"),
    };
    let line = list.lines().find(|line| line.split(' ').next() == Some(operation));
    line.and_then(|line| line.rsplit(' ').next()).unwrap()
}

/// A conformant answer to the operation.
fn answer(endpoint: &Endpoint, version: Version) -> ResponseTemplate {
    let key = key(version, endpoint.operation);
    match endpoint.action {
        Action::List => ResponseTemplate::new(200)
            .insert_header("x-total-count", "1")
            .set_body_string(format!(r#"{{"{key}":[{{"sourcedId":"found"}}]}}"#)),
        Action::Read => {
            ResponseTemplate::new(200).set_body_string(format!(r#"{{"{key}":{{"sourcedId":"found"}}}}"#))
        }
        Action::Replace => ResponseTemplate::new(201),
        Action::Delete => ResponseTemplate::new(204),
        Action::Create => ResponseTemplate::new(201).set_body_string(format!(
            r#"{{"{key}":[{{"suppliedSourcedId":"a","allocatedSourcedId":"found"}}]}}"#
        )),
    }
}

#[tokio::test]
async fn every_endpoint_is_called_as_the_standard_says() {
    let server = MockServer::start().await;
    for version in Version::ALL {
        let endpoints = match version {
            Version::V1_1 => Endpoints::v1_1(&server.uri()),
            Version::V1_2 => Endpoints::v1_2(&server.uri()),
        };
        let client = Client::builder(endpoints.unwrap()).build().unwrap();
        for endpoint in endpoint::ALL {
            if !endpoint.is_in(version) {
                let error = call(&client, endpoint.operation).await.unwrap_err();
                assert_eq!(error.code(), "unsupported", "{}", endpoint.operation);
                continue;
            }
            server.reset().await;
            Mock::given(any()).respond_with(answer(endpoint, version)).mount(&server).await;
            let (model, ids) = call(&client, endpoint.operation).await.unwrap();

            assert_eq!(model, endpoint.record, "{}", endpoint.operation);
            let expected: &[&str] =
                if matches!(endpoint.action, Action::Replace | Action::Delete) { &[] } else { &["found"] };
            assert_eq!(ids, expected, "{}", endpoint.operation);
            let requests = server.received_requests().await.unwrap();
            let [request] = requests.as_slice() else {
                panic!("{}: {} requests", endpoint.operation, requests.len());
            };
            let mut path = endpoint.path.replacen("{}", "a", 1).replacen("{}", "b", 1);
            path.insert_str(0, endpoint.service.path(version));
            assert_eq!(request.url.path(), path, "{}", endpoint.operation);
            assert_eq!(request.method, endpoint.action.method(), "{}", endpoint.operation);
            let query: BTreeSet<_> = request.url.query_pairs().map(|(name, _)| name.into_owned()).collect();
            let expected = if endpoint.action == Action::List { &["limit", "offset"][..] } else { &[] };
            assert!(query.iter().eq(expected), "{}: {query:?}", endpoint.operation);
            let body = std::str::from_utf8(&request.body).unwrap();
            let writes = matches!(endpoint.action, Action::Replace | Action::Create);
            assert_eq!(body.contains(r#""sourcedId":"a""#), writes, "{}: {body}", endpoint.operation);
        }
    }
}
