//! `cargo xtask codegen`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use generator::GeneratedFiles;
use generator::config::{PACKAGE_NAME, is_package_name};
use generator::diagnostics::{Severity, pluralize};
use generator::files::{ChangeKind, WriteError, render_changes};
use generator::model::Api;

use crate::document::{Allowed, Failure, Input, MessageFormat, details, tell};
use crate::repository;
use crate::terminal::{Terminal, complain, exact, quote};

/// Longest diff that `--check` prints, in lines.
const MAX_DIFF: usize = 200;

/// Makes a Rust client crate of an OpenAPI document.
///
/// Without options it reads `spec/` of this repository and writes `generated/`. Only files whose content changes are written. Files
/// that the generator did not mark as its own are not overwritten, unless --force says so, and never removed. Settings can `keep` files
/// that you maintain yourself.
///
/// On stdout: the diff with --check, the diagnostics with --message-format json, otherwise nothing. Control characters of a diff are
/// escaped on a terminal; in a pipe or a file it is as it is.
#[derive(Debug, Default, Args)]
#[command(mut_arg("spec", |spec| spec.requires("out")), after_help = "\
Examples:
  cargo xtask codegen
      spec/ to generated/
  cargo xtask codegen --check --strict
      the same in a pipeline: nothing is written, and any difference or warning fails
  cargo xtask codegen --spec petstore.yaml --out ../petstore --name petstore-client
      a crate of another document, which stands alone
  cargo xtask codegen --spec theirs.yaml --overlay ours.yaml --out client
      of a document that is not yours, with your corrections
  cargo xtask codegen --message-format json | jq -r 'select(.severity == \"error\").message'
      diagnostics for programs

Exit status: 0 when all went well; 1 when the document, the settings or an overlay are wrong or, with --check, when what is on disk is
not what would be written; 2 when the options are wrong.")]
pub(crate) struct Codegen {
    /// The folder of the crate [default: generated; needed with --spec]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package, instead of the configuration's
    #[arg(long, value_name = "PACKAGE", value_parser = package_name)]
    name: Option<String>,
    /// Writes nothing; shows on stdout what would change, and fails if anything would
    #[arg(long)]
    check: bool,
    /// Overwrites files that the generator did not make
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Takes every warning as an error
    #[arg(long, conflicts_with = "keep_going")]
    strict: bool,
    /// Makes what can be made of a broken document, and takes every error as a warning
    #[arg(long)]
    keep_going: bool,
    /// How diagnostics are told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
    #[command(flatten)]
    input: Input,
}

/// What to do about files that were not made by the generator.
const WAYS_OUT: &str = "`--force` overwrites them, `keep = [\"PATH\"]` in codegen.toml leaves those to you that you maintain yourself";

/// Why `out` was not written.
fn failure(error: &WriteError, out: &Path) -> Failure {
    let out = out.display();
    Failure(match error {
        WriteError::Foreign(_) => format!("in {out}, {error}\nnothing was written; {WAYS_OUT}"),
        WriteError::Leaves(_) => {
            format!("in {out}, {error}\nnothing was written; put folders in the place of the links")
        }
        WriteError::Io(_) => error.to_string(),
    })
}

fn package_name(given: &str) -> Result<String, &'static str> {
    if is_package_name(given) { Ok(given.to_owned()) } else { Err(PACKAGE_NAME) }
}

/// Makes the repository's own crate, and says whether it could be made.
pub(crate) fn regenerate(allowed: &Allowed, terminal: Terminal) -> bool {
    let input = Input { allowed: allowed.clone(), ..Input::default() };
    Codegen { input, ..Codegen::default() }.run(terminal) == ExitCode::SUCCESS
}

impl Codegen {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.generate(terminal) {
            Ok(()) => ExitCode::SUCCESS,
            Err(Failure(message)) => {
                complain("codegen", message);
                ExitCode::FAILURE
            }
        }
    }

    fn generate(&self, terminal: Terminal) -> Result<(), Failure> {
        let started = Instant::now();
        let out = self.out_path();
        let mut generator = self.input.generator(terminal)?.out(&out);
        generator = generator.keep_going(self.keep_going).strict(self.strict);
        if let Some(name) = &self.name {
            generator = generator.package_name(name);
        }
        let outcome = generator.run().map_err(|error| Failure(format!("internal error: {error}")))?;
        details(&outcome, terminal);
        tell(&outcome, self.message_format, terminal);
        match (&outcome.api, &outcome.files) {
            (Some(api), Some(files)) => {
                let warnings = outcome.diagnostics.count(Severity::Warning);
                self.deliver(api, files, &out, warnings, started, terminal)
            }
            (Some(_), None) if !self.strict => {
                Err(Failure("nothing was written; --keep-going makes the rest".to_owned()))
            }
            _ => Err(Failure("nothing was written".to_owned())),
        }
    }

    fn out_path(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| repository().join("generated"))
    }

    fn deliver(
        &self,
        api: &Api,
        files: &GeneratedFiles,
        out: &Path,
        warnings: usize,
        started: Instant,
        terminal: Terminal,
    ) -> Result<(), Failure> {
        let path = self.input.spec_path()?;
        terminal.say(format_args!("read    {} ({} {})", path.display(), api.info.title, api.info.version));
        let counts = [
            (api.operations().count(), "operation"),
            (api.types.len(), "type"),
            (files.len(), "file"),
            (warnings, "warning"),
        ]
        .map(|(count, what)| pluralize(count, what))
        .join(", ");
        if self.check {
            self.compare(files, out)?;
            let milliseconds = started.elapsed().as_millis();
            terminal
                .say(format_args!("checked {} is up to date: {counts}, {milliseconds} ms", out.display()));
            return Ok(());
        }
        let written = if self.force { files.overwrite(out) } else { files.write(out) };
        let report = written.map_err(|error| failure(&error, out))?;
        for path in &report.written {
            terminal.say(format_args!("wrote   {}", out.join(path).display()));
        }
        for path in &report.removed {
            terminal.say(format_args!("removed {}", out.join(path).display()));
        }
        let milliseconds = started.elapsed().as_millis();
        terminal.say(format_args!("done    {counts}, {} unchanged, {milliseconds} ms", report.unchanged));
        Ok(())
    }

    /// Shows how `out` differs from what would be written.
    fn compare(&self, files: &GeneratedFiles, out: &Path) -> Result<(), Failure> {
        // These errors name their path.
        let failed = |error: std::io::Error| Failure(error.to_string());
        let changes = files.diff(out).map_err(failed)?;
        if changes.is_empty() {
            return Ok(());
        }
        let foreign = files.foreign(out).map_err(failed)?;
        let (out, command) = (out.display(), self.mending_command());
        if changes.len() == files.len()
            && changes.iter().all(|change| matches!(change.kind, ChangeKind::Added { .. }))
        {
            let message = format!("none of {} files is in {out}; `{command}` writes them", files.len());
            return Err(Failure(message));
        }
        let diff = render_changes(&changes, MAX_DIFF);
        match self.message_format {
            MessageFormat::Human => exact(&diff),
            MessageFormat::Json => quote(&diff),
        }
        let force = if foreign.is_empty() { "" } else { " --force" };
        let mut message = format!(
            "{} of {} files in {out} are not what the document asks for; `{command}{force}` mends it",
            changes.len(),
            files.len()
        );
        if !foreign.is_empty() {
            let list = foreign.join("\n  ");
            message.extend(["\nthe generator did not make these, and ", WAYS_OUT, ":\n  ", &list]);
        }
        Err(Failure(message))
    }

    fn mending_command(&self) -> String {
        let mut command = "cargo xtask codegen".to_owned();
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
