//! The schemas of a document as JSON Schema 2020-12, each at the place where the document has it.
//!
//! The rules:
//!
//! 1. In a document of 3.0, nothing beside a `$ref` counts. A reference that leads nowhere allows everything.
//! 2. `nullable: true` adds `null` to the `type` beside it, and does nothing without one.
//! 3. `exclusiveMinimum: true` makes the `minimum` beside it exclusive; the same for the maximum.
//! 4. A list in `items` is `prefixItems`. A `type` that JSON does not have is dropped, as is a keyword whose value cannot be read and
//!    a `pattern` that is no regular expression.
//! 5. The values of an `enum` beside `type: string` are strings.
//! 6. An integer has 64 bits, or those of its format. A `format: byte` is Base64, as is a `contentEncoding: base64`.
//! 7. A response never has a property that is `writeOnly`, a request none that is `readOnly`; neither is required there.
//! 8. A `discriminator` with a `mapping` decides between alternatives: they become an `anyOf`, and each fixes the property to its keys,
//!    unless the alternative itself fixes it to something else. Without a mapping, the schemas alone decide.
//! 9. A schema with a `discriminator` and without alternatives has those that are derived from it by `allOf`: for a key of the mapping (or the
//!    name of a derived schema, spelt as the values of the property are), a value is also one of the derived schema. Seen from a derived
//!    schema, or beside other parts of an `allOf`, the base is only its own properties. So it is where the base lists its alternatives.
//! 10. In the *open* reading, an `enum` of strings allows any string, and `oneOf` is `anyOf`: a server newer than the document.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::document::{Document, Place};

/// What values are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// They are in a response.
    Read,
    /// They are in a request.
    Write,
    /// They are in a response of a server that is newer than the document.
    Open,
}

/// The schemas of a document for one purpose.
pub struct Schemas {
    document: Rc<Document>,
    trees: Vec<Value>,
    registry: Registry<'static>,
    validators: RefCell<HashMap<Place, Option<Rc<Validator>>>>,
}

impl Schemas {
    /// Converts all schemas of a document.
    ///
    /// # Errors
    ///
    /// When the converted document cannot be indexed.
    pub fn new(document: &Rc<Document>, purpose: Purpose) -> Result<Self, String> {
        let trees = Conversion::new(document, purpose).trees();
        let mut builder = Registry::new().draft(Draft::Draft202012);
        for (file, tree) in trees.iter().enumerate() {
            builder = builder.add(address(file), tree.clone()).map_err(|error| error.to_string())?;
        }
        let registry = builder.prepare().map_err(|error| error.to_string())?;
        Ok(Self { document: Rc::clone(document), trees, registry, validators: RefCell::default() })
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The converted value at a place, and the place where it is now: alternatives may have become an `anyOf`.
    pub fn at(&self, place: &Place) -> Option<(Place, &Value)> {
        let mut here = Place { file: place.file, pointer: String::new() };
        let mut value = self.trees.get(place.file)?;
        for token in place.pointer.split('/').skip(1) {
            let key = token.replace("~1", "/").replace("~0", "~");
            let key = if key == "oneOf" && value.get("oneOf").is_none() { "anyOf".to_owned() } else { key };
            value = match value {
                Value::Array(elements) => elements.get(key.parse::<usize>().ok()?)?,
                value => value.get(&key)?,
            };
            here = here.child(&key);
        }
        Some((here, value))
    }

    /// The place of a converted `$ref`.
    pub fn target(&self, reference: &str) -> Option<Place> {
        let (path, fragment) = reference.strip_prefix(BASE)?.split_once('#')?;
        let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        Some(Place { file: path.parse().ok()?, pointer })
    }

    /// What decides whether a value is one of the schema at a place; none if the schema cannot be compiled.
    pub fn validator(&self, place: &Place) -> Option<Rc<Validator>> {
        if let Some(known) = self.validators.borrow().get(place) {
            return known.clone();
        }
        let (here, _) = self.at(place)?;
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("byte", is_base64)
            .with_registry(&self.registry)
            .build(&json!({"$ref": reference(&here)}))
            .ok()
            .map(Rc::new);
        self.validators.borrow_mut().insert(place.clone(), validator.clone());
        validator
    }

    /// Whether a value is one of the schema at a place. A schema that cannot be compiled has no values.
    pub fn allows(&self, place: &Place, value: &Value) -> bool {
        self.validator(place).is_some_and(|validator| validator.is_valid(value))
    }

    /// Why a value is none of the schema at a place.
    pub fn objection(&self, place: &Place, value: &Value) -> Option<String> {
        let Some(validator) = self.validator(place) else {
            return Some("the schema cannot be compiled".to_owned());
        };
        let error = validator.iter_errors(value).next()?;
        let at = error.instance_path().to_string();
        let mut text = error.to_string();
        if text.len() > 160 {
            text = format!("{}…", text.chars().take(160).collect::<String>());
        }
        Some(if at.is_empty() { text } else { format!("{at}: {text}") })
    }
}

const BASE: &str = "https://oracle.invalid/";

fn address(file: usize) -> String {
    format!("{BASE}{file}")
}

const FRAGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn reference(place: &Place) -> String {
    format!("{}#{}", address(place.file), utf8_percent_encode(&place.pointer, FRAGMENT))
}

fn is_base64(text: &str) -> bool {
    let bytes = text.trim_end_matches('=');
    let padding = text.len() - bytes.len();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.len().is_multiple_of(4) && padding <= 2 && bytes.len() % 4 != 1 && bytes.chars().all(known)
}

/// Where a value of the document is, for how it is converted.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A part of the document that is no schema.
    Other,
    /// As `Other`, its members called by names of the author's.
    Named,
    Schema,
    SchemaMap,
    SchemaList,
    /// Not converted: an example.
    Data,
}

/// A schema that is derived from a base: the value of the tag, and where it is.
type Derived = (String, Place);

struct Conversion<'a> {
    document: &'a Document,
    purpose: Purpose,
    old: bool,
    /// Places that are read as schemas because a schema refers to them.
    referred: HashSet<Place>,
    seen: HashSet<Place>,
    targets: HashSet<Place>,
    bases: HashMap<Place, (String, Vec<Derived>)>,
    patterns: HashMap<String, bool>,
}

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

impl<'a> Conversion<'a> {
    fn new(document: &'a Document, purpose: Purpose) -> Self {
        Self {
            document,
            purpose,
            old: document.is_old(),
            referred: HashSet::new(),
            seen: HashSet::new(),
            targets: HashSet::new(),
            bases: bases(document),
            patterns: HashMap::new(),
        }
    }

    fn trees(mut self) -> Vec<Value> {
        loop {
            self.seen.clear();
            self.targets.clear();
            let roots: Vec<(Place, &Value)> = self
                .document
                .files
                .iter()
                .enumerate()
                .map(|(file, content)| (Place { file, pointer: String::new() }, &content.value))
                .collect();
            let trees =
                roots.into_iter().map(|(place, value)| self.part(value, &place, Kind::Other)).collect();
            let missing: Vec<Place> = self.targets.difference(&self.seen).cloned().collect();
            let before = self.referred.len();
            self.referred.extend(missing);
            if self.referred.len() == before {
                return trees;
            }
        }
    }

    fn part(&mut self, value: &Value, place: &Place, kind: Kind) -> Value {
        let kind = if kind != Kind::Schema && self.referred.contains(place) { Kind::Schema } else { kind };
        match (value, kind) {
            (value, Kind::Schema) => self.schema(value, place),
            (Value::Object(members), Kind::SchemaMap)
                if members.get("$ref").is_some_and(Value::is_string) =>
            {
                let reference = members["$ref"].as_str().unwrap_or_default();
                let target = self.document.target(place.file, reference);
                match target.and_then(|target| Some((self.document.value(&target)?, target))) {
                    Some((value, target)) if target != *place => self.part(value, &target, kind),
                    _ => Value::Object(Map::new()),
                }
            }
            (Value::Object(members), kind) => {
                let converted = members.iter().map(|(key, value)| {
                    let below = below(kind, key, place);
                    (key.clone(), self.part(value, &place.child(key), below))
                });
                Value::Object(converted.collect())
            }
            (Value::Array(elements), kind) => {
                let below = match kind {
                    Kind::SchemaList => Kind::Schema,
                    Kind::Named => Kind::Other,
                    kind => kind,
                };
                let converted = elements
                    .iter()
                    .enumerate()
                    .map(|(index, element)| self.part(element, &place.child(&index.to_string()), below));
                Value::Array(converted.collect())
            }
            (value, _) => value.clone(),
        }
    }

    fn schema(&mut self, value: &Value, place: &Place) -> Value {
        self.seen.insert(place.clone());
        let Value::Object(members) = value else {
            return if value.is_boolean() { value.clone() } else { json!({}) };
        };
        let mut out = Map::new();
        if let Some(Value::String(text)) = members.get("$ref").or_else(|| members.get("$dynamicRef")) {
            if let Some(target) = self.document.target(place.file, text) {
                self.targets.insert(target.clone());
                out.insert("$ref".to_owned(), Value::String(reference(&target)));
            }
            if self.old {
                return Value::Object(out);
            }
        }
        for (key, value) in members {
            let kind = match key.as_str() {
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                    Kind::SchemaMap
                }
                "items" if value.is_array() => Kind::SchemaList,
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedProperties"
                | "unevaluatedItems" => Kind::Schema,
                "allOf" | "oneOf" | "anyOf" | "prefixItems" => Kind::SchemaList,
                "$ref" | "$dynamicRef" | "$id" | "$anchor" | "$dynamicAnchor" | "$schema" | "id"
                | "dependencies" | "contentSchema" => continue,
                _ => Kind::Data,
            };
            if kind == Kind::Data && !is_readable(key, value) {
                continue;
            }
            if kind == Kind::SchemaList && value.as_array().is_none_or(Vec::is_empty) {
                continue;
            }
            out.insert(key.clone(), self.part(value, &place.child(key), kind));
        }
        self.mend(&mut out);
        self.numbers(&mut out);
        self.direction(&mut out, members, place);
        self.alternatives(&mut out, members, place);
        self.base(&mut out, place);
        Value::Object(out)
    }

    /// Rules 2 to 5.
    fn mend(&mut self, out: &mut Map<String, Value>) {
        for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if let Some(Value::Bool(exclusive)) = out.get(flag) {
                let exclusive = *exclusive;
                out.shift_remove(flag);
                if exclusive && let Some(limit) = out.shift_remove(bound) {
                    out.insert(flag.to_owned(), limit);
                }
            }
        }
        let mut types: Vec<String> = match out.get("type") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => many.iter().filter_map(|ty| ty.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        types.retain(|ty| TYPES.contains(&ty.as_str()));
        if types == ["string"]
            && let Some(Value::Array(values)) = out.get_mut("enum")
        {
            for value in values.iter_mut().filter(|value| value.is_number() || value.is_boolean()) {
                *value = Value::String(value.to_string());
            }
        }
        if !types.is_empty() && out.get("nullable") == Some(&Value::Bool(true)) {
            types.push("null".to_owned());
        }
        types.sort();
        types.dedup();
        out.shift_remove("type");
        if !types.is_empty() {
            out.insert("type".to_owned(), json!(types));
        }
        if let Some(Value::Array(_)) = out.get("items")
            && let Some(items) = out.shift_remove("items")
        {
            out.insert("prefixItems".to_owned(), items);
        }
        if out.get("contentEncoding").is_some_and(|encoding| encoding == "base64") {
            out.entry("format").or_insert_with(|| json!("byte"));
        }
        if let Some(Value::String(pattern)) = out.get("pattern") {
            let pattern = pattern.clone();
            let known = self
                .patterns
                .entry(pattern.clone())
                .or_insert_with(|| jsonschema::options().build(&json!({"pattern": pattern})).is_ok());
            if !*known {
                out.shift_remove("pattern");
            }
        }
    }

    /// Rule 6, and enums in the open reading.
    fn numbers(&mut self, out: &mut Map<String, Value>) {
        let types: Vec<&str> = out
            .get("type")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if types.contains(&"integer") && !types.contains(&"number") {
            let unsigned = out.get("minimum").and_then(Value::as_f64).is_some_and(|minimum| minimum >= 0.0);
            let (least, most) = match out.get("format").and_then(Value::as_str) {
                Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
                Some("uint8") => (json!(0), json!(u8::MAX)),
                Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
                Some("uint16") => (json!(0), json!(u16::MAX)),
                Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
                Some("uint32") => (json!(0), json!(u32::MAX)),
                Some("uint64") => (json!(0), json!(u64::MAX)),
                _ if unsigned => (json!(0), json!(i64::MAX)),
                _ => (json!(i64::MIN), json!(i64::MAX)),
            };
            let bounds = json!({"minimum": least, "maximum": most});
            if let Value::Array(all) = out.entry("allOf").or_insert_with(|| json!([])) {
                all.push(bounds);
            }
        }
        if self.purpose == Purpose::Open {
            let texts = |value: &Value| match value {
                Value::Array(values) => values.iter().any(Value::is_string),
                value => value.is_string(),
            };
            for key in ["enum", "const"] {
                if out.get(key).is_some_and(texts) {
                    out.shift_remove(key);
                    out.entry("type").or_insert_with(|| json!(["string"]));
                }
            }
        }
    }

    /// Rule 7.
    fn direction(&self, out: &mut Map<String, Value>, members: &Map<String, Value>, place: &Place) {
        let flag = if self.purpose == Purpose::Write { "readOnly" } else { "writeOnly" };
        let properties = place.child("properties");
        let has = |value: &Value| value.get(flag) == Some(&Value::Bool(true));
        let gone: Vec<String> = members
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(name, value)| {
                has(value)
                    || self.document.resolved(&properties.child(name)).is_some_and(|(_, value)| has(value))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if let Some(Value::Object(properties)) = out.get_mut("properties") {
            properties.retain(|name, _| !gone.contains(name));
        }
        if let Some(Value::Array(required)) = out.get_mut("required") {
            required.retain(|name| name.as_str().is_some_and(|name| gone.iter().all(|gone| gone != name)));
            required.dedup();
        }
    }

    /// Rules 8 and 10.
    fn alternatives(&self, out: &mut Map<String, Value>, members: &Map<String, Value>, place: &Place) {
        let key = if members.contains_key("oneOf") { "oneOf" } else { "anyOf" };
        let tag =
            members.get("discriminator").and_then(|tag| tag.get("propertyName")).and_then(Value::as_str);
        let mapping = mapping(self.document, members, place);
        if let (Some(tag), Some(Value::Array(alternatives))) = (tag, out.get_mut(key))
            && !mapping.is_empty()
            && self.purpose != Purpose::Open
        {
            for (index, alternative) in alternatives.iter_mut().enumerate() {
                let own = place.child(key).child(&index.to_string());
                let Some(target) = referred(self.document, &own) else { continue };
                let mut keys: Vec<String> = mapping
                    .iter()
                    .filter(|(_, place)| *place == target)
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
    fn base(&self, out: &mut Map<String, Value>, place: &Place) {
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
                    && (is_made_of_more || self.bases[base].1.iter().any(|(_, derived)| derived == place))
                {
                    *part = json!({"$ref": reference(&base.child("x-plain"))});
                }
            }
        }
        let Some((tag, derived)) = self.bases.get(place) else { return };
        let mut plain = out.clone();
        let listed = plain.shift_remove("oneOf").or_else(|| plain.shift_remove("anyOf")).is_some();
        out.insert("x-plain".to_owned(), Value::Object(plain));
        if self.purpose == Purpose::Open || listed {
            return;
        }
        let known: Vec<Value> = derived
            .iter()
            .filter(|(_, target)| target != place)
            .map(|(key, target)| json!({"tag": tag, "key": key, "$to": reference(target)}))
            .collect();
        let Value::Array(all) = out.entry("allOf").or_insert_with(|| json!([])) else { return };
        for (key, target) in derived.iter().filter(|(_, target)| target != place) {
            all.push(json!({
                "if": {"properties": {tag: {"enum": spellings(key)}}, "required": [tag]},
                "then": {"$ref": reference(target)},
            }));
        }
        out.insert("x-derived".to_owned(), Value::Array(known));
    }
}

fn below(kind: Kind, key: &str, place: &Place) -> Kind {
    match kind {
        Kind::Data => Kind::Data,
        Kind::SchemaMap => Kind::Schema,
        Kind::Schema | Kind::SchemaList => kind,
        Kind::Named => Kind::Other,
        Kind::Other => match key {
            "schema" | "itemSchema" => Kind::Schema,
            "schemas" if place.pointer == "/components" => Kind::SchemaMap,
            "paths" | "webhooks" | "responses" | "content" | "headers" | "callbacks" | "parameters"
            | "requestBodies" | "pathItems" | "encoding" => Kind::Named,
            "example" | "examples" | "default" | "value" => Kind::Data,
            _ => Kind::Other,
        },
    }
}

/// Whether the value of a keyword is one that JSON Schema allows there.
fn is_readable(key: &str, value: &Value) -> bool {
    match key {
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            value.as_u64().is_some()
        }
        "minimum" | "maximum" => value.is_number(),
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number() || value.is_boolean(),
        "multipleOf" => value.as_f64().is_some_and(|number| number > 0.0),
        "required" => value.is_array(),
        "enum" => value.as_array().is_some_and(|values| !values.is_empty()),
        "pattern" | "format" => value.is_string(),
        "uniqueItems" => value.is_boolean(),
        _ => true,
    }
}

/// The ways in which a key of a mapping may be the value of a property.
fn spellings(key: &str) -> Vec<Value> {
    let other = serde_json::from_str::<Value>(key).ok().filter(|value| value.is_i64() || value.is_boolean());
    std::iter::once(Value::String(key.to_owned())).chain(other).collect()
}

fn referred(document: &Document, place: &Place) -> Option<Place> {
    document.target(place.file, document.value(place)?.get("$ref")?.as_str()?)
}

/// The keys of a discriminator's mapping, and the place that each stands for.
fn mapping(document: &Document, members: &Map<String, Value>, place: &Place) -> Vec<(String, Place)> {
    let mapping = members.get("discriminator").and_then(|tag| tag.get("mapping")).and_then(Value::as_object);
    let target = |text: &str| {
        let named = Place { file: place.file, pointer: "/components/schemas".to_owned() }.child(text);
        let root = Place { file: 0, pointer: "/components/schemas".to_owned() }.child(text);
        let by_name = [named, root].into_iter().find(|place| document.value(place).is_some());
        by_name.or_else(|| document.target(place.file, text))
    };
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(key, text)| Some((key.clone(), target(text.as_str()?)?)))
        .collect()
}

/// The values that a schema fixes a property to.
fn fixed(document: &Document, place: &Place, property: &str, depth: usize) -> Option<Vec<Value>> {
    if depth > 8 {
        return None;
    }
    let (place, schema) = document.resolved(place)?;
    let own = place.child("properties").child(property);
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
        fixed(document, &place.child("allOf").child(&index.to_string()), property, depth + 1)
    })
}

/// Schemas with a discriminator and without alternatives: the property, and what is derived from each.
fn bases(document: &Document) -> HashMap<Place, (String, Vec<Derived>)> {
    let mut named = Vec::new();
    let mut parents: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for file in 0..document.files.len() {
        let schemas = Place { file, pointer: "/components/schemas".to_owned() };
        for (name, schema) in document.value(&schemas).and_then(Value::as_object).into_iter().flatten() {
            let place = schemas.child(name);
            let count = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
            let all = place.child("allOf");
            let targets = (0..count).filter_map(|index| referred(document, &all.child(&index.to_string())));
            parents.insert(place.clone(), targets.collect());
            named.push((place, schema));
        }
    }
    let is_derived = |place: &Place, base: &Place| {
        let (mut open, mut seen) = (vec![place.clone()], HashSet::new());
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
    for (place, schema) in &named {
        let Some(members) = schema.as_object() else { continue };
        let tag =
            members.get("discriminator").and_then(|tag| tag.get("propertyName")).and_then(Value::as_str);
        if members.contains_key("oneOf") || members.contains_key("anyOf") {
            let derived: Vec<Derived> = named
                .iter()
                .filter(|(other, _)| is_derived(other, place))
                .map(|(other, _)| (other.last(), other.clone()))
                .collect();
            if !derived.is_empty() {
                out.insert(place.clone(), (tag.unwrap_or_default().to_owned(), derived));
            }
            continue;
        }
        let Some(tag) = tag else { continue };
        let mut derived = mapping(document, members, place);
        let fixed = fixed(document, place, tag, 0);
        for (other, _) in &named {
            if is_derived(other, place) && derived.iter().all(|(_, known)| known != other) {
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
        if derived.iter().any(|(_, target)| target != place) {
            out.insert(place.clone(), (tag.to_owned(), derived));
        }
    }
    out
}
