//! A program that contains emitted crates. It reads and writes values of their types, and makes calls with their clients.
//!
//! Each emitted crate is a module of the program. All modules share one runtime, so that many small documents cost little more than one.

mod compiler;
mod folder;
mod manifest;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io, thread};

use compiler::compile;
use folder::Folder;
use manifest::{build_script, cargo_toml, needs, package_of};
use oasmith_core::GeneratedFiles;
use oasmith_core::parts::{Part, Parts, runtime};
use serde::Deserialize;
use text::{call_files, main_rs, write_module};

use crate::calls::Call;

/// One emitted crate.
pub struct Module<'a> {
    /// The name of the module.
    pub name: String,
    /// The name of the package.
    pub package: String,
    /// The files of the crate.
    pub files: &'a GeneratedFiles,
    /// The same code, with paths for the module.
    pub parts: &'a GeneratedFiles,
    /// The types that are read.
    pub types: Vec<ReadType>,
    /// The calls that are made.
    pub calls: Vec<Call>,
}

/// A type that is read.
#[derive(Debug, Clone)]
pub struct ReadType {
    /// The type, as Rust code.
    pub code: String,
    /// Whether serde reads and writes it with code of the emitted crate.
    pub with_serde: bool,
}

/// The result of reading a value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadResult {
    /// The value was read: its `Debug` output, and its JSON after writing.
    Ok(String, String),
    /// The value was rejected.
    Error(String),
    /// The program crashed.
    Crash,
}

/// A program that has been built.
#[derive(Debug)]
pub struct Program {
    binary: PathBuf,
    /// For each module, the index of its first type.
    offsets: BTreeMap<String, usize>,
    /// The compile errors of calls, by module and index of the call.
    pub broken: BTreeMap<(String, usize), String>,
}

/// The parts of the runtime that the crates contain. Their manifests have the dependencies of these parts only.
fn parts(modules: &[Module<'_>]) -> Parts {
    let is_in = |module: &Module<'_>, file: &str| module.files.get(&format!("src/runtime/{file}")).is_some();
    let is_needed =
        |part: &Part| modules.iter().any(|module| part.files().iter().all(|file| is_in(module, file)));
    Parts::with(Part::ALL.into_iter().filter(is_needed))
}

/// Maximum number of builds; each build leaves out the calls that failed to compile before.
const ATTEMPTS: usize = 6;

impl Program {
    /// Writes a program into a folder and builds it.
    ///
    /// # Errors
    ///
    /// When files cannot be written, or the emitted code does not compile.
    pub fn build(folder: &Path, modules: &[Module<'_>]) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{}: {error}", folder.display());
        let client = modules.iter().any(|module| !module.calls.is_empty());
        let mut files = Folder::new(folder);
        let mut features = BTreeSet::new();
        let mut dependencies = BTreeMap::new();
        let mut offsets = BTreeMap::new();
        let mut count = 0;
        for module in modules {
            let manifest = module.files.get("Cargo.toml").unwrap_or_default();
            let manifest: toml::Table = toml::from_str(manifest).map_err(|error| error.to_string())?;
            needs(&manifest, client, &mut features, &mut dependencies);
            write_module(&mut files, module, client).map_err(failed)?;
            offsets.insert(module.name.clone(), count);
            count += module.types.len();
        }
        for (path, text) in runtime(&parts(modules)) {
            files.write(&format!("src/runtime/{path}"), &text).map_err(failed)?;
        }
        files.write("build.rs", &build_script(&features)).map_err(failed)?;
        let manifest = cargo_toml(&package_of(folder), &dependencies, client);
        files.write("Cargo.toml", &manifest).map_err(failed)?;
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).map_err(failed)?;
        let mut program = Self { binary: PathBuf::new(), offsets, broken: BTreeMap::new() };
        for _ in 0..ATTEMPTS {
            files.write("src/main.rs", &main_rs(modules, client)).map_err(failed)?;
            let mut lines = BTreeMap::new();
            for module in modules.iter().filter(|module| !module.calls.is_empty()) {
                let source = format!("src/{}", module.name);
                for file in call_files(module, &program.broken) {
                    let path = format!("{source}/{}", file.path);
                    files.write(&path, &file.text).map_err(failed)?;
                    lines.insert(path, (module.name.clone(), file.starts));
                }
            }
            files.remove_others().map_err(failed)?;
            match compile(folder)? {
                Ok(binary) => {
                    program.binary = binary;
                    return Ok(program);
                }
                Err(errors) => {
                    let mut known = true;
                    for error in &errors {
                        let location = lines.get(&error.path).and_then(|(module, starts)| {
                            let (_, call) = starts.range(..=error.line).next_back()?;
                            Some((module.clone(), *call))
                        });
                        match location {
                            Some(location) => {
                                program.broken.entry(location).or_insert_with(|| error.message.clone());
                            }
                            None => known = false,
                        }
                    }
                    if !known || errors.is_empty() {
                        let texts: Vec<&str> =
                            errors.iter().take(10).map(|error| error.rendered.as_str()).collect();
                        return Err(format!("the program does not compile:\n{}", texts.join("\n")));
                    }
                }
            }
        }
        Err("the program does not compile, whatever calls are left out".to_owned())
    }

    /// Reads and writes values, each given as the index of its type in the module and its JSON.
    ///
    /// # Errors
    ///
    /// When the program cannot be run.
    pub fn read(&self, module: &str, values: &[(usize, String)]) -> Result<Vec<ReadResult>, String> {
        let offset = self.offsets.get(module).copied().unwrap_or_default();
        let mut results = Vec::with_capacity(values.len());
        while results.len() < values.len() {
            let rest = &values[results.len()..];
            let mut child = Command::new(&self.binary)
                .arg("read")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .map_err(|error| error.to_string())?;
            let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
                return Err("the program has no input".to_owned());
            };
            thread::scope(|scope| {
                scope.spawn(move || {
                    for (index, text) in rest {
                        // The program may have crashed.
                        if writeln!(stdin, "{}\t{text}", index + offset).is_err() {
                            break;
                        }
                    }
                });
                for line in BufReader::new(stdout).lines() {
                    let Ok(line) = line else { break };
                    let result = serde_json::from_str(&line).unwrap_or(ReadResult::Crash);
                    results.push(result);
                }
            });
            let _ = child.wait();
            if results.len() < values.len() {
                results.push(ReadResult::Crash);
            }
        }
        Ok(results)
    }

    /// Makes all calls of a module against a server. The output has a line per call: its index, a tab, and `ok` or an error.
    ///
    /// # Errors
    ///
    /// When the program cannot be run.
    pub fn call(&self, module: &str, url: &str) -> Result<String, String> {
        let output = Command::new(&self.binary)
            .args(["call", module, url])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
