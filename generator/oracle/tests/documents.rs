//! The crates of small documents read, write and send what the documents say, but for what is known.
//!
//! The documents are the generator's fixtures, and those in `documents/`, each of which shows a kind of mistake. One program is built of
//! them all. What is wrong today is in `known/fixtures.toml` and `known/documents.toml`; something that is not wrong any more has to be
//! taken off. `ORACLE_ACCEPT=1 cargo test -p oracle` writes both lists; reasons stay, and new ones are written by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use oracle::decoding::Options;
use oracle::progress::Progress;
use oracle::report::Report;
use oracle::{check_all, known, subject};

/// Few values of each type, so that it takes seconds. The planned ones are the same whatever this is.
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
        "not as `generator/oracle/known/` says:\n{}\n{surprises}",
        oracle::report::Report::heading()
    );
}

#[test]
fn emitted_crates_do_what_small_documents_say() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    check(&[(own.join("../tests/fixtures/ok"), "fixtures.toml"), (own.join("documents"), "documents.toml")]);
}
