//! The names that a document gives to its schemas.

use std::borrow::Cow;

use crate::document::Spec;
use crate::source::{Pointer, unescape};

/// The name of the schema at `at`: that of the component, of the component that consists of it, or of its file.
pub(super) fn schema_name(spec: &Spec, at: &Pointer) -> Option<String> {
    if let Some(name) = component_of(at).or_else(|| definition_of(at)) {
        return Some(name);
    }
    let stem = spec.file_stem(at)?;
    let keys: Vec<Cow<'_, str>> = at.keys().collect();
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    name_in_file(&keys, stem)
}

/// The component that consists of the schema at `at`.
fn component_of(at: &Pointer) -> Option<String> {
    let (kind, rest) = at.path().strip_prefix("/components/")?.split_once('/')?;
    let (name, inside) = match rest.split_once('/') {
        Some((name, inside)) => (name, Some(inside)),
        None => (rest, None),
    };
    let media = || inside?.strip_prefix("content/")?.strip_suffix("/schema");
    let is_all = match kind {
        "schemas" => inside.is_none(),
        "parameters" | "headers" | "x-parameters" => inside == Some("schema"),
        "requestBodies" | "responses" => media().is_some_and(|media| !media.contains('/')),
        _ => false,
    };
    is_all.then(|| unescape(name).into_owned())
}

/// The name of a schema among the definitions of another one.
fn definition_of(at: &Pointer) -> Option<String> {
    let mut keys = at.keys().rev();
    let (name, section) = (keys.next()?, keys.next()?);
    let is_section = matches!(&*section, "$defs" | "definitions");
    (is_section && keys.next().is_none_or(|outer| outer != "properties")).then(|| name.into_owned())
}

/// The name of a schema in another file, which is one part of a document or several with a name each.
fn name_in_file(keys: &[&str], stem: String) -> Option<String> {
    match keys {
        [] | ["schema"] | ["content", _, "schema"] => Some(stem),
        ["items" | "additionalProperties"] => None,
        // Parameters and responses of Swagger 2.0.
        ["parameters" | "responses", name, "schema"] if !name.starts_with(|c: char| c.is_ascii_digit()) => {
            Some((*name).to_owned())
        }
        [name] | [name, "schema"] | [name, "content", _, "schema"] => Some((*name).to_owned()),
        _ => None,
    }
}
