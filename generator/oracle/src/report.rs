//! Reports.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    /// A valid value was rejected.
    Error,
    /// A value changed when it was read and written back.
    Loss,
    /// A value that the document describes was read as unknown.
    Unknown,
    /// A value was read as an alternative that does not accept it.
    Variant,
    /// A request does not match the document.
    Request,
    /// No request was sent.
    Unsent,
    /// No value was made for a type or an alternative.
    Untried,
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Loss => "loss",
            Self::Unknown => "unknown",
            Self::Variant => "variant",
            Self::Request => "request",
            Self::Unsent => "unsent",
            Self::Untried => "untried",
        })
    }
}

/// A failure.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// Its kind.
    pub kind: FailureKind,
    /// The cause, which groups failures.
    pub cause: String,
    /// The Rust type or the operation.
    pub subject: String,
    /// The location in the document.
    pub location: String,
    /// The value or the request.
    pub instance: String,
    /// Details.
    pub detail: String,
    /// The index of the value among the values of its document.
    #[serde(skip)]
    pub case: Option<usize>,
}

/// Failures with the same cause.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The number of failures.
    pub count: usize,
    /// The failure with the smallest value.
    pub smallest: Failure,
    /// The reason, if the failure is expected.
    pub reason: Option<String>,
}

/// The results of one document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The name of the document.
    pub document: String,
    /// Number of types that were read.
    pub types: usize,
    /// Number of values that were read.
    pub instances: usize,
    /// Number of examples that the document's own schemas reject.
    pub wrong_examples: usize,
    /// Number of requests that were judged.
    pub requests: usize,
    /// Arguments, setters and calls that could not be tested, with their number.
    pub unwritten: BTreeMap<String, usize>,
    /// Failures, by cause.
    pub groups: Vec<Group>,
    /// Expected failures that did not occur.
    pub gone: Vec<String>,
    /// The reason why the document could not be checked.
    pub failed: Option<String>,
}

impl Report {
    /// Adds failures to the groups.
    pub fn add(&mut self, failures: Vec<Failure>) {
        let mut groups: BTreeMap<(FailureKind, String), Group> = std::mem::take(&mut self.groups)
            .into_iter()
            .map(|group| ((group.smallest.kind, group.smallest.cause.clone()), group))
            .collect();
        for failure in failures {
            let key = (failure.kind, failure.cause.clone());
            match groups.get_mut(&key) {
                Some(group) => {
                    group.count += 1;
                    let size = |failure: &Failure| (failure.instance.len(), failure.instance.clone());
                    if size(&failure) < size(&group.smallest) {
                        group.smallest = failure;
                    }
                }
                None => {
                    groups.insert(key, Group { count: 1, smallest: failure, reason: None });
                }
            }
        }
        self.groups = groups.into_values().collect();
        self.groups.sort_by_key(|group| (group.smallest.kind, std::cmp::Reverse(group.count)));
    }

    fn count(&self, kinds: &[FailureKind]) -> usize {
        let groups = self.groups.iter().filter(|group| kinds.contains(&group.smallest.kind));
        groups.map(|group| group.count).sum()
    }

    /// Whether an unexpected failure occurred, or an expected one did not.
    pub fn surprises(&self) -> bool {
        self.failed.is_some()
            || !self.gone.is_empty()
            || self.groups.iter().any(|group| group.reason.is_none())
    }

    /// The names of the columns of [`Report::line`].
    pub fn heading() -> String {
        format!(
            "{:<28} {:>6} {:>9} {:>7} {:>7} {:>8} {:>8} {:>9} {:>8} {:>7} {:>8}",
            "document",
            "types",
            "instances",
            "errors",
            "losses",
            "unknown",
            "variants",
            "requests",
            "rejected",
            "unsent",
            "untried"
        )
    }

    /// One line about the document.
    pub fn line(&self) -> String {
        if let Some(failed) = &self.failed {
            return format!("{:<28} {}", self.document, failed.lines().next().unwrap_or_default());
        }
        format!(
            "{:<28} {:>6} {:>9} {:>7} {:>7} {:>8} {:>8} {:>9} {:>8} {:>7} {:>8}",
            self.document,
            self.types,
            self.instances,
            self.count(&[FailureKind::Error]),
            self.count(&[FailureKind::Loss]),
            self.count(&[FailureKind::Unknown]),
            self.count(&[FailureKind::Variant]),
            self.requests,
            self.count(&[FailureKind::Request]),
            self.count(&[FailureKind::Unsent]),
            self.count(&[FailureKind::Untried])
        )
    }

    /// The causes: all, or only the unexpected ones.
    pub fn causes(&self, all: bool) -> String {
        let mut out = String::new();
        if let Some(failed) = &self.failed {
            let _ = writeln!(out, "  {}", failed.replace('\n', "\n  "));
        }
        for group in self.groups.iter().filter(|group| all || group.reason.is_none()) {
            let Failure { kind, cause, subject, location, instance, detail, .. } = &group.smallest;
            let _ = writeln!(out, "  {kind:<8}{:>6}  {cause}", group.count);
            if let Some(reason) = &group.reason {
                let _ = writeln!(out, "                  expected: {reason}");
            }
            let _ = writeln!(out, "                  {subject}  {location}");
            if !instance.is_empty() {
                let _ = writeln!(out, "                  {}", shortened(instance, 300));
            }
            if !detail.is_empty() && detail != cause {
                let _ = writeln!(out, "                  {}", shortened(detail, 300));
            }
        }
        for (left_out, count) in self.unwritten.iter().filter(|_| all) {
            let _ = writeln!(out, "  left out{count:>6}  {left_out}");
        }
        for gone in &self.gone {
            let _ = writeln!(out, "  gone            {gone}");
        }
        out
    }
}

fn shortened(text: &str, most: usize) -> String {
    let text = text.replace('\n', " ");
    if text.chars().count() <= most {
        return text;
    }
    format!("{}…", text.chars().take(most).collect::<String>())
}
