//! Configuration entries that cannot be read, or that have no effect.

use std::path::Path;

use super::{did_you_mean, expected_names};
use crate::diagnostics::{Code, Diagnostic};

impl Diagnostic {
    /// An invalid value in the configuration; `message` comes from the parser.
    pub(crate) fn invalid_config(message: &str) -> Self {
        Self::new(Code::E0004, message.trim().replace('\n', "; "))
    }

    /// The configuration does not name a document, and neither does the caller.
    pub(crate) fn no_document() -> Self {
        Self::new(Code::E0004, "no document is named in the configuration")
            .help("add `spec = \"openapi.yaml\"`, or name a document when you run the generator")
    }

    /// An unknown key of the configuration.
    pub(crate) fn unknown_config_key(key: &str, known: &[&str]) -> Self {
        Self::new(Code::E0004, format!("unknown key `{key}`")).suggesting(key, known)
    }

    /// A value that its key does not allow.
    pub(crate) fn unknown_config_value(value: &str, known: &[&str]) -> Self {
        Self::new(Code::E0004, format!("unknown value `{value}`")).suggesting(value, known)
    }

    fn suggesting(self, given: &str, known: &[&str]) -> Self {
        let names = || (!known.is_empty()).then(|| expected_names(known));
        Self { help: did_you_mean(given, known).or_else(names), ..self }
    }

    /// `package.examples` names an example that the crate at `dir` does not have.
    pub(crate) fn missing_example(name: &str, dir: &Path) -> Self {
        Self::new(Code::E0010, format!("{} has no examples/{name}.rs", dir.display()))
            .help("write the example first, or remove the entry")
    }

    /// `package.examples` names a feature that the crate does not have.
    pub(crate) fn missing_feature(feature: &str) -> Self {
        Self::new(Code::E0010, format!("the crate has no feature `{feature}`"))
            .help("the emitted Cargo.toml lists the features of the crate")
    }

    /// An `[[allow]]` entry matches no warning.
    pub(crate) fn unused_allow(code: Code, at: Option<&str>) -> Self {
        let scope = at.map(|at| format!(" at or below `{at}`")).unwrap_or_default();
        Self::new(Code::W0001, format!("there is no warning {code}{scope}"))
            .help("remove the entry: the warning was fixed, or its location changed")
    }

    /// `naming.operations` names an operation that the document does not have.
    pub(crate) fn unused_operation_name(id: &str) -> Self {
        Self::unused_entry(format!("no operation has the id, the path or the location `{id}`"))
    }

    /// A table of `[naming]` names a part that the document does not have; `part` describes its parts.
    pub(crate) fn unused_name(part: &str, key: &str) -> Self {
        Self::unused_entry(format!("no {part} has the name or the location `{key}`"))
    }

    /// `naming.types` names a type or a location that the document does not have.
    pub(crate) fn unused_type_name(key: &str) -> Self {
        Self::unused_entry(format!("no type has the name or the location `{key}`"))
    }

    /// `naming.placeholders` names a property that the document does not have, or that no additional properties can hold.
    pub(crate) fn unused_placeholder(key: &str) -> Self {
        Self::unused_entry(format!("`{key}` is not a property of an object that allows any other property"))
    }

    /// `client.prefixes` names a security scheme that is not an API key in a header.
    pub(crate) fn unused_prefix(name: &str) -> Self {
        Self::unused_entry(format!("no security scheme `{name}` is an API key in a header"))
    }

    /// No operation has pages as `[pagination]` describes them.
    pub(crate) fn unused_pagination() -> Self {
        Self::unused_entry("no operation has the parameter and the response properties of `[pagination]`")
    }

    /// `[webhooks]` for a document that has no webhooks.
    pub(crate) fn unused_webhooks() -> Self {
        Self::unused_entry("the document has no webhooks")
    }

    /// `timestamps.digits` for a document that has no timestamps.
    pub(crate) fn unused_timestamp_digits() -> Self {
        Self::unused_entry("the document has no timestamps")
    }

    fn unused_entry(message: impl Into<String>) -> Self {
        Self::new(Code::W0003, message).help("correct the entry, or remove it")
    }

    /// `keep` names a file that is not emitted.
    pub(crate) fn unused_keep(path: &str, emitted: &[&str]) -> Self {
        Self::new(Code::W0004, format!("no file `{path}` is emitted")).help(
            did_you_mean(path, emitted).unwrap_or_else(|| {
                "remove the entry: a file that is not emitted is never overwritten".to_owned()
            }),
        )
    }

    /// `allow_dirs` names a folder from which nothing is read.
    pub(crate) fn unused_folder() -> Self {
        Self::new(Code::W0005, "no file in this folder is read")
            .help("remove the folder, so that the document cannot read more than it needs")
    }

    /// `client.parameters` names a header that no operation has.
    pub(crate) fn unknown_client_parameter(name: &str) -> Self {
        Self::new(Code::W0301, format!("no operation has a header parameter `{name}`"))
            .help("correct the name, or remove the entry")
    }

    /// `webhooks.events` names a webhook that the document does not have.
    pub(crate) fn unknown_webhook(name: &str) -> Self {
        Self::new(Code::W0307, format!("the document has no webhook `{name}`"))
            .help("correct the name, or remove the entry")
    }
}
