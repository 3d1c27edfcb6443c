//! Declares the modules of this crate: the snapshots of the generator's `ok` fixtures, compiled where they are.
//!
//! A fixture with a client has its own runtime, because the client adds methods to the types of the runtime. The others share one runtime.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The fixture that is also compiled, without its client, as modules that are called like the parts of an emitted crate.
const RENAMED: &str = "whole-paths-in-text";

/// The paths of those modules.
const NAMES: [&str; 6] = [
    "types",
    "client",
    "resources",
    "nested_webhooks::webhooks",
    "nested_types::types",
    "nested_runtime::runtime",
];

/// The call that the root of an emitted crate has, for a document without examples of timestamps.
const TIMESTAMPS: &str = "runtime::timestamps!(0..=9);\n";

fn main() -> Result<(), Box<dyn Error>> {
    let snapshots = Path::new(&env::var("CARGO_MANIFEST_DIR")?).with_file_name("tests/snapshots/ok");
    println!("cargo::rerun-if-changed={}", snapshots.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let runtime = write_runtime(&out.join("runtime"))?;
    let mut modules = format!("#[path = {runtime:?}]\npub(crate) mod runtime;\n{TIMESTAMPS}");
    let mut names = Vec::new();
    for folder in entries(&snapshots)?.iter().filter(|folder| is_accepted(folder)) {
        let name = file_name(folder).replace('-', "_");
        writeln!(modules, "pub mod {name} {{\n{}}}", module(folder, &runtime)?)?;
        names.push(name);
    }
    writeln!(modules, "/// The modules of the fixtures.\npub const FIXTURES: &[&str] = &{names:?};")?;
    for path in NAMES {
        let folder = out.join("renamed").join(path.replace("::", "_"));
        rename(&snapshots.join(RENAMED), path, &folder)?;
        let open: String = path.split("::").map(|name| format!("pub mod {name} {{\n")).collect();
        let close = "}\n".repeat(path.split("::").count());
        modules.extend([open, module(&folder, &runtime)?, close]);
    }
    fs::write(out.join("fixtures.rs"), modules)?;
    Ok(())
}

/// Whether a folder has snapshots. A new fixture has only pending ones.
fn is_accepted(folder: &Path) -> bool {
    folder.join("types/mod.snap.rs").exists()
}

/// Writes the code of [`RENAMED`] with the path of another module.
fn rename(snapshot: &Path, path: &str, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let (old, new) = (format!("crate::{}::", RENAMED.replace('-', "_")), format!("crate::{path}::"));
    copy(snapshot, folder, &|text| text.replace(&old, &new))
}

/// Writes the runtime with all its parts, and without its tests. The path of its root is returned.
fn write_runtime(folder: &Path) -> io::Result<PathBuf> {
    for (path, text) in oasmith_templates::RUNTIME {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(file, oasmith_templates::select(text, |part| part != "tests"))?;
    }
    Ok(folder.join("mod.rs"))
}

/// The items of the module of a fixture. The resources' features are enabled.
fn module(folder: &Path, runtime: &Path) -> Result<String, Box<dyn Error>> {
    let mut items = String::new();
    let client = folder.join("client.snap.rs");
    if client.exists() {
        writeln!(
            items,
            "#[path = {runtime:?}]\npub mod runtime;\n{TIMESTAMPS}#[path = {client:?}]\npub mod client;"
        )?;
    } else {
        items.push_str("use crate::runtime;\n");
    }
    let webhooks = folder.join("webhooks.snap.rs");
    if webhooks.exists() {
        writeln!(items, "#[path = {webhooks:?}]\npub mod webhooks;")?;
    }
    for part in ["resources", "types"] {
        let folder = folder.join(part);
        let root = fs::read_to_string(folder.join("mod.snap.rs"))?;
        for feature in features(&root) {
            println!("cargo::rustc-cfg=feature={feature:?}");
        }
        writeln!(items, "pub mod {part} {{\n{}}}", with_paths(&root, &folder))?;
    }
    Ok(items)
}

/// The root of a module with the file of each module in it.
fn with_paths(root: &str, folder: &Path) -> String {
    let mut out = String::new();
    for line in root.lines() {
        let declared = line.strip_prefix("pub(crate) ").unwrap_or(line).strip_prefix("mod ");
        if let Some(name) = declared.and_then(|line| line.strip_suffix(';')) {
            let file = folder.join(format!("{name}.snap.rs"));
            out.extend(["#[path = ", &format!("{file:?}"), "]\n"]);
        }
        out.extend([line, "\n"]);
    }
    out
}

/// The features that a file names.
fn features(text: &str) -> BTreeSet<&str> {
    text.split("feature = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Copies a folder without the client, and changes the text of each file.
fn copy(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for path in entries(from)?.into_iter().filter(|path| !path.ends_with("client.snap.rs")) {
        let target = to.join(file_name(&path));
        if path.is_dir() {
            copy(&path, &target, change)?;
        } else {
            fs::write(target, change(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

/// The paths in a folder, in order.
fn entries(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
