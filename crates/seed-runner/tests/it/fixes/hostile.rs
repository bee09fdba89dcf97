//! The same shop under names that ask for quotes: of every kind of object one or more, with the quotes
//! of every engine, backslashes, semicolons, comments, words of SQL, other scripts, and as long as the
//! engine allows.

use seedbed_schema_model::Family;

/// What things are called instead. `Q` is the engine's own quote character.
const NAMES: &[(&str, &str)] = &[
    ("users", "T'able"),
    ("people", "peoQple"),
    ("products", "order"),
    ("articles", "Order's"),
    ("purchases", "pur/chases"),
    ("orders", "Or;ders -- x"),
    ("left_over", "left'over"),
    ("ping", "pi\\ng"),
    ("pong", "PoQng"),
    ("email", "select"),
    ("e_mail", "e.mail"),
    ("age", "aQge"),
    ("years", "ye\\ars\\"),
    ("code", "co\\de"),
    ("short_code", "co'de"),
    ("cipher", "日本語"),
    ("note", "nöte 日本"),
    ("user_id", "a.b"),
    ("buyer_id", "a.B'c"),
    ("qty", "q'ty"),
    ("pieces", "$1 ? :x"),
    ("price", "from"),
    ("word", "Mixed"),
    ("term", "/* term"),
    ("spare", "%s {0}"),
    ("placed_on", "x;--"),
    ("total", "(total)"),
    ("title", "[title]"),
    ("extra", "ex''tra"),
    ("users_email", "users'Qemail"),
    ("users_once", "once;"),
    ("users_age", "check"),
    ("users_old", "old\\"),
    ("orders_user", "group"),
    ("orders_buyer", "buQyer"),
    ("orders_product", "aQ'b"),
    ("orders_code", "co de"),
    ("orders_by_day", "in'dex x"),
    ("orders_daily", "daQily"),
    ("orders_open", "open;"),
    ("products_sku", "table"),
    ("products_state", "sta'te"),
    ("users_extra", "iQ"),
    ("marks_user", "Marks'User"),
    ("marks_word", "wo\\rd'"),
    ("order_lines", "v'iew"),
    ("notes", "NoQtes"),
    ("noted", "no\\ted"),
    ("more", "mo're"),
    ("mores", "mo\\res"),
    ("mood", "mo'odQ"),
    ("mood_old", "old mood"),
    ("feelings", "Feelings"),
    ("positive", "Posi tive"),
    ("positive_check", "Posi tive_check"),
    ("numbers", "num'bers\\"),
    ("feeling", "feel'ing"),
    ("orders_touch", "to'uch"),
    ("products_id_seq", "order_id_seq"),
    ("products_pkey", "order_pkey"),
    ("logs", "lo'gsQ"),
    ("logs_by_text", "log text"),
    ("logs_by_word", "by;word"),
    ("lines", "line'sQ"),
    ("lines_in", "in"),
    ("stamp", "sta'mpQ"),
    ("on_code", "on"),
    ("twice", "Twi'ce"),
    ("doubled", "doubled\\"),
    ("into_marks", "into"),
    ("tidy", "ti;dy"),
    ("parsed", "par'sed"),
    ("product_of", "Product Of"),
    ("rated", "raQted"),
    ("log_words", "log'words"),
    ("logs_ok", "o'k"),
    ("logs_stamp", "stamp;"),
    ("totals", "tot'als"),
    ("totals_user", "tot user"),
    ("totals_of", "totals.of"),
    ("address", "Add'ress"),
    ("street", "str.eet"),
    ("city", "ci'ty"),
    ("zip", "z\\ip"),
    ("spot", "spo\\t"),
    ("span", "Span'Q"),
    ("state_of", "state'Of"),
    ("states", "sta tes"),
    ("places", "pla'ces"),
    ("no_overlap", "no'Qoverlap"),
    ("overlap", "over lap"),
    ("during", "du'ring"),
    ("nightly", "night'ly"),
    ("weekly", "week;ly"),
    ("hourly", "hour'Qly"),
];

/// As long as the engine allows.
fn longest(family: Family) -> String {
    let length = if family == Family::Postgres { 63 } else { 64 };
    format!("Marks {}'", "m".repeat(length - 7))
}

fn name(family: Family, word: &str) -> Option<String> {
    let quote = if matches!(family, Family::MySql | Family::MariaDb) { '`' } else { '"' };
    let name = match word {
        "marks" => longest(family),
        // PostgreSQL cuts the table's name for that of its key.
        "marks_pkey" => format!("{}_pkey", &longest(family)[..58]),
        _ => NAMES.iter().find(|(plain, _)| *plain == word)?.1.replace('Q', &quote.to_string()),
    };
    Some(format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}"))))
}

/// A script with those names instead, inside the bodies of functions too.
pub(super) fn spelled(family: Family, sql: &str) -> String {
    let mut out = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = match first {
            '\'' => end_of_text(rest),
            '"' | '`' => rest[1..].find(first).map_or(rest.len(), |i| i + 2),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        let body = ["'begin ", "'select ", "'delete "].iter().any(|word| piece.starts_with(word));
        if body {
            let inside = piece[1..piece.len() - 1].replace("''", "'");
            out += &format!("'{}'", spelled(family, &inside).replace('\'', "''"));
        } else {
            out += &name(family, piece).unwrap_or_else(|| piece.to_owned());
        }
    }
    out
}

fn end_of_text(text: &str) -> usize {
    let mut at = 1;
    while let Some(i) = text[at..].find('\'') {
        at += i + 1;
        if !text[at..].starts_with('\'') {
            return at;
        }
        at += 1;
    }
    text.len()
}
