use crate::intern::Interner;
use crate::package_table::{PackageTable, Unheard};
use crate::tables::{ClassRow, OrgRow};
use crate::{Error, File, Package, Progress};

/// What has to be known of orgs and classes before other rows can be converted.
#[derive(Debug, Default)]
pub(super) struct Facts {
    orgs: Interner,
    org_types: Vec<String>,
    classes: Interner,
    /// Number of the school in `schools`, per class.
    class_schools: Vec<u32>,
    schools: Interner,
}

impl Facts {
    pub(super) fn read(package: &Package, progress: &dyn Progress) -> Result<Self, Error> {
        let mut facts = Self::default();
        if let Some(mut orgs) = PackageTable::open(package, File::Orgs, progress, &mut Unheard)? {
            while let Some(record) = orgs.next_record(&mut Unheard)? {
                let org: OrgRow<&str> = record.row();
                if facts.orgs.insert(org.sourced_id).1 {
                    facts.org_types.push(org.r#type.to_owned());
                }
            }
        }
        if let Some(mut classes) = PackageTable::open(package, File::Classes, progress, &mut Unheard)? {
            while let Some(record) = classes.next_record(&mut Unheard)? {
                let class: ClassRow<&str> = record.row();
                if facts.classes.insert(class.sourced_id).1 {
                    facts.class_schools.push(facts.schools.intern(class.school_sourced_id));
                }
            }
        }
        Ok(facts)
    }

    /// Type of an org; empty for unknown ones.
    pub(super) fn org_type(&self, org: &str) -> &str {
        let number = self.orgs.get(org);
        number.and_then(|number| self.org_types.get(number as usize)).map(String::as_str).unwrap_or_default()
    }

    /// School of a class; empty for unknown classes.
    pub(super) fn school_of_class(&self, class: &str) -> &str {
        let number = self.classes.get(class);
        let school = number.and_then(|number| self.class_schools.get(number as usize));
        school.map(|&school| self.schools.text(school)).unwrap_or_default()
    }

    /// Tells whether an org teaches a class.
    pub(super) fn teaches(&self, org: &str) -> bool {
        self.schools.get(org).is_some()
    }
}
