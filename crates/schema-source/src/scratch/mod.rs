//! Scratch databases: a declaration is applied to an empty database of the same engine and read
//! back, so that the engine itself says what a text means.
//!
//! Two layers: [`select`] decides what of an untrusted text may be sent (pure), [`apply`] sends it
//! one statement after another over any sea-orm connection. Who makes the empty database, and throws
//! it away, is the caller.
//!
//! Absent from here: drivers, making and removing databases.

pub mod apply;
mod merge;
pub mod select;

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{Reading, TableName, ddl};

use crate::{ReadError, live, sql::Texts};
use apply::{Piece, Unapplied};
use select::{Judgement, Room, Selector};

/// A declaration as the engine reads it.
#[derive(Debug, Clone)]
pub struct ReadBack {
    /// The schema in the engine's words, with the places and the origin of the declaration.
    pub reading: Reading,
    /// Objects that the scratch database could not make as they are declared: here they are as the
    /// text was read.
    pub by_text: BTreeSet<TableName>,
    /// How many statements were applied.
    pub applied: usize,
}

/// Applies the texts of a declaration to the empty database behind `connection`, which should be one
/// that is thrown away, and reads it back. `text` is the same declaration read as text.
///
/// # Errors
/// When the catalog cannot be read. Statements that fail are gaps.
pub async fn read_back<C: ConnectionTrait>(
    connection: &C,
    room: Room,
    text: &Reading,
    texts: &Texts,
    only: Option<&[TableName]>,
) -> Result<ReadBack, ReadError> {
    let mut selector = Selector::new(text.schema.dialect, room);
    let wanted = only.map(Wanted::new);
    let mut pieces = Vec::new();
    for (file, content) in &texts.files {
        for selected in selector.select(content) {
            if wanted.as_ref().is_none_or(|wanted| wanted.in_one_of(&selected)) {
                pieces.push(Piece { file, selected });
            }
        }
    }
    // A folder is a history, in which nothing may be tried again later.
    let again = texts.files.len() == 1;
    let unapplied = apply::apply(connection, &pieces, room, again).await?;
    let engine = live::read(connection, None).await?;
    Ok(match only {
        Some(only) => merge::only(text, engine, only, &pieces, &unapplied),
        None => merge::merge(text, engine, &pieces, &unapplied),
    })
}

/// Objects that a statement may name, as far as its text tells.
struct Wanted {
    /// Names that are one word, in lower case.
    words: BTreeSet<String>,
    /// The others.
    phrases: Vec<String>,
}

impl Wanted {
    fn new(names: &[TableName]) -> Self {
        let names = names.iter().map(|name| name.name.to_lowercase());
        let (words, phrases): (Vec<_>, Vec<_>) = names.partition(|name| name.chars().all(in_word));
        Self { words: words.into_iter().collect(), phrases }
    }

    fn in_one_of(&self, selected: &select::Selected) -> bool {
        let Judgement::Send(statements) = &selected.judgement else { return false };
        statements.iter().any(|sql| {
            let sql = sql.to_lowercase();
            let mut words = sql.split(|c| !in_word(c)).filter(|word| !word.is_empty());
            words.any(|word| self.words.contains(word))
                || self.phrases.iter().any(|name| {
                    sql.match_indices(name).any(|(at, _)| {
                        !sql[..at].ends_with(in_word)
                            && !sql[at + name.len()..].starts_with(in_word)
                    })
                })
        })
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The same for a declaration that is no SQL text (a snapshot, entities): its tables are written as
/// DDL first.
///
/// # Errors
/// As [`read_back`].
pub async fn read_back_model<C: ConnectionTrait>(
    connection: &C,
    room: Room,
    model: &Reading,
) -> Result<ReadBack, ReadError> {
    let by_text = || model.schema.tables.keys().chain(model.schema.views.keys()).cloned().collect();
    let as_it_is = |by_text| ReadBack { reading: model.clone(), by_text, applied: 0 };
    let Ok(statements) = ddl::create_schema(&model.schema) else { return Ok(as_it_is(by_text())) };
    let text = statements.join(";\n");
    let mut selector = Selector::new(model.schema.dialect, room);
    let selected = selector.select(&text);
    let pieces: Vec<_> =
        selected.into_iter().map(|selected| Piece { file: "", selected }).collect();
    let unapplied = apply::apply(connection, &pieces, room, true).await?;
    if !unapplied.is_empty() {
        return Ok(as_it_is(by_text()));
    }
    let engine = live::read(connection, None).await?;
    Ok(merge::merge(model, engine, &pieces, &unapplied))
}

/// Whether a piece was meant to be applied and was.
fn is_applied(piece: &Piece<'_>, index: usize, unapplied: &[Unapplied]) -> bool {
    matches!(piece.selected.judgement, Judgement::Send(_))
        && !unapplied.iter().any(|u| u.index == index)
}
