//! References from operations: to parameters, responses and path items, in this file and in others.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::super::refs::ReadReference;
use super::super::relative;
use super::super::resolve::{self, Link};
use super::{Converter, Object, Place};
use crate::source::{File, FileId, Pointer, Sources, Value};

/// The files of the document. Those that cannot be read are reported later, where all references are followed.
pub(super) struct Files<'a> {
    pub(super) sources: &'a mut Sources,
    pub(super) read: ReadReference<'a>,
    unread: HashSet<std::path::PathBuf>,
}

impl<'a> Files<'a> {
    pub(super) fn new(sources: &'a mut Sources, read: ReadReference<'a>) -> Self {
        Self { sources, read, unread: HashSet::new() }
    }

    /// The location that the reference at `from` leads to.
    fn target(&mut self, from: &Pointer, reference: &str) -> Option<Pointer> {
        let Link::Inside { path, fragment } = resolve::link(self.sources, from, reference) else {
            return None;
        };
        let Some(path) = path else { return Some(Pointer::new(from.file(), fragment)) };
        if let Some(file) = self.sources.find(&path) {
            return Some(Pointer::new(file, fragment));
        }
        if self.unread.contains(&path) {
            return None;
        }
        let text = (self.read)(&path, resolve::path_in(reference)).ok();
        if let Some(file) = text.and_then(|text| File::parse(path.clone(), text).ok()) {
            return Some(Pointer::new(self.sources.adopt(file), fragment));
        }
        self.unread.insert(path);
        None
    }
}

/// The greatest number of references that are followed to a parameter, response or path item.
const MAX_CHAIN: usize = 64;

impl Converter<'_> {
    /// The object at `from`, after references, and its location.
    pub(super) fn resolve(&mut self, from: &Pointer, object: &Object) -> Option<(Pointer, Object)> {
        let (mut here, mut object) = (from.clone(), object.clone());
        for _ in 0..MAX_CHAIN {
            let Some(reference) = object.get("$ref").and_then(Value::as_str) else {
                return Some((here, object));
            };
            here = self.files.target(&here, reference)?;
            object.clone_from(self.value(&here)?.as_object()?);
        }
        None
    }

    fn value(&self, at: &Pointer) -> Option<&Value> {
        if at.file() == self.file { self.document.pointer(at.path()) } else { self.files.sources.get(at) }
    }

    /// Whether a location is an entry of a section of this document, which becomes a component.
    pub(super) fn is_shared(&self, at: &Pointer, section: &str) -> bool {
        let mut keys = at.keys();
        at.file() == self.file
            && keys.next().is_some_and(|key| key == section)
            && keys.next().is_some()
            && keys.next().is_none()
    }

    /// The object of a reference to `target`, which `listed` is, from `from`.
    pub(super) fn reference(&self, listed: &Object, from: FileId, target: &Pointer) -> Value {
        if from == self.file {
            return Value::Object(listed.clone());
        }
        let mut reference = listed.clone();
        reference.insert("$ref".to_owned(), self.address(target).into());
        reference.into()
    }

    /// The schema of an object that came from `place`. A schema of another file stays there, because its references are relative.
    pub(super) fn schema_of(&self, object: &Object, place: &Place) -> Option<Value> {
        let schema = object.get("schema")?;
        let is_file = schema.get("type").is_some_and(|kind| kind == "file");
        if place.from.file() == self.file || is_file {
            return Some(schema.clone());
        }
        Some(json!({ "$ref": self.address(&place.from.child("schema")) }))
    }

    /// A reference from this document to a location.
    fn address(&self, target: &Pointer) -> String {
        let fragment = target.path().replace('%', "%25");
        if target.file() == self.file {
            return format!("#{fragment}");
        }
        let sources = &self.files.sources;
        let folder = sources.path(self.file).parent().unwrap_or(std::path::Path::new(""));
        let path = relative(sources.path(target.file()), folder).replace('%', "%25").replace('#', "%23");
        format!("{path}#{fragment}")
    }
}

/// The new location of each value that moved, by its old one.
#[derive(Debug, Default)]
pub(super) struct Targets(pub(super) HashMap<String, String>);

impl Targets {
    /// A reference to the value at `from` now leads to `to`. The first of several copies counts.
    pub(super) fn add(&mut self, to: &str, from: &str) {
        self.0.entry(from.to_owned()).or_insert_with(|| to.to_owned());
    }
}
