use std::fmt::Write;

use super::{Notification, NotificationEvent};

/// What an e-mail says, before it becomes plain text or HTML.
#[derive(Debug)]
pub(super) struct Letter {
    /// One line that says flow, status and date.
    pub(super) subject: String,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
    Numbers(Vec<(String, u64)>),
    Link { before: &'static str, url: String },
    Command(String),
}

impl Letter {
    pub(super) fn about(notification: &Notification) -> Self {
        let flow = one_word(&notification.flow);
        let status = status(notification);
        let at = notification.time_text(notification.at);
        let mut parts = vec![
            Part::Heading(format!("Flow {flow} {status}")),
            Part::Paragraph(format!("Run {}, {at}", notification.run)),
        ];
        if let Some(failure) = &notification.failure {
            parts.push(Part::Paragraph(format!("{} (code {})", failure.message, failure.code)));
            parts.extend(
                failure.advice.as_ref().map(|advice| Part::Paragraph(format!("What to do: {advice}"))),
            );
        }
        if !notification.held.is_empty() {
            parts.push(Part::Paragraph("Nothing was delivered, because:".to_owned()));
            let reasons =
                notification.held.iter().map(|held| format!("{} (code {})", held.message, held.code));
            parts.push(Part::List(reasons.collect()));
        }
        if let Some(next) = notification.next_attempt {
            let next = notification.time_text(next);
            parts.push(Part::Paragraph(format!("It is tried again by itself: {next}.")));
        } else if notification.event == NotificationEvent::Failure {
            parts.push(Part::Paragraph("It is not tried again by itself.".to_owned()));
        }
        if !notification.counts.is_empty() {
            let numbers = notification.counts.iter().map(|(name, count)| (name.replace('_', " "), *count));
            parts.push(Part::Numbers(numbers.collect()));
        }
        if let Some(url) = &notification.link {
            parts.push(Part::Link { before: "Details:", url: url.clone() });
        }
        if notification.event == NotificationEvent::Held {
            let run = &notification.run;
            parts.push(Part::Paragraph("To deliver exactly what was prepared:".to_owned()));
            parts.push(Part::Command(format!("roster approve {run} --reason \"...\"")));
        }
        Self { subject: format!("[roster] {flow} {status}, {at}"), parts }
    }

    pub(super) fn plain(&self) -> String {
        let blocks: Vec<String> = self.parts.iter().map(Part::plain).collect();
        blocks.join("\n\n") + "\n"
    }

    pub(super) fn html(&self) -> String {
        let mut html = String::from(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"color-scheme\" content=\"light dark\"></head>\n<body style=\"font-family:sans-serif\">\n",
        );
        for part in &self.parts {
            html += &part.html();
            html.push('\n');
        }
        html + "</body></html>\n"
    }
}

fn status(notification: &Notification) -> String {
    let attempt = notification.attempt;
    match notification.event {
        NotificationEvent::Held => "is held and waits for a decision".to_owned(),
        NotificationEvent::Failure if notification.next_attempt.is_some() => {
            "failed and is tried again".to_owned()
        }
        NotificationEvent::Failure if attempt > 1 => format!("failed for good at attempt {attempt}"),
        NotificationEvent::Failure => "failed".to_owned(),
        NotificationEvent::Success if attempt > 1 => format!("was delivered at attempt {attempt}"),
        NotificationEvent::Success => "was delivered".to_owned(),
    }
}

/// Names of flows are whatever a configuration says; line breaks have no place in a subject.
fn one_word(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

impl Part {
    fn plain(&self) -> String {
        match self {
            Self::Heading(text) | Self::Paragraph(text) => text.clone(),
            Self::Command(text) => format!("    {text}"),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
                items.join("\n")
            }
            Self::Numbers(numbers) => {
                let width = numbers.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
                let lines: Vec<String> =
                    numbers.iter().map(|(name, number)| format!("{name:width$} {number:>9}")).collect();
                lines.join("\n")
            }
            Self::Link { before, url } => format!("{before} {url}"),
        }
    }

    fn html(&self) -> String {
        match self {
            Self::Heading(text) => format!("<h1 style=\"font-size:1.2em\">{}</h1>", escape(text)),
            Self::Paragraph(text) => format!("<p>{}</p>", escape(text)),
            Self::Command(text) => format!("<pre>{}</pre>", escape(text)),
            Self::List(items) => {
                let items: String = items.iter().fold(String::new(), |mut list, item| {
                    let _ = write!(list, "<li>{}</li>", escape(item));
                    list
                });
                format!("<ul>{items}</ul>")
            }
            Self::Numbers(numbers) => {
                let rows = numbers.iter().fold(String::new(), |mut rows, (name, number)| {
                    let _ = write!(
                        rows,
                        "<tr><th scope=\"row\" style=\"text-align:left;padding-right:1em\">{}</th>\
                         <td style=\"text-align:right\">{number}</td></tr>",
                        escape(name)
                    );
                    rows
                });
                format!("<table>{rows}</table>")
            }
            Self::Link { before, url } => format!("<p>{before} <a href=\"{0}\">{0}</a></p>", escape(url)),
        }
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use time::OffsetDateTime;
    use time::macros::datetime;

    use super::super::Problem;
    use super::*;

    fn notification(event: NotificationEvent) -> Notification {
        let mut notification = Notification::new(event, "nightly", "17", datetime!(2026-11-25 10:31 UTC));
        notification.zone = Some("America/Los_Angeles".parse().unwrap());
        notification
    }

    #[test]
    fn subjects_say_it_all() {
        let check = |event, attempt, next: Option<OffsetDateTime>, expected: &str| {
            let mut notification = notification(event);
            (notification.attempt, notification.next_attempt) = (attempt, next);
            assert_eq!(Letter::about(&notification).subject, expected);
        };
        let later = Some(datetime!(2026-11-25 10:33 UTC));
        let at = "2026-11-25 02:31 PST";
        check(NotificationEvent::Success, 1, None, &format!("[roster] nightly was delivered, {at}"));
        check(
            NotificationEvent::Success,
            3,
            None,
            &format!("[roster] nightly was delivered at attempt 3, {at}"),
        );
        check(NotificationEvent::Failure, 1, None, &format!("[roster] nightly failed, {at}"));
        check(
            NotificationEvent::Failure,
            1,
            later,
            &format!("[roster] nightly failed and is tried again, {at}"),
        );
        check(
            NotificationEvent::Failure,
            6,
            None,
            &format!("[roster] nightly failed for good at attempt 6, {at}"),
        );
        check(
            NotificationEvent::Held,
            1,
            None,
            &format!("[roster] nightly is held and waits for a decision, {at}"),
        );
    }

    #[test]
    fn plain_text_reads_well() {
        let mut held = notification(NotificationEvent::Held);
        held.counts = [("students".to_owned(), 960), ("class_sections".to_owned(), 12)].into();
        held.held.push(Problem::new("many_students_vanish", "240 of 1200 students would vanish"));
        held.link = Some("http://127.0.0.1:8080/runs/17".to_owned());
        assert_eq!(
            Letter::about(&held).plain(),
            "Flow nightly is held and waits for a decision\n\n\
             Run 17, 2026-11-25 02:31 PST\n\n\
             Nothing was delivered, because:\n\n\
             - 240 of 1200 students would vanish (code many_students_vanish)\n\n\
             class sections        12\n\
             students             960\n\n\
             Details: http://127.0.0.1:8080/runs/17\n\n\
             To deliver exactly what was prepared:\n\n    roster approve 17 --reason \"...\"\n"
        );
        let mut failed = notification(NotificationEvent::Failure);
        failed.zone = None;
        failed.failure = Some(Problem::new("connect", "no connection").advise("look at the network"));
        failed.next_attempt = Some(datetime!(2026-11-25 10:33 UTC));
        assert_eq!(
            Letter::about(&failed).plain(),
            "Flow nightly failed and is tried again\n\n\
             Run 17, 2026-11-25 10:31 UTC\n\n\
             no connection (code connect)\n\n\
             What to do: look at the network\n\n\
             It is tried again by itself: 2026-11-25 10:33 UTC.\n"
        );
    }

    #[test]
    fn html_holds_no_markup_of_others() {
        let mut failed = notification(NotificationEvent::Failure);
        failed.flow = "<b>\r\nBcc: x".to_owned();
        failed.failure = Some(Problem::new("x", "<script>alert(\"&\")</script>"));
        failed.link = Some("http://x/\"onclick=\"".to_owned());
        let letter = Letter::about(&failed);
        assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
        let html = letter.html();
        assert!(html.contains("&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt; (code x)"), "{html}");
        assert!(html.contains("<a href=\"http://x/&quot;onclick=&quot;\">"), "{html}");
        assert!(!html.contains("<b>") && !html.contains("<script"), "{html}");
    }
}
