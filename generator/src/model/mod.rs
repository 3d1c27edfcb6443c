//! The intermediate model: an API in terms of Rust, independent of OpenAPI.
//!
//! It is plain owned data: `lower` builds it and `emit` reads it. It contains all decisions: names, types, boxes.

mod body;
mod constraints;
mod ids;
mod links;
mod names;
mod operation;
mod outline;
mod pages;
mod parts;
mod response;
mod types;
mod visit;
mod xml;

pub use body::*;
pub use constraints::*;
pub use ids::*;
pub use links::*;
pub use names::Name;
pub use operation::*;
pub use outline::*;
pub use pages::*;
pub use parts::*;
pub use response::*;
pub use types::*;
pub(crate) use visit::Leaves;
pub use xml::*;

use std::sync::Arc;

use crate::names::Ident;
use crate::source::Value;

/// A whole API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The title, version and description of the document.
    pub info: Info,
    /// The package that is emitted.
    pub package: Package,
    /// The servers of the API. The first is the default.
    pub servers: Vec<Server>,
    /// The variables in the URLs of the default server, and of servers that single operations declare.
    pub variables: Vec<ServerVariable>,
    /// The security schemes that a client can use.
    pub schemes: Vec<Scheme>,
    /// The requirements of operations without their own: alternatives, each a set of schemes (names on the wire).
    pub security: Vec<Vec<String>>,
    /// Parameters that are set once, on the client.
    pub globals: Vec<Global>,
    /// Headers, in lower case, with the time of the next attempt.
    pub rate_limit_reset: Vec<String>,
    /// Every type, sorted by name.
    pub types: Vec<TypeDef>,
    /// The number of types that have a second form for requests only because required properties are optional when they are read.
    pub relaxed_types: usize,
    /// The modules of types. Types that the same resources reach are in one module.
    pub type_modules: Vec<TypeModule>,
    /// The outlines by which values of unions find their alternatives. They can refer to each other.
    pub outlines: Vec<Outline>,
    /// The XML of bodies.
    pub xml: XmlTable,
    /// Every operation, by resource.
    pub resources: Vec<Resource>,
    /// Events that the API sends to its users.
    pub webhooks: Vec<Webhook>,
    /// The headers of webhooks, without that of the signature.
    pub webhook_headers: Vec<WebhookHeader>,
    /// The property that identifies an event, if there is one.
    pub events: Option<WebhookEvents>,
    /// The signatures of webhooks.
    pub signing: Option<Signing>,
    /// The digits of timestamps that are sent.
    pub timestamps: FractionDigits,
}

/// The number of digits of the fraction of a second in timestamps that are sent, 0 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FractionDigits {
    /// Zeros are added up to this number.
    pub least: u8,
    /// Digits beyond this number are cut off.
    pub most: u8,
}

impl FractionDigits {
    /// The digits of a nanosecond.
    pub const MAX: u8 = 9;

    /// At least so many digits, and more if a value has more.
    pub fn at_least(least: u8) -> Self {
        Self { least, most: Self::MAX }
    }

    /// Always so many digits.
    pub fn exactly(digits: u8) -> Self {
        Self { least: digits, most: digits }
    }
}

impl Api {
    /// All operations of all resources.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.resources.iter().flat_map(|resource| &resource.operations)
    }
}

/// The `info` object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Info {
    /// Title of the API.
    pub title: String,
    /// Version of the API's document.
    pub version: String,
    /// A summary of the API.
    pub summary: Option<String>,
    /// A description of the API.
    pub description: Option<String>,
    /// More documentation elsewhere.
    pub docs: Option<Link>,
    /// The URL of the terms of service.
    pub terms: Option<String>,
    /// The people behind the API: their name, URL and email address.
    pub contact: Contact,
    /// The licence of the API.
    pub license: License,
}

/// The licence of an API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct License {
    /// Its name, or else its SPDX identifier.
    pub name: Option<String>,
    /// The URL of its text.
    pub url: Option<String>,
}

/// The people behind an API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Their name.
    pub name: Option<String>,
    /// The URL of their page.
    pub url: Option<String>,
    /// Their email address.
    pub email: Option<String>,
}

/// The names of the emitted package, and of the environment variables that its clients read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Package {
    /// Package name, as in `Cargo.toml`.
    pub name: String,
    /// Package version.
    pub version: String,
    /// First part of the names of environment variables, such as `APIDECK`.
    pub env_prefix: String,
}

/// A server of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Base URL, with its variables in braces.
    pub url: String,
    /// Its purpose.
    pub description: Option<String>,
    /// The constant with its URL, if there are several servers. The variables of the URL have their defaults.
    pub constant: Option<(Ident, String)>,
    /// Facts about the variables in its URL, if they are not set on the client, as Markdown.
    pub facts: Vec<String>,
}

/// A variable in the URL of a server, which is set on the client.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// Its name in the URL.
    pub wire: String,
    /// The setter on the client builder.
    pub setter: Ident,
    /// Its default.
    pub default: String,
    /// The values it may have. Empty: any.
    pub values: Vec<String>,
    /// Its documentation.
    pub doc: Doc,
}

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// The name in `components/securitySchemes`.
    pub wire: String,
    /// The setter on the client builder.
    pub setter: Ident,
    /// The setter for a provider of credentials.
    pub provider_setter: Ident,
    /// The environment variable with the credential, or the first part of the names of several: see [`Self::variables`].
    pub env: String,
    /// The location of the credential in a request.
    pub kind: SchemeKind,
    /// Facts about the credential and its sources, as safe Markdown.
    pub facts: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation.
    pub doc: Doc,
}

impl Scheme {
    /// The environment variables with the credential.
    pub fn variables(&self) -> Vec<String> {
        let env = &self.env;
        match self.kind {
            SchemeKind::Basic => vec![format!("{env}_USERNAME"), format!("{env}_PASSWORD")],
            SchemeKind::Bearer
            | SchemeKind::ApiKeyHeader(_)
            | SchemeKind::PrefixedHeader { .. }
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => vec![env.clone()],
        }
    }
}

/// The location of a credential in a request.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemeKind {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A separate header.
    ApiKeyHeader(String),
    /// A separate header, with a prefix before the key.
    PrefixedHeader {
        /// The name of the header.
        name: String,
        /// The prefix, with the space after it.
        prefix: String,
    },
    /// A query parameter.
    ApiKeyQuery(String),
    /// A cookie.
    ApiKeyCookie(String),
}

/// A header parameter that is set on the client and can be overridden by each call.
#[derive(Debug, Clone, PartialEq)]
pub struct Global {
    /// Name on the wire.
    pub wire: String,
    /// The setter on the client builder and on each call.
    pub setter: Ident,
    /// The method that returns a client with another value.
    pub scoped: Ident,
    /// The environment variable with its value.
    pub env: String,
    /// Its documentation.
    pub doc: Doc,
}

/// An event that the API sends to its users.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its name in the document.
    pub wire: String,
    /// Its Rust name.
    pub name: Ident,
    /// The type of its body.
    pub ty: Option<Ty>,
    /// The request that asks for it, if it is a callback.
    pub callback: Option<Callback>,
    /// Its documentation.
    pub doc: Doc,
    /// Its location in the document.
    pub origin: String,
}

/// The reason why the API sends a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The URL, with its expressions, such as `{$request.body#/url}`.
    pub url: String,
    /// The requests, such as `POST /subscriptions`.
    pub requests: Vec<String>,
}

/// The signatures of webhooks.
#[derive(Debug, Clone, PartialEq)]
pub struct Signing {
    /// The header that carries the signature.
    pub header: String,
    /// Whether the signature is base64, not hexadecimal.
    pub base64: bool,
    /// Whether the body is signed as JSON with sorted properties, not as it was sent.
    pub sorted: bool,
    /// What the key is, for readers.
    pub key: Option<String>,
}

/// The property of a body that identifies the event.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookEvents {
    /// The path to it.
    pub path: Vec<String>,
    /// Its values.
    pub values: Vec<WebhookValue>,
}

/// A value of the property that identifies the event.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookValue {
    /// The value.
    pub value: String,
    /// The event.
    pub webhook: WebhookId,
}

/// A header of webhooks.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookHeader {
    /// Its name.
    pub wire: String,
    /// The constant with its name.
    pub name: Ident,
    /// Its documentation.
    pub doc: Doc,
}

/// The documentation of an item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doc {
    /// One line.
    pub summary: Option<String>,
    /// Markdown, as written in the document.
    pub description: Option<String>,
    /// The default.
    pub default: Option<Value>,
    /// An example.
    pub example: Option<Value>,
    /// Constraints as text, such as `at least 1`.
    pub limits: Vec<String>,
    /// The constraints of a value, for examples.
    pub constraints: Option<Arc<Constraints>>,
    /// More documentation elsewhere.
    pub link: Option<Link>,
}

/// A link to more documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text.
    pub text: Option<String>,
    /// The URL, as written in the document.
    pub url: String,
}

impl Link {
    /// The `externalDocs` of an object.
    pub fn of(object: &Value) -> Option<Self> {
        let docs = object.get("externalDocs")?;
        let text = docs.get("description").and_then(Value::as_str).map(str::to_owned);
        Some(Self { text, url: docs.get("url")?.as_str()?.to_owned() })
    }
}
