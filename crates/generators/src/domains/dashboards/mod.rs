//! Dashboards: what every user, and every role, sees first.
//!
//! One unit is one user: the preferences, and the layout of the widgets. What belongs to roles comes
//! with the first unit. [`Dashboards`] decides who sees what; the generator keeps it coherent: who
//! has something already is left alone, a widget stands once, at a place of its own.

mod checks;
mod generator;
mod phrases;
mod roles;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use chrono::NaiveDateTime;
use seedbed_schema_model::Schema;
use serde_json::{Map, Value as Json};

pub use self::generator::DashboardsGenerator;
use super::{Domain, DomainOptions};
use crate::{Cell, Generator, Permutation, Unit, bind::BindError};

/// The bundled domain.
pub(super) const DOMAIN: Domain = Domain {
    name: "dashboards",
    summary: "dashboard preferences and widget layouts of every user, and the figures of every role",
    volumes: &[("widgets", Some(5))],
    bind,
};

fn bind(schema: &Schema, options: &DomainOptions) -> Result<Box<dyn Generator>, BindError> {
    Ok(Box::new(DashboardsGenerator::bind(schema, options, Wholesale)?))
}

/// Which arrangement of widgets is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Money first.
    Executive,
    /// Work and stock first.
    Operations,
    /// Clients first.
    Sales,
    /// As the user arranged it.
    Custom,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Executive, Self::Operations, Self::Sales, Self::Custom];

    /// As the column says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::Operations => "operations",
            Self::Sales => "sales",
            Self::Custom => "custom",
        }
    }
}

/// A widget that the application knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WidgetKind {
    /// What the application calls it: `cash-flow`.
    pub id: &'static str,
    /// How many columns of the grid it takes.
    pub width: u32,
    /// How many rows of the grid it takes.
    pub height: u32,
}

/// A widget on a dashboard; its place is its place among the others.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedWidget {
    /// Which: the id of a [`WidgetKind`].
    pub id: Cow<'static, str>,
    /// Whether it is shown.
    pub visible: bool,
    /// What was set on it, if anything.
    pub settings: Option<Map<String, Json>>,
}

/// The preferences of a user before they become a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Preference {
    /// The arrangement shown.
    pub layout: Layout,
    /// The widgets in their order.
    pub widgets: Vec<PlacedWidget>,
    /// When they were first saved.
    pub created_at: NaiveDateTime,
    /// When they last changed.
    pub updated_at: NaiveDateTime,
}

/// A widget in the layout of a user or role before it becomes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct WidgetLayout {
    /// Its place, from 0.
    pub position: u64,
    /// How many columns of the grid it takes.
    pub width: u32,
    /// How many rows of the grid it takes.
    pub height: u32,
    /// The widget.
    pub widget: PlacedWidget,
    /// When it was placed.
    pub created_at: NaiveDateTime,
    /// When it last changed.
    pub updated_at: NaiveDateTime,
}

/// A figure that a role sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kpi {
    /// Which: `open_orders`.
    pub kind: Cow<'static, str>,
    /// Whether it is shown.
    pub visible: bool,
}

/// A figure of a role before it becomes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KpiConfig {
    /// The figure.
    pub kpi: Kpi,
    /// Its place, behind those the role has already.
    pub position: u64,
    /// When it was set up.
    pub created_at: NaiveDateTime,
    /// When it last changed.
    pub updated_at: NaiveDateTime,
}

/// Whose dashboard it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    /// A user: the row of the anchor `users`, and the role, where users have one.
    User {
        /// The row.
        row: usize,
        /// The role.
        role: Option<&'a str>,
    },
    /// Everyone in a role.
    Role(&'a str),
}

/// What is known when a dashboard is arranged.
#[derive(Debug, Clone, Copy)]
pub struct OwnerContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// Whose it is.
    pub owner: Owner<'a>,
    number: u64,
}

impl OwnerContext<'_> {
    /// The random numbers of a column of this owner: by the owner's key, so that users who come or
    /// go change nothing here.
    pub fn cell(&self, column: &str) -> Cell {
        let table = match self.owner {
            Owner::User { .. } => "dashboards.user",
            Owner::Role(_) => "dashboards.role",
        };
        self.unit.cell(table, column, self.number)
    }

    /// The owner's role, if known.
    pub fn role(&self) -> Option<&str> {
        match self.owner {
            Owner::User { role, .. } => role,
            Owner::Role(role) => Some(role),
        }
    }

    /// Whether the owner runs the business, as far as the role tells.
    pub fn directs(&self) -> bool {
        self.role().is_some_and(directs)
    }
}

/// Whether a role runs the business, as far as its name tells.
fn directs(role: &str) -> bool {
    let role = role.to_lowercase();
    phrases::DIRECTING.iter().any(|word| role.contains(word))
}

/// Who sees what. Override a method to change it; the rest stays coherent.
pub trait Dashboards: Send + Sync {
    /// Raised when the methods change what they give.
    fn version(&self) -> u32 {
        1
    }

    /// The widgets that the application knows; others never stand on a dashboard.
    fn widgets(&self) -> &[WidgetKind] {
        phrases::WIDGETS
    }

    /// The roles, where the columns do not list them.
    fn roles(&self) -> &[&'static str] {
        &["user", "admin"]
    }

    /// Which arrangement an owner sees: who runs the business looks at money, others at work.
    fn layout(&self, owner: &OwnerContext<'_>) -> Layout {
        let weights = match (owner.owner, owner.directs()) {
            (Owner::Role(_), true) => return Layout::Executive,
            (Owner::Role(_), false) => return Layout::Operations,
            (_, true) => [52, 20, 8, 20],
            (_, false) => [4, 38, 34, 24],
        };
        let [executive, operations, sales, custom] = weights;
        let weighted = [
            (Layout::Executive, executive),
            (Layout::Operations, operations),
            (Layout::Sales, sales),
            (Layout::Custom, custom),
        ];
        owner.cell("layout").weighted(&weighted).copied().unwrap_or(Layout::Operations)
    }

    /// The widgets of an arrangement in their order. Where the owner arranged them, anything;
    /// otherwise those of the layout, and the others behind them, hidden.
    fn arrangement(&self, owner: &OwnerContext<'_>, layout: Layout) -> Vec<PlacedWidget> {
        let known = || self.widgets().iter().map(|w| w.id);
        let place = |id: &'static str, visible: bool| PlacedWidget {
            id: id.into(),
            visible,
            // What is hidden from the start was never set.
            settings: if visible || layout == Layout::Custom {
                self.settings(owner, id)
            } else {
                None
            },
        };
        if layout == Layout::Custom {
            let mut cell = owner.cell("arrangement");
            let order = Permutation::new(known().count() as u64, cell.next_u64());
            let shown = usize::try_from(cell.range(4..=8)).unwrap_or(4);
            let removes = cell.chance(50);
            return (0..order.len())
                .filter_map(|i| known().nth(usize::try_from(order.apply(i)?).ok()?))
                .enumerate()
                .filter(|(i, _)| *i < shown || !removes)
                .map(|(i, id)| place(id, i < shown))
                .collect();
        }
        let preset = phrases::preset(layout);
        let first: Vec<&'static str> = known().filter(|id| preset.contains(id)).collect::<Vec<_>>();
        let in_order = preset.iter().copied().filter(|id| first.contains(id));
        let behind = known().filter(|id| !preset.contains(id));
        // An application with other widgets shows what it has.
        let nothing_shown = first.is_empty();
        in_order
            .map(|id| place(id, true))
            .chain(behind.map(|id| place(id, nothing_shown)))
            .collect()
    }

    /// What an owner set on a widget: the same in the preferences and in the layout.
    fn settings(&self, owner: &OwnerContext<'_>, widget: &str) -> Option<Map<String, Json>> {
        let mut cell = owner.cell(widget);
        let often = if matches!(owner.owner, Owner::User { .. }) { 45 } else { 0 };
        if cell.chance(often) { phrases::settings(widget, &mut cell) } else { None }
    }

    /// The figures of a role in their order.
    fn kpis(&self, role: &str) -> Vec<Kpi> {
        let figures = if directs(role) { phrases::DIRECTING_KPIS } else { phrases::WORKING_KPIS };
        figures
            .iter()
            .map(|(kind, visible)| Kpi { kind: (*kind).into(), visible: *visible })
            .collect()
    }
}

/// The bundled dashboards: a wholesale business.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wholesale;

impl Dashboards for Wholesale {}
