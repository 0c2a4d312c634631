//! Codes of guards that hold a run, besides those of [`asm_format::guard`].

oneroster_model::codes! {
    /// Such as OneRoster before, and Apple School Manager now.
    GUARD_OTHER_FORMAT = "guard_other_format",
        "What was delivered last has another format or version.",
        "Check whether the change is meant; release the run with a reason if it is.";
    /// The file was changed or removed from outside.
    GUARD_NOTHING_TO_COMPARE = "guard_nothing_to_compare",
        "What was delivered last cannot be read, so that losses cannot be noticed.",
        "Look at the numbers of the run; release it with a reason if they are right.";
}
