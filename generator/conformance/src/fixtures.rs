//! Every fixture has a module.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_fixture_is_compiled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/ok");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let fixtures: BTreeSet<String> =
        paths.map(|path| path.file_stem().unwrap().to_string_lossy().replace('-', "_")).collect();
    let modules: BTreeSet<String> = crate::FIXTURES.iter().map(|name| (*name).to_owned()).collect();
    let alone: Vec<&String> = modules.symmetric_difference(&fixtures).collect();
    assert!(
        alone.is_empty(),
        "a fixture without accepted snapshots, or snapshots without a fixture: {alone:?}"
    );
}
