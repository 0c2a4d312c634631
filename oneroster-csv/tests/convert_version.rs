//! Packages in the other version.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use oneroster_csv::convert_version::{Administrators, ConversionSummary, Loss, LossKind, VersionConversion};
use oneroster_csv::{File, Mode, Package};
use oneroster_model::{Finding, Version};
use proptest::prelude::*;
use support::{Rows, TestRow, by_hand, finish, open, package, random_rows, rows, text, writer};

fn convert(package: &Package, to: Version) -> (Package, ConversionSummary, Vec<Finding>) {
    convert_with(package, to, Administrators::default())
}

fn convert_with(
    package: &Package,
    to: Version,
    administrators: Administrators,
) -> (Package, ConversionSummary, Vec<Finding>) {
    let (mut out, mut findings) = (writer(to), Vec::new());
    let conversion = VersionConversion::new(package).with_administrators(administrators);
    let summary = conversion.write(&mut out, &mut findings).unwrap();
    (open(finish(out)), summary, findings)
}

fn set(row: &mut TestRow, file: File, column: &str, text: impl Into<String>) {
    row.cells[file.table().position(column).unwrap()] = text.into();
}

const ROLES_1_1: [&str; 8] =
    ["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"];

/// Rows in which users have roles and line items classes.
fn random_1_1() -> impl Strategy<Value = Rows> {
    (random_rows(Version::V1_1), prop::collection::vec((0_usize..8, 1_usize..4), 16)).prop_map(
        |(mut rows, choices)| {
            let mut choices = choices.into_iter().cycle();
            for (file, rows) in &mut rows {
                for row in rows {
                    let (role, count) = choices.next().unwrap();
                    match file {
                        File::Users => {
                            set(row, *file, "role", ROLES_1_1[role]);
                            set(row, *file, "orgSourcedIds", ["id-7", "id-2", "id-5"][..count].join(","));
                        }
                        File::LineItems => set(row, *file, "classSourcedId", format!("id-{role}")),
                        _ => {}
                    }
                }
            }
            rows
        },
    )
}

fn random_1_2() -> impl Strategy<Value = Rows> {
    const TOKENS: [&str; 8] =
        ["student", "teacher", "principal", "ext:coach", "siteAdministrator", "aide", "counselor", "student"];
    (
        random_rows(Version::V1_2),
        prop::collection::vec((0_u8..9, 0_usize..3, 0_usize..8, any::<bool>()), 0..12),
    )
        .prop_map(|(mut all, roles)| {
            let file = File::Roles;
            let mut table = Vec::new();
            for (number, (user, org, role, primary)) in roles.into_iter().enumerate() {
                let mut row = TestRow { cells: vec![String::new(); 10], extensions: BTreeMap::new() };
                set(&mut row, file, "sourcedId", format!("r{number}"));
                set(&mut row, file, "userSourcedId", format!("id-{user}"));
                set(&mut row, file, "roleType", if primary { "primary" } else { "secondary" });
                set(&mut row, file, "role", TOKENS[role]);
                set(&mut row, file, "orgSourcedId", ["a", "b", "c"][org]);
                table.push(row);
            }
            if !table.is_empty() {
                all.insert(file, table);
            }
            all
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_of_1_1_is_lost_on_the_way_to_1_2_and_back(old in random_1_1(), by_type in any::<bool>()) {
        let administrators = if by_type { Administrators::ByOrgType } else { Administrators::default() };
        let source = package(Version::V1_1, Mode::Bulk, &old);
        let (lifted, summary, _) = convert_with(&source, Version::V1_2, administrators);
        prop_assert_eq!(summary.losses, []);
        let (lowered, summary, _) = convert_with(&lifted, Version::V1_1, administrators);
        prop_assert_eq!(summary.losses, []);
        prop_assert_eq!(rows(&lowered), old);
    }

    #[test]
    fn whatever_of_1_2_does_not_come_back_is_listed(new in random_1_2()) {
        let source = package(Version::V1_2, Mode::Bulk, &new);
        let (lowered, summary, _) = convert(&source, Version::V1_1);
        let (back, _, _) = convert(&lowered, Version::V1_2);
        let listed: BTreeSet<(File, &str)> = (summary.losses.iter())
            .filter_map(|loss| Some((loss.file, loss.column.as_deref()?)))
            .collect();
        let back = rows(&back);
        for (file, rows) in new.iter().filter(|(file, _)| **file != File::Roles) {
            for (before, after) in rows.iter().zip(&back[file]) {
                let columns = file.table().columns.iter().zip(before.cells.iter().zip(&after.cells));
                for (column, _) in columns.filter(|(_, (before, after))| !before.is_empty() && before != after) {
                    prop_assert!(listed.contains(&(*file, column.name)), "{file} {}", column.name);
                }
                prop_assert_eq!(&before.extensions, &after.extensions);
            }
        }
        let roles = |rows: &Rows| -> BTreeSet<Vec<String>> {
            let rows = rows.get(&File::Roles).cloned().unwrap_or_default();
            rows.into_iter().map(|row| vec![row.cells[3].clone(), row.cells[5].clone(), row.cells[8].clone()]).collect()
        };
        let is_lost = |loss: &Loss| loss.file == File::Roles && loss.kind != LossKind::Column;
        if !summary.losses.iter().any(is_lost) {
            prop_assert_eq!(roles(&new), roles(&back));
        }
    }
}

fn version_1_1(files: &[(&str, &str)]) -> Package {
    hand_written("1.1", files)
}

fn version_1_2(files: &[(&str, &str)]) -> Package {
    hand_written("1.2", files)
}

fn hand_written(version: &str, files: &[(&str, &str)]) -> Package {
    let modes = files.iter().map(|(name, _)| format!("file.{},bulk\n", name.trim_end_matches(".csv")));
    let modes: String = modes.collect();
    let manifest = format!("propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n{modes}");
    let mut all = vec![("manifest.csv", manifest.as_str())];
    all.extend_from_slice(files);
    by_hand(&all)
}

const USERS_1_1: &str = "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\n\
    u1,true,\"d1, s1,d1\",administrator,a,A,B\n\
    u2,true,s1,teacher,c,C,D\n\
    u3,true,,student,e,E,F\n";

#[test]
fn users_of_1_1_get_a_role_in_each_org() {
    let package = version_1_1(&[
        ("orgs.csv", "sourcedId,name,type\nd1,District,district\ns1,School,school\n"),
        ("users.csv", USERS_1_1),
    ]);
    let check = |administrators, expected: [&str; 3]| {
        let (converted, summary, findings) = convert_with(&package, Version::V1_2, administrators);
        let roles = rows(&converted).remove(&File::Roles).unwrap();
        let said: Vec<String> = roles.iter().map(|row| row.cells[3..].join(",")).collect();
        assert_eq!(said, expected);
        let ids: BTreeSet<&str> = roles.iter().map(TestRow::id).collect();
        assert_eq!(ids.len(), 3, "identifiers differ");
        let primary_org = File::Users.table().position("primaryOrgSourcedId").unwrap();
        let users = rows(&converted).remove(&File::Users).unwrap();
        let primary_orgs: Vec<&str> = users.iter().map(|row| row.cells[primary_org].as_str()).collect();
        assert_eq!(primary_orgs, ["d1", "s1", ""]);
        assert_eq!(summary.losses.len(), 1, "the role of a user without org");
        let lost: Vec<String> = findings
            .iter()
            .filter(|finding| finding.code.id == "lost_in_version")
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            lost,
            [
                "users.csv role: warning lost_in_version: OneRoster 1.2 has no place for the column; rows that lost a value: 1"
            ],
        );
    };
    check(
        Administrators::SiteAdministrator,
        [
            "u1,primary,siteAdministrator,,,d1,",
            "u1,primary,siteAdministrator,,,s1,",
            "u2,primary,teacher,,,s1,",
        ],
    );
    check(
        Administrators::ByOrgType,
        [
            "u1,primary,districtAdministrator,,,d1,",
            "u1,primary,siteAdministrator,,,s1,",
            "u2,primary,teacher,,,s1,",
        ],
    );
    check(
        Administrators::Principal,
        ["u1,primary,principal,,,d1,", "u1,primary,principal,,,s1,", "u2,primary,teacher,,,s1,"],
    );
}

#[test]
fn line_items_change_the_name_of_the_period_and_get_the_school_of_the_class() {
    let package = version_1_1(&[
        (
            "classes.csv",
            "sourcedId,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds\nc1,C,k,scheduled,s9,t\n",
        ),
        (
            "lineItems.csv",
            "sourcedId,title,assignDate,dueDate,classSourcedId,categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax\n\
             i1,Essay,2026-09-01,2026-09-08,c1,k1,g1,0,10\ni2,Test,2026-09-01,2026-09-08,c2,k1,g1,0,10\n",
        ),
    ]);
    let (converted, _, findings) = convert(&package, Version::V1_2);
    assert_eq!(
        text(&converted, File::LineItems).lines().skip(1).collect::<Vec<_>>(),
        [
            "i1,,,Essay,,2026-09-01,2026-09-08,c1,k1,g1,0,10,s9",
            "i2,,,Test,,2026-09-01,2026-09-08,c2,k1,g1,0,10,",
        ],
    );
    let required: Vec<_> =
        findings.iter().filter(|finding| finding.code.id == "required_in_version").collect();
    assert_eq!(required.len(), 1);
    assert_eq!(required[0].field.as_deref(), Some("schoolSourcedId"));
    assert!(required[0].message.ends_with("rows without: 1"));
}

#[test]
fn everything_that_1_1_cannot_say_is_counted() {
    let package = version_1_2(&[
        (
            "users.csv",
            "sourcedId,enabledUser,username,givenName,familyName,preferredGivenName,primaryOrgSourcedId,pronouns,metadata.a\n\
             u1,true,a,A,B,Al,s2,they,1\nu2,true,c,C,D,,,,2\n",
        ),
        (
            "roles.csv",
            "sourcedId,userSourcedId,roleType,role,beginDate,orgSourcedId,metadata.r\n\
             r1,u1,primary,student,2026-01-01,s1,x\nr2,u1,primary,ext:coach,,s2,\nr3,u2,primary,principal,,s1,\nr4,u9,primary,aide,,s1,\n",
        ),
        (
            "userProfiles.csv",
            "sourcedId,userSourcedId,profileType,vendorId,credentialType,username\np1,u1,x,v,c,n\np2,u1,x,v,c,n\n",
        ),
        ("demographics.csv", "sourcedId,sex\nu1,other\nu2,male\n"),
        (
            "enrollments.csv",
            "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\ne1,c1,s1,u1,student\ne2,c1,s1,u2,ext:visitor\n",
        ),
        ("categories.csv", "sourcedId,title,weight\nk1,Homework,40\n"),
        (
            "results.csv",
            "sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus,scoreDate,late\nx1,i1,u1,submitted,2026-09-01,true\n",
        ),
        ("orgs.csv", "sourcedId,name,type\ns1,North,ext:campus\ns2,Math,ext:team\n"),
        (
            "classes.csv",
            "sourcedId,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds\nc1,C,k,scheduled,s1,t\n",
        ),
    ]);
    let (converted, summary, findings) = convert(&package, Version::V1_1);
    let losses: Vec<(&str, &str, LossKind, u64)> = summary
        .losses
        .iter()
        .map(|loss| (loss.file.name(), loss.column.as_deref().unwrap_or(""), loss.kind, loss.rows))
        .collect();
    assert_eq!(
        losses,
        [
            ("categories.csv", "weight", LossKind::Column, 1),
            ("demographics.csv", "sex", LossKind::Value, 1),
            ("enrollments.csv", "", LossKind::Row, 1),
            ("orgs.csv", "type", LossKind::Value, 2),
            ("results.csv", "late", LossKind::Column, 1),
            ("roles.csv", "", LossKind::Row, 1),
            ("roles.csv", "beginDate", LossKind::Column, 1),
            ("roles.csv", "metadata.r", LossKind::Column, 1),
            ("roles.csv", "role", LossKind::Value, 3),
            ("roles.csv", "sourcedId", LossKind::Column, 4),
            ("userProfiles.csv", "", LossKind::File, 2),
            ("users.csv", "preferredGivenName", LossKind::Column, 1),
            ("users.csv", "pronouns", LossKind::Column, 1),
        ],
    );
    assert_eq!(findings.iter().filter(|finding| finding.code.id == "lost_in_version").count(), losses.len());
    assert_eq!(
        text(&converted, File::Users).lines().skip(1).collect::<Vec<_>>(),
        ["u1,,,true,\"s2,s1\",aide,a,,A,B,,,,,,,,,1", "u2,,,true,s1,administrator,c,,C,D,,,,,,,,,2",],
        "the role in the primary org counts, and that org comes first",
    );
    assert!(
        text(&converted, File::Orgs).contains("North,school")
            && text(&converted, File::Orgs).contains("Math,department")
    );
    let required: Vec<_> = findings
        .iter()
        .filter(|finding| finding.code.id == "required_in_version")
        .map(|f| f.field.clone())
        .collect();
    assert_eq!(required, [Some("score".into())]);
    assert!(converted.member(File::UserProfiles).is_none());
}

#[test]
fn delta_package_is_refused() {
    let package = by_hand(&[
        (
            "manifest.csv",
            "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,delta\n",
        ),
        ("orgs.csv", "sourcedId,status,name,type\no1,active,North,school\n"),
    ]);
    let result = VersionConversion::new(&package).write(&mut writer(Version::V1_2), &mut Vec::new());
    assert_eq!(result.unwrap_err().code(), "not_bulk");
}
