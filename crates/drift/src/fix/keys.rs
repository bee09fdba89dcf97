//! Steps for keys, foreign keys, checks and indexes: added, replaced, dropped.

use seedbed_schema_model::{
    Check, Dialect, Family, ForeignKey, Index, IndexKey, Key, ObjectKind, TableName, ddl,
};

use super::{
    Hazard, HazardKind, ask, sql,
    work::{Both, Phase, Work},
};
use crate::{
    Finding, RuleId,
    compare::{Form, text},
};

const WAITS: &str = "writes to the table wait while it is built";
const SCANS: &str = "the table is read as a whole, and writes wait meanwhile";

impl Work<'_> {
    pub(super) fn primary_key(&mut self, both: &Both<'_>, finding: &Finding) {
        let dialect = self.dialect();
        let (to, from) = (&both.declared.raw.primary_key, &both.live.raw.primary_key);
        if to.is_none() && !self.drops(finding) {
            return;
        }
        let drop = |key: &Key| sql::drop_primary_key(dialect, both.name, key);
        let add = |key: &Key| ddl::add_primary_key(dialect, both.name, key);
        if let Some(key) = from
            && !self.release_references(&[finding], both.name, &key.columns)
        {
            return;
        }
        let mut hazards = Vec::new();
        if let Some(key) = to {
            let nulls = key.columns.iter().map(|c| {
                Hazard::new(HazardKind::FailsOnData, "it fails while rows hold NULL there")
                    .ask(ask::nulls(dialect, both.name, c))
            });
            hazards.extend(nulls);
            hazards.push(duplicates(ask::duplicates(dialect, both.name, &key.columns)));
        }
        hazards.push(Hazard::new(HazardKind::Lock, SCANS));
        let made = |key: &Option<Key>| statements(key, add);
        let dropped = |key: &Option<Key>| key.iter().filter_map(drop).collect::<Vec<_>>();
        let Some(make) = self.written(&[finding], made(to)) else { return };
        let back = made(from).ok();
        // A column that numbers itself may not be without a key, on MySQL: both in one statement.
        if dialect.is_mysql_like() && from.is_some() && to.is_some() {
            let both_ways = |out: Vec<String>, make: Vec<String>| {
                let clause =
                    |sql: &String| sql.split_once(" ADD ").map(|(_, c)| format!(", ADD {c}"));
                let added: Vec<_> = make.iter().filter_map(clause).collect();
                vec![format!("{}{}", out.concat(), added.concat())]
            };
            let reverse = back.map(|back| both_ways(dropped(to), back));
            let forward = both_ways(dropped(from), make);
            return self.add(Phase::Keys, &[finding], forward, reverse, hazards);
        }
        if from.is_some() {
            let early = to.is_some() || self.holds_up(both, from);
            let phase = if early { Phase::ReleaseKeys } else { Phase::DropParts };
            let text = "rows can be duplicated from then on";
            let hazard = Hazard::new(HazardKind::LosesGuarantee, text);
            self.add(phase, &[finding], dropped(from), back, vec![hazard]);
        }
        if to.is_some() {
            self.add(Phase::Keys, &[finding], make, Some(dropped(to)), hazards);
        }
    }

    /// Whether a column of a primary key that goes is to allow NULL, which it cannot before. A column
    /// that numbers itself on MySQL keeps the key until it does not.
    fn holds_up(&self, both: &Both<'_>, key: &Option<Key>) -> bool {
        let column = |name: &String| {
            let of = |table: &seedbed_schema_model::Table| table.column(name).cloned();
            of(both.declared.raw).zip(of(both.live.raw))
        };
        let both_ways: Vec<_> =
            key.iter().flat_map(|key| &key.columns).filter_map(column).collect();
        both_ways.iter().any(|(to, _)| to.nullable)
            && !(self.dialect().is_mysql_like()
                && both_ways.iter().any(|(_, from)| from.identity.is_some()))
    }

    pub(super) fn unique(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        match rule {
            RuleId::NameChanged => return self.named_otherwise(both, finding, ObjectKind::Unique),
            RuleId::UniqueFormChanged => return self.unique_form(both, finding),
            _ => {}
        }
        let show = |k: &Key| text::key("UNIQUE", k);
        let raw_declared = |k: &Key| both.declared.raw_unique(k).clone();
        let raw_live = |k: &Key| both.live.raw_unique(k).clone();
        let (d, l) = (&both.declared.table.uniques, &both.live.table.uniques);
        let to = pick(d, finding, &finding.declared, raw_declared, show, |k| &k.name);
        let from = pick(l, finding, &finding.live, raw_live, show, |k| &k.name);
        let to = to.map(|k| Key {
            name: k.name.clone().or_else(|| Some(sql::made_up(both.name, &k.columns, "key"))),
            ..k
        });
        let dialect = self.dialect();
        let hazards = to.iter().flat_map(|k| {
            let ask = ask::duplicates(dialect, both.name, &k.columns);
            [duplicates(ask), Hazard::new(HazardKind::Lock, WAITS)]
        });
        let hazards = hazards.collect();
        let index = |form: &Form<'_>, text: &Option<String>| {
            let raw = |i: &Index| form.raw_index(i).clone();
            pick(&form.table.indexes, finding, text, raw, text::index, |i| &i.name)
        };
        let to_index = index(&both.declared, &finding.declared).filter(|_| to.is_none());
        let made_up = |i: &Index| sql::made_up(both.name, &column_names(i), "idx");
        let to_index =
            to_index.map(|i| Index { name: i.name.clone().or_else(|| Some(made_up(&i))), ..i });
        let from_index = index(&both.live, &finding.live).filter(|_| from.is_none());
        if to_index.is_some() || from_index.is_some() {
            let sides = ((to, to_index), (from, from_index));
            return self.between_key_and_index(both, finding, sides, hazards);
        }
        let add = |k: &Key| ddl::add_unique(dialect, both.name, k);
        let part = (Phase::Keys, ObjectKind::Unique);
        let columns = from.as_ref().map(|k| k.columns.clone()).unwrap_or_default();
        self.replace(both, finding, part, (to, from, &columns), add, |k| k.name.clone(), hazards);
    }

    /// A constraint on one side and another index on the other, under one name.
    fn between_key_and_index(
        &mut self,
        both: &Both<'_>,
        finding: &Finding,
        (to, from): (KeyOrIndex, KeyOrIndex),
        mut hazards: Vec<Hazard>,
    ) {
        let (dialect, table) = (self.dialect(), both.name);
        let drop = |(key, index): &KeyOrIndex| -> ddl::Statements {
            let name = |name: &Option<String>| name.clone().unwrap_or_default();
            let unique = ObjectKind::Unique;
            let key =
                statements(key, |k| ddl::drop_constraint(dialect, table, unique, &name(&k.name)))?;
            let index = statements(index, |i| ddl::drop_index(dialect, table, &name(&i.name)))?;
            Ok([key, index].concat())
        };
        let make = |(key, index): &KeyOrIndex| -> ddl::Statements {
            let key = statements(key, |k| ddl::add_unique(dialect, table, k))?;
            let index = statements(index, |i| ddl::create_index(dialect, table, i))?;
            Ok([key, index].concat())
        };
        let columns = from.0.as_ref().map(|k| k.columns.clone());
        let columns = columns.or_else(|| from.1.as_ref().map(column_names)).unwrap_or_default();
        if !self.release_references(&[finding], table, &columns) {
            return;
        }
        let Some(out) = self.written(&[finding], drop(&from)) else { return };
        let Some(made) = self.written(&[finding], make(&to)) else { return };
        let text = "what it refused is accepted until it is made again";
        let lost = vec![Hazard::new(HazardKind::LosesGuarantee, text)];
        self.add(Phase::ReleaseKeys, &[finding], out, make(&from).ok(), lost);
        if let Some(index) = &to.1 {
            hazards.push(Hazard::new(HazardKind::Lock, WAITS));
            hazards.extend(index.unique.then(|| Hazard::new(HazardKind::FailsOnData, DUPLICATES)));
        }
        self.add(Phase::Indexes, &[finding], made, drop(&to).ok(), hazards);
    }

    pub(super) fn foreign_key(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if rule == RuleId::NameChanged {
            return self.named_otherwise(both, finding, ObjectKind::ForeignKey);
        }
        let show = text::foreign_key;
        let name = |k: &ForeignKey| k.name.clone();
        let raw_declared = |k: &ForeignKey| both.declared.raw_foreign_key(k).clone();
        let raw_live = |k: &ForeignKey| both.live.raw_foreign_key(k).clone();
        let (d, l) = (&both.declared.table.foreign_keys, &both.live.table.foreign_keys);
        let to = pick(d, finding, &finding.declared, raw_declared, show, |k| &k.name);
        let from = pick(l, finding, &finding.live, raw_live, show, |k| &k.name);
        let to = to.map(|k| self.named(both.name, &k));
        let dialect = self.dialect();
        let hazards = to.iter().flat_map(|k| {
            let text = "it fails while rows refer to nothing";
            let hazard = Hazard::new(HazardKind::FailsOnData, text);
            let ask = ask::orphans(dialect, both.name, k);
            let hazard = Hazard { ask, ..hazard };
            [hazard, Hazard::new(HazardKind::Lock, SCANS)]
        });
        let hazards: Vec<_> = hazards.collect();
        let add = |k: &ForeignKey| ddl::add_foreign_key(dialect, both.name, k);
        if rule == RuleId::ForeignKeyNotValidated
            && let (Some(to), Some(from)) = (&to, &from)
            && to.validated
            && !from.not_enforced
        {
            let anew = ForeignKey { name: from.name.clone(), ..from.clone() };
            return self.validate(
                both,
                finding,
                (ObjectKind::ForeignKey, &from.name),
                add(&anew),
                hazards,
            );
        }
        let part = (Phase::ForeignKeys, ObjectKind::ForeignKey);
        let columns = to.as_ref().or(from.as_ref()).map(|k| k.columns.clone()).unwrap_or_default();
        if let Some(late) = to.as_ref().filter(|k| k.validated && self.can_validate_later()) {
            let first = Some(ForeignKey { validated: false, ..late.clone() });
            let lock = vec![Hazard::new(HazardKind::RefusesWrites, REFUSES)];
            self.replace(both, finding, part, (first, from, &columns), add, name, lock);
            return self.validate_later(both, finding, ObjectKind::ForeignKey, &late.name, hazards);
        }
        self.replace(both, finding, part, (to, from, &columns), add, name, hazards);
    }

    /// A foreign key with a name, and its target's columns, so that it can be written and dropped.
    fn named(&self, table: &TableName, key: &ForeignKey) -> ForeignKey {
        let mut key = key.clone();
        if key.name.is_none() {
            key.name = Some(sql::made_up(table, &key.columns, "fkey"));
        }
        if key.target_columns.is_empty()
            && let Some(primary) =
                self.declared.table(&key.target).and_then(|t| t.primary_key.as_ref())
        {
            key.target_columns.clone_from(&primary.columns);
        }
        key
    }

    /// The foreign key of a new table.
    pub(super) fn add_foreign_key(
        &mut self,
        finding: &Finding,
        table: &TableName,
        key: &ForeignKey,
        rows: bool,
    ) {
        let dialect = self.dialect();
        let key = self.named(table, key);
        let written = ddl::add_foreign_key(dialect, table, &key);
        let Some(add) = self.written(&[finding], written) else { return };
        let name = key.name.clone().unwrap_or_default();
        let reverse = ddl::drop_constraint(dialect, table, ObjectKind::ForeignKey, &name).ok();
        let hazards = if rows { vec![Hazard::new(HazardKind::Lock, SCANS)] } else { Vec::new() };
        self.add(Phase::ForeignKeys, &[finding], add, reverse, hazards);
    }

    pub(super) fn check(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if rule == RuleId::NameChanged {
            return self.named_otherwise(both, finding, ObjectKind::Check);
        }
        let raw_declared = |c: &Check| both.declared.raw_check(&self.declared, c).clone();
        let raw_live = |c: &Check| both.live.raw_check(self.live, c).clone();
        let (d, l) = (&both.declared.table.checks, &both.live.table.checks);
        let to = pick(d, finding, &finding.declared, raw_declared, text::check, |c| &c.name);
        let from = pick(l, finding, &finding.live, raw_live, text::check, |c| &c.name);
        let to = to.map(|c| Check {
            name: c.name.clone().or_else(|| {
                let hash = blake3::hash(c.expr.0.as_bytes()).to_hex()[..8].to_owned();
                Some(sql::made_up(both.name, &[hash], "check"))
            }),
            ..c
        });
        let dialect = self.dialect();
        let hazards = to.iter().flat_map(|c| {
            let text = "it fails while rows break the condition";
            let hazard = Hazard::new(HazardKind::FailsOnData, text).ask(ask::breaking(
                dialect,
                both.name,
                c.expr.as_str(),
            ));
            [hazard, Hazard::new(HazardKind::Lock, SCANS)]
        });
        let hazards: Vec<_> = hazards.collect();
        let add = |c: &Check| ddl::add_check(dialect, both.name, c);
        let name = |c: &Check| c.name.clone();
        let part = (Phase::Checks, ObjectKind::Check);
        let postgres = self.can_validate_later();
        if rule == RuleId::CheckNotValidated
            && let (Some(to), Some(from)) = (&to, &from)
            && to.validated
            && !from.not_enforced
            && postgres
        {
            return self.validate(
                both,
                finding,
                (ObjectKind::Check, &from.name),
                add(from),
                hazards,
            );
        }
        if let Some(late) = to.as_ref().filter(|c| c.validated && postgres) {
            let first = Some(Check { validated: false, ..late.clone() });
            let lock = vec![Hazard::new(HazardKind::RefusesWrites, REFUSES)];
            self.replace(both, finding, part, (first, from, &[]), add, name, lock);
            return self.validate_later(both, finding, ObjectKind::Check, &late.name, hazards);
        }
        self.replace(both, finding, part, (to, from, &[]), add, name, hazards);
    }

    fn can_validate_later(&self) -> bool {
        self.dialect().family == Family::Postgres
    }

    /// The second of two steps: a constraint that refuses new rows already looks at the old ones.
    fn validate_later(
        &mut self,
        both: &Both<'_>,
        finding: &Finding,
        kind: ObjectKind,
        name: &Option<String>,
        hazards: Vec<Hazard>,
    ) {
        if self.unfixed(finding) {
            return;
        }
        let name = name.clone().unwrap_or_default();
        let written = ddl::validate_constraint(self.dialect(), both.name, kind, &name);
        let Some(validate) = self.written(&[finding], written) else { return };
        self.add(Phase::Validate, &[finding], validate, Some(Vec::new()), hazards);
    }

    /// A constraint that is there, and was never compared with the rows.
    fn validate(
        &mut self,
        both: &Both<'_>,
        finding: &Finding,
        (kind, name): (ObjectKind, &Option<String>),
        anew: ddl::Statements,
        hazards: Vec<Hazard>,
    ) {
        let dialect = self.dialect();
        let name = name.clone().unwrap_or_default();
        let written = ddl::validate_constraint(dialect, both.name, kind, &name);
        let Some(validate) = self.written(&[finding], written) else { return };
        let reverse = ddl::drop_constraint(dialect, both.name, kind, &name)
            .and_then(|drop| Ok([drop, anew?].concat()));
        self.add(Phase::Validate, &[finding], validate, reverse.ok(), hazards);
    }

    /// The same under another name.
    pub(super) fn named_otherwise(&mut self, both: &Both<'_>, finding: &Finding, kind: ObjectKind) {
        let dialect = self.dialect();
        let (Some(to), Some(from)) = (finding.declared.clone(), finding.live.clone()) else {
            return;
        };
        let table = both.name;
        if let Ok(rename) = ddl::rename_part(dialect, table, kind, &from, &to) {
            let reverse = ddl::rename_part(dialect, table, kind, &to, &from).ok();
            return self.add(Phase::Changes, &[finding], rename, reverse, Vec::new());
        }
        let live = both.live.raw;
        let is = |name: &Option<String>| name.as_deref() == Some(from.as_str());
        let drop = |name: &str| match kind {
            ObjectKind::Index => ddl::drop_index(dialect, table, name),
            _ => ddl::drop_constraint(dialect, table, kind, name),
        };
        let add = |name: &String| -> Option<ddl::Statements> {
            let name = Some(name.clone());
            Some(match kind {
                ObjectKind::Check => {
                    let check = live.checks.iter().find(|c| is(&c.name))?.clone();
                    ddl::add_check(dialect, table, &Check { name, ..check })
                }
                ObjectKind::ForeignKey => {
                    let key = live.foreign_keys.iter().find(|k| is(&k.name))?.clone();
                    ddl::add_foreign_key(dialect, table, &ForeignKey { name, ..key })
                }
                ObjectKind::Index => {
                    let index = live.indexes.iter().find(|i| is(&i.name))?.clone();
                    ddl::create_index(dialect, table, &Index { name, ..index })
                }
                _ => return None,
            })
        };
        let (Some(new), Some(old)) = (add(&to), add(&from)) else { return };
        let join =
            |a: ddl::Statements, b: ddl::Statements| Ok::<_, ddl::DdlError>([a?, b?].concat());
        let Some(forward) = self.written(&[finding], join(drop(&from), new)) else { return };
        let reverse = join(drop(&to), old).ok();
        let hazard =
            Hazard::new(HazardKind::Lock, "it is dropped and made again under the new name");
        self.add(Phase::Changes, &[finding], forward, reverse, vec![hazard]);
    }

    /// Uniqueness kept by an index on one side, by a constraint on the other.
    fn unique_form(&mut self, both: &Both<'_>, finding: &Finding) {
        let dialect = self.dialect();
        let table = both.name;
        // One side prints the constraint, the other the index; both end in their columns.
        let printed = [&finding.declared, &finding.live];
        let shown = |columns: &[String]| {
            let list = text::list(columns).to_lowercase();
            let ends = |text: &&Option<String>| {
                text.as_ref().is_some_and(|text| text.to_lowercase().contains(&list))
            };
            printed.iter().any(ends)
        };
        let of = |side: &seedbed_schema_model::Table| -> Option<(ddl::Statements, ddl::Statements, Vec<String>)> {
            if let Some(key) = side.uniques.iter().find(|k| shown(&k.columns)) {
                let name = key.name.clone().unwrap_or_else(|| sql::made_up(table, &key.columns, "key"));
                let named = Key { name: Some(name.clone()), ..key.clone() };
                let drop = ddl::drop_constraint(dialect, table, ObjectKind::Unique, &name);
                return Some((drop, ddl::add_unique(dialect, table, &named), key.columns.clone()));
            }
            let index = side.indexes.iter().find(|i| i.unique && shown(&column_names(i)))?;
            let name = index.name.clone()?;
            let drop = ddl::drop_index(dialect, table, &name);
            Some((drop, ddl::create_index(dialect, table, index), column_names(index)))
        };
        let (Some((drop, again, columns)), Some((undo, make, _))) =
            (of(both.live.raw), of(both.declared.raw))
        else {
            return;
        };
        if !self.release_references(&[finding], table, &columns) {
            return;
        }
        let join =
            |a: ddl::Statements, b: ddl::Statements| Ok::<_, ddl::DdlError>([a?, b?].concat());
        let Some(forward) = self.written(&[finding], join(drop, make)) else { return };
        let hazard = Hazard::new(HazardKind::Lock, WAITS);
        self.add(Phase::Keys, &[finding], forward, join(undo, again).ok(), vec![hazard]);
    }

    pub(super) fn index(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if rule == RuleId::NameChanged {
            return self.named_otherwise(both, finding, ObjectKind::Index);
        }
        let dialect = self.dialect();
        let raw_declared = |i: &Index| both.declared.raw_index(i).clone();
        let raw_live = |i: &Index| both.live.raw_index(i).clone();
        let (d, l) = (&both.declared.table.indexes, &both.live.table.indexes);
        let to = pick(d, finding, &finding.declared, raw_declared, text::index, |i| &i.name);
        let from = pick(l, finding, &finding.live, raw_live, text::index, |i| &i.name);
        let to = to.map(|i| Index {
            name: i
                .name
                .clone()
                .or_else(|| Some(sql::made_up(both.name, &column_names(&i), "idx"))),
            ..i
        });
        if to.is_none() && !self.drops(finding) {
            return;
        }
        let mut hazards = Vec::new();
        if let Some(index) = &to {
            hazards.push(Hazard::new(HazardKind::Lock, WAITS));
            if index.unique {
                let columns = column_names(index);
                let hazard = Hazard::new(HazardKind::FailsOnData, DUPLICATES);
                let plain = columns.len() == index.parts.len() && index.predicate.is_none();
                let ask = plain.then(|| ask::duplicates(dialect, both.name, &columns));
                hazards.push(Hazard { ask, ..hazard });
            }
        }
        let drop =
            |i: &Index| ddl::drop_index(dialect, both.name, i.name.as_deref().unwrap_or_default());
        let slow = self.options().concurrently && dialect.family == Family::Postgres;
        let create = |i: &Index| {
            let mut sql = ddl::create_index(dialect, both.name, i)?;
            for line in sql.iter_mut().filter(|_| slow) {
                *line = line.replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
            }
            Ok(sql)
        };
        let released = self.released.len();
        if let Some(from) = &from
            && (from.unique || dialect.is_mysql_like())
            && !self.release_references(&[finding], both.name, &column_names(from))
        {
            return;
        }
        let needed = self.released.len() > released;
        let Some(out) = self.written(&[finding], statements(&from, drop)) else { return };
        let Some(made) = self.written(&[finding], statements(&to, create)) else { return };
        let back = statements(&from, |i| ddl::create_index(dialect, both.name, i)).ok();
        if from.is_some() {
            let early = to.is_some() || needed;
            let phase = if early { Phase::ReleaseIndexes } else { Phase::DropParts };
            let text = "queries it served scan the table";
            let lock = vec![Hazard::new(HazardKind::Lock, text)];
            self.add(phase, &[finding], out, back, lock);
        }
        if to.is_some() {
            self.add(Phase::Indexes, &[finding], made, statements(&to, drop).ok(), hazards);
        }
    }

    /// Drops what is there, if anything, and adds what is declared, if anything.
    #[expect(clippy::too_many_arguments, reason = "one call a kind of constraint")]
    pub(super) fn replace<T: Clone>(
        &mut self,
        both: &Both<'_>,
        finding: &Finding,
        (phase, kind): (Phase, ObjectKind),
        (to, from, columns): (Option<T>, Option<T>, &[String]),
        add: impl Fn(&T) -> ddl::Statements,
        name: impl Fn(&T) -> Option<String>,
        hazards: Vec<Hazard>,
    ) {
        if to.is_none() && from.is_none() || (to.is_none() && !self.drops(finding)) {
            return;
        }
        let dialect = self.dialect();
        if from.as_ref().is_some_and(|f| name(f).is_none()) {
            let reason = "what is there has no name to drop it by; drop it by hand";
            return self.cannot(&[finding], reason);
        }
        let drop = |item: &T| {
            let name = name(item).unwrap_or_default();
            let mut sql = ddl::drop_constraint(dialect, both.name, kind, &name)?;
            if kind == ObjectKind::ForeignKey && to.is_some() != from.is_some() {
                sql.extend(index_of_key(dialect, both, columns, &name)?);
            }
            Ok(sql)
        };
        let Some(release) = self.written(&[finding], statements(&from, drop)) else { return };
        let Some(made) = self.written(&[finding], statements(&to, &add)) else { return };
        let back = statements(&from, &add).ok();
        let before = self.released.len();
        if kind == ObjectKind::Unique
            && from.is_some()
            && !self.release_references(&[finding], both.name, columns)
        {
            return;
        }
        let needed = self.released.len() > before;
        if to.is_none() {
            let text = "what it refused is accepted from then on";
            let hazards = vec![Hazard::new(HazardKind::LosesGuarantee, text)];
            // A foreign key goes first: the columns it is on may have to change.
            let first = kind == ObjectKind::ForeignKey || needed;
            let phase = if first { early(kind) } else { Phase::DropParts };
            return self.add(phase, &[finding], release, back, hazards);
        }
        let undo = statements(&to, drop).ok();
        if from.is_some() {
            // Released before columns change, made anew after.
            let text = "what it refused is accepted until it is made again";
            let hazards = vec![Hazard::new(HazardKind::LosesGuarantee, text)];
            self.add(early(kind), &[finding], release, back, hazards);
        }
        self.add(phase, &[finding], made, undo, hazards);
    }
}

/// InnoDB makes an index for a foreign key that has none, and leaves it when the key is dropped.
fn index_of_key(
    dialect: Dialect,
    both: &Both<'_>,
    columns: &[String],
    name: &str,
) -> ddl::Statements {
    let serves = |table: &seedbed_schema_model::Table| {
        super::release::all_keys(table).iter().any(|k| k.starts_with(columns))
    };
    let is = |index: &&Index| index.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(name));
    let own = both.live.raw.indexes.iter().find(is);
    let declared = both.declared.raw.indexes.iter().any(|index| is(&index));
    let made = own.is_some() || (!serves(both.live.raw) && !serves(both.declared.raw));
    if !dialect.is_mysql_like() || declared || !made {
        return Ok(Vec::new());
    }
    ddl::drop_index(dialect, both.name, name)
}

/// One of the two, or neither.
type KeyOrIndex = (Option<Key>, Option<Index>);

fn early(kind: ObjectKind) -> Phase {
    match kind {
        ObjectKind::ForeignKey => Phase::ReleaseForeignKeys,
        ObjectKind::Check => Phase::ReleaseChecks,
        ObjectKind::Index => Phase::ReleaseIndexes,
        _ => Phase::ReleaseKeys,
    }
}

const REFUSES: &str = "new rows are refused from then on; those that are there are looked at later";

const DUPLICATES: &str = "it fails while rows share a key";

fn duplicates(ask: String) -> Hazard {
    Hazard::new(HazardKind::FailsOnData, DUPLICATES).ask(ask)
}

fn statements<T>(item: &Option<T>, of: impl Fn(&T) -> ddl::Statements) -> ddl::Statements {
    item.as_ref().map_or_else(|| Ok(Vec::new()), of)
}

fn column_names(index: &Index) -> Vec<String> {
    let name = |part: &seedbed_schema_model::IndexPart| match &part.key {
        IndexKey::Column(name) => Some(name.clone()),
        IndexKey::Expression(_) => None,
    };
    index.parts.iter().filter_map(name).collect()
}

/// The part a finding speaks of, as read: the one whose text (as read, or in its normal form) the
/// finding prints; of several, the one it names.
fn pick<T>(
    forms: &[T],
    finding: &Finding,
    text: &Option<String>,
    raw: impl Fn(&T) -> T,
    show: impl Fn(&T) -> String,
    name: impl Fn(&T) -> &Option<String>,
) -> Option<T> {
    let text = text.as_ref()?;
    let alike = forms.iter().filter_map(|form| {
        let raw = raw(form);
        let prints = show(&raw) == *text || show(form) == *text;
        // One without a name is named by its definition, and so is none that has one.
        let rank = || match name(form) {
            name if *name == finding.at.part => 0,
            None => 1,
            Some(_) => 2,
        };
        prints.then(|| (rank(), raw))
    });
    alike.min_by_key(|(rank, _)| *rank).map(|(_, raw)| raw)
}
