//! The generator: comments on live rows, mentions that agree with the text.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDateTime};
use seedbed_schema_model::{Dialect, Schema};

use super::{CommentContext, Comments, Kind, Stage, checks, roles};
use crate::{
    AnchorTable, Cell, DataCheck, GenerateError, Generator, LogicalReference, Permutation, Rows,
    Span, Spec, Unit, Units, Value,
    bind::{BindError, BindProblem, Binding, BoundTable, Overrides, Role},
    domains::{
        DomainOptions,
        text::{key_text, name_of},
    },
    when,
};

/// Raised whenever the bytes change.
const VERSION: u32 = 4;
/// Comments come in groups of so many: mentions are shared out and replies stay inside a group.
const GROUP: u64 = 10;
/// More people than this are not mentioned at once.
const MOST_MENTIONS: u64 = 4;

/// Comments over any [`Comments`].
#[derive(Debug)]
pub struct CommentsGenerator<C> {
    comments: C,
    tables: Tables,
    count: u64,
    mentions: u64,
}

/// The bound tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) user: BoundTable,
    pub(super) comment: BoundTable,
    pub(super) mention: Option<BoundTable>,
    pub(super) targets: Vec<Target>,
}

/// Something that is commented on.
#[derive(Debug)]
pub(super) struct Target {
    /// The type text, in the type column's spelling.
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) table: BoundTable,
    /// What the anchor is called.
    anchor: String,
    /// Its share of the comments.
    weight: u32,
}

/// A comment's place and time, before it says anything.
#[derive(Debug, Clone, Copy)]
struct Frame<'a> {
    target: &'a Target,
    rows: &'a AnchorTable,
    row: usize,
    created_at: NaiveDateTime,
    parent: Option<u64>,
}

impl<C: Comments> CommentsGenerator<C> {
    /// Binds to a schema. Volumes: `count` (100) and `mentions` (40).
    ///
    /// # Errors
    /// Everything that does not bind, in one [`BindError`].
    pub fn bind(schema: &Schema, options: &DomainOptions, comments: C) -> Result<Self, BindError> {
        // `bind` may also name columns of what is commented on: `client.created_at`.
        let mut own = options.bind.clone();
        own.columns.retain(|place, _| !options.on.keys().any(|t| of_type(place, t).is_some()));
        let bound = Binding::bind(schema, "comments", roles::ROLES, &own);
        let mut problems = Vec::new();
        let mut targets = Vec::new();
        // Comments that say no type are all on rows of one table.
        let comment = bound.as_ref().ok().and_then(|b| b.get("comment"));
        let one = comment.filter(|c| c.column("type").is_none());
        let only = one.and_then(|c| referred(schema, c)).filter(|_| options.on.is_empty());
        if let Some(comment) = one.filter(|_| only.is_none() && options.on.len() != 1) {
            problems.push(BindProblem {
                place: "on".into(),
                why: format!(
                    "{} says neither of what type a row is nor refers to one table",
                    comment.table
                ),
                candidates: Vec::new(),
                hint: "[seed.comments]\non = { <type> = \"<table>\" }".into(),
            });
        }
        let all = match &only {
            Some(on) => wanted_of(on, &options.bind),
            None => wanted(options),
        };
        for (type_text, role, overrides, must) in all {
            match Binding::bind(schema, "comments", &[role], &overrides) {
                Ok(found) => {
                    if let Some(table) = found.get(roles::TARGET) {
                        targets.push(Target::new(type_text, table.clone()));
                    }
                }
                Err(error) if must => problems.extend(error.problems.into_iter().map(|p| {
                    let hint = p.hint.replace(
                        "[seed.comments.bind]\ntarget",
                        &format!("[seed.comments.on]\n{type_text}"),
                    );
                    let hint = hint.replace("\"target.", &format!("\"{type_text}."));
                    let place = p.place.replace(roles::TARGET, &format!("on.{type_text}"));
                    BindProblem { place, hint, ..p }
                })),
                Err(_) => {}
            }
        }
        if targets.is_empty() && problems.is_empty() {
            problems.push(BindProblem {
                place: "on".into(),
                why: "there is no table of clients, orders, batches or tasks to comment on".into(),
                candidates: Vec::new(),
                hint: "[seed.comments]\non = { client = \"<table>\" }".into(),
            });
        }
        let error = |problems| BindError { domain: "comments".into(), problems };
        let binding = match bound {
            Ok(binding) if problems.is_empty() => binding,
            Ok(_) => return Err(error(problems)),
            Err(mut error) => {
                error.problems.extend(problems);
                return Err(error);
            }
        };
        let (Some(user), Some(comment)) = (binding.get("user"), binding.get("comment")) else {
            return Err(error(Vec::new()));
        };
        if let Some(column) = comment.column("type") {
            for target in &mut targets {
                match column.label(&target.label) {
                    Some(label) => target.label = label,
                    None => problems.push(BindProblem {
                        place: format!("on.{}", target.label),
                        why: format!("{}.{} does not allow this type", comment.table, column.name),
                        candidates: column.allowed.clone().unwrap_or_default(),
                        hint: format!(
                            "[seed.comments]\non = {{ <allowed> = \"{}\" }}",
                            target.table.table
                        ),
                    }),
                }
            }
        }
        if !problems.is_empty() {
            return Err(error(problems));
        }
        let volume = |name: &str, default| options.volumes.get(name).copied().unwrap_or(default);
        let mention = binding.get("mention").cloned();
        // Without a table of mentions nobody is mentioned: the text would promise what is not there.
        let mentions = if mention.is_some() { volume("mentions", 40) } else { 0 };
        let count = volume("count", 100);
        let tables = Tables { user: user.clone(), comment: comment.clone(), mention, targets };
        Ok(Self { comments, tables, count, mentions })
    }

    /// Where and when comment `index` is written; replies stand where their parent stands.
    fn frame<'a>(&'a self, unit: Unit<'a>, index: u64) -> Result<Frame<'a>, GenerateError> {
        match self.parent(unit, index) {
            None => self.root(unit, index),
            Some(parent) => {
                let root = self.root(unit, parent)?;
                let mut cell = unit.cell("comments.comment", "reply at", index);
                let within = if cell.chance(60) { Duration::hours(5) } else { Duration::days(4) };
                let created_at = when::after(root.created_at, within, unit.world.today, &mut cell);
                Ok(Frame { created_at, parent: Some(parent), ..root })
            }
        }
    }

    /// The comment that comment `index` answers: one before it in its group that answers none.
    fn parent(&self, unit: Unit<'_>, index: u64) -> Option<u64> {
        self.tables.comment.column("parent")?;
        let is_reply = |i: u64| {
            !i.is_multiple_of(GROUP) && unit.cell("comments.comment", "reply", i).chance(28)
        };
        let roots: Vec<u64> = (index - index % GROUP..index).filter(|i| !is_reply(*i)).collect();
        if !is_reply(index) {
            return None;
        }
        unit.cell("comments.comment", "parent", index).pick(&roots).copied()
    }

    fn root<'a>(&'a self, unit: Unit<'a>, index: u64) -> Result<Frame<'a>, GenerateError> {
        let today = unit.world.today;
        let filled = || {
            self.tables.targets.iter().filter_map(|target| {
                let rows = unit.anchor(&target.anchor).ok()?;
                (!rows.is_empty()).then_some((target, rows))
            })
        };
        // In every block each type comes as often as its weight says, in an order of its own.
        let total: u64 = filled().map(|(t, _)| u64::from(t.weight)).sum();
        let block = index.checked_div(total).unwrap_or(0);
        let order = unit.cell("comments.comment", "type", block).next_u64();
        let mut at = Permutation::new(total, order).apply(index % total.max(1)).unwrap_or(0);
        let chosen = filled().find(|(t, _)| {
            let weight = u64::from(t.weight);
            let here = at < weight;
            at = at.saturating_sub(weight);
            here
        });
        let Some((target, rows)) = chosen else {
            let tables: Vec<String> =
                self.tables.targets.iter().map(|t| t.table.table.to_string()).collect();
            return Err(GenerateError::Impossible {
                place: tables.join(", "),
                why: "there is no row to comment on".into(),
            });
        };
        let mut cell = unit.cell("comments.comment", "target", index);
        let born =
            |row: usize| target.table.of(rows, row, "created_at").and_then(Value::as_datetime);
        let past = |row: &usize| born(*row).is_none_or(|at| at <= when::now(today));
        let row = (0..16).filter_map(|_| rows.pick(&mut cell)).find(past);
        let row = row.or_else(|| (0..rows.len()).find(past)).ok_or_else(|| {
            GenerateError::Impossible {
                place: target.table.table.to_string(),
                why: format!(
                    "every row was created after {today}, so nothing could be said about it yet"
                ),
            }
        })?;
        let mut cell = unit.cell("comments.comment", "created_at", index);
        let now = when::now(today);
        // Before there is anybody to talk, nothing is said.
        let staffed = self.staffed(unit)?.map(|at| at.min(now));
        let created_at = match born(row) {
            None => {
                let at = when::ago(cell.below(90), today, &mut cell);
                staffed.filter(|s| *s > at).map_or(at, |s| when::between(s, now, &mut cell))
            }
            Some(born) if staffed.is_some_and(|s| s > born) => {
                when::between(staffed.unwrap_or(born), now, &mut cell)
            }
            // Today, soon after it was created, or any time since.
            Some(born) => match cell.below(100) {
                ..8 => when::between(born.max(now - Duration::hours(9)), now, &mut cell),
                8..60 => when::after(born, Duration::days(21), today, &mut cell),
                _ => when::between(born, now, &mut cell),
            },
        };
        Ok(Frame { target, rows, row, created_at, parent: None })
    }

    /// Since when there are enough people to write a comment and be mentioned in it; `None` when
    /// the users do not say since when they are there.
    fn staffed(&self, unit: Unit<'_>) -> Result<Option<NaiveDateTime>, GenerateError> {
        let users = unit.anchor("users")?;
        let Some(column) = self.tables.user.column("created_at") else { return Ok(None) };
        let enough = usize::try_from(self.most_mentions(users.len())).unwrap_or(usize::MAX);
        let by_age = users.rows_by(&column.name);
        let last = by_age.get(enough.min(by_age.len().saturating_sub(1)));
        Ok(last.and_then(|row| users.get(*row, &column.name)).and_then(Value::as_datetime))
    }

    /// Who was there at a time: everybody when nobody's time is known.
    fn was_there(&self, users: &AnchorTable, user: usize, at: NaiveDateTime) -> bool {
        let since = self.tables.user.of(users, user, "created_at").and_then(Value::as_datetime);
        since.is_none_or(|since| since <= at)
    }

    /// Somebody who was there; one more user changes only its share.
    fn somebody(&self, users: &AnchorTable, at: NaiveDateTime, cell: &mut Cell) -> Option<usize> {
        let drawn =
            (0..16).filter_map(|_| users.pick(cell)).find(|u| self.was_there(users, *u, at));
        drawn.or_else(|| {
            let column = self.tables.user.column("created_at")?;
            let there = users.rows_up_to(&column.name, &Value::DateTime(at));
            there.first().or(users.rows_by(&column.name).first()).copied()
        })
    }

    /// Where it stood when the comment was written.
    fn stage(&self, frame: &Frame<'_>) -> Stage {
        let of = |column: &str| frame.target.table.of(frame.rows, frame.row, column);
        let at = |column: &str| of(column).and_then(Value::as_datetime);
        let offered = of("kind").and_then(Value::as_str).is_some_and(|kind| {
            let kind = kind.to_lowercase();
            ["quot", "offer", "estimate", "proposal"].iter().any(|w| kind.contains(w))
        });
        let age = at("created_at").map(|born| frame.created_at - born);
        let says_when = frame.target.table.column("closed_at").is_some();
        let (new, old) = match frame.target.kind {
            Kind::Client => (Duration::days(60), Duration::MAX),
            _ => (Duration::days(2), Duration::days(14)),
        };
        match age {
            _ if offered => Stage::Offered,
            _ if at("closed_at").is_some_and(|closed| closed <= frame.created_at) => Stage::Closed,
            Some(age) if age < new => Stage::New,
            Some(age) if age >= old && !says_when => Stage::Closed,
            _ => Stage::Open,
        }
    }

    /// Nobody is asked to mention themselves, and nobody mentions everybody.
    fn most_mentions(&self, users: usize) -> u64 {
        let often = self.mentions / self.count.max(1) + 1;
        (users as u64).saturating_sub(1).min(MOST_MENTIONS.max(often))
    }

    /// How many mentions come before this comment's, and how many it has. Mentions are shared out in
    /// each group, so that the sum is exact and no comment needs to know the others'.
    fn mentions(&self, unit: Unit<'_>, users: usize) -> (u64, u64) {
        let boundary = |comment: u64| {
            let all = u128::from(self.mentions) * u128::from(comment.min(self.count));
            u64::try_from(all / u128::from(self.count.max(1))).unwrap_or(self.mentions)
        };
        let first = unit.index - unit.index % GROUP;
        let size = GROUP.min(self.count.saturating_sub(first));
        let (start, end) = (boundary(first), boundary(first + GROUP));
        let most = self.most_mentions(users);
        let mut counts = [0u64; GROUP as usize];
        for mention in start..end {
            let mut cell = unit.cell("comments.mention", "comment", mention);
            let open = |at: &u64, counts: &[u64]| {
                usize::try_from(*at).ok().and_then(|at| counts.get(at)).is_some_and(|c| *c < most)
            };
            let at = (0..8)
                .map(|_| cell.below(size))
                .find(|at| open(at, &counts))
                .or_else(|| (0..size).find(|at| open(at, &counts)));
            if let Some(count) = at.and_then(|at| counts.get_mut(usize::try_from(at).ok()?)) {
                *count += 1;
            }
        }
        let place = usize::try_from(unit.index - first).unwrap_or(0);
        let before: u64 = counts.iter().take(place).sum();
        (start + before, counts.get(place).copied().unwrap_or(0))
    }

    /// Who is mentioned: distinct, there at the time, and not the author.
    fn mentioned(
        &self,
        unit: Unit<'_>,
        users: &AnchorTable,
        author: usize,
        at: NaiveDateTime,
        count: u64,
    ) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::new();
        for place in 0..count {
            let mut cell = unit.cell("comments.mention", "user", unit.index << 8 | place);
            let free = |user: &usize| {
                *user != author && !all.contains(user) && self.was_there(users, *user, at)
            };
            let drawn = (0..32).filter_map(|_| users.pick(&mut cell)).find(free);
            all.extend(drawn.or_else(|| (0..users.len()).find(free)));
        }
        all
    }

    /// `@[Name](id)`, as the application writes a mention.
    fn token(&self, users: &AnchorTable, user: usize) -> String {
        let id = users.key(user).and_then(key_text).unwrap_or_default();
        let email = self.tables.user.of(users, user, "email").and_then(Value::as_str);
        let name = name_of(&self.tables.user, users, user)
            .or(email.and_then(|e| e.split('@').next()))
            .unwrap_or("user");
        let name: String = name.chars().filter(|c| !matches!(c, '[' | ']' | '(' | ')')).collect();
        format!("@[{}]({id})", name.trim())
    }

    fn content(
        &self,
        context: &CommentContext<'_>,
        tokens: &[String],
    ) -> Result<String, GenerateError> {
        let who = match tokens {
            [] => String::new(),
            [one] => one.clone(),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        };
        let full = context.room;
        let room = full.map(|r| {
            r.saturating_sub(if tokens.is_empty() { 0 } else { who.chars().count() + 44 })
        });
        let text = self.comments.text(&CommentContext { room, ..*context });
        let text = if tokens.is_empty() { text } else { self.comments.ask(context, text, &who) };
        let said = text.matches("@[").count();
        if said != tokens.len() || tokens.iter().any(|t| !text.contains(t)) {
            return Err(GenerateError::Impossible {
                place: self.tables.comment.table.to_string(),
                why: format!("`{text}` must mention exactly: {}", tokens.join(" ")),
            });
        }
        Ok(text)
    }
}

impl Target {
    fn new(type_text: &str, table: BoundTable) -> Self {
        let kind = Kind::of(type_text, &table.table.name);
        let weight = match kind {
            Kind::Order => 4,
            Kind::Client => 3,
            Kind::Batch | Kind::Other => 2,
            Kind::Task => 1,
        };
        Self { label: type_text.to_owned(), kind, table, anchor: format!("on.{type_text}"), weight }
    }
}

/// The column of `client.created_at` for the type `client`.
fn of_type<'p>(place: &'p str, type_text: &str) -> Option<&'p str> {
    place.strip_prefix(type_text)?.strip_prefix('.')
}

/// The types to comment on: the type text, its role, what is mapped by hand, and whether it was asked
/// for and so must bind.
fn wanted(options: &DomainOptions) -> Vec<(&str, Role, Overrides, bool)> {
    if options.on.is_empty() {
        let usual = roles::USUAL.iter();
        return usual.map(|(t, role)| (*t, *role, Overrides::default(), false)).collect();
    }
    wanted_of(&options.on, &options.bind)
}

/// The table that the bound column refers to, with a text for it.
fn referred(schema: &Schema, comment: &BoundTable) -> Option<BTreeMap<String, String>> {
    let column = &comment.column("target")?.name;
    let table = schema.tables.get(&comment.table)?;
    let key = table.foreign_keys.iter().find(|k| k.columns == [column.clone()])?;
    let text = key.target.name.trim_end_matches('s').to_owned();
    Some(BTreeMap::from([(text, key.target.to_string())]))
}

/// The types that are named, each with its table.
fn wanted_of<'o>(
    on: &'o BTreeMap<String, String>,
    bind: &Overrides,
) -> Vec<(&'o str, Role, Overrides, bool)> {
    let named = on.iter().map(|(type_text, table)| {
        let columns = bind.columns.iter().filter_map(|(place, column)| {
            let name = of_type(place, type_text)?;
            Some((format!("{}.{name}", roles::TARGET), column.clone()))
        });
        let tables = BTreeMap::from([(roles::TARGET.to_owned(), table.clone())]);
        let overrides = Overrides { tables, columns: columns.collect() };
        (type_text.as_str(), roles::NAMED, overrides, true)
    });
    named.collect()
}

impl<C: Comments> Generator for CommentsGenerator<C> {
    fn spec(&self) -> Spec {
        let t = &self.tables;
        let mut tables = vec![t.comment.spec(Span::Total(self.count))];
        tables.extend(t.mention.as_ref().map(|m| m.spec(Span::Total(self.mentions))));
        let targets = t.targets.iter().filter_map(|x| x.table.anchor(&x.anchor, false).ok());
        let references = t.targets.iter().filter_map(|target| {
            let (kind, key) = (t.comment.column("type")?, t.comment.column("target")?);
            Some(LogicalReference {
                table: t.comment.table.clone(),
                column: key.name.clone(),
                when: Some((kind.name.clone(), target.label.clone())),
                target: target.table.table.clone(),
                target_column: target.table.column("id")?.name.clone(),
            })
        });
        let on = t.targets.iter().map(|t| (format!("on.{}", t.label), t.table.table.to_string()));
        let volumes = [("count", self.count), ("mentions", self.mentions)];
        Spec {
            name: "comments".into(),
            version: VERSION * 1000 + self.comments.version(),
            units: Units::Fixed(self.count),
            tables,
            anchors: t.user.anchor("users", true).into_iter().chain(targets).collect(),
            references: references.collect(),
            options: volumes
                .map(|(n, v)| (n.to_owned(), v.to_string()))
                .into_iter()
                .chain(on)
                .collect(),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let users = unit.anchor("users")?;
        let t = &self.tables;
        let today = unit.world.today;
        let cell = |column: &str| -> Cell { unit.cell("comments.comment", column, unit.index) };
        let frame = self.frame(unit, unit.index)?;
        let at = frame.created_at;
        let author = self.somebody(users, at, &mut cell("author")).ok_or_else(|| {
            GenerateError::Impossible {
                place: t.user.table.to_string(),
                why: "there is no user to write a comment".into(),
            }
        })?;
        let (first, count) = self.mentions(unit, users.len());
        let mentioned = self.mentioned(unit, users, author, at, count);
        let tokens: Vec<String> = mentioned.iter().map(|u| self.token(users, *u)).collect();
        let context = CommentContext {
            unit,
            kind: frame.target.kind,
            name: name_of(&frame.target.table, frame.rows, frame.row),
            stage: self.stage(&frame),
            is_reply: frame.parent.is_some(),
            author,
            created_at: frame.created_at,
            room: t.comment.column("content").and_then(|c| c.max_chars()),
        };
        let content = self.content(&context, &tokens)?;
        let user = |row: usize| users.key(row).cloned().unwrap_or(Value::Null);
        let created_at = frame.created_at;
        let resolved = self.comments.is_resolved(&context).then(|| {
            let at = when::after(created_at, Duration::days(12), today, &mut cell("resolved_at"));
            // Whoever was asked settles it, or someone else.
            let by = mentioned.first().copied();
            let by = by.or_else(|| self.somebody(users, at, &mut cell("resolved_by")));
            (at, by.unwrap_or(author))
        });
        let updated_at = match resolved {
            Some((at, _)) => at,
            None if cell("edited").chance(6) => {
                when::after(created_at, Duration::minutes(25), today, &mut cell("edited at"))
            }
            None => created_at,
        };
        let parent = frame.parent.map(|p| unit.key(&t.comment.table, p)).transpose()?;
        let key = unit.key(&t.comment.table, unit.index)?;
        t.comment
            .row()
            .set("id", key.clone())
            .set("type", frame.target.label.clone())
            .set("target", frame.rows.key(frame.row).cloned().unwrap_or(Value::Null))
            .set("author", user(author))
            .set("content", content)
            .set("parent", parent)
            .set("is_resolved", resolved.is_some())
            .set("resolved_at", resolved.map(|r| r.0))
            .set("resolved_by", resolved.map(|r| user(r.1)))
            .set("created_at", created_at)
            .set("updated_at", updated_at)
            .push(rows)?;
        let Some(table) = &t.mention else { return Ok(()) };
        for (place, mention) in mentioned.iter().enumerate() {
            let mut row = table.row();
            if table.column("id").is_some() {
                row = row.set("id", unit.key(&table.table, first + place as u64)?);
            }
            row.set("comment", key.clone())
                .set("user", user(*mention))
                .set("by", user(author))
                .set("created_at", created_at)
                .push(rows)?;
        }
        Ok(())
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        checks::all(&self.tables, dialect)
    }
}
