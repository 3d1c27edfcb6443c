//! Progress of commands that take minutes.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use oasmith_cli::terminal::{Terminal, line};

/// A bar on stderr with the current step, the number of steps and the time left. It is hidden if stderr is not a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for a number of steps.
    pub(crate) fn new(steps: usize, terminal: Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        if terminal.shows_progress() {
            let style = ProgressStyle::with_template("{pos}/{len} [{bar:20}] {eta} left  {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(std::time::Duration::from_secs(1));
        }
        Self(bar)
    }

    /// Shows the step that begins.
    pub(crate) fn begin(&self, step: &str) {
        self.0.set_message(line(step));
    }

    /// Ends a step.
    pub(crate) fn end(&self) {
        self.0.inc(1);
    }

    /// Prints output, which the bar would overwrite.
    pub(crate) fn print(&self, print: impl FnOnce()) {
        self.0.suspend(print);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
