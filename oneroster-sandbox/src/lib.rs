//! A synthetic district generator and a OneRoster server to develop against.
