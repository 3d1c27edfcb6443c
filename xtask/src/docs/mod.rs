//! `cargo xtask docs`: the pages under `docs/` that are generated from code.

mod configuration;
mod diagnostics;
mod mapping;
mod outline;

use std::process::ExitCode;

use clap::Args;
use oasmith_core::GeneratedFiles;
use oasmith_core::diagnostics::pluralize;
use oasmith_core::files::{HEADER_MARK, render_changes};

use crate::repository;
use oasmith_cli::Failure;
use oasmith_cli::terminal::{Terminal, complain, diff_style};

/// Writes the pages under docs/ that are generated from code.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask docs            after a change of the code
  cargo xtask docs --check    in a pipeline

Exit status: 0, or 1 if a page cannot be written or, with --check, is out of date.")]
pub(crate) struct Docs {
    /// Write nothing; show on stdout what would change, and fail if anything would
    #[arg(long)]
    check: bool,
}

impl Docs {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.write(terminal) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                complain("docs", message);
                ExitCode::FAILURE
            }
        }
    }

    fn write(&self, terminal: Terminal) -> Result<(), Failure> {
        let folder = repository().join("docs");
        let pages = pages()?;
        if self.check {
            let changes = pages.diff(&folder).map_err(|error| Failure::new(error.to_string()))?;
            terminal.exact(&render_changes(&changes, 200), diff_style);
            return if changes.is_empty() {
                terminal.say("checked docs/ is up to date");
                Ok(())
            } else {
                Err(Failure::new("docs/ is out of date; run `cargo xtask docs` to update it".to_owned()))
            };
        }
        let report = pages.write(&folder).map_err(|error| Failure::new(error.to_string()))?;
        for path in &report.written {
            terminal.say(format_args!("wrote   {}", folder.join(path).display()));
        }
        for path in &report.removed {
            terminal.say(format_args!("removed {}", folder.join(path).display()));
        }
        let written = pluralize(report.written.len(), "page");
        terminal.say(format_args!("done    {written} of {} updated", pages.len()));
        Ok(())
    }
}

/// All pages, each with the mark of generated files.
fn pages() -> Result<GeneratedFiles, Failure> {
    let mut pages = GeneratedFiles::new();
    for (path, text) in [
        ("configuration.md", configuration::page()?),
        ("diagnostics.md", diagnostics::page()),
        ("mapping.md", mapping::page()?),
        ("support.md", crate::support::page()?),
    ] {
        let text = format!("<!-- {HEADER_MARK}. Do not edit; `cargo xtask docs` writes it. -->\n{text}");
        pages.add(path, text).map_err(|error| Failure::new(error.to_string()))?;
    }
    Ok(pages)
}
