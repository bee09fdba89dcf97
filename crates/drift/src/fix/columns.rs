//! Steps for columns: added, changed in place, dropped.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Column, Dialect, Family, Identity, Index, IndexKey, ObjectKind, Schema, Table, TableName,
    TypeKind, ddl, normal, rename,
};

use super::{
    Hazard, HazardKind, ask,
    release::Over,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::name_key};

impl Work<'_> {
    pub(super) fn columns(&mut self, both: &Both<'_>, findings: &[(&Finding, RuleId)]) {
        let family = self.dialect().family;
        let mut by_column: BTreeMap<String, Vec<(&Finding, RuleId)>> = BTreeMap::new();
        for (finding, rule) in findings {
            if finding.at.kind == ObjectKind::Column
                && let Some(part) = &finding.at.part
            {
                by_column.entry(name_key(family, part)).or_default().push((finding, *rule));
            }
        }
        let (declared, live) = (both.declared.columns(), both.live.columns());
        for (key, findings) in by_column {
            let because: Vec<_> = findings.iter().map(|(f, _)| *f).collect();
            match (declared.get(&key), live.get(&key)) {
                (Some((to, _)), None) => self.add_column(both, &because, to),
                (None, Some((from, _))) => {
                    if self.drops(because[0]) {
                        self.drop_column(both, &because, from);
                    }
                }
                (Some((to, _)), Some((from, _))) => {
                    let (to, from) = self.with_collations(both, to, from);
                    self.alter_column(both, &because, &from, &to);
                }
                (None, None) => {}
            }
        }
    }

    /// MySQL: where the table's collation changes too, columns that say none mean two things.
    fn with_collations(&self, both: &Both<'_>, to: &Column, from: &Column) -> (Column, Column) {
        let (mut to, mut from) = (to.clone(), from.clone());
        let of = |table: &Table, schema: &Schema| {
            let own = table.options.collation.clone();
            own.or_else(|| schema.default_collation.clone())
        };
        let declared =
            of(both.declared.raw, &self.declared).or_else(|| self.live.default_collation.clone());
        let live = of(both.live.raw, self.live);
        let text = |c: &Column| {
            matches!(
                c.ty.kind,
                TypeKind::Char { .. }
                    | TypeKind::VarChar { .. }
                    | TypeKind::Text { .. }
                    | TypeKind::Enum { .. }
                    | TypeKind::Set { .. }
            )
        };
        if self.dialect().is_mysql_like() && declared != live {
            for (column, collation) in [(&mut to, declared), (&mut from, live)] {
                if text(column) && column.collation.is_none() {
                    column.collation = collation;
                }
            }
        }
        (to, from)
    }

    fn add_column(&mut self, both: &Both<'_>, because: &[&Finding], column: &Column) {
        if column.must_be_given() {
            return self.add_required(both, because, column);
        }
        let dialect = self.dialect();
        let written = ddl::add_column(&self.declared, both.live.raw, column);
        let Some(add) = self.written(because, written) else { return };
        let reverse = ddl::drop_column(dialect, both.name, &column.name).ok();
        let computed = column.generated.as_ref().is_some_and(|g| g.stored);
        let text = "every row gets its computed value: the table is written anew";
        let hazards = computed.then(|| Hazard::new(HazardKind::Rewrite, text));
        let phase = if column.generated.is_some() { Phase::Computed } else { Phase::Columns };
        self.add(phase, because, add, reverse, hazards.into_iter().collect());
    }

    /// A required column that says nothing of what rows get in it: added as one that allows NULL,
    /// filled where somebody says how, and required last.
    fn add_required(&mut self, both: &Both<'_>, because: &[&Finding], column: &Column) {
        let dialect = self.dialect();
        let open = Column { nullable: true, ..column.clone() };
        let written = ddl::add_column(&self.declared, both.live.raw, &open);
        let Some(add) = self.written(because, written) else { return };
        let require = ddl::alter_column(&self.declared, both.live.raw, &open, column);
        let Some(require) = self.written(because, require) else { return };
        let relax = ddl::alter_column(&self.declared, both.live.raw, column, &open).ok();
        let drop = ddl::drop_column(dialect, both.name, &column.name).ok();
        self.add(Phase::Columns, because, add, drop, Vec::new());
        self.fill(both, Phase::Fill, because, &column.name);
        self.add(Phase::Require, because, require, relax, required(self, both.name, &column.name));
    }

    /// What rows get in a new column, where it is said.
    pub(super) fn fill(
        &mut self,
        both: &Both<'_>,
        phase: Phase,
        because: &[&Finding],
        column: &str,
    ) {
        let dialect = self.dialect();
        let Some(value) = self.filled_with(both.name, column) else { return };
        let (table, name) = (dialect.quote_table(both.name), dialect.quote(column));
        let update = format!("UPDATE {table} SET {name} = ({value}) WHERE {name} IS NULL");
        let hazard = Hazard::new(HazardKind::Rewrite, "every row is written");
        self.add(phase, because, vec![update], Some(Vec::new()), vec![hazard]);
    }

    pub(super) fn filled_with(&self, table: &TableName, column: &str) -> Option<String> {
        let mut all = self.options().fill.iter();
        let is = |(of, name): &(TableName, String)| {
            rename::same_table(self.dialect(), of, table)
                && rename::same(self.dialect(), name, column)
        };
        all.find(|(key, _)| is(key)).map(|(_, value)| value.clone())
    }

    fn drop_column(&mut self, both: &Both<'_>, because: &[&Finding], column: &Column) {
        let dialect = self.dialect();
        let written = ddl::drop_column(dialect, both.name, &column.name);
        let Some(drop) = self.written(because, written) else { return };
        let text = if column.must_be_given() {
            "the column and its values are dropped; it is required, so that nothing can bring it \
             back for the rows that are there"
        } else {
            "the column and its values are dropped; the way back brings it back without them"
        };
        let reverse = ddl::add_column(self.live, both.live.raw, column).ok();
        let reverse = reverse.filter(|_| !column.must_be_given());
        let hazard = Hazard::new(HazardKind::DataLoss, text).ask(ask::not_nulls(
            dialect,
            both.name,
            &column.name,
        ));
        self.add(Phase::DropColumns, because, drop, reverse, vec![hazard]);
    }

    fn alter_column(&mut self, both: &Both<'_>, because: &[&Finding], from: &Column, to: &Column) {
        if computed_otherwise(self.live, both.live.raw, from, to) {
            return self.replace_column(both, because, from, to);
        }
        let written = ddl::alter_column(&self.declared, both.live.raw, from, to);
        let Some(alter) = self.written(because, written) else { return };
        let reverse = ddl::alter_column(self.live, both.live.raw, to, from).ok();
        // Rows get the new names before the old ones go.
        let renamed = renamed_values(because);
        let hazards = changed_column(self.dialect(), both.name, &with_values(from, &renamed), to);
        if !self.free_for_change(both, because, from, to) {
            return;
        }
        if let Some(wider) = self.expanded(both, from, to) {
            self.expand_and_shrink(both, because, (from, &wider, to), hazards);
            return;
        }
        if self.dialect().is_mysql_like()
            && numbers_itself(to)
            && !is_keyed(both.live.raw, &from.name)
        {
            return self.number_after_keys(both, because, (from, to), alter, reverse, hazards);
        }
        // What others are computed from has to be there before, and in its new type.
        self.add(Phase::Changes, because, alter, reverse, hazards);
    }

    /// Takes out of the way what keeps a column from changing. False when something may not be.
    fn free_for_change(
        &mut self,
        both: &Both<'_>,
        because: &[&Finding],
        from: &Column,
        to: &Column,
    ) -> bool {
        let dialect = self.dialect();
        let retyped = !same_type(dialect, from, to);
        if dialect.is_mysql_like() {
            let column = from.name.clone();
            let table = both.name.clone();
            let is = move |names: &[String]| names.iter().any(|c| c.eq_ignore_ascii_case(&column));
            return !retyped
                || self.release_foreign_keys(because, move |of, key| {
                    (*of == table && is(&key.columns))
                        || (key.target == table && is(&key.target_columns))
                });
        }
        if !retyped && from.collation == to.collation {
            return true;
        }
        let same_kind =
            std::mem::discriminant(&from.ty.kind) == std::mem::discriminant(&to.ty.kind);
        let over = if same_kind { Over::Computed } else { Over::Conditions };
        self.release_column(both, because, &from.name, over)
    }

    /// A column that is computed otherwise, or no more, or only now, where the engine cannot say so
    /// of a column that is there: it is made anew.
    fn replace_column(
        &mut self,
        both: &Both<'_>,
        because: &[&Finding],
        from: &Column,
        to: &Column,
    ) {
        let dialect = self.dialect();
        if !self.release_column(both, because, &from.name, Over::Everything) {
            return;
        }
        let table = both.live.raw;
        let make = |schema: &Schema, from: &Column, to: &Column| -> ddl::Statements {
            if !computed_otherwise(schema, table, from, to) {
                return ddl::alter_column(schema, table, from, to);
            }
            let Some(generated) = from.generated.as_ref().filter(|_| to.generated.is_none()) else {
                return ddl::replace_column(schema, table, to);
            };
            // Computed no more: the rows keep what was computed.
            let open = Column { nullable: true, ..to.clone() };
            let mut out = ddl::replace_column(schema, table, &open)?;
            let (name, value) = (dialect.quote(&to.name), &generated.expr.0);
            let of = dialect.quote_table(both.name);
            out.push(format!("UPDATE {of} SET {name} = ({value})"));
            if !to.nullable {
                out.extend(ddl::alter_column(schema, table, &open, to)?);
            }
            Ok(out)
        };
        let Some(forward) = self.written(because, make(&self.declared, from, to)) else { return };
        let reverse = make(self.live, to, from).ok();
        let text = "the column is made anew, and the table written anew";
        let mut hazards = vec![Hazard::new(HazardKind::Rewrite, text)];
        if from.generated.is_none() {
            let text = "the column's own values are dropped for the computed ones";
            hazards.push(
                Hazard::new(HazardKind::DataLoss, text)
                    .ask(ask::not_nulls(dialect, both.name, &from.name)),
            );
        }
        self.add(Phase::Computed, because, forward, reverse, hazards);
    }

    /// MySQL: the column with the values of both sides, where one loses values and gets others.
    fn expanded(&self, both: &Both<'_>, from: &Column, to: &Column) -> Option<Column> {
        let _ = both;
        let ((
            TypeKind::Enum { values: had, name: None },
            TypeKind::Enum { values: wanted, name: None },
        )
        | (TypeKind::Set { values: had }, TypeKind::Set { values: wanted })) =
            (&from.ty.kind, &to.ty.kind)
        else {
            return None;
        };
        let extra: Vec<_> = had.iter().filter(|v| !wanted.contains(v)).cloned().collect();
        let missing = wanted.iter().any(|v| !had.contains(v));
        if extra.is_empty() || !missing || !self.dialect().is_mysql_like() {
            return None;
        }
        let values = [wanted.clone(), extra].concat();
        let mut wider = to.clone();
        wider.ty.kind = match to.ty.kind {
            TypeKind::Set { .. } => TypeKind::Set { values },
            _ => TypeKind::Enum { name: None, values },
        };
        Some(wider)
    }

    /// Enum values: first those of both sides, then, when no row needs them, without the old ones.
    fn expand_and_shrink(
        &mut self,
        both: &Both<'_>,
        because: &[&Finding],
        (from, wider, to): (&Column, &Column, &Column),
        hazards: Vec<Hazard>,
    ) {
        let alter = |schema: &Schema, a: &Column, b: &Column| {
            ddl::alter_column(schema, both.live.raw, a, b)
        };
        let expand = alter(&self.declared, from, wider);
        let shrink = alter(&self.declared, wider, to);
        let Some(expand) = self.written(because, expand) else { return };
        let Some(shrink) = self.written(because, shrink) else { return };
        let back = alter(self.live, wider, from).ok();
        let widen = alter(&self.declared, to, wider).ok();
        self.add(Phase::Columns, because, expand, back, Vec::new());
        let renamed = renamed_values(because);
        if !renamed.is_empty() {
            let update = |pairs: &mut dyn Iterator<Item = (&str, &str)>| -> Vec<String> {
                pairs.map(|(old, new)| self.move_value(both.name, to, old, new)).collect()
            };
            let forward = update(&mut renamed.iter().map(|(a, b)| (&**a, &**b)));
            let back = update(&mut renamed.iter().map(|(a, b)| (&**b, &**a)));
            let hazard = Hazard::new(HazardKind::Rewrite, "rows with the old value are written");
            self.add(Phase::Fill, because, forward, Some(back), vec![hazard]);
        }
        self.add(Phase::Changes, because, shrink, widen, hazards);
    }

    /// Gives the rows that hold a value of an enum or set another one.
    fn move_value(&self, table: &TableName, column: &Column, old: &str, new: &str) -> String {
        let dialect = self.dialect();
        let (table, name) = (dialect.quote_table(table), dialect.quote(&column.name));
        let quoted = (dialect.literal(old), dialect.literal(new));
        if !matches!(column.ty.kind, TypeKind::Set { .. }) {
            return format!("UPDATE {table} SET {name} = {} WHERE {name} = {}", quoted.1, quoted.0);
        }
        // No member of a set holds a comma.
        let (inside, instead) =
            (dialect.literal(&format!(",{old},")), dialect.literal(&format!(",{new},")));
        format!(
            "UPDATE {table} SET {name} = TRIM(BOTH ',' FROM REPLACE(CONCAT(',', {name}, ','), \
             {inside}, {instead})) WHERE FIND_IN_SET({}, {name})",
            quoted.0
        )
    }

    /// MySQL lets only a column with a key number itself: it is changed first, gets its key, and
    /// numbers itself then.
    fn number_after_keys(
        &mut self,
        both: &Both<'_>,
        because: &[&Finding],
        (from, to): (&Column, &Column),
        numbering: Vec<String>,
        reverse: Option<Vec<String>>,
        hazards: Vec<Hazard>,
    ) {
        let plain = Column { identity: None, ..to.clone() };
        let written = ddl::alter_column(&self.declared, both.live.raw, from, &plain);
        let Some(alter) = self.written(because, written) else { return };
        let stop = ddl::alter_column(&self.declared, both.live.raw, to, &plain).ok();
        self.add(Phase::Changes, because, alter, reverse, hazards);
        self.add(Phase::Numbering, because, numbering, stop, Vec::new());
    }
}

/// The values of a column that have another name, from the live to the declared one.
fn renamed_values(because: &[&Finding]) -> Vec<(String, String)> {
    let renamed = because.iter().filter(|f| f.rule == RuleId::EnumValueRenamed.rule().name);
    renamed.filter_map(|f| f.live.clone().zip(f.declared.clone())).collect()
}

fn with_values(column: &Column, renamed: &[(String, String)]) -> Column {
    let mut column = column.clone();
    if let TypeKind::Enum { values, .. } | TypeKind::Set { values } = &mut column.ty.kind {
        for value in values {
            if let Some((_, new)) = renamed.iter().find(|(old, _)| old == value) {
                value.clone_from(new);
            }
        }
    }
    column
}

/// What making a new column required could do.
pub(super) fn required(work: &Work<'_>, table: &TableName, column: &str) -> Vec<Hazard> {
    let text = match work.filled_with(table, column) {
        Some(_) => "it fails while rows hold NULL there: the value they were filled with is NULL",
        None => {
            "the column is new and nothing says what the rows that are there get in it: fill it, or \
             say how with --fill TABLE.COLUMN=VALUE"
        }
    };
    let hazard = Hazard::new(HazardKind::FailsOnData, text);
    match work.filled_with(table, column) {
        // What the value will be is not known before.
        Some(_) => vec![hazard],
        // Every row that is there has none.
        None => vec![hazard.ask(ask::rows(work.dialect(), table))],
    }
}

/// Whether the engine cannot get from one to the other but by making the column anew.
fn computed_otherwise(schema: &Schema, table: &Table, from: &Column, to: &Column) -> bool {
    let form = |c: &Column| {
        let generated = c.generated.as_ref()?;
        Some((normal::expr_form_in(schema, table, &generated.expr), generated.stored))
    };
    let (a, b) = (form(from), form(to));
    if a == b {
        return false;
    }
    let mysql = schema.dialect.is_mysql_like();
    match (a, b) {
        // MySQL writes the expression anew in place.
        (Some((_, old)), Some((_, new))) => !mysql || old != new,
        // What is stored can be kept as it is.
        (Some((_, stored)), None) => !stored,
        _ => true,
    }
}

/// What changing a column could do.
pub(super) fn changed_column(
    dialect: Dialect,
    table: &TableName,
    from: &Column,
    to: &Column,
) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    let name = from.name.as_str();
    if from.nullable && !to.nullable {
        hazards.push(
            Hazard::new(HazardKind::FailsOnData, "it fails while rows hold NULL there")
                .ask(ask::nulls(dialect, table, name)),
        );
    }
    if same_type(dialect, from, to) {
        return hazards;
    }
    match (&from.ty.kind, &to.ty.kind) {
        (
            TypeKind::Enum { values: had, .. } | TypeKind::Set { values: had },
            TypeKind::Enum { values: keep, .. } | TypeKind::Set { values: keep },
        ) => {
            let gone: Vec<_> = had.iter().filter(|v| !keep.contains(v)).cloned().collect();
            if !gone.is_empty() {
                let text = "it fails, or on a lax MySQL stores an empty text, where rows hold a \
                            value that is taken away";
                hazards.push(
                    Hazard::new(HazardKind::FailsOnData, text)
                        .ask(ask::holding(dialect, table, name, &gone)),
                );
            }
        }
        (
            _,
            TypeKind::VarChar { length: Some(length) } | TypeKind::Char { length: Some(length) },
        ) => {
            if !fits(&from.ty.kind, *length) {
                hazards.push(
                    Hazard::new(HazardKind::FailsOnData, "it fails, or cuts, where text is longer")
                        .ask(ask::longer(dialect, table, name, *length)),
                );
            }
        }
        _ => {
            let text = "every value is converted; those that do not fit fail or are rounded";
            hazards.push(
                Hazard::new(HazardKind::Converts, text).ask(ask::not_nulls(dialect, table, name)),
            );
            if let Some(ask) = ask::unfit(dialect, table, from, to) {
                let text = "it fails where a value does not fit the new type";
                hazards.push(Hazard::new(HazardKind::FailsOnData, text).ask(ask));
            }
        }
    }
    if dialect.family != Family::Sqlite {
        let text = "the table may be written anew, and nobody reads or writes it meanwhile";
        hazards.push(Hazard::new(HazardKind::Rewrite, text));
    }
    hazards
}

fn numbers_itself(column: &Column) -> bool {
    column.identity == Some(Identity::AutoIncrement)
}

/// Whether a key or index starts with the column.
fn is_keyed(table: &Table, column: &str) -> bool {
    let is = |name: Option<&String>| name.is_some_and(|n| n.eq_ignore_ascii_case(column));
    let mut keys = table.primary_key.iter().chain(&table.uniques);
    let index = |index: &Index| match index.parts.first().map(|p| &p.key) {
        Some(IndexKey::Column(name)) => is(Some(name)),
        _ => false,
    };
    keys.any(|key| is(key.columns.first())) || table.indexes.iter().any(index)
}

/// Whether two types are spellings of one.
fn same_type(dialect: Dialect, from: &Column, to: &Column) -> bool {
    let schema = Schema::empty(dialect);
    from.ty == to.ty || normal::type_form(&schema, &from.ty) == normal::type_form(&schema, &to.ty)
}

fn fits(kind: &TypeKind, length: u32) -> bool {
    match kind {
        TypeKind::VarChar { length: Some(old) } | TypeKind::Char { length: Some(old) } => {
            *old <= length
        }
        _ => false,
    }
}
