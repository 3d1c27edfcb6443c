//! The options of the commands that read a document, and the report of its diagnostics.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use oasmith_core::model::Api;
use oasmith_core::{Config, Generator, Outcome, Spec, Times, diagnostics};

use crate::failure::Failure;
use crate::program::{Defaults, Session};
use crate::terminal::{Terminal, json, rendered};

/// The path that reads the document from stdin, and its name in diagnostics.
const STDIN: (&str, &str) = ("-", "<stdin>");

/// The maximum size of a document from stdin, in bytes.
const MAX_STDIN: u64 = 256 << 20;

/// The document and its configuration.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Document")]
pub struct Input {
    /// The OpenAPI document, YAML or JSON; `-` reads it from stdin [default: that of the configuration]
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// The configuration file [default: oasmith.toml in this folder or above; none if a document is named]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Apply an OpenAPI overlay to the document, after those of the configuration; can be repeated
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// Folders that the document may refer to files in.
    #[command(flatten, next_help_heading = "Document")]
    pub allowed: Allowed,
}

/// Folders that a document may refer to files in.
#[derive(Debug, Clone, Default, Args)]
pub struct Allowed {
    /// Allow references to files in this folder, in addition to the folder of the document and those of the configuration; can be
    /// repeated
    #[arg(long, value_name = "DIR")]
    pub allow_dir: Vec<PathBuf>,
}

impl Allowed {
    /// Allows the folders.
    ///
    /// # Errors
    ///
    /// If one of them does not exist.
    pub fn add_to(&self, generator: Generator) -> Result<Generator, Failure> {
        if let Some(missing) = self.allow_dir.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure::new(format!("--allow-dir: {} is not a folder", missing.display())));
        }
        Ok(generator.allow_dirs(&self.allow_dir))
    }
}

impl Input {
    /// A generator for the document, and the default folder of the crate. Without a document and a configuration, these are the
    /// program's defaults.
    ///
    /// # Errors
    ///
    /// If there is nothing to work on, or stdin cannot be read.
    pub fn generator(&self, session: Session<'_>) -> Result<(Generator, Option<PathBuf>), Failure> {
        let defaults = if self.spec.is_none() && self.config.is_none() {
            (session.program.defaults)()?
        } else {
            Defaults::default()
        };
        let config = self.config.as_deref().or(defaults.config.as_deref());
        let mut generator = match (self.spec.as_deref().or(defaults.spec.as_deref()), config) {
            (Some(path), _) if path == Path::new(STDIN.0) => Generator::from_text(STDIN.1, stdin()?),
            (Some(path), _) => Generator::new(path),
            (None, Some(config)) => Generator::from_config(config),
            (None, None) => return Err(Failure::usage("name a document with --spec")),
        };
        if let Some(config) = config {
            session.terminal.detail(format_args!("using   {}", config.display()));
            generator = generator.config_file(config);
        }
        Ok((self.allowed.add_to(generator.overlays(&self.overlay))?, defaults.out))
    }

    /// The options as they were given.
    pub fn options(&self) -> Vec<(&'static str, &Path)> {
        let single = [("--spec", &self.spec), ("--config", &self.config)];
        let single = single.into_iter().filter_map(|(flag, path)| Some((flag, path.as_deref()?)));
        let overlays = self.overlay.iter().map(|path| ("--overlay", path.as_path()));
        let folders = self.allowed.allow_dir.iter().map(|path| ("--allow-dir", path.as_path()));
        single.chain(overlays).chain(folders).collect()
    }
}

fn stdin() -> Result<String, Failure> {
    let failed = |message: &str| Failure::new(format!("cannot read the document from stdin: {message}"));
    let mut bytes = Vec::new();
    match std::io::stdin().take(MAX_STDIN + 1).read_to_end(&mut bytes) {
        Ok(length) if length as u64 > MAX_STDIN => Err(failed("it is larger than 256 MB")),
        Ok(_) => String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8 text")),
        Err(error) => Err(failed(&error.to_string())),
    }
}

/// A document that was read.
#[derive(Clone, Copy)]
pub struct Document<'o> {
    /// The files of the document.
    pub spec: &'o Spec,
    /// Its configuration.
    pub config: &'o Config,
    /// Its model.
    pub api: &'o Api,
}

impl<'o> Document<'o> {
    /// The document of a run. `None` if it cannot be read.
    pub fn of(outcome: &'o Outcome) -> Option<Self> {
        let (spec, api) = (outcome.spec.as_ref()?, outcome.api.as_ref()?);
        Some(Self { spec, config: &outcome.config, api })
    }
}

/// With `--verbose`, lists the files that were read and the duration of each step.
pub fn details(outcome: &Outcome, terminal: Terminal) {
    let Some(spec) = &outcome.spec else { return };
    for file in spec.sources.files() {
        terminal.detail(format_args!("using   {}", spec.sources.path(file).display()));
    }
    let Times { load, lower, emit, format, package, .. } = outcome.times;
    terminal.detail(format_args!("read    in {} ms", load.as_millis()));
    terminal.detail(format_args!("lowered in {} ms", lower.as_millis()));
    if outcome.files.is_some() {
        terminal.detail(format_args!("emitted in {} ms", (emit + format + package).as_millis()));
    }
}

/// Reports all diagnostics.
pub fn report(outcome: &Outcome, format: MessageFormat, terminal: Terminal) {
    match format {
        MessageFormat::Human => rendered(&outcome.presented(terminal.presentation())),
        MessageFormat::Json => {
            for object in diagnostics::to_json(&outcome.diagnostics, outcome.sources()) {
                json(object);
            }
        }
    }
}

/// The format of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MessageFormat {
    /// With their source lines, on stderr
    #[default]
    Human,
    /// One JSON object per line, on stdout
    Json,
}
