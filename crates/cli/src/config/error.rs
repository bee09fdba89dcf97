//! What can be wrong with a configuration.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a configuration could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file could not be read.
    #[error("cannot read the configuration {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is not what it should be.
    #[error("{}:{line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
        /// The nearest thing that would be right.
        suggestion: Option<String>,
    },
    /// An environment that is not in the file.
    #[error("there is no environment `{name}` in the configuration")]
    UnknownEnvironment {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// An environment variable that is not set.
    #[error("[env.{environment}] takes its URL from ${variable}, which is not set")]
    Variable {
        /// The environment.
        environment: String,
        /// The variable.
        variable: String,
    },
}

impl ConfigError {
    /// From the parser's error: its message, the line, and a suggestion for an unknown name.
    pub(super) fn syntax(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count() + 1);
        let message = error.message().lines().next().unwrap_or_default();
        let suggestion = suggestion(message);
        // What is near needs no list of everything there is.
        let short = message.split_once(", expected ").filter(|_| suggestion.is_some());
        let message = short.map_or(message, |(unknown, _)| unknown).to_owned();
        Self::Syntax { path: path.to_owned(), line, suggestion, message }
    }

    /// What to type next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read { .. } => Some("give the file with --config FILE".into()),
            Self::Syntax { suggestion, .. } => {
                suggestion.as_ref().map(|s| format!("did you mean `{s}`?"))
            }
            Self::UnknownEnvironment { name, known } => {
                let list = known.join(", ");
                Some(match nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`? known: {list}"),
                    None if known.is_empty() => "add an [env.NAME] section".into(),
                    None => format!("known: {list}"),
                })
            }
            Self::Variable { variable, .. } => Some(format!("export {variable}=URL")),
        }
    }
}

/// From serde's "unknown field `x`, expected one of `a`, `b`": the nearest expected name.
fn suggestion(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `").or(message.strip_prefix("unknown key `"))?;
    let (unknown, rest) = rest.split_once('`')?;
    nearest(unknown, rest.split('`').skip(1).step_by(2)).map(str::to_owned)
}

/// The nearest of the names, when one is near enough to be a slip.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|n| (strsim::damerau_levenshtein(name, n), n))
        .filter(|(distance, n)| n.len() > 2 && *distance <= 1 + n.len() / 4)
        .min()
        .map(|(_, n)| n)
}
