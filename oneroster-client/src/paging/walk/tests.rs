#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::super::seen::Seen;
use super::*;

/// What a simulated server answers: identifiers, next link, total; or a failure.
type Answer = Result<(Vec<u64>, Option<NextLink>, Option<u64>), PageFailure>;

/// How a simulated pull went.
#[derive(Debug)]
struct Pull {
    ids: Vec<u64>,
    requests: Vec<String>,
    isolated: Vec<u64>,
    notes: Vec<Note>,
    ending: Option<Ending>,
}

/// Walks through a simulated server; up to `concurrency` requests are under way at once.
fn pull(options: &Paging, mut server: impl FnMut(&PageRequest) -> Answer) -> Pull {
    let base = Url::parse("https://sis.example/orgs?filter=x").unwrap();
    let mut walk = Walk::new(options, base, 0, options.page_size);
    let mut seen = Seen::new();
    let mut pull = Pull { ids: vec![], requests: vec![], isolated: vec![], notes: vec![], ending: None };
    let mut queue: VecDeque<(PageRequest, Answer)> = VecDeque::new();
    while walk.ending().is_none() {
        while let Some((request, place)) = walk.next_request() {
            pull.requests.push(request.url.query().unwrap().replace("filter=x&", ""));
            let answer = server(&request);
            match place {
                Place::Front => queue.push_front((request, answer)),
                Place::Back => queue.push_back((request, answer)),
            }
            assert!(queue.len() <= options.concurrency);
        }
        assert!(pull.requests.len() < 1000, "endless: {pull:?}");
        let Some((request, answer)) = queue.pop_front() else {
            panic!("stuck: {walk:?}");
        };
        match answer {
            Ok((ids, next, total)) => {
                let mut facts = PageFacts { received: ids.len() as u64, next, total, ..PageFacts::default() };
                facts.mark = seen.mark(&format!("{:?}", (ids.first(), ids.last(), ids.len())));
                for id in ids {
                    if seen.insert(&id.to_string()).in_pass {
                        facts.fresh += 1;
                        pull.ids.push(id);
                    }
                }
                walk.arrived(&request, &facts);
            }
            Err(failure) => match walk.failed(&request, failure) {
                Narrowing::Isolated(offset) => pull.isolated.push(offset),
                Narrowing::GiveUp => break,
                Narrowing::Halved | Narrowing::Ignored => {}
            },
        }
    }
    pull.notes = walk.take_notes();
    pull.ending = walk.ending().cloned();
    pull
}

fn options(page_size: u32) -> Paging {
    Paging::default().page_size(page_size).concurrency(1)
}

/// The slice of a collection of `size` records that a well-behaved server with a cap sends.
fn slice(size: u64, cap: u64, request: &PageRequest) -> Vec<u64> {
    let offset = number(&request.url, "offset").unwrap_or(0);
    let limit = number(&request.url, "limit").unwrap_or(100);
    (offset..size).take(limit.min(cap) as usize).collect()
}

fn link(offset: u64, limit: u64) -> NextLink {
    let url = format!("https://sis.example/orgs?limit={limit}&filter=x&offset={offset}");
    NextLink::Page(Url::parse(&url).unwrap())
}

/// Checks that a pull hands out exactly the records `0..size`, in order, with so many requests.
fn check(name: &str, pull: &Pull, size: u64, requests: usize) {
    assert_eq!(pull.ids, (0..size).collect::<Vec<_>>(), "{name}: {pull:?}");
    assert_eq!(pull.ending, Some(Ending::Complete), "{name}: {pull:?}");
    assert_eq!(pull.requests.len(), requests, "{name}: {pull:?}");
}

#[test]
fn pages_are_asked_for_by_what_was_received() {
    let pull = pull(&options(100), |request| Ok((slice(250, 40, request), None, Some(250))));
    check("a cap below the limit", &pull, 250, 7);
    assert_eq!(pull.requests[..2], ["limit=100&offset=0", "limit=40&offset=40"]);
}

#[test]
fn every_way_of_telling_the_end_is_understood() {
    let total =
        |size| move |request: &PageRequest| -> Answer { Ok((slice(size, 1000, request), None, Some(size))) };
    check("total", &pull(&options(100), total(250)), 250, 3);
    check("total that is a multiple of the page", &pull(&options(100), total(200)), 200, 2);
    check("total of one full page needs a look", &pull(&options(100), total(100)), 100, 2);
    check("total of one short page does not", &pull(&options(100), total(99)), 99, 1);
    check("empty collection", &pull(&options(100), total(0)), 0, 1);

    let nothing =
        |size, cap| move |request: &PageRequest| -> Answer { Ok((slice(size, cap, request), None, None)) };
    check("no sign at all", &pull(&options(100), nothing(250, 1000)), 250, 4);
    check("no sign and a cap", &pull(&options(100), nothing(250, 50)), 250, 6);
    check("no sign, empty", &pull(&options(100), nothing(0, 50)), 0, 1);
    let short_ends = options(100).short_page(ShortPage::Ends);
    check("a short page is the end where that is known", &pull(&short_ends, nothing(250, 1000)), 250, 3);
    let always = options(100).end_check(EndCheck::Always);
    check("the end is always checked on request", &pull(&always, total(250)), 250, 4);
}

#[test]
fn links_lead_to_the_end() {
    let links = |total: Option<u64>, last: bool| {
        move |request: &PageRequest| -> Answer {
            let ids = slice(250, 1000, request);
            let end = request.offset + ids.len() as u64;
            let next = if end < 250 || last { Some(link(end, 100)) } else { None };
            Ok((ids, next, total))
        }
    };
    check("links with a total", &pull(&options(100), links(Some(250), false)), 250, 3);
    check("links alone cost an empty page", &pull(&options(100), links(None, false)), 250, 4);
    check("a link on the last page", &pull(&options(100), links(Some(250), true)), 250, 4);
    check("the same without a total", &pull(&options(100), links(None, true)), 250, 4);

    let body_end = pull(&options(100), |request| {
        let ids = slice(250, 1000, request);
        let end = request.offset + ids.len() as u64;
        Ok((ids, if end < 250 { Some(link(end, 100)) } else { Some(NextLink::End) }, None))
    });
    check("a null link in the body", &body_end, 250, 3);
}

#[test]
fn cursors_are_followed_to_their_end() {
    let cursor = |at: u64| {
        let url = format!("https://sis.example/orgs?cursor={at}");
        Some(NextLink::Page(Url::parse(&url).unwrap()))
    };
    let pull = pull(&options(100).concurrency(4), |request| {
        let at = number(&request.url, "cursor").unwrap_or(0);
        let ids: Vec<u64> = (at..250).take(100).collect();
        let end = at + ids.len() as u64;
        Ok((ids, if end < 250 { cursor(end) } else { None }, Some(250)))
    });
    check("cursors", &pull, 250, 3);
    assert_eq!(pull.requests[1], "cursor=100");
}

#[test]
fn a_link_in_another_spelling_is_no_new_page() {
    // The filter is written in another encoding, and the link stays the same on the last page.
    let pull = pull(&options(100), |request| {
        let ids = slice(150, 1000, request);
        let next = Url::parse("https://sis.example/orgs?&offset=100&limit=100&filter=%78").unwrap();
        Ok((ids, Some(NextLink::Page(next)), None))
    });
    check("spelling", &pull, 150, 3);
}

#[test]
fn links_that_leave_records_out_are_not_followed() {
    let pull = pull(&options(100), |request| {
        let ids = slice(250, 1000, request);
        let end = request.offset + ids.len() as u64;
        Ok((ids, (end < 250).then(|| link(end + 1, 100)), None))
    });
    check("counted from 1", &pull, 250, 4);
}

#[test]
fn foreign_links_are_not_followed_and_nothing_is_lost() {
    let pull = pull(&options(100), |request| {
        assert_eq!(request.url.host_str(), Some("sis.example"));
        Ok((slice(250, 1000, request), Some(NextLink::Foreign), Some(250)))
    });
    check("foreign", &pull, 250, 3);
    assert_eq!(pull.notes, [Note::ForeignLink]);
}

#[test]
fn an_empty_page_with_a_link_does_not_end_the_collection() {
    // The server filters after cutting pages, and the second page is empty.
    let pull = pull(&options(100), |request| {
        let ids = match request.url.query_pairs().find(|(name, _)| name == "page") {
            None => (0..50).collect(),
            Some((_, page)) if page == "2" => vec![],
            Some(_) => (50..70).collect(),
        };
        let page = |page: u32| {
            let url = Url::parse(&format!("https://sis.example/orgs?page={page}")).unwrap();
            Some(NextLink::Page(url))
        };
        let next = match ids.first() {
            Some(0) => page(2),
            None => page(3),
            Some(_) => None,
        };
        Ok((ids, next, None))
    });
    check("sparse", &pull, 70, 3);
}

#[test]
fn totals_that_count_the_page_are_found_out() {
    let pull = pull(&options(100), |request| {
        let ids = slice(250, 1000, request);
        let count = ids.len() as u64;
        Ok((ids, None, Some(count)))
    });
    check("page counts", &pull, 250, 4);
    assert_eq!(pull.notes, [Note::WrongTotal]);
}

#[test]
fn totals_that_are_too_large_are_an_error_unless_doubted() {
    let server = |request: &PageRequest| -> Answer { Ok((slice(150, 1000, request), None, Some(900))) };
    let believed = pull(&options(100), server);
    assert_eq!(believed.ending, Some(Ending::Short { missing: 750, explained: false }));
    let doubted = pull(&options(100).totals(Totals::Doubt), server);
    check("doubted", &doubted, 150, 3);
    assert_eq!(doubted.notes, [Note::DoubtedTotal]);
    check("ignored", &pull(&options(100).totals(Totals::Ignore), server), 150, 3);
}

#[test]
fn servers_that_ignore_the_offset_are_found_out() {
    let server = |size: u64, cap: u64, total: Option<u64>| {
        move |_: &PageRequest| -> Answer { Ok(((0..size.min(cap)).collect(), None, total)) }
    };
    let everything = pull(&options(100), server(73, 1000, None));
    check("everything at once, fewer than asked", &everything, 73, 2);
    assert_eq!(everything.notes, [Note::OffsetIgnored]);
    check("everything at once with its total", &pull(&options(100), server(173, 1000, Some(173))), 173, 2);
    for (name, cap, total) in [
        ("the first page for ever", 100, None),
        ("a cap that looks like one", 50, None),
        ("the first page, while the total tells of more", 30, Some(80)),
    ] {
        let pull = pull(&options(100), server(1000, cap, total));
        assert_eq!(pull.ending, Some(Ending::Repeats), "{name}: {pull:?}");
    }
}

#[test]
fn a_last_page_that_is_repeated_is_the_end() {
    let pull = pull(&options(100), |request| {
        let offset = number(&request.url, "offset").unwrap_or(0).min(200);
        Ok(((offset..230).take(100).collect(), None, None))
    });
    check("clamped offset", &pull, 230, 4);
}

#[test]
fn collections_without_end_are_given_up() {
    let endless = |request: &PageRequest| -> Answer {
        Ok((slice(u64::MAX, 10, request), Some(link(request.offset + 10, 10)), None))
    };
    let by_pages = pull(&options(10).max_pages(20), endless);
    assert_eq!(by_pages.ending, Some(Ending::Endless("pages")));
    let by_records = pull(&options(10).max_records(95), endless);
    assert_eq!(by_records.ending, Some(Ending::Endless("records")));

    // Ever new links to the same records.
    let mut count = 0;
    let loops = pull(&options(10), |request| {
        count += 1;
        let url = Url::parse(&format!("https://sis.example/orgs?turn={count}")).unwrap();
        let _ = request;
        Ok(((0..10).collect(), Some(NextLink::Page(url)), None))
    });
    assert_eq!(loops.ending, Some(Ending::Repeats), "{loops:?}");
    assert!(loops.requests.len() < 5, "{loops:?}");
}

#[test]
fn removed_records_and_changed_markers_are_noticed() {
    let mut total = 301;
    let shrinking = pull(&options(100), |request| {
        total -= 1;
        Ok((slice(total, 1000, request), None, Some(total)))
    });
    assert_eq!(shrinking.ending, Some(Ending::Changed));

    let mut growing = 290;
    let grown = pull(&options(100), |request| {
        growing += 5;
        Ok((slice(growing, 1000, request), None, Some(growing)))
    });
    check("added records are no reason", &grown, 310, 4);

    let mut walk = Walk::new(&options(1), Url::parse("https://sis.example/orgs").unwrap(), 0, 1);
    for marker in ["7", "7", "8"] {
        assert_eq!(walk.ending(), None);
        let (request, _) = walk.next_request().unwrap();
        let facts = PageFacts {
            received: 1,
            fresh: 1,
            mark: walk.frontier(),
            marker: Some(marker.to_owned()),
            ..PageFacts::default()
        };
        walk.arrived(&request, &facts);
    }
    assert_eq!(walk.ending(), Some(&Ending::Changed));
}

#[test]
fn records_that_come_twice_hide_none_that_are_missing() {
    // An unstable order: record 100 is sent twice and record 99 never.
    let pull = pull(&options(100), |request| {
        let ids = slice(200, 1000, request).into_iter().map(|id| if id == 99 { 100 } else { id }).collect();
        Ok((ids, None, Some(200)))
    });
    assert_eq!(pull.ending, Some(Ending::Short { missing: 1, explained: true }));
}

#[test]
fn pages_are_asked_for_in_parallel_once_the_total_is_known() {
    let parallel = options(100).concurrency(3);
    let plain = pull(&parallel, |request| Ok((slice(1000, 1000, request), None, Some(1000))));
    check("plain", &plain, 1000, 10);
    let capped = pull(&parallel, |request| Ok((slice(1000, 70, request), None, Some(1000))));
    check("capped", &capped, 1000, 15);
    let linked = pull(&parallel, |request| {
        let ids = slice(1000, 1000, request);
        let end = request.offset + ids.len() as u64;
        Ok((ids, if end < 1000 { Some(link(end, 100)) } else { None }, Some(1000)))
    });
    check("linked", &linked, 1000, 10);

    // One page comes short: what it lacks is asked for before the pages behind it are handed out.
    let gap = pull(&parallel, |request| {
        let cap = if request.offset == 300 { 60 } else { 1000 };
        Ok((slice(1000, cap, request), None, Some(1000)))
    });
    check("gap", &gap, 1000, 11);
    assert!(gap.requests.contains(&"limit=40&offset=360".to_owned()), "{gap:?}");
}

#[test]
fn bad_records_are_isolated_by_halving() {
    for concurrency in [1, 4] {
        for (bad, page) in
            [(&[0][..], 100), (&[57], 100), (&[99, 100], 100), (&[7, 8, 9, 149], 64), (&[249], 100)]
        {
            let server = |total: Option<u64>| {
                move |request: &PageRequest| -> Answer {
                    let ids = slice(250, 1000, request);
                    if ids.iter().any(|id| bad.contains(id)) {
                        return Err(PageFailure::BadRecord);
                    }
                    Ok((ids, None, total))
                }
            };
            for total in [None, Some(250)] {
                let pull = pull(&options(page).concurrency(concurrency), server(total));
                let good: Vec<u64> = (0..250).filter(|id| !bad.contains(id)).collect();
                assert_eq!(pull.ids, good, "{bad:?} {total:?}: {pull:?}");
                assert_eq!(pull.isolated, bad, "{bad:?} {total:?}");
                assert_eq!(pull.ending, Some(Ending::Complete), "{bad:?} {total:?}: {pull:?}");
            }
        }
    }
}

#[test]
fn a_server_that_always_fails_is_given_up_soon() {
    let pull_all = pull(&options(1000), |_| Err(PageFailure::BadRecord));
    assert_eq!(pull_all.ending, None);
    assert!(pull_all.requests.len() < 20, "{}", pull_all.requests.len());
    // All is well up to record 300, and nothing after it.
    let later = pull(&options(100), |request| {
        let ids = slice(1000, 1000, request);
        if ids.last().is_some_and(|id| *id >= 300) {
            Err(PageFailure::BadRecord)
        } else {
            Ok((ids, None, Some(1000)))
        }
    });
    assert_eq!(later.ending, None);
    assert_eq!(later.ids.len(), 300);
    assert!(later.requests.len() < 60, "{}", later.requests.len());
}

#[test]
fn heavy_pages_are_made_smaller_for_good() {
    let pull = pull(&options(1000), |request| {
        if request.limit > 300 {
            return Err(PageFailure::TooHeavy);
        }
        Ok((slice(2000, 1000, request), None, Some(2000)))
    });
    assert_eq!(pull.ending, Some(Ending::Complete));
    assert_eq!(pull.ids.len(), 2000);
    assert!(pull.isolated.is_empty());
    assert!(pull.requests.len() <= 11, "{pull:?}");
    assert!(pull.notes.contains(&Note::SmallerPages));
}

#[test]
fn pages_that_take_too_long_are_not_halved_for_ever() {
    let pull = pull(&options(1000), |_| Err(PageFailure::TooSlow));
    assert_eq!(pull.ending, None);
    assert_eq!(pull.requests.len(), 3, "{pull:?}");
}

#[test]
fn absurd_numbers_of_a_server_do_no_harm() {
    for (total, limit) in [(Some(u64::MAX), 10), (Some(0), u64::MAX), (None, 0)] {
        let pull = pull(&options(10).concurrency(4).max_pages(50), |request| {
            let ids = slice(25, 10, request);
            let end = request.offset + ids.len() as u64;
            Ok((ids, (end < 25).then(|| link(end, limit)), total))
        });
        assert_eq!(pull.ids.len(), 25, "{pull:?}");
        assert!(pull.ending.is_some(), "{pull:?}");
    }
}

/// What a server in the wild may do and still be right.
#[derive(Clone, Debug)]
struct Habits {
    size: u64,
    cap: u64,
    total: bool,
    links: bool,
    link_on_last: bool,
    bad: Vec<u64>,
}

fn habits() -> impl Strategy<Value = Habits> {
    let bad = prop::collection::vec(0_u64..300, 0..4);
    (0_u64..300, 1_u64..60, any::<(bool, bool, bool)>(), bad).prop_map(
        |(size, cap, (total, links, link_on_last), bad)| Habits {
            size,
            cap,
            total,
            links,
            link_on_last,
            bad,
        },
    )
}

proptest! {
    #[test]
    fn every_record_of_a_right_server_arrives_once(
        habits in habits(), page_size in 1_u32..80, concurrency in 1_usize..5,
    ) {
        let Habits { size, cap, total, links, link_on_last, bad } = habits;
        let paging = options(page_size).concurrency(concurrency);
        let pull = pull(&paging, |request| {
            let ids = slice(size, cap, request);
            if ids.iter().any(|id| bad.contains(id)) {
                return Err(PageFailure::BadRecord);
            }
            let end = request.offset + ids.len() as u64;
            let next = (links && (end < size || link_on_last)).then(|| link(end, u64::from(page_size)));
            Ok((ids, next, total.then_some(size)))
        });
        let nothing_but_bad = (0..size).take(3).all(|id| bad.contains(&id)) && size > 0;
        if !nothing_but_bad {
            let good: Vec<u64> = (0..size).filter(|id| !bad.contains(id)).collect();
            prop_assert_eq!(&pull.ids, &good, "{:?}", pull);
            prop_assert_eq!(pull.ending, Some(Ending::Complete));
        }
    }

    #[test]
    fn no_server_is_asked_without_end(
        answers in prop::collection::vec((prop::collection::vec(0_u64..50, 0..12), 0_u64..80, any::<u8>()), 1..12),
        page_size in 1_u32..20, concurrency in 1_usize..5,
    ) {
        let paging = options(page_size).concurrency(concurrency).max_pages(200);
        let mut turn = 0;
        let _ = pull(&paging, |request| {
            let (ids, total, kind) = answers[turn % answers.len()].clone();
            turn += 1;
            let next = match kind % 5 {
                0 => None,
                1 => Some(link(request.offset + ids.len() as u64, 10)),
                2 => Some(link(total, total)),
                3 => Some(NextLink::Foreign),
                _ => Some(NextLink::End),
            };
            match kind / 64 {
                0 => Err(PageFailure::BadRecord),
                1 => Ok((ids, next, None)),
                _ => Ok((ids, next, Some(total))),
            }
        });
    }
}

#[test]
fn a_failing_look_beyond_the_end_does_not_matter() {
    let pull = pull(&options(100), |request| {
        if request.offset >= 100 {
            Err(PageFailure::BadRecord)
        } else {
            Ok((slice(100, 100, request), None, Some(100)))
        }
    });
    check("probe", &pull, 100, 2);
}
