//! A progress bar with the remaining time.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// A stage of a check, with its share of the time in percent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stage {
    /// Reading the document and emitting its crate.
    Emit = 4,
    /// Making values and calls.
    Make = 6,
    /// Building the program.
    Build = 75,
    /// Reading values, and reading smaller ones.
    Read = 12,
    /// Making the calls.
    Call = 3,
}

/// The progress of a run. It assumes that the time of a stage grows with the size of the document.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Starts the progress of a run over documents. The bar appears on stderr if that is a terminal.
    pub fn new<'p>(documents: impl IntoIterator<Item = &'p Path>) -> Self {
        let bar = ProgressBar::new(documents.into_iter().map(|path| size(path) * 100).sum());
        let template = "{elapsed_precise} {bar:30} {percent:>3} %, {left} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("left", left));
        }
        bar.enable_steady_tick(Duration::from_millis(500));
        Self { bar }
    }

    /// Shows the current stage.
    pub(crate) fn start(&self, what: &str, document: &str) {
        self.bar.set_message(format!("{what} {document}"));
    }

    /// Advances the bar by a stage of a document.
    pub(crate) fn done(&self, stage: Stage, document: &Path) {
        self.bar.inc(size(document) * stage as u64);
    }

    /// Hides the bar while `print` runs.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The size of a document in KiB, plus 50 for the runtime that every program contains.
fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len() / 1024) + 50
}

/// Writes the remaining time, extrapolated from the elapsed time.
fn left(state: &ProgressState, out: &mut dyn Write) {
    let fraction = f64::from(state.fraction());
    let left = if fraction > 0.0 {
        let seconds = state.elapsed().as_secs_f64() * (1.0 - fraction) / fraction;
        indicatif::HumanDuration(Duration::from_secs_f64(seconds)).to_string()
    } else {
        "?".to_owned()
    };
    let _ = out.write_str(&left);
}
