//! `$ref` → the part it stands for.

use crate::load::Spec;
use crate::source::{FileId, Pointer, Value};

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
    /// It leads into another file.
    OtherFile {
        /// The text of the reference.
        reference: String,
        /// Where it stands.
        at: Pointer,
    },
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
            let Some(target) = target(here.file(), reference) else {
                return Err(Unresolved::OtherFile { reference: reference.to_owned(), at: here });
            };
            if self.value(&target).is_none() {
                return Err(Unresolved::Dangling { reference: reference.to_owned(), at: here });
            }
            here = target;
        }
        Err(Unresolved::Cycle { at: at.clone() })
    }

    /// The reference that stands at `at`, if one does.
    pub(crate) fn reference(&self, at: &Pointer) -> Option<&str> {
        self.value(at)?.get("$ref").and_then(Value::as_str)
    }
}

/// The place that `reference`, found in `file`, points at.
fn target(file: FileId, reference: &str) -> Option<Pointer> {
    let path = reference.strip_prefix('#')?;
    Some(Pointer::new(file, percent_decoded(path)))
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
    fn percent_encoding_in_references() {
        for (text, expected) in
            [("/a", "/a"), ("/%7Bid%7D", "/{id}"), ("/100%", "/100%"), ("/%zz", "/%zz"), ("/%ff", "/%ff")]
        {
            assert_eq!(percent_decoded(text), expected);
        }
    }
}
