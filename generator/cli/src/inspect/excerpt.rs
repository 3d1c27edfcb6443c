//! The location of a part in the document, and its lines.

use oasmith_core::Spec;
use oasmith_core::source::Pointer;

use crate::terminal::line;

/// The maximum number of lines that are shown.
const MAX_LINES: usize = 60;

/// The file, line and column, and the pointer.
pub(super) fn header(spec: &Spec, at: &Pointer) -> String {
    let file = spec.sources.path(spec.sources.origin(at).file()).display();
    let position = spec.sources.locate(at).map(|position| format!(":{}:{}", position.line, position.column));
    format!(" --> {file}{}\n  = at: {}\n", position.unwrap_or_default(), line(spec.origin(at)))
}

/// The numbered lines of the value at `at`: its first line, and all lines after it that are indented deeper. They are the lines of the file,
/// even if overlays have changed the value.
pub(super) fn lines(spec: &Spec, at: &Pointer, has_overlays: bool) -> String {
    let Some(position) = spec.sources.locate(at) else { return String::new() };
    let text = spec.sources.text(spec.sources.origin(at).file());
    let numbered: Vec<(usize, &str)> = (1..).zip(text.lines()).skip(position.line - 1).collect();
    let Some((_, first)) = numbered.first() else { return String::new() };
    let depth = indent(first);
    let inside = |line: &str| line.trim().is_empty() || indent(line) > depth;
    let mut count = 1 + numbered.iter().skip(1).take_while(|(_, line)| inside(line)).count();
    // The closing bracket of a JSON object.
    let ends =
        |(_, line): &&(usize, &str)| indent(line) == depth && line.trim_start().starts_with(['}', ']']);
    count += usize::from(numbered.get(count).as_ref().is_some_and(ends));
    while count > 1 && numbered.get(count - 1).is_some_and(|(_, line)| line.trim().is_empty()) {
        count -= 1;
    }
    let width = (position.line + count).to_string().len();
    let shown: String = numbered
        .iter()
        .take(count.min(MAX_LINES))
        .map(|(number, line)| format!("{number:>width$} | {line}\n"))
        .collect();
    let more = count.saturating_sub(MAX_LINES);
    let more = if more > 0 { format!("… {more} more lines\n") } else { String::new() };
    let before = if has_overlays && spec.sources.origin(at).file() == at.file() {
        ", before its overlays"
    } else {
        ""
    };
    format!("\ndocument{before}:\n{shown}{more}")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
