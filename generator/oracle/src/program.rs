//! A program that is made of emitted crates: it reads and writes values of their types, and makes calls with their clients.
//!
//! Each emitted crate is a module of it. All modules share one runtime, so that many small documents cost little more than one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io, thread};

use oasmith_core::GeneratedFiles;
use oasmith_core::templates::{Parts, runtime};
use quote::{ToTokens, quote};
use serde::Deserialize;
use syn::{Item, Visibility};

use crate::calls::Call;

/// One emitted crate.
pub struct Module<'a> {
    /// The name of the module.
    pub name: String,
    /// The name of the package.
    pub package: String,
    /// The files of the crate.
    pub files: &'a GeneratedFiles,
    /// The same code, with the paths of the module.
    pub parts: &'a GeneratedFiles,
    /// The types that are read, as they are written in the module.
    pub types: Vec<String>,
    /// The calls that are made.
    pub calls: Vec<Call>,
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It was read; what `Debug` shows, and what is written.
    Ok(String, String),
    /// It was not read.
    Error(String),
    /// The program ended.
    Crash,
}

/// A program that has been built.
#[derive(Debug)]
pub struct Program {
    binary: PathBuf,
    /// For each module, the index of its first type.
    offsets: BTreeMap<String, usize>,
    /// Calls that do not compile, and what the compiler says: the module, the index of the call.
    pub broken: BTreeMap<(String, usize), String>,
}

/// How often the program is built without the calls that do not compile.
const ATTEMPTS: usize = 6;

impl Program {
    /// Writes a program into a folder and builds it.
    ///
    /// # Errors
    ///
    /// When files cannot be written, or what was emitted does not compile.
    pub fn build(folder: &Path, modules: &[Module<'_>]) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{}: {error}", folder.display());
        let client = modules.iter().any(|module| !module.calls.is_empty());
        let _ = fs::remove_dir_all(folder.join("src"));
        fs::create_dir_all(folder.join("src")).map_err(failed)?;
        let mut features = BTreeSet::new();
        let mut dependencies = BTreeMap::new();
        let mut offsets = BTreeMap::new();
        let mut count = 0;
        for module in modules {
            let manifest = module.files.get("Cargo.toml").unwrap_or_default();
            let manifest: toml::Table = toml::from_str(manifest).map_err(|error| error.to_string())?;
            needs(&manifest, client, &mut features, &mut dependencies);
            write_module(&folder.join("src").join(&module.name), module, client).map_err(failed)?;
            offsets.insert(module.name.clone(), count);
            count += module.types.len();
        }
        for (path, text) in runtime(&Parts::all()) {
            let target = folder.join("src/runtime").join(path);
            fs::create_dir_all(target.parent().unwrap_or(folder)).map_err(failed)?;
            fs::write(target, text).map_err(failed)?;
        }
        fs::write(folder.join("build.rs"), build_script(&features)).map_err(failed)?;
        fs::write(folder.join("Cargo.toml"), cargo_toml(&package_of(folder), &dependencies, client))
            .map_err(failed)?;
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).map_err(failed)?;
        let mut program = Self { binary: PathBuf::new(), offsets, broken: BTreeMap::new() };
        for _ in 0..ATTEMPTS {
            fs::write(folder.join("src/main.rs"), main_rs(modules, client)).map_err(failed)?;
            let mut lines = BTreeMap::new();
            for module in modules.iter().filter(|module| !module.calls.is_empty()) {
                let (text, starts) = calls_rs(module, &program.broken);
                let path = format!("src/{}/calls.rs", module.name);
                fs::write(folder.join(&path), text).map_err(failed)?;
                lines.insert(path, (module.name.clone(), starts));
            }
            match compile(folder)? {
                Ok(binary) => {
                    program.binary = binary;
                    return Ok(program);
                }
                Err(errors) => {
                    let mut known = true;
                    for error in &errors {
                        let place = lines.get(&error.path).and_then(|(module, starts)| {
                            let (_, call) = starts.range(..=error.line).next_back()?;
                            Some((module.clone(), *call))
                        });
                        match place {
                            Some(place) => {
                                program.broken.entry(place).or_insert_with(|| error.message.clone());
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

    /// Reads and writes values: of each, the index of the type in its module, and the text. `done` is told after each.
    ///
    /// # Errors
    ///
    /// When the program cannot be run.
    pub fn read(
        &self,
        module: &str,
        values: &[(usize, String)],
        done: &mut dyn FnMut(),
    ) -> Result<Vec<Answer>, String> {
        let offset = self.offsets.get(module).copied().unwrap_or_default();
        let mut answers = Vec::with_capacity(values.len());
        while answers.len() < values.len() {
            let rest = &values[answers.len()..];
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
                        // It may have ended.
                        if writeln!(stdin, "{}\t{text}", index + offset).is_err() {
                            break;
                        }
                    }
                });
                for line in BufReader::new(stdout).lines() {
                    let Ok(line) = line else { break };
                    let answer = serde_json::from_str(&line).unwrap_or(Answer::Crash);
                    answers.push(answer);
                    done();
                }
            });
            let _ = child.wait();
            if answers.len() < values.len() {
                answers.push(Answer::Crash);
            }
        }
        Ok(answers)
    }

    /// Makes all calls of a module against a server. The output has a line for each: its index, a tab, and `ok` or an error.
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

/// The features of a crate, and the dependencies of those that are on.
fn needs(
    manifest: &toml::Table,
    client: bool,
    features: &mut BTreeSet<String>,
    dependencies: &mut BTreeMap<String, toml::Table>,
) {
    let optional = [
        "client",
        "rustls",
        "native-tls",
        "charset",
        "tracing",
        "blocking",
        "stream",
        "test-util",
        "webhooks",
    ];
    let all = manifest.get("features").and_then(toml::Value::as_table);
    for (name, _) in all.into_iter().flatten() {
        if name != "default" && (!optional.contains(&name.as_str()) || name == "client" && client) {
            features.insert(name.clone());
        }
    }
    let of_client: Vec<&str> = all
        .and_then(|all| all.get("client")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str()?.strip_prefix("dep:"))
        .collect();
    let target = manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values());
    let tables = std::iter::once(manifest.get("dependencies"))
        .chain(target.map(|target| target.get("dependencies")))
        .flatten()
        .filter_map(toml::Value::as_table);
    for (name, wanted) in tables.flatten() {
        let mut table = match wanted {
            toml::Value::Table(table) => table.clone(),
            version => toml::Table::from_iter([("version".to_owned(), version.clone())]),
        };
        let is_optional = table.remove("optional").is_some();
        if is_optional && !(client && of_client.contains(&name.as_str())) {
            continue;
        }
        let known = dependencies.entry(name.clone()).or_insert_with(|| table.clone());
        if let (Some(toml::Value::Array(known)), Some(toml::Value::Array(more))) =
            (known.get_mut("features"), table.get("features"))
        {
            for feature in more {
                if !known.contains(feature) {
                    known.push(feature.clone());
                }
            }
        }
    }
}

/// Programs are built in one folder, so each has a name of its own.
fn package_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    format!("oracle-{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
}

fn cargo_toml(package: &str, dependencies: &BTreeMap<String, toml::Table>, client: bool) -> String {
    let mut dependencies = dependencies.clone();
    for (name, features) in [("serde_json", &[][..]), ("tokio", &["rt", "time", "net"][..])] {
        if name == "tokio" && !client {
            continue;
        }
        let table = dependencies
            .entry(name.to_owned())
            .or_insert_with(|| toml::Table::from_iter([("version".to_owned(), "1".into())]));
        let list = table.entry("features".to_owned()).or_insert_with(|| toml::Value::Array(Vec::new()));
        if let toml::Value::Array(list) = list {
            list.extend(features.iter().map(|feature| toml::Value::from(*feature)));
        }
    }
    let mut text = format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n\n[lints.rust]\nunexpected_cfgs = \"allow\"\n\n[dependencies]\n",
    );
    for (name, table) in &dependencies {
        let _ = writeln!(text, "{name} = {}", toml::Value::Table(table.clone()));
    }
    text
}

fn build_script(features: &BTreeSet<String>) -> String {
    let mut text = String::from("fn main() {\n");
    for feature in features {
        let _ = writeln!(text, "    println!({:?});", format!("cargo::rustc-cfg=feature={feature:?}"));
    }
    text.push_str("}\n");
    text
}

fn write_module(folder: &Path, module: &Module<'_>, client: bool) -> io::Result<()> {
    let mut root =
        String::from("#[allow(unused_imports)]\npub(crate) use crate::runtime::{self, *};\npub mod types;\n");
    if client {
        root.push_str("pub mod resources;\npub mod client;\npub mod calls;\n");
    }
    for (path, text) in module.parts.iter() {
        let wanted =
            path.starts_with("types/") || client && (path.starts_with("resources/") || path == "client.rs");
        if !wanted {
            continue;
        }
        let mut text = text.to_owned();
        if path == "client.rs" {
            text = as_traits(&text).unwrap_or(text);
        }
        let target = folder.join(path);
        fs::create_dir_all(target.parent().unwrap_or(folder))?;
        fs::write(target, text)?;
    }
    // Without operations there are none.
    fs::create_dir_all(folder)?;
    if client {
        for (name, is_there) in [
            ("resources", folder.join("resources").is_dir()),
            ("client", folder.join("client.rs").is_file()),
            ("calls", !module.calls.is_empty()),
        ] {
            if !is_there {
                root = root.replace(&format!("pub mod {name};\n"), "");
            }
        }
    }
    if !folder.join("types").is_dir() {
        root = root.replace("pub mod types;\n", "");
    }
    fs::write(folder.join("mod.rs"), root)
}

/// The methods that a document adds to the client, as traits: all modules share the client.
fn as_traits(text: &str) -> Option<String> {
    let mut file = syn::parse_file(text).ok()?;
    let mut items = Vec::new();
    for item in file.items {
        let Item::Impl(mut item) = item else {
            items.push(item.into_token_stream());
            continue;
        };
        if item.trait_.is_some() {
            items.push(item.into_token_stream());
            continue;
        }
        let owner = &item.self_ty;
        let name = quote::format_ident!(
            "{}Methods",
            owner.to_token_stream().to_string().replace(|c: char| !c.is_alphanumeric(), "")
        );
        let mut signatures = Vec::new();
        for method in &mut item.items {
            let syn::ImplItem::Fn(method) = method else { return None };
            method.vis = Visibility::Inherited;
            method.attrs.clear();
            method.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
            let signature = &mut method.sig.clone();
            // A trait's method has no `mut` arguments.
            for input in &mut signature.inputs {
                match input {
                    syn::FnArg::Receiver(receiver) => receiver.mutability = None,
                    syn::FnArg::Typed(input) => {
                        if let syn::Pat::Ident(pattern) = &mut *input.pat {
                            pattern.mutability = None;
                        }
                    }
                }
            }
            signatures.push(quote!(#signature;));
        }
        let methods = &item.items;
        items.push(quote! {
            pub trait #name: Sized { #(#signatures)* }
            impl #name for #owner { #(#methods)* }
        });
    }
    file.items = Vec::new();
    Some(items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join("\n"))
}

fn main_rs(modules: &[Module<'_>], client: bool) -> String {
    let mut text = String::from(
        "#![allow(warnings, clippy::all, clippy::pedantic)]\n#![recursion_limit = \"512\"]\nmod runtime;\n",
    );
    let (mut table, mut calls) = (String::new(), String::new());
    for module in modules {
        let _ = writeln!(text, "mod {};", module.name);
        for (index, ty) in module.types.iter().enumerate() {
            let _ = writeln!(
                text,
                "mod {}_t{index} {{ use super::{}::*; pub type T = {ty}; }}",
                module.name, module.name
            );
            let _ = writeln!(table, "    read::<{}_t{index}::T>,", module.name);
        }
        if !module.calls.is_empty() {
            let _ =
                writeln!(calls, "        {:?} => block_on({}::calls::run(&url)),", module.name, module.name);
        }
    }
    text.push_str(READ);
    let _ = write!(text, "static TYPES: &[fn(&str) -> serde_json::Value] = &[\n{table}];\n");
    if client {
        text.push_str(BLOCK_ON);
        let _ = write!(
            text,
            "fn call() {{\n    let url = std::env::args().nth(3).unwrap();\n    match std::env::args().nth(2).unwrap().as_str() {{\n{calls}        _ => {{}}\n    }}\n}}\n"
        );
    } else {
        text.push_str("fn call() {}\n");
    }
    text
}

const READ: &str = r#"
use std::io::{BufRead as _, Write as _};

fn read<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(text: &str) -> serde_json::Value {
    match serde_json::from_str::<T>(text) {
        Err(error) => serde_json::json!({"error": error.to_string()}),
        Ok(value) => match serde_json::to_string(&value) {
            Err(error) => serde_json::json!({"error": format!("cannot be written: {error}")}),
            Ok(out) => serde_json::json!({"ok": [format!("{value:?}"), out]}),
        },
    }
}

fn main() {
    let work = || match std::env::args().nth(1).as_deref() {
        Some("call") => call(),
        _ => {
            let mut out = std::io::stdout().lock();
            for line in std::io::stdin().lock().lines() {
                let line = line.unwrap();
                let (index, text) = line.split_once('\t').unwrap();
                let index: usize = index.parse().unwrap();
                let answer = std::panic::catch_unwind(|| TYPES[index](text));
                let answer = answer.unwrap_or_else(|_| serde_json::json!({"error": "it panics"}));
                writeln!(out, "{answer}").unwrap();
                out.flush().unwrap();
            }
        }
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
}
"#;

const BLOCK_ON: &str = r"
fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}
";

/// The calls of a module, and the line where each starts.
fn calls_rs(
    module: &Module<'_>,
    broken: &BTreeMap<(String, usize), String>,
) -> (String, BTreeMap<usize, usize>) {
    let mut text = String::from(
        "use super::*;\nuse super::client::*;\nuse crate::runtime::*;\nuse super::client::ClientMethods as _;\n",
    );
    let mut starts = BTreeMap::new();
    let mut run = String::from("pub async fn run(url: &str) {\n");
    for (index, call) in module.calls.iter().enumerate() {
        if call.code.is_empty() || broken.contains_key(&(module.name.clone(), index)) {
            continue;
        }
        starts.insert(text.lines().count() + 1, index);
        let code = call.code.replace(&format!("{}::", module.package.replace('-', "_")), "");
        let _ = write!(
            text,
            "async fn call_{index}(client: Client) -> Result<(), Box<dyn std::error::Error>> {{\n{code}\nOk(())\n}}\n"
        );
        let _ = writeln!(run, "    one(url, {index}, call_{index}).await;");
    }
    run.push_str("}\n");
    // Errors in what follows are nobody's.
    text.push_str(&run);
    text.push_str(CALLS);
    let credentials = module.calls.first().map(|call| call.client.clone()).unwrap_or_default();
    text = text.replace("/* credentials */", &credentials);
    (text, starts)
}

const CALLS: &str = r#"
async fn one<F: Future<Output = Result<(), Box<dyn std::error::Error>>>>(url: &str, index: usize, call: fn(Client) -> F) {
    let builder = <Client as super::client::ClientMethods>::builder().base_url(url).header("x-oracle-call", index.to_string())/* credentials */;
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => {
            println!("{index}\tno client: {error}");
            return;
        }
    };
    match tokio::time::timeout(std::time::Duration::from_secs(5), call(client)).await {
        Ok(Ok(())) => println!("{index}\tok"),
        Ok(Err(error)) => println!("{index}\t{}", error.to_string().replace('\n', " ")),
        Err(_) => println!("{index}\ttoo late"),
    }
}
"#;

/// What the compiler objects to.
struct Objection {
    path: String,
    line: usize,
    message: String,
    rendered: String,
}

fn compile(folder: &Path) -> Result<Result<PathBuf, Vec<Objection>>, String> {
    let target = folder.with_file_name("build");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--message-format=json", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let mut objections = Vec::new();
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
        objections.push(Objection {
            path: text(&span["file_name"]),
            line: usize::try_from(span["line_start"].as_u64().unwrap_or_default()).unwrap_or_default(),
            message: text(&message["message"]),
            rendered: text(&message["rendered"]),
        });
    }
    match binary {
        // Several programs may be built in one folder.
        Some(path) if output.status.success() => {
            let own = folder.join("program");
            fs::copy(&path, &own).map_err(|error| format!("{}: {error}", own.display()))?;
            Ok(Ok(own))
        }
        _ if objections.is_empty() => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        _ => Ok(Err(objections)),
    }
}
