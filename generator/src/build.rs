//! A client as a module of another crate: for build scripts.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let folder = std::env::var("OUT_DIR")?;
//!     let module = oasmith_core::build::Module::new("petstore", "petstore.yaml").features(["client"]);
//!     print!("{}", module.write(folder)?);
//!     Ok(())
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! mod petstore {
//!     include!(concat!(env!("OUT_DIR"), "/petstore/mod.rs"));
//! }
//! ```
//!
//! What [`Module::write`] returns tells cargo which files were read, and which features of an emitted crate are on in the module. All
//! resources always are. The crate needs the dependencies that an emitted crate has, those of its optional features as well if they
//! are on; `generator/examples/build-script` is a whole one.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::diagnostics::Severity;
use crate::emit::Root;
use crate::error::InternalError;
use crate::model::Api;
use crate::options::Generator;
use crate::outcome::Outcome;
use crate::stages::Target;

/// Features of an emitted crate that are not resources, each with those that it brings.
const FEATURES: &[(&str, &[&str])] = &[
    ("blocking", &["client"]),
    ("charset", &["client"]),
    ("client", &[]),
    ("native-tls", &["client"]),
    ("rustls", &["client"]),
    ("stream", &["client"]),
    ("test-util", &["client"]),
    ("tracing", &["client"]),
    ("webhooks", &[]),
];

/// A client that is to be a module of the crate that is built.
#[derive(Debug, Clone)]
pub struct Module {
    name: String,
    generator: Generator,
    config_file: Option<PathBuf>,
    features: Vec<String>,
}

impl Module {
    /// The module `name`, made of the document at a path. `name` is the path of the module below the root of the crate: `petstore`, or
    /// `clients::petstore`.
    pub fn new(name: impl Into<String>, document: impl Into<PathBuf>) -> Self {
        let generator = Generator::new(document);
        Self { name: name.into(), generator, config_file: None, features: Vec::new() }
    }

    /// Settings, as `codegen.toml` has them.
    #[must_use]
    pub fn config(self, config: Config) -> Self {
        Self { generator: self.generator.config(config), config_file: None, ..self }
    }

    /// A file of settings.
    #[must_use]
    pub fn config_file(self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { generator: self.generator.config_file(&path), config_file: Some(path), ..self }
    }

    /// A folder that the document may refer to files in, besides its own folder and those of the settings. Default: none.
    #[must_use]
    pub fn allow_dir(self, folder: impl Into<PathBuf>) -> Self {
        Self { generator: self.generator.allow_dirs([folder]), ..self }
    }

    /// The features of an emitted crate that are on: `client`, `charset`, `rustls`, `native-tls`, `tracing`, `blocking`, `stream`, `test-util`,
    /// `webhooks`. Without any, the module is types alone.
    #[must_use]
    pub fn features<F: Into<String>>(mut self, features: impl IntoIterator<Item = F>) -> Self {
        self.features.extend(features.into_iter().map(Into::into));
        self
    }

    /// Writes the module into a folder, its root as `NAME/mod.rs`. What is equal already is not touched. `NAME` is the last part of the
    /// module's path.
    ///
    /// # Errors
    ///
    /// When the document or the settings are wrong, the name is no path of Rust, or a file cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<Directives, BuildError> {
        let folder = std::path::absolute(folder.as_ref()).map_err(|error| failed(folder.as_ref(), &error))?;
        let Some(root) = Root::module(&self.name) else {
            return Err(BuildError::Name(self.name.clone()));
        };
        let folder = folder.join(root.name().unwrap_or_default());
        let target = Target::Module { root, folder: folder.clone() };
        let outcome = self.generator.clone().target(target).run()?;
        let (Some(api), Some(files)) = (&outcome.api, &outcome.files) else {
            return Err(BuildError::Document(outcome.report(false)));
        };
        let directives = self.directives(&outcome, api)?;
        files.write(&folder).map_err(|error| BuildError::File(folder.clone(), error.to_string()))?;
        Ok(directives)
    }

    fn directives(&self, outcome: &Outcome, api: &Api) -> Result<Directives, BuildError> {
        let mut directives = Directives { lines: Vec::new() };
        self.config_file.iter().for_each(|path| directives.read(path));
        let sources = outcome.sources();
        sources.files().for_each(|file| directives.read(sources.path(file)));
        if outcome.diagnostics.count(Severity::Warning) > 0 {
            let report = outcome.report(false);
            report.lines().for_each(|line| directives.lines.push(format!("warning={line}")));
        }
        directives.features(&self.enabled(api)?, api);
        Ok(directives)
    }

    /// The features that are on: those asked for, those they bring, and all resources.
    fn enabled<'a>(&'a self, api: &'a Api) -> Result<Vec<&'a str>, BuildError> {
        let mut enabled: Vec<&str> = api.resources.iter().map(|resource| resource.feature.as_str()).collect();
        for feature in &self.features {
            let Some((name, brought)) = FEATURES.iter().find(|(name, _)| name == feature) else {
                return Err(BuildError::Feature(feature.clone()));
            };
            enabled.push(name);
            enabled.extend(*brought);
        }
        enabled.sort_unstable();
        enabled.dedup();
        Ok(enabled)
    }
}

/// What a build script has to tell cargo; shown, it is what the script prints.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Directives {
    lines: Vec<String>,
}

impl Directives {
    /// Names a file that was read. A name with a line feed in it would be another directive: its folder is named instead.
    fn read(&mut self, path: &Path) {
        let is_one_line = |path: &&Path| !path.to_string_lossy().contains(char::is_control);
        if let Some(path) = path.ancestors().find(is_one_line).filter(|path| !path.as_os_str().is_empty()) {
            self.lines.push(format!("rerun-if-changed={}", path.display()));
        }
    }

    fn features(&mut self, enabled: &[&str], api: &Api) {
        let resources = api.resources.iter().map(|resource| resource.feature.as_str());
        let known: Vec<String> =
            FEATURES.iter().map(|(name, _)| *name).chain(resources).map(|name| format!("{name:?}")).collect();
        self.lines.push("rustc-check-cfg=cfg(docsrs)".to_owned());
        self.lines.push(format!("rustc-check-cfg=cfg(feature, values({}))", known.join(", ")));
        self.lines.extend(enabled.iter().map(|name| format!("rustc-cfg=feature={name:?}")));
    }
}

impl fmt::Display for Directives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "cargo::{line}"))
    }
}

/// Why a module could not be made.
#[non_exhaustive]
pub enum BuildError {
    /// The document or the settings are wrong: what there is to say of them.
    Document(String),
    /// A feature that no emitted crate has.
    Feature(String),
    /// The name of the module is no path of Rust.
    Name(String),
    /// A file could not be read or written.
    File(PathBuf, String),
    /// A mistake in this crate.
    Internal(InternalError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(said) => f.write_str(said),
            Self::Feature(name) => {
                let known: Vec<&str> = FEATURES.iter().map(|(name, _)| *name).collect();
                write!(f, "there is no feature `{name}`; there are {}", known.join(", "))
            }
            Self::Name(name) => write!(f, "a module cannot be called `{name}`"),
            Self::File(path, message) => write!(f, "{}: {message}", path.display()),
            Self::Internal(error) => error.fmt(f),
        }
    }
}

/// As it is shown: this is what cargo tells of a build script that fails.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

impl From<InternalError> for BuildError {
    fn from(error: InternalError) -> Self {
        Self::Internal(error)
    }
}

fn failed(path: &Path, error: &std::io::Error) -> BuildError {
    BuildError::File(path.to_owned(), error.to_string())
}
