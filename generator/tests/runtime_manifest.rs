//! An emitted crate depends on the crates that its code names, and on no others. The package that compiles the runtime in place has the
//! features and dependencies of a crate with all parts.

use std::collections::BTreeSet;
use std::path::Path;

use oasmith_core::config::Config;
use oasmith_core::{GeneratedFiles, Generator};
use toml::{Table, Value};

/// A document without anything that needs more than the client.
const SMALL: &str = "openapi: 3.0.3
info: {title: Things, version: '1'}
paths: {/a: {get: {operationId: a, responses: {'204': {description: d}}}}}
";

/// A document that needs every dependency.
const LARGE: &str = "openapi: 3.1.0
info: {title: Things, version: '1'}
paths: {/a: {get: {responses: {'200': {description: d, content: {application/xml: {schema: {type: object}}}}}}}}
webhooks: {a: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {at: {type: string, format: date}, id: {type: string, format: uuid}}}}}}, responses: {}}}}
";

const SIGNED: &str = "[webhooks]\nsignature_header = 'x-signature'\n";

fn emitted(document: &str, config: &str) -> GeneratedFiles {
    let config = Config::parse(Path::new("oasmith.toml"), config).unwrap();
    Generator::from_text("openapi.yaml", document).config(config).run().unwrap().files.unwrap()
}

fn manifest(files: &GeneratedFiles) -> Table {
    files.get("Cargo.toml").unwrap().parse().unwrap()
}

fn checked() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime-check/Cargo.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn features_and_dependencies_agree() {
    let (mut emitted, mut checked) = (manifest(&emitted(LARGE, SIGNED)), checked());
    for manifest in [&mut emitted, &mut checked] {
        manifest.retain(|key, _| ["features", "dependencies", "target"].contains(&key));
        let features = manifest.get_mut("features").and_then(Value::as_table_mut).unwrap();
        // The default features of the emitted crate are for its users. Those of the check are all that can be combined.
        features.remove("default");
        // The feature of the resource.
        features.remove("a");
    }
    assert_eq!(checked, emitted);
}

/// The dependencies in a manifest, and whether each is optional.
fn dependencies(manifest: &Table) -> Vec<(&str, bool)> {
    let targets = manifest["target"].as_table().unwrap().values();
    let tables = [&manifest["dependencies"]].into_iter().chain(targets.map(|target| &target["dependencies"]));
    let is_optional = |value: &Value| value.get("optional").is_some();
    tables
        .flat_map(|table| table.as_table().unwrap())
        .map(|(name, value)| (name.as_str(), is_optional(value)))
        .collect()
}

/// Whether code names a crate, in a path or a `use`.
fn names(code: &str, name: &str) -> bool {
    let path = format!("{}::", name.replace('-', "_"));
    code.match_indices(&path).any(|(start, _)| {
        let before = &code[..start];
        !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !before
                .strip_suffix("::")
                .is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric()))
    })
}

#[track_caller]
fn check_dependencies(label: &str, files: &GeneratedFiles) {
    let is_code = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
    let code: String = files.iter().filter(|(path, _)| is_code(path)).map(|(_, text)| text).collect();
    let manifest = manifest(files);
    let declared: BTreeSet<&str> = dependencies(&manifest).into_iter().map(|(name, _)| name).collect();
    let large = emitted(LARGE, SIGNED);
    let large = self::manifest(&large);
    let known = dependencies(&large).into_iter().map(|(name, _)| name);
    for name in known {
        assert_eq!(declared.contains(name), names(&code, name), "{label}: {name}");
    }
}

#[test]
fn crates_depend_on_what_their_code_names() {
    check_dependencies("small", &emitted(SMALL, ""));
    check_dependencies("large", &emitted(LARGE, SIGNED));
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok");
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        let mut generator =
            if path.is_dir() { Generator::new(path.join("openapi.yaml")) } else { Generator::new(&path) };
        if path.join("codegen.toml").exists() {
            generator = generator.config_file(path.join("codegen.toml"));
        }
        let files = generator.run().unwrap().files.unwrap();
        check_dependencies(&path.display().to_string(), &files);
    }
}

/// Crates that only the client uses are optional. The features, except that of XML, are the same in every crate.
#[test]
fn types_alone_need_no_dependencies_of_the_client() {
    let (small, large) = (manifest(&emitted(SMALL, "")), manifest(&emitted(LARGE, SIGNED)));
    let always = |manifest: &Table| {
        let all = dependencies(manifest).into_iter().filter(|(_, optional)| !optional);
        all.map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(always(&small), ["itoa", "serde_json", "zmij"]);
    assert_eq!(always(&large), ["base64", "bytes", "itoa", "jiff", "serde_json", "uuid", "zmij"]);
    let features = |manifest: &Table| {
        let all = manifest["features"].as_table().unwrap().keys();
        all.filter(|name| !["default", "a", "xml"].contains(&name.as_str())).cloned().collect::<Vec<_>>()
    };
    assert_eq!(features(&small), features(&large));
    assert_eq!(small["features"]["webhooks"].as_array(), Some(&vec![]));
    assert_eq!(small["features"].get("xml"), None);
    assert_eq!(large["features"]["a"].as_array(), Some(&vec!["xml".into()]));
}

/// A scalar that is the whole body of an error needs its crate.
#[test]
fn bodies_of_errors_count() {
    let document = "openapi: 3.0.3
info: {title: Things, version: '1'}
paths: {/a: {get: {operationId: a, responses: {'400': {description: d, content: {application/json: {schema: {type: string, format: uuid}}}}}}}}
";
    check_dependencies("error", &emitted(document, ""));
}
