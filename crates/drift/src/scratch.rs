//! What a scratch database decided: differences that the rules alone would have reported and that
//! the engine calls equal, and the other way round.

use std::collections::BTreeMap;

use seedbed_schema_model::{Gap, GapKind, TableName};
use serde::{Deserialize, Serialize};

use crate::{DecidedBy, Finding, FindingId, Report, Side};

/// Two spellings that the rules could not call equal, and the engine does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Settled {
    /// Where.
    pub at: String,
    /// The rule that would have reported it; none for what the rules could not compare at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The declared spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// The live spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<String>,
    /// What decided.
    pub decided_by: DecidedBy,
}

/// The normal forms of a finding's two sides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forms {
    /// Of the declared side.
    pub declared: Option<String>,
    /// Of the live side.
    pub live: Option<String>,
}

/// What only `compare` knows, in the process that compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Made {
    pub(crate) forms: BTreeMap<FindingId, Forms>,
    /// What was there on both sides and could not be compared.
    pub(crate) undecided: Vec<Gap>,
}

impl Report {
    /// Whether an engine could say more than the rules did: something differs by its spelling, could
    /// not be compared, or could not be read.
    pub fn is_undecided(&self) -> bool {
        !self.made.undecided.is_empty()
            || self
                .gaps()
                .iter()
                .any(|g| g.side == Side::Declared && g.gap.kind == GapKind::Unparsed)
            || self.findings().iter().any(is_spelling)
    }

    /// The objects that an engine could say more about; `None` when it has to see the whole
    /// declaration.
    pub fn undecided_objects(&self) -> Option<Vec<TableName>> {
        let unread =
            |g: &&crate::ReportGap| g.side == Side::Declared && g.gap.kind == GapKind::Unparsed;
        if !self.made.undecided.is_empty() || self.gaps().iter().any(|g| unread(&g)) {
            return None;
        }
        let spelled = self.findings().iter().filter(|f| is_spelling(f));
        let mut objects: Vec<_> = spelled.map(|f| f.at.object.clone()).collect();
        objects.sort();
        objects.dedup();
        Some(objects)
    }

    /// This report, made with a scratch database, beside the one that the rules alone gave: what they
    /// could not call equal and the engine does is listed, and findings show the declared side as
    /// people wrote it.
    #[must_use]
    pub fn settling(mut self, by_rule: &Self) -> Self {
        let mut settled: Vec<Settled> = Vec::new();
        for before in &by_rule.findings {
            let same = |f: &&mut Finding| f.rule == before.rule && f.at == before.at;
            match self.findings.iter_mut().find(same) {
                Some(finding) => {
                    if before.declared.is_some()
                        && before.declared.as_deref().map(str::trim)
                            != finding.live.as_deref().map(str::trim)
                    {
                        finding.declared.clone_from(&before.declared);
                    }
                }
                None => settled.push(Settled {
                    at: before.at.to_string(),
                    rule: Some(before.rule.clone()),
                    declared: before.declared.clone(),
                    live: before.live.clone(),
                    decided_by: DecidedBy::Scratch,
                }),
            }
        }
        for gap in &by_rule.made.undecided {
            let still = self.made.undecided.iter().any(|g| g.place == gap.place);
            let found = self.findings.iter().any(|f| f.at.object.to_string() == gap.place);
            if !still && !found {
                settled.push(Settled {
                    at: gap.place.clone(),
                    rule: None,
                    declared: None,
                    live: Some(gap.what.clone()),
                    decided_by: DecidedBy::Scratch,
                });
            }
        }
        self.settled = settled;
        self
    }

    /// What the engine called equal although the rules did not.
    pub fn settled(&self) -> &[Settled] {
        &self.settled
    }

    /// The normal forms of a finding's sides; `None` for a report that was read from a file.
    pub fn forms(&self, id: &FindingId) -> Option<&Forms> {
        self.made.forms.get(id)
    }
}

/// Whether a finding is about how something is written, rather than about its being there.
fn is_spelling(finding: &Finding) -> bool {
    const THERE: [&str; 8] = [
        "missing-table",
        "extra-table",
        "missing-column",
        "extra-column",
        "comment-changed",
        "name-changed",
        "column-renamed",
        "table-renamed",
    ];
    !THERE.contains(&finding.rule.as_str())
}

#[cfg(test)]
mod tests {
    #[test]
    fn rules_that_no_spelling_explains_exist() {
        for rule in ["missing-table", "extra-table", "missing-column", "extra-column"] {
            assert!(crate::rules::find(rule).is_some(), "{rule}");
        }
    }
}
