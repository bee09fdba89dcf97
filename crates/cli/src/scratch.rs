//! Letting the engine decide: what is declared is applied to a scratch database and read back.

use std::path::Path;

use seedbed_drift::{Finding, Policy, Report, compare};
use seedbed_schema_model::{Dialect, Family, OriginKind, Reading, TableName};
use seedbed_schema_source::{
    scratch::{self, ReadBack},
    sql,
};
use seedbed_seed_runner::Scratch;

use crate::{
    config,
    context::Context,
    error::Failure,
    exit::Exit,
    reading::{engine, unconnected, unreadable},
    verbs::explain::Made,
};

/// Who decides where spellings differ.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct How {
    /// A server where a scratch database may be made: the declaration is applied there and read
    /// back, so that the engine decides what is equal; instead of [check] scratch. SQLite needs
    /// none: it decides in memory by itself
    #[arg(long, value_name = "URL")]
    scratch: Option<String>,
    /// Compare texts by the rules alone
    #[arg(long, conflicts_with = "scratch")]
    no_scratch: bool,
}

/// Two readings compared, with what decided.
pub(crate) struct Compared {
    pub(crate) report: Report,
    /// The declared side as it was compared.
    pub(crate) declared: Reading,
}

/// Where a scratch database may be made.
enum Place {
    Memory { asked: bool },
    Server(String),
}

impl How {
    /// Compares, and lets the engine decide where a scratch database is to be had.
    pub(crate) async fn compare(
        &self,
        context: &Context,
        policy: Policy,
        declared: Reading,
        live: &Reading,
    ) -> Result<Compared, Failure> {
        let report = compare(&declared, live, &policy);
        let dialect = live.schema.dialect;
        if !declared.schema.dialect.comparable(dialect) {
            return Ok(Compared { report, declared });
        }
        let Some(place) = self.place(context, dialect)? else {
            return Ok(Compared { report, declared });
        };
        let automatic = matches!(place, Place::Memory { asked: false });
        if automatic && !report.is_undecided() {
            return Ok(Compared { report, declared });
        }
        // A file in memory is cheap, and cheaper still in parts.
        let only = report.undecided_objects().filter(|_| automatic);
        let collation = live.schema.default_collation.as_deref();
        let mut policy = Policy { scratch: true, ..policy };
        let only = only.as_deref();
        let declared_back = self.side(context, &place, &declared, collation, only).await?;
        let live_back = self.side(context, &place, live, collation, only).await?;
        for back in [&declared_back, &live_back].into_iter().flatten() {
            policy.by_text.extend(back.by_text.iter().cloned());
        }
        let declared = declared_back.map_or(declared, |back| back.reading);
        let live = live_back.as_ref().map_or(live, |back| &back.reading);
        let by_engine = compare(&declared, live, &policy).settling(&report);
        Ok(Compared { report: by_engine, declared })
    }

    /// One side in the engine's words; `None` for a side that holds them already.
    async fn side(
        &self,
        context: &Context,
        place: &Place,
        side: &Reading,
        collation: Option<&str>,
        only: Option<&[TableName]>,
    ) -> Result<Option<ReadBack>, Failure> {
        if side.origin.kind == OriginKind::Live {
            return Ok(None);
        }
        let made = open(context, place, collation, side.schema.dialect.family).await?;
        let back = read_back(&made, side, only).await;
        remove(context, made).await;
        back.map(Some)
    }

    /// Where the engine can be asked; `None` where nobody said.
    fn place(&self, context: &Context, dialect: Dialect) -> Result<Option<Place>, Failure> {
        if self.no_scratch {
            return Ok(None);
        }
        let given = match (&self.scratch, &context.config.check.scratch) {
            (Some(flag), _) => Some(flag.clone()),
            (None, Some(key)) => {
                Some(config::resolve(key, "[check] scratch", &context.config.folder)?)
            }
            (None, None) => None,
        };
        if dialect.family == Family::Sqlite {
            let asked = given.is_some_and(|url| url.starts_with("sqlite:"));
            return Ok(Some(Place::Memory { asked }));
        }
        Ok(given.filter(|url| !url.starts_with("sqlite:")).map(Place::Server))
    }

    /// The declaration read as text, and as the engine reads it.
    pub(crate) async fn both(
        &self,
        context: &Context,
        declared: Reading,
        collation: Option<&str>,
    ) -> Result<(Reading, ReadBack), Failure> {
        let Some(place) = self.place(context, declared.schema.dialect)? else {
            return Err(nowhere());
        };
        let made = open(context, &place, collation, declared.schema.dialect.family).await?;
        let back = read_back(&made, &declared, None).await;
        remove(context, made).await;
        Ok((declared, back?))
    }

    /// What the engine makes of the table that a finding is about, on either side; `None` where no
    /// engine can be asked, or it cannot make that table by itself.
    pub(crate) async fn made_of(
        &self,
        context: &Context,
        finding: &Finding,
        declared: &Reading,
        live: &Reading,
    ) -> Result<Option<Made>, Failure> {
        let dialect = live.schema.dialect;
        let place = self.place(context, dialect)?.filter(|_| finding.declared.is_some());
        let Some(place) = place.filter(|_| finding.live.is_some()) else { return Ok(None) };
        let collation = live.schema.default_collation.as_deref();
        let mut sides = Vec::new();
        for side in [declared, live] {
            let Some(one) = alone(side, &finding.at.object) else { return Ok(None) };
            let made = open(context, &place, collation, dialect.family).await?;
            let back = scratch::read_back_model(made.connection(), made.room(), &one).await;
            remove(context, made).await;
            let back = back.map_err(|e| unreadable(&e))?;
            if back.applied == 0 {
                return Ok(None);
            }
            sides.push(back.reading);
        }
        let report = compare(&sides[0], &sides[1], &Policy { scratch: true, ..context.policy() });
        let mut all = report.findings().iter();
        let found = all.find(|f| f.rule == finding.rule && f.at == finding.at);
        let finding = found.map(|f| (f.clone(), f.declared.clone(), f.live.clone()));
        Ok(Some(Made { finding }))
    }

    /// The engine of the server that was named, without looking at anything else.
    pub(crate) async fn dialect(&self, context: &Context) -> Result<Option<Dialect>, Failure> {
        let unknown = Dialect::POSTGRES;
        let Some(Place::Server(url)) = self.place(context, unknown)? else { return Ok(None) };
        let scheme = url.split(':').next().unwrap_or_default();
        Ok(match scheme {
            "postgres" | "postgresql" => Some(Dialect::POSTGRES),
            _ => {
                let made = Scratch::on_server(&url, None, context.now.timestamp())
                    .await
                    .map_err(unconnected)?;
                let dialect = made.dialect();
                remove(context, made).await;
                Some(dialect)
            }
        })
    }
}

/// One table and the types it may need; its foreign keys lead elsewhere.
fn alone(side: &Reading, name: &TableName) -> Option<Reading> {
    let mut schema = side.schema.clone();
    schema.views.clear();
    let folded = |n: &TableName| {
        schema.dialect.family == Family::Sqlite && n.name.eq_ignore_ascii_case(&name.name)
    };
    let mut table = schema.tables.values().find(|t| t.name == *name || folded(&t.name))?.clone();
    table.foreign_keys.clear();
    table.options.partition_of = None;
    schema.tables.clear();
    schema.insert(table);
    Some(Reading { schema, ..side.clone() })
}

/// What to say where the engine is to decide and none was named.
pub(crate) fn nowhere() -> Failure {
    Failure::new(Exit::Usage, "there is no engine to ask")
        .hint("--scratch URL names a server where a scratch database may be made")
}

async fn open(
    context: &Context,
    place: &Place,
    collation: Option<&str>,
    family: Family,
) -> Result<Scratch, Failure> {
    let made = match place {
        Place::Memory { .. } => Scratch::in_memory().await,
        Place::Server(url) => Scratch::on_server(url, collation, context.now.timestamp()).await,
    };
    let made = made.map_err(unconnected)?;
    if engine(made.dialect().family) != engine(family) {
        let engine = made.dialect().family.label();
        remove(context, made).await;
        return Err(Failure::new(
            Exit::Usage,
            format!("--scratch is {engine} and the database is {}", family.label()),
        )
        .hint("give --scratch a server of the same engine"));
    }
    if let Some(name) = made.name() {
        context.ui.detail(&format!("the engine decides in the scratch database {name}"));
    }
    for note in made.notes() {
        context.ui.say(&format!("note: {note}"));
    }
    if !made.room().alone {
        context.ui.detail(
            "the scratch database has no role of its own: functions and triggers are not applied",
        );
    }
    Ok(made)
}

async fn read_back(
    made: &Scratch,
    side: &Reading,
    only: Option<&[TableName]>,
) -> Result<ReadBack, Failure> {
    let connection = made.connection();
    let text = matches!(side.origin.kind, OriginKind::SqlFile | OriginKind::Folder);
    let done = if text {
        let texts = sql::texts(Path::new(&side.origin.label)).map_err(|e| unreadable(&e))?;
        scratch::read_back(connection, made.room(), side, &texts, only).await
    } else {
        scratch::read_back_model(connection, made.room(), side).await
    };
    done.map_err(|e| unreadable(&e))
}

async fn remove(context: &Context, made: Scratch) {
    for left in made.remove().await {
        context.ui.say(&format!("note: the scratch database could not be removed: {left}"));
    }
}
