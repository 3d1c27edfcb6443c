//! The command that compares two documents.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstyle::AnsiColor;
use clap::{Args, ValueEnum};
use oasmith_core::diff::{self, Impact, Report};
use oasmith_core::{Config, Outcome};
use semver::Version;

use crate::failure::Failure;
use crate::input::{Allowed, Input, MessageFormat, details, report};
use crate::program::Session;
use crate::terminal::{self, HEADING, PLAIN, complain};

/// Shows the effects of a new version of a document on the callers of the crate.
///
/// Both documents are read with their configuration and overlays, and compared as Rust callers see them: the items that they can name,
/// and the behaviour at run time. A change is major if existing callers do not compile or do not work any more, minor if there is
/// something new or deprecated, and patch otherwise. Warnings are not shown.
///
/// On stdout: the changes, the next version and the section for the changelog.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith diff old.yaml new.yaml
      the effect of a new version of a document
  oasmith diff old.yaml new.yaml --config oasmith.toml --fail-on major
      in a pipeline, with the configuration of the crate: breaking changes fail
  oasmith diff old.yaml new.yaml --config oasmith.toml --old-config old.toml
      if the configuration has changed too, or its overlays
  oasmith diff old.yaml new.yaml --format markdown >> $GITHUB_STEP_SUMMARY
      the summary of a workflow
  oasmith diff old.yaml new.yaml --format json | jq -r '.changes[] | select(.impact == \"major\").path'
      for programs
  oasmith diff old.yaml new.yaml --changelog
      the section for CHANGELOG.md

Exit status: 0; 1 if a document, the configuration or an overlay has errors, or if a change has the impact of --fail-on or a higher
one; 2 if the options are wrong.")]
pub struct Diff {
    /// The document of the last version
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The document of the next version
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// The configuration of both [default: the configuration file that names NEW, in this folder or above; else none]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The configuration of OLD, if it was another
    #[arg(long, value_name = "FILE")]
    old_config: Option<PathBuf>,
    /// Apply an OpenAPI overlay to both documents, after those of the configuration; can be repeated
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    #[command(flatten)]
    allowed: Allowed,
    /// The format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with_all = ["format", "changelog"])]
    json: bool,
    /// Print only the section for the changelog
    #[arg(long, conflicts_with = "format")]
    changelog: bool,
    /// Fail if a change has this impact, or a higher one
    #[arg(long, value_name = "IMPACT")]
    fail_on: Option<Threshold>,
}

/// The format of the changes.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For summaries and comments
    Markdown,
    /// For programs
    Json,
}

/// An impact as the value of an option.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Threshold {
    Major,
    Minor,
    Patch,
}

impl From<Threshold> for Impact {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Major => Self::Major,
            Threshold::Minor => Self::Minor,
            Threshold::Patch => Self::Patch,
        }
    }
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, session: Session<'_>) -> ExitCode {
        let allowed = self.fail_on.map(Impact::from);
        session.conclude(self.compare(session).map(|impact| match impact {
            Some(impact) if allowed.is_some_and(|allowed| impact >= allowed) => {
                complain(session.command, format_args!("there are {impact} changes"));
                ExitCode::FAILURE
            }
            _ => ExitCode::SUCCESS,
        }))
    }

    /// Prints the changes, and returns their impact.
    fn compare(&self, session: Session<'_>) -> Result<Option<Impact>, Failure> {
        let config = self.config.clone().or_else(|| (session.program.config_of)(&self.new));
        let old_config = self.old_config.clone().or_else(|| config.clone());
        let old = read(&self.input(&self.old, old_config), session)?;
        let new = read(&self.input(&self.new, config), session)?;
        let changes = changes(&old, &new)?;
        let version = version(&new.config)?;
        let next = changes.version(&version);
        let terminal = session.terminal;
        match self.format {
            _ if self.changelog => terminal.product(&changes.changelog(&next, None), style),
            _ if self.json => terminal::json(json(&changes, &version, &next)?),
            Format::Json => terminal::json(json(&changes, &version, &next)?),
            Format::Markdown => terminal.product(&changes.markdown(&version), |_| PLAIN),
            Format::Text => {
                terminal.product(&changes.text(), style);
                let conclusion = match changes.impact() {
                    None => format!("nothing changes for callers; {version} stays\n"),
                    Some(impact) => {
                        let section = changes.changelog(&next, None);
                        format!("{impact}: {version} → {next}\n\n{section}\n")
                    }
                };
                terminal.product(&conclusion, style);
            }
        }
        Ok(changes.impact())
    }

    fn input(&self, document: &Path, config: Option<PathBuf>) -> Input {
        Input {
            spec: Some(document.to_owned()),
            config,
            overlay: self.overlay.clone(),
            allowed: self.allowed.clone(),
        }
    }
}

/// The style of a line of the changes or of a changelog.
pub fn style(line: &str) -> anstyle::Style {
    let text = line.trim_start();
    let is_change = line.starts_with("             ");
    match text.split(' ').next().unwrap_or_default() {
        "major" | "minor" | "patch" | "major:" | "minor:" | "patch:" | "##" | "###" if text == line => {
            HEADING
        }
        "-" if is_change => AnsiColor::Red.on_default(),
        "+" if is_change => AnsiColor::Green.on_default(),
        "at" | "was" | "now" if is_change => anstyle::Style::new().dimmed(),
        _ => PLAIN,
    }
}

/// Reads a document. Its diagnostics are shown only if it has errors.
///
/// # Errors
///
/// If it has errors.
pub fn read(input: &Input, session: Session<'_>) -> Result<Outcome, Failure> {
    let (generator, _) = input.generator(session)?;
    let outcome = generator.model();
    details(&outcome, session.terminal);
    if outcome.api.is_none() || outcome.diagnostics.has_errors() {
        report(&outcome, MessageFormat::Human, session.terminal);
        let path = input.spec.as_deref().unwrap_or(Path::new("the document"));
        return Err(Failure::new(format!("{} has errors", path.display())));
    }
    Ok(outcome)
}

/// The changes from one document to the next.
///
/// # Errors
///
/// On a mistake in the generator.
pub fn changes(old: &Outcome, new: &Outcome) -> Result<Report, Failure> {
    let (Some(old), Some(new)) = (&old.api, &new.api) else {
        return Err(Failure::new("a document cannot be read"));
    };
    Ok(diff::compare(old, new)?)
}

/// The version in the configuration.
///
/// # Errors
///
/// If it is not a version.
pub fn version(config: &Config) -> Result<Version, Failure> {
    let version = &config.package.version;
    version.parse().map_err(|error| Failure::new(format!("`{version}` is not a version: {error}")))
}

fn json(report: &Report, version: &Version, next: &Version) -> Result<String, Failure> {
    let value = serde_json::json!({
        "impact": report.impact(),
        "version": version.to_string(),
        "next_version": next.to_string(),
        "changes": report.changes,
    });
    serde_json::to_string_pretty(&value).map_err(|error| Failure::new(error.to_string()))
}
