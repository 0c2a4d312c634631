//! What users are: their roles, the orgs of those roles, and the file that follows from them.

use oneroster_model::{RoleName, RoleType};
use time::Date;

use super::orgs::OrgId;
use super::people::PersonId;
use super::settings::{DualRole, Settings};
use crate::bytes::trim;

/// No org: the role, or the reference, names none.
pub(super) const NO_ORG: OrgId = OrgId::MAX;

/// What a role means for the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Takes classes.
    Student,
    /// One of the staff roles of the settings.
    Staff,
    /// Works at a school, but is not exported unless they teach a class.
    OtherStaff,
    /// Parent, guardian, relative.
    Family,
    /// An extension or a mistake.
    Unknown,
    /// No role in the cell.
    Missing,
    /// Not a role, but the primary org of a 1.2 user.
    PrimaryOrg,
}

impl Part {
    pub(super) fn of(role: &str, settings: &Settings) -> Self {
        let role = trim(role);
        if role.is_empty() {
            return Self::Missing;
        }
        let name = RoleName::from_token_lenient(role);
        if settings.staff_roles.iter().any(|wanted| RoleName::from_token_lenient(wanted) == name) {
            return Self::Staff;
        }
        match name {
            RoleName::Student => Self::Student,
            RoleName::Parent | RoleName::Guardian | RoleName::Relative => Self::Family,
            RoleName::Other(_) => Self::Unknown,
            _ => Self::OtherStaff,
        }
    }
}

/// One role of one user in one org. Twelve bytes, because there is at least one for every person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Affiliation {
    pub(super) person: PersonId,
    pub(super) org: OrgId,
    pub(super) part: Part,
    pub(super) is_primary: bool,
    /// Whether the dates of the role hold today.
    pub(super) is_current: bool,
}

/// Tells whether a window of dates holds a day: begin inclusive, end exclusive, missing dates open.
pub(super) fn window_holds(begin: Option<Date>, end: Option<Date>, day: Date) -> bool {
    begin.is_none_or(|begin| begin <= day) && end.is_none_or(|end| day < end)
}

pub(super) fn is_primary(role_type: &str) -> bool {
    RoleType::from_token_lenient(role_type) == RoleType::Primary
}

/// What follows from all roles of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Category {
    pub(super) part: Part,
    /// Student and staff at once.
    pub(super) is_dual: bool,
    /// There are roles, but none is valid today.
    pub(super) is_outdated: bool,
}

/// Decides what a person is.
///
/// A staff role in the primary org, if primary there; else any primary staff role; else any staff role;
/// else student (and, for the caller, the less telling parts in the order of [`Part`]).
pub(super) fn categorize(affiliations: &[Affiliation], dual_role: DualRole) -> Category {
    let roles = || affiliations.iter().filter(|a| a.part != Part::PrimaryOrg);
    let current = || roles().filter(|a| a.is_current);
    let has = |part| current().any(|a| a.part == part);
    let is_dual = has(Part::Student) && has(Part::Staff);
    let is_outdated = roles().next().is_some() && current().next().is_none();
    let part = if is_dual {
        match dual_role {
            DualRole::Staff => Part::Staff,
            DualRole::Student => Part::Student,
            DualRole::Primary => primary_part(affiliations),
        }
    } else if has(Part::Staff) {
        Part::Staff
    } else {
        current().map(|a| a.part).min().unwrap_or(Part::Missing)
    };
    Category { part, is_dual, is_outdated }
}

fn primary_part(affiliations: &[Affiliation]) -> Part {
    let primary_org = affiliations.iter().find(|a| a.part == Part::PrimaryOrg).map(|a| a.org);
    let decides =
        |a: &&Affiliation| a.is_current && a.is_primary && matches!(a.part, Part::Student | Part::Staff);
    let in_primary_org = || affiliations.iter().filter(decides).filter(|a| Some(a.org) == primary_org);
    if let Some(first) = in_primary_org().map(|a| a.part).max() {
        return first;
    }
    // 1.1 has no primary roles: every role counts the same there, and staff wins.
    let primaries = || affiliations.iter().filter(decides);
    match primaries().map(|a| a.part).max() {
        Some(Part::Student) if !affiliations.iter().any(|a| a.is_current && a.part == Part::Staff) => {
            Part::Student
        }
        _ => Part::Staff,
    }
}

/// Iterates over the orgs of a person in the order in which they may become locations: the primary org,
/// then the orgs of the roles that decided the category, primary roles first.
pub(super) fn org_candidates(affiliations: &[Affiliation], part: Part) -> impl Iterator<Item = OrgId> + '_ {
    let of_role = move |a: &&Affiliation| a.is_current && a.part == part;
    let primary_org = affiliations.iter().filter(|a| a.part == Part::PrimaryOrg);
    let primary = affiliations.iter().filter(of_role).filter(|a| a.is_primary);
    let further = affiliations.iter().filter(of_role).filter(|a| !a.is_primary);
    primary_org.chain(primary).chain(further).map(|a| a.org).filter(|&org| org != NO_ORG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affiliation(org: OrgId, part: Part, is_primary: bool) -> Affiliation {
        Affiliation { person: 0, org, part, is_primary, is_current: true }
    }

    #[test]
    fn the_role_in_the_primary_org_decides_first() {
        let roles = [
            affiliation(7, Part::PrimaryOrg, false),
            affiliation(7, Part::Student, true),
            affiliation(8, Part::Staff, true),
        ];
        assert_eq!(categorize(&roles, DualRole::Primary).part, Part::Student);
        assert_eq!(categorize(&roles, DualRole::Staff).part, Part::Staff);
        assert_eq!(categorize(&roles[1..], DualRole::Primary).part, Part::Staff);
        assert!(categorize(&roles, DualRole::Primary).is_dual);
    }

    #[test]
    fn outdated_roles_do_not_count() {
        let mut role = affiliation(7, Part::Staff, true);
        role.is_current = false;
        let category = categorize(&[role], DualRole::Primary);
        assert!(category.is_outdated);
        assert_eq!(category.part, Part::Missing);
        let both = [role, affiliation(8, Part::Student, false)];
        assert_eq!(categorize(&both, DualRole::Primary).part, Part::Student);
    }

    #[test]
    fn locations_come_from_the_deciding_roles_primary_first() {
        let roles = [
            affiliation(1, Part::Staff, false),
            affiliation(2, Part::Staff, true),
            affiliation(3, Part::Student, true),
            affiliation(4, Part::PrimaryOrg, false),
            affiliation(NO_ORG, Part::Staff, false),
        ];
        assert_eq!(org_candidates(&roles, Part::Staff).collect::<Vec<_>>(), [4, 2, 1]);
    }
}
