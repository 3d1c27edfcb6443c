//! `cargo xtask features`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Args;
use toml::{Table, Value};

use crate::progress::Progress;
use crate::repository;
use oasmith_cli::terminal::{Terminal, complain, product, quote};

/// Checks the generated crate with no features, with each feature alone, and with all features.
///
/// Features that do not enable the client are also checked together with it, because some code needs both. Warnings are errors. On
/// stdout: the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask features                  the crate in generated/
  cargo xtask features --out ../client  another one

Exit status: 0 if every combination compiles, else 1.")]
pub(crate) struct Features {
    /// The folder of the crate [default: generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The feature that most others enable.
const CLIENT: &str = "client";

impl Features {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.check(terminal) {
            Ok(0) => ExitCode::SUCCESS,
            Ok(failed) => {
                complain("features", format_args!("{failed} combinations do not compile"));
                ExitCode::FAILURE
            }
            Err(message) => {
                complain("features", message);
                ExitCode::FAILURE
            }
        }
    }

    /// The number of combinations that fail.
    fn check(&self, terminal: Terminal) -> Result<usize, String> {
        let folder = self.out.clone().unwrap_or_else(|| repository().join("generated"));
        let manifest = folder.join("Cargo.toml");
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", manifest.display());
        let text = std::fs::read_to_string(&manifest).map_err(|error| failed(&error))?;
        let table: Table = text.parse().map_err(|error| failed(&error))?;
        let mut count = 0;
        let combinations = combinations(&features(&table));
        let progress = Progress::new(combinations.len(), terminal);
        for (label, combination) in combinations {
            let started = Instant::now();
            progress.begin(&format!("cargo clippy --features {label:?}"));
            let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args(["clippy", "--quiet", "--no-default-features", "--manifest-path"])
                .arg(&manifest)
                .args(["--features", &combination, "--", "--deny", "warnings"])
                .output()
                .map_err(|error| format!("cannot run cargo: {error}"))?;
            let word = if output.status.success() { "ok" } else { "FAILED" };
            progress.end();
            progress.print(|| {
                product(format_args!("{label:<24}{word:<8}{:.1} s\n", started.elapsed().as_secs_f32()));
                if !output.status.success() {
                    quote(&String::from_utf8_lossy(&output.stderr));
                }
            });
            count += usize::from(!output.status.success());
        }
        Ok(count)
    }
}

/// The features of a manifest except `default`, each with the features that it enables.
fn features(manifest: &Table) -> BTreeMap<String, Vec<String>> {
    let features = manifest.get("features").and_then(Value::as_table).into_iter().flatten();
    let texts = |value: &Value| {
        let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    features
        .filter(|(name, _)| *name != "default")
        .map(|(name, enabled)| (name.clone(), texts(enabled)))
        .collect()
}

/// The combinations to check: a label, and the list of features for cargo.
fn combinations(features: &BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
    let same = |list: String| (list.clone(), list);
    let mut combinations = vec![("none".to_owned(), String::new())];
    combinations.extend(features.keys().cloned().map(same));
    if features.contains_key(CLIENT) {
        let apart = features
            .iter()
            .filter(|(name, enabled)| *name != CLIENT && !enabled.iter().any(|enabled| enabled == CLIENT));
        combinations.extend(apart.map(|(name, _)| same(format!("{CLIENT},{name}"))));
    }
    let all: Vec<&str> = features.keys().map(String::as_str).collect();
    combinations.push(("all".to_owned(), all.join(",")));
    combinations
}

#[cfg(test)]
mod tests {
    #[test]
    fn combinations_to_check() {
        let manifest = "[features]\ndefault = ['client']\nclient = ['dep:http']\ntls = ['client']\npets = []";
        let features = super::features(&manifest.parse().unwrap());
        let combinations = |features| super::combinations(features).into_iter().map(|(_, list)| list);
        let expected = ["", "client", "pets", "tls", "client,pets", "client,pets,tls"];
        assert_eq!(combinations(&features).collect::<Vec<_>>(), expected);
        assert_eq!(combinations(&super::features(&toml::Table::new())).collect::<Vec<_>>(), ["", ""]);
    }
}
