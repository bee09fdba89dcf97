//! From the sections of `[seed]` to generators bound to a schema.

use std::sync::Arc;

use seedbed_generators::{Generator, bind::BindError, domains};
use seedbed_schema_model::Schema;

use crate::{
    config::{SeedSection, nearest},
    context::Context,
    error::Failure,
    exit::Exit,
};

/// Binds every section; all problems of all generators are reported at once.
pub(crate) fn bind(
    context: &Context,
    section: &SeedSection,
    schema: &Schema,
) -> Result<Vec<Arc<dyn Generator>>, Failure> {
    let mut bound = Vec::new();
    let mut problems = Vec::new();
    for (name, options) in &section.generators {
        if let Some(own) = context.generators.iter().find(|g| g.spec().name == *name) {
            bound.push(Arc::clone(own));
            continue;
        }
        let Some(domain) = domains::find(name) else {
            return Err(unknown(context, name));
        };
        if let Some(volume) =
            options.0.volumes.keys().find(|v| !domain.volumes.iter().any(|(known, _)| known == v))
        {
            let known: Vec<_> = domain.volumes.iter().map(|(known, _)| *known).collect();
            let failure = Failure::configuration(format!("[seed.{name}] has no volume `{volume}`"));
            return Err(match nearest(volume, known.iter().copied()) {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint(format!("it takes {}", known.join(", "))),
            });
        }
        match (domain.bind)(schema, &options.0) {
            Ok(generator) => bound.push(Arc::from(generator)),
            Err(error) => problems.push(error),
        }
    }
    if problems.is_empty() {
        return Ok(bound);
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
    Err(failure)
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
    let (mut words, mut sections) = (Vec::new(), Vec::<(&str, Vec<&str>)>::new());
    for hint in problems.iter().flat_map(|e| &e.problems).map(|p| p.hint.as_str()) {
        let (section, line) = match hint.split_once('\n') {
            Some(lines) => lines,
            None => {
                words.push(hint);
                continue;
            }
        };
        match sections.iter_mut().find(|(name, _)| *name == section) {
            Some((_, lines)) => lines.push(line),
            None => sections.push((section, vec![line])),
        }
    }
    let mut text = words.join("\n        ");
    if !sections.is_empty() {
        let also = if text.is_empty() { "" } else { "\n        and, " };
        text.push_str(&format!("{also}if these are the right names, write in seedbed.toml"));
    }
    for (section, lines) in sections {
        text.push_str(&format!("\n        {section}\n        {}", lines.join("\n        ")));
    }
    (!text.is_empty()).then_some(text)
}
