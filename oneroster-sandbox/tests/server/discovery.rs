//! Discovery of 1.2, packages, and what a sandbox says about itself.

use std::io::Cursor;

use oneroster_csv::package::OpenOptions;
use oneroster_csv::{Package, PackageWriter, WriteOptions};
use oneroster_model::Version;
use oneroster_model::json::Service;
use oneroster_model::rostering::{Enrollment, User};
use oneroster_sandbox::{Content, District, Personality, Sandbox};
use serde_json::json;

use crate::client::{Client, sandbox};

#[tokio::test]
async fn each_service_of_1_2_describes_itself() {
    let sandbox = sandbox(Version::V1_2).await;
    let client = Client::without_token(&sandbox);
    for (service, names, operations) in [
        (
            Service::Rostering,
            ["onerosterv1p2rostersservice_openapi3_v1p0.json", "imsorv1p2_rostering_openapi3_v1p0.json"],
            41,
        ),
        (
            Service::Gradebook,
            ["onerosterv1p2gradebookservice_openapi3_v1p0.json", "imsorv1p2_gradebook_openapi3_v1p0.json"],
            35,
        ),
        (
            Service::Resources,
            ["onerosterv1p2resourcesservice_openapi3_v1p0.json", "imsorv1p2_resources_openapi3_v1p0.json"],
            5,
        ),
    ] {
        let root = sandbox.root_url(service);
        for name in names {
            let document = client.get_url(&format!("{root}/discovery/{name}")).await.json();
            assert_eq!(document["servers"][0]["url"], root.as_str());
            let flow = &document["components"]["securitySchemes"]["OAuth2CC"]["flows"]["clientCredentials"];
            assert_eq!(flow["tokenUrl"], sandbox.token_url());
            assert_eq!(flow["scopes"].as_object().unwrap().len(), 13);
            let paths = document["paths"].as_object().unwrap();
            let count: usize = paths.values().map(|path| path.as_object().unwrap().len()).sum();
            assert_eq!(count, operations, "{name}");
        }
    }
}

#[tokio::test]
async fn a_package_is_served_like_the_district_that_it_was_written_from() {
    for version in Version::ALL {
        let district = District::builder(40).version(version).content(Content::Full).build();
        let mut writer = PackageWriter::new(Cursor::new(Vec::new()), version, WriteOptions::default());
        district.write_package(&mut writer, |_, _| Ok(())).unwrap();
        let package = Package::from_reader(writer.finish().unwrap(), &OpenOptions::default()).unwrap();
        let of_package = Sandbox::builder().package(package).start().await.unwrap();
        let of_district = Sandbox::builder().district(district).start().await.unwrap();
        assert_eq!(of_package.version(), version);
        assert_eq!(of_package.records::<User>(), of_district.records::<User>());
        assert_eq!(of_package.records::<Enrollment>(), of_district.records::<Enrollment>());
    }
}

#[tokio::test]
async fn a_district_can_be_served_in_the_other_version() {
    let district = District::builder(30).version(Version::V1_2).build();
    let sandbox = Sandbox::builder().district(district).version(Version::V1_1).start().await.unwrap();
    let client = Client::new(&sandbox).await;
    let users = client.get("/users?limit=1000").await.records("users");
    assert!(users.iter().all(|user| user["role"].is_string() && user["roles"].is_null()));
}

#[tokio::test]
async fn dirty_rows_are_served_as_they_are() {
    let clean = District::builder(300).version(Version::V1_1);
    let dirty = clean.clone().dirty(0.2).build();
    let clean = Sandbox::builder().district(clean.build()).start().await.unwrap();
    let dirty = Sandbox::builder().district(dirty).start().await.unwrap();
    assert_eq!(clean.count::<Enrollment>(), dirty.count::<Enrollment>());
    assert_ne!(clean.records::<Enrollment>(), dirty.records::<Enrollment>());
}

#[test]
fn a_sandbox_needs_no_runtime_of_its_user() {
    let sandbox = Sandbox::builder().credentials("id", "secret").start_blocking().unwrap();
    let address = sandbox.address();
    assert_eq!(
        serde_json::to_value(sandbox.connection()).unwrap(),
        json!({
            "url": format!("http://{address}"), "token_url": format!("http://{address}/token"),
            "client_id": "id", "client_secret": "secret", "version": "1.1",
        }),
    );
    assert!(!format!("{sandbox:?} {:?}", sandbox.connection()).contains("secret"));
    drop(sandbox);
    assert!(std::net::TcpStream::connect(address).is_err(), "it stops when it is dropped");
}

#[tokio::test]
async fn addresses_that_are_taken_are_an_error() {
    let first = Sandbox::start().await.unwrap();
    let error = Sandbox::builder().listen(first.address()).start().await.unwrap_err();
    assert_eq!(error.code(), "sandbox_io");
    assert!(error.to_string().contains("cannot be listened on"));
}

#[tokio::test]
async fn addresses_of_a_personality_are_told() {
    let personality = Personality::named("infinite_campus").unwrap();
    let sandbox = Sandbox::builder().personality(personality).start().await.unwrap();
    let host = format!("http://{}", sandbox.address());
    assert_eq!(sandbox.url(), host);
    assert_eq!(sandbox.token_url(), format!("{host}/campus/oauth2/token?appName=sandbox"));
    assert_eq!(
        sandbox.root_url(Service::Gradebook),
        format!("{host}/campus/api/oneroster/v1p2/sandbox/ims/oneroster/gradebook/v1p2"),
    );
    assert_eq!(sandbox.connection().secrets["vendor_key"], "vendor-key");
}
