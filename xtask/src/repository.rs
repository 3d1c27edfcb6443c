//! The folders of this repository, and the defaults that they give to commands.

use std::path::{Path, PathBuf};

use oasmith_cli::{Defaults, Failure, Program};
use oasmith_core::Sources;

/// The folder of the workspace.
pub(crate) fn repository() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.parent().unwrap_or(manifest);
    // Paths in messages are short if the command runs in the folder of the workspace.
    match std::env::current_dir() {
        Ok(here) if here == root => PathBuf::new(),
        _ => root.to_path_buf(),
    }
}

/// `cargo xtask`, whose commands work on `spec/` and `generated/` by default.
pub(crate) const PROGRAM: Program =
    Program { name: "cargo xtask", generate: "cargo xtask codegen", defaults, config_of };

fn defaults() -> Result<Defaults, Failure> {
    let spec = repository().join("spec");
    Ok(Defaults {
        spec: Some(only_document(&spec)?),
        config: Some(spec.join("codegen.toml")),
        out: Some(repository().join("generated")),
    })
}

/// The configuration of this repository, for a document in `spec/`.
fn config_of(document: &Path) -> Option<PathBuf> {
    let own = repository().join("spec");
    let (folder, real) = (document.parent()?.canonicalize().ok()?, own.canonicalize().ok()?);
    (folder == real).then(|| own.join("codegen.toml"))
}

/// The only OpenAPI document in a folder, which may also have overlays and files that the document refers to.
pub(crate) fn only_document(folder: &Path) -> Result<PathBuf, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
        {
            documents.push(path);
        }
    }
    if documents.len() > 1 {
        documents.retain(|path| is_document(path));
    }
    match documents.as_slice() {
        [only] => Ok(only.clone()),
        several => Err(Failure::new(format!(
            "{} documents in {}; name one with --spec",
            several.len(),
            folder.display()
        ))),
    }
}

/// Whether a file is an OpenAPI document.
fn is_document(path: &Path) -> bool {
    let mut sources = Sources::new();
    let read = std::fs::read_to_string(path).ok().and_then(|text| sources.add(path, text).ok());
    read.is_some_and(|file| sources.root(file).get("openapi").is_some())
}

#[cfg(test)]
mod tests {
    use super::only_document;

    #[test]
    fn a_document_among_its_overlays_and_parts() {
        let folder = std::env::temp_dir().join(format!("xtask-document-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        let found = || only_document(&folder).map_err(String::from);
        write("api.yaml", "openapi: 3.0.3\n");
        write("corrections.yaml", "overlay: 1.0.0\n");
        write("pet.json", "{\"type\": \"string\"}");
        write("codegen.toml", "");
        assert_eq!(found(), Ok(folder.join("api.yaml")));
        write("other.yaml", "openapi: 3.1.0\n");
        assert!(found().is_err_and(|message| message.starts_with("2 documents in ")));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
