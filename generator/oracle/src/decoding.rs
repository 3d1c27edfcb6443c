//! Values of a document's schemas, read and written by the emitted types.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use crate::debug;
use crate::differences::{self, Difference};
use crate::document::{Document, Place};
use crate::instances::{Maker, Mode, Plan, Skip};
use crate::program::Answer;
use crate::report::{Failure, Kind};
use crate::rust::Rust;
use crate::schema::{Purpose, Schemas};
use crate::subject::Subject;
use crate::surface::Shape;
use crate::variants::Variants;

/// How much is tried.
#[derive(Debug, Clone)]
pub struct Options {
    /// Random values of each type; of the planned ones, some times more.
    pub n: usize,
    /// What random values depend on.
    pub seed: u64,
    /// Only types and operations whose name or place has this in it.
    pub only: Option<String>,
}

impl Options {
    /// Whether something of this name is wanted.
    pub fn wants(&self, names: &[&str]) -> bool {
        self.only.as_ref().is_none_or(|only| names.iter().any(|name| name.contains(only.as_str())))
    }
}

/// Values of a document, ready to be read.
pub struct Decoding<'a> {
    subject: &'a Subject,
    /// The types that are read.
    pub types: Vec<Rust>,
    /// The values, each with the index of its type.
    pub cases: Vec<Case>,
    read: &'a Schemas,
    /// Examples of the document that its own schemas do not allow.
    pub wrong_examples: usize,
    /// Types of which no valid value was made.
    pub barren: Vec<String>,
    names: HashMap<Place, HashSet<String>>,
}

/// A value to be read.
#[derive(Debug)]
pub struct Case {
    /// The index of the type.
    pub ty: usize,
    place: Place,
    /// The value.
    pub value: Value,
    /// Whether the document allows it; else it is of a newer server.
    known: bool,
}

/// A type, and a schema that describes its values.
struct Target {
    ty: Rust,
    place: Place,
    /// A schema that must hold as well.
    also: Option<Place>,
    plan: Plan,
    examples: Vec<Value>,
    share: usize,
}

impl<'a> Decoding<'a> {
    /// Makes values of every type that is read.
    pub fn new(subject: &'a Subject, read: &'a Schemas, open: &'a Schemas, options: &Options) -> Self {
        let mut decoding = Self {
            subject,
            types: Vec::new(),
            cases: Vec::new(),
            read,
            wrong_examples: 0,
            barren: Vec::new(),
            names: HashMap::new(),
        };
        let mut indices: HashMap<String, usize> = HashMap::new();
        let mut seen: HashSet<(usize, String)> = HashSet::new();
        let (mut maker, mut open_maker) = (Maker::new(read, options.seed), Maker::new(open, options.seed));
        for target in targets(subject, read) {
            let written = target.ty.to_string();
            if !options.wants(&[&written, &target.place.pointer]) {
                continue;
            }
            let index = *indices.entry(written.clone()).or_insert_with(|| {
                decoding.types.push(target.ty.clone());
                decoding.types.len() - 1
            });
            decoding.fill(index, &target, options, &mut maker, &mut seen);
            for round in 0..options.n.div_ceil(4) {
                let mode = if round == 0 { Mode::Most } else { Mode::Random };
                let plan = Plan { mode, unknown: true, ..target.plan.clone() };
                let Ok(value) = open_maker.make(&target.place, &plan) else { continue };
                let valid = open.allows(&target.place, &value)
                    && target.also.as_ref().is_none_or(|also| open.allows(also, &value));
                if valid && !value.is_null() && seen.insert((index, value.to_string())) {
                    let known = read.allows(&target.place, &value);
                    decoding.cases.push(Case { ty: index, place: target.place.clone(), value, known });
                }
            }
        }
        let tried: HashSet<usize> = decoding.cases.iter().map(|case| case.ty).collect();
        let barren = decoding.types.iter().enumerate().filter(|(index, _)| !tried.contains(index));
        decoding.barren = barren.map(|(_, ty)| ty.to_string()).collect();
        decoding
    }

    fn fill(
        &mut self,
        index: usize,
        target: &Target,
        options: &Options,
        maker: &mut Maker<'_>,
        seen: &mut HashSet<(usize, String)>,
    ) {
        let read = self.read;
        let mut add = |value: Value, cases: &mut Vec<Case>| {
            let valid = read.allows(&target.place, &value)
                && target.also.as_ref().is_none_or(|also| read.allows(also, &value));
            // Null is the `Option` around a type.
            if valid && !value.is_null() && seen.insert((index, value.to_string())) {
                cases.push(Case { ty: index, place: target.place.clone(), value, known: true });
            }
            valid
        };
        let examples = target.examples.iter().cloned().chain(maker.examples(&target.place));
        for example in examples.collect::<Vec<_>>() {
            if !add(example, &mut self.cases) {
                self.wrong_examples += 1;
            }
        }
        let count = (options.n / target.share).max(2);
        let mut plans = vec![
            Plan { mode: Mode::Least, ..target.plan.clone() },
            Plan { mode: Mode::Most, ..target.plan.clone() },
            Plan { mode: Mode::Most, unknown: true, ..target.plan.clone() },
        ];
        plans.extend(maker.plans(&target.place, &target.plan, count * 5));
        for round in 0..count {
            let mode = if round % 3 == 2 { Mode::Example } else { Mode::Random };
            plans.push(Plan { mode, both: round % 2 == 1, unknown: round % 5 == 4, ..target.plan.clone() });
        }
        for plan in plans {
            for _ in 0..4 {
                match maker.make(&target.place, &plan) {
                    Ok(value) if value.to_string().len() > 100_000 => {}
                    Ok(value) => {
                        if add(value, &mut self.cases) {
                            break;
                        }
                    }
                    Err(Skip) => {}
                }
            }
        }
    }

    /// What went wrong when the values were read.
    pub fn judge(&mut self, answers: &[Answer]) -> Vec<Failure> {
        let mut out = Vec::new();
        let variants = Variants::new(&self.subject.surface, self.read);
        for (case, answer) in self.cases.iter().zip(answers) {
            let ty = &self.types[case.ty];
            let named = self.names.entry(case.place.clone()).or_insert_with(|| named(self.read, &case.place));
            judge(ty, case, answer, named, &variants, &mut |kind, cause, detail| {
                out.push(Failure {
                    kind,
                    cause,
                    subject: ty.to_string(),
                    place: self.read.document().shown(&case.place),
                    instance: case.value.to_string(),
                    detail,
                });
            });
        }
        out
    }
}

/// Judges how one value was read and written.
fn judge(
    ty: &Rust,
    case: &Case,
    answer: &Answer,
    named: &HashSet<String>,
    variants: &Variants<'_>,
    found: &mut dyn FnMut(Kind, String, String),
) {
    let (shown, written) = match answer {
        Answer::Crash => return found(Kind::Error, "the program ends".to_owned(), String::new()),
        Answer::Error(error) => return found(Kind::Error, cause(error), error.clone()),
        Answer::Ok(shown, written) => (shown, written),
    };
    let Ok(after) = serde_json::from_str::<Value>(written) else {
        return found(Kind::Loss, "what is written is no JSON".to_owned(), written.clone());
    };
    let mut causes = HashSet::new();
    for difference in differences::compare(&case.value, &after, named) {
        let cause = loss(ty, &difference, named);
        if causes.insert(cause.clone()) {
            found(Kind::Loss, cause, format!("{} became {}", difference.before, difference.after));
        }
    }
    if !case.known {
        return;
    }
    let Some(node) = debug::parse(shown) else {
        return found(Kind::Variant, "what `Debug` shows is not understood".to_owned(), shown.clone());
    };
    for mistake in variants.mistakes(ty, &node, &case.value) {
        let kind = if mistake.chosen == "Unknown" { Kind::Unknown } else { Kind::Variant };
        let mut expected = mistake.expected.clone();
        expected.dedup();
        let expected = expected.join(" or ");
        found(
            kind,
            format!("{}: {} for {expected}", mistake.ty, mistake.chosen),
            format!("at `{}`", mistake.path),
        );
    }
}

/// What is lost, without what differs from value to value.
#[allow(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "it is about what a smaller number keeps"
)]
fn loss(ty: &Rust, difference: &Difference, named: &HashSet<String>) -> String {
    let Difference { path, how, before, after } = difference;
    if let (Some(old), Value::Number(_) | Value::Null) = (before.as_f64(), after) {
        let small = old as f32;
        if after.as_f64().map_or(small.is_infinite(), |new| small == new as f32) && *how != "vanished" {
            return format!(
                "digits of {}",
                if Some(old) == after.as_f64() { "an integer" } else { "an `f32`" }
            );
        }
    }
    let names = path.split('.').map(|name| {
        let plain = name.trim_end_matches("[]");
        if plain.is_empty() || named.contains(plain) { name.to_owned() } else { "…".to_owned() }
    });
    format!("{how} {}{}", ty.to_string().trim_start_matches("types::"), names.collect::<Vec<_>>().join("."))
}

/// An error without what differs from value to value.
pub(crate) fn cause(error: &str) -> String {
    let error = error.split(" at line ").next().unwrap_or(error);
    // What was read of a date before the rest could not be.
    let error = match error
        .split_once("parsed value '")
        .and_then(|(before, rest)| Some((before, rest.split_once('\'')?)))
    {
        Some((before, (_, rest))) => format!("{before}parsed value '…'{rest}"),
        None => error.to_owned(),
    };
    let mut out = String::new();
    let mut rest = error.as_str();
    while let Some(start) = rest.find(['"', '`']) {
        let quote = &rest[start..=start];
        let (before, after) = (&rest[..start], &rest[start + 1..]);
        let Some(end) = after.find(quote) else { break };
        out.push_str(before);
        // The name of a field says more than a value.
        let whole = before.ends_with("point ") && after[..end].ends_with(".0");
        let is_value = quote == "\""
            || before.ends_with("integer ")
            || before.ends_with("point ")
            || before.ends_with("boolean ");
        out.push_str(quote);
        out.push_str(if whole {
            "1.0"
        } else if is_value {
            "…"
        } else {
            &after[..end]
        });
        out.push_str(quote);
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out.chars().take(160).collect()
}

/// The members that the schemas name that a value at a place consists of.
fn named(schemas: &Schemas, place: &Place) -> HashSet<String> {
    let (mut out, mut seen) = (HashSet::new(), HashSet::new());
    let mut open = vec![place.clone()];
    while let Some(place) = open.pop() {
        let Some((here, value)) = schemas.at(&place) else { continue };
        if !seen.insert(here) {
            continue;
        }
        references(value, schemas, &mut open, &mut out);
    }
    out
}

fn references(value: &Value, schemas: &Schemas, open: &mut Vec<Place>, names: &mut HashSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(target) = members.get("$ref").or_else(|| members.get("$to")).and_then(Value::as_str) {
                open.extend(schemas.target(target));
            }
            if let Some(Value::Object(properties)) = members.get("properties") {
                names.extend(properties.keys().cloned());
            }
            if members
                .get("additionalProperties")
                .is_some_and(|more| more.is_object() || *more == Value::Bool(true))
            {
                names.extend(["kéy 1", "x-other"].map(str::to_owned));
            }
            for (key, value) in members {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const") {
                    references(value, schemas, open, names);
                }
            }
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| references(element, schemas, open, names));
        }
        _ => {}
    }
}

/// Every type that is read, with the schemas that describe its values.
fn targets(subject: &Subject, schemas: &Schemas) -> Vec<Target> {
    let document = &subject.document;
    let mut out = Vec::new();
    for ty in subject.surface.types.values() {
        let rust = Rust::Named(ty.name.clone());
        let Some(place) = ty.source.as_deref().and_then(|source| document.source(source)) else { continue };
        if !subject.surface.is_round(&rust) || is_part_of_union(subject, &ty.name) {
            continue;
        }
        let union = union_of(subject, &ty.name);
        if let Some(target) = of_type(rust, place, union, schemas) {
            out.push(target);
        }
    }
    for operation in &subject.surface.operations {
        let Some(place) = document.source(&operation.source) else { continue };
        let answers = responses(document, &place);
        if let Some((ty, how)) = &operation.answer
            && how == "send_json"
            && subject.surface.is_round(ty)
        {
            let successes: Vec<_> = answers.iter().filter(|(status, ..)| status.starts_with('2')).collect();
            // What differs by status is an enum, which is read otherwise.
            if let [(_, place, examples)] = &successes[..] {
                out.push(of_body(ty, place, examples, 3));
            }
        }
        for (status, ty) in &operation.errors {
            let range = format!("{status}XX");
            for (own, place, examples) in &answers {
                let same = own == status || own.to_uppercase() == range;
                if same && subject.surface.is_round(ty) {
                    out.push(of_body(ty, place, examples, 10));
                }
            }
        }
    }
    out
}

/// The place of the union that a type is a variant of, if there is one and no other.
fn union_of(subject: &Subject, name: &str) -> Option<Place> {
    let is_variant = |(_, ty): &(String, Rust)| matches!(ty.inner(), Rust::Named(inner) if inner == name);
    let mut unions = subject.surface.types.values().filter(|ty| match &ty.shape {
        Shape::Union(variants) => variants.iter().any(is_variant),
        _ => false,
    });
    let (union, None) = (unions.next()?, unions.next()) else { return None };
    subject.document.source(union.source.as_deref()?)
}

/// Whether a type is one variant of a union that is made of the same schema: then the schema describes more than its values.
fn is_part_of_union(subject: &Subject, name: &str) -> bool {
    let Some(own) = subject.surface.types.get(name) else { return false };
    subject.surface.types.values().any(|ty| match &ty.shape {
        Shape::Union(variants) => {
            ty.source == own.source
                && variants.iter().any(|(_, ty)| matches!(ty.inner(), Rust::Named(inner) if inner == name))
        }
        _ => false,
    })
}

fn of_body(ty: &Rust, place: &Place, examples: &[Value], share: usize) -> Target {
    Target {
        ty: ty.clone(),
        place: place.clone(),
        also: None,
        plan: Plan::default(),
        examples: examples.to_vec(),
        share,
    }
}

/// The schema of a type. One of an alternative holds together with what is around it.
fn of_type(ty: Rust, place: Place, union: Option<Place>, schemas: &Schemas) -> Option<Target> {
    let (here, _) = schemas.at(&place)?;
    let target = |place: Place, also: Option<Place>, plan: Plan| Target {
        ty,
        place,
        also,
        plan,
        examples: Vec::new(),
        share: 1,
    };
    let list = here.parent()?;
    let around = list.parent();
    match (list.last().as_str(), around) {
        ("allOf", _) => None,
        ("oneOf" | "anyOf", Some(around)) => {
            let index = here.last().parse().ok()?;
            // Parts of an `allOf` are merged as well.
            let mut around = around;
            while let Some(all) = around.parent().filter(|all| all.last() == "allOf") {
                around = all.parent()?;
            }
            // The union may be made of more than the schema that has the alternatives.
            Some(target(union.unwrap_or(around), Some(here), Plan::default().with_choice(&list, index)))
        }
        _ => Some(target(place, None, Plan::default())),
    }
}

/// The JSON bodies of the responses of an operation: the status, the place of the schema, and its examples.
fn responses(document: &Document, operation: &Place) -> Vec<(String, Place, Vec<Value>)> {
    let mut out = Vec::new();
    let all = operation.child("responses");
    let Some(responses) = document.value(&all).and_then(Value::as_object) else { return out };
    for status in responses.keys() {
        let Some((place, response)) = document.resolved(&all.child(status)) else { continue };
        let contents = place.child("content");
        for (media, content) in response.get("content").and_then(Value::as_object).into_iter().flatten() {
            if is_json(media) && content.get("schema").is_some() {
                let place = contents.child(media);
                out.push((status.clone(), place.child("schema"), media_examples(document, &place, content)));
            }
        }
    }
    out
}

/// Whether a media type is that of JSON.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

fn media_examples(document: &Document, place: &Place, content: &Value) -> Vec<Value> {
    let mut out: Vec<Value> = content.get("example").cloned().into_iter().collect();
    for name in content.get("examples").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name)
    {
        let example = document.resolved(&place.child("examples").child(name));
        out.extend(example.and_then(|(_, example)| example.get("value").cloned()));
    }
    out
}

/// How many values there are of each kind, by type.
pub fn counts(decoding: &Decoding<'_>) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for case in &decoding.cases {
        *out.entry(decoding.types[case.ty].to_string()).or_default() += 1;
    }
    out
}

/// The schemas that decoding needs.
///
/// # Errors
///
/// When a document cannot be indexed.
pub fn schemas(subject: &Subject) -> Result<(Schemas, Schemas), String> {
    Ok((Schemas::new(&subject.document, Purpose::Read)?, Schemas::new(&subject.document, Purpose::Open)?))
}
