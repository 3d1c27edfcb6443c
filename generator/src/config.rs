//! `oasmith.toml`, formerly `codegen.toml`: configuration that the document does not contain.

mod checks;
mod file;
mod read;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

pub(crate) use checks::{LONGEST_PACKAGE_NAME, names_license};
pub use checks::{PACKAGE_NAME, is_package_name};
use file::ConfigFile;

use crate::diagnostics::Code;

/// The contents of `oasmith.toml`. Every table and key is optional, unless its description says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// The OpenAPI document; the path is relative to the configuration file. Default: none, name it on the command line.
    pub spec: Option<PathBuf>,
    /// The folder of the crate; the path is relative to the configuration file. Default: none, name it on the command line.
    pub out: Option<PathBuf>,
    /// The emitted `Cargo.toml`.
    pub package: Package,
    /// Names that differ from those that the generator would choose.
    pub naming: Naming,
    /// The client that all operations share.
    pub client: Client,
    /// The pagination of lists: one table, or a list of them, of which the first that fits an operation applies. Default: an extension
    /// such as `x-speakeasy-pagination` in the document, or else detected from parameters, responses and headers.
    #[serde(deserialize_with = "checks::pagination")]
    pub pagination: Vec<Pagination>,
    /// The schemas of `components` that no operation, callback or webhook uses, directly or not. Default: `omit`.
    pub unused_types: UnusedTypes,
    /// What the types accept when they are read.
    pub reading: Reading,
    /// Bodies in XML.
    pub xml: Xml,
    /// The timestamps that are sent.
    pub timestamps: Timestamps,
    /// The signatures of webhooks. Default: none; the crate cannot verify signatures.
    pub webhooks: Option<Webhooks>,
    /// OpenAPI overlays (1.0 or 1.1) that are applied to the document, in this order. Paths are relative to `oasmith.toml`. Default: none.
    pub overlays: Vec<PathBuf>,
    /// Other folders whose files the document may refer to. Paths are relative to `oasmith.toml`. Default: none.
    pub allow_dirs: Vec<PathBuf>,
    /// Emitted files that you maintain yourself, as paths in the crate: `["README.md"]`. The generator does not write, remove or
    /// `--check` them. Modules of build scripts ignore this option. Default: none.
    pub keep: Vec<String>,
    /// Warnings that you accept. Default: none.
    pub allow: Vec<Allow>,
    /// The file that it was read from, for diagnostics.
    #[serde(skip)]
    file: Option<Box<ConfigFile>>,
}

/// `[package]`: the manifest of the crate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Package {
    /// The name of the crate. It must differ from the dependencies of the crate and from crates that come with Rust. Default: from the
    /// title of the document.
    #[serde(deserialize_with = "checks::package_name")]
    pub name: Option<String>,
    /// The version of the crate. Default: `0.1.0`.
    #[serde(deserialize_with = "checks::version")]
    pub version: String,
    /// The description, in one sentence. Default: from the title of the document.
    #[serde(deserialize_with = "checks::description")]
    pub description: Option<String>,
    /// The URL of the source code. Default: none.
    #[serde(deserialize_with = "checks::url")]
    pub repository: Option<String>,
    /// The URL of the home page. Default: none.
    #[serde(deserialize_with = "checks::url")]
    pub homepage: Option<String>,
    /// The URL of the documentation. Default: none, which means docs.rs.
    #[serde(deserialize_with = "checks::url")]
    pub documentation: Option<String>,
    /// The licence, as an SPDX expression. Default: `MIT OR Apache-2.0`.
    #[serde(deserialize_with = "checks::license")]
    pub license: String,
    /// The authors, as `Name <mail>`. Default: none.
    #[serde(deserialize_with = "checks::authors")]
    pub authors: Vec<String>,
    /// At most five keywords of at most 20 characters. Default: none.
    #[serde(deserialize_with = "checks::keywords")]
    pub keywords: Vec<String>,
    /// At most five categories of crates.io. Default: none.
    #[serde(deserialize_with = "checks::categories")]
    pub categories: Vec<String>,
    /// The oldest Rust release that can build the crate, at least `1.88`. Default: `1.88`.
    #[serde(deserialize_with = "checks::rust_version")]
    pub rust_version: String,
    /// Entries for `[dev-dependencies]`: by crate name, a version or a table. Default: none.
    #[serde(deserialize_with = "checks::dev_dependencies")]
    pub dev_dependencies: BTreeMap<String, toml::Value>,
    /// The features that your own examples need, by the name of the example: `NAME` is `examples/NAME.rs` or `examples/NAME/main.rs`
    /// in the crate. Default: none.
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

/// `[naming]`: names of resources, methods, parameters, types, fields and variants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Naming {
    /// The grouping of operations into resources. Default: `tag`.
    pub resource: ResourceBy,
    /// Rust type names, by schema name or by JSON pointer (`#/components/schemas/Foo/properties/bar`). If several schemas share a type,
    /// one entry renames it; two entries with different names make two types. Default: none.
    pub types: BTreeMap<String, String>,
    /// Method names, by the end of an `operationId` without its resource: `All = "list"`. Default: none.
    pub methods: BTreeMap<String, String>,
    /// Method names, by complete `operationId`, by method and path (`GET /tickets`), or by JSON pointer. They take precedence over
    /// `methods`. Default: none.
    pub operations: BTreeMap<String, String>,
    /// Names of resources, by tag, or by path segment if `resource` is `path`. In this table and those below, `*` stands for any
    /// characters, and a `*` in the name for the same characters: `"Public *" = "*"`. Default: none.
    pub tags: BTreeMap<String, String>,
    /// Names of parameters, by name in the document or by JSON pointer. Default: none.
    pub parameters: BTreeMap<String, String>,
    /// Names of fields, by name of the property or by JSON pointer (`#/components/schemas/*/properties/type`). Default: none.
    pub fields: BTreeMap<String, String>,
    /// Names of the variants of enums, by value or by JSON pointer (`#/components/schemas/Status/enum/0`). Default: none.
    pub values: BTreeMap<String, String>,
    /// Names of the variants of unions, by the name that the generator chooses from or by JSON pointer
    /// (`#/components/schemas/Pet/oneOf/0`). Default: none.
    pub variants: BTreeMap<String, String>,
    /// Properties that stand for any other one, by JSON pointer. The type has no field for them; its additional properties hold them.
    /// Default: none.
    pub placeholders: Vec<String>,
}

/// The grouping of operations into resources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResourceBy {
    /// By the first tag of the operation.
    #[default]
    Tag,
    /// By the first segments of the path.
    Path,
}

/// `[client]`: the client that all operations share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Client {
    /// The prefix of the environment variables of `Client::from_env`, without the `_` at its end. Default: from the package name.
    #[serde(deserialize_with = "checks::variable_name")]
    pub env_prefix: Option<String>,
    /// Header parameters that are set once on the client. An empty list means none. Default: the headers that most operations have.
    pub parameters: Option<Vec<ClientParameter>>,
    /// Headers with the time of the next attempt after status 429, used if there is no `Retry-After`: in seconds from now, or since 1970.
    /// Default: none.
    pub rate_limit_reset: Vec<String>,
    /// The prefix of an `apiKey` in a header, such as `Bearer`, by the name of its security scheme. Default: none.
    pub prefixes: BTreeMap<String, String>,
}

/// `[[client.parameters]]`: a header parameter that is set once on the client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ClientParameter {
    /// The name of the header, in any case. Required.
    pub name: String,
    /// The method of the builder. Default: from the name.
    #[serde(default)]
    pub setter: Option<String>,
    /// The environment variable, without the prefix. Default: from the name of the setter.
    #[serde(default, deserialize_with = "checks::variable_name")]
    pub env: Option<String>,
}

/// `[pagination]`: applies to each operation that has the parameter and the properties. Properties are names separated by dots.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Pagination {
    /// The operations, by `operationId`. Default: all.
    pub operations: Vec<String>,
    /// What identifies the next page. Default: `cursor`.
    pub kind: PageBy,
    /// The query parameter that selects a page. `cursor`, `last_item`, `page` and `offset` need it, or `body_property`. Default: none.
    pub parameter: Option<String>,
    /// The property of the JSON request body that selects a page, instead of a parameter. Default: none.
    pub body_property: Option<String>,
    /// The response property with the cursor, number or URL of the next page. Default: none.
    pub next: Option<String>,
    /// The response header with the cursor or URL of the next page, instead of a property. In `Link`, it is `rel="next"`. Default: none.
    pub next_header: Option<String>,
    /// The response property with the items. Default: detected.
    pub items: Option<String>,
    /// The property of an item for `last_item`. Default: `id`.
    pub item_id: Option<String>,
    /// The number of the first page, or of the first item. Default: detected.
    pub first: Option<u64>,
    /// The query parameter for the size of a page. Default: detected.
    pub limit: Option<String>,
    /// The response property that is true if there is another page. Default: detected.
    pub more: Option<String>,
    /// The response property that is true on the last page. Default: detected.
    pub last: Option<String>,
    /// The response property with the number of items in all pages. Default: detected.
    pub total: Option<String>,
    /// The response property with the number of pages. Default: detected.
    pub pages: Option<String>,
}

/// What identifies the next page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageBy {
    /// A value in the page, named by `next` or `next_header`.
    #[default]
    Cursor,
    /// A property of the last item.
    LastItem,
    /// A URL in the page, named by `next` or `next_header`. It is followed on the same server only.
    Url,
    /// The number of the page.
    Page,
    /// The number of the first item of the page.
    Offset,
    /// Nothing: the operations have no pages.
    None,
}

/// The schemas that no operation, callback or webhook uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnusedTypes {
    /// They have no types, unless the document has no operations and no webhooks.
    #[default]
    Omit,
    /// They have types.
    Keep,
}

/// `[reading]`: what the types accept when they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Reading {
    /// The properties that a response must have. Default: `documented`.
    pub required: Required,
}

/// The properties that a response must have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Required {
    /// Those that the document requires, except deprecated ones.
    #[default]
    Documented,
    /// None: every property that is read is optional, for servers that omit properties or send null. A type that is also sent gets a
    /// second form for requests, with the required properties of the document.
    Lenient,
}

/// `[xml]`: bodies that the document describes both in JSON and in XML. XML without JSON beside it is always used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Xml {
    /// Whether all operations use XML instead of JSON. Default: `false`.
    pub prefer: bool,
    /// The operations that use XML instead of JSON, by `operationId`, by method and path (`GET /tickets`), or by JSON pointer. Default:
    /// none.
    pub operations: Vec<String>,
}

/// `[timestamps]`: the timestamps that are sent (`format: date-time`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Timestamps {
    /// The number of digits of the fraction of a second, 0 to 9. More digits are cut off. Default: as many as most examples and defaults
    /// in the document have, and more if the value has more.
    #[serde(deserialize_with = "checks::fraction_digits")]
    pub digits: Option<u8>,
}

/// `[webhooks]`: the signatures of events, and the property that identifies their type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Webhooks {
    /// The header with the signature. Required.
    pub signature_header: String,
    /// The signature algorithm. Default: `hmac-sha256`.
    #[serde(default)]
    pub algorithm: SignatureAlgorithm,
    /// The encoding of the signature. Default: `hex`.
    #[serde(default)]
    pub encoding: SignatureEncoding,
    /// The signed form of the body. Default: `raw`.
    #[serde(default)]
    pub canonical: CanonicalForm,
    /// The key of the signatures in a few words, for the documentation: `the API key`. Default: none.
    #[serde(default)]
    pub key: Option<String>,
    /// The property with the type of the event, as names separated by dots. Default: a property that has other values in each body.
    #[serde(default)]
    pub event: Option<String>,
    /// The name of the webhook in the document, by the value of that property. Default: from the values that the document lists.
    #[serde(default)]
    pub events: BTreeMap<String, String>,
}

/// A signature algorithm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    #[serde(rename = "hmac-sha256")]
    HmacSha256,
}

/// The encoding of a signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignatureEncoding {
    /// Hexadecimal digits.
    #[default]
    Hex,
    /// Base64.
    Base64,
}

/// The signed form of a body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CanonicalForm {
    /// The body itself.
    #[default]
    Raw,
    /// The body as compact JSON with sorted keys, or the body itself.
    SortedJson,
}

/// `[[allow]]`: warnings that you accept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Allow {
    /// The code of the warnings. Required.
    #[serde(deserialize_with = "checks::allowable")]
    pub code: Code,
    /// The location, and all locations below it: a JSON pointer as diagnostics show it (`#/paths/~1tickets`). In another file than the
    /// document, the path of the file comes before the `#`. Default: everywhere.
    #[serde(default)]
    pub at: Option<String>,
    /// The reason for accepting the warnings. Required.
    #[serde(deserialize_with = "checks::reason")]
    pub reason: String,
}

#[cfg(test)]
mod tests;
