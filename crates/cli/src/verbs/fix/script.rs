//! A fix as a SQL script with its reasons as comments.

use seedbed_drift::{Fix, Stage, Step};
use seedbed_schema_model::Dialect;

/// The steps in their order; those that cannot hold yet come last, commented out.
pub(super) fn script(fix: &Fix, down: bool, dialect: Dialect) -> String {
    let mysql = dialect.is_mysql_like();
    let mut out = String::new();
    let division = fix.divided(Stage::Destructive);
    let mut run = division.run.clone();
    let behind: Vec<_> = division.behind.iter().map(|(i, _)| *i).collect();
    if down {
        run = (0..fix.steps.len()).rev().collect();
    }
    for step in run.iter().filter_map(|i| fix.steps.get(*i)) {
        write(&mut out, step, (down, mysql), "");
    }
    if !behind.is_empty() && !down {
        out.push_str("-- What follows cannot hold yet: rows are in its way.\n\n");
        for step in behind.iter().filter_map(|i| fix.steps.get(*i)) {
            write(&mut out, step, (down, mysql), "-- ");
        }
    }
    out
}

fn write(out: &mut String, step: &Step, (down, mysql): (bool, bool), before: &str) {
    let stage = match step.stage {
        Stage::Safe => "safe",
        Stage::Careful => "careful",
        Stage::Destructive => "destructive",
    };
    let because: Vec<_> = step.because.iter().map(ToString::to_string).collect();
    out.push_str(&format!("-- {stage}, because {}\n", because.join(", ")));
    if let Some(lock) = &step.lock {
        out.push_str(&format!("--   lock: {lock}\n"));
    }
    for hazard in &step.hazards {
        out.push_str(&format!("--   {}\n", hazard.text.replace('\n', " ")));
        match (&hazard.ask, hazard.rows) {
            (_, Some(rows)) => out.push_str(&format!("--   asked: {rows} rows\n")),
            (Some(ask), None) => {
                out.push_str(&format!("--   ask first: {}\n", ask.replace('\n', " ")));
            }
            (None, None) => {}
        }
    }
    let statements = if down { step.reverse.as_ref() } else { Some(&step.sql) };
    match statements {
        Some(statements) => {
            for statement in statements {
                for line in ended(statement, mysql).lines() {
                    out.push_str(&format!("{before}{line}\n"));
                }
            }
        }
        None => out.push_str("-- there is no way back from this step\n"),
    }
    out.push('\n');
}

/// A statement with what ends it. The clients of MySQL end a statement at the first semicolon, unless
/// they are told of another end.
fn ended(statement: &str, mysql: bool) -> String {
    if !mysql || !statement.contains(';') {
        return format!("{statement};");
    }
    let mut end = "//".to_owned();
    while statement.contains(&end) {
        end.push('/');
    }
    format!("DELIMITER {end}\n{statement}{end}\nDELIMITER ;")
}
