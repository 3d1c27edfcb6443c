//! The files of an emitted crate that do not depend on its document.

pub(crate) use oasmith_templates::{FORMER_LICENSES, LICENSES, RUNTIME, TEMPLATES};

/// The text of a file of the runtime without the regions that are not copied.
///
/// A region begins with a line `// part: NAME` and ends with a line `// end`.
pub(crate) fn copied(text: &str) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut is_left_out = false;
    for line in text.lines() {
        match line.trim() {
            "// part: tests" => is_left_out = true,
            "// end" => is_left_out = false,
            marker if marker.starts_with("// part: ") => {}
            _ if is_left_out => {}
            _ => copy.extend([line, "\n"]),
        }
    }
    copy.truncate(copy.trim_end().len());
    copy.push('\n');
    copy
}
