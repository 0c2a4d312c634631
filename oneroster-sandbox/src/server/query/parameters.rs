use url::form_urlencoded;

/// The query parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
    any_case: bool,
}

impl Parameters {
    /// Reads a query; of a repeated parameter the first one counts.
    pub(crate) fn read(query: &str, any_case: bool) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { pairs, any_case }
    }

    /// Returns the value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let is_it = |given: &str| given == name || self.any_case && given.eq_ignore_ascii_case(name);
        self.pairs.iter().find(|(given, _)| is_it(given)).map(|(_, value)| value.as_str())
    }

    /// Returns every value of a parameter, joined by commas: lists come as one value or as several.
    pub(crate) fn list(&self, name: &str) -> Option<String> {
        let values: Vec<&str> =
            self.pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }
}
