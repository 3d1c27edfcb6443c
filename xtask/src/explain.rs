//! `cargo xtask explain`.

use std::process::ExitCode;

use clap::Args;
use generator::diagnostics::{Code, PAGES, Page};

use crate::terminal::{complain, product};

/// Says what a diagnostic means and what to do about it; without a code, lists all of them.
///
/// docs/diagnostics.md has the same on one page.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask explain          all codes, one on a line
  cargo xtask explain W0209    all about one

Exit status: 0, or 1 if there is no such code.")]
pub(crate) struct Explain {
    /// The code, as it stands in brackets: `warning[W0209]`
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(&self) -> ExitCode {
        let Some(code) = &self.code else {
            for Page { code, title, .. } in PAGES {
                product(format_args!("{code}  {title}\n"));
            }
            return ExitCode::SUCCESS;
        };
        let Some(page) = code.parse::<Code>().ok().and_then(Page::of) else {
            complain(
                "explain",
                format_args!("there is no code `{code}`; `cargo xtask explain` lists all of them"),
            );
            return ExitCode::FAILURE;
        };
        product(explanation(page));
        ExitCode::SUCCESS
    }
}

fn explanation(page: &Page) -> String {
    let Page { code, title, meaning, outcome, mending, wrong, right } = page;
    let (wrong, right) = (indented(wrong), indented(right));
    format!(
        "{code}: {title}\n\n{meaning}\n\nWhat comes of it: {outcome}\n\nWhat to do: {mending}\n\n\
         It is said of\n\n{wrong}\nand not of\n\n{right}"
    )
}

fn indented(text: &str) -> String {
    text.trim_matches('\n').lines().map(|line| format!("    {line}\n")).collect()
}
