//! Emits every `ok` fixture into `OUT_DIR`, as a module of this crate. A fixture whose name starts with `whole-` is emitted like a
//! crate, with its own runtime and client. The others share one runtime.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use oasmith_core::parts::{Parts, runtime};
use oasmith_core::stages::Target;
use oasmith_core::{GeneratedFiles, Generator, Outcome};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let fixtures = Path::new("../tests/fixtures/ok");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let mut paths: Vec<PathBuf> =
        fs::read_dir(fixtures)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.sort();
    let mut modules = String::new();
    for path in paths {
        let module = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_");
        let folder = out.join(&module);
        let files = generate(&path, Target::module(&module, &folder))?;
        write_module(&folder, &files, module.starts_with("whole_"))?;
        writeln!(modules, "#[path = {:?}]\npub mod {module};", folder.join("mod.rs"))?;
    }
    named_like_parts(&fixtures.join("whole-paths-in-text.yaml"), &out, &mut modules)?;
    let folder = out.join("runtime");
    for (path, text) in runtime(&Parts::all()) {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(&folder))?;
        fs::write(file, text)?;
    }
    writeln!(modules, "#[path = {:?}]\npub(crate) mod runtime;", folder.join("mod.rs"))?;
    fs::write(out.join("fixtures.rs"), modules)?;
    Ok(())
}

/// Emits one fixture as modules with the names of modules of an emitted crate, at the root and in another module.
fn named_like_parts(path: &Path, out: &Path, modules: &mut String) -> Result<(), Box<dyn Error>> {
    for module in [
        "types",
        "client",
        "resources",
        "nested_webhooks::webhooks",
        "nested_types::types",
        "nested_runtime::runtime",
    ] {
        let folder = out.join("named").join(module.replace("::", "_"));
        let files = generate(path, Target::module(module, &folder))?;
        write_module(&folder, &files, true)?;
        let file = folder.join("mod.rs");
        match module.split_once("::") {
            Some((outer, name)) => {
                writeln!(modules, "pub mod {outer} {{ #[path = {file:?}] pub mod {name}; }}")?;
            }
            None => writeln!(modules, "#[path = {file:?}]\npub mod {module};")?,
        }
    }
    Ok(())
}

fn generate(path: &Path, target: Option<Target>) -> Result<GeneratedFiles, Box<dyn Error>> {
    let document = if path.is_dir() { path.join("openapi.yaml") } else { path.to_path_buf() };
    let settings = document.with_file_name("codegen.toml");
    let mut generator =
        Generator::new(&document).target(target.ok_or("the fixture is not named like a module")?);
    if path.is_dir() && settings.exists() {
        generator = generator.config_file(settings);
    }
    let outcome = generator.run()?;
    let report = outcome.report(false);
    let Outcome { spec: Some(spec), api: Some(api), files: Some(files), .. } = outcome else {
        return Err(report.into());
    };
    for file in spec.sources.files() {
        println!("cargo::rerun-if-changed={}", spec.sources.path(file).display());
    }
    for resource in &api.resources {
        println!("cargo::rustc-cfg=feature={:?}", resource.feature);
    }
    Ok(files)
}

/// Writes the files of a fixture. A fixture that is not `whole-` uses the shared runtime.
fn write_module(folder: &Path, files: &GeneratedFiles, whole: bool) -> Result<(), Box<dyn Error>> {
    let parts: &[&str] = if whole {
        &["types", "resources", "webhooks", "client", "runtime"]
    } else {
        &["types", "resources", "webhooks"]
    };
    let mut root = if whole { String::new() } else { "use crate::runtime;\n".to_owned() };
    for part in parts {
        let is_there = |path: &str| path == format!("{part}.rs") || path.starts_with(&format!("{part}/"));
        let mut of_part = files.iter().filter(|(path, _)| is_there(path)).peekable();
        if of_part.peek().is_some() {
            writeln!(root, "pub mod {part};")?;
        }
        for (path, text) in of_part {
            let target = folder.join(path);
            fs::create_dir_all(target.parent().unwrap_or(folder))?;
            fs::write(target, text)?;
        }
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join("mod.rs"), root)?;
    Ok(())
}
