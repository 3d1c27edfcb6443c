//! `cargo xtask release`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use oasmith_core::diff::Report;
use semver::Version;

use crate::progress::Progress;
use crate::repository::only_document;
use crate::{codegen, repository};
use oasmith_cli::input::{Allowed, Input};
use oasmith_cli::terminal::{Terminal, product, quote};
use oasmith_cli::{Failure, Session, diff};

/// Prepares the next version of the generated crate: diff, version, changelog, tests, package.
///
/// The changes since the last release determine the next version. It is written to spec/codegen.toml, a section is added to the
/// changelog, and the crate is generated, compiled, tested and packaged. Nothing is published, committed or tagged: the command prints
/// the commands for that.
///
/// If the document of the last release has a configuration next to it, that configuration is used for it.
///
/// On stdout: the changes, the version, the section for the changelog and the commands.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask release --dry-run                    show the release, and test and package the crate
  cargo xtask release --dry-run --from v0.3.0      compare with another release
  cargo xtask release --dry-run --from old.yaml    since a document that is not in git
  cargo xtask release                              write the release

Exit status: 0 if the crate can be published, else 1; 2 if the options are wrong.")]
pub(crate) struct Release {
    /// Write nothing; show the changes, the version and the section, and test and package the crate as it is
    #[arg(long)]
    dry_run: bool,
    /// The document of the last release, or its git revision [default: the last tag `v…`; without one, this is the first release]
    #[arg(long, value_name = "FILE|REVISION")]
    from: Option<String>,
    #[command(flatten)]
    allowed: Allowed,
}

/// The release.
struct Plan {
    package: String,
    version: Version,
    next: Version,
    section: String,
}

impl Plan {
    /// The version of the last release and the next one. The first release has the version of the configuration.
    fn versions(&self) -> String {
        let Self { version, next, .. } = self;
        if version == next { format!("version {next}") } else { format!("version {version} → {next}") }
    }
}

impl Release {
    pub(crate) fn run(&self, session: Session<'_>) -> ExitCode {
        session.conclude(self.release(session).map(|()| ExitCode::SUCCESS))
    }

    fn release(&self, session: Session<'_>) -> Result<(), Failure> {
        let config = repository().join("spec/codegen.toml");
        let plan = self.plan(&config, session)?;
        product(format_args!("{}\n\n{}\n", plan.versions(), plan.section));
        if !self.dry_run {
            write_version(&config, &plan)?;
            write_changelog(&repository().join("generated/CHANGELOG.md"), &plan.section)?;
            if !codegen::regenerate(&self.allowed, session) {
                return Err(Failure::new("the crate cannot be generated".to_owned()));
            }
        }
        verify(&plan.package, session.terminal)?;
        product("\nready: the crate compiles, its tests pass, and it can be packaged. To publish:\n\n");
        if self.dry_run {
            product("    cargo xtask release\n");
        }
        let Plan { package, next, .. } = plan;
        product(format_args!(
            "    git add Cargo.lock generated spec
    git commit --message \"Release {package} {next}\"
    git tag v{next}
    cargo publish -p {package}
"
        ));
        Ok(())
    }

    fn plan(&self, config: &Path, session: Session<'_>) -> Result<Plan, Failure> {
        let path = only_document(&repository().join("spec"))?;
        let new = diff::read(&self.input(&path, config), session)?;
        let version = diff::version(&new.config)?;
        let (next, section) = match self.last()? {
            None => {
                let section = format!("## [{version}] - {}\n\nThe first release.\n", today());
                (version.clone(), section)
            }
            Some(last) => {
                let old = last.document(&path)?;
                let sibling = old.with_file_name("codegen.toml");
                let config = if sibling.is_file() { &sibling } else { config };
                let report = diff::changes(&diff::read(&self.input(&old, config), session)?, &new)?;
                product(match report.impact() {
                    None => "nothing changes for callers\n\n".to_owned(),
                    Some(_) => report.text(),
                });
                let next = next(&report, &version);
                let section = report.changelog(&next, Some(&today()));
                (next, section)
            }
        };
        let package = new.api.map(|api| api.package.name).unwrap_or_default();
        Ok(Plan { package, version, next, section })
    }

    fn input(&self, document: &Path, config: &Path) -> Input {
        let (spec, config) = (Some(document.to_owned()), Some(config.to_owned()));
        Input { spec, config, overlay: Vec::new(), allowed: self.allowed.clone() }
    }

    fn last(&self) -> Result<Option<Last>, Failure> {
        match &self.from {
            Some(from) if Path::new(from).is_file() => Ok(Some(Last::File(PathBuf::from(from)))),
            Some(from) => match git(&["rev-parse", "--verify", "--quiet", &format!("{from}^{{commit}}")]) {
                Ok(_) => Ok(Some(Last::Revision(from.clone()))),
                Err(_) => {
                    Err(Failure::new(format!("`{from}` is neither a file nor a revision of this repository")))
                }
            },
            None => match git(&["describe", "--tags", "--abbrev=0", "--match", "v*"]) {
                Ok(tag) => Ok(Some(Last::Revision(tag.trim().to_owned()))),
                Err(_) if git(&["tag", "--list", "v*"])?.trim().is_empty() => Ok(None),
                Err(failure) => Err(failure),
            },
        }
    }
}

/// The next version: at least a patch, because the release may fix something that the document does not show.
fn next(report: &Report, version: &Version) -> Version {
    report.impact().unwrap_or(oasmith_core::diff::Impact::Patch).bump(version)
}

/// The location of the document of the last release.
enum Last {
    File(PathBuf),
    Revision(String),
}

impl Last {
    /// The path of the document, which is extracted from git with the files next to it.
    fn document(&self, current: &Path) -> Result<PathBuf, Failure> {
        let revision = match self {
            Self::File(path) => return Ok(path.clone()),
            Self::Revision(revision) => revision,
        };
        let out = repository().join("target/release-from");
        let failed =
            |path: &Path, error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
        if out.exists() {
            std::fs::remove_dir_all(&out).map_err(|error| failed(&out, error))?;
        }
        let files = git(&["ls-tree", "-r", "-z", "--name-only", revision, "--", "spec"])?;
        for path in files.split('\0').filter(|path| !path.is_empty()) {
            let text = git(&["show", &format!("{revision}:{path}")])?;
            let target = out.join(path);
            let folder = target.parent().unwrap_or(&out);
            std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
            std::fs::write(&target, text).map_err(|error| failed(&target, error))?;
        }
        let same = out.join("spec").join(current.file_name().unwrap_or_default());
        if same.is_file() { Ok(same) } else { only_document(&out.join("spec")) }
    }
}

/// The output of git.
fn git(arguments: &[&str]) -> Result<String, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new("git")
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| Failure::new(format!("cannot run git: {error}")))?;
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|error| Failure::new(error.to_string()))
    } else {
        Err(Failure::new(format!(
            "git {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        )))
    }
}

fn write_version(config: &Path, plan: &Plan) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", config.display()));
    let text = std::fs::read_to_string(config).map_err(failed)?;
    let text = with_version(&text, &plan.next)
        .ok_or_else(|| Failure::new(format!("{}: there is no `version` in `[package]`", config.display())))?;
    std::fs::write(config, text).map_err(failed)
}

/// The configuration with another version of the package.
fn with_version(text: &str, version: &Version) -> Option<String> {
    let table = text.lines().position(|line| line.trim() == "[package]")?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let inside = lines.iter_mut().skip(table + 1).take_while(|line| !line.starts_with('['));
    let line =
        inside.into_iter().find(|line| line.split('=').next().is_some_and(|key| key.trim() == "version"))?;
    *line = format!("version = \"{version}\"");
    Some(lines.join("\n") + "\n")
}

fn write_changelog(path: &Path, section: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(failed)?;
    std::fs::write(path, with_section(&text, section)).map_err(failed)
}

/// The heading above the releases in a changelog.
const UNRELEASED: &str = "## [Unreleased]\n";

/// A changelog with another release, which includes the unreleased entries.
fn with_section(text: &str, section: &str) -> String {
    let (top, rest) = text.split_once(UNRELEASED).unwrap_or_else(|| {
        let first = text.find("\n## [").map_or(text.len(), |at| at + 1);
        text.split_at(first)
    });
    let end = if rest.starts_with("## [") { 0 } else { rest.find("\n## [").map_or(rest.len(), |at| at + 1) };
    let (unreleased, releases) = rest.split_at(end);
    let parts = [UNRELEASED.trim(), section.trim(), unreleased.trim(), releases.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}\n\n{}\n", top.trim_end(), parts.join("\n\n"))
}

/// The date, in UTC.
fn today() -> String {
    jiff::Timestamp::now().to_string().chars().take_while(|character| *character != 'T').collect()
}

/// Compiles and tests the crate, packages it, and builds the package, as `cargo publish` does, without the upload.
fn verify(name: &str, terminal: Terminal) -> Result<(), Failure> {
    let steps: [(&str, &[&str]); 3] = [
        ("compiling the crate", &["check", "--all-targets", "-p", name]),
        ("testing the crate", &["test", "-p", name]),
        ("building the package", &["publish", "--dry-run", "--allow-dirty", "-p", name]),
    ];
    let progress = Progress::new(steps.len(), terminal);
    for (step, arguments) in steps {
        progress.begin(step);
        if !terminal.shows_progress() {
            terminal.say(step);
        }
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .arg("--manifest-path")
            .arg(repository().join("Cargo.toml"))
            .output()
            .map_err(|error| Failure::new(format!("cannot run cargo: {error}")))?;
        progress.end();
        if !output.status.success() {
            progress.print(|| {
                product(String::from_utf8_lossy(&output.stdout));
                quote(&String::from_utf8_lossy(&output.stderr));
            });
            return Err(Failure::new(format!("{step} failed: cargo {}", arguments.join(" "))));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Plan, with_section, with_version};

    #[test]
    fn version_of_the_package_alone() {
        let text = "# x\n[package]\nname = \"a\"\nversion = \"0.1.0\"\n[package.dev_dependencies]\nversion = \"1\"\n";
        let expected = text.replace("0.1.0", "0.2.0");
        assert_eq!(with_version(text, &"0.2.0".parse().unwrap()), Some(expected));
        assert_eq!(
            with_version("[package]\nname = \"a\"\n[b]\nversion = \"1\"\n", &"0.2.0".parse().unwrap()),
            None
        );
    }

    #[test]
    fn versions() {
        let plan = |next: &str| Plan {
            package: "a".to_owned(),
            version: "0.1.0".parse().unwrap(),
            next: next.parse().unwrap(),
            section: String::new(),
        };
        assert_eq!(plan("0.1.0").versions(), "version 0.1.0");
        assert_eq!(plan("0.2.0").versions(), "version 0.1.0 → 0.2.0");
    }

    #[test]
    fn unreleased_entries_move_to_the_release() {
        let section = "## [0.2.0] - 2026-01-01\n\n### Added\n\n- b\n";
        let text =
            "# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- a\n\n## [0.1.0] - 2025-01-01\n\nFirst.\n";
        let expected = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-01-01\n\n### Added\n\n- b\n\n### Fixed\n\n- a\n\n## [0.1.0] - 2025-01-01\n\nFirst.\n";
        assert_eq!(with_section(text, section), expected);
        let again = "# Changelog\n\n## [0.1.0] - 2025-01-01\n\nFirst.\n";
        let expected = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-01-01\n\n### Added\n\n- b\n\n## [0.1.0] - 2025-01-01\n\nFirst.\n";
        assert_eq!(with_section(again, section), expected);
        let fresh = "# Changelog\n\n## [Unreleased]\n";
        assert_eq!(with_section(fresh, "## [0.1.0]\n"), "# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n");
    }
}
