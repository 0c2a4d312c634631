//! Small pictures beside words. They say nothing that the words do not say.

use maud::{Markup, PreEscaped, html};

/// What a picture shows; each is drawn with lines in a square of 16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Check,
    Cross,
    Pause,
    Clock,
    Turning,
    Bin,
    Eye,
    Play,
    Back,
    Down,
    Dash,
    Note,
    Warning,
    Arrow,
}

impl Icon {
    const fn lines(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Self::Clock => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.2l2.2 1.6",
            Self::Turning => "M13.5 8A5.5 5.5 0 1 1 11 3.4M11 1v2.6H8.4",
            Self::Bin => "M2.5 4.5h11M6 4.5V2.8h4v1.7M4 4.5l.6 9h6.8l.6-9",
            Self::Eye => {
                "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z"
            }
            Self::Play => "M5 3v10l8-5z",
            Self::Back => "M3 8a5.2 5.2 0 1 0 1.7-3.9M4.4 1.4v3h3",
            Self::Down => "M8 2v8.5M4.5 7.2 8 10.7l3.5-3.5M2.5 13.5h11",
            Self::Dash => "M3.5 8h9",
            Self::Note => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.2v4M8 4.8v.2",
            Self::Warning => "M8 2 1.5 13.5h13zM8 6.5v3.4M8 11.6v.2",
            Self::Arrow => "M2.5 8h10.5M9.5 4.5 13 8l-3.5 3.5",
        }
    }
}

/// Draws a picture that readers of the page aloud pass over.
pub(crate) fn icon(icon: Icon) -> Markup {
    html! {
        svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.8"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            path d=(icon.lines()) {}
        }
    }
}

/// The mark of the command: a list of which one line is ticked.
pub(crate) const MARK: &str = include_str!("../assets/mark.svg");

/// Draws the mark.
pub(crate) fn mark() -> Markup {
    PreEscaped(MARK.to_owned())
}
