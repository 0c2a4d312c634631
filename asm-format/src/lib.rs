//! Apple School Manager files and the OneRoster converter.
