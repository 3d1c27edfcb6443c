//! Discriminators: alternatives with a tag, and schemas that derive from a base.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::conversion::Conversion;
use super::{Purpose, reference};
use crate::document::{Document, Location};

/// A schema that derives from a base: the value of the tag, and the location of the schema.
pub(super) type Derived = (String, Location);

impl Conversion<'_> {
    /// Rules 8 and 10.
    pub(super) fn alternatives(
        &self,
        out: &mut Map<String, Value>,
        entries: &Map<String, Value>,
        location: &Location,
    ) {
        let key = if entries.contains_key("oneOf") { "oneOf" } else { "anyOf" };
        let tag =
            entries.get("discriminator").and_then(|tag| tag.get("propertyName")).and_then(Value::as_str);
        let mapping = mapping(self.document, entries, location);
        if let (Some(tag), Some(Value::Array(alternatives))) = (tag, out.get_mut(key))
            && !mapping.is_empty()
            && self.purpose != Purpose::Open
        {
            for (index, alternative) in alternatives.iter_mut().enumerate() {
                let own = location.child(key).child(&index.to_string());
                let Some(target) = referred(self.document, &own) else { continue };
                let mut keys: Vec<String> = mapping
                    .iter()
                    .filter(|(_, location)| *location == target)
                    .map(|(key, _)| key.clone())
                    .collect();
                if keys.is_empty() {
                    keys.push(target.last());
                }
                let values: Vec<Value> = keys.iter().flat_map(|key| spellings(key)).collect();
                let fixed = fixed(self.document, &target, tag, 0);
                if fixed.is_some_and(|fixed| fixed.iter().all(|value| !values.contains(value))) {
                    continue;
                }
                *alternative =
                    json!({"allOf": [alternative.clone(), {"properties": {tag: {"enum": values}}}]});
            }
        } else if self.purpose != Purpose::Open {
            return;
        }
        if out.contains_key("oneOf")
            && !out.contains_key("anyOf")
            && let Some(alternatives) = out.shift_remove("oneOf")
        {
            out.insert("anyOf".to_owned(), alternatives);
        }
    }

    /// Rule 9.
    pub(super) fn base(&self, out: &mut Map<String, Value>, location: &Location) {
        if let Some(Value::Array(all)) = out.get_mut("allOf") {
            let is_made_of_more = all
                .iter()
                .filter(|part| part.get("$ref").is_some() || part.get("properties").is_some())
                .count()
                > 1
                || out.contains_key("properties");
            let Some(Value::Array(all)) = out.get_mut("allOf") else { return };
            for part in all {
                let target = part
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|text| self.bases.keys().find(|base| reference(base) == text));
                if let Some(base) = target
                    && (is_made_of_more || self.bases[base].1.iter().any(|(_, derived)| derived == location))
                {
                    *part = json!({"$ref": reference(&base.child("x-plain"))});
                }
            }
        }
        let Some((tag, derived)) = self.bases.get(location) else { return };
        let mut plain = out.clone();
        let listed = plain.shift_remove("oneOf").or_else(|| plain.shift_remove("anyOf")).is_some();
        out.insert("x-plain".to_owned(), Value::Object(plain));
        if self.purpose == Purpose::Open || listed {
            return;
        }
        let known: Vec<Value> = derived
            .iter()
            .map(|(key, target)| json!({"tag": tag, "key": key, "$to": reference(target)}))
            .collect();
        let Value::Array(all) = out.entry("allOf").or_insert_with(|| json!([])) else { return };
        for (key, target) in derived.iter().filter(|(_, target)| target != location) {
            all.push(json!({
                "if": {"properties": {tag: {"enum": spellings(key)}}, "required": [tag]},
                "then": {"$ref": reference(target)},
            }));
        }
        out.insert("x-derived".to_owned(), Value::Array(known));
    }
}

/// The JSON values that a key of a mapping can mean: the string, and the integer or boolean it spells.
pub(crate) fn spellings(key: &str) -> Vec<Value> {
    let other = serde_json::from_str::<Value>(key).ok().filter(|value| value.is_i64() || value.is_boolean());
    std::iter::once(Value::String(key.to_owned())).chain(other).collect()
}

fn referred(document: &Document, location: &Location) -> Option<Location> {
    document.target_at(location, document.value(location)?.get("$ref")?.as_str()?)
}

/// The locations that the alternatives of a schema refer to.
fn alternatives(document: &Document, location: &Location) -> Vec<Location> {
    let lists = ["oneOf", "anyOf"].into_iter().map(|key| location.child(key));
    let targets = lists.flat_map(|list| {
        let count = document.value(&list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).filter_map(move |index| referred(document, &list.child(&index.to_string())))
    });
    targets.collect()
}

/// The keys of a discriminator's mapping, each with the location of its schema.
fn mapping(
    document: &Document,
    entries: &Map<String, Value>,
    location: &Location,
) -> Vec<(String, Location)> {
    let mapping = entries.get("discriminator").and_then(|tag| tag.get("mapping")).and_then(Value::as_object);
    let target = |text: &str| {
        let named = Location { file: location.file, pointer: "/components/schemas".to_owned() }.child(text);
        let root = Location { file: 0, pointer: "/components/schemas".to_owned() }.child(text);
        let by_name = [named, root].into_iter().find(|location| document.value(location).is_some());
        by_name.or_else(|| document.target(location.file, text))
    };
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(key, text)| Some((key.clone(), target(text.as_str()?)?)))
        .collect()
}

/// The values that a schema allows for a property, if it lists them.
fn fixed(document: &Document, location: &Location, property: &str, depth: usize) -> Option<Vec<Value>> {
    if depth > 8 {
        return None;
    }
    let (location, schema) = document.resolved(location)?;
    let own = location.child("properties").child(property);
    if let Some((_, value)) = document.resolved(&own) {
        if let Some(only) = value.get("const") {
            return Some(vec![only.clone()]);
        }
        if let Some(Value::Array(values)) = value.get("enum") {
            return Some(values.clone());
        }
    }
    let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    (0..parts).find_map(|index| {
        fixed(document, &location.child("allOf").child(&index.to_string()), property, depth + 1)
    })
}

/// The bases: schemas with a discriminator or alternatives that other schemas derive from. Each has its tag and the derived schemas.
pub(super) fn bases(document: &Document) -> HashMap<Location, (String, Vec<Derived>)> {
    let mut named = Vec::new();
    let mut parents: BTreeMap<Location, Vec<Location>> = BTreeMap::new();
    for file in 0..document.files.len() {
        let schemas = Location { file, pointer: "/components/schemas".to_owned() };
        for (name, schema) in document.value(&schemas).and_then(Value::as_object).into_iter().flatten() {
            let location = schemas.child(name);
            let count = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
            let all = location.child("allOf");
            let targets = (0..count).filter_map(|index| referred(document, &all.child(&index.to_string())));
            parents.insert(location.clone(), targets.collect());
            named.push((location, schema));
        }
    }
    let is_derived = |location: &Location, base: &Location| {
        let (mut open, mut seen) = (vec![location.clone()], HashSet::new());
        while let Some(next) = open.pop() {
            for parent in parents.get(&next).into_iter().flatten() {
                if parent == base {
                    return true;
                }
                if seen.insert(parent.clone()) {
                    open.push(parent.clone());
                }
            }
        }
        false
    };
    let mut out = HashMap::new();
    for (location, schema) in &named {
        let Some(entries) = schema.as_object() else { continue };
        let tag =
            entries.get("discriminator").and_then(|tag| tag.get("propertyName")).and_then(Value::as_str);
        if entries.contains_key("oneOf") || entries.contains_key("anyOf") {
            let derived: Vec<Derived> = named
                .iter()
                .filter(|(other, _)| is_derived(other, location))
                .map(|(other, _)| (other.last(), other.clone()))
                .collect();
            // If the base does not list them, a derived schema also has to match one of the alternatives.
            let lists_derived = alternatives(document, location)
                .iter()
                .any(|listed| derived.iter().any(|(_, one)| one == listed));
            if !lists_derived {
                continue;
            }
            out.insert(location.clone(), (tag.unwrap_or_default().to_owned(), derived));
            continue;
        }
        let Some(tag) = tag else { continue };
        let mut derived = mapping(document, entries, location);
        let fixed = fixed(document, location, tag, 0);
        for (other, _) in &named {
            if is_derived(other, location) && derived.iter().all(|(_, known)| known != other) {
                let plain = |text: &str| text.replace(|c: char| !c.is_alphanumeric(), "").to_lowercase();
                let name = other.last();
                let key = match &fixed {
                    Some(values) => values
                        .iter()
                        .filter_map(Value::as_str)
                        .find(|value| plain(value) == plain(&name))
                        .map(str::to_owned),
                    None => Some(name),
                };
                derived.extend(key.map(|key| (key, other.clone())));
            }
        }
        if derived.iter().any(|(_, target)| target != location) {
            out.insert(location.clone(), (tag.to_owned(), derived));
        }
    }
    out
}
