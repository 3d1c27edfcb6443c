//! Generates a client as a module of another crate, in a build script.
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
//! [`Module::write`] returns the directives for cargo: the files that were read, and the features that are enabled in the module. All
//! resources are enabled. The crate needs the dependencies of a generated crate, including those of the enabled features;
//! `generator/examples/build-script` is a complete example.

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

/// Features of a generated crate that are not resources, each with the features that it enables.
const FEATURES: &[(&str, &[&str])] = &[
    ("blocking", &["client"]),
    ("charset", &["client"]),
    ("client", &[]),
    ("native-tls", &["client"]),
    ("rustls", &["client"]),
    ("serde", &[]),
    ("stream", &["client"]),
    ("test-util", &["client"]),
    ("tracing", &["client"]),
    ("webhooks", &[]),
];

/// The feature that a module has if its API has bodies in XML.
const XML: &str = "xml";

/// A client as a module of the crate that is built.
#[derive(Debug, Clone)]
pub struct Module {
    name: String,
    generator: Generator,
    config_file: Option<PathBuf>,
    features: Vec<String>,
}

impl Module {
    /// The module `name`, from the document at a path. `name` is the path of the module in the crate: `petstore`, or `clients::petstore`.
    pub fn new(name: impl Into<String>, document: impl Into<PathBuf>) -> Self {
        let generator = Generator::new(document);
        Self { name: name.into(), generator, config_file: None, features: Vec::new() }
    }

    /// Sets the configuration. Default: that of an empty file.
    #[must_use]
    pub fn config(self, config: Config) -> Self {
        Self { generator: self.generator.config(config), config_file: None, ..self }
    }

    /// Reads the configuration from a file.
    #[must_use]
    pub fn config_file(self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { generator: self.generator.config_file(&path), config_file: Some(path), ..self }
    }

    /// Allows the document to refer to files in a folder, in addition to its own folder and those of the configuration. Default: none.
    #[must_use]
    pub fn allow_dir(self, folder: impl Into<PathBuf>) -> Self {
        Self { generator: self.generator.allow_dirs([folder]), ..self }
    }

    /// Enables features of a generated crate: `client`, `charset`, `rustls`, `native-tls`, `serde`, `tracing`, `blocking`, `stream`, `test-util`,
    /// `webhooks`. Without any, the module has only types.
    #[must_use]
    pub fn features<F: Into<String>>(mut self, features: impl IntoIterator<Item = F>) -> Self {
        self.features.extend(features.into_iter().map(Into::into));
        self
    }

    /// Writes the module to a folder, with its root as `NAME/mod.rs`. `NAME` is the last part of the path of the module. Files that do not
    /// change are not written.
    ///
    /// # Errors
    ///
    /// If the document or the configuration has errors, the name is not a Rust path, or a file cannot be written.
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

    /// The enabled features: the given ones, those that they enable, and all resources.
    fn enabled<'a>(&'a self, api: &'a Api) -> Result<Vec<&'a str>, BuildError> {
        let mut enabled: Vec<&str> = api.resources.iter().map(|resource| resource.feature.as_str()).collect();
        for feature in &self.features {
            let Some((name, brought)) = FEATURES.iter().find(|(name, _)| name == feature) else {
                return Err(BuildError::Feature(feature.clone()));
            };
            enabled.push(name);
            enabled.extend(*brought);
        }
        if enabled.contains(&"client") && !api.xml.bodies.is_empty() {
            enabled.push(XML);
        }
        enabled.sort_unstable();
        enabled.dedup();
        Ok(enabled)
    }
}

/// The directives for cargo. `Display` writes them as a build script has to print them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Directives {
    lines: Vec<String>,
}

impl Directives {
    /// Adds a file that was read. A name with a line feed would be another directive, so its folder is added instead.
    fn read(&mut self, path: &Path) {
        let is_one_line = |path: &&Path| !path.to_string_lossy().contains(char::is_control);
        if let Some(path) = path.ancestors().find(is_one_line).filter(|path| !path.as_os_str().is_empty()) {
            self.lines.push(format!("rerun-if-changed={}", path.display()));
        }
    }

    fn features(&mut self, enabled: &[&str], api: &Api) {
        let resources = api.resources.iter().map(|resource| resource.feature.as_str());
        let known: Vec<String> = FEATURES
            .iter()
            .map(|(name, _)| *name)
            .chain([XML])
            .chain(resources)
            .map(|name| format!("{name:?}"))
            .collect();
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

/// The reason why a module was not generated.
#[non_exhaustive]
pub enum BuildError {
    /// The document or the configuration has errors: the diagnostics.
    Document(String),
    /// A feature that does not exist.
    Feature(String),
    /// The name of the module is not a Rust path.
    Name(String),
    /// A file could not be read or written.
    File(PathBuf, String),
    /// A mistake in this crate.
    Internal(InternalError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(message) => f.write_str(message),
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

/// The same as `Display`: cargo shows this if a build script fails.
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
