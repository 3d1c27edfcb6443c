//! Emits every `ok` fixture into `OUT_DIR`, as a module of this crate. A fixture whose name starts with `whole-` is emitted as a
//! crate would be, with a runtime and a client of its own; the others share one runtime.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use generator::{Config, Diagnostics, GeneratedFiles, Sources};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let fixtures = Path::new("../tests/fixtures/ok");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let mut paths: Vec<PathBuf> =
        fs::read_dir(fixtures)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.sort();
    let mut modules = String::new();
    let mut runtime = None;
    for path in paths {
        let module = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_");
        let files = generate(&path)?;
        let whole = module.starts_with("whole_");
        write_module(&out.join(&module), &module, &files, whole)?;
        writeln!(modules, "#[path = {:?}]\npub mod {module};", out.join(&module).join("mod.rs"))?;
        runtime.get_or_insert(files);
    }
    if let Some(files) = runtime {
        let folder = out.join("runtime");
        fs::create_dir_all(&folder)?;
        for (path, text) in files.iter() {
            if let Some(name) = path.strip_prefix("src/runtime/") {
                fs::write(folder.join(name), text)?;
            }
        }
        writeln!(modules, "#[path = {:?}]\npub(crate) mod runtime;", folder.join("mod.rs"))?;
    }
    fs::write(out.join("fixtures.rs"), modules)?;
    Ok(())
}

fn generate(path: &Path) -> Result<GeneratedFiles, Box<dyn Error>> {
    let document = if path.is_dir() { path.join("openapi.yaml") } else { path.to_path_buf() };
    let settings = document.with_file_name("codegen.toml");
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let config = if path.is_dir() && settings.exists() {
        Config::read(&settings, &mut sources, &mut diagnostics)
            .ok_or_else(|| format!("{} cannot be read", settings.display()))?
    } else {
        Config::default()
    };
    let spec = generator::load_configured(&document, &config, sources, &mut diagnostics)
        .map_err(|_| format!("{} cannot be read", document.display()))?;
    for file in spec.sources.files() {
        println!("cargo::rerun-if-changed={}", spec.sources.path(file).display());
    }
    let api = generator::lower(&spec, &config, &mut diagnostics);
    for resource in &api.resources {
        println!("cargo::rustc-cfg=feature={:?}", resource.feature);
    }
    Ok(generator::render(&api, &config)?)
}

fn write_module(
    folder: &Path,
    module: &str,
    files: &GeneratedFiles,
    whole: bool,
) -> Result<(), Box<dyn Error>> {
    let parts: &[&str] = if whole {
        &["types", "resources", "webhooks", "client", "runtime"]
    } else {
        &["types", "resources", "webhooks"]
    };
    let mut root = String::new();
    for part in parts {
        let is_there = files
            .iter()
            .any(|(path, _)| path == format!("src/{part}.rs") || path.starts_with(&format!("src/{part}/")));
        if is_there {
            writeln!(root, "pub mod {part};")?;
        }
    }
    for (path, text) in files.iter() {
        let Some(path) =
            path.strip_prefix("src/").filter(|path| parts.iter().any(|part| path.starts_with(part)))
        else {
            continue;
        };
        let mut text = text.replace("crate::types", &format!("crate::{module}::types"));
        text = text.replace("crate::resources", &format!("crate::{module}::resources"));
        if whole {
            text = text.replace("crate::runtime", &format!("crate::{module}::runtime"));
        }
        let target = folder.join(path);
        fs::create_dir_all(target.parent().unwrap_or(folder))?;
        fs::write(target, text)?;
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join("mod.rs"), root)?;
    Ok(())
}
