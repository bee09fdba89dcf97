//! What a kind of source has no words for is not compared, and said.

use seedbed_drift::{
    Policy, Report, Side, compare,
    render::{Style, human, json, markdown},
};
use seedbed_schema_model::{Reading, Schema, Topic};

use crate::support::*;

fn mutated() -> Schema {
    let mut after = shop(postgres());
    let orders = table(&mut after, "orders");
    orders.checks.push(check("extra", "id > 0"));
    orders.comment = Some("said by hand".into());
    column_of(&mut after, "orders", "note").collation = Some("C".into());
    after
}

fn compared(silent: &[Topic], on_live: bool) -> Report {
    let mut sides: [Reading; 2] = [declared(shop(postgres())), live(mutated())];
    sides[usize::from(on_live)].silent_on = silent.iter().copied().collect();
    compare(&sides[0], &sides[1], &Policy::default())
}

#[test]
fn what_a_side_is_silent_on_is_not_compared() {
    let all = [Topic::Checks, Topic::Comments, Topic::Collations];
    assert_eq!(compared(&[], false).findings().len(), 3, "{:#?}", compared(&[], false).findings());
    for on_live in [false, true] {
        assert_eq!(lines(compared(&all, on_live).findings()), Vec::<String>::new());
        // One topic takes away its own finding and no other.
        for topic in all {
            assert_eq!(compared(&[topic], on_live).findings().len(), 2, "{topic:?}");
        }
    }
}

#[test]
fn the_live_fingerprint_is_that_of_the_whole() {
    let (all, some) = (compared(&[], false), compared(&[Topic::Checks], false));
    assert_eq!(all.target().fingerprint, some.target().fingerprint);
}

#[test]
fn every_rendering_says_it_once() {
    let report = compared(&[Topic::Checks, Topic::Comments], false);
    let topics: Vec<_> = report.silent().iter().map(|s| (s.side, s.topic)).collect();
    assert_eq!(topics, [(Side::Declared, Topic::Comments), (Side::Declared, Topic::Checks)]);
    let said = "the declared side cannot express, so not compared: comments, check constraints";
    for text in [human(&report, Style { width: 120, colour: false }), markdown(&report)] {
        assert_eq!(text.matches(said).count(), 1, "{text}");
    }
    let read = Report::from_json(&json(&report)).unwrap();
    assert_eq!(read.silent(), report.silent());
}
