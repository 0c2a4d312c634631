//! Small programs, one idea each; see the files in `examples/`.
