//! The only file that prints: data to stdout, everything for people to stderr.

use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::Failure;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where and how to print.
#[derive(Debug, Clone)]
pub(crate) struct Ui {
    /// Colour on stdout.
    pub(crate) color: bool,
    color_stderr: bool,
    quiet: bool,
    verbose: bool,
    progress: bool,
}

impl Ui {
    /// Follows the terminal and the flags.
    pub(crate) fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let want = |terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !no_color,
        };
        let stderr = io::stderr().is_terminal();
        Self {
            color: want(io::stdout().is_terminal()),
            color_stderr: want(stderr),
            quiet,
            verbose,
            progress: stderr && !quiet,
        }
    }

    /// The terminal's width, 100 when there is none.
    pub(crate) fn width(&self) -> usize {
        std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(100).clamp(60, 160)
    }

    /// Data: to stdout. A closed pipe ends the output quietly.
    pub(crate) fn data(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// A line for people.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            self.stderr(text);
        }
    }

    /// A line for people who asked for more.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose {
            self.say(text);
        }
    }

    /// A heading for people.
    pub(crate) fn heading(&self, text: &str) {
        self.say(&self.paint("1", text));
    }

    /// A line that starts with a mark: done, or not.
    pub(crate) fn mark(&self, good: bool, text: &str) {
        let mark = if good { self.paint("32", "✓") } else { self.paint("31", "✗") };
        self.say(&format!("  {mark} {text}"));
    }

    /// A failure, always shown.
    pub(crate) fn failure(&self, failure: &Failure) {
        self.stderr(&format!("{} {}", self.paint("1;31", "error:"), failure.message));
        for cause in &failure.causes {
            self.stderr(&format!("  {} {cause}", self.paint("31", "caused by:")));
        }
        if let Some(hint) = &failure.hint {
            self.stderr(&format!("  {} {hint}", self.paint("36", "hint:")));
        }
    }

    /// A progress bar, hidden when stderr is no terminal. Zero length is a spinner.
    pub(crate) fn progress(&self, what: &str, length: u64) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
        let template = if length == 0 {
            "  {spinner} {msg} {elapsed}"
        } else {
            "  {msg:28} {bar:24} {human_pos}/{human_len} {per_sec} {eta}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color_stderr { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn stderr(&self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "{text}");
    }
}
