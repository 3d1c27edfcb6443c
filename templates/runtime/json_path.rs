//! Where reading a JSON document failed: the byte, and its path such as `data[3].id`.
//!
//! The errors of serde have a line and a column. The column says how far the reader got, which is sometimes past the
//! value at fault. One look at the bytes there, and at most one more parse, finds that value. So an error costs about as
//! much as a success, and no type pays for a second kind of deserializer.

use std::ops::Range;

use serde_json::error::{Category, Error};

/// Where `error` is in `body`. `refuses` says whether the type that was read finds fault with the beginning of a body,
/// other than that it ends too early. It is called once at most.
pub(crate) fn locate(body: &[u8], error: &Error, refuses: fn(&[u8]) -> bool) -> (usize, String) {
    let read = offset(body, error);
    let offset = match error.classify() {
        Category::Data => culprit(body, read, refuses),
        Category::Syntax => read.saturating_sub(1),
        Category::Eof | Category::Io => read,
    };
    (offset, path(body, offset))
}

/// A byte of the value at fault, where the reader had taken the first `read` bytes of `body` when it gave up.
///
/// serde notes the position when it leaves the innermost array, object or plain value. By then it may have taken the
/// bracket or comma after a value that refused itself, such as a union. It has not taken the bracket that opens a value
/// of the wrong kind.
fn culprit(body: &[u8], read: usize, refuses: fn(&[u8]) -> bool) -> usize {
    let space = |byte: &&u8| byte.is_ascii_whitespace();
    let next = read + body[read..].iter().take_while(space).count();
    let opens = matches!(body.get(next), Some(b'[' | b'{'));
    let Some((last, before)) = body[..read].trim_ascii_end().split_last() else { return next };
    let here = before.len();
    let before = before.trim_ascii_end();
    let earlier = before.len().saturating_sub(1);
    match last {
        b':' => next,
        b',' if opens && !refuses(before) => next,
        b',' => earlier,
        b'[' if opens && !refuses(&body[..=here]) => next,
        b']' | b'}' if refuses(before) => earlier,
        _ => here,
    }
}

/// The offset of an error's line and column.
fn offset(body: &[u8], error: &Error) -> usize {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + error.column()).min(body.len())
}

/// The path of the innermost value around `offset`; `.` for the document as a whole.
fn path(body: &[u8], offset: usize) -> String {
    let mut path = Vec::new();
    let mut walk = Walk { body, position: 0, wanted: offset, depth: 0 };
    walk.value(&mut path);
    let mut text = String::new();
    for step in &path {
        match step {
            Step::Index(index) => text.extend(["[", &index.to_string(), "]"]),
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                push_key(&mut text, &body[key.clone()]);
            }
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// How much of a key is shown, in characters: a server may send keys of any length.
const MAX_KEY: usize = 100;

/// Adds the text of a key, which is given with its quotes.
fn push_key(path: &mut String, raw: &[u8]) {
    let text = serde_json::from_slice(raw).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned());
    path.extend(text.chars().take(MAX_KEY).map(|c| if c.is_control() { ' ' } else { c }));
    if text.chars().nth(MAX_KEY).is_some() {
        path.push('…');
    }
}

enum Step {
    /// Where the key is, with its quotes.
    Key(Range<usize>),
    Index(usize),
}

/// Deeper than serde reads.
const MAX_DEPTH: usize = 130;

struct Walk<'a> {
    body: &'a [u8],
    position: usize,
    wanted: usize,
    depth: usize,
}

impl Walk<'_> {
    /// Passes over one value. `true` if it holds the wanted offset or the text breaks off: `path` is then its path.
    fn value(&mut self, path: &mut Vec<Step>) -> bool {
        self.space();
        if self.wanted < self.position || self.depth == MAX_DEPTH {
            // The wanted offset stands between this value and the one before it: it belongs to the parent.
            return true;
        }
        self.depth += 1;
        let found = match self.peek() {
            Some(b'{') => self.members(b'}', path, |walk, _| {
                let key = walk.string();
                walk.space();
                (walk.peek() == Some(b':')).then(|| walk.position += 1)?;
                Some(Step::Key(key))
            }),
            Some(b'[') => self.members(b']', path, |_, index| Some(Step::Index(index))),
            Some(b'"') => {
                self.string();
                false
            }
            Some(_) => {
                let rest = &self.body[self.position..];
                let end =
                    |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b':');
                self.position += rest.iter().position(end).unwrap_or(rest.len());
                false
            }
            None => true,
        };
        self.depth -= 1;
        found || self.wanted < self.position || self.position == self.body.len()
    }

    /// Passes over the members of an object or array; `step` reads what leads to the next one.
    fn members(
        &mut self,
        close: u8,
        path: &mut Vec<Step>,
        step: impl Fn(&mut Self, usize) -> Option<Step>,
    ) -> bool {
        self.position += 1;
        for index in 0.. {
            self.space();
            match self.peek() {
                Some(byte) if byte == close => {
                    self.position += 1;
                    return false;
                }
                Some(b',') if index > 0 => {
                    self.position += 1;
                    self.space();
                }
                Some(_) if index == 0 => {}
                _ => return true,
            }
            let Some(next) = step(self, index) else { return true };
            self.space();
            if self.wanted < self.position {
                return true;
            }
            path.push(next);
            if self.value(path) {
                return true;
            }
            path.pop();
        }
        true
    }

    /// Passes over a string and says where it is.
    fn string(&mut self) -> Range<usize> {
        let start = self.position;
        let mut escaped = false;
        let rest = self.body.get(start + 1..).unwrap_or_default();
        let length = rest.iter().position(|byte| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        });
        self.position = length.map_or(self.body.len(), |length| start + length + 2);
        start..self.position
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.body.get(self.position).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, collections::BTreeMap};

    use serde::Deserialize;
    use serde_json::{Error, Value, json};

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only read into")]
    enum Any {
        Text(String),
        Flag { flag: bool },
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read into")]
    struct Item {
        id: String,
        #[serde(default)]
        size: Option<u8>,
        #[serde(default)]
        colour: Option<Colour>,
        #[serde(default)]
        items: Vec<Item>,
        #[serde(default)]
        any: Vec<Any>,
        #[serde(default)]
        map: BTreeMap<String, Vec<bool>>,
    }

    /// The path of the error that reading `json` gives.
    fn check(json: &str, expected: &str) {
        let error = serde_json::from_str::<Item>(json).unwrap_err();
        let (_, path) = super::locate(json.as_bytes(), &error, refuses);
        assert_eq!(path, expected, "{json}: {error}");
    }

    fn refuses(json: &[u8]) -> bool {
        PARSED.set(PARSED.get() + json.len());
        serde_json::from_slice::<Item>(json).is_err_and(|error| error.is_data())
    }

    thread_local! {
        /// How many bytes were parsed to find errors.
        static PARSED: Cell<usize> = const { Cell::new(0) };
    }

    /// An error at the end of a large body costs one more parse at most.
    #[test]
    fn an_error_costs_what_a_success_costs() {
        let items = vec![json!({"id": "a", "any": ["x", {"flag": true}], "map": {"k": [true]}}); 2_000];
        for fault in [
            json!({"id": 5}),
            json!({"id": []}),
            json!({"size": 1}),
            json!({"id": "a", "size": 300}),
            json!({"id": "a", "colour": "blue"}),
            json!({"id": "a", "any": ["x", {"flag": 1}, []]}),
            json!({"id": "a", "map": {"k": [[]]}}),
            json!(null),
        ] {
            let mut items = items.clone();
            items.push(fault);
            let body = json!({"id": "a", "items": items}).to_string();
            let error = serde_json::from_str::<Item>(&body).unwrap_err();
            PARSED.set(0);
            let (offset, path) = super::locate(body.as_bytes(), &error, refuses);
            assert!(path.starts_with("items[2000]"), "{path}");
            assert!(offset > body.len() - 100, "{offset}");
            assert!(PARSED.get() <= body.len(), "{} bytes for {path}: {error}", PARSED.get());
        }
    }

    /// The length of the shortest beginning that is refused. It ends with the value at fault, and takes many parses to
    /// find.
    fn shortest(body: &[u8]) -> usize {
        let (mut passes, mut fails) = (0, body.len());
        while fails - passes > 1 {
            let middle = usize::midpoint(passes, fails);
            if refuses(&body[..middle]) {
                fails = middle;
            } else {
                passes = middle;
            }
        }
        fails
    }

    /// For every fault, the path is the one that a search of all beginnings finds.
    #[test]
    fn the_short_way_finds_what_the_long_way_finds() {
        let document = json!({
            "id": "a",
            "size": 7,
            "colour": "red",
            "items": [{"id": "b", "items": []}, {"id": "c", "any": ["x"]}, {"id": "d", "map": {"k": [true, false]}}],
            "any": ["x", {"flag": true}, "y", {"flag": false}],
            "map": {"x": [], "y z": [true], "\u{e9}": [false, true]},
        });
        let values = [
            json!(null), json!(true), json!(5), json!(300), json!(-1), json!(1.5), json!("x"), json!(""), json!([]),
            json!({}), json!([[]]), json!([{}]), json!([1, 2]), json!({"a": 1}), json!({"id": []}), json!({"flag": {}}),
        ];
        let (mut faults, all) = (0, places(&document));
        for place in &all {
            for value in &values {
                let mut changed = document.clone();
                *changed.pointer_mut(place).unwrap() = value.clone();
                faults += usize::from(agrees(&changed.to_string()));
                faults += usize::from(agrees(&serde_json::to_string_pretty(&changed).unwrap()));
            }
        }
        assert!(all.len() > 20 && faults > 300, "{faults}");
    }

    fn places(value: &Value) -> Vec<String> {
        let below = |step: &str, value| places(value).into_iter().map(|place| format!("/{step}{place}")).collect();
        let mut all = vec![String::new()];
        match value {
            Value::Array(items) => {
                all.extend(items.iter().enumerate().flat_map(|(at, item)| -> Vec<_> { below(&at.to_string(), item) }));
            }
            Value::Object(members) => {
                all.extend(members.iter().flat_map(|(key, member)| -> Vec<_> { below(key, member) }));
            }
            _ => {}
        }
        all
    }

    /// Whether reading fails; both ways to find out where must agree then.
    fn agrees(json: &str) -> bool {
        let Some(error) = serde_json::from_str::<Item>(json).err().filter(Error::is_data) else { return false };
        let (_, path) = super::locate(json.as_bytes(), &error, refuses);
        assert_eq!(path, super::path(json.as_bytes(), shortest(json.as_bytes()) - 1), "{json}: {error}");
        true
    }

    #[test]
    fn long_keys_are_cut() {
        let json = format!(r#"{{"id":"a","map":{{"{}\u001b":5}}}}"#, "k".repeat(5000));
        check(&json, &format!("map.{}…", "k".repeat(100)));
        check(r#"{"id":"a","map":{"a\u001bb":5}}"#, "map.a b");
    }

    #[test]
    fn paths_of_errors() {
        check("{}", ".");
        check("5", ".");
        check(r#"{"id":5}"#, "id");
        check(r#"{ "id" : {"a":1} }"#, "id");
        check(r#"{"id":[]}"#, "id");
        check(r#"{"id":null,"size":1}"#, "id");
        check("{\n  \"size\": 1,\n  \"id\": true\n}", "id");
        check(r#"{"id":"a","size":300}"#, "size");
        check(r#"{"id":"a","size":"1"}"#, "size");
        check(r#"{"id":"a","colour":"blue"}"#, "colour");
        check(
            r#"{"id":"a","items":[{"id":"b"},{"id":"c","items":[{"id":"d"},{"size":2}]}]}"#,
            "items[1].items[1]",
        );
        check(r#"{"id":"a","items":[{"id":"b"},{"id":"\"}é","items":[{"id":1}]}]}"#, "items[1].items[0].id");
        check(r#"{"id":"a","items":[null]}"#, "items[0]");
        check(r#"{"id":"a","items":{"b":1}}"#, "items");
        check(r#"{"id":"a","map":{"x":[true],"a\"b é":[true,1]}}"#, "map.a\"b é[1]");
        check(r#"{"id":"a","any":["x",{"flag":1},"y"]}"#, "any[1]");
        check(r#"{"any":["x",{"flag":true},5],"id":"a"}"#, "any[2]");
        check(r#"{"id":"a","id":"b"}"#, ".");
    }

    #[test]
    fn paths_of_broken_text() {
        check("", ".");
        check("<html>", ".");
        check(r#"{"id":"a","items":[{"id":"b"},{"id":"c"#, "items[1].id");
        check(r#"{"id":"a","items":[{"id":"b"},"#, "items[1]");
        check(r#"{"id":"a" "size":1}"#, ".");
        check(&"[".repeat(500), "[0]");
        check(&format!(r#"{{"id":"a","items":{}"#, "[".repeat(500)), "items[0][0]");
    }
}
