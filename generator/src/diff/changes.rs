//! Two surfaces → changes.

use std::collections::{BTreeMap, BTreeSet};

use super::surface::{Declaration, Function, Item, Surface};
use super::{Action, Change, Effect, Impact};

/// Compares two surfaces.
pub(super) fn compare(old: &Surface, new: &Surface) -> Vec<Change> {
    let removed: BTreeSet<&str> = missing(old, new);
    let added: BTreeSet<&str> = missing(new, old);
    let renamed = renamed(old, new, &removed, &added);
    let mut changes = Vec::new();
    for &path in removed.iter().filter(|path| !is_implied(old, new, path)) {
        let item = &old[path];
        changes.push(match renamed.get(path) {
            Some(name) => rename(path, name, item, &new[*name]),
            None => removal(path, item, location(old, item)),
        });
    }
    let names: BTreeSet<&str> = renamed.values().copied().collect();
    for &path in added.iter().filter(|path| !names.contains(*path) && !is_implied(new, old, path)) {
        changes.push(addition(path, &new[path], location(new, &new[path])));
    }
    for (path, before) in old {
        if let Some(after) = new.get(path) {
            let locations = (location(old, before), location(new, after));
            changes.extend(differences(path, before, after, new).into_iter().map(|change| Change {
                old: locations.0.clone(),
                new: locations.1.clone(),
                ..change
            }));
        }
    }
    changes
}

/// Omits changed documentation that another change implies: the documentation of an item lists items that it owns, and that of the types
/// of a method describes the method.
pub(super) fn omit_implied_documentation(changes: &mut Vec<Change>, old: &Surface, new: &Surface) {
    let others = changes.iter().filter(|change| change.action != Action::Documented);
    let missing = missing(old, new).into_iter().chain(missing(new, old)).map(str::to_owned);
    let changed: BTreeSet<String> = others.map(|change| change.path.clone()).chain(missing).collect();
    let mut owners = changed.clone();
    for surface in [old, new] {
        for path in &changed {
            let mut within = surface.get(path).and_then(|item| item.within.as_ref());
            while let Some(owner) = within {
                owners.insert(owner.clone());
                within = surface.get(owner).and_then(|item| item.within.as_ref());
            }
        }
    }
    let is_of_changed_method = |path: &str| {
        let item =
            new.get(path).filter(|item| matches!(item.declaration, Declaration::Struct | Declaration::Enum));
        item.and_then(|item| item.within.as_ref()).is_some_and(|method| changed.contains(method))
    };
    changes.retain(|change| {
        change.action != Action::Documented
            || !(owners.contains(&change.path) || is_of_changed_method(&change.path))
    });
}

/// The paths of `of` that are not in `other`.
fn missing<'a>(of: &'a Surface, other: &Surface) -> BTreeSet<&'a str> {
    of.keys().filter(|path| !other.contains_key(*path)).map(String::as_str).collect()
}

/// Whether the owner of the item at `path` is missing too, or is an item of another kind.
fn is_implied(of: &Surface, other: &Surface, path: &str) -> bool {
    let mut within = of[path].within.as_deref();
    while let Some(owner) = within {
        let Some(item) = of.get(owner) else { return false };
        match other.get(owner) {
            Some(same) if is_same_kind(&item.declaration, &same.declaration) => {}
            Some(_) | None => return true,
        }
        within = item.within.as_deref();
    }
    false
}

fn is_same_kind(one: &Declaration, other: &Declaration) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Renamed items, from the old path to the new one. An item was renamed if it is the only removed item of a location in the document,
/// and the only added item there has the same kind.
fn renamed<'a>(
    old: &Surface,
    new: &Surface,
    removed: &BTreeSet<&'a str>,
    added: &BTreeSet<&'a str>,
) -> BTreeMap<&'a str, &'a str> {
    let by_origin = |surface: &Surface, paths: &BTreeSet<&'a str>| {
        let mut locations: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for path in paths {
            if let Some(origin) = &surface[*path].origin {
                locations.entry(origin.clone()).or_default().push(path);
            }
        }
        locations
    };
    let came = by_origin(new, added);
    let mut renamed = BTreeMap::new();
    for (origin, gone) in by_origin(old, removed) {
        if let ([gone], Some([came])) = (gone.as_slice(), came.get(&origin).map(Vec::as_slice))
            && is_same_kind(&old[*gone].declaration, &new[*came].declaration)
        {
            renamed.insert(*gone, *came);
        }
    }
    renamed
}

/// The location of an item in the document. If it has none, the location of its owner.
fn location(of: &Surface, item: &Item) -> Option<String> {
    let mut item = item;
    loop {
        if item.origin.is_some() {
            return item.origin.clone();
        }
        item = of.get(item.within.as_deref()?)?;
    }
}

fn removal(path: &str, item: &Item, location: Option<String>) -> Change {
    Change {
        impact: Impact::Major,
        effect: Effect::Source,
        action: Action::Removed,
        path: path.to_owned(),
        before: Some(item.declaration.rust(path)),
        after: None,
        note: None,
        old: location,
        new: None,
    }
}

fn addition(path: &str, item: &Item, location: Option<String>) -> Change {
    Change {
        impact: Impact::Minor,
        effect: Effect::Source,
        action: Action::Added,
        path: path.to_owned(),
        before: None,
        after: Some(item.declaration.rust(path)),
        note: None,
        old: None,
        new: location,
    }
}

fn rename(path: &str, name: &str, before: &Item, after: &Item) -> Change {
    Change {
        impact: Impact::Major,
        effect: Effect::Source,
        action: Action::Renamed,
        path: path.to_owned(),
        before: Some(before.declaration.rust(path)),
        after: Some(after.declaration.rust(name)),
        note: Some(format!("it is now `{name}`")),
        old: before.origin.clone(),
        new: after.origin.clone(),
    }
}

/// The differences between two items with the same path. `new` is the surface of the second item.
fn differences(path: &str, before: &Item, after: &Item, new: &Surface) -> Vec<Change> {
    let change = |impact, effect, action, note: Option<String>| Change {
        impact,
        effect,
        action,
        path: path.to_owned(),
        before: None,
        after: None,
        note,
        old: None,
        new: None,
    };
    let mut changes = Vec::new();
    if let Some((impact, effect, note)) = verdict(&before.declaration, &after.declaration, new) {
        changes.push(Change {
            before: Some(before.declaration.rust(path)),
            after: Some(after.declaration.rust(path)),
            ..change(impact, effect, Action::Changed, note.map(str::to_owned))
        });
    }
    if let Some(note) = lost_features(before, after) {
        changes.push(change(Impact::Major, Effect::Source, Action::Changed, Some(note)));
    }
    match (before.deprecated, after.deprecated) {
        (false, true) => changes.push(change(Impact::Minor, Effect::Source, Action::Deprecated, None)),
        (true, false) => {
            let note = Some("it is no longer deprecated".to_owned());
            changes.push(change(Impact::Patch, Effect::Source, Action::Changed, note));
        }
        (true, true) | (false, false) => {}
    }
    if before.documentation != after.documentation && changes.is_empty() {
        changes.push(change(Impact::Patch, Effect::Documentation, Action::Documented, None));
    }
    changes
}

/// The note about features that no longer enable an item.
fn lost_features(before: &Item, after: &Item) -> Option<String> {
    if after.features.is_empty() {
        return None;
    }
    if before.features.is_empty() {
        return Some(format!("it now requires the feature `{}`", after.features.join("` or `")));
    }
    let lost: Vec<String> = before
        .features
        .iter()
        .filter(|feature| !after.features.contains(feature))
        .map(|feature| format!("`{feature}`"))
        .collect();
    (!lost.is_empty()).then(|| format!("the feature {} no longer enables it", lost.join(" or ")))
}

/// The effect of a changed declaration on callers. `None` if there is none.
fn verdict(
    before: &Declaration,
    after: &Declaration,
    new: &Surface,
) -> Option<(Impact, Effect, Option<&'static str>)> {
    match (before, after) {
        _ if before == after => None,
        (Declaration::Function(before), Declaration::Function(after)) => function(before, after, new),
        (Declaration::Constant(before, _), Declaration::Constant(after, _)) if before == after => {
            Some((Impact::Patch, Effect::Behaviour, None))
        }
        _ => Some((Impact::Major, Effect::Source, None)),
    }
}

fn function(
    before: &Function,
    after: &Function,
    new: &Surface,
) -> Option<(Impact, Effect, Option<&'static str>)> {
    let broken = Some((Impact::Major, Effect::Source, None));
    if before.receiver != after.receiver
        || before.returns != after.returns
        || before.is_async != after.is_async
        || before.arguments.len() != after.arguments.len()
    {
        return broken;
    }
    let mut wider = false;
    for ((_, before), (_, after)) in before.arguments.iter().zip(&after.arguments) {
        match takes(before, after, new) {
            Takes::Same => {}
            Takes::More => wider = true,
            Takes::Other => return broken,
        }
    }
    if is_reordered(&before.arguments, &after.arguments) {
        let note = "the arguments have another order, and callers still compile";
        return Some((Impact::Major, Effect::Behaviour, Some(note)));
    }
    if wider {
        Some((Impact::Minor, Effect::Source, None))
    } else {
        Some((Impact::Patch, Effect::Documentation, None))
    }
}

/// The values that the new argument accepts, compared with the old one.
enum Takes {
    Same,
    More,
    Other,
}

fn takes(before: &str, after: &str, new: &Surface) -> Takes {
    let target = |ty: &'_ str| -> Option<String> {
        Some(ty.strip_prefix("impl IntoArgument<")?.strip_suffix('>')?.to_owned())
    };
    let (old_target, new_target) = (target(before), target(after));
    // Every argument for a type is one for a nullable value of it, too.
    let nullable = |ty: &str| match ty.strip_prefix("Option<") {
        Some(inner) => format!("Option<Nullable<{inner}>"),
        None => format!("Nullable<{ty}>"),
    };
    let is_wider = || {
        let old = old_target.as_deref().unwrap_or(before);
        new_target.as_ref().is_some_and(|new| *new == nullable(old) || new == before)
    };
    // All types that convert to the enum are strings, and the enum implements `AsRef<str>`.
    let is_text = || {
        let name = old_target.as_ref();
        after == TEXT && name.is_some_and(|name| new.contains_key(&format!("{name}: AsRef<str>")))
    };
    if before == after {
        Takes::Same
    } else if is_wider() || is_text() {
        Takes::More
    } else {
        Takes::Other
    }
}

/// The type of a string argument.
const TEXT: &str = "impl AsRef<str>";

fn is_reordered(before: &[(String, String)], after: &[(String, String)]) -> bool {
    let names =
        |arguments: &[(String, String)]| arguments.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (before, after) = (names(before), names(after));
    before != after && before.iter().collect::<BTreeSet<_>>() == after.iter().collect()
}
