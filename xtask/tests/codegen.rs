//! Runs `cargo xtask codegen`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example.com'}]
paths:
  /pets: {get: {tags: [Pets], operationId: listPets, responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn codegen(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("codegen")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn stderr_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A temporary folder with a document.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("xtask-codegen-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("pets.yaml"), DOCUMENT).unwrap();
        Self(path)
    }

    fn generate(&self, more: &[&str]) -> Output {
        codegen(&self.0, &[&["--spec", "pets.yaml", "--out", "out", "--name", "pets-client"], more].concat())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The checked-in crate is up to date.
#[test]
fn generated_is_up_to_date() {
    let output = codegen(repository(), &["--check"]);
    assert!(output.status.success(), "{}", stderr_of(&output));
}

#[test]
fn the_document_of_this_repository_has_no_warnings() {
    let output = codegen(repository(), &["--check", "--strict"]);
    assert!(output.status.success(), "{}", stderr_of(&output));
}

#[test]
fn a_second_run_writes_nothing() {
    let folder = Folder::new("twice");
    let first = stderr_of(&folder.generate(&[]));
    assert!(first.contains("wrote   out/src/lib.rs"), "{first}");
    assert!(first.contains("1 operation, 1 type,"), "{first}");
    let written = || fs::metadata(folder.0.join("out/src/lib.rs")).unwrap().modified().unwrap();
    let before = written();
    let second = stderr_of(&folder.generate(&[]));
    assert!(!second.contains("wrote") && !second.contains("removed"), "{second}");
    assert_eq!(written(), before);
}

#[test]
fn the_crate_compiles_alone() {
    let folder = Folder::new("alone");
    assert!(folder.generate(&[]).status.success());
    let manifest = fs::read_to_string(folder.0.join("out/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"pets-client\""), "{manifest}");
    assert!(!manifest.contains("path ="), "{manifest}");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(folder.0.join("out"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", stderr_of(&metadata));
}

#[test]
fn check_finds_changed_missing_and_stale_files_and_writes_nothing() {
    let folder = Folder::new("check");
    folder.generate(&[]);
    assert!(folder.generate(&["--check"]).status.success());
    let elsewhere = codegen(&folder.0, &["--spec", "pets.yaml", "--out", "elsewhere", "--check"]);
    assert_eq!((elsewhere.status.code(), elsewhere.stdout), (Some(1), Vec::new()));
    let lib = folder.0.join("out/src/lib.rs");
    let stale = folder.0.join("out/src/resources/old.rs");
    fs::write(&lib, fs::read_to_string(&lib).unwrap().replace("pub mod types", "pub mod typos")).unwrap();
    fs::remove_file(folder.0.join("out/src/client.rs")).unwrap();
    fs::copy(folder.0.join("out/src/resources/pets.rs"), &stale).unwrap();
    let output = folder.generate(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr_of(&output);
    for part in ["-pub mod typos", "+pub mod types", "src/client.rs", "src/resources/old.rs"] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert!(text.contains("cargo xtask codegen --spec pets.yaml --out out --name pets-client"), "{text}");
    assert!(stale.exists(), "--check removed a file");
}

#[test]
fn stale_files_are_removed_and_hand_written_ones_are_kept() {
    let folder = Folder::new("stale");
    folder.generate(&[]);
    let stale = folder.0.join("out/src/resources/old.rs");
    fs::copy(folder.0.join("out/src/resources/pets.rs"), &stale).unwrap();
    let kept = folder.0.join("out/tests/mine.rs");
    fs::create_dir_all(kept.parent().unwrap()).unwrap();
    fs::write(&kept, "// mine").unwrap();
    assert!(stderr_of(&folder.generate(&[])).contains("removed out/src/resources/old.rs"));
    assert!(!stale.exists() && kept.exists());
}

#[test]
fn a_failed_run_keeps_the_old_output() {
    let folder = Folder::new("failed");
    folder.generate(&[]);
    let before = fs::read_to_string(folder.0.join("out/src/types/pets.rs")).unwrap();
    let broken =
        DOCUMENT.replace("schemas/Pet'", "schemas/Dog'").replace("required: [name]", "required: [other]");
    fs::write(folder.0.join("pets.yaml"), broken).unwrap();
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr_of(&output).contains("pets.yaml:6:"), "{}", stderr_of(&output));
    assert_eq!(fs::read_to_string(folder.0.join("out/src/types/pets.rs")).unwrap(), before);
}

#[test]
fn strict_treats_warnings_as_errors() {
    let folder = Folder::new("strict");
    fs::write(folder.0.join("pets.yaml"), DOCUMENT.replace("required: [name]", "required: [other]")).unwrap();
    assert!(folder.generate(&[]).status.success());
    let output = folder.generate(&["--strict"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr_of(&output).contains("error[W0209]"), "{}", stderr_of(&output));
}

#[test]
fn keep_going_generates_the_rest_of_a_broken_document() {
    let folder = Folder::new("keep-going");
    fs::write(folder.0.join("pets.yaml"), DOCUMENT.replace("schemas/Pet'", "schemas/Dog'")).unwrap();
    let output = folder.generate(&["--keep-going"]);
    assert!(output.status.success(), "{}", stderr_of(&output));
    assert!(stderr_of(&output).contains("warning[E0102]"), "{}", stderr_of(&output));
    assert!(folder.0.join("out/src/resources/pets.rs").exists());
    fs::write(folder.0.join("pets.yaml"), "openapi: [").unwrap();
    let unreadable = folder.generate(&["--keep-going"]);
    assert_eq!(unreadable.status.code(), Some(1));
    assert!(stderr_of(&unreadable).contains("error[E0002]"), "{}", stderr_of(&unreadable));
}

#[test]
fn invalid_input_is_reported_and_nothing_is_written() {
    let folder = Folder::new("bad");
    fs::write(folder.0.join("codegen.toml"), "[package]\nnaem = \"x\"\n").unwrap();
    let config = folder.generate(&["--config", "codegen.toml"]);
    assert_eq!(config.status.code(), Some(1));
    let text = stderr_of(&config);
    assert!(text.contains("codegen.toml:2:1") && text.contains("naem"), "{text}");
    let missing = codegen(&folder.0, &["--spec", "nowhere.yaml", "--out", "out"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        stderr_of(&missing).contains("E0001") && stderr_of(&missing).contains("nowhere.yaml"),
        "{}",
        stderr_of(&missing)
    );
    let nowhere = codegen(&folder.0, &["--spec", "pets.yaml"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr_of(&nowhere).contains("--out <DIR>"), "{}", stderr_of(&nowhere));
    for name in ["Bad Name", "type", "1st"] {
        let unnamed = folder.generate(&["--name", name]);
        assert_eq!(unnamed.status.code(), Some(2), "{}", stderr_of(&unnamed));
    }
    fs::write(folder.0.join("type.yaml"), DOCUMENT.replace("title: Pets", "title: Type")).unwrap();
    let keyword = codegen(&folder.0, &["--spec", "type.yaml", "--out", "type", "--quiet"]);
    assert!(keyword.status.success(), "{}", stderr_of(&keyword));
    let manifest = fs::read_to_string(folder.0.join("type/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"type-client\"\n"), "{manifest}");
    let no_folder = codegen(&folder.0, &["--spec", "pets.yaml", "--out", "pets.yaml"]);
    assert_eq!(no_folder.status.code(), Some(1));
    assert!(
        stderr_of(&no_folder).ends_with("codegen: pets.yaml/: Not a directory (os error 20)\n"),
        "{}",
        stderr_of(&no_folder)
    );
    assert!(!folder.0.join("out").exists());
}

#[test]
fn hand_written_files_are_not_overwritten() {
    let folder = Folder::new("foreign");
    let write = |path: &str, text: &str| {
        let path = folder.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let read = |path: &str| fs::read_to_string(folder.0.join(path)).unwrap();
    for path in ["out/Cargo.toml", "out/README.md", "out/src/lib.rs"] {
        write(path, "# mine\n");
    }
    let rejected = folder.generate(&[]);
    assert_eq!(rejected.status.code(), Some(1));
    let text = stderr_of(&rejected);
    for part in ["\n    Cargo.toml\n    README.md\n    src/lib.rs\n", "`--force`", "keep = ["] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert_eq!(read("out/src/lib.rs"), "# mine\n");
    assert!(!folder.0.join("out/src/client.rs").exists());
    let checked = stderr_of(&folder.generate(&["--check"]));
    assert!(
        checked.contains("--name pets-client --force` to update them")
            && checked.contains("\n    README.md\n"),
        "{checked}"
    );

    write("codegen.toml", "keep = [\"README.md\", \"Readme.md\"]\n");
    fs::remove_file(folder.0.join("out/src/lib.rs")).unwrap();
    fs::remove_file(folder.0.join("out/Cargo.toml")).unwrap();
    let kept = folder.generate(&["--config", "codegen.toml"]);
    let text = stderr_of(&kept);
    assert!(kept.status.success(), "{text}");
    assert!(
        text.contains("warning[W0004]: no file `Readme.md` is emitted\n --> codegen.toml:1:22\n"),
        "{text}"
    );
    assert_eq!(read("out/README.md"), "# mine\n");
    let checked = folder.generate(&["--config", "codegen.toml", "--check"]);
    assert!(checked.status.success(), "{}", stderr_of(&checked));
    assert_eq!(folder.generate(&["--config", "codegen.toml", "--check", "--strict"]).status.code(), Some(1));

    let forced = folder.generate(&["--force"]);
    assert!(forced.status.success(), "{}", stderr_of(&forced));
    assert!(read("out/README.md").contains("pets-client"));
    assert!(folder.generate(&[]).status.success());
}

#[test]
fn examples_of_the_configuration_exist() {
    let folder = Folder::new("examples");
    fs::write(folder.0.join("codegen.toml"), "[package.examples]\ntour = [\"client\"]\n").unwrap();
    let missing = folder.generate(&["--config", "codegen.toml"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        stderr_of(&missing).contains("error[E0010]") && stderr_of(&missing).contains("codegen.toml:2:8"),
        "{}",
        stderr_of(&missing)
    );
    assert!(!folder.0.join("out").exists());
    fs::create_dir_all(folder.0.join("out/examples/tour")).unwrap();
    fs::write(folder.0.join("out/examples/tour/main.rs"), "fn main() {}").unwrap();
    let there = folder.generate(&["--config", "codegen.toml"]);
    assert!(there.status.success(), "{}", stderr_of(&there));
}

/// Cargo can read the manifest, whatever the configuration contains.
#[test]
fn unusual_configurations_produce_a_valid_manifest() {
    let folder = Folder::new("odd");
    let config = r#"
[package]
version = "1.2.3-rc.1+build.5"
description = "Quotes \" and \\ and\nlines \u0007 ]] é"
repository = "https://example.com/a?b=c'd"
homepage = "http://[::1]:8080/"
documentation = "HTTPS://example.com"
license = "(MIT OR Apache-2.0 WITH LLVM-exception) AND LicenseRef-Own"
authors = ["O'Neil \"x\" <a@b>", "é"]
keywords = ["a+b", "1", "x_y"]
categories = ["api-bindings", "web-programming::http-client"]
rust_version = "1.90.1"
[package.dev_dependencies]
pets-client = { path = ".", default-features = false, features = ["client"] }
_private-1 = "*"
wild = ">=1.2, <1.5"
renamed = { package = "other", version = "=0.1.0-alpha.1", registry = "own" }
git = { git = "https://example.com/a.git", branch = "a\"b" }
"#;
    fs::write(folder.0.join("codegen.toml"), config).unwrap();
    let made = folder.generate(&["--config", "codegen.toml"]);
    assert!(made.status.success(), "{}", stderr_of(&made));
    let manifest = fs::read_to_string(folder.0.join("out/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    assert_eq!(manifest["package"]["rust-version"].as_str(), Some("1.90.1"));
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .env("CARGO_REGISTRIES_OWN_INDEX", "https://example.com/index")
        .current_dir(folder.0.join("out"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", stderr_of(&metadata));
    assert!(!stderr_of(&metadata).contains("warning"), "{}", stderr_of(&metadata));
}

#[test]
fn other_folders_are_read_only_if_they_are_allowed() {
    let folder = Folder::new("allow-dir");
    fs::create_dir_all(folder.0.join("api")).unwrap();
    fs::create_dir_all(folder.0.join("common")).unwrap();
    fs::write(folder.0.join("common/pet.yaml"), "type: object\nproperties: {top_secret: {type: string}}\n")
        .unwrap();
    let document = DOCUMENT.replace("'#/components/schemas/Pet'", "'../common/pet.yaml'");
    fs::write(folder.0.join("api/pets.yaml"), document).unwrap();
    let generate = |more: &[&str]| {
        let base = ["--spec", "api/pets.yaml", "--out", "out"];
        codegen(&folder.0, &[&base, more].concat())
    };
    let rejected = generate(&[]);
    assert_eq!(rejected.status.code(), Some(1));
    let text = stderr_of(&rejected);
    assert!(
        text.contains("error[E0009]: `../common/pet.yaml` is outside") && text.contains("api/pets.yaml:6:"),
        "{text}"
    );
    assert!(text.contains("--allow-dir") && !text.contains("top_secret"), "{text}");
    assert!(generate(&["--allow-dir", "common"]).status.success());
    assert!(
        stderr_of(&generate(&["--allow-dir", "nowhere"])).contains("--allow-dir: nowhere is not a folder")
    );
    // Relative to the configuration file, like overlays.
    fs::create_dir_all(folder.0.join("config")).unwrap();
    fs::write(folder.0.join("config/codegen.toml"), "allow_dirs = [\"../common\"]\n").unwrap();
    let allowed = generate(&["--config", "config/codegen.toml", "--strict"]);
    assert!(allowed.status.success(), "{}", stderr_of(&allowed));
    // The same limits apply to references from an overlay, wherever the overlay is.
    let overlay = "overlay: 1.0.0\ninfo: {title: x, version: 1.0.0}\nactions:\n  - {target: $.components.schemas.Pet.properties, update: {x: {$ref: ../config/x.yaml}}}\n";
    fs::write(folder.0.join("config/overlay.yaml"), overlay).unwrap();
    fs::write(folder.0.join("config/x.yaml"), "type: string\n").unwrap();
    let overlaid = generate(&["--allow-dir", "common", "--overlay", "config/overlay.yaml"]);
    let text = stderr_of(&overlaid);
    assert!(
        text.contains("error[E0009]: `../config/x.yaml`") && text.contains("--> config/overlay.yaml:4:"),
        "{text}"
    );
    for command in [
        &["inspect", "listPets", "--spec", "api/pets.yaml"][..],
        &["diff", "api/pets.yaml", "api/pets.yaml"],
        &["bench", "api/pets.yaml", "--runs", "1"],
    ] {
        let run = |more: &[&str]| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_xtask"));
            program.args(command).args(more).current_dir(&folder.0).output().unwrap()
        };
        let allowed = run(&["--allow-dir", "common"]);
        assert!(
            allowed.status.success() && !stderr_of(&allowed).contains("E0009"),
            "{}",
            stderr_of(&allowed)
        );
    }
}
