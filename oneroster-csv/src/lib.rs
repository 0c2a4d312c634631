//! The OneRoster CSV binding: tables, rows, packages, validation, deltas.
