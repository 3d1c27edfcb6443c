//! The constraints that all schemas of a value impose together.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::{Maker, Plan, Skip, neutral};
use crate::document::Place;
use crate::schema::spellings;

/// All schemas that apply to a value: its schema, the ones it refers to, and one alternative of each list.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub(super) parts: Vec<(Place, &'a Map<String, Value>)>,
    /// Values of the tags of the chosen alternatives.
    pub(super) tags: BTreeMap<String, Vec<Value>>,
    /// Unions that the plan does not decide, each with its possible alternatives.
    pub(super) open: Vec<(Place, Vec<usize>)>,
}

impl<'a> Maker<'a> {
    pub(super) fn facts(&mut self, places: &[Place], plan: &Plan) -> Result<Facts<'a>, Skip> {
        let mut facts = Facts::default();
        let mut seen = Vec::new();
        for place in places {
            self.collect(place, plan, &mut facts, &mut seen)?;
        }
        Ok(facts)
    }

    fn collect(
        &mut self,
        place: &Place,
        plan: &Plan,
        facts: &mut Facts<'a>,
        seen: &mut Vec<Place>,
    ) -> Result<(), Skip> {
        let (here, value) = self.schemas.at(place).ok_or(Skip)?;
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
            self.collect(&target, plan, facts, seen)?;
        }
        facts.parts.push((here.clone(), part));
        if let Some(Value::Array(all)) = part.get("allOf") {
            for (index, _) in all.iter().enumerate().filter(|(_, part)| part.get("if").is_none()) {
                self.collect(&here.child("allOf").child(&index.to_string()), plan, facts, seen)?;
            }
        }
        for key in ["oneOf", "anyOf"] {
            let Some(Value::Array(alternatives)) = part.get(key) else { continue };
            let union = here.child(key);
            let only = !(part.contains_key("oneOf") && part.contains_key("anyOf"));
            let index = self.choice(&neutral(&union, only), alternatives.len(), plan, facts);
            self.collect(&union.child(&index.to_string()), plan, facts, seen)?;
            if key == "anyOf" && plan.both && alternatives.len() > 1 {
                let other = (index + self.rng.usize(1..alternatives.len())) % alternatives.len();
                self.collect(&union.child(&other.to_string()), plan, facts, seen)?;
            }
        }
        if let Some(Value::Array(derived)) = part.get("x-derived") {
            let index = self.choice(&here.child("x-derived"), derived.len(), plan, facts);
            let text = |key: &str| derived[index].get(key).and_then(Value::as_str);
            if let (Some(tag), Some(key), Some(target)) = (text("tag"), text("key"), text("$to")) {
                facts.tags.entry(tag.to_owned()).or_default().extend(spellings(key));
                let target = self.schemas.target(target).ok_or(Skip)?;
                self.collect(&target, plan, facts, seen)?;
            }
        }
        Ok(())
    }

    fn choice(&mut self, union: &Place, count: usize, plan: &Plan, facts: &mut Facts<'a>) -> usize {
        if let Some(index) = plan.choose.get(union) {
            return *index;
        }
        let fixed = values(facts);
        let fits = |index: &usize| self.can_be(&union.child(&index.to_string()), fixed.as_deref());
        let mut possible: Vec<usize> = (0..count).filter(fits).collect();
        if possible.is_empty() {
            possible = (0..count).collect();
        }
        let index = possible[self.rng.usize(..possible.len())];
        facts.open.push((union.clone(), possible));
        index
    }

    /// Whether an alternative allows one of these values, judging by its `const` or `enum`.
    fn can_be(&self, alternative: &Place, fixed: Option<&[Value]>) -> bool {
        let Some(fixed) = fixed else { return true };
        let mut place = alternative.clone();
        for _ in 0..8 {
            let Some((_, value)) = self.schemas.at(&place) else { return true };
            if let Some(listed) = value.as_object().and_then(listed) {
                return listed.iter().any(|value| fixed.contains(value));
            }
            let target = value.get("$ref").and_then(Value::as_str).and_then(|text| self.schemas.target(text));
            match target {
                Some(target) => place = target,
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
pub(super) fn limits(facts: &Facts<'_>, key: &str) -> Vec<u64> {
    facts.parts.iter().filter_map(|(_, part)| part.get(key)?.as_u64()).collect()
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
pub(super) fn properties(facts: &Facts<'_>) -> Vec<(String, Vec<Place>)> {
    let mut out: Vec<(String, Vec<Place>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (place, part) in &facts.parts {
        let Some(Value::Object(properties)) = part.get("properties") else { continue };
        let all = place.child("properties");
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
pub(super) fn inside(facts: &Facts<'_>, key: &str) -> Option<Place> {
    facts
        .parts
        .iter()
        .find(|(_, part)| part.get(key).is_some_and(Value::is_object))
        .map(|(place, _)| place.child(key))
}

/// The values of an `enum` or `const`: those that all parts allow.
pub(super) fn values(facts: &Facts<'_>) -> Option<Vec<Value>> {
    let mut out: Option<Vec<Value>> = None;
    for (_, part) in &facts.parts {
        let Some(own) = listed(part) else { continue };
        out = Some(match out {
            Some(values) => values.into_iter().filter(|value| own.contains(value)).collect(),
            None => own,
        });
    }
    out
}

/// The types that all parts allow; without `type`, the types that their keywords imply.
pub(super) fn types(facts: &Facts<'_>) -> Vec<&'static str> {
    const ALL: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];
    let mut out: Option<Vec<&'static str>> = None;
    for (_, part) in &facts.parts {
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
        |keys: &[&str]| facts.parts.iter().any(|(_, part)| keys.iter().any(|key| part.contains_key(*key)));
    if about(&["properties", "additionalProperties", "required", "patternProperties", "minProperties"])
        || !facts.tags.is_empty()
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
pub(super) fn bounds(facts: &Facts<'_>) -> (Option<f64>, Option<f64>, bool, bool) {
    let of =
        |key: &str| facts.parts.iter().filter_map(|(_, part)| part.get(key)?.as_f64()).collect::<Vec<_>>();
    let most = |values: Vec<f64>| values.into_iter().reduce(f64::max);
    let least = |values: Vec<f64>| values.into_iter().reduce(f64::min);
    let (low, low_excluded) = (most(of("minimum")), most(of("exclusiveMinimum")));
    let (high, high_excluded) = (least(of("maximum")), least(of("exclusiveMaximum")));
    let is_low = low_excluded.is_some_and(|excluded| low.is_none_or(|low| excluded >= low));
    let is_high = high_excluded.is_some_and(|excluded| high.is_none_or(|high| excluded <= high));
    (if is_low { low_excluded } else { low }, if is_high { high_excluded } else { high }, is_low, is_high)
}
