//! Strings that satisfy constraints.

use super::format;
use super::pattern::Pattern;
use crate::model::Constraints;

/// The maximum length of a string, in bytes.
const MAX_LENGTH: usize = 1000;

/// Strings that match many common patterns.
const COMMON: [&str; 20] = [
    "example",
    "Example",
    "EXAMPLE",
    "1",
    "123456",
    "Example-Passw0rd!",
    "en",
    "en-US",
    "1.0.0",
    "2024-01-31",
    "2024-01-31T09:30:00Z",
    "2024-01",
    "09:30",
    "09:30:00",
    "123e4567-e89b-42d3-a456-426614174000",
    "ada@example.com",
    "example.com",
    "https://example.com",
    "+15555550123",
    "192.0.2.1",
];

/// The constraints of a string.
pub(super) struct Strings<'a> {
    constraints: Option<&'a Constraints>,
    patterns: Vec<Option<Pattern>>,
}

impl<'a> Strings<'a> {
    /// Reads the constraints.
    pub(super) fn new(constraints: Option<&'a Constraints>) -> Self {
        let patterns = constraints.iter().flat_map(|constraints| &constraints.patterns);
        Self { constraints, patterns: patterns.map(|pattern| Pattern::parse(pattern)).collect() }
    }

    /// Whether a string satisfies the constraints. If the pattern cannot be parsed, `trusted` decides.
    pub(super) fn allow(&self, text: &str, trusted: bool) -> bool {
        let Some(constraints) = self.constraints else { return true };
        let matches = |pattern: &Option<Pattern>| {
            pattern.as_ref().and_then(|pattern| pattern.matches(text)).unwrap_or(trusted)
        };
        constraints.length.allows(text.chars().count())
            && constraints.format.as_deref().is_none_or(|name| format::holds(name, text))
            && (constraints.values.is_empty() || constraints.values.iter().any(|value| value == text))
            && self.patterns.iter().all(matches)
    }

    /// A string that satisfies the constraints, derived from `name` if possible. `turn` selects one of several.
    pub(super) fn make(&self, name: &str, turn: usize) -> Option<String> {
        let constraints = self.constraints;
        let vary = |text: &str| if turn == 0 { text.to_owned() } else { varied(text, turn) };
        let values = constraints.and_then(|constraints| constraints.values.get(turn)?.as_str());
        let of_format =
            constraints.and_then(|constraints| format::example(constraints.format.as_deref()?)).map(vary);
        let common = COMMON.into_iter().chain([name]).map(vary);
        let least = constraints.map_or(0, |constraints| constraints.length.least);
        let by_pattern = self.patterns.iter().flatten().flat_map(|pattern| pattern.strings(least, turn));
        let by_length = constraints.map(|constraints| fitted(name, constraints.length, turn));
        values
            .map(str::to_owned)
            .into_iter()
            .chain(of_format)
            .chain([vary(name), vary(&plain(name, '-')), vary(&plain(name, '_'))])
            .chain(by_length)
            .chain(common)
            .chain(by_pattern)
            .find(|text| !text.is_empty() && text.len() <= MAX_LENGTH && self.allow(text, false))
    }
}

/// A name in lower case, with one separator.
fn plain(name: &str, separator: char) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { separator }).collect()
}

/// A similar string with another last digit or letter.
fn varied(text: &str, turn: usize) -> String {
    let number = turn % 10;
    let digit = char::from_digit(u32::try_from(number).unwrap_or(0), 10).unwrap_or('0');
    match text.rfind(|c: char| c.is_ascii_digit()) {
        Some(last) if text[last..].chars().skip(1).all(|c| c.is_ascii_alphanumeric()) => {
            let was = text[last..].chars().next().and_then(|c| c.to_digit(10)).unwrap_or(0) as usize;
            let next = char::from_digit(u32::try_from((was + turn) % 10).unwrap_or(0), 10).unwrap_or(digit);
            format!("{}{next}{}", &text[..last], &text[last + 1..])
        }
        Some(_) | None => match text.split_once(['@', '.']) {
            Some((before, after)) if !before.is_empty() => {
                format!("{before}{digit}{}{after}", &text[before.len()..text.len() - after.len()])
            }
            Some(_) | None => format!("{text}{digit}"),
        },
    }
}

/// A name that is cut or repeated to fit the length.
fn fitted(name: &str, length: crate::model::Count, turn: usize) -> String {
    let wanted =
        name.chars().count().max(length.least).min(length.most.unwrap_or(usize::MAX)).min(MAX_LENGTH);
    name.chars().cycle().skip(turn).take(if name.is_empty() { 0 } else { wanted }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Count;

    fn made(
        format: Option<&str>,
        pattern: Option<&str>,
        length: (usize, Option<usize>),
        turn: usize,
    ) -> String {
        let constraints = Constraints {
            format: format.map(str::to_owned),
            patterns: pattern.into_iter().map(str::to_owned).collect(),
            length: Count { least: length.0, most: length.1 },
            ..Constraints::default()
        };
        Strings::new(Some(&constraints)).make("userName", turn).unwrap_or_default()
    }

    #[test]
    fn strings_keep_format_pattern_and_length() {
        for (format, pattern, length, turn, text) in [
            (None, None, (0, None), 0, "userName"),
            (None, None, (0, None), 1, "userName1"),
            (None, None, (0, Some(4)), 0, "user"),
            (None, None, (10, None), 0, "userNameus"),
            (Some("email"), None, (0, None), 0, "ada@example.com"),
            (Some("email"), None, (0, None), 1, "ada1@example.com"),
            (Some("ipv4"), None, (0, None), 1, "192.0.2.2"),
            (Some("no-such-format"), None, (0, None), 0, "userName"),
            (None, Some("^[a-z]+$"), (0, None), 0, "username"),
            (None, Some("^[0-9]{4}$"), (0, None), 0, "1234"),
            (None, Some("^[0-9a-f]+$"), (40, Some(40)), 0, "1234567890abcdef1234567890abcdef12345678"),
            (None, Some(r"^(?=.*\d)(?=.*[A-Z])(?=.*[#?!@$ %^&*-]).{8,}$"), (0, None), 0, "Example-Passw0rd!"),
            (None, Some(r"^(a)\1$"), (0, None), 0, ""),
            (None, Some("^x$"), (2, None), 0, ""),
        ] {
            assert_eq!(made(format, pattern, length, turn), text, "{format:?} {pattern:?} {length:?}");
        }
    }

    #[test]
    fn examples_of_formats_are_valid() {
        let formats = "email uri url uri-reference uri-template hostname ipv4 ipv6 date-time date time duration uuid byte";
        for name in formats.split(' ') {
            assert!(format::holds(name, format::example(name).unwrap()), "{name}");
            assert!(!format::holds(name, " not a value "), "{name}");
        }
    }
}
