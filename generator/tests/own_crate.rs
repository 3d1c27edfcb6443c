//! The repository's own document: which files come of it, and what the central ones say.

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
        insta::assert_snapshot!(path.replace('/', "-"), files.get(path).unwrap());
    }
}

#[test]
fn emission_is_deterministic() {
    assert_eq!(generate(), generate());
}

/// Otherwise the next run would take it for a file of the user's.
#[test]
fn every_file_is_known_as_ours() {
    for (path, text) in generate().iter() {
        assert!(oasmith_core::files::is_ours(path, text.as_bytes()), "{path}");
    }
}
