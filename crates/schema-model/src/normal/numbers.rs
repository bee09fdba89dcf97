//! Numbers as text, compared by value without ever losing a digit.

/// How far from the point digits are written out; beyond, the exponent stays.
const WRITTEN_OUT: i64 = 400;

/// The one spelling of a number's value: `1.50`, `1.5e0` and `+01.5` are `1.5`, `1e3` is `1000`,
/// `0x10` is `16`. `None` when the text is not a number.
pub(super) fn canonical(text: &str) -> Option<String> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let value = u128::from_str_radix(hex, 16).ok().filter(|_| !hex.starts_with('+'))?;
        return Some(signed(negative, &value.to_string()));
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The value is 0.DIGITS × 10^point.
    let leading = digits.len() - digits.trim_start_matches('0').len();
    let point = whole.len() as i64 - leading as i64 + i64::from(exponent);
    let digits = digits[leading..].trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let len = digits.len() as i64;
    let magnitude = if point.abs() > WRITTEN_OUT {
        format!("0.{digits}e{point}")
    } else if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else if point >= len {
        format!("{digits}{}", "0".repeat((point - len) as usize))
    } else {
        let (whole, fraction) = digits.split_at(point as usize);
        format!("{whole}.{fraction}")
    };
    Some(signed(negative, &magnitude))
}

/// A canonical number rounded to `scale` digits after the point, halves away from zero.
pub(super) fn rounded(value: &str, scale: u32) -> Option<String> {
    if value.contains('e') {
        return None;
    }
    let (negative, magnitude) = match value.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let Some((whole, fraction)) = magnitude.split_once('.') else { return Some(value.to_owned()) };
    let scale = scale as usize;
    if fraction.len() <= scale {
        return Some(value.to_owned());
    }
    let mut digits: Vec<u8> = [whole, fraction.get(..scale)?].concat().into_bytes();
    if fraction.as_bytes().get(scale).is_some_and(|d| *d >= b'5') {
        let mut at = digits.len();
        loop {
            if at == 0 {
                digits.insert(0, b'1');
                break;
            }
            at -= 1;
            if digits[at] < b'9' {
                digits[at] += 1;
                break;
            }
            digits[at] = b'0';
        }
    }
    let digits = String::from_utf8(digits).ok()?;
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    canonical(&format!("{}{whole}.{fraction}", if negative { "-" } else { "" }))
}

fn signed(negative: bool, magnitude: &str) -> String {
    if negative && magnitude != "0" { format!("-{magnitude}") } else { magnitude.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn values_not_spellings() {
        let cases = [
            ("0.00", "0"),
            ("-0", "0"),
            ("1.50", "1.5"),
            ("+01.5", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
            ("1.25E-3", "0.00125"),
            ("-100", "-100"),
            ("0x1F", "31"),
            ("123456789012345678901234567890.10", "123456789012345678901234567890.1"),
            ("1e999999999", "0.1e1000000000"),
            ("0.1e1000000000", "0.1e1000000000"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
            assert_eq!(canonical(expected).as_deref(), Some(expected), "{expected}");
        }
        for text in ["", "a", "1a", ".", "-", "1e", "1e99999999999", "--1", "0x", "1 2", "٣"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
