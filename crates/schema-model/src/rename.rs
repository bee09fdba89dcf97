//! Renaming inside a schema as the engines do it: a table, column or type takes with it every key,
//! index, check, generated column, foreign key and view that names it. Names that were made from the
//! old one (`users_mail_key`) stay, as they do in a database.

use crate::{
    Dialect, Expr, Family, IndexKey, Schema, Table, TableName, Trigger, TriggerEvent, TypeKind,
    normal::in_text::{self, Named},
};

/// Whether two names of columns, indexes or constraints are one: only PostgreSQL tells cases apart.
pub fn same(dialect: Dialect, a: &str, b: &str) -> bool {
    a == b || (dialect.family != Family::Postgres && a.to_lowercase() == b.to_lowercase())
}

/// Whether two names of tables are one: SQLite does not tell cases apart.
pub fn same_table(dialect: Dialect, a: &TableName, b: &TableName) -> bool {
    let folded = |name: &TableName| (name.schema.clone(), name.name.to_lowercase());
    a == b || (dialect.family == Family::Sqlite && folded(a) == folded(b))
}

/// Renames a column, with everything that names it.
pub fn column(schema: &mut Schema, table: &TableName, from: &str, to: &str) {
    let dialect = schema.dialect;
    if let Some(table) = schema.tables.get_mut(table) {
        within(dialect, table, from, to);
    }
    for other in schema.tables.values_mut() {
        for key in &mut other.foreign_keys {
            if same_table(dialect, &key.target, table) {
                list(dialect, &mut key.target_columns, from, to);
            }
        }
    }
    for view in schema.views.values_mut() {
        if let Some(text) = column_in_query(dialect, &view.definition.0, table, from, to) {
            view.definition.0 = text;
        }
    }
    each_trigger(schema, |on, trigger| {
        let own = same_table(dialect, on, table);
        for event in &mut trigger.events {
            if let TriggerEvent::Update(of) = event
                && own
            {
                list(dialect, of, from, to);
            }
        }
        let texts = trigger.when.iter_mut().map(|w| &mut w.0).chain(&mut trigger.body);
        for text in texts {
            if let Some(new) = column_in_code(dialect, text, (own, table), from, to) {
                *text = new;
            }
        }
    });
}

/// Every trigger, with the table or view it is on.
fn each_trigger(schema: &mut Schema, mut each: impl FnMut(&TableName, &mut Trigger)) {
    for table in schema.tables.values_mut() {
        for trigger in &mut table.triggers {
            each(&table.name, trigger);
        }
    }
    for view in schema.views.values_mut() {
        for trigger in &mut view.triggers {
            each(&view.name, trigger);
        }
    }
}

/// The code of a trigger with a column renamed in it: `new.` and `old.` are rows of its own table,
/// other names columns of what the statements in it are about.
fn column_in_code(
    dialect: Dialect,
    code: &str,
    (own, table): (bool, &TableName),
    from: &str,
    to: &str,
) -> Option<String> {
    let sources = in_text::sources(dialect, code);
    let its = |name: &str| same(dialect, name, &table.name);
    let goes_by = |of: &str| {
        let alias = |(name, alias): &&(String, Option<String>)| {
            same(dialect, alias.as_ref().unwrap_or(name), of)
        };
        sources.iter().find(alias).map_or_else(|| its(of), |(name, _)| its(name))
    };
    let about = sources.iter().any(|(name, _)| its(name));
    in_text::replaced(dialect, code, |named| {
        let row = |of: &str| of.eq_ignore_ascii_case("new") || of.eq_ignore_ascii_case("old");
        let it = !named.other && !named.qualifies && named.is(dialect, from);
        let meant = match named.of {
            Some(of) if row(of) => own,
            Some(of) => goes_by(of),
            None => about,
        };
        (it && meant).then(|| to.to_owned())
    })
}

/// Renames a table, with everything that names it.
pub fn table(schema: &mut Schema, from: &TableName, to: &TableName) {
    let dialect = schema.dialect;
    let Some(mut renamed) = schema.tables.remove(from) else { return };
    renamed.name = to.clone();
    let of_table = |named: Named<'_>| {
        let it = named.qualifies && named.is(dialect, &from.name);
        it.then(|| to.name.clone())
    };
    for expr in expressions(&mut renamed) {
        if let Some(text) = in_text::replaced(dialect, &expr.0, of_table) {
            expr.0 = text;
        }
    }
    schema.tables.insert(to.clone(), renamed);
    for other in schema.tables.values_mut() {
        for key in &mut other.foreign_keys {
            if same_table(dialect, &key.target, from) {
                key.target = to.clone();
            }
        }
        if other.options.partition_of.as_ref() == Some(from) {
            other.options.partition_of = Some(to.clone());
        }
    }
    for view in schema.views.values_mut() {
        if let Some(text) = table_in_query(dialect, &view.definition.0, from, to) {
            view.definition.0 = text;
        }
    }
    each_trigger(schema, |_, trigger| {
        if let Some(body) = &mut trigger.body
            && dialect.family != Family::Postgres
            && let Some(text) = table_in_query(dialect, body, from, to)
        {
            *body = text;
        }
        if let Some(other) = trigger.from.as_mut().filter(|other| same_table(dialect, other, from))
        {
            *other = to.clone();
        }
    });
}

/// Renames a PostgreSQL enum or domain, with every column that has it.
pub fn named_type(schema: &mut Schema, from: &TableName, to: &TableName) {
    if let Some(mut renamed) = schema.enums.remove(from) {
        renamed.name = to.clone();
        schema.enums.insert(to.clone(), renamed);
    }
    if let Some(mut renamed) = schema.domains.remove(from) {
        renamed.name = to.clone();
        schema.domains.insert(to.clone(), renamed);
    }
    let dialect = schema.dialect;
    let cast = |named: Named<'_>| {
        // A cast names the type; a column of the same name is not written there.
        let it = named.other && !named.qualifies && named.is(dialect, &from.name);
        it.then(|| to.name.clone())
    };
    for table in schema.tables.values_mut() {
        for column in &mut table.columns {
            let array = matches!(column.ty.kind, TypeKind::Array { .. });
            if of_type(&mut column.ty.kind, from, to) {
                column.ty.raw = format!("{to}{}", if array { "[]" } else { "" });
            }
            if let Some(default) = &mut column.default
                && let Some(text) = in_text::replaced(dialect, &default.0, cast)
            {
                default.0 = text;
            }
        }
        for expr in expressions(table) {
            if let Some(text) = in_text::replaced(dialect, &expr.0, cast) {
                expr.0 = text;
            }
        }
    }
    for view in schema.views.values_mut() {
        if let Some(text) = in_text::replaced(dialect, &view.definition.0, cast) {
            view.definition.0 = text;
        }
    }
}

/// A query with a table renamed in it; `None` when it does not name the table.
pub fn table_in_query(
    dialect: Dialect,
    query: &str,
    from: &TableName,
    to: &TableName,
) -> Option<String> {
    in_text::replaced(dialect, query, |named| {
        let home = named.of.is_none() || named.of == from.schema.as_deref();
        let it = home && !named.other && named.is(dialect, &from.name);
        it.then(|| to.name.clone())
    })
}

/// A query with a column of a table renamed in it, where that is the column meant; `None` when the
/// query does not name it.
pub fn column_in_query(
    dialect: Dialect,
    query: &str,
    table: &TableName,
    from: &str,
    to: &str,
) -> Option<String> {
    let sources = in_text::sources(dialect, query);
    let its = |name: &str| same(dialect, name, &table.name);
    if !sources.iter().any(|(name, _)| its(name)) {
        return None;
    }
    // A name before the dot that goes for another table.
    let other = |of: &str| {
        let goes_by = |(name, alias): &&(String, Option<String>)| {
            same(dialect, alias.as_ref().unwrap_or(name), of)
        };
        sources.iter().find(goes_by).is_some_and(|(name, _)| !its(name))
    };
    let text = in_text::replaced(dialect, query, |named| {
        let it = !named.other && !named.qualifies && named.is(dialect, from);
        (it && !named.of.is_some_and(other)).then(|| to.to_owned())
    })?;
    Some(in_text::without_needless_aliases(dialect, &text))
}

/// An expression over a table's own columns with one of them renamed in it; `None` when it does not
/// name the column.
pub fn column_in_expression(dialect: Dialect, text: &str, from: &str, to: &str) -> Option<String> {
    in_text::replaced(dialect, text, |named| {
        let it = !named.other && !named.qualifies && named.is(dialect, from);
        it.then(|| to.to_owned())
    })
}

fn within(dialect: Dialect, table: &mut Table, from: &str, to: &str) {
    for expr in expressions(table) {
        if let Some(text) = column_in_expression(dialect, &expr.0, from, to) {
            expr.0 = text;
        }
    }
    if let Some(clause) = &mut table.options.partition_by
        && let Some(text) = column_in_expression(dialect, clause, from, to)
    {
        *clause = text;
    }
    for key in table.primary_key.iter_mut().chain(&mut table.uniques) {
        list(dialect, &mut key.columns, from, to);
    }
    for conflict in &mut table.options.conflicts {
        list(dialect, conflict.of.columns(), from, to);
    }
    list(dialect, &mut table.options.unversioned, from, to);
    if let Some(period) = &mut table.options.period {
        for column in [&mut period.from, &mut period.to] {
            list(dialect, std::slice::from_mut(column), from, to);
        }
    }
    for key in &mut table.foreign_keys {
        list(dialect, &mut key.columns, from, to);
    }
    for index in &mut table.indexes {
        list(dialect, &mut index.include, from, to);
        for part in &mut index.parts {
            if let IndexKey::Column(name) = &mut part.key
                && same(dialect, name, from)
            {
                to.clone_into(name);
            }
        }
    }
    for column in &mut table.columns {
        if same(dialect, &column.name, from) {
            to.clone_into(&mut column.name);
        }
    }
}

fn list(dialect: Dialect, columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|c| same(dialect, c, from)) {
        to.clone_into(column);
    }
}

/// Every expression over the columns of a table.
fn expressions(table: &mut Table) -> impl Iterator<Item = &mut Expr> {
    let checks = table.checks.iter_mut().map(|c| &mut c.expr);
    let columns = table.columns.iter_mut();
    let generated = columns.filter_map(|c| c.generated.as_mut().map(|g| &mut g.expr));
    let indexes = table.indexes.iter_mut().flat_map(|index| {
        let parts = index.parts.iter_mut().filter_map(|part| match &mut part.key {
            IndexKey::Expression(expr) => Some(expr),
            IndexKey::Column(_) => None,
        });
        parts.chain(&mut index.predicate)
    });
    checks.chain(generated).chain(indexes)
}

fn of_type(kind: &mut TypeKind, from: &TableName, to: &TableName) -> bool {
    match kind {
        TypeKind::Enum { name: Some(name), .. } | TypeKind::Domain { name } if name == from => {
            *name = to.clone();
            true
        }
        TypeKind::Array { of } => of_type(of, from, to),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_renamed_where_it_is_meant() {
        let users = TableName::new("users");
        let renamed = |dialect, text: &str| {
            column_in_query(dialect, text, &users, "mail", "email").unwrap_or_default()
        };
        let pg = Dialect::POSTGRES;
        assert_eq!(
            renamed(
                pg,
                "SELECT u.mail AS email, l.mail FROM (users u JOIN letters l ON l.u = u.id)"
            ),
            "SELECT u.email, l.mail FROM (users u JOIN letters l ON l.u = u.id)"
        );
        assert_eq!(
            renamed(pg, "SELECT 'mail', mail(mail) FROM users"),
            "SELECT 'mail', mail(email) FROM users"
        );
        assert_eq!(
            renamed(pg, "SELECT \"MAIL\", Mail FROM users"),
            "SELECT \"MAIL\", email FROM users"
        );
        assert_eq!(
            renamed(Dialect::MARIADB, "select `users`.`MAIL` AS `x` from `users`"),
            "select `users`.`email` AS `x` from `users`"
        );
        assert_eq!(renamed(pg, "SELECT mail FROM letters"), "");
    }

    #[test]
    fn a_table_is_renamed_with_what_names_it() {
        let mut schema = Schema::empty(Dialect::POSTGRES);
        let (from, to) = (TableName::new("user"), TableName::new("Users"));
        schema.insert(Table::new(from.clone()));
        let mut posts = Table::new("posts");
        posts.foreign_keys =
            vec![crate::ForeignKey::unnamed(vec!["user".into()], from.clone(), vec![])];
        schema.insert(posts);
        table(&mut schema, &from, &to);
        assert_eq!(schema.tables[&TableName::new("posts")].foreign_keys[0].target, to);
        assert!(schema.table(&from).is_none() && schema.table(&to).is_some());
        assert_eq!(
            table_in_query(
                Dialect::POSTGRES,
                "SELECT \"user\".id FROM \"user\" WHERE f('user')",
                &from,
                &to
            )
            .as_deref(),
            Some("SELECT \"Users\".id FROM \"Users\" WHERE f('user')")
        );
    }
}
