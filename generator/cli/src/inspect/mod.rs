//! The command that shows one part of a document.

mod code;
mod excerpt;
mod find;
mod model;

use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Args;
use oasmith_core::GeneratedFiles;
use oasmith_core::diagnostics::pluralize;

use self::find::{Found, Subject, Unknown};
use crate::failure::Failure;
use crate::generate::second_forms;
use crate::input::{Document, Input, MessageFormat, details, report};
use crate::program::Session;
use crate::terminal::{HEADING, PLAIN, line};

/// Shows one operation, schema or resource: its location in the document, its model, and its code.
///
/// Diagnostics are shown only if the document cannot be read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith inspect ticketsAll                           an operation, by its operationId
  oasmith inspect 'GET /tickets'                       by its method and path
  oasmith inspect tickets.list                         by its name in the client
  oasmith inspect Ticket                               a schema or a type, by its name
  oasmith inspect tickets                              a resource
  oasmith inspect '#/components/schemas/Ticket'        any part, by its JSON pointer
  oasmith inspect --names                              every name of the client, one on each line
  oasmith inspect Pet --spec petstore.yaml             in another document

Exit status: 0; 1 if there is no such part, or the document cannot be read; 2 if the options are wrong.")]
pub struct Inspect {
    /// An operation, a schema, a type, a resource, or a JSON pointer
    #[arg(required_unless_present = "names")]
    name: Option<String>,
    /// List every name of the client, sorted, with its source in the document: keep the list to review changes of names
    #[arg(long, conflicts_with_all = ["name", "only"])]
    names: bool,
    /// Show only this
    #[arg(long, value_name = "SECTION")]
    only: Option<Section>,
    #[command(flatten)]
    input: Input,
}

/// A part of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Section {
    /// Its lines in the document
    Document,
    /// Its model
    Model,
    /// Its code
    Code,
}

impl Inspect {
    /// Runs the command.
    pub fn run(&self, session: Session<'_>) -> ExitCode {
        session.conclude(self.show(session).map(|text| {
            session.terminal.product(&text, if self.names { |_: &str| PLAIN } else { style });
            ExitCode::SUCCESS
        }))
    }

    fn show(&self, session: Session<'_>) -> Result<String, Failure> {
        let (generator, _) = self.input.generator(session)?;
        let outcome = generator.keep_going(true).run()?;
        details(&outcome, session.terminal);
        let (Some(document), Some(files)) = (Document::of(&outcome), &outcome.files) else {
            report(&outcome, MessageFormat::Human, session.terminal);
            return Err(Failure::new("the document cannot be read"));
        };
        let Some(name) = &self.name else { return Ok(listed(document)) };
        let found = find::find(document, name).map_err(|Unknown { close }| {
            let help = match close.as_slice() {
                [] => format!("`{} help inspect` shows examples", session.program.name),
                close => format!("did you mean `{}`?", close.join("`, `")),
            };
            Failure::new(format!("there is no `{name}`; {help}"))
        })?;
        let shown: Vec<String> = found.iter().map(|one| self.one(document, files, one)).collect();
        Ok(shown.join("\n"))
    }

    fn one(&self, document: Document<'_>, files: &GeneratedFiles, found: &Found<'_>) -> String {
        let wants = |part| self.only.is_none_or(|only| only == part);
        let mut text = format!("{}\n", line(found.title()));
        if let (Subject::Type(_), Some(forms)) = (&found.subject, second_forms(document.api)) {
            let _ = writeln!(text, "  = {}, {forms}", pluralize(document.api.types.len(), "type"));
        }
        if let Some(at) = &found.at {
            text += &excerpt::header(document.spec, at);
            if wants(Section::Document) {
                text += &excerpt::lines(document.spec, at, !document.config.overlays.is_empty());
            }
        }
        if wants(Section::Model) && !matches!(found.subject, Subject::Location) {
            let _ = write!(text, "\nmodel:\n{}", indented(&model::rendered(document.api, &found.subject)));
        }
        if wants(Section::Code) {
            for (path, items) in code::of(files, &found.subject) {
                let _ = write!(text, "\ncode, {path}:\n{}", indented(&items));
            }
        }
        text
    }
}

/// Every name of the client, one on each line.
fn listed(document: Document<'_>) -> String {
    let names = document.api.names();
    names.iter().map(|name| format!("{}  {}\n", line(&name.path), line(&name.source))).collect()
}

/// The style of a line: titles and headings are not indented.
fn style(line: &str) -> Style {
    let is_heading = line.ends_with(':')
        && (line.starts_with("document") || line == "model:" || line.starts_with("code, "));
    let is_numbered =
        line.split_once(" | ").is_some_and(|(number, _)| number.trim().parse::<usize>().is_ok());
    match line {
        line if line.starts_with(" --> ") || line.starts_with("  = ") => AnsiColor::Blue.on_default(),
        line if line.starts_with("    ") || is_numbered => PLAIN,
        _ if is_heading => HEADING,
        line if line.contains('`') => HEADING,
        _ => PLAIN,
    }
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
}
