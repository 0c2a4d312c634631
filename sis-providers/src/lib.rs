//! What differs between student information systems, as data: one profile per SIS.
