//! The one report value behind every rendering, and its JSON form.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use seedbed_schema_model::{Fingerprint, Gap, History, OriginKind, Reading, Topic};
use serde::{Deserialize, Serialize};

use crate::{
    Baseline, BaselineEntry, Finding, FindingId, Forms, Gate, GreenReport, Obstacle, Policy,
    Settled, Severity, Standing, Status, Verdict, scratch::Made,
};

/// The number of the JSON format this version writes. Every released number stays readable.
pub const FORMAT: u32 = 1;

/// Who asked for a report, when, and about which environment. The time is an argument: nothing here
/// reads a clock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Heading {
    /// `check`, `diff`, …
    pub verb: String,
    /// When the work started.
    pub started: Option<DateTime<Utc>>,
    /// The name of the environment in the configuration.
    pub environment: Option<String>,
}

/// The database a report is about. Never holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `PostgreSQL`, `SQLite`, …
    pub engine: String,
    /// The server's own version text, or the version number when there is none.
    pub version: String,
    /// Host and port, for servers.
    pub host: Option<String>,
    /// The database's name.
    pub database: Option<String>,
    /// What people call it.
    pub label: String,
    /// What kind of source it is.
    pub kind: OriginKind,
    /// The fingerprint of what was compared.
    pub fingerprint: Fingerprint,
}

impl Target {
    fn of(reading: &Reading, fingerprint: Fingerprint) -> Self {
        let origin = &reading.origin;
        Self {
            engine: reading.schema.dialect.family.label().to_owned(),
            version: origin
                .server
                .clone()
                .unwrap_or_else(|| reading.schema.dialect.version.to_string()),
            host: origin.host.clone(),
            database: origin.database.clone(),
            label: origin.label.clone(),
            kind: origin.kind,
            fingerprint,
        }
    }
}

/// How the declared side was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredSide {
    /// A path, or a URL without user and password.
    pub label: String,
    /// The kind of source.
    pub kind: OriginKind,
    /// Applied to a scratch database and read back, rather than read as text.
    #[serde(default)]
    pub scratch: bool,
    /// The fingerprint of what was compared.
    pub fingerprint: Fingerprint,
}

/// Which side a gap is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The declaration.
    Declared,
    /// The database.
    Live,
}

/// A gap, with the side it is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportGap {
    /// The side.
    pub side: Side,
    /// The gap.
    #[serde(flatten)]
    pub gap: Gap,
}

/// What was not compared because one side has no words for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// The side.
    pub side: Side,
    /// What it is silent on.
    pub topic: Topic,
}

/// Counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Declared tables compared.
    pub tables: usize,
    /// Their columns.
    pub columns: usize,
    /// Critical findings.
    pub critical: usize,
    /// High findings.
    pub high: usize,
    /// Medium findings.
    pub medium: usize,
    /// Low findings.
    pub low: usize,
    /// Findings nobody has to act on.
    pub info: usize,
    /// Findings that are not in the baseline.
    pub new: usize,
    /// Findings the baseline accepts.
    pub known: usize,
    /// Findings whose acceptance has run out.
    pub expired: usize,
    /// Baseline entries that match no finding any more.
    pub stale: usize,
    /// Gaps that matter, on both sides.
    pub gaps: usize,
}

impl Summary {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Info => self.info,
        }
    }
}

/// What a comparison found. Its parts are read through methods: a report that was taken apart and
/// put together otherwise could not be evidence for [`GreenReport`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    format: u32,
    tool: String,
    /// What was done.
    #[serde(default, skip_serializing_if = "ReportKind::is_comparison")]
    kind: ReportKind,
    #[serde(flatten)]
    heading: Heading,
    target: Target,
    declared: DeclaredSide,
    summary: Summary,
    pub(crate) findings: Vec<Finding>,
    gaps: Vec<ReportGap>,
    /// What was not compared because a side has no words for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    silent: Vec<Silence>,
    /// Decisions about renames that settle nothing any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stale_decisions: Vec<String>,
    /// What is known of the migrations, where they were given too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    history: Option<History>,
    /// What stands against judging at all.
    #[serde(default)]
    obstacles: Vec<Obstacle>,
    verdict: Option<Verdict>,
    /// What a scratch database called equal although the rules did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) settled: Vec<Settled>,
    /// Made by `compare` in this process from a live reading: never read from a file.
    #[serde(skip)]
    witnessed: bool,
    #[serde(skip)]
    pub(crate) made: Made,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Two schemas.
    #[default]
    Comparison,
    /// One schema alone; its target is that schema.
    Lint,
}

impl ReportKind {
    fn is_comparison(&self) -> bool {
        *self == Self::Comparison
    }

    /// Whether a baseline entry for this rule is about reports of this kind.
    pub(crate) fn has(self, rule: &str) -> bool {
        (self == Self::Lint) == crate::lint::is_rule(rule)
    }
}

/// Why a report could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Not JSON, or not a report.
    #[error("not a seedbed report: {0}")]
    Malformed(#[source] serde_json::Error),
    /// There is no format number.
    #[error("not a seedbed report: it has no `format` number")]
    NoFormat,
    /// Written by a newer version.
    #[error(
        "report format {found} is newer than {FORMAT}, the newest this version reads: \
         use the seedbed that wrote it, or a newer one"
    )]
    TooNew {
        /// The format found.
        found: u64,
    },
}

impl Report {
    /// Puts a report together; `findings` are sorted by severity, then place, then rule.
    pub(crate) fn assemble(
        declared: &Reading,
        live: &Reading,
        policy: &Policy,
        fingerprints: (Fingerprint, Fingerprint),
        mut findings: Vec<Finding>,
        obstacles: Vec<Obstacle>,
        counts: (usize, usize),
    ) -> Self {
        in_order(&mut findings);
        let side = |side, reading: &Reading| {
            let gap = move |gap: &Gap| ReportGap { side, gap: gap.clone() };
            reading.gaps.iter().map(gap).collect::<Vec<_>>()
        };
        let mut gaps = side(Side::Declared, declared);
        gaps.extend(side(Side::Live, live));
        let silence = |side, reading: &Reading| {
            let topics = reading.silent_on.iter();
            topics.map(|topic| Silence { side, topic: *topic }).collect::<Vec<_>>()
        };
        let mut silent = silence(Side::Declared, declared);
        silent.extend(silence(Side::Live, live));
        let mut report = Self {
            format: FORMAT,
            tool: concat!("seedbed ", env!("CARGO_PKG_VERSION")).to_owned(),
            kind: ReportKind::Comparison,
            heading: Heading::default(),
            target: Target::of(live, fingerprints.1),
            declared: DeclaredSide {
                label: declared.origin.label.clone(),
                kind: declared.origin.kind,
                scratch: policy.scratch,
                fingerprint: fingerprints.0,
            },
            summary: Summary { tables: counts.0, columns: counts.1, ..Summary::default() },
            findings,
            gaps,
            silent,
            stale_decisions: Vec::new(),
            history: None,
            obstacles,
            verdict: None,
            settled: Vec::new(),
            witnessed: live.origin.kind == OriginKind::Live,
            made: Made::default(),
        };
        report.count(0);
        report
    }

    /// The report with the normal forms of its findings.
    pub(crate) fn with_forms(mut self, forms: BTreeMap<FindingId, Forms>) -> Self {
        self.made.forms = forms;
        self
    }

    /// The same as the report of one schema alone: it is no evidence about a database.
    pub(crate) fn of_lint(mut self) -> Self {
        self.kind = ReportKind::Lint;
        self.witnessed = false;
        // Both sides are the same reading.
        self.gaps.retain(|g| g.side == Side::Declared);
        self.count(0);
        self
    }

    /// The report with what is there on both sides and could not be compared.
    pub(crate) fn not_compared(mut self, gaps: Vec<Gap>) -> Self {
        self.made.undecided.clone_from(&gaps);
        let gap = |gap| ReportGap { side: Side::Declared, gap };
        self.gaps.extend(gaps.into_iter().map(gap));
        self.count(0);
        self
    }

    pub(crate) fn with_stale_decisions(mut self, stale: Vec<String>) -> Self {
        self.stale_decisions = stale;
        self
    }

    /// The decisions about renames that settle nothing any more.
    pub fn stale_decisions(&self) -> &[String] {
        &self.stale_decisions
    }

    /// The report with the migrations as the third side.
    pub(crate) fn three_way(
        mut self,
        history: History,
        added: Vec<Finding>,
        standing: &dyn Fn(&Finding) -> (Standing, String),
    ) -> Self {
        let of_schemas = |f: &&mut Finding| f.decided_by != crate::DecidedBy::Rows;
        for finding in self.findings.iter_mut().filter(of_schemas) {
            let (standing, note) = standing(finding);
            finding.because = format!("{}; {note}", finding.because);
            finding.three_way = Some(standing);
        }
        self.findings.extend(added);
        in_order(&mut self.findings);
        self.history = Some(history);
        self.count(0);
        self
    }

    /// What is known of the migrations, where they were given too.
    pub fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }

    /// The report with its heading.
    #[must_use]
    pub fn headed(mut self, heading: Heading) -> Self {
        self.heading = heading;
        self
    }

    /// The report with the gate's verdict and each finding's status. `today` decides what has
    /// expired; an acceptance holds through its last day.
    #[must_use]
    pub fn judged(mut self, gate: &Gate, today: NaiveDate) -> Self {
        for finding in &mut self.findings {
            let entry = gate.baseline.entry(&finding.id);
            finding.status = match entry {
                None => Status::New,
                Some(entry) if entry.expires < today => Status::Expired,
                Some(_) => Status::Known,
            };
            finding.accepted = entry.map(BaselineEntry::accept);
        }
        let mut obstacles = self.obstacles.clone();
        if self.kind == ReportKind::Comparison && self.target.kind != OriginKind::Live {
            obstacles.push(Obstacle::NotLive { label: self.target.label.clone() });
        }
        let verdict = Verdict::of(self.kind, gate, &self.findings, obstacles);
        self.count(verdict.stale.len());
        self.verdict = Some(verdict);
        self
    }

    /// The report as text for people when there is any finding at all, or when nothing can be judged;
    /// `None` when both sides are the same. What `assert_no_drift!` says.
    pub fn objection(&self) -> Option<String> {
        let gate = Gate { fail_on: Severity::Info, baseline: Baseline::default() };
        // The day only matters to what is accepted.
        let judged = self.clone().judged(&gate, NaiveDate::MIN);
        let green = judged.verdict().is_some_and(Verdict::is_green);
        let style = crate::render::Style { width: 100, colour: false };
        (!green).then(|| crate::render::human(&judged, style))
    }

    fn count(&mut self, stale: usize) {
        let mut severities: BTreeMap<Severity, usize> = BTreeMap::new();
        let mut statuses = [0; 3];
        for finding in &self.findings {
            *severities.entry(finding.severity).or_default() += 1;
            statuses[finding.status as usize] += 1;
        }
        let of = |s| severities.get(&s).copied().unwrap_or_default();
        self.summary = Summary {
            tables: self.summary.tables,
            columns: self.summary.columns,
            critical: of(Severity::Critical),
            high: of(Severity::High),
            medium: of(Severity::Medium),
            low: of(Severity::Low),
            info: of(Severity::Info),
            new: statuses[Status::New as usize],
            known: statuses[Status::Known as usize],
            expired: statuses[Status::Expired as usize],
            stale,
            gaps: self.gaps.iter().filter(|g| g.gap.kind.matters()).count(),
        };
    }

    /// The evidence that the gate is green for a live database, compared in this process. `None`
    /// for a report that is red, was not judged, is about anything but a live database, or was read
    /// from a file.
    pub fn green(&self) -> Option<GreenReport> {
        let verdict = self.verdict.as_ref()?;
        (self.witnessed && verdict.is_green()).then(|| GreenReport::of(self))
    }

    /// What was done.
    pub fn kind(&self) -> ReportKind {
        self.kind
    }

    /// Verb, time and environment.
    pub fn heading(&self) -> &Heading {
        &self.heading
    }

    /// Name and version of what wrote the report.
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// The database looked at.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The declaration.
    pub fn declared(&self) -> &DeclaredSide {
        &self.declared
    }

    /// The counts.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The findings, the worst first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What was not compared because a side has no words for it.
    pub fn silent(&self) -> &[Silence] {
        &self.silent
    }

    /// What could not be read, on both sides.
    pub fn gaps(&self) -> &[ReportGap] {
        &self.gaps
    }

    /// What stands against judging at all.
    pub fn obstacles(&self) -> &[Obstacle] {
        &self.obstacles
    }

    /// The verdict, once a gate has judged.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// The finding whose id starts with these digits, when there is exactly one.
    pub fn find(&self, id: &str) -> Option<&Finding> {
        let mut found = self.findings.iter().filter(|f| f.id.as_str().starts_with(id));
        found.next().filter(|_| !id.is_empty() && found.next().is_none())
    }

    /// Reads a report back from JSON. It can be rendered and compared with another, but is no
    /// evidence: [`Report::green`] gives `None`.
    pub fn from_json(text: &str) -> Result<Self, ReportError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(ReportError::Malformed)?;
        let found =
            value.get("format").and_then(serde_json::Value::as_u64).ok_or(ReportError::NoFormat)?;
        if found > u64::from(FORMAT) {
            return Err(ReportError::TooNew { found });
        }
        serde_json::from_value(value).map_err(ReportError::Malformed)
    }
}

/// By severity, then place, then rule; each once.
fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        (b.severity.cmp(&a.severity))
            .then_with(|| (&a.at, &a.rule, &a.id).cmp(&(&b.at, &b.rule, &b.id)))
    });
    // Two equal duplicates that are missing are one fact.
    findings.dedup_by(|a, b| a.id == b.id);
}

/// A place as reports write it: `{schema, table, column | index | constraint | trigger}`, or the kind of
/// object that stands alone.
pub(crate) mod place {
    use seedbed_schema_model::{ObjectKind, Place, TableName};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[derive(Default, Serialize, Deserialize)]
    #[serde(default)]
    struct At {
        kind: Option<ObjectKind>,
        #[serde(skip_serializing_if = "Option::is_none")]
        schema: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        table: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        index: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        constraint: Option<String>,
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        type_: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sequence: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        view: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        trigger: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        function: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        procedure: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        event: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        migration: Option<String>,
        /// The types of the arguments of a function or procedure.
        #[serde(skip_serializing_if = "Option::is_none")]
        arguments: Option<String>,
    }

    impl At {
        fn slots(
            &mut self,
            kind: ObjectKind,
        ) -> (&mut Option<String>, Option<&mut Option<String>>) {
            match kind {
                ObjectKind::Type => (&mut self.type_, None),
                ObjectKind::Sequence => (&mut self.sequence, None),
                ObjectKind::View => (&mut self.view, None),
                ObjectKind::Event => (&mut self.event, None),
                ObjectKind::Migration => (&mut self.migration, None),
                ObjectKind::Function => (&mut self.function, Some(&mut self.arguments)),
                ObjectKind::Procedure => (&mut self.procedure, Some(&mut self.arguments)),
                ObjectKind::Trigger => (&mut self.table, Some(&mut self.trigger)),
                ObjectKind::Table => (&mut self.table, None),
                ObjectKind::Column => (&mut self.table, Some(&mut self.column)),
                ObjectKind::Index => (&mut self.table, Some(&mut self.index)),
                ObjectKind::PrimaryKey
                | ObjectKind::Unique
                | ObjectKind::ForeignKey
                | ObjectKind::Exclusion
                | ObjectKind::Check => (&mut self.table, Some(&mut self.constraint)),
            }
        }
    }

    pub(crate) fn serialize<S: Serializer>(place: &Place, s: S) -> Result<S::Ok, S::Error> {
        let mut at =
            At { kind: Some(place.kind), schema: place.object.schema.clone(), ..At::default() };
        let (object, part) = at.slots(place.kind);
        *object = Some(place.object.name.clone());
        if let Some(slot) = part {
            slot.clone_from(&place.part);
        }
        at.serialize(s)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Place, D::Error> {
        let mut at = At::deserialize(d)?;
        let kind = at.kind.ok_or_else(|| D::Error::missing_field("kind"))?;
        let schema = at.schema.take();
        let (object, part) = at.slots(kind);
        let name = object.take().ok_or_else(|| D::Error::missing_field("table"))?;
        let part = part.and_then(Option::take);
        Ok(Place { object: TableName { schema, name }, kind, part })
    }
}

/// A location as `file:line`.
pub(crate) mod location {
    use seedbed_schema_model::Location;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(
        location: &Option<Location>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        match location {
            Some(location) => s.collect_str(location),
            None => s.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D>(d: D) -> Result<Option<Location>, D::Error>
    where
        D: Deserializer<'de>,
    {
        let Some(text) = Option::<String>::deserialize(d)? else { return Ok(None) };
        let parsed = text.rsplit_once(':').and_then(|(file, line)| {
            Some(Location { file: file.to_owned(), line: line.parse().ok()? })
        });
        parsed.map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is not `file:line`")))
    }
}
