//! `cargo xtask msrv`.

use std::process::{Command, ExitCode};

use clap::Args;
use semver::{Version, VersionReq};
use serde_json::Value;

use oasmith_cli::terminal::{complain, product};

/// Checks that no package needs a newer Rust version than this repository declares.
///
/// Every package of the workspace must declare the version of `[workspace.package]`, and no locked dependency may declare a newer one.
/// Clippy's `incompatible_msrv` reports uses of a newer standard library.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask msrv    after a change of Cargo.lock

Exit status: 0 on success, else 1.")]
pub(crate) struct Msrv {}

impl Msrv {
    pub(crate) fn run() -> ExitCode {
        match check() {
            Ok((rust, count, findings)) if findings.is_empty() => {
                product(format_args!("none of {count} packages needs a newer Rust than {rust}\n"));
                ExitCode::SUCCESS
            }
            Ok((_, _, findings)) => {
                findings.iter().for_each(|finding| complain("msrv", finding));
                ExitCode::FAILURE
            }
            Err(message) => {
                complain("msrv", message);
                ExitCode::FAILURE
            }
        }
    }
}

/// The Rust version, the number of packages, and the packages that violate it.
fn check() -> Result<(Version, usize, Vec<String>), String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--all-features", "--locked"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let own = full(env!("CARGO_PKG_RUST_VERSION")).ok_or("the workspace declares no Rust version")?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok((own.clone(), packages.len(), findings(&own, packages)))
}

fn findings(own: &Version, packages: &[Value]) -> Vec<String> {
    let mut findings = Vec::new();
    for package in packages {
        let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
        let rust = package["rust_version"].as_str().and_then(full);
        // A package without a source is part of this workspace.
        match (rust, package["source"].is_null()) {
            (Some(rust), true) if rust == *own => {}
            (rust, true) => findings.push(format!(
                "{name} is in this workspace and declares {}, not Rust {own}",
                rust.map_or("no Rust version".to_owned(), |rust| format!("Rust {rust}"))
            )),
            (Some(rust), false) if rust > *own => {
                findings.push(format!("{name} needs Rust {rust}, not {own}"));
            }
            (_, false) => {}
        }
    }
    findings
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A Rust version with three numbers.
fn full(version: &str) -> Option<Version> {
    let requirement: VersionReq = version.parse().ok()?;
    let first = requirement.comparators.first()?;
    Some(Version::new(first.major, first.minor.unwrap_or(0), first.patch.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{findings, full};

    #[test]
    fn newer_versions_are_reported() {
        let own = full("1.88").unwrap();
        let packages = [
            json!({"name": "a", "version": "1.0.0", "rust_version": "1.88", "source": "registry"}),
            json!({"name": "b", "version": "1.0.0", "rust_version": "1.90.1", "source": "registry"}),
            json!({"name": "c", "version": "1.0.0", "rust_version": null, "source": "registry"}),
            json!({"name": "d", "version": "1.0.0", "rust_version": "1.85", "source": null}),
            json!({"name": "e", "version": "1.0.0", "rust_version": "1.88", "source": null}),
        ];
        let expected = [
            "b 1.0.0 needs Rust 1.90.1, not 1.88.0",
            "d 1.0.0 is in this workspace and declares Rust 1.85.0, not Rust 1.88.0",
        ];
        assert_eq!(findings(&own, &packages), expected);
    }

    /// The packages in `Cargo.lock`.
    #[test]
    fn this_repository_is_not_too_new() {
        let (_, count, findings) = super::check().unwrap();
        assert!(count > 1 && findings.is_empty(), "{findings:?}");
    }
}
