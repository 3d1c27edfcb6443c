//! Values of a document's schemas, read and written by the emitted types.

mod causes;
mod paths;
mod targets;

use std::collections::{HashMap, HashSet};

pub(crate) use causes::cause;
use causes::{loss, named};
use paths::is_named;
pub(crate) use paths::is_number_in_digits;
use serde_json::Value;
use targets::{Target, targets};
pub(crate) use targets::{essence, is_json};

use crate::debug;
use crate::differences::{self, Difference};
use crate::document::Location;
use crate::instances::{Maker, Mode, Plan, Skip};
use crate::program::ReadResult;
use crate::report::{Failure, FailureKind};
use crate::rust::Rust;
use crate::schema::{Purpose, Schemas};
use crate::subject::Subject;
use crate::variants::Variants;

/// The amount of testing.
#[derive(Debug, Clone)]
pub struct Options {
    /// Number of random values per type, and a fifth of the planned ones.
    pub n: usize,
    /// Seed of the random values.
    pub seed: u64,
    /// Only types and operations with this in their name or location.
    pub only: Option<String>,
}

impl Options {
    /// Whether something with these names is selected.
    pub fn wants(&self, names: &[&str]) -> bool {
        self.only.as_ref().is_none_or(|only| names.iter().any(|name| name.contains(only.as_str())))
    }
}

/// Values of a document, ready to be read.
pub struct Decoding<'a> {
    /// The types that are read.
    pub types: Vec<Rust>,
    /// The values, each with the index of its type.
    pub cases: Vec<Case>,
    read: &'a Schemas,
    open: &'a Schemas,
    variants: Variants<'a>,
    /// Number of examples that the document's own schemas reject.
    pub wrong_examples: usize,
    /// Types of which no valid value was made, and the reason why the first one was not valid.
    pub barren: Vec<(Rust, String)>,
    names: HashMap<Location, HashSet<String>>,
}

/// A value to be read.
#[derive(Debug, Clone)]
pub struct Case {
    /// The index of the type.
    pub ty: usize,
    location: Location,
    /// A second schema that must accept the value.
    also: Option<Location>,
    /// The value.
    pub value: Value,
    /// Whether the document allows the value, or only a newer server.
    known: bool,
}

impl<'a> Decoding<'a> {
    /// Makes values of every type that is read.
    pub fn new(subject: &'a Subject, read: &'a Schemas, open: &'a Schemas, options: &Options) -> Self {
        let mut decoding = Self {
            types: Vec::new(),
            cases: Vec::new(),
            read,
            open,
            variants: Variants::new(&subject.surface, read),
            wrong_examples: 0,
            barren: Vec::new(),
            names: HashMap::new(),
        };
        let mut indices: HashMap<String, usize> = HashMap::new();
        let mut seen: HashSet<(usize, String)> = HashSet::new();
        let (mut maker, mut open_maker) = (Maker::new(read, options.seed), Maker::new(open, options.seed));
        for target in targets(subject, read) {
            let written = target.ty.to_string();
            if !options.wants(&[&written, &target.location.pointer]) {
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
                let Ok(value) = open_maker.make(&target.location, &plan) else { continue };
                let valid = open.allows(&target.location, &value)
                    && target.also.as_ref().is_none_or(|also| open.allows(also, &value));
                if valid && !value.is_null() && seen.insert((index, value.to_string())) {
                    let known = read.allows(&target.location, &value);
                    decoding.cases.push(target.case(index, value, known));
                }
            }
        }
        decoding.barren.retain(|(ty, _)| {
            let tried = |case: &Case| decoding.types[case.ty] == *ty;
            !decoding.cases.iter().any(tried)
        });
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
            let valid = read.allows(&target.location, &value)
                && target.also.as_ref().is_none_or(|also| read.allows(also, &value));
            // Null belongs to the `Option` around the type.
            if valid && !value.is_null() && seen.insert((index, value.to_string())) {
                cases.push(target.case(index, value, true));
            }
            valid
        };
        let examples = target.examples.iter().cloned().chain(maker.examples(&target.location));
        for example in examples.collect::<Vec<_>>() {
            if !add(example, &mut self.cases) {
                self.wrong_examples += 1;
            }
        }
        let least = Plan { mode: Mode::Least, ..target.plan.clone() };
        if let Some(why) = target.violation(read, maker.make(&target.location, &least).ok()) {
            self.barren.push((target.ty.clone(), why));
        }
        let count = (options.n / target.share).max(2);
        let mut plans = vec![
            Plan { mode: Mode::Least, ..target.plan.clone() },
            Plan { mode: Mode::Most, ..target.plan.clone() },
            Plan { mode: Mode::Most, unknown: true, ..target.plan.clone() },
        ];
        plans.extend(maker.plans(&target.location, &target.plan, count * 5));
        for round in 0..count {
            let mode = if round % 3 == 2 { Mode::Example } else { Mode::Random };
            plans.push(Plan { mode, both: round % 2 == 1, unknown: round % 5 == 4, ..target.plan.clone() });
        }
        for plan in plans {
            for _ in 0..4 {
                match maker.make(&target.location, &plan) {
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

    /// The failures of all values.
    pub fn judge(&mut self, results: &[ReadResult]) -> Vec<Failure> {
        let cases = std::mem::take(&mut self.cases);
        let mut out = Vec::new();
        for (index, (case, result)) in cases.iter().zip(results).enumerate() {
            for mut failure in self.judge_one(case, result) {
                failure.case = Some(index);
                out.push(failure);
            }
        }
        self.cases = cases;
        out
    }

    /// The failures of one value.
    pub(crate) fn judge_one(&mut self, case: &Case, result: &ReadResult) -> Vec<Failure> {
        let mut out = Vec::new();
        let ty = &self.types[case.ty];
        let named =
            self.names.entry(case.location.clone()).or_insert_with(|| named(self.read, &case.location));
        judge(ty, case, result, named, &self.variants, &mut |kind, cause, detail| {
            out.push(Failure {
                kind,
                cause,
                subject: ty.to_string(),
                location: self.read.document().shown(&case.location),
                instance: case.value.to_string(),
                detail,
                case: None,
            });
        });
        out
    }

    /// The case with another value, if the document (or a newer one) allows that value too.
    pub(crate) fn with_value(&self, case: &Case, value: Value) -> Option<Case> {
        let schemas = if case.known { self.read } else { self.open };
        let locations = std::iter::once(&case.location).chain(&case.also);
        let valid =
            !value.is_null() && locations.into_iter().all(|location| schemas.allows(location, &value));
        valid.then(|| Case { value, ..case.clone() })
    }

    /// The variants of unions that no value reached, as `Type::Variant`.
    pub(crate) fn unreached(&self) -> Vec<String> {
        let tried: HashSet<String> = self.types.iter().map(ToString::to_string).collect();
        self.variants
            .unreached()
            .into_iter()
            .filter(|(ty, _)| tried.contains(&format!("types::{ty}")))
            .map(|(ty, variant)| format!("{ty}::{variant}"))
            .collect()
    }
}

/// Judges the result of one value.
fn judge(
    ty: &Rust,
    case: &Case,
    result: &ReadResult,
    named: &HashSet<String>,
    variants: &Variants<'_>,
    found: &mut dyn FnMut(FailureKind, String, String),
) {
    let (shown, written) = match result {
        ReadResult::Crash => return found(FailureKind::Error, "the program ends".to_owned(), String::new()),
        ReadResult::Error(error) => return found(FailureKind::Error, cause(error), error.clone()),
        ReadResult::Ok(shown, written) => (shown, written),
    };
    let Ok(after) = serde_json::from_str::<Value>(written) else {
        return found(FailureKind::Loss, "the written value is not JSON".to_owned(), written.clone());
    };
    let mut causes = HashSet::new();
    let (schemas, location) = (variants.schemas(), &case.location);
    let is_loss = |difference: &Difference| match difference.how {
        "vanished" => is_named(schemas, location, &difference.steps),
        _ => !is_number_in_digits(schemas, location, difference),
    };
    for difference in differences::compare(&case.value, &after, named).into_iter().filter(is_loss) {
        let cause = loss(variants.surface(), ty, &difference, named);
        if causes.insert(cause.clone()) {
            found(FailureKind::Loss, cause, format!("{} became {}", difference.before, difference.after));
        }
    }
    if !case.known {
        return;
    }
    let Some(node) = debug::parse(shown) else {
        return found(
            FailureKind::Variant,
            "the output of `Debug` cannot be parsed".to_owned(),
            shown.clone(),
        );
    };
    for mistake in variants.mistakes(ty, &node, &case.value) {
        let kind = if mistake.chosen == "Unknown" { FailureKind::Unknown } else { FailureKind::Variant };
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

/// The schemas that decoding needs.
///
/// # Errors
///
/// When a document cannot be indexed.
pub fn schemas(subject: &Subject) -> Result<(Schemas, Schemas), String> {
    Ok((Schemas::new(&subject.document, Purpose::Read)?, Schemas::new(&subject.document, Purpose::Open)?))
}
