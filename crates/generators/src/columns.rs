//! A generator from closures, one a column: the short way to a table of one's own.

use chrono::NaiveDate;
use seedbed_schema_model::{Dialect, TableName};

use crate::{
    AnchorSpec, Cell, DataCheck, GenerateError, Generator, LogicalReference, Rows, Span, Spec,
    Unit, Units, Value, when,
};

/// What gives a column its value.
type Provider = Box<dyn Fn(&Draw<'_>) -> Value + Send + Sync>;

/// Rows of one table, a closure for each column.
///
/// Columns are named by text, or by an entity's own names, where a wrong one does not compile:
/// `review::Column::Stars.as_str()`. A text that no column has is found by
/// [`conformance::fits`](crate::conformance::fits) without a database, and by every plan.
///
/// ```
/// use seedbed_generators::Columns;
/// let reviews = Columns::new("reviews", 1, 500)
///     .key("id")
///     .anchor("product", "products", "id", &["created_at"])
///     .refers("product_id", "product")
///     .column("stars", |d| d.cell().range(1..=5))
///     .column("headline", |d| if d.int("stars") > 3 { "Would buy again" } else { "Not for me" })
///     .column("written_at", |d| d.after("product", "created_at", 90));
/// ```
pub struct Columns {
    spec: Spec,
    table: TableName,
    providers: Vec<(&'static str, Provider)>,
    checks: Vec<DataCheck>,
}

impl Columns {
    /// `rows` rows of a table, one a unit. The generator is called as the table is; `version` is
    /// raised whenever a closure changes what it gives.
    pub fn new(table: impl Into<TableName>, version: u32, rows: u64) -> Self {
        let table = table.into();
        let mut spec = Spec::new(table.name.clone(), version, Units::Fixed(rows));
        spec.options.insert("rows".into(), rows.to_string());
        spec.tables.push(crate::TableSpec { table: table.clone(), key: None });
        Self { spec, table, providers: Vec::new(), checks: Vec::new() }
    }

    /// The key column: new keys behind those that are there.
    #[must_use]
    pub fn key(mut self, column: &'static str) -> Self {
        for table in &mut self.spec.tables {
            table.key = Some(crate::KeySpec { column: column.to_owned(), span: Span::PerUnit(1) });
        }
        self.providers.insert(0, (column, Box::new(|d| d.key.clone())));
        self
    }

    /// Existing rows that new ones may refer to: at least one must be there.
    #[must_use]
    pub fn anchor(
        mut self,
        name: &'static str,
        table: impl Into<TableName>,
        key: &'static str,
        columns: &[&'static str],
    ) -> Self {
        self.spec.anchors.push(AnchorSpec {
            name: name.to_owned(),
            table: table.into(),
            key: key.to_owned(),
            columns: columns.iter().map(|c| (*c).to_owned()).collect(),
            not_deleted: None,
            required: true,
        });
        self
    }

    /// Leaves out the anchor's rows where this column is not NULL.
    #[must_use]
    pub fn live(mut self, anchor: &str, deleted_at: &'static str) -> Self {
        for spec in self.spec.anchors.iter_mut().filter(|a| a.name == anchor) {
            spec.not_deleted = Some(deleted_at.to_owned());
        }
        self
    }

    /// A column that holds the key of an anchor's row, and is verified to afterwards.
    #[must_use]
    pub fn refers(mut self, column: &'static str, anchor: &'static str) -> Self {
        if let Some(spec) = self.spec.anchors.iter().find(|a| a.name == anchor) {
            self.spec.references.push(LogicalReference {
                table: self.table.clone(),
                column: column.to_owned(),
                when: None,
                target: spec.table.clone(),
                target_column: spec.key.clone(),
            });
        }
        self.column(column, move |d| d.key_of(anchor))
    }

    /// A column and what gives it its value. Columns before it can be asked for theirs.
    #[must_use]
    pub fn column<V: Into<Value>>(
        mut self,
        column: &'static str,
        provider: impl Fn(&Draw<'_>) -> V + Send + Sync + 'static,
    ) -> Self {
        self.providers.push((column, Box::new(move |d| provider(d).into())));
        self
    }

    /// What must hold afterwards: a query that counts the rows which violate it.
    #[must_use]
    pub fn check(mut self, name: &str, explanation: &str, sql: &str) -> Self {
        self.checks.push(DataCheck {
            name: format!("{}/{name}", self.spec.name),
            explanation: explanation.to_owned(),
            sql: sql.to_owned(),
        });
        self
    }
}

impl Generator for Columns {
    fn spec(&self) -> Spec {
        self.spec.clone()
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let key = match self.spec.tables.iter().any(|t| t.key.is_some()) {
            true => unit.key(&self.table, unit.index)?,
            false => Value::Null,
        };
        let mut draw = Draw { unit, table: &self.table.name, column: "", key, before: Vec::new() };
        for (column, provider) in &self.providers {
            draw.column = column;
            let value = provider(&draw);
            draw.before.push((column, value));
        }
        rows.push(&self.table, draw.before)
    }

    fn checks(&self, _: Dialect) -> Vec<DataCheck> {
        self.checks.clone()
    }
}

/// Everything a column's closure may depend on.
#[derive(Debug)]
pub struct Draw<'a> {
    unit: Unit<'a>,
    table: &'a str,
    column: &'static str,
    key: Value,
    before: Vec<(&'static str, Value)>,
}

impl Draw<'_> {
    /// The row's number, from 0.
    pub fn row(&self) -> u64 {
        self.unit.index
    }

    /// The date that counts as today.
    pub fn today(&self) -> NaiveDate {
        self.unit.world.today
    }

    /// The random numbers of this cell: those of no other column or row.
    pub fn cell(&self) -> Cell {
        self.unit.cell(self.table, self.column, self.unit.index)
    }

    /// One of some texts, equally likely.
    pub fn pick(&self, texts: &[&'static str]) -> &'static str {
        self.cell().pick(texts).copied().unwrap_or_default()
    }

    /// What a column before this one has in this row; NULL when none of that name came before.
    pub fn of(&self, column: &str) -> &Value {
        self.before.iter().find(|(name, _)| *name == column).map_or(&Value::Null, |(_, v)| v)
    }

    /// The whole number that a column before this one has in this row; 0 when it has none.
    pub fn int(&self, column: &str) -> i64 {
        self.of(column).as_int().unwrap_or(0)
    }

    /// The key of this row's row of an anchor, the same for every column of the row.
    pub fn key_of(&self, anchor: &str) -> Value {
        self.anchored(anchor).and_then(|(rows, row)| rows.key(row)).cloned().unwrap_or(Value::Null)
    }

    /// A column of this row's row of an anchor.
    pub fn anchor(&self, anchor: &str, column: &str) -> Value {
        let found = self.anchored(anchor).and_then(|(rows, row)| rows.get(row, column));
        found.cloned().unwrap_or(Value::Null)
    }

    /// A moment within so many days after a date-time of the anchor's row, in business hours, not
    /// after today; lately, where the anchor says nothing.
    pub fn after(&self, anchor: &str, column: &str, days: u32) -> Value {
        let (today, mut cell) = (self.today(), self.cell());
        let within = chrono::Duration::days(days.into());
        Value::DateTime(match self.anchor(anchor, column).as_datetime() {
            Some(start) => when::after(start, within, today, &mut cell),
            None => when::ago(cell.below(u64::from(days) + 1), today, &mut cell),
        })
    }

    fn anchored(&self, anchor: &str) -> Option<(&crate::AnchorTable, usize)> {
        let rows = self.unit.world.anchors.get(anchor)?;
        let row = rows.pick(&mut self.unit.cell(self.table, anchor, self.unit.index))?;
        Some((rows, row))
    }
}
