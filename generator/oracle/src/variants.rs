//! Checks which variants of unions and enums a value was read as.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use crate::debug::Node;
use crate::document::{Document, Location, is_null};
use crate::rust::Rust;
use crate::schema::Schemas;
use crate::surface::{Shape, Surface, Type};

/// A wrong variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The enum.
    pub ty: String,
    /// The path in the value: `.name` for a property, `[]` for an element.
    pub path: String,
    /// The variant that was chosen.
    pub chosen: String,
    /// The variants of the alternatives that accept the value.
    pub expected: Vec<String>,
}

/// Judges variants.
pub struct Variants<'a> {
    surface: &'a Surface,
    schemas: &'a Schemas,
    alternatives: RefCell<HashMap<String, Rc<Vec<Alternative>>>>,
    /// Variants that were read, or whose alternative accepts a value, each with its enum.
    reached: RefCell<BTreeSet<(String, String)>>,
}

/// One schema of a union.
#[derive(Debug)]
struct Alternative {
    location: Location,
    /// `None` if the variant cannot be determined.
    variant: Option<String>,
    /// The tag, and its value for this alternative.
    tag: Option<(String, String)>,
}

impl<'a> Variants<'a> {
    /// Creates a judge for the types of an emitted crate.
    pub fn new(surface: &'a Surface, schemas: &'a Schemas) -> Self {
        Self { surface, schemas, alternatives: RefCell::default(), reached: RefCell::default() }
    }

    /// The emitted crate.
    pub(crate) fn surface(&self) -> &Surface {
        self.surface
    }

    /// The schemas.
    pub(crate) fn schemas(&self) -> &Schemas {
        self.schemas
    }

    /// The wrong variants in a value that was read.
    pub(crate) fn mistakes(&self, ty: &Rust, node: &Node, value: &Value) -> Vec<Mistake> {
        let mut out = Vec::new();
        self.walk(ty, node, value, "", &mut out);
        out
    }

    fn walk(&self, ty: &Rust, node: &Node, value: &Value, path: &str, out: &mut Vec<Mistake>) {
        match ty {
            Rust::Boxed(inner) => self.walk(inner, node, value, path, out),
            Rust::AnyOf(inner) => {
                if let Node::Record(_, nodes) = node
                    && let Some((_, node)) = nodes.iter().find(|(name, _)| name == "value")
                {
                    self.walk(inner, node, value, path, out);
                }
            }
            Rust::Option(inner) | Rust::Nullable(inner) => {
                if let Some(node) = node.only() {
                    self.walk(inner, node, value, path, out);
                }
            }
            Rust::List(inner) => {
                if let (Node::List(nodes), Value::Array(values)) = (node, value) {
                    for (node, value) in nodes.iter().zip(values) {
                        self.walk(inner, node, value, &format!("{path}[]"), out);
                    }
                }
            }
            Rust::Map(inner) => self.map(inner, node, value, path, out),
            Rust::Named(name) => {
                if let Some(ty) = self.surface.named(name) {
                    self.named(ty, node, value, path, out);
                }
            }
            _ => {}
        }
    }

    fn map(&self, inner: &Rust, node: &Node, value: &Value, path: &str, out: &mut Vec<Mistake>) {
        let Node::Map(entries) = node else { return };
        for (key, node) in entries {
            if let Node::Text(key) = key
                && let Some(value) = value.get(key)
            {
                self.walk(inner, node, value, &format!("{path}.{key}"), out);
            }
        }
    }

    fn named(&self, ty: &Type, node: &Node, value: &Value, path: &str, out: &mut Vec<Mistake>) {
        match &ty.shape {
            Shape::Alias(inner) => self.walk(inner, node, value, path, out),
            Shape::Wrapper(inner) => {
                if let Some(node) = node.only() {
                    self.walk(inner, node, value, path, out);
                }
            }
            Shape::Record(fields) => {
                let Node::Record(_, nodes) = node else { return };
                for field in fields {
                    let node = nodes.iter().find(|(name, _)| name.trim_start_matches("r#") == field.name);
                    let Some((_, node)) = node else { continue };
                    match &field.wire {
                        Some(wire) => {
                            if let Some(value) = value.get(wire) {
                                self.walk(&field.ty, node, value, &format!("{path}.{wire}"), out);
                            }
                        }
                        None => self.walk(&field.ty, node, value, path, out),
                    }
                }
            }
            Shape::Values(_) => {
                if node.name() == "Unknown" && self.lists(ty, value) {
                    out.push(Mistake {
                        ty: ty.name.clone(),
                        path: path.to_owned(),
                        chosen: "Unknown".to_owned(),
                        expected: vec![value.to_string()],
                    });
                }
            }
            Shape::Union(variants) => {
                if let Some(expected) = self.better(ty, node.name(), value) {
                    out.push(Mistake {
                        ty: ty.name.clone(),
                        path: path.to_owned(),
                        chosen: node.name().to_owned(),
                        expected,
                    });
                    return;
                }
                self.reach(&ty.name, std::iter::once(node.name().to_owned()));
                let chosen = variants.iter().find(|(name, _)| name == node.name());
                if let (Some((_, inner)), Some(node)) = (chosen, node.only()) {
                    self.walk(inner, node, value, path, out);
                }
            }
        }
    }

    fn reach(&self, ty: &str, variants: impl Iterator<Item = String>) {
        self.reached.borrow_mut().extend(variants.map(|variant| (ty.to_owned(), variant)));
    }

    /// Variants of unions that no value reached, each with its enum.
    pub(crate) fn unreached(&self) -> Vec<(String, String)> {
        let reached = self.reached.borrow();
        let mut out = Vec::new();
        for ty in self.surface.types.values() {
            let Shape::Union(variants) = &ty.shape else { continue };
            let pairs = variants.iter().map(|(variant, _)| (ty.name.clone(), variant.clone()));
            out.extend(pairs.filter(|pair| !reached.contains(pair)));
        }
        out
    }

    /// Whether the schema of an enum lists a value.
    fn lists(&self, ty: &Type, value: &Value) -> bool {
        let location = ty.source.as_deref().and_then(|source| self.schemas.document().source(source));
        let Some((_, schema)) = location.and_then(|location| self.schemas.document().resolved(&location))
        else {
            return false;
        };
        let listed = schema.get("enum").and_then(Value::as_array);
        listed.is_some_and(|listed| listed.contains(value)) || schema.get("const") == Some(value)
    }

    /// The correct variants of a value, if another one was chosen.
    fn better(&self, ty: &Type, chosen: &str, value: &Value) -> Option<Vec<String>> {
        let alternatives = self.alternatives(ty);
        let fits: Vec<&Alternative> =
            alternatives.iter().filter(|alternative| self.fits(alternative, value)).collect();
        let known = fits.iter().filter_map(|alternative| alternative.variant.clone());
        self.reach(&ty.name, known);
        let variants: Vec<String> =
            fits.iter().map(|alternative| alternative.variant.clone()).collect::<Option<_>>()?;
        let is_known = alternatives.iter().any(|alternative| alternative.variant.as_deref() == Some(chosen));
        let judged = chosen == "Unknown" || is_known;
        (judged && !variants.is_empty() && variants.iter().all(|variant| variant != chosen))
            .then_some(variants)
    }

    /// The variants of the alternatives that accept a value.
    pub(crate) fn meant(&self, ty: &Type, value: &Value) -> Vec<String> {
        let alternatives = self.alternatives(ty);
        let fits = alternatives.iter().filter(|alternative| self.fits(alternative, value));
        fits.filter_map(|alternative| alternative.variant.clone()).collect()
    }

    fn fits(&self, alternative: &Alternative, value: &Value) -> bool {
        let tagged = alternative.tag.as_ref().is_none_or(|(tag, key)| match value.get(tag) {
            Some(Value::String(text)) => text == key,
            Some(other) => serde_json::from_str(key).is_ok_and(|key: Value| key == *other),
            None => false,
        });
        tagged && self.schemas.allows(&alternative.location, value)
    }

    /// The alternatives of a union, and the variant of each.
    fn alternatives(&self, ty: &Type) -> Rc<Vec<Alternative>> {
        if let Some(known) = self.alternatives.borrow().get(&ty.name) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find(ty).unwrap_or_default());
        self.alternatives.borrow_mut().insert(ty.name.clone(), Rc::clone(&found));
        found
    }

    fn find(&self, ty: &Type) -> Option<Vec<Alternative>> {
        let Shape::Union(variants) = &ty.shape else { return None };
        let document = self.schemas.document();
        let location = document.source(ty.source.as_deref()?)?;
        let (location, _) = document.resolved(&location)?;
        let mut lists = Vec::new();
        self.lists_of_alternatives(&location, 0, &mut lists);
        let [list] = &lists[..] else { return self.derived(variants, &location) };
        let count = document.value(list)?.as_array()?.len();
        let mut out = Vec::new();
        for index in 0..count {
            let own = list.child(&index.to_string());
            let same: Vec<&String> = variants
                .iter()
                .filter(|(_, ty)| match ty.inner() {
                    Rust::Named(name) => self.is_of(name, &own),
                    Rust::List(element) => {
                        let items = document.resolved(&own).map(|(location, _)| location.child("items"));
                        matches!((element.inner(), items), (Rust::Named(name), Some(items)) if self.is_of(name, &items))
                    }
                    _ => false,
                })
                .map(|(name, _)| name)
                .collect();
            let variant = match same[..] {
                [only] => Some(only.clone()),
                [] => {
                    let schema = document.resolved(&own).map(|(_, schema)| schema);
                    let like: Vec<&String> = variants
                        .iter()
                        .filter(|(_, ty)| schema.is_some_and(|schema| is_like(ty.inner(), schema)))
                        .map(|(name, _)| name)
                        .collect();
                    if let [only] = like[..] { Some(only.clone()) } else { None }
                }
                _ => None,
            };
            // Null belongs to the `Option` around the union.
            let is_null = document.resolved(&own).is_some_and(|(_, schema)| is_null(schema));
            if !is_null {
                out.push(Alternative { location: own, variant, tag: None });
            }
        }
        Some(out)
    }

    /// The lists of alternatives of a schema: its own, else those of the parts of its `allOf`.
    fn lists_of_alternatives(&self, location: &Location, depth: usize, out: &mut Vec<Location>) {
        let document = self.schemas.document();
        let Some((location, schema)) = document.resolved(location).filter(|_| depth < 8) else { return };
        if let Some(key) = ["oneOf", "anyOf"].into_iter().find(|key| schema.get(*key).is_some()) {
            out.push(location.child(key));
            return;
        }
        let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..parts {
            self.lists_of_alternatives(&location.child("allOf").child(&index.to_string()), depth + 1, out);
        }
    }

    /// The alternatives of a base: the schemas that derive from it.
    fn derived(&self, variants: &[(String, Rust)], base: &Location) -> Option<Vec<Alternative>> {
        let (_, schema) = self.schemas.at(base)?;
        let mut out = Vec::new();
        for target in schema.get("x-derived")?.as_array()? {
            let location = self.schemas.target(target.get("$to")?.as_str()?)?;
            let (tag, key) = (target.get("tag")?.as_str()?, target.get("key")?.as_str()?);
            let variant = variants.iter().find(|(_, ty)| match ty.inner() {
                Rust::Named(name) => self.is_of(name, &location),
                _ => false,
            });
            out.push(Alternative {
                location,
                variant: variant.map(|(name, _)| name.clone()),
                tag: Some((tag.to_owned(), key.to_owned())),
            });
        }
        Some(out)
    }

    /// Whether a type belongs to the schema at a location, or to one that it refers to.
    fn is_of(&self, name: &str, location: &Location) -> bool {
        let Some(ty) = self.surface.types.get(name) else { return false };
        let document = self.schemas.document();
        let Some(source) = ty.source.as_deref().and_then(|source| document.source(source)) else {
            return false;
        };
        let mut location = location.clone();
        for _ in 0..8 {
            if location == source {
                return true;
            }
            match next(document, &location) {
                Some(next) => location = next,
                None => return false,
            }
        }
        false
    }
}

fn next(document: &Document, location: &Location) -> Option<Location> {
    document.target_at(location, document.value(location)?.get("$ref")?.as_str()?)
}

/// Whether a Rust type fits the `type` and `format` of a schema.
fn is_like(ty: &Rust, schema: &Value) -> bool {
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(ty)) => vec![ty],
        Some(Value::Array(types)) => {
            types.iter().filter_map(Value::as_str).filter(|ty| *ty != "null").collect()
        }
        _ => return false,
    };
    let format = schema.get("format").and_then(Value::as_str);
    match (&types[..], ty) {
        (["string"], Rust::Timestamp) => format == Some("date-time"),
        (["string"], Rust::Date) => format == Some("date"),
        (["string"], Rust::Uuid) => format == Some("uuid"),
        (["string"], Rust::Bytes) => format == Some("byte"),
        (["string"], Rust::Text) => !matches!(format, Some("date-time" | "date" | "uuid" | "byte")),
        (["integer"], Rust::Integer(_))
        | (["number"], Rust::Float(_))
        | (["boolean"], Rust::Bool)
        | (["array"], Rust::List(_))
        | (["object"], Rust::Map(_) | Rust::Object) => true,
        _ => false,
    }
}
