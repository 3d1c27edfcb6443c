//! `cargo xtask inspect`.

mod code;
mod excerpt;
mod find;
mod model;

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use generator::GeneratedFiles;

use self::find::{Found, Subject, Unknown};
use crate::document::{Document, Failure, Input, MessageFormat, details, tell};
use crate::terminal::{Terminal, complain, line, product};

/// Shows one operation, schema or resource: its place in the document, its model, and the code made of it.
///
/// What is wrong with the document is told only if it keeps the document from being read; `codegen --check` tells the rest.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask inspect ticketsAll                           an operation, by its operationId
  cargo xtask inspect 'GET /tickets'                       by its method and path
  cargo xtask inspect tickets.list                         by what it is called in the client
  cargo xtask inspect Ticket                               a schema or a type, by its name
  cargo xtask inspect tickets                              a resource
  cargo xtask inspect '#/components/schemas/Ticket'        whatever stands at a JSON pointer
  cargo xtask inspect Pet --spec petstore.yaml             in another document

Exit status: 0; 1 when there is no such thing, or the document cannot be read; 2 when the options are wrong.")]
pub(crate) struct Inspect {
    /// An operation, a schema, a type, a resource, or a JSON pointer
    name: String,
    /// Shows only this
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    #[command(flatten)]
    input: Input,
}

/// What is shown of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Its lines of the document
    Document,
    /// What it is in the model
    Model,
    /// The code made of it
    Code,
}

impl Inspect {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.show(terminal) {
            Ok(text) => {
                product(text);
                ExitCode::SUCCESS
            }
            Err(Failure(message)) => {
                complain("inspect", message);
                ExitCode::FAILURE
            }
        }
    }

    fn show(&self, terminal: Terminal) -> Result<String, Failure> {
        let generator = self.input.generator(terminal)?.keep_going(true);
        let outcome = generator.run().map_err(|error| Failure(format!("internal error: {error}")))?;
        details(&outcome, terminal);
        let (Some(document), Some(files)) = (Document::of(&outcome), &outcome.files) else {
            tell(&outcome, MessageFormat::Human, terminal);
            return Err(Failure("the document cannot be read".to_owned()));
        };
        let found = find::find(document, &self.name).map_err(|Unknown { close }| {
            let help = match close.as_slice() {
                [] => "`cargo xtask help inspect` says what can be named".to_owned(),
                close => format!("did you mean `{}`?", close.join("`, `")),
            };
            Failure(format!("there is no `{}`; {help}", self.name))
        })?;
        let shown: Vec<String> = found.iter().map(|one| self.one(document, files, one)).collect();
        Ok(shown.join("\n"))
    }

    fn one(&self, document: Document<'_>, files: &GeneratedFiles, found: &Found<'_>) -> String {
        let wants = |part| self.only.is_none_or(|only| only == part);
        let mut text = format!("{}\n", line(found.title()));
        if let Some(at) = &found.at {
            text += &excerpt::place(document.spec, at);
            if wants(Part::Document) {
                text += &excerpt::lines(document.spec, at, !document.config.overlays.is_empty());
            }
        }
        if wants(Part::Model) && !matches!(found.subject, Subject::Place) {
            let _ = write!(text, "\nmodel:\n{}", indented(&model::rendered(document.api, &found.subject)));
        }
        if wants(Part::Code) {
            for (path, items) in code::of(files, &found.subject) {
                let _ = write!(text, "\ncode, {path}:\n{}", indented(&items));
            }
        }
        text
    }
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
}
