//! Changes as text.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Action, Change, Effect, Impact};
use crate::diagnostics::printable_line;
use crate::markdown;

/// The changes, from the highest impact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The changes.
    pub changes: Vec<Change>,
}

/// The impacts, from the highest, with their headings.
const IMPACTS: [(Impact, &str); 3] = [
    (Impact::Major, "breaks callers"),
    (Impact::Minor, "adds"),
    (Impact::Patch, "leaves callers as they are"),
];

impl Report {
    /// The highest impact of the changes. `None` if there are no changes.
    pub fn impact(&self) -> Option<Impact> {
        self.changes.iter().map(|change| change.impact).max()
    }

    /// Whether some callers do not compile any more.
    pub fn breaks_source(&self) -> bool {
        self.changes.iter().any(|change| change.impact == Impact::Major && change.effect == Effect::Source)
    }

    /// The version after `version`: the same if there are no changes.
    pub fn version(&self, version: &semver::Version) -> semver::Version {
        self.impact().map_or_else(|| version.clone(), |impact| impact.bump(version))
    }

    /// Text for people: the changes by impact, with the code before and after.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (impact, about) in IMPACTS {
            let changes: Vec<&Change> =
                self.changes.iter().filter(|change| change.impact == impact).collect();
            if changes.is_empty() {
                continue;
            }
            line(&mut text, format_args!("{impact} ({about}): {}", changes.len()));
            for change in changes {
                change_text(&mut text, change);
            }
            text.push('\n');
        }
        text
    }

    /// Markdown for a summary or a comment: the next version, and a table of the changes of each impact.
    pub fn markdown(&self, version: &semver::Version) -> String {
        let Some(impact) = self.impact() else {
            return format!("Nothing changes for callers; {version} stays.\n");
        };
        let mut text = format!("**{impact}**: {version} → {}\n", self.version(version));
        for (impact, about) in IMPACTS {
            let changes = || self.changes.iter().filter(|change| change.impact == impact);
            if changes().next().is_none() {
                continue;
            }
            line(&mut text, format_args!("\n### {impact} ({about}): {}\n", changes().count()));
            text.push_str("| | item | before | after | note |\n| --- | --- | --- | --- | --- |\n");
            changes().for_each(|change| text.push_str(&row(change)));
        }
        text
    }

    /// A section of a changelog in the format of <https://keepachangelog.com>. Without `date`, it is unreleased.
    pub fn changelog(&self, version: &semver::Version, date: Option<&str>) -> String {
        let mut text = match date {
            Some(date) => format!("## [{version}] - {date}\n"),
            None => "## [Unreleased]\n".to_owned(),
        };
        for heading in ["Added", "Changed", "Deprecated", "Removed"] {
            let changes: Vec<&Change> =
                self.changes.iter().filter(|change| section(change) == Some(heading)).collect();
            if changes.is_empty() {
                continue;
            }
            line(&mut text, format_args!("\n### {heading}\n"));
            for change in changes {
                line(&mut text, format_args!("- {}", entry(change)));
            }
        }
        if self.changes.iter().any(|change| section(change).is_none()) {
            text.push_str("\n### Documentation\n\n- Descriptions as in the current API document.\n");
        }
        text
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a `String` does not fail.
    let _ = text.write_fmt(arguments);
    text.push('\n');
}

fn change_text(text: &mut String, change: &Change) {
    // A key of the document may contain line feeds.
    let line = |text: &mut String, arguments: std::fmt::Arguments<'_>| {
        text.push_str(&printable_line(&arguments.to_string()));
        text.push('\n');
    };
    let verb = verb(change.action);
    match &change.note {
        Some(note) => line(text, format_args!("  {verb:<10} {}: {note}", change.path)),
        None => line(text, format_args!("  {verb:<10} {}", change.path)),
    }
    for (mark, side) in [('-', &change.before), ('+', &change.after)] {
        if let Some(side) = side {
            line(text, format_args!("             {mark} {side}"));
        }
    }
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if old == new => line(text, format_args!("             at {old}")),
        (old, new) => {
            for (word, location) in [("was", old), ("now", new)] {
                if let Some(location) = location {
                    line(text, format_args!("             {word} at {location}"));
                }
            }
        }
    }
}

/// A row of a table in Markdown.
fn row(change: &Change) -> String {
    // A `|` ends a cell even in code.
    let code = |text: &str| markdown::code(&printable_line(text)).replace('|', "\\|");
    let side = |side: &Option<String>| side.as_deref().map(code).unwrap_or_default();
    let note =
        change.note.as_deref().map(|note| markdown::line(note).replace('|', "\\|")).unwrap_or_default();
    let (before, after) = (side(&change.before), side(&change.after));
    format!("| {} | {} | {before} | {after} | {note} |\n", verb(change.action), code(&change.path))
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::Removed => "removed",
        Action::Renamed => "renamed",
        Action::Changed => "changed",
        Action::Added => "added",
        Action::Deprecated => "deprecated",
        Action::Documented => "documented",
    }
}

/// The section of a change in a changelog. `None` for documentation, which is summarized.
fn section(change: &Change) -> Option<&'static str> {
    match change.action {
        Action::Removed => Some("Removed"),
        Action::Renamed | Action::Changed => Some("Changed"),
        Action::Added => Some("Added"),
        Action::Deprecated => Some("Deprecated"),
        Action::Documented => None,
    }
}

fn entry(change: &Change) -> String {
    let breaking = if change.impact == Impact::Major { "**Breaking:** " } else { "" };
    let sides = match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!(": `{before}` is now `{after}`"),
        (None, Some(after)) if change.action == Action::Added && !change.path.ends_with(after.as_str()) => {
            format!(": `{after}`")
        }
        (None, Some(_)) | (Some(_) | None, None) => String::new(),
    };
    let note = change.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{breaking}`{}`{sides}{note}", change.path)
}
