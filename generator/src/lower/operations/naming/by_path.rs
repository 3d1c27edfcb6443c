//! The name of a method by the HTTP method and the path of its operation.

use super::vocabulary::names_action;
use super::words::{is_same, is_same_word, is_version, words};
use crate::lower::operations::path::variables;
use crate::lower::operations::read::RawOperation;
use crate::model::Method;
use crate::names::{Case, singular};

/// The words of a path that its resource does not say.
pub(super) struct Leftover {
    /// The words before and after the resource, without those that are only in `prefix`.
    pub(super) words: Vec<String>,
    /// All words of the path, as it spells them.
    literal: Vec<String>,
    /// The words before the resource that no variable follows: `admin` in `/admin/users/{id}`.
    prefix: Vec<String>,
    /// The thing that the resource belongs to, in singular: `file` for `/files/{id}/comments`.
    owner: Option<String>,
    /// The number of words before the resource that are in `words`.
    before: usize,
    /// The number of words of the last segment that are in `words`.
    last: usize,
    /// Whether the path ends in a variable.
    pub(super) is_one: bool,
}

/// A word of a path.
struct Word {
    text: String,
    /// The index of its segment.
    segment: usize,
}

impl Leftover {
    pub(super) fn new(resource: &[String], raw: &RawOperation) -> Self {
        let is_one = segments(raw).last().is_some_and(|last| last.starts_with('{'));
        if let Some((_, name)) = raw.path.split_once('#') {
            // Several operations of one path.
            let words = words(name);
            let literal = words.clone();
            return Self {
                last: words.len(),
                words,
                literal,
                prefix: Vec::new(),
                owner: None,
                before: 0,
                is_one,
            };
        }
        let all = path_words(raw);
        let text: Vec<String> = all.iter().map(|word| word.text.clone()).collect();
        let Some((start, end)) = resource_span(&text, resource, &all) else {
            let last = last_segment(&all, raw);
            let words = phrase(&all, raw);
            return Self { words, literal: text, prefix: Vec::new(), owner: None, before: 0, last, is_one };
        };
        let (before, after) = (&all[..start], &all[end..]);
        // The words of the resource's own segment are adjectives: `saved` in `/saved_queries`.
        let own = before.iter().take_while(|word| word.segment != all[start].segment).count();
        let (before, adjectives) = before.split_at(own);
        let (kept, prefix): (Vec<&Word>, Vec<&Word>) = before.iter().partition(|word| is_followed(word, raw));
        let prefix = phrase(prefix, raw);
        let last = last_segment(after, raw);
        let owner = kept.last().filter(|_| after.is_empty() && adjectives.is_empty());
        if let Some(owner) = owner {
            let segment = kept.iter().filter(|word| word.segment == owner.segment);
            let segment = segment.map(|word| word.text.as_str()).collect::<Vec<_>>().join("_");
            let owner = Some(singular(&segment).unwrap_or(segment));
            return Self { words: Vec::new(), literal: text, prefix, owner, before: 0, last, is_one };
        }
        let before = kept.len();
        let words = phrase(kept.into_iter().chain(adjectives).chain(after), raw);
        Self { words, literal: text, prefix, owner: None, before, last, is_one }
    }

    /// Whether the last word is a plural.
    pub(super) fn is_plural(&self) -> bool {
        self.words.last().is_some_and(|last| singular(last).is_some())
    }

    /// The words, the last one in singular if `one`.
    pub(super) fn joined(&self, one: bool) -> String {
        let mut words = self.words.clone();
        if let Some(last) = words.last_mut().filter(|_| one) {
            *last = singular(last).unwrap_or_else(|| last.clone());
        }
        words.join("_")
    }

    /// The name of the action at the end of the path: `reset` for `/servers/{id}/reset`, `approve_report` for
    /// `/reports/{id}/approve` in another resource. `None` if the path does not end in one.
    pub(super) fn action(&self) -> Option<String> {
        let (front, action) = self.words.split_at(self.words.len() - self.last.min(self.words.len()));
        let is_action = !self.is_one && names_action(action);
        match (front, action) {
            _ if !is_action => None,
            // The action of the resource itself.
            (front, action) if front.len() == self.before => Some(action.join("_")),
            (front, [action]) => {
                let front = front.join("_");
                Some(format!("{action}_{}", singular(&front).unwrap_or(front)))
            }
            _ => None,
        }
    }
}

/// The range of the resource, or its last or first words, in the words of the path.
fn resource_span(text: &[String], resource: &[String], all: &[Word]) -> Option<(usize, usize)> {
    let find = |part: &[String]| {
        let mut starts = 0..(text.len() + 1).saturating_sub(part.len());
        starts
            .find(|&start| is_same(&text[start..start + part.len()], part))
            .map(|start| (start, start + part.len()))
    };
    let glued = || {
        let glued = resource.concat();
        let at = text.iter().position(|word| is_same_word(word, &glued))?;
        (resource.len() > 1).then_some((at, at + 1))
    };
    let is_segment = |end: usize| all.get(end).is_none_or(|next| next.segment != all[end - 1].segment);
    // The first words, if they are the first segment: `/report/{id}` of the resource `report_schedules`.
    let first = || {
        let lengths = (1..resource.len()).rev().filter(|&length| length <= text.len());
        lengths
            .map(|length| (0, length))
            .find(|&(_, end)| is_same(&text[..end], &resource[..end]) && is_segment(end))
    };
    (0..resource.len()).find_map(|from| find(&resource[from..])).or_else(glued).or_else(first)
}

/// The number of words of the path's last segment among `words`, if it has no variable.
fn last_segment(words: &[Word], raw: &RawOperation) -> usize {
    let last = segments(raw).count().saturating_sub(1);
    words.iter().rev().take_while(|word| word.segment == last).count()
}

/// The position of the HTTP method in an operationId that repeats the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MethodAt {
    /// `put-users-id`
    Front,
    /// `users_put`. Other operations of such documents may be called `users_update`.
    End,
    /// There is no operationId.
    Nowhere,
}

/// The names of an operation by its method and path. `get` is implied before other words, unless the operationId has it.
pub(super) fn by_path(resource: &[String], raw: &RawOperation, at: MethodAt) -> Vec<String> {
    let has_id = at != MethodAt::Nowhere;
    let left = Leftover::new(resource, raw);
    let method = raw.method.as_str().to_lowercase();
    let of = |verb: &str, one: bool| match (&left.owner, left.words.is_empty()) {
        (Some(owner), _) => format!("{verb}_for_{owner}"),
        (None, true) => verb.to_owned(),
        (None, false) => format!("{verb}_{}", left.joined(one)),
    };
    let implied = (raw.method == Method::Get && !has_id && left.owner.is_none() && !left.words.is_empty())
        .then(|| left.joined(left.is_one));
    let action =
        matches!(raw.method, Method::Post | Method::Put | Method::Patch).then(|| left.action()).flatten();
    let own = verb(raw).filter(|verb| left.words.is_empty() && !(at == MethodAt::End && *verb == "update"));
    let verb = own.unwrap_or(&method);
    let literal = if raw.method == Method::Get { verb } else { &method };
    let short = action.or(implied).unwrap_or_else(|| of(verb, left.is_one));
    let plain = of(literal, left.is_one);
    let all: Vec<&str> = variables(&raw.path).collect();
    let last: Vec<&str> = variables(trailing(&raw.path)).collect();
    let mut names = vec![short.clone()];
    names.extend((!left.prefix.is_empty()).then(|| with_prefix(&left, &short)));
    names.extend([by(&short, &last), plain, by(&short, &all)]);
    // Another path may have another word for the same thing: `people` and `persons`, `request` and `requests`.
    names.extend((!left.words.is_empty()).then(|| format!("{method}_{}", left.joined(false))));
    names.push(format!("{method}_{}", left.literal.join("_")));
    names.push(super::method_and_path(raw));
    names
}

/// A name with the words before the resource.
fn with_prefix(left: &Leftover, name: &str) -> String {
    let prefix = left.prefix.join("_");
    if left.words.is_empty() { format!("{name}_for_{prefix}") } else { format!("{prefix}_{name}") }
}

/// A name with variables: `get_by_id`.
fn by(name: &str, variables: &[&str]) -> String {
    let variables: Vec<String> = variables.iter().map(|variable| Case::Value.apply(variable)).collect();
    if variables.is_empty() { name.to_owned() } else { format!("{name}_by_{}", variables.join("_and_")) }
}

/// The end of a path after its last segment without a variable.
fn trailing(path: &str) -> &str {
    let is_literal = |(_, segment): &(usize, &str)| !segment.is_empty() && !segment.starts_with('{');
    let mut at = 0;
    let segments = path.split('/').map(|segment| {
        let start = at;
        at += segment.len() + 1;
        (start, segment)
    });
    segments.filter(is_literal).last().map_or(path, |(start, segment)| &path[start + segment.len()..])
}

/// The verb for a request to the resource itself. `None`: it is the HTTP method.
fn verb(raw: &RawOperation) -> Option<&'static str> {
    let is_list = reads(raw) == "list";
    match raw.method {
        Method::Get => Some(reads(raw)),
        Method::Post if is_list => Some("create"),
        Method::Put | Method::Patch if !is_list => Some("update"),
        _ => None,
    }
}

/// The segments of the path.
fn segments(raw: &RawOperation) -> impl Iterator<Item = &str> {
    let path = raw.path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The words of the path, without its variables and its prefix.
pub(super) fn literal_words(raw: &RawOperation) -> Vec<String> {
    path_words(raw).into_iter().map(|word| word.text).collect()
}

fn path_words(raw: &RawOperation) -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    for (segment, text) in segments(raw).enumerate() {
        let is_prefix = all.is_empty() && (text == "api" || is_version(text));
        if !is_prefix {
            all.extend(words(&without_variables(text)).into_iter().map(|text| Word { text, segment }));
        }
    }
    all
}

/// The words, in which things with a variable are in singular, unless they are the last ones: `volume_snapshots` for
/// `/volumes/{id}/snapshots`.
fn phrase<'w>(words: impl IntoIterator<Item = &'w Word>, raw: &RawOperation) -> Vec<String> {
    let words: Vec<&Word> = words.into_iter().collect();
    let one = |(index, word): (usize, &&Word)| {
        let ends_segment = words.get(index + 1).is_some_and(|next| next.segment != word.segment);
        let one = singular(&word.text).filter(|_| ends_segment && is_followed(word, raw));
        one.unwrap_or_else(|| word.text.clone())
    };
    words.iter().enumerate().map(one).collect()
}

/// Whether a variable follows the segment of a word.
fn is_followed(word: &Word, raw: &RawOperation) -> bool {
    segments(raw).nth(word.segment + 1).is_some_and(|next| next.contains('{'))
}

/// `list` if the path is that of a collection, or else `get`.
pub(super) fn reads(raw: &RawOperation) -> &'static str {
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
