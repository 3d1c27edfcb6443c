//! Arrays and objects.

use serde_json::{Map, Value, json};

use super::flat::{FlatSchema, inside, limits, properties, types, values};
use super::{DEEP, Maker, Mode, Plan, Skip};
use crate::document::Location;
use crate::pattern;

impl<'a> Maker<'a> {
    pub(super) fn array(&mut self, flat: &FlatSchema<'a>, plan: &Plan, depth: usize) -> Result<Value, Skip> {
        let bound = |key: &str| limits(flat, key).into_iter();
        let least = usize::try_from(bound("minItems").max().unwrap_or(0)).unwrap_or(usize::MAX);
        let most =
            bound("maxItems").min().map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let location = inside(flat, "items");
        let included = location.as_ref().is_some_and(|location| plan.include.contains(location));
        let first: Vec<Location> = flat
            .parts
            .iter()
            .find_map(|(location, part)| {
                let count = part.get("prefixItems")?.as_array()?.len();
                let all = location.child("prefixItems");
                Some((0..count).map(|index| all.child(&index.to_string())).collect())
            })
            .unwrap_or_default();
        let wanted = match plan.mode {
            Mode::Least if included => 1,
            _ if depth > DEEP || self.budget < 0 => 0,
            Mode::Least => 0,
            Mode::Most => 2,
            Mode::Random | Mode::Example => self.rng.usize(0..3),
        };
        let count = wanted.max(least).max(if plan.mode == Mode::Least { 0 } else { first.len() }).min(most);
        let unique = flat.parts.iter().any(|(_, part)| part.get("uniqueItems") == Some(&Value::Bool(true)));
        let mut out = Vec::new();
        for index in 0..count.saturating_mul(4).min(4000) {
            if out.len() >= count {
                break;
            }
            let element = match first.get(index).or(location.as_ref()) {
                Some(location) => self.value(std::slice::from_ref(location), plan, depth + 1),
                None => self.pick(&[json!(1), json!("two"), json!({"three": 3})]),
            };
            match element {
                Ok(element) if unique && out.contains(&element) => {}
                Ok(element) => out.push(element),
                Err(Skip) if out.len() >= least => break,
                Err(Skip) => return Err(Skip),
            }
        }
        Ok(Value::Array(out))
    }

    pub(super) fn object(&mut self, flat: &FlatSchema<'a>, plan: &Plan, depth: usize) -> Result<Value, Skip> {
        let required: Vec<&str> = flat
            .parts
            .iter()
            .filter_map(|(_, part)| part.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let least = flat.parts.iter().filter_map(|(_, part)| part.get("minProperties")?.as_u64()).max();
        let properties = properties(flat);
        let mut out = Map::new();
        let mut left = Vec::new();
        for (name, locations) in &properties {
            let is_required = required.contains(&name.as_str());
            let shallow = depth <= DEEP && self.budget > 0;
            let wanted = is_required
                || locations.iter().any(|location| plan.include.contains(location))
                || flat.tags.contains_key(name)
                || shallow
                    && match plan.mode {
                        Mode::Least => false,
                        Mode::Most => true,
                        Mode::Random | Mode::Example => self.rng.u8(..100) < if depth < 2 { 55 } else { 25 },
                    };
            if !wanted {
                left.push((name, locations));
                continue;
            }
            match self.property_value(name, locations, flat, plan, depth) {
                Ok(value) => {
                    out.insert(name.clone(), value);
                }
                Err(Skip) if is_required => return Err(Skip),
                Err(Skip) => {}
            }
        }
        let additional = inside(flat, "additionalProperties");
        for name in required {
            if !out.contains_key(name) {
                let value = match &additional {
                    Some(location) => self.value(std::slice::from_ref(location), plan, depth + 1)?,
                    None => json!("required"),
                };
                out.insert(name.to_owned(), value);
            }
        }
        for (name, values) in &flat.tags {
            if !out.contains_key(name) {
                out.insert(name.clone(), self.pick(values)?);
            }
        }
        self.extra(flat, plan, depth, additional.as_ref(), &mut out);
        for (name, locations) in left {
            if least.is_none_or(|least| out.len() as u64 >= least) {
                break;
            }
            if let Ok(value) = self.property_value(name, locations, flat, plan, depth) {
                out.insert(name.clone(), value);
            }
        }
        Ok(Value::Object(out))
    }

    fn property_value(
        &mut self,
        name: &str,
        locations: &[Location],
        flat: &FlatSchema<'a>,
        plan: &Plan,
        depth: usize,
    ) -> Result<Value, Skip> {
        if let Some(tags) = flat.tags.get(name) {
            let own = self.flatten(locations, plan).ok();
            let allowed = own.as_ref().map(types).unwrap_or_default();
            let possible: Vec<Value> = match own.as_ref().and_then(values) {
                Some(own) => {
                    let same = |value: &&Value| tags.iter().any(|tag| text_of(tag) == text_of(value));
                    let both: Vec<Value> = own.iter().filter(same).cloned().collect();
                    if both.is_empty() { own } else { both }
                }
                None => tags.iter().filter(|tag| has_type(tag, &allowed)).cloned().collect(),
            };
            return self.pick(&possible);
        }
        self.value(locations, plan, depth + 1)
    }

    /// Additional, pattern and unknown properties.
    fn extra(
        &mut self,
        flat: &FlatSchema<'a>,
        plan: &Plan,
        depth: usize,
        additional: Option<&Location>,
        out: &mut Map<String, Value>,
    ) {
        let closed = flat.parts.iter().any(|(_, part)| {
            ["additionalProperties", "unevaluatedProperties"]
                .iter()
                .any(|key| part.get(*key) == Some(&Value::Bool(false)))
        });
        let included = additional.is_some_and(|location| plan.include.contains(location));
        let shallow = depth <= DEEP && self.budget > 0;
        let some =
            included || shallow && plan.mode != Mode::Least && (plan.mode == Mode::Most || self.rng.bool());
        let names: Vec<String> = match inside(flat, "propertyNames") {
            Some(location) => (0..2)
                .filter_map(|_| {
                    match self.value(std::slice::from_ref(&location), &Plan::new(Mode::Random), depth + 1) {
                        Ok(Value::String(name)) => Some(name),
                        _ => None,
                    }
                })
                .collect(),
            None => vec!["kéy 1".to_owned(), "x-other".to_owned()],
        };
        if some && !closed {
            let patterns = flat.parts.iter().filter_map(|(location, part)| {
                Some((location.child("patternProperties"), part.get("patternProperties")?.as_object()?))
            });
            let patterns: Vec<(Location, &Map<String, Value>)> = patterns.collect();
            for (location, patterns) in patterns {
                for pattern in patterns.keys() {
                    if let Some(name) = pattern::text(pattern, 2, &mut self.rng)
                        && let Ok(value) = self.value(&[location.child(pattern)], plan, depth + 1)
                    {
                        out.entry(name).or_insert(value);
                    }
                }
            }
            let declared = flat.parts.iter().any(|(_, part)| part.contains_key("additionalProperties"));
            for name in names.iter().take(if plan.mode == Mode::Most { 2 } else { 1 }).filter(|_| declared) {
                let value = match additional {
                    Some(location) => self.value(std::slice::from_ref(location), plan, depth + 1),
                    None => self.pick(&[json!("more"), json!({"a": [1]})]),
                };
                if let Ok(value) = value {
                    out.entry(name.clone()).or_insert(value);
                }
            }
        }
        if plan.unknown && !closed && additional.is_none() {
            out.entry("oracleUnknown".to_owned()).or_insert(json!({"nobody": ["knows", 1]}));
        }
    }
}

/// Whether a tag has one of these types.
fn has_type(tag: &Value, types: &[&str]) -> bool {
    let own: &[&str] = match tag {
        Value::Number(_) => &["integer", "number"],
        Value::Bool(_) => &["boolean"],
        _ => &["string", "any", "object"],
    };
    types.iter().any(|ty| own.contains(ty))
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
