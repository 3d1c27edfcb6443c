//! Documents that show one behaviour each. Snapshots pin the code that is generated from them, and the diagnostics.
//!
//! A document with further files or a configuration is a folder with an `openapi.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oasmith_core::stages::Target;
use oasmith_core::{Config, Generator, Outcome};

/// The crate of one document.
fn generate(path: &Path) -> Outcome {
    generator(path).run().unwrap()
}

fn generator(path: &Path) -> Generator {
    let generator = if path.ends_with("openapi.yaml") {
        // Short paths in diagnostics.
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let config = path.with_file_name("codegen.toml");
        let generator = Generator::new(path);
        if config.exists() { generator.config_file(config) } else { keep_unused(generator) }
    } else {
        keep_unused(Generator::from_text(path.file_name().unwrap(), std::fs::read_to_string(path).unwrap()))
    };
    generator.out("crate")
}

/// Most schemas of fixtures need no operation.
fn keep_unused(generator: Generator) -> Generator {
    let config = Config::parse("oasmith.toml".as_ref(), "unused_types = \"keep\"").unwrap();
    generator.config(config)
}

/// The name of a fixture.
fn name(path: &Path) -> String {
    let path = if path.ends_with("openapi.yaml") { path.parent().unwrap() } else { path };
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Fixtures whose snapshots have the documentation in full. The others end each at [`STANDARD_SECTIONS`].
const DOCUMENTED: [&str; 7] = [
    "docs",
    "documentation-is-text",
    "examples-keep-constraints",
    "examples-of-alternatives",
    "links",
    "multipart",
    "responses",
];

/// The beginnings of the last sections of documentation. They look alike for every API.
const STANDARD_SECTIONS: [&str; 3] = ["# Errors", "# Example", "<small>Source: "];

/// Code without [`STANDARD_SECTIONS`].
fn without_standard_sections(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut is_left_out = false;
    for line in code.lines() {
        let doc = line.trim_start().strip_prefix("///").map(str::trim);
        let is_standard = |doc: &str| STANDARD_SECTIONS.iter().any(|start| doc.starts_with(start));
        is_left_out = doc.is_some_and(|doc| is_left_out || is_standard(doc));
        if doc.is_none() && out.ends_with("///\n") {
            out.truncate(out.trim_end_matches("///\n").trim_end_matches(' ').len());
        }
        if !is_left_out {
            out.extend([line, "\n"]);
        }
    }
    out
}

#[test]
fn standard_sections_are_left_out() {
    let code = "/// A.\n///\n/// <small>Source: `#/a`</small>\nstruct A;\n\nimpl A {\n    /// B.\n    ///\n    /// # Errors\n    \
                ///\n    /// E.\n    ///\n    /// # Example\n    ///\n    /// ```\n    /// # x\n    ///\n    /// ```\n    fn b() {}\n}\n";
    let left = "/// A.\nstruct A;\n\nimpl A {\n    /// B.\n    fn b() {}\n}\n";
    assert_eq!(without_standard_sections(code), left);
}

/// The files of a fixture that have snapshots, as a module of another crate: path, text.
///
/// They are those whose text depends on the document. The client is among them if the name starts with `whole-`: it adds methods to the
/// types of a runtime, so `generator/conformance` cannot compile it with the runtime that fixtures share.
fn module(path: &Path) -> BTreeMap<String, String> {
    module_at(&name(path).replace('-', "_"), path)
}

/// The same, for the path of a module.
fn module_at(module: &str, path: &Path) -> BTreeMap<String, String> {
    let name = name(path);
    let target = Target::module(module, "").unwrap();
    let files = generator(path).target(target).run().unwrap().files.unwrap();
    let is_pinned = |path: &str| {
        path.starts_with("types/")
            || path.starts_with("resources/")
            || path == "webhooks.rs"
            || (path == "client.rs" && name.starts_with("whole-"))
    };
    let is_documented = DOCUMENTED.contains(&name.as_str());
    let text = |text: &str| if is_documented { text.to_owned() } else { without_standard_sections(text) };
    let pinned = files.iter().filter(|(path, _)| is_pinned(path));
    pinned.map(|(path, code)| (path.to_owned(), text(code))).collect()
}

/// The folder of the snapshots of an `ok` fixture, below `tests/`.
fn snapshots(name: &str) -> PathBuf {
    Path::new("snapshots/ok").join(name)
}

/// Snapshots in a folder below `tests/`, named without the module and the fixture.
fn in_folder(folder: &Path) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.remove_snapshot_suffix();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Pins a file as it is. The snapshot of `NAME.rs` is `NAME.snap.rs`, next to the `NAME.snap` of insta.
fn pin(path: &Path, code: &str) {
    let (folder, name) = (path.parent().unwrap(), path.file_name().unwrap().to_str().unwrap());
    let pinned = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path).with_extension("snap.rs");
    let pinned = std::fs::read_to_string(pinned).unwrap_or_default();
    if pinned != code {
        // insta prints only the paths of such files.
        let path = path.display().to_string();
        let diff = similar::TextDiff::from_lines(pinned.as_str(), code);
        println!("{}", diff.unified_diff().header(&path, &path));
    }
    in_folder(folder).bind(|| insta::assert_binary_snapshot!(name, code.as_bytes().to_vec()));
}

#[test]
fn ok() {
    let check = |path: &Path| {
        let outcome = generate(path);
        let report = outcome.report(false);
        assert!(!outcome.diagnostics.has_errors(), "{report}");
        let folder = snapshots(&name(path));
        for (file, code) in module(path) {
            pin(&folder.join(file), &code);
        }
        if !report.is_empty() {
            in_folder(&folder).bind(|| insta::assert_snapshot!("diagnostics", report));
        }
    };
    insta::glob!("fixtures/ok/*.yaml", check);
    insta::glob!("fixtures/ok/*/openapi.yaml", check);
}

/// The documents of the `ok` fixtures.
fn ok_fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { path.join("openapi.yaml") } else { path }).collect()
}

/// The files below a folder, except pending snapshots.
fn files_below(folder: &Path) -> BTreeSet<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inside = |path: PathBuf| if path.is_dir() { files_below(&path) } else { BTreeSet::from([path]) };
    paths.flat_map(inside).filter(|path| !path.to_string_lossy().contains(".snap.new")).collect()
}

/// `generator/conformance` compiles every file of the tree.
#[test]
fn every_snapshot_belongs_to_a_fixture() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut left_over = files_below(&tests.join("snapshots/ok"));
    for path in ok_fixtures() {
        let folder = tests.join(snapshots(&name(&path)));
        if !generate(&path).diagnostics.is_empty() {
            left_over.remove(&folder.join("diagnostics.snap"));
        }
        for file in module(&path).keys() {
            let snapshot = folder.join(file).with_extension("snap");
            left_over.remove(&snapshot);
            left_over.remove(&snapshot.with_extension("snap.rs"));
        }
    }
    assert!(left_over.is_empty(), "delete these snapshots: {left_over:#?}");
}

/// `generator/conformance` compiles the snapshots of this fixture as other modules too, with another prefix.
#[test]
fn the_path_of_a_module_is_only_a_prefix() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok/whole-paths-in-text.yaml");
    // Whether a path fits into a line decides where lines and lists break.
    let joined = |code: &str| -> String { code.split([' ', '\n', ',']).collect() };
    let pinned = module(&path);
    for module in ["types", "client", "resources", "nested::webhooks", "nested::types", "nested::runtime"] {
        let prefix = format!("crate::{module}::");
        for (file, code) in module_at(module, &path) {
            let expected = pinned[&file].replace("crate::whole_paths_in_text::", &prefix);
            assert_eq!(joined(&code), joined(&expected), "{file}");
        }
    }
}

#[test]
fn documented_fixtures_exist() {
    let names: Vec<String> = ok_fixtures().iter().map(|path| name(path)).collect();
    for documented in DOCUMENTED {
        assert!(names.iter().any(|name| name == documented), "{documented}");
    }
}

#[test]
fn err() {
    let check = |path: &Path| {
        let outcome = generate(path);
        assert!(!outcome.diagnostics.is_empty(), "{} is fine", path.display());
        // insta names the snapshot after the file; a folder stands for its `openapi.yaml`.
        let suffix = if path.ends_with("openapi.yaml") { path.parent().unwrap() } else { path };
        let suffix = suffix.file_name().unwrap().to_str().unwrap();
        insta::with_settings!({ snapshot_suffix => suffix }, {
            insta::assert_snapshot!("err", outcome.report(false), "text");
        });
        // The rest of a broken document can be generated.
        let rest = generator(path).keep_going(true).run().unwrap();
        assert_eq!(rest.files.is_some(), rest.api.is_some() && !rest.diagnostics.has_errors());
    };
    insta::glob!("fixtures/err/*.yaml", check);
    insta::glob!("fixtures/err/*/openapi.yaml", check);
}

/// Fixtures are short and begin with a comment that names the behaviour.
#[test]
fn fixtures_are_short_and_have_a_comment() {
    insta::glob!("fixtures/**/*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.lines().count() <= 40, "{} is long", path.display());
        assert!(text.starts_with("# "), "{} does not begin with a comment", path.display());
    });
}

/// The order of map entries changes no name and no type.
#[test]
fn the_order_of_components_changes_nothing() {
    insta::glob!("fixtures/ok/*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut document: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let forward = types(&serde_json::to_string(&document).unwrap());
        if let Some(components) =
            document.get_mut("components").and_then(|components| components.as_object_mut())
        {
            for section in components.values_mut().filter_map(serde_json::Value::as_object_mut) {
                let reversed: serde_json::Map<_, _> = std::mem::take(section).into_iter().rev().collect();
                *section = reversed;
            }
        }
        assert_eq!(types(&serde_json::to_string(&document).unwrap()), forward, "{}", path.display());
    });
}

/// Additions to a document rename nothing.
#[test]
fn additions_rename_nothing() {
    insta::glob!("fixtures/ok/*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut document: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let before = types(&serde_json::to_string(&document).unwrap());
        let sibling = serde_json::json!({"type": "object", "properties": {"inner": {"type": "object", "properties": {"x": {"type": "string"}}}}});
        let operation = serde_json::json!({"get": {"tags": ["Aardvark"], "operationId": "aardvarkGet", "responses": {"200": {
            "description": "One", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Aardvark"}}}}}}});
        let is_swagger = document.get("swagger").is_some();
        let schemas =
            if is_swagger { &mut document["definitions"] } else { &mut document["components"]["schemas"] };
        schemas["Aardvark"] = sibling.clone();
        schemas["zebra"] = sibling;
        document["paths"]["/aardvark"] = operation;
        let after = types(&serde_json::to_string(&document).unwrap());
        let public = |text: &str| -> BTreeSet<String> {
            let is_public = |line: &&str| line.trim_start().starts_with("pub ");
            text.lines().filter(is_public).map(str::to_owned).collect()
        };
        let gone: Vec<String> = public(&before).difference(&public(&after)).cloned().collect();
        assert!(gone.is_empty(), "{}: {gone:#?}", path.display());
    });
}

/// The code of a document that depends on it, without the client.
fn types(document: &str) -> String {
    let files = keep_unused(Generator::from_text("x.json", document)).run().unwrap().files.unwrap();
    let is_shown = |path: &str| {
        let is_root = path.ends_with("/mod.rs");
        let is_item = path.starts_with("src/types/") || path.starts_with("src/resources/");
        (is_item && !is_root) || path == "src/webhooks.rs"
    };
    files
        .iter()
        .filter(|(path, _)| is_shown(path))
        .map(|(path, code)| format!("==> {path}\n{code}"))
        .collect()
}

/// Two runs produce the same bytes.
#[test]
fn emission_is_deterministic() {
    insta::glob!("fixtures/ok/*.yaml", |path| {
        assert_eq!(generate(path).files.unwrap(), generate(path).files.unwrap());
    });
}

#[test]
fn the_readme_names_the_environment_variables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok/whole-security.yaml");
    let files = generate(&path).files.unwrap();
    let (readme, client) = (files.get("README.md").unwrap(), files.get("src/client.rs").unwrap());
    let (_, list) = client.split_once("It reads ").unwrap();
    let (list, _) = list.split_once(", if they are set.").unwrap();
    for name in list.split(", ") {
        assert!(readme.contains(name), "{name} is not in {readme}");
    }
}
