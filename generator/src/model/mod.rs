//! The intermediate model: what an API is, in Rust terms, with nothing of OpenAPI left in it.
//!
//! Plain owned data. `lower` makes it, `emit` reads it; every choice (a name, a type, who boxes what) is already made here.

mod body;
mod ids;
mod operation;
mod response;
mod types;
mod visit;

pub use body::*;
pub use ids::*;
pub use operation::*;
pub use response::*;
pub use types::*;

use crate::names::Ident;
use crate::source::Value;

/// A whole API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// What the document says of itself.
    pub info: Info,
    /// The package that is emitted.
    pub package: Package,
    /// Where the API is served; the first is the default.
    pub servers: Vec<Server>,
    /// The variables of the default, and of the servers that operations have of their own.
    pub variables: Vec<ServerVariable>,
    /// The security schemes that some operation can use.
    pub schemes: Vec<Scheme>,
    /// What operations require that say nothing else: alternatives of sets of schemes (names on the wire).
    pub security: Vec<Vec<String>>,
    /// Parameters that are set once, on the client.
    pub globals: Vec<Global>,
    /// Headers, in lower case, that say when to try again.
    pub rate_limit_reset: Vec<String>,
    /// Every type, in the order of its name.
    pub types: Vec<TypeDef>,
    /// The modules that hold them: types that the same resources reach stand together.
    pub type_modules: Vec<TypeModule>,
    /// Every operation, by resource.
    pub resources: Vec<Resource>,
    /// Events that the API sends to its users.
    pub webhooks: Vec<Webhook>,
    /// How those are signed, and how they are told apart.
    pub signing: Option<Signing>,
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
    /// What the API is.
    pub description: Option<String>,
}

/// What the emitted package is called and which variables its clients read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Package {
    /// Package name, as in `Cargo.toml`.
    pub name: String,
    /// Package version.
    pub version: String,
    /// First part of the names of environment variables, as `APIDECK`.
    pub env_prefix: String,
}

/// A server of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Base URL, with its variables in braces.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
}

/// A part of a server's URL that is settled on the client.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// Its name in the URL.
    pub wire: String,
    /// The setter on the client builder.
    pub setter: Ident,
    /// Its value when none is set.
    pub default: String,
    /// The values it may have; empty: any.
    pub values: Vec<String>,
    /// What it is.
    pub doc: Doc,
}

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// The name in `components/securitySchemes`.
    pub wire: String,
    /// The setter on the client builder.
    pub setter: Ident,
    /// The setter that takes a provider.
    pub provider_setter: Ident,
    /// The environment variable that holds the credential, or what the names of several begin with: see [`Self::variables`].
    pub env: String,
    /// How the credential travels.
    pub kind: SchemeKind,
    /// What it is.
    pub doc: Doc,
}

impl Scheme {
    /// The environment variables that the credential is read from.
    pub fn variables(&self) -> Vec<String> {
        let env = &self.env;
        match self.kind {
            SchemeKind::Basic => vec![format!("{env}_USERNAME"), format!("{env}_PASSWORD")],
            SchemeKind::Bearer
            | SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => vec![env.clone()],
        }
    }
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemeKind {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header of its own.
    ApiKeyHeader(String),
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
    /// The method that makes a client with another value.
    pub scoped: Ident,
    /// The environment variable that holds its value.
    pub env: String,
    /// What it is.
    pub doc: Doc,
}

/// An event that the API sends to its users.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its name in the document.
    pub wire: String,
    /// Its Rust name.
    pub name: Ident,
    /// The body of the request that brings it.
    pub ty: Option<Ty>,
    /// What it means.
    pub doc: Doc,
    /// Where it stands in the document.
    pub origin: String,
}

/// How webhooks are signed, and how they are told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Signing {
    /// The header that carries the signature.
    pub header: String,
    /// Whether the signature is base64, not hexadecimal.
    pub base64: bool,
    /// Whether the body is signed as JSON with sorted members, not as it is.
    pub sorted: bool,
    /// The way to the name of the event in a body; empty if there is none.
    pub event: Vec<String>,
    /// The names of events.
    pub events: Vec<SignedEvent>,
}

/// The name of an event in a body, and the webhook that it means.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedEvent {
    /// Its name.
    pub name: String,
    /// The webhook.
    pub webhook: WebhookId,
}

/// What the document says of a thing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doc {
    /// One line.
    pub summary: Option<String>,
    /// Markdown, as it stands in the document.
    pub description: Option<String>,
    /// The value that is taken when none is given.
    pub default: Option<Value>,
    /// A value as an example.
    pub example: Option<Value>,
    /// Limits in words, as `minimum 1`.
    pub limits: Vec<String>,
}
