use foldhash::HashSet;

use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// SR-07: a user has one primary role in an org at most.
pub(super) struct PrimaryRoles {
    /// Pairs of user and org.
    seen: HashSet<(u32, u32)>,
    user: usize,
    org: usize,
    role_type: usize,
}

impl PrimaryRoles {
    pub(super) fn new() -> Self {
        let of = |column| position(File::Roles, column);
        Self {
            seen: HashSet::default(),
            user: of("userSourcedId"),
            org: of("orgSourcedId"),
            role_type: of("roleType"),
        }
    }
}

impl Rule for PrimaryRoles {
    fn files(&self) -> &'static [File] {
        &[File::Roles]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        if !row.cell(self.role_type).trim().eq_ignore_ascii_case("primary") {
            return;
        }
        if let (Some(user), Some(org)) = (row.reference(self.user), row.reference(self.org))
            && !self.seen.insert((user, org))
        {
            let message = "the user has another primary role in the same org";
            reporter.rule(&codes::SECOND_PRIMARY_ROLE, row.place(self.role_type), message);
        }
    }
}
