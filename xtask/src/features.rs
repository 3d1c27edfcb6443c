//! `cargo xtask features`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;
use toml::{Table, Value};

use crate::checks::{Checks, errors, stopped};
use crate::repository;
use oasmith_cli::terminal::Terminal;

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
        self.check(terminal).unwrap_or_else(|message| stopped("features", message))
    }

    fn check(&self, terminal: Terminal) -> Result<ExitCode, String> {
        let folder = self.out.clone().unwrap_or_else(|| repository().join("generated"));
        let manifest = folder.join("Cargo.toml");
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", manifest.display());
        let text = std::fs::read_to_string(&manifest).map_err(|error| failed(&error))?;
        let table: Table = text.parse().map_err(|error| failed(&error))?;
        let combinations = combinations(&features(&table));
        let mut checks = Checks::new("features", "combination", combinations.len(), terminal);
        for (label, combination) in combinations {
            checks.begin(&format!("cargo clippy --features {label:?}"));
            let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args(["clippy", "--quiet", "--no-default-features", "--manifest-path"])
                .arg(&manifest)
                .args(["--features", &combination, "--", "--deny", "warnings"])
                .output()
                .map_err(|error| format!("cannot run cargo: {error}"))?;
            checks.end(format_args!("{label:<24}"), errors(&output).as_deref());
        }
        Ok(checks.conclude())
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
