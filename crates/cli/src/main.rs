//! The `seedbed` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    seedbed_cli::Cli::new().run()
}
