//! `$ref` → the location of its target.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::Spec;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{Pointer, Sources, Value};

/// The reason why a reference has no target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// Its target does not exist.
    Dangling {
        /// The reference, as written.
        reference: String,
        /// The location of the reference.
        at: Pointer,
    },
    /// It leads back to itself.
    Cycle {
        /// The location of the first reference.
        at: Pointer,
    },
    /// It is a URL.
    Network {
        /// The reference, as written.
        reference: String,
        /// The location of the reference.
        at: Pointer,
    },
    /// Its file could not be read, which has been reported.
    Unread,
}

impl Unresolved {
    fn diagnostic(&self) -> Option<Diagnostic> {
        match self {
            Self::Dangling { reference, at } => Some(Diagnostic::dangling_reference(at, reference)),
            Self::Cycle { at } => Some(Diagnostic::reference_cycle(at)),
            Self::Network { reference, at } => Some(Diagnostic::network_reference(at, reference)),
            Self::Unread => None,
        }
    }
}

/// The number of references that are followed one by one. The ends of longer chains are remembered, so that a chain is followed only
/// once, no matter how many references lead into it.
const SHORT: usize = 16;

/// The ends of long chains of references, by each location on the way.
#[derive(Debug, Default)]
pub(crate) struct Ends(Mutex<HashMap<Pointer, Result<Pointer, Unresolved>>>);

impl Spec {
    /// Follows references from `at` to a value that is not a reference.
    ///
    /// # Errors
    ///
    /// The reason, if a reference on the way has no target.
    pub fn resolve(&self, at: &Pointer) -> Result<Pointer, Unresolved> {
        let mut here = at.clone();
        for _ in 0..SHORT {
            match self.step(&here)? {
                Some(target) => here = target,
                None => return Ok(here),
            }
        }
        self.resolve_long(at)
    }

    /// Like [`Self::resolve`], with a diagnostic if a reference has no target.
    pub(crate) fn follow(&self, at: &Pointer, sink: &Sink) -> Option<Pointer> {
        match self.resolve(at) {
            Ok(target) => Some(target),
            Err(unresolved) => {
                unresolved.diagnostic().into_iter().for_each(|diagnostic| sink.report(diagnostic));
                None
            }
        }
    }

    /// Like [`Self::resolve`], for a chain of any length, or without an end.
    fn resolve_long(&self, at: &Pointer) -> Result<Pointer, Unresolved> {
        let mut ends = self.ends.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut way = HashSet::new();
        let mut here = at.clone();
        let end = loop {
            if let Some(known) = ends.get(&here) {
                break known.clone();
            }
            if !way.insert(here.clone()) {
                break Err(Unresolved::Cycle { at: here });
            }
            match self.step(&here) {
                Ok(Some(target)) => here = target,
                Ok(None) => break Ok(here),
                Err(unresolved) => break Err(unresolved),
            }
        };
        ends.extend(way.into_iter().map(|location| (location, end.clone())));
        match end {
            Err(Unresolved::Cycle { .. }) => Err(Unresolved::Cycle { at: at.clone() }),
            end => end,
        }
    }

    /// Follows the reference at `at`. `None` if there is no reference.
    fn step(&self, at: &Pointer) -> Result<Option<Pointer>, Unresolved> {
        let Some(reference) = self.reference(at) else { return Ok(None) };
        let target = self.target(at, reference)?;
        if self.value(&target).is_some() {
            return Ok(Some(target));
        }
        match self.through(&target) {
            Some(target) => Ok(Some(target)),
            None => Err(Unresolved::Dangling { reference: reference.to_owned(), at: at.clone() }),
        }
    }

    /// The target of the reference at `from`, whether or not it exists.
    pub(crate) fn target(&self, from: &Pointer, reference: &str) -> Result<Pointer, Unresolved> {
        let network = || Err(Unresolved::Network { reference: reference.to_owned(), at: from.clone() });
        match link(&self.sources, from, reference) {
            Link::Inside { path: None, fragment } => Ok(Pointer::new(from.file(), fragment)),
            Link::Inside { path: Some(path), fragment } => match self.sources.find(&path) {
                Some(file) => Ok(self.sources.at_fragment(file, fragment)),
                None if is_on_network(reference) => network(),
                None => Err(Unresolved::Unread),
            },
            Link::Network => network(),
        }
    }

    /// The location that `at` resolves to, if there are references on its path.
    fn through(&self, at: &Pointer) -> Option<Pointer> {
        if !at.path().starts_with('/') {
            return None;
        }
        let mut here = Pointer::root(at.file());
        for key in at.keys() {
            let mut seen = HashSet::new();
            while self.value(&here.child(&key)).is_none() {
                let reference = self.reference(&here)?;
                let target = self.target(&here, reference).ok()?;
                if !seen.insert(here) {
                    return None;
                }
                here = target;
            }
            here = here.child(&key);
        }
        Some(here)
    }

    /// The reference at `at`, if there is one.
    pub(crate) fn reference(&self, at: &Pointer) -> Option<&str> {
        self.value(at)?.get("$ref").and_then(Value::as_str)
    }
}

/// The target of a reference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// A location in a file: in the same file, if there is no path.
    Inside { path: Option<PathBuf>, fragment: String },
    /// Another machine. Nothing is fetched from there.
    Network,
}

/// Reads the reference at `from`, or inside the value at `from`.
pub(crate) fn link(sources: &Sources, from: &Pointer, reference: &str) -> Link {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = percent_decoded(fragment);
    if let Some(location) = sources.identified(from, path, &fragment) {
        return Link::Inside { path: None, fragment: location.path().to_owned() };
    }
    if path.is_empty() {
        return Link::Inside { path: None, fragment: sources.relocated(from.file(), fragment) };
    }
    if let Some(path) = sources.path_of_uri(from.file(), &percent_decoded(path)) {
        return Link::Inside { path: Some(path), fragment };
    }
    if is_on_network(path) {
        return Link::Network;
    }
    let path = sources.relative_path(from.file(), &percent_decoded(path));
    let fragment = match sources.find(&path) {
        Some(file) => sources.relocated(file, fragment),
        None => fragment,
    };
    Link::Inside { path: Some(path), fragment }
}

/// Whether a reference names another machine, unless a file has its URI.
pub(crate) fn is_on_network(reference: &str) -> bool {
    has_scheme(reference) || reference.starts_with("//")
}

/// The path in a reference, as written.
pub(crate) fn path_in(reference: &str) -> &str {
    reference.split_once('#').map_or(reference, |(path, _)| path)
}

/// Whether a reference begins with a scheme such as `https:`. A single letter is a drive.
fn has_scheme(reference: &str) -> bool {
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.len() > 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(letters)
}

pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let (b'%', Some(byte)) = (first, hex) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_relative_to_their_file() {
        fn check(reference: &str, expected: Option<(&str, &str)>) {
            let mut sources = Sources::new();
            let file = sources.add("api/./spec/../spec/root.yaml", "openapi: 3.0.3".to_owned()).unwrap();
            let link = match link(&sources, &Pointer::root(file), reference) {
                Link::Inside { path, fragment } => {
                    Some((path.unwrap_or_default().to_string_lossy().into_owned(), fragment))
                }
                Link::Network => None,
            };
            let expected = expected.map(|(path, fragment)| (path.to_owned(), fragment.to_owned()));
            assert_eq!(link, expected, "{reference}");
        }
        check("#", Some(("", "")));
        check("#/a%20b/~1c", Some(("", "/a b/~1c")));
        check("a.yaml", Some(("api/spec/a.yaml", "")));
        check("./x/../a%20b.json#/c", Some(("api/spec/a b.json", "/c")));
        check("../../../a.yaml#", Some(("../a.yaml", "")));
        check("/etc/../a.yaml", Some(("/a.yaml", "")));
        check("a:b.yaml#/c", Some(("api/spec/a:b.yaml", "/c")));
        check("https://example.com/a.yaml#/b", None);
        check("file:///a.yaml", None);
        check("//example.com/a.yaml", None);
    }

    #[test]
    fn percent_encoding_in_references() {
        for (text, expected) in
            [("/a", "/a"), ("/%7Bid%7D", "/{id}"), ("/100%", "/100%"), ("/%zz", "/%zz"), ("/%ff", "/%ff")]
        {
            assert_eq!(percent_decoded(text), expected);
        }
    }

    /// The codes that are reported for a document whose schemas each refer to the next one, and the last one to `end`.
    fn codes_of_chain(length: usize, link: impl Fn(&str) -> String, end: &str) -> Vec<&'static str> {
        let schema = |index: usize| {
            let next = format!("#/components/schemas/S{}", index + 1);
            format!("\"S{index}\": {}", link(&next))
        };
        let schemas: Vec<String> = (0..length).map(schema).collect();
        let text = format!(
            "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"x\", \"version\": \"1\"}}, \"paths\": {{}}, \"components\": {{\"schemas\": \
             {{{}, \"S{length}\": {end}}}}}}}",
            schemas.join(", ")
        );
        let outcome = crate::Generator::from_text("x.json", text).model();
        outcome.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
    }

    #[test]
    fn long_chains_of_references_are_not_cycles() {
        let reference = |next: &str| format!("{{\"$ref\": \"{next}\"}}");
        let text = "{\"type\": \"string\"}";
        for length in [1, 63, 64, 65, 200, 20_000] {
            assert!(codes_of_chain(length, reference, text).is_empty(), "{length}");
        }
        let wrapped = |next: &str| format!("{{\"allOf\": [{{\"$ref\": \"{next}\"}}]}}");
        assert!(codes_of_chain(200, wrapped, text).is_empty());
        assert_eq!(codes_of_chain(1_100, wrapped, text)[0], "E0103");
    }

    #[test]
    fn cycles_of_any_length_are_found() {
        let reference = |next: &str| format!("{{\"$ref\": \"{next}\"}}");
        for length in [1, 15, 16, 17, 200] {
            let codes = codes_of_chain(length, reference, &reference("#/components/schemas/S0"));
            assert!(!codes.is_empty() && codes.iter().all(|code| *code == "E0103"), "{length}: {codes:?}");
        }
    }

    #[test]
    fn paths_may_lead_through_many_references() {
        // The path of the last schema leads through all the others.
        let reference = |next: &str| format!("{{\"$ref\": \"{next}\"}}");
        let end = "{\"type\": \"object\", \"properties\": {\"inner\": {\"type\": \"string\"}, \"same\": {\"$ref\": \"#/components/schemas/S0/properties/inner\"}}}";
        assert_eq!(codes_of_chain(200, reference, end), <[&str; 0]>::default());
        let nothing = end.replace("S0/properties/inner", "S0/properties/none");
        assert!(codes_of_chain(200, reference, &nothing).contains(&"E0102"));
        let ring = "{\"$ref\": \"#/components/schemas/S0/properties/none\"}";
        let codes = codes_of_chain(200, reference, ring);
        assert!(codes.contains(&"E0102") || codes.contains(&"E0103"), "{codes:?}");
    }
}
