//! What people see when a verb cannot go on: `error:`, `caused by:`, `hint:`.

use std::error::Error;

use crate::exit::Exit;

/// A failure on its way to the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code it leads to.
    pub(crate) exit: Exit,
    /// What failed.
    pub(crate) message: String,
    /// Why, outermost first.
    pub(crate) causes: Vec<String>,
    /// What to type next.
    pub(crate) hint: Option<String>,
}

impl Failure {
    /// A failure without a cause.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), causes: Vec::new(), hint: None }
    }

    /// A configuration or connection failure.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Exit::Configuration, message)
    }

    /// A failure caused by an error of a library; its sources become causes.
    pub(crate) fn from_error(exit: Exit, message: impl Into<String>, error: &dyn Error) -> Self {
        let mut failure = Self::new(exit, message);
        let mut next = Some(error);
        while let Some(error) = next {
            let text = plain(&error.to_string());
            // Some libraries repeat their source in their own text.
            if !failure.causes.last().is_some_and(|c| c.contains(&text)) {
                failure.causes.push(text);
            }
            next = error.source();
        }
        failure
    }

    /// Adds a cause.
    #[must_use]
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds what to type next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What the database said, without the layers that passed it on.
fn plain(text: &str) -> String {
    ["Execution Error: ", "Query Error: ", "Connection Error: ", "error returned from database: "]
        .iter()
        .fold(text.to_owned(), |text, layer| text.replace(layer, ""))
}

/// Failures that are told together.
#[derive(Debug, Default)]
pub(crate) struct Failures(Vec<Failure>);

impl Failures {
    pub(crate) fn add(&mut self, failure: Failure) {
        self.0.push(failure);
    }

    pub(crate) fn take(&mut self, outcome: Result<(), Failure>) {
        self.0.extend(outcome.err());
    }

    /// One failure that says all of them; the first is its headline.
    pub(crate) fn joined(self) -> Option<Failure> {
        let mut all = self.0.into_iter();
        let mut first = all.next()?;
        for failure in all {
            let hint = failure.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            first.causes.push(format!("{}{hint}", failure.message));
            first.causes.extend(failure.causes);
        }
        Some(first)
    }
}
