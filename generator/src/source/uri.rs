//! The URIs of files: those that they declare (`$self`), and those that follow from the URI of the first file.

use std::path::{Path, PathBuf};

use fluent_uri::{Iri, IriRef};

use super::{FileId, Sources};

impl Sources {
    /// The path of the file that `address`, in `file`, names by its URI: one that was read, or, for a URI below the folder of the URI
    /// of `file`, the one at the same place.
    pub(crate) fn path_of_uri(&self, file: FileId, address: &str) -> Option<PathBuf> {
        self.files().find_map(|file| self.declared_uri(file))?;
        let base = self.uri(file)?;
        let reference = IriRef::parse(address).ok()?;
        let uri = reference.resolve_against(&base).ok()?;
        let is_named = |other: &FileId| self.declared_uri(*other).is_some_and(|own| *own == uri);
        if let Some(named) = self.files().find(is_named) {
            return Some(self.path(named).to_owned());
        }
        reference.has_scheme().then_some(())?;
        let below = uri.as_str().strip_prefix(folder(base.as_str()))?;
        (!below.is_empty() && !below.starts_with('/')).then(|| self.relative_path(file, below))
    }

    fn declared_uri(&self, file: FileId) -> Option<&Iri<String>> {
        self.file(file)?.identities.as_ref()?.own()
    }

    /// The URI of a file. One that does not declare a URI is relative to the first file.
    fn uri(&self, file: FileId) -> Option<Iri<String>> {
        if let Some(own) = self.declared_uri(file) {
            return Some(own.clone());
        }
        let first = self.files().next()?;
        let folder = self.path(first).parent().unwrap_or(Path::new(""));
        let relative = self.path(file).strip_prefix(folder).ok()?;
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        IriRef::parse(parts.join("/")).ok()?.resolve_against(self.declared_uri(first)?).ok()
    }
}

/// A URI up to its last slash.
fn folder(uri: &str) -> &str {
    uri.rfind('/').map_or("", |slash| &uri[..=slash])
}
