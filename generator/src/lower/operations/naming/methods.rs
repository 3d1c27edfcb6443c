//! The name of the method for an operation.
//!
//! The operationId is cut down to the words that the resource does not already say. Without an operationId, the name is the HTTP
//! method and the words of the path. Each operation has a list of names, the shortest first; it uses a longer one only if another
//! operation of the same resource needs the shorter one, too.

use std::ops::Range;

use super::words::{is_same, is_same_word, is_version, resource_words, words};
use crate::collections::HashMap;
use crate::config::Config;
use crate::lower::operations::path::variables;
use crate::lower::operations::read::RawOperation;
use crate::model::Method;
use crate::names::{Case, singular};

/// Words between a verb and the resource: `list_actions_for_server`. A name may not end in one.
const PREPOSITIONS: &[&str] = &["at", "for", "from", "in", "into", "of", "on", "to", "within"];

/// Words that need the word after them, even if it is the resource: `list_by_customer`.
const BINDING: &[&str] = &["and", "as", "by", "like", "or", "per", "via", "with", "without"];

/// Words that belong to the resource after them, so that both stay: `get_current_user_profile`.
const ATTRIBUTES: &[&str] = &["and", "authenticated", "current", "if", "or", "whether"];

/// Words between a verb and the resource that are clear without it: `list_all_pets`. Others are nouns: `create_api_key`.
const ADJECTIVES: &[&str] = &[
    "active",
    "all",
    "archived",
    "available",
    "current",
    "deleted",
    "featured",
    "followed",
    "latest",
    "many",
    "more",
    "multiple",
    "my",
    "new",
    "one",
    "own",
    "popular",
    "recent",
    "related",
    "several",
    "single",
    "top",
    "trending",
];

/// Words for one item of a resource that are verbs, too, if no other verb comes after them: `invite_user`.
const HOMONYMS: &[&str] = &["block", "download", "export", "import", "invite", "share", "test", "upload"];

const VERBS: &[&str] = &[
    "accept", "add", "all", "cancel", "create", "decline", "delete", "destroy", "find", "get", "list", "one",
    "read", "reject", "remove", "resolve", "retrieve", "revoke", "search", "set", "show", "update",
];

const ARTICLES: &[&str] = &["a", "an", "the"];

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
        return by_path(&resource, raw, false);
    };
    let all = words(id);
    if repeats_path(&all, raw) {
        return by_path(&resource, raw, true);
    }
    let own = without_counter(without_controller(without_path(id, raw)));
    let own = without_prefix(with_verb(words(without_tag(own, &resource)), raw), raw);
    let own = without_ending(own, raw);
    let short = by_suffix(config, &resource, &words(without_path(id, raw)))
        .or_else(|| by_method(&own, &resource, raw))
        .or_else(|| without_resource(&own, &resource, raw));
    let mut names: Vec<String> = Vec::new();
    for name in short.into_iter().chain([own.join("_"), all.join("_"), id.clone()]) {
        // A number alone is not a name.
        let is_name = name.contains(|c: char| c.is_alphabetic());
        if is_name && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { by_path(&resource, raw, true) } else { names }
}

/// The name that the configuration gives to operations with this end: `All = "list"` for `ticketsAll`.
fn by_suffix(config: &Config, resource: &[String], words: &[String]) -> Option<String> {
    let (last, front) = words.split_last()?;
    let (_, method) = config.naming.methods.iter().find(|(suffix, _)| suffix.to_lowercase() == *last)?;
    let at = front.len().checked_sub(resource.len())?;
    is_same(&front[at..], resource).then(|| method.clone())
}

/// An operationId without path and method, which `FastAPI` appends to the name of the function.
fn without_path<'id>(id: &'id str, raw: &RawOperation) -> &'id str {
    let path: String = raw.path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let end = format!("{path}_{}", raw.method.as_str().to_lowercase());
    id.strip_suffix(&end).filter(|name| !name.trim_matches('_').is_empty()).unwrap_or(id)
}

/// An operationId without the class before it, as in `PetsController_list`.
fn without_controller(id: &str) -> &str {
    let separators = ['_', '.', '/', ':', '#'];
    match id.find("Controller").map(|at| at + "Controller".len()) {
        Some(end) if id[end..].starts_with(separators) => match id[end..].trim_start_matches(separators) {
            "" => id,
            name => name,
        },
        _ => id,
    }
}

/// An operationId without the number that `SpringDoc` appends to equal names of functions: `getAll_1`.
fn without_counter(id: &str) -> &str {
    match id.split_once('_') {
        Some((name, number))
            if name.len() > 1 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            name
        }
        _ => id,
    }
}

/// Words without the prefix of the path (`api_v1_pets_list`), without its version at the end, and without articles.
fn without_prefix(mut words: Vec<String>, raw: &RawOperation) -> Vec<String> {
    let leading = words.iter().take_while(|word| *word == "api" || is_version(word)).count();
    words.drain(..leading.min(words.len().saturating_sub(1)));
    let versions = || raw.path.split('/').filter(|segment| is_version(segment));
    if words.len() > 1 && words.last().is_some_and(|last| versions().any(|version| version == last)) {
        words.pop();
    }
    let is_article = |index: usize| {
        index > 0
            && ARTICLES.contains(&words[index].as_str())
            && words.get(index + 1).is_some_and(|next| next.len() > 1)
    };
    let kept: Vec<bool> = (0..words.len()).map(|index| !is_article(index)).collect();
    words.into_iter().zip(kept).filter_map(|(word, kept)| kept.then_some(word)).collect()
}

/// Words without those that frameworks append: `UsingGET` (Springfox), `Async` (C#).
fn without_ending(mut words: Vec<String>, raw: &RawOperation) -> Vec<String> {
    let method = raw.method.as_str().to_lowercase();
    let is_appended = |words: &[String]| match words {
        [_, .., using, last] if using == "using" => *last == method,
        _ => false,
    };
    if is_appended(&words) {
        words.truncate(words.len() - 2);
    }
    if words.len() > 1
        && words.last().is_some_and(|last| last == "async")
        && !has_word(&literal_words(raw), "async")
    {
        words.pop();
    }
    words
}

/// An operationId without the tag that the template of `FastAPI` puts before the name of the function: `users-read_user`.
fn without_tag<'id>(id: &'id str, resource: &[String]) -> &'id str {
    match id.rsplit_once('-') {
        Some((tag, name)) if !name.is_empty() && is_same(&words(tag), resource) => name,
        _ => id,
    }
}

/// `list_pets` without `pets`. `None` if nothing else is left.
fn without_resource(words: &[String], resource: &[String], raw: &RawOperation) -> Option<String> {
    let path = literal_words(raw);
    let found = |part: &[String]| {
        let starts = 0..(words.len() + 1).saturating_sub(part.len());
        let spans = starts.map(|start| start..start + part.len());
        spans.filter(|span| is_same(&words[span.clone()], part)).collect::<Vec<_>>()
    };
    let whole = if resource.is_empty() { Vec::new() } else { found(resource) };
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

/// Words without a missing space after the HTTP method, as in `getdisplayedAttributes`.
fn with_verb(mut words: Vec<String>, raw: &RawOperation) -> Vec<String> {
    let method = raw.method.as_str().to_lowercase();
    let rest = words.first().and_then(|first| first.strip_prefix(&method)).map(str::to_owned);
    if let Some(rest) = rest.filter(|rest| literal_words(raw).contains(rest)) {
        words.splice(..1, [method, rest]);
    }
    words
}

/// Whether an operationId is the method and the path, with its variables or `id` for each of them.
fn repeats_path(id: &[String], raw: &RawOperation) -> bool {
    let method = raw.method.as_str().to_lowercase();
    let front = id.strip_prefix(std::slice::from_ref(&method));
    let Some(mut id) = front.or_else(|| id.strip_suffix(&[method])) else { return false };
    if variables(&raw.path).next().is_none() {
        return false;
    }
    for (index, part) in raw.path.split(['{', '}']).enumerate() {
        let is_variable = index % 2 == 1;
        let all = words(part);
        let is_prefix = |word: &&String| index == 0 && (*word == "api" || is_version(word));
        let part = &all[all.iter().take_while(is_prefix).count()..];
        match id.strip_prefix(&all[..]).or_else(|| id.strip_prefix(part)) {
            Some(rest) => id = rest,
            None => match id.split_first() {
                Some((first, rest)) if is_variable && first == "id" => id = rest,
                _ => return false,
            },
        }
    }
    id.is_empty()
}

/// The names of an operation by its method and path. `get` is implied before other words, unless the operationId begins with it.
fn by_path(resource: &[String], raw: &RawOperation, has_id: bool) -> Vec<String> {
    let mut literal = match raw.path.split_once('#') {
        // Several operations of one path.
        Some((_, name)) => words(name),
        None => literal_words(raw),
    };
    // The resource, or its last words.
    let found = (0..resource.len()).find_map(|from| {
        let part = &resource[from..];
        let mut starts = 0..(literal.len() + 1).saturating_sub(part.len());
        let start = starts.find(|&start| is_same(&literal[start..start + part.len()], part))?;
        Some(start..start + part.len())
    });
    // The things that the resource belongs to: `list_for_file` for `/files/{id}/comments`.
    let owner = found.as_ref().filter(|span| span.start > 0 && span.end == literal.len());
    let owner = owner.map(|span| &literal[span.start - 1]);
    let owner = owner.map(|owner| singular(owner).unwrap_or_else(|| owner.clone()));
    if let Some(span) = found {
        literal.drain(span);
    }
    let all = literal.join("_");
    let one = segments(raw).last().is_some_and(|last| last.starts_with('{'));
    if let Some(last) = literal.last_mut().filter(|_| one) {
        *last = singular(last).unwrap_or_else(|| last.clone());
    }
    let method = raw.method.as_str().to_lowercase();
    let verb = if raw.method == Method::Get { reads(raw).to_owned() } else { method.clone() };
    let short = match (&raw.method, literal.is_empty()) {
        _ if owner.is_some() => format!("{verb}_for_{}", owner.unwrap_or_default()),
        (Method::Get, false) if !has_id => literal.join("_"),
        (_, true) => verb,
        (_, false) => format!("{method}_{}", literal.join("_")),
    };
    let by: Vec<String> = variables(&raw.path).map(|variable| Case::Value.apply(variable)).collect();
    let long = if by.is_empty() { short.clone() } else { format!("{short}_by_{}", by.join("_and_")) };
    // Another path may end in another word for the same thing: `people`, `persons`.
    let plural = format!("{}_{all}", raw.method.as_str().to_lowercase());
    let mut names = vec![short, long];
    names.extend((!all.is_empty()).then_some(plural));
    names.push(super::method_and_path(raw));
    names
}

/// The segments of the path.
fn segments(raw: &RawOperation) -> impl Iterator<Item = &str> {
    let path = raw.path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The words of the path, without its variables and its prefix.
fn literal_words(raw: &RawOperation) -> Vec<String> {
    let mut literal: Vec<String> = Vec::new();
    for segment in segments(raw) {
        let is_prefix = literal.is_empty() && (segment == "api" || is_version(segment));
        if !is_prefix {
            literal.extend(words(&without_variables(segment)));
        }
    }
    literal
}

/// `list` if the path is that of a collection, or else `get`.
fn reads(raw: &RawOperation) -> &'static str {
    let last = raw.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if !last.contains('{') && singular(last).is_some() { "list" } else { "get" }
}

/// A segment of a path without the variables in it.
fn without_variables(segment: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in segment.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
