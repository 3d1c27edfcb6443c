//! Text → [`Spec`]: all files of a document as untyped trees, and each part as an `openapiv3` type.
//!
//! A part (a schema, a parameter, an operation…) is read without the parts inside it. So a broken part costs one diagnostic instead of
//! the whole document, and each part is read once.

mod allow;
mod dynamic;
mod grammar;
mod overlay;
pub(crate) mod part;
mod positions;
mod reach;
mod refs;
mod repair;
mod resolve;
mod swagger;
pub(crate) mod unknown;
mod unquoted;
mod upgrade;

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

pub(crate) use part::DocumentPart;
pub(crate) use positions::FURTHER;
pub(crate) use resolve::Unresolved;
pub(crate) use swagger::{CSV, PIPES, SSV, TAB_DELIMITED, TSV};
pub(crate) use upgrade::{MAX_TUPLE, allows_nothing, is_null};

use self::reach::{Reach, ReadError};
use self::refs::ReadReference;
use self::resolve::Ends;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value, normal, read_named};

/// An OpenAPI document, ready to be lowered.
#[derive(Debug)]
pub struct Spec {
    /// The texts and the trees of all files.
    pub sources: Sources,
    /// The file that was passed to the generator.
    pub root: FileId,
    /// Ends of long chains of references that are already known.
    pub(crate) ends: Ends,
}

/// The source of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file. The document may refer to files in the folder of the file, and below.
    File(PathBuf),
    /// A text in memory, and the path that diagnostics show for it. The document may only refer to files in folders that the
    /// configuration allows.
    Text(PathBuf, String),
}

impl Input {
    /// The path of the document, as diagnostics show it.
    pub fn path(&self) -> &Path {
        let (Self::File(path) | Self::Text(path, _)) = self;
        path
    }
}

/// Reads a document and all files that it refers to, and applies the overlays of the configuration.
///
/// # Errors
///
/// The sources that were read, if the document or an overlay cannot be read. The reason is in `diagnostics`.
pub fn load(
    input: &Input,
    config: &Config,
    sources: Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Spec, Sources> {
    let spec = match input {
        Input::File(path) => {
            let reach = Reach::of(path, &config.allow_dirs);
            let text = match read_named(path) {
                Ok(text) => text,
                Err(message) => {
                    diagnostics.push(Diagnostic::unreadable_document(path, &message));
                    return Err(sources);
                }
            };
            let reader = |path: &Path, written: &str| reach.read(path, written);
            read(path, text, &config.overlays, sources, &reader, diagnostics)?
        }
        Input::Text(path, text) => {
            let reach = Reach::of_folders(&config.allow_dirs);
            let reader = |path: &Path, written: &str| match &reach {
                Some(reach) => reach.read(path, written),
                None => Err(ReadError::Failed("the document was passed without its other files".to_owned())),
            };
            read(path, text.clone(), &config.overlays, sources, &reader, diagnostics)?
        }
    };
    unused_folders(&spec, config, diagnostics);
    Ok(spec)
}

/// Reports folders that the configuration allows, but from which no file was read.
fn unused_folders(spec: &Spec, config: &Config, diagnostics: &mut Diagnostics) {
    if config.allow_dirs.is_empty() {
        return;
    }
    let real = |path: &Path| path.canonicalize().ok();
    let read: Vec<PathBuf> = spec
        .sources
        .files()
        .filter(|file| *file != spec.root)
        .filter_map(|file| real(spec.sources.path(file)))
        .collect();
    for (index, folder) in config.allow_dirs.iter().enumerate() {
        let is_used = real(folder).is_some_and(|folder| read.iter().any(|file| file.starts_with(&folder)));
        // Folders from the command line come after those of the configuration, and have no position.
        if let (false, Some(position)) = (is_used, config.position(&["allow_dirs", &index.to_string()])) {
            diagnostics.push(Diagnostic::unused_folder().in_file(Some(position)));
        }
    }
}

fn read(
    path: &Path,
    text: String,
    overlays: &[PathBuf],
    mut sources: Sources,
    reader: ReadReference<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Spec, Sources> {
    let root = match sources.add(path, text) {
        Ok(root) => root,
        Err(error) => {
            diagnostics.push(Diagnostic::from(error));
            return Err(sources);
        }
    };
    if !overlay::apply(&mut sources, root, overlays, &read_named, diagnostics) {
        return Err(sources);
    }
    let Some(version) = check_version(&sources, root, diagnostics) else {
        return Err(sources);
    };
    if version == Version::V20 {
        swagger::convert(&mut sources, root, reader, diagnostics);
    }
    dynamic::instantiate(&mut sources, root);
    refs::follow(&mut sources, root, version, reader, diagnostics);
    Ok(Spec { sources, root, ends: Ends::default() })
}

/// The vocabulary of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Swagger 2.0.
    V20,
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1 and later, which use JSON Schema.
    V31,
}

fn check_version(sources: &Sources, root: FileId, diagnostics: &mut Diagnostics) -> Option<Version> {
    let top = Pointer::root(root);
    let Some(document) = sources.root(root).as_object() else {
        diagnostics.push(Diagnostic::document_not_an_object(&top));
        return None;
    };
    let version = document
        .get("openapi")
        .map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned));
    match version {
        Some(version) if is_version(&version, "3.0") => return Some(Version::V30),
        Some(version) if is_version(&version, "3.1") || is_version(&version, "3.2") => {
            return Some(Version::V31);
        }
        Some(version) if version.starts_with("3.") => {
            diagnostics.push(Diagnostic::later_version(&top, &version));
            return Some(Version::V31);
        }
        Some(version) => diagnostics.push(Diagnostic::unsupported_version(&top, &version)),
        None if document.contains_key("swagger") => {
            let version = document.get("swagger").map(|version| match version {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            match version {
                Some(version) if is_version(&version, "2.0") || version == "2" => return Some(Version::V20),
                version => diagnostics.push(Diagnostic::swagger(&top, &version.unwrap_or_default())),
            }
        }
        None => diagnostics.push(Diagnostic::no_version(&top)),
    }
    None
}

/// Whether `text` is `version`, or a patch of it.
fn is_version(text: &str, version: &str) -> bool {
    text.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// The path of a file relative to a folder, with `/` as the separator on every system.
fn relative(path: &Path, folder: &Path) -> String {
    let (path, folder) = (normal(path), normal(folder));
    let common = path.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    let mut up = folder.components().skip(common);
    if path.is_absolute() != folder.is_absolute()
        || up.clone().any(|part| !matches!(part, Component::Normal(_)))
    {
        return path.display().to_string();
    }
    let rest = path.components().skip(common).map(|part| part.as_os_str().to_string_lossy());
    up.by_ref().map(|_| "..".into()).chain(rest).collect::<Vec<Cow<'_, str>>>().join("/")
}

impl Spec {
    /// The value at `at`.
    pub fn value(&self, at: &Pointer) -> Option<&Value> {
        self.sources.get(at)
    }

    /// The string at `key` below `at`.
    pub(crate) fn text(&self, at: &Pointer, key: &str) -> Option<String> {
        self.value(at)?.get(key)?.as_str().map(str::to_owned)
    }

    /// The keys of the map at `at`, in document order. Empty if it is not a map.
    pub(crate) fn keys(&self, at: &Pointer) -> Vec<String> {
        self.value(at).and_then(Value::as_object).map(|map| map.keys().cloned().collect()).unwrap_or_default()
    }

    /// The locations of the items of the list at `at`.
    pub(crate) fn elements(&self, at: &Pointer) -> Vec<Pointer> {
        let count = self.value(at).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| at.index(index)).collect()
    }

    /// The examples of a parameter, header or media type: `example`, then `examples`.
    pub(crate) fn examples(&self, owner: &Pointer) -> Vec<&Value> {
        let several = owner.child("examples");
        let named = self.keys(&several).into_iter().filter_map(|name| {
            let at = self.resolve(&several.child(&name)).ok()?;
            ["value", "dataValue", "serializedValue"].iter().find_map(|key| self.value(&at.child(key)))
        });
        self.value(&owner.child("example")).into_iter().chain(named).collect()
    }

    /// The first of [`Self::examples`].
    pub(crate) fn example(&self, owner: &Pointer) -> Option<Value> {
        self.examples(owner).first().copied().cloned()
    }

    /// The text at `key` of the reference at `from`, which takes precedence over the one of its target.
    pub(crate) fn text_of_reference(&self, from: &Pointer, key: &str) -> Option<String> {
        self.reference(from)?;
        self.text(from, key).filter(|text| !text.trim().is_empty())
    }

    /// The location of a media type of the map at `content`, after references.
    pub(crate) fn media_type(&self, content: &Pointer, name: &str) -> Pointer {
        let at = content.child(name);
        self.resolve(&at).unwrap_or(at)
    }

    /// The unique notation of a location: a fragment, after the path of the file if it is not the root document.
    pub fn origin(&self, at: &Pointer) -> String {
        let at = &self.sources.shown(at);
        if at.file() == self.root {
            return at.to_string();
        }
        let folder = self.sources.path(self.root).parent().unwrap_or(Path::new(""));
        format!("{}{at}", relative(self.sources.path(at.file()), folder))
    }

    /// The name of the file without its extension. `None` for the root document.
    pub(crate) fn file_stem(&self, at: &Pointer) -> Option<String> {
        let path = Some(self.sources.path(at.file())).filter(|_| at.file() != self.root)?;
        Some(path.file_stem()?.to_string_lossy().into_owned())
    }

    /// Reads the part at `at`, which must not be a reference.
    pub(crate) fn part<T: DocumentPart>(&self, at: &Pointer) -> Result<T, String> {
        part::read(self.value(at).ok_or_else(|| "it is missing".to_owned())?)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::relative;

    #[test]
    fn files_are_named_from_the_folder_of_the_document() {
        for (path, folder, expected) in [
            ("api/parts/a.yaml", "api", "parts/a.yaml"),
            ("./api/a.yaml", "api/../api", "a.yaml"),
            ("common/a.yaml", "api", "../common/a.yaml"),
            ("../common/a.yaml", "", "../common/a.yaml"),
            ("/x/common/a.yaml", "/x/api/v1", "../../common/a.yaml"),
            ("../../a.yaml", "../api", "../../a.yaml"),
            ("/common/a.yaml", "api", "/common/a.yaml"),
        ] {
            assert_eq!(relative(Path::new(path), Path::new(folder)), expected, "{path} from {folder}");
        }
    }
}
