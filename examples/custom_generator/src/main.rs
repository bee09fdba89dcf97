//! `seedbed` with reviews: `cargo run -p seedbed-example-custom-generator -- seed shop`.

use std::process::ExitCode;

fn main() -> ExitCode {
    seedbed_cli::Cli::new().generator(seedbed_example_custom_generator::reviews()).run()
}
