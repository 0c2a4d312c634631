//! Completions and manual pages.

use crate::roster::Roster;

#[test]
fn each_shell_gets_a_script_that_knows_the_commands() {
    let roster = Roster::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = roster.good(&format!("completions {shell}"));
        assert!(ran.stdout.contains("convert-version") && ran.stdout.contains("report"), "{shell}");
    }
    assert_eq!(roster.run("completions tcsh").code, Some(2));
}

#[test]
fn every_command_has_a_manual_page() {
    let roster = Roster::new();
    roster.good("man pages");
    let page = roster.read("pages/roster-convert.1");
    assert!(page.contains(".TH roster-convert 1") && page.contains("roster convert district.zip"), "{page}");
    assert!(roster.read("pages/roster.1").contains("roster\\-validate(1)"));
    assert!(roster.good("man").stdout.contains("Exit codes"));
}
