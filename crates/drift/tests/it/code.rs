//! Triggers, routines, events, exclusion constraints and types made by hand: one mutation gives one
//! finding, spellings give none, and what nobody can see is an obstacle.

use seedbed_drift::{Obstacle, Policy, compare};
use seedbed_schema_model::{
    Argument, Attribute, CustomType, Deferrable, Dialect, Event, Exclusion, ExclusionPart,
    Fingerprint, IndexPart, Numbering, ObjectKind, OriginKind, Routine, RoutineBody, RoutineKind,
    Schedule, Schema, Timing, Trigger, TriggerEvent, TriggerState, TypeDefinition, View, normal,
};

use crate::support::*;

/// The shop with code in it.
fn coded(dialect: Dialect) -> Schema {
    let mut schema = shop(dialect);
    let postgres = dialect == postgres();
    let body = if postgres { "stamp('x')" } else { "BEGIN UPDATE orders SET note = 'a'; END" };
    table(&mut schema, "orders").triggers.push(Trigger {
        timing: Timing::After,
        events: vec![TriggerEvent::Insert, TriggerEvent::Update(values(&["total"]))],
        for_each_row: true,
        when: (dialect != Dialect::MARIADB).then(|| "NEW.total > 0".into()),
        body: Some(body.into()),
        ..Trigger::new("stamp_orders")
    });
    let routine = Routine {
        name: "add_tax".into(),
        kind: RoutineKind::Function,
        signature: String::new(),
        arguments: vec![Argument {
            mode: Default::default(),
            name: Some("net".into()),
            ty: integer(32),
            default: None,
        }],
        returns: Some("integer".into()),
        language: if postgres { "plpgsql".into() } else { "sql".into() },
        options: vec![if postgres { "IMMUTABLE".into() } else { "DETERMINISTIC".into() }],
        body: RoutineBody::Text("BEGIN\n  RETURN net + 1;\nEND".into()),
    };
    if postgres {
        put(&mut schema, routine);
        let period = CustomType {
            name: "period".into(),
            definition: TypeDefinition::Composite(vec![Attribute {
                name: "since".into(),
                ty: ty("date", seedbed_schema_model::TypeKind::Date),
                collation: None,
            }]),
        };
        schema.types.insert(period.name.clone(), period);
        table(&mut schema, "orders").exclusions.push(Exclusion {
            name: Some("no_two".into()),
            method: "gist".into(),
            parts: vec![ExclusionPart { part: IndexPart::column("number"), operator: "=".into() }],
            include: Vec::new(),
            predicate: None,
            deferrable: Deferrable::No,
        });
    }
    if dialect == Dialect::MARIADB {
        put(&mut schema, routine_without_signature());
        let event = Event {
            name: "sweep".into(),
            schedule: Schedule::Every { interval: "1 DAY".into(), starts: None, ends: None },
            preserve: false,
            enabled: true,
            body: Some("DELETE FROM orders".into()),
            comment: None,
        };
        schema.events.insert(event.name.clone(), event);
    }
    schema
}

fn routine_without_signature() -> Routine {
    Routine {
        name: "tidy".into(),
        kind: RoutineKind::Procedure,
        signature: String::new(),
        arguments: Vec::new(),
        returns: None,
        language: "sql".into(),
        options: Vec::new(),
        body: RoutineBody::Text("DELETE FROM orders".into()),
    }
}

fn put(schema: &mut Schema, mut routine: Routine) {
    routine.signature = normal::signature(schema.dialect, &routine.arguments);
    schema.routines.insert(routine.key(), routine);
}

fn trigger(schema: &mut Schema) -> &mut Trigger {
    &mut table(schema, "orders").triggers[0]
}

fn routine(schema: &mut Schema) -> &mut Routine {
    schema.routines.values_mut().next().unwrap()
}

type Mutation = (Dialect, fn(&mut Schema), &'static str, &'static str);

/// The change, what it gives, and what its opposite gives.
pub(crate) fn mutations() -> Vec<Mutation> {
    let (pg, my, lite) = (postgres(), Dialect::MARIADB, Dialect::SQLITE);
    vec![
        (
            pg,
            |s| table(s, "orders").triggers.clear(),
            "missing-trigger High orders (trigger stamp_orders): AFTER INSERT OR UPDATE OF total FOR \
             EACH ROW WHEN (NEW.total > 0) → –",
            "extra-trigger Medium orders (trigger stamp_orders): – → AFTER INSERT OR UPDATE OF total \
             FOR EACH ROW WHEN (NEW.total > 0)",
        ),
        (
            pg,
            |s| trigger(s).state = TriggerState::Disabled,
            "trigger-disabled High orders (trigger stamp_orders): ENABLE → DISABLE",
            "trigger-disabled Medium orders (trigger stamp_orders): DISABLE → ENABLE",
        ),
        (
            pg,
            |s| trigger(s).body = Some("stamp('y')".into()),
            "trigger-changed High orders (trigger stamp_orders): stamp('x') → stamp('y')",
            "trigger-changed High orders (trigger stamp_orders): stamp('y') → stamp('x')",
        ),
        (
            lite,
            |s| trigger(s).when = None,
            "trigger-changed High orders (trigger stamp_orders): AFTER INSERT OR UPDATE OF total FOR \
             EACH ROW WHEN (NEW.total > 0) → AFTER INSERT OR UPDATE OF total FOR EACH ROW",
            "trigger-changed High orders (trigger stamp_orders): AFTER INSERT OR UPDATE OF total FOR \
             EACH ROW → AFTER INSERT OR UPDATE OF total FOR EACH ROW WHEN (NEW.total > 0)",
        ),
        (
            lite,
            |s| trigger(s).timing = Timing::Before,
            "trigger-changed High orders (trigger stamp_orders): AFTER INSERT OR UPDATE OF total FOR \
             EACH ROW WHEN (NEW.total > 0) → BEFORE INSERT OR UPDATE OF total FOR EACH ROW WHEN \
             (NEW.total > 0)",
            "trigger-changed High orders (trigger stamp_orders): BEFORE INSERT OR UPDATE OF total FOR \
             EACH ROW WHEN (NEW.total > 0) → AFTER INSERT OR UPDATE OF total FOR EACH ROW WHEN \
             (NEW.total > 0)",
        ),
        (
            my,
            |s| trigger(s).body = Some("BEGIN UPDATE orders SET note = 'b'; END".into()),
            "trigger-changed High orders (trigger stamp_orders): BEGIN UPDATE orders SET note = 'a'; \
             END → BEGIN UPDATE orders SET note = 'b'; END",
            "trigger-changed High orders (trigger stamp_orders): BEGIN UPDATE orders SET note = 'b'; \
             END → BEGIN UPDATE orders SET note = 'a'; END",
        ),
        (
            pg,
            |s| s.routines.clear(),
            "missing-routine High add_tax(integer) (function): FUNCTION add_tax(net integer) RETURNS \
             integer LANGUAGE plpgsql IMMUTABLE → –",
            "extra-routine Info add_tax(integer) (function): – → FUNCTION add_tax(net integer) \
             RETURNS integer LANGUAGE plpgsql IMMUTABLE",
        ),
        (
            pg,
            |s| routine(s).body = RoutineBody::Text("BEGIN\n  RETURN net + 2;\nEND".into()),
            "routine-changed Medium add_tax(integer) (function): line 2: RETURN net + 1; → line 2: \
             RETURN net + 2;",
            "routine-changed Medium add_tax(integer) (function): line 2: RETURN net + 2; → line 2: \
             RETURN net + 1;",
        ),
        (
            pg,
            |s| routine(s).body = RoutineBody::Text("BEGIN -- it\n RETURN net + 1;\nEND".into()),
            "routine-changed Info add_tax(integer) (function): line 1: BEGIN → line 1: BEGIN -- it",
            "routine-changed Info add_tax(integer) (function): line 1: BEGIN -- it → line 1: BEGIN",
        ),
        (
            pg,
            |s| {
                let mut changed = s.routines.pop_first().unwrap().1;
                changed.arguments[0].ty = integer(64);
                put(s, changed);
            },
            "routine-changed Medium add_tax(integer) (function): FUNCTION add_tax(net integer) \
             RETURNS integer LANGUAGE plpgsql IMMUTABLE → FUNCTION add_tax(net bigint) RETURNS \
             integer LANGUAGE plpgsql IMMUTABLE",
            "routine-changed Medium add_tax(bigint) (function): FUNCTION add_tax(net bigint) RETURNS \
             integer LANGUAGE plpgsql IMMUTABLE → FUNCTION add_tax(net integer) RETURNS integer \
             LANGUAGE plpgsql IMMUTABLE",
        ),
        (
            my,
            |s| s.events.clear(),
            "missing-event Medium sweep (event): EVERY 1 DAY → –",
            "extra-event Medium sweep (event): – → EVERY 1 DAY",
        ),
        (
            my,
            |s| s.events.values_mut().next().unwrap().enabled = false,
            "event-changed High sweep (event): EVERY 1 DAY → EVERY 1 DAY DISABLE",
            "event-changed Medium sweep (event): EVERY 1 DAY DISABLE → EVERY 1 DAY",
        ),
        (
            pg,
            |s| table(s, "orders").exclusions.clear(),
            "missing-exclusion High orders (exclusion constraint no_two): EXCLUDE USING gist (number \
             WITH =) → –",
            "extra-exclusion Medium orders (exclusion constraint no_two): – → EXCLUDE USING gist \
             (number WITH =)",
        ),
        (
            pg,
            |s| table(s, "orders").exclusions[0].predicate = Some("total > 1".into()),
            "exclusion-changed High orders (exclusion constraint no_two): EXCLUDE USING gist (number \
             WITH =) → EXCLUDE USING gist (number WITH =) WHERE (total > 1)",
            "exclusion-changed High orders (exclusion constraint no_two): EXCLUDE USING gist (number \
             WITH =) WHERE (total > 1) → EXCLUDE USING gist (number WITH =)",
        ),
        (
            pg,
            |s| s.types.clear(),
            "missing-custom-type High period (type): AS (since date) → –",
            "extra-custom-type Info period (type): – → AS (since date)",
        ),
        (
            pg,
            |s| {
                if let TypeDefinition::Composite(a) =
                    &mut s.types.values_mut().next().unwrap().definition
                {
                    a[0].name = "until".into();
                }
            },
            "custom-type-changed High period (type): AS (since date) → AS (until date)",
            "custom-type-changed High period (type): AS (until date) → AS (since date)",
        ),
        (
            pg,
            |s| s.sequences.values_mut().next().unwrap().cycle = true,
            "sequence-changed Low order_numbers (sequence): START 1 INCREMENT 1 → START 1 INCREMENT 1 \
             CYCLE",
            "sequence-changed Low order_numbers (sequence): START 1 INCREMENT 1 CYCLE → START 1 \
             INCREMENT 1",
        ),
        (
            pg,
            |s| {
                column_of(s, "users", "id").numbering =
                    Some(Numbering { start: Some(100), ..Numbering::default() });
            },
            "identity-changed Low users.id: GENERATED BY DEFAULT AS IDENTITY → GENERATED BY DEFAULT AS \
             IDENTITY (START 100)",
            "identity-changed Low users.id: GENERATED BY DEFAULT AS IDENTITY (START 100) → GENERATED \
             BY DEFAULT AS IDENTITY",
        ),
        (
            pg,
            |s| table(s, "users").uniques[0].include = values(&["name"]),
            "unique-changed High users (unique constraint users_email_unique): UNIQUE (email) → UNIQUE \
             (email) INCLUDE (name)",
            "unique-changed High users (unique constraint users_email_unique): UNIQUE (email) INCLUDE \
             (name) → UNIQUE (email)",
        ),
        (
            pg,
            |s| table(s, "orders").checks[0].no_inherit = true,
            "check-changed Medium orders (check constraint orders_total_positive): CHECK (total >= 0) \
             → CHECK (total >= 0) NO INHERIT",
            "check-changed Medium orders (check constraint orders_total_positive): CHECK (total >= 0) \
             NO INHERIT → CHECK (total >= 0)",
        ),
    ]
}

#[test]
fn one_mutation_is_one_finding_in_both_directions() {
    for (dialect, change, expected, opposite) in mutations() {
        let before = coded(dialect);
        let mut after = before.clone();
        change(&mut after);
        assert_eq!(lines(report(&before, &after).findings()), [expected]);
        assert_eq!(lines(report(&after, &before).findings()), [opposite]);
        let same = |a: &Schema, b: &Schema| Fingerprint::of(a) == Fingerprint::of(b);
        assert!(!same(&before, &after), "{expected}");
        // A role that is not shown any code has one fingerprint for both, where only code differs.
        let unseen = |schema: &Schema| {
            let mut schema = schema.clone();
            schema.unseen = Schema::CODE.into();
            schema
        };
        let code = ["trigger", "routine", "event"].iter().any(|word| expected.contains(word));
        assert_eq!(same(&unseen(&before), &unseen(&after)), code, "{expected}");
    }
}

#[test]
fn spellings_of_code_are_no_drift() {
    let declared = coded(postgres());
    let mut live = declared.clone();
    let t = trigger(&mut live);
    t.when = Some("(new.total > (0)::numeric)".into());
    t.events.reverse();
    t.body = Some("public.stamp( 'x' )".into());
    let r = routine(&mut live);
    r.body = RoutineBody::Text("\r\nBEGIN\r\n  RETURN net + 1;\r\nEND\r\n".into());
    r.options = values(&["immutable", "COST 100", "PARALLEL UNSAFE", "CALLED ON NULL INPUT"]);
    r.returns = Some("int4".into());
    assert_eq!(lines(report(&declared, &live).findings()), Vec::<String>::new());
    let mut live = coded(Dialect::SQLITE);
    trigger(&mut live).body = Some("begin\n update \"orders\" -- why\n set note='a';\nend".into());
    assert_eq!(lines(report(&coded(Dialect::SQLITE), &live).findings()), Vec::<String>::new());
}

#[test]
fn overloads_stay_apart() {
    let mut declared = coded(postgres());
    let mut wide = routine(&mut declared).clone();
    wide.arguments[0].ty = integer(64);
    put(&mut declared, wide);
    let live = coded(postgres());
    assert_eq!(
        lines(report(&declared, &live).findings()),
        ["missing-routine High add_tax(bigint) (function): FUNCTION add_tax(net bigint) RETURNS \
          integer LANGUAGE plpgsql IMMUTABLE → –"]
    );
    // On MySQL a function and a procedure may have one name.
    let mut declared = coded(Dialect::MARIADB);
    let function = Routine {
        kind: RoutineKind::Function,
        returns: Some("int".into()),
        ..routine_without_signature()
    };
    put(&mut declared, function);
    assert_eq!(
        lines(report(&declared, &coded(Dialect::MARIADB)).findings()),
        ["missing-routine High tidy() (function): FUNCTION tidy() RETURNS int LANGUAGE sql → –"]
    );
}

#[test]
fn what_the_role_may_not_see_is_an_obstacle_and_no_finding() {
    let mut live = coded(Dialect::MARIADB);
    live.unseen = Schema::CODE.into();
    table(&mut live, "orders").triggers.clear();
    live.routines.clear();
    live.events.clear();
    let report = report(&coded(Dialect::MARIADB), &live);
    assert!(report.findings().is_empty());
    let [Obstacle::Privilege { count: 3, example }] = report.obstacles() else {
        panic!("{:?}", report.obstacles())
    };
    assert!(
        example.starts_with("orders (trigger stamp_orders): the role may not see it"),
        "{example}"
    );
    // Without code in the declaration there is nothing to be seen.
    let report = crate::support::report(&shop(Dialect::MARIADB), &live);
    assert_eq!((report.findings().len(), report.obstacles().len()), (0, 0));
    // A declaration that cannot express code says nothing of what is there.
    let mut silent = shop(Dialect::MARIADB);
    silent.unseen = Schema::CODE.into();
    let report = crate::support::report(&silent, &coded(Dialect::MARIADB));
    assert_eq!((report.findings().len(), report.obstacles().len()), (0, 0));
    // A body that is not shown is not equal.
    let mut live = coded(Dialect::MARIADB);
    routine(&mut live).body = RoutineBody::Hidden;
    let report = crate::support::report(&coded(Dialect::MARIADB), &live);
    assert_eq!((report.findings().len(), report.obstacles().len()), (0, 1));
}

#[test]
fn a_parsed_body_is_not_compared_with_people_s_words() {
    let with = |text: &str| {
        let mut schema = coded(postgres());
        routine(&mut schema).body = RoutineBody::Parsed(text.into());
        schema
    };
    let (ours, theirs) = (with("RETURN net+1"), with("RETURN (net + 1)"));
    let report = report(&ours, &theirs);
    assert_eq!(report.findings().len(), 0);
    let gap = &report.gaps()[0].gap;
    assert_eq!(
        (gap.place.as_str(), gap.what.as_str()),
        ("add_tax(integer) (function)", "body of a routine")
    );
    // The engine's own words decide.
    let policy = Policy { scratch: true, ..Policy::default() };
    let kind = OriginKind::SqlFile;
    let readings = (declared(ours), live(theirs));
    assert_eq!(readings.0.origin.kind, kind);
    assert_eq!(compare(&readings.0, &readings.1, &policy).findings().len(), 1);
}

#[test]
fn views_have_triggers_and_indexes() {
    let mut declared = coded(postgres());
    let view: &mut View = declared.views.values_mut().next().unwrap();
    view.materialized = true;
    view.indexes.push(index("open_number", &["number"]));
    let mut live = declared.clone();
    live.views.values_mut().next().unwrap().indexes.clear();
    assert_eq!(
        lines(report(&declared, &live).findings()),
        ["missing-index Medium open_orders (index open_number): INDEX (number) → –"]
    );
    let mut live = declared.clone();
    live.views.values_mut().next().unwrap().triggers.push(Trigger {
        timing: Timing::InsteadOf,
        events: vec![TriggerEvent::Insert],
        body: Some("f()".into()),
        ..Trigger::new("on_view")
    });
    let found = report(&declared, &live);
    assert_eq!(
        lines(found.findings()),
        ["extra-trigger Medium open_orders (trigger on_view): – → INSTEAD OF INSERT"]
    );
    assert_eq!(found.findings()[0].at.kind, ObjectKind::Trigger);
}
