//! Collections from first request to last record, against a server in memory.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use oneroster_client::transport::{Response, TransportErrorKind};
use oneroster_client::{Error, Page, Paging, Report, RetryPolicy, findings};
use oneroster_model::query::{Fields, Filter, Sort};
use oneroster_model::rostering::Org;
use oneroster_model::{Record, Severity};
use support::{Server, json, line, number, orgs, page, status, with};
use time::macros::datetime;

fn numbers(records: &[Org]) -> Vec<u64> {
    records.iter().map(|org| org.sourced_id.as_str()[1..].parse().unwrap()).collect()
}

fn small(page_size: u32) -> Paging {
    Paging::default().page_size(page_size)
}

#[tokio::test]
async fn a_stream_hands_out_every_record_once_and_in_order() {
    let server = Server::new(|_, request| Ok(page(1234, request)));
    let client = server.client().paging(small(100)).build().unwrap();
    let records: Vec<Org> = client.orgs().items().try_collect().await.unwrap();
    assert_eq!(numbers(&records), (0..1234).collect::<Vec<_>>());
    assert_eq!(server.requests().len(), 13);
}

#[tokio::test]
async fn query_parameters_are_sent_encoded() {
    let server = Server::new(|_, request| Ok(page(1, request)));
    let client = server.client().build().unwrap();
    client
        .school("s 1")
        .classes()
        .filter(Filter::eq("title", "A & B"))
        .since(datetime!(2026-08-18 06:00 UTC))
        .sort(Sort::descending("title"))
        .fields(Fields::new(["title"]))
        .parameter("ext", "1")
        .page_size(7)
        .offset(3)
        .all()
        .await
        .map_or_else(|error| assert_eq!(error.code(), "decode"), |_| panic!("orgs are no classes"));
    assert_eq!(
        server.lines(),
        ["GET /schools/s%201/classes?filter=title%3D%27A%20%26%20B%27%20AND%20dateLastModified%3E%27\
          2026-08-18T06%3A00%3A00.000Z%27&sort=title&orderBy=desc&fields=title,sourcedId&ext=1&limit=7&offset=3"]
    );
}

#[tokio::test]
async fn a_stable_order_is_asked_for_unless_another_one_is_wanted() {
    let server = Server::new(|_, request| Ok(page(1, request)));
    let client = server.client().paging(small(5).stable_order("sourcedId")).build().unwrap();
    client.orgs().all().await.unwrap();
    client.orgs().sort(Sort::descending("name")).all().await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "GET /orgs?sort=sourcedId&orderBy=asc&limit=5&offset=0",
            "GET /orgs?sort=name&orderBy=desc&limit=5&offset=0"
        ]
    );
}

#[tokio::test]
async fn no_more_pages_are_under_way_than_allowed() {
    for (paging, client_limit, expected) in [(3, 10, 3), (10, 2, 2), (1, 10, 1)] {
        let now = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let slow = Slow { now: Arc::clone(&now), most: Arc::clone(&most) };
        let endpoints = oneroster_client::Endpoints::v1_1("https://sis.example").unwrap();
        let client = oneroster_client::Client::builder(endpoints)
            .transport(Arc::new(slow))
            .concurrency(client_limit)
            .paging(small(10).concurrency(paging))
            .build()
            .unwrap();
        let collected = client.orgs().all().await.unwrap();
        assert_eq!(collected.records.len(), 200);
        assert_eq!(most.load(Ordering::SeqCst), expected, "{paging} {client_limit}");
    }
}

/// Gives way many times before it answers, and counts how many do so at once.
#[derive(Debug)]
struct Slow {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

#[async_trait::async_trait]
impl oneroster_client::transport::Transport for Slow {
    async fn send(
        &self,
        request: oneroster_client::transport::Request,
    ) -> Result<Response, oneroster_client::transport::TransportError> {
        let under_way = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(under_way, Ordering::SeqCst);
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        self.now.fetch_sub(1, Ordering::SeqCst);
        Ok(page(200, &request))
    }
}

#[tokio::test(start_paused = true)]
async fn parallel_pages_bring_a_fourfold_gain_with_a_server_that_takes_its_time() {
    let mut taken = Vec::new();
    for concurrency in [1, 6] {
        let server = Server::new(|_, request| Ok(page(10_000, request))).after(Duration::from_millis(200));
        let client = server.client().paging(small(100).concurrency(concurrency)).build().unwrap();
        let began = tokio::time::Instant::now();
        assert_eq!(client.orgs().all().await.unwrap().records.len(), 10_000);
        taken.push(began.elapsed().as_millis());
    }
    // A hundred pages one after the other; or one, then the others in groups of six.
    assert_eq!(taken, [20_000, 3_600]);
}

#[tokio::test]
async fn a_dropped_future_loses_no_page() {
    let server = Server::new(|_, request| Ok(page(300, request)));
    for concurrency in [1, 4] {
        let client = server.client().paging(small(100).concurrency(concurrency)).build().unwrap();
        let mut pager = client.orgs().pager();
        let mut records = Vec::new();
        loop {
            // Polled once and dropped, again and again.
            let poll = futures_util::poll!(std::pin::pin!(pager.next_page()));
            match poll {
                std::task::Poll::Ready(Ok(Some(page))) => records.extend(numbers(&page.records)),
                std::task::Poll::Ready(result) => {
                    assert!(result.unwrap().is_none());
                    break;
                }
                std::task::Poll::Pending => tokio::task::yield_now().await,
            }
        }
        assert_eq!(records, (0..300).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn records_that_move_between_pages_are_handed_out_once() {
    // A record is added in front after the first page, so that the last one of it comes again.
    let server = Server::new(|turn, request| {
        let offset = number(request, "offset").unwrap();
        let size = if turn == 0 { 250 } else { 251 };
        let ids = (offset..size).take(100).map(|id| if turn == 0 { id } else { id - 1 });
        Ok(with(json(orgs(ids)), "x-total-count", &size.to_string()))
    });
    let client = server.client().paging(small(100).concurrency(1).max_restarts(0)).build().unwrap();
    let mut pager = client.orgs().pager();
    let mut records = Vec::new();
    let error = loop {
        match pager.next_page().await {
            Ok(Some(page)) => records.extend(numbers(&page.records)),
            Ok(None) => panic!("the record in front was never seen"),
            Err(error) => break error,
        }
    };
    assert_eq!(records, (0..250).collect::<Vec<_>>());
    assert_eq!(error.code(), "incomplete");
}

#[tokio::test]
async fn a_collection_that_changed_is_read_anew() {
    // The marker changes once, on the second page.
    let server = Server::new(|turn, request| {
        let marker = if turn == 0 { "7" } else { "8" };
        Ok(with(page(250, request), "x-perm-rev", marker))
    });
    let paging = small(100).concurrency(1).restart_on_change_of("x-perm-rev").unwrap();
    let client = server.client().paging(paging).build().unwrap();
    let report = Report::default();

    let records: Vec<Org> = client.orgs().report_to(&report).items().try_collect().await.unwrap();
    assert_eq!(numbers(&records), (0..250).collect::<Vec<_>>());
    assert_eq!(server.requests().len(), 5);
    assert_eq!(report.take().count(findings::COLLECTION_RESTARTED.id), 1);
}

#[tokio::test]
async fn what_was_collected_before_a_change_is_dropped() {
    // Record 0 is deleted after the first page: the total shrinks.
    let server = Server::new(|turn, request| {
        let first = u64::from(turn > 0);
        let offset = number(request, "offset").unwrap();
        let body = orgs((first + offset..250).take(100));
        Ok(with(json(body), "x-total-count", &(250 - first).to_string()))
    });
    let client = server.client().paging(small(100).concurrency(1)).build().unwrap();
    let collected = client.orgs().all().await.unwrap();
    assert_eq!(numbers(&collected.records), (1..250).collect::<Vec<_>>());

    let pages: Vec<Page<Org>> =
        server.client().paging(small(100)).build().unwrap().orgs().pages().try_collect().await.unwrap();
    assert!(pages.iter().all(|page| !page.restarted), "nothing changes any more");
}

#[tokio::test]
async fn data_that_never_come_to_rest_are_an_error() {
    let server = Server::new(|turn, request| Ok(with(page(250, request), "x-perm-rev", &turn.to_string())));
    let paging = small(100).restart_on_change_of("x-perm-rev").unwrap().max_restarts(2);
    let client = server.client().paging(paging).build().unwrap();
    let error = client.orgs().all().await.unwrap_err();
    assert_eq!(error.code(), "incomplete");
    assert!(error.to_string().contains("kept changing"), "{error}");
}

#[tokio::test]
async fn a_server_that_counts_more_than_it_sends_is_an_error_after_another_try() {
    let server = Server::new(|_, request| {
        Ok(with(
            json(page(150, request).body.escape_ascii().to_string().replace('\\', "")),
            "x-total-count",
            "200",
        ))
    });
    let client = server.client().paging(small(100).concurrency(1)).build().unwrap();
    let error = client.orgs().all().await.unwrap_err();
    assert_eq!(error.code(), "incomplete");
    assert!(error.to_string().contains("50 records"), "{error}");
    assert_eq!(server.requests().len(), 6, "{:?}", server.lines());
}

#[tokio::test]
async fn a_server_that_counts_duplicates_is_believed_after_another_try() {
    let server = Server::new(|_, request| {
        let offset = number(request, "offset").unwrap();
        let ids = (offset..200).take(100).map(|id| if id == 150 { 3 } else { id });
        Ok(with(json(orgs(ids)), "x-total-count", "200"))
    });
    let client = server.client().paging(small(100).concurrency(1)).build().unwrap();
    let report = Report::default();
    let records: Vec<Org> = client.orgs().report_to(&report).items().try_collect().await.unwrap();
    assert_eq!(records.len(), 199);
    assert_eq!(server.requests().len(), 4);
    assert_eq!(report.take().count(findings::DUPLICATE_RECORDS.id), 1);
}

#[tokio::test]
async fn unreadable_records_become_findings_or_an_error_after_all_others() {
    let server = Server::new(|_, request| {
        let mut body = page(250, request).body.to_vec();
        if let Some(at) = body.windows(6).position(|window| window == b"\"o107\"") {
            body.splice(at + 6..at + 6, *b",\"name\":\"caf\xe9\"");
        }
        Ok(with(Response::new(http::StatusCode::OK, body), "x-total-count", "250"))
    });
    let client = server.client().paging(small(100)).build().unwrap();

    let report = Report::default();
    let records: Vec<Org> = client.orgs().report_to(&report).items().try_collect().await.unwrap();
    assert_eq!(records.len(), 249);
    let found = report.take();
    assert_eq!(found.count(findings::RECORD_UNREADABLE.id), 1);
    assert!(found.samples().any(|finding| finding.key.as_deref() == Some("o107")));

    let mut items = client.orgs().items();
    let mut good = 0;
    let error = loop {
        match items.next().await {
            Some(Ok(_)) => good += 1,
            Some(Err(error)) => break error,
            None => panic!("silently short"),
        }
    };
    assert_eq!(good, 249);
    assert!(matches!(error, Error::BadRecords(_)));
    assert!(error.to_string().contains("o107"), "{error}");
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn too_many_unreadable_records_end_the_collection() {
    let server = Server::new(|_, request| {
        let mut answer = page(250, request);
        let body = String::from_utf8(answer.body.to_vec()).unwrap();
        answer.body = body.replace(r#"{"sourcedId":"o1"#, r#"7,{"sourcedId":"o1"#).into();
        Ok(answer)
    });
    let client = server.client().paging(small(100).max_bad_records(10)).build().unwrap();
    let report = Report::default();
    assert_eq!(client.orgs().report_to(&report).all().await.unwrap_err().code(), "bad_records");
}

#[tokio::test]
async fn the_same_unreadable_record_again_and_again_is_no_news() {
    let server = Server::new(|_, _| Ok(json(r#"{"orgs":[{"sourcedId":"o1"},7]}"#)));
    let client = server.client().paging(small(100)).build().unwrap();
    let report = Report::default();
    let records = client.orgs().report_to(&report).all().await.unwrap().records;
    assert_eq!((records.len(), server.requests().len()), (1, 2));
    assert_eq!(report.take().count(findings::OFFSET_IGNORED.id), 1);
}

#[tokio::test]
async fn pager_from_scratch_hands_out_one_state_of_the_data() {
    let server = Server::new(|turn, request| {
        // The second answer tells of fewer records than the first.
        Ok(if turn == 0 { with(json(orgs([9, 1])), "x-total-count", "5") } else { page(3, request) })
    });
    let client = server.client().paging(small(2).concurrency(1)).build().unwrap();
    let mut kept = Vec::new();
    let mut pager = client.orgs().pager_from_scratch();
    while let Some(page) = pager.next_page().await.unwrap() {
        if page.restarted {
            kept.clear();
        }
        kept.extend(page.records);
    }
    assert_eq!(numbers(&kept), [0, 1, 2]);
}

#[tokio::test]
async fn records_that_break_the_server_are_isolated() {
    let server = Server::new(|_, request| {
        let (offset, limit) = (number(request, "offset").unwrap(), number(request, "limit").unwrap());
        if (offset..offset + limit).contains(&137) { Ok(status(500)) } else { Ok(page(250, request)) }
    });
    for concurrency in [1, 4] {
        let client = server.client().paging(small(100).concurrency(concurrency)).build().unwrap();
        let report = Report::default();
        let records: Vec<Org> = client.orgs().report_to(&report).items().try_collect().await.unwrap();
        assert_eq!(numbers(&records), (0..250).filter(|id| *id != 137).collect::<Vec<_>>());
        let found = report.take();
        assert_eq!(found.count(findings::RECORD_BREAKS_SERVER.id), 1);
        assert!(found.samples().any(|finding| finding.message.contains("offset 137")));
        assert_eq!(client.orgs().all().await.unwrap_err().code(), "bad_records");
    }
}

#[tokio::test(start_paused = true)]
async fn servers_that_stumble_over_pages_are_asked_again_before_pages_are_halved() {
    // The first request for each page fails for no reason; one record is bad for good.
    let seen = Mutex::new(HashSet::new());
    let server = Server::new(move |_, request| {
        let (limit, offset) = (number(request, "limit").unwrap(), number(request, "offset").unwrap());
        let first = limit == 100 && seen.lock().unwrap().insert(offset);
        let bad = (offset..offset + limit).contains(&137);
        if first || bad { Ok(status(500)) } else { Ok(page(250, request)) }
    });
    let report = Report::default();
    let policy = RetryPolicy::default().also_on([500]).max_attempts(3);
    let client = server.client().retry(policy).paging(small(100)).report_to(&report).build().unwrap();
    let read = client.orgs().all().await.unwrap().records;
    assert_eq!(read.len(), 249);
    // Three pages of which two succeed with the second attempt, three attempts of the bad one, and its parts
    // once each.
    let whole = server.lines().iter().filter(|line| line.contains("limit=100&")).count();
    assert_eq!(whole, 2 + 2 + 3);
    let mut parts: Vec<_> = server.lines().into_iter().filter(|line| !line.contains("limit=100&")).collect();
    let count = parts.len();
    parts.sort_unstable();
    parts.dedup();
    assert_eq!(parts.len(), count, "parts are not repeated");
}

#[tokio::test]
async fn pages_with_broken_json_are_isolated_too() {
    // The server stops in the middle of record 42, whatever page it is on.
    let server = Server::new(|_, request| {
        let full = page(100, request);
        let body = String::from_utf8(full.body.to_vec()).unwrap();
        let body = match body.find("o42") {
            Some(at) => body[..at].to_owned(),
            None => body,
        };
        Ok(with(json(body), "x-total-count", "100"))
    });
    let client = server.client().paging(small(50)).build().unwrap();
    let report = Report::default();
    let records: Vec<Org> = client.orgs().report_to(&report).items().try_collect().await.unwrap();
    assert_eq!(records.len(), 99);
    assert_eq!(report.take().count_of(Severity::Error), 1);
}

#[tokio::test]
async fn answers_that_are_no_collection_are_errors_at_once() {
    for (name, body) in [
        ("a web page", "<html><body>Sign in</body></html>"),
        ("another object", r#"{"message":"maintenance"}"#),
        ("an error with status 200", r#"{"imsx_codeMajor":"failure","imsx_severity":"error"}"#),
        ("nothing", ""),
        ("a text", "\"orgs\""),
    ] {
        let server = Server::new(move |_, _| Ok(json(body)));
        let error = server.client().build().unwrap().orgs().all().await.unwrap_err();
        assert_eq!(error.code(), "decode", "{name}: {error}");
        assert!(error.advice().is_some(), "{name}");
        assert_eq!(server.requests().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn links_to_other_hosts_get_nothing() {
    let server = Server::new(|_, request| {
        assert_eq!(request.url.host_str(), Some("sis.example"));
        let offset = number(request, "offset").unwrap() + 100;
        let link = format!("<https://evil.example/orgs?limit=100&offset={offset}>; rel=\"next\"");
        Ok(with(json(page(250, request).body.escape_ascii().to_string().replace('\\', "")), "link", &link))
    });
    let client = server.client().paging(small(100)).build().unwrap();
    let report = Report::default();
    let records: Vec<Org> = client.orgs().report_to(&report).items().try_collect().await.unwrap();
    assert_eq!(records.len(), 250);
    assert_eq!(report.take().count(findings::FOREIGN_LINK.id), 1);
}

#[tokio::test]
async fn a_collection_without_end_is_given_up() {
    let server = Server::new(|_, request| {
        let offset = number(request, "offset").unwrap();
        Ok(with(
            json(orgs(offset..offset + 10)),
            "link",
            &format!("<?limit=10&offset={}>; rel=next", offset + 10),
        ))
    });
    let client = server.client().paging(small(10).max_pages(25)).build().unwrap();
    let error = client.orgs().all().await.unwrap_err();
    assert_eq!(error.code(), "endless");
    assert!(server.requests().len() <= 26);
}

#[tokio::test]
async fn a_single_page_is_one_request() {
    let server = Server::new(|_, request| Ok(page(250, request)));
    let client = server.client().build().unwrap();
    let first = client.orgs().page_size(10).first_page().await.unwrap();
    assert_eq!((first.records.len(), first.total), (10, Some(250)));
    assert_eq!(server.lines(), ["GET /orgs?limit=10&offset=0"]);
}

#[tokio::test]
async fn no_content_is_an_empty_collection() {
    let server = Server::new(|_, _| Ok(status(204)));
    let client = server.client().build().unwrap();
    assert!(client.school("s").classes().all().await.unwrap().records.is_empty());
}

#[test]
fn clients_and_streams_cross_threads() {
    fn check<T: Send + Sync + Clone + 'static>() {}
    fn check_send<T: Send + Unpin + 'static>() {}
    check::<oneroster_client::Client>();
    check::<Report>();
    check_send::<oneroster_client::Items<Org>>();
    check_send::<oneroster_client::Pager<Org>>();
}

#[tokio::test]
async fn the_watermark_comes_from_the_data() {
    let server = Server::new(|_, _| {
        let body = r#"{"orgs":[
            {"sourcedId":"1","dateLastModified":"2026-08-18T06:00:00.000Z"},
            {"sourcedId":"2","dateLastModified":"2026-08-19T06:00:00.000Z"},
            {"sourcedId":"3"}]}"#;
        Ok(with(with(json(body), "x-total-count", "3"), "date", "Thu, 20 Aug 2026 00:00:00 GMT"))
    });
    let client = server.client().build().unwrap();
    let collected = client.orgs().all().await.unwrap();
    assert_eq!(collected.watermark.next_since(), Some(datetime!(2026-08-19 06:00 UTC)));
    let mut items = client.orgs().since(datetime!(2026-08-01 00:00 UTC)).items();
    while items.try_next().await.unwrap().is_some() {}
    assert_eq!(items.watermark().next_since(), Some(datetime!(2026-08-19 06:00 UTC)));
}

#[tokio::test]
async fn a_failing_page_ends_the_stream_with_its_error() {
    let server = Server::new(|_, request| {
        if number(request, "offset") == Some(200) {
            return Err(TransportErrorKind::Interrupted);
        }
        Ok(page(1000, request))
    });
    let client = server.client().paging(small(100)).retry(RetryPolicy::never()).build().unwrap();
    let mut items = client.orgs().items();
    let mut count = 0;
    let error = loop {
        match items.next().await {
            Some(Ok(_)) => count += 1,
            Some(Err(error)) => break error,
            None => panic!("silently short"),
        }
    };
    assert_eq!(count, 200);
    assert_eq!(error.code(), "connection");
    assert!(items.next().await.is_none());
    assert!(server.requests().iter().all(|request| line(request).starts_with("GET /orgs?")));
}

#[tokio::test]
async fn deviations_are_findings_or_an_error_as_wanted() {
    let server = Server::new(|_, _| {
        Ok(with(json(r#"{"orgs":[{"sourcedId":"1","name":null}]}"#), "x-total-count", "1"))
    });
    let report = Report::default();
    let client = server.client().report_to(&report).build().unwrap();
    assert_eq!(client.orgs().all().await.unwrap().records.len(), 1);
    assert!(report.take().count("json_null") > 0);

    let strict = server.client().strict().build().unwrap();
    let error = strict.orgs().all().await.unwrap_err();
    assert_eq!(error.code(), "decode");
    assert!(error.to_string().contains("null at Org.name"), "{error}");
    let _ = Org::NAME;
}
