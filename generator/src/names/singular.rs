//! The singular of English plurals.

use std::borrow::Cow;

/// Words that end like plurals, and plurals that a program treats as one thing.
const UNCOUNTABLE: &[&str] = &[
    "analytics",
    "as",
    "aws",
    "clothes",
    "css",
    "data",
    "dns",
    "does",
    "expires",
    "goods",
    "gps",
    "has",
    "https",
    "ios",
    "is",
    "kubernetes",
    "kudos",
    "lens",
    "media",
    "metadata",
    "os",
    "series",
    "sms",
    "species",
    "this",
    "tls",
    "vps",
    "was",
];

/// Plurals whose singular the rules for their ending get wrong.
const IRREGULAR: &[(&str, &str)] =
    &[("axes", "axis"), ("caches", "cache"), ("headaches", "headache"), ("niches", "niche")];

/// The shortest word that can be a plural. Shorter ones are mostly acronyms.
const SHORTEST: usize = 4;

/// Shorter plurals.
const ACRONYMS: &[&str] = &["ids", "ips", "vms"];

/// The singular of an English plural: the name of one item of a list. `None` if the last word of `plural` is not a plural.
pub fn singular(plural: &str) -> Option<String> {
    let (front, last) = plural.split_at(last_word(plural));
    let lower = last.to_ascii_lowercase();
    if !last.is_ascii() || UNCOUNTABLE.contains(&lower.as_str()) {
        return None;
    }
    let one: Cow<'_, str> = match IRREGULAR.iter().find(|(irregular, _)| *irregular == lower) {
        // Both begin with the same letter, which keeps its case.
        Some((_, one)) => format!("{}{}", &last[..1], &one[1..]).into(),
        None if ACRONYMS.contains(&lower.as_str()) => last[..2].into(),
        None if last.len() < SHORTEST => return None,
        None => pluralizer::pluralize(last, 1, false).into(),
    };
    (one != last).then(|| format!("{front}{one}"))
}

/// The position of the last word, as in `user_ids`, `userIds`, `URLs`.
fn last_word(text: &str) -> usize {
    let mut characters = text.char_indices().rev().peekable();
    while let Some((index, c)) = characters.next() {
        let before = characters.peek().map(|(_, before)| *before);
        if !c.is_alphanumeric() {
            return index + c.len_utf8();
        }
        if c.is_uppercase() && before.is_some_and(char::is_lowercase) {
            return index;
        }
    }
    0
}
