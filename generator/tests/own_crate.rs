//! Snapshots of the crate that is generated from this repository's document: the list of files, and the main files.

use std::path::Path;

use oasmith_core::{GeneratedFiles, Generator};

fn generate() -> GeneratedFiles {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let document = std::fs::read_dir(&spec)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .unwrap();
    let outcome = Generator::new(document).config_file(spec.join("codegen.toml")).run().unwrap();
    assert!(outcome.diagnostics.is_empty(), "{}", outcome.report(false));
    outcome.files.unwrap()
}

#[test]
fn files() {
    let files = generate();
    let list: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    insta::assert_snapshot!("list", list.join("\n"));
    for path in [
        "Cargo.toml",
        "README.md",
        "src/lib.rs",
        "src/client.rs",
        "src/webhooks.rs",
        "src/resources/tickets.rs",
        "src/types/tickets.rs",
    ] {
        insta::assert_snapshot!(path.replace('/', "-"), without_version(files.get(path).unwrap()));
    }
}

/// A file without the versions of the crate and of the generator, so that a release changes no snapshot.
fn without_version(text: &str) -> String {
    let keys = ["version = ", "apideck-issue-tracking = "];
    let line = |line: &str| match keys.iter().find(|key| line.starts_with(*key)) {
        Some(key) if line.ends_with('"') => format!("{key}\"[version]\"\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[test]
fn emission_is_deterministic() {
    assert_eq!(generate(), generate());
}

/// Otherwise the next run would treat a generated file as a file of the user.
#[test]
fn every_file_is_recognised_as_generated() {
    for (path, text) in generate().iter() {
        assert!(oasmith_core::files::is_ours(path, text.as_bytes()), "{path}");
    }
}
