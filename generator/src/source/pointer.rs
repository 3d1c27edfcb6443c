//! The location of a value: a file, and an RFC 6901 path in it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::Value;

/// A file of a [`Sources`](super::Sources). Ordered by when it was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub(super) u32);

impl FileId {
    /// The index of the file, in the order in which files were added.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A JSON pointer, and the file that it points into. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer {
    file: FileId,
    path: Arc<str>,
}

impl Pointer {
    /// A pointer with an escaped path, which is empty or begins with `/`.
    pub fn new(file: FileId, path: impl Into<Arc<str>>) -> Self {
        Self { file, path: path.into() }
    }

    /// The root of a file.
    pub fn root(file: FileId) -> Self {
        Self::new(file, "")
    }

    /// The property `key`, which is not escaped.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut path = String::with_capacity(self.path.len() + key.len() + 3);
        path.push_str(&self.path);
        push_escaped(&mut path, key);
        Self::new(self.file, path)
    }

    /// The item at `index`.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self::new(self.file, format!("{}/{index}", self.path))
    }

    /// The location that contains this one. `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        Some(Self::new(self.file, &self.path[..last_slash(&self.path)?]))
    }

    /// The last key or index, unescaped. `None` for the root.
    pub fn last_key(&self) -> Option<Cow<'_, str>> {
        last_slash(&self.path).map(|slash| unescape(&self.path[slash + 1..]))
    }

    /// The keys from the root to this location, unescaped.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> + '_ {
        keys(&self.path)
    }

    /// The escaped path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The file that it points into.
    pub fn file(&self) -> FileId {
        self.file
    }
}

/// Formats the pointer as a fragment: `#/paths/~1tickets`.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.path)
    }
}

pub(super) fn keys(path: &str) -> impl DoubleEndedIterator<Item = Cow<'_, str>> + '_ {
    path.strip_prefix('/').into_iter().flat_map(escaped_keys).map(unescape)
}

/// The parts between slashes. They are short, so a byte by byte search is fastest.
fn escaped_keys(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(is_slash)
}

fn is_slash(character: char) -> bool {
    character == '/'
}

fn last_slash(path: &str) -> Option<usize> {
    path.bytes().rposition(|byte| byte == b'/')
}

pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Appends a key to an escaped path.
pub(crate) fn push_escaped(path: &mut String, key: &str) {
    path.push('/');
    if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        path.push_str(key);
        return;
    }
    for character in key.chars() {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
}

/// A key of an escaped path, unescaped.
pub(crate) fn unescape(key: &str) -> Cow<'_, str> {
    if !key.bytes().any(|byte| byte == b'~') {
        return key.into();
    }
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some(at) = rest.bytes().position(|byte| byte == b'~') {
        out.push_str(&rest[..at]);
        let (sign, length) = match rest.as_bytes().get(at + 1) {
            Some(b'0') => ('~', 2),
            Some(b'1') => ('/', 2),
            // Not a valid escape: it is kept unchanged.
            Some(_) | None => ('~', 1),
        };
        out.push(sign);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out.into()
}

/// The value at an escaped path.
pub(super) fn lookup<'v>(root: &'v Value, path: &str) -> Option<&'v Value> {
    let mut here = root;
    let mut rest = path;
    while !rest.is_empty() {
        let keys = rest.strip_prefix('/')?;
        let key = &keys[..keys.bytes().position(|byte| byte == b'/').unwrap_or(keys.len())];
        here = match here {
            Value::Object(map) => property(map, &unescape(key))?,
            Value::Array(list) => list.get(index(key)?)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
        rest = &keys[key.len()..];
    }
    Some(here)
}

/// The property `key`. The keys of a small object are compared one by one, because hashing takes longer.
fn property<'v>(map: &'v serde_json::Map<String, Value>, key: &str) -> Option<&'v Value> {
    const SMALL: usize = 16;
    if map.len() > SMALL {
        return map.get(key);
    }
    map.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
}

/// An index: only digits, without leading zeros.
fn index(key: &str) -> Option<usize> {
    let written = key == "0" || (!key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit()));
    key.parse().ok().filter(|_| written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_looked_up() {
        let root = serde_json::json!({ "a": [1, { "b/c": 2, "~": 3 }], "": { "0": 4 } });
        for path in ["", "/a/1", "/a/1/b~1c", "/a/1/~0", "//0", "/a/2", "/a/01", "/a/+1", "/a/0/x", "a", "/b"]
        {
            assert_eq!(lookup(&root, path), root.pointer(path), "{path}");
        }
    }

    #[test]
    fn keys_are_escaped_and_unescaped() {
        fn check(keys: &[&str], expected: &str) {
            let root = Pointer::root(FileId(0));
            let pointer = keys.iter().fold(root, |pointer, key| pointer.child(key));
            assert_eq!(pointer.to_string(), expected);
            assert_eq!(pointer.keys().collect::<Vec<_>>(), keys);
            assert_eq!(pointer.last_key().as_deref(), keys.last().copied());
            assert_eq!(
                pointer.parent().map_or(0, |parent| parent.keys().count()),
                keys.len().saturating_sub(1)
            );
        }
        check(&[], "#");
        check(&[""], "#/");
        check(&["paths", "/x/{id}"], "#/paths/~1x~1{id}");
        check(&["a~b", "~1", "/"], "#/a~0b/~01/~1");
        check(&["a", "", "b"], "#/a//b");
    }
}
