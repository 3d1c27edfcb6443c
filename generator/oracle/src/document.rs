//! A document as untyped trees: every file, with references resolved on request.
//!
//! The oracle has its own reader. It shares no code with the generator's reader, so that a fault there becomes visible.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::overlay;
use crate::tree::read_file;

/// A location in one of the files of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file, as an index into [`Document::files`].
    pub file: usize,
    /// A JSON pointer.
    pub pointer: String,
}

impl Location {
    /// The location of a property or element of the value at this location.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        Self { file: self.file, pointer: format!("{}/{}", self.pointer, escape(key)) }
    }

    /// The last key of the pointer.
    pub fn last(&self) -> String {
        self.pointer.rsplit('/').next().map(unescape).unwrap_or_default()
    }

    /// The location of the parent.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.pointer.rsplit_once('/')?;
        Some(Self { file: self.file, pointer: parent.to_owned() })
    }
}

/// A key as a token of a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// One file of a document.
#[derive(Debug)]
pub struct File {
    /// The path it was read from.
    pub path: PathBuf,
    /// The content.
    pub value: Value,
}

/// A document and every file that it refers to.
#[derive(Debug)]
pub struct Document {
    /// The files; the first is the document itself.
    pub files: Vec<File>,
    names: HashMap<String, Location>,
}

impl Document {
    /// Reads a document and every file that it refers to.
    ///
    /// # Errors
    ///
    /// When the document cannot be read. A file that it refers to and that cannot be read is left out.
    pub fn read(path: &Path) -> Result<Self, String> {
        Self::read_patched(path, &[])
    }

    /// Reads a document, applies overlays to it, and reads every file that it refers to.
    ///
    /// # Errors
    ///
    /// Like [`read`](Self::read), and when an overlay cannot be read or applied.
    pub fn read_patched(path: &Path, overlays: &[PathBuf]) -> Result<Self, String> {
        let mut value = read_file(path)?;
        for path in overlays {
            overlay::apply(&mut value, &read_file(path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        let mut document = Self { files: vec![File { path: normal(path), value }], names: HashMap::new() };
        let mut next = 0;
        while next < document.files.len() {
            let mut references = Vec::new();
            let location = Location { file: next, pointer: String::new() };
            let mut names = Vec::new();
            collect(&document.files[next].value, &location, "", &mut references, &mut names);
            document.names.extend(names);
            for reference in references {
                let path = decoded(reference.split('#').next().unwrap_or_default());
                if path.is_empty() || path.contains("://") || path.starts_with("urn:") {
                    continue;
                }
                let path = normal(&document.files[next].path.with_file_name(path));
                if document.files.iter().all(|file| file.path != path)
                    && let Ok(value) = read_file(&path)
                {
                    document.files.push(File { path, value });
                }
            }
            next += 1;
        }
        Ok(document)
    }

    /// Whether the document has version 3.0 or older, where keywords next to a `$ref` are ignored.
    pub fn is_old(&self) -> bool {
        match self.root().get("openapi") {
            Some(Value::String(version)) => version.starts_with("3.0"),
            Some(version) => version.to_string().starts_with("3.0"),
            None => true,
        }
    }

    /// The document itself.
    pub fn root(&self) -> &Value {
        &self.files[0].value
    }

    /// The value at a location.
    pub fn value(&self, location: &Location) -> Option<&Value> {
        self.files.get(location.file)?.value.pointer(&location.pointer)
    }

    /// The location that a reference in a file resolves to.
    pub fn target(&self, file: usize, reference: &str) -> Option<Location> {
        if let Some(location) = self.names.get(&absolute(file, reference)) {
            return Some(location.clone());
        }
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if path.is_empty() {
            file
        } else {
            let path = normal(&self.files.get(file)?.path.with_file_name(decoded(path)));
            self.files.iter().position(|file| file.path == path)?
        };
        if let Some(location) = self.names.get(&absolute(file, &format!("#{fragment}"))) {
            return Some(location.clone());
        }
        let exact = Location { file, pointer: decoded(fragment) };
        let plain = Location { file, pointer: fragment.to_owned() };
        [exact, plain].into_iter().find(|location| self.value(location).is_some())
    }

    /// The location that a reference resolves to, relative to the `$id` of the schemas around it.
    pub fn target_at(&self, location: &Location, reference: &str) -> Option<Location> {
        let id = |location: &Location| self.value(location)?.get("$id")?.as_str().map(str::to_owned);
        let base = std::iter::successors(Some(location.clone()), Location::parent)
            .find_map(|location| Some((id(&location)?, location)));
        if let Some((id, base)) = base {
            let fragment = reference.strip_prefix('#');
            if let Some(pointer) = fragment.filter(|pointer| pointer.is_empty() || pointer.starts_with('/')) {
                let inner =
                    Location { file: base.file, pointer: format!("{}{}", base.pointer, decoded(pointer)) };
                if self.value(&inner).is_some() {
                    return Some(inner);
                }
            }
            let folder = id.rsplit_once('/').map_or("", |(folder, _)| folder);
            let absolute =
                if fragment.is_some() { format!("{id}{reference}") } else { format!("{folder}/{reference}") };
            if let Some(location) = self.names.get(&absolute) {
                return Some(location.clone());
            }
        }
        self.target(location.file, reference)
    }

    /// The location that the `Source:` line of an emitted item names.
    pub fn source(&self, source: &str) -> Option<Location> {
        let (path, pointer) = source.split_once('#')?;
        let file = if path.is_empty() {
            0
        } else {
            let path = normal(&self.files[0].path.with_file_name(path));
            self.files.iter().position(|file| file.path == path)?
        };
        let exact = Location { file, pointer: pointer.to_owned() };
        let escaped = Location { file, pointer: without_escapes(pointer) };
        let is_there = self.value(&exact).is_some() || self.value(&escaped).is_none();
        Some(if is_there { exact } else { escaped })
    }

    /// The value at a location, with references followed.
    pub fn resolved(&self, location: &Location) -> Option<(Location, &Value)> {
        let mut location = location.clone();
        for _ in 0..16 {
            let value = self.value(&location)?;
            match value.get("$ref").and_then(Value::as_str) {
                Some(reference) => location = self.target_at(&location, reference)?,
                None => return Some((location.clone(), self.value(&location)?)),
            }
        }
        None
    }

    /// A location as a user writes it.
    pub fn shown(&self, location: &Location) -> String {
        let root = self.files[0].path.parent().unwrap_or(Path::new(""));
        let path = match (location.file, self.files.get(location.file)) {
            (0, _) | (_, None) => String::new(),
            (_, Some(file)) => file.path.strip_prefix(root).unwrap_or(&file.path).display().to_string(),
        };
        format!("{path}#{}", location.pointer)
    }
}

/// A string whose control characters are written as in Rust.
fn without_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let named = [('r', '\r'), ('n', '\n'), ('t', '\t'), ('0', '\0')];
        let by_number = after.strip_prefix("u{").and_then(|after| {
            let (digits, after) = after.split_once('}')?;
            Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, after))
        });
        let by_name = named.iter().find_map(|(name, c)| Some((*c, after.strip_prefix(*name)?)));
        let (c, after) = by_number.or(by_name).unwrap_or(('\\', after));
        out.push(c);
        rest = after;
    }
    out + rest
}

/// Whether a schema allows `null` alone.
pub(crate) fn is_null(schema: &Value) -> bool {
    let only_null = |values: &Value| match values {
        Value::Array(values) => {
            !values.is_empty() && values.iter().all(|value| *value == "null" || value.is_null())
        }
        value => value == "null",
    };
    match (schema.get("type"), schema.get("enum"), schema.get("const")) {
        (Some(ty), ..) => only_null(ty),
        (None, Some(values), _) => only_null(values),
        (None, None, only) => only.is_some_and(Value::is_null),
    }
}

/// Collects the references of a file, and the `$id`s and anchors of its schemas.
fn collect(
    value: &Value,
    location: &Location,
    base: &str,
    references: &mut Vec<String>,
    names: &mut Vec<(String, Location)>,
) {
    match value {
        Value::Object(entries) => {
            let mut base = base.to_owned();
            if let Some(Value::String(id)) = entries.get("$id") {
                base.clone_from(id);
                names.push((absolute(location.file, id), location.clone()));
            }
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(Value::String(anchor)) = entries.get(key) {
                    names.push((absolute(location.file, &format!("{base}#{anchor}")), location.clone()));
                    names.push((absolute(location.file, &format!("#{anchor}")), location.clone()));
                }
            }
            for (key, value) in entries {
                match value {
                    Value::String(reference) if key == "$ref" => references.push(reference.clone()),
                    // A value is not a schema, even if it looks like one. A property may have the name of such a keyword.
                    _ if is_data(key) && location.last() != "properties" => {}
                    _ => collect(value, &location.child(key), &base, references, names),
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect(element, &location.child(&index.to_string()), base, references, names);
            }
        }
        _ => {}
    }
}

fn is_data(key: &str) -> bool {
    ["example", "default", "const", "enum"].contains(&key)
}

/// The key of an `$id` or anchor: a relative one belongs to its file.
fn absolute(file: usize, name: &str) -> String {
    if name.contains("://") || name.starts_with("urn:") { name.to_owned() } else { format!("{file} {name}") }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            component => out.push(component),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sources_may_have_escapes() {
        let files = vec![File { path: PathBuf::from("x.json"), value: json!({"a": {}, "b\r\u{2028}": 1}) }];
        let document = Document { files, names: HashMap::new() };
        for (source, expected) in
            [("#/a", "/a"), ("#/b\\r\\u{2028}", "/b\r\u{2028}"), ("#/gone\\r", "/gone\\r")]
        {
            assert_eq!(document.source(source).unwrap().pointer, expected, "{source}");
        }
    }
}
