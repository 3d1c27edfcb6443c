//! Applies one action of an overlay.

use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use super::edit::{Budget, Given, remove, update};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value};

/// A change of all locations that match a target.
pub(super) struct Action {
    pub(super) at: Pointer,
    pub(super) target: JsonPath,
    pub(super) change: Edit,
    /// Whether all locations must be of one kind.
    pub(super) is_strict: bool,
}

pub(super) enum Edit {
    Remove,
    Update(Value),
    /// Update with the only value that the query matches.
    Copy(JsonPath),
}

/// The keys that lead from the root to a location.
type Keys = Vec<Key>;

/// Indices are compared as numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Index(usize),
    Name(String),
}

impl Action {
    pub(super) fn apply(
        &self,
        sources: &mut Sources,
        root: FileId,
        budget: &mut Budget,
        diagnostics: &mut Diagnostics,
    ) {
        let mut tree = sources.take_root(root);
        let mut targets: Vec<Keys> = self.target.query_located(&tree).locations().map(keys).collect();
        targets.sort();
        targets.dedup();
        if targets.is_empty() {
            let nearest = nearest(sources.get(&self.at.child("target")), &tree);
            diagnostics.push(Diagnostic::overlay_without_match(&self.at, nearest.as_deref()));
        }
        match self.given(sources, root, &tree) {
            Ok(_) if self.mixes_kinds(root, &tree, &targets) => {
                diagnostics.push(Diagnostic::overlay_of_several_kinds(&self.at));
            }
            Ok(given) => {
                // Later and inner locations come first, so that no location moves before its turn.
                for keys in targets.iter().rev() {
                    let at = location(root, keys);
                    let done = match &given {
                        None => remove(sources, &mut tree, &at, keys.last()),
                        Some(given) => update(sources, &mut tree, &at, given, budget),
                    };
                    if let Err(why) = done {
                        diagnostics.push(Diagnostic::overlay_update_refused(&self.at, &at, why));
                    }
                }
            }
            Err(matches) => diagnostics.push(Diagnostic::overlay_copy_of_several(&self.at, matches)),
        }
        sources.replace_root(root, tree);
    }

    /// The value of the update; `None` if the action removes.
    ///
    /// # Errors
    ///
    /// The number of values that a copy selects, if it is not one.
    fn given(&self, sources: &Sources, root: FileId, tree: &Value) -> Result<Option<Given>, usize> {
        match &self.change {
            Edit::Remove => Ok(None),
            Edit::Update(value) => Ok(Some(Given::update(value.clone(), self.at.child("update")))),
            Edit::Copy(query) => {
                let located = query.query_located(tree);
                let mut found: Vec<Keys> = located.locations().map(keys).collect();
                found.sort();
                found.dedup();
                let [source] = found.as_slice() else { return Err(found.len()) };
                let from = location(root, source);
                let value = tree.pointer(from.path()).cloned().unwrap_or_default();
                Ok(Some(Given::copy(value, from, sources)))
            }
        }
    }

    /// Whether an update has targets that are not all objects, all lists or all other values.
    fn mixes_kinds(&self, root: FileId, tree: &Value, targets: &[Keys]) -> bool {
        if !self.is_strict || matches!(self.change, Edit::Remove) {
            return false;
        }
        let kinds = targets.iter().filter_map(|keys| tree.pointer(location(root, keys).path()));
        let mut kinds = kinds.map(|value| (value.is_object(), value.is_array()));
        let first = kinds.next();
        kinds.any(|kind| Some(kind) != first)
    }
}

fn location(root: FileId, keys: &Keys) -> Pointer {
    keys.iter().fold(Pointer::root(root), |at, key| match key {
        Key::Index(index) => at.index(*index),
        Key::Name(name) => at.child(name),
    })
}

/// The longest prefix of a target that matches something.
fn nearest(target: Option<&Value>, tree: &Value) -> Option<String> {
    let target = target?.as_str()?;
    let mut parts = target.rmatch_indices(['.', '[']).map(|(at, _)| &target[..at]);
    let matches = |part: &&str| JsonPath::parse(part).is_ok_and(|path| !path.query(tree).is_empty());
    parts.find(matches).filter(|part| *part != "$").map(str::to_owned)
}

fn keys(path: &NormalizedPath<'_>) -> Keys {
    let key = |element: &PathElement<'_>| match element {
        PathElement::Name(name) => Key::Name((*name).to_owned()),
        PathElement::Index(index) => Key::Index(*index),
    };
    path.iter().map(key).collect()
}
