//! The result of a run.

use std::time::Duration;

use crate::config::Config;
use crate::diagnostics::{self, Diagnostics, Presentation, WARN_LIMIT};
use crate::document::Spec;
use crate::files::GeneratedFiles;
use crate::model::Api;
use crate::source::Sources;

/// The result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The configuration, with the options of the run.
    pub config: Config,
    /// The document. `None` if it cannot be read.
    pub spec: Option<Spec>,
    /// The model of the document. `None` if the document cannot be read.
    pub api: Option<Api>,
    /// The generated files. `None` if there are errors.
    pub files: Option<GeneratedFiles>,
    /// Everything that was found in the document and in the configuration, sorted by gravity and location.
    pub diagnostics: Diagnostics,
    /// The duration of each stage.
    pub times: Times,
    /// The texts that diagnostics quote, if there is no document.
    unread: Sources,
}

/// The duration of each stage. A stage that did not run took no time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Times {
    /// Reading the files of the document.
    pub load: Duration,
    /// Building the model.
    pub lower: Duration,
    /// Listing the parts of the crate.
    pub emit: Duration,
    /// Generating and formatting the code of each part.
    pub format: Duration,
    /// Adding the runtime and the other files.
    pub package: Duration,
}

impl Outcome {
    pub(crate) fn read(config: Config, spec: Spec, api: Api, diagnostics: Diagnostics, times: Times) -> Self {
        let unread = Sources::new();
        Self { config, spec: Some(spec), api: Some(api), files: None, diagnostics, times, unread }
    }

    pub(crate) fn unread(config: Config, unread: Sources, mut diagnostics: Diagnostics) -> Self {
        diagnostics.deduplicate();
        Self { config, spec: None, api: None, files: None, diagnostics, times: Times::default(), unread }
    }

    /// The texts that diagnostics quote.
    pub fn sources(&self) -> &Sources {
        self.spec.as_ref().map_or(&self.unread, |spec| &spec.sources)
    }

    /// The diagnostics as text with their source lines, for a terminal. `colour` adds escape sequences. At most [`WARN_LIMIT`] different
    /// warnings are shown.
    pub fn report(&self, colour: bool) -> String {
        self.presented(Presentation { colour, limit: WARN_LIMIT, hint: "" })
    }

    /// The diagnostics as text with their source lines.
    pub fn presented(&self, presentation: Presentation) -> String {
        diagnostics::render(&self.diagnostics, self.sources(), presentation)
    }
}
