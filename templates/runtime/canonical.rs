//! JSON in the one form that a signature is made over: compact, the keys of every object sorted.
//!
//! Two signers that agree on this may still differ in how they write a number or a string and in what "sorted" means,
//! so there are several [`Form`]s. None of them loses anything: two texts of the same form have the same values, to the
//! last digit, and the same members, duplicates included. So it is safe to accept a signature over any of them.

use std::cmp::Ordering;

use serde::de::IgnoredAny;

/// A way of writing sorted JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// Numbers and strings as JavaScript's `JSON.stringify` writes them, in place of as they came: `1.0` as `1`, `1e5`
    /// as `100000`, `"\/"` as `"/"`, `"\u00e9"` as `"é"`. A number that JavaScript would change (too many digits, too
    /// large) and a string that is no text (half of a surrogate pair) stay as they came.
    pub(crate) script_values: bool,
    /// Keys in the order of JavaScript objects: numbers such as `"10"` first, by value, then the others by their UTF-16
    /// units; in place of all by code points.
    pub(crate) script_order: bool,
}

impl Form {
    /// The likeliest first: what `JSON.stringify` gives for an object rebuilt with its keys sorted.
    pub(crate) const ALL: [Self; 4] = [
        Self { script_values: true, script_order: true },
        Self { script_values: true, script_order: false },
        Self { script_values: false, script_order: true },
        Self { script_values: false, script_order: false },
    ];
}

/// Deeper than anything that can be decoded.
const MAX_DEPTH: usize = 128;

/// A value; what is neither array nor object is kept as the text it came as.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Scalar(&'a str),
    Array(Vec<Json<'a>>),
    Object(Vec<Member<'a>>),
}

#[derive(Debug)]
pub(crate) struct Member<'a> {
    key: String,
    written: &'a str,
    value: Json<'a>,
}

impl<'a> Json<'a> {
    /// Reads a body; `None` if it is not JSON, or too deep.
    pub(crate) fn read(body: &'a [u8]) -> Option<Self> {
        let text = str::from_utf8(body).ok()?;
        serde_json::from_str::<IgnoredAny>(text).ok()?;
        Scan { text, position: 0 }.value(0)
    }

    /// Writes it.
    pub(crate) fn write(&self, form: Form) -> String {
        let mut text = String::new();
        self.write_to(&mut text, form);
        text
    }

    fn write_to(&self, text: &mut String, form: Form) {
        match self {
            Self::Scalar(written) if form.script_values => text.push_str(&script(written)),
            Self::Scalar(written) => text.push_str(written),
            Self::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    item.write_to(text, form);
                }
                text.push(']');
            }
            Self::Object(members) => {
                let mut members: Vec<&Member<'_>> = members.iter().collect();
                if form.script_order {
                    members.sort_by(|a, b| script_order(&a.key, &b.key));
                } else {
                    members.sort_by(|a, b| a.key.cmp(&b.key));
                }
                text.push('{');
                for (index, member) in members.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    Self::Scalar(member.written).write_to(text, form);
                    text.push(':');
                    member.value.write_to(text, form);
                }
                text.push('}');
            }
        }
    }
}

/// Splits text that is known to be JSON.
struct Scan<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Scan<'a> {
    fn value(&mut self, depth: usize) -> Option<Json<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        Some(match self.peek()? {
            b'[' => {
                let mut items = Vec::new();
                while !self.closes(b']') {
                    items.push(self.value(depth + 1)?);
                }
                Json::Array(items)
            }
            b'{' => {
                let mut members = Vec::new();
                while !self.closes(b'}') {
                    let written = self.scalar()?;
                    let key = serde_json::from_str(written).unwrap_or_else(|_| written.to_owned());
                    self.space();
                    self.position += 1; // The colon.
                    members.push(Member { key, written, value: self.value(depth + 1)? });
                }
                Json::Object(members)
            }
            _ => Json::Scalar(self.scalar()?),
        })
    }

    /// Passes over `[`, `{` or a comma, or what closes; whether it was that.
    fn closes(&mut self, close: u8) -> bool {
        self.space();
        let mut closed = self.peek().is_none_or(|byte| byte == close);
        self.position += 1;
        self.space();
        if !closed && self.peek() == Some(close) {
            self.position += 1;
            closed = true;
        }
        closed
    }

    /// Passes over a string, number or word.
    fn scalar(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.position..)?;
        let length = if rest.starts_with('"') {
            let mut escaped = true; // The opening quote closes nothing.
            let closes = |byte: u8| {
                let closes = byte == b'"' && !escaped;
                escaped = byte == b'\\' && !escaped;
                closes
            };
            rest.bytes().position(closes)? + 1
        } else {
            rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(rest.len())
        };
        self.position += length;
        rest.get(..length)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }
}

/// The order of the keys of a JavaScript object that was built with its keys sorted.
fn script_order(a: &str, b: &str) -> Ordering {
    let index =
        |key: &str| key.parse::<u32>().ok().filter(|index| *index < u32::MAX && index.to_string() == key);
    match (index(a), index(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.encode_utf16().cmp(b.encode_utf16()),
    }
}

/// A string, number or word as JavaScript writes it, if that does not change it.
fn script(written: &str) -> String {
    let script = match written.as_bytes().first() {
        Some(b'"') => {
            serde_json::from_str::<String>(written).and_then(|text| serde_json::to_string(&text)).ok()
        }
        Some(b'-' | b'0'..=b'9') => number(written),
        _ => None,
    };
    script.unwrap_or_else(|| written.to_owned())
}

/// A number as JavaScript writes it; `None` if it has no such number.
fn number(written: &str) -> Option<String> {
    let nearest: f64 = written.parse().ok()?;
    // The shortest digits that are read back as the same number: what JavaScript uses.
    let (negative, digits, point) = decimal(&format!("{nearest:e}"))?;
    if decimal(written)? != (negative, digits.clone(), point) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
    let length = i64::try_from(digits.len()).ok()?;
    let (first, rest) = digits.split_at_checked(1).unwrap_or(("0", ""));
    Some(match point {
        _ if digits.is_empty() => "0".to_owned(),
        1..=21 if point >= length => format!("{sign}{digits}{}", zeros(point - length)),
        1..=21 => {
            let (whole, fraction) = digits.split_at(usize::try_from(point).ok()?);
            format!("{sign}{whole}.{fraction}")
        }
        -5..=0 => format!("{sign}0.{}{digits}", zeros(-point)),
        _ => {
            let dot = if rest.is_empty() { "" } else { "." };
            format!("{sign}{first}{dot}{rest}e{:+}", point - 1)
        }
    })
}

/// The value of a number: whether it is negative, its digits, and where in them the point is. Zero has no digits.
fn decimal(written: &str) -> Option<(bool, String, i64)> {
    let (negative, written) = written.strip_prefix('-').map_or((false, written), |rest| (true, rest));
    let (mantissa, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if significant.is_empty() {
        return Some((false, String::new(), 0));
    }
    let lead = i64::try_from(digits.len() - significant.len()).ok()?;
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent.parse().ok()?)?.checked_sub(lead)?;
    Some((negative, significant.trim_end_matches('0').to_owned(), point))
}

#[cfg(test)]
mod tests {
    use super::{Form, Json};

    fn check(body: &str, [script, written]: [&str; 2]) {
        let json = Json::read(body.as_bytes()).unwrap_or_else(|| panic!("{body}"));
        assert_eq!(json.write(Form::ALL[0]), script);
        assert_eq!(json.write(Form::ALL[3]), written);
    }

    fn same(body: &str, canonical: &str) {
        check(body, [canonical, canonical]);
    }

    #[test]
    fn sorted_and_compact() {
        same("{}", "{}");
        same(" [ ] ", "[]");
        same(" null\n", "null");
        same("{ \"b\" : [ ] ,\t\"a\":{ } }", r#"{"a":{},"b":[]}"#);
        same(
            r#"{"z":{"b":[{"d":1,"c":[2,1]},"x"],"a":null},"":false,"Z":" { \" ] "}"#,
            r#"{"":false,"Z":" { \" ] ","z":{"a":null,"b":[{"c":[2,1],"d":1},"x"]}}"#,
        );
        same(r#"{"b":1,"a":2,"b":0}"#, r#"{"a":2,"b":1,"b":0}"#);
        same(r#"[1,-2,"a\\","\\\"",true]"#, r#"[1,-2,"a\\","\\\"",true]"#);
    }

    /// As `node` has it.
    #[test]
    fn keys() {
        check(
            "{\"b\":1,\"10\":2,\"2\":3,\"01\":4,\"!\":5,\"\u{ffff}\":6,\"😀\":7,\"4294967295\":8,\"4294967294\":9}",
            [
                "{\"2\":3,\"10\":2,\"4294967294\":9,\"!\":5,\"01\":4,\"4294967295\":8,\"b\":1,\"😀\":7,\"\u{ffff}\":6}",
                "{\"!\":5,\"01\":4,\"10\":2,\"2\":3,\"4294967294\":9,\"4294967295\":8,\"b\":1,\"\u{ffff}\":6,\"😀\":7}",
            ],
        );
        check(r#"{"b":1,"\u0061":2}"#, [r#"{"a":2,"b":1}"#, r#"{"\u0061":2,"b":1}"#]);
    }

    /// As `node` has it, but for what it would change.
    #[test]
    fn numbers_and_strings() {
        let numbers = |written: &str, script: &str| check(written, [script, written]);
        numbers(
            "[1.0,1e5,1E-7,1.5e-7,1e21,123e20,1e20]",
            "[1,100000,1e-7,1.5e-7,1e+21,1.23e+22,100000000000000000000]",
        );
        numbers("[-0,0.1e1,-0.000001,100,5e-324,0e9]", "[0,1,-0.000001,100,5e-324,0]");
        numbers("[0.30000000000000004,12.50,-120.0]", "[0.30000000000000004,12.5,-120]");
        let kept =
            "[1e400,-12345678901234567890,0.1000000000000000055,9007199254740993,1e99999999999999999999]";
        numbers(kept, kept);
        numbers(r#""\u00e9\u2028\u007f\u001F\/\b\f""#, "\"é\u{2028}\u{7f}\\u001f/\\b\\f\"");
        numbers(r#"["\ud800","\ud83d\ude00"]"#, r#"["\ud800","😀"]"#);
    }

    #[test]
    fn not_json() {
        for body in ["", "{", "[1,]", "{\"a\"}", "<html>", "[1] 2", "\"a", "01", "{,}"] {
            assert!(Json::read(body.as_bytes()).is_none(), "{body}");
        }
        assert!(Json::read(b"\"\xff\"").is_none());
        let deep = |depth| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(Json::read(deep(128).as_bytes()).is_some());
        assert!(Json::read(deep(1_000_000).as_bytes()).is_none());
    }
}
