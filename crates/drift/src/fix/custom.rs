//! Steps for composite and range types, and for exclusion constraints: PostgreSQL only.

use seedbed_schema_model::{
    Attribute, CustomType, Exclusion, ObjectKind, TableName, TypeDefinition, ddl, normal,
};

use super::{
    Hazard, HazardKind, sql,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::text};

impl Work<'_> {
    pub(super) fn custom_type(&mut self, finding: &Finding, rule: RuleId) {
        let name = finding.at.object.clone();
        let (declared, live) =
            (self.declared.types.get(&name).cloned(), self.live.types.get(&name).cloned());
        let because = [finding];
        let dialect = self.dialect();
        let create = |ty: &CustomType| ddl::create_custom_type(dialect, ty);
        let drop = || vec![sql::drop_type(dialect, &name)];
        match (rule, declared, live) {
            (RuleId::MissingCustomType, Some(to), _) => {
                let Some(sql) = self.written(&because, create(&to)) else { return };
                self.add(Phase::Types, &because, sql, Some(drop()), vec![]);
            }
            (RuleId::ExtraCustomType, _, Some(from)) if self.drops(finding) => {
                let hazards = vec![Hazard::new(HazardKind::DataLoss, "the type is dropped")];
                self.add(Phase::DropTypes, &because, drop(), create(&from).ok(), hazards);
            }
            (RuleId::CustomTypeChanged, Some(to), Some(from)) => {
                self.changed_type(finding, &from, &to);
            }
            _ => {}
        }
    }

    fn changed_type(&mut self, finding: &Finding, from: &CustomType, to: &CustomType) {
        let because = [finding];
        let dialect = self.dialect();
        let used = self.is_used(&to.name);
        if let (TypeDefinition::Composite(old), TypeDefinition::Composite(new)) =
            (&from.definition, &to.definition)
            && let Some(written) = self.attributes(&to.name, old, new, used)
        {
            let Some(alter) = self.written(&because, written) else { return };
            let lost = old.iter().any(|a| !new.iter().any(|b| a.name == b.name));
            let text = "the values of an attribute are dropped from every row that has them";
            let hazards = (lost && used).then(|| Hazard::new(HazardKind::DataLoss, text));
            let back = self.attributes(&to.name, new, old, used).and_then(Result::ok);
            let hazards = hazards.into_iter().collect();
            return self.add(Phase::Types, &because, alter, back, hazards);
        }
        let name = &to.name.name;
        let signature = self.live.routines.values().any(|r| {
            let types = r.arguments.iter().map(|a| a.ty.raw.as_str());
            let mut all = types.chain(r.returns.as_deref());
            all.any(|t| normal::mentions(dialect, &t.into(), name))
        });
        if used || signature {
            let reason = "columns or routines have the type, and it cannot be changed under them: make \
                          a new one and move them over by hand";
            return self.cannot(&because, reason);
        }
        let drop = || vec![sql::drop_type(dialect, &to.name)];
        let anew = |ty: &CustomType| -> ddl::Statements {
            Ok([drop(), ddl::create_custom_type(dialect, ty)?].concat())
        };
        let Some(forward) = self.written(&because, anew(to)) else { return };
        let text = "the type is made anew; whatever names it fails meanwhile";
        let hazards = vec![Hazard::new(HazardKind::RefusesWrites, text)];
        self.add(Phase::Types, &because, forward, anew(from).ok(), hazards);
    }

    /// Whether a column, a domain or another type is of it.
    fn is_used(&self, name: &TableName) -> bool {
        let of = |raw: &str| normal::mentions(self.dialect(), &raw.into(), &name.name);
        let live = self.live;
        let columns = live.tables.values().flat_map(|t| &t.columns);
        let attributes =
            live.types.values().filter(|t| t.name != *name).flat_map(|t| match &t.definition {
                TypeDefinition::Composite(all) => all.iter().map(|a| a.ty.raw.as_str()).collect(),
                TypeDefinition::Range { subtype, .. } => vec![subtype.raw.as_str()],
            });
        let mut raws = columns.map(|c| c.ty.raw.as_str()).chain(attributes);
        raws.any(of) || live.domains.values().any(|d| of(&d.base.raw))
    }

    /// ALTER TYPE from some attributes to others; `None` where their order stands against it, or a
    /// column that would have to be written anew.
    fn attributes(
        &self,
        name: &TableName,
        old: &[Attribute],
        new: &[Attribute],
        used: bool,
    ) -> Option<ddl::Statements> {
        let has = |all: &[Attribute], a: &Attribute| all.iter().any(|b| a.name == b.name);
        let kept: Vec<&Attribute> = old.iter().filter(|a| has(new, a)).collect();
        let (front, added) = new.split_at_checked(kept.len())?;
        let in_order = front.iter().zip(&kept).all(|(a, b)| a.name == b.name);
        let same =
            |a: &Attribute, b: &Attribute| a.ty.kind == b.ty.kind && a.collation == b.collation;
        let retyped: Vec<&Attribute> =
            front.iter().zip(&kept).filter(|(a, b)| !same(a, b)).map(|(a, _)| a).collect();
        if !in_order || (used && !retyped.is_empty()) {
            return None;
        }
        let gone = old.iter().filter(|a| !has(new, a)).cloned().collect::<Vec<_>>();
        Some(ddl::alter_composite(self.dialect(), name, (&gone, &retyped, added)))
    }

    pub(super) fn exclusion(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        if rule == RuleId::NameChanged {
            return self.named_otherwise(both, finding, ObjectKind::Exclusion);
        }
        let of = |all: &[Exclusion], said: &Option<String>| -> Option<Exclusion> {
            let said = said.as_ref()?;
            let alike = all.iter().filter(|e| text::exclusion(e) == *said);
            alike.min_by_key(|e| e.name != finding.at.part).cloned()
        };
        let to = of(&both.declared.raw.exclusions, &finding.declared);
        let from = of(&both.live.raw.exclusions, &finding.live);
        let columns = |e: &Exclusion| -> Vec<String> {
            let column = |p: &seedbed_schema_model::ExclusionPart| match &p.part.key {
                seedbed_schema_model::IndexKey::Column(c) => Some(c.clone()),
                seedbed_schema_model::IndexKey::Expression(_) => None,
            };
            e.parts.iter().filter_map(column).collect()
        };
        let to = to.map(|e| Exclusion {
            name: e.name.clone().or_else(|| Some(sql::made_up(both.name, &columns(&e), "excl"))),
            ..e
        });
        let dialect = self.dialect();
        let hazards = to.iter().map(|_| {
            let text = "it fails while rows exclude each other";
            Hazard::new(HazardKind::FailsOnData, text)
        });
        let hazards = hazards.collect();
        let add = |e: &Exclusion| ddl::add_exclusion(dialect, both.name, e);
        let part = (Phase::Keys, ObjectKind::Exclusion);
        self.replace(both, finding, part, (to, from, &[]), add, |e| e.name.clone(), hazards);
    }
}
