//! The layers of the library: a module uses only modules in lower layers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use syn::{Item, UseTree};

/// The layers of modules, the lowest first. Modules in one layer do not use each other. `ARCHITECTURE.md` has the same table.
const LAYERS: &[(&str, &[&[&str]])] = &[
    (
        "crate",
        &[
            &["collections", "names", "templates"],
            &["source"],
            &["diagnostics"],
            &["config", "markdown"],
            &["document", "model"],
            &["schema"],
            &["lower"],
            &["emit", "files", "parts"],
            &["error", "outcome"],
            &["diff", "format"],
            &["package"],
            &["options"],
            &["build"],
        ],
    ),
    (
        "crate::schema",
        &[
            &["xml"],
            &["flat", "limits", "names"],
            &["digits", "family", "scalar", "uses"],
            &["constraints"],
            &["read"],
            &["builder"],
            &[
                "declared",
                "follow",
                "inheritance",
                "conditions",
                "merge",
                "distribute",
                "events",
                "direction",
            ],
        ],
    ),
    (
        "crate::lower",
        &[
            &["renames"],
            &["info", "security", "types"],
            &["operations"],
            &["servers", "timestamps", "webhooks"],
        ],
    ),
    (
        "crate::lower::types",
        &[
            &["alternative", "convert", "cycles", "derive", "hint", "modules", "reach", "refine", "same"],
            &["facts", "request"],
            &["labels", "tag"],
            &["outline", "xml"],
            &["arena", "depth", "endless", "rank", "record", "values"],
            &["share"],
            &["names"],
            &["finish"],
            &["union"],
        ],
    ),
    (
        "crate::lower::operations",
        &[
            &["parts", "raw", "reserved", "tags"],
            &["media"],
            &["path", "raw_response"],
            &["headers"],
            &["multipart"],
            &["body"],
            &["content"],
            &["read", "response"],
            &["examples", "globals", "links", "naming", "pages", "parameters"],
        ],
    ),
];

/// One module that uses another, in the file at `path`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    parent: String,
    from: String,
    to: String,
    path: String,
}

#[test]
fn modules_use_only_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut uses = BTreeSet::new();
    let mut modules = BTreeMap::new();
    read(&root, &mut vec!["crate".to_owned()], &mut uses, &mut modules);
    let mut faults = Vec::new();
    for (parent, layers) in LAYERS {
        let layer_of: BTreeMap<&str, usize> = layers
            .iter()
            .enumerate()
            .flat_map(|(layer, names)| names.iter().map(move |name| (*name, layer)))
            .collect();
        let known: BTreeSet<&str> = modules[*parent].iter().map(String::as_str).collect();
        let listed: BTreeSet<&str> = layer_of.keys().copied().collect();
        faults.extend(known.difference(&listed).map(|name| format!("`{parent}::{name}` is in no layer")));
        faults.extend(listed.difference(&known).map(|name| format!("there is no `{parent}::{name}`")));
        for Use { from, to, path, .. } in uses.iter().filter(|found| found.parent == **parent) {
            let (Some(above), Some(below)) = (layer_of.get(&**from), layer_of.get(&**to)) else { continue };
            if above <= below {
                faults.push(format!("{path}: `{parent}::{from}` uses `{to}`, which is not in a layer below"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_in_the_documentation_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut table = String::new();
    for (parent, layers) in LAYERS {
        let layers: Vec<String> = layers.iter().map(|names| names.join(", ")).collect();
        writeln!(table, "{parent}: {}", layers.join(" < ")).unwrap();
    }
    assert!(text.replace("\r\n", "\n").contains(&table), "ARCHITECTURE.md has to contain:\n{table}");
}

/// Reads the modules in a folder. `module` is the path of the module that the folder belongs to.
fn read(
    folder: &Path,
    module: &mut Vec<String>,
    uses: &mut BTreeSet<Use>,
    modules: &mut BTreeMap<String, BTreeSet<String>>,
) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_root = matches!(name.as_str(), "mod" | "lib");
        let is_module = path.is_dir() || path.extension().is_some_and(|extension| extension == "rs");
        if name == "tests" || !is_module {
            continue;
        }
        if !is_root {
            modules.entry(module.join("::")).or_default().insert(name.clone());
            module.push(name);
        }
        if path.is_dir() {
            read(&path, module, uses, modules);
        } else {
            read_file(&path, module, uses);
        }
        if !is_root {
            module.pop();
        }
    }
}

fn read_file(path: &Path, module: &[String], uses: &mut BTreeSet<Use>) {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut paths = Vec::new();
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for item in file.items {
        if let Item::Use(item) = item {
            paths_in(&item.tree, &mut Vec::new(), &mut paths);
        }
    }
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    for rest in code.flat_map(|line| line.split("crate::").skip(1)) {
        let names =
            rest.split("::").map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        let names = names.flatten().map(str::to_owned);
        paths.push(std::iter::once("crate".to_owned()).chain(names).collect());
    }
    for used in paths.iter().filter_map(|path| absolute(path, module)) {
        let common = used.iter().zip(module).take_while(|(one, other)| one == other).count();
        if let (Some(from), Some(to)) = (module.get(common), used.get(common)) {
            let (from, to) = (from.clone(), to.clone());
            uses.insert(Use {
                parent: module[..common].join("::"),
                from,
                to,
                path: path.display().to_string(),
            });
        }
    }
}

/// The paths that a `use` names.
fn paths_in(tree: &UseTree, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            paths_in(&path.tree, before, paths);
            before.pop();
        }
        UseTree::Name(syn::UseName { ident }) | UseTree::Rename(syn::UseRename { ident, .. }) => {
            paths.push([before.as_slice(), &[ident.to_string()]].concat());
        }
        UseTree::Glob(_) => paths.push(before.clone()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| paths_in(tree, before, paths)),
    }
}

/// A path from the root of the crate. `None` if it leads out of the crate.
fn absolute(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path.to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([module.get(..module.len().checked_sub(ups)?)?, &path[ups..]].concat()),
        _ => None,
    }
}
