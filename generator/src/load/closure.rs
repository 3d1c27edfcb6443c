//! The files that a document consists of: followed from reference to reference, each place as what it is there.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::json;

use super::Version;
use super::place::{Kind, Step};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resolve::{self, Link};
use crate::source::{File, FileId, Pointer, Sources, Value, push_escaped};

/// Largest file that is read.
const MAX_FILE: u64 = 256 << 20;

/// Gives the text of a file, or says why not.
pub(super) type Reader<'a> = &'a (dyn Fn(&Path) -> Result<String, String> + Sync);

/// Reads a file from the disk.
pub(super) fn read_file(path: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    if metadata.len() > MAX_FILE {
        return Err(format!("it is larger than {} MB", MAX_FILE >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// A reference that was met.
struct Met {
    /// Where it stands.
    from: Pointer,
    kind: Kind,
    file: PathBuf,
    fragment: String,
}

/// Reads every file that the document in `root` refers to, and theirs, and walks through all that is referred to.
pub(super) fn follow(
    sources: &mut Sources,
    root: FileId,
    version: Version,
    read: Reader<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut closure = Closure { root, version, met: Vec::new(), seen: HashMap::new(), diagnostics };
    closure.walk(sources, &Pointer::root(root), Kind::Document);
    let mut walked: HashSet<(Pointer, Kind)> = HashSet::new();
    let mut unread: HashSet<PathBuf> = HashSet::new();
    let mut texts = Vec::new();
    while !closure.met.is_empty() {
        let met = std::mem::take(&mut closure.met);
        closure.read(sources, &met, read, &mut unread);
        for Met { from, kind, file, fragment } in met {
            let Some(file) = sources.find(&file) else { continue };
            let target = Pointer::new(file, fragment);
            if kind == Kind::Text {
                texts.push((from, target));
            } else if walked.insert((target.clone(), kind)) {
                closure.walk(sources, &target, kind);
            }
        }
    }
    for (from, target) in texts {
        if let Some(text @ Value::String(_)) = sources.get(&target).cloned() {
            sources.set(&from, text);
        }
    }
}

struct Closure<'a> {
    root: FileId,
    version: Version,
    /// References that are still to be followed.
    met: Vec<Met>,
    /// References that were met, by where they are and what they are to be.
    seen: HashMap<(FileId, Kind), HashSet<String>>,
    diagnostics: &'a mut Diagnostics,
}

impl Closure<'_> {
    /// Reads the files that are met for the first time.
    fn read(&mut self, sources: &mut Sources, met: &[Met], read: Reader<'_>, unread: &mut HashSet<PathBuf>) {
        let mut wanted: Vec<&Met> = Vec::new();
        let mut paths: HashSet<&Path> = HashSet::new();
        for one in met {
            if sources.find(&one.file).is_none() && !unread.contains(&one.file) && paths.insert(&one.file) {
                wanted.push(one);
            }
        }
        let parsed: Vec<_> = wanted
            .par_iter()
            .map(|one| read(&one.file).map(|text| File::parse(one.file.clone(), text)))
            .collect();
        for (one, parsed) in wanted.into_iter().zip(parsed) {
            match parsed {
                Ok(Ok(parsed)) => drop(sources.adopt(parsed)),
                Ok(Err(failure)) => {
                    let (error, text) = *failure;
                    sources.attach(&one.file, text);
                    self.diagnostics.push(Diagnostic::from(error));
                    unread.insert(one.file.clone());
                }
                Err(message) => {
                    self.diagnostics
                        .error(
                            "E0001",
                            Some(one.from.child("$ref")),
                            format!("cannot read {}: {message}", one.file.display()),
                        )
                        .help("what stands there is left out, or taken as any value; references are relative to the file they stand in");
                    unread.insert(one.file.clone());
                }
            }
        }
    }

    /// Walks through what stands at `at`.
    fn walk(&mut self, sources: &mut Sources, at: &Pointer, kind: Kind) {
        let mut root = sources.take_root(at.file());
        if let Some(value) = root.pointer_mut(at.path()) {
            let path = at.path().to_owned();
            Walker { closure: self, sources, file: at.file(), path }.place(value, kind);
        }
        sources.replace_root(at.file(), root);
    }
}

/// The way through one tree: what stands there is put into the words of OpenAPI 3.0.
pub(super) struct Walker<'w, 'a> {
    closure: &'w mut Closure<'a>,
    sources: &'w Sources,
    file: FileId,
    /// Where it is.
    path: String,
}

impl Walker<'_, '_> {
    fn place(&mut self, value: &mut Value, kind: Kind) {
        let kind = match kind {
            Kind::Rest if value.is_boolean() => return,
            Kind::Rest => Kind::Schema,
            other => other,
        };
        self.object(value, kind);
        let Value::Object(map) = value else { return };
        if kind == Kind::Schema {
            self.upgrade(map);
        }
        if let Some(Value::String(reference)) = map.get("$ref") {
            self.reference(reference, kind);
        } else if kind != Kind::Schema {
            self.mend(map, kind);
        }
        for (key, member) in map.iter_mut() {
            match kind.step(key) {
                Some(Step::One(kind)) => self.member(key, |this| this.place(member, kind)),
                Some(Step::Each(kind)) => self.member(key, |this| this.each(member, kind, false)),
                Some(Step::Entries(kind)) => self.member(key, |this| this.each(member, kind, true)),
                None => {}
            }
        }
    }

    /// Some kinds have to be objects, and an empty one says enough.
    fn object(&mut self, value: &mut Value, kind: Kind) {
        if value.is_object() || !matches!(kind, Kind::Schema | Kind::Media | Kind::Encoding) {
            return;
        }
        let empty = match value {
            Value::Bool(false) if kind == Kind::Schema => json!({ "not": {} }),
            Value::Null => json!({}),
            Value::Bool(true) if kind == Kind::Schema => json!({}),
            _ => {
                let what = if kind == Kind::Schema { "a schema" } else { "an object" };
                self.warn_here(
                    "W0103",
                    format!("{what} belongs here"),
                    "it is read as one that allows any value",
                );
                json!({})
            }
        };
        *value = empty;
    }

    fn each(&mut self, members: &mut Value, kind: Kind, extensions: bool) {
        match members {
            Value::Object(map) => {
                for (key, member) in map.iter_mut().filter(|(key, _)| !(extensions && key.starts_with("x-")))
                {
                    self.member(key, |this| this.place(member, kind));
                }
            }
            Value::Array(list) => {
                for (index, member) in list.iter_mut().enumerate() {
                    self.member(&index.to_string(), |this| this.place(member, kind));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Goes into the member `key`, and comes back.
    fn member(&mut self, key: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        push_escaped(&mut self.path, key);
        inside(self);
        self.path.truncate(length);
    }

    /// Says what is the matter with the member `key`.
    pub(super) fn warn(&mut self, code: &'static str, key: &str, message: String, help: &str) {
        let at = self.here().child(key);
        self.closure.diagnostics.warning(code, Some(at), message).help(help);
    }

    /// Says what is the matter with what stands here.
    pub(super) fn warn_here(&mut self, code: &'static str, message: String, help: &str) {
        let at = self.here();
        self.closure.diagnostics.warning(code, Some(at), message).help(help);
    }

    /// The version of the document.
    pub(super) fn version(&self) -> Version {
        self.closure.version
    }

    fn here(&self) -> Pointer {
        Pointer::new(self.file, self.path.as_str())
    }

    /// Remembers where a reference leads, if nothing led there before.
    pub(super) fn reference(&mut self, reference: &str, kind: Kind) {
        let seen = self.closure.seen.entry((self.file, kind)).or_default();
        // A text is put in the place of each reference to it.
        if kind != Kind::Text {
            if seen.contains(reference) {
                return;
            }
            seen.insert(reference.to_owned());
        }
        let Link::Inside { path, fragment } = resolve::link(self.sources, self.file, reference) else {
            return;
        };
        // Components of the document itself are walked through anyway.
        let inside = path.is_none();
        if inside && self.file == self.closure.root && is_component(&fragment) {
            return;
        }
        let file = path.unwrap_or_else(|| self.sources.path(self.file).to_owned());
        self.closure.met.push(Met { from: self.here(), kind, file, fragment });
    }
}

fn is_component(fragment: &str) -> bool {
    fragment.strip_prefix("/components/").is_some_and(|rest| rest.split('/').count() == 2)
}
