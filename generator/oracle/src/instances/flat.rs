//! The constraints that all schemas of a value impose together.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::{Maker, Plan, Skip, neutral};
use crate::document::Location;
use crate::schema::spellings;

/// All schemas that apply to a value: its schema, the ones it refers to, and one alternative of each list.
#[derive(Default)]
pub(super) struct FlatSchema<'a> {
    pub(super) parts: Vec<(Location, &'a Map<String, Value>)>,
    /// Values of the tags of the chosen alternatives.
    pub(super) tags: BTreeMap<String, Vec<Value>>,
    /// Unions that the plan does not decide, each with its possible alternatives.
    pub(super) open: Vec<(Location, Vec<usize>)>,
}

impl<'a> Maker<'a> {
    pub(super) fn flatten(&mut self, locations: &[Location], plan: &Plan) -> Result<FlatSchema<'a>, Skip> {
        let mut flat = FlatSchema::default();
        let mut seen = Vec::new();
        for location in locations {
            self.collect(location, plan, &mut flat, &mut seen)?;
        }
        Ok(flat)
    }

    fn collect(
        &mut self,
        location: &Location,
        plan: &Plan,
        flat: &mut FlatSchema<'a>,
        seen: &mut Vec<Location>,
    ) -> Result<(), Skip> {
        let (here, value) = self.schemas.at(location).ok_or(Skip)?;
        let part = match value {
            Value::Bool(true) => return Ok(()),
            Value::Object(part) => part,
            _ => return Err(Skip),
        };
        if seen.contains(&here) {
            return Ok(());
        }
        seen.push(here.clone());
        if let Some(Value::String(reference)) = part.get("$ref") {
            let target = self.schemas.target(reference).ok_or(Skip)?;
            self.collect(&target, plan, flat, seen)?;
        }
        flat.parts.push((here.clone(), part));
        if let Some(Value::Array(all)) = part.get("allOf") {
            for (index, _) in all.iter().enumerate().filter(|(_, part)| part.get("if").is_none()) {
                self.collect(&here.child("allOf").child(&index.to_string()), plan, flat, seen)?;
            }
        }
        for key in ["oneOf", "anyOf"] {
            let Some(Value::Array(alternatives)) = part.get(key) else { continue };
            let union = here.child(key);
            let only = !(part.contains_key("oneOf") && part.contains_key("anyOf"));
            let index = self.choice(&neutral(&union, only), alternatives.len(), plan, flat);
            self.collect(&union.child(&index.to_string()), plan, flat, seen)?;
            if key == "anyOf" && plan.both && alternatives.len() > 1 {
                let other = (index + self.rng.usize(1..alternatives.len())) % alternatives.len();
                self.collect(&union.child(&other.to_string()), plan, flat, seen)?;
            }
        }
        if let Some(Value::Array(derived)) = part.get("x-derived") {
            let index = self.choice(&here.child("x-derived"), derived.len(), plan, flat);
            let text = |key: &str| derived[index].get(key).and_then(Value::as_str);
            if let (Some(tag), Some(key), Some(target)) = (text("tag"), text("key"), text("$to")) {
                flat.tags.entry(tag.to_owned()).or_default().extend(spellings(key));
                let target = self.schemas.target(target).ok_or(Skip)?;
                self.collect(&target, plan, flat, seen)?;
            }
        }
        Ok(())
    }

    fn choice(&mut self, union: &Location, count: usize, plan: &Plan, flat: &mut FlatSchema<'a>) -> usize {
        if let Some(index) = plan.choose.get(union) {
            return *index;
        }
        let fixed = values(flat);
        let fits = |index: &usize| self.can_be(&union.child(&index.to_string()), fixed.as_deref());
        let mut possible: Vec<usize> = (0..count).filter(fits).collect();
        if possible.is_empty() {
            possible = (0..count).collect();
        }
        let index = possible[self.rng.usize(..possible.len())];
        flat.open.push((union.clone(), possible));
        index
    }

    /// Whether an alternative allows one of these values, judging by its `const` or `enum`.
    fn can_be(&self, alternative: &Location, fixed: Option<&[Value]>) -> bool {
        let Some(fixed) = fixed else { return true };
        let mut location = alternative.clone();
        for _ in 0..8 {
            let Some((_, value)) = self.schemas.at(&location) else { return true };
            if let Some(listed) = value.as_object().and_then(listed) {
                return listed.iter().any(|value| fixed.contains(value));
            }
            let target = value.get("$ref").and_then(Value::as_str).and_then(|text| self.schemas.target(text));
            match target {
                Some(target) => location = target,
                None => return true,
            }
        }
        true
    }
}

/// The values of the `const` or `enum` of a schema.
fn listed(schema: &Map<String, Value>) -> Option<Vec<Value>> {
    match (schema.get("const"), schema.get("enum")) {
        (Some(only), _) => Some(vec![only.clone()]),
        (None, Some(Value::Array(values))) => Some(values.clone()),
        _ => None,
    }
}

/// The values of an integer keyword.
pub(super) fn limits(flat: &FlatSchema<'_>, key: &str) -> Vec<u64> {
    flat.parts.iter().filter_map(|(_, part)| part.get(key)?.as_u64()).collect()
}

/// The examples and the default of a schema.
pub(super) fn examples(part: &Map<String, Value>) -> Vec<Value> {
    let listed = match part.get("examples") {
        Some(Value::Array(values)) => values.clone(),
        _ => Vec::new(),
    };
    let one = ["example", "default"].into_iter().filter_map(|key| part.get(key).cloned());
    one.chain(listed).filter(|value| !value.is_null()).collect()
}

/// The properties of all parts, each with the locations of its schemas.
pub(super) fn properties(flat: &FlatSchema<'_>) -> Vec<(String, Vec<Location>)> {
    let mut out: Vec<(String, Vec<Location>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (location, part) in &flat.parts {
        let Some(Value::Object(properties)) = part.get("properties") else { continue };
        let all = location.child("properties");
        for name in properties.keys() {
            let index = *known.entry(name.clone()).or_insert_with(|| {
                out.push((name.clone(), Vec::new()));
                out.len() - 1
            });
            out[index].1.push(all.child(name));
        }
    }
    out
}

/// The location of the schema in a keyword.
pub(super) fn inside(flat: &FlatSchema<'_>, key: &str) -> Option<Location> {
    flat.parts
        .iter()
        .find(|(_, part)| part.get(key).is_some_and(Value::is_object))
        .map(|(location, _)| location.child(key))
}

/// The values of an `enum` or `const`: those that all parts allow.
pub(super) fn values(flat: &FlatSchema<'_>) -> Option<Vec<Value>> {
    let mut out: Option<Vec<Value>> = None;
    for (_, part) in &flat.parts {
        let Some(own) = listed(part) else { continue };
        out = Some(match out {
            Some(values) => values.into_iter().filter(|value| own.contains(value)).collect(),
            None => own,
        });
    }
    out
}

/// The types that all parts allow; without `type`, the types that their keywords imply.
pub(super) fn types(flat: &FlatSchema<'_>) -> Vec<&'static str> {
    const ALL: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];
    let mut out: Option<Vec<&'static str>> = None;
    for (_, part) in &flat.parts {
        let Some(Value::Array(own)) = part.get("type") else { continue };
        let has = |ty: &str| own.iter().any(|own| own == ty);
        let allowed = |ty: &&'static str| has(ty) || *ty == "integer" && has("number");
        out = Some(out.unwrap_or(ALL.to_vec()).into_iter().filter(allowed).collect());
    }
    if let Some(mut types) = out {
        if types.contains(&"number") {
            types.retain(|ty| *ty != "integer");
        }
        return types;
    }
    let about =
        |keys: &[&str]| flat.parts.iter().any(|(_, part)| keys.iter().any(|key| part.contains_key(*key)));
    if about(&["properties", "additionalProperties", "required", "patternProperties", "minProperties"])
        || !flat.tags.is_empty()
    {
        vec!["object"]
    } else if about(&["items", "prefixItems", "minItems", "uniqueItems"]) {
        vec!["array"]
    } else if about(&["pattern", "minLength", "maxLength"]) {
        vec!["string"]
    } else if about(&["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]) {
        vec!["number"]
    } else {
        vec!["any"]
    }
}

/// The bounds of a number: the least and the most, and whether each is excluded.
pub(super) fn bounds(flat: &FlatSchema<'_>) -> (Option<f64>, Option<f64>, bool, bool) {
    let of =
        |key: &str| flat.parts.iter().filter_map(|(_, part)| part.get(key)?.as_f64()).collect::<Vec<_>>();
    let most = |values: Vec<f64>| values.into_iter().reduce(f64::max);
    let least = |values: Vec<f64>| values.into_iter().reduce(f64::min);
    let (low, low_excluded) = (most(of("minimum")), most(of("exclusiveMinimum")));
    let (high, high_excluded) = (least(of("maximum")), least(of("exclusiveMaximum")));
    let is_low = low_excluded.is_some_and(|excluded| low.is_none_or(|low| excluded >= low));
    let is_high = high_excluded.is_some_and(|excluded| high.is_none_or(|high| excluded <= high));
    (if is_low { low_excluded } else { low }, if is_high { high_excluded } else { high }, is_low, is_high)
}
