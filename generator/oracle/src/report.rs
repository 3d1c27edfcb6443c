//! What was found, in few words.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A valid value was not read.
    Error,
    /// Something was gone or changed when a value was written back.
    Loss,
    /// A value that the document knows was read as unknown.
    Unknown,
    /// A value was read as an alternative that it is none of.
    Variant,
    /// A request is not what the document asks for.
    Request,
    /// No request was sent.
    Unsent,
    /// The oracle made no value of a type or of an alternative.
    Untried,
}

impl fmt::Display for Kind {
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

/// One mistake.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// Its kind.
    pub kind: Kind,
    /// What is wrong, without what differs from one to the next.
    pub cause: String,
    /// The Rust type or the operation.
    pub subject: String,
    /// The place in the document.
    pub place: String,
    /// The value or the request.
    pub instance: String,
    /// More about this one.
    pub detail: String,
    /// The value, as an index into the values of its document.
    #[serde(skip)]
    pub case: Option<usize>,
}

/// Mistakes with the same cause.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// How many there are.
    pub count: usize,
    /// The smallest of them.
    pub smallest: Failure,
    /// Why it is expected, if it is.
    pub reason: Option<String>,
}

/// What was found in one document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// What the document is called.
    pub document: String,
    /// Types that were read.
    pub types: usize,
    /// Values that were read.
    pub instances: usize,
    /// Examples of the document that its own schemas do not allow.
    pub wrong_examples: usize,
    /// Requests that were judged.
    pub requests: usize,
    /// Calls that could not be written, and why.
    pub unwritten: BTreeMap<String, usize>,
    /// Mistakes, by cause.
    pub groups: Vec<Group>,
    /// Expected mistakes that did not appear.
    pub gone: Vec<String>,
    /// Why nothing could be tried.
    pub failed: Option<String>,
}

impl Report {
    /// Sorts mistakes by cause.
    pub fn add(&mut self, failures: Vec<Failure>) {
        let mut groups: BTreeMap<(Kind, String), Group> = std::mem::take(&mut self.groups)
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

    fn count(&self, kinds: &[Kind]) -> usize {
        let groups = self.groups.iter().filter(|group| kinds.contains(&group.smallest.kind));
        groups.map(|group| group.count).sum()
    }

    /// Whether there is anything that was not expected, or something expected is not there.
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
            "refused",
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
            self.count(&[Kind::Error]),
            self.count(&[Kind::Loss]),
            self.count(&[Kind::Unknown]),
            self.count(&[Kind::Variant]),
            self.requests,
            self.count(&[Kind::Request]),
            self.count(&[Kind::Unsent]),
            self.count(&[Kind::Untried])
        )
    }

    /// The causes; only those that are not expected, or all.
    pub fn causes(&self, all: bool) -> String {
        let mut out = String::new();
        if let Some(failed) = &self.failed {
            let _ = writeln!(out, "  {}", failed.replace('\n', "\n  "));
        }
        for group in self.groups.iter().filter(|group| all || group.reason.is_none()) {
            let Failure { kind, cause, subject, place, instance, detail, .. } = &group.smallest;
            let _ = writeln!(out, "  {kind:<8}{:>6}  {cause}", group.count);
            if let Some(reason) = &group.reason {
                let _ = writeln!(out, "                  expected: {reason}");
            }
            let _ = writeln!(out, "                  {subject}  {place}");
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
