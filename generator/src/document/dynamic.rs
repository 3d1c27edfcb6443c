//! Generic schemas: a reference to a schema with `$dynamicRef`, next to the schemas that it stands for → a copy of that schema.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, json};

use super::resolve::{Link, link};
use crate::source::{FileId, NAMED, Pointer, Sources, VALUES, Value};

/// The maximum nesting of generic schemas, and the maximum number of values that are copied.
const MAX_DEPTH: usize = 8;
const MAX_COPIED: usize = 100_000;

/// The keywords of a schema that its copies do not have: their names would have two locations.
const NAMES: &[&str] = &["$id", "$anchor", "$dynamicAnchor", "$defs", "$schema"];

/// The targets of dynamic references, by the names of their anchors.
type Targets = BTreeMap<String, Pointer>;

/// Replaces references to generic schemas in a file by copies for the schemas next to the references.
pub(super) fn instantiate(sources: &mut Sources, file: FileId) {
    if !sources.text(file).contains("$dynamicRef") {
        return;
    }
    let mut found = Vec::new();
    find(&Pointer::root(file), sources.root(file), false, &mut found);
    let mut templates = Templates { sources, copied: 0, open: HashSet::new() };
    let copies: Vec<_> = found.iter().filter_map(|at| Some((at, templates.instance(at)?))).collect();
    for (at, (schema, origins)) in copies {
        sources.set(at, schema);
        for (copy, origin) in origins {
            sources.origins_mut().put(&copy, origin);
        }
    }
}

/// Finds the schemas that have targets of dynamic references, the outer ones first.
fn find(at: &Pointer, value: &Value, is_map: bool, found: &mut Vec<Pointer>) {
    match value {
        Value::Object(map) => {
            if !is_map && !targets(at, map).is_empty() && is_reference(map) {
                found.push(at.clone());
            }
            for (key, inner) in map.iter().filter(|(key, _)| is_map || !VALUES.contains(&key.as_str())) {
                let is_map = !is_map && NAMED.contains(&key.as_str());
                find(&at.child(key), inner, is_map, found);
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, inner)| find(&at.index(index), inner, false, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a schema refers to another one, which may be generic.
fn is_reference(schema: &Map<String, Value>) -> bool {
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    schema.contains_key("$ref") || parts.into_iter().any(|part| part.get("$ref").is_some())
}

/// The reference of a schema that is nothing else, although it is written with `allOf`.
fn only_part(schema: &Map<String, Value>) -> Option<&Value> {
    match schema.get("allOf")?.as_array()?.as_slice() {
        [Value::Object(part)] if part.len() == 1 && !schema.contains_key("$ref") => part.get("$ref"),
        _ => None,
    }
}

/// Whether a keyword says nothing about the values of a schema.
fn is_annotation(key: &str) -> bool {
    key.starts_with('$')
        || key.starts_with("x-")
        || matches!(key, "title" | "description" | "deprecated" | "example" | "examples")
}

/// The targets of dynamic references that the schema at `at` has: itself, and its `$defs`.
fn targets(at: &Pointer, schema: &Map<String, Value>) -> Targets {
    let anchor = |schema: &Value| schema.get("$dynamicAnchor")?.as_str().map(str::to_owned);
    let own = schema.get("$dynamicAnchor").and_then(Value::as_str).map(|name| (name.to_owned(), at.clone()));
    let definitions = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
    let defined =
        definitions.filter_map(|(key, schema)| Some((anchor(schema)?, at.child("$defs").child(key))));
    own.into_iter().chain(defined).collect()
}

/// A schema, and the origins of its keywords.
type Instance = (Value, Vec<(Pointer, Pointer)>);

struct Templates<'a> {
    sources: &'a Sources,
    copied: usize,
    /// The schemas around the value that is copied.
    open: HashSet<Pointer>,
}

impl Templates<'_> {
    /// The schema at `at`, with copies in place of its references to generic schemas. `None` if there are none.
    fn instance(&mut self, at: &Pointer) -> Option<Instance> {
        let schema = self.sources.get(at)?.as_object()?;
        let targets = targets(at, schema);
        let mut instance = schema.clone();
        if let Some(reference) = only_part(schema) {
            instance.remove("allOf");
            instance.insert("$ref".to_owned(), reference.clone());
        }
        let mut origins = Vec::new();
        if let Some(template) = self.target(at, &instance)
            && let Some(copy) = self.copy_of(&template, at, &targets, 0)
        {
            instance.remove("$ref");
            let is_plain = instance.keys().all(|key| is_annotation(key));
            match copy {
                Value::Object(copy) if is_plain => {
                    let origin = |key: &String| self.sources.origin(&template.child(key));
                    origins.extend(copy.keys().map(|key| (at.child(key), origin(key))));
                    for (key, value) in copy {
                        instance.entry(key).or_insert(value);
                    }
                }
                copy => {
                    let parts = instance.entry("allOf").or_insert_with(|| json!([])).as_array_mut()?;
                    origins.push((at.child("allOf").index(parts.len()), self.sources.origin(&template)));
                    parts.push(copy);
                }
            }
        }
        let parts = instance.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
        for (index, part) in parts.enumerate() {
            let here = at.child("allOf").index(index);
            if let Some(template) = part.as_object().and_then(|part| self.target(&here, part))
                && let Some(copy) = self.copy_of(&template, at, &targets, 0)
            {
                *part = copy;
                origins.push((here, self.sources.origin(&template)));
            }
        }
        (!origins.is_empty()).then_some((Value::Object(instance), origins))
    }

    /// The target of the reference that a schema is, in the same file.
    fn target(&self, at: &Pointer, schema: &Map<String, Value>) -> Option<Pointer> {
        let reference = schema.get("$ref")?.as_str()?;
        match link(self.sources, at, reference) {
            Link::Inside { path: None, fragment } => Some(Pointer::new(at.file(), fragment)),
            Link::Inside { path: Some(_), .. } | Link::Network => None,
        }
    }

    /// The target of a dynamic reference that leads to no dynamic anchor: it is like any other reference.
    fn plain_target(&self, at: &Pointer, schema: &Map<String, Value>) -> Option<Pointer> {
        let reference = schema.get("$dynamicRef")?.as_str()?;
        let Link::Inside { path: None, fragment } = link(self.sources, at, reference) else { return None };
        let target = Pointer::new(at.file(), fragment);
        let is_plain = self.sources.get(&target)?.get("$dynamicAnchor").is_none();
        is_plain.then_some(target)
    }

    /// A copy of the schema at `template` for the schema at `user`. `None` if it is not generic.
    fn copy_of(
        &mut self,
        template: &Pointer,
        user: &Pointer,
        targets: &Targets,
        depth: usize,
    ) -> Option<Value> {
        if depth > MAX_DEPTH || !self.open.insert(template.clone()) {
            return None;
        }
        let sources = self.sources;
        let mut is_generic = false;
        let copy = sources.get(template).and_then(|schema| {
            let mut targets = targets.clone();
            for (name, target) in schema.as_object().map(|schema| self::targets(template, schema))? {
                targets.entry(name).or_insert(target);
            }
            let place = Place { template, user, targets: &targets, depth };
            self.copy(template, schema, &place, false, &mut is_generic)
        });
        self.open.remove(template);
        copy.filter(|_| is_generic)
    }

    /// A copy of a value inside a generic schema. `None` if too much is copied.
    fn copy(
        &mut self,
        at: &Pointer,
        value: &Value,
        place: &Place<'_>,
        is_map: bool,
        is_generic: &mut bool,
    ) -> Option<Value> {
        self.copied += 1;
        if self.copied > MAX_COPIED {
            return None;
        }
        match value {
            Value::Object(map) if is_map => self.copy_object(at, map, place, true, is_generic),
            Value::Object(map) => {
                if let Some(target) = self.plain_target(at, map) {
                    return Some(refer(&target, map, "$dynamicRef"));
                }
                if let Some(target) = place.dynamic_target(map) {
                    *is_generic |= !target.path().starts_with(&format!("{}/$defs/", place.template.path()));
                    return Some(refer(target, map, "$dynamicRef"));
                }
                if let Some(target) = self.target(at, map) {
                    if target == *place.template {
                        return Some(refer(place.user, map, "$ref"));
                    }
                    let copy = self.copy_of(&target, place.user, place.targets, place.depth + 1);
                    *is_generic |= copy.is_some();
                    return Some(copy.unwrap_or_else(|| refer(&target, map, "$ref")));
                }
                self.copy_object(at, map, place, false, is_generic)
            }
            Value::Array(list) => {
                let items = list.iter().enumerate();
                items
                    .map(|(index, item)| self.copy(&at.index(index), item, place, false, is_generic))
                    .collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value.clone()),
        }
    }

    fn copy_object(
        &mut self,
        at: &Pointer,
        map: &Map<String, Value>,
        place: &Place<'_>,
        is_map: bool,
        is_generic: &mut bool,
    ) -> Option<Value> {
        let mut copy = Map::new();
        for (key, inner) in map.iter().filter(|(key, _)| is_map || !NAMES.contains(&key.as_str())) {
            let inner = if !is_map && VALUES.contains(&key.as_str()) {
                inner.clone()
            } else {
                let is_map = !is_map && NAMED.contains(&key.as_str());
                self.copy(&at.child(key), inner, place, is_map, is_generic)?
            };
            copy.insert(key.clone(), inner);
        }
        Some(Value::Object(copy))
    }
}

/// The place of a copy.
struct Place<'a> {
    template: &'a Pointer,
    /// The schema that the copy is for.
    user: &'a Pointer,
    targets: &'a Targets,
    depth: usize,
}

impl Place<'_> {
    /// The target of the dynamic reference that a schema is.
    fn dynamic_target(&self, schema: &Map<String, Value>) -> Option<&Pointer> {
        let name = schema.get("$dynamicRef")?.as_str()?.rsplit_once('#')?.1;
        self.targets.get(name)
    }
}

/// A schema that is a reference, with another target.
fn refer(target: &Pointer, schema: &Map<String, Value>, key: &str) -> Value {
    let mut copy = schema.clone();
    copy.remove(key);
    copy.insert("$ref".to_owned(), format!("#{}", target.path().replace('%', "%25")).into());
    Value::Object(copy)
}
