//! `cargo xtask diff`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use generator::diff::{self, Report, Severity};
use generator::{Config, Outcome};
use semver::Version;

use crate::document::{Allowed, Failure, Input, MessageFormat, details, tell};
use crate::repository;
use crate::terminal::{self, Terminal, complain, product};

/// Tells what a new document means for those who use the crate.
///
/// Both documents are read as `codegen` reads them, with their settings and overlays, and compared as what Rust callers see: what they
/// can name, and what happens when it runs. A change is major if callers do not compile or do not work any more, minor if there is
/// something new for them or they are warned, and patch if they need not care. Warnings are not told: `codegen` tells them.
///
/// On stdout: the changes, the version that follows and the section for the changelog; or with an option, one of them alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask diff old.yaml new.yaml
      what callers have of a new version of a document
  cargo xtask diff old.yaml new.yaml --config codegen.toml --fail-on major
      the same in a pipeline, with the settings that the crate is made with: what breaks callers fails
  cargo xtask diff old.yaml new.yaml --config codegen.toml --old-config old.toml
      when the settings have changed too, or the overlays that they name
  cargo xtask diff old.yaml new.yaml --json | jq -r '.changes[] | select(.severity == \"major\").path'
      for programs
  cargo xtask diff old.yaml new.yaml --changelog
      what to paste into CHANGELOG.md

Exit status: 0; 1 when a document, the settings or an overlay are wrong, or a change is as grave as --fail-on says; 2 when the options
are wrong.")]
pub(crate) struct Diff {
    /// The document that the last version was made of
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The document that the next version is made of
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Settings for both [default: spec/codegen.toml if NEW is in spec/, else none]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Settings for OLD, where it had others
    #[arg(long, value_name = "FILE")]
    old_config: Option<PathBuf>,
    /// An OpenAPI overlay that changes both documents; several are applied in their order, after those of the settings
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    #[command(flatten)]
    allowed: Allowed,
    /// Prints the changes as JSON
    #[arg(long, conflicts_with = "changelog")]
    json: bool,
    /// Prints nothing but the section for the changelog
    #[arg(long)]
    changelog: bool,
    /// Fails if there is a change of this severity, or a graver one
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Threshold>,
}

/// A severity as an option's value.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Threshold {
    Major,
    Minor,
    Patch,
}

impl From<Threshold> for Severity {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Major => Self::Major,
            Threshold::Minor => Self::Minor,
            Threshold::Patch => Self::Patch,
        }
    }
}

impl Diff {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.compare(terminal) {
            Ok(None) => ExitCode::SUCCESS,
            Ok(Some(severity)) => {
                complain("diff", format_args!("there are {severity} changes"));
                ExitCode::FAILURE
            }
            Err(Failure(message)) => {
                complain("diff", message);
                ExitCode::FAILURE
            }
        }
    }

    /// The severity of the changes, if that is more than allowed.
    fn compare(&self, terminal: Terminal) -> Result<Option<Severity>, Failure> {
        let config = self.config_path();
        let old_config = self.old_config.clone().or_else(|| config.clone());
        let old = read(&self.input(&self.old, old_config), terminal)?;
        let new = read(&self.input(&self.new, config), terminal)?;
        let report = report(&old, &new)?;
        let version = version(&new.config)?;
        let next = report.version(&version);
        if self.json {
            terminal::json(json(&report, &version, &next)?);
        } else if self.changelog {
            product(report.changelog(&next, None));
        } else {
            product(report.text());
            match report.severity() {
                None => product(format_args!("nothing changes for callers; {version} stays\n")),
                Some(severity) => {
                    let section = report.changelog(&next, None);
                    product(format_args!("{severity}: {version} → {next}\n\n{section}\n"));
                }
            }
        }
        let allowed = self.fail_on.map(Severity::from);
        Ok(report.severity().filter(|severity| allowed.is_some_and(|allowed| *severity >= allowed)))
    }

    fn input(&self, document: &Path, config: Option<PathBuf>) -> Input {
        Input {
            spec: Some(document.to_owned()),
            config,
            overlay: self.overlay.clone(),
            allowed: self.allowed.clone(),
        }
    }

    fn config_path(&self) -> Option<PathBuf> {
        let own = repository().join("spec");
        let is_own = || {
            let (folder, own) = (self.new.parent()?.canonicalize().ok()?, own.canonicalize().ok()?);
            (folder == own).then(|| own.join("codegen.toml"))
        };
        self.config.clone().or_else(is_own)
    }
}

/// Reads a document. Its diagnostics are shown only if it has errors.
pub(crate) fn read(input: &Input, terminal: Terminal) -> Result<Outcome, Failure> {
    let path = input.spec_path()?;
    let outcome = input.generator(terminal)?.model();
    details(&outcome, terminal);
    if outcome.api.is_none() || outcome.diagnostics.has_errors() {
        tell(&outcome, MessageFormat::Human, terminal);
        return Err(Failure(format!("{} cannot be used", path.display())));
    }
    Ok(outcome)
}

/// What changes for callers.
pub(crate) fn report(old: &Outcome, new: &Outcome) -> Result<Report, Failure> {
    let (Some(old), Some(new)) = (&old.api, &new.api) else {
        return Err(Failure("a document was not read".to_owned()));
    };
    diff::compare(old, new).map_err(|error| Failure(format!("internal error: {error}")))
}

/// The version that the settings give.
pub(crate) fn version(config: &Config) -> Result<Version, Failure> {
    let version = &config.package.version;
    version.parse().map_err(|error| Failure(format!("the version `{version}` is none: {error}")))
}

fn json(report: &Report, version: &Version, next: &Version) -> Result<String, Failure> {
    let value = serde_json::json!({
        "severity": report.severity(),
        "version": version.to_string(),
        "next_version": next.to_string(),
        "changes": report.changes,
    });
    serde_json::to_string_pretty(&value).map_err(|error| Failure(error.to_string()))
}
