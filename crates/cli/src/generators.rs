//! From the sections of `[seed]` to generators bound to a schema.

use std::sync::Arc;

use seedbed_generators::{Generator, bind::BindError, domains};
use seedbed_schema_model::Schema;

use crate::{
    config::{SeedSection, nearest},
    context::Context,
    error::{Failure, Failures},
    exit::Exit,
};

/// Binds every section that binds; all problems of the others come at once.
pub(crate) fn bind(
    context: &Context,
    section: &SeedSection,
    schema: &Schema,
) -> (Vec<Arc<dyn Generator>>, Failures) {
    let mut bound = Vec::new();
    let mut problems = Vec::new();
    let mut failures = Failures::default();
    for (name, options) in &section.generators {
        if let Some(own) = context.generators.iter().find(|g| g.spec().name == *name) {
            bound.push(Arc::clone(own));
            continue;
        }
        let Some(domain) = domains::find(name) else {
            failures.add(unknown(context, name));
            continue;
        };
        if let Some(volume) =
            options.0.volumes.keys().find(|v| !domain.volumes.iter().any(|(known, _)| known == v))
        {
            let known: Vec<_> = domain.volumes.iter().map(|(known, _)| *known).collect();
            let failure = Failure::configuration(format!("[seed.{name}] has no volume `{volume}`"));
            failures.add(match nearest(volume, known.iter().copied()) {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint(format!("it takes {}", known.join(", "))),
            });
            continue;
        }
        match (domain.bind)(schema, &options.0) {
            Ok(generator) => bound.push(Arc::from(generator)),
            Err(error) => problems.push(error),
        }
    }
    if problems.is_empty() {
        return (bound, failures);
    }
    let domains: Vec<_> = problems.iter().map(|p| p.domain.as_str()).collect();
    let mut failure = Failure::new(
        Exit::Configuration,
        format!("{} cannot bind to this schema", domains.join(" and ")),
    );
    for error in &problems {
        for problem in &error.problems {
            let mut line = format!("{}: {}: {}", error.domain, problem.place, problem.why);
            if !problem.candidates.is_empty() {
                line.push_str(&format!(" (considered: {})", problem.candidates.join(", ")));
            }
            failure = failure.because(line);
        }
    }
    failure.hint = mapping(&problems);
    failures.add(failure);
    (bound, failures)
}

fn unknown(context: &Context, name: &str) -> Failure {
    let known: Vec<String> = (domains::all().iter().map(|d| d.name.to_owned()))
        .chain(context.generators.iter().map(|g| g.spec().name))
        .collect();
    let failure = Failure::configuration(format!("[seed.{name}]: there is no such generator"));
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(format!("there are {}", known.join(", "))),
    }
}

/// What to do: advice in words, and the lines that would map what did not bind, one section each.
fn mapping(problems: &[BindError]) -> Option<String> {
    let (mut words, mut sections) = (Vec::new(), Vec::<Section<'_>>::new());
    for problem in problems.iter().flat_map(|e| &e.problems) {
        let Some((name, line)) = problem.hint.split_once('\n') else {
            words.push(problem.hint.clone());
            continue;
        };
        let at = sections.iter().position(|s| s.name == name).unwrap_or_else(|| {
            sections.push(Section { name, lines: Vec::new() });
            sections.len() - 1
        });
        sections[at].add(line, &problem.candidates);
    }
    let mut text = words.join("\n        ");
    if !sections.is_empty() {
        let also = if text.is_empty() { "" } else { "\n        and, " };
        text.push_str(&format!("{also}if these are the right names, write in seedbed.toml"));
    }
    for Section { name, lines } in sections {
        text.push_str(&format!("\n        {name}"));
        for (key, value) in lines {
            text.push_str(&format!("\n        {key} = {value}"));
        }
    }
    (!text.is_empty()).then_some(text)
}

/// A section of the configuration, as it could be: each key once, each name once.
struct Section<'p> {
    name: &'p str,
    lines: Vec<(String, String)>,
}

impl Section<'_> {
    /// Adds a line, or the same with the next candidate when its name is taken. A column that
    /// nothing fills is the same problem as a meaning without a column, seen from the other side.
    fn add(&mut self, line: &str, candidates: &[String]) {
        let Some((key, value)) = line.split_once(" = ") else { return };
        let key_is_free = |key: &str| self.lines.iter().all(|(k, _)| k != key);
        // Two tables may each have a column of this name.
        let role = |key: &str| key.trim_matches('"').split('.').next().map(str::to_owned);
        let value_is_free =
            |value: &str| self.lines.iter().all(|(k, v)| v != value || role(k) != role(key));
        let quoted = candidates.iter().map(|c| format!("\"{c}\""));
        // Where the candidates are the domain's own words, they stand on the left.
        let by_value = candidates.iter().any(|c| key.trim_matches('"') == c);
        let (key, value) = if by_value {
            let free = quoted.clone().find(|c| key_is_free(c));
            match free.filter(|_| value_is_free(value)) {
                Some(key) => (key, value.to_owned()),
                None => return,
            }
        } else if key_is_free(key) {
            let free = std::iter::once(value.to_owned()).chain(quoted).find(|c| value_is_free(c));
            (key.to_owned(), free.unwrap_or_else(|| "\"<name>\"".to_owned()))
        } else {
            return;
        };
        self.lines.push((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedbed_generators::bind::BindProblem;

    #[test]
    fn the_lines_to_write_are_valid_and_name_everything_once() {
        let problem = |place: &str, candidates: &[&str], hint: &str| BindProblem {
            place: place.into(),
            why: String::new(),
            candidates: candidates.iter().map(|c| (*c).to_owned()).collect(),
            hint: hint.into(),
        };
        let section = |line: &str| format!("[seed.notes.bind]\n{line}");
        let error = BindError {
            domain: "notes".into(),
            problems: vec![
                problem("note.type", &["kind", "writer"], &section("\"note.type\" = \"kind\"")),
                problem("note.by", &["kind", "writer"], &section("\"note.by\" = \"kind\"")),
                problem("note.body", &["kind"], &section("\"note.body\" = \"kind\"")),
                problem("notes.kind", &["note.type"], &section("\"note.type\" = \"kind\"")),
                problem("notes.at", &["note.by", "note.time"], &section("\"note.by\" = \"at\"")),
                problem("notes.tenant", &[], "give notes.tenant a default, or allow NULL"),
            ],
        };
        let text = mapping(&[error]).unwrap();
        let (words, lines) = text.split_once("seedbed.toml\n").unwrap();
        assert!(words.starts_with("give notes.tenant a default, or allow NULL\n"), "{words}");
        let parsed: toml::Value = toml::from_str(lines).unwrap();
        let expected = "[seed.notes.bind]\n'note.type'='kind'\n'note.by'='writer'\n\
                        'note.body'='<name>'\n'note.time'='at'";
        assert_eq!(parsed, toml::from_str(expected).unwrap());
    }
}
