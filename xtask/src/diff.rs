//! `cargo xtask diff`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use generator::diff::{self, Report, Severity};
use generator::model::Api;
use generator::{Config, Diagnostics, Sources, diagnostic};
use semver::Version;

use crate::document::Failure;
use crate::repository;

/// Tells what a new document means for those who use the crate.
///
/// Both documents are read as `codegen` reads them, with the same settings, and compared as what Rust callers see: what they can name,
/// and what happens when it runs. A change is major if callers do not compile or do not work any more, minor if there is something
/// new for them or they are warned, and patch if they need not care.
///
/// Exit status: 0, or 1 if a document cannot be read or a change is at least as grave as `--fail-on` says.
#[derive(Debug, Args)]
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
    pub(crate) fn run(&self) -> ExitCode {
        match self.compare() {
            Ok(None) => ExitCode::SUCCESS,
            Ok(Some(severity)) => {
                eprintln!("diff: there are {severity} changes");
                ExitCode::FAILURE
            }
            Err(Failure(message)) => {
                eprintln!("diff: {message}");
                ExitCode::FAILURE
            }
        }
    }

    /// The severity of the changes, if that is more than allowed.
    fn compare(&self) -> Result<Option<Severity>, Failure> {
        let config = read_config(self.config_path().as_deref())?;
        let (old, new) = (lower(&self.old, &config)?, lower(&self.new, &config)?);
        let report = report(&old, &new)?;
        let version = version(&config)?;
        let next = report.version(&version);
        if self.json {
            println!("{}", json(&report, &version, &next)?);
        } else if self.changelog {
            print!("{}", report.changelog(&next, None));
        } else {
            print!("{}", report.text());
            match report.severity() {
                None => println!("nothing changes for callers; {version} stays"),
                Some(severity) => {
                    println!("{severity}: {version} → {next}\n\n{}", report.changelog(&next, None));
                }
            }
        }
        let allowed = self.fail_on.map(Severity::from);
        Ok(report.severity().filter(|severity| allowed.is_some_and(|allowed| *severity >= allowed)))
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

/// The settings in a file; without one, none.
pub(crate) fn read_config(path: Option<&Path>) -> Result<Config, Failure> {
    let Some(path) = path else { return Ok(Config::default()) };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure(format!("cannot read {}: {error}", path.display())))?;
    Config::parse(path, &text).map_err(|diagnostic| {
        let mut sources = Sources::new();
        sources.attach(path, text.clone());
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(diagnostic);
        show(&diagnostics, &sources);
        Failure(format!("{} cannot be used", path.display()))
    })
}

/// The model of a document, without its warnings: `codegen` tells them.
pub(crate) fn lower(path: &Path, config: &Config) -> Result<Api, Failure> {
    let mut diagnostics = Diagnostics::new();
    let (api, sources) = match generator::load_file(path, Sources::new(), &mut diagnostics) {
        Ok(spec) => (Some(generator::lower(&spec, config, &mut diagnostics)), spec.sources),
        Err(sources) => (None, sources),
    };
    if let Some(api) = api.filter(|_| !diagnostics.has_errors()) {
        return Ok(api);
    }
    diagnostics.deduplicate();
    diagnostics.sort(&sources);
    show(&diagnostics, &sources);
    Err(Failure(format!("{} cannot be used", path.display())))
}

fn show(diagnostics: &Diagnostics, sources: &Sources) {
    eprint!("{}", diagnostic::render(diagnostics, sources, std::io::stderr().is_terminal()));
}

/// What changes for callers.
pub(crate) fn report(old: &Api, new: &Api) -> Result<Report, Failure> {
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
