//! The text of one or more files, what it says, and where it says so.
//!
//! Positions are not kept while reading. A [`Pointer`] is looked up again in the text when a diagnostic needs
//! its line.

mod locate;
mod parse;
mod pointer;
mod text;
mod walk;

use std::path::{Path, PathBuf};

pub use parse::ParseError;
pub use pointer::{FileId, Pointer};
pub use text::Location;
use text::{Lines, token};

/// The untyped tree. Its maps keep the order of the document.
pub type Value = serde_json::Value;

/// How a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Yaml,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    text: String,
    format: Format,
    root: Value,
}

/// The files that were read, and those that diagnostics quote.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// Not documents, or broken ones.
    attached: Vec<(PathBuf, String)>,
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
    pub fn add(&mut self, path: impl Into<PathBuf>, mut text: String) -> Result<FileId, ParseError> {
        let path = path.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        match parse::parse(&text) {
            Ok((format, root)) => {
                let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
                self.files.push(File { path, text, format, root });
                Ok(id)
            }
            Err(failure) => {
                let error = failure.into_error(path.clone(), &text);
                self.attach(path, text);
                Err(error)
            }
        }
    }

    /// Keeps the text of a file that is not a document, such as `codegen.toml`, for diagnostics that have a
    /// position in it.
    pub fn attach(&mut self, path: impl Into<PathBuf>, text: String) {
        self.attached.push((path.into(), text));
    }

    /// What the pointer points at.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        self.file(pointer.file())?.root.pointer(pointer.path())
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

    /// The document that was added under `path`.
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.files().find(|file| self.path(*file) == path)
    }

    /// Where the text has the pointer's key or element; where it has not, the nearest one around it.
    ///
    /// Reads the file again: ask for many at once with [`Sources::locate_all`].
    pub fn locate(&self, pointer: &Pointer) -> Option<Location> {
        self.locate_all(&[pointer]).pop().flatten()
    }

    /// [`Sources::locate`] for many pointers, mostly in one reading of each file.
    pub fn locate_all(&self, pointers: &[&Pointer]) -> Vec<Option<Location>> {
        let mut locations = vec![None; pointers.len()];
        for id in self.files() {
            let Some(file) = self.file(id) else { continue };
            let inside: Vec<usize> = (0..pointers.len()).filter(|&at| pointers[at].file() == id).collect();
            if inside.is_empty() {
                continue;
            }
            let paths: Vec<Vec<String>> = inside.iter().map(|&at| pointers[at].keys().collect()).collect();
            let offsets = locate::locate_all(&file.text, file.format, &paths);
            let lines = Lines::new(&file.text);
            for (at, offset) in inside.into_iter().zip(offsets) {
                locations[at] = Some(lines.locate(token(&file.text, offset)));
            }
        }
        locations
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.index())
    }
}

#[cfg(test)]
mod tests;
