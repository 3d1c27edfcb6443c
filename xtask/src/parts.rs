//! `cargo xtask parts`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use oasmith_cli::terminal::Terminal;
use oasmith_core::parts::{Part, Parts, runtime};

use crate::checks::{Checks, errors, stopped};
use crate::repository;

/// Checks that every selection of the runtime's parts compiles.
///
/// No part, each part alone with those that it needs, all but each, and all: each is compiled by clippy without features, with the client,
/// and with all features but native-tls. Warnings count as errors. On stdout: the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask parts

Exit status: 0 if every selection compiles, else 1.")]
pub(crate) struct PartsCommand {}

/// The features that each selection is compiled with.
const FEATURES: [&str; 3] =
    ["", "client", "blocking,charset,client,rustls,stream,test-util,tracing,webhooks"];

impl PartsCommand {
    #[expect(clippy::unused_self, reason = "as the other commands")]
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        check(terminal).unwrap_or_else(|message| stopped("parts", message))
    }
}

fn check(terminal: Terminal) -> Result<ExitCode, String> {
    let folder = repository().join("target/parts");
    let selections = Parts::covering();
    let mut checks = Checks::new("parts", "selection", selections.len(), terminal);
    for parts in selections {
        let label = label(&parts);
        checks.begin(&label);
        write(&folder, &parts).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut messages = Vec::new();
        for features in FEATURES {
            checks.step(&format!("{label}: cargo clippy --features {features:?}"));
            let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args([
                    "clippy",
                    "--quiet",
                    "--no-default-features",
                    "--features",
                    features,
                    "--manifest-path",
                ])
                .arg(folder.join("Cargo.toml"))
                .arg("--target-dir")
                .arg(repository().join("target"))
                .args(["--", "--deny", "warnings"])
                .output()
                .map_err(|error| format!("cannot run cargo: {error}"))?;
            messages.extend(errors(&output));
        }
        let messages = (!messages.is_empty()).then(|| messages.concat());
        checks.end(format_args!("{label:<40}"), messages.as_deref());
    }
    Ok(checks.conclude())
}

/// The name of a selection in the table.
fn label(parts: &Parts) -> String {
    let names = |parts: Vec<Part>| parts.into_iter().map(Part::name).collect::<Vec<_>>().join(" ");
    let present: Vec<Part> = parts.iter().collect();
    let absent: Vec<Part> = Part::ALL.into_iter().filter(|part| !parts.contains(*part)).collect();
    match (present.len(), absent.len()) {
        (0, _) => "none".to_owned(),
        (_, 0) => "all".to_owned(),
        (few, many) if few <= many => names(present),
        _ => format!("without {}", names(absent)),
    }
}

/// Writes a package that holds nothing but the runtime with these parts.
fn write(folder: &Path, parts: &Parts) -> std::io::Result<()> {
    let manifest = fs::read_to_string(repository().join("generator/runtime-check/Cargo.toml"))?;
    let manifest: Vec<&str> = manifest
        .split_inclusive('\n')
        .filter(|line| !line.contains(".workspace = true") && !line.starts_with("workspace ="))
        .collect();
    let manifest = manifest.concat().replace("[lints]\n", "").replace("runtime-check", "runtime-parts");
    let manifest =
        manifest.replace("publish = false", "publish = false\nedition = \"2024\"\nrust-version = \"1.88\"");
    let source = folder.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    fs::create_dir_all(&source)?;
    fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n")?;
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    fs::write(source.join("lib.rs"), LIB)?;
    for (path, text) in runtime(parts) {
        let file: PathBuf = source.join("runtime").join(path);
        fs::create_dir_all(file.parent().unwrap_or(&source))?;
        fs::write(file, text)?;
    }
    Ok(())
}

/// The crate around the runtime, with the lints of an emitted crate.
const LIB: &str = "//! The runtime.
#![warn(clippy::pedantic)]
#![allow(
    clippy::doc_markdown,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::return_self_not_must_use,
    clippy::similar_names,
    clippy::type_complexity
)]
/// The runtime.
pub mod runtime;
";
