//! `cargo xtask explain`.

use std::process::ExitCode;

use clap::Args;
use generator::diagnostics::{Code, Page};

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
            for Page { code, title, .. } in Page::all() {
                product(format_args!("{code}  {title}\n"));
            }
            return ExitCode::SUCCESS;
        };
        let Some(page) = code.parse::<Code>().ok().map(Page::of) else {
            complain(
                "explain",
                format_args!("there is no code `{code}`; `cargo xtask explain` lists all of them"),
            );
            return ExitCode::FAILURE;
        };
        product(explanation(&page));
        ExitCode::SUCCESS
    }
}

fn explanation(page: &Page) -> String {
    let Page { code, title, meaning, effect, triggers, does_not_trigger, fix } = page;
    let (triggers, does_not_trigger) = (indented(triggers.text), indented(does_not_trigger.text));
    format!(
        "{code}: {title}\n\n{meaning}\n\nEffect: {effect}\n\nTriggers:\n\n{triggers}\n\
         Does not trigger:\n\n{does_not_trigger}\nFix: {fix}\n"
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
