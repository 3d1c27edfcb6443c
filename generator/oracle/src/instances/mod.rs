//! Values that a schema is likely to accept. A validator filters them afterwards.

mod compound;
mod facts;
mod scalars;

use std::collections::{HashMap, HashSet, VecDeque};

use facts::{examples, inside, properties, types, values};
use serde_json::{Value, json};

use crate::document::Place;
use crate::schema::Schemas;

/// The amount of content in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Only required properties.
    #[default]
    Least,
    /// All properties.
    Most,
    /// Random properties.
    Random,
    /// Random properties, with the examples of the document.
    Example,
}

/// The choices for one value.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The amount of content.
    pub mode: Mode,
    /// Optional properties, elements and additional properties that are always included.
    pub(crate) include: HashSet<Place>,
    /// The alternative of each union.
    pub(crate) choose: HashMap<Place, usize>,
    /// The edge case to use at a location, by index.
    pub(crate) edge: Option<(Place, usize)>,
    /// Whether a value combines two alternatives of an `anyOf`.
    pub both: bool,
    /// Whether objects get a property that no schema names.
    pub unknown: bool,
}

impl Plan {
    /// A plan with this amount of content and no other choices.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// This plan with a fixed alternative of a union.
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

/// No value could be made.
#[derive(Debug)]
pub struct Skip;

/// Makes values of the schemas of a document.
pub struct Maker<'a> {
    schemas: &'a Schemas,
    rng: fastrand::Rng,
    budget: i32,
}

/// The key of a union in plans, which is the same for a `oneOf` that became an `anyOf`.
fn neutral(union: &Place, only: bool) -> Place {
    match union.pointer.strip_suffix("/anyOf") {
        Some(around) if only => Place { file: union.file, pointer: format!("{around}/oneOf") },
        _ => union.clone(),
    }
}

/// Maximum nesting of values, and the depth below which only required properties are made.
const DEEPEST: usize = 14;
const DEEP: usize = 5;

/// Maximum number of nested values.
const BUDGET: i32 = 400;

impl<'a> Maker<'a> {
    /// Makes values of these schemas.
    pub fn new(schemas: &'a Schemas, seed: u64) -> Self {
        Self { schemas, rng: fastrand::Rng::with_seed(seed), budget: 0 }
    }

    /// A value of the schema at a location.
    ///
    /// # Errors
    ///
    /// When no value can be made.
    pub fn make(&mut self, place: &Place, plan: &Plan) -> Result<Value, Skip> {
        self.budget = BUDGET;
        self.value(std::slice::from_ref(place), plan, 0)
    }

    /// The examples of the schema at a location.
    pub fn examples(&mut self, place: &Place) -> Vec<Value> {
        let Ok(facts) = self.facts(std::slice::from_ref(place), &Plan::default()) else { return Vec::new() };
        facts.parts.iter().flat_map(|(_, part)| examples(part)).collect()
    }

    /// Plans that together cover the alternatives and edge cases near a schema; at most `limit`.
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
            if let Some((union, possible)) = facts.open.first().cloned() {
                for index in possible {
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
}
