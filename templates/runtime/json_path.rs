//! Where in a JSON document reading it failed: the byte, and its path such as `data[3].id`.
//!
//! serde's errors tell a line and column, for data of the wrong shape often those of what comes after it. Both are made
//! good here after a failure, without making every type pay for a second kind of deserializer.

use serde_json::error::{Category, Error};

/// Where `error` stands in `body`. `refuses` says whether the type that was read finds fault with the beginning of a
/// body, other than that it ends too early.
pub(crate) fn locate(body: &[u8], error: &Error, refuses: fn(&[u8]) -> bool) -> (usize, String) {
    let offset = match error.classify() {
        Category::Data => shortest(body, refuses).saturating_sub(1),
        Category::Syntax => offset(body, error).saturating_sub(1),
        Category::Eof | Category::Io => offset(body, error),
    };
    (offset, path(body, offset))
}

/// The length of the shortest beginning that is refused: it ends where the fault does.
fn shortest(body: &[u8], refuses: fn(&[u8]) -> bool) -> usize {
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
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.extend([".", key]),
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

enum Step {
    Key(String),
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

    /// Passes over a string and gives its text.
    fn string(&mut self) -> String {
        let start = self.position;
        let mut escaped = false;
        let rest = self.body.get(start + 1..).unwrap_or_default();
        let length = rest.iter().position(|byte| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        });
        self.position = length.map_or(self.body.len(), |length| start + length + 2);
        let raw = &self.body[start..self.position];
        serde_json::from_slice(raw).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned())
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
    use std::collections::BTreeMap;

    use serde::Deserialize;

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
        serde_json::from_slice::<Item>(json).is_err_and(|error| error.is_data())
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
