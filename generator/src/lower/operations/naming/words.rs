//! The words of names.

use crate::names::{Case, singular};

/// The words of a name, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    if !name.contains(char::is_alphanumeric) {
        return Vec::new();
    }
    let cased = Case::Value.apply(name);
    // An identifier may not begin with a digit, a word may.
    let cased = if name.starts_with(|c: char| c.is_ascii_digit()) { &cased[1..] } else { &cased[..] };
    cased.split('_').filter(|word| !word.is_empty()).flat_map(without_version).map(str::to_owned).collect()
}

/// The parts of a word that begins with a version: `v1` and `api` in `v1api`, the words of `V1API`.
fn without_version(word: &str) -> impl Iterator<Item = &str> {
    let digits = word.strip_prefix('v').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let (version, rest) = word.split_at(if digits == 0 { 0 } else { digits + 1 });
    let is_glued = rest.len() > 2 && rest.bytes().all(|byte| byte.is_ascii_lowercase());
    let parts = if is_glued && !["alpha", "beta"].contains(&rest) { [version, rest] } else { ["", word] };
    parts.into_iter().filter(|part| !part.is_empty())
}

/// The endings of tags that say nothing: frameworks append the name of a class.
const ENDINGS: &[&[&str]] = &[&["rest", "controller"], &["controller"], &["rest", "api"]];

/// The words of a resource, without those that frameworks append.
pub(super) fn resource_words(tag: &str) -> Vec<String> {
    let mut words = words(tag);
    let ending = ENDINGS
        .iter()
        .find(|ending| words.len() > ending.len() && words[words.len() - ending.len()..] == ***ending);
    if let Some(ending) = ending {
        words.truncate(words.len() - ending.len());
    }
    words
}

/// Whether both have the same words, in singular or plural.
pub(super) fn is_same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_word(a, b))
}

/// Whether both are the same word, in singular or plural.
pub(super) fn is_same_word(a: &str, b: &str) -> bool {
    let stem = |word: &str| singular(word).unwrap_or_else(|| word.to_owned());
    // Most words differ in their first letter, and comparing that is fast.
    a == b || a.as_bytes().first() == b.as_bytes().first() && stem(a) == stem(b)
}

/// Whether a word is the version of an API: `v1`, `v2beta1`.
pub(super) fn is_version(word: &str) -> bool {
    let Some(number) = word.strip_prefix('v') else { return false };
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix("alpha").or_else(|| rest.strip_prefix("beta")).unwrap_or(rest);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.len() <= 8
        && rest.bytes().all(|byte| byte.is_ascii_digit())
}
