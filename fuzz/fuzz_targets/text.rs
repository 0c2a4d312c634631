#![no_main]

use asm_format::convert::Settings;
use libfuzzer_sys::fuzz_target;
use oneroster_model::Version;
use oneroster_model::date::{Reading, format_date, format_instant, parse_date, parse_instant};
use oneroster_model::query::Filter;

fuzz_target!(|text: &str| {
    if let Some(date) = parse_date(text).value() {
        assert_eq!(parse_date(&format_date(date)), Reading::Exact(date));
    }
    if let Some(instant) = parse_instant(text).value() {
        assert!(parse_instant(&format_instant(instant)).is_exact());
    }
    if let Ok(filter) = text.parse::<Filter>() {
        let again = filter.to_string().parse::<Filter>().expect("what is written can be read");
        assert_eq!(again, filter);
    }
    let _ = text.parse::<Version>();
    let _ = toml::from_str::<Settings>(text);
});
