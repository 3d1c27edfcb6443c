//! Documentation of items that the document does not describe: one sentence about their values.

use std::collections::BTreeSet;

use super::doc;
use crate::model::{
    Api, Dispatch, MapKey, Operation, Record, Resource, Scalar, Shape, Ty, Union, UnionVariant,
};
use crate::names::Ident;
use crate::source::Value;

/// The maximum number of properties, values or alternatives that a sentence lists.
const MAX_LISTED: usize = 5;

/// The notation for types of the API in a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    /// By name: the sentence documents an item in the same module.
    Types,
    /// As `types::Name`: the sentence documents an item of another module.
    Elsewhere,
}

/// A value of this type, as a sentence: `A list of strings.`
pub(super) fn value(api: &Api, ty: &Ty, scope: Scope) -> String {
    if let Ty::Named { id, .. } = ty {
        return format!("See {}.", link(&api.type_def(*id).name, scope));
    }
    format!("{}.", capitalised(&phrase(api, ty, scope, Number::One)))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// A type of this shape, as a sentence.
pub(super) fn shape(api: &Api, shape: &Shape) -> String {
    match shape {
        Shape::Record(record) => properties(record),
        Shape::Enum(values) => one_of(&values.variants, |variant| wire(&variant.wire)),
        Shape::Union(union) => alternatives(api, union),
        Shape::Newtype(ty) | Shape::Alias(ty) => value(api, ty, Scope::Types),
    }
}

/// The requests of a resource, as a sentence. The order of paths in the document has no meaning, so they are sorted.
pub(super) fn requests(resource: &Resource) -> String {
    let paths: BTreeSet<&str> = resource.operations.iter().map(|operation| operation.path.as_str()).collect();
    let paths: Vec<&str> = paths.into_iter().collect();
    format!("Requests to {}.", list(&paths, |path| doc::code_text(path), "and"))
}

/// The request of an operation, as code: `GET /pets`.
pub(super) fn request(operation: &Operation) -> String {
    doc::code_text(&format!("{} {}", operation.method.as_str(), operation.path))
}

/// The method that creates the request of an operation, as a link.
pub(super) fn method(resource: &Resource, operation: &Operation) -> String {
    format!("[`{}::{}`]", resource.name, operation.name)
}

fn properties(record: &Record) -> String {
    if record.fields.is_empty() {
        return "An object without named properties.".to_owned();
    }
    if record.is_array {
        let names: Vec<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
        return format!("An array of {}.", list(&names, |name| doc::code_text(name), "and"));
    }
    // The order of properties in the document has no meaning, so it does not change the documentation.
    let mut names: Vec<&str> = record.fields.iter().map(|field| field.wire.as_str()).collect();
    names.sort_unstable();
    format!("An object with {}.", list(&names, |name| doc::code_text(name), "and"))
}

fn alternatives(api: &Api, union: &Union) -> String {
    let phrase = |variant: &UnionVariant| phrase(api, &variant.ty, Scope::Types, Number::One);
    match union.variants.as_slice() {
        [only] if union.dispatch == Dispatch::Fit => {
            format!("{}, or any other value.", capitalised(&phrase(only)))
        }
        variants => one_of(variants, phrase),
    }
}

fn one_of<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    format!("One of {}.", list(items, text, "or"))
}

/// The first items and how many more there are.
fn list<T>(items: &[T], text: impl Fn(&T) -> String, last: &str) -> String {
    let mut shown: Vec<String> = items.iter().take(MAX_LISTED).map(text).collect();
    match items.len().saturating_sub(MAX_LISTED) {
        0 => {}
        more => shown.push(format!("{more} more")),
    }
    match shown.as_slice() {
        [] => "no known values".to_owned(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

fn wire(value: &Value) -> String {
    doc::code_text(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

#[derive(Debug, Clone, Copy)]
enum Number {
    One,
    Many,
}

fn phrase(api: &Api, ty: &Ty, scope: Scope, number: Number) -> String {
    let pick = |one: &str, many: &str| match number {
        Number::One => one.to_owned(),
        Number::Many => many.to_owned(),
    };
    let inner = |ty: &Ty| phrase(api, ty, scope, Number::Many);
    match ty {
        Ty::Scalar(scalar) => {
            let (one, many) = scalar_words(*scalar);
            pick(one, many)
        }
        Ty::Named { id, .. } => link(&api.type_def(*id).name, scope),
        Ty::List(element) => format!("{} of {}", pick("a list", "lists"), inner(element)),
        Ty::Map(MapKey::String, element) => format!("{} of {}", pick("a map", "maps"), inner(element)),
        Ty::Map(MapKey::Enum(id), element) => {
            let key = link(&api.type_def(*id).name, scope);
            format!("{} from {key} to {}", pick("a map", "maps"), inner(element))
        }
        Ty::Nullable(value) => format!("{} or null", phrase(api, value, scope, number)),
        Ty::JsonObject => pick("a JSON object", "JSON objects"),
        Ty::AnyJson => pick("any JSON value", "JSON values"),
    }
}

fn link(name: &Ident, scope: Scope) -> String {
    match scope {
        Scope::Types => format!("[`{name}`]"),
        Scope::Elsewhere => format!("[`types::{name}`]"),
    }
}

fn scalar_words(scalar: Scalar) -> (&'static str, &'static str) {
    match scalar {
        Scalar::String => ("a string", "strings"),
        Scalar::Bool => ("a Boolean", "Booleans"),
        Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 => ("an integer", "integers"),
        Scalar::F64 | Scalar::Number(_) => ("a number", "numbers"),
        Scalar::Timestamp => ("a date and time", "dates and times"),
        Scalar::Date => ("a date", "dates"),
        Scalar::Uuid => ("a UUID", "UUIDs"),
        Scalar::Base64 => ("bytes", "bytes"),
    }
}
