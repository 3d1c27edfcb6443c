//! References that lead nowhere.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Pointer;

impl Diagnostic {
    /// The reference at `at` leads to nothing.
    pub(crate) fn dangling_reference(at: &Pointer, reference: &str) -> Self {
        Self::new(Code::E0102, format!("`{reference}` is not in the document"))
            .at(&at.child("$ref"))
            .help(CHECK)
    }

    /// The reference at `at`, in a location where OpenAPI has none, leads to nothing that can be copied there.
    pub(crate) fn reference_to_other_part(at: &Pointer, reference: &str) -> Self {
        Self::new(Code::E0102, format!("`{reference}` is not there, or not what belongs here"))
            .at(&at.child("$ref"))
            .help(CHECK)
    }

    /// The chain of references at `at` leads back to itself.
    pub(crate) fn reference_cycle(at: &Pointer) -> Self {
        Self::new(Code::E0103, "this chain of references leads back to itself")
            .at(at)
            .help("a chain of `$ref` has to end at something that is no reference")
    }

    /// The chain of `$ref` and `allOf` at `at` leads back to itself.
    pub(crate) fn schema_cycle(at: &Pointer) -> Self {
        Self::new(Code::E0103, "this schema is defined by itself alone")
            .at(at)
            .help("a chain of `$ref` and `allOf` has to end at a schema that says what the value is")
    }

    /// The chain of `allOf` at `at` has more than `limit` links.
    pub(crate) fn schema_chain_too_long(at: &Pointer, limit: usize) -> Self {
        Self::new(Code::E0103, format!("this schema only leads to another one, {limit} times in a row"))
            .at(at)
            .help("a chain of `allOf` has to end at a schema that says what the value is")
    }

    /// The reference at `at` is a URL.
    pub(crate) fn network_reference(at: &Pointer, reference: &str) -> Self {
        Self::new(Code::W0102, format!("`{reference}` is not a file, and nothing is fetched"))
            .at(&at.child("$ref"))
            .help("what stands there is taken as any value; keep a copy beside the document to have it typed")
    }
}

const CHECK: &str = "check the spelling of the reference, or add what it refers to";
