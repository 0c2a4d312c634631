//! What the pages show has to work.

use roster_flow::Configuration;

#[test]
fn the_configuration_on_the_page_about_operating_is_one() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operating.md")).unwrap();
    let example = page.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let configuration = Configuration::parse(example).unwrap();
    assert_eq!(configuration.flows.len(), 2);
    assert!(configuration.warnings().is_empty(), "{:?}", configuration.warnings());
}
