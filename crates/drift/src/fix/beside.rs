//! Steps for what stands beside the tables: enums, domains, sequences, views.

use seedbed_schema_model::{ObjectKind, Schema, TableName, ddl};

use super::{
    Hazard, HazardKind, sql,
    work::{Phase, Work},
};
use crate::{Finding, RuleId};

impl Work<'_> {
    pub(super) fn beside_tables(&mut self) {
        self.types();
        self.sequences();
        self.views();
    }

    fn types(&mut self) {
        let dialect = self.dialect();
        let mut findings = self.of_kind(ObjectKind::Type);
        // New values in their declared order, since each is placed beside the one before it; domains
        // after the enums they may be based on.
        findings.sort_by_key(|(finding, rule)| {
            let values = self.declared.enums.get(&finding.at.object).map(|e| &e.values);
            let value = unquoted(finding.declared.as_deref());
            let at = values.zip(value).and_then(|(all, v)| all.iter().position(|x| *x == v));
            (*rule == RuleId::MissingDomain, at)
        });
        for (finding, rule) in findings {
            let name = &finding.at.object;
            let because = [finding];
            let create = |schema: &Schema| {
                let mut one = Schema::empty(schema.dialect);
                let entry = |e: &seedbed_schema_model::EnumType| (name.clone(), e.clone());
                one.enums.extend(schema.enums.get(name).map(entry));
                let entry = |d: &seedbed_schema_model::DomainType| (name.clone(), d.clone());
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
                RuleId::EnumValueMissing => self.enum_value(finding, name),
                RuleId::EnumValueExtra | RuleId::EnumOrderChanged => self.cannot(
                    &because,
                    "PostgreSQL cannot take away or move a value of an enum: make a new type and \
                     change the columns to it",
                ),
                _ => {}
            }
        }
    }

    fn enum_value(&mut self, finding: &Finding, name: &TableName) {
        let (Some(declared), Some(live), Some(value)) = (
            self.declared.enums.get(name),
            self.live.enums.get(name),
            unquoted(finding.declared.as_deref()),
        ) else {
            return;
        };
        // Those that earlier steps add are there by then.
        let mut present = live.values.clone();
        present.extend(declared.values.iter().take_while(|v| **v != value).cloned());
        let add = sql::add_enum_value(self.dialect(), name, &value, &declared.values, &present);
        let hazard = Hazard::new(
            HazardKind::NoWayBack,
            "a value cannot be taken away again, nor used in the transaction that adds it",
        );
        self.add(Phase::Types, &[finding], vec![add], None, vec![hazard]);
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

    fn views(&mut self) {
        let dialect = self.dialect();
        for (finding, rule) in self.of_kind(ObjectKind::View) {
            let declared = self.declared.views.get(&finding.at.object).cloned();
            let live = self.live.views.get(&finding.at.object);
            match (rule, declared, live) {
                (RuleId::MissingView, Some(view), _) => {
                    let written = ddl::create_view(dialect, &view);
                    let Some(create) = self.written(&[finding], written) else { continue };
                    let drop = sql::drop_view(dialect, &view);
                    self.add(Phase::Views, &[finding], vec![create], Some(vec![drop]), vec![]);
                }
                (RuleId::ExtraView, _, Some(view)) if self.drops(finding) => {
                    let hazards = vec![Hazard::new(HazardKind::DataLoss, "the view is dropped")];
                    let reverse = ddl::create_view(dialect, view).ok().map(|sql| vec![sql]);
                    let drop = vec![sql::drop_view(dialect, view)];
                    self.add(Phase::DropViews, &[finding], drop, reverse, hazards);
                }
                _ => {}
            }
        }
    }
}

/// The value that a finding prints as `'value'`.
fn unquoted(text: Option<&str>) -> Option<String> {
    Some(text?.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
}
