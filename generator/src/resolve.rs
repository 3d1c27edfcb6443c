//! `$ref` → the part it stands for.

use std::path::PathBuf;

use crate::load::Spec;
use crate::source::{Pointer, Sources, Value};

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// There is nothing at its end.
    Dangling {
        /// The text of the reference.
        reference: String,
        /// Where it stands.
        at: Pointer,
    },
    /// It leads back to itself.
    Cycle {
        /// Where it starts.
        at: Pointer,
    },
    /// It leads out of the files at hand.
    Network {
        /// The text of the reference.
        reference: String,
        /// Where it stands.
        at: Pointer,
    },
    /// It leads into a file that could not be read, which was told before.
    Unread,
}

/// Longest chain of references that is followed.
const MAX_HOPS: usize = 64;

impl Spec {
    /// Follows references from `at` until something that is none.
    ///
    /// # Errors
    ///
    /// [`Unresolved`], when a reference on the way leads nowhere.
    pub fn resolve(&self, at: &Pointer) -> Result<Pointer, Unresolved> {
        let mut here = at.clone();
        for _ in 0..MAX_HOPS {
            let Some(reference) = self.reference(&here) else {
                return Ok(here);
            };
            let target = self.target(&here, reference)?;
            here = match self.value(&target) {
                Some(_) => target,
                None => match self.through(&target) {
                    Some(target) => target,
                    None => return Err(Unresolved::Dangling { reference: reference.to_owned(), at: here }),
                },
            };
        }
        Err(Unresolved::Cycle { at: at.clone() })
    }

    /// Where a reference leads that stands at `from`, whether or not something is there.
    pub(crate) fn target(&self, from: &Pointer, reference: &str) -> Result<Pointer, Unresolved> {
        match link(&self.sources, from, reference) {
            Link::Inside { path: None, fragment } => Ok(Pointer::new(from.file(), fragment)),
            Link::Inside { path: Some(path), fragment } => {
                let file = self.sources.find(&path).ok_or(Unresolved::Unread)?;
                Ok(self.sources.at_fragment(file, fragment))
            }
            Link::Network => Err(Unresolved::Network { reference: reference.to_owned(), at: from.clone() }),
        }
    }

    /// The place that `at` means where a reference stands on the way to it.
    fn through(&self, at: &Pointer) -> Option<Pointer> {
        if !at.path().starts_with('/') {
            return None;
        }
        let mut here = Pointer::root(at.file());
        let mut hops = 0;
        for key in at.keys() {
            while self.value(&here.child(&key)).is_none() {
                let reference = self.reference(&here)?;
                here = self.target(&here, reference).ok()?;
                hops += 1;
                if hops > MAX_HOPS {
                    return None;
                }
            }
            here = here.child(&key);
        }
        Some(here)
    }

    /// The reference that stands at `at`, if one does.
    pub(crate) fn reference(&self, at: &Pointer) -> Option<&str> {
        self.value(at)?.get("$ref").and_then(Value::as_str)
    }
}

/// Where a reference leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// To a place in a file, which is the same one if there is no path.
    Inside { path: Option<PathBuf>, fragment: String },
    /// To another machine. Nothing is fetched from there.
    Network,
}

/// Reads the reference that was found at `from`, or in what stands there.
pub(crate) fn link(sources: &Sources, from: &Pointer, reference: &str) -> Link {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = percent_decoded(fragment);
    if let Some(place) = sources.identified(from, path, &fragment) {
        return Link::Inside { path: None, fragment: place.path().to_owned() };
    }
    if path.is_empty() {
        return Link::Inside { path: None, fragment };
    }
    if has_scheme(path) || path.starts_with("//") {
        return Link::Network;
    }
    Link::Inside { path: Some(sources.beside(from.file(), &percent_decoded(path))), fragment }
}

/// Whether a reference begins as `https:` does. One letter is a drive.
fn has_scheme(reference: &str) -> bool {
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.len() > 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(letters)
}

fn percent_decoded(text: &str) -> String {
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
    fn links_lead_to_files_beside_the_one_they_stand_in() {
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
}
