//! Finds the targets of references: reads their files, and copies those that OpenAPI does not allow references to.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::json;

use super::super::dynamic;
use super::super::reach::ReadError;
use super::super::resolve::{self, Link};
use super::{Expected, ReadReference, Reference, Refs};
use crate::diagnostics::Diagnostic;
use crate::source::{File, Pointer, Sources, Value, push_escaped};

/// The maximum number of bytes that are copied in place of references that OpenAPI does not allow.
const COPIED: usize = 16 << 20;

impl Refs<'_> {
    /// Follows the URIs of files that were read since.
    pub(super) fn find_foreign(&mut self, sources: &Sources) {
        for (from, written, expected) in std::mem::take(&mut self.foreign) {
            match resolve::link(sources, &from, &written) {
                Link::Inside { path: Some(file), fragment } => {
                    self.pending.push(Reference { from, expected, written, file, fragment });
                }
                Link::Inside { path: None, .. } => {}
                Link::Network => self.foreign.push((from, written, expected)),
            }
        }
    }

    /// Reads the files that are not read yet.
    pub(super) fn read(
        &mut self,
        sources: &mut Sources,
        pending: &[Reference],
        read: ReadReference<'_>,
        unread: &mut HashSet<PathBuf>,
    ) {
        let mut wanted: Vec<&Reference> = Vec::new();
        let mut paths: HashSet<&Path> = HashSet::new();
        for reference in pending {
            if sources.find(&reference.file).is_none()
                && !unread.contains(&reference.file)
                && paths.insert(&reference.file)
            {
                wanted.push(reference);
            }
        }
        let parsed: Vec<_> = wanted
            .par_iter()
            .map(|reference| {
                // A reference to a string may lead to a file of text.
                let is_string = reference.expected == Expected::String && reference.fragment.is_empty();
                let parse = if is_string { File::parse_or_text } else { File::parse };
                read(&reference.file, &reference.written).map(|text| parse(reference.file.clone(), text))
            })
            .collect();
        for (reference, parsed) in wanted.into_iter().zip(parsed) {
            match parsed {
                Ok(Ok(parsed)) => {
                    let file = sources.adopt(parsed);
                    dynamic::instantiate(sources, file);
                }
                Ok(Err(failure)) => {
                    let (error, text) = *failure;
                    sources.attach(&reference.file, text);
                    self.diagnostics.push(Diagnostic::from(error));
                    unread.insert(reference.file.clone());
                }
                Err(ReadError::Forbidden(why)) => {
                    self.diagnostics.push(Diagnostic::forbidden_file(
                        &reference.from,
                        &reference.written,
                        why,
                    ));
                    unread.insert(reference.file.clone());
                }
                // Not the URI of a file. Nothing is fetched.
                Err(ReadError::Failed(_)) if resolve::is_on_network(&reference.written) => {
                    unread.insert(reference.file.clone());
                }
                Err(ReadError::Failed(message)) => {
                    self.diagnostics.push(Diagnostic::unreadable_reference(
                        &reference.from,
                        &reference.file,
                        &message,
                    ));
                    unread.insert(reference.file.clone());
                }
            }
        }
    }

    /// Copies the string or map at `target` to the reference at `from`.
    pub(super) fn copy(
        &mut self,
        sources: &mut Sources,
        from: &Pointer,
        target: &Pointer,
        expected: Expected,
    ) {
        let Some(reference) = sources.get(&from.child("$ref")).and_then(Value::as_str) else { return };
        // A copied map consists of references. A reference inside a copy would lead back into it.
        let inside =
            std::iter::successors(from.parent(), Pointer::parent).any(|outer| self.copies.contains(&outer));
        let copy = match (expected, sources.get(target).filter(|_| !inside && !contains(target, from))) {
            (Expected::String, Some(text @ Value::String(_))) => Some(text.clone()),
            (Expected::Map(_), Some(Value::Object(map))) if self.copied < COPIED => {
                let separator = if reference.contains('#') { "" } else { "#" };
                let reference_to = |key: &String| {
                    let mut target = format!("{reference}{separator}");
                    push_escaped(&mut target, &key.replace('%', "%25"));
                    (key.clone(), json!({ "$ref": target }))
                };
                Some(Value::Object(map.keys().map(reference_to).collect()))
            }
            _ => None,
        };
        self.copied += match &copy {
            Some(Value::String(text)) => text.len(),
            Some(Value::Object(map)) => map.keys().map(|key| key.len() + reference.len()).sum(),
            _ => 0,
        };
        if let Some(copy) = copy.filter(|_| self.copied < COPIED) {
            self.copies.insert(from.clone());
            return sources.set(from, copy);
        }
        self.diagnostics.push(Diagnostic::reference_to_other_part(from, reference));
        sources.set(from, if expected == Expected::String { json!("") } else { json!({}) });
    }
}

/// Whether `inner` is equal to `outer`, or below it.
fn contains(outer: &Pointer, inner: &Pointer) -> bool {
    let rest = inner.path().strip_prefix(outer.path());
    outer.file() == inner.file() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
