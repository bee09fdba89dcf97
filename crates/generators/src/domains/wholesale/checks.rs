//! What must hold of the wholesale world, as SQL.

use seedbed_schema_model::Dialect;

use crate::{
    DataCheck,
    bind::{Binding, BoundTable},
    domains::sql::Checks,
};

/// Every rule that the bound columns can show.
pub(super) fn checks(bound: &Binding, dialect: Dialect) -> Vec<DataCheck> {
    let mut c = Checks::new("wholesale", dialect);
    if let Some(b) = bound.get("batch") {
        let _ = parts_of_stock(&mut c, b);
        let _ = sold_out(&mut c, b);
    }
    if let Some(o) = bound.get("order") {
        let _ = totals(&mut c, o);
        let _ = due(&mut c, o);
        let _ = fulfillment(&mut c, o);
        let _ = drafts(&mut c, o);
        if let Some(l) = bound.get("line") {
            let _ = lines(&mut c, l);
            let _ = lines_add_up(&mut c, o, l);
            let _ = items_are_lines(&mut c, o, l);
            if let Some(b) = bound.get("batch") {
                let _ = sold_after_it_came(&mut c, o, l, b);
            }
        }
        if let Some(cl) = bound.get("client") {
            let _ = client_totals(&mut c, o, cl);
            let _ = known_before_ordering(&mut c, o, cl);
        }
    }
    if let Some(u) = bound.get("user") {
        let _ = one_mailbox_each(&mut c, u);
    }
    c.done()
}

fn parts_of_stock(c: &mut Checks, b: &BoundTable) -> Option<()> {
    let on_hand = c.number(b, "b", "on_hand")?;
    let parts: Vec<String> = ["reserved", "quarantine", "hold", "defective", "sample_qty"]
        .iter()
        .filter_map(|part| c.number(b, "b", part))
        .map(|part| format!("COALESCE({part}, 0)"))
        .collect();
    if parts.is_empty() {
        return None;
    }
    let negative: Vec<String> =
        parts.iter().chain([&on_hand]).map(|part| format!("{part} < 0")).collect();
    c.count(
        "parts-of-stock",
        "What is reserved, in quarantine, on hold, defective or set aside as a sample is part of what \
         is on hand, and none of it is less than nothing.",
        &c.from(b, "b"),
        &format!("{} > {on_hand} + 0.00001 OR {}", parts.join(" + "), negative.join(" OR ")),
    );
    Some(())
}

fn sold_out(c: &mut Checks, b: &BoundTable) -> Option<()> {
    let on_hand = c.number(b, "b", "on_hand")?;
    let gone = c.is(b, "b", "status", &["SOLD_OUT"])?;
    let here =
        c.is(b, "b", "status", &["LIVE", "PHOTOGRAPHY_COMPLETE", "ON_HOLD", "QUARANTINED"])?;
    c.count(
        "sold-out-is-empty",
        "A batch is sold out when nothing is on hand; one that is for sale has something.",
        &c.from(b, "b"),
        &format!("({gone} AND {on_hand} <> 0) OR ({here} AND {on_hand} = 0)"),
    );
    Some(())
}

fn totals(c: &mut Checks, o: &BoundTable) -> Option<()> {
    let (subtotal, total) = (c.number(o, "o", "subtotal")?, c.number(o, "o", "total")?);
    let part = |c: &Checks, column| {
        c.number(o, "o", column).map_or("0".to_owned(), |n| format!("COALESCE({n}, 0)"))
    };
    let (tax, discount) = (part(c, "tax"), part(c, "discount"));
    let violated = c.differ(&total, &format!("{subtotal} + {tax} - {discount}"));
    c.count(
        "total-adds-up",
        "An order's total is its subtotal with tax and without discount.",
        &c.from(o, "o"),
        &violated,
    );
    Some(())
}

fn due(c: &mut Checks, o: &BoundTable) -> Option<()> {
    let (due, created) = (c.col(o, "o", "due_date")?, c.col(o, "o", "created_at")?);
    let mut days = String::from("CASE");
    for (terms, n) in [("COD", 0), ("NET_7", 7), ("NET_15", 15), ("PARTIAL", 15), ("NET_30", 30)] {
        days += &format!(" WHEN {} THEN {n}", c.is(o, "o", "payment_terms", &[terms])?);
    }
    days += " END";
    let (due_day, expected) = (c.day(&due), c.days_after(&created, &days));
    c.count(
        "due-by-terms",
        "An order is due as many days after its date as its terms say.",
        &c.from(o, "o"),
        &format!("{due} IS NOT NULL AND {due_day} <> {expected}"),
    );
    Some(())
}

fn fulfillment(c: &mut Checks, o: &BoundTable) -> Option<()> {
    let (packed, shipped) = (c.col(o, "o", "packed_at")?, c.col(o, "o", "shipped_at")?);
    let created = c.col(o, "o", "created_at")?;
    let (is_packed, is_shipped, pending) = (
        c.is(o, "o", "fulfillment_status", &["PACKED"])?,
        c.is(o, "o", "fulfillment_status", &["SHIPPED"])?,
        c.is(o, "o", "fulfillment_status", &["PENDING"])?,
    );
    c.count(
        "fulfillment-has-times",
        "An order that is packed says when, one that is shipped says both, one that is pending says \
         neither, and nothing is shipped before it is packed.",
        &c.from(o, "o"),
        &format!(
            "({is_packed} AND ({packed} IS NULL OR {shipped} IS NOT NULL)) \
             OR ({is_shipped} AND ({packed} IS NULL OR {shipped} IS NULL)) \
             OR ({pending} AND ({packed} IS NOT NULL OR {shipped} IS NOT NULL)) \
             OR {packed} < {created} OR {shipped} <= {packed}"
        ),
    );
    Some(())
}

fn drafts(c: &mut Checks, o: &BoundTable) -> Option<()> {
    let draft = c.truth(o, "o", "is_draft")?;
    let moved: Vec<String> = ["confirmed_at", "packed_at", "shipped_at"]
        .iter()
        .filter_map(|column| c.col(o, "o", column))
        .map(|column| format!("{column} IS NOT NULL"))
        .collect();
    if moved.is_empty() {
        return None;
    }
    c.count(
        "drafts-stay",
        "A draft is not confirmed, packed or shipped.",
        &c.from(o, "o"),
        &format!("{draft} AND ({})", moved.join(" OR ")),
    );
    Some(())
}

fn lines(c: &mut Checks, l: &BoundTable) -> Option<()> {
    let (quantity, price, total) = (
        c.number(l, "l", "quantity")?,
        c.number(l, "l", "unit_price")?,
        c.number(l, "l", "total")?,
    );
    c.count(
        "line-adds-up",
        "A line's total is its quantity times its price, to the cent, and its quantity is more than \
         nothing.",
        &c.from(l, "l"),
        // Half a cent, and what floating point adds to it.
        &format!("{quantity} <= 0 OR ABS({total} - {quantity} * {price}) > 0.00501"),
    );
    Some(())
}

fn lines_add_up(c: &mut Checks, o: &BoundTable, l: &BoundTable) -> Option<()> {
    let (subtotal, total) = (c.number(o, "o", "subtotal")?, c.number(l, "l", "total")?);
    let (id, order) = (c.col(o, "o", "id")?, c.col(l, "l", "order")?);
    let lines = c.from(l, "l");
    let sum = format!("(SELECT COALESCE(SUM({total}), 0) FROM {lines} WHERE {order} = {id})");
    let violated = c.differ(&subtotal, &sum);
    c.count(
        "subtotal-is-sum-of-lines",
        "An order's subtotal is the sum of its lines.",
        &c.from(o, "o"),
        &violated,
    );
    Some(())
}

fn items_are_lines(c: &mut Checks, o: &BoundTable, l: &BoundTable) -> Option<()> {
    let (items, id, order) =
        (c.col(o, "o", "items")?, c.col(o, "o", "id")?, c.col(l, "l", "order")?);
    let (lines, length) = (c.from(l, "l"), c.json_length(&items));
    c.count(
        "items-are-lines",
        "An order's items are as many as its lines.",
        &c.from(o, "o"),
        &format!("{length} <> (SELECT COUNT(*) FROM {lines} WHERE {order} = {id})"),
    );
    let total = c.number(l, "l", "total")?;
    let (elements, field) = c.json_elements(&items, "lineTotal");
    let field = c.as_number(&field);
    let violated = c.differ("j.amount", "COALESCE(s.amount, 0)");
    let orders = c.from(o, "o");
    c.add(
        "items-cost-what-lines-cost",
        "An order's items add up to the same as its lines.",
        format!(
            "SELECT COUNT(*) FROM (SELECT {id} AS of_order, SUM({field}) AS amount \
             FROM {orders}{elements} GROUP BY {id}) AS j \
             LEFT JOIN (SELECT {order} AS of_order, SUM({total}) AS amount FROM {lines} \
             GROUP BY {order}) AS s ON s.of_order = j.of_order WHERE {violated}"
        ),
    );
    Some(())
}

fn sold_after_it_came(
    c: &mut Checks,
    o: &BoundTable,
    l: &BoundTable,
    b: &BoundTable,
) -> Option<()> {
    let (order, batch) = (c.col(l, "l", "order")?, c.col(l, "l", "batch")?);
    let (o_id, b_id) = (c.col(o, "o", "id")?, c.col(b, "b", "id")?);
    let (ordered, came) = (c.col(o, "o", "created_at")?, c.col(b, "b", "created_at")?);
    let waiting =
        c.is(b, "b", "status", &["AWAITING_INTAKE"]).map_or(String::new(), |w| format!(" OR {w}"));
    c.count(
        "sold-after-it-came",
        "Nobody orders from a batch that has not come yet.",
        &format!(
            "{} JOIN {} ON {o_id} = {order} JOIN {} ON {b_id} = {batch}",
            c.from(l, "l"),
            c.from(o, "o"),
            c.from(b, "b")
        ),
        &format!("{ordered} < {came}{waiting}"),
    );
    Some(())
}

/// The orders that count: confirmed sales that were not cancelled.
fn counted(c: &Checks, o: &BoundTable) -> Option<String> {
    let sale = c.is(o, "o", "type", &["SALE"])?;
    let draft = c.truth(o, "o", "is_draft")?;
    let cancelled = c.is(o, "o", "sale_status", &["CANCELLED"])?;
    Some(format!("{sale} AND NOT ({draft}) AND NOT ({cancelled})"))
}

fn client_totals(c: &mut Checks, o: &BoundTable, cl: &BoundTable) -> Option<()> {
    let counted = counted(c, o)?;
    let (id, of) = (c.col(cl, "cl", "id")?, c.col(o, "o", "client")?);
    let (total, orders) = (c.number(o, "o", "total")?, c.from(o, "o"));
    let clients = c.from(cl, "cl");
    let sum = |what: &str, which: &str| {
        format!(
            "(SELECT COALESCE(SUM({what}), 0) FROM {orders} WHERE {of} = {id} AND {counted}{which})"
        )
    };
    if let Some(spent) = c.number(cl, "cl", "total_spent") {
        let violated = c.differ(&format!("COALESCE({spent}, 0)"), &sum(&total, ""));
        c.count(
            "client-spent-its-orders",
            "What a client has spent is the sum of its confirmed sales.",
            &clients,
            &violated,
        );
    }
    let (owed, cash) = (c.number(cl, "cl", "total_owed")?, c.number(o, "o", "cash_payment")?);
    let paid = c.is(o, "o", "sale_status", &["PAID"])?;
    let open = sum(&format!("{total} - COALESCE({cash}, 0)"), &format!(" AND NOT ({paid})"));
    let violated = c.differ(&format!("COALESCE({owed}, 0)"), &open);
    c.count(
        "client-owes-what-is-open",
        "What a client owes is what is still open of its confirmed sales.",
        &clients,
        &violated,
    );
    Some(())
}

fn known_before_ordering(c: &mut Checks, o: &BoundTable, cl: &BoundTable) -> Option<()> {
    let (id, of) = (c.col(cl, "cl", "id")?, c.col(o, "o", "client")?);
    let (ordered, known) = (c.col(o, "o", "created_at")?, c.col(cl, "cl", "created_at")?);
    c.count(
        "known-before-ordering",
        "A client exists before it orders.",
        &format!("{} JOIN {} ON {id} = {of}", c.from(o, "o"), c.from(cl, "cl")),
        &format!("{ordered} < {known}"),
    );
    Some(())
}

fn one_mailbox_each(c: &mut Checks, u: &BoundTable) -> Option<()> {
    let email = c.col(u, "u", "email")?;
    let users = c.from(u, "u");
    c.add(
        "one-mailbox-each",
        "No two users share an e-mail address.",
        format!(
            "SELECT COUNT(*) FROM (SELECT LOWER({email}) AS address FROM {users} \
             WHERE {email} IS NOT NULL GROUP BY LOWER({email}) HAVING COUNT(*) > 1) AS twice"
        ),
    );
    Some(())
}
