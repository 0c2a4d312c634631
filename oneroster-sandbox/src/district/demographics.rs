use oneroster_csv::tables::DemographicsRow;
use oneroster_model::Version;
use time::{Date, Duration, Month};

use super::calendar::push_date;
use super::draw::{Draw, Topic};
use super::names::Sex;
use super::people::{Person, Resident};
use super::{District, RowSink};

/// Age at the beginning of the school year in the first grade of the list, in years.
const YOUNGEST: i32 = 4;

/// Where people were born: country, state, city.
const PLACES: [(&str, &str, &str); 10] = [
    ("US", "CA", "Fresno"),
    ("US", "TX", "San Antonio"),
    ("US", "OH", "Columbus"),
    ("US", "NM", "Española"),
    ("US", "HI", "Kāneʻohe"),
    ("US", "DC", "Washington, D.C."),
    ("MX", "", "San Luis Potosí"),
    ("VN", "", "Đà Nẵng"),
    ("IN", "", "नई दिल्ली"),
    ("UA", "", "Львів"),
];

/// Residence codes of CEDS.
const RESIDENCE: [&str; 5] = ["01652", "01653", "01654", "01655", "01656"];

impl District {
    /// Returns the demographic facts about a student, `None` for everyone else.
    pub fn demographics(&self, person: Person) -> Option<DemographicsRow> {
        let Person::Student(student) = person else { return None };
        let mut row = DemographicsRow::default();
        self.fill_demographics(student, &self.resident(person)?, &mut row);
        Some(row)
    }

    pub(crate) fn visit_demographics<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = DemographicsRow::default();
        for student in 0..self.layout.students {
            if let Some(resident) = self.resident(Person::Student(student)) {
                self.fill_demographics(student, &resident, &mut row);
                sink.row(&row)?;
            }
        }
        Ok(())
    }

    fn fill_demographics(&self, student: u64, resident: &Resident, row: &mut DemographicsRow) {
        row.clear();
        let draw = resident.draw;
        self.push_user_id(&mut row.sourced_id, resident);
        push_date(&mut row.birth_date, self.birth_date(student, draw));
        row.sex.push_str(self.sex_token(resident));
        if !draw.chance(Topic::Demographics, 50) {
            push_races(row, draw);
        }
        let (country, state, city) = draw.pick(Topic::Origin, &PLACES);
        row.country_of_birth_code.push_str(country);
        row.state_of_birth_abbreviation.push_str(state);
        row.city_of_birth.push_str(city);
        if draw.chance(Topic::Residence, 900) {
            row.public_school_residence_status.push_str(draw.pick::<&str>(Topic::ResidenceCode, &RESIDENCE));
        }
    }

    fn birth_date(&self, student: u64, draw: Draw) -> Date {
        let grade = i32::try_from(self.layout.grade(student)).unwrap_or(0);
        let year = self.calendar.school_year - 2 - YOUNGEST - grade;
        let first = Date::from_calendar_date(year, Month::September, 1).unwrap_or(Date::MIN);
        first + Duration::days(draw.below(Topic::BirthDate, 365).cast_signed())
    }

    fn sex_token(&self, resident: &Resident) -> &'static str {
        match (self.version, resident.draw.below(Topic::SexToken, 1000)) {
            (Version::V1_2, 0..5) => "other",
            (Version::V1_2, 5..15) => "unspecified",
            _ if Self::sex(resident) == Sex::Female => "female",
            _ => "male",
        }
    }
}

fn push_races(row: &mut DemographicsRow, draw: Draw) {
    // One bit per race; the sum tells whether there are several.
    let first = draw.below(Topic::Race, 5);
    let second = draw.chance(Topic::TwoRaces, 80).then(|| draw.below(Topic::SecondRace, 5));
    let races = [
        &mut row.american_indian_or_alaska_native,
        &mut row.asian,
        &mut row.black_or_african_american,
        &mut row.native_hawaiian_or_other_pacific_islander,
        &mut row.white,
    ];
    for (number, cell) in (0..).zip(races) {
        cell.push_str(token(number == first || Some(number) == second));
    }
    row.demographic_race_two_or_more_races.push_str(token(second.is_some_and(|second| second != first)));
    row.hispanic_or_latino_ethnicity.push_str(token(draw.chance(Topic::Ethnicity, 280)));
}

const fn token(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
