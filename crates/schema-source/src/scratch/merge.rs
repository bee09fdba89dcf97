//! What was read back, completed by the text where the engine could not help.

use std::collections::BTreeSet;

use seedbed_schema_model::{Family, Gap, GapKind, Location, ObjectKind, Reading, TableName};

use super::{
    ReadBack,
    apply::{Piece, Unapplied},
    is_applied,
};

/// The engine's reading with the declaration's origin and places. Objects that a statement which was
/// not applied speaks of are as the text was read.
pub(super) fn merge(
    text: &Reading,
    mut engine: Reading,
    pieces: &[Piece<'_>],
    unapplied: &[Unapplied],
) -> ReadBack {
    let lacking = |at: &Location| unapplied.iter().any(|u| holds(&pieces[u.index], at));
    let mut by_text = BTreeSet::new();
    for (place, at) in &text.locations {
        if lacking(at) {
            take(text, &mut engine, place.kind, &place.object, &mut by_text);
        }
    }
    let mut gaps = Vec::new();
    for gap in &text.gaps {
        let here = |i: &usize| location(&gap.place).is_some_and(|at| holds(&pieces[*i], &at));
        let mut all = (0..pieces.len()).filter(here).peekable();
        let settled = all.peek().is_some()
            && all.all(|i| is_applied(&pieces[i], i, unapplied) || replaced(i, unapplied));
        if !settled || gap.kind == GapKind::Skipped {
            gaps.push(gap.clone());
        }
    }
    for one in unapplied {
        let piece = &pieces[one.index];
        let of_text = |gap: &&Gap| location(&gap.place).is_some_and(|at| holds(piece, &at));
        let mut of_text = text.gaps.iter().filter(of_text);
        let unread = of_text.clone().any(|g| g.kind == GapKind::Unparsed);
        if of_text.any(|g| g.kind == GapKind::Skipped) {
            continue;
        }
        let kind = match one.refused {
            _ if unread => GapKind::Unparsed,
            true => GapKind::Skipped,
            false => GapKind::Unmodelled,
        };
        let why = match one.refused {
            true => format!("not sent to the scratch database: {}", one.why),
            false => format!("the scratch database refuses it: {}", one.why),
        };
        let place = format!("{}:{}", piece.file, piece.selected.line);
        let what = piece.selected.what.clone();
        gaps.push(Gap { place, what, why, kind, goes_with: None });
    }
    gaps.append(&mut engine.gaps);
    let applied = (0..pieces.len()).filter(|i| is_applied(&pieces[*i], *i, unapplied)).count();
    let known = |name: &&TableName| engine.schema.tables.contains_key(*name);
    let unknown = text.unknown_columns.iter().filter(|n| !known(n)).cloned().collect();
    let reading = Reading {
        unknown_columns: unknown,
        origin: text.origin.clone(),
        schema: engine.schema,
        gaps,
        locations: text.locations.clone(),
        remarks: text.remarks.clone(),
        silent_on: text.silent_on.clone(),
        states: text.states.clone(),
    };
    ReadBack { reading, by_text, applied }
}

/// The text's reading, with these objects as the engine reads them.
pub(super) fn only(
    text: &Reading,
    engine: Reading,
    only: &[TableName],
    pieces: &[Piece<'_>],
    unapplied: &[Unapplied],
) -> ReadBack {
    let ReadBack { mut reading, mut by_text, applied } = merge(text, engine, pieces, unapplied);
    let engine = std::mem::replace(&mut reading.schema, text.schema.clone());
    let asked = |name: &TableName| {
        only.iter().any(|o| o.name.eq_ignore_ascii_case(&name.name) && o.schema == name.schema)
    };
    for (name, table) in &mut reading.schema.tables {
        match engine.table(name) {
            Some(read) if asked(name) => *table = read.clone(),
            _ => {
                by_text.insert(name.clone());
            }
        }
    }
    reading.gaps.clone_from(&text.gaps);
    ReadBack { reading, by_text, applied }
}

fn replaced(index: usize, unapplied: &[Unapplied]) -> bool {
    unapplied.iter().any(|u| u.index == index)
}

/// Whether a place is inside a statement.
fn holds(piece: &Piece<'_>, at: &Location) -> bool {
    at.file == piece.file && (piece.selected.line..=piece.selected.last_line).contains(&at.line)
}

fn location(place: &str) -> Option<Location> {
    let (file, line) = place.rsplit_once(':')?;
    Some(Location { file: file.to_owned(), line: line.parse().ok()? })
}

/// Puts the text's object in the place of the engine's.
fn take(
    text: &Reading,
    engine: &mut Reading,
    kind: ObjectKind,
    name: &TableName,
    by_text: &mut BTreeSet<TableName>,
) {
    let (from, to) = (&text.schema, &mut engine.schema);
    let fold = to.dialect.family != Family::Postgres;
    macro_rules! take {
        ($map:ident) => {
            if let Some(object) = from.$map.get(name) {
                to.$map
                    .retain(|n, _| n != name && !(fold && n.name.eq_ignore_ascii_case(&name.name)));
                to.$map.insert(name.clone(), object.clone());
                by_text.insert(name.clone());
            }
        };
    }
    match kind {
        ObjectKind::View => take!(views),
        ObjectKind::Sequence => take!(sequences),
        ObjectKind::Type => {
            take!(enums);
            take!(domains);
            take!(types);
        }
        ObjectKind::Event => take!(events),
        ObjectKind::Function | ObjectKind::Procedure => {
            let same =
                |r: &TableName| r == name || (fold && r.name.eq_ignore_ascii_case(&name.name));
            to.routines.retain(|key, _| !same(&key.name));
            let all = from.routines.iter().filter(|(key, _)| same(&key.name));
            to.routines.extend(all.map(|(key, routine)| (key.clone(), routine.clone())));
            by_text.insert(name.clone());
        }
        _ => take!(tables),
    }
}
