//! Untrusted text on a terminal: characters that control the terminal are escaped.

use std::borrow::Cow;

/// Text of several lines for a terminal. Control characters, except line feeds and tabs, and characters that change the direction of
/// text are escaped like `\u{1b}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |character| is_active(character) && !matches!(character, '\n' | '\t'))
}

/// Like [`printable`], for text that must stay on its line: escapes line feeds and tabs too.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_active)
}

/// Escapes the characters for which `is_escaped` is true.
pub(super) fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    let Some(first) = text.find(&is_escaped) else { return Cow::Borrowed(text) };
    let mut printable = String::with_capacity(text.len() + 16);
    printable.push_str(&text[..first]);
    for character in text[first..].chars() {
        if is_escaped(character) {
            printable.extend(character.escape_unicode());
        } else {
            printable.push(character);
        }
    }
    Cow::Owned(printable)
}

/// Whether the character does more on a terminal than appear: it is a control character, separates lines, changes the direction of the
/// text, or is invisible.
pub fn is_active(character: char) -> bool {
    character.is_control()
        || is_bidirectional(character)
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Characters that change the direction of the text around them.
pub(crate) fn is_bidirectional(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_controls_are_escaped() {
        for (text, expected) in [
            ("plain \u{e9} \u{1f600}", "plain \u{e9} \u{1f600}"),
            ("a\tb\nc", "a\tb\nc"),
            ("\u{1b}[31m\u{7}\r", r"\u{1b}[31m\u{7}\u{d}"),
            ("\u{7f}\u{9b}2J\u{85}", r"\u{7f}\u{9b}2J\u{85}"),
            ("\u{202e}x\u{2069}\u{200f}\u{61c}", r"\u{202e}x\u{2069}\u{200f}\u{61c}"),
        ] {
            assert_eq!(printable(text), expected);
        }
        assert_eq!(printable_line("a\tb\nc"), r"a\u{9}b\u{a}c");
    }
}
