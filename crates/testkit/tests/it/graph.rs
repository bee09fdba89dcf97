//! The dependency graph between the crates is a promise: a service that embeds `drift` gets no
//! driver, no runtime and no seeding code.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde_json::Value;

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Normal dependencies (not for tests, not for builds) of each package, by name.
fn normal_dependencies(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["id"].as_str().unwrap(), p["name"].as_str().unwrap()))
        .collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let mut graph = BTreeMap::<String, BTreeSet<String>>::new();
    for node in nodes {
        let deps = graph.entry(names[node["id"].as_str().unwrap()].to_owned()).or_default();
        for dep in node["deps"].as_array().unwrap() {
            if dep["dep_kinds"].as_array().unwrap().iter().any(|k| k["kind"].is_null()) {
                deps.insert(names[dep["pkg"].as_str().unwrap()].to_owned());
            }
        }
    }
    graph
}

fn reached(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(name) = next.pop() {
        for dep in graph.get(&name).into_iter().flatten() {
            if seen.insert(dep.clone()) {
                next.push(dep.clone());
            }
        }
    }
    seen
}

#[test]
fn crates_depend_on_each_other_as_the_architecture_says() {
    let graph = normal_dependencies(&metadata());
    let ours = |name: &str| -> BTreeSet<&str> {
        graph[name].iter().filter_map(|d| d.strip_prefix("seedbed-")).collect()
    };
    let expected: [(&str, &[&str]); 6] = [
        ("seedbed-schema-model", &[]),
        ("seedbed-schema-source", &["schema-model"]),
        ("seedbed-drift", &["schema-model"]),
        ("seedbed-generators", &["schema-model"]),
        ("seedbed-seed-runner", &["drift", "generators", "schema-model", "schema-source"]),
        ("seedbed-cli", &["drift", "generators", "schema-model", "schema-source", "seed-runner"]),
    ];
    for (name, deps) in expected {
        assert_eq!(ours(name), deps.iter().copied().collect(), "{name}");
    }
}

#[test]
fn the_pure_crates_pull_in_no_runtime_and_no_driver() {
    let graph = normal_dependencies(&metadata());
    for name in ["seedbed-schema-model", "seedbed-drift", "seedbed-generators"] {
        let all = reached(&graph, name);
        for banned in
            ["tokio", "sqlx", "sqlx-core", "sea-orm", "libsqlite3-sys", "clap", "async-std"]
        {
            assert!(!all.contains(banned), "{name} pulls in {banned}");
        }
    }
}

#[test]
fn only_the_command_line_uses_clap() {
    let graph = normal_dependencies(&metadata());
    let users: Vec<_> = graph
        .iter()
        .filter(|(name, deps)| name.starts_with("seedbed-") && deps.contains("clap"))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(users, ["seedbed-cli"]);
}

/// The resolved features of the whole workspace hide this: the readers alone must not bring a
/// driver, so `cargo tree` is asked about that one package.
#[test]
fn the_readers_bring_no_driver_of_their_own() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "seedbed-schema-source",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.lines().any(|l| l.starts_with("sea-orm v")), "{tree}");
    for banned in ["tokio v", "sqlx v", "sqlx-core v", "libsqlite3-sys v", "rustls v"] {
        assert!(!tree.lines().any(|l| l.starts_with(banned)), "{banned} in\n{tree}");
    }
}
