//! What is around every page.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::icon::mark;

/// A part of the site, as the navigation names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    Overview,
    Runs,
    Trends,
    Accounts,
}

const AREAS: [(Area, &str, &str); 4] = [
    (Area::Overview, "/", "Overview"),
    (Area::Runs, "/runs", "Runs"),
    (Area::Trends, "/trends", "Trends"),
    (Area::Accounts, "/accounts", "Accounts"),
];

/// A page before its content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    title: &'a str,
    area: Option<Area>,
    is_inside: bool,
    has_logout: bool,
    is_moving: bool,
}

impl<'a> Frame<'a> {
    /// A page of the site, for somebody who may see it.
    pub(crate) const fn of(area: Area, title: &'a str) -> Self {
        Self { title, area: Some(area), is_inside: true, has_logout: false, is_moving: false }
    }

    /// A page for anybody, without navigation.
    pub(crate) const fn outside(title: &'a str) -> Self {
        Self { title, area: None, is_inside: false, has_logout: false, is_moving: false }
    }

    /// Offers to log out.
    pub(crate) const fn with_logout(mut self, has_logout: bool) -> Self {
        self.has_logout = has_logout;
        self
    }

    /// Has the script look again while something is going on; parts with `data-live` are exchanged.
    pub(crate) const fn moving(mut self, is_moving: bool) -> Self {
        self.is_moving = is_moving;
        self
    }

    /// Puts the content in.
    pub(crate) fn answer(self, status: StatusCode, content: &Markup) -> Response {
        (status, Html(self.page(content).into_string())).into_response()
    }

    fn page(self, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · roster" }
                    link rel="icon" type="image/svg+xml" href="/assets/mark.svg";
                    link rel="stylesheet" href={ "/assets/style.css?v=" (env!("CARGO_PKG_VERSION")) };
                    @if self.is_moving {
                        script src={ "/assets/live.js?v=" (env!("CARGO_PKG_VERSION")) } defer {}
                    }
                }
                body data-moving[self.is_moving] {
                    a class="skip" href="#content" { "Skip to the content" }
                    (self.top())
                    main id="content" tabindex="-1" { (content) }
                    footer class="foot" { p { "roster " (env!("CARGO_PKG_VERSION")) } }
                }
            }
        }
    }

    fn top(self) -> Markup {
        html! {
            header class="top" {
                div {
                    a class="brand" href="/" { (mark()) "roster" }
                    @if self.is_inside {
                        nav aria-label="Main" {
                            ul {
                                @for (area, address, name) in AREAS {
                                    li {
                                        @let is_here = self.area == Some(area);
                                        a href=(address) aria-current=[is_here.then_some("true")] { (name) }
                                    }
                                }
                            }
                        }
                        @if self.has_logout {
                            form method="post" action="/logout" { button class="quiet" { "Log out" } }
                        }
                    }
                }
            }
        }
    }
}
