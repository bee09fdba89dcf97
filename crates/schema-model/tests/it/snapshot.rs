//! Snapshots: what is written is read back, and what is not ours is named.

use proptest::prelude::*;
use seedbed_schema_model::{
    Dialect, Location, Origin, OriginKind, Place, Reading, Schema,
    snapshot::{self, SnapshotError},
};

use crate::{build, generated};

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(reading in generated::reading()) {
        let text = snapshot::to_json(&reading);
        let back = snapshot::from_json(&text).unwrap();
        prop_assert_eq!(back.origin.kind, OriginKind::Snapshot);
        let mut expected = reading;
        expected.origin.kind = OriginKind::Snapshot;
        prop_assert_eq!(&back, &expected);
        // The origin's kind is all that a second writing changes.
        prop_assert_eq!(snapshot::to_json(&expected), snapshot::to_json(&back));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        prop_assert!(snapshot::from_json(&text).is_err());
    }
}

fn sample() -> Reading {
    let d = Dialect::POSTGRES;
    let mut table = build::table(d, "tasks", &[("id", "bigint"), ("title", "varchar(80)")]);
    table.columns[1].default = Some("'x'::character varying".into());
    table.foreign_keys.push(build::fk(&["id"], "lists", &["id"]));
    let label = "schema.sql".into();
    let kind = OriginKind::SqlFile;
    let origin = Origin { kind, label, server: None, host: None, database: None };
    Reading {
        locations: [(
            Place::table(&"tasks".into()),
            Location { file: "schema.sql".into(), line: 3 },
        )]
        .into(),
        ..Reading::new(origin, build::schema(d, [table]))
    }
}

#[test]
fn format_1_looks_like_this() {
    insta::assert_snapshot!(snapshot::to_json(&sample()));
}

#[test]
fn other_formats_and_tools_are_named() {
    let text = snapshot::to_json(&sample());
    let newer = text.replace("\"format\": 1", "\"format\": 9");
    assert!(matches!(snapshot::from_json(&newer), Err(SnapshotError::TooNew { found: 9 })));
    let foreign = text.replace("\"tool\": \"seedbed\"", "\"tool\": \"other\"");
    let error = snapshot::from_json(&foreign).unwrap_err().to_string();
    assert_eq!(error, "not a seedbed snapshot: it says it was written by \"other\"");
    // A field nobody knows yet is no reason to refuse.
    let grown = text.replacen('{', "{ \"later\": [1, 2],", 1);
    assert_eq!(snapshot::from_json(&grown).unwrap().schema, sample().schema);
}

#[test]
fn malformed_snapshots_name_the_line() {
    let text = snapshot::to_json(&sample());
    let line = 1 + text.lines().position(|l| l.contains("\"dialect\"")).unwrap();
    let broken = text.replace("\"family\": \"postgres\"", "\"family\": \"oracle\"");
    let error = snapshot::from_json(&broken).unwrap_err().to_string();
    assert!(error.starts_with("not a seedbed snapshot: unknown variant `oracle`"), "{error}");
    assert!(error.contains(&format!("at line {}", line + 1)), "{error}");
    let cut = &text[..text.len() / 2];
    let error = snapshot::from_json(cut).unwrap_err().to_string();
    assert!(error.contains("at line"), "{error}");
    let twice = text.replacen(
        "\"tables\": [",
        "\"tables\": [{\"name\":{\"name\":\"tasks\"},\"columns\":[]},",
        1,
    );
    let error = snapshot::from_json(&twice).unwrap_err().to_string();
    assert!(error.contains("two objects of one kind have the same name"), "{error}");
    let deep = format!("{{\"format\":1,\"tool\":\"seedbed\",\"x\":{}", "[".repeat(1_000_000));
    assert!(matches!(snapshot::from_json(&deep), Err(SnapshotError::Malformed(_))));
}

#[test]
fn an_old_snapshot_says_nothing_of_what_it_did_not_hold() {
    let text = snapshot::to_json(&sample());
    let old = text.replace(",\n    \"unseen\": []", "");
    assert_ne!(text, old);
    let unseen = snapshot::from_json(&old).unwrap().schema.unseen;
    assert!(Schema::CODE.iter().all(|kind| unseen.contains(kind)));
    assert!(snapshot::from_json(&text).unwrap().schema.unseen.is_empty());
}
