//! Checks of the embedded files.

use std::collections::BTreeSet;
use std::path::Path;

use super::{FORMER_LICENSES, LICENSES, RUNTIME, TEMPLATES};

/// The files below a folder, relative to it, with `/` between the names.
fn files_below(folder: &Path) -> BTreeSet<String> {
    let mut folders = vec![folder.to_owned()];
    let mut files = BTreeSet::new();
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let names = path.strip_prefix(folder).unwrap().iter().map(|name| name.to_str().unwrap());
                files.insert(names.collect::<Vec<_>>().join("/"));
            }
        }
    }
    files
}

/// A file that is not embedded would be in no generated crate.
#[test]
fn every_file_is_embedded() {
    let mut on_disk = files_below(Path::new(env!("CARGO_MANIFEST_DIR")));
    on_disk.retain(|path| {
        !path.ends_with("tests.rs")
            && !path.starts_with("src/")
            && !path.starts_with("target/")
            && !["Cargo.toml", "README.md"].contains(&path.as_str())
    });
    let runtime = RUNTIME.iter().map(|(path, _)| format!("runtime/{path}"));
    let templates = TEMPLATES.iter().map(|(name, _)| format!("{name}.jinja"));
    let licenses = LICENSES.iter().map(|license| license.file.to_owned());
    let former = FORMER_LICENSES.iter().map(|(file, _)| (*file).to_owned());
    let embedded: BTreeSet<String> = runtime.chain(templates).chain(licenses).chain(former).collect();
    // Packaging adds these.
    for name in ["Cargo.lock", "Cargo.toml.orig", ".cargo_vcs_info.json", ".cargo-ok"] {
        on_disk.remove(name);
    }
    assert_eq!(on_disk, embedded);
}

/// The runtime may be in a module of another crate, where `crate` and `$crate` are the root of that crate.
#[test]
fn the_runtime_names_nothing_from_the_root_of_a_crate() {
    for (name, text) in RUNTIME {
        let code = |line: &&str| !line.trim_start().starts_with("//");
        let path = text.lines().filter(code).find(|line| line.contains("crate::"));
        assert_eq!(path, None, "{name}: `super::` is right wherever the runtime is");
    }
}

/// The modules of the runtime in their order, as the table in its documentation lists them.
fn modules() -> Vec<&'static str> {
    let (_, text) = RUNTIME.iter().find(|(path, _)| *path == "mod.rs").unwrap();
    let names = text.lines().filter_map(|line| line.strip_prefix("//! | `")?.split('`').next());
    names.collect()
}

/// The first names after each `super::` in a text, also those in braces.
fn names_above(text: &str) -> BTreeSet<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut names = BTreeSet::new();
    for (start, found) in text.match_indices("super::") {
        let rest = &text[start + found.len()..];
        let name = |rest: &str| rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let Some(list) = rest.strip_prefix('{') else {
            names.insert(&rest[..name(rest)]);
            continue;
        };
        let (mut depth, mut is_first) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => is_first = true,
                c if is_first && is_name(c) => {
                    names.insert(&list[at..at + name(&list[at..])]);
                    is_first = false;
                }
                _ => {}
            }
        }
    }
    names
}

/// A module of the runtime uses only those that come before it.
#[test]
fn modules_use_only_earlier_modules() {
    let modules = modules();
    let mut folders: Vec<&str> =
        RUNTIME.iter().filter_map(|(path, _)| Some(path.split_once('/')?.0)).collect();
    folders.dedup();
    let mut sorted = modules.clone();
    sorted.sort_unstable();
    assert_eq!(folders, sorted, "the table in runtime/mod.rs lists every folder");
    for (path, text) in RUNTIME {
        let Some((folder, _)) = path.split_once('/') else { continue };
        let own = modules.iter().position(|module| *module == folder).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for name in names_above(&code.join("\n")) {
            let used = modules.iter().position(|module| *module == name);
            assert!(
                used.is_none_or(|used| used <= own),
                "{path} uses `{name}`, which comes after `{folder}`"
            );
        }
    }
}

/// Files stay readable in one sitting.
#[test]
fn files_are_short() {
    for (path, text) in RUNTIME {
        let count = text.lines().count();
        assert!(count <= 400, "{path} has {count} lines");
    }
}
