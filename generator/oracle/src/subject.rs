//! A document, and the crate that is emitted for it.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use oasmith_core::stages::{Target, render};
use oasmith_core::{Config, GeneratedFiles, Generator};

use crate::document::Document;
use crate::surface::Surface;

/// A document, and the crate that is emitted for it.
pub struct Subject {
    /// The name in reports.
    pub name: String,
    /// The document.
    pub document: Rc<Document>,
    /// The emitted crate.
    pub files: GeneratedFiles,
    /// The same code, as the module [`module`](Self::module) of a program.
    pub parts: GeneratedFiles,
    /// The public items of the crate.
    pub surface: Surface,
    /// The name of the package.
    pub package: String,
    /// The name of its module in a program.
    pub module: String,
}

impl Subject {
    /// Reads a document and emits its crate. A `codegen.toml` next to the document applies if the document is the only one
    /// in its folder, or is named `openapi`.
    ///
    /// # Errors
    ///
    /// When the document or its overlays cannot be read, or nothing can be emitted.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = name(path);
        let config = path.with_file_name("codegen.toml");
        let mut generator = Generator::new(path).keep_going(true);
        let is_meant = path.file_stem().is_some_and(|stem| stem == "openapi") || is_alone(path)?;
        if is_meant && config.exists() {
            generator = generator.config_file(config);
        } else {
            // Components that nothing uses have types, so that these are checked, too.
            let unused_types = Config::parse("oasmith.toml".as_ref(), "unused_types = \"keep\"");
            generator = generator.config(unused_types.map_err(|error| error.message)?);
        }
        let outcome = generator.run().map_err(|error| error.to_string())?;
        let (Some(api), Some(files)) = (outcome.api, outcome.files) else {
            return Err(format!("{} cannot be read by the generator", path.display()));
        };
        let document = Rc::new(Document::read_patched(path, &outcome.config.overlays)?);
        let surface = Surface::read(&files)?;
        let package = files
            .get("Cargo.toml")
            .and_then(|manifest| toml::from_str::<toml::Table>(manifest).ok())
            .and_then(|manifest| Some(manifest.get("package")?.get("name")?.as_str()?.to_owned()))
            .unwrap_or_default();
        let module =
            format!("d_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_").to_ascii_lowercase());
        let target =
            Target::module(&module, "").ok_or_else(|| format!("`{module}` is not the name of a module"))?;
        let (parts, _) = render(&api, &outcome.config, &target).map_err(|error| error.to_string())?;
        Ok(Self { name, document, files, parts, surface, package, module })
    }
}

impl Subject {
    /// The file of the document.
    pub fn path(&self) -> &Path {
        &self.document.files[0].path
    }
}

/// Whether a document is the only one in its folder.
fn is_alone(path: &Path) -> Result<bool, String> {
    let folder = path.parent().unwrap_or(Path::new("")).canonicalize().map_err(|error| error.to_string())?;
    Ok(entries(&folder)?.iter().filter(|path| is_document(path)).count() == 1)
}

/// The name of a document: its file name, or the folder of an `openapi.yaml`.
pub fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().and_then(Path::file_name).map(|folder| folder.to_string_lossy().into_owned());
    match folder {
        Some(folder) if stem == "openapi" => folder,
        _ => stem,
    }
}

/// The documents of a folder: its files, and one of each subfolder (the one named `openapi`, else the largest).
///
/// # Errors
///
/// When the folder cannot be read.
pub fn documents(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut out = Vec::new();
    for entry in entries(path)? {
        if entry.is_dir() {
            let mut inner: Vec<PathBuf> =
                entries(&entry)?.into_iter().filter(|path| is_document(path)).collect();
            inner.sort_by_key(|path| {
                let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
                (path.file_stem().is_none_or(|stem| stem != "openapi"), std::cmp::Reverse(size))
            });
            out.extend(inner.into_iter().next());
        } else if is_document(&entry) {
            out.push(entry);
        }
    }
    if out.is_empty() { Err(format!("no documents in {}", path.display())) } else { Ok(out) }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn is_document(path: &Path) -> bool {
    let known =
        path.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending == *known));
    let mentions = |text: String| {
        text.lines().any(|line| line.trim_start_matches(['{', ' ', '\t']).starts_with("openapi:"))
            || text.contains("\"openapi\"")
    };
    known && path.is_file() && std::fs::read_to_string(path).is_ok_and(mentions)
}
