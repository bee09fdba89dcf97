//! The `seedbed` command as a library, so that a binary of your own gets every verb with your
//! generators in it:
//!
//! ```no_run
//! std::process::exit(i32::from(seedbed_cli::Cli::new().run_from(std::env::args_os())));
//! ```
//!
//! Absent from here: every decision a library user would need. Verbs read the configuration, call
//! the crates below and print.

pub mod config;
mod context;
mod error;
mod exit;
mod generators;
mod reading;
mod scratch;
mod seeding;
mod ui;
mod verbs;

use std::{
    ffi::OsString,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::Arc,
};

use clap::Parser;
use seedbed_generators::Generator;

pub use exit::Exit;

use crate::{context::Context, error::Failure, ui::Ui};

/// The command line, with generators of your own.
#[derive(Default)]
pub struct Cli {
    generators: Vec<Arc<dyn Generator>>,
}

impl Cli {
    /// The bundled generators only.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a generator: it takes part in every plan whose configuration has a section of its name,
    /// `[seed.<name>]`.
    #[must_use]
    pub fn generator(mut self, generator: impl Generator + 'static) -> Self {
        self.generators.push(Arc::new(generator));
        self
    }

    /// Runs the process's own command line.
    pub fn run(self) -> ExitCode {
        ExitCode::from(self.run_from(std::env::args_os()))
    }

    /// Runs a command line and gives the exit code.
    pub fn run_from(self, args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> u8 {
        let args = match verbs::Args::try_parse_from(args) {
            Ok(args) => args,
            Err(error) => {
                // Help and version are answers, not mistakes; a closed pipe is nobody's.
                let _ = error.print();
                return if error.use_stderr() { Exit::Usage } else { Exit::Green }.code();
            }
        };
        let ui = Ui::new(args.global.color, args.global.quiet, args.global.verbose);
        let outcome = catch_unwind(AssertUnwindSafe(|| run(args, self.generators, ui.clone())));
        match outcome {
            Ok(Ok(exit)) => exit.code(),
            Ok(Err(failure)) => {
                ui.failure(&failure);
                failure.exit.code()
            }
            Err(_) => {
                ui.failure(
                    &Failure::new(Exit::Bug, "this is a bug of seedbed")
                        .hint("please report it with the command and the text above"),
                );
                Exit::Bug.code()
            }
        }
    }
}

fn run(args: verbs::Args, generators: Vec<Arc<dyn Generator>>, ui: Ui) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // The steps of a rollout are deep futures, and debug builds keep all of them on the stack.
        .thread_stack_size(16 << 20)
        .enable_all()
        .build()
        .map_err(|e| Failure::from_error(Exit::Bug, "cannot start", &e))?;
    let context = Context::new(args.global, generators, ui)?;
    runtime.block_on(verbs::run(&context, args.verb))
}

/// The README's Rust compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
