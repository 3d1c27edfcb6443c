//! The pages that explain the codes, one file each in `codes/`.

use super::Code;

/// The explanation of a code, read from its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// The problem in a few words, without a full stop.
    pub title: &'static str,
    /// The rule behind the diagnostic.
    pub meaning: &'static str,
    /// The behaviour of the generator.
    pub effect: &'static str,
    /// Input that triggers the diagnostic, and no other.
    pub triggers: Example,
    /// Similar input that triggers no diagnostic.
    pub does_not_trigger: Example,
    /// The fix, for the author of the document.
    pub fix: &'static str,
}

/// An example on a page: a fragment of a document, a configuration, or an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// `yaml` for documents and overlays, `toml` for configurations.
    pub language: &'static str,
    /// The lines, without a line feed at the end.
    pub text: &'static str,
}

impl Page {
    /// The page of `code`.
    pub fn of(code: Code) -> Self {
        Self::parse(code, code.page_text())
    }

    /// The pages of all codes, sorted by code.
    pub fn all() -> impl Iterator<Item = Self> {
        Code::ALL.iter().copied().map(Self::of)
    }

    /// Reads a page. A part that is missing is empty; a test makes sure that none is.
    fn parse(code: Code, text: &'static str) -> Self {
        let (head, _) = text.split_once("\n## ").unwrap_or((text, ""));
        let (title, meaning) = head.split_once('\n').unwrap_or((head, ""));
        Self {
            code,
            title: title.split_once(": ").map_or("", |(_, title)| title),
            meaning: meaning.trim(),
            effect: section(text, "Effect"),
            triggers: Example::parse(section(text, "Triggers")),
            does_not_trigger: Example::parse(section(text, "Does not trigger")),
            fix: section(text, "Fix"),
        }
    }
}

impl Example {
    /// Reads the one fenced block of a section.
    fn parse(section: &'static str) -> Self {
        let inside = section.strip_prefix("```").and_then(|rest| rest.strip_suffix("\n```"));
        let (language, text) = inside.and_then(|inside| inside.split_once('\n')).unwrap_or(("", ""));
        Self { language, text }
    }
}

/// The text below a heading.
fn section(text: &'static str, heading: &str) -> &'static str {
    let mut sections = text.split("\n## ").skip(1);
    let text = sections.find_map(|section| section.strip_prefix(heading)?.strip_prefix('\n'));
    text.unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_whole_page() {
        for page in Page::all() {
            let Page { code, title, meaning, effect, triggers, does_not_trigger, fix } = page;
            assert!(!title.is_empty() && !title.ends_with('.'), "{code}");
            for part in [meaning, effect, fix] {
                assert!(part.ends_with('.') && !part.contains("\n\n"), "{code}: {part}");
            }
            for example in [triggers, does_not_trigger] {
                assert!(matches!(example.language, "yaml" | "toml") && !example.text.is_empty(), "{code}");
            }
            assert_ne!(triggers, does_not_trigger, "{code}");
            let Example { language, text } = triggers;
            let Example { language: other_language, text: other_text } = does_not_trigger;
            let expected = format!(
                "# {code}: {title}\n\n{meaning}\n\n## Effect\n\n{effect}\n\n## Triggers\n\n```{language}\n{text}\n```\n\n\
                 ## Does not trigger\n\n```{other_language}\n{other_text}\n```\n\n## Fix\n\n{fix}\n"
            );
            assert_eq!(code.page_text(), expected);
        }
    }

    #[test]
    fn incomplete_pages_are_read() {
        for text in ["", "# W0001", "# W0001: title\n## Effect", "# W0001: title\n\n## Triggers\n\n```"] {
            assert_eq!(Page::parse(Code::W0001, text).triggers.text, "");
        }
    }
}
