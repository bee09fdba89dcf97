//! A finding: one difference, with the rule that names it and what it was made of.

use std::fmt;

use seedbed_schema_model::{Location, Place};
use serde::{Deserialize, Serialize};

use crate::{Accept, Category, Forms, RuleId, Severity, Standing, rules::Aspect};

/// The identity of a finding: twelve hexadecimal digits made of rule, place and the normal forms of
/// both values. The wording of a message, the version of a server and the order of anything do not
/// change it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(String);

impl FindingId {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn of(rule: &str, at: &Place, declared: Option<&str>, live: Option<&str>) -> Self {
        let schema = at.object.schema.as_deref();
        let parts = [
            Some(rule),
            Some(at.kind.label()),
            schema,
            Some(at.object.name.as_str()),
            at.part.as_deref(),
            declared,
            live,
        ];
        Self::hashed(&parts)
    }

    /// The identity of something that has other parts than a finding.
    pub(crate) fn of_parts(parts: &[&str]) -> Self {
        Self::hashed(&parts.iter().copied().map(Some).collect::<Vec<_>>())
    }

    fn hashed(parts: &[Option<&str>]) -> Self {
        let mut hash = blake3::Hasher::new();
        for part in parts {
            // Length first, so that no two lists of parts run together; absent is not empty.
            let length = part.map_or(u64::MAX, |p| p.len() as u64);
            hash.update(&length.to_le_bytes());
            hash.update(part.unwrap_or_default().as_bytes());
        }
        Self(hash.finalize().to_hex()[..12].to_owned())
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for FindingId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// What decided that two things differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecidedBy {
    /// The texts or names themselves.
    Identical,
    /// The normal forms.
    Rule,
    /// Evidence: two names are taken for one thing's, see [`Evidence`].
    Evidence,
    /// A decision on file.
    Decision,
    /// The engine: the declaration was applied to a scratch database and read back.
    Scratch,
    /// The rows that are there, which were counted.
    Rows,
    /// Nobody: something about the place could not be read.
    Unknown,
}

impl DecidedBy {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Identical => "one side alone: the other has nothing of the kind there",
            Self::Evidence => "the evidence that two names are one thing's",
            Self::Decision => "a decision on file",
            Self::Rule => "the normal forms of both sides, which differ",
            Self::Scratch => "the engine, which the declaration was applied to",
            Self::Rows => "the rows that are there",
            Self::Unknown => "nobody: something about the place could not be read",
        }
    }
}

/// Why two names are taken for one thing's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// From 0 to 99 by evidence; 100 by a decision.
    pub confidence: u8,
    /// What speaks for it, and against it; empty for a decision.
    pub points: Vec<String>,
}

/// A finding against the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not in the baseline.
    #[default]
    New,
    /// Accepted by the baseline.
    Known,
    /// Accepted once, but the date has passed.
    Expired,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// Its identity.
    pub id: FindingId,
    /// The rule's name.
    pub rule: String,
    /// The rule's category.
    pub category: Category,
    /// The damage in this case.
    pub severity: Severity,
    /// Where.
    #[serde(with = "crate::report::place")]
    pub at: Place,
    /// The declared side, as people wrote it; absent when nothing is declared.
    pub declared: Option<String>,
    /// The live side; absent when there is nothing.
    pub live: Option<String>,
    /// What decided.
    pub decided_by: DecidedBy,
    /// Why it is a difference, in a sentence.
    pub because: String,
    /// Where it is declared.
    #[serde(with = "crate::report::location", default, skip_serializing_if = "Option::is_none")]
    pub declared_at: Option<Location>,
    /// Against the baseline.
    #[serde(default)]
    pub status: Status,
    /// For renames: why the two names are taken for one thing's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Who accepted it, why and until when, where the baseline says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accept>,
    /// What the migrations make of the place, where they were given too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub three_way: Option<Standing>,
}

/// One side of a difference: the text people wrote, and its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) raw: String,
    pub(crate) form: String,
}

impl Value {
    pub(crate) fn new(raw: impl Into<String>, form: impl Into<String>) -> Self {
        Self { raw: raw.into(), form: form.into() }
    }

    /// A value that is its own normal form.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { raw: text.clone(), form: text }
    }
}

/// A difference before the rules have judged it: comparing knows no severities.
#[derive(Debug, Clone)]
pub(crate) struct Difference {
    pub(crate) rule: RuleId,
    pub(crate) aspect: Aspect,
    pub(crate) at: Place,
    /// What people see for the part of the place, where the place holds a normal form.
    pub(crate) shown: Option<String>,
    pub(crate) declared: Option<Value>,
    pub(crate) live: Option<Value>,
    pub(crate) decided_by: DecidedBy,
    /// Said after the rule's summary.
    pub(crate) note: Option<String>,
    pub(crate) evidence: Option<Evidence>,
}

impl Difference {
    /// Two values of one thing.
    pub(crate) fn changed(rule: RuleId, at: Place, declared: Value, live: Value) -> Self {
        Self::of(rule, at, Some(declared), Some(live), DecidedBy::Rule)
    }

    /// Declared only.
    pub(crate) fn missing(rule: RuleId, at: Place, declared: Value) -> Self {
        Self::of(rule, at, Some(declared), None, DecidedBy::Identical)
    }

    /// Live only.
    pub(crate) fn extra(rule: RuleId, at: Place, live: Value) -> Self {
        Self::of(rule, at, None, Some(live), DecidedBy::Identical)
    }

    /// Whichever side has a value.
    pub(crate) fn of(
        rule: RuleId,
        at: Place,
        declared: Option<Value>,
        live: Option<Value>,
        decided_by: DecidedBy,
    ) -> Self {
        let aspect = Aspect::Plain;
        Self {
            rule,
            aspect,
            at,
            shown: None,
            declared,
            live,
            decided_by,
            note: None,
            evidence: None,
        }
    }

    pub(crate) fn aspect(mut self, aspect: Aspect) -> Self {
        self.aspect = aspect;
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With the text people wrote for a part that has no name: the identity stays on the normal form.
    pub(crate) fn shown(mut self, part: impl Into<String>) -> Self {
        self.shown = Some(part.into());
        self
    }

    /// The normal forms of both sides.
    pub(crate) fn forms(&self) -> Forms {
        let form = |v: &Option<Value>| v.as_ref().map(|v| v.form.clone());
        Forms { declared: form(&self.declared), live: form(&self.live) }
    }

    /// The finding. Both sides never print the same text: where the raw texts are equal, the normal
    /// forms are what differs and what is shown.
    pub(crate) fn into_finding(self, declared_at: Option<Location>) -> Finding {
        let rule = self.rule.rule();
        let form = |v: &Option<Value>| v.as_ref().map(|v| v.form.clone());
        let (declared_form, live_form) = (form(&self.declared), form(&self.live));
        let id = FindingId::of(rule.name, &self.at, declared_form.as_deref(), live_form.as_deref());
        let raw = |v: Option<Value>| v.map(|v| v.raw);
        let (declared, live) = match (raw(self.declared), raw(self.live)) {
            (Some(d), Some(l)) if d.trim() == l.trim() => (declared_form, live_form),
            raws => raws,
        };
        let because = match self.note {
            Some(note) => format!("{}: {note}", rule.summary),
            None => rule.summary.to_owned(),
        };
        Finding {
            id,
            rule: rule.name.to_owned(),
            category: rule.category,
            severity: rule.severity_for(self.aspect),
            at: Place { part: self.shown.or(self.at.part), ..self.at },
            declared,
            live,
            decided_by: self.decided_by,
            because,
            declared_at,
            status: Status::New,
            evidence: self.evidence,
            accepted: None,
            three_way: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use seedbed_schema_model::TableName;

    use super::*;

    fn difference(declared: Value, live: Value) -> Difference {
        let at = Place::column(&TableName::new("pricing_defaults"), "category");
        Difference::changed(RuleId::TypeChanged, at, declared, live)
    }

    #[test]
    fn the_identity_is_golden() {
        let finding = difference(Value::plain("integer"), Value::plain("text")).into_finding(None);
        assert_eq!(finding.id.as_str(), "1f87b7c1ff7a");
    }

    #[test]
    fn the_identity_follows_the_forms_and_never_the_wording() {
        let plain = difference(Value::plain("int"), Value::plain("text"));
        let id = plain.clone().into_finding(None).id;
        let other_raw = difference(Value::new("INT(11)", "int"), Value::new("TEXT", "text"));
        assert_eq!(other_raw.note("another message").into_finding(None).id, id);
        let other_form = difference(Value::plain("int"), Value::plain("blob"));
        assert_ne!(other_form.into_finding(None).id, id);
        let mut other_place = plain;
        other_place.at.part = Some("product_category".into());
        assert_ne!(other_place.into_finding(None).id, id);
    }

    #[test]
    fn absent_and_empty_values_have_different_identities() {
        let at = Place::table(&TableName::new("t"));
        let id = |d, l| FindingId::of("r", &at, d, l);
        assert_ne!(id(None, Some("a")), id(Some(""), Some("a")));
        assert_ne!(id(Some("a"), None), id(None, Some("a")));
    }

    #[test]
    fn equal_raw_texts_give_way_to_what_differs() {
        let finding = difference(Value::new("mood", "a.mood"), Value::new("mood", "b.mood"))
            .into_finding(None);
        assert_eq!(finding.declared.as_deref(), Some("a.mood"));
        assert_eq!(finding.live.as_deref(), Some("b.mood"));
    }
}
