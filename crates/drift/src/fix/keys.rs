//! Steps for keys, foreign keys, checks and indexes: added, replaced, dropped.

use seedbed_schema_model::{Check, ForeignKey, Index, IndexKey, Key, ObjectKind, TableName, ddl};

use super::{
    Hazard, HazardKind, ask, sql,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::text};

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
        let mut statements: Vec<String> = from.iter().filter_map(drop).collect();
        let mut hazards = Vec::new();
        if let Some(key) = to {
            let Some(add) = self.written(&[finding], add(key)) else { return };
            statements.extend(add);
            let nulls = key.columns.iter().map(|c| {
                Hazard::new(HazardKind::FailsOnData, "it fails while rows hold NULL there")
                    .ask(ask::nulls(dialect, both.name, c))
            });
            hazards.extend(nulls);
            hazards.push(duplicates(ask::duplicates(dialect, both.name, &key.columns)));
        }
        hazards.push(Hazard::new(HazardKind::Lock, SCANS));
        let mut reverse: Option<Vec<String>> = Some(to.iter().filter_map(drop).collect());
        if let (Some(back), Some(key)) = (&mut reverse, from) {
            match add(key) {
                Ok(add) => back.extend(add),
                Err(_) => reverse = None,
            }
        }
        let phase = if to.is_some() { Phase::Keys } else { Phase::DropParts };
        self.add(phase, &[finding], statements, reverse, hazards);
    }

    pub(super) fn unique(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if matches!(rule, RuleId::NameChanged | RuleId::UniqueFormChanged) {
            return;
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
        let add = |k: &Key| ddl::add_unique(dialect, both.name, k);
        let part = (Phase::Keys, ObjectKind::Unique);
        self.replace(both, finding, part, (to, from), add, |k| k.name.clone(), hazards);
    }

    pub(super) fn foreign_key(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if rule == RuleId::NameChanged {
            return;
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
            let hazard =
                Hazard::new(HazardKind::FailsOnData, "it fails while rows refer to nothing");
            let ask = ask::orphans(dialect, both.name, k);
            let hazard = Hazard { ask, ..hazard };
            [hazard, Hazard::new(HazardKind::Lock, SCANS)]
        });
        let hazards = hazards.collect();
        let add = |k: &ForeignKey| ddl::add_foreign_key(dialect, both.name, k);
        let part = (Phase::ForeignKeys, ObjectKind::ForeignKey);
        self.replace(both, finding, part, (to, from), add, name, hazards);
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
            return;
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
        let hazards = hazards.collect();
        let add = |c: &Check| ddl::add_check(dialect, both.name, c);
        let part = (Phase::Checks, ObjectKind::Check);
        self.replace(both, finding, part, (to, from), add, |c| c.name.clone(), hazards);
    }

    pub(super) fn index(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if rule == RuleId::NameChanged {
            return;
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
        } else {
            hazards.push(Hazard::new(HazardKind::Lock, "queries it served scan the table"));
        }
        let drop =
            |i: &Index| ddl::drop_index(dialect, both.name, i.name.as_deref().unwrap_or_default());
        let create = |i: &Index| ddl::create_index(dialect, both.name, i);
        let forward = statements(&from, drop).and_then(|mut sql| {
            sql.extend(statements(&to, create)?);
            Ok(sql)
        });
        let Some(forward) = self.written(&[finding], forward) else { return };
        let reverse = statements(&to, drop).and_then(|mut sql| {
            sql.extend(statements(&from, create)?);
            Ok(sql)
        });
        let phase = if to.is_some() { Phase::Indexes } else { Phase::DropParts };
        self.add(phase, &[finding], forward, reverse.ok(), hazards);
    }

    /// Drops what is there, if anything, and adds what is declared, if anything.
    #[expect(clippy::too_many_arguments, reason = "one call a kind of constraint")]
    fn replace<T: Clone>(
        &mut self,
        both: &Both<'_>,
        finding: &Finding,
        (phase, kind): (Phase, ObjectKind),
        (to, from): (Option<T>, Option<T>),
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
            ddl::drop_constraint(dialect, both.name, kind, &name)
        };
        let Some(release) = self.written(&[finding], statements(&from, drop)) else { return };
        let Some(made) = self.written(&[finding], statements(&to, &add)) else { return };
        let back = statements(&from, &add).ok();
        if to.is_none() {
            let text = "what it refused is accepted from then on";
            let hazards = vec![Hazard::new(HazardKind::LosesGuarantee, text)];
            // A foreign key goes first: the columns it is on may have to change.
            let is_foreign = kind == ObjectKind::ForeignKey;
            let phase = if is_foreign { Phase::Release } else { Phase::DropParts };
            return self.add(phase, &[finding], release, back, hazards);
        }
        let undo = statements(&to, drop);
        if from.is_some() && kind == ObjectKind::ForeignKey {
            // Released before columns change, made anew after keys are there.
            self.add(Phase::Release, &[finding], release, back, Vec::new());
            return self.add(phase, &[finding], made, undo.ok(), hazards);
        }
        let forward = [release, made].concat();
        let reverse = undo.ok().zip(back).map(|(undo, back)| [undo, back].concat());
        self.add(phase, &[finding], forward, reverse, hazards);
    }
}

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
        prints.then(|| (*name(form) != finding.at.part, raw))
    });
    alike.min_by_key(|(other_name, _)| *other_name).map(|(_, raw)| raw)
}
