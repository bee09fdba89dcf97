//! How far each migration has got in a database, by what its ledgers say.

use seedbed_schema_model::{FileHistory, History, LostRow, Progress};

use super::{Layout, Migration, Migrations};
use crate::live::ledger::{Ledger, Row};

/// Matches the files of a folder with the rows of the ledgers.
pub fn history(found: &Migrations, ledgers: &[Ledger]) -> History {
    let mut history = History {
        ledgers: ledgers.iter().map(|l| l.table.clone()).collect(),
        ..History::default()
    };
    // The newest row of a tool that passes over what is older, such as drizzle.
    let newest = ledgers
        .iter()
        .filter(|l| l.passes_over && found.layout == Layout::DrizzleJournal)
        .flat_map(|l| &l.rows)
        .filter_map(|r| r.keys.first()?.parse::<i64>().ok())
        .max();
    for migration in &found.files {
        let progress = progress(found, migration, ledgers);
        let passed_over = progress == Progress::Pending
            && matches!((newest, migration.when), (Some(n), Some(when)) if when <= n);
        history.files.push(FileHistory {
            name: migration.name.clone(),
            file: migration.path.display().to_string(),
            progress: if passed_over { Progress::PassedOver } else { progress },
            edited: false,
        });
    }
    for migration in &found.unlisted {
        history.files.push(FileHistory {
            name: migration.name.clone(),
            file: migration.path.display().to_string(),
            progress: Progress::Unlisted,
            edited: false,
        });
    }
    for tag in &found.lost {
        let ledger = found.folder.join("meta").join("_journal.json").display().to_string();
        history.lost.push(LostRow { ledger, row: tag.clone() });
    }
    for ledger in ledgers {
        let all = || found.files.iter().chain(&found.unlisted);
        let ours = ledger.rows.iter().any(|row| all().any(|m| is(row, m)));
        // A ledger that knows none of these files belongs to other migrations; unless it is the only.
        if !ours && ledgers.len() > 1 {
            continue;
        }
        for row in ledger.rows.iter().filter(|row| !all().any(|m| is(row, m))) {
            let said = row.keys.last().cloned().unwrap_or_default();
            let lost = found.lost.iter().any(|tag| said.starts_with(tag.as_str()));
            if !lost {
                history.lost.push(LostRow { ledger: ledger.table.clone(), row: said });
            }
        }
    }
    history
}

fn progress(found: &Migrations, migration: &Migration, ledgers: &[Ledger]) -> Progress {
    for ledger in ledgers {
        if let Some(row) = ledger.rows.iter().find(|row| is(row, migration)) {
            return row.progress;
        }
        if ledger.only_newest {
            let at = |m: &Migration| found.files.iter().position(|f| f == m);
            let newest = found.files.iter().rposition(|m| ledger.rows.iter().any(|r| is(r, m)));
            if newest.is_some() && at(migration) < newest {
                return Progress::Applied;
            }
        }
    }
    if ledgers.is_empty() { Progress::Unrecorded } else { Progress::Pending }
}

/// Whether a row is about a migration: the same name, the same version, the same moment.
pub(super) fn is(row: &Row, migration: &Migration) -> bool {
    let (name, stem) = (migration.name.as_str(), migration.stem());
    row.keys.iter().any(|key| {
        let key = key.as_str();
        if key == name || key == stem {
            return true;
        }
        // knex and others: the row names a file of another kind.
        let base = key.rsplit(['/', '\\']).next().unwrap_or(key);
        let base = [".js", ".ts", ".sql", ".py"].iter().find_map(|e| base.strip_suffix(e));
        if base.is_some_and(|base| base == stem) {
            return true;
        }
        // Diesel: the digits before the first underscore.
        let head = stem.split('_').next().unwrap_or(stem);
        if head.contains('-') && head.replace('-', "") == key {
            return true;
        }
        if !key.is_empty() && key == head && head.len() >= 6 {
            return true;
        }
        match key.parse::<u64>() {
            Ok(number) => {
                migration.version() == Some(number)
                    || migration.when.is_some_and(|when| u64::try_from(when) == Ok(number))
            }
            Err(_) => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn found(layout: Layout, names: &[(&str, Option<i64>)]) -> Migrations {
        let files = names.iter().map(|(name, when)| Migration {
            path: PathBuf::from(format!("m/{name}")),
            name: (*name).to_owned(),
            when: *when,
        });
        Migrations {
            folder: "m".into(),
            layout,
            files: files.collect(),
            unlisted: Vec::new(),
            lost: Vec::new(),
            engine: None,
            gaps: Vec::new(),
        }
    }

    fn ledger(keys: &[&str]) -> Ledger {
        let row = |k: &&str| Row {
            keys: vec![(*k).to_owned()],
            progress: Progress::Applied,
            checksum: None,
        };
        Ledger {
            table: "ledger".into(),
            rows: keys.iter().map(row).collect(),
            only_newest: false,
            passes_over: false,
        }
    }

    fn of(names: &[&str], ledger: Ledger) -> (Vec<Progress>, Vec<String>) {
        let names: Vec<_> = names.iter().map(|n| (*n, None)).collect();
        let history = history(&found(Layout::Plain, &names), &[ledger]);
        let files = history.files.iter().map(|f| f.progress).collect();
        (files, history.lost.into_iter().map(|l| l.row).collect())
    }

    #[test]
    fn every_tool_names_its_migrations_in_its_own_way() {
        use Progress::{Applied, Pending};
        for (names, keys) in [
            (["20240101000000_a.sql", "20240102000000_b.sql"], "20240101000000"),
            (["000001_a.up.sql", "000002_b.up.sql"], "1"),
            (["V1__a.sql", "V2__b.sql"], "1"),
            (["V1__a.sql", "V2__b.sql"], "V1__a.sql"),
            (["2023-01-01-000000_a", "2023-01-02-000000_b"], "20230101000000"),
            (["m20220101_000001_a", "m20220102_000001_b"], "m20220101_000001_a"),
            (["20240101_a.sql", "20240102_b.sql"], "20240101_a.js"),
            (["20240101000000_a", "20240102000000_b"], "20240101000000_a"),
        ] {
            assert_eq!(of(&names, ledger(&[keys])), (vec![Applied, Pending], vec![]), "{keys}");
        }
        let (files, lost) = of(&["1_a.sql"], ledger(&["1", "7"]));
        assert_eq!((files, lost), (vec![Applied], vec!["7".to_owned()]));
    }

    #[test]
    fn the_newest_version_stands_for_all_before_it() {
        let newest = Ledger { only_newest: true, ..ledger(&["2"]) };
        let (files, _) = of(&["1_a.up.sql", "2_b.up.sql", "3_c.up.sql"], newest);
        assert_eq!(files, [Progress::Applied, Progress::Applied, Progress::Pending]);
    }

    #[test]
    fn drizzle_passes_over_what_is_older_than_the_newest_it_applied() {
        let files =
            [("a.sql", Some(10)), ("late.sql", Some(15)), ("b.sql", Some(20)), ("c.sql", Some(30))];
        let ledger = Ledger { passes_over: true, ..ledger(&["10", "20"]) };
        let history = history(&found(Layout::DrizzleJournal, &files), &[ledger]);
        let progress: Vec<_> = history.files.iter().map(|f| f.progress).collect();
        use Progress::{Applied, PassedOver, Pending};
        assert_eq!(progress, [Applied, PassedOver, Applied, Pending]);
    }
}
