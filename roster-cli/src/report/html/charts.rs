//! Charts that are tables and lists at the same time: each bar stands beside its label and its value, so
//! that nothing is lost where pictures cannot be seen.
//!
//! The roles say what the elements are anyway: on narrow pages the style sheet takes rows apart, and some
//! browsers forget then that they were a table.

use std::cmp::Reverse;

use maud::{Markup, html};

use crate::render::number;
use crate::report::{Grade, Report, School};

/// Schools that are shown at once; the others unfold.
const SCHOOLS: usize = 25;

/// People of each school: one bar for students and staff together.
pub(super) fn schools(schools: &[School]) -> Markup {
    let most = schools.iter().map(|school| school.students + school.staff).max().unwrap_or_default();
    let (first, others) = schools.split_at(schools.len().min(SCHOOLS));
    html! {
        @if !schools.is_empty() {
            section aria-labelledby="schools" {
                h2 id="schools" { "People by school" }
                p class="legend" aria-hidden="true" {
                    span class="students" { "Students" }
                    span class="staff" { "Staff" }
                }
                (school_table(first, most))
                @if !others.is_empty() {
                    details {
                        summary { (number::counted(others.len() as u64, "further school", "further schools")) }
                        (school_table(others, most))
                    }
                }
            }
        }
    }
}

fn school_table(schools: &[School], most: u64) -> Markup {
    html! {
        table class="bars schools" role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "School" }
                    th scope="col" role="columnheader" class="picture" aria-hidden="true" {}
                    th scope="col" role="columnheader" class="number" { "Students" }
                    th scope="col" role="columnheader" class="number" { "Staff" }
                    th scope="col" role="columnheader" class="number" { "Classes" }
                }
            }
            tbody role="rowgroup" {
                @for school in schools {
                    tr role="row" {
                        th scope="row" role="rowheader" { (school.name) }
                        td class="picture" aria-hidden="true" {
                            (bar(&[("students", school.students), ("staff", school.staff)], most))
                        }
                        td class="number" role="cell" { (number::grouped(school.students)) }
                        td class="number" role="cell" { (number::grouped(school.staff)) }
                        td class="number" role="cell" { (number::grouped(school.classes)) }
                    }
                }
            }
        }
    }
}

/// Students of each grade as columns.
pub(super) fn grades(grades: &[Grade]) -> Markup {
    let most = grades.iter().map(|grade| grade.students).max().unwrap_or_default();
    html! {
        @if !grades.is_empty() {
            section aria-labelledby="grades" {
                h2 id="grades" { "Students by grade" }
                ol class="columns" {
                    @for grade in grades {
                        li {
                            span class="value" { (number::grouped(grade.students)) }
                            svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                                rect x="0" width="10" y=(share(most - grade.students, most)) height=(share(grade.students, most)) {}
                            }
                            span class="label" {
                                span class="spoken" { "grade " }
                                @if grade.name.is_empty() { "none" } @else { (grade.name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Rows that were left out, by cause.
pub(super) fn dropped(report: &Report) -> Markup {
    let mut groups: Vec<_> = report.findings.iter().filter(|group| group.dropped > 0).collect();
    groups.sort_by_key(|group| Reverse(group.dropped));
    let most = groups.first().map_or(0, |group| group.dropped);
    html! {
        @if !groups.is_empty() {
            section aria-labelledby="dropped" {
                h2 id="dropped" { "Rows left out, by cause" }
                table class="bars" role="table" {
                    thead role="rowgroup" {
                        tr role="row" {
                            th scope="col" role="columnheader" { "Cause" }
                            th scope="col" role="columnheader" class="picture" aria-hidden="true" {}
                            th scope="col" role="columnheader" class="number" { "Rows" }
                        }
                    }
                    tbody role="rowgroup" {
                        @for group in groups {
                            tr role="row" {
                                th scope="row" role="rowheader" { (group.title) }
                                td class="picture" aria-hidden="true" {
                                    (bar(&[(group.severity.as_str(), group.dropped)], most))
                                }
                                td class="number" role="cell" { (number::grouped(group.dropped)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A bar of parts, each with its class; the longest of all bars is as wide as its cell.
fn bar(parts: &[(&str, u64)], most: u64) -> Markup {
    let mut before = 0;
    let parts: Vec<(&str, u64, u64)> = parts
        .iter()
        .map(|&(class, value)| {
            before += value;
            (class, before - value, value)
        })
        .collect();
    html! {
        svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false" {
            @for (class, start, value) in parts {
                rect class=(class) x=(share(start, most)) width=(share(value, most)) y="0" height="10" {}
            }
        }
    }
}

/// A share in percent with two digits, as coordinates need it.
#[expect(clippy::cast_precision_loss, reason = "a hundredth of a percent is finer than a pixel")]
fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "0".to_owned() } else { format!("{:.2}", part as f64 * 100.0 / whole as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percents() {
        for (part, whole, expected) in [(0, 0, "0"), (1, 3, "33.33"), (7, 7, "100.00")] {
            assert_eq!(share(part, whole), expected);
        }
    }

    #[test]
    fn parts_of_a_bar_follow_each_other() {
        let svg = bar(&[("students", 60), ("staff", 20)], 160).into_string();
        assert!(svg.contains(r#"<rect class="students" x="0.00" width="37.50""#), "{svg}");
        assert!(svg.contains(r#"<rect class="staff" x="37.50" width="12.50""#), "{svg}");
    }
}
