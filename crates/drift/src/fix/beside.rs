//! Steps for what stands beside the tables: enums, domains, sequences, views.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Column, Dialect, DomainType, EnumType, ObjectKind, Schema, TableName, TypeKind, ddl, rename,
};

use super::{
    Hazard, HazardKind, ask,
    release::Over,
    sql,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::Form};

impl Work<'_> {
    pub(super) fn beside_tables(&mut self) {
        self.types();
        self.sequences();
        self.views();
    }

    fn types(&mut self) {
        let dialect = self.dialect();
        let mut findings = self.of_kind(ObjectKind::Type);
        // Domains after the enums they may be based on, and types that are made of others last.
        findings.sort_by_key(|(_, rule)| match rule {
            RuleId::MissingDomain => 1,
            RuleId::MissingCustomType | RuleId::CustomTypeChanged => 2,
            _ => 0,
        });
        let mut values: BTreeMap<TableName, Vec<(&Finding, RuleId)>> = BTreeMap::new();
        for (finding, rule) in findings {
            let name = &finding.at.object;
            let because = [finding];
            if matches!(
                rule,
                RuleId::MissingCustomType | RuleId::ExtraCustomType | RuleId::CustomTypeChanged
            ) {
                self.custom_type(finding, rule);
                continue;
            }
            let create = |schema: &Schema| {
                let mut one = Schema::empty(schema.dialect);
                let entry = |e: &EnumType| (name.clone(), e.clone());
                one.enums.extend(schema.enums.get(name).map(entry));
                let entry = |d: &DomainType| (name.clone(), d.clone());
                one.domains.extend(schema.domains.get(name).map(entry));
                ddl::create_types(&one)
            };
            let drop = match rule {
                RuleId::MissingDomain | RuleId::ExtraDomain => sql::drop_domain(dialect, name),
                _ => sql::drop_type(dialect, name),
            };
            match rule {
                RuleId::MissingEnum | RuleId::MissingDomain => {
                    let written = create(&self.declared);
                    let Some(create) = self.written(&because, written) else { continue };
                    self.add(Phase::Types, &because, create, Some(vec![drop]), vec![]);
                }
                RuleId::ExtraEnum | RuleId::ExtraDomain if self.drops(finding) => {
                    let hazards = vec![Hazard::new(HazardKind::DataLoss, "the type is dropped")];
                    let reverse = create(self.live).ok();
                    self.add(Phase::DropTypes, &because, vec![drop], reverse, hazards);
                }
                RuleId::EnumValueMissing | RuleId::EnumValueExtra | RuleId::EnumOrderChanged => {
                    values.entry(name.clone()).or_default().push((finding, rule));
                }
                RuleId::DomainChanged => self.domain(finding, name),
                _ => {}
            }
        }
        for (name, findings) in values {
            self.enum_values(&name, &findings);
        }
    }

    /// Values are added in place; an enum that loses values or changes their order is made anew.
    fn enum_values(&mut self, name: &TableName, findings: &[(&Finding, RuleId)]) {
        let because: Vec<_> = findings.iter().map(|(f, _)| *f).collect();
        let (Some(declared), Some(live)) =
            (self.declared.enums.get(name).cloned(), self.live.enums.get(name).cloned())
        else {
            return;
        };
        let columns = self.columns_of(|kind| names(kind, name));
        let back = ddl::swap_enum(self.dialect(), &live, &borrowed(&columns.1)).ok();
        if findings.iter().all(|(_, rule)| *rule == RuleId::EnumValueMissing) {
            let mut present = live.values.clone();
            let mut add = Vec::new();
            for value in declared.values.iter().filter(|v| !live.values.contains(v)) {
                present.push(value.clone());
                let all = (&declared.values[..], &present[..]);
                add.push(sql::add_enum_value(self.dialect(), name, value, all.0, all.1));
            }
            // On what stands on the columns only the way back would stumble.
            let plain = self.nothing_on(&columns.0);
            return self.add(Phase::Types, &because, add, back.filter(|_| plain), Vec::new());
        }
        let gone: Vec<_> =
            live.values.iter().filter(|v| !declared.values.contains(v)).cloned().collect();
        let Some(forward) = self.swapped(&because, &columns.0, |dialect, columns| {
            ddl::swap_enum(dialect, &declared, columns)
        }) else {
            return;
        };
        let mut hazards = self.swap_hazards(&columns.0);
        for (table, column) in columns.0.iter().filter(|_| !gone.is_empty()) {
            let array = matches!(column.ty.kind, TypeKind::Array { .. });
            let text = format!(
                "it fails while rows hold a value that is taken away: give those of {table}.{} \
                 another one first",
                column.name
            );
            let ask = ask::holding(self.dialect(), table, &column.name, &gone);
            let hazard = Hazard::new(HazardKind::FailsOnData, text);
            hazards.push(if array { hazard } else { hazard.ask(ask) });
        }
        self.add(Phase::Types, &because, forward, back, hazards);
    }

    fn domain(&mut self, finding: &Finding, name: &TableName) {
        let because = [finding];
        let (Some(to), Some(from)) =
            (self.declared.domains.get(name).cloned(), self.live.domains.get(name).cloned())
        else {
            return;
        };
        let columns = self.columns_of(|kind| names(kind, name));
        let written = ddl::alter_domain(&self.declared, &from, &to);
        let Some(altered) = self.written(&because, written) else { return };
        let (forward, reverse) = match altered {
            Some(alter) => (alter, ddl::alter_domain(self.live, &to, &from).ok().flatten()),
            None => {
                let reverse = ddl::swap_domain(self.dialect(), &from, &borrowed(&columns.1));
                let Some(swap) = self.swapped(&because, &columns.0, |dialect, columns| {
                    ddl::swap_domain(dialect, &to, columns)
                }) else {
                    return;
                };
                (swap, reverse.ok())
            }
        };
        let mut hazards = vec![Hazard::new(
            HazardKind::FailsOnData,
            "it fails while a column of the domain holds what it refuses",
        )];
        for (table, column) in &columns.0 {
            if to.not_null && !from.not_null {
                let ask = ask::nulls(self.dialect(), table, &column.name);
                let text = format!("it fails while rows hold NULL in {table}.{}", column.name);
                hazards.push(Hazard::new(HazardKind::FailsOnData, text).ask(ask));
            }
        }
        self.add(Phase::Types, &because, forward, reverse, hazards);
    }

    /// The columns of a type: with the declared defaults, and with their own.
    fn columns_of(&self, is: impl Fn(&TypeKind) -> bool) -> (Columns, Columns) {
        let (mut new, mut old) = (Vec::new(), Vec::new());
        for table in self.live.tables.values().filter(|t| t.options.partition_of.is_none()) {
            for column in table.columns.iter().filter(|c| is(&c.ty.kind)) {
                old.push((table.name.clone(), column.clone()));
                let mut column = column.clone();
                if let Some(declared) =
                    self.declared.table(&table.name).and_then(|t| t.column(&column.name))
                {
                    column.default.clone_from(&declared.default);
                }
                new.push((table.name.clone(), column));
            }
        }
        (new, old)
    }

    /// Moves columns to a type that is made anew, with everything on them out of the way.
    fn swapped(
        &mut self,
        because: &[&Finding],
        columns: &Columns,
        swap: impl Fn(Dialect, &[(&TableName, &Column)]) -> ddl::Statements,
    ) -> Option<Vec<String>> {
        let declared = self.declared.clone();
        for (name, column) in columns {
            let Some(live) = self.live.table(name) else { continue };
            let other = declared.table(name).unwrap_or(live);
            let both = Both {
                name,
                declared: Form::of(&declared, other),
                live: Form::of(self.live, live),
            };
            if !self.release_column(&both, because, &column.name, Over::Conditions) {
                return None;
            }
        }
        let written = swap(self.dialect(), &borrowed(columns));
        self.written(because, written)
    }

    /// Whether no condition, computed column or view is over any of the columns.
    fn nothing_on(&self, columns: &Columns) -> bool {
        let dialect = self.dialect();
        columns.iter().all(|(name, column)| {
            let named = |text: &str| {
                rename::column_in_expression(dialect, text, &column.name, "x").is_some()
            };
            let view = |query: &str| {
                rename::column_in_query(dialect, query, name, &column.name, "x").is_some()
            };
            let Some(table) = self.live.table(name) else { return true };
            !table.checks.iter().any(|c| named(&c.expr.0))
                && !table.indexes.iter().any(|i| i.predicate.as_ref().is_some_and(|p| named(&p.0)))
                && !self.live.views.values().any(|v| view(&v.definition.0))
        })
    }

    fn swap_hazards(&self, columns: &Columns) -> Vec<Hazard> {
        let tables: Vec<_> = columns.iter().map(|(table, _)| table.to_string()).collect();
        if tables.is_empty() {
            return Vec::new();
        }
        let text = format!(
            "the type is made anew, and every row of {} written anew; a routine that names the type \
             in its arguments has to be made anew too",
            tables.join(", ")
        );
        vec![Hazard::new(HazardKind::Rewrite, text)]
    }

    fn sequences(&mut self) {
        for (finding, rule) in self.of_kind(ObjectKind::Sequence) {
            let name = &finding.at.object;
            let create = |schema: &Schema| {
                let mut one = Schema::empty(schema.dialect);
                let entry = |s: &seedbed_schema_model::Sequence| (name.clone(), s.clone());
                one.sequences.extend(schema.sequences.get(name).map(entry));
                ddl::create_types(&one)
            };
            let drop = vec![sql::drop_sequence(self.dialect(), name)];
            match rule {
                RuleId::MissingSequence => {
                    let written = create(&self.declared);
                    let Some(create) = self.written(&[finding], written) else { continue };
                    self.add(Phase::Types, &[finding], create, Some(drop), vec![]);
                }
                RuleId::SequenceChanged => {
                    let change = |schema: &Schema| {
                        schema.sequences.get(name).map(|s| ddl::alter_sequence(schema.dialect, s))
                    };
                    let Some(written) = change(&self.declared) else { continue };
                    let Some(alter) = self.written(&[finding], written) else { continue };
                    let reverse = change(self.live).and_then(Result::ok);
                    self.add(Phase::Types, &[finding], alter, reverse, vec![]);
                }
                RuleId::ExtraSequence if self.drops(finding) => {
                    let text = "the sequence and its position are dropped";
                    let hazards = vec![Hazard::new(HazardKind::DataLoss, text)];
                    let reverse = create(self.live).ok();
                    self.add(Phase::DropTypes, &[finding], drop, reverse, hazards);
                }
                _ => {}
            }
        }
    }
}

type Columns = Vec<(TableName, Column)>;

fn borrowed(columns: &Columns) -> Vec<(&TableName, &Column)> {
    columns.iter().map(|(table, column)| (table, column)).collect()
}

/// Whether a type is this one, or an array of it.
fn names(kind: &TypeKind, wanted: &TableName) -> bool {
    match kind {
        TypeKind::Enum { name: Some(name), .. } | TypeKind::Domain { name } => name == wanted,
        TypeKind::Array { of } => names(of, wanted),
        _ => false,
    }
}
