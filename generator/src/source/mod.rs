//! The text of one or more files, what it says, and where it says so.
//!
//! Positions are not kept while reading. A [`Pointer`] is looked up again in the text when a diagnostic needs
//! its line.

mod identity;
mod locate;
mod origins;
mod parse;
mod pointer;
mod text;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use identity::Identities;
use origins::Origins;
pub use parse::{ParseError, ParseErrorKind};
pub use pointer::{FileId, Pointer};
pub(crate) use pointer::{push_escaped, unescape};
pub use text::Location;
pub(crate) use text::floor;
use text::{Lines, token};

/// The untyped tree. Its maps keep the order of the document.
pub type Value = serde_json::Value;

/// How a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Yaml,
}

/// A file that was read, and that no [`Sources`] has yet.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    text: String,
    format: Format,
    root: Value,
    /// The names in it, besides the places.
    identities: Option<Identities>,
}

impl File {
    /// Reads `text`, the content of the file at `path`. The text comes back with the error.
    pub(crate) fn parse(path: PathBuf, mut text: String) -> Result<Self, Box<(ParseError, String)>> {
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        match parse::parse(&text) {
            Ok((format, root)) => {
                let identities = Identities::of(&text, &root);
                Ok(Self { path, text, format, root, identities })
            }
            Err(failure) => Err(Box::new((failure.into_error(path, &text), text))),
        }
    }
}

/// The files that were read, and those that diagnostics quote.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// By their paths in [`normal`] form.
    by_path: BTreeMap<PathBuf, FileId>,
    /// Not documents, or broken ones.
    attached: Vec<(PathBuf, String)>,
    origins: Origins,
    /// What was located so far: each time takes a reading of the file.
    located: Box<Mutex<HashMap<Pointer, Location>>>,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `text`, the content of the file at `path`.
    ///
    /// What begins with `{` or `[` is read as JSON, and as YAML if it is not JSON; everything else is YAML. A
    /// text that cannot be read is kept nevertheless, so that the diagnostic made of the error can quote it.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: String) -> Result<FileId, ParseError> {
        match File::parse(path.into(), text) {
            Ok(file) => Ok(self.adopt(file)),
            Err(failure) => {
                let (error, text) = *failure;
                self.attach(error.path.clone(), text);
                Err(error)
            }
        }
    }

    /// Adds a file that was read elsewhere.
    pub(crate) fn adopt(&mut self, file: File) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.by_path.entry(normal(&file.path)).or_insert(id);
        self.files.push(file);
        id
    }

    /// Keeps the text of a file that is not a document, such as `codegen.toml`, for diagnostics that have a
    /// position in it.
    pub fn attach(&mut self, path: impl Into<PathBuf>, text: String) {
        self.attached.push((path.into(), text));
    }

    /// What the pointer points at.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer::lookup(&self.file(pointer.file())?.root, pointer.path())
    }

    /// The whole tree of a file. Null for a file of another `Sources`.
    pub fn root(&self, file: FileId) -> &Value {
        self.file(file).map_or(&Value::Null, |file| &file.root)
    }

    /// Puts another tree in the place of a file's own. Its text, and so its positions, stay as they are.
    pub fn replace_root(&mut self, file: FileId, root: Value) {
        if let Some(file) = self.files.get_mut(file.index()) {
            file.root = root;
        }
    }

    /// As [`Self::replace_root`], and gives back the file's own.
    pub(crate) fn take_root(&mut self, file: FileId) -> Value {
        self.files.get_mut(file.index()).map(|file| std::mem::take(&mut file.root)).unwrap_or_default()
    }

    /// Where the text has what the pointer points at: elsewhere than it says if an overlay brought it there, or moved it.
    pub fn origin(&self, pointer: &Pointer) -> Pointer {
        self.origins.of(pointer)
    }

    /// For what patches a tree.
    pub(crate) fn origins_mut(&mut self) -> &mut Origins {
        &mut self.origins
    }

    /// Puts another value where the pointer points at.
    pub(crate) fn set(&mut self, at: &Pointer, value: Value) {
        let file = self.files.get_mut(at.file().index());
        if let Some(place) = file.and_then(|file| file.root.pointer_mut(at.path())) {
            *place = value;
        }
    }

    /// The path under which a file was added.
    pub fn path(&self, file: FileId) -> &Path {
        self.file(file).map_or(Path::new(""), |file| &file.path)
    }

    /// A file's text.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The text of any file known by `path`, documents first.
    pub fn text_at(&self, path: &Path) -> Option<&str> {
        let documents = self.files.iter().map(|file| (&file.path, &file.text));
        let attached = self.attached.iter().rev().map(|(path, text)| (path, text));
        documents.chain(attached).find(|(known, _)| *known == path).map(|(_, text)| text.as_str())
    }

    /// The documents, in the order of addition.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len()).filter_map(|index| u32::try_from(index).ok()).map(FileId)
    }

    /// The document that was added under `path`, however it was spelt.
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.by_path.get(&normal(path)).copied()
    }

    /// Where a reference leads that stands at `from`, if it leads to a schema in the same file by a name that the schema has.
    pub(crate) fn identified(&self, from: &Pointer, address: &str, fragment: &str) -> Option<Pointer> {
        let place = self.file(from.file())?.identities.as_ref()?.place(from.path(), address, fragment)?;
        Some(Pointer::new(from.file(), place))
    }

    /// Whether schemas in a file have names besides their places.
    pub(crate) fn has_identities(&self, file: FileId) -> bool {
        self.file(file).is_some_and(|file| file.identities.is_some())
    }

    /// Where a fragment leads that follows the path of `file`.
    pub(crate) fn at_fragment(&self, file: FileId, fragment: String) -> Pointer {
        self.identified(&Pointer::root(file), "", &fragment).unwrap_or_else(|| Pointer::new(file, fragment))
    }

    /// The path of `relative`, which a file names: relative to the folder of that file.
    pub(crate) fn beside(&self, file: FileId, relative: &str) -> PathBuf {
        normal(&self.path(file).parent().unwrap_or(Path::new("")).join(relative))
    }

    /// Where the text of its [origin](Self::origin) has the pointer's key or element; where it has not, the nearest one around it.
    ///
    /// Reads the file again: ask for many at once with [`Sources::locate_all`].
    pub fn locate(&self, pointer: &Pointer) -> Option<Location> {
        self.locate_all(&[pointer]).pop().flatten()
    }

    /// [`Sources::locate`] for many pointers, mostly in one reading of each file.
    pub fn locate_all(&self, pointers: &[&Pointer]) -> Vec<Option<Location>> {
        let pointers: Vec<Pointer> = pointers.iter().map(|pointer| self.origin(pointer)).collect();
        // Whoever sorts diagnostics is going to show them.
        let mut located = self.located.lock().unwrap_or_else(PoisonError::into_inner);
        for id in self.files() {
            let Some(file) = self.file(id) else { continue };
            let asked = pointers.iter().filter(|pointer| pointer.file() == id);
            let new: Vec<&Pointer> = asked.filter(|pointer| !located.contains_key(pointer)).collect();
            if new.is_empty() {
                continue;
            }
            let paths: Vec<Vec<String>> =
                new.iter().map(|pointer| pointer.keys().map(Cow::into_owned).collect()).collect();
            let offsets = locate::locate_all(&file.text, file.format, &paths);
            let spans: Vec<_> = offsets.into_iter().map(|offset| token(&file.text, offset)).collect();
            located.extend(new.into_iter().cloned().zip(Lines::new(&file.text).locate_all(&spans)));
        }
        pointers.iter().map(|pointer| located.get(pointer).cloned()).collect()
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.index())
    }
}

/// A path without `.`, and without `..` where there is something that it takes back.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match (component, normal.components().next_back()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(normal.pop()),
            _ => normal.push(component),
        }
    }
    normal
}

#[cfg(test)]
mod tests;
