//! Finds the arrays whose items are the parts of multipart bodies, so that their positions are kept.

use std::collections::HashSet;

use crate::source::{Value, push_escaped};

/// The maximum depth of parts inside parts.
const MAX_DEPTH: usize = 8;

/// The pointers of the arrays in a file whose items are parts, each with its own schema.
pub(super) fn of_parts(root: &Value) -> HashSet<String> {
    let mut finder = Finder { root, found: HashSet::new() };
    finder.search(root, &mut String::new());
    finder.found
}

struct Finder<'v> {
    root: &'v Value,
    found: HashSet<String>,
}

impl Finder<'_> {
    fn search(&mut self, value: &Value, path: &mut String) {
        match value {
            Value::Object(map) => {
                if map.contains_key("prefixEncoding") || map.contains_key("itemEncoding") {
                    self.media_type(value, path);
                }
                for (key, child) in map {
                    within(path, key, |path| {
                        if key == "content" {
                            self.content(child, path);
                        }
                        self.search(child, path);
                    });
                }
            }
            Value::Array(list) => {
                for (index, child) in list.iter().enumerate() {
                    within(path, &index.to_string(), |path| self.search(child, path));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn content(&mut self, content: &Value, path: &mut String) {
        let entries = content.as_object().into_iter().flatten();
        for (key, media_type) in entries.filter(|(key, _)| is_multipart(key)) {
            within(path, key, |path| self.media_type(media_type, path));
        }
    }

    fn media_type(&mut self, media_type: &Value, path: &mut String) {
        if let Some(schema) = media_type.get("schema") {
            within(path, "schema", |path| self.array(schema, path, media_type, 0));
        }
    }

    /// Looks at a schema whose values are parts. `encodings` is the media type or the encoding that describes them.
    fn array(&mut self, schema: &Value, path: &mut String, encodings: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let local = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
        if let Some(local) = local {
            let target = self.root.pointer(local);
            if let Some(target) = target.filter(|target| target.get("$ref").is_none()) {
                self.array(target, &mut local.to_owned(), encodings, depth + 1);
            }
            return;
        }
        for key in ["prefixItems", "items"] {
            let Some(Value::Array(items)) = schema.get(key) else { continue };
            self.found.insert(path.clone());
            for (index, item) in items.iter().enumerate() {
                let encoding = encodings.get("prefixEncoding").and_then(|list| list.get(index));
                // An array of schemas in `items` is moved to `prefixItems`.
                within(path, "prefixItems", |path| {
                    within(path, &index.to_string(), |path| self.part(item, path, encoding, depth));
                });
            }
        }
        if let Some(items) = schema.get("items").filter(|items| items.is_object()) {
            let key = if schema.get("prefixItems").is_some() { FURTHER } else { "items" };
            within(path, key, |path| self.part(items, path, encodings.get("itemEncoding"), depth));
        }
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let encoding = encodings.get("encoding").and_then(|map| map.get(name));
            within(path, "properties", |path| {
                within(path, name, |path| self.part(property, path, encoding, depth));
            });
        }
    }

    fn part(&mut self, schema: &Value, path: &mut String, encoding: Option<&Value>, depth: usize) {
        if let Some(encoding) = encoding.filter(|encoding| has_parts(encoding)) {
            self.array(schema, path, encoding, depth + 1);
        }
    }
}

/// The keyword for the items after those of `prefixItems`, in an array whose items are parts.
pub(crate) const FURTHER: &str = "x-oasmith-further-items";

/// Whether an encoding describes parts inside the part.
fn has_parts(encoding: &Value) -> bool {
    let content_type = encoding.get("contentType").and_then(Value::as_str);
    content_type.is_some_and(is_multipart)
        || ["encoding", "prefixEncoding", "itemEncoding"].iter().any(|key| encoding.get(key).is_some())
}

fn is_multipart(content_type: &str) -> bool {
    content_type.trim_start().to_lowercase().starts_with("multipart/")
}

fn within(path: &mut String, key: &str, look: impl FnOnce(&mut String)) {
    let length = path.len();
    push_escaped(path, key);
    look(path);
    path.truncate(length);
}
