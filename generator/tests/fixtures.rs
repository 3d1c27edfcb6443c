//! Documents that each show one behaviour: snapshots of the emitted code and of the diagnostics. A document with other files, or with a
//! configuration, is a folder with an `openapi.yaml`.

use std::collections::BTreeSet;
use std::path::Path;

use oasmith_core::{GeneratedFiles, Generator, Outcome};

/// Generates the crate of one document.
fn generate(path: &Path) -> Outcome {
    generator(path).run().unwrap()
}

fn generator(path: &Path) -> Generator {
    let generator = if path.ends_with("openapi.yaml") {
        // Short paths in diagnostics.
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let config = path.with_file_name("codegen.toml");
        let generator = Generator::new(path);
        if config.exists() { generator.config_file(config) } else { generator }
    } else {
        Generator::from_text(path.file_name().unwrap(), std::fs::read_to_string(path).unwrap())
    };
    generator.out("crate")
}

/// The files that depend on the document.
fn emitted(files: &GeneratedFiles, whole: bool) -> String {
    let shown = |path: &str| {
        (path.starts_with("src/types/") || path.starts_with("src/resources/")) && !path.ends_with("/mod.rs")
            || path == "src/webhooks.rs"
            || (whole && path == "src/client.rs")
    };
    let mut out = String::new();
    for (path, text) in files.iter().filter(|(path, _)| shown(path)) {
        let text = text.split_once('\n').map_or(text, |(_, rest)| rest);
        out.extend(["==> ", path, "\n", text, "\n"]);
    }
    out
}

/// Sets the name of the snapshot to that of the fixture. A glob that matches one file would set no name.
fn pin(path: &Path, text: &str) {
    let name = if path.ends_with("openapi.yaml") { path.parent() } else { Some(path) };
    let name = name.and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    insta::with_settings!({ snapshot_suffix => name }, { insta::assert_snapshot!(test, text) });
}

#[test]
fn ok() {
    let check = |path: &Path| {
        let outcome = generate(path);
        let said = outcome.report(false);
        assert!(!outcome.diagnostics.has_errors(), "{said}");
        let whole = path.file_name().unwrap().to_string_lossy().starts_with("whole-");
        let mut shown = emitted(&outcome.files.unwrap(), whole);
        if !said.is_empty() {
            shown.extend(["==> warnings\n", &said]);
        }
        pin(path, &shown);
    };
    insta::glob!("fixtures/ok/*.yaml", check);
    insta::glob!("fixtures/ok/*/openapi.yaml", check);
}

#[test]
fn err() {
    let check = |path: &Path| {
        let outcome = generate(path);
        assert!(!outcome.diagnostics.is_empty(), "{} is fine", path.display());
        pin(path, &outcome.report(false));
        // The rest of an invalid document can be generated.
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
        assert!(text.starts_with("# "), "{} does not say what it is about", path.display());
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
        document["components"]["schemas"]["Aardvark"] = sibling.clone();
        document["components"]["schemas"]["zebra"] = sibling;
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

fn types(document: &str) -> String {
    let outcome = Generator::from_text("x.json", document).run().unwrap();
    emitted(&outcome.files.unwrap(), false)
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
