use std::borrow::Cow;
use std::io::{Seek, Write};

use oneroster_model::{FindingSink, Version};

use super::conversion::VersionConversion;
use super::facts::Facts;
use super::losses::{Loss, Losses};
use super::plan::{Plan, Step};
use super::role_id::role_id;
use super::tokens::{Lowered, lower};
use super::user_roles::{UserRoles, lift_role};
use crate::common_columns::{DATE_LAST_MODIFIED, RowState, STATUS};
use crate::package_table::{PackageTable, Unheard};
use crate::tables::{LineItemRow, RoleRow, UserRow};
use crate::{Cells, Error, File, Metadata, Mode, PackageWriter, TableRecord};

/// One conversion as it goes on.
pub(super) struct Work<'c, W: Write + Seek> {
    conversion: &'c VersionConversion<'c>,
    from: Version,
    to: Version,
    facts: Facts,
    roles: UserRoles,
    losses: Losses,
    out: &'c mut PackageWriter<W>,
}

impl<'c, W: Write + Seek> Work<'c, W> {
    pub(super) fn new(
        conversion: &'c VersionConversion<'c>,
        out: &'c mut PackageWriter<W>,
    ) -> Result<Self, Error> {
        let facts = Facts::read(conversion.package, conversion.progress)?;
        let (from, to) = (conversion.package.version(), out.version());
        let (roles, losses) = (UserRoles::default(), Losses::default());
        Ok(Self { conversion, from, to, facts, roles, losses, out })
    }

    /// Converts a file and returns how many rows it got.
    pub(super) fn file(&mut self, file: File, sink: &mut dyn FindingSink) -> Result<u64, Error> {
        let has_file = self.conversion.package.member(file).is_some();
        match file {
            File::Roles if self.from < self.to && !has_file => self.lift_roles(),
            File::Roles if self.from > self.to => self.read_roles(sink),
            _ if file.since() > self.to => self.lose_file(file, sink),
            _ => self.convert(file, sink),
        }
    }

    /// Reports what was lost.
    pub(super) fn finish(mut self, sink: &mut dyn FindingSink) -> Vec<Loss> {
        self.roles.count_rest(&mut self.losses);
        self.losses.report(self.to, self.conversion.package.options().strictness(), sink)
    }

    fn open(&self, file: File, sink: &mut dyn FindingSink) -> Result<Option<PackageTable<'c>>, Error> {
        PackageTable::open(self.conversion.package, file, self.conversion.progress, sink)
    }

    fn convert(&mut self, file: File, sink: &mut dyn FindingSink) -> Result<u64, Error> {
        let Some(mut rows) = self.open(file, sink)? else { return Ok(0) };
        let extensions = rows.extensions();
        let names: Vec<&str> = extensions.iter().map(String::as_str).collect();
        let plan = Plan::new(file, self.from, self.to);
        let mut context = Context {
            facts: &self.facts,
            roles: &mut self.roles,
            losses: &mut self.losses,
            conversion: self.conversion,
        };
        let mut table = self.out.table(file, Mode::Bulk, &names)?;
        while let Some(record) = rows.next_record(sink)? {
            if RowState::of(&record) == RowState::Deleted {
                continue;
            }
            let Some(replaced) = context.replacements(&plan, &record) else {
                context.losses.row(file);
                continue;
            };
            let row = Converted { record: &record, replaced: &replaced };
            for (_, column) in plan.required.iter().filter(|(position, _)| row.cell(*position).is_empty()) {
                context.losses.required(file, column.name);
            }
            table.write_row(&row)?;
        }
        table.finish()
    }

    /// Reads the roles of all users, for the users to come.
    fn read_roles(&mut self, sink: &mut dyn FindingSink) -> Result<u64, Error> {
        if let Some(mut rows) = self.open(File::Roles, sink)? {
            while let Some(record) = rows.next_record(sink)? {
                if RowState::of(&record) != RowState::Deleted {
                    self.roles.push(&record, &mut self.losses);
                }
            }
        }
        self.roles.sort();
        Ok(0)
    }

    /// Writes a role for each org of each user.
    fn lift_roles(&mut self) -> Result<u64, Error> {
        let Some(mut rows) = self.open(File::Users, &mut Unheard)? else { return Ok(0) };
        let mut table = self.out.table(File::Roles, Mode::Bulk, &[])?;
        while let Some(record) = rows.next_record(&mut Unheard)? {
            if RowState::of(&record) == RowState::Deleted {
                continue;
            }
            let user: UserRow<&str> = record.row();
            for org in distinct_items(user.org_sourced_ids) {
                let sourced_id = role_id(user.sourced_id, org);
                let role = lift_role(user.role, org, &self.facts, self.conversion.administrators);
                let row = RoleRow {
                    sourced_id: sourced_id.as_str(),
                    user_sourced_id: user.sourced_id,
                    role_type: "primary",
                    role,
                    org_sourced_id: org,
                    ..RoleRow::default()
                };
                table.write(&row).map_err(|error| Error::writing(File::Roles, error))?;
            }
        }
        table.finish()
    }

    fn lose_file(&mut self, file: File, sink: &mut dyn FindingSink) -> Result<u64, Error> {
        if let Some(mut rows) = self.open(file, sink)? {
            while rows.next_record(sink)?.is_some() {
                self.losses.file(file);
            }
        }
        Ok(0)
    }
}

/// What the conversion of a row needs besides the row.
struct Context<'c> {
    facts: &'c Facts,
    roles: &'c mut UserRoles,
    losses: &'c mut Losses,
    conversion: &'c VersionConversion<'c>,
}

/// Cells that take the place of those of a record.
type Replacements<'r> = Vec<(usize, Cow<'r, str>)>;

impl<'c> Context<'c> {
    /// Returns the cells that change; `None` for a row that cannot be expressed.
    fn replacements<'r>(&mut self, plan: &Plan, record: &TableRecord<'r>) -> Option<Replacements<'r>>
    where
        'c: 'r,
    {
        let mut replaced = Replacements::new();
        for (position, column) in &plan.tokens {
            let cell = record.cell(*position);
            // Tokens of 1.1 need no further look; nearly all cells are of that kind.
            let teaches = plan.file == File::Orgs && self.facts.teaches(record.cell(0));
            match lower(plan.file, column, cell, teaches) {
                Lowered::Same => {}
                Lowered::Replaced(text) => {
                    self.losses.value(plan.file, column.name);
                    replaced.push((*position, text));
                }
                Lowered::RowLost => return None,
            }
        }
        for (_, column) in plan.lost.iter().filter(|(position, _)| !record.cell(*position).is_empty()) {
            self.losses.column(plan.file, column.name);
        }
        match plan.step {
            Step::Plain => {}
            Step::LiftUser { primary_org } => self.lift_user(&record.row(), primary_org, &mut replaced),
            Step::LowerUser { role, orgs } => self.lower_user(&record.row(), role, orgs, &mut replaced),
            Step::LiftLineItem { session, school } => {
                let item: LineItemRow<&str> = record.row();
                let facts = self.facts.school_of_class(item.class_sourced_id);
                let filled = |cell: &'r str, other: &'r str| if cell.is_empty() { other } else { cell };
                let period = filled(item.academic_session_sourced_id, item.grading_period_sourced_id);
                replaced.push((session, period.into()));
                replaced.push((school, filled(item.school_sourced_id, facts).into()));
            }
            Step::LowerLineItem { period } => {
                let item: LineItemRow<&str> = record.row();
                let known = self.facts.school_of_class(item.class_sourced_id);
                if !item.school_sourced_id.is_empty() && item.school_sourced_id != known {
                    self.losses.column(File::LineItems, "schoolSourcedId");
                }
                replaced.push((period, item.academic_session_sourced_id.into()));
            }
        }
        Some(replaced)
    }

    fn lift_user<'r>(
        &mut self,
        user: &UserRow<&'r str>,
        primary_org: usize,
        replaced: &mut Replacements<'r>,
    ) {
        let first = distinct_items(user.org_sourced_ids).next();
        match first {
            Some(org) if user.primary_org_sourced_id.is_empty() => replaced.push((primary_org, org.into())),
            // Without an org there is no row that could say the role.
            None if !user.role.is_empty() => self.losses.column(File::Users, "role"),
            _ => {}
        }
    }

    fn lower_user<'r>(
        &mut self,
        user: &UserRow<&'r str>,
        role: usize,
        orgs: usize,
        replaced: &mut Replacements<'r>,
    ) {
        let primary_org = user.primary_org_sourced_id;
        let administrators = self.conversion.administrators;
        let lowered = self.roles.take(user.sourced_id, primary_org, self.facts, administrators, self.losses);
        if !primary_org.is_empty() && lowered.orgs.split(',').next() != Some(primary_org) {
            self.losses.column(File::Users, "primaryOrgSourcedId");
        }
        // A package of 1.2 that keeps role and orgs in users.csv has no better ones.
        for (position, text) in [(role, lowered.role), (orgs, lowered.orgs)] {
            if !text.is_empty() {
                replaced.push((position, text.into()));
            }
        }
    }
}

/// Items of a list, each once, without blanks around them.
fn distinct_items(list: &str) -> impl Iterator<Item = &str> {
    let items = move || list.split(',').map(str::trim).filter(|item| !item.is_empty());
    items()
        .enumerate()
        .filter(move |(position, item)| items().take(*position).all(|known| known != *item))
        .map(|(_, item)| item)
}

/// A record in the other version.
struct Converted<'r> {
    record: &'r TableRecord<'r>,
    replaced: &'r [(usize, Cow<'r, str>)],
}

impl<'r> Cells<'r> for Converted<'r> {
    fn cell(&self, position: usize) -> &'r str {
        if matches!(position, STATUS | DATE_LAST_MODIFIED) {
            return "";
        }
        let replaced = self.replaced.iter().find(|(of, _)| *of == position);
        replaced.map_or_else(|| self.record.cell(position), |(_, text)| text)
    }

    fn metadata(&self) -> Metadata<&'r str> {
        self.record.metadata()
    }
}
