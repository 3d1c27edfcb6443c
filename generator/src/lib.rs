//! Generates a Rust client crate from an OpenAPI document.
//!
//! ```
//! use oasmith_core::Generator;
//!
//! let document = r"
//! openapi: 3.0.3
//! info: {title: Pets, version: '1'}
//! paths: {/pets: {get: {operationId: listPets, responses: {'204': {description: None}}}}}
//! ";
//! let outcome = Generator::from_text("pets.yaml", document).run()?;
//! let files = outcome.files.ok_or("the document has errors")?;
//! assert!(files.get("Cargo.toml").is_some_and(|manifest| manifest.contains("name = \"pets\"")));
//! // files.write("pets-client".as_ref())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A document can be wrong without stopping the run: [`Outcome::diagnostics`] has everything that was found, with its location. The
//! library prints nothing and does not exit the process. To generate a module in a build script, see [`build`].

#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod build;
mod collections;
pub mod config;
pub mod diagnostics;
pub mod diff;
mod document;
#[doc(hidden)]
pub mod emit;
mod error;
pub mod files;
mod format;
mod lower;
mod markdown;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod names;
mod options;
mod outcome;
mod package;
#[doc(hidden)]
pub mod parts;
mod schema;
#[doc(hidden)]
pub mod source;
mod templates;

pub use config::Config;
pub use diagnostics::Diagnostics;
pub use document::Spec;
pub use error::InternalError;
pub use files::GeneratedFiles;
pub use options::Generator;
pub use outcome::{Outcome, Times};
pub use source::Sources;

use model::Api;
use options::timed;
use stages::{Target, emit, format, load, lower, package};

impl Generator {
    /// Generates the files. `outcome.files` is `None` if the document has errors, unless [`keep_going`](Self::keep_going) is set.
    ///
    /// ```text
    /// text ──load──▶ Spec ──lower──▶ Api ──emit──▶ Items ──format──▶ SourceFiles ──package──▶ GeneratedFiles
    /// ```
    ///
    /// # Errors
    ///
    /// [`InternalError`]: a mistake in this crate, not in the document.
    pub fn run(&self) -> Result<Outcome, InternalError> {
        let mut outcome = self.read();
        if let Some(api) = outcome.api.as_ref().filter(|_| !outcome.diagnostics.has_errors()) {
            let (mut files, times) = render(api, &outcome.config, &self.target)?;
            if self.target == Target::Crate {
                files.settle(&outcome.config, outcome.config.out.as_deref(), &mut outcome.diagnostics);
            }
            outcome.files = Some(files);
            outcome.times = Times { load: outcome.times.load, lower: outcome.times.lower, ..times };
        }
        Ok(self.conclude(outcome))
    }

    /// Reads the document without generating files.
    pub fn model(&self) -> Outcome {
        self.conclude(self.read())
    }

    /// Reads the configuration and the document.
    fn read(&self) -> Outcome {
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let Some(config) = self.configuration(&mut sources, &mut diagnostics) else {
            return Outcome::unread(Config::default(), sources, diagnostics);
        };
        let Some(input) = self.input(&config, &mut diagnostics) else {
            return Outcome::unread(config, sources, diagnostics);
        };
        let (spec, load) = timed(|| load(&input, &config, sources, &mut diagnostics));
        let spec = match spec {
            Ok(spec) => spec,
            Err(sources) => return Outcome::unread(config, sources, diagnostics),
        };
        let (api, lower) = timed(|| lower(&spec, &config, &mut diagnostics));
        diagnostics.allow(&config, &spec);
        diagnostics.deduplicate();
        self.lenient(&mut diagnostics);
        Outcome::read(config, spec, api, diagnostics, Times { load, lower, ..Times::default() })
    }
}

/// The files of a model, and the duration of each stage.
#[doc(hidden)]
pub fn render(api: &Api, config: &Config, target: &Target) -> Result<(GeneratedFiles, Times), InternalError> {
    let (items, emit) = timed(|| emit(api, target.root()));
    let (sources, format) = timed(|| format(&items));
    let (files, package) = timed(|| package(api, config, target, &sources?));
    Ok((files?, Times { emit, format, package, ..Times::default() }))
}

/// The stages of a run, for tools that need one of them alone.
#[doc(hidden)]
pub mod stages {
    pub use crate::document::unknown::fields;
    pub use crate::document::{Input, load};
    pub use crate::emit::emit;
    pub use crate::format::format;
    pub use crate::lower::lower;
    pub use crate::package::{Target, package};
    pub use crate::render;
}
