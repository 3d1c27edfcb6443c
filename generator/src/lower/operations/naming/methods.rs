//! The name of the method for an operation.
//!
//! The operationId is cut down to the words that the resource does not already say. Without an operationId, the name is the HTTP
//! method and the words of the path. Each operation has a list of names, the shortest first; it uses a longer one only if another
//! operation of the same resource needs the shorter one, too.

use std::ops::Range;

use super::by_path::{Leftover, MethodAt, by_path, literal_words, reads};
use super::frameworks::{
    by_django, by_function, repeats_path, with_verb, without_controller, without_counter, without_ending,
    without_path, without_prefix, without_tag,
};
use super::vocabulary::{ADJECTIVES, ATTRIBUTES, BINDING, HOMONYMS, PREPOSITIONS, VERBS};
use super::words::{is_same, is_same_word, resource_words, words};
use crate::collections::HashMap;
use crate::config::Config;
use crate::lower::operations::read::RawOperation;
use crate::model::Method;
use crate::names::singular;

/// One name for each operation of a resource, before conversion.
pub(super) fn wanted(config: &Config, resource: &str, raw: &[&RawOperation]) -> Vec<String> {
    let candidates: Vec<Vec<String>> =
        raw.iter().map(|operation| candidates(config, resource, operation)).collect();
    let mut levels = vec![0; raw.len()];
    loop {
        let mut counts: HashMap<&str, usize> = HashMap::default();
        for (names, level) in candidates.iter().zip(&levels) {
            *counts.entry(&names[*level]).or_default() += 1;
        }
        let clashing = |(names, level): (&Vec<String>, &usize)| {
            counts[names[*level].as_str()] > 1 && level + 1 < names.len()
        };
        let moved: Vec<bool> = candidates.iter().zip(&levels).map(clashing).collect();
        if !moved.contains(&true) {
            return candidates
                .into_iter()
                .zip(levels)
                .map(|(mut names, level)| names.swap_remove(level))
                .collect();
        }
        levels.iter_mut().zip(moved).for_each(|(level, moved)| *level += usize::from(moved));
    }
}

/// The names that an operation can have, at least one.
fn candidates(config: &Config, resource: &str, raw: &RawOperation) -> Vec<String> {
    let resource = resource_words(resource);
    if let Some(name) = raw.names().iter().find_map(|name| config.naming.operations.get(name)) {
        return vec![name.clone()];
    }
    let Some(id) = &raw.operation.operation_id else {
        return by_path(&resource, raw, MethodAt::Nowhere);
    };
    let all = words(id);
    if repeats_path(&all, raw) {
        let ends_in_method = all.last() == Some(&raw.method.as_str().to_lowercase());
        let action = if ends_in_method { Leftover::new(&resource, raw).action() } else { None };
        let at = if ends_in_method { MethodAt::End } else { MethodAt::Front };
        return action.into_iter().chain(by_path(&resource, raw, at)).collect();
    }
    let function = without_path(id, raw);
    let own = without_counter(without_controller(function));
    let own = without_prefix(with_verb(words(without_tag(own, &resource)), raw), raw);
    let own = without_ending(own, raw);
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: String| {
        // A number alone is not a name.
        let is_name = name.contains(|c: char| c.is_alphabetic());
        if is_name && !names.contains(&name) {
            names.push(name);
        }
    };
    if let Some(name) = by_suffix(config, &resource, &words(function)) {
        add(name);
    } else {
        by_django(&resource, &own, raw).into_iter().for_each(&mut add);
        let short = by_function(id).map(|name| without_ending(words(&name), raw));
        let short = short.as_ref().unwrap_or(&own);
        let name = by_method(short, &resource, raw).or_else(|| without_resource(short, &resource, raw));
        name.into_iter().filter_map(|name| with_first_verb(name, raw)).for_each(&mut add);
        add(short.join("_"));
    }
    add(own.join("_"));
    if raw.method == Method::Head {
        add(format!("head_{}", own.join("_")));
    }
    if function.len() < id.len() {
        by_path(&resource, raw, MethodAt::Front).into_iter().for_each(&mut add);
    }
    add(all.join("_"));
    add(id.clone());
    if names.is_empty() { by_path(&resource, raw, MethodAt::Front) } else { names }
}

/// A name that begins with a verb if it began with a word that needs one: `get_by_id` for `by_id`. `None` if the path has no variable for
/// it.
fn with_first_verb(name: String, raw: &RawOperation) -> Option<String> {
    let first = name.split('_').next().unwrap_or_default();
    if !BINDING.contains(&first) && !PREPOSITIONS.contains(&first) {
        return Some(name);
    }
    let is_one = raw.path.trim_end_matches('/').ends_with('}');
    is_one.then(|| format!("{}_{name}", raw.method.as_str().to_lowercase()))
}

/// The name that the configuration gives to operations with this end: `All = "list"` for `ticketsAll`.
fn by_suffix(config: &Config, resource: &[String], words: &[String]) -> Option<String> {
    let (last, front) = words.split_last()?;
    let (_, method) = config.naming.methods.iter().find(|(suffix, _)| suffix.to_lowercase() == *last)?;
    let at = front.len().checked_sub(resource.len())?;
    is_same(&front[at..], resource).then(|| method.clone())
}

/// `list_pets` without `pets`. `None` if nothing else is left.
fn without_resource(words: &[String], resource: &[String], raw: &RawOperation) -> Option<String> {
    let path = literal_words(raw);
    let found = |part: &[String]| {
        let starts = 0..(words.len() + 1).saturating_sub(part.len());
        let spans = starts.map(|start| start..start + part.len());
        spans.filter(|span| is_same(&words[span.clone()], part)).collect::<Vec<_>>()
    };
    let mut whole = if resource.is_empty() { Vec::new() } else { found(resource) };
    if whole.is_empty() && resource.len() > 1 {
        // One word, as in `create_xcom_entry` for `x com`.
        whole = found(&[resource.concat()]);
    }
    let redundant =
        whole.iter().find(|span| is_redundant(words, span.start, span.end, resource, &path)).cloned();
    // The last words of the resource after the verb, as in `list_actions` for `server actions`.
    let last = || {
        let parts = (1..resource.len()).flat_map(|from| found(&resource[from..]));
        let is_object = |span: &Range<usize>| {
            span.start == 1 && words.get(span.end).is_none_or(|next| PREPOSITIONS.contains(&next.as_str()))
        };
        parts.filter(is_object).find(|span| is_redundant(words, span.start, span.end, resource, &path))
    };
    let has_all = || resource.len() > 1 && resource.iter().all(|word| has_word(words, word));
    let rest: Vec<String> = if let Some(Range { start, end }) = redundant {
        [&words[..start], &words[end..]].concat()
    } else if !whole.is_empty() {
        return Some(words.join("_"));
    } else if has_all() {
        words.iter().filter(|word| !has_word(resource, word)).cloned().collect()
    } else if let Some(Range { start, end }) = last() {
        [&words[..start], &words[end..]].concat()
    } else {
        return Some(words.join("_"));
    };
    let end = rest.iter().rposition(|word| !PREPOSITIONS.contains(&word.as_str())).map_or(0, |last| last + 1);
    rest[..end].iter().any(|word| word.contains(char::is_alphabetic)).then(|| rest[..end].join("_"))
}

fn has_word(words: &[String], word: &str) -> bool {
    words.iter().any(|other| is_same_word(other, word))
}

/// Whether the name is clear without the words of the resource from `start` to `end`. `path` are the words of the path.
fn is_redundant(words: &[String], start: usize, end: usize, resource: &[String], path: &[String]) -> bool {
    let is = |word: Option<&String>, list: &[&str]| word.is_some_and(|word| list.contains(&word.as_str()));
    let before = &words[..start];
    let Some(next) = words.get(end) else {
        // The adjective of another phrase stays, as in `list_for_authenticated_user`.
        let alone = before.len() < 2 || before.len() == 2 && is(before.last(), ADJECTIVES);
        let is_clear = alone && !is(before.last(), BINDING);
        return is_clear || is(before.last(), VERBS) || is(before.last(), PREPOSITIONS);
    };
    if start == 0 {
        return words.first() == resource.first() || !is(words.first(), HOMONYMS) || is(Some(next), VERBS);
    }
    // The object of the verb, as in `save_albums_user` for `/me/albums`.
    let is_linked = is(Some(next), PREPOSITIONS) || is(Some(next), BINDING);
    let is_object = start == 1 && path.ends_with(&words[start..end]) && !path.contains(next) && !is_linked;
    !is_object && !is(before.last(), ATTRIBUTES) && !is(Some(next), &["and", "or"])
}

/// The name for an operationId that is only the name of the resource in plural, or that and `get`: `list`, if it reads a list.
fn by_method(words: &[String], resource: &[String], raw: &RawOperation) -> Option<String> {
    let named = words.strip_prefix(&["get".to_owned()]).unwrap_or(words);
    let is_plural = named.last().is_some_and(|last| singular(last).is_some());
    let is_resource =
        resource.len().checked_sub(named.len()).is_some_and(|at| is_same(named, &resource[at..]));
    (is_plural && is_resource && raw.method == Method::Get).then(|| reads(raw).to_owned())
}
