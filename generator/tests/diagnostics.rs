//! Each code has a constructor, a page with working examples, and a fixture.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use oasmith_core::diagnostics::{Code, Example, Page};
use oasmith_core::{Config, Generator};

/// The files below a folder whose names end with `end`.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inside = |path: PathBuf| if path.is_dir() { files(&path, end) } else { vec![path] };
    entries.flat_map(inside).filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

/// The codes in `text` between the two `marks`.
fn codes_in(text: &str, marks: (char, char)) -> BTreeSet<String> {
    let is_code = |code: &&str| {
        code.len() == 5 && code.starts_with(['E', 'W']) && code[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    let after = text.split(marks.0).skip(1).filter_map(|rest| rest.split(marks.1).next());
    after.filter(is_code).map(str::to_owned).collect()
}

fn known() -> BTreeSet<String> {
    Code::ALL.iter().map(ToString::to_string).collect()
}

#[test]
fn every_code_has_a_constructor() {
    let constructors =
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostics/constructors"), ".rs");
    let mut used = BTreeSet::new();
    for path in constructors {
        let text = std::fs::read_to_string(path).unwrap();
        used.extend(text.split("Code::").skip(1).filter_map(|rest| rest.get(..5)).map(str::to_owned));
    }
    assert!(known().is_subset(&used), "no constructor has {:?}", known().difference(&used));
}

#[test]
fn every_page_belongs_to_a_code() {
    let pages = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostics/codes"), ".md");
    let names: BTreeSet<String> =
        pages.iter().map(|page| page.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, known());
}

#[test]
fn every_code_has_a_fixture() {
    let snapshots = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots"), ".snap");
    let texts = snapshots.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let pinned: BTreeSet<String> = texts.flat_map(|text| codes_in(&text, ('[', ']'))).collect();
    let missing: Vec<String> = known().difference(&pinned).cloned().collect();
    assert!(missing.is_empty(), "no fixture in tests/fixtures/err shows {missing:?}");
}

/// The document for examples of configurations.
const WITH_WEBHOOK: &str = "openapi: 3.1.0\nwebhooks: {Created: {post: {operationId: created, responses: {'204': {description: Read}}}}}";

/// The document for examples of overlays.
const WITH_PETS: &str = "paths: {/pets: {get: {operationId: pets, responses: {'204': {description: Done}}}}}";

/// Writes an example to `folder`. Returns the reported codes.
fn reported_for(example: Example, folder: &Path) -> (BTreeSet<Code>, String) {
    let Example { language, text } = example;
    let (document, config, overlay) = match language {
        "toml" => (WITH_WEBHOOK, text, None),
        _ if text.starts_with("overlay:") => (WITH_PETS, "", Some(text)),
        _ => (text, "", None),
    };
    let path = folder.join("openapi.yaml");
    std::fs::write(&path, framed(document)).unwrap();
    let overlays: Vec<PathBuf> = overlay.map(|_| folder.join("overlay.yaml")).into_iter().collect();
    std::fs::write(folder.join("overlay.yaml"), overlay.unwrap_or_default()).unwrap();
    let example_of_crate = folder.join("examples/tour.rs");
    std::fs::create_dir_all(example_of_crate.parent().unwrap()).unwrap();
    std::fs::write(example_of_crate, "fn main() {}").unwrap();
    let parsed = Config::parse(Path::new("codegen.toml"), config);
    let (config, broken) =
        parsed.map_or_else(|broken| (Config::default(), Some(broken)), |config| (config, None));
    let outcome = Generator::new(&path).config(config).overlays(overlays).out(folder).run().unwrap();
    let codes = outcome.diagnostics.iter().chain(&broken).map(|diagnostic| diagnostic.code).collect();
    (codes, outcome.report(false))
}

/// A document with the lines of an example and the required keys.
fn framed(example: &str) -> String {
    let frame = [
        ("openapi", "openapi: 3.0.3"),
        ("info", "info: {title: Pets, version: '1'}"),
        ("paths", "paths: {}"),
    ];
    let missing =
        frame.iter().filter(|(key, _)| !example.lines().any(|line| line.starts_with(&format!("{key}:"))));
    missing.map(|(_, line)| format!("{line}\n")).collect::<String>() + example
}

#[test]
fn examples_trigger_only_their_code() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
    std::fs::create_dir_all(&folder).unwrap();
    for Page { code, triggers, does_not_trigger, .. } in Page::all() {
        let (codes, text) = reported_for(triggers, &folder);
        assert_eq!(codes, BTreeSet::from([code]), "the example that triggers {code}:\n{text}");
        let (codes, text) = reported_for(does_not_trigger, &folder);
        assert!(codes.is_empty(), "the example that does not trigger {code}:\n{text}");
    }
}

/// A reference next to `allOf` does not move the schemas in it.
#[test]
fn locations_next_to_references_are_those_of_the_document() {
    let document = concat!(
        "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {type: object}\n",
        "    B:\n      $ref: '#/components/schemas/A'\n      allOf:\n        - {type: object}\n",
        "        - {type: object, if: {required: [a]}, then: {required: [b]}}\n"
    );
    let report = Generator::from_text("openapi.yaml", document).run().unwrap().report(false);
    assert!(report.contains("openapi.yaml:11:26") && report.contains("B/allOf/1/if"), "{report}");
}
