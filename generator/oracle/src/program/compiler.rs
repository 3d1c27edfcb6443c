//! Runs the compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A compile error.
pub(super) struct CompileError {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) message: String,
    pub(super) rendered: String,
}

pub(super) fn compile(folder: &Path) -> Result<Result<PathBuf, Vec<CompileError>>, String> {
    let target = folder.with_file_name("build");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--message-format=json", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let mut errors = Vec::new();
    let mut binary = None;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        if let Some(path) = message["executable"].as_str() {
            binary = Some(PathBuf::from(path));
        }
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let spans = message["spans"].as_array().cloned().unwrap_or_default();
        let Some(span) = spans.iter().find(|span| span["is_primary"] == true) else { continue };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        errors.push(CompileError {
            path: text(&span["file_name"]),
            line: usize::try_from(span["line_start"].as_u64().unwrap_or_default()).unwrap_or_default(),
            message: text(&message["message"]),
            rendered: text(&message["rendered"]),
        });
    }
    match binary {
        // Programs share a target directory, where the next one may overwrite the binary.
        Some(path) if output.status.success() => {
            let own = folder.join("program");
            fs::copy(&path, &own).map_err(|error| format!("{}: {error}", own.display()))?;
            Ok(Ok(own))
        }
        _ if errors.is_empty() => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        _ => Ok(Err(errors)),
    }
}
