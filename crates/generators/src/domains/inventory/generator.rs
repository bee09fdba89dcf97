//! Binding, and turning stories into rows.

use rust_decimal::Decimal;
use seedbed_schema_model::{Dialect, Schema, TypeKind};

use super::{
    BatchContext, DOMAIN, Inventory, Movement, MovementKind, Reference,
    chain::{self, LONGEST, Measure, SaleOf},
    checks,
    facts::{Order, means},
    history, roles,
};
use crate::{
    AnchorTable, DataCheck, GenerateError, Generator, LogicalReference, Rows, Span, Spec, Unit,
    Units, Value,
    bind::{BindError, Binding, BoundTable},
    domains::DomainOptions,
    when,
};

/// Raised whenever the bytes change.
const VERSION: u32 = 2;
/// An order's history has at most so many entries.
const STATES: u64 = 3;

/// Movements and histories as an [`Inventory`] tells them.
#[derive(Debug)]
pub struct InventoryGenerator<T> {
    bound: Binding,
    references: References,
    /// Whether amounts are written without their sign, as a check of theirs says.
    unsigned: bool,
    story: T,
}

/// The texts that say what a movement refers to.
#[derive(Debug, Clone)]
pub(super) struct References {
    pub(super) batch: String,
    pub(super) lot: Option<String>,
    pub(super) order: Option<String>,
}

impl<T: Inventory> InventoryGenerator<T> {
    /// Binds to a schema.
    ///
    /// # Errors
    /// A [`BindError`] with everything that does not bind.
    pub fn bind(schema: &Schema, options: &DomainOptions, story: T) -> Result<Self, BindError> {
        let bound = Binding::bind(schema, DOMAIN.name, roles::ROLES, &options.bind)?;
        let references = references(&bound, options);
        let unsigned = bound.get("movement").is_some_and(|m| takes_no_sign(schema, m));
        Ok(Self { bound, references, unsigned, story })
    }

    fn anchor<'w>(
        &self,
        unit: Unit<'w>,
        role: &str,
    ) -> Result<Option<Anchored<'w, '_>>, GenerateError> {
        let Some(table) = self.bound.get(role) else { return Ok(None) };
        Ok(Some(Anchored { table, rows: unit.anchor(role)? }))
    }

    fn batch(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let (batches, movements) = (self.bound.table("batch")?, self.bound.table("movement")?);
        let anchored = unit.anchor("batch")?;
        let Some((row, key)) = at(anchored, unit.index) else { return Ok(()) };
        if !unit.anchor("movement")?.rows_where(movements.name("batch")?, key).is_empty() {
            return Ok(());
        }
        let of = |column| batches.of(anchored, row, column);
        let on_hand = match of("on_hand") {
            None => Decimal::ZERO,
            Some(value) => value.as_decimal().filter(|q| *q >= Decimal::ZERO).ok_or_else(|| {
                GenerateError::Impossible {
                    place: format!("{} with key {}", batches.table, said(key)),
                    why: format!(
                        "{} on hand, where no chain of movements can end; correct the quantity first",
                        said(value)
                    ),
                }
            })?,
        };
        let sales = self.sales(unit, key)?;
        let sold: Decimal = sales.iter().map(|s| s.quantity).sum();
        let waiting = match of("status").and_then(Value::as_str) {
            Some(status) => means(status, &["awaiting intake", "awaiting", "expected", "incoming"]),
            None => sales.is_empty(),
        };
        if on_hand.is_zero() && waiting && sales.is_empty() {
            return Ok(());
        }
        let today = unit.world.today;
        let created_at = of("created_at").and_then(Value::as_datetime).unwrap_or_else(|| {
            when::ago(90, today, &mut unit.cell("inventory.batch", "created_at", unit.index))
        });
        let batch = BatchContext { unit, on_hand, sold, created_at };
        let sales = if sales.is_empty() { self.likely_sales(&batch)? } else { sales };
        let measure = measure(movements, &batch, &sales);
        let lot = of("lot").filter(|_| self.references.lot.is_some()).cloned();
        let mut happenings = self.story.happenings(&batch);
        happenings.retain(|happening| self.can_say(movements, happening.kind));
        // A chain that cannot be told to its end is not begun.
        let ends = on_hand.is_zero() && sales.is_empty();
        if ends && !self.can_say(movements, MovementKind::Disposal)
            || !sales.is_empty() && !self.can_say(movements, MovementKind::Sale)
        {
            return Ok(());
        }
        let steps = chain::steps(&batch, lot, sales, &happenings, measure);
        let mut before = Decimal::ZERO;
        for (position, step) in (0..).zip(steps) {
            let by = match step.by {
                Some(by) => by,
                None => self.someone(unit, "inventory.movement", unit.index << 16 | position)?,
            };
            let after = before + step.change;
            let movement = Movement {
                position,
                kind: step.kind,
                change: step.change,
                before,
                after,
                reference: step.reference,
                at: step.at,
                by,
            };
            self.write_movement(&batch, key, movement, measure, rows)?;
            before = after;
        }
        Ok(())
    }

    /// Whether the columns have words for a kind of movement. Where amounts have no sign and nothing
    /// says what was there before and after, a correction could go either way.
    fn can_say(&self, movements: &BoundTable, kind: MovementKind) -> bool {
        let word = movements.column("type").is_none_or(|c| c.label(kind.label()).is_some());
        let plain = matches!(kind, MovementKind::Adjustment(_))
            && self.unsigned
            && movements.column("after").is_none();
        word && !plain
    }

    /// What orders took of a batch and has left the house.
    fn sales(&self, unit: Unit<'_>, batch: &Value) -> Result<Vec<SaleOf>, GenerateError> {
        let (Some(lines), Some(orders)) = (self.anchor(unit, "line")?, self.anchor(unit, "order")?)
        else {
            return Ok(Vec::new());
        };
        let mut sales = Vec::new();
        for line in lines.rows.rows_where(lines.table.name("batch")?, batch) {
            let of = |column| lines.table.of(lines.rows, *line, column);
            let quantity =
                of("quantity").and_then(Value::as_decimal).filter(|q| *q > Decimal::ZERO);
            let order = of("order")
                .and_then(|key| orders.rows.rows_where(orders.table.name("id").ok()?, key).first())
                .and_then(|row| Order::read(orders.table, orders.rows, *row));
            if let (Some(quantity), Some(order)) = (quantity, order)
                && let Some(sale) = sale(unit, order, quantity)
            {
                sales.push(sale);
            }
        }
        Ok(sales)
    }

    /// Sales that may have been, where no lines tell: a few orders that left after the batch came.
    fn likely_sales(&self, batch: &BatchContext<'_>) -> Result<Vec<SaleOf>, GenerateError> {
        let Some(orders) = self.anchor(batch.unit, "order")? else { return Ok(Vec::new()) };
        let mut cell = batch.cell("likely sales");
        let mut sales: Vec<SaleOf> = Vec::new();
        let wanted = 1 + cell.below(4) as usize;
        for _ in 0..wanted * 12 {
            let Some(row) = orders.rows.pick(&mut cell) else { break };
            let quantity = Decimal::from(cell.range(2..=12));
            let sale = Order::read(orders.table, orders.rows, row)
                .and_then(|order| sale(batch.unit, order, quantity))
                .filter(|s| s.at > batch.created_at + chrono::Duration::hours(5))
                .filter(|s| sales.iter().all(|other| other.order != s.order));
            sales.extend(sale);
            if sales.len() == wanted {
                break;
            }
        }
        Ok(sales)
    }

    fn someone(&self, unit: Unit<'_>, column: &str, row: u64) -> Result<Value, GenerateError> {
        if self.bound.get("user").is_none() {
            return Ok(Value::Null);
        }
        let users = unit.anchor("user")?;
        let mut cell = unit.cell(column, "performed_by", row);
        Ok(users.pick(&mut cell).and_then(|row| users.key(row)).cloned().unwrap_or(Value::Null))
    }

    fn write_movement(
        &self,
        batch: &BatchContext<'_>,
        key: &Value,
        movement: Movement,
        measure: Measure,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let table = self.bound.table("movement")?;
        let note = self.story.note(batch, &movement);
        let (type_text, id) = match (movement.reference, &self.references) {
            (Reference::Lot(id), References { lot: Some(text), .. })
            | (Reference::Order(id), References { order: Some(text), .. }) => (text, id),
            (_, References { batch, .. }) => (batch, key.clone()),
        };
        let quantity = |q: Decimal| {
            let mut q = q;
            q.rescale(measure.scale);
            Value::Decimal(q)
        };
        // A reason that the column has no word for is another.
        let reason = movement.kind.reason().and_then(|reason| {
            let column = table.column("adjustment_reason")?;
            column.first_label(&[reason.label(), super::Reason::Other.label()])
        });
        table
            .row()
            .set(
                "id",
                batch.unit.key(&table.table, batch.unit.index * LONGEST + movement.position)?,
            )
            .set("batch", key.clone())
            .set("type", movement.kind.label())
            .set(
                "change",
                quantity(if self.unsigned { movement.change.abs() } else { movement.change }),
            )
            .set("before", quantity(movement.before))
            .set("after", quantity(movement.after))
            .set("reference_type", type_text.clone())
            .set("reference_id", id)
            .set("adjustment_reason", reason)
            .set("notes", note)
            .set("performed_by", movement.by)
            .set("deleted_at", Value::Null)
            .set("created_at", movement.at)
            .push(rows)
    }

    fn order(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let (Some(orders), Some(table)) = (self.anchor(unit, "order")?, self.bound.get("history"))
        else {
            return Ok(());
        };
        let Some((row, key)) = at(orders.rows, unit.index) else { return Ok(()) };
        if !unit.anchor("history")?.rows_where(table.name("order")?, key).is_empty() {
            return Ok(());
        }
        let Some(order) = Order::read(orders.table, orders.rows, row) else { return Ok(()) };
        let word = |to: super::Fulfillment, column| match table.column(column) {
            Some(column) => column.label(to.label()),
            None => Some(to.label().to_owned()),
        };
        let mut last = None;
        for (position, entry) in (0..).zip(history::entries(unit, &order)) {
            // Where there is no word for a state, it is passed through in silence.
            let Some(to) = word(entry.to, "to") else { continue };
            let from = last.replace(entry.to).and_then(|from| word(from, "from"));
            let by = match entry.by {
                Some(by) => by,
                None => self.someone(unit, "inventory.history", unit.index * STATES + position)?,
            };
            table
                .row()
                .set("id", unit.key(&table.table, unit.index * STATES + position)?)
                .set("order", key.clone())
                .set("from", from)
                .set("to", to)
                .set("changed_by", by)
                .set("changed_at", entry.at)
                .set("notes", self.story.history_note(unit, entry.to))
                .set("deleted_at", Value::Null)
                .push(rows)?;
        }
        Ok(())
    }
}

impl<T: Inventory> Generator for InventoryGenerator<T> {
    fn spec(&self) -> Spec {
        let bound = |role| self.bound.get(role);
        let mut tables = Vec::new();
        tables.extend(bound("movement").map(|t| t.spec(Span::PerUnit(LONGEST))));
        tables.extend(bound("history").map(|t| t.spec(Span::PerUnit(STATES))));
        // `id` is required of every role, so each of them has an anchor.
        let anchors = ["user", "batch", "order", "line", "movement", "history"]
            .into_iter()
            .filter_map(|role| bound(role)?.anchor(role, matches!(role, "user" | "batch")).ok())
            .collect();
        let mut units = vec!["batch".to_owned()];
        if bound("order").is_some() && bound("history").is_some() {
            units.push("order".to_owned());
        }
        Spec {
            name: DOMAIN.name.into(),
            version: VERSION * 1000 + self.story.version(),
            units: Units::PerAnchors(units),
            tables,
            anchors,
            references: self.logical_references(),
            options: [].into(),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        self.batch(unit, rows)?;
        self.order(unit, rows)
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        checks::checks(&self.bound, &self.references, self.unsigned, dialect)
    }
}

impl<T> InventoryGenerator<T> {
    fn logical_references(&self) -> Vec<LogicalReference> {
        let Some(movements) = self.bound.get("movement") else { return Vec::new() };
        let name = |column| movements.column(column).map(|c| c.name.clone());
        let texts = &self.references;
        let mut found = Vec::new();
        let (Some(kind), Some(id)) = (name("reference_type"), name("reference_id")) else {
            return found;
        };
        for (role, text) in [
            ("batch", Some(&texts.batch)),
            ("lot", texts.lot.as_ref()),
            ("order", texts.order.as_ref()),
        ] {
            let (Some(target), Some(text)) = (self.bound.get(role), text) else { continue };
            let Some(key) = target.column("id") else { continue };
            found.push(LogicalReference {
                table: movements.table.clone(),
                column: id.clone(),
                when: Some((kind.clone(), text.clone())),
                target: target.table.clone(),
                target_column: key.name.clone(),
            });
        }
        found
    }
}

/// A role's table and its anchored rows.
struct Anchored<'w, 'b> {
    table: &'b BoundTable,
    rows: &'w AnchorTable,
}

/// A value as people write it.
fn said(value: &Value) -> String {
    match value {
        Value::Int(i) => i.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Text(t) => format!("`{t}`"),
        other => format!("{other:?}"),
    }
}

fn at(rows: &AnchorTable, index: u64) -> Option<(usize, &Value)> {
    let row = usize::try_from(index).ok()?;
    Some((row, rows.key(row)?))
}

/// The sale an order made of some quantity, when its goods have left.
fn sale(unit: Unit<'_>, order: Order, quantity: Decimal) -> Option<SaleOf> {
    let now = when::now(unit.world.today);
    let (at, by) = order.shipped.clone();
    let at = at.or(order.created_at).filter(|at| *at <= now && order.has_left())?;
    Some(SaleOf { quantity, order: order.key, at, by })
}

/// Digits after the point: those of the batch and its sales, at least two; none in whole columns.
fn measure(movements: &BoundTable, batch: &BatchContext<'_>, sales: &[SaleOf]) -> Measure {
    let all = || sales.iter().map(|s| s.quantity).chain([batch.on_hand]);
    let whole = all().all(|q| q.fract().is_zero());
    let integer =
        movements.column("change").is_some_and(|c| matches!(c.kind, TypeKind::Integer { .. }));
    let digits = all().map(|q| q.normalize().scale()).max().unwrap_or(0);
    Measure { scale: if integer { 0 } else { digits.max(2) }, whole: whole || integer }
}

/// Whether a check, or the type, keeps a movement's amount from being negative.
fn takes_no_sign(schema: &Schema, movements: &BoundTable) -> bool {
    let (Some(column), Some(table)) =
        (movements.column("change"), schema.tables.get(&movements.table))
    else {
        return false;
    };
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, ' ' | '"' | '`' | '(' | ')')).collect()
    };
    let name = column.name.to_lowercase();
    matches!(column.kind, TypeKind::Integer { unsigned: true, .. })
        || table.checks.iter().any(|check| {
            let text = plain(&check.expr.as_str().to_lowercase());
            [">0", ">=0", ">0::numeric", ">=0::numeric"]
                .iter()
                .any(|end| text == format!("{name}{end}"))
        })
}

/// The configuration's text for a role's table, else ours in the column's own spelling.
fn references(bound: &Binding, options: &DomainOptions) -> References {
    let column = bound.get("movement").and_then(|t| t.column("reference_type"));
    let text = |role: &str, ours: &str| {
        let table = &bound.get(role)?.table;
        let theirs = options
            .on
            .iter()
            .find(|(_, name)| **name == table.name || **name == table.to_string())
            .map(|(text, _)| text.clone());
        theirs.or_else(|| match column {
            Some(column) => column.label(ours),
            None => Some(ours.to_owned()),
        })
    };
    References {
        batch: text("batch", "BATCH").unwrap_or_else(|| "BATCH".into()),
        lot: text("lot", "LOT"),
        order: text("order", "ORDER"),
    }
}
