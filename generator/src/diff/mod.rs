//! Compares two documents as Rust callers see them.
//!
//! [`compare`] takes two models and returns the changes for callers of the generated crate. It reads the items that callers can name from
//! the emitted code ([`surface()`]), and the behaviour at run time from the models. [`Report`] is plain data.

mod behaviour;
mod changes;
mod found;
mod parts;
mod report;
mod sharing;
mod surface;
mod xml;

use std::fmt;

use serde::Serialize;

pub use report::Report;
pub use surface::{Declaration, Function, Item, Surface, surface};

use crate::error::InternalError;
use crate::model::Api;

/// The impact of a change: the kind of version that it requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Callers are not affected.
    Patch,
    /// There is something new for callers, or something deprecated.
    Minor,
    /// Some callers do not compile any more, or behave differently.
    Major,
}

impl Impact {
    /// The name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version after `version`. Before 1.0, a major change increases the second number.
    #[must_use]
    pub fn bump(self, version: &semver::Version) -> semver::Version {
        let semver::Version { major, minor, patch, .. } = *version;
        // A pre-release is followed by its release.
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

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The kind of effect of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Effect {
    /// On the source code of callers.
    Source,
    /// On the behaviour at run time.
    Behaviour,
    /// On the documentation.
    Documentation,
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Action {
    /// The item no longer exists.
    Removed,
    /// The item has another name.
    Renamed,
    /// The item is different.
    Changed,
    /// The item is new.
    Added,
    /// The item is deprecated.
    Deprecated,
    /// The documentation of the item is different.
    Documented,
}

/// A change, as callers see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The impact on callers.
    pub impact: Impact,
    /// The effect.
    pub effect: Effect,
    /// The kind of change.
    pub action: Action,
    /// The Rust path of the item, such as `types::Ticket.subject`.
    pub path: String,
    /// The former Rust code.
    pub before: Option<String>,
    /// The new Rust code.
    pub after: Option<String>,
    /// The consequence for callers, if it is not obvious.
    pub note: Option<String>,
    /// The location in the old document.
    pub old: Option<String>,
    /// The location in the new document.
    pub new: Option<String>,
}

/// The changes for callers from `old` to `new`.
///
/// # Errors
///
/// [`InternalError`]: a mistake in this crate.
pub fn compare(old: &Api, new: &Api) -> Result<Report, InternalError> {
    let (before, after) = (surface(old)?, surface(new)?);
    let mut changes = changes::compare(&before, &after);
    changes.extend(behaviour::compare(old, new));
    changes.extend(parts::compare(old, new));
    sharing::explain(&mut changes, old, new);
    changes::omit_implied_documentation(&mut changes, &before, &after);
    changes.sort_by(|a, b| (b.impact, a).cmp(&(a.impact, b)));
    changes.dedup();
    Ok(Report { changes })
}

#[cfg(test)]
mod tests {
    use super::Impact;

    #[test]
    fn versions() {
        #[track_caller]
        fn check(impact: Impact, version: &str, expected: &str) {
            assert_eq!(impact.bump(&version.parse().unwrap()).to_string(), expected);
        }
        check(Impact::Major, "0.1.3", "0.2.0");
        check(Impact::Minor, "0.1.3", "0.1.4");
        check(Impact::Patch, "0.1.3", "0.1.4");
        check(Impact::Major, "1.2.3", "2.0.0");
        check(Impact::Minor, "1.2.3", "1.3.0");
        check(Impact::Patch, "1.2.3", "1.2.4");
        check(Impact::Minor, "2.0.0-rc.1", "2.0.0");
    }
}
