//! Types that several schemas share: one of the old crate may be several in the new one, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, Change, Effect, Impact};
use crate::model::{Api, TypeDef};

/// The names of types by the locations of their schemas. The form for requests beside one for responses is omitted: it changes with the
/// other one.
type Names<'a> = BTreeMap<&'a str, &'a str>;

fn names(api: &Api) -> Names<'_> {
    let mut names = Names::new();
    let (read, sent): (Vec<&TypeDef>, Vec<&TypeDef>) = api.types.iter().partition(|def| def.usage.output);
    for def in sent.into_iter().chain(read) {
        names.extend(locations(def).map(|location| (location, def.name.as_str())));
    }
    names
}

fn locations(def: &TypeDef) -> impl Iterator<Item = &str> {
    [&def.origin].into_iter().chain(&def.copies).map(String::as_str)
}

/// Adds the types that were split or merged to the changes. A change of the same type becomes part of them.
pub(super) fn explain(changes: &mut Vec<Change>, old: &Api, new: &Api) {
    let (before, after) = (names(old), names(new));
    for (def, others) in divided(old, &before, &after) {
        let path = format!("types::{}", def.name);
        let note =
            format!("the schemas that shared `{}` have different types now: {}", def.name, list(&others));
        let change = Change {
            impact: Impact::Major,
            effect: Effect::Source,
            action: Action::Changed,
            before: Some(def.name.to_string()),
            after: Some(others.iter().copied().collect::<Vec<_>>().join(", ")),
            note: Some(note),
            old: Some(def.origin.clone()),
            new: after.get(def.origin.as_str()).map(|_| def.origin.clone()),
            path,
        };
        changes
            .retain(|other| other.path != change.path || other.effect != Effect::Source || !is_gone(other));
        changes.push(change);
    }
    for (def, others) in divided(new, &after, &before) {
        let note = format!("the schemas of {} share one type now: `{}`", list(&others), def.name);
        for other in others.into_iter().filter(|other| *other != def.name.as_str()) {
            let path = format!("types::{other}");
            let known = changes.iter_mut().find(|change| change.path == path && is_gone(change));
            if let Some(change) = known {
                change.action = Action::Renamed;
                change.after = Some(format!("types::{}", def.name));
                change.note = Some(note.clone());
                change.new = Some(def.origin.clone());
            }
        }
    }
}

/// Whether a change says that a type has gone or has another name.
fn is_gone(change: &Change) -> bool {
    matches!(change.action, Action::Removed | Action::Renamed)
}

/// The types of one crate whose schemas have several types in the other one, and the names of these.
fn divided<'a>(
    api: &'a Api,
    own: &Names<'a>,
    other: &Names<'a>,
) -> impl Iterator<Item = (&'a TypeDef, BTreeSet<&'a str>)> {
    api.types.iter().filter_map(|def| {
        let ours = locations(def).filter(|location| own.get(location) == Some(&def.name.as_str()));
        let others: BTreeSet<&str> = ours.filter_map(|location| other.get(location).copied()).collect();
        (others.len() > 1).then_some((def, others))
    })
}

/// Names as a list in words.
fn list(names: &BTreeSet<&str>) -> String {
    let mut quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let last = quoted.pop().unwrap_or_default();
    if quoted.is_empty() { last } else { format!("{} and {last}", quoted.join(", ")) }
}
