//! `cargo xtask bench --compile`: the cost of compiling the crate of a document.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;
use oasmith_cli::input::Allowed;
use oasmith_cli::terminal::{json, product};
use oasmith_core::Generator;
use serde::{Deserialize, Serialize};

use crate::repository;

/// The name of the measured package.
const PACKAGE: &str = "measured-client";

/// The operations that the program calls.
const CALLS: usize = 10;

/// Runs cargo in a separate process, because the system counts the memory of all children of a process together.
#[derive(Debug, Args)]
pub(crate) struct Cargo {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// The cost of a command.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Cost {
    cpu_seconds: f64,
    /// The peak memory of the largest process.
    peak_kib: u64,
}

impl Cost {
    const MAX: Self = Self { cpu_seconds: f64::MAX, peak_kib: u64::MAX };

    fn least(self, other: Self) -> Self {
        Self {
            cpu_seconds: self.cpu_seconds.min(other.cpu_seconds),
            peak_kib: self.peak_kib.min(other.peak_kib),
        }
    }

    fn mebibytes(self) -> f64 {
        f64::from(u32::try_from(self.peak_kib).unwrap_or(u32::MAX)) / 1024.0
    }
}

/// A generator, and the crate that it makes.
struct Side {
    label: String,
    folder: PathBuf,
    check: Cost,
    release: Cost,
    /// The size of the program, in bytes.
    size: u64,
}

/// Measures the crate of a document, and the one of another generator if there is one.
pub(crate) fn measure(
    document: &Path,
    against: Option<&Path>,
    runs: usize,
    allowed: &Allowed,
) -> Result<(), String> {
    let here = std::env::current_dir().map_err(|error| error.to_string())?;
    let root = here.join(repository()).join("target/compile");
    let mut sides = Vec::new();
    if let Some(binary) = against {
        let side = Side::new(&root, "against", binary.display().to_string())?;
        generate_with(binary, document, &side.client())?;
        sides.push(side);
    }
    let side = Side::new(&root, "this", "this generator".to_owned())?;
    generate(document, &side.client(), allowed)?;
    sides.push(side);
    for side in &sides {
        side.write_program()?;
        // Compiles the dependencies.
        side.cargo(&["check", "--package", PACKAGE])?;
        side.cargo(&["build", "--release"])?;
    }
    for _ in 0..runs.max(1) {
        for side in &mut sides {
            side.touch()?;
            side.check = side.check.least(side.cargo(&["check", "--package", PACKAGE])?);
        }
    }
    for side in &mut sides {
        side.touch()?;
        side.release = side.cargo(&["build", "--release"])?;
        let program = root.join("target/release").join(side.program());
        side.size = std::fs::metadata(&program).map_err(|error| failed(&program, &error))?.len();
    }
    print(document, &sides);
    Ok(())
}

fn print(document: &Path, sides: &[Side]) {
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    product(format_args!(
        "{name}\n{:<32} {:>11} {:>11} {:>13} {:>11} {:>11}\n",
        "", "check CPU s", "check MiB", "release CPU s", "release MiB", "program KiB"
    ));
    for side in sides {
        product(format_args!(
            "{:<32} {:>11.1} {:>11.0} {:>13.1} {:>11.0} {:>11}\n",
            side.label,
            side.check.cpu_seconds,
            side.check.mebibytes(),
            side.release.cpu_seconds,
            side.release.mebibytes(),
            side.size / 1024
        ));
    }
}

fn failed(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn generate(document: &Path, out: &Path, allowed: &Allowed) -> Result<(), String> {
    let generator = Generator::new(document).package_name(PACKAGE).keep_going(true);
    let outcome =
        allowed.add_to(generator).map_err(String::from)?.run().map_err(|error| error.to_string())?;
    let files = outcome.files.as_ref().ok_or_else(|| outcome.report(false))?;
    files.write(out).map_err(|error| format!("{}: {error}", out.display())).map(drop)
}

/// Generates the crate with another build of this program or of `oasmith`.
fn generate_with(binary: &Path, document: &Path, out: &Path) -> Result<(), String> {
    let is_program = binary.file_stem().is_some_and(|name| name.to_string_lossy().contains("oasmith"));
    let output = Command::new(binary)
        .arg(if is_program { "generate" } else { "codegen" })
        .args(["--quiet", "--keep-going", "--name", PACKAGE, "--spec"])
        .arg(document)
        .arg("--out")
        .arg(out)
        .output()
        .map_err(|error| failed(binary, &error))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}: {}\n{}", binary.display(), output.status, String::from_utf8_lossy(&output.stderr)))
}

impl Side {
    fn new(root: &Path, name: &str, label: String) -> Result<Self, String> {
        let folder = root.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
        }
        Ok(Self { label, folder, check: Cost::MAX, release: Cost::MAX, size: 0 })
    }

    fn client(&self) -> PathBuf {
        self.folder.join("client")
    }

    fn program(&self) -> String {
        format!("{}-program", self.folder.file_name().unwrap_or_default().to_string_lossy())
    }

    /// Writes a program that calls some operations, with the examples of their documentation.
    fn write_program(&self) -> Result<(), String> {
        let source = source(&examples(&self.client().join("src/resources"))?);
        let manifest = MANIFEST.replace("PROGRAM", &self.program()).replace("PACKAGE", PACKAGE);
        let workspace = "[workspace]\nmembers = [\"client\", \"program\"]\nresolver = \"3\"\n\n[profile.release]\nstrip = true\n";
        let program = self.folder.join("program");
        std::fs::create_dir_all(program.join("src"))
            .and_then(|()| std::fs::write(program.join("Cargo.toml"), manifest))
            .and_then(|()| std::fs::write(program.join("src/main.rs"), source))
            .and_then(|()| std::fs::write(self.folder.join("Cargo.toml"), workspace))
            // The versions are those of the workspace.
            .and_then(|()| std::fs::copy(repository().join("Cargo.lock"), self.folder.join("Cargo.lock")))
            .map_err(|error| failed(&program, &error))
            .map(drop)
    }

    /// Makes cargo compile the crate again.
    fn touch(&self) -> Result<(), String> {
        let path = self.client().join("src/lib.rs");
        std::fs::read(&path)
            .and_then(|text| std::fs::write(&path, text))
            .map_err(|error| failed(&path, &error))
    }

    /// Runs cargo.
    fn cargo(&self, arguments: &[&str]) -> Result<Cost, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let output = Command::new(program)
            .arg("bench-cargo")
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.with_file_name("target"))
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .map_err(|error| error.to_string())?;
        serde_json::from_slice(&output.stdout)
            .map_err(|_| format!("{}: {}", self.label, String::from_utf8_lossy(&output.stderr)))
    }
}

impl Cargo {
    pub(crate) fn run(&self) -> ExitCode {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let is_done = Command::new(cargo)
            .args(&self.arguments)
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        match cost_of_children().filter(|_| is_done).map(|cost| serde_json::to_string(&cost)) {
            Some(Ok(cost)) => {
                json(cost);
                ExitCode::SUCCESS
            }
            _ => ExitCode::FAILURE,
        }
    }
}

#[cfg(unix)]
fn cost_of_children() -> Option<Cost> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let milliseconds = (usage.user_time() + usage.system_time()).num_milliseconds();
    // macOS counts bytes.
    let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
    Some(Cost {
        cpu_seconds: f64::from(u32::try_from(milliseconds).ok()?) / 1000.0,
        peak_kib: u64::try_from(usage.max_rss()).ok()? / unit,
    })
}

#[cfg(not(unix))]
fn cost_of_children() -> Option<Cost> {
    None
}

const MANIFEST: &str = r#"[package]
name = "PROGRAM"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
PACKAGE = { path = "../client" }
tokio = { version = "1", features = ["rt", "time"] }
"#;

/// The examples of operations in the documentation of a crate.
fn examples(resources: &Path) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(resources).map_err(|error| failed(resources, &error))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.sort();
    let mut examples = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
        examples.extend(text.split("/// ```no_run\n").skip(1).filter_map(example));
    }
    Ok(examples)
}

/// Returns the code of an example, whose documentation starts here.
fn example(documentation: &str) -> Option<String> {
    let (lines, _) = documentation.split_once("/// ```\n")?;
    let lines = lines.lines().map(|line| {
        let line = line.trim_start().trim_start_matches("///").trim_start();
        line.strip_prefix("# ").unwrap_or(line)
    });
    let code = lines.collect::<Vec<_>>().join("\n");
    code.contains(".send()").then_some(code)
}

/// A program with some of the examples, at equal distances.
fn source(examples: &[String]) -> String {
    let mut source = "#![allow(unused)]\n".to_owned();
    let count = examples.len().min(CALLS);
    let mut calls = String::new();
    for index in 0..count {
        let example = &examples[index * examples.len() / count];
        let _ = write!(source, "mod call{index} {{\npub {example}\n}}\n");
        let _ = writeln!(calls, "call{index}::example(client.clone()).await?;");
    }
    let client = PACKAGE.replace('-', "_");
    let _ = write!(
        source,
        "fn main() -> Result<(), Box<dyn std::error::Error>> {{
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {{
                let client = {client}::Client::from_env()?;
                {calls}
                Ok(())
            }})
        }}"
    );
    source
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_program_has_the_examples() {
        let example = "/// # async fn example(client: a::Client) -> Result<(), E> {\n    /// client.list().send().await?;\n/// # }\n/// ```\n///";
        let code = super::example(example).unwrap();
        assert_eq!(
            code,
            "async fn example(client: a::Client) -> Result<(), E> {\nclient.list().send().await?;\n}"
        );
        let source = super::source(&vec![code; 30]);
        assert_eq!(source.matches("pub async fn example").count(), 10);
        syn::parse_file(&source).unwrap();
    }
}
