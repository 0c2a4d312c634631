use oneroster_csv::tables::OrgRow;
use oneroster_model::OrgType;

use super::draw::Topic;
use super::identifier::{Kind, push_number};
use super::layout::Level;
use super::{District, RowSink};

/// The orgs above the schools: title, type, parent.
const ABOVE: [(&str, OrgType, Option<u64>); 4] = [
    ("Land of Examples", OrgType::National, None),
    ("State of Example", OrgType::State, Some(0)),
    ("Example Valley Educational Service, Region 4", OrgType::Local, Some(1)),
    ("Example Valley Unified School District", OrgType::District, Some(2)),
];

/// The district, which the course catalogue belongs to.
pub(crate) const DISTRICT: u64 = 3;

/// Departments of the district office.
const DEPARTMENTS: [&str; 4] =
    ["Teaching & Learning", "Special Education", "Information Technology", "Arts, Music and Athletics"];

const FIRST_DEPARTMENT: u64 = ABOVE.len() as u64;
const FIRST_SCHOOL: u64 = FIRST_DEPARTMENT + DEPARTMENTS.len() as u64;

/// The org of a school.
pub(crate) const fn school(school: u64) -> u64 {
    FIRST_SCHOOL + school
}

/// The org of a department.
pub(crate) const fn department(department: u64) -> u64 {
    FIRST_DEPARTMENT + department
}

pub(crate) fn push_org_id(district: &District, out: &mut String, org: u64) {
    district.push_id(out, Kind::Org, org, 0);
}

/// What schools are named after, with an article or a place where there are more schools than names.
const SCHOOL_NAMES: [&str; 32] = [
    "Lakeview",
    "Cedar Ridge",
    "Northgate",
    "St. Brigid",
    "Riverbend",
    "Oak Hollow",
    "Prairie Star",
    "Harbor Point",
    "Juniper",
    "El Camino",
    "Sunrise",
    "Old Mill",
    "Maple Grove",
    "Quarry Lane",
    "Señora Ruiz",
    "Bayou Belle",
    "Stonebridge",
    "Foothill",
    "Windmill",
    "École Saint-Élie",
    "Kaʻala",
    "Copper Canyon",
    "Two Rivers",
    "Meadowlark",
    "Pine & Fir",
    "Granite Falls",
    "Eagle's Nest",
    "Orchard Park",
    "Ferry Landing",
    "Silver Birch",
    "Jardín",
    "Mesa Verde",
];
const PLACES: [&str; 5] = ["", "North ", "South ", "East ", "West "];

impl District {
    /// Returns the row of an org: nation, state, region, district, four departments, then the schools.
    pub fn org(&self, index: u64) -> Option<OrgRow> {
        let mut row = OrgRow::default();
        (index < school(self.layout.schools)).then(|| self.fill_org(index, &mut row))?;
        Some(row)
    }

    pub(crate) fn visit_orgs<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = OrgRow::default();
        for index in 0..school(self.layout.schools) {
            self.fill_org(index, &mut row);
            sink.row(&row)?;
        }
        Ok(())
    }

    fn fill_org(&self, index: u64, row: &mut OrgRow) {
        row.clear();
        push_org_id(self, &mut row.sourced_id, index);
        let parent = if let Some((name, kind, parent)) = ABOVE.get(index as usize) {
            row.name.push_str(name);
            row.r#type.push_str(kind.as_str());
            *parent
        } else if index < FIRST_SCHOOL {
            row.name.push_str(DEPARTMENTS[(index - FIRST_DEPARTMENT) as usize]);
            row.r#type.push_str(OrgType::Department.as_str());
            Some(DISTRICT)
        } else {
            let school = index - FIRST_SCHOOL;
            self.push_school_name(&mut row.name, school);
            row.r#type.push_str(OrgType::School.as_str());
            row.identifier.push_str("99");
            push_number(&mut row.identifier, 1000 + school, 10);
            Some(DISTRICT)
        };
        if let Some(parent) = parent {
            push_org_id(self, &mut row.parent_sourced_id, parent);
        }
    }

    fn push_school_name(&self, out: &mut String, school: u64) {
        let count = SCHOOL_NAMES.len() as u64;
        let (round, name) = (school / count, SCHOOL_NAMES[(school % count) as usize]);
        let place = PLACES[(round % PLACES.len() as u64) as usize];
        out.push_str(place);
        let draw = self.draw(Kind::Org, school, 0);
        let academy = draw.chance(Topic::Title, 80);
        if academy {
            out.push('"');
        }
        out.push_str(name);
        if academy {
            out.push_str("\" Academy of Science, Arts & Letters");
        } else {
            out.push_str(match self.layout.school(school).level {
                Level::Elementary => " Elementary School",
                Level::Middle => " Middle School",
                Level::High => " High School",
                Level::Secondary => " Junior/Senior High School",
                Level::All => " School",
            });
        }
        let number = round / PLACES.len() as u64;
        if number > 0 {
            out.push_str(", No. ");
            push_number(out, number + 1, 1);
        }
    }
}
