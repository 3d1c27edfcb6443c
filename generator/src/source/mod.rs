//! The text and the tree of each file, and the position of each value.
//!
//! Positions are not kept while reading. A [`Pointer`] is located in the text when a diagnostic needs its line.

mod file;
mod identity;
mod ignore;
mod locate;
mod origins;
mod parse;
mod pointer;
mod sections;
mod text;
mod uri;
mod visitor;
mod walk;
mod written;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(crate) use file::{NOT_A_FILE, read_named, read_text};
use identity::Identities;
pub(crate) use identity::{NAMED, VALUES};
pub(crate) use origins::Origins;
use parse::Parsed;
pub use parse::{ParseError, ParseErrorKind};
pub use pointer::{FileId, Pointer};
pub(crate) use pointer::{push_escaped, unescape};
use sections::Sections;
pub use text::Location;
pub(crate) use text::floor;
use text::{Lines, token};

/// The untyped tree. Maps keep the order of the document.
pub type Value = serde_json::Value;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Yaml,
}

/// A file that was read, but not added to a [`Sources`].
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    text: String,
    format: Format,
    root: Value,
    sections: Sections,
    /// The names of its schemas.
    identities: Option<Identities>,
}

impl File {
    /// Like [`Self::parse`], but the whole content is one string if the extension is not that of YAML or JSON.
    pub(crate) fn parse_or_text(path: PathBuf, text: String) -> Result<Self, Box<(ParseError, String)>> {
        let extension = path.extension().map(OsStr::to_ascii_lowercase).unwrap_or_default();
        if ["yaml", "yml", "json"].iter().any(|known| extension == *known) {
            return Self::parse(path, text);
        }
        let root = Value::String(text.trim_start_matches('\u{feff}').to_owned());
        Ok(Self { path, text, format: Format::Yaml, root, sections: Sections::default(), identities: None })
    }

    /// Reads `text`, the content of the file at `path`. The error has the text.
    pub(crate) fn parse(path: PathBuf, mut text: String) -> Result<Self, Box<(ParseError, String)>> {
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        match parse::parse(&text) {
            Ok(Parsed { format, root, sections }) => {
                let identities = Identities::of(&text, &root);
                Ok(Self { path, text, format, root, sections, identities })
            }
            Err(failure) => Err(Box::new((failure.into_error(path, &text), text))),
        }
    }
}

/// The new locations of values of a file, by their old ones.
#[derive(Debug)]
struct Relocation {
    file: FileId,
    moved: HashMap<String, String>,
}

/// The files that were read, and those that diagnostics quote.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// By path in [`normal`] form.
    by_path: BTreeMap<PathBuf, FileId>,
    /// Files that are not documents, and documents that cannot be read.
    attached: Vec<(PathBuf, String)>,
    origins: Origins,
    /// The new locations of values that references follow.
    relocation: Option<Box<Relocation>>,
    /// Positions that were located before: locating reads the file again.
    located: Box<Mutex<HashMap<Pointer, Location>>>,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `text`, the content of the file at `path`.
    ///
    /// A text that begins with `{` or `[` is read as JSON, and as YAML if it is not JSON. All other texts are YAML. A text that cannot
    /// be read is kept, so that the diagnostic for the error can quote it.
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

    /// Keeps the text of a file that is not a document, such as a configuration, for diagnostics with a position in it.
    pub fn attach(&mut self, path: impl Into<PathBuf>, text: String) {
        self.attached.push((path.into(), text));
    }

    /// The value at the pointer.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer::lookup(&self.file(pointer.file())?.root, pointer.path())
    }

    /// The root of a file. Null if the file belongs to another `Sources`.
    pub fn root(&self, file: FileId) -> &Value {
        self.file(file).map_or(&Value::Null, |file| &file.root)
    }

    /// Replaces the root of a file. The text and the positions stay.
    pub fn replace_root(&mut self, file: FileId, root: Value) {
        if let Some(file) = self.files.get_mut(file.index()) {
            file.root = root;
        }
    }

    /// Like [`Self::replace_root`] with null, but returns the old root.
    pub(crate) fn take_root(&mut self, file: FileId) -> Value {
        self.files.get_mut(file.index()).map(|file| std::mem::take(&mut file.root)).unwrap_or_default()
    }

    /// The location in the text of the value at the pointer. It differs from the pointer if an overlay added or moved the value.
    pub fn origin(&self, pointer: &Pointer) -> Pointer {
        self.origins.of(pointer)
    }

    /// The location that users know: where the value is in its own file.
    pub(crate) fn shown(&self, pointer: &Pointer) -> Pointer {
        let origin = self.origin(pointer);
        if origin.file() == pointer.file() { origin } else { pointer.clone() }
    }

    /// For patches of a tree.
    pub(crate) fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The locations in texts of values that were added or moved.
    pub(crate) fn origins_mut(&mut self) -> &mut Origins {
        &mut self.origins
    }

    /// Replaces the value at the pointer.
    pub(crate) fn set(&mut self, at: &Pointer, value: Value) {
        let file = self.files.get_mut(at.file().index());
        if let Some(location) = file.and_then(|file| file.root.pointer_mut(at.path())) {
            *location = value;
        }
    }

    /// The path of a file, as it was added.
    pub fn path(&self, file: FileId) -> &Path {
        self.file(file).map_or(Path::new(""), |file| &file.path)
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The text of the file at `path`, documents first.
    pub fn text_at(&self, path: &Path) -> Option<&str> {
        let documents = self.files.iter().map(|file| (&file.path, &file.text));
        let attached = self.attached.iter().rev().map(|(path, text)| (path, text));
        documents.chain(attached).find(|(known, _)| *known == path).map(|(_, text)| text.as_str())
    }

    /// The documents, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len()).filter_map(|index| u32::try_from(index).ok()).map(FileId)
    }

    /// The document at `path`, in any spelling.
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.by_path.get(&normal(path)).copied()
    }

    /// The target of the reference at `from`, if it is the name of a schema in the same file.
    pub(crate) fn identified(&self, from: &Pointer, address: &str, fragment: &str) -> Option<Pointer> {
        let location =
            self.file(from.file())?.identities.as_ref()?.location(from.path(), address, fragment)?;
        Some(Pointer::new(from.file(), location))
    }

    /// Makes references to the old locations of values in a file lead to the new ones.
    pub(crate) fn relocate(&mut self, file: FileId, moved: HashMap<String, String>) {
        self.relocation = Some(Box::new(Relocation { file, moved }));
    }

    /// The location that a reference to `fragment` of a file leads to.
    pub(crate) fn relocated(&self, file: FileId, fragment: String) -> String {
        let relocation = self.relocation.as_ref().filter(|relocation| relocation.file == file);
        let Some(moved) = relocation.map(|relocation| &relocation.moved) else { return fragment };
        let mut prefix = fragment.as_str();
        loop {
            if let Some(to) = moved.get(prefix) {
                return format!("{to}{}", &fragment[prefix.len()..]);
            }
            match prefix.rfind('/') {
                Some(end) => prefix = &prefix[..end],
                None => return fragment,
            }
        }
    }

    /// Whether schemas in a file have names.
    pub(crate) fn has_identities(&self, file: FileId) -> bool {
        self.file(file).is_some_and(|file| file.identities.is_some())
    }

    /// The location of a fragment of `file`.
    pub(crate) fn at_fragment(&self, file: FileId, fragment: String) -> Pointer {
        self.identified(&Pointer::root(file), "", &fragment).unwrap_or_else(|| Pointer::new(file, fragment))
    }

    /// The path of `relative`, which is relative to the folder of `file`.
    pub(crate) fn relative_path(&self, file: FileId, relative: &str) -> PathBuf {
        normal(&self.path(file).parent().unwrap_or(Path::new("")).join(relative))
    }

    /// The position of the key or item at the [origin](Self::origin) of the pointer. If the text does not have it, the position of the
    /// nearest ancestor.
    ///
    /// Reads the file again: to locate many pointers, use [`Sources::locate_all`].
    pub fn locate(&self, pointer: &Pointer) -> Option<Location> {
        self.locate_all(&[pointer]).pop().flatten()
    }

    /// Like [`Sources::locate`], for many pointers. Usually reads each file once.
    pub fn locate_all(&self, pointers: &[&Pointer]) -> Vec<Option<Location>> {
        let pointers: Vec<Pointer> = pointers.iter().map(|pointer| self.origin(pointer)).collect();
        // Diagnostics are sorted first and shown later.
        let mut located = self.located.lock().unwrap_or_else(PoisonError::into_inner);
        for id in self.files() {
            let Some(file) = self.file(id) else { continue };
            let requested = pointers.iter().filter(|pointer| pointer.file() == id);
            let new: Vec<&Pointer> = requested.filter(|pointer| !located.contains_key(pointer)).collect();
            if new.is_empty() {
                continue;
            }
            let paths: Vec<Vec<String>> =
                new.iter().map(|pointer| pointer.keys().map(Cow::into_owned).collect()).collect();
            let offsets = locate::locate_all(&file.text, file.format, &file.sections, &paths);
            let spans: Vec<_> = offsets.into_iter().map(|offset| token(&file.text, offset)).collect();
            located.extend(new.into_iter().cloned().zip(Lines::new(&file.text).locate_all(&spans)));
        }
        pointers.iter().map(|pointer| located.get(pointer).cloned()).collect()
    }

    /// The spelling of scalars in the text, each with the value that it was read as. `None` if the text has another value there, or is
    /// not YAML.
    pub(crate) fn written(&self, scalars: &[(&Pointer, &Value)]) -> Vec<Option<String>> {
        let origins: Vec<Pointer> = scalars.iter().map(|(at, _)| self.origin(at)).collect();
        let mut spellings = vec![None; scalars.len()];
        for id in self.files() {
            let Some(file) = self.file(id).filter(|file| file.format == Format::Yaml) else { continue };
            let indices: Vec<usize> =
                (0..origins.len()).filter(|index| origins[*index].file() == id).collect();
            if indices.is_empty() {
                continue;
            }
            let path = |index: &usize| origins[*index].keys().map(Cow::into_owned).collect();
            let found = written::written(&file.text, &indices.iter().map(path).collect::<Vec<_>>());
            for (index, text) in indices.into_iter().zip(found) {
                let is_same =
                    |text: &String| parse::parse(text).is_ok_and(|parsed| parsed.root == *scalars[index].1);
                spellings[index] = text.filter(is_same);
            }
        }
        spellings
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.index())
    }
}

/// The path without `.`, and without `..` after a folder that it cancels.
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
