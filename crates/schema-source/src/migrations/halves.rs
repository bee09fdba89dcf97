//! Files that hold both ways: only the way up is read.

/// The lines that begin a half, in lower case, without comment signs.
const UP: [&str; 5] = ["migrate:up", "+goose up", "+migrate up", "up migration", "!ups"];
const DOWN: [&str; 6] = [
    "migrate:down",
    "+goose down",
    "+migrate down",
    "down migration",
    "!downs",
    "create above / drop below",
];

/// Which half a line begins: true is up.
fn begins(line: &str) -> Option<bool> {
    let line = line.trim_start();
    if !line.starts_with("--") && !line.starts_with('#') {
        return None;
    }
    let said = line.trim_matches(|c: char| c == '-' || c == '#' || c.is_whitespace());
    let said = said.to_ascii_lowercase();
    let is = |words: &&&str| {
        said.strip_prefix(**words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    if UP.iter().any(|w| is(&w)) {
        Some(true)
    } else {
        DOWN.iter().any(|w| is(&w)).then_some(false)
    }
}

/// Whether the text says which half is which.
pub(super) fn has_halves(text: &str) -> bool {
    text.lines().any(|line| begins(line).is_some())
}

/// The text with the way back blanked out, line by line, so that places stay.
pub(crate) fn up_half(text: &str) -> String {
    if !has_halves(text) {
        return text.to_owned();
    }
    let mut up = true;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        up = begins(line).unwrap_or(up);
        if up {
            out.push_str(line);
        } else if line.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_way_up_is_kept_and_lines_stay() {
        for (up, down) in [
            ("-- migrate:up", "-- migrate:down"),
            ("--migrate:up transaction:false", "-- migrate:down transaction:false"),
            ("-- +goose Up", "-- +goose Down"),
            ("-- +migrate Up", "-- +migrate Down"),
            ("-- Up Migration", "-- Down Migration"),
            ("# --- !Ups", "# --- !Downs"),
            ("-- a comment", "---- create above / drop below ----"),
        ] {
            let text = format!("{up}\nCREATE TABLE t (a int);\n{down}\nDROP TABLE t;\n");
            let expected = format!("{up}\nCREATE TABLE t (a int);\n\n\n");
            assert_eq!(up_half(&text), expected);
        }
        // The way back may stand first.
        assert_eq!(up_half("-- +goose Down\nx;\n-- +goose Up\ny;"), "\n\n-- +goose Up\ny;");
    }

    #[test]
    fn comments_that_only_sound_like_it_are_comments() {
        for text in [
            "-- migrate:upwards\na;",
            "-- down\na;",
            "select '-- x';\na;",
            "-- the down migration\na;",
        ] {
            assert_eq!(up_half(text), text);
        }
    }
}
