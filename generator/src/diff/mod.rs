//! Two documents, compared as what Rust callers see of them.
//!
//! [`compare`] takes two models and says what changes for those who use the emitted crate: what they can name is read out of the
//! emitted code ([`surface()`]), what happens when it runs is read out of the models. Nothing is printed here; [`Report`] is plain data, and
//! makes texts of itself.

mod behaviour;
mod changes;
mod parts;
mod report;
mod surface;

use std::fmt;

use serde::Serialize;

pub use report::Report;
pub use surface::{Declaration, Function, Item, Surface, surface};

use crate::error::InternalError;
use crate::model::Api;

/// What a new version of the crate has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Callers need do nothing, and can do nothing new.
    Patch,
    /// Callers can do something new, or are warned of something old.
    Minor,
    /// Some callers do not compile any more, or do not work any more.
    Major,
}

impl Severity {
    /// In lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version that follows `version`. Before 1.0 the second number says what the first says from then on.
    #[must_use]
    pub fn bump(self, version: &semver::Version) -> semver::Version {
        let semver::Version { major, minor, patch, .. } = *version;
        // What leads to a version is not yet that version.
        if !version.pre.is_empty() {
            return semver::Version::new(major, minor, patch);
        }
        match (self, major) {
            (Self::Major, 0) => semver::Version::new(0, minor + 1, 0),
            (Self::Major, _) => semver::Version::new(major + 1, 0, 0),
            (Self::Minor, 1..) => semver::Version::new(major, minor + 1, 0),
            (Self::Minor | Self::Patch, _) => semver::Version::new(major, minor, patch + 1),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Effect {
    /// What compiles.
    Source,
    /// What happens when it runs.
    Behaviour,
    /// What the documentation says.
    Documentation,
}

/// What has become of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Action {
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It is not what it was.
    Changed,
    /// It is new.
    Added,
    /// Callers are warned of it.
    Deprecated,
    /// Its documentation is another.
    Documented,
}

/// One change, as callers see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What it asks of the version.
    pub severity: Severity,
    /// What it is about.
    pub effect: Effect,
    /// What has become of it.
    pub action: Action,
    /// The Rust path of what changes, as `types::Ticket.subject`.
    pub path: String,
    /// What it was, as Rust.
    pub before: Option<String>,
    /// What it is, as Rust.
    pub after: Option<String>,
    /// What it means for callers, where that is not plain.
    pub note: Option<String>,
    /// Where it stood in the old document.
    pub old: Option<String>,
    /// Where it stands in the new document.
    pub new: Option<String>,
}

/// Says what becomes of callers when `old` is followed by `new`.
///
/// # Errors
///
/// When the emitted code is no Rust, which is a mistake in this crate.
pub fn compare(old: &Api, new: &Api) -> Result<Report, InternalError> {
    let (before, after) = (surface(old)?, surface(new)?);
    let mut changes = changes::compare(&before, &after);
    changes.extend(behaviour::compare(old, new));
    changes.extend(parts::compare(old, new));
    changes.sort_by(|a, b| (b.severity, a).cmp(&(a.severity, b)));
    changes.dedup();
    Ok(Report { changes })
}

#[cfg(test)]
mod tests {
    use super::Severity;

    #[test]
    fn versions() {
        #[track_caller]
        fn check(severity: Severity, version: &str, expected: &str) {
            assert_eq!(severity.bump(&version.parse().unwrap()).to_string(), expected);
        }
        check(Severity::Major, "0.1.3", "0.2.0");
        check(Severity::Minor, "0.1.3", "0.1.4");
        check(Severity::Patch, "0.1.3", "0.1.4");
        check(Severity::Major, "1.2.3", "2.0.0");
        check(Severity::Minor, "1.2.3", "1.3.0");
        check(Severity::Patch, "1.2.3", "1.2.4");
        check(Severity::Minor, "2.0.0-rc.1", "2.0.0");
    }
}
