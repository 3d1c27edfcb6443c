//! Overlays: patches for a document that you do not own, as in the Overlay Specification 1.0.
//!
//! Overlays change the tree before it is processed. The location of each change in the overlay is kept, so that diagnostics show the
//! text of the overlay.

use std::path::{Path, PathBuf};

use serde_json::Map;
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use crate::diagnostics::{Diagnostic, Diagnostics, UpdateError};
use crate::source::{FileId, Pointer, Sources, Value};

/// The maximum nesting of a document: the limit of the parser.
const MAX_DEPTH: usize = 127;

/// The maximum length of a query, in bytes.
const MAX_TARGET: usize = 2_000;

/// The maximum number of opening brackets in a query. The parser recurses for each, which needs much stack in debug builds.
const MAX_BRACKETS: usize = 64;

/// Reads the text of an overlay, or returns the reason why it cannot.
type ReadOverlay<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// Applies the overlays to the tree of `root`, one after the other. Returns whether all of them could be read.
pub(super) fn apply(
    sources: &mut Sources,
    root: FileId,
    overlays: &[PathBuf],
    read: ReadOverlay<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut whole = true;
    for path in overlays {
        let Some(file) = open(sources, path, read, diagnostics) else {
            whole = false;
            continue;
        };
        let mut overlay = Overlay { at: Pointer::root(file), broken: false, diagnostics };
        let actions = overlay.actions(sources.root(file));
        whole &= !overlay.broken;
        check_extends(sources, root, file, diagnostics);
        for action in &actions {
            action.apply(sources, root, diagnostics);
        }
    }
    whole
}

fn open(
    sources: &mut Sources,
    path: &Path,
    read: ReadOverlay<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    match read(path) {
        Ok(text) => match sources.add(path, text) {
            Ok(file) => return Some(file),
            Err(error) => diagnostics.push(error),
        },
        Err(message) => diagnostics.push(Diagnostic::unreadable_overlay(path, &message)),
    }
    None
}

/// Checks that the overlay is for this document. A URL in `extends` cannot be compared with a path.
fn check_extends(sources: &Sources, root: FileId, file: FileId, diagnostics: &mut Diagnostics) {
    let extends = sources.root(file).get("extends").and_then(Value::as_str);
    let Some(extends) = extends.filter(|extends| !extends.contains("://")) else { return };
    let meant = sources.relative_path(file, extends);
    let canonical = |path: &Path| path.canonicalize().ok();
    let same = sources.find(&meant) == Some(root)
        || canonical(&meant).is_some_and(|meant| canonical(sources.path(root)) == Some(meant));
    if !same {
        let (at, document) = (Pointer::root(file), sources.path(root));
        diagnostics.push(Diagnostic::overlay_of_another_document(&at, extends, document));
    }
}

/// A change of all locations that match a target.
struct Action {
    at: Pointer,
    target: JsonPath,
    change: Edit,
}

enum Edit {
    Remove,
    Update(Value),
}

/// The state of reading an overlay.
struct Overlay<'d> {
    at: Pointer,
    broken: bool,
    diagnostics: &'d mut Diagnostics,
}

impl Overlay<'_> {
    fn actions(&mut self, overlay: &Value) -> Vec<Action> {
        let at = self.at.clone();
        let Some(overlay) = overlay.as_object() else {
            self.error(Diagnostic::overlay_not_an_object(&at));
            return Vec::new();
        };
        self.check_version(overlay);
        self.check_keys(&at, overlay, &["overlay", "info", "extends", "actions"]);
        match overlay.get("info").and_then(Value::as_object) {
            Some(info) => {
                let at = at.child("info");
                self.check_keys(&at, info, &["title", "version"]);
                for key in ["title", "version"].into_iter().filter(|key| !info.contains_key(*key)) {
                    self.error(Diagnostic::overlay_info_without(&at, key));
                }
            }
            None => self.error(Diagnostic::overlay_without_info(&at.child("info"))),
        }
        let actions = at.child("actions");
        match overlay.get("actions").and_then(Value::as_array) {
            Some(list) if !list.is_empty() => {
                let one = |(index, action)| self.action(actions.index(index), action);
                list.iter().enumerate().filter_map(one).collect()
            }
            _ => {
                self.error(Diagnostic::overlay_without_actions(&actions));
                Vec::new()
            }
        }
    }

    fn check_version(&mut self, overlay: &Map<String, Value>) {
        let at = self.at.child("overlay");
        match overlay
            .get("overlay")
            .map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned))
        {
            Some(version) if super::is_version(&version, "1.0") => {}
            version => self.error(Diagnostic::overlay_version(&at, version.as_deref())),
        }
    }

    fn action(&mut self, at: Pointer, action: &Value) -> Option<Action> {
        let Some(action) = action.as_object() else {
            self.error(Diagnostic::overlay_action_not_an_object(&at));
            return None;
        };
        self.check_keys(&at, action, &["target", "description", "update", "remove"]);
        let remove = match action.get("remove") {
            None => false,
            Some(Value::Bool(remove)) => *remove,
            Some(_) => {
                self.error(Diagnostic::overlay_remove_not_a_boolean(&at));
                return None;
            }
        };
        let change = match action.get("update") {
            _ if remove => Some(Edit::Remove),
            Some(update) => Some(Edit::Update(update.clone())),
            None => {
                self.error(Diagnostic::overlay_action_does_nothing(&at));
                None
            }
        };
        let target = self.target(&at, action.get("target"));
        Some(Action { target: target?, change: change?, at })
    }

    fn target(&mut self, at: &Pointer, target: Option<&Value>) -> Option<JsonPath> {
        let at = if target.is_some() { at.child("target") } else { at.clone() };
        let Some(target) = target.and_then(Value::as_str).filter(|target| is_short(target)) else {
            self.error(Diagnostic::overlay_without_target(&at));
            return None;
        };
        let error = match JsonPath::parse(target) {
            Ok(path) => return Some(path),
            Err(error) => error,
        };
        let (character, why) = (error.position(), error.message());
        self.error(Diagnostic::overlay_invalid_target(&at, target, character, why));
        None
    }

    fn check_keys(&mut self, at: &Pointer, object: &Map<String, Value>, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
            self.error(Diagnostic::overlay_unknown_key(at, key, known));
        }
    }

    fn error(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.diagnostics.push(diagnostic);
    }
}

/// The keys that lead from the root to a location.
type Keys = Vec<Key>;

/// Indices are compared as numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Index(usize),
    Name(String),
}

impl Action {
    fn apply(&self, sources: &mut Sources, root: FileId, diagnostics: &mut Diagnostics) {
        let mut tree = sources.take_root(root);
        let mut targets: Vec<Keys> = self.target.query_located(&tree).locations().map(keys).collect();
        targets.sort();
        targets.dedup();
        if targets.is_empty() {
            let nearest = nearest(sources.get(&self.at.child("target")), &tree);
            diagnostics.push(Diagnostic::overlay_without_match(&self.at, nearest.as_deref()));
        }
        // Later and inner locations come first, so that no location moves before its turn.
        for keys in targets.iter().rev() {
            let at = keys.iter().fold(Pointer::root(root), |at, key| match key {
                Key::Index(index) => at.index(*index),
                Key::Name(name) => at.child(name),
            });
            let done = match &self.change {
                Edit::Remove => remove(sources, &mut tree, &at, keys),
                Edit::Update(update) => self.update(sources, &mut tree, &at, update),
            };
            if let Err(why) = done {
                diagnostics.push(Diagnostic::overlay_update_refused(&self.at, &at, why));
            }
        }
        sources.replace_root(root, tree);
    }

    fn update(
        &self,
        sources: &mut Sources,
        tree: &mut Value,
        at: &Pointer,
        update: &Value,
    ) -> Result<(), UpdateError> {
        if at.keys().count() + depth(update) > MAX_DEPTH {
            return Err(UpdateError::TooDeep);
        }
        let origin = self.at.child("update");
        match (tree.pointer_mut(at.path()), update) {
            (Some(Value::Object(object)), Value::Object(update)) => {
                merge_objects(sources, object, at, update, &origin);
                Ok(())
            }
            (Some(Value::Array(list)), Value::Array(update)) => {
                append(sources, list, at, update, &origin);
                Ok(())
            }
            (Some(Value::Array(list)), item) => {
                sources.origins_mut().put(&at.index(list.len()), origin);
                list.push(item.clone());
                Ok(())
            }
            (Some(Value::Object(_)), _) => Err(UpdateError::NotAnObject),
            _ => Err(UpdateError::Scalar),
        }
    }
}

/// The number of levels of a value, including itself.
fn depth(value: &Value) -> usize {
    let inside = match value {
        Value::Object(object) => object.values().map(depth).max(),
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    1 + inside.unwrap_or(0)
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

fn remove(sources: &mut Sources, tree: &mut Value, at: &Pointer, keys: &Keys) -> Result<(), UpdateError> {
    let (Some(parent), Some(last)) = (at.parent(), keys.last()) else {
        return Err(UpdateError::WholeDocument);
    };
    match (tree.pointer_mut(parent.path()), last) {
        (Some(Value::Object(object)), Key::Name(name)) => {
            object.shift_remove(name);
            sources.origins_mut().forget(at);
        }
        (Some(Value::Array(list)), Key::Index(index)) if *index < list.len() => {
            sources.origins_mut().close_gap(&parent, *index, list.len());
            list.remove(*index);
        }
        _ => {}
    }
    Ok(())
}

/// Merges values that are both objects or both lists; otherwise the update replaces the value.
fn merge_objects(
    sources: &mut Sources,
    object: &mut Map<String, Value>,
    at: &Pointer,
    update: &Map<String, Value>,
    origin: &Pointer,
) {
    for (key, theirs) in update {
        let (at, origin) = (at.child(key), origin.child(key));
        match (object.get_mut(key), theirs) {
            (Some(Value::Object(ours)), Value::Object(theirs)) => {
                merge_objects(sources, ours, &at, theirs, &origin);
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) => append(sources, ours, &at, theirs, &origin),
            _ => {
                sources.origins_mut().put(&at, origin);
                object.insert(key.clone(), theirs.clone());
            }
        }
    }
}

fn append(sources: &mut Sources, list: &mut Vec<Value>, at: &Pointer, update: &[Value], origin: &Pointer) {
    for (index, item) in update.iter().enumerate() {
        sources.origins_mut().put(&at.index(list.len()), origin.index(index));
        list.push(item.clone());
    }
}

/// Whether a query is short enough for the parser.
fn is_short(target: &str) -> bool {
    target.len() <= MAX_TARGET && target.matches(['(', '[']).count() <= MAX_BRACKETS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(document: &str, actions: &str) -> (Sources, FileId, Diagnostics) {
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let root = sources.add("openapi.yaml", document.to_owned()).unwrap();
        let text = format!("{{overlay: 1.0.0, info: {{title: x, version: 1.0.0}}, actions: {actions}}}");
        let read = move |_: &Path| Ok(text.clone());
        apply(&mut sources, root, &[PathBuf::from("overlay.yaml")], &read, &mut diagnostics);
        (sources, root, diagnostics)
    }

    #[test]
    fn updates_merge_and_removals_do_not_disturb_each_other() {
        fn check(document: &str, actions: &str, expected: &str) {
            let (sources, root, diagnostics) = patched(document, actions);
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
            assert_eq!(sources.root(root).to_string(), expected, "{actions}");
        }
        check(
            "{a: {b: 1, c: [1]}}",
            "[{target: $.a, update: {b: 2, c: [2], d: {}}}]",
            r#"{"a":{"b":2,"c":[1,2],"d":{}}}"#,
        );
        check("{a: {b: {c: 1}}}", "[{target: $, update: {a: {b: [1]}}}]", r#"{"a":{"b":[1]}}"#);
        check("{a: [1]}", "[{target: $.a, update: 2}, {target: $.a, update: [3, 4]}]", r#"{"a":[1,2,3,4]}"#);
        check("{a: [1, 2, 3, 4, 5]}", "[{target: '$.a[?@ > 1 && @ < 5]', remove: true}]", r#"{"a":[1,5]}"#);
        check(
            "{a: {x: {a: {x: 1}}}, b: 1}",
            "[{target: $..x, remove: true, update: {}}]",
            r#"{"a":{},"b":1}"#,
        );
        let twelve = "{a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}";
        check(twelve, "[{target: '$.a[2,10,9,2]', remove: true}]", r#"{"a":[0,1,3,4,5,6,7,8,11]}"#);
        check("{'/a~b': {c: 1}}", "[{target: \"$['/a~b']\", update: {c: 2}}]", r#"{"/a~b":{"c":2}}"#);
    }

    #[test]
    fn updates_respect_the_depth_limit() {
        let deeper = format!("{{target: $..a, update: {}1{}}}", "{b: ".repeat(90), "}".repeat(90));
        let again = format!("{{target: '$..b', update: {}1{}}}", "{c: ".repeat(90), "}".repeat(90));
        let (sources, root, diagnostics) = patched("{a: {}}", &format!("[{deeper}, {again}]"));
        assert!(
            diagnostics.iter().all(|diagnostic| diagnostic.code == crate::diagnostics::Code::E0008),
            "{diagnostics:?}"
        );
        assert!(!diagnostics.is_empty() && depth(sources.root(root)) <= MAX_DEPTH);
    }

    #[test]
    fn long_targets_are_rejected_and_nested_ones_are_parsed() {
        for depth in [10, 600, 5_000] {
            let target = format!("$[?{}@.a{}]", "(".repeat(depth), ")".repeat(depth));
            let (_, _, diagnostics) = patched("{a: 1}", &format!("[{{target: '{target}', remove: true}}]"));
            assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        }
    }
}
