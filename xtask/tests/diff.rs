//! Runs `cargo xtask diff`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

const OLD: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets: {get: {tags: [Pets], operationId: listPets, parameters: [{name: kind, in: query, schema: {type: string}}], responses: {'204': {description: None}}}}
";

/// A temporary folder with two documents: the old one, and one in which a string is replaced.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, from: &str, to: &str) -> Self {
        let path = std::env::temp_dir().join(format!("xtask-diff-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("old.yaml"), OLD).unwrap();
        fs::write(path.join("new.yaml"), OLD.replace(from, to)).unwrap();
        Self(path)
    }

    fn diff(&self, options: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["diff", "old.yaml", "new.yaml"])
            .args(options)
            .current_dir(&self.0)
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_same_document() {
    let folder = Folder::new("same", "", "");
    let output = folder.diff(&["--fail-on", "patch"]);
    assert!(output.status.success());
    assert_eq!(out(&output), "nothing changes for callers; 0.1.0 stays\n");
}

#[test]
fn a_breaking_change_is_reported_and_fails_on_request() {
    let folder = Folder::new("break", "name: kind, in: query", "name: kind, in: query, required: true");
    let output = folder.diff(&[]);
    assert!(output.status.success());
    let expected = "\
major (breaks callers): 2
  removed    resources::PetsList::kind
             - fn kind(self, kind: impl IntoArgument<Option<String>>) -> Self
             was at #/paths/~1pets/get
  changed    resources::Pets::list
             - fn list(&self) -> PetsList
             + fn list(&self, kind: impl AsRef<str>) -> PetsList
             at #/paths/~1pets/get

major: 0.1.0 → 0.2.0

## [Unreleased]

### Changed

- **Breaking:** `resources::Pets::list`: `fn list(&self) -> PetsList` is now `fn list(&self, kind: impl AsRef<str>) -> PetsList`

### Removed

- **Breaking:** `resources::PetsList::kind`

";
    assert_eq!(out(&output), expected);
    for (impact, code) in [("major", 1), ("minor", 1), ("patch", 1)] {
        assert_eq!(folder.diff(&["--fail-on", impact]).status.code(), Some(code), "{impact}");
    }
}

#[test]
fn for_programs() {
    let folder = Folder::new("json", "operationId: listPets,", "operationId: listPets, deprecated: true,");
    let output = folder.diff(&["--json", "--fail-on", "major"]);
    assert!(output.status.success());
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&value["impact"], &value["next_version"]), (&"minor".into(), &"0.1.1".into()));
    let change = &value["changes"][0];
    assert_eq!((&change["action"], &change["path"]), (&"deprecated".into(), &"resources::Pets::list".into()));
    assert_eq!(change["new"], "#/paths/~1pets/get");
    assert_eq!(folder.diff(&["--fail-on", "minor"]).status.code(), Some(1));
}

#[test]
fn a_broken_document() {
    let folder = Folder::new("broken", "openapi: 3.0.3", "openapi: 9");
    let output = folder.diff(&[]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("new.yaml") && message.ends_with("diff: new.yaml has errors\n"), "{message}");
}

/// Renames the one parameter.
const OVERLAY: &str = "
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions: [{target: '$.paths[*].get.parameters[0]', update: {name: sort}}]
";

#[test]
fn overlays_change_both_documents() {
    let folder = Folder::new("overlay", "name: kind", "name: sort");
    assert!(out(&folder.diff(&[])).contains("major: "));
    fs::write(folder.0.join("overlay.yaml"), OVERLAY).unwrap();
    fs::write(folder.0.join("codegen.toml"), "overlays = [\"overlay.yaml\"]\n").unwrap();
    for options in [["--overlay", "overlay.yaml"], ["--config", "codegen.toml"]] {
        assert_eq!(out(&folder.diff(&options)), "nothing changes for callers; 0.1.0 stays\n");
    }
    fs::write(folder.0.join("overlay.yaml"), OVERLAY.replace("].get", "].put")).unwrap();
    let output = folder.diff(&["--config", "codegen.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("error[E0007]"));
}

#[test]
fn configuration_of_the_old_document() {
    let folder = Folder::new("config", "", "");
    let rename = "[naming]\noperations = { listPets = \"all\" }\n[package]\nversion = \"0.3.0\"\n";
    fs::write(folder.0.join("codegen.toml"), rename).unwrap();
    fs::write(folder.0.join("old.toml"), "").unwrap();
    assert!(folder.diff(&["--config", "codegen.toml", "--fail-on", "patch"]).status.success());
    let text = out(&folder.diff(&["--config", "codegen.toml", "--old-config", "old.toml"]));
    assert!(text.contains("renamed    resources::Pets::list: it is now `resources::Pets::all`\n"), "{text}");
    assert!(text.contains("major: 0.3.0 → 0.4.0"), "{text}");
}
