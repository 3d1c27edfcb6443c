//! Values that a schema is likely to allow. They are guesses: only those that a validator accepts count.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::document::Place;
use crate::pattern;
use crate::schema::Schemas;
use crate::texts;

/// How much is in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// What is required.
    #[default]
    Least,
    /// Everything.
    Most,
    /// Anything.
    Random,
    /// Anything, and examples of the document where there are some.
    Example,
}

/// What a value should be like.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// How much is in it.
    pub mode: Mode,
    /// Optional properties, elements and additional members that are in it all the same.
    pub(crate) include: HashSet<Place>,
    /// The alternative of each union.
    pub(crate) choose: HashMap<Place, usize>,
    /// One of the special values of a place.
    pub(crate) edge: Option<(Place, usize)>,
    /// Whether a value may be two alternatives of an `anyOf` at once.
    pub both: bool,
    /// Whether it has members that no schema names.
    pub unknown: bool,
}

impl Plan {
    /// A plan that asks for nothing but an amount.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// This plan with an alternative of a union fixed.
    #[must_use]
    pub fn with_choice(mut self, union: &Place, index: usize) -> Self {
        self.choose.insert(neutral(union, true), index);
        self
    }

    fn with(&self, place: &Place) -> Self {
        let mut plan = self.clone();
        plan.include.insert(place.clone());
        plan
    }
}

/// No value can be made.
#[derive(Debug)]
pub struct Skip;

/// Makes values of the schemas of a document.
pub struct Maker<'a> {
    schemas: &'a Schemas,
    rng: fastrand::Rng,
    budget: i32,
}

/// The name of a union in plans: whether it is a `oneOf` or an `anyOf` differs from one reading of the document to another.
fn neutral(union: &Place, only: bool) -> Place {
    match union.pointer.strip_suffix("/anyOf") {
        Some(around) if only => Place { file: union.file, pointer: format!("{around}/oneOf") },
        _ => union.clone(),
    }
}

/// Everything that holds for a value at once: its schema, those that this refers to, and one of each list of alternatives.
#[derive(Default)]
struct Facts<'a> {
    parts: Vec<(Place, &'a Map<String, Value>)>,
    /// Values of the tags of the chosen alternatives.
    tags: BTreeMap<String, Vec<Value>>,
    /// Unions whose alternative was not part of the plan, and how many alternatives they have.
    open: Vec<(Place, usize)>,
}

/// Deepest nesting of values, and that from which on only what is required is made.
const DEEPEST: usize = 14;
const DEEP: usize = 5;

/// Most values within one.
const BUDGET: i32 = 400;

impl<'a> Maker<'a> {
    /// Makes values of these schemas.
    pub fn new(schemas: &'a Schemas, seed: u64) -> Self {
        Self { schemas, rng: fastrand::Rng::with_seed(seed), budget: 0 }
    }

    /// A value of the schema at a place.
    ///
    /// # Errors
    ///
    /// When none can be made.
    pub fn make(&mut self, place: &Place, plan: &Plan) -> Result<Value, Skip> {
        self.budget = BUDGET;
        self.value(std::slice::from_ref(place), plan, 0)
    }

    /// The examples of the schema at a place.
    pub fn examples(&mut self, place: &Place) -> Vec<Value> {
        let Ok(facts) = self.facts(std::slice::from_ref(place), &Plan::default()) else { return Vec::new() };
        facts.parts.iter().flat_map(|(_, part)| examples(part)).collect()
    }

    /// Plans that together reach each alternative, bound and special value that is near the schema at a place; at most `limit`.
    pub fn plans(&mut self, place: &Place, fixed: &Plan, limit: usize) -> Vec<Plan> {
        let mut out = Vec::new();
        let mut queue = VecDeque::from([(vec![place.clone()], fixed.clone(), 0)]);
        let mut visited = 0;
        while let Some((places, plan, depth)) = queue.pop_front() {
            visited += 1;
            if out.len() >= limit || visited > 40 * limit {
                break;
            }
            let Ok(facts) = self.facts(&places, &plan) else { continue };
            if let Some((union, count)) = facts.open.first().cloned() {
                for index in 0..count {
                    let chosen = plan.clone().with_choice(&union, index);
                    out.push(chosen.clone());
                    out.push(Plan { mode: Mode::Most, ..chosen.clone() });
                    out.push(Plan { unknown: true, ..chosen.clone() });
                    queue.push_back((places.clone(), chosen, depth));
                }
                continue;
            }
            if depth <= 1 {
                let edges = self.edges(&facts).len();
                out.extend(
                    (0..edges).map(|index| Plan { edge: Some((places[0].clone(), index)), ..plan.clone() }),
                );
            }
            if depth >= 3 {
                continue;
            }
            for (_, places) in properties(&facts) {
                queue.push_back((places.clone(), plan.with(&places[0]), depth + 1));
            }
            for key in ["items", "additionalProperties"] {
                if let Some(place) = inside(&facts, key) {
                    queue.push_back((vec![place.clone()], plan.with(&place), depth + 1));
                }
            }
        }
        out.truncate(limit);
        out
    }

    fn facts(&mut self, places: &[Place], plan: &Plan) -> Result<Facts<'a>, Skip> {
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
                facts.tags.entry(tag.to_owned()).or_default().push(Value::from(key));
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
        facts.open.push((union.clone(), count));
        self.rng.usize(..count)
    }

    fn value(&mut self, places: &[Place], plan: &Plan, depth: usize) -> Result<Value, Skip> {
        self.budget -= 1;
        if depth > DEEPEST || self.budget < -4 * BUDGET {
            return Err(Skip);
        }
        let facts = self.facts(places, plan)?;
        if let Some((place, index)) = &plan.edge
            && places.first() == Some(place)
        {
            return self.edges(&facts).get(*index).cloned().ok_or(Skip);
        }
        if plan.mode == Mode::Example && depth > 0 && self.rng.bool() {
            let known: Vec<Value> = facts.parts.iter().flat_map(|(_, part)| examples(part)).collect();
            if !known.is_empty() {
                return Ok(known[self.rng.usize(..known.len())].clone());
            }
        }
        if let Some(values) = values(&facts) {
            return self.pick(&values);
        }
        let mut types = types(&facts);
        if types.len() > 1 && types.contains(&"null") {
            let null = plan.mode != Mode::Most && self.rng.u8(..4) == 0;
            if null && !depth.eq(&0) {
                return Ok(Value::Null);
            }
            types.retain(|ty| *ty != "null");
        }
        if types.is_empty() {
            return Err(Skip);
        }
        match types[self.rng.usize(..types.len())] {
            "object" => self.object(&facts, plan, depth),
            "array" => self.array(&facts, plan, depth),
            "null" => Ok(Value::Null),
            "any" => self.pick(&[
                json!("any"),
                json!(1),
                json!(2.5),
                json!(true),
                json!({"k": "v"}),
                json!([1, "two"]),
            ]),
            ty => {
                let edges = self.scalars(ty, &facts, plan.mode == Mode::Least);
                self.pick(&edges)
            }
        }
    }

    fn pick(&mut self, values: &[Value]) -> Result<Value, Skip> {
        if values.is_empty() { Err(Skip) } else { Ok(values[self.rng.usize(..values.len())].clone()) }
    }

    /// The special values of what these facts describe.
    fn edges(&mut self, facts: &Facts<'a>) -> Vec<Value> {
        if let Some(values) = values(facts) {
            return values;
        }
        let mut out = Vec::new();
        for ty in types(facts) {
            match ty {
                "null" => out.push(Value::Null),
                "string" | "integer" | "number" | "boolean" => {
                    out.extend(self.scalars(ty, facts, false));
                    if ty == "integer" {
                        out.extend([json!(1.0), json!(1e3)]);
                    }
                }
                _ => {}
            }
        }
        out
    }

    fn scalars(&mut self, ty: &str, facts: &Facts<'a>, few: bool) -> Vec<Value> {
        match ty {
            "boolean" => vec![json!(true), json!(false)],
            "string" => self.strings(facts, few).into_iter().map(Value::String).collect(),
            "integer" => integers(facts),
            _ => numbers(facts),
        }
    }

    fn strings(&mut self, facts: &Facts<'a>, few: bool) -> Vec<String> {
        let bound = |key: &str| limits(facts, key).into_iter();
        let least = usize::try_from(bound("minLength").max().unwrap_or(0)).unwrap_or(usize::MAX);
        let most = bound("maxLength").min().and_then(|most| usize::try_from(most).ok());
        let fits = |text: &String| {
            let length = text.chars().count();
            length >= least && most.is_none_or(|most| length <= most)
        };
        let patterns: Vec<&str> =
            facts.parts.iter().filter_map(|(_, part)| part.get("pattern")?.as_str()).collect();
        let mut out: Vec<String> = Vec::new();
        if let Some(pattern) = patterns.first() {
            let spreads = [0, 1, 2, 4, 8, 16, 40].into_iter();
            out.extend(spreads.filter_map(|spread| pattern::text(pattern, spread, &mut self.rng)));
            out.extend(facts.parts.iter().flat_map(|(_, part)| examples(part)).filter_map(
                |value| match value {
                    Value::String(text) => Some(text),
                    _ => None,
                },
            ));
        } else {
            let formats = facts.parts.iter().filter_map(|(_, part)| part.get("format")?.as_str());
            let known = formats.map(texts::of_format).find(|texts| !texts.is_empty());
            let texts = known.unwrap_or(texts::PLAIN);
            out.extend(texts.iter().map(|text| (*text).to_owned()));
        }
        if few {
            out.truncate(2);
        }
        // Stretched or cut to the bounds.
        if patterns.is_empty() && !out.iter().any(fits) {
            let filler = "abcdefghij".repeat(least / 10 + 1);
            out = vec![filler.chars().take(least).collect()];
        }
        if patterns.is_empty() && !few && facts.parts.iter().all(|(_, part)| !part.contains_key("format")) {
            for length in [Some(least), most].into_iter().flatten().filter(|length| *length <= 5000) {
                out.push("é".repeat(length));
            }
        }
        out.retain(fits);
        out
    }

    fn array(&mut self, facts: &Facts<'a>, plan: &Plan, depth: usize) -> Result<Value, Skip> {
        let bound = |key: &str| limits(facts, key).into_iter();
        let least = usize::try_from(bound("minItems").max().unwrap_or(0)).unwrap_or(usize::MAX);
        let most =
            bound("maxItems").min().map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let place = inside(facts, "items");
        let included = place.as_ref().is_some_and(|place| plan.include.contains(place));
        let first: Vec<Place> = facts
            .parts
            .iter()
            .find_map(|(place, part)| {
                let count = part.get("prefixItems")?.as_array()?.len();
                let all = place.child("prefixItems");
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
        let unique = facts.parts.iter().any(|(_, part)| part.get("uniqueItems") == Some(&Value::Bool(true)));
        let mut out = Vec::new();
        for index in 0..count.saturating_mul(4).min(4000) {
            if out.len() >= count {
                break;
            }
            let element = match first.get(index).or(place.as_ref()) {
                Some(place) => self.value(std::slice::from_ref(place), plan, depth + 1),
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

    fn object(&mut self, facts: &Facts<'a>, plan: &Plan, depth: usize) -> Result<Value, Skip> {
        let required: Vec<&str> = facts
            .parts
            .iter()
            .filter_map(|(_, part)| part.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let least = facts.parts.iter().filter_map(|(_, part)| part.get("minProperties")?.as_u64()).max();
        let properties = properties(facts);
        let mut out = Map::new();
        let mut left = Vec::new();
        for (name, places) in &properties {
            let is_required = required.contains(&name.as_str());
            let shallow = depth <= DEEP && self.budget > 0;
            let wanted = is_required
                || places.iter().any(|place| plan.include.contains(place))
                || facts.tags.contains_key(name)
                || shallow
                    && match plan.mode {
                        Mode::Least => false,
                        Mode::Most => true,
                        Mode::Random | Mode::Example => self.rng.u8(..100) < if depth < 2 { 55 } else { 25 },
                    };
            if !wanted {
                left.push((name, places));
                continue;
            }
            match self.member(name, places, facts, plan, depth) {
                Ok(value) => {
                    out.insert(name.clone(), value);
                }
                Err(Skip) if is_required => return Err(Skip),
                Err(Skip) => {}
            }
        }
        let additional = inside(facts, "additionalProperties");
        for name in required {
            if !out.contains_key(name) {
                let value = match &additional {
                    Some(place) => self.value(std::slice::from_ref(place), plan, depth + 1)?,
                    None => json!("required"),
                };
                out.insert(name.to_owned(), value);
            }
        }
        for (name, values) in &facts.tags {
            if !out.contains_key(name) {
                out.insert(name.clone(), self.pick(values)?);
            }
        }
        self.extra(facts, plan, depth, additional.as_ref(), &mut out);
        for (name, places) in left {
            if least.is_none_or(|least| out.len() as u64 >= least) {
                break;
            }
            if let Ok(value) = self.member(name, places, facts, plan, depth) {
                out.insert(name.clone(), value);
            }
        }
        Ok(Value::Object(out))
    }

    fn member(
        &mut self,
        name: &str,
        places: &[Place],
        facts: &Facts<'a>,
        plan: &Plan,
        depth: usize,
    ) -> Result<Value, Skip> {
        if let Some(tags) = facts.tags.get(name) {
            let own = self.facts(places, plan).ok().and_then(|facts| values(&facts));
            let possible: Vec<Value> = match own {
                Some(own) => {
                    let same = |value: &&Value| tags.iter().any(|tag| text_of(tag) == text_of(value));
                    let both: Vec<Value> = own.iter().filter(same).cloned().collect();
                    if both.is_empty() { own } else { both }
                }
                None => tags.clone(),
            };
            return self.pick(&possible);
        }
        self.value(places, plan, depth + 1)
    }

    /// Members that are not properties.
    fn extra(
        &mut self,
        facts: &Facts<'a>,
        plan: &Plan,
        depth: usize,
        additional: Option<&Place>,
        out: &mut Map<String, Value>,
    ) {
        let closed = facts.parts.iter().any(|(_, part)| {
            ["additionalProperties", "unevaluatedProperties"]
                .iter()
                .any(|key| part.get(*key) == Some(&Value::Bool(false)))
        });
        let included = additional.is_some_and(|place| plan.include.contains(place));
        let shallow = depth <= DEEP && self.budget > 0;
        let some =
            included || shallow && plan.mode != Mode::Least && (plan.mode == Mode::Most || self.rng.bool());
        let names: Vec<String> = match inside(facts, "propertyNames") {
            Some(place) => (0..2)
                .filter_map(|_| {
                    match self.value(std::slice::from_ref(&place), &Plan::new(Mode::Random), depth + 1) {
                        Ok(Value::String(name)) => Some(name),
                        _ => None,
                    }
                })
                .collect(),
            None => vec!["kéy 1".to_owned(), "x-other".to_owned()],
        };
        if some && !closed {
            let patterns = facts.parts.iter().filter_map(|(place, part)| {
                Some((place.child("patternProperties"), part.get("patternProperties")?.as_object()?))
            });
            let patterns: Vec<(Place, &Map<String, Value>)> = patterns.collect();
            for (place, patterns) in patterns {
                for pattern in patterns.keys() {
                    if let Some(name) = pattern::text(pattern, 2, &mut self.rng)
                        && let Ok(value) = self.value(&[place.child(pattern)], plan, depth + 1)
                    {
                        out.entry(name).or_insert(value);
                    }
                }
            }
            let declared = facts.parts.iter().any(|(_, part)| part.contains_key("additionalProperties"));
            for name in names.iter().take(if plan.mode == Mode::Most { 2 } else { 1 }).filter(|_| declared) {
                let value = match additional {
                    Some(place) => self.value(std::slice::from_ref(place), plan, depth + 1),
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

/// The values of a keyword that is a whole number.
fn limits(facts: &Facts<'_>, key: &str) -> Vec<u64> {
    facts.parts.iter().filter_map(|(_, part)| part.get(key)?.as_u64()).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The examples of a schema, its default too.
fn examples(part: &Map<String, Value>) -> Vec<Value> {
    let listed = match part.get("examples") {
        Some(Value::Array(values)) => values.clone(),
        _ => Vec::new(),
    };
    let one = ["example", "default"].into_iter().filter_map(|key| part.get(key).cloned());
    one.chain(listed).filter(|value| !value.is_null()).collect()
}

/// The properties that all parts name, each with the places of its schemas.
fn properties(facts: &Facts<'_>) -> Vec<(String, Vec<Place>)> {
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

/// The place of a schema that is the value of a keyword.
fn inside(facts: &Facts<'_>, key: &str) -> Option<Place> {
    facts
        .parts
        .iter()
        .find(|(_, part)| part.get(key).is_some_and(Value::is_object))
        .map(|(place, _)| place.child(key))
}

/// The values of an `enum` or `const`: those that all parts allow.
fn values(facts: &Facts<'_>) -> Option<Vec<Value>> {
    let mut out: Option<Vec<Value>> = None;
    for (_, part) in &facts.parts {
        let own = match (part.get("const"), part.get("enum")) {
            (Some(only), _) => vec![only.clone()],
            (None, Some(Value::Array(values))) => values.clone(),
            _ => continue,
        };
        out = Some(match out {
            Some(values) => values.into_iter().filter(|value| own.contains(value)).collect(),
            None => own,
        });
    }
    out
}

/// The types that all parts allow; what they are about if none says.
fn types(facts: &Facts<'_>) -> Vec<&'static str> {
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
fn bounds(facts: &Facts<'_>) -> (Option<f64>, Option<f64>, bool, bool) {
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

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "bounds are small, or cut to 64 bits"
)]
fn integers(facts: &Facts<'_>) -> Vec<Value> {
    let whole = |key: &str| {
        let values = facts.parts.iter().filter_map(|(_, part)| {
            let value = part.get(key)?;
            value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
        });
        values.collect::<Vec<_>>().into_iter()
    };
    let (low, high, low_excluded, high_excluded) = bounds(facts);
    let least = whole("minimum").max().unwrap_or(i128::from(i64::MIN));
    let most = whole("maximum").min().unwrap_or(i128::from(i64::MAX));
    let least = least.max(
        low.map_or(least, |low| low.ceil() as i128 + i128::from(low_excluded && low.fract() == 0.0))
            .min(most),
    );
    let most = most.min(
        high.map_or(most, |high| high.floor() as i128 - i128::from(high_excluded && high.fract() == 0.0))
            .max(least),
    );
    let step = facts.parts.iter().find_map(|(_, part)| part.get("multipleOf")?.as_f64());
    let step = step.filter(|step| step.fract() == 0.0).map_or(1, |step| (step as i128).max(1));
    let candidates =
        [0, 1, -1, 42, 1_700_000_000, 1 << 31, (1 << 31) - 1, -(1 << 31), (1 << 53) + 1, least, most];
    let mut out: Vec<i128> = candidates
        .into_iter()
        .map(|number| number.div_euclid(step) * step)
        .flat_map(|number| [number, number + step])
        .filter(|number| candidates.contains(number) || step > 1)
        .filter(|number| (least..=most).contains(number))
        .collect();
    out.sort_unstable();
    out.dedup();
    let value = |number: i128| {
        i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
    };
    out.into_iter().filter_map(value).collect()
}

fn numbers(facts: &Facts<'_>) -> Vec<Value> {
    let (low, high, low_excluded, high_excluded) = bounds(facts);
    let step = facts.parts.iter().find_map(|(_, part)| part.get("multipleOf")?.as_f64());
    let mut candidates = vec![0.0, 1.0, 1.5, -2.25, 0.1, 1e10, 1_234_567.89, 1e-7, 3.4e38, 1.797e308];
    candidates.extend(low.map(|low| if low_excluded { low + 0.001 } else { low }));
    candidates.extend(high.map(|high| if high_excluded { high - 0.001 } else { high }));
    candidates.extend(step.into_iter().flat_map(|step| [step, step * 3.0]));
    if let (Some(low), Some(high)) = (low, high) {
        candidates.push(f64::midpoint(low, high));
    }
    let fits = |number: &f64| {
        low.is_none_or(|low| if low_excluded { *number > low } else { *number >= low })
            && high.is_none_or(|high| if high_excluded { *number < high } else { *number <= high })
    };
    let mut out: Vec<Value> =
        candidates.iter().filter(|number| fits(number)).map(|number| json!(number)).collect();
    out.extend(
        [0i64, 1, 7]
            .into_iter()
            .filter(|number| fits(&(f64::from(i32::try_from(*number).unwrap_or(0)))))
            .map(Value::from),
    );
    out
}
