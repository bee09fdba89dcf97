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

/// What another service gets that embeds the comparison and declares its schema with entities: a
/// package of its own, because the features of the whole workspace hide it.
#[test]
fn an_embedding_service_gets_no_runtime_driver_command_line_or_seeding() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let manifest = format!(
        "[package]\nname = \"embedder\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\n\
         seedbed-drift = {{ path = {:?} }}\n\
         seedbed-schema-source = {{ path = {:?} }}\n\
         sea-orm = {{ version = \"2\", default-features = false, features = [\"macros\", \
         \"with-chrono\", \"with-json\", \"with-rust_decimal\"] }}\n",
        root.join("crates/drift"),
        root.join("crates/schema-source"),
    );
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    std::fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-e", "normal", "--prefix", "none", "--offline"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<&str> = tree.lines().filter_map(|l| l.split(' ').next()).collect();
    for wanted in ["sea-orm", "sea-orm-macros", "seedbed-drift", "seedbed-schema-source"] {
        assert!(names.contains(wanted), "{wanted} is not in\n{tree}");
    }
    for banned in [
        "tokio",
        "async-std",
        "sqlx",
        "sqlx-core",
        "libsqlite3-sys",
        "rustls",
        "native-tls",
        "clap",
        "indicatif",
        "fake",
        "seedbed-cli",
        "seedbed-generators",
        "seedbed-seed-runner",
        "seedbed-testkit",
    ] {
        assert!(!names.contains(banned), "{banned} in\n{tree}");
    }
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
