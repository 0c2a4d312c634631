//! Whatever is typed or written, nothing panics, and what is written reads back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sis_providers::address::{Address, AddressOptions};
use sis_providers::check::Learned;
use sis_providers::connection::Pairs;
use sis_providers::{Credentials, Overrides, Profile, Profiles, Template};

/// Pieces of URLs that operators paste, in any order.
fn pasted() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "https://",
        "http://",
        "sis.example",
        ":8443",
        "/Aeries",
        "/aspen",
        "/API",
        "/ims",
        "/oneroster",
        "/rostering",
        "/v1p1",
        "/v1p2",
        "/token",
        "/oauth/token",
        "?a=b",
        "#x",
        "/Login.aspx",
        "//",
        "..",
        "%2F",
        "@",
        " ",
        "\"",
        "💥",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn pasted_urls_never_panic_and_roots_hold_one_path(text in pasted()) {
        let profiles = Profiles::builtin();
        for key in ["aeries", "skyward_sms", "skyward_qmlativ", "eschooldata", "follett_aspen", "gg4l", "infinite_campus"] {
            let profile = profiles.get(key).unwrap();
            let credentials = Credentials::new("i", "s").with("app_name", "app");
            let Ok(address) = Address::resolve(profile, &text, &credentials, &AddressOptions::default()) else { continue };
            let root = address.root(sis_providers::Service::Rostering);
            prop_assert!(root.path().ends_with('/') && root.query().is_none());
            // What came out leads to the same place when it is typed again.
            let again = Address::resolve(profile, root.as_str(), &credentials, &AddressOptions::default());
            if let Ok(again) = again {
                prop_assert_eq!(again.root(sis_providers::Service::Rostering), root, "{}", key);
            }
        }
    }

    #[test]
    fn literal_templates_read_back(text in ".*") {
        let literal = Template::literal(&text);
        let again = Template::parse(literal.as_str()).unwrap();
        prop_assert_eq!(&again, &literal);
        prop_assert_eq!(again.names().count(), 0);
    }

    #[test]
    fn no_text_makes_readers_panic(text in "\\PC*") {
        let _ = Template::parse(&text);
        let _ = Pairs::parse(&text);
        let _ = Overrides::from_toml(&text);
        let _ = Learned::from_toml(&text);
        let _ = Profiles::empty().load(&text);
        let _ = Profiles::builtin().get(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn overridden_profiles_read_back(
        key in prop::sample::select(vec!["aeries", "skyward_qmlativ", "infinite_campus", "classlink_proxy", "alma"]),
        size in 1_u32..100_000,
        attempts in 1_u32..9,
        name in "[a-z]{1,12}",
    ) {
        let headers = BTreeMap::from([(format!("X-{name}"), "{client_id}")]);
        let overrides = Overrides::new()
            .with("paging.max_size", size).unwrap()
            .with("limits.max_attempts", attempts).unwrap()
            .with("requests.headers", headers).unwrap();
        let changed = Profiles::builtin().get(key).unwrap().with_overrides(&overrides).unwrap();
        prop_assert_eq!(changed.paging.max_size, Some(size));
        let again = Profile::from_toml(&changed.to_toml().unwrap()).unwrap();
        prop_assert_eq!(again, changed);
    }
}
