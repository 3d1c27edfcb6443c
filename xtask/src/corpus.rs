//! `cargo xtask corpus`: the generator on a folder of documents.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::Instant;

use clap::Args;
use oasmith_core::diagnostics::{Code, Diagnostics};
use oasmith_core::model::{Method, Operation};
use oasmith_core::source::{Pointer, Value};
use oasmith_core::{Generator, Spec};
use serde::{Deserialize, Serialize};

use crate::progress::Progress;
use crate::repository;
use oasmith_cli::input::Allowed;
use oasmith_cli::terminal::{Terminal, complain, json, product};

/// Generates a crate from every document in a folder.
///
/// A document is a file, or a folder with one root document. The crates are in target/corpus/, each with a .log file of the diagnostics.
/// On stdout: the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus documents                      generate the crates
  cargo xtask corpus documents --compile            and compile them
  cargo xtask corpus documents --only github --doc  one of them, with its documentation and examples
  cargo xtask corpus documents --json report.json   to compare with the next run

Exit status: 0 on success, 1 if a document fails.")]
pub(crate) struct Corpus {
    /// The folder of documents
    dir: PathBuf,
    /// Run `cargo check` and clippy on every crate, with warnings denied
    #[arg(long)]
    compile: bool,
    /// Build the documentation of every crate with warnings denied, and compile its examples
    #[arg(long)]
    doc: bool,
    /// Use only documents whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Write the results as JSON to a file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    allowed: Allowed,
}

/// One document, in a separate process: so its memory can be measured, and a crash does not affect the other documents.
#[derive(Debug, Args)]
pub(crate) struct One {
    spec: PathBuf,
    out: PathBuf,
    name: String,
    #[command(flatten)]
    allowed: Allowed,
}

/// The result of a document.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Report {
    name: String,
    /// The reason why there is no crate.
    failure: Option<String>,
    version: String,
    /// Operations under `paths`.
    declared: usize,
    /// Operations with a method.
    emitted: usize,
    types: usize,
    warnings: usize,
    /// GET operations with a pager.
    paged: usize,
    /// GET operations that return a list in pages, without a pager: the operation, and why.
    unpaged: Vec<String>,
    milliseconds: u128,
    /// Peak memory of the process, in KiB; 0 if the system does not report it.
    peak_kib: u64,
    lines: usize,
    /// The tools that ran on the crate.
    tools: Vec<Tool>,
}

/// The result of a tool.
#[derive(Debug, Serialize, Deserialize)]
struct Tool {
    name: String,
    passed: bool,
    seconds: f64,
    /// Its messages, if it failed.
    output: String,
}

impl Report {
    fn passed(&self) -> bool {
        self.failure.is_none() && self.emitted == self.declared && self.tools.iter().all(|tool| tool.passed)
    }
}

impl Corpus {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.reports(terminal) {
            Ok(reports) => self.conclude(&reports),
            Err(message) => {
                complain("corpus", message);
                ExitCode::FAILURE
            }
        }
    }

    fn reports(&self, terminal: Terminal) -> Result<Vec<Report>, String> {
        let documents: Vec<PathBuf> = documents(&self.dir)?
            .into_iter()
            .filter(|path| self.only.as_deref().is_none_or(|only| path.display().to_string().contains(only)))
            .collect();
        if documents.is_empty() {
            return Err(format!("no documents to use in {}", self.dir.display()));
        }
        let folder = repository().join("target/corpus");
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut reports = Vec::new();
        product(format_args!("{}\n", heading()));
        let progress = Progress::new(documents.len(), terminal);
        for document in &documents {
            let name = package_name(document, &self.dir);
            progress.begin(&name);
            let mut report = one(document, &folder.join(&name), &name, &self.allowed);
            progress.end();
            if report.failure.is_none() && !(self.compile || self.doc) {
                progress.print(|| product(format_args!("{}\n", line(&report))));
            }
            report.name = name;
            reports.push(report);
        }
        drop(progress);
        if self.compile || self.doc {
            self.tools(&folder, &mut reports, terminal)?;
        }
        Ok(reports)
    }

    /// Runs the tools, with a shared target folder.
    fn tools(&self, folder: &Path, reports: &mut [Report], terminal: Terminal) -> Result<(), String> {
        let members: Vec<String> = reports
            .iter()
            .filter(|report| report.failure.is_none())
            .map(|report| report.name.clone())
            .collect();
        let manifest = folder.join("Cargo.toml");
        let text =
            format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n");
        std::fs::write(&manifest, text).map_err(|error| format!("{}: {error}", manifest.display()))?;
        let mut commands: Vec<(&str, &[&str])> = Vec::new();
        if self.compile {
            commands.extend([("check", &["check"][..]), ("clippy", &["clippy", "--all-targets"])]);
        }
        if self.doc {
            commands.extend([("doc", &["doc", "--no-deps"][..]), ("doctest", &["test", "--doc"])]);
        }
        let progress = Progress::new(members.len() * commands.len(), terminal);
        for report in reports.iter_mut() {
            for (name, command) in commands.iter().filter(|_| report.failure.is_none()) {
                progress.begin(&format!("{}: cargo {name}", report.name));
                report.tools.push(tool(&manifest, &report.name, name, command));
                progress.end();
            }
            progress.print(|| product(format_args!("{}\n", line(report))));
        }
        Ok(())
    }

    fn conclude(&self, reports: &[Report]) -> ExitCode {
        for report in reports.iter().filter(|report| !report.passed()) {
            product(format_args!("\n{}:\n", report.name));
            if let Some(failure) = &report.failure {
                product(format_args!("{failure}\n"));
            } else if report.emitted != report.declared {
                product(format_args!("{} operations of {} have a method\n", report.emitted, report.declared));
            }
            for tool in report.tools.iter().filter(|tool| !tool.passed) {
                product(format_args!("cargo {}:\n{}\n", tool.name, tool.output));
            }
        }
        let (paged, unpaged): (usize, usize) = reports
            .iter()
            .fold((0, 0), |(paged, unpaged), report| (paged + report.paged, unpaged + report.unpaged.len()));
        product(format_args!(
            "\n{paged} of {} GET operations that return pages have a pager\n",
            paged + unpaged
        ));
        for report in reports {
            for operation in &report.unpaged {
                product(format_args!("{}: {operation}\n", report.name));
            }
        }
        let passed = reports.iter().filter(|report| report.passed()).count();
        product(format_args!("\n{passed} of {} documents passed\n", reports.len()));
        if let Some(path) = &self.json {
            let written = serde_json::to_vec_pretty(reports)
                .map_err(std::io::Error::from)
                .and_then(|text| std::fs::write(path, text));
            if let Err(error) = written {
                complain("corpus", format_args!("{}: {error}", path.display()));
                return ExitCode::FAILURE;
            }
        }
        if passed == reports.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl One {
    pub(crate) fn run(&self) -> ExitCode {
        let report =
            self.report().unwrap_or_else(|failure| Report { failure: Some(failure), ..Report::default() });
        match serde_json::to_string(&report) {
            Ok(text) => {
                json(text);
                ExitCode::SUCCESS
            }
            Err(_) => ExitCode::FAILURE,
        }
    }

    fn report(&self) -> Result<Report, String> {
        let started = Instant::now();
        let generator = Generator::new(&self.spec).package_name(&self.name).keep_going(true);
        let generator = self.allowed.add_to(generator).map_err(String::from)?;
        let outcome = generator.run().map_err(|error| error.to_string())?;
        let diagnostics = outcome.report(false);
        let (Some(spec), Some(api), Some(files)) = (&outcome.spec, &outcome.api, &outcome.files) else {
            return Err(diagnostics);
        };
        files.write(&self.out).map_err(|error| format!("{}: {error}", self.out.display()))?;
        let milliseconds = started.elapsed().as_millis();
        let log = self.out.with_extension("log");
        std::fs::write(&log, diagnostics).map_err(|error| format!("{}: {error}", log.display()))?;
        Ok(Report {
            version: spec
                .value(&Pointer::root(spec.root))
                .and_then(|document| document.get("openapi"))
                .map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned))
                .unwrap_or_default(),
            declared: declared(spec),
            emitted: api.operations().count(),
            types: api.types.len(),
            warnings: outcome.diagnostics.len(),
            paged: api
                .operations()
                .filter(|operation| is_get(operation) && operation.pagination.is_some())
                .count(),
            unpaged: unpaged(spec, &outcome.diagnostics),
            milliseconds,
            peak_kib: peak_memory(),
            lines: files.iter().map(|(_, text)| text.lines().count()).sum(),
            ..Report::default()
        })
    }
}

fn is_get(operation: &Operation) -> bool {
    operation.method == Method::Get
}

/// The locations and messages of operations whose pages are unknown.
fn unpaged(spec: &Spec, diagnostics: &Diagnostics) -> Vec<String> {
    let unknown = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::W0310);
    unknown
        .map(|diagnostic| {
            let at = diagnostic.at.as_ref().map(|at| spec.origin(at)).unwrap_or_default();
            format!("{at}: {}", diagnostic.message)
        })
        .collect()
}

/// Generates the crate of one document.
fn one(document: &Path, out: &Path, name: &str, allowed: &Allowed) -> Report {
    let failed =
        |failure: String| Report { name: name.to_owned(), failure: Some(failure), ..Report::default() };
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return failed(error.to_string()),
    };
    let mut command = Command::new(program);
    command.arg("corpus-one").arg(document).arg(out).arg(name);
    command.args(allowed.allow_dir.iter().flat_map(|folder| [OsStr::new("--allow-dir"), folder.as_os_str()]));
    let output = command.output();
    match output {
        Ok(output) => match serde_json::from_slice::<Report>(&output.stdout) {
            Ok(report) => Report { name: name.to_owned(), ..report },
            Err(_) => failed(failure(&output)),
        },
        Err(error) => failed(error.to_string()),
    }
}

/// The status and the messages of a process that failed.
fn failure(output: &Output) -> String {
    format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end())
}

fn tool(manifest: &Path, package: &str, name: &str, command: &[&str]) -> Tool {
    if name == "doc" {
        // The search index of all crates in one folder takes longer to write than the documentation of one.
        let _ = std::fs::remove_dir_all(manifest.with_file_name("target").join("doc"));
    }
    let started = Instant::now();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(command)
        .args(["--quiet", "--manifest-path"])
        .arg(manifest)
        .args(["--package", package])
        .env("CARGO_TARGET_DIR", manifest.with_file_name("target"))
        // Each crate is built once.
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "--deny warnings")
        .env("RUSTDOCFLAGS", "--deny warnings")
        .output();
    let (passed, output) = match output {
        Ok(output) => (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => (false, error.to_string()),
    };
    let output = if passed { String::new() } else { shortened(&output) };
    Tool { name: name.to_owned(), passed, seconds: started.elapsed().as_secs_f64(), output }
}

/// The first lines of the messages of a tool.
fn shortened(text: &str) -> String {
    const LINES: usize = 60;
    let mut lines = text.lines();
    let mut first: Vec<&str> = lines.by_ref().take(LINES).collect();
    let errors = text.lines().filter(|line| line.starts_with("error")).count();
    let rest = format!("… {} more lines, {errors} errors in all", lines.clone().count());
    if lines.next().is_some() {
        first.push(&rest);
    }
    first.join("\n")
}

/// All documents of a folder.
fn documents(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    entries.sort();
    let mut documents = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            let mut roots: Vec<PathBuf> = std::fs::read_dir(&entry)
                .map_err(failed)?
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| is_document(path))
                .collect();
            // The root is named `openapi`, or else is the largest.
            let size = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
            roots.sort_by_key(|path| {
                (path.file_stem().is_none_or(|stem| stem != "openapi"), Reverse(size(path)))
            });
            documents.extend(roots.into_iter().next());
        } else if is_document(&entry) {
            documents.push(entry);
        }
    }
    Ok(documents)
}

/// Whether a file is an OpenAPI document.
fn is_document(path: &Path) -> bool {
    let known = path
        .extension()
        .is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known));
    known
        && std::fs::read_to_string(path).is_ok_and(|text| {
            let mut lines = text.lines().map(|line| line.trim_start_matches([' ', '{', '\u{feff}']));
            lines.any(|line| line.starts_with("openapi:") || line.starts_with("\"openapi\""))
                || text.contains("\"openapi\":")
        })
}

/// The name of the package for a document: its path without extensions.
fn package_name(document: &Path, folder: &Path) -> String {
    let path = document.strip_prefix(folder).unwrap_or(document);
    let path = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => path.with_extension(""),
    };
    let path = path.to_string_lossy().to_ascii_lowercase();
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("corpus-{}", words.collect::<Vec<_>>().join("-"))
}

/// The operations under `paths`.
fn declared(spec: &Spec) -> usize {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let paths = Pointer::root(spec.root).child("paths");
    let keys = spec.value(&paths).and_then(Value::as_object).into_iter().flat_map(|paths| paths.keys());
    let has = |item: &Pointer, method: &str| {
        spec.value(item).and_then(|item| item.get(method)).is_some_and(Value::is_object)
    };
    // A path item may have operations next to a reference.
    let operations = |path: &String| {
        let item = paths.child(path);
        let other = spec.resolve(&item).unwrap_or_else(|_| item.clone());
        METHODS.iter().filter(|method| has(&item, method) || has(&other, method)).count()
    };
    keys.filter(|path| !path.starts_with("x-")).map(operations).sum()
}

/// The peak memory of this process, in KiB.
pub(crate) fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn heading() -> String {
    format!(
        "{:<34} {:>7} {:>11} {:>6} {:>8} {:>7} {:>8} {:>8}",
        "document", "openapi", "operations", "types", "warnings", "ms", "MiB", "lines"
    )
}

fn line(report: &Report) -> String {
    if report.failure.is_some() {
        return format!("{:<34} failed", report.name);
    }
    let mut text = format!(
        "{:<34} {:>7} {:>5}/{:<5} {:>6} {:>8} {:>7} {:>8.1} {:>8}",
        report.name,
        report.version,
        report.emitted,
        report.declared,
        report.types,
        report.warnings,
        report.milliseconds,
        f64::from(u32::try_from(report.peak_kib).unwrap_or(u32::MAX)) / 1024.0,
        report.lines
    );
    for Tool { name, passed, seconds, .. } in &report.tools {
        let verdict = if *passed { "ok" } else { "FAILED" };
        text.extend(["  ", name, " ", verdict, &format!(" {seconds:.1} s")]);
    }
    text
}
