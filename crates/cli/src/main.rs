//! The `seedbed` command.
fn main() {}
