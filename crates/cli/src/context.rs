//! What every verb starts from: flags, configuration, terminal, the time it was started.

use std::{path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};
use seedbed_drift::{
    Baseline, Decisions, Expected, Gate, Heading, Policy, Severity,
    archive::{self, Entry},
};
use seedbed_generators::Generator;
use seedbed_schema_model::{Family, TableName};
use seedbed_seed_runner::{Endpoint, Environment, Identity, Stage, Target};

use crate::{
    config::{Config, ConfigError, SeedSection, nearest},
    error::Failure,
    exit::Exit,
    ui::Ui,
    verbs::{Findings, Format, Global},
};

/// How long a production server may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(3);

/// An environment of the configuration, resolved.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Its name and stage.
    pub(crate) environment: Environment,
    /// Its URL; may hold a password.
    pub(crate) url: String,
    /// Whether a rollout may make it.
    pub(crate) create: bool,
}

/// What every verb starts from.
pub(crate) struct Context {
    pub(crate) ui: Ui,
    pub(crate) config: Config,
    pub(crate) format: Format,
    /// A format that only findings have.
    pub(crate) findings: Option<Findings>,
    pub(crate) generators: Vec<Arc<dyn Generator>>,
    pub(crate) now: DateTime<Utc>,
    env: Option<String>,
    decisions: Decisions,
}

/// The decisions file that is used without being named.
const DECISIONS: &str = "drift-decisions.toml";

impl Context {
    pub(crate) fn new(
        global: Global,
        generators: Vec<Arc<dyn Generator>>,
        ui: Ui,
    ) -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .map_err(|e| Failure::from_error(Exit::Configuration, "no current folder", &e))?;
        let config = Config::load(global.config.as_deref(), &here)?;
        let decisions = decisions(&config)?;
        let ((format, findings), env) = (global.format.formats(), global.env);
        Ok(Self { ui, config, format, findings, generators, now: Utc::now(), env, decisions })
    }

    /// The folder that paths in reports for other programs are relative to: the repository's, or the
    /// current one.
    pub(crate) fn root(&self) -> Option<String> {
        let here = std::env::current_dir().ok()?;
        let repository = here.ancestors().find(|folder| folder.join(".git").exists());
        Some(repository.unwrap_or(&here).to_string_lossy().into_owned())
    }

    /// The environment asked for, or the only one there is.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        if let Some(name) = &self.env {
            return self.place_named(name);
        }
        let mut names = self.config.env.keys();
        match (names.next(), names.next()) {
            (Some(only), None) => self.place_named(only),
            (None, _) => Err(Failure::new(Exit::Usage, "there is no database to work on")
                .hint("give one with --live URL, or add [env.NAME] url = \"…\" to seedbed.toml")),
            _ => {
                let known: Vec<_> = self.config.env.keys().cloned().collect();
                Err(Failure::new(Exit::Usage, "several environments: which one?")
                    .hint(format!("--env {}", known.join(" or --env "))))
            }
        }
    }

    /// An environment by name.
    pub(crate) fn place_named(&self, name: &str) -> Result<Place, Failure> {
        let section = self.config.environment(name)?;
        let url = section.resolve(name, &self.config.folder)?;
        let stage = match &section.stage {
            Some(text) => text.parse::<Stage>().map_err(|_| {
                let stages = ["development", "staging", "production"];
                let failure = Failure::configuration(format!(
                    "[env.{name}] stage = \"{text}\" is not a stage"
                ));
                match nearest(text, stages) {
                    Some(near) => failure.hint(format!("did you mean \"{near}\"?")),
                    None => failure.hint(format!("one of {}", stages.join(", "))),
                }
            })?,
            None => name.parse().unwrap_or(Stage::Development),
        };
        let environment = Environment { name: name.to_owned(), stage };
        Ok(Place { environment, url, create: section.create })
    }

    /// Whether the name is an environment.
    pub(crate) fn is_environment(&self, name: &str) -> bool {
        self.config.env.contains_key(name)
    }

    /// Every production database of the configuration, to recognise a target that is one of them
    /// whatever its environment's name says. A server has more names than a URL shows (aliases,
    /// addresses, tunnels), so that each is asked who it is; one that does not answer is known by
    /// its URL only.
    pub(crate) async fn production(&self, target: &Identity) -> Vec<Endpoint> {
        let mut all = Vec::new();
        let places = self.config.env.keys().filter_map(|name| self.place_named(name).ok());
        for place in places.filter(|p| p.environment.stage == Stage::Production) {
            let Ok(endpoint) = Endpoint::parse(&place.environment.name, &place.url) else {
                continue;
            };
            let known = target.stage == Stage::Production || endpoint.is(target);
            all.push(endpoint);
            if known || target.engine == Family::Sqlite || place.url.starts_with("sqlite:") {
                continue;
            }
            let connecting = Target::connect(&place.url, place.environment);
            if let Ok(Ok(asked)) = tokio::time::timeout(PATIENCE, connecting).await {
                all.push(Endpoint::of(asked.identity()));
                asked.close().await;
            }
        }
        all
    }

    /// What is compared.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            ignore: self.config.schema.ignore.clone(),
            severities: self.config.check.severity.0.clone(),
            allow_gaps: self.config.check.max_gaps,
            decisions: self.decisions.clone(),
            ..Policy::default()
        }
    }

    /// What is compared of an environment, and which database it has to be.
    pub(crate) fn policy_of(&self, environment: Option<&str>) -> Policy {
        let section = environment.and_then(|name| self.config.env.get(name));
        let expected = section.map(|env| Expected {
            database: env.database.clone(),
            engine: env.engine.map(Into::into),
        });
        Policy { expected: expected.unwrap_or_default(), ..self.policy() }
    }

    /// The lowest severity that fails.
    pub(crate) fn fail_on(&self, flag: Option<&str>) -> Result<Severity, Failure> {
        let text = flag.unwrap_or(&self.config.check.fail_on);
        text.parse().map_err(|_| {
            let known = ["critical", "high", "medium", "low", "info"];
            let failure = Failure::new(
                if flag.is_some() { Exit::Usage } else { Exit::Configuration },
                format!("`{text}` is not a severity"),
            );
            failure.hint(format!("one of {}", known.join(", ")))
        })
    }

    /// The file of accepted findings, for an engine.
    pub(crate) fn baseline_path(&self, engine: &str) -> Option<PathBuf> {
        self.config.check.baseline.as_ref().map(|p| self.config.path(p, engine))
    }

    /// The accepted findings; none when the file does not exist.
    pub(crate) fn baseline(&self, path: Option<&PathBuf>) -> Result<Baseline, Failure> {
        let Some(path) = path else { return Ok(Baseline::default()) };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Baseline::default()),
            Err(e) => {
                let what = format!("cannot read the baseline {}", path.display());
                return Err(Failure::from_error(Exit::Configuration, what, &e));
            }
        };
        Baseline::parse(&text).map_err(|e| {
            let what = format!("the baseline {} cannot be used", path.display());
            Failure::from_error(Exit::Configuration, what, &e)
        })
    }

    /// The gate of the configuration.
    pub(crate) fn gate(&self, fail_on: Option<&str>, baseline: Baseline) -> Result<Gate, Failure> {
        Ok(Gate { fail_on: self.fail_on(fail_on)?, baseline })
    }

    /// The date that counts as today for what is seeded.
    pub(crate) fn today(&self, seed: &SeedSection) -> NaiveDate {
        seed.today.unwrap_or_else(|| self.now.date_naive())
    }

    /// A report's heading.
    pub(crate) fn heading(&self, verb: &str, environment: Option<&str>) -> Heading {
        Heading {
            verb: verb.to_owned(),
            started: Some(self.now),
            environment: environment.map(str::to_owned),
        }
    }

    /// Whether reports can be archived: asked before anything is done that has to be reported.
    pub(crate) fn can_archive(&self) -> Result<(), Failure> {
        let Some(folder) = &self.config.check.archive else { return Ok(()) };
        let folder = self.config.folder.join(folder);
        let probe = folder.join(".seedbed-probe");
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&probe, ""))
            .and_then(|()| std::fs::remove_file(&probe))
            .map_err(|e| {
                let what = format!("reports cannot be written to {}", folder.display());
                Failure::from_error(Exit::Configuration, what, &e)
                    .hint("nothing was done; see [check] archive, and the folder's permissions")
            })
    }

    /// Archives renderings when the configuration or a flag names a folder.
    pub(crate) fn archive(
        &self,
        folder: Option<&PathBuf>,
        verb: &str,
        environment: &str,
        files: &[(&str, &str)],
    ) -> Result<Vec<PathBuf>, Failure> {
        let configured = self.config.check.archive.as_ref().map(|p| self.config.folder.join(p));
        let Some(folder) = folder.cloned().or(configured) else { return Ok(Vec::new()) };
        let entry = Entry { verb, environment, at: Utc::now().naive_utc(), files };
        archive::write(&folder, &entry).map_err(|e| {
            Failure::from_error(Exit::Configuration, "the report could not be archived", &e)
                .hint("nothing else was done after the report; check the folder's permissions")
        })
    }
}

/// The decisions of the configuration: a file that is named must be there.
fn decisions(config: &Config) -> Result<Decisions, Failure> {
    let named = config.schema.decisions.as_deref();
    let path = config.folder.join(named.unwrap_or(DECISIONS));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if named.is_none() && e.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Decisions::default());
        }
        Err(e) => {
            let what = format!("cannot read the decisions {}", path.display());
            return Err(Failure::from_error(Exit::Configuration, what, &e));
        }
    };
    Decisions::parse(&text).map_err(|e| {
        let what = format!("the decisions {} cannot be used", path.display());
        Failure::from_error(Exit::Configuration, what, &e)
    })
}

/// A table name as written in the configuration: `table` or `schema.table`.
pub(crate) fn table_name(text: &str) -> TableName {
    match text.split_once('.') {
        Some((schema, name)) => TableName::in_schema(schema, name),
        None => TableName::new(text),
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let hint = error.hint();
        let mut failure = Failure::configuration(error.to_string());
        if let Some(source) = std::error::Error::source(&error) {
            failure = failure.because(source.to_string());
        }
        failure.hint = hint;
        failure
    }
}
