//! The output for build scripts. `examples/build-script` shows that the module compiles and works.

use std::path::{Path, PathBuf};

use oasmith_core::build::Module;

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

fn out() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

#[test]
fn every_file_that_is_read_is_reported() {
    let document = fixture("ok/multi-file/openapi.yaml");
    let directives = Module::new("several", &document).features(["rustls"]).write(out()).unwrap().to_string();
    let read = directives.lines().filter(|line| line.starts_with("cargo::rerun-if-changed=")).count();
    assert!(read > 1 && directives.contains(&format!("={}\n", document.display())), "{directives}");
    for feature in ["client", "rustls"] {
        assert!(directives.contains(&format!("cargo::rustc-cfg=feature=\"{feature}\"\n")), "{directives}");
    }
    assert!(out().join("several/mod.rs").is_file());
}

#[test]
fn errors_are_reported() {
    let missing = Module::new("missing", "no.yaml").write(out()).unwrap_err().to_string();
    assert!(missing.starts_with("error[E0001]: cannot read no.yaml"), "{missing}");
    let feature =
        Module::new("broken", fixture("ok/record.yaml")).features(["tls"]).write(out()).unwrap_err();
    assert!(
        feature.to_string().starts_with("there is no feature `tls`; there are blocking, charset, client")
    );
}

#[test]
fn folders_can_be_allowed() {
    let folder = out().join("allow-dir");
    std::fs::create_dir_all(folder.join("api")).unwrap();
    std::fs::write(folder.join("common.yaml"), "type: string\n").unwrap();
    let document = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: object, properties: {a: {$ref: ../common.yaml}}}}}\n";
    std::fs::write(folder.join("api/api.yaml"), document).unwrap();
    let module = Module::new("allowed", folder.join("api/api.yaml"));
    let rejected = module.write(out()).unwrap_err().to_string();
    assert!(rejected.contains("error[E0009]: `../common.yaml` is outside"), "{rejected}");
    let directives = module.allow_dir(&folder).write(out()).unwrap().to_string();
    assert!(directives.contains("common.yaml\n"), "{directives}");
}

/// File names cannot add directives.
#[cfg(unix)]
#[test]
fn file_names_are_not_directives() {
    let folder = out().join("x\ncargo::rustc-cfg=evil");
    std::fs::create_dir_all(&folder).unwrap();
    let document = folder.join("api.yaml");
    std::fs::write(&document, "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n").unwrap();
    let directives = Module::new("directives", &document).write(out()).unwrap().to_string();
    assert!(!directives.contains("evil"), "{directives}");
    assert!(directives.contains(&format!("rerun-if-changed={}\n", out().display())), "{directives}");
}

/// Strings of the document that look like paths of the emitted code are unchanged, whatever the name of the module is.
#[test]
fn strings_of_the_document_are_not_paths() {
    let document = fixture("ok/whole-paths-in-text.yaml");
    for name in ["types", "webhooks", "runtime", "client", "resources", "petstore", "clients::petstore"] {
        let folder = out().join("paths").join(name.replace("::", "-"));
        Module::new(name, &document).features(["client"]).write(&folder).unwrap();
        let folder = folder.join(name.rsplit("::").next().unwrap());
        let read = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
        let (types, resource) = (read("types/shared.rs"), read("resources/things.rs"));
        for text in ["\"crate::types\"", "\"crate::client/x\"", "See crate::runtime."] {
            assert!(types.contains(text), "{name}: {text} is not in {types}");
        }
        assert!(resource.contains("The server's module is crate::types::Thing."), "{name}: {resource}");
        assert!(resource.contains(&format!("use crate::{name}::types;")), "{name}: {resource}");
        assert!(!read("runtime/retry/policy.rs").contains("mod tests"), "{name}");
    }
}

#[test]
fn the_name_of_a_module_is_a_rust_path() {
    for name in ["a-b", "type", "", "../a"] {
        let error = Module::new(name, fixture("ok/record.yaml")).write(out()).unwrap_err().to_string();
        assert_eq!(error, format!("a module cannot be called `{name}`"));
    }
}
