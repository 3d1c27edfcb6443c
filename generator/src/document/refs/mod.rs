//! Reads all files of a document: follows each reference, and visits its target as the kind of object that belongs there.

mod targets;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use super::Version;

use super::grammar::{Child, NodeKind};
use super::positions;
use super::reach::ReadError;
use super::resolve::{self, Link};
use super::unknown::{self, Unknown};
use super::unquoted::{self, Unquoted};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value, push_escaped};

/// Reads the file at a path. The second argument is the path as the reference has it.
pub(super) type ReadReference<'a> = &'a (dyn Fn(&Path, &str) -> Result<String, ReadError> + Sync);

/// A reference that is still to be followed.
struct Reference {
    /// The location of the reference.
    from: Pointer,
    expected: Expected,
    /// The path in the reference, as written.
    written: String,
    file: PathBuf,
    fragment: String,
}

/// The kind of value that a reference must point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Expected {
    /// An object.
    Object(NodeKind),
    /// A map of objects. OpenAPI has no references to such maps, but documents do.
    Map(NodeKind),
    /// A string. OpenAPI has no references to strings, but documents do.
    String,
}

/// Reads all files that the document in `root` refers to, directly or indirectly, and visits all parts that are referred to.
pub(super) fn follow(
    sources: &mut Sources,
    root: FileId,
    version: Version,
    read: ReadReference<'_>,
    diagnostics: &mut Diagnostics,
) {
    let schemes = Pointer::root(root).child("components").child("securitySchemes");
    let schemes = sources.get(&schemes).and_then(Value::as_object);
    let mut refs = Refs {
        root,
        schemes: schemes.into_iter().flat_map(Map::keys).cloned().collect(),
        foreign: Vec::new(),
        version,
        pending: Vec::new(),
        seen: HashMap::new(),
        copies: HashSet::new(),
        copied: 0,
        unquoted: Vec::new(),
        parts: HashMap::new(),
        diagnostics,
    };
    refs.walk(sources, &Pointer::root(root), Expected::Object(NodeKind::Document));
    let mut walked: HashSet<(Pointer, Expected)> = HashSet::new();
    let mut unread: HashSet<PathBuf> = HashSet::new();
    while !refs.pending.is_empty() {
        let pending = std::mem::take(&mut refs.pending);
        refs.read(sources, &pending, read, &mut unread);
        for Reference { from, expected, file, fragment, .. } in pending {
            let Some(file) = sources.find(&file) else {
                // It has been reported. Nothing else reads the reference as a string.
                if expected == Expected::String {
                    sources.set(&from, json!(""));
                }
                continue;
            };
            let target = sources.at_fragment(file, fragment);
            match expected {
                Expected::Object(_) if walked.insert((target.clone(), expected)) => {
                    refs.walk(sources, &target, expected);
                }
                Expected::Object(_) => {}
                Expected::Map(_) | Expected::String => {
                    refs.copy(sources, &from, &target, expected);
                    refs.walk(sources, &from, expected);
                }
            }
        }
        refs.find_foreign(sources);
    }
    unquoted::restore(sources, &refs.unquoted);
}

struct Refs<'a> {
    root: FileId,
    /// The names of security schemes.
    schemes: HashSet<String>,
    /// URIs that are not those of files that are already read.
    foreign: Vec<(Pointer, String, Expected)>,
    version: Version,
    /// References that are still to be followed.
    pending: Vec<Reference>,
    /// References that were found, by file and expected target.
    seen: HashMap<(FileId, Expected), HashSet<String>>,
    /// Locations that a target was copied to, and the total number of copied bytes.
    copies: HashSet<Pointer>,
    copied: usize,
    unquoted: Vec<Unquoted>,
    /// The arrays of each file whose items are the parts of multipart bodies.
    parts: HashMap<FileId, HashSet<String>>,
    diagnostics: &'a mut Diagnostics,
}

impl Refs<'_> {
    /// Visits the value at `at`.
    fn walk(&mut self, sources: &mut Sources, at: &Pointer, expected: Expected) {
        let mut root = sources.take_root(at.file());
        self.parts.entry(at.file()).or_insert_with(|| positions::of_parts(&root));
        if let Some(value) = root.pointer_mut(at.path()) {
            let path = at.path().to_owned();
            let mut walker =
                Walker { refs: self, sources, file: at.file(), path, anchors: Vec::new(), outermost: None };
            match expected {
                // The target of a reference has another type than expected.
                Expected::Object(kind) if value.is_object() => walker.node(value, kind),
                Expected::Map(kind) => walker.each(value, kind, false),
                Expected::Object(_) | Expected::String => {}
            }
        }
        sources.replace_root(at.file(), root);
    }
}

/// Visits one tree, and rewrites it to the vocabulary of OpenAPI 3.0.
pub(super) struct Walker<'w, 'a> {
    refs: &'w mut Refs<'a>,
    sources: &'w Sources,
    file: FileId,
    /// The pointer of the visited value.
    path: String,
    /// The names of the enclosing schemas, and the length of the path of each.
    anchors: Vec<(String, usize)>,
    /// The length of the path of the outermost schema.
    outermost: Option<usize>,
}

impl Walker<'_, '_> {
    fn node(&mut self, value: &mut Value, kind: NodeKind) {
        let kind = match kind {
            NodeKind::AdditionalProperties if value.is_boolean() => return,
            NodeKind::AdditionalProperties => NodeKind::Schema,
            other => other,
        };
        self.object(value, kind);
        let Value::Object(map) = value else { return };
        if kind == NodeKind::SecurityRequirement {
            return map.keys().for_each(|key| self.reference_to_scheme(key));
        }
        for Unknown { path, key, meant } in unknown::fields_of(map, kind) {
            let at = path.iter().fold(self.here(), |at, key| at.child(key));
            self.report(Diagnostic::unknown_field(&at, &key, meant));
        }
        if kind == NodeKind::Schema {
            self.upgrade(map);
        }
        if let Some(Value::String(reference)) = map.get("$ref") {
            self.reference(
                reference,
                if kind == NodeKind::String { Expected::String } else { Expected::Object(kind) },
            );
        } else if kind != NodeKind::Schema {
            self.repair(map, kind);
        }
        let (anchors, outermost) = (self.anchors.len(), self.outermost);
        if kind == NodeKind::Schema {
            self.outermost = outermost.or(Some(self.path.len()));
            self.anchors.extend(anchor(map).map(|name| (name, self.path.len())));
        }
        for (key, child) in map.iter_mut() {
            match kind.child(key) {
                Some(Child::One(kind)) => self.below(key, |this| this.node(child, kind)),
                Some(Child::Each(kind)) => self.below(key, |this| this.each(child, kind, false)),
                Some(Child::Entries(kind)) => self.below(key, |this| this.each(child, kind, true)),
                None => {}
            }
        }
        self.anchors.truncate(anchors);
        self.outermost = outermost;
    }

    /// Replaces a value that must be an object by an empty one.
    fn object(&mut self, value: &mut Value, kind: NodeKind) {
        if value.is_object() || !matches!(kind, NodeKind::Schema | NodeKind::Media | NodeKind::Encoding) {
            return;
        }
        let empty = match value {
            Value::Bool(false) if kind == NodeKind::Schema => json!({ "not": {} }),
            Value::Null => json!({}),
            Value::Bool(true) if kind == NodeKind::Schema => json!({}),
            _ => {
                self.report(if kind == NodeKind::Schema {
                    Diagnostic::not_a_schema(&self.here())
                } else {
                    Diagnostic::not_an_object(&self.here())
                });
                json!({})
            }
        };
        *value = empty;
    }

    fn each(&mut self, children: &mut Value, kind: NodeKind, extensions: bool) {
        match children {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    return self.reference(reference, Expected::Map(kind));
                }
                for (key, child) in map.iter_mut().filter(|(key, _)| !(extensions && key.starts_with("x-"))) {
                    self.below(key, |this| this.node(child, kind));
                }
            }
            Value::Array(list) => {
                for (index, child) in list.iter_mut().enumerate() {
                    self.below(&index.to_string(), |this| this.node(child, kind));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Visits the property or item at `key`.
    fn below(&mut self, key: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        push_escaped(&mut self.path, key);
        inside(self);
        self.path.truncate(length);
    }

    /// Adds a diagnostic.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.refs.diagnostics.push(diagnostic);
    }

    /// Remembers a string that was read as another scalar.
    pub(super) fn remember(&mut self, unquoted: Unquoted) {
        self.refs.unquoted.push(unquoted);
    }

    /// The version of the document.
    pub(super) fn version(&self) -> Version {
        self.refs.version
    }

    /// Whether the items of the visited array are the parts of a multipart body.
    pub(super) fn has_parts(&self) -> bool {
        self.refs.parts.get(&self.file).is_some_and(|parts| parts.contains(&self.path))
    }

    /// Whether the visited value is in a copy of the parts of a multipart body.
    pub(super) fn is_in_copy(&self) -> bool {
        let parts = self.refs.parts.get(&self.file).into_iter().flatten();
        parts.into_iter().any(|path| {
            self.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with("/items/anyOf/"))
        })
    }

    /// Whether the visited value is a component. Other uses of a component are possible.
    pub(super) fn is_component(&self) -> bool {
        self.file == self.refs.root && is_component(&self.path)
    }

    /// The location of the visited value.
    pub(super) fn here(&self) -> Pointer {
        Pointer::new(self.file, self.path.as_str())
    }

    /// A reference to the outermost enclosing schema that is called `name`.
    pub(super) fn enclosing(&self, name: &str) -> Option<String> {
        let named = self.anchors.iter().find(|(anchor, _)| anchor == name).map(|(_, length)| *length);
        let length = named.or(self.outermost.filter(|_| name.is_empty()))?;
        Some(format!("#{}", self.path.get(..length)?.replace('%', "%25")))
    }

    /// Whether a reference at this location, by path or by name, leads to a location in this file.
    pub(super) fn leads_inside(&self, reference: &str) -> bool {
        let link = resolve::link(self.sources, &self.here(), reference);
        matches!(link, Link::Inside { path: None, fragment } if fragment.starts_with('/'))
    }

    /// Whether a reference leads to another file.
    pub(super) fn leads_outside(&self, reference: &str) -> bool {
        matches!(resolve::link(self.sources, &self.here(), reference), Link::Inside { path: Some(_), .. })
    }

    /// Remembers a reference to follow, unless an equal one is known.
    fn reference(&mut self, reference: &str, expected: Expected) {
        // In a file with `$id`s or anchors, equal references can have different targets.
        if matches!(expected, Expected::Object(_)) && !self.sources.has_identities(self.file) {
            let seen = self.refs.seen.entry((self.file, expected)).or_default();
            if seen.contains(reference) {
                return;
            }
            seen.insert(reference.to_owned());
        }
        let Link::Inside { path, fragment } = resolve::link(self.sources, &self.here(), reference) else {
            self.refs.foreign.push((self.here(), reference.to_owned(), expected));
            return;
        };
        // The components of the root document are visited anyway.
        let inside = path.is_none();
        if inside
            && self.file == self.refs.root
            && is_component(&fragment)
            && matches!(expected, Expected::Object(_))
        {
            return;
        }
        let file = path.unwrap_or_else(|| self.sources.path(self.file).to_owned());
        let written = resolve::path_in(reference).to_owned();
        self.refs.pending.push(Reference { from: self.here(), expected, written, file, fragment });
    }

    /// Remembers a reference to a security scheme, unless it is the name of one.
    fn reference_to_scheme(&mut self, key: &str) {
        if key.contains(['/', '#']) && !self.refs.schemes.contains(key) {
            self.reference(key, Expected::Object(NodeKind::SecurityScheme));
        }
    }

    /// Like [`Self::reference`], to a schema.
    pub(super) fn reference_to_schema(&mut self, reference: &str) {
        self.reference(reference, Expected::Object(NodeKind::Schema));
    }
}

/// The name that a schema declares for itself.
fn anchor(schema: &Map<String, Value>) -> Option<String> {
    if schema.get("$recursiveAnchor") == Some(&Value::Bool(true)) {
        return Some(String::new());
    }
    let name = ["$dynamicAnchor", "$anchor"].iter().find_map(|key| schema.get(*key)?.as_str())?;
    Some(name.to_owned())
}

fn is_component(fragment: &str) -> bool {
    fragment.strip_prefix("/components/").is_some_and(|rest| rest.split('/').count() == 2)
}
