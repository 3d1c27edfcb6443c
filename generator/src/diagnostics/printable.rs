//! Text of a document on a terminal: characters that would do something there show their code instead.

use std::borrow::Cow;

/// Text of several lines for a terminal. Control characters but line feeds and tabs, and characters that reorder what is around them,
/// are escaped as `\u{1b}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |character| is_active(character) && !matches!(character, '\n' | '\t'))
}

/// As [`printable`], for text that has to stay on its line: line feeds and tabs are escaped as well.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_active)
}

/// Text with the characters escaped that `is_escaped` names.
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

/// Whether a terminal does something else with the character than show it: it is of C0, DEL or C1, separates lines, changes the
/// direction of the text around it, or is invisible.
pub fn is_active(character: char) -> bool {
    character.is_control()
        || is_bidirectional(character)
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Characters that reorder what is around them.
pub(crate) fn is_bidirectional(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
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
