//! The baseline: findings accepted for now, each with an owner, a reason and a last day.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::{Finding, FindingId, Report};

/// One accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BaselineEntry {
    /// The finding.
    pub id: FindingId,
    /// Its rule, for people.
    pub rule: String,
    /// Its place, for people.
    pub at: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day it is accepted on.
    #[serde(deserialize_with = "day")]
    pub expires: NaiveDate,
}

/// Who accepts a finding, why, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accept {
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day it is accepted on.
    pub expires: NaiveDate,
}

impl BaselineEntry {
    /// Who accepted it, why and until when.
    pub fn accept(&self) -> Accept {
        let (owner, reason) = (self.owner.clone(), self.reason.clone());
        Accept { owner, reason, expires: self.expires }
    }
}

/// The accepted findings. Comments before the first entry are kept when it is written back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    header: String,
    entries: Vec<BaselineEntry>,
}

/// What is wrong with a baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// Not TOML, an unknown key, a missing key or a value of the wrong kind.
    #[error("baseline line {line}: {message}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A finding is accepted twice.
    #[error("baseline line {line}: finding {id} is already accepted above; keep one entry")]
    Twice {
        /// The line of the second entry.
        line: usize,
        /// The finding.
        id: FindingId,
    },
    /// The owner or the reason is blank.
    #[error("baseline entry for {at}: `{key}` is empty; write who answers for it and why")]
    Blank {
        /// The finding's place.
        at: String,
        /// `owner` or `reason`.
        key: &'static str,
    },
}

fn day<'de, D: serde::Deserializer<'de>>(d: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(d)?;
    let parsed = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
    // Written back it must be the same text, so that `2026-1-2` is refused too.
    parsed.filter(|d| d.to_string() == text).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is not a date: write \"YYYY-MM-DD\""))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    finding: Vec<Spanned<BaselineEntry>>,
}

impl Baseline {
    /// Reads a baseline file.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let line_at = |offset: usize| text[..offset].matches('\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|error| BaselineError::Malformed {
            line: error.span().map_or(1, |span| line_at(span.start)),
            message: error.message().replace('\n', " "),
        })?;
        let mut baseline = Self { header: header(text), entries: Vec::new() };
        for spanned in file.finding {
            let line = line_at(spanned.span().start);
            let entry = spanned.into_inner();
            not_blank(&entry.at, &entry.owner, &entry.reason)?;
            if baseline.entry(&entry.id).is_some() {
                return Err(BaselineError::Twice { line, id: entry.id });
            }
            baseline.entries.push(entry);
        }
        baseline.sort();
        Ok(baseline)
    }

    /// The entries, by place.
    pub fn entries(&self) -> &[BaselineEntry] {
        &self.entries
    }

    /// The entry that accepts this finding.
    pub fn entry(&self, id: &FindingId) -> Option<&BaselineEntry> {
        self.entries.iter().find(|e| e.id == *id)
    }

    /// Accepts a finding, or renews its acceptance.
    pub fn accept(&mut self, finding: &Finding, accept: Accept) -> Result<(), BaselineError> {
        let at = finding.at.to_string();
        not_blank(&at, &accept.owner, &accept.reason)?;
        self.entries.retain(|e| e.id != finding.id);
        self.entries.push(BaselineEntry {
            id: finding.id.clone(),
            rule: finding.rule.clone(),
            at,
            owner: accept.owner,
            reason: accept.reason,
            expires: accept.expires,
        });
        self.sort();
        Ok(())
    }

    /// Adds the entries of another baseline. One that both have stays as it is here.
    pub fn merge(&mut self, other: &Self) {
        if self.header.is_empty() {
            self.header.clone_from(&other.header);
        }
        let new = other.entries.iter().filter(|e| self.entry(&e.id).is_none()).cloned();
        let new: Vec<_> = new.collect();
        self.entries.extend(new);
        self.sort();
    }

    /// Removes the entries whose finding is not in `report` any more, and gives them back. A report
    /// that could not judge removes nothing: what was not seen is not fixed.
    pub fn prune(&mut self, report: &Report) -> Vec<BaselineEntry> {
        if !report.obstacles().is_empty() {
            return Vec::new();
        }
        let all = std::mem::take(&mut self.entries);
        // One file may hold what `check` and what `lint` found.
        let (kept, fixed) = all.into_iter().partition(|e| {
            !report.kind().has(&e.rule) || report.findings().iter().any(|f| f.id == e.id)
        });
        self.entries = kept;
        fixed
    }

    /// The file's text.
    pub fn to_toml(&self) -> String {
        let mut out = self.header.clone();
        for entry in &self.entries {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
            out.push_str("[[finding]]\n");
            let expires = entry.expires.to_string();
            for (key, value) in [
                ("id", entry.id.as_str()),
                ("rule", &entry.rule),
                ("at", &entry.at),
                ("owner", &entry.owner),
                ("reason", &entry.reason),
                ("expires", &expires),
            ] {
                // Writing to a String does not fail.
                let _ = writeln!(out, "{key} = {}", toml::Value::from(value));
            }
        }
        out
    }

    fn sort(&mut self) {
        self.entries.sort_by(|a, b| (&a.at, &a.rule, &a.id).cmp(&(&b.at, &b.rule, &b.id)));
    }
}

fn not_blank(at: &str, owner: &str, reason: &str) -> Result<(), BaselineError> {
    for (key, value) in [("owner", owner), ("reason", reason)] {
        if value.trim().is_empty() {
            return Err(BaselineError::Blank { at: at.to_owned(), key });
        }
    }
    Ok(())
}

/// Everything before the first entry, ending in one newline.
fn header(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .take_while(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
        .collect();
    let joined = lines.join("\n").trim().to_owned();
    if joined.is_empty() { joined } else { joined + "\n" }
}
