//! Overlays.

use super::{did_you_mean, expected_names};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Pointer;

/// The reason why an action cannot change its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UpdateError {
    /// The result is nested deeper than a document may be.
    TooDeep,
    /// The target is an object and the update is not.
    NotAnObject,
    /// The target is neither an object nor a list, and the update is one.
    Scalar,
    /// The overlays add too many values.
    TooLarge,
    /// The target of a removal is the document itself.
    WholeDocument,
}

impl Diagnostic {
    /// The overlay at `at` is not an object.
    pub(crate) fn overlay_not_an_object(at: &Pointer) -> Self {
        Self::invalid_overlay(at, "the overlay is not an object")
            .help("an overlay starts with `overlay: 1.0.0`")
    }

    /// The `info` at `at` has no `key`.
    pub(crate) fn overlay_info_without(at: &Pointer, key: &str) -> Self {
        Self::invalid_overlay(at, format!("`{key}` is missing"))
            .help("an overlay needs its own title and version")
    }

    /// The `info` at `at` is missing, or not an object.
    pub(crate) fn overlay_without_info(at: &Pointer) -> Self {
        Self::invalid_overlay(at, "`info` must be an object")
            .help("for example `info: {title: Corrections, version: 1.0.0}`")
    }

    /// The `actions` at `at` are missing, empty, or not a list.
    pub(crate) fn overlay_without_actions(at: &Pointer) -> Self {
        Self::invalid_overlay(at, "`actions` must be a list of at least one action")
            .help("each action has a `target`, and `update`, `copy` or `remove`")
    }

    /// The `overlay` at `at` is another version, or missing.
    pub(crate) fn overlay_version(at: &Pointer, version: Option<&str>) -> Self {
        let message = match version {
            Some(version) => format!("Overlay version {version} is not supported"),
            None => "the overlay has no `overlay` version".to_owned(),
        };
        Self::invalid_overlay(at, message)
            .help("the generator supports Overlay 1.0 and 1.1: write `overlay: 1.1.0`")
    }

    /// The action at `at` is not an object.
    pub(crate) fn overlay_action_not_an_object(at: &Pointer) -> Self {
        Self::invalid_overlay(at, "an action must be an object")
            .help("an action has a `target`, and `update`, `copy` or `remove`")
    }

    /// The `remove` of the action at `at` is not a boolean.
    pub(crate) fn overlay_remove_not_a_boolean(at: &Pointer) -> Self {
        Self::invalid_overlay(&at.child("remove"), "`remove` must be `true` or `false`")
            .help("omit it to update")
    }

    /// The action at `at` neither updates nor copies nor removes.
    pub(crate) fn overlay_action_does_nothing(at: &Pointer) -> Self {
        Self::invalid_overlay(at, "this action does nothing")
            .help("add an `update`, a `copy`, or `remove: true`")
    }

    /// The action at `at` updates and copies.
    pub(crate) fn overlay_update_and_copy(at: &Pointer) -> Self {
        Self::invalid_overlay(&at.child("copy"), "an action cannot have `update` and `copy`")
            .help("use two actions")
    }

    /// The `target` or `copy` at `at` is missing, too long, or not a string.
    pub(crate) fn overlay_without_query(at: &Pointer) -> Self {
        Self::invalid_overlay(at, "the `target` and the `copy` of an action must be a JSONPath")
            .help(TARGET_EXAMPLE)
    }

    /// The object at `at` has a `key` that the specification does not define.
    pub(crate) fn overlay_unknown_key(at: &Pointer, key: &str, known: &[&str]) -> Self {
        Self::invalid_overlay(&at.child(key), format!("unknown key `{key}`")).help(
            did_you_mean(key, known)
                .unwrap_or_else(|| format!("{}, or a key that starts with `x-`", expected_names(known))),
        )
    }

    fn invalid_overlay(at: &Pointer, message: impl Into<String>) -> Self {
        Self::new(Code::E0005, message).at(at)
    }

    /// The target at `at` is not a JSONPath: at which character, and why.
    pub(crate) fn overlay_invalid_target(at: &Pointer, target: &str, character: usize, why: &str) -> Self {
        Self::new(Code::E0006, format!("`{target}` is not a JSONPath: at character {character}, {why}"))
            .at(at)
            .help(TARGET_EXAMPLE)
    }

    /// The target of the action at `at` matches nothing; `nearest` is its longest part that does.
    pub(crate) fn overlay_without_match(at: &Pointer, nearest: Option<&str>) -> Self {
        Self::new(Code::E0007, "this target matches nothing in the document").at(&at.child("target")).help(
            match nearest {
                Some(nearest) => {
                    format!("`{nearest}` exists, but the rest of the target does not; correct it, or remove the action")
                }
                None => "correct the target, or remove the action".to_owned(),
            },
        )
    }

    /// The action at `at` cannot change the value at `matched`.
    pub(crate) fn overlay_update_refused(at: &Pointer, matched: &Pointer, why: UpdateError) -> Self {
        let why = match why {
            UpdateError::TooDeep => "would be nested too deeply",
            UpdateError::NotAnObject => "is an object, but the update is not",
            UpdateError::Scalar => "is neither an object nor a list, but the update is",
            UpdateError::TooLarge => "would be too large",
            UpdateError::WholeDocument => "is the whole document",
        };
        Self::new(Code::E0008, format!("`{matched}` {why}")).at(&at.child("target")).help(
            "update an object by an object, a list by an item, and another value by such a value; to change the kind of a value, update the object that contains it",
        )
    }

    /// The targets of the action at `at` are of different kinds.
    pub(crate) fn overlay_of_several_kinds(at: &Pointer) -> Self {
        Self::new(Code::E0008, "this target matches values of different kinds")
            .at(&at.child("target"))
            .help("match only objects, only lists, or only other values")
    }

    /// The `copy` of the action at `at` matches another number of values than one.
    pub(crate) fn overlay_copy_of_several(at: &Pointer, matches: usize) -> Self {
        let message = match matches {
            0 => "this query matches nothing in the document".to_owned(),
            matches => format!("this query matches {matches} values"),
        };
        Self::new(Code::E0008, message).at(&at.child("copy")).help("`copy` must match exactly one value")
    }

    /// The overlay at `at` extends another document than the one at `document`.
    pub(crate) fn overlay_of_another_document(at: &Pointer, extends: &str, document: &str) -> Self {
        Self::new(Code::W0002, format!("this overlay is for {extends}, not for {document}"))
            .at(&at.child("extends"))
            .help("the overlay is applied anyway")
    }
}

const TARGET_EXAMPLE: &str = "for example `$.paths['/tickets'].get` or `$..[?@.deprecated == true]`";
