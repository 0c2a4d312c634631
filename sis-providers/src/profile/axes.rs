/// Something that can be said about a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Axis {
    /// Path of the field in a profile.
    pub path: &'static str,
    /// The question it answers.
    pub question: &'static str,
}

macro_rules! axes {
    ($($path:literal = $question:literal;)+) => {
        /// Everything that can be said about a system, in the order of a profile.
        pub const AXES: &[Axis] = &[$(Axis { path: $path, question: $question }),+];
    };
}

axes! {
    "versions" = "Which versions of OneRoster does it speak?";
    "url.input" = "Which URL is the operator asked for?";
    "url.fixed_base" = "Does one host serve all customers?";
    "url.anchor" = "Does the service hang from the typed URL or from its host?";
    "url.require_https" = "Is https demanded?";
    "url.require_subdirectory" = "Does the URL need a sub-directory?";
    "url.case_sensitive" = "Does the case of letters in the path matter?";
    "url.page_paths" = "Which pages for people are pasted instead?";
    "url.examples" = "What do typical URLs look like?";
    "url.mistakes" = "Which other URLs are handed over by mistake?";
    "roots" = "Where are the services below that?";
    "authentication.scheme" = "How do data requests prove who sends them?";
    "authentication.alternatives" = "Which other schemes do installations have?";
    "credentials.id_label" = "What is the id called?";
    "credentials.secret_label" = "What is the secret called?";
    "credentials.shown_once" = "Is the secret shown only once?";
    "credentials.lifetime" = "When do credentials end?";
    "credentials.extra" = "What else is needed?";
    "token.anchor" = "What does the token URL hang from?";
    "token.path" = "What is its path?";
    "token.method" = "POST or GET?";
    "token.credentials" = "Where do id and secret go?";
    "token.names" = "What are they called there?";
    "token.parameters" = "Where do the other parameters go?";
    "token.grant_type" = "Which grant type?";
    "token.form" = "Which further parameters?";
    "token.query" = "What is in the query of the token URL?";
    "token.headers" = "Which headers?";
    "token.response" = "What does the answer look like?";
    "token.cookies" = "Do its cookies have to come back?";
    "token.lifetime_seconds" = "How long does a token live?";
    "token.legacy_paths" = "Which token paths did older generations have?";
    "token.alternatives" = "Which other ways to a token were seen?";
    "scopes.use" = "Are scopes sent?";
    "scopes.prefix" = "How are they spelled?";
    "scopes.names" = "Which ones?";
    "renewal.strategy" = "How is a token renewed?";
    "renewal.refresh_token" = "Are refresh tokens handed out?";
    "renewal.ahead_seconds" = "How long before its end?";
    "renewal.assumed_lifetime_seconds" = "Which lifetime is assumed where none is told?";
    "renewal.refused" = "Which answers mean that it has to be renewed?";
    "renewal.request" = "How does the renewing request differ?";
    "renewal.discovery" = "Where is the tenant list?";
    "requests.headers" = "Which headers do data requests need?";
    "requests.gradebook_headers" = "Which ones does the gradebook need?";
    "requests.query" = "Which parameters do data requests need?";
    "paging.default_size" = "How large is a page when nothing is asked for?";
    "paging.max_size" = "How large may a page be?";
    "paging.preferred_size" = "How large are the pages that clients ask for?";
    "paging.parameter_names" = "What are limit and offset called?";
    "paging.links" = "Are links to the next page usable?";
    "paging.totals" = "Are totals usable?";
    "paging.total_headers" = "Which header holds the total?";
    "paging.total_members" = "Which member of the body holds it?";
    "paging.short_page_ends" = "Is a short page the end?";
    "paging.restart_on_change_of" = "Which header tells that a pull has to start again?";
    "paging.sequential" = "Must pages be asked for one by one?";
    "query.filter" = "Which fields can be filtered?";
    "query.two_clauses" = "Can two clauses be joined?";
    "query.sort" = "Can collections be sorted?";
    "query.fields" = "Can fields be chosen?";
    "delta.by_date" = "Can changes since an instant be asked for?";
    "delta.tombstones" = "Do deleted records stay visible?";
    "delta.utc" = "Are dates of change in UTC?";
    "delta.needs_time_zone" = "Is the time zone of the district needed?";
    "endpoints.missing_services" = "Which services are missing?";
    "endpoints.missing" = "Which endpoints are missing?";
    "endpoints.doubtful" = "Which endpoints were wrong somewhere?";
    "endpoints.instead" = "What is read instead?";
    "envelopes" = "Under which names do records arrive?";
    "values" = "Which values differ from the standard?";
    "identifiers" = "What is known about identifiers?";
    "limits.rate" = "How many requests are allowed?";
    "limits.concurrency" = "How many at once?";
    "limits.timeout_seconds" = "How long may one take?";
    "limits.max_attempts" = "How often is one sent at most?";
    "limits.retry_status" = "After which statuses do clients try again?";
    "tls.minimum" = "Which TLS version is the lowest?";
    "tls.broken_chains" = "Are broken certificate chains common?";
    "tls.old_protocols" = "Are there installations with old protocols alone?";
    "reachability" = "Who runs servers, and who may reach them?";
    "writing" = "What can be written back?";
    "csv" = "What does its CSV export look like?";
    "guidance.setup" = "How is it set up?";
    "guidance.permissions" = "What is the least to be granted?";
    "guidance.quirks" = "What surprises?";
    "guidance.hints" = "What do failures mean?";
    "guidance.demo" = "Is there a public server to try?";
    "guidance.sources" = "Where are the facts from?";
}

impl Axis {
    /// Tells whether a path leads to this axis, or to something in it or around it.
    pub(super) fn is_on(&self, path: &str) -> bool {
        let below = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        below(self.path, path) || below(path, self.path)
    }
}
