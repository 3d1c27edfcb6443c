//! References that lead nowhere.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Pointer;

impl Diagnostic {
    /// The reference at `at` has no target.
    pub(crate) fn dangling_reference(at: &Pointer, reference: &str) -> Self {
        Self::new(Code::E0102, format!("`{reference}` is not in the document"))
            .at(&at.child("$ref"))
            .help(CHECK)
    }

    /// The reference at `at` is in a location where OpenAPI allows none, and has no target that can be copied there.
    pub(crate) fn reference_to_other_part(at: &Pointer, reference: &str) -> Self {
        Self::new(Code::E0102, format!("`{reference}` does not exist, or has the wrong type"))
            .at(&at.child("$ref"))
            .help(CHECK)
    }

    /// The chain of references at `at` leads back to itself.
    pub(crate) fn reference_cycle(at: &Pointer) -> Self {
        Self::new(Code::E0103, "this chain of references leads back to itself")
            .at(at)
            .help("a chain of `$ref` must end at something other than a reference")
    }

    /// The chain of `$ref` and `allOf` at `at` leads back to itself.
    pub(crate) fn schema_cycle(at: &Pointer) -> Self {
        Self::new(Code::E0103, "this schema is defined only by itself")
            .at(at)
            .help("a chain of `$ref` and `allOf` must end at a schema that describes a value")
    }

    /// The chain of `allOf` at `at` has more than `limit` links.
    pub(crate) fn schema_chain_too_long(at: &Pointer, limit: usize) -> Self {
        Self::new(Code::E0103, format!("this schema only refers to another one, {limit} times in a row"))
            .at(at)
            .help("a chain of `allOf` must end at a schema that describes a value")
    }

    /// The reference at `at` is a URL.
    pub(crate) fn network_reference(at: &Pointer, reference: &str) -> Self {
        Self::new(Code::W0102, format!("`{reference}` is not a file, and the generator fetches nothing"))
            .at(&at.child("$ref"))
            .help("any value is allowed instead; keep a copy next to the document, and refer to the copy")
    }
}

const CHECK: &str = "check the spelling of the reference, or add its target";
