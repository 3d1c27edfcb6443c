//! Values that a schema is likely to accept. A validator filters them afterwards.

mod compound;
mod flat;
mod scalars;

use std::collections::{HashMap, HashSet, VecDeque};

use flat::{examples, inside, properties, types, values};
use serde_json::{Value, json};

use crate::document::Location;
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
    pub(crate) include: HashSet<Location>,
    /// The alternative of each union.
    pub(crate) choose: HashMap<Location, usize>,
    /// The edge case to use at a location, by index.
    pub(crate) edge: Option<(Location, usize)>,
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
    pub fn with_choice(mut self, union: &Location, index: usize) -> Self {
        self.choose.insert(neutral(union, true), index);
        self
    }

    fn with(&self, location: &Location) -> Self {
        let mut plan = self.clone();
        plan.include.insert(location.clone());
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
fn neutral(union: &Location, only: bool) -> Location {
    match union.pointer.strip_suffix("/anyOf") {
        Some(around) if only => Location { file: union.file, pointer: format!("{around}/oneOf") },
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
    pub fn make(&mut self, location: &Location, plan: &Plan) -> Result<Value, Skip> {
        self.budget = BUDGET;
        self.value(std::slice::from_ref(location), plan, 0)
    }

    /// The examples of the schema at a location.
    pub fn examples(&mut self, location: &Location) -> Vec<Value> {
        let Ok(flat) = self.flatten(std::slice::from_ref(location), &Plan::default()) else {
            return Vec::new();
        };
        flat.parts.iter().flat_map(|(_, part)| examples(part)).collect()
    }

    /// Plans that together cover the alternatives and edge cases near a schema; at most `limit`.
    pub fn plans(&mut self, location: &Location, fixed: &Plan, limit: usize) -> Vec<Plan> {
        let mut out = Vec::new();
        let mut queue = VecDeque::from([(vec![location.clone()], fixed.clone(), 0)]);
        let mut visited = 0;
        while let Some((locations, plan, depth)) = queue.pop_front() {
            visited += 1;
            if out.len() >= limit || visited > 40 * limit {
                break;
            }
            let Ok(flat) = self.flatten(&locations, &plan) else { continue };
            if let Some((union, possible)) = flat.open.first().cloned() {
                for index in possible {
                    let chosen = plan.clone().with_choice(&union, index);
                    out.push(chosen.clone());
                    out.push(Plan { mode: Mode::Most, ..chosen.clone() });
                    out.push(Plan { unknown: true, ..chosen.clone() });
                    queue.push_back((locations.clone(), chosen, depth));
                }
                continue;
            }
            if depth <= 1 {
                let edges = self.edges(&flat).len();
                out.extend(
                    (0..edges)
                        .map(|index| Plan { edge: Some((locations[0].clone(), index)), ..plan.clone() }),
                );
            }
            if depth >= 3 {
                continue;
            }
            for (_, locations) in properties(&flat) {
                queue.push_back((locations.clone(), plan.with(&locations[0]), depth + 1));
            }
            for key in ["items", "additionalProperties"] {
                if let Some(location) = inside(&flat, key) {
                    queue.push_back((vec![location.clone()], plan.with(&location), depth + 1));
                }
            }
        }
        out.truncate(limit);
        out
    }

    fn value(&mut self, locations: &[Location], plan: &Plan, depth: usize) -> Result<Value, Skip> {
        self.budget -= 1;
        if depth > DEEPEST || self.budget < -4 * BUDGET {
            return Err(Skip);
        }
        let flat = self.flatten(locations, plan)?;
        if let Some((location, index)) = &plan.edge
            && locations.first() == Some(location)
        {
            return self.edges(&flat).get(*index).cloned().ok_or(Skip);
        }
        if plan.mode == Mode::Example && depth > 0 && self.rng.bool() {
            let known: Vec<Value> = flat.parts.iter().flat_map(|(_, part)| examples(part)).collect();
            if !known.is_empty() {
                return Ok(known[self.rng.usize(..known.len())].clone());
            }
        }
        if let Some(values) = values(&flat) {
            return self.pick(&values);
        }
        let mut types = types(&flat);
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
            "object" => self.object(&flat, plan, depth),
            "array" => self.array(&flat, plan, depth),
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
                let edges = self.scalars(ty, &flat, plan.mode == Mode::Least);
                self.pick(&edges)
            }
        }
    }

    fn pick(&mut self, values: &[Value]) -> Result<Value, Skip> {
        if values.is_empty() { Err(Skip) } else { Ok(values[self.rng.usize(..values.len())].clone()) }
    }
}
