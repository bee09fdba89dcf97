//! PostgreSQL's search path: where names without a schema are looked for, and what follows when an
//! object gets another name.

use std::collections::BTreeSet;

use seedbed_schema_model::{RoutineKey, Schema, TableName};

use super::{
    cursor::{Cursor, Names, Parsed},
    declared::Declared,
    refs::{Map, Refs, Role},
    rename, sequences,
};

/// The path that a session may go back to.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths {
    /// That of the database.
    pub(super) first: Vec<String>,
    /// That of the session while a transaction has one of its own (`SET LOCAL`).
    pub(super) session: Option<Vec<String>>,
}

/// Whether something that a name may stand for is there.
pub(super) fn has(schema: &Schema, role: Role, name: &TableName) -> bool {
    let relation = || schema.tables.contains_key(name) || schema.views.contains_key(name);
    match role {
        Role::Function => functions(schema, name).next().is_some(),
        Role::Type => {
            schema.enums.contains_key(name)
                || schema.domains.contains_key(name)
                || schema.types.contains_key(name)
                || relation()
        }
        Role::Relation => relation() || schema.sequences.contains_key(name),
    }
}

/// The routines of a name.
fn functions<'s>(
    schema: &'s Schema,
    name: &TableName,
) -> impl Iterator<Item = &'s RoutineKey> + use<'s> {
    let name = name.clone();
    let first = RoutineKey { name: name.clone(), procedure: false, signature: String::new() };
    schema.routines.range(first..).map(|(key, _)| key).take_while(move |key| key.name == name)
}

/// `RENAME TO` and `SET SCHEMA` of a view or sequence, however the statement calls it.
pub(super) fn move_object(
    declared: &mut Declared,
    cursor: &mut Cursor<'_>,
    name: &TableName,
) -> Parsed<()> {
    let to = if cursor.eat("RENAME TO") {
        TableName { schema: name.schema.clone(), name: cursor.name()? }
    } else if cursor.eat("SET SCHEMA") {
        declared.names.resolve(Some(cursor.name()?), name.name.clone())
    } else {
        return Ok(());
    };
    if let Some(mut view) = declared.schema.views.remove(name) {
        view.name = to.clone();
        declared.schema.views.insert(to.clone(), view);
        rename::locations(&mut declared.locations, name, &to);
        declared.follow(&[Role::Type, Role::Relation], name, &to);
    } else {
        sequences::rename(declared, name, &to);
    }
    Ok(())
}

impl Names {
    /// Whether names without a schema may be of another schema than the default one.
    pub(super) fn wanders(&self) -> bool {
        self.path.iter().any(|s| Some(s) != self.home.as_ref())
    }

    /// The first on the path that is there.
    pub(super) fn on_path(
        &self,
        name: &str,
        is_there: impl Fn(&TableName) -> bool,
    ) -> Option<TableName> {
        let all = self.path.iter().map(|s| self.resolve(Some(s.clone()), name.to_owned()));
        all.into_iter().find(is_there)
    }

    /// Sets the path.
    pub(super) fn look_in(&mut self, path: Vec<String>) {
        let first = path.first().cloned();
        self.current = first.filter(|s| Some(s) != self.home.as_ref());
        self.path = path;
    }
}

impl Declared {
    /// `search_path` after SET; what is left are its values.
    pub(super) fn set_path(&mut self, cursor: &mut Cursor<'_>, local: bool) {
        let mut values = Vec::new();
        for mut part in cursor.split_commas() {
            if let Ok(name) = part.string().or_else(|_| part.name()) {
                values.push(name);
            }
        }
        let default = matches!(values.as_slice(), [one] if one.eq_ignore_ascii_case("default"));
        if default { self.reset_path() } else { self.take_path(values, local) }
    }

    /// `RESET search_path`.
    pub(super) fn reset_path(&mut self) {
        self.paths.session = None;
        self.names.look_in(self.paths.first.clone());
    }

    fn take_path(&mut self, values: Vec<String>, local: bool) {
        let before = self.names.path.clone();
        if local {
            self.paths.session.get_or_insert(before);
        } else {
            self.paths.session = None;
        }
        // Its own schemas are the server's, and who reads is not known.
        let ours = |s: &String| !s.is_empty() && s != "$user" && !s.starts_with("pg_");
        self.names.look_in(values.into_iter().filter(ours).collect());
    }

    /// COMMIT, and whatever else ends a transaction.
    pub(super) fn end_of_transaction(&mut self) {
        if let Some(path) = self.paths.session.take() {
            self.names.look_in(path);
        }
    }

    /// `SELECT pg_catalog.set_config('search_path', 'a, b', false)`.
    pub(super) fn set_config(&mut self, cursor: &Cursor<'_>) -> Option<()> {
        let mut cursor = *cursor;
        if !self.is_postgres() || !cursor.eat("SELECT") {
            return None;
        }
        (cursor.path().ok()?.pop()? == "set_config").then_some(())?;
        let mut call = cursor.group().ok()?.split_commas();
        let [name, value, local] = call.as_mut_slice() else { return None };
        if !name.string().ok()?.eq_ignore_ascii_case("search_path") {
            return None;
        }
        let value = value.string().ok()?;
        let local = local.is("true");
        let tokens = Cursor::tokens_of(self.names.dialect, &value);
        let mut values = Cursor::new(self.names.dialect, &value, &tokens);
        self.set_path(&mut values, local);
        Some(())
    }

    /// An object that a statement names, wherever on the path it is; as it was resolved when there is
    /// none.
    pub(super) fn existing(
        &self,
        name: TableName,
        is_there: impl Fn(&Schema, &TableName) -> bool,
    ) -> TableName {
        if !self.is_postgres() || name.schema != self.names.current || is_there(&self.schema, &name)
        {
            return name;
        }
        self.names.on_path(&name.name, |n| is_there(&self.schema, n)).unwrap_or(name)
    }

    /// A statement changed the texts of this object.
    pub(super) fn touch(&mut self, name: &TableName) {
        if self.names.wanders() && !self.touched.contains(name) {
            self.touched.insert(name.clone());
        }
    }

    /// Writes names with the schema that the path found them in, in everything the last statement
    /// touched.
    pub(super) fn resolve_touched(&mut self) {
        for name in std::mem::take(&mut self.touched) {
            if let Some(mut table) = self.schema.tables.remove(&name) {
                self.refs(|refs| refs.table(&mut table));
                for key in &mut table.foreign_keys {
                    let target = std::mem::take(&mut key.target);
                    // A table may refer to itself.
                    let is_there =
                        |s: &Schema, n: &TableName| *n == name || s.tables.contains_key(n);
                    key.target = self.existing(target, is_there);
                }
                self.schema.insert(table);
            }
            if let Some(mut view) = self.schema.views.remove(&name) {
                self.refs(|refs| refs.view(&mut view));
                self.schema.views.insert(name.clone(), view);
            }
            if let Some(mut domain) = self.schema.domains.remove(&name) {
                self.refs(|refs| refs.domain(&mut domain));
                self.schema.domains.insert(name.clone(), domain);
            }
            if let Some(mut ty) = self.schema.types.remove(&name) {
                self.refs(|refs| refs.custom_type(&mut ty));
                self.schema.types.insert(name, ty);
            }
        }
    }

    /// Rewrites by what the path finds.
    pub(super) fn refs(&self, rewrite: impl FnOnce(&Refs<'_>)) {
        if !self.names.wanders() {
            return;
        }
        let map = |role: Role, schema: Option<&str>, name: &str| {
            if schema.is_some() {
                return None;
            }
            let found = self.names.on_path(name, |n| has(&self.schema, role, n))?;
            found.schema.is_some().then_some(found)
        };
        rewrite(&Refs { names: &self.names, map: &map });
    }

    /// Writes names with the schema that the path finds them in, in everything.
    pub(super) fn resolve_all(&mut self) {
        let schema = self.schema.clone();
        let names = self.names.clone();
        self.rewrite_all(&|role, qualifier, name| {
            if qualifier.is_some() {
                return None;
            }
            let found = names.on_path(name, |n| has(&schema, role, n))?;
            found.schema.is_some().then_some(found)
        });
    }

    /// Takes the default schema's name off, where it is not `public`, which comparing takes off.
    pub(super) fn without_home(&mut self) {
        let names = self.names.clone();
        if names.home == Names::new(names.dialect).home {
            return;
        }
        self.rewrite_all(&|_, schema, name| {
            (schema == names.home.as_deref()).then(|| TableName::new(name))
        });
    }

    /// Writes names anew in every text.
    fn rewrite_all(&mut self, map: &Map<'_>) {
        if !self.is_postgres() {
            return;
        }
        let names = self.names.clone();
        let refs = Refs { names: &names, map };
        self.schema.tables.values_mut().for_each(|table| refs.table(table));
        self.schema.views.values_mut().for_each(|view| refs.view(view));
        self.schema.domains.values_mut().for_each(|domain| refs.domain(domain));
        self.schema.types.values_mut().for_each(|ty| refs.custom_type(ty));
        for (_, mut routine) in std::mem::take(&mut self.schema.routines) {
            refs.routine(&mut routine);
            self.schema.routines.insert(routine.key(), routine);
        }
    }

    /// An object has another name: so it has wherever it is used.
    pub(super) fn follow(&mut self, roles: &[Role], from: &TableName, to: &TableName) {
        let names = Names { current: None, ..self.names.clone() };
        self.rewrite_all(&|role, schema, name| {
            let is = roles.contains(&role)
                && names.resolve(schema.map(ToOwned::to_owned), name.to_owned()) == *from;
            is.then(|| to.clone())
        });
    }

    /// A function has another name. Where others of its name are left, which of them was meant is not
    /// known.
    pub(super) fn follow_function(&mut self, from: &TableName, to: &TableName) {
        if functions(&self.schema, from).next().is_none() {
            self.follow(&[Role::Function], from, to);
        }
    }

    /// `ALTER SCHEMA a RENAME TO b`.
    pub(super) fn rename_schema(&mut self, from: &str, to: &str) {
        let names = self.names.clone();
        let of = |schema: &str| names.resolve(Some(schema.to_owned()), String::new()).schema;
        let (from, to) = (of(from), of(to));
        let moved = |name: &TableName| {
            let is = name.schema == from;
            is.then(|| TableName { schema: to.clone(), name: name.name.clone() })
        };
        let tables: Vec<TableName> = self.schema.tables.keys().cloned().collect();
        for table in tables {
            if let Some(new) = moved(&table) {
                self.rename_table(&table, &new);
            }
        }
        macro_rules! move_all {
            ($($map:ident),+) => {$(
                for (name, mut object) in std::mem::take(&mut self.schema.$map) {
                    let name = moved(&name).unwrap_or(name);
                    object.name.clone_from(&name);
                    self.schema.$map.insert(name, object);
                }
            )+};
        }
        move_all!(views, enums, domains, types, sequences);
        for (_, mut routine) in std::mem::take(&mut self.schema.routines) {
            routine.name = moved(&routine.name).unwrap_or(routine.name);
            self.schema.routines.insert(routine.key(), routine);
        }
        let owners = std::mem::take(&mut self.owners);
        self.owners = owners.into_iter().map(|(s, o)| (moved(&s).unwrap_or(s), o)).collect();
        let objects: BTreeSet<TableName> =
            self.locations.keys().map(|p| p.object.clone()).collect();
        for object in objects {
            if let Some(new) = moved(&object) {
                rename::locations(&mut self.locations, &object, &new);
            }
        }
        let plain = Names { current: None, ..names };
        self.rewrite_all(&|_, schema, name| {
            moved(&plain.resolve(schema.map(ToOwned::to_owned), name.to_owned()))
                .filter(|_| schema.is_some())
        });
        for schema in &mut self.names.path {
            if Some(&*schema) == from.as_ref() {
                *schema = to.clone().unwrap_or_else(|| schema.clone());
            }
        }
        let path = self.names.path.clone();
        self.names.look_in(path);
    }
}
