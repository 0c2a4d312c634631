use serde::Deserialize;

use super::plan::{CATCH_UP_HOURS, MOST_CATCH_UP_HOURS, MOST_JITTER_MINUTES};
use super::time_of_day::TimesOfDay;
use super::{Days, Schedule, Zone};

/// The table as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    time: Option<TimesOfDay>,
    times: Option<TimesOfDay>,
    zone: Zone,
    days: Option<Days>,
    weekend: Option<bool>,
    #[serde(default)]
    jitter_minutes: u16,
    #[serde(default = "catch_up_hours")]
    catch_up_hours: u16,
}

const fn catch_up_hours() -> u16 {
    CATCH_UP_HOURS
}

impl TryFrom<Settings> for Schedule {
    type Error = String;

    fn try_from(settings: Settings) -> Result<Self, String> {
        let TimesOfDay(times) = match (settings.time, settings.times) {
            (Some(times), None) | (None, Some(times)) => times,
            (None, None) => return Err("missing field `time`, such as time = \"02:30\"".to_owned()),
            (Some(_), Some(_)) => return Err("`time` and `times` are the same, give one of them".to_owned()),
        };
        let days = match (settings.days, settings.weekend) {
            (Some(_), Some(_)) => return Err("`days` says it all, leave out `weekend`".to_owned()),
            (Some(days), None) => days,
            (None, Some(false)) => Days::WORKING,
            (None, Some(true) | None) => Days::EVERY,
        };
        let limits = [
            ("jitter_minutes", settings.jitter_minutes, MOST_JITTER_MINUTES),
            ("catch_up_hours", settings.catch_up_hours, MOST_CATCH_UP_HOURS),
        ];
        for (name, value, most) in limits {
            if value > most {
                return Err(format!("`{name}` is {value}, at most {most} is possible"));
            }
        }
        let schedule = Self {
            times,
            zone: settings.zone,
            days,
            jitter_minutes: settings.jitter_minutes,
            catch_up_hours: settings.catch_up_hours,
            flow: String::new(),
        };
        Ok(schedule.in_order())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Schedule;

    fn check(toml: &str, expected: &str) {
        let found = match toml::from_str::<Schedule>(toml) {
            Ok(schedule) => schedule.to_string(),
            Err(error) => error.message().to_owned(),
        };
        assert_eq!(found, expected, "{toml}");
    }

    #[test]
    fn tables_are_read_or_corrected() {
        let zone = "zone = \"Europe/London\"\n";
        let in_zone = |toml: &str, expected: &str| check(&format!("{zone}{toml}"), expected);
        in_zone("time = \"02:30\"", "02:30 Europe/London, every day");
        in_zone("time = [\"12:00\", \"6:00\", \"12:00\"]", "06:00 and 12:00 Europe/London, every day");
        in_zone("times = [\"12:00\"]\nweekend = false", "12:00 Europe/London, Monday to Friday");
        in_zone("time = \"02:30\"\nweekend = true", "02:30 Europe/London, every day");
        in_zone(
            "time = \"02:30\"\ndays = [\"sat\", \"Wednesday\"]",
            "02:30 Europe/London, Wednesday, Saturday",
        );
        in_zone("", "missing field `time`, such as time = \"02:30\"");
        check("time = \"02:30\"", "missing field `zone`");
        check(
            "time = \"02:30\"\nzone = \"Europe/Londn\"",
            "unknown time zone \"Europe/Londn\", did you mean Europe/London?",
        );
        in_zone("time = \"1:00\"\ntimes = [\"2:00\"]", "`time` and `times` are the same, give one of them");
        in_zone(
            "time = \"25:00\"",
            "\"25:00\" is no time of day; write HH:MM from 00:00 to 23:59, such as \"02:30\"",
        );
        in_zone("time = []", "no time is listed, so nothing would ever run");
        in_zone("time = \"1:00\"\ndays = []", "no day is listed, so nothing would ever run");
        in_zone(
            "time = \"1:00\"\ndays = [\"noday\"]",
            "unknown day \"noday\", expected mon, tue, wed, thu, fri, sat or sun",
        );
        in_zone(
            "time = \"1:00\"\ndays = [\"mon\"]\nweekend = true",
            "`days` says it all, leave out `weekend`",
        );
        in_zone("time = \"1:00\"\njitter_minutes = 721", "`jitter_minutes` is 721, at most 720 is possible");
        in_zone("time = \"1:00\"\ncatch_up_hours = 169", "`catch_up_hours` is 169, at most 168 is possible");
        in_zone(
            "time = \"1:00\"\nhour = 2",
            "unknown field `hour`, expected one of `time`, `times`, `zone`, `days`, `weekend`, \
             `jitter_minutes`, `catch_up_hours`",
        );
    }

    #[test]
    fn times_without_quotes_are_explained() {
        for toml in ["time = 7", "time = 02:30:00", "time = true"] {
            let error =
                toml::from_str::<Schedule>(&format!("zone = \"UTC\"\n{toml}")).map_err(|e| e.to_string());
            let text = error.err().unwrap_or_default();
            assert!(text.contains("expected a time of day in quotes such as \"02:30\""), "{text}");
        }
    }
}
