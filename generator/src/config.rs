//! `codegen.toml`: what the document does not say, and what the crate should be like nevertheless.

mod checks;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

pub(crate) use checks::{LONGEST_PACKAGE_NAME, names_license};
pub use checks::{PACKAGE_NAME, is_package_name};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Position};
use crate::load::read_named;
use crate::source::{Location, Sources};

/// The whole of `codegen.toml`. Every table and key may be left out, except where it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// The OpenAPI document; the path is relative to `oasmith.toml`. Default: none; then the document is named when the generator runs.
    pub spec: Option<PathBuf>,
    /// The folder of the emitted crate; the path is relative to `oasmith.toml`. Default: none; then it is named when the generator runs.
    pub out: Option<PathBuf>,
    /// What goes into the emitted `Cargo.toml`.
    pub package: Package,
    /// Names that the rules would not find.
    pub naming: Naming,
    /// The client that all operations share.
    pub client: Client,
    /// How the pages of a list follow each other. Default: as the document says (`x-speakeasy-pagination`), or as the names of parameters and members show.
    pub pagination: Option<Pagination>,
    /// How webhooks are signed. Default: not known, and no check of signatures is emitted.
    pub webhooks: Option<Webhooks>,
    /// OpenAPI overlays that change the document, in this order; paths are relative to `codegen.toml`. Default: none.
    pub overlays: Vec<PathBuf>,
    /// Folders that the document may refer to files in, besides its own; paths are relative to `codegen.toml`. Default: none.
    pub allow_dirs: Vec<PathBuf>,
    /// Emitted files that you maintain yourself, by their paths in the crate: `["README.md"]`. They are not written, not compared by
    /// `--check` and not removed. The modules of build scripts have all files. Default: none.
    pub keep: Vec<String>,
    /// Warnings that are known and not told. Default: none.
    pub allow: Vec<Allow>,
    /// The file that it was read from, for what is said of it later.
    #[serde(skip)]
    file: Option<Box<(PathBuf, String)>>,
}

/// `[package]`: the emitted `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Package {
    /// The crate's name, which is not that of a crate it depends on or of one that comes with Rust. Default: from the document's title.
    #[serde(deserialize_with = "checks::package_name")]
    pub name: Option<String>,
    /// The crate's version. Default: `0.1.0`.
    #[serde(deserialize_with = "checks::version")]
    pub version: String,
    /// One sentence. Default: from the document's description.
    #[serde(deserialize_with = "checks::description")]
    pub description: Option<String>,
    /// The address of the source code. Default: none.
    #[serde(deserialize_with = "checks::url")]
    pub repository: Option<String>,
    /// The address of the project's page. Default: none.
    #[serde(deserialize_with = "checks::url")]
    pub homepage: Option<String>,
    /// The address of the documentation. Default: none, which means docs.rs.
    #[serde(deserialize_with = "checks::url")]
    pub documentation: Option<String>,
    /// An SPDX expression. Default: `MIT OR Apache-2.0`.
    #[serde(deserialize_with = "checks::license")]
    pub license: String,
    /// `Name <mail>`. Default: nobody.
    #[serde(deserialize_with = "checks::authors")]
    pub authors: Vec<String>,
    /// At most five, of at most 20 characters each. Default: none.
    #[serde(deserialize_with = "checks::keywords")]
    pub keywords: Vec<String>,
    /// At most five, out of the list of crates.io. Default: none.
    #[serde(deserialize_with = "checks::categories")]
    pub categories: Vec<String>,
    /// The oldest Rust release that builds the crate, which is `1.88` or later. Default: `1.88`.
    #[serde(deserialize_with = "checks::rust_version")]
    pub rust_version: String,
    /// Copied to `[dev-dependencies]`: by crate name, a version or a table. Default: none.
    #[serde(deserialize_with = "checks::dev_dependencies")]
    pub dev_dependencies: BTreeMap<String, toml::Value>,
    /// The features that hand-written examples need, by the name of the example: `NAME` is `examples/NAME.rs` or `examples/NAME/main.rs` of
    /// the crate. Default: none.
    #[serde(deserialize_with = "checks::examples")]
    pub examples: BTreeMap<String, Vec<String>>,
}

impl Default for Package {
    fn default() -> Self {
        Self {
            name: None,
            version: "0.1.0".to_owned(),
            description: None,
            repository: None,
            homepage: None,
            documentation: None,
            license: "MIT OR Apache-2.0".to_owned(),
            authors: Vec::new(),
            keywords: Vec::new(),
            categories: Vec::new(),
            rust_version: "1.88".to_owned(),
            dev_dependencies: BTreeMap::new(),
            examples: BTreeMap::new(),
        }
    }
}

/// `[naming]`: what things are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Naming {
    /// What groups operations into resources. Default: `tag`.
    pub resource: ResourceBy,
    /// Rust type names, by schema name or by JSON pointer (`#/components/schemas/Foo/properties/bar`).
    /// Default: none.
    pub types: BTreeMap<String, String>,
    /// Method names, by what an `operationId` ends with once its resource is taken out: `All = "list"`.
    /// Default: none.
    pub methods: BTreeMap<String, String>,
    /// Method names, by whole `operationId`. These come first. Default: none.
    pub operations: BTreeMap<String, String>,
}

/// What groups operations into resources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResourceBy {
    /// An operation's first tag.
    #[default]
    Tag,
    /// The first segments of an operation's path.
    Path,
}

/// `[client]`: the client that all operations share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Client {
    /// What the environment variables of `Client::from_env` begin with, without the `_` behind it. Default:
    /// from the package name.
    #[serde(deserialize_with = "checks::variable_name")]
    pub env_prefix: Option<String>,
    /// Header parameters that are set once on the client. Default: those that most operations have; an empty
    /// list means none.
    pub parameters: Option<Vec<ClientParameter>>,
    /// Headers that say, with status 429 and where there is no `Retry-After`, when to try again: in seconds from now, or since 1970.
    /// Default: none.
    pub rate_limit_reset: Vec<String>,
}

/// `[[client.parameters]]`: a header parameter that is set once on the client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ClientParameter {
    /// The header's name, in any case. Required.
    pub name: String,
    /// The builder's method. Default: from the name.
    #[serde(default)]
    pub setter: Option<String>,
    /// The environment variable, without the prefix. Default: from the setter.
    #[serde(default, deserialize_with = "checks::variable_name")]
    pub env: Option<String>,
}

/// `[pagination]`: the rule for every operation that has the parameter and whose response has the fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Pagination {
    /// The query parameter that asks for a page. Required.
    pub parameter: String,
    /// Where a response says what to put into the parameter next, as names with dots between them. Required.
    pub next: String,
    /// Where a response has the items, as names with dots between them. Required.
    pub items: String,
}

/// `[webhooks]`: how the events that the API sends are signed, and how to tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Webhooks {
    /// The header that carries the signature. Required.
    pub signature_header: String,
    /// How the signature is made. Default: `hmac-sha256`.
    #[serde(default)]
    pub algorithm: SignatureAlgorithm,
    /// How the signature is written. Default: `hex`.
    #[serde(default)]
    pub encoding: SignatureEncoding,
    /// What is signed. Default: `raw`.
    #[serde(default)]
    pub canonical: CanonicalForm,
    /// Where a body says which event it is, as names with dots between them. Default: nowhere; then there is no type for any event.
    #[serde(default)]
    pub event: Option<String>,
    /// What stands there, and the name of the webhook in the document that it means. Default: none.
    #[serde(default)]
    pub events: BTreeMap<String, String>,
}

/// How a signature is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    #[serde(rename = "hmac-sha256")]
    HmacSha256,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignatureEncoding {
    /// As hexadecimal digits.
    #[default]
    Hex,
    /// As base64.
    Base64,
}

/// What is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CanonicalForm {
    /// The body as it is.
    #[default]
    Raw,
    /// The body as compact JSON with the members of every object in the order of their names; the body as it is will do as well.
    SortedJson,
}

/// `[[allow]]`: warnings that are known and not told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Allow {
    /// The code of the warnings. Required.
    #[serde(deserialize_with = "checks::allowable")]
    pub code: Code,
    /// Where they are: a JSON pointer as diagnostics show it (`#/paths/~1tickets`), which stands for all that is below it too. Of
    /// another file than the document itself, the file's path comes before the `#`. Default: everywhere.
    #[serde(default)]
    pub at: Option<String>,
    /// Why they may be. Required.
    #[serde(deserialize_with = "checks::reason")]
    pub reason: String,
}

impl Config {
    /// Reads the file at `path`, and lets `sources` have its text for what diagnostics quote. Why it could not be read is in
    /// `diagnostics`.
    pub fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = match read_named(path) {
            Ok(text) => text,
            Err(error) => {
                diagnostics.push(Diagnostic::unreadable_config(path, &error));
                return None;
            }
        };
        let parsed = Self::parse(path, &text);
        sources.attach(path, text);
        match parsed {
            Ok(config) => Some(config),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// Reads the text of the file at `path`. The error has a position, and
    /// [`Sources::attach`](crate::source::Sources::attach) lets it show the line.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostic> {
        let mut config: Self = toml::from_str(text).map_err(|error: toml::de::Error| {
            let location = Location::new(text, first_line(text, error.span().unwrap_or(0..0)));
            explain(error.message()).in_file(Some(Box::new((path.to_owned(), location))))
        })?;
        let single = config.spec.iter_mut().chain(&mut config.out);
        for named in single.chain(&mut config.overlays).chain(&mut config.allow_dirs) {
            *named = path.with_file_name("").join(&*named);
        }
        config.file = (!text.is_empty()).then(|| Box::new((path.to_owned(), text.to_owned())));
        Ok(config)
    }

    /// Where the value stands to which `keys` lead, names of members and indices of lists.
    pub(crate) fn position(&self, keys: &[&str]) -> Option<Position> {
        let (path, text) = self.file.as_deref()?;
        let root = DeTable::parse(text).ok()?;
        let (first, rest) = keys.split_first()?;
        let mut value = root.get_ref().get(*first)?;
        for key in rest {
            value = match value.get_ref() {
                DeValue::Array(list) => list.get(key.parse::<usize>().ok()?)?,
                other => other.get(*key)?,
            };
        }
        Some(Box::new((path.clone(), Location::new(text, first_line(text, value.span())))))
    }
}

/// What of a span is on its first line.
fn first_line(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let length = text.get(span.clone()).and_then(|piece| piece.lines().next()).map_or(0, str::len);
    span.start..span.start + length
}

/// The parser's error, with the key or value that was probably meant.
fn explain(message: &str) -> Diagnostic {
    if let Some(names) = message.strip_prefix("unknown field ") {
        let (key, known) = quoted(names);
        return Diagnostic::unknown_config_key(key, &known);
    }
    if let Some(names) = message.strip_prefix("unknown variant ") {
        let (value, known) = quoted(names);
        return Diagnostic::unknown_config_value(value, &known);
    }
    Diagnostic::invalid_config(message)
}

/// The first name in backticks, and the others.
fn quoted(text: &str) -> (&str, Vec<&str>) {
    let mut names = text.split('`').skip(1).step_by(2);
    (names.next().unwrap_or_default(), names.collect())
}

#[cfg(test)]
mod tests;
