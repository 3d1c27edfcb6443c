//! The options of a run.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::outcome::Outcome;
use crate::source::Sources;
use crate::stages::{Input, Target};

/// Generates a client from an OpenAPI document.
///
/// Set the options, then call [`run`](Self::run).
#[derive(Debug, Clone)]
pub struct Generator {
    /// `None`: the document that the configuration names.
    input: Option<Input>,
    pub(crate) target: Target,
    out: Option<PathBuf>,
    config: ConfigFrom,
    package_name: Option<String>,
    overlays: Vec<PathBuf>,
    allow_dirs: Vec<PathBuf>,
    keep_going: bool,
    strict: bool,
}

/// The source of the configuration.
#[derive(Debug, Clone)]
enum ConfigFrom {
    Value(Box<Config>),
    File(PathBuf),
}

impl Generator {
    /// Generates from the document in a file. The document may refer to files in its own folder and below.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self::of(Some(Input::File(document.into())))
    }

    /// Generates from the text of a document. Diagnostics show `path`; no file is read, except in folders of
    /// [`allow_dirs`](Self::allow_dirs).
    pub fn from_text(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self::of(Some(Input::Text(path.into(), text.into())))
    }

    /// Generates from the document that a configuration file names.
    pub fn from_config(path: impl Into<PathBuf>) -> Self {
        Self::of(None).config_file(path)
    }

    fn of(input: Option<Input>) -> Self {
        Self {
            input,
            target: Target::Crate,
            out: None,
            config: ConfigFrom::Value(Box::default()),
            package_name: None,
            overlays: Vec::new(),
            allow_dirs: Vec::new(),
            keep_going: false,
            strict: false,
        }
    }

    /// Sets the configuration. Default: that of an empty file.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = ConfigFrom::Value(Box::new(config));
        self
    }

    /// Reads the configuration from a file. Errors in the file are diagnostics.
    #[must_use]
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = ConfigFrom::File(path.into());
        self
    }

    /// Sets the name of the package, instead of that of the configuration.
    #[must_use]
    pub fn package_name(mut self, name: impl Into<String>) -> Self {
        self.package_name = Some(name.into());
        self
    }

    /// Applies OpenAPI overlays to the document, in this order, after those of the configuration.
    #[must_use]
    pub fn overlays<P: Into<PathBuf>>(mut self, files: impl IntoIterator<Item = P>) -> Self {
        self.overlays.extend(files.into_iter().map(Into::into));
        self
    }

    /// Allows the document to refer to files in these folders, in addition to its own folder and those of the configuration.
    #[must_use]
    pub fn allow_dirs<P: Into<PathBuf>>(mut self, folders: impl IntoIterator<Item = P>) -> Self {
        self.allow_dirs.extend(folders.into_iter().map(Into::into));
        self
    }

    /// Sets the folder of the crate, instead of that of the configuration. The run checks that the examples of the configuration are
    /// in it. Nothing is written before [`GeneratedFiles::write`](crate::GeneratedFiles::write). Default: unknown, and not checked.
    #[must_use]
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Generates a module of another crate instead of a crate.
    #[doc(hidden)]
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.target = target;
        self
    }

    /// Generates everything that can be generated from a broken document, and turns errors into warnings. Default: `false`.
    #[must_use]
    pub fn keep_going(mut self, keep_going: bool) -> Self {
        self.keep_going = keep_going;
        self
    }

    /// Turns warnings into errors. Default: `false`.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// The document. `None` if the configuration does not name one.
    pub(crate) fn input(&self, config: &Config, diagnostics: &mut Diagnostics) -> Option<Input> {
        let input = self.input.clone().or_else(|| config.spec.clone().map(Input::File));
        if input.is_none() {
            diagnostics.push(Diagnostic::no_document());
        }
        input
    }

    /// The configuration with the other options. `None` if its file cannot be read.
    pub(crate) fn configuration(
        &self,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Config> {
        let mut config = match &self.config {
            ConfigFrom::Value(config) => Config::clone(config),
            ConfigFrom::File(path) => Config::read(path, sources, diagnostics)?,
        };
        config.out = self.out.clone().or(config.out);
        config.overlays.extend_from_slice(&self.overlays);
        config.allow_dirs.extend_from_slice(&self.allow_dirs);
        if let Some(name) = &self.package_name {
            config.package.name = Some(name.clone());
        }
        Some(config)
    }

    /// Applies `keep_going` to the diagnostics of a document that was read.
    pub(crate) fn lenient(&self, diagnostics: &mut Diagnostics) {
        if self.keep_going {
            diagnostics.demote_errors();
        }
    }

    /// Applies `strict`, and sorts the diagnostics.
    pub(crate) fn conclude(&self, mut outcome: Outcome) -> Outcome {
        let mut diagnostics = std::mem::take(&mut outcome.diagnostics);
        if self.strict {
            diagnostics.promote_warnings();
        }
        diagnostics.sort(outcome.sources());
        if diagnostics.has_errors() {
            outcome.files = None;
        }
        outcome.diagnostics = diagnostics;
        outcome
    }
}

/// The result of a stage, and its duration.
pub(crate) fn timed<T>(stage: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = stage();
    (result, started.elapsed())
}
