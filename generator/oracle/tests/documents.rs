//! Checks the crates of small documents. Only the failures in `known/` may occur.
//!
//! The documents are the generator's fixtures, and the ones in `documents/`, each of which covers a kind of fault. All of them are built into
//! one program. The expected failures are in `known/fixtures.toml` and `known/documents.toml`; one that no longer occurs has to be
//! removed. `ORACLE_ACCEPT=1 cargo test -p oracle` writes both lists. Existing reasons stay; write new ones by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use oracle::decoding::Options;
use oracle::progress::Progress;
use oracle::report::Report;
use oracle::{check_all, known, subject};

/// Few random values per type, to keep the test fast.
const VALUES: usize = 12;

fn check(folders: &[(PathBuf, &str)]) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths: Vec<PathBuf> =
        folders.iter().flat_map(|(folder, _)| subject::documents(folder).unwrap()).collect();
    let options = Options { n: VALUES, seed: 1, only: None };
    let progress = Progress::new(paths.iter().map(PathBuf::as_path));
    let reports =
        check_all(&paths, &own.join("../../target/oracle/tests"), &options, true, &progress).unwrap();
    let mut surprises = String::new();
    for (folder, file) in folders {
        let file = own.join("known").join(file);
        let known = known::read(&file).unwrap();
        let names: Vec<String> =
            subject::documents(folder).unwrap().iter().map(|path| subject::name(path)).collect();
        let mut own: Vec<Report> =
            reports.iter().filter(|report| names.contains(&report.document)).cloned().collect();
        for report in &mut own {
            known::apply(report, &known);
            if report.surprises() {
                let _ = write!(surprises, "{}\n{}", report.line(), report.causes(false));
            }
        }
        if std::env::var_os("ORACLE_ACCEPT").is_some() {
            std::fs::write(&file, known::write(&own)).unwrap();
        }
    }
    assert!(
        surprises.is_empty(),
        "different from `generator/oracle/known/`:\n{}\n{surprises}",
        oracle::report::Report::heading()
    );
}

#[test]
fn emitted_crates_match_small_documents() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    check(&[(own.join("../tests/fixtures/ok"), "fixtures.toml"), (own.join("documents"), "documents.toml")]);
}
