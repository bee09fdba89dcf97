//! What must hold of movements and histories, as SQL.

use seedbed_schema_model::Dialect;

use super::{generator::References, phrases};
use crate::{
    DataCheck,
    bind::{Binding, BoundTable},
    domains::sql::Checks,
};

/// Every rule that the bound columns can show.
pub(super) fn checks(
    bound: &Binding,
    references: &References,
    unsigned: bool,
    dialect: Dialect,
) -> Vec<DataCheck> {
    let mut c = Checks::new("inventory", dialect);
    if let (Some(m), Some(b)) = (bound.get("movement"), bound.get("batch")) {
        let _ = adds_up(&mut c, m, unsigned);
        let _ = if unsigned { None } else { signs(&mut c, m) };
        let _ = never_negative(&mut c, m);
        let _ = reasons(&mut c, m);
        let _ = links(&mut c, m);
        let _ = ends_on_hand(&mut c, m, b);
        let _ = ends_with_leaving(&mut c, m, b);
        let _ = not_before_batch(&mut c, m, b);
        if let Some(o) = bound.get("order") {
            let _ = sales_name_orders(&mut c, m, o, references);
        }
    }
    if let (Some(h), Some(o)) = (bound.get("history"), bound.get("order")) {
        let _ = forward(&mut c, h);
        let _ = from_previous(&mut c, h);
        let _ = ends_where_order_stands(&mut c, h, o);
        let _ = only_sales(&mut c, h, o);
        let _ = told_of_every_sale(&mut c, h, o);
        for (state, at) in [("PACKED", "packed_at"), ("SHIPPED", "shipped_at")] {
            let _ = same_time(&mut c, h, o, state, at);
        }
    }
    c.done()
}

fn adds_up(c: &mut Checks, m: &BoundTable, unsigned: bool) -> Option<()> {
    let (before, change, after) =
        (c.number(m, "m", "before")?, c.number(m, "m", "change")?, c.number(m, "m", "after")?);
    let violated = match unsigned {
        true => c.differ(&format!("ABS({after} - {before})"), &change),
        false => c.differ(&after, &format!("{before} + {change}")),
    };
    c.count(
        "adds-up",
        "A movement ends at what was there before plus what it changed.",
        &c.from(m, "m"),
        &violated,
    );
    Some(())
}

fn signs(c: &mut Checks, m: &BoundTable) -> Option<()> {
    let change = c.number(m, "m", "change")?;
    let comes = c.is(m, "m", "type", &["INTAKE", "RETURN", "REFUND_RETURN"])?;
    let goes = c.is(m, "m", "type", &["SALE", "SAMPLE", "DISPOSAL"])?;
    c.count(
        "sign-fits-type",
        "Sales, samples and disposals take stock away; intakes and returns bring it.",
        &c.from(m, "m"),
        &format!("({comes} AND {change} <= 0) OR ({goes} AND {change} >= 0)"),
    );
    Some(())
}

fn never_negative(c: &mut Checks, m: &BoundTable) -> Option<()> {
    let (before, after) = (c.number(m, "m", "before")?, c.number(m, "m", "after")?);
    c.count(
        "never-negative",
        "There is never less than nothing of a batch.",
        &c.from(m, "m"),
        &format!("{before} < 0 OR {after} < 0"),
    );
    Some(())
}

/// An adjustment says why: in its column, or where there is none, in words.
fn reasons(c: &mut Checks, m: &BoundTable) -> Option<()> {
    let adjustment = c.is(m, "m", "type", &["ADJUSTMENT"])?;
    let explanation = "An adjustment says why stock was corrected, and nothing else does.";
    let from = c.from(m, "m");
    if let Some(reason) = c.col(m, "m", "adjustment_reason") {
        let violated = format!(
            "({adjustment} AND {reason} IS NULL) OR (NOT {adjustment} AND {reason} IS NOT NULL)"
        );
        c.count("adjustment-has-reason", explanation, &from, &violated);
    } else {
        let notes = c.col(m, "m", "notes")?;
        let named: Vec<String> = phrases::REASON_WORDS
            .iter()
            .map(|word| format!("LOWER({notes}) LIKE {}", c.text(&format!("%{word}%"))))
            .collect();
        let violated =
            format!("{adjustment} AND ({notes} IS NULL OR NOT ({}))", named.join(" OR "));
        c.count("adjustment-has-reason", explanation, &from, &violated);
    }
    Some(())
}

/// Movements by batch with what came before them, numbered from the first and from the last.
fn chains(c: &Checks, m: &BoundTable) -> Option<String> {
    let (id, batch, at) =
        (c.col(m, "m", "id")?, c.col(m, "m", "batch")?, c.col(m, "m", "created_at")?);
    let (before, after) = (c.number(m, "m", "before")?, c.number(m, "m", "after")?);
    let kind = c.as_text(&c.col(m, "m", "type")?);
    let live = c.and_live(m, "m");
    Some(format!(
        "(SELECT {batch} AS batch, {kind} AS kind, {before} AS before_it, {after} AS after_it, \
         {at} AS moved_at, \
         LAG({after}) OVER (PARTITION BY {batch} ORDER BY {at}, {id}) AS previous, \
         LAG({at}) OVER (PARTITION BY {batch} ORDER BY {at}, {id}) AS previous_at, \
         ROW_NUMBER() OVER (PARTITION BY {batch} ORDER BY {at}, {id}) AS place, \
         ROW_NUMBER() OVER (PARTITION BY {batch} ORDER BY {at} DESC, {id} DESC) AS place_back \
         FROM {} WHERE 1 = 1{live}) AS c",
        c.from(m, "m")
    ))
}

fn links(c: &mut Checks, m: &BoundTable) -> Option<()> {
    let chains = chains(c, m)?;
    let intake = c.text(&m.column("type")?.label("INTAKE")?);
    c.count(
        "starts-with-intake",
        "A batch's first movement is an intake into an empty place.",
        &chains,
        &format!("c.place = 1 AND (c.kind <> {intake} OR c.before_it <> 0)"),
    );
    let broken = c.differ("c.before_it", "c.previous");
    c.count(
        "starts-where-last-ended",
        "Every movement of a batch starts where the one before it ended.",
        &chains,
        &format!("c.place > 1 AND {broken}"),
    );
    c.count(
        "one-after-the-other",
        "No two movements of a batch happened at the same moment.",
        &chains,
        "c.place > 1 AND c.moved_at <= c.previous_at",
    );
    Some(())
}

fn ends_on_hand(c: &mut Checks, m: &BoundTable, b: &BoundTable) -> Option<()> {
    let chains = chains(c, m)?;
    let (id, on_hand) = (c.col(b, "b", "id")?, c.number(b, "b", "on_hand")?);
    let violated = c.differ(&format!("COALESCE({on_hand}, 0)"), "COALESCE(c.after_it, 0)");
    let live = c.and_live(b, "b");
    c.count(
        "ends-on-hand",
        "A batch's last movement ends at what the batch has on hand; without movements there is \
         nothing on hand.",
        &format!("{} LEFT JOIN {chains} ON c.batch = {id} AND c.place_back = 1", c.from(b, "b")),
        &format!("{violated}{live}"),
    );
    Some(())
}

fn ends_with_leaving(c: &mut Checks, m: &BoundTable, b: &BoundTable) -> Option<()> {
    let chains = chains(c, m)?;
    let (id, on_hand) = (c.col(b, "b", "id")?, c.number(b, "b", "on_hand")?);
    let kinds: Vec<String> = ["SALE", "DISPOSAL"]
        .iter()
        .filter_map(|t| m.column("type")?.label(t))
        .map(|t| c.text(&t))
        .collect();
    c.count(
        "empty-was-sold-or-destroyed",
        "What is gone was sold or destroyed last.",
        &format!("{} JOIN {chains} ON c.batch = {id} AND c.place_back = 1", c.from(b, "b")),
        &format!("{on_hand} = 0 AND c.kind NOT IN ({})", kinds.join(", ")),
    );
    Some(())
}

fn not_before_batch(c: &mut Checks, m: &BoundTable, b: &BoundTable) -> Option<()> {
    let (id, batch) = (c.col(b, "b", "id")?, c.col(m, "m", "batch")?);
    let (moved, came) = (c.col(m, "m", "created_at")?, c.col(b, "b", "created_at")?);
    c.count(
        "not-before-batch",
        "Nothing happens to a batch before it came.",
        &format!("{} JOIN {} ON {id} = {batch}", c.from(m, "m"), c.from(b, "b")),
        &format!("{moved} < {came}"),
    );
    Some(())
}

fn sales_name_orders(
    c: &mut Checks,
    m: &BoundTable,
    o: &BoundTable,
    references: &References,
) -> Option<()> {
    let sale = c.is(m, "m", "type", &["SALE"])?;
    let (kind, id) = (c.col(m, "m", "reference_type")?, c.col(m, "m", "reference_id")?);
    let order = c.text(references.order.as_ref()?);
    let (orders, key, kind) = (c.from(o, "o"), c.col(o, "o", "id")?, c.as_text(&kind));
    c.count(
        "sale-names-order",
        "A sale refers to an order that exists.",
        &c.from(m, "m"),
        &format!(
            "{sale} AND (COALESCE({kind}, '') <> {order} \
             OR NOT EXISTS (SELECT 1 FROM {orders} WHERE {key} = {id}))"
        ),
    );
    Some(())
}

/// Entries by order with the one before them; states as ranks, NULL for a state without one.
fn steps(c: &Checks, h: &BoundTable) -> Option<String> {
    let (id, order, at) =
        (c.col(h, "h", "id")?, c.col(h, "h", "order")?, c.col(h, "h", "changed_at")?);
    let rank = rank(c, h, "to")?;
    let to = c.as_text(&c.col(h, "h", "to")?);
    let from = c.col(h, "h", "from").map_or("NULL".to_owned(), |f| c.as_text(&f));
    let live = c.and_live(h, "h");
    Some(format!(
        "(SELECT {order} AS of_order, {to} AS state, {from} AS came_from, {rank} AS stands, \
         LAG({rank}) OVER (PARTITION BY {order} ORDER BY {at}, {id}) AS stood, \
         LAG({to}) OVER (PARTITION BY {order} ORDER BY {at}, {id}) AS previous, \
         ROW_NUMBER() OVER (PARTITION BY {order} ORDER BY {at}, {id}) AS place, \
         ROW_NUMBER() OVER (PARTITION BY {order} ORDER BY {at} DESC, {id} DESC) AS place_back \
         FROM {} WHERE 1 = 1{live}) AS s",
        c.from(h, "h")
    ))
}

fn rank(c: &Checks, h: &BoundTable, column: &str) -> Option<String> {
    let (pending, packed, shipped) = (
        c.is(h, "h", column, &["PENDING"])?,
        c.is(h, "h", column, &["PACKED"])?,
        c.is(h, "h", column, &["SHIPPED"])?,
    );
    Some(format!("CASE WHEN {pending} THEN 1 WHEN {packed} THEN 2 WHEN {shipped} THEN 3 END"))
}

fn forward(c: &mut Checks, h: &BoundTable) -> Option<()> {
    let steps = steps(c, h)?;
    c.count(
        "forward-only",
        "An order is taken, packed and shipped, in this order and without leaving one out.",
        &steps,
        "(s.place = 1 AND COALESCE(s.stands, 0) <> 1) \
         OR (s.place > 1 AND COALESCE(s.stands, 0) <> COALESCE(s.stood, 0) + 1)",
    );
    Some(())
}

fn from_previous(c: &mut Checks, h: &BoundTable) -> Option<()> {
    h.column("from")?;
    let steps = steps(c, h)?;
    c.count(
        "comes-from-previous",
        "An entry comes from the state of the entry before it, the first from none.",
        &steps,
        "(s.place = 1 AND s.came_from IS NOT NULL) \
         OR (s.place > 1 AND (s.came_from IS NULL OR s.came_from <> s.previous))",
    );
    Some(())
}

fn ends_where_order_stands(c: &mut Checks, h: &BoundTable, o: &BoundTable) -> Option<()> {
    let steps = steps(c, h)?;
    let (id, stands) = (c.col(o, "o", "id")?, c.col(o, "o", "fulfillment_status")?);
    let stands = c.as_text(&stands);
    c.count(
        "ends-where-order-stands",
        "The last entry is where the order stands.",
        &format!("{} JOIN {steps} ON s.of_order = {id} AND s.place_back = 1", c.from(o, "o")),
        &format!("COALESCE({stands}, '') <> s.state"),
    );
    Some(())
}

/// A confirmed sale rather than a quote or a draft.
fn sold(c: &Checks, o: &BoundTable) -> Option<String> {
    let sale = c.is(o, "o", "type", &["SALE"]);
    let draft = c.truth(o, "o", "is_draft").map(|d| format!("NOT ({d})"));
    let both: Vec<String> = sale.into_iter().chain(draft).collect();
    (!both.is_empty()).then(|| both.join(" AND "))
}

fn only_sales(c: &mut Checks, h: &BoundTable, o: &BoundTable) -> Option<()> {
    let (id, order, sold) = (c.col(o, "o", "id")?, c.col(h, "h", "order")?, sold(c, o)?);
    c.count(
        "only-sales-move",
        "Only confirmed sales have a history; quotes and drafts go nowhere.",
        &format!("{} JOIN {} ON {id} = {order}", c.from(h, "h"), c.from(o, "o")),
        &format!("NOT ({sold})"),
    );
    Some(())
}

fn told_of_every_sale(c: &mut Checks, h: &BoundTable, o: &BoundTable) -> Option<()> {
    let (id, order, sold) = (c.col(o, "o", "id")?, c.col(h, "h", "order")?, sold(c, o)?);
    let (histories, live) = (c.from(h, "h"), c.and_live(o, "o"));
    c.count(
        "every-sale-has-history",
        "Every confirmed sale has a history.",
        &c.from(o, "o"),
        &format!("{sold}{live} AND NOT EXISTS (SELECT 1 FROM {histories} WHERE {order} = {id})"),
    );
    Some(())
}

fn same_time(
    c: &mut Checks,
    h: &BoundTable,
    o: &BoundTable,
    state: &str,
    column: &'static str,
) -> Option<()> {
    let (id, order) = (c.col(o, "o", "id")?, c.col(h, "h", "order")?);
    let (to, at, known) =
        (c.is(h, "h", "to", &[state])?, c.col(h, "h", "changed_at")?, c.col(o, "o", column)?);
    let what = state.to_lowercase();
    c.count(
        &format!("{what}-when-order-says"),
        &format!("The entry that an order was {what} has the order's own time."),
        &format!("{} JOIN {} ON {id} = {order}", c.from(h, "h"), c.from(o, "o")),
        &format!("{to} AND {known} IS NOT NULL AND {at} <> {known}"),
    );
    Some(())
}
