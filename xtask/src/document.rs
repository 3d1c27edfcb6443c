//! What the commands that read a document share: which document, with which settings and overlays, and how what there is to say
//! about it is told.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use generator::model::Api;
use generator::{Config, Generator, Outcome, Sources, Spec, Times, diagnostics};

use crate::repository;
use crate::terminal::{Terminal, json, rendered};

/// A run that could not be finished, as it is told to the user.
pub(crate) struct Failure(pub(crate) String);

/// The document, and what belongs to it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Document")]
pub(crate) struct Input {
    /// The OpenAPI document, YAML or JSON [default: the one in spec/]
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,
    /// Settings that the document cannot hold [default: spec/codegen.toml; none with --spec]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// An OpenAPI overlay that changes the document; several are applied in their order, after those of the settings
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) allowed: Allowed,
}

/// Folders that a document may refer to files in.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Allowed {
    /// A folder that the document may refer to files in, besides its own and those of the settings; can be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) allow_dir: Vec<PathBuf>,
}

impl Allowed {
    /// Adds the folders to those of the settings.
    pub(crate) fn add_to(&self, generator: Generator) -> Result<Generator, Failure> {
        if let Some(missing) = self.allow_dir.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure(format!("--allow-dir: {} is not a folder", missing.display())));
        }
        Ok(generator.allow_dirs(&self.allow_dir))
    }
}

impl Input {
    /// The path of the document.
    pub(crate) fn spec_path(&self) -> Result<PathBuf, Failure> {
        self.spec.clone().map_or_else(|| only_document(&repository().join("spec")), Ok)
    }

    fn config_path(&self) -> Option<PathBuf> {
        let own = || self.spec.is_none().then(|| repository().join("spec/codegen.toml"));
        self.config.clone().or_else(own)
    }

    /// The options as they were given.
    pub(crate) fn options(&self) -> Vec<(&'static str, &Path)> {
        let single = [("--spec", &self.spec), ("--config", &self.config)];
        let single = single.into_iter().filter_map(|(flag, path)| Some((flag, path.as_deref()?)));
        let overlays = self.overlay.iter().map(|path| ("--overlay", path.as_path()));
        let folders = self.allowed.allow_dir.iter().map(|path| ("--allow-dir", path.as_path()));
        single.chain(overlays).chain(folders).collect()
    }

    /// A generator for the document.
    pub(crate) fn generator(&self, terminal: Terminal) -> Result<Generator, Failure> {
        let mut generator = Generator::new(self.spec_path()?).overlays(&self.overlay);
        if let Some(path) = self.config_path() {
            terminal.detail(format_args!("using   {}", path.display()));
            generator = generator.config_file(path);
        }
        self.allowed.add_to(generator)
    }
}

/// The one document in a folder: overlays, and files that it refers to, may stand beside it.
pub(crate) fn only_document(folder: &Path) -> Result<PathBuf, Failure> {
    let failed = |error: std::io::Error| Failure(format!("{}: {error}", folder.display()));
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
        several => {
            Err(Failure(format!("{} documents in {}; name one with --spec", several.len(), folder.display())))
        }
    }
}

/// Whether a file says that it is an OpenAPI document.
fn is_document(path: &Path) -> bool {
    let mut sources = Sources::new();
    let read = std::fs::read_to_string(path).ok().and_then(|text| sources.add(path, text).ok());
    read.is_some_and(|file| sources.root(file).get("openapi").is_some())
}

/// A document that was read.
#[derive(Clone, Copy)]
pub(crate) struct Document<'o> {
    pub(crate) spec: &'o Spec,
    pub(crate) config: &'o Config,
    pub(crate) api: &'o Api,
}

impl<'o> Document<'o> {
    /// The document of a run. `None` if it cannot be read.
    pub(crate) fn of(outcome: &'o Outcome) -> Option<Self> {
        let (spec, api) = (outcome.spec.as_ref()?, outcome.api.as_ref()?);
        Some(Self { spec, config: &outcome.config, api })
    }
}

/// Says, to those who asked for more, which files were read, and how long each step took.
pub(crate) fn details(outcome: &Outcome, terminal: Terminal) {
    let Some(spec) = &outcome.spec else { return };
    for file in spec.sources.files() {
        terminal.detail(format_args!("using   {}", spec.sources.path(file).display()));
    }
    let Times { load, lower, emit, format, package, .. } = outcome.times;
    terminal.detail(format_args!("read    in {} ms", load.as_millis()));
    terminal.detail(format_args!("lowered in {} ms", lower.as_millis()));
    if outcome.files.is_some() {
        terminal.detail(format_args!("made    in {} ms", (emit + format + package).as_millis()));
    }
}

/// Tells all diagnostics, in the order of their places.
pub(crate) fn tell(outcome: &Outcome, format: MessageFormat, terminal: Terminal) {
    match format {
        MessageFormat::Human => rendered(&outcome.report(terminal.colour())),
        MessageFormat::Json => {
            for object in diagnostics::to_json(&outcome.diagnostics, outcome.sources()) {
                json(object);
            }
        }
    }
}

/// How diagnostics are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With their source lines, to stderr
    #[default]
    Human,
    /// One JSON object on each line of stdout
    Json,
}

#[cfg(test)]
mod tests {
    use super::{Failure, only_document};

    #[test]
    fn a_document_among_its_overlays_and_parts() {
        let folder = std::env::temp_dir().join(format!("xtask-document-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        let found = || only_document(&folder).map_err(|Failure(message)| message);
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
