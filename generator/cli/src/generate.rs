//! The commands that generate a crate, or compare it with the crate on disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use oasmith_core::config::{PACKAGE_NAME, is_package_name};
use oasmith_core::diagnostics::{Severity, pluralize};
use oasmith_core::files::{FileChangeKind, WriteError, render_changes};
use oasmith_core::model::Api;
use oasmith_core::{GeneratedFiles, Outcome};

use crate::failure::Failure;
use crate::input::{Input, MessageFormat, details, report};
use crate::program::Session;
use crate::terminal::{diff_style, quote};

/// The maximum number of diff lines that are shown.
const MAX_DIFF: usize = 200;

/// Generates a Rust client crate from an OpenAPI document.
///
/// Without options, it generates the crate that oasmith.toml describes, in this folder or above. Only files whose content changes are
/// written. Files that the generator did not write are never removed, and not overwritten without --force. List files that you maintain
/// yourself under `keep` in the configuration.
///
/// On stdout: the diagnostics with --message-format json, otherwise nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith generate
      the crate that oasmith.toml describes
  oasmith generate petstore.yaml --out ../petstore --name petstore-client
      a crate from another document, without a configuration file
  oasmith generate theirs.yaml --overlay ours.yaml --out client
      from a document that is not yours, with your corrections
  curl https://api.example.com/openapi.json | oasmith generate - --out client
      from stdin
  oasmith generate --message-format json | jq -r 'select(.severity == \"error\").message'
      diagnostics for programs

Exit status: 0 on success; 1 if the document, the configuration or an overlay has errors; 2 if the options are wrong.")]
pub struct Generate {
    /// Overwrite files that the generator did not write
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    options: Options,
}

/// Compares a generated crate with the files on disk, and writes nothing.
///
/// On stdout: the diff, and the diagnostics with --message-format json. Control characters of a diff are escaped on a terminal.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith check --strict
      in a pipeline: any difference or warning fails
  oasmith check petstore.yaml --out ../petstore
      a crate without a configuration file

Exit status: 0 if the crate is up to date; 1 if it is not, or if the document has errors; 2 if the options are wrong.")]
pub struct Check {
    #[command(flatten)]
    options: Options,
}

/// The options of both commands.
#[derive(Debug, Default, Args)]
pub struct Options {
    /// The OpenAPI document, as with --spec
    #[arg(value_name = "DOCUMENT", conflicts_with = "spec")]
    document: Option<PathBuf>,
    /// The folder of the crate [default: that of the configuration]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package, instead of that of the configuration
    #[arg(long, value_name = "PACKAGE", value_parser = package_name)]
    name: Option<String>,
    /// Treat warnings as errors
    #[arg(long, conflicts_with = "keep_going")]
    strict: bool,
    /// Generate the rest of a broken document, and treat errors as warnings
    #[arg(long)]
    keep_going: bool,
    /// The format of diagnostics
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
    #[command(flatten)]
    input: Input,
}

/// The task of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Write the files.
    Write {
        /// Overwrite files that the generator did not write.
        force: bool,
    },
    /// Compare the files with those on disk.
    Check,
}

impl Generate {
    /// Runs the command.
    pub fn run(&self, session: Session<'_>) -> ExitCode {
        self.options.run(Task::Write { force: self.force }, session)
    }
}

impl Check {
    /// Runs the command.
    pub fn run(&self, session: Session<'_>) -> ExitCode {
        self.options.run(Task::Check, session)
    }
}

/// The ways to resolve a conflict with files that the generator did not write.
const WAYS_OUT: &str =
    "`--force` overwrites them; `keep = [\"PATH\"]` in the configuration leaves them to you";

fn write_failure(error: &WriteError, out: &Path) -> Failure {
    let out = out.display();
    Failure::new(match error {
        WriteError::Foreign(_) => format!("in {out}, {error}\nnothing was written; {WAYS_OUT}"),
        WriteError::Leaves(_) => {
            format!("in {out}, {error}\nnothing was written; replace the links by folders")
        }
        other => other.to_string(),
    })
}

fn package_name(given: &str) -> Result<String, &'static str> {
    if is_package_name(given) { Ok(given.to_owned()) } else { Err(PACKAGE_NAME) }
}

/// The files of a run, and the options for writing them.
struct Delivery<'o> {
    outcome: &'o Outcome,
    files: &'o GeneratedFiles,
    out: &'o Path,
    started: Instant,
    session: Session<'o>,
}

impl Options {
    /// The default options, for a document.
    pub fn new(input: Input) -> Self {
        Self { input, ..Self::default() }
    }

    /// Runs the command, and returns its exit code.
    pub fn run(&self, task: Task, session: Session<'_>) -> ExitCode {
        session.conclude(self.generate(task, session).map(|()| ExitCode::SUCCESS))
    }

    fn generate(&self, task: Task, session: Session<'_>) -> Result<(), Failure> {
        let started = Instant::now();
        let spec = self.document.clone().or_else(|| self.input.spec.clone());
        let input = Input { spec, ..self.input.clone() };
        let (mut generator, default_out) = input.generator(session)?;
        generator = generator.keep_going(self.keep_going).strict(self.strict);
        if let Some(out) = self.out.clone().or(default_out) {
            generator = generator.out(out);
        }
        if let Some(name) = &self.name {
            generator = generator.package_name(name);
        }
        let outcome = generator.run()?;
        details(&outcome, session.terminal);
        report(&outcome, self.message_format, session.terminal);
        let Some(files) = &outcome.files else {
            let hint = if outcome.api.is_some() && !self.strict && !self.keep_going {
                "; --keep-going generates the rest"
            } else {
                ""
            };
            return Err(Failure::new(format!("nothing was written{hint}")));
        };
        let Some(out) = outcome.config.out.as_deref() else {
            return Err(Failure::usage("name the folder of the crate: --out DIR, or `out` in oasmith.toml"));
        };
        let delivery = Delivery { outcome: &outcome, files, out, started, session };
        let result = match task {
            Task::Write { force } => delivery.write(force),
            Task::Check => self.check(&delivery),
        };
        // The program ends: the system frees its memory faster.
        std::mem::forget(outcome);
        result
    }

    fn check(&self, delivery: &Delivery<'_>) -> Result<(), Failure> {
        delivery.say_source();
        self.compare(delivery)?;
        let milliseconds = delivery.started.elapsed().as_millis();
        let (out, counts) = (delivery.out.display(), delivery.counts());
        delivery
            .session
            .terminal
            .say(format_args!("checked {out} is up to date: {counts}, {milliseconds} ms"));
        Ok(())
    }

    /// Shows the differences between the files and those on disk.
    fn compare(&self, delivery: &Delivery<'_>) -> Result<(), Failure> {
        let Delivery { files, out, session, .. } = delivery;
        // These errors name their path.
        let failed = |error: std::io::Error| Failure::new(error.to_string());
        let changes = files.diff(out).map_err(failed)?;
        if changes.is_empty() {
            return Ok(());
        }
        let foreign = files.foreign(out).map_err(failed)?;
        let (out, command) = (out.display(), self.update_command(*session));
        if changes.len() == files.len()
            && changes.iter().all(|change| matches!(change.kind, FileChangeKind::Added { .. }))
        {
            return Err(Failure::new(format!(
                "none of {} files exists in {out}; run `{command}` to write them",
                files.len()
            )));
        }
        let diff = render_changes(&changes, MAX_DIFF);
        match self.message_format {
            MessageFormat::Human => session.terminal.exact(&diff, diff_style),
            MessageFormat::Json => quote(&diff),
        }
        let force = if foreign.is_empty() { "" } else { " --force" };
        let mut message = format!(
            "{} of {} files in {out} {} out of date; run `{command}{force}` to update {}",
            changes.len(),
            files.len(),
            if changes.len() == 1 { "is" } else { "are" },
            if changes.len() == 1 { "it" } else { "them" },
        );
        if !foreign.is_empty() {
            let list = foreign.join("\n  ");
            message.extend(["\nthe generator did not write these files; ", WAYS_OUT, ":\n  ", &list]);
        }
        Err(Failure::new(message))
    }

    /// The command that writes the files.
    fn update_command(&self, session: Session<'_>) -> String {
        let mut command = session.program.generate.to_owned();
        if let Some(document) = &self.document {
            command.extend([" ", &document.display().to_string()]);
        }
        let options = self.input.options().into_iter().chain(self.out.as_deref().map(|out| ("--out", out)));
        for (flag, path) in options {
            command.extend([" ", flag, " ", &path.display().to_string()]);
        }
        if let Some(name) = &self.name {
            command.extend([" --name ", name]);
        }
        command
    }
}

/// The number of types with a second form because of the way responses are read, if there are any.
pub(crate) fn second_forms(api: &Api) -> Option<String> {
    let count = Some(api.relaxed_types).filter(|count| *count > 0)?;
    Some(format!("{count} with a second form, because responses may omit required properties"))
}

impl Delivery<'_> {
    /// Prints the document that was read.
    fn say_source(&self) {
        let (Some(spec), Some(api)) = (&self.outcome.spec, &self.outcome.api) else { return };
        let path = spec.sources.path(spec.root).display();
        let info = &api.info;
        self.session.terminal.say(format_args!("read    {path} ({} {})", info.title, info.version));
    }

    /// The numbers of operations, types, files and warnings.
    fn counts(&self) -> String {
        let api = self.outcome.api.as_ref();
        let operations = pluralize(api.map_or(0, |api| api.operations().count()), "operation");
        let types = pluralize(api.map_or(0, |api| api.types.len()), "type");
        let relaxed = api.and_then(second_forms).map(|forms| format!(" ({forms})")).unwrap_or_default();
        let files = pluralize(self.files.len(), "file");
        let warnings = pluralize(self.outcome.diagnostics.count(Severity::Warning), "warning");
        format!("{operations}, {types}{relaxed}, {files}, {warnings}")
    }

    fn write(&self, force: bool) -> Result<(), Failure> {
        let Self { files, out, session, .. } = *self;
        self.say_source();
        let written = if force { files.overwrite(out) } else { files.write(out) };
        let report = written.map_err(|error| write_failure(&error, out))?;
        for path in &report.written {
            session.terminal.say(format_args!("wrote   {}", out.join(path).display()));
        }
        for path in &report.removed {
            session.terminal.say(format_args!("removed {}", out.join(path).display()));
        }
        let milliseconds = self.started.elapsed().as_millis();
        let (counts, unchanged) = (self.counts(), report.unchanged);
        session.terminal.say(format_args!("done    {counts}, {unchanged} unchanged, {milliseconds} ms"));
        Ok(())
    }
}
