//! Runs the program `oasmith` in temporary folders.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

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

/// The exit code and the output of a run.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "api/pets.yaml", DOCUMENT);
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn oasmith(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, arguments, "")
}

fn run(folder: &Path, arguments: &[&str], stdin: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oasmith"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

impl Run {
    #[track_caller]
    fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    fn fails(self, code: i32, message: &str) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        assert!(self.stderr.contains(message), "no `{message}` in\n{}", self.stderr);
        self
    }
}

#[test]
fn init_then_generate_then_check() {
    let folder = folder();
    let here = folder.path();
    let init = oasmith(here, &["init", "api/pets.yaml"]).succeeds();
    let config = fs::read_to_string(here.join("oasmith.toml")).unwrap();
    assert!(
        config.contains("spec = \"api/pets.yaml\"\n") && config.contains("out = \"client\"\n"),
        "{config}"
    );
    assert!(!init.stderr.contains("missing"), "{}", init.stderr);
    oasmith(here, &["init"]).fails(1, "oasmith.toml exists already; nothing was written");
    assert_eq!(fs::read_to_string(here.join("oasmith.toml")).unwrap(), config);
    let generated = oasmith(here, &["generate"]).succeeds();
    assert!(generated.stderr.contains("wrote   client/src/lib.rs\n"), "{}", generated.stderr);
    assert_eq!(generated.stdout, "");
    let checked = oasmith(here, &["check", "--strict"]).succeeds();
    assert!(checked.stderr.contains("client is up to date"), "{}", checked.stderr);
    fs::remove_file(here.join("client/src/client.rs")).unwrap();
    let stale = oasmith(here, &["check"]).fails(1, "1 of ");
    let message = "files in client is out of date; run `oasmith generate` to update it";
    assert!(stale.stderr.contains(message), "{}", stale.stderr);
    assert!(stale.stdout.contains("+++ b/src/client.rs"), "{}", stale.stdout);
    assert!(!here.join("client/src/client.rs").exists());
}

#[test]
fn init_finds_a_document_of_swagger_and_names_a_missing_one() {
    let folder = tempfile::tempdir().unwrap();
    let missing = oasmith(folder.path(), &["init"]).succeeds();
    assert!(missing.stderr.contains("missing openapi.yaml; correct `spec`"), "{}", missing.stderr);
    fs::remove_file(folder.path().join("oasmith.toml")).unwrap();
    write(
        folder.path(),
        "old.json",
        r#"{"swagger": "2.0", "info": {"title": "Old", "version": "1"}, "paths": {}}"#,
    );
    let found = oasmith(folder.path(), &["init"]).succeeds();
    assert!(found.stderr.contains("wrote   oasmith.toml, for old.json\n"), "{}", found.stderr);
    assert!(!found.stderr.contains("missing"), "{}", found.stderr);
}

#[test]
fn a_url_is_not_a_document() {
    let folder = folder();
    let url = ["generate", "https://example.com/openapi.json", "--out", "client"];
    oasmith(folder.path(), &url).fails(1, "nothing is fetched from the network: download the document");
}

#[test]
fn the_configuration_is_found_from_a_subfolder_and_its_paths_are_relative_to_it() {
    let folder = folder();
    write(folder.path(), "service/oasmith.toml", "spec = \"../api/pets.yaml\"\nout = \"crates/pets\"\n");
    write(folder.path(), "service/src/deep/x", "");
    oasmith(&folder.path().join("service/src/deep"), &["generate", "--quiet"]).succeeds();
    assert!(folder.path().join("service/crates/pets/src/lib.rs").is_file());
    // The folder on the command line is relative to the current folder.
    oasmith(&folder.path().join("service/src"), &["generate", "--quiet", "--out", "here"]).succeeds();
    assert!(folder.path().join("service/src/here/Cargo.toml").is_file());
}

#[test]
fn the_former_name_of_the_configuration_is_still_read() {
    let folder = folder();
    write(
        folder.path(),
        "codegen.toml",
        "spec = \"api/pets.yaml\"\nout = \"client\"\n[package]\nname = \"old\"\n",
    );
    oasmith(folder.path(), &["generate"]).succeeds();
    let manifest = fs::read_to_string(folder.path().join("client/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"old\""), "{manifest}");
    write(folder.path(), "oasmith.toml", "spec = \"api/pets.yaml\"\nout = \"new\"\n");
    oasmith(folder.path(), &["generate"]).succeeds();
    assert!(folder.path().join("new/Cargo.toml").is_file());
}

#[test]
fn a_document_is_named_by_position_by_option_or_on_stdin() {
    let folder = folder();
    let here = folder.path();
    oasmith(here, &["generate", "api/pets.yaml", "--out", "a", "--name", "pets"]).succeeds();
    oasmith(here, &["generate", "--spec", "api/pets.yaml", "--out", "b", "--name", "pets"]).succeeds();
    for (document, out) in [(&["--spec", "-"][..], "c"), (&["-"][..], "d")] {
        let arguments = [&["generate", "--out", out, "--name", "pets"][..], document].concat();
        run(here, &arguments, DOCUMENT).succeeds();
    }
    let manifest = |out: &str| fs::read_to_string(here.join(out).join("src/client.rs")).unwrap();
    assert!(["b", "c", "d"].iter().all(|out| manifest(out) == manifest("a")));
    let broken = run(here, &["generate", "-", "--out", "e"], "openapi: [");
    broken.fails(1, " --> <stdin>:1");
    let outside = DOCUMENT.replace("'#/components/schemas/Pet'", "'api/pets.yaml#/components/schemas/Pet'");
    run(here, &["generate", "-", "--out", "e"], &outside).fails(1, "api/pets.yaml");
    oasmith(here, &["generate", "api/pets.yaml", "--spec", "x.yaml"]).fails(2, "cannot be used with");
}

#[test]
fn missing_options_are_errors_with_a_hint() {
    let folder = folder();
    let here = folder.path();
    oasmith(here, &["generate"]).fails(2, "there is no oasmith.toml in this folder or above");
    oasmith(here, &["generate", "api/pets.yaml"]).fails(2, "name the folder of the crate: --out DIR");
    write(here, "oasmith.toml", "out = \"client\"\n");
    oasmith(here, &["generate"]).fails(1, "error[E0004]: no document is named");
    assert!(!here.join("client").exists());
}

/// The program works without the checkout that it was built in.
#[test]
fn the_program_has_no_path_of_the_checkout() {
    let program = fs::read(env!("CARGO_BIN_EXE_oasmith")).unwrap();
    let manifest = env!("CARGO_MANIFEST_DIR").as_bytes();
    assert!(!program.windows(manifest.len()).any(|window| window == manifest));
}

#[test]
fn help_and_errors_name_the_program() {
    let folder = folder();
    for command in ["generate", "check", "diff", "inspect", "explain", "init", "completions"] {
        let help = oasmith(folder.path(), &["help", command]).succeeds().stdout;
        assert!(help.contains(&format!("Usage: oasmith {command}")), "{help}");
        assert!(!help.contains("xtask"), "{help}");
    }
    oasmith(folder.path(), &["explain", "X1"]).fails(1, "`oasmith explain` lists all of them");
    let script = oasmith(folder.path(), &["completions", "bash"]).succeeds().stdout;
    assert!(script.contains("_oasmith()"), "{script}");
}

#[test]
fn colours_are_for_terminals_and_on_request() {
    let folder = folder();
    let here = folder.path();
    oasmith(here, &["generate", "api/pets.yaml", "--out", "client"]).succeeds();
    write(here, "client/src/client.rs", "// @generated by oasmith. Do not edit.\nfn old() {}\n");
    let check = ["check", "api/pets.yaml", "--out", "client"];
    let plain = oasmith(here, &check).fails(1, "out of date").stdout;
    assert!(plain.contains("\n-fn old() {}\n") && !plain.contains('\u{1b}'), "{plain}");
    let colour = oasmith(here, &[&check[..], &["--color", "always"]].concat()).stdout;
    assert!(colour.contains("\u{1b}[31m-fn old() {}\u{1b}[0m\n"), "{colour:?}");
    for command in [&["inspect", "Pet", "--spec", "api/pets.yaml"][..], &["explain", "W0209"]] {
        let plain = oasmith(here, command).succeeds().stdout;
        let colour = oasmith(here, &[command, &["--color", "always"]].concat()).succeeds().stdout;
        assert!(!plain.contains('\u{1b}') && colour.contains("\u{1b}[1m"), "{colour:?}");
    }
}

/// Types that are read otherwise than they are sent.
#[test]
fn second_forms_are_counted() {
    let folder = folder();
    let here = folder.path();
    let document = concat!(
        "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    post:\n      operationId: add\n",
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n",
        "      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}\n",
        "components:\n  schemas:\n    Pet: {type: object, required: [name], properties: {name: {type: string}}}\n"
    );
    write(here, "sent.yaml", document);
    let second = "1 with a second form, because responses may omit required properties";
    let inspect = ["inspect", "Pet", "--spec", "sent.yaml"];
    assert!(!oasmith(here, &inspect).succeeds().stdout.contains("second form"));
    write(
        here,
        "lenient.toml",
        "spec = \"sent.yaml\"\nout = \"client\"\n[reading]\nrequired = \"lenient\"\n",
    );
    let shown = oasmith(here, &[&inspect[..], &["--config", "lenient.toml"]].concat()).succeeds().stdout;
    assert!(shown.contains(&format!("  = 2 types, {second}\n")), "{shown}");
    let done = oasmith(here, &["generate", "--config", "lenient.toml"]).succeeds().stderr;
    assert!(done.contains(&format!("2 types ({second})")), "{done}");
}

#[test]
fn changes_as_text_markdown_and_json() {
    let folder = folder();
    let here = folder.path();
    write(
        here,
        "new.yaml",
        &DOCUMENT.replace("{name: {type: string}}", "{name: {type: string}, age: {type: integer}}"),
    );
    let diff = |more: &[&str]| {
        oasmith(here, &[&["diff", "api/pets.yaml", "new.yaml"], more].concat()).succeeds().stdout
    };
    assert!(diff(&[]).starts_with("minor (adds): "), "{}", diff(&[]));
    let markdown = diff(&["--format", "markdown"]);
    assert!(markdown.starts_with("**minor**: 0.1.0 → 0.1.1\n\n### minor"), "{markdown}");
    assert!(markdown.contains("| added | `types::Pet.age` |"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&diff(&["--format", "json"])).unwrap();
    assert_eq!(json["impact"], "minor");
    assert_eq!(diff(&["--json"]), diff(&["--format", "json"]));
    // The configuration that names the new document counts.
    write(here, "oasmith.toml", "spec = \"new.yaml\"\n[package]\nversion = \"2.0.0\"\n");
    assert!(diff(&[]).contains("minor: 2.0.0 → 2.1.0"), "{}", diff(&[]));
}

/// A document with two different warnings about fields, one at three locations, and one warning about data.
const MANY_WARNINGS: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {/pets: {get: {operationId: pets, responses: {'204': {description: Done}, '9XX': {description: Odd}}}}}
components:
  schemas:
    A: {type: object, colour: red}
    B: {type: object, colour: red, requried: [a]}
    C: {type: object, colour: red}
";

#[test]
fn equal_warnings_are_one_and_the_gravest_comes_first() {
    let folder = folder();
    let here = folder.path();
    write(here, "many.yaml", MANY_WARNINGS);
    let all = oasmith(here, &["generate", "many.yaml", "--out", "client"]).succeeds().stderr;
    let position = |text: &str| all.find(text).unwrap_or_else(|| panic!("no {text} in\n{all}"));
    let places = [
        "warning[W0404]",
        "warning[W0220]",
        "warning[W0221]: OpenAPI has no field `colour` here (at 3 locations)",
    ];
    assert!(places.map(position).is_sorted(), "{all}");
    assert_eq!(all.matches("warning[").count(), 3, "{all}");
    assert!(all.contains("5 warnings (3 different)"), "{all}");

    for arguments in [&["generate"][..], &["check"], &["generate", "--strict"], &["check", "--strict"]] {
        let arguments = [arguments, &["many.yaml", "--out", "client", "--warn-limit", "1"]].concat();
        let text = oasmith(here, &arguments).stderr;
        assert_eq!(text.matches("W0404").count(), 1, "{text}");
        assert!(!text.contains("W0220") && !text.contains("W0221"), "{text}");
        assert!(text.contains("… and 2 more different ones: `--warn-limit 0` shows all"), "{text}");
    }
    let json = oasmith(
        here,
        &["check", "many.yaml", "--out", "client", "--message-format", "json", "--warn-limit", "1"],
    );
    let codes: Vec<&str> =
        json.stdout.lines().filter_map(|line| line.split("\"code\":\"").nth(1)?.get(..5)).collect();
    assert_eq!(codes, ["W0404", "W0220", "W0221", "W0221", "W0221"], "{}", json.stdout);
    assert!(json.stdout.contains("\"gravity\":\"loss\""), "{}", json.stdout);
}
