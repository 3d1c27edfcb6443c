//! Reads the actions of an overlay.

use serde_json::Map;
use serde_json_path::JsonPath;

use super::super::is_version;
use super::action::{Action, Edit};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{Pointer, Value};

/// The maximum length of a query, in bytes.
const MAX_TARGET: usize = 2_000;

/// The maximum number of opening brackets in a query. The parser recurses for each, which needs much stack in debug builds.
const MAX_BRACKETS: usize = 64;

/// The state of reading an overlay.
pub(super) struct Overlay<'d> {
    pub(super) at: Pointer,
    pub(super) broken: bool,
    /// Whether the version is 1.1, which does not allow targets of different kinds.
    pub(super) is_strict: bool,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl Overlay<'_> {
    /// The actions. `broken` is set if there are errors.
    pub(super) fn actions(&mut self, overlay: &Value) -> Vec<Action> {
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
                self.check_keys(&at, info, &["title", "version", "description"]);
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
            Some(version) if is_version(&version, "1.0") => {}
            Some(version) if is_version(&version, "1.1") => self.is_strict = true,
            version => self.error(Diagnostic::overlay_version(&at, version.as_deref())),
        }
    }

    fn action(&mut self, at: Pointer, action: &Value) -> Option<Action> {
        let Some(action) = action.as_object() else {
            self.error(Diagnostic::overlay_action_not_an_object(&at));
            return None;
        };
        self.check_keys(&at, action, &["target", "description", "update", "copy", "remove"]);
        let remove = match action.get("remove") {
            None => false,
            Some(Value::Bool(remove)) => *remove,
            Some(_) => {
                self.error(Diagnostic::overlay_remove_not_a_boolean(&at));
                return None;
            }
        };
        let change = match (action.get("update"), action.get("copy")) {
            _ if remove => Some(Edit::Remove),
            (Some(_), Some(_)) => {
                self.error(Diagnostic::overlay_update_and_copy(&at));
                None
            }
            (Some(update), None) => Some(Edit::Update(update.clone())),
            (None, Some(source)) => self.query(&at.child("copy"), Some(source)).map(Edit::Copy),
            (None, None) => {
                self.error(Diagnostic::overlay_action_does_nothing(&at));
                None
            }
        };
        let target = match action.get("target") {
            Some(target) => self.query(&at.child("target"), Some(target)),
            None => self.query(&at, None),
        };
        Some(Action { target: target?, change: change?, is_strict: self.is_strict, at })
    }

    /// The query at `at`.
    fn query(&mut self, at: &Pointer, query: Option<&Value>) -> Option<JsonPath> {
        let Some(query) = query.and_then(Value::as_str).filter(|query| is_short(query)) else {
            self.error(Diagnostic::overlay_without_query(at));
            return None;
        };
        let error = match JsonPath::parse(query) {
            Ok(path) => return Some(path),
            Err(error) => error,
        };
        let (character, why) = (error.position(), error.message());
        self.error(Diagnostic::overlay_invalid_target(at, query, character, why));
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

/// Whether a query is short enough for the parser.
fn is_short(target: &str) -> bool {
    target.len() <= MAX_TARGET && target.matches(['(', '[']).count() <= MAX_BRACKETS
}
