//! The way through a collection as a state machine: which page to ask for next, and when to stop.
//!
//! Nothing is sent here. [`Walk::next_request`] says what to ask for, [`Walk::arrived`] and
//! [`Walk::failed`] take what came of it, and [`Walk::ending`] tells when and how it ends. One walk is one
//! pass through the collection.
//!
//! After each page the first rule that applies decides:
//!
//! 1. an empty page, or one that only repeats what was read, ends the collection, unless a fresh link leads
//!    on;
//! 2. a link to a next page that was not read yet is followed within the origin;
//! 3. a null or empty link in the body ends it;
//! 4. a total that is reached ends it, one that is not leads on;
//! 5. otherwise the next page follows at the offset of what was *received*, however many were asked for.

mod signals;
mod total;

use std::collections::{HashSet, VecDeque};

use oneroster_model::query::percent_encode;
use url::Url;

use super::links::{NextLink, normalized, number};
use super::options::{EndCheck, Links, Paging, ShortPage, Totals};
use signals::Role;
pub(crate) use signals::{Ending, Narrowing, Note, PageFacts, PageFailure, PageRequest, Place};
use total::{Total, TotalNews};

/// Empty pages in a row whose links are followed.
const MAX_EMPTY_PAGES: u32 = 2;
/// Pages in a row without anything new that are borne with.
const MAX_STALE_PAGES: u32 = 3;
/// Bad records in a row after which the server is taken to be broken, not the records.
const MAX_BAD_IN_A_ROW: u64 = 20;
/// The same before anything good was seen.
const MAX_BAD_AT_FIRST: u64 = 3;
/// Limits in links beyond this say nothing.
const MAX_LIMIT: u64 = u32::MAX as u64;
/// Pages of this size are not halved further when they are merely too heavy.
const SMALLEST_LIGHT_PAGE: u64 = 50;

/// One pass through a collection.
#[derive(Debug)]
pub(crate) struct Walk {
    options: Paging,
    base: Url,
    start: u64,
    limit: u64,
    /// Everything before this offset was received or left out.
    frontier: u64,
    /// Everything before this offset was asked for.
    ahead: u64,
    /// How far to ask ahead.
    until: Option<u64>,
    /// Pages to ask for before all others, one at a time.
    urgent: VecDeque<PageRequest>,
    urgent_under_way: bool,
    /// Offsets of the pages asked for ahead.
    under_way: VecDeque<u64>,
    total: Total,
    marker: Option<String>,
    visited: HashSet<String>,
    marks: HashSet<u64>,
    /// Links were followed whose parameters are not ours, so that offsets may mean nothing.
    followed_opaque_link: bool,
    pages: u64,
    fresh_pages: u64,
    received: u64,
    distinct: u64,
    duplicates: u64,
    bad: u64,
    bad_in_a_row: u64,
    /// Bad records when the halving under way began.
    bad_before_halving: Option<u64>,
    empty_pages: u32,
    stale_pages: u32,
    notes: Vec<Note>,
    ending: Option<Ending>,
}

impl Walk {
    /// Starts at an offset of the collection at `base`, whose query holds everything but the page.
    pub(crate) fn new(options: &Paging, base: Url, start: u64, limit: u64) -> Self {
        let mut walk = Self {
            options: options.clone(),
            base,
            start,
            limit,
            frontier: start,
            ahead: start,
            until: None,
            urgent: VecDeque::new(),
            urgent_under_way: false,
            under_way: VecDeque::new(),
            total: Total::new(options.totals),
            marker: None,
            visited: HashSet::new(),
            marks: HashSet::new(),
            followed_opaque_link: false,
            pages: 0,
            fresh_pages: 0,
            received: 0,
            distinct: 0,
            duplicates: 0,
            bad: 0,
            bad_in_a_row: 0,
            bad_before_halving: None,
            empty_pages: 0,
            stale_pages: 0,
            notes: Vec::new(),
            ending: None,
        };
        walk.urge(Role::Regular, start, limit);
        walk
    }

    /// Returns how the walk ended, if it did.
    pub(crate) fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Returns the offset up to which everything was received or left out.
    pub(crate) fn frontier(&self) -> u64 {
        self.frontier
    }

    /// Returns what the server last said about the size of the collection, if it can be believed.
    pub(crate) fn total(&self) -> Option<u64> {
        self.total.value()
    }

    /// Hands over what is worth reporting.
    pub(crate) fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// Returns the next page to ask for now, or none before something arrives.
    pub(crate) fn next_request(&mut self) -> Option<(PageRequest, Place)> {
        if self.ending.is_some() {
            return None;
        }
        if !self.urgent_under_way
            && let Some(request) = self.urgent.pop_front()
        {
            self.urgent_under_way = true;
            self.visited.insert(normalized(&request.url));
            return Some((request, Place::Front));
        }
        let until = self.until?;
        let under_way = self.under_way.len() + usize::from(self.urgent_under_way);
        if self.ahead >= until || under_way >= self.options.concurrency {
            return None;
        }
        let request = self.request(Role::Ahead, self.ahead, self.limit);
        self.ahead = self.ahead.saturating_add(self.limit);
        self.under_way.push_back(request.offset);
        self.visited.insert(normalized(&request.url));
        Some((request, Place::Back))
    }

    /// Takes a page that arrived.
    pub(crate) fn arrived(&mut self, request: &PageRequest, facts: &PageFacts) {
        self.take_back(request);
        let was_covered = request.offset.saturating_add(request.limit) <= self.frontier;
        self.pages += 1;
        self.received += facts.received;
        self.frontier = self.frontier.max(request.offset.saturating_add(facts.received));
        self.distinct += facts.fresh;
        self.bad += facts.bad;
        self.duplicates += facts.received.saturating_sub(facts.fresh + facts.bad);
        if self.pages > self.options.max_pages {
            self.end(Ending::Endless("pages"));
        } else if self.received > self.options.max_records {
            self.end(Ending::Endless("records"));
        } else if self.bad > self.options.max_bad_records {
            self.end(Ending::TooManyBad);
        } else if self.marker_changed(facts) || self.total_shrank(request, facts) {
            self.end(Ending::Changed);
        } else {
            self.decide(request, facts, was_covered);
        }
    }

    /// Takes a page that failed for a reason that smaller pages may overcome.
    pub(crate) fn failed(&mut self, request: &PageRequest, failure: PageFailure) -> Narrowing {
        self.take_back(request);
        let by_offset = match request.role {
            // The server said itself that nothing should be there.
            Role::Probe => {
                self.conclude();
                return Narrowing::Ignored;
            }
            Role::Link => self.is_predictable(&request.url),
            _ => true,
        };
        let smallest = match failure {
            PageFailure::BadRecord => 0,
            PageFailure::TooHeavy => SMALLEST_LIGHT_PAGE,
            // Every attempt takes as long as is allowed, so that few are made.
            PageFailure::TooSlow => SMALLEST_LIGHT_PAGE.max(self.options.page_size / 4),
        };
        if !by_offset || request.limit <= smallest {
            return Narrowing::GiveUp;
        }
        if request.limit > 1 {
            let half = request.limit.div_ceil(2);
            let second = self.request(Role::Part, request.offset.saturating_add(half), request.limit - half);
            let first = self.request(Role::Part, request.offset, half);
            self.urgent.push_front(second);
            self.urgent.push_front(first);
            self.bad_before_halving.get_or_insert(self.bad);
            return Narrowing::Halved;
        }
        self.bad += 1;
        self.bad_in_a_row += 1;
        self.frontier = self.frontier.max(request.offset.saturating_add(1));
        let nothing_good = self.distinct == 0 && self.bad >= MAX_BAD_AT_FIRST;
        if nothing_good || self.bad_in_a_row >= MAX_BAD_IN_A_ROW || self.bad > self.options.max_bad_records {
            return Narrowing::GiveUp;
        }
        if self.urgent.is_empty() && self.under_way.is_empty() {
            self.go_on_by_offset();
        }
        Narrowing::Isolated(request.offset)
    }

    fn take_back(&mut self, request: &PageRequest) {
        if request.role == Role::Ahead {
            self.under_way.pop_front();
        } else {
            self.urgent_under_way = false;
        }
    }

    fn marker_changed(&mut self, facts: &PageFacts) -> bool {
        let changed = matches!((&self.marker, &facts.marker), (Some(old), Some(new)) if old != new);
        if self.marker.is_none() {
            self.marker.clone_from(&facts.marker);
        }
        changed
    }

    fn total_shrank(&mut self, request: &PageRequest, facts: &PageFacts) -> bool {
        if facts.received == 0 && self.pages > 1 {
            // Beyond the end some servers count nothing.
            return false;
        }
        match self.total.take(facts.total, request.offset.saturating_add(facts.received)) {
            TotalNews::None => false,
            TotalNews::Shrunk => true,
            TotalNews::Wrong => {
                self.until = None;
                self.notes.push(Note::WrongTotal);
                false
            }
        }
    }

    fn doubt_total(&mut self) {
        self.until = None;
        if self.total.distrust() {
            self.notes.push(Note::WrongTotal);
        }
    }

    fn decide(&mut self, request: &PageRequest, facts: &PageFacts, was_covered: bool) {
        // A bad record may be a new one, unless all around it is known to have come together before.
        let new_bad = facts.bad > 0 && (facts.bad == facts.received || !self.marks.contains(&facts.mark));
        let nothing_new = facts.received > 0 && facts.fresh == 0 && !new_bad;
        if request.role == Role::Probe {
            if facts.received == 0 || nothing_new {
                return self.conclude();
            }
            self.doubt_total();
        }
        if facts.received == 0 {
            return self.empty(facts);
        }
        let repeated = !self.marks.insert(facts.mark);
        if nothing_new && !was_covered {
            self.stale_pages += 1;
            if self.total_is_reached_by_distinct() {
                return self.conclude();
            }
            if repeated || self.stale_pages >= MAX_STALE_PAGES {
                return self.repeats(request, facts);
            }
        } else {
            self.stale_pages = 0;
            self.empty_pages = 0;
            self.fresh_pages += 1;
            self.bad_in_a_row = 0;
        }
        self.learn_limit(request, facts);
        if self.close_gap() {
            return;
        }
        self.go_on(request, facts);
    }

    fn empty(&mut self, facts: &PageFacts) {
        self.empty_pages += 1;
        let wanted = !self.total.is_reached_at(self.frontier);
        if wanted && self.empty_pages <= MAX_EMPTY_PAGES && self.follow(facts) {
            return;
        }
        self.conclude();
    }

    /// The page holds nothing but what an earlier one held.
    fn repeats(&mut self, request: &PageRequest, facts: &PageFacts) {
        if self.fresh_pages > 1 {
            // Offsets work, and beyond the end the server repeats the last page.
            self.notes.push(Note::OffsetIgnored);
            self.conclude();
        } else if self.total.value().is_some() || looks_like_a_cap(facts.received, request.limit) {
            self.end(Ending::Repeats);
        } else {
            self.notes.push(Note::OffsetIgnored);
            self.end(Ending::Complete);
        }
    }

    /// Adapts the page size to what the server is able or willing to send.
    fn learn_limit(&mut self, request: &PageRequest, facts: &PageFacts) {
        match request.role {
            Role::Regular | Role::Link
                if facts.received < request.limit && self.total.is_beyond(self.frontier) =>
            {
                self.limit = facts.received;
            }
            Role::Part if self.urgent.is_empty() => {
                let all_good = self.bad_before_halving.take() == Some(self.bad);
                if all_good && request.limit < self.limit {
                    self.limit = request.limit;
                    self.notes.push(Note::SmallerPages);
                }
            }
            _ => {}
        }
    }

    /// Asks for what lies between the frontier and the next page that is known; true if there is one.
    fn close_gap(&mut self) -> bool {
        let Some(next) =
            self.urgent.front().map(|request| request.offset).or(self.under_way.front().copied())
        else {
            return false;
        };
        if self.frontier < next {
            let gap = self.request(Role::Gap, self.frontier, self.limit.min(next - self.frontier));
            self.urgent.push_front(gap);
        }
        true
    }

    /// The page is the last one known: decides by link, total and offset.
    fn go_on(&mut self, request: &PageRequest, facts: &PageFacts) {
        let leads_on = self.total.is_beyond(self.frontier);
        if leads_on && self.link_is_ours(facts) {
            return self.go_on_by_offset();
        }
        if self.follow(facts) {
            return;
        }
        let link_ends =
            facts.next == Some(NextLink::End) || (facts.next.is_none() && self.followed_opaque_link);
        if link_ends && (self.followed_opaque_link || !leads_on) {
            return self.conclude();
        }
        match self.total.value() {
            Some(total) if self.frontier >= total => {
                if self.end_is_unsure(request, facts) {
                    self.urge(Role::Probe, self.frontier, self.limit);
                } else {
                    self.conclude();
                }
            }
            None if self.options.short_page == ShortPage::Ends && facts.received < request.limit => {
                self.conclude();
            }
            _ => self.go_on_by_offset(),
        }
    }

    /// Tells whether pages by offset lead where the link leads, so that several can be asked for at once.
    fn link_is_ours(&self, facts: &PageFacts) -> bool {
        match &facts.next {
            Some(NextLink::Page(url)) => {
                !self.followed_opaque_link
                    && self.is_predictable(url)
                    && number(url, &self.options.offset_name) == Some(self.frontier)
            }
            _ => false,
        }
    }

    /// Tells whether a URL has an offset and no parameters but those that we send.
    fn is_predictable(&self, url: &Url) -> bool {
        let own = |name: &str| {
            name.eq_ignore_ascii_case(&self.options.limit_name)
                || name.eq_ignore_ascii_case(&self.options.offset_name)
                || self.base.query_pairs().any(|(known, _)| known == name)
        };
        number(url, &self.options.offset_name).is_some()
            && url.query_pairs().all(|(name, _)| name.is_empty() || own(&name))
    }

    fn follow(&mut self, facts: &PageFacts) -> bool {
        if self.options.links == Links::Ignore {
            return false;
        }
        match &facts.next {
            // A link that asks for nothing would look like the end, and one that leaves records out would do
            // so without a trace: some servers count from 1 in their links.
            Some(NextLink::Page(url))
                if number(url, &self.options.limit_name) == Some(0)
                    || number(url, &self.options.offset_name)
                        .is_some_and(|offset| offset > self.frontier) =>
            {
                false
            }
            Some(NextLink::Page(url)) if !self.visited.contains(&normalized(url)) => {
                self.followed_opaque_link |= !self.is_predictable(url);
                let limit =
                    number(url, &self.options.limit_name).filter(|limit| (1..=MAX_LIMIT).contains(limit));
                self.urgent.push_back(PageRequest {
                    url: url.clone(),
                    offset: self.frontier,
                    limit: limit.unwrap_or(self.limit),
                    role: Role::Link,
                });
                true
            }
            Some(NextLink::Foreign) => {
                if !self.notes.contains(&Note::ForeignLink) {
                    self.notes.push(Note::ForeignLink);
                }
                false
            }
            _ => false,
        }
    }

    fn go_on_by_offset(&mut self) {
        match self.total.value() {
            Some(total) if self.frontier < total => {
                self.until = Some(total);
                self.ahead = self.frontier;
            }
            Some(_) => self.conclude(),
            None => self.urge(Role::Regular, self.frontier, self.limit),
        }
    }

    fn end_is_unsure(&self, request: &PageRequest, facts: &PageFacts) -> bool {
        match self.options.end_check {
            EndCheck::Always => true,
            EndCheck::WhenUnsure => {
                self.total.may_count_the_page() && looks_like_a_cap(facts.received, request.limit)
            }
        }
    }

    fn total_is_reached_by_distinct(&self) -> bool {
        self.total.is_reached_at(self.start.saturating_add(self.distinct + self.bad))
    }

    /// The server says that this is all.
    fn conclude(&mut self) {
        let missing = self
            .total
            .value()
            .map_or(0, |total| total.saturating_sub(self.start.saturating_add(self.distinct + self.bad)));
        if missing == 0 {
            return self.end(Ending::Complete);
        }
        if self.options.totals == Totals::Doubt {
            self.notes.push(Note::DoubtedTotal);
            return self.end(Ending::Complete);
        }
        self.end(Ending::Short { missing, explained: self.duplicates >= missing });
    }

    fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
    }

    fn urge(&mut self, role: Role, offset: u64, limit: u64) {
        let request = self.request(role, offset, limit);
        self.urgent.push_back(request);
    }

    fn request(&self, role: Role, offset: u64, limit: u64) -> PageRequest {
        let mut url = self.base.clone();
        let page = format!(
            "{}={limit}&{}={offset}",
            percent_encode(&self.options.limit_name),
            percent_encode(&self.options.offset_name)
        );
        let query = match url.query().filter(|query| !query.is_empty()) {
            Some(query) => format!("{query}&{page}"),
            None => page,
        };
        url.set_query(Some(&query));
        PageRequest { url, offset, limit, role }
    }
}

/// Tells whether so many records look like all that a server sends at once, rather than all that it has.
fn looks_like_a_cap(received: u64, limit: u64) -> bool {
    received >= limit || received.is_multiple_of(50)
}

#[cfg(test)]
mod tests;
