//! The page in a real browser.

mod driver;

use roster_history::RunStatus;

use self::driver::Browser;
use crate::server::{Server, TOKEN};

/// Tab and Enter, as `WebDriver` writes them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

async fn assert_no_complaints(browser: &Browser) {
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn an_operator_runs_a_flow_looks_into_a_step_and_approves_a_held_run() {
    let server = Server::start();
    let Some(browser) = Browser::start(&server.origin()).await else { return };

    browser.open("/").await;
    browser.find("//h1[.='One run waits for your decision, one flow failed']").await;
    browser.find("//article[@id='card-nightly']//button[contains(.,'Run now')]").await.click().await;

    // The run goes on while the page is open, and the page follows without being loaded anew.
    browser.find("//div[@id='run']//strong[.='Running.']").await;
    browser.run("window.isTheSamePage = true").await;
    server.steps.add_permits(4);
    browser.find("//div[@id='run']//strong[.='Delivered']").await;
    assert_eq!(browser.run("return window.isTheSamePage").await, true);
    browser.find("//ol[@class='timeline']/li[4][contains(.,'Done')]").await;
    browser.find("//p[@role='status'][contains(.,': succeeded')]").await;

    browser.find("//ol[@class='timeline']//a[.='Get the data']").await.click().await;
    browser.find("//h1[.='Get the data']").await;
    browser.find("//summary[contains(.,'/ims/oneroster/v1p1/orgs')]").await.click().await;
    browser.find("//details[@open]//pre[contains(.,'orgs-00000')]").await;
    browser.find("//details[@open]//a[.='Show all that is kept']").await.click().await;
    browser.find("//pre[contains(.,'orgs-00039')]").await;

    browser.open("/").await;
    browser.find("//a[contains(.,'Look and decide')]").await.click().await;
    browser.find("//section[@id='decision'][contains(.,'655 students')]").await;
    browser.find("//input[@name='who']").await.write("Ana Quintero").await;
    browser.find("//button[contains(.,'Approve')]").await.click().await;
    let held = server.runs.held;
    assert_eq!(server.history.run(held).unwrap().run.status, RunStatus::Held, "the reason is missing");
    browser.find("//input[@name='reason']").await.write("the school has closed").await;
    browser.find("//button[contains(.,'Approve')]").await.click().await;
    browser.find("//*[@role='status'][contains(.,'Approved')]").await;
    browser.find("//section[contains(.,'Reason: the school has closed')]").await;
    assert_eq!(server.history.run(held).unwrap().run.status, RunStatus::Succeeded);
    assert_no_complaints(&browser).await;
}

#[tokio::test]
async fn the_page_can_be_used_with_the_keyboard_and_after_a_login() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    let Some(browser) = Browser::start(&server.origin()).await else { return };

    browser.open("/runs?status=held").await;
    browser.find("//h1[.='Log in']").await;
    // The field has the focus already.
    browser.press(TOKEN).await;
    browser.press(ENTER).await;
    browser.find("//option[@value='held'][@selected]").await;

    browser.press(TAB).await;
    browser.press(ENTER).await;
    assert_eq!(browser.run("return document.activeElement.id").await, "content", "the skip link leads there");
    browser.run("document.querySelector('#runs th a').focus()").await;
    browser.press(ENTER).await;
    browser.find("//section[@id='decision']").await;
    assert_no_complaints(&browser).await;

    browser.find("//button[.='Log out']").await.click().await;
    browser.find("//h1[.='Log in']").await;
    browser.open("/").await;
    browser.find("//h1[.='Log in']").await;
}

#[tokio::test]
async fn every_page_can_be_read_by_everybody() {
    let server = Server::start();
    let Some(browser) = Browser::start(&server.origin()).await else { return };
    let (held, failed, delivered) = (server.runs.held, server.runs.failed, server.runs.delivered);
    let mut problems = Vec::new();
    for (width, scheme) in [(1200, "light"), (1200, "dark"), (360, "light"), (360, "dark")] {
        browser.look_like(width, scheme).await;
        for path in [
            "/".to_owned(),
            "/runs".to_owned(),
            format!("/runs/{held}"),
            format!("/runs/{failed}"),
            format!("/runs/{delivered}/steps/source"),
            format!("/runs/{delivered}/steps/convert"),
            "/trends".to_owned(),
            "/accounts".to_owned(),
            "/nowhere".to_owned(),
        ] {
            browser.open(&path).await;
            browser.run("document.querySelectorAll('details').forEach((part) => (part.open = true))").await;
            let found = browser.run(include_str!("check.js")).await;
            for problem in found.as_array().unwrap() {
                problems.push(format!("{path} at {width} in {scheme}: {}", problem.as_str().unwrap()));
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
