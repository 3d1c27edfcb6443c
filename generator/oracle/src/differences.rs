//! Compares a value with the same value after it was read and written back. Only these differences are allowed:
//!
//! * a `null` property is missing, or the other way round;
//! * a number has another spelling (`1.0` for `1`, or `1` for `"1"` where a schema allows numbers and, as strings, only their digits);
//! * a date-time is in UTC, without digits below a nanosecond; a leap second becomes the second before it;
//! * a date-time after the last one of the emitted type is the end of the year 9999;
//! * a UUID is in lower case;
//! * a property that no schema names is missing.

use std::collections::HashSet;

use serde_json::{Number, Value};

/// A difference that is not allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The path: `.name` for a property, `[]` for an element.
    pub path: String,
    /// The path as keys; `None` for an element.
    pub(crate) steps: Vec<Option<String>>,
    /// The kind: `vanished`, `invented`, `changed`, `digits` or `length`.
    pub how: &'static str,
    /// The value before.
    pub before: Value,
    /// The value after.
    pub after: Value,
}

#[allow(clippy::implicit_hasher, reason = "only this crate makes these sets")]
/// Compares a value before and after. `named` contains the properties that the schemas name.
pub fn compare(before: &Value, after: &Value, named: &HashSet<String>) -> Vec<Difference> {
    let mut out = Vec::new();
    walk(before, after, named, &[], &mut out);
    out
}

fn difference(steps: Vec<Option<String>>, how: &'static str, before: &Value, after: &Value) -> Difference {
    let path =
        steps.iter().map(|step| step.as_ref().map_or("[]".to_owned(), |key| format!(".{key}"))).collect();
    Difference { path, steps, how, before: before.clone(), after: after.clone() }
}

fn walk(
    before: &Value,
    after: &Value,
    named: &HashSet<String>,
    steps: &[Option<String>],
    out: &mut Vec<Difference>,
) {
    let below = |step: Option<String>| [steps, &[step]].concat();
    let mut differ = |how| out.push(difference(steps.to_vec(), how, before, after));
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                let steps = below(Some(key.clone()));
                match new.get(key) {
                    Some(other) => walk(value, other, named, &steps, out),
                    None if value.is_null() || !named.contains(key) => {}
                    None => out.push(difference(steps, "vanished", value, &Value::Null)),
                }
            }
            for (key, value) in new.iter().filter(|(key, value)| !old.contains_key(*key) && !value.is_null())
            {
                out.push(difference(below(Some(key.clone())), "invented", &Value::Null, value));
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (old, new) in old.iter().zip(new) {
                walk(old, new, named, &below(None), out);
            }
        }
        (Value::Array(_), Value::Array(_)) => differ("length"),
        (Value::Number(old), Value::Number(new)) => {
            if !same_number(old, new) {
                differ("digits");
            }
        }
        (Value::String(old), Value::String(new)) => {
            if old != new && !same_instant(old, new) && !same_uuid(old, new) {
                differ("changed");
            }
        }
        (old, new) => {
            if old != new {
                differ("changed");
            }
        }
    }
}

#[allow(clippy::float_cmp, reason = "every digit counts")]
pub(crate) fn same_number(old: &Number, new: &Number) -> bool {
    let whole = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (whole(old), whole(new)) {
        (Some(old), Some(new)) => old == new,
        _ => old.as_f64() == new.as_f64(),
    }
}

fn same_uuid(old: &str, new: &str) -> bool {
    let shape = |text: &str| {
        text.len() == 36
            && text.char_indices().all(|(index, c)| match index {
                8 | 13 | 18 | 23 => c == '-',
                _ => c.is_ascii_hexdigit(),
            })
    };
    shape(old) && shape(new) && old.to_ascii_lowercase() == new
}

/// The last date-time that the emitted type can represent, and the one that is written for every later one.
const LAST: &str = "9999-12-30T22:00:00.999999999Z";
const BEYOND: &str = "9999-12-31T23:59:59.999999999Z";

fn same_instant(old: &str, new: &str) -> bool {
    if new == BEYOND && instant(old).map(|(nanos, _)| nanos) > instant(LAST).map(|(nanos, _)| nanos) {
        return true;
    }
    match (instant(old), instant(new)) {
        (Some((before, is_utc_before)), Some((after, is_utc))) => {
            before == after && (is_utc || is_utc_before)
        }
        _ => false,
    }
}

/// An RFC 3339 date-time in nanoseconds since 1970, and whether it is in UTC.
fn instant(text: &str) -> Option<(i128, bool)> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let second = second.min(59);
    if !text.get(10..11)?.eq_ignore_ascii_case("t") {
        return None;
    }
    let rest = text.get(19..)?;
    let digits: String = match rest.strip_prefix('.') {
        Some(rest) => rest.chars().take_while(char::is_ascii_digit).collect(),
        None => String::new(),
    };
    let zone = &rest[if digits.is_empty() { 0 } else { digits.len() + 1 }..];
    let nanos: i128 = format!("{digits:0<9}").get(..9)?.parse().ok()?;
    let utc = zone.eq_ignore_ascii_case("z");
    let offset = if utc {
        0
    } else {
        let sign = match zone.get(..1)? {
            "+" => 1,
            "-" => -1,
            _ => return None,
        };
        sign * (zone.get(1..3)?.parse::<i64>().ok()? * 60 + zone.get(4..6)?.parse::<i64>().ok()?)
    };
    // Days since 1970, with years that start in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 719_469;
    let seconds = days * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
    Some((i128::from(seconds) * 1_000_000_000 + nanos, utc))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_date_times() {
        for old in ["9999-12-31T23:59:59.9999999Z", "9999-12-30T22:00:01Z", "9999-12-31T23:00:00-01:00"] {
            assert!(same_instant(old, BEYOND), "{old}");
        }
        assert!(!same_instant("9999-12-30T22:00:00Z", BEYOND));
        assert!(!same_instant("never", BEYOND));
    }

    fn differences(before: &Value, after: &Value) -> Vec<(String, &'static str)> {
        let named = ["name", "at", "list", "id"].iter().map(|name| (*name).to_owned()).collect();
        compare(before, after, &named)
            .into_iter()
            .map(|difference| (difference.path, difference.how))
            .collect()
    }

    #[test]
    fn allowed() {
        for (before, after) in [
            (json!({"name": null}), json!({})),
            (json!({}), json!({"name": null})),
            (json!({"id": 1.0}), json!({"id": 1})),
            (json!({"at": "2024-01-02T03:04:05+02:00"}), json!({"at": "2024-01-02T01:04:05Z"})),
            (json!({"at": "2024-02-29T23:59:59.000Z"}), json!({"at": "2024-02-29T23:59:59Z"})),
            (
                json!({"at": "2024-01-02T03:04:05.1234567891Z"}),
                json!({"at": "2024-01-02T03:04:05.123456789Z"}),
            ),
            (json!({"at": "2016-12-31T23:59:60Z"}), json!({"at": "2016-12-31T23:59:59Z"})),
            (json!({"oracleUnknown": 1}), json!({})),
            (json!("123E4567-E89B-12D3-A456-426614174000"), json!("123e4567-e89b-12d3-a456-426614174000")),
        ] {
            assert_eq!(differences(&before, &after), [], "{before} {after}");
        }
    }

    #[test]
    fn mistakes_are_seen() {
        for (before, after, path, how) in [
            (json!({"name": "x"}), json!({}), ".name", "vanished"),
            (json!({}), json!({"name": "x"}), ".name", "invented"),
            (json!({"id": 1_234_567.89}), json!({"id": 1_234_567.9}), ".id", "digits"),
            (
                json!({"id": 9_007_199_254_740_993_i64}),
                json!({"id": 9_007_199_254_740_992_i64}),
                ".id",
                "digits",
            ),
            (json!({"at": "2024-01-02"}), json!({"at": "2024-01-02T00:00:00Z"}), ".at", "changed"),
            (json!({"at": "2024-01-02T03:04:05Z"}), json!({"at": "2024-01-02T03:04:06Z"}), ".at", "changed"),
            (json!({"list": [1, 2]}), json!({"list": [1]}), ".list", "length"),
            (json!({"list": [{"name": 1}]}), json!({"list": [{"name": "1"}]}), ".list[].name", "changed"),
        ] {
            assert_eq!(differences(&before, &after), [(path.to_owned(), how)], "{before} {after}");
        }
    }
}
