use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// SR-08: the profile that a role names belongs to the user who has the role.
pub(super) struct ProfileOwner {
    /// Owner of each profile, counted from one; zero is none.
    owners: Facts<u32>,
    owner: usize,
    user: usize,
    profile: usize,
}

impl ProfileOwner {
    pub(super) fn new() -> Self {
        Self {
            owners: Facts::default(),
            owner: position(File::UserProfiles, "userSourcedId"),
            user: position(File::Roles, "userSourcedId"),
            profile: position(File::Roles, "userProfileSourcedId"),
        }
    }
}

impl Rule for ProfileOwner {
    fn files(&self) -> &'static [File] {
        &[File::UserProfiles, File::Roles]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        if row.file == File::UserProfiles {
            if let (Some(own), Some(owner)) = (row.own(), row.reference(self.owner)) {
                self.owners.set(own, owner + 1);
            }
            return;
        }
        let (Some(profile), Some(user)) = (row.reference(self.profile), row.reference(self.user)) else {
            return;
        };
        if self.owners.get(profile).is_some_and(|&owner| owner != 0 && owner != user + 1) {
            let message = "the profile belongs to another user";
            reporter.rule(&codes::PROFILE_OF_OTHER_USER, row.place(self.profile), message);
        }
    }
}
