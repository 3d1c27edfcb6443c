//! Failures that are expected, each with the reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::report::{FailureKind, Report};

/// A failure that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The document.
    pub document: String,
    /// The kind of mistake.
    pub kind: FailureKind,
    /// The cause as reported.
    pub cause: String,
    /// The reason for the failure.
    pub reason: String,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    #[serde(default)]
    failure: Vec<Known>,
}

/// Reads a list of expected failures. A missing file is an empty list.
///
/// # Errors
///
/// When the file is invalid.
pub fn read(path: &Path) -> Result<Vec<Known>, String> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(Vec::new()) };
    toml::from_str::<File>(&text)
        .map(|file| file.failure)
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Marks expected failures in a report, and notes expected ones that did not occur.
pub fn apply(report: &mut Report, known: &[Known]) {
    let known: Vec<&Known> = known.iter().filter(|known| known.document == report.document).collect();
    for group in &mut report.groups {
        let same = |known: &&&Known| known.kind == group.smallest.kind && known.cause == group.smallest.cause;
        group.reason = known.iter().find(same).map(|known| known.reason.clone());
    }
    if report.failed.is_some() {
        return;
    }
    for known in known {
        let there = |group: &crate::report::Group| {
            group.smallest.kind == known.kind && group.smallest.cause == known.cause
        };
        if !report.groups.iter().any(there) {
            report.gone.push(format!("{} {}", known.kind, known.cause));
        }
    }
}

/// Formats the failures of reports as a list, with the known reasons.
pub fn write(reports: &[Report]) -> String {
    let mut out = String::from(
        "# Expected failures. `cargo xtask oracle … --accept` writes this file; write the reasons by hand.\n",
    );
    let groups = reports.iter().flat_map(|report| report.groups.iter().map(move |group| (report, group)));
    let sorted: BTreeMap<_, _> = groups
        .map(|(report, group)| {
            let key = (&report.document, group.smallest.kind, &group.smallest.cause);
            (key, group.reason.as_deref().unwrap_or("not examined yet"))
        })
        .collect();
    for ((document, kind, cause), reason) in sorted {
        let text = |text: &str| toml::Value::from(text).to_string();
        let _ = write!(
            out,
            "\n[[failure]]\ndocument = {}\nkind = \"{kind}\"\ncause = {}\nreason = {}\n",
            text(document),
            text(cause),
            text(reason)
        );
    }
    out
}
