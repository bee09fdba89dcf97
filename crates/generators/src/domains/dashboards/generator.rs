//! The generator: rows that agree with each other and with what is there, whoever sees what.

use std::{borrow::Cow, collections::BTreeSet};

use chrono::{Duration, NaiveDateTime};
use seedbed_schema_model::{Dialect, Schema};

use super::{
    Dashboards, KpiConfig, Layout, Owner, OwnerContext, PlacedWidget, Preference, WidgetKind,
    WidgetLayout, checks, roles,
};
use crate::{
    AnchorSpec, AnchorTable, Cell, DataCheck, GenerateError, Generator, Rows, Span, Spec, Unit,
    Units, Value,
    bind::{BindError, BindProblem, Binding, BoundColumn, BoundTable},
    domains::{DomainOptions, json, text},
    when,
};

/// Raised whenever the bytes change.
const VERSION: u32 = 2;

/// Dashboards over any [`Dashboards`].
#[derive(Debug)]
pub struct DashboardsGenerator<T> {
    dashboards: T,
    tables: Tables,
    /// How many widgets a layout has.
    widgets: u64,
}

/// The bound tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) user: BoundTable,
    pub(super) preference: BoundTable,
    pub(super) layout: Option<BoundTable>,
    pub(super) kpi: Option<BoundTable>,
}

/// When something was made and last changed.
type Times = (NaiveDateTime, NaiveDateTime);

impl<T: Dashboards> DashboardsGenerator<T> {
    /// Binds to a schema. Volume: `widgets` (5), the widgets in the layout of a user or role.
    ///
    /// # Errors
    /// Everything that does not bind, in one [`BindError`].
    pub fn bind(
        schema: &Schema,
        options: &DomainOptions,
        dashboards: T,
    ) -> Result<Self, BindError> {
        let binding = Binding::bind(schema, "dashboards", roles::ROLES, &options.bind)?;
        let error = |problems| BindError { domain: "dashboards".into(), problems };
        let tables = (|| {
            Ok::<_, GenerateError>(Tables {
                user: binding.table("user")?.clone(),
                preference: binding.table("preference")?.clone(),
                layout: binding.get("layout").cloned(),
                kpi: binding.get("kpi").cloned(),
            })
        })()
        .map_err(|why| {
            error(vec![BindProblem {
                place: "dashboards".into(),
                why: why.to_string(),
                candidates: Vec::new(),
                hint: String::new(),
            }])
        })?;
        let problems = tables.problems();
        if !problems.is_empty() {
            return Err(error(problems));
        }
        let most = dashboards.widgets().len() as u64;
        let widgets = options.volumes.get("widgets").copied().unwrap_or(5).min(most);
        Ok(Self { dashboards, tables, widgets })
    }

    /// The roles that a column can say.
    fn roles<'a>(&'a self, column: Option<&'a BoundColumn>) -> Vec<Cow<'a, str>> {
        match column {
            None => Vec::new(),
            Some(BoundColumn { allowed: Some(allowed), .. }) => {
                allowed.iter().map(|r| Cow::Borrowed(r.as_str())).collect()
            }
            Some(_) => self.dashboards.roles().iter().map(|r| Cow::Borrowed(*r)).collect(),
        }
    }

    /// The roles that have layouts of their own.
    fn layout_roles(&self) -> Vec<Cow<'_, str>> {
        let free = |t: &&BoundTable| t.column("user").is_none_or(|user| user.nullable);
        self.roles(self.tables.layout.as_ref().filter(free).and_then(|t| t.column("role")))
    }

    /// The figures of every role, by the offset of their keys.
    fn kpis(&self) -> Vec<(Cow<'_, str>, super::Kpi)> {
        let Some(table) = &self.tables.kpi else { return Vec::new() };
        let mut all: Vec<(Cow<'_, str>, super::Kpi)> = Vec::new();
        for role in self.roles(table.column("role")) {
            for kpi in self.dashboards.kpis(&role) {
                let twice = all.iter().any(|(r, k)| *r == role && same(&k.kind, &kpi.kind));
                if fits(table.column("kind"), &kpi.kind) && !twice {
                    all.push((role.clone(), kpi));
                }
            }
        }
        all
    }

    fn kind(&self, id: &str) -> Option<WidgetKind> {
        self.dashboards.widgets().iter().find(|w| w.id == id).copied()
    }

    /// What an owner sees, each widget once and only known ones.
    fn arrangement(&self, owner: &OwnerContext<'_>, layout: Layout) -> Vec<PlacedWidget> {
        let mut seen = BTreeSet::new();
        let mut widgets = self.dashboards.arrangement(owner, layout);
        widgets.retain(|w| self.kind(&w.id).is_some() && seen.insert(w.id.clone()));
        widgets
    }

    /// As many widgets as a layout has: those arranged, then others, hidden.
    fn layout(
        &self,
        arranged: Vec<PlacedWidget>,
        (created_at, updated_at): Times,
    ) -> Vec<WidgetLayout> {
        let column = self.tables.layout.as_ref().and_then(|t| t.column("widget"));
        let shown: BTreeSet<_> = arranged.iter().map(|w| w.id.clone()).collect();
        let others = self.dashboards.widgets().iter().filter(|w| !shown.contains(w.id));
        let others =
            others.map(|w| PlacedWidget { id: w.id.into(), visible: false, settings: None });
        arranged
            .into_iter()
            .chain(others)
            .filter(|w| fits(column, &w.id))
            .filter_map(|w| Some((self.kind(&w.id)?, w)))
            .zip(0..self.widgets)
            .map(|((kind, widget), position)| WidgetLayout {
                position,
                width: kind.width.max(1),
                height: kind.height.max(1),
                widget,
                created_at,
                updated_at,
            })
            .collect()
    }

    /// One user's preferences and layout, where there are none.
    fn user(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let t = &self.tables;
        let users = unit.anchor("users")?;
        let row = usize::try_from(unit.index).unwrap_or(usize::MAX);
        let Some(key) = users.key(row) else { return Ok(()) };
        let role = t.user.of(users, row, "role").and_then(Value::as_str);
        let owner = OwnerContext { unit, owner: Owner::User { row, role }, number: number(key) };
        let today = unit.world.today;
        let born = t.user.of(users, row, "created_at").and_then(Value::as_datetime);
        let mut cell = owner.cell("created_at");
        let created_at = match born {
            Some(born) => when::after(born, Duration::days(4), today, &mut cell),
            None => when::ago(20 + cell.below(300), today, &mut cell),
        };
        let updated_at = changed(created_at, 65, unit, &mut owner.cell("updated_at"));

        let saved = unit.anchor("preferences")?;
        let mine = existing(&t.preference, saved, "user", key);
        let chosen = match mine.first() {
            Some(at) => t.preference.of(saved, *at, "layout").and_then(Value::as_str),
            None => None,
        };
        let layout = chosen
            .and_then(|c| Layout::ALL.into_iter().find(|l| same(l.label(), c)))
            .unwrap_or_else(|| t.possible(self.dashboards.layout(&owner)));
        let widgets = self.arrangement(&owner, layout);
        if mine.is_empty() {
            let preference =
                Preference { layout, widgets: widgets.clone(), created_at, updated_at };
            self.write_preference(unit, key, &preference, rows)?;
        }
        let Some(table) = &t.layout else { return Ok(()) };
        let Some(user) = table.column("user") else { return Ok(()) };
        if !unit.anchor("layouts")?.rows_where(&user.name, key).is_empty() {
            return Ok(());
        }
        // A layout is of a user or of a role; only where a role must be given, of both.
        let role = table.column("role").filter(|c| !c.nullable).and_then(|column| {
            role.and_then(|r| column.label(r))
                .or_else(|| self.roles(Some(column)).first().map(|r| r.to_string()))
        });
        for widget in self.layout(widgets, (created_at, updated_at)) {
            self.write_layout(unit, table, 0, (Some(key), role.as_deref()), &widget, rows)?;
        }
        Ok(())
    }

    /// The layouts of the roles that have none.
    fn role_layouts(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let Some(table) = &self.tables.layout else { return Ok(()) };
        for (n, role) in self.layout_roles().into_iter().enumerate() {
            if !existing(table, unit.anchor("layouts")?, "role", &text(&role)).is_empty() {
                continue;
            }
            let owner =
                OwnerContext { unit, owner: Owner::Role(&role), number: number(&text(&role)) };
            let layout = self.tables.possible(self.dashboards.layout(&owner));
            let widgets = self.arrangement(&owner, layout);
            let first = self.widgets * (1 + n as u64);
            for widget in self.layout(widgets, set_up(&owner)) {
                self.write_layout(unit, table, first, (None, Some(&role)), &widget, rows)?;
            }
        }
        Ok(())
    }

    /// The figures that roles do not have yet, behind those they have.
    fn role_kpis(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let Some(table) = &self.tables.kpi else { return Ok(()) };
        let there = unit.anchor("kpis")?;
        let place = |row: &usize| table.of(there, *row, "position").and_then(Value::as_int);
        let mut next: Option<(Cow<'_, str>, u64)> = None;
        for (offset, (role, kpi)) in self.kpis().into_iter().enumerate() {
            let mine = existing(table, there, "role", &text(&role));
            let position = match next {
                Some((last, position)) if last == role => position,
                _ => mine
                    .iter()
                    .filter_map(place)
                    .max()
                    .map_or(0, |p| u64::try_from(p.saturating_add(1)).unwrap_or(0)),
            };
            let has = mine.iter().any(|row| {
                let kind = table.of(there, *row, "kind").and_then(Value::as_str);
                kind.is_some_and(|k| same(k, &kpi.kind))
            });
            next = Some((role.clone(), position + u64::from(!has)));
            if has {
                continue;
            }
            let owner =
                OwnerContext { unit, owner: Owner::Role(&role), number: number(&text(&role)) };
            let (created_at, updated_at) = set_up(&owner);
            let config = KpiConfig { kpi, position, created_at, updated_at };
            table
                .row()
                .set("id", unit.key(&table.table, offset as u64)?)
                .set("role", role.into_owned())
                .set("kind", config.kpi.kind.into_owned())
                .set("position", count(config.position))
                .set("visible", config.kpi.visible)
                .set("created_at", config.created_at)
                .set("updated_at", config.updated_at)
                .push(rows)?;
        }
        Ok(())
    }

    fn write_preference(
        &self,
        unit: Unit<'_>,
        user: &Value,
        preference: &Preference,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let table = &self.tables.preference;
        let mut widgets = String::with_capacity(64 * preference.widgets.len());
        widgets.push('[');
        for (widget, order) in preference.widgets.iter().zip(0..) {
            widgets.push_str(if order > 0 { ",{" } else { "{" });
            json::key("id", &mut widgets);
            json::text(&widget.id, &mut widgets);
            json::key("isVisible", &mut widgets);
            widgets.push_str(if widget.visible { "true" } else { "false" });
            json::key("order", &mut widgets);
            text::number(order, &mut widgets);
            if let Some(settings) = &widget.settings {
                json::key("settings", &mut widgets);
                widgets.push_str(&json::object(settings));
            }
            widgets.push('}');
        }
        widgets.push(']');
        table
            .row()
            .set("id", unit.key(&table.table, unit.index)?)
            .set("user", user.clone())
            .set("layout", self.tables.label(preference.layout))
            .set("widgets", Value::Json(widgets))
            .set("created_at", preference.created_at)
            .set("updated_at", preference.updated_at)
            .push(rows)
    }

    fn write_layout(
        &self,
        unit: Unit<'_>,
        table: &BoundTable,
        first: u64,
        (user, role): (Option<&Value>, Option<&str>),
        layout: &WidgetLayout,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        // Where a configuration must be given, an empty one.
        let needed = table.column("config").is_some_and(|c| !c.nullable);
        let settings = layout.widget.settings.as_ref().map(json::object);
        let config = settings.or_else(|| needed.then(|| "{}".to_owned()));
        let offset = unit.index * self.layouts_per_unit() + first + layout.position;
        table
            .row()
            .set("id", unit.key(&table.table, offset)?)
            .set("user", user.cloned().unwrap_or(Value::Null))
            .set("role", role.map(str::to_owned))
            .set("widget", layout.widget.id.to_string())
            .set("position", count(layout.position))
            .set("width", layout.width)
            .set("height", layout.height)
            .set("visible", layout.widget.visible)
            .set("config", config.map_or(Value::Null, Value::Json))
            .set("created_at", layout.created_at)
            .set("updated_at", layout.updated_at)
            .push(rows)
    }

    /// Keys for a user, and for the roles that come with the first unit.
    fn layouts_per_unit(&self) -> u64 {
        self.widgets * (1 + self.layout_roles().len() as u64)
    }
}

impl Tables {
    /// What the columns do not allow that cannot be done without.
    fn problems(&self) -> Vec<BindProblem> {
        let mut problems = Vec::new();
        if let Some(column) = self.preference.column("layout")
            && Layout::ALL.into_iter().all(|l| column.label(l.label()).is_none())
        {
            problems.push(BindProblem {
                place: "preference.layout".into(),
                why: "it allows no value that means a layout".into(),
                candidates: column.allowed.clone().unwrap_or_default(),
                hint: "[seed.dashboards.bind]\n\"preference.layout\" = \"<another column>\"".into(),
            });
        }
        if let Some(table) = &self.layout
            && table.column("user").is_none()
            && table.column("role").is_none()
        {
            problems.push(BindProblem {
                place: "layout.user".into(),
                why: format!("{} says neither which user nor which role", table.table),
                candidates: Vec::new(),
                hint: "[seed.dashboards.bind]\nlayout = \"\"".into(),
            });
        }
        problems
    }

    /// A layout that the column can say.
    fn possible(&self, layout: Layout) -> Layout {
        let Some(column) = self.preference.column("layout") else { return layout };
        let can = |l: &Layout| column.label(l.label()).is_some();
        std::iter::once(layout).chain(Layout::ALL).find(can).unwrap_or(layout)
    }

    /// The column's own word for a layout.
    pub(super) fn label(&self, layout: Layout) -> Option<String> {
        self.preference.column("layout").and_then(|c| c.label(layout.label()))
    }
}

/// The rows that have this value in a bound column.
fn existing<'a>(
    table: &BoundTable,
    rows: &'a AnchorTable,
    column: &str,
    value: &Value,
) -> &'a [usize] {
    table.column(column).map_or(&[], |c| rows.rows_where(&c.name, value))
}

/// When a role's dashboard was set up: the same for all of it.
fn set_up(owner: &OwnerContext<'_>) -> Times {
    let mut cell = owner.cell("created_at");
    let created_at = when::ago(120 + cell.below(240), owner.unit.world.today, &mut cell);
    (created_at, changed(created_at, 40, owner.unit, &mut owner.cell("updated_at")))
}

/// When something last changed, if it ever did.
fn changed(
    created_at: NaiveDateTime,
    percent: u64,
    unit: Unit<'_>,
    cell: &mut Cell,
) -> NaiveDateTime {
    if cell.chance(percent) {
        when::between(created_at, when::now(unit.world.today), cell)
    } else {
        created_at
    }
}

/// A number for a key, the same whatever other keys there are.
fn number(key: &Value) -> u64 {
    match key {
        Value::Int(key) => key.unsigned_abs(),
        Value::Uuid(key) => *key as u64 ^ (*key >> 64) as u64,
        Value::Text(key) => Cell::new(0, "dashboards", key, 0).next_u64(),
        other => Cell::new(0, "dashboards", &format!("{other:?}"), 0).next_u64(),
    }
}

/// Equal to engines that ignore case.
fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned().into())
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Whether a column can say it.
fn fits(column: Option<&BoundColumn>, value: &str) -> bool {
    column.is_none_or(|c| {
        c.label(value).is_some() && c.max_chars().is_none_or(|most| value.chars().count() <= most)
    })
}

/// The existing rows of a table, with just these columns: the deleted too, because what someone
/// deleted is not made again, and a unique key still holds it.
fn anchor(table: &BoundTable, name: &str, columns: &[&str]) -> Option<AnchorSpec> {
    let columns = columns.iter().filter_map(|c| table.column(c)).map(|c| c.name.clone()).collect();
    let anchor = table.anchor(name, false).ok()?;
    Some(AnchorSpec { columns, not_deleted: None, ..anchor })
}

impl<T: Dashboards> Generator for DashboardsGenerator<T> {
    fn spec(&self) -> Spec {
        let t = &self.tables;
        let layout = t.layout.as_ref().map(|l| l.spec(Span::PerUnit(self.layouts_per_unit())));
        let kpi = t.kpi.as_ref().map(|k| k.spec(Span::Total(self.kpis().len() as u64)));
        // Binding checked that `id` is there, so no anchor is lost.
        let live = t.user.anchor("users", true).ok();
        let users = live.zip(anchor(&t.user, "users", &["role", "created_at"]));
        let users = users.map(|(live, a)| AnchorSpec { columns: a.columns, ..live });
        let saved = anchor(&t.preference, "preferences", &["user", "layout"]);
        let layouts = t.layout.as_ref().and_then(|l| anchor(l, "layouts", &["user", "role"]));
        let kpis = t.kpi.as_ref().and_then(|k| anchor(k, "kpis", &["role", "kind", "position"]));
        Spec {
            name: "dashboards".into(),
            version: VERSION * 1000 + self.dashboards.version(),
            units: Units::PerAnchor("users".into()),
            tables: std::iter::once(t.preference.spec(Span::PerUnit(1)))
                .chain(layout)
                .chain(kpi)
                .collect(),
            anchors: [users, saved, layouts, kpis].into_iter().flatten().collect(),
            references: Vec::new(),
            options: [("widgets".to_owned(), self.widgets.to_string())].into(),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        self.user(unit, rows)?;
        if unit.index == 0 {
            self.role_layouts(unit, rows)?;
            self.role_kpis(unit, rows)?;
        }
        Ok(())
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        checks::all(&self.tables, self.dashboards.widgets(), dialect)
    }
}
