//! The archive never overwrites.

use std::{collections::BTreeSet, fs, path::PathBuf, thread};

use chrono::NaiveDateTime;
use seedbed_drift::archive::{Entry, write};

fn at() -> NaiveDateTime {
    "2025-12-11T09:30:05".parse().unwrap()
}

/// A folder of this test's own, empty, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("seedbed-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.0.join("2025-12-11"))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn one_entry_a_second_and_a_number_for_the_next() {
    let folder = Folder::new("archive-number");
    for text in ["first", "second"] {
        let files = [("json", text), ("md", text)];
        let entry = Entry { verb: "check", environment: "pro/duction", at: at(), files: &files };
        let paths = write(&folder.0, &entry).unwrap();
        for path in paths {
            assert_eq!(fs::read_to_string(path).unwrap(), text);
        }
    }
    assert_eq!(
        folder.files(),
        [
            "093005-pro-duction-check-2.json",
            "093005-pro-duction-check-2.md",
            "093005-pro-duction-check.json",
            "093005-pro-duction-check.md",
        ]
    );
}

#[test]
fn a_taken_markdown_name_moves_the_json_too() {
    let folder = Folder::new("archive-pair");
    fs::create_dir_all(folder.0.join("2025-12-11")).unwrap();
    fs::write(folder.0.join("2025-12-11/093005-e-check.md"), "mine").unwrap();
    let files = [("json", "new"), ("md", "new")];
    let entry = Entry { verb: "check", environment: "e", at: at(), files: &files };
    write(&folder.0, &entry).unwrap();
    assert_eq!(
        folder.files(),
        ["093005-e-check-2.json", "093005-e-check-2.md", "093005-e-check.md"]
    );
    let kept = fs::read_to_string(folder.0.join("2025-12-11/093005-e-check.md")).unwrap();
    assert_eq!(kept, "mine");
}

#[test]
fn nothing_is_lost_under_eight_threads() {
    let folder = Folder::new("archive-threads");
    let path = folder.0.as_path();
    let written: Vec<(PathBuf, String)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|worker| {
                scope.spawn(move || {
                    let mut written = Vec::new();
                    for number in 0..20 {
                        let text = format!("{worker}/{number}");
                        let files = [("json", text.as_str()), ("md", text.as_str())];
                        let entry =
                            Entry { verb: "seed", environment: "e", at: at(), files: &files };
                        for path in write(path, &entry).unwrap() {
                            written.push((path, text.clone()));
                        }
                    }
                    written
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().unwrap()).collect()
    });
    let paths: BTreeSet<_> = written.iter().map(|(path, _)| path).collect();
    assert_eq!(paths.len(), 8 * 20 * 2);
    for (path, text) in &written {
        assert_eq!(&fs::read_to_string(path).unwrap(), text);
    }
    assert_eq!(folder.files().len(), 8 * 20 * 2, "no draft is left");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new("archive-file");
    fs::write(&folder.0, "a file").unwrap();
    let files = [("json", "x")];
    let entry = Entry { verb: "check", environment: "e", at: at(), files: &files };
    let error = write(&folder.0, &entry).unwrap_err();
    assert!(error.to_string().starts_with("cannot archive to "), "{error}");
    fs::remove_file(&folder.0).unwrap();
}
