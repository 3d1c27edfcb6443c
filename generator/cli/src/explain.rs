//! The command that explains diagnostics.

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Args;
use oasmith_core::diagnostics::{Code, Page};

use crate::failure::Failure;
use crate::program::Session;
use crate::terminal::{HEADING, PLAIN};

/// Explains a diagnostic; without a code, lists all of them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith explain          all codes, one per line
  oasmith explain W0209    one code

Exit status: 0, or 1 if the code is unknown.")]
pub struct Explain {
    /// The code, which is in brackets in the diagnostic: `warning[W0209]`
    code: Option<String>,
}

impl Explain {
    /// Runs the command.
    pub fn run(&self, session: Session<'_>) -> ExitCode {
        session.conclude(self.explain(session).map(|()| ExitCode::SUCCESS))
    }

    fn explain(&self, session: Session<'_>) -> Result<(), Failure> {
        let Some(code) = &self.code else {
            let list: String =
                Page::all().map(|Page { code, title, .. }| format!("{code}  {title}\n")).collect();
            session.terminal.product(&list, |_| PLAIN);
            return Ok(());
        };
        let name = session.program.name;
        let Some(page) = code.parse::<Code>().ok().map(Page::of) else {
            return Err(Failure::new(format!(
                "there is no code `{code}`; `{name} explain` lists all of them"
            )));
        };
        session.terminal.product(&explanation(&page), style);
        Ok(())
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

fn style(line: &str) -> Style {
    let is_title = line.split_once(':').is_some_and(|(code, _)| code.parse::<Code>().is_ok());
    match line {
        line if line.starts_with("    ") => AnsiColor::Cyan.on_default(),
        "Triggers:" | "Does not trigger:" => HEADING,
        _ if is_title => HEADING,
        _ => PLAIN,
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
