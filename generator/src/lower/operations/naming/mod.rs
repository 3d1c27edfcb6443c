//! The names of resources and their methods.

mod by_path;
mod frameworks;
mod methods;
mod vocabulary;
mod words;

use self::words::{is_same_word, is_version, resource_words, words};
use super::read::RawOperation;
use super::reserved::RESOURCE_METHODS;
use crate::collections::{HashMap, HashSet};
use crate::config::{Config, ResourceBy};
use crate::document::Spec;
use crate::lower::{Ctx, Table, section};
use crate::markdown;
use crate::model::{Doc, Link};
use crate::names::{Case, Ident, Scope};

/// The tags of a document.
pub(super) struct Tags {
    /// Each tag as the document lists it, and its documentation.
    listed: Vec<(String, Doc)>,
}

impl Tags {
    pub(super) fn read(spec: &Spec) -> Self {
        let elements = spec.elements(&section(spec, &["tags"]));
        let tag = |at| {
            let text = |key| spec.text(at, key);
            let link = spec.value(at).and_then(Link::of);
            let parent = text("parent").map(|parent| format!("Part of {}.", markdown::code(&parent)));
            let description = text("description").into_iter().chain(parent).collect::<Vec<_>>().join("\n\n");
            let description = (!description.is_empty()).then_some(description);
            let doc = Doc { summary: text("summary"), description, link, ..Doc::default() };
            Some((text("name")?, doc))
        };
        Self { listed: elements.iter().filter_map(tag).collect() }
    }

    /// The documentation of each tag. The first of equal tags counts.
    pub(super) fn docs(&self) -> HashMap<&str, &Doc> {
        let mut docs: HashMap<&str, &Doc> = HashMap::default();
        for (name, doc) in &self.listed {
            docs.entry(name).or_insert(doc);
        }
        docs
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
        let path = raw.path.split(['?', '#']).next().unwrap_or_default();
        let is_name = |segment: &&str| {
            !segment.is_empty() && !segment.contains('{') && !is_version(segment) && *segment != "api"
        };
        path.split('/').find(is_name).unwrap_or("root").to_owned()
    })
}

/// The names of resources before conversion: their tags, without the words that frameworks append, unless two would clash.
pub(super) fn resource_names(ctx: &Ctx<'_>, tags: &[&str]) -> Vec<String> {
    let short: Vec<Vec<String>> = tags.iter().map(|tag| resource_words(tag)).collect();
    let name = |(tag, words): (&&str, &Vec<String>)| {
        let is_cut = words.len() < self::words::words(tag).len();
        let is_alone = || short.iter().filter(|other| *other == words).count() == 1;
        let own = if is_cut && is_alone() { words.join(" ") } else { (*tag).to_owned() };
        let given = ctx.renames.name(Table::Tags, ctx.spec, None, tag);
        if given == **tag { own } else { given }
    };
    tags.iter().zip(&short).map(name).collect()
}

/// The methods of the resource of a tag, and the scope from which its other methods get their names.
pub(super) fn method_names(config: &Config, tag: &str, raw: &[&RawOperation]) -> (Vec<Ident>, Scope) {
    let wanted = methods::wanted(config, tag, raw);
    let mut scope = Scope::new(Case::Value, RESOURCE_METHODS);
    let names = scope.issue_all_as(wanted.iter().map(String::as_str), "method");
    (names, scope)
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
    if FEATURES.contains(&name.as_str()) { format!("resource-{name}") } else { name }
}

/// The name of a resource's Cargo feature in a package with bodies in XML.
pub(super) fn beside_xml(feature: &str) -> String {
    if feature == "xml" { format!("resource-{feature}") } else { feature.to_owned() }
}

/// The name of an operation without an operationId.
pub(super) fn method_and_path(raw: &RawOperation) -> String {
    format!("{} {}", raw.method.as_str().to_lowercase(), raw.path.replace(['{', '}'], ""))
}

/// The name of the request builder of a method: `TicketsList`, or the method's own name if it contains the resource's. The name of the
/// resource itself is not free: its method `health` has the builder `HealthRequest`.
pub(super) fn builder_name(resource: &str, name: &str) -> String {
    let method = words(name);
    let is_named = words(resource).iter().all(|word| method.iter().any(|part| is_same_word(part, word)));
    if Case::Type.apply(name) == Case::Type.apply(resource) {
        Case::Type.apply(&format!("{name} request"))
    } else if is_named {
        Case::Type.apply(name)
    } else {
        Case::Type.apply(&format!("{resource} {name}"))
    }
}
