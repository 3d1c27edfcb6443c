//! Overlays: patches for a document that you do not own, as in the Overlay Specification 1.0 and 1.1.
//!
//! Overlays change the tree before it is processed. The location of each change in the overlay is kept, so that diagnostics show the
//! text of the overlay.

mod action;
mod edit;
mod read;

use std::path::{Path, PathBuf};

use self::edit::Budget;
use self::read::Overlay;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value};

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
    let mut budget = Budget::default();
    for path in overlays {
        let Some(file) = open(sources, path, read, diagnostics) else {
            whole = false;
            continue;
        };
        let mut overlay = Overlay { at: Pointer::root(file), broken: false, is_strict: false, diagnostics };
        let actions = overlay.actions(sources.root(file));
        whole &= !overlay.broken;
        check_extends(sources, root, file, diagnostics);
        for action in &actions {
            if budget.is_spent() {
                return false;
            }
            action.apply(sources, root, &mut budget, diagnostics);
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

/// Checks that the overlay is for this document. A URL in `extends` can only be compared with the `$self` of the document.
fn check_extends(sources: &Sources, root: FileId, file: FileId, diagnostics: &mut Diagnostics) {
    let Some(extends) = sources.root(file).get("extends").and_then(Value::as_str) else { return };
    let is_url = |text: &str| text.contains("://");
    let own = sources.root(root).get("$self").and_then(Value::as_str).filter(|own| is_url(own));
    let same = match own {
        Some(own) if is_url(extends) => own == extends,
        _ if is_url(extends) => true,
        _ => {
            let meant = sources.relative_path(file, extends);
            let canonical = |path: &Path| path.canonicalize().ok();
            sources.find(&meant) == Some(root)
                || canonical(&meant).is_some_and(|meant| canonical(sources.path(root)) == Some(meant))
        }
    };
    if !same {
        let document = match own {
            Some(own) if is_url(extends) => own.to_owned(),
            _ => sources.path(root).display().to_string(),
        };
        diagnostics.push(Diagnostic::overlay_of_another_document(&Pointer::root(file), extends, &document));
    }
}

#[cfg(test)]
mod tests;
