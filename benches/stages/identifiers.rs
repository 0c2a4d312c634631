//! Identifiers to numbers and back.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use oneroster_csv::intern::Interner;

use crate::data::{ENROLLMENTS, USERS};

/// Returns the cells of a column.
fn column(text: &[u8], position: usize) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let cell = |line: &str| line.split(',').nth(position).unwrap_or_default().to_owned();
    text.lines().skip(1).map(cell).collect()
}

#[divan::bench]
fn intern_users(bencher: Bencher<'_, '_>) {
    let users = column(&USERS, 0);
    bencher.counter(ItemsCount::new(users.len())).bench_local(|| {
        let mut interner = Interner::default();
        for user in &users {
            interner.intern(user);
        }
        interner
    });
}

/// The user of every enrollment.
#[divan::bench]
fn look_up_users(bencher: Bencher<'_, '_>) {
    let mut interner = Interner::default();
    for user in column(&USERS, 0) {
        interner.intern(&user);
    }
    let wanted = column(&ENROLLMENTS, 5);
    assert!(wanted.iter().all(|user| interner.get(user).is_some()), "every enrollment is of a user");
    bencher.counter(ItemsCount::new(wanted.len())).bench_local(|| {
        for user in &wanted {
            black_box(interner.get(user));
        }
    });
}
