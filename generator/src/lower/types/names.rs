//! The names of types.

use super::Ctx;
use super::arena::Draft;
use super::share::Groups;
use crate::collections::{HashMap, HashSet};
use crate::config::Config;
use crate::diagnostics::Diagnostic;
use crate::lower::warn_unused;
use crate::model::Shape;
use crate::names::{Case, Ident, LONGEST_TYPE_NAME, Scope, cut_at_words, fold};

/// Names of the runtime that emitted types use.
const RESERVED: [&str; 3] = ["IntoArgument", "Nullable", "Number"];

/// The suffix of the form for requests, if there is one for responses.
const INPUT: &str = "Input";

/// A type that needs a name.
pub(super) struct Nameless<'d> {
    /// The draft with the names to choose from.
    pub(super) draft: &'d Draft,
    /// Whether it is the form for requests beside one for responses.
    pub(super) is_input: bool,
    /// The name in the configuration.
    pub(super) pin: Option<&'d str>,
}

/// The names that the configuration has for drafts. Reports the entries that rename nothing.
pub(super) fn pins<'c>(ctx: &Ctx<'c>, drafts: &[Draft]) -> Vec<Option<&'c str>> {
    let table = &ctx.config.naming.types;
    if table.is_empty() {
        return vec![None; drafts.len()];
    }
    let entries: Vec<Option<(&String, &String)>> =
        drafts.iter().map(|draft| entry(ctx.config, draft)).collect();
    let used: HashSet<&String> = entries.iter().flatten().map(|(key, _)| *key).collect();
    for key in table.keys().filter(|key| !used.contains(key)) {
        warn_unused(ctx.config, ctx.sink, &["naming", "types", key], Diagnostic::unused_type_name(key));
    }
    entries.into_iter().map(|entry| entry.map(|(_, name)| name.as_str())).collect()
}

/// The entry of the configuration that renames a type: by its location, its name in the document, or its longest name.
fn entry<'c>(config: &'c Config, draft: &Draft) -> Option<(&'c String, &'c String)> {
    let keys = [Some(&draft.origin), draft.component.as_ref(), draft.names.last()];
    keys.into_iter().flatten().find_map(|key| config.naming.types.get_key_value(key))
}

/// The drafts of a group have different names in the configuration.
#[derive(Debug)]
pub(super) struct SeveralPins;

/// The name of each group in the configuration: that of any of its drafts.
pub(super) fn group_pins<'c>(
    groups: &Groups,
    pins: &[Option<&'c str>],
) -> Vec<Result<Option<&'c str>, SeveralPins>> {
    let pin = |members: &Vec<usize>| {
        let mut names = members.iter().filter_map(|&index| pins[index]);
        let first = names.next();
        if names.all(|name| Some(name) == first) { Ok(first) } else { Err(SeveralPins) }
    };
    groups.members.iter().map(pin).collect()
}

/// The names of types. A type has the shortest of its names that no other one has.
pub(super) fn type_names(types: &[Nameless<'_>]) -> Vec<Ident> {
    let mut taken: HashSet<String> = RESERVED.iter().map(|name| fold(name)).collect();
    taken.extend(types.iter().filter_map(|ty| ty.pin).map(|pin| fold(&Case::Type.apply(pin))));
    let mut claims: Vec<Claim> = types.iter().map(Claim::new).collect();
    for is_given in [true, false] {
        let ours = |claim: &&mut Claim| claim.is_given == is_given;
        settle(claims.iter_mut().filter(ours).collect(), &taken);
        taken.extend(claims.iter().filter(|claim| claim.is_given).map(|claim| claim.key().to_owned()));
    }
    let wanted: Vec<(String, bool)> = claims.iter().zip(types).map(|(claim, ty)| claim.wanted(ty)).collect();
    let mut scope = Scope::new(Case::Type, &RESERVED);
    let mut names: Vec<Option<Ident>> = vec![None; types.len()];
    for is_given in [true, false] {
        let indices: Vec<usize> = (0..types.len()).filter(|&index| wanted[index].1 == is_given).collect();
        let keyed =
            indices.iter().map(|&index| (wanted[index].0.as_str(), types[index].draft.origin.as_str()));
        for (index, name) in indices.iter().zip(scope.issue_keyed(keyed)) {
            names[*index] = Some(name);
        }
    }
    names.into_iter().map(|name| name.unwrap_or_else(|| scope.issue(""))).collect()
}

/// The names that a type may have.
struct Claim {
    /// Whether the document contains the name. Such names take precedence over derived ones.
    is_given: bool,
    /// The names, the shortest first.
    names: Vec<String>,
    /// The identifiers for these names, in the form in which they are compared.
    keys: Vec<String>,
    /// The index of the name that the type requests.
    at: usize,
}

impl Claim {
    fn new(ty: &Nameless<'_>) -> Self {
        let names: Vec<String> = ty.draft.names.iter().map(|name| finished(ty, name)).collect();
        let keys = names.iter().map(|name| fold(&Case::Type.apply(name))).collect();
        Self { is_given: ty.draft.component.is_some() && !ty.is_input, names, keys, at: 0 }
    }

    fn key(&self) -> &str {
        &self.keys[self.at]
    }

    /// The name that the type requests, and whether it is given.
    fn wanted(&self, ty: &Nameless<'_>) -> (String, bool) {
        match ty.pin {
            Some(pin) => (finished(ty, pin), !ty.is_input),
            None => (self.names[self.at].clone(), self.is_given),
        }
    }
}

fn finished(ty: &Nameless<'_>, name: &str) -> String {
    let mut name = name.to_owned();
    // A tuple struct is also a value, so an argument could clash with a name whose letters have no case.
    let has_case = name.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    if matches!(ty.draft.shape, Shape::Newtype(_)) && !has_case {
        name.push_str(" Type");
    }
    if ty.is_input {
        let name = Case::Type.apply(&name);
        return format!("{} {INPUT}", cut_at_words(&name, LONGEST_TYPE_NAME - INPUT.len()));
    }
    name
}

/// Lengthens the names that several types request, or that are taken, until they differ or cannot be longer.
fn settle(mut claims: Vec<&mut Claim>, taken: &HashSet<String>) {
    loop {
        let mut counts: HashMap<&str, usize> = HashMap::default();
        claims.iter().for_each(|claim| *counts.entry(claim.key()).or_default() += 1);
        let clashes = |claim: &Claim| taken.contains(claim.key()) || counts[claim.key()] > 1;
        let clashing: Vec<usize> = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| claim.at + 1 < claim.keys.len() && clashes(claim))
            .map(|(index, _)| index)
            .collect();
        if clashing.is_empty() {
            return;
        }
        clashing.into_iter().for_each(|index| claims[index].at += 1);
    }
}
