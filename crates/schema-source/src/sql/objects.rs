//! Statements about everything that is not a table: types, domains, sequences, comments, DROP.

use seedbed_schema_model::{
    Attribute, Check, ColumnType, CustomType, DomainType, EnumType, Expr, GapKind, ObjectKind,
    Place, TableName, TypeDefinition, TypeKind,
};

use super::{
    column::{default_value, grouped_expression, type_text, typed},
    constraint,
    cursor::{Cursor, Names, Parsed, literal},
    declared::{Declared, Source},
    lex::{Kind, Lexer},
    names, path,
    refs::Role,
    rename, routines,
};

/// CREATE TYPE: enums are modelled, the rest is listed.
pub(super) fn create_type(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    let name = cursor.object(&declared.names)?;
    if !cursor.eat("AS ENUM") {
        return create_custom_type(declared, source, cursor, at, name);
    }
    let mut values = Vec::new();
    for mut value in cursor.group()?.split_commas() {
        values.push(value.string()?);
    }
    declared.locate(Place::object(ObjectKind::Type, &name), source, at);
    // A second CREATE TYPE is an error to the engine; the first one stays.
    declared.schema.enums.entry(name.clone()).or_insert(EnumType { name, values });
    Ok(())
}

/// CREATE TYPE … AS (…) and AS RANGE (…).
fn create_custom_type(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
    name: TableName,
) -> Parsed<()> {
    let definition = if cursor.eat("AS RANGE") {
        range(cursor, &declared.names, &name)?
    } else if cursor.eat("AS") {
        let mut attributes = Vec::new();
        for mut part in cursor.group()?.split_commas() {
            attributes.push(attribute(&mut part, &declared.names)?);
        }
        TypeDefinition::Composite(attributes)
    } else {
        declared.gap(source, at, GapKind::Unmodelled, "a base type is not modelled");
        return Ok(());
    };
    declared.locate(Place::object(ObjectKind::Type, &name), source, at);
    let ty = CustomType { name: name.clone(), definition };
    declared.schema.types.entry(name).or_insert(ty);
    Ok(())
}

fn attribute(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Attribute> {
    let name = cursor.name()?;
    let raw = type_text(cursor)?;
    let collation = if cursor.eat("COLLATE") { cursor.path()?.pop() } else { None };
    Ok(Attribute { name, ty: typed(names, &raw), collation })
}

fn range(cursor: &mut Cursor<'_>, names: &Names, name: &TableName) -> Parsed<TypeDefinition> {
    let mut subtype =
        ColumnType { raw: String::new(), kind: TypeKind::Other { name: String::new() } };
    let mut options = Vec::new();
    for mut part in cursor.group()?.split_commas() {
        let key = part.name()?.to_ascii_lowercase();
        part.eat_symbol(b'=');
        if key == "subtype" {
            subtype = typed(names, &part.rest_text());
        } else {
            let value = part.path()?.pop().unwrap_or_default();
            options.extend(range_option(&key, &value, &name.name));
        }
    }
    Ok(TypeDefinition::Range { subtype, options })
}

/// A parameter of a range type as both readers write it; `None` for what goes unsaid.
pub(crate) fn range_option(key: &str, value: &str, range: &str) -> Option<String> {
    let made_up = match range.find("range") {
        Some(at) => format!("{}multirange{}", &range[..at], &range[at + 5..]),
        None => format!("{range}_multirange"),
    };
    let unsaid = (key == "multirange_type_name" && value == made_up)
        || (key == "collation" && value == "default");
    (!unsaid).then(|| format!("{key} = {value}"))
}

/// ALTER TYPE.
pub(super) fn alter_type(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    let name = cursor.object(&declared.names)?;
    let name = declared.existing(name, |s, n| path::has(s, Role::Type, n));
    declared.touch(&name);
    if cursor.eat("RENAME TO") {
        let to = TableName { schema: name.schema.clone(), name: cursor.name()? };
        return rename_type(declared, &name, &to);
    }
    if cursor.eat("SET SCHEMA") {
        let to = declared.names.resolve(Some(cursor.name()?), name.name.clone());
        return rename_type(declared, &name, &to);
    }
    if cursor.is_any(&["OWNER", "SET"]) {
        return Ok(());
    }
    if let Some(ty) = declared.schema.types.get_mut(&name) {
        let TypeDefinition::Composite(attributes) = &mut ty.definition else { return Ok(()) };
        return alter_composite(cursor, &declared.names, attributes);
    }
    let Some(ty) = declared.schema.enums.get_mut(&name) else {
        return cursor.fail(format!("the enum type {name} is not declared before"));
    };
    if cursor.eat("ADD VALUE") {
        let if_not_exists = cursor.eat("IF NOT EXISTS");
        let value = cursor.string()?;
        if ty.values.contains(&value) {
            return if if_not_exists { Ok(()) } else { cursor.fail("the label exists already") };
        }
        let position = if cursor.eat("BEFORE") {
            let next = cursor.string()?;
            ty.values.iter().position(|v| *v == next)
        } else if cursor.eat("AFTER") {
            let previous = cursor.string()?;
            ty.values.iter().position(|v| *v == previous).map(|i| i + 1)
        } else {
            Some(ty.values.len())
        };
        let Some(position) = position else { return cursor.fail("there is no such label") };
        ty.values.insert(position, value);
        return Ok(());
    }
    cursor.need("RENAME VALUE")?;
    let from = cursor.string()?;
    cursor.need("TO")?;
    let to = cursor.string()?;
    match ty.values.iter_mut().find(|v| **v == from) {
        Some(value) => {
            *value = to.clone();
            rename_label(declared, &name, (&from, &to));
            Ok(())
        }
        None => cursor.fail("there is no such label"),
    }
}

/// ADD, DROP, ALTER and RENAME ATTRIBUTE.
fn alter_composite(
    cursor: &mut Cursor<'_>,
    names: &Names,
    attributes: &mut Vec<Attribute>,
) -> Parsed<()> {
    for mut action in cursor.split_commas() {
        if action.eat("ADD ATTRIBUTE") {
            attributes.push(attribute(&mut action, names)?);
        } else if action.eat("DROP ATTRIBUTE") {
            action.eat("IF EXISTS");
            let gone = action.name()?;
            attributes.retain(|a| a.name != gone);
        } else if action.eat("RENAME ATTRIBUTE") {
            let from = action.name()?;
            action.need("TO")?;
            let to = action.name()?;
            attributes.iter_mut().filter(|a| a.name == from).for_each(|a| a.name.clone_from(&to));
        } else {
            action.need("ALTER ATTRIBUTE")?;
            let name = action.name()?;
            action.eat("SET DATA");
            action.need("TYPE")?;
            let raw = type_text(&mut action)?;
            let collation = if action.eat("COLLATE") { action.path()?.pop() } else { None };
            for a in attributes.iter_mut().filter(|a| a.name == name) {
                a.ty = typed(names, &raw);
                a.collation.clone_from(&collation);
            }
        }
    }
    Ok(())
}

/// The engine keeps the label itself wherever it was written, which may have another name now.
fn rename_label(declared: &mut Declared, ty: &TableName, (from, to): (&str, &str)) {
    let names = Names { current: None, ..declared.names.clone() };
    // Values of a domain over the enum are its labels too.
    let of_enum = |raw: &str| named_type(&names, raw).is_some_and(|(name, _)| name == *ty);
    let domains = declared.schema.domains.values().filter(|d| of_enum(&d.base.raw));
    let domains: Vec<TableName> = domains.map(|d| d.name.clone()).collect();
    let is = |raw: &str| {
        named_type(&names, raw).is_some_and(|(name, _)| name == *ty || domains.contains(&name))
    };
    let label = Label { names: &names, is: &is, from, to };
    for table in declared.schema.tables.values_mut() {
        // A bare literal is a label where everything that it stands beside is of that type.
        let of_type: Vec<(String, bool)> =
            table.columns.iter().map(|c| (c.name.clone(), is(&c.ty.raw))).collect();
        for column in &mut table.columns {
            let own = is(&column.ty.raw);
            if let Some(default) = &mut column.default {
                label.rename(default, own);
            }
            if let Some(generated) = &mut column.generated {
                let beside = label.is_beside(&generated.expr, &of_type);
                label.rename(&mut generated.expr, beside);
            }
        }
        let checks = table.checks.iter_mut().map(|c| &mut c.expr);
        let predicates = table.indexes.iter_mut().filter_map(|i| i.predicate.as_mut());
        for expr in checks.chain(predicates) {
            let beside = label.is_beside(expr, &of_type);
            label.rename(expr, beside);
        }
        for trigger in &mut table.triggers {
            if let Some(when) = &mut trigger.when {
                let beside = label.is_beside(when, &of_type);
                label.rename(when, beside);
            }
        }
    }
    for domain in declared.schema.domains.values_mut() {
        let own = is(&domain.base.raw);
        let checks = domain.checks.iter_mut().map(|c| &mut c.expr);
        for expr in domain.default.iter_mut().chain(checks) {
            label.rename(expr, own);
        }
    }
    for routine in declared.schema.routines.values_mut() {
        for argument in &mut routine.arguments {
            let own = is(&argument.ty.raw);
            if let Some(default) = &mut argument.default {
                label.rename(default, own);
            }
        }
    }
}

/// A label of an enum that gets another name.
struct Label<'a> {
    names: &'a Names,
    /// Whether a text is the enum's name, or that of an array of it.
    is: &'a dyn Fn(&str) -> bool,
    from: &'a str,
    to: &'a str,
}

impl Label<'_> {
    /// Whether all columns that an expression mentions are of the enum.
    fn is_beside(&self, expr: &Expr, columns: &[(String, bool)]) -> bool {
        let mut mentioned =
            columns.iter().filter(|(name, _)| rename::mentions(self.names, expr, name)).peekable();
        mentioned.peek().is_some() && mentioned.all(|(_, of_type)| *of_type)
    }

    /// Renames it in literals that are cast to the enum, and in bare ones when those are labels.
    fn rename(&self, expr: &mut Expr, bare: bool) {
        let dialect = self.names.dialect;
        let tokens = Cursor::tokens_of(dialect, &expr.0);
        let mut changes = Vec::new();
        for (at, token) in tokens.iter().enumerate().filter(|(_, t)| t.kind == Kind::Text) {
            let mut after = Cursor::new(dialect, &expr.0, tokens.get(at + 1..).unwrap_or_default());
            let cast = after.eat_symbol(b':') && after.eat_symbol(b':');
            let mark = after.mark();
            let mut array = false;
            if cast && after.path().is_ok() {
                array = after.is_symbol(b'[');
            }
            let of_type = (self.is)(&after.text_since(mark));
            let value = literal(dialect, &expr.0[token.start..token.end]);
            if (cast && !of_type) || (!cast && !bare) {
                continue;
            }
            let new = if value == self.from && !array {
                Some(self.to.to_owned())
            } else {
                self.in_array(&value)
            };
            changes.extend(new.map(|new| (token.start, token.end, dialect.literal(&new))));
        }
        for (from, to, new) in changes.into_iter().rev() {
            expr.0.replace_range(from..to, &new);
        }
    }

    /// The text of an array whose elements are plain words.
    fn in_array(&self, value: &str) -> Option<String> {
        let inner = value.strip_prefix('{')?.strip_suffix('}')?;
        let mut elements: Vec<&str> = inner.split(',').map(str::trim).collect();
        let known = elements.iter().any(|e| e.trim_matches('"') == self.from);
        elements.iter_mut().filter(|e| e.trim_matches('"') == self.from).for_each(|e| *e = self.to);
        known.then(|| format!("{{{}}}", elements.join(",")))
    }
}

/// Renames an enum or domain, and the types of the columns that have it.
fn rename_type(declared: &mut Declared, from: &TableName, to: &TableName) -> Parsed<()> {
    if let Some(mut ty) = declared.schema.enums.remove(from) {
        ty.name = to.clone();
        declared.schema.enums.insert(to.clone(), ty);
    }
    if let Some(mut domain) = declared.schema.domains.remove(from) {
        domain.name = to.clone();
        declared.schema.domains.insert(to.clone(), domain);
    }
    if let Some(mut ty) = declared.schema.types.remove(from) {
        ty.name = to.clone();
        declared.schema.types.insert(to.clone(), ty);
    }
    declared.follow(&[Role::Type], from, to);
    rename::locations(&mut declared.locations, from, to);
    Ok(())
}

/// The type's name, and what follows it (`[]`), when the text is a name at all.
pub(super) fn named_type<'a>(names: &Names, raw: &'a str) -> Option<(TableName, &'a str)> {
    let mut lexer = Lexer::new(names.dialect, raw);
    let tokens: Vec<_> = std::iter::from_fn(|| lexer.token()).collect();
    let mut cursor = Cursor::new(names.dialect, raw, &tokens);
    let name = cursor.object(names).ok()?;
    let rest = cursor.peek().map_or("", |t| &raw[t.start..]);
    let array = cursor.is_done() || cursor.is_symbol(b'[') || cursor.is("ARRAY");
    array.then_some((name, rest))
}

/// The name of the function in a text that calls it.
pub(super) fn named_call(names: &Names, text: &str) -> Option<TableName> {
    let mut lexer = Lexer::new(names.dialect, text);
    let tokens: Vec<_> = std::iter::from_fn(|| lexer.token()).collect();
    Cursor::new(names.dialect, text, &tokens).object(names).ok()
}

/// CREATE DOMAIN.
pub(super) fn create_domain(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    let name = cursor.object(&declared.names)?;
    cursor.eat("AS");
    let raw = type_text(cursor)?;
    let base = typed(&declared.names, &raw);
    let mut domain =
        DomainType { name: name.clone(), base, not_null: false, default: None, checks: Vec::new() };
    while !cursor.is_done() {
        domain_option(cursor, &mut domain)?;
    }
    declared.locate(Place::object(ObjectKind::Type, &name), source, at);
    declared.schema.domains.insert(name, domain);
    Ok(())
}

fn domain_option(cursor: &mut Cursor<'_>, domain: &mut DomainType) -> Parsed<()> {
    let name = if cursor.eat("CONSTRAINT") { Some(cursor.name()?) } else { None };
    if cursor.eat("NOT NULL") {
        domain.not_null = true;
    } else if cursor.eat("NULL") {
    } else if cursor.eat("DEFAULT") {
        domain.default = default_value(cursor)?;
    } else if cursor.eat("COLLATE") {
        cursor.path()?;
    } else if cursor.eat("CHECK") {
        let check = Check::new(name, grouped_expression(cursor)?);
        domain.checks.push(constraint::enforced(cursor, check));
    } else {
        return cursor.wanted("an option of a domain");
    }
    Ok(())
}

/// ALTER DOMAIN.
pub(super) fn alter_domain(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    let name = cursor.object(&declared.names)?;
    let name = declared.existing(name, |s, n| s.domains.contains_key(n));
    declared.touch(&name);
    if cursor.eat("RENAME TO") {
        let to = TableName { schema: name.schema.clone(), name: cursor.name()? };
        return rename_type(declared, &name, &to);
    }
    if cursor.eat("SET SCHEMA") {
        let to = declared.names.resolve(Some(cursor.name()?), name.name.clone());
        return rename_type(declared, &name, &to);
    }
    if cursor.is("OWNER") {
        return Ok(());
    }
    let Some(domain) = declared.schema.domains.get_mut(&name) else {
        return cursor.fail(format!("the domain {name} is not declared before"));
    };
    if cursor.eat("SET DEFAULT") {
        domain.default = default_value(cursor)?;
    } else if cursor.eat("DROP DEFAULT") {
        domain.default = None;
    } else if cursor.eat("SET NOT NULL") {
        domain.not_null = true;
    } else if cursor.eat("DROP NOT NULL") {
        domain.not_null = false;
    } else if cursor.eat("DROP CONSTRAINT") {
        cursor.eat("IF EXISTS");
        let gone = cursor.name()?;
        names::settle_domain(domain, &gone);
        domain.checks.retain(|c| c.name.as_ref() != Some(&gone));
    } else if cursor.eat("RENAME CONSTRAINT") {
        let from = cursor.name()?;
        cursor.need("TO")?;
        let to = cursor.name()?;
        names::settle_domain(domain, &from);
        for check in domain.checks.iter_mut().filter(|c| c.name.as_ref() == Some(&from)) {
            check.name = Some(to.clone());
        }
    } else if cursor.eat("VALIDATE CONSTRAINT") {
        let valid = cursor.name()?;
        names::settle_domain(domain, &valid);
        for check in domain.checks.iter_mut().filter(|c| c.name.as_ref() == Some(&valid)) {
            check.validated = true;
        }
    } else {
        cursor.need("ADD")?;
        domain_option(cursor, domain)?;
    }
    Ok(())
}

/// The sequence in a default of `nextval('…')`.
pub(super) fn nextval_of(names: &Names, default: &str) -> Option<TableName> {
    let mut lexer = Lexer::new(names.dialect, default);
    let tokens: Vec<_> = std::iter::from_fn(|| lexer.token()).collect();
    let mut cursor = Cursor::new(names.dialect, default, &tokens);
    if cursor.path().ok()?.pop()? != "nextval" {
        return None;
    }
    let mut argument = cursor.group().ok()?;
    // nextval(('s'::text)::regclass), as old dumps write it.
    if argument.is_symbol(b'(') {
        argument = argument.group().ok()?;
    }
    let quoted = argument.string().ok()?;
    let mut lexer = Lexer::new(names.dialect, &quoted);
    let tokens: Vec<_> = std::iter::from_fn(|| lexer.token()).collect();
    Cursor::new(names.dialect, &quoted, &tokens).object(names).ok()
}

/// COMMENT ON: kept for tables and columns.
pub(super) fn comment(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    let column = cursor.eat("COLUMN");
    if !column && !cursor.eat("TABLE") {
        return Ok(());
    }
    let mut parts = cursor.path()?;
    let part = if column { parts.pop() } else { None };
    let table = parts.pop().unwrap_or_default();
    let table = declared.names.resolve(parts.pop(), table);
    let table = declared.find_table(&table).unwrap_or(table);
    cursor.need("IS")?;
    let text = if cursor.eat("NULL") { None } else { Some(cursor.string()?) };
    let text = text.filter(|t| !t.is_empty());
    let Some(table) = declared.schema.tables.get_mut(&table) else {
        // The columns of views and composite types have comments too.
        return Ok(());
    };
    match part {
        None => table.comment = text,
        Some(part) => match table.columns.iter_mut().find(|c| c.name == part) {
            Some(column) => column.comment = text,
            None if declared.by_query.contains(&table.name) => {}
            None => return cursor.fail(format!("{} has no column {part}", table.name)),
        },
    }
    Ok(())
}

/// DROP of anything.
pub(super) fn drop(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    cursor.eat("TEMPORARY");
    cursor.eat("MATERIALIZED");
    let code = ["TRIGGER", "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "EVENT"];
    if let Some(kind) = code.into_iter().find(|k| cursor.is(k) && !cursor.is_all("EVENT TRIGGER")) {
        cursor.eat(kind);
        return routines::drop(declared, cursor, kind);
    }
    let mysql = declared.names.dialect.is_mysql_like();
    if cursor.is("DATABASE") || (mysql && cursor.is("SCHEMA")) {
        declared.gap(
            source,
            at,
            GapKind::Skipped,
            "not a schema definition; it is never carried out",
        );
        return Ok(());
    }
    let kinds = ["TABLE", "VIEW", "TYPE", "DOMAIN", "SEQUENCE", "SCHEMA", "INDEX"];
    let Some(kind) = kinds.into_iter().find(|k| cursor.eat(k)) else { return Ok(()) };
    cursor.eat("CONCURRENTLY");
    let if_exists = cursor.eat("IF EXISTS");
    if kind == "SCHEMA" {
        let schema = Some(cursor.name()?);
        let schema = schema.filter(|s| Some(s) != declared.names.home.as_ref());
        drop_schema(declared, &schema);
        return Ok(());
    }
    for name in cursor.objects(&declared.names)? {
        match kind {
            // A dump drops each table before it makes it, also one whose name differs in case only
            // from another's.
            "TABLE" if if_exists && declared.names.dialect.is_mysql_like() => {
                if declared.schema.tables.contains_key(&name) {
                    declared.drop_table(&name);
                }
            }
            "TABLE" => declared.drop_table(&name),
            "INDEX" => drop_index(declared, cursor, &name)?,
            "VIEW" => {
                let name = declared.existing(name, |s, n| s.views.contains_key(n));
                declared.schema.views.remove(&name);
                declared.locations.remove(&Place::object(ObjectKind::View, &name));
            }
            "SEQUENCE" => {
                let name = declared.existing(name, |s, n| s.sequences.contains_key(n));
                declared.schema.sequences.remove(&name);
                declared.owners.remove(&name);
                declared.locations.remove(&Place::object(ObjectKind::Sequence, &name));
            }
            _ => {
                let name = declared.existing(name, |s, n| path::has(s, Role::Type, n));
                declared.schema.enums.remove(&name);
                declared.schema.domains.remove(&name);
                declared.schema.types.remove(&name);
                declared.locations.remove(&Place::object(ObjectKind::Type, &name));
            }
        }
    }
    Ok(())
}

fn drop_schema(declared: &mut Declared, schema: &Option<String>) {
    let tables: Vec<TableName> =
        declared.schema.tables.keys().filter(|t| t.schema == *schema).cloned().collect();
    for table in tables {
        declared.drop_table(&table);
    }
    let kept = |name: &TableName| name.schema != *schema;
    declared.schema.views.retain(|n, _| kept(n));
    declared.schema.enums.retain(|n, _| kept(n));
    declared.schema.domains.retain(|n, _| kept(n));
    declared.schema.sequences.retain(|n, _| kept(n));
    declared.schema.types.retain(|n, _| kept(n));
    declared.schema.routines.retain(|key, _| kept(&key.name));
    declared.locations.retain(|p, _| kept(&p.object));
}

/// `DROP INDEX i`, or MySQL's `DROP INDEX i ON t`.
fn drop_index(declared: &mut Declared, cursor: &mut Cursor<'_>, name: &TableName) -> Parsed<()> {
    let table = if cursor.eat("ON") {
        let table = cursor.object(&declared.names)?;
        declared.find_table(&table)
    } else {
        declared.table_of_index(name)
    };
    if let Some(table) = table {
        drop_index_of(declared, &table, &name.name);
    }
    Ok(())
}

/// Drops an index of a table; on MySQL a unique key is one too.
pub(super) fn drop_index_of(declared: &mut Declared, table: &TableName, index: &str) -> bool {
    let names = declared.names.clone();
    let Some(found) = declared.schema.tables.get_mut(table) else { return false };
    let is = |n: &Option<String>| n.as_deref().is_some_and(|n| names.same(n, index));
    let before = found.indexes.len() + found.uniques.len();
    found.indexes.retain(|i| !is(&i.name));
    let mut kinds = vec![ObjectKind::Index];
    if names.dialect.is_mysql_like() {
        found.uniques.retain(|k| !is(&k.name));
        kinds.push(ObjectKind::Unique);
    }
    let gone = found.indexes.len() + found.uniques.len() < before;
    for kind in kinds {
        declared.locations.remove(&Place::part(kind, table, index));
    }
    gone
}
