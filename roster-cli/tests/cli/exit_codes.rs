//! The table of exit codes.

use crate::roster::Roster;

#[test]
fn exit_codes_are_those_of_the_table() {
    let roster = Roster::new();
    roster.good("generate good.zip --students 50");
    for (arguments, code) in [
        // 0: good.
        ("validate good.zip --strict", 0),
        ("inspect good.zip", 0),
        ("convert good.zip asm.zip --today 2026-10-01", 0),
        ("validate asm.zip", 0),
        ("explain reference_dangling", 0),
        ("--help", 0),
        ("--version", 0),
        // 1: the data or the run is not good.
        ("validate district", 1),
        ("convert district strict.zip --today 2026-10-01 --strict", 1),
        ("convert district held.zip --today 2026-10-01 --previous asm.zip", 1),
        // 2: wrong usage or unusable input.
        ("", 2),
        ("frobnicate", 2),
        ("validate", 2),
        ("validate missing.zip", 2),
        ("validate good.zip --profile everything", 2),
        ("convert good.zip", 2),
        ("convert good.zip out.zip --today yesterday", 2),
        ("convert good.zip out.zip --settings missing.toml", 2),
        ("convert good.zip out.zip --previous good.zip", 2),
        ("generate out.zip --students none", 2),
        ("generate out.zip --students 5 --dirty 2", 2),
        ("explain no_such_code", 2),
    ] {
        let ran = roster.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments}: {}{}", ran.stdout, ran.stderr);
        let silent = if code == 2 { &ran.stdout } else { &ran.stderr };
        assert_eq!(silent, "", "{arguments}: standard output carries results, standard error the rest");
    }
    assert_eq!(roster.files(), ["asm.zip", "district", "good.zip"]);
}

#[test]
fn every_help_shows_an_example() {
    let roster = Roster::new();
    for command in
        ["apply", "convert", "convert-version", "diff", "explain", "generate", "inspect", "patch", "validate"]
    {
        let help = roster.good(&format!("{command} --help")).stdout;
        assert!(help.contains(&format!("Example:\n  roster {command} ")), "{help}");
    }
}
