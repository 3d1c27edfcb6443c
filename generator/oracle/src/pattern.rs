//! Strings that match a regular expression.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Makes a string that matches a pattern, with at most `spread` repetitions more than required. `None` if the pattern is not a regular
/// language; the string can fail to match a pattern with lookaround.
pub(crate) fn text(pattern: &str, spread: u32, rng: &mut fastrand::Rng) -> Option<String> {
    let pattern = pattern.replace("\\/", "/");
    let parse = |pattern: &str| ParserBuilder::new().build().parse(pattern).ok();
    let hir = parse(&pattern).or_else(|| parse(&without_looking_around(&pattern)))?;
    let mut out = String::new();
    write(&hir, spread, rng, &mut out)?;
    Some(out)
}

/// A pattern without its lookahead and lookbehind groups.
fn without_looking_around(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(start) = ["(?=", "(?!", "(?<=", "(?<!"].iter().filter_map(|sign| rest.find(sign)).min() {
        out.push_str(&rest[..start]);
        let (mut depth, mut escaped, mut end) = (0, false, rest.len());
        for (index, c) in rest[start..].char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = start + index + 1;
                break;
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Maximum length of a string, in bytes.
const LONGEST: usize = 4000;

fn write(hir: &Hir, spread: u32, rng: &mut fastrand::Rng, out: &mut String) -> Option<()> {
    if out.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(character(class, rng)?),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(spread));
            for _ in 0..rng.u32(repetition.min..=most) {
                write(&repetition.sub, spread, rng, out)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, spread, rng, out)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, spread, rng, out)?;
            }
        }
        HirKind::Alternation(parts) => write(&parts[rng.usize(..parts.len())], spread, rng, out)?,
    }
    Some(())
}

/// A character of a class, from printable ASCII if possible.
fn character(class: &Class, rng: &mut fastrand::Rng) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
    };
    let plain: Vec<(char, char)> = ranges
        .iter()
        .map(|(start, end)| ((*start).max('!'), (*end).min('~')))
        .filter(|(start, end)| start <= end)
        .collect();
    let ranges = if plain.is_empty() { ranges } else { plain };
    let (start, end) = *ranges.get(rng.usize(..ranges.len().max(1)))?;
    Some(rng.char(start..=end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_look_around_are_left_out() {
        assert_eq!(without_looking_around(r"^(?![0-9a-f]{8}(-\))?$)[a-z]+(?=b)$"), "^[a-z]+$");
        let mut rng = fastrand::Rng::with_seed(1);
        assert!(text("^(?!x)[a-z]{3}$", 0, &mut rng).is_some());
    }

    #[test]
    fn texts_match() {
        let mut rng = fastrand::Rng::with_seed(1);
        for pattern in [r"^[a-z]{2,4}-\d+$", r"^(cat|dog)s?$", r"^\w+@[^@\s]+$", r"^\p{L}+$", r"a\/b"] {
            let validator = jsonschema::validator_for(&serde_json::json!({"pattern": pattern})).unwrap();
            for spread in 0..5 {
                let text = text(pattern, spread, &mut rng).unwrap();
                assert!(validator.is_valid(&serde_json::json!(text)), "{pattern} {text}");
            }
        }
    }
}
