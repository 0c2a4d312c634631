//! Texts that want to be more than texts.

use oneroster_model::Severity;
use roster_flow::schedule::Zone;
use roster_history::{
    Body, ChangeKind, CodeFindings, Difference, FailureRecord, FindingRecord, GuardReason, History, Message,
    NewExchange, NewRun, RunId, Trigger,
};
use roster_server::web::{FlowInfo, InboxInfo};

use crate::server::{Answer, Server, everywhere};
use crate::support::fake::{Fake, account};
use crate::support::season::NOW;
use crate::support::stage::Play;

const HOSTILE: &str =
    "</title></pre></textarea><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>../\u{202e}";

fn findings() -> CodeFindings {
    let mut sample = FindingRecord::default();
    for text in [&mut sample.code, &mut sample.message, &mut sample.action] {
        *text = HOSTILE.into();
    }
    for text in [&mut sample.entity, &mut sample.key, &mut sample.file, &mut sample.field] {
        *text = Some(HOSTILE.into());
    }
    sample.severity = Severity::Error.as_str().into();
    let mut group = CodeFindings::from_findings(&example());
    let mut group = group.remove(0);
    for text in [&mut group.code, &mut group.title, &mut group.advice] {
        *text = HOSTILE.into();
    }
    group.samples = vec![sample];
    group
}

fn example() -> oneroster_model::Findings {
    use oneroster_model::{Finding, FindingSink, Findings};
    let mut findings = Findings::default();
    findings.push(Finding::new(&crate::support::season::NAME_REPAIRED, Severity::Error, "x"));
    findings
}

fn exchange() -> NewExchange {
    let message = || Message::new(vec![(HOSTILE.into(), HOSTILE.into())], Body::new(HOSTILE));
    NewExchange::new(NOW, HOSTILE, HOSTILE)
        .with_request(message())
        .with_response(200, message())
        .with_failure(HOSTILE)
}

/// A failed run, a held one and a discarded one with hostile texts in every field.
fn play(history: &History) -> [RunId; 3] {
    let failure = FailureRecord::new(HOSTILE, HOSTILE).with_advice(HOSTILE);
    let new = NewRun::new(HOSTILE, Trigger::Drop { account: HOSTILE.into() });
    let mut failed = Play::begin(history, &new, NOW, [1, 2, 3, 4]);
    failed.fetch(&[exchange()]);
    failed.convert(&[findings()]);
    history.set_summary(failed.run, &[(HOSTILE.to_owned(), 7)].into()).unwrap();
    failed.compare(&[]);
    failed.deliver_in_vain(HOSTILE, HOSTILE, &failure);
    let difference = Difference::new(HOSTILE, 1, 1, 1).with_sample(ChangeKind::Removed, HOSTILE);
    let hold = || {
        let mut play = Play::begin(history, &new, NOW, [1, 2, 3, 4]);
        play.fetch(&[]);
        play.convert(&[]);
        play.hold(std::slice::from_ref(&difference), &[GuardReason::new(HOSTILE, HOSTILE)]);
        play.run
    };
    let (held, discarded) = (hold(), hold());
    history.decide(discarded, &roster_history::Decision::discard(HOSTILE, HOSTILE), NOW).unwrap();
    [failed.run, held, discarded]
}

#[track_caller]
fn assert_harmless(answer: &Answer, what: &str) {
    for tag in ["<script>", "<img", "</title></pre>", "\"'&<"] {
        assert!(!answer.text.contains(tag), "{tag} on {what}:\n{}", answer.text);
    }
}

#[tokio::test]
async fn every_text_is_escaped() {
    let history = History::temporary().unwrap();
    let [failed, held, discarded] = play(&history);
    let mut flow = FlowInfo::new(HOSTILE, HOSTILE, HOSTILE, Zone::default());
    flow.schedule = Some(HOSTILE.into());
    let mut inbox = InboxInfo::default();
    (inbox.address, inbox.host_key) = (HOSTILE.into(), Some(HOSTILE.into()));
    let mut hostile = account(HOSTILE, true, 1, &[HOSTILE]);
    hostile.keys = vec![HOSTILE.into()];
    inbox.accounts = vec![hostile, account(&format!("{HOSTILE}2"), true, 0, &[])];
    let fake = Fake::new(&history, vec![flow], Some(inbox));
    let server = Server::serve(history, everywhere(failed), fake, |_| ());

    let mut texts = 0;
    for path in [
        "/".to_owned(),
        "/runs".to_owned(),
        "/runs?flow=%3C%2Foption%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&before=9".to_owned(),
        format!("/runs/{failed}"),
        format!("/runs/{held}?done=%3Cscript%3E"),
        format!("/runs/{discarded}"),
        format!("/runs/{failed}/steps/source"),
        format!("/runs/{failed}/steps/convert"),
        format!("/runs/{failed}/steps/deliver"),
        format!("/runs/{failed}/steps/source/exchanges/1"),
        "/trends".to_owned(),
        "/trends?flow=%3Cscript%3Ealert(1)%3C%2Fscript%3E".to_owned(),
        "/accounts".to_owned(),
        "/login?next=%22%3E%3Cscript%3E".to_owned(),
        "/%3Cscript%3Ealert(1)".to_owned(),
    ] {
        let answer = server.get(&path).await;
        assert_harmless(&answer, &path);
        texts += answer.text.matches("alert(1)").count();
    }
    assert!(texts > 100, "{texts}: the texts have to be on the pages");

    let approve = format!("/runs/{held}/approve");
    let again = server.post(&approve, &[("who", HOSTILE), ("reason", "")]).await;
    assert_harmless(&again, "the form that is shown again");
    let refused = server.post("/accounts", &[("name", HOSTILE), ("login", "key"), ("key", HOSTILE)]).await;
    assert_harmless(&refused, "the refused account");
    assert!(refused.text.contains("alert(1)"));
    let file = server.get(&format!("/runs/{failed}/file")).await;
    assert_eq!(
        file.header("content-disposition"),
        format!(
            "attachment; filename=\"title-pre-textarea-script-alert-1-script-img-src-x-onerror-a-run-{failed}.zip\""
        )
    );
}
