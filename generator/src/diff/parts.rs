//! The parts of the runtime that a crate gains or loses.

use super::{Action, Change, Effect, Impact};
use crate::model::Api;
use crate::parts::{Part, Parts};

/// Compares the exports of the runtimes at the root of the crate.
pub(super) fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let (before, after) = (Parts::of(old), Parts::of(new));
    let changed = Part::ALL.into_iter().filter(|part| before.contains(*part) != after.contains(*part));
    changed
        .flat_map(|part| part.exports().iter().map(move |name| (part, *name)))
        .map(|(part, name)| change(name, after.contains(part)))
        .collect()
}

fn change(name: &str, is_added: bool) -> Change {
    let path = name.to_owned();
    let (impact, action, before, after) = if is_added {
        (Impact::Minor, Action::Added, None, Some(path.clone()))
    } else {
        (Impact::Major, Action::Removed, Some(path.clone()), None)
    };
    let note = Some("a crate contains only the parts of the runtime that its API needs".to_owned());
    Change { impact, effect: Effect::Source, action, path, before, after, note, old: None, new: None }
}
