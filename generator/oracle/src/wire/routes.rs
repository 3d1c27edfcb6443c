//! The paths of operations.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use regex::Regex;
use serde_json::Value;

use crate::document::{Document, Location};

/// The method and path of every operation, by its location.
pub(super) fn routes(document: &Document) -> HashMap<Location, (String, String)> {
    const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
    let mut out = HashMap::new();
    let paths = Location { file: 0, pointer: "/paths".to_owned() };
    for path in document.value(&paths).and_then(Value::as_object).into_iter().flatten().map(|(path, _)| path)
    {
        let own = paths.child(path);
        let items = [Some(own.clone()), document.resolved(&own).map(|(location, _)| location)];
        for item in items.into_iter().flatten() {
            let Some(entries) = document.value(&item).and_then(Value::as_object) else { continue };
            for method in entries.keys().filter(|key| METHODS.contains(&key.as_str())) {
                let locations = [
                    Some(item.child(method)),
                    document.resolved(&item.child(method)).map(|(location, _)| location),
                ];
                for location in locations.into_iter().flatten() {
                    out.entry(location).or_insert_with(|| (method.clone(), path.clone()));
                }
            }
            let more = item.child("additionalOperations");
            for method in document
                .value(&more)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(method, _)| method)
            {
                out.entry(more.child(method)).or_insert_with(|| (method.clone(), path.clone()));
            }
        }
    }
    out
}

/// The encoded values of the parameters in a path.
pub(super) fn captures(template: &str, path: &str, parameters: &[&str]) -> Option<BTreeMap<String, String>> {
    let template = template.split(['?', '#']).next().unwrap_or_default();
    // Some documents use `:name` for `{name}`.
    let segments = template.split('/').map(|segment| match segment.strip_prefix(':') {
        Some(name) if parameters.contains(&name) => format!("{{{name}}}"),
        _ => segment.to_owned(),
    });
    let template = segments.collect::<Vec<_>>().join("/");
    let (mut pattern, mut names) = (String::from("^"), Vec::new());
    let mut rest = template.as_str();
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}')? + start;
        pattern.push_str(&literal(&rest[..start]));
        let name = &rest[start + 1..end];
        // Some documents have a pattern or a sign after the name.
        let many = name.contains(['*', '+', ':', '=']);
        let name = name.trim_start_matches(['.', ';', '/', '?', '+', '#']);
        names.push(name.split(['*', '+', ':', '?', '=']).next().unwrap_or_default().to_owned());
        pattern.push_str(if many { "(.*)" } else { "([^/]*?)" });
        rest = &rest[end + 1..];
    }
    pattern.push_str(&literal(rest));
    pattern.push('$');
    let found = Regex::new(&pattern).ok()?.captures(path)?;
    let value =
        |index: usize| found.get(index + 1).map(|found| found.as_str().to_owned()).unwrap_or_default();
    Some(names.into_iter().enumerate().map(|(index, name)| (name, value(index))).collect())
}

/// A pattern for a literal part of a template: each character, plain or percent-encoded.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let mut bytes = [0; 4];
        let encoded: String = c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect();
        if c.is_ascii_alphanumeric() || c == '/' {
            out.push(c);
        } else {
            let _ = write!(out, "(?:{}|(?i:{encoded}))", regex::escape(&c.to_string()));
        }
    }
    out
}
