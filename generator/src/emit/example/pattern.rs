//! Regular expressions: matches strings, and generates strings that match.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use regex_syntax::{ParserBuilder, is_word_character};

/// The maximum nesting of groups.
const MAX_NESTING: u32 = 50;

/// The maximum number of steps of a match. If a match needs more, its result is unknown.
const MAX_STEPS: usize = 100_000;

/// The maximum length of a generated string, in bytes.
const MAX_LENGTH: usize = 500;

/// The numbers of extra repetitions that are tried.
const SPREADS: [u32; 8] = [0, 1, 2, 3, 5, 7, 11, 31];

/// A regular expression.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Lookaheads at the start, and whether each is positive.
    ahead: Vec<(Hir, bool)>,
    hir: Hir,
}

impl Pattern {
    /// Parses a pattern. `None` if it is not a regular language, or uses unsupported syntax.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let mut ahead = Vec::new();
        let mut rest = pattern;
        if let Some(mut after) = pattern.strip_prefix('^') {
            while let Some((inner, positive, left)) = look_ahead(after) {
                ahead.push((parse(inner)?, positive));
                after = left;
            }
            if !ahead.is_empty() {
                rest = after;
            }
        }
        let mut hir = parse(rest)?;
        if !ahead.is_empty() {
            // The lookaheads belong only to the first alternative.
            if has_alternatives(rest) {
                return None;
            }
            hir = Hir::concat(vec![Hir::look(Look::Start), hir]);
        }
        Some(Self { ahead, hir })
    }

    /// Whether a part of a string matches. `None` if the match takes too many steps.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let mut matcher = Matcher { text, steps: MAX_STEPS };
        for (hir, positive) in &self.ahead {
            if matcher.ends(hir, &BTreeSet::from([0]))?.is_empty() == *positive {
                return Some(false);
            }
        }
        let starts = text.char_indices().map(|(index, _)| index).chain([text.len()]).collect();
        Some(!matcher.ends(&self.hir, &starts)?.is_empty())
    }

    /// Strings that match, ignoring lookaheads, the shortest first. One of them has `length` characters if each extra repetition adds
    /// one. `turn` selects the characters.
    pub(super) fn strings(&self, length: usize, turn: usize) -> impl Iterator<Item = String> {
        let missing = length.saturating_sub(self.string(0, turn).map_or(0, |text| text.chars().count()));
        let spreads = SPREADS.into_iter().chain(u32::try_from(missing));
        spreads.filter_map(move |spread| self.string(spread, turn))
    }

    fn string(&self, spread: u32, turn: usize) -> Option<String> {
        let mut writer = Writer { out: String::new(), spread, turn, steps: MAX_STEPS };
        writer.write(&self.hir)?;
        Some(writer.out)
    }
}

fn parse(pattern: &str) -> Option<Hir> {
    ParserBuilder::new().nest_limit(MAX_NESTING).build().parse(pattern).ok()
}

/// The lookahead at the start of a pattern: its expression, whether it is positive, and the rest of the pattern.
fn look_ahead(pattern: &str) -> Option<(&str, bool, &str)> {
    let positive = pattern.starts_with("(?=");
    if !positive && !pattern.starts_with("(?!") {
        return None;
    }
    let (inner, rest) = pattern.split_at(closing(&pattern[1..])? + 1);
    Some((&inner["(?=".len()..], positive, &rest[1..]))
}

/// The position of the bracket that closes the group around the start of the pattern.
fn closing(pattern: &str) -> Option<usize> {
    outside(pattern)
        .scan(0, |depth, (index, character)| {
            *depth += match character {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            Some((index, *depth))
        })
        .find_map(|(index, depth)| (depth < 0).then_some(index))
}

/// Whether there is a `|` outside all groups.
fn has_alternatives(pattern: &str) -> bool {
    let mut depth = 0;
    outside(pattern).any(|(_, character)| {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0 && character == '|'
    })
}

/// The characters that are not escaped and not in a class.
fn outside(pattern: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut escaped, mut class) = (false, false);
    pattern.char_indices().filter(move |(_, character)| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match character {
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            _ => return !class,
        }
        false
    })
}

/// Finds the ends of matches. It follows all states at once, so no state is visited twice.
struct Matcher<'a> {
    text: &'a str,
    steps: usize,
}

impl Matcher<'_> {
    /// The ends of the matches that begin at one of `starts`.
    fn ends(&mut self, hir: &Hir, starts: &BTreeSet<usize>) -> Option<BTreeSet<usize>> {
        self.steps = self.steps.checked_sub(1 + starts.len())?;
        match hir.kind() {
            HirKind::Empty => Some(starts.clone()),
            HirKind::Literal(literal) => {
                let bytes = self.text.as_bytes();
                let found = starts.iter().filter(|start| bytes[**start..].starts_with(&literal.0));
                Some(found.map(|start| start + literal.0.len()).collect())
            }
            HirKind::Class(class) => {
                let next = |start: &usize| {
                    let character = self.text[*start..].chars().next()?;
                    contains(class, character).then_some(start + character.len_utf8())
                };
                Some(starts.iter().filter_map(next).collect())
            }
            HirKind::Look(look) => {
                let mut found = BTreeSet::new();
                for start in starts {
                    if self.looks(*look, *start)? {
                        found.insert(*start);
                    }
                }
                Some(found)
            }
            HirKind::Repetition(repetition) => self.repeated(repetition, starts),
            HirKind::Capture(capture) => self.ends(&capture.sub, starts),
            HirKind::Concat(parts) => {
                let mut here = starts.clone();
                for part in parts {
                    here = self.ends(part, &here)?;
                }
                Some(here)
            }
            HirKind::Alternation(parts) => {
                let mut found = BTreeSet::new();
                for part in parts {
                    found.append(&mut self.ends(part, starts)?);
                }
                Some(found)
            }
        }
    }

    fn repeated(&mut self, repetition: &Repetition, starts: &BTreeSet<usize>) -> Option<BTreeSet<usize>> {
        let mut here = starts.clone();
        let mut found = if repetition.min == 0 { here.clone() } else { BTreeSet::new() };
        for count in 1..=repetition.max.unwrap_or(u32::MAX) {
            here = self.ends(&repetition.sub, &here)?;
            let is_new = here.iter().any(|end| !found.contains(end));
            if here.is_empty() || (count > repetition.min && !is_new) {
                break;
            }
            if count >= repetition.min {
                found.extend(&here);
            }
        }
        Some(found)
    }

    /// Whether a condition is true at a position. `None` for an unknown condition.
    fn looks(&self, look: Look, at: usize) -> Option<bool> {
        let (before, after) = self.text.split_at(at);
        let is_word = |character: Option<char>| character.is_some_and(is_word_character);
        let (before_is_word, after_is_word) =
            (is_word(before.chars().next_back()), is_word(after.chars().next()));
        match look {
            Look::Start => Some(before.is_empty()),
            Look::End => Some(after.is_empty()),
            Look::StartLF => Some(before.is_empty() || before.ends_with('\n')),
            Look::EndLF => Some(after.is_empty() || after.starts_with('\n')),
            Look::WordAscii | Look::WordUnicode => Some(before_is_word != after_is_word),
            Look::WordAsciiNegate | Look::WordUnicodeNegate => Some(before_is_word == after_is_word),
            _ => None,
        }
    }
}

fn contains(class: &Class, character: char) -> bool {
    ranges(class).any(|(first, last)| (first..=last).contains(&character))
}

fn ranges(class: &Class) -> Box<dyn Iterator<Item = (char, char)> + '_> {
    match class {
        Class::Unicode(class) => Box::new(class.ranges().iter().map(|range| (range.start(), range.end()))),
        Class::Bytes(class) => {
            Box::new(class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))))
        }
    }
}

/// Generates a string that matches.
struct Writer {
    out: String,
    /// The number of extra repetitions.
    spread: u32,
    /// The index of the next character in a class.
    turn: usize,
    steps: usize,
}

impl Writer {
    /// `None` if there is no such string, or if it is too long.
    fn write(&mut self, hir: &Hir) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        if self.out.len() > MAX_LENGTH {
            return None;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.out.push_str(std::str::from_utf8(&literal.0).ok()?),
            HirKind::Class(class) => {
                let characters = characters(class)?;
                self.out.push(characters[self.turn % characters.len()]);
                self.turn += 1;
            }
            HirKind::Repetition(repetition) => {
                let wanted = repetition.min.saturating_add(self.spread);
                for _ in 0..wanted.min(repetition.max.unwrap_or(u32::MAX)) {
                    self.write(&repetition.sub)?;
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.write(part))?,
            HirKind::Alternation(parts) => {
                let kept = (self.out.len(), self.turn);
                parts.iter().find_map(|part| {
                    self.out.truncate(kept.0);
                    self.turn = kept.1;
                    self.write(part)
                })?;
            }
        }
        Some(())
    }
}

/// Some characters of a class, the most readable ones.
fn characters(class: &Class) -> Option<Vec<char>> {
    let all = |characters: std::ops::RangeInclusive<char>| {
        characters
            .clone()
            .all(|character| contains(class, character))
            .then(|| characters.collect::<Vec<char>>())
    };
    if let Some(letters) = all('a'..='z').or_else(|| all('A'..='Z')) {
        return Some(letters);
    }
    let known = |characters: std::ops::RangeInclusive<char>| {
        characters.filter(|character| contains(class, *character)).collect::<Vec<char>>()
    };
    let digits = ('1'..='9').chain(['0']).filter(|character| contains(class, *character));
    let letters = [known('a'..='z'), known('A'..='Z')].into_iter().find(|letters| !letters.is_empty());
    let plain: Vec<char> = digits.chain(letters.into_iter().flatten()).collect();
    let found = [plain, known('!'..='~'), known(' '..=' ')].into_iter().find(|found| !found.is_empty());
    found.or_else(|| ranges(class).next().map(|(first, _)| vec![first]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_match() {
        for (pattern, text, is_match) in [
            ("^[a-z]+$", "name", true),
            ("^[a-z]+$", "Name", false),
            ("[a-z]", "1a1", true),
            ("^(cat|dog)s?$", "dogs", true),
            ("^(cat|dog)s?$", "cows", false),
            (r"^\d{3}-\d{4}$", "123-4567", true),
            (r"^\d{3}-\d{4}$", "123-456", false),
            (r"\bword\b", "a word.", true),
            (r"\bword\b", "words", false),
            ("^(a?){30}$", "aaa", true),
            ("^(?![0-9]+$)[a-z0-9]+$", "a1", true),
            ("^(?![0-9]+$)[a-z0-9]+$", "11", false),
            ("^(?=.*[A-Z])(?=.*[0-9]).{4,}$", "Abc1", true),
            ("^(?=.*[A-Z])(?=.*[0-9]).{4,}$", "abc1", false),
            ("^(?!x[)]).*$", "x)", false),
            ("é{2}", "éé", true),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(text), Some(is_match), "{pattern} {text}");
        }
    }

    #[test]
    fn a_match_ends() {
        let text = "a".repeat(900);
        let slow = Pattern::parse("^((((a{0,99}){0,99}){0,99}){0,99}){0,99}b$").unwrap();
        assert_eq!(slow.matches(&text), None);
        let fast = Pattern::parse("^(a+)+$").unwrap();
        assert_eq!(fast.matches(&text), Some(true));
    }

    #[test]
    fn non_regular_patterns_are_rejected() {
        for pattern in [r"^(a)\1$", "a(?=b)", "^(?!a)b|c", "(?<!a)b", "[", &"(".repeat(1000)] {
            assert!(Pattern::parse(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn generated_strings_match() {
        for (pattern, text) in [
            (r"^[A-Z]{3}-\d{4}$", "ABC-4567"),
            ("^[a-z]+_[a-z]+$", "a_b"),
            ("^VA[0-9a-fA-F]{32}$", "VA1234567890abcdef1234567890abcdef"),
            ("^(|x)#[^a]$", "#A"),
            (r"^\p{Greek}$", "\u{370}"),
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            let made = pattern.strings(0, 0).next().unwrap();
            assert_eq!(made, text);
            assert_eq!(pattern.matches(&made), Some(true));
        }
        assert!(Pattern::parse("^((((a{99}){99}){99}){99}){99}$").unwrap().strings(0, 0).next().is_none());
    }
}
