//! The names of resources and their methods.

use super::read::RawOperation;
use super::reserved::RESOURCE_METHODS;
use crate::collections::{HashMap, HashSet};
use crate::config::{Config, ResourceBy};
use crate::document::Spec;
use crate::lower::section;
use crate::names::{Case, Ident, Scope};

/// The tags of a document.
pub(super) struct Tags {
    /// Each tag as the document lists it, and its description.
    listed: Vec<(String, Option<String>)>,
}

impl Tags {
    pub(super) fn read(spec: &Spec) -> Self {
        let elements = spec.elements(&section(spec, &["tags"]));
        let tag = |at| Some((spec.text(at, "name")?, spec.text(at, "description")));
        Self { listed: elements.iter().filter_map(tag).collect() }
    }

    /// The description of each tag. The first of equal tags counts.
    pub(super) fn descriptions(&self) -> HashMap<&str, &str> {
        let mut descriptions: HashMap<&str, Option<&str>> = HashMap::default();
        for (name, description) in &self.listed {
            descriptions.entry(name).or_insert(description.as_deref());
        }
        descriptions.into_iter().filter_map(|(name, description)| Some((name, description?))).collect()
    }

    /// One spelling for resources that differ only in case, by their name in lower case: the one that the document lists, or else the
    /// first in sort order.
    pub(super) fn spellings(&self, resources: &[String]) -> HashMap<String, String> {
        let used: HashSet<&String> = resources.iter().collect();
        let mut sorted: Vec<&String> = used.iter().copied().collect();
        sorted.sort();
        let mut spellings = HashMap::default();
        for name in self.listed.iter().map(|(name, _)| name).filter(|name| used.contains(name)).chain(sorted)
        {
            spellings.entry(name.to_lowercase()).or_insert_with(|| name.clone());
        }
        spellings
    }
}

/// The resource of an operation: its first tag, or the first segment of its path that is a name.
pub(super) fn resource_of(config: &Config, raw: &RawOperation) -> String {
    let by_tag = raw.operation.tags.first().filter(|_| config.naming.resource == ResourceBy::Tag);
    by_tag.cloned().unwrap_or_else(|| {
        let is_version = |segment: &str| {
            segment.len() < 4 && segment.starts_with('v') && segment[1..].parse::<u8>().is_ok()
        };
        let path = raw.path.split(['?', '#']).next().unwrap_or_default();
        path.split('/')
            .find(|segment| {
                !segment.is_empty() && !segment.contains('{') && !is_version(segment) && *segment != "api"
            })
            .unwrap_or("root")
            .to_owned()
    })
}

/// The methods of one resource, and the scope from which its other methods get their names.
pub(super) fn method_names(config: &Config, resource: &str, raw: &[&RawOperation]) -> (Vec<Ident>, Scope) {
    let wanted: Vec<String> = raw.iter().map(|operation| method_name(config, resource, operation)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::default();
    for name in &wanted {
        *counts.entry(name).or_default() += 1;
    }
    // Methods whose names would clash keep their whole operationIds.
    let whole = |(name, raw): (&String, &&RawOperation)| {
        if counts[name.as_str()] == 1 {
            name.clone()
        } else {
            raw.operation.operation_id.clone().unwrap_or_else(|| method_and_path(raw))
        }
    };
    let wanted: Vec<String> = wanted.iter().zip(raw).map(whole).collect();
    let mut scope = Scope::new(Case::Value, RESOURCE_METHODS);
    let names = scope.issue_all_as(wanted.iter().map(String::as_str), "method");
    (names, scope)
}

fn method_name(config: &Config, resource: &str, raw: &RawOperation) -> String {
    let naming = &config.naming;
    let Some(id) = &raw.operation.operation_id else { return method_and_path(raw) };
    if let Some(name) = naming.operations.get(id) {
        return name.clone();
    }
    let words = Case::Value.apply(without_path(id, raw));
    let words: Vec<&str> = words.split('_').collect();
    let by_suffix = words.split_last().and_then(|(last, front)| {
        let (_, method) = naming.methods.iter().find(|(suffix, _)| suffix.to_lowercase() == *last)?;
        ends_with_resource(front, resource).then(|| method.clone())
    });
    by_suffix.unwrap_or_else(|| without_resource(&words, resource))
}

/// The features of every package.
const FEATURES: &[&str] = &[
    "blocking",
    "charset",
    "client",
    "default",
    "native-tls",
    "rustls",
    "serde",
    "stream",
    "test-util",
    "tracing",
    "webhooks",
];

/// The name of a resource's Cargo feature.
pub(super) fn feature(module: &str) -> String {
    let name = module.replace('_', "-");
    if FEATURES.contains(&name.as_str()) || !name.is_ascii() {
        format!("resource-{}", name.replace(|c: char| !c.is_ascii(), "x"))
    } else {
        name
    }
}

/// An operationId without path and method, which `FastAPI` appends to the name of the function.
fn without_path<'id>(id: &'id str, raw: &RawOperation) -> &'id str {
    let path: String = raw.path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let end = format!("{path}_{}", raw.method.as_str().to_lowercase());
    id.strip_suffix(&end).filter(|name| !name.trim_matches('_').is_empty()).unwrap_or(id)
}

/// The name of an operation without an operationId.
pub(super) fn method_and_path(raw: &RawOperation) -> String {
    format!("{} {}", raw.method.as_str().to_lowercase(), raw.path.replace(['{', '}'], ""))
}

/// The name of the request builder of a method: `TicketsList`, or the method's own name if it contains the resource's.
pub(super) fn builder_name(tag: &str, name: &str) -> String {
    let resource = Case::Value.apply(tag);
    let named = resource.split('_').all(|word| name.split('_').any(|part| same_word(part, word)));
    if named { Case::Type.apply(name) } else { Case::Type.apply(&format!("{tag} {name}")) }
}

fn same_word(a: &str, b: &str) -> bool {
    let stem = |word: &str| crate::names::singular(word).unwrap_or_else(|| word.to_owned());
    a == b || stem(a) == stem(b)
}

fn resource_words(tag: &str) -> Vec<String> {
    Case::Value.apply(tag).split('_').map(str::to_owned).collect()
}

/// Whether `words` end with the words of the resource, as `collection_ticket_comments` does for `Comments`.
fn ends_with_resource(words: &[&str], tag: &str) -> bool {
    let resource = resource_words(tag);
    words.len() >= resource.len()
        && words[words.len() - resource.len()..].iter().zip(&resource).all(|(a, b)| same_word(a, b))
}

/// `list_pets` without `pets`.
fn without_resource(words: &[&str], tag: &str) -> String {
    let resource = resource_words(tag);
    let matches = |start: usize| {
        words[start..start + resource.len()].iter().zip(&resource).all(|(a, b)| same_word(a, b))
    };
    let found = (0..=words.len().saturating_sub(resource.len()))
        .find(|&start| words.len() >= resource.len() && matches(start));
    match found {
        Some(start) => {
            let others = [&words[..start], &words[start + resource.len()..]].concat();
            // A number alone is not a name.
            let is_name = others.iter().any(|word| word.contains(|c: char| !c.is_ascii_digit()));
            if is_name { others.join("_") } else { words.join("_") }
        }
        None => words.join("_"),
    }
}
