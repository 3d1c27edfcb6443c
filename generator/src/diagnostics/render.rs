//! Diagnostics as text for people, and as JSON for programs.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::group::{Group, groups};
use super::printable::{escaped, is_active, printable_line};
use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Location, Pointer, Sources, floor};

/// The file and the location of a diagnostic, if it has them.
pub(super) struct Located {
    /// The documents in their order, and other files after them.
    rank: Option<usize>,
    /// The document, if the file is one.
    document: Option<FileId>,
    file: Option<PathBuf>,
    location: Option<Location>,
}

impl Located {
    pub(super) fn order(&self) -> (Option<usize>, Option<&Path>, Option<usize>) {
        (self.rank, self.file.as_deref(), self.location.as_ref().map(|location| location.span.start))
    }
}

pub(super) fn located_all(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Located> {
    let pointers: Vec<&Pointer> =
        diagnostics.iter().filter_map(|diagnostic| diagnostic.at.as_ref()).collect();
    let mut located = sources.locate_all(&pointers).into_iter();
    let located = |diagnostic: &Diagnostic| match (&diagnostic.at, &diagnostic.position) {
        (Some(pointer), _) => {
            let document = sources.origin(pointer).file();
            Located {
                rank: Some(document.index()),
                document: Some(document),
                file: Some(sources.path(document).to_owned()),
                location: located.next().flatten(),
            }
        }
        (None, Some(position)) => {
            let (path, location) = position.as_ref().clone();
            Located { rank: Some(usize::MAX), document: None, file: Some(path), location: Some(location) }
        }
        (None, None) => Located { rank: None, document: None, file: None, location: None },
    };
    diagnostics.iter().map(located).collect()
}

/// The number of different warnings that are shown by default.
pub const WARN_LIMIT: usize = 50;

/// The number of different errors that are shown. A limit of 0 shows all.
const ERROR_LIMIT: usize = 100;

/// The number of locations that are shown of diagnostics with the same cause.
const MAX_LOCATIONS: usize = 5;

/// The presentation of diagnostics.
#[derive(Debug, Clone, Copy)]
pub struct Presentation {
    /// Whether to add escape sequences for colours.
    pub colour: bool,
    /// The number of different warnings that are shown. Zero shows all.
    pub limit: usize,
    /// What the line about the others says at its end, such as the option that shows them.
    pub hint: &'static str,
}

/// All diagnostics with their source lines, and a last line with their numbers. Empty if there are none.
///
/// Diagnostics that differ only in their location are shown once, with their number and the first locations.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, presentation: Presentation) -> String {
    let renderer = if presentation.colour { Renderer::styled() } else { Renderer::plain() };
    let groups = groups(diagnostics.iter().zip(located_all(diagnostics, sources)));
    let mut text = String::new();
    let (mut errors, mut warnings) = (0, 0);
    for group in &groups {
        let (shown, limit) = match group.first.code.severity() {
            Severity::Error => (&mut errors, ERROR_LIMIT),
            Severity::Warning => (&mut warnings, presentation.limit),
        };
        *shown += 1;
        if presentation.limit == 0 || *shown <= limit {
            text.push_str(&render_group(&renderer, group, sources));
            text.push_str("\n\n");
        }
    }
    if presentation.limit > 0 {
        let hidden = errors.saturating_sub(ERROR_LIMIT) + warnings.saturating_sub(presentation.limit);
        if hidden > 0 {
            let _ = writeln!(text, "… and {} more different ones{}\n", thousands(hidden), presentation.hint);
        }
    }
    let counts =
        [(diagnostics.count(Severity::Error), "error"), (diagnostics.count(Severity::Warning), "warning")];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, what)| pluralize(*count, what)).collect();
    if !counts.is_empty() {
        let different = if groups.len() < diagnostics.len() {
            format!(" ({} different)", thousands(groups.len()))
        } else {
            String::new()
        };
        let _ = writeln!(text, "{}{different}", counts.join(", "));
    }
    text
}

/// `1 warning`, `2 warnings`, `1,000 warnings`.
pub fn pluralize(count: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// A number with a comma between groups of three digits.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn render_group(renderer: &Renderer, group: &Group<'_, Located>, sources: &Sources) -> String {
    let diagnostic = group.first;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut report =
        level.primary_title(title(group)).id(diagnostic.code.as_str()).elements(None::<Origin<'_>>);
    let mut shown = String::new();
    let mut meant = String::new();
    let located = group.locations.first().map(|(_, located)| located);
    if let Some(located) = located
        && let (Some(path), Some(Location { line, column, span })) = (&located.file, &located.location)
    {
        let name = file_name(path);
        let text = match located.document {
            Some(document) => Some(sources.text(document)),
            None => sources.text_at(path),
        };
        if let Some((window, span)) = text.and_then(|text| window(text, span)) {
            // The renderer counts the column in the window, not in the line.
            let marked = format!("{name}{MARK}");
            shown = format!("{marked}:{line}:{}", window[..span.start].chars().count() + 1);
            meant = format!("{name}:{line}:{column}");
            let snippet = Snippet::source(window).line_start(*line).path(marked);
            report = report.element(snippet.annotation(AnnotationKind::Primary.span(span)));
        } else {
            report = report.element(Origin::path(name).line(*line).char_column(*column));
        }
    }
    let count = group.locations.len();
    // A line that says `1 more` is no shorter than the location.
    let listed = if count == MAX_LOCATIONS + 1 { count } else { MAX_LOCATIONS };
    for (index, (diagnostic, located)) in group.locations.iter().take(listed).enumerate() {
        if let Some(place) = place(diagnostic, located, sources, index > 0) {
            report = report.element(Level::NOTE.with_name("at").message(place));
        }
    }
    if count > listed {
        let more = format!("{} more", thousands(count - listed));
        report = report.element(Level::NOTE.with_name("at").message(more));
    }
    if let Some(help) = &diagnostic.help {
        report = report.element(Level::HELP.message(printable(help)));
    }
    renderer.render(&[report]).replacen(&shown, &meant, usize::from(!shown.is_empty()))
}

/// The message, and the number of locations if there are several.
fn title(group: &Group<'_, Located>) -> String {
    let message = printable(&group.first.message);
    match group.locations.len() {
        1 => message.into_owned(),
        count => format!("{message} (at {} locations)", thousands(count)),
    }
}

/// The pointer of a diagnostic, or its file and line. `is_further`: the line is shown nowhere else.
fn place(diagnostic: &Diagnostic, located: &Located, sources: &Sources, is_further: bool) -> Option<String> {
    let pointer = diagnostic.at.as_ref().map(|pointer| sources.shown(pointer).to_string());
    let line = located.file.as_ref().zip(located.location.as_ref()).filter(|_| is_further);
    let line =
        line.map(|(path, location)| format!("{}:{}:{}", file_name(path), location.line, location.column));
    let place = match (pointer, line) {
        (Some(pointer), Some(line)) => format!("{pointer}, {line}"),
        (pointer, line) => pointer.or(line)?,
    };
    Some(printable_line(&place).into_owned())
}

/// The path of a file, without active characters.
fn file_name(path: &Path) -> String {
    printable_line(&path.display().to_string()).replace(MARK, "")
}

/// Marks a path until its column is corrected. [`printable`] text never contains it.
const MARK: char = '\u{f8ff}';

/// Characters of a line that are shown before and after the start of the underlined part.
const SHOWN: (usize, usize) = (50, 70);

/// The line around `span`, cut if it is long, and the span in the result.
fn window(text: &str, span: &Range<usize>) -> Option<(String, Range<usize>)> {
    // A line may be as long as the text, so look only at the part that can be shown.
    let near = |shown: usize| 4 * (shown + 2);
    let before = text.get(floor(text, span.start.saturating_sub(near(SHOWN.0)))..span.start)?;
    let before = before.rsplit('\n').next().unwrap_or_default();
    let rest = text.get(span.start..floor(text, span.start + near(SHOWN.1)))?;
    let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
    let cut_before =
        before.char_indices().rev().nth(SHOWN.0).map(|(at, character)| at + character.len_utf8());
    let cut_rest = rest.char_indices().nth(SHOWN.1).map(|(at, _)| at);
    let shown_rest = &rest[..cut_rest.unwrap_or(rest.len())];

    let mut window = String::new();
    if cut_before.is_some() {
        window.push('…');
    }
    window.push_str(&shown(&before[cut_before.unwrap_or(0)..]));
    let from = window.len();
    let (marked, unmarked) = shown_rest.split_at(floor(shown_rest, span.len().min(shown_rest.len())));
    window.push_str(&shown(marked));
    let to = window.len();
    window.push_str(&shown(unmarked));
    if cut_rest.is_some() {
        window.push('…');
    }
    Some((window, from..to))
}

/// Text that may have several lines. The renderer indents all but the first.
fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |character| character != '\n' && (character == MARK || is_active(character)))
}

/// A text of a source line. The renderer replaces ASCII control characters by symbols, but not the other ones.
fn shown(text: &str) -> String {
    let is_left = |character: char| !character.is_ascii() && is_active(character);
    text.chars().map(|character| if is_left(character) { '\u{fffd}' } else { character }).collect()
}

/// One object for each diagnostic. Missing values are null.
pub fn to_json(diagnostics: &Diagnostics, sources: &Sources) -> Vec<serde_json::Value> {
    let object = |(diagnostic, located): (&Diagnostic, Located)| {
        json!({
            "severity": diagnostic.severity.as_str(),
            "code": diagnostic.code.as_str(),
            "gravity": diagnostic.code.gravity().as_str(),
            "message": diagnostic.message,
            "file": located.file.map(|path| path.display().to_string()),
            "line": located.location.as_ref().map(|location| location.line),
            "column": located.location.as_ref().map(|location| location.column),
            "pointer": diagnostic.at.as_ref().map(|at| sources.shown(at).to_string()),
            "help": diagnostic.help,
        })
    };
    diagnostics.iter().zip(located_all(diagnostics, sources)).map(object).collect()
}
