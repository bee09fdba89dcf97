//! Comparing two readings. Files here know no severities: they say what differs, and how.

mod checks;
mod code;
mod columns;
mod exclusions;
mod form;
mod indexes;
mod keys;
mod pairing;
mod renames;
mod states;
mod tables;
pub(crate) mod text;
mod type_change;
mod types;

pub(crate) use form::{Form, Forms, name_key, table_key};
use renames::Renames;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use seedbed_schema_model::{
    Family, GapKind, Location, ObjectKind, OriginKind, Place, Reading, Schema, TableName, Topic,
    normal,
};

use crate::{DecidedBy, Obstacle, Policy, Report, finding::Difference};

/// The two schemas, without what the policy ignores.
struct Sides<'a> {
    declared: &'a Schema,
    live: &'a Schema,
    forms: (&'a Forms<'a>, &'a Forms<'a>),
    /// Whether both sides hold the engine's own wording of long texts such as views, but for these.
    same_wording: bool,
    by_text: Option<&'a BTreeSet<TableName>>,
}

impl Sides<'_> {
    /// Whether both sides hold the engine's own wording of this object.
    fn same_wording(&self, name: &TableName) -> bool {
        self.same_wording && self.by_text.is_none_or(|by_text| !by_text.contains(name))
    }

    /// Whether both sides can say anything about objects of this kind.
    fn sees(&self, kind: ObjectKind) -> bool {
        !self.declared.unseen.contains(&kind) && !self.live.unseen.contains(&kind)
    }
}

/// Compares the declared side with the live one: the same arguments give the same report.
pub fn compare(declared: &Reading, live: &Reading, policy: &Policy) -> Report {
    let (declared_schema, live_schema) = on_common_ground(&declared.schema, &live.schema);
    // A catalog may not be able to show all that a file says.
    let (declared_schema, live_schema) = if worded(declared) || worded(live) {
        (shown(declared_schema), shown(live_schema))
    } else {
        (declared_schema, live_schema)
    };
    let whole = (policy.kept(&declared_schema), policy.kept(&live_schema));
    let ((declared_forms, declared_fingerprint), (live_forms, live_fingerprint)) =
        Forms::of_both(&whole.0, &whole.1);
    let fingerprints = (declared_fingerprint, live_fingerprint);
    let mut kept = (Cow::Borrowed(&*whole.0), Cow::Borrowed(&*whole.1));
    for (reading, is_declared) in [(declared, true), (live, false)] {
        let silent = &reading.silent_on;
        if silent.is_empty() {
            continue;
        }
        // Entities may speak of a topic, and where they do not they leave it open.
        match (reading.origin.kind, is_declared) {
            (OriginKind::Entities, true) => {
                Topic::take_out_unsaid(silent, &kept.0, kept.1.to_mut());
            }
            (OriginKind::Entities, false) => {
                Topic::take_out_unsaid(silent, &kept.1, kept.0.to_mut());
            }
            _ => {
                Topic::take_all_out(silent, kept.0.to_mut());
                Topic::take_all_out(silent, kept.1.to_mut());
            }
        }
    }
    let absent = set_aside(declared, live, &mut kept);
    let different_engines = !kept.0.dialect.comparable(kept.1.dialect);
    // Between two engines everything differs, which says nothing.
    let (renames, live_schema) = if different_engines {
        (Renames::default(), Cow::Borrowed(&*kept.1))
    } else {
        Renames::find(&kept.0, &kept.1, &policy.decisions)
    };
    let stale = renames.stale(&policy.decisions);
    let sides = Sides {
        declared: &kept.0,
        live: &live_schema,
        forms: (&declared_forms, &live_forms),
        same_wording: policy.scratch || (worded(declared) && worded(live)),
        by_text: (policy.scratch && !worded(declared)).then_some(&policy.by_text),
    };
    let obstacles = obstacles(&sides, declared, live, policy);
    let mut differences = if different_engines { Vec::new() } else { differences(&sides) };
    differences.extend(absent.iter().filter(|_| !different_engines).map(tables::absent));
    let of_rows = states::differences(live, &sides, &renames);
    let mut differences = renames.with(differences);
    differences.extend(of_rows);
    let mut forms = BTreeMap::new();
    let findings = differences
        .into_iter()
        .map(|mut difference| {
            let engine = policy.scratch && !policy.by_text.contains(&difference.at.object);
            if engine && difference.decided_by == DecidedBy::Rule {
                difference.decided_by = DecidedBy::Scratch;
            }
            if let Some(place) = unread(&difference.at, declared, live) {
                difference.decided_by = DecidedBy::Unknown;
                difference = difference.note(format!("something about it was not read: {place}"));
            }
            let location = location(declared, &difference.at);
            let sides = difference.forms();
            let finding = difference.into_finding(location);
            forms.insert(finding.id.clone(), sides);
            finding
        })
        // What whole objects and parts of tables leave out is gone already; this is for the rest.
        .filter(|finding| !policy.ignores(sides.live.dialect, &finding.at))
        .filter_map(|mut finding| {
            finding.severity = policy.severity(&finding.rule, finding.severity)?;
            Some(finding)
        })
        .collect();
    let counts = (kept.0.tables.len(), kept.0.column_count());
    let report =
        Report::assemble(declared, live, policy, fingerprints, findings, obstacles, counts)
            .with_stale_decisions(stale)
            .with_forms(forms);
    if different_engines {
        return report;
    }
    let mut undecided = types::undecided_views(&sides);
    undecided.extend(code::undecided_routines(&sides));
    report.not_compared(undecided)
}

/// Both schemas as they read in the live database: a file may spell out the collation that is the
/// database's own default. The live side changes only when it is not known to be in a database.
fn on_common_ground<'a>(
    declared: &'a Schema,
    live: &'a Schema,
) -> (Cow<'a, Schema>, Cow<'a, Schema>) {
    let relative =
        |schema: &Schema, default: &str| Cow::Owned(schema.clone().relative_to_collation(default));
    match (&declared.default_collation, &live.default_collation) {
        (_, Some(default)) => (relative(declared, default), Cow::Borrowed(live)),
        (Some(default), None) => (Cow::Borrowed(declared), relative(live, default)),
        (None, None) => (Cow::Borrowed(declared), Cow::Borrowed(live)),
    }
}

/// Takes the tables out of both sides whose columns one of them does not say; those that are not there.
fn set_aside<'d>(
    declared: &'d Reading,
    live: &Reading,
    kept: &mut (Cow<'_, Schema>, Cow<'_, Schema>),
) -> Vec<&'d TableName> {
    let family = kept.1.dialect.family;
    let keys = |reading: &Reading| -> BTreeSet<TableName> {
        reading.unknown_columns.iter().map(|name| table_key(family, name)).collect()
    };
    let (unknown, unknown_live) = (keys(declared), keys(live));
    if unknown.is_empty() && unknown_live.is_empty() {
        return Vec::new();
    }
    let is = |name: &TableName| {
        let key = table_key(family, name);
        unknown.contains(&key) || unknown_live.contains(&key)
    };
    let mut there = unknown_live.clone();
    there.extend(kept.1.tables.keys().filter(|n| is(n)).map(|n| table_key(family, n)));
    if kept.0.tables.keys().any(is) {
        kept.0.to_mut().tables.retain(|name, _| !is(name));
    }
    if kept.1.tables.keys().any(is) {
        kept.1.to_mut().tables.retain(|name, _| !is(name));
    }
    let absent = |name: &&TableName| !there.contains(&table_key(family, name));
    declared.unknown_columns.iter().filter(absent).collect()
}

fn shown(schema: Cow<'_, Schema>) -> Cow<'_, Schema> {
    match normal::as_shown(&schema) {
        Cow::Owned(shown) => Cow::Owned(shown),
        Cow::Borrowed(_) => schema,
    }
}

fn differences(sides: &Sides<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    types::compare(sides, &mut found);
    tables::compare(sides, &mut found);
    code::compare(sides, &mut found);
    found
}

/// Live catalogs, and snapshots of them, hold the engine's wording; files hold people's.
fn worded(reading: &Reading) -> bool {
    matches!(reading.origin.kind, OriginKind::Live | OriginKind::Snapshot)
}

fn location(declared: &Reading, at: &Place) -> Option<Location> {
    let exact = declared.locations.get(at);
    exact.or_else(|| declared.locations.get(&Place::table(&at.object))).cloned()
}

/// A gap that matters and speaks of the object: then nobody knows what the object really is.
fn unread(at: &Place, declared: &Reading, live: &Reading) -> Option<String> {
    let name = at.object.name.as_str();
    let speaks = |text: &str| {
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
    };
    let mut gaps = declared.gaps.iter().chain(&live.gaps).filter(|g| g.kind.matters());
    gaps.find(|g| speaks(&g.place) || speaks(&g.what)).map(|g| g.place.clone())
}

fn obstacles(
    sides: &Sides<'_>,
    declared: &Reading,
    live: &Reading,
    policy: &Policy,
) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let dialects = (sides.declared.dialect, sides.live.dialect);
    if !dialects.0.comparable(dialects.1) {
        found.push(Obstacle::DifferentEngines {
            declared: dialects.0.family.label().to_owned(),
            live: dialects.1.family.label().to_owned(),
        });
    }
    found.extend(other_database(live, policy));
    if live.origin.kind == OriginKind::Live && sides.declared.tables.len() > 1 {
        found.extend(wrong_database(sides));
    }
    if sides.live.tables.is_empty() {
        found.push(Obstacle::EmptyCatalog);
    }
    if sides.declared.tables.is_empty() {
        found.push(Obstacle::EmptyDeclaration);
    }
    let of_kind = |kind: GapKind| {
        let mut gaps = declared.gaps.iter().chain(&live.gaps).filter(move |g| g.kind == kind);
        gaps.next().map(|first| (gaps.count() + 1, format!("{}: {}", first.place, first.what)))
    };
    match (of_kind(GapKind::Privilege), code::hidden(sides)) {
        (Some((count, example)), _) => found.push(Obstacle::Privilege { count, example }),
        (None, hidden) => found.extend(hidden),
    }
    if let Some((count, example)) = of_kind(GapKind::Unparsed)
        && count > policy.allow_gaps
    {
        found.push(Obstacle::Unparsed { count, allowed: policy.allow_gaps, example });
    }
    found
}

/// Nothing that is declared is there, and other tables are: that is no drift. One declared table is
/// too few to tell.
fn wrong_database(sides: &Sides<'_>) -> Option<Obstacle> {
    let family = sides.live.dialect.family;
    let key = |name: &TableName| table_key(family, name);
    let declared: BTreeSet<_> = sides.declared.tables.keys().map(key).collect();
    let there = sides.live.tables.keys().any(|name| declared.contains(&key(name)));
    let example = sides.live.tables.keys().next().filter(|_| !there)?.to_string();
    Some(Obstacle::WrongDatabase {
        declared: declared.len(),
        live: sides.live.tables.len(),
        example,
    })
}

/// The database is not the one that the policy expects.
fn other_database(live: &Reading, policy: &Policy) -> Option<Obstacle> {
    let (expected, origin) = (&policy.expected, &live.origin);
    let family = live.schema.dialect.family;
    if let Some(engine) = expected.engine
        && engine != family
    {
        let (expected, found) = (engine.label().to_owned(), family.label().to_owned());
        return Some(Obstacle::OtherDatabase { expected, found });
    }
    let name = expected.database.as_ref()?;
    let found = origin.database.as_deref().unwrap_or(&origin.label);
    let is = found == name || (family == Family::Sqlite && file_name(found) == file_name(name));
    (!is).then(|| Obstacle::OtherDatabase {
        expected: format!("the database {name}"),
        found: format!("the database {found}"),
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use seedbed_schema_model::{Dialect, Origin, OriginKind, Table};

    use super::*;

    fn reading(kind: OriginKind, default: Option<&str>, said: Option<&str>) -> Reading {
        let mut schema = Schema::empty(Dialect::MARIADB);
        schema.default_collation = default.map(ToOwned::to_owned);
        let mut table = Table::new("t");
        table.options.collation = said.map(ToOwned::to_owned);
        schema.insert(table);
        let label = String::new();
        let origin = Origin { kind, label, server: None, host: None, database: None };
        Reading::new(origin, schema)
    }

    #[test]
    fn spelling_out_the_default_collation_of_the_database_is_no_drift() {
        let general = "utf8mb4_general_ci";
        let file = |said| reading(OriginKind::SqlFile, None, said);
        let live = |default, said| reading(OriginKind::Live, Some(default), said);
        let findings =
            |a: &Reading, b: &Reading| compare(a, b, &Policy::default()).findings().len();
        assert_eq!(findings(&file(Some(general)), &live(general, None)), 0);
        assert_eq!(findings(&live(general, None), &file(Some(general))), 0);
        assert_eq!(findings(&file(None), &live(general, None)), 0);
        assert_eq!(findings(&file(Some(general)), &live("latin1_bin", None)), 1);
        assert_eq!(findings(&file(None), &live("latin1_bin", Some(general))), 1);
        assert_eq!(findings(&live(general, None), &live("latin1_bin", None)), 1);
        assert_eq!(findings(&live(general, None), &live("latin1_bin", Some(general))), 0);
        let report = compare(&file(Some(general)), &live(general, None), &Policy::default());
        assert_eq!(report.declared().fingerprint, report.target().fingerprint);
    }
}
