//! Checks that run one after another, for commands that take minutes.

use std::fmt::Display;
use std::process::{ExitCode, Output};
use std::time::Instant;

use oasmith_cli::terminal::{Terminal, complain, product, quote};
use oasmith_core::diagnostics::pluralize;

use crate::progress::Progress;

/// The checks of a command. Each has a row in the table on stdout; a summary on stderr follows.
pub(crate) struct Checks {
    command: &'static str,
    /// The noun for one of the things that are checked.
    noun: &'static str,
    terminal: Terminal,
    progress: Progress,
    started: Instant,
    count: usize,
    failed: usize,
}

impl Checks {
    pub(crate) fn new(command: &'static str, noun: &'static str, count: usize, terminal: Terminal) -> Self {
        let progress = Progress::new(count, terminal);
        Self { command, noun, terminal, progress, started: Instant::now(), count: 0, failed: 0 }
    }

    /// Begins a check.
    pub(crate) fn begin(&mut self, step: &str) {
        self.started = Instant::now();
        self.step(step);
    }

    /// Shows the next step of a check.
    pub(crate) fn step(&self, step: &str) {
        self.progress.begin(step);
    }

    /// Ends a check and prints its row. A check with error messages has failed.
    pub(crate) fn end(&mut self, row: impl Display, errors: Option<&str>) {
        self.count += 1;
        self.failed += usize::from(errors.is_some());
        let word = if errors.is_some() { "FAILED" } else { "ok" };
        let seconds = self.started.elapsed().as_secs_f32();
        self.progress.end();
        self.progress.print(|| {
            product(format_args!("{row}{word:<8}{seconds:>6.1} s\n"));
            if let Some(errors) = errors {
                quote(errors);
            }
        });
    }

    /// Prints the summary.
    pub(crate) fn conclude(self) -> ExitCode {
        let Self { command, noun, terminal, progress, count, failed, .. } = self;
        drop(progress);
        let checked = pluralize(count, noun);
        if failed == 0 {
            terminal.say(format_args!("{command}: {checked} checked, no failures"));
            ExitCode::SUCCESS
        } else {
            complain(command, format_args!("{checked} checked, {}", pluralize(failed, "failure")));
            ExitCode::FAILURE
        }
    }
}

/// The messages of a process that failed.
pub(crate) fn errors(output: &Output) -> Option<String> {
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The exit code of a command whose checks could not run.
pub(crate) fn stopped(command: &str, message: impl Display) -> ExitCode {
    complain(command, message);
    ExitCode::FAILURE
}
