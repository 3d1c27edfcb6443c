//! The hand-written half of this crate: everything that is the same for every API.
//!
//! The generated half describes operations as `static` data (`api`) and fills in `call::Call`s; this half turns a call into a
//! request, sends it with retries, and converts the result to a [`Response`] or an [`Error`].
//!
//! A module uses only those listed before it:
//!
//! | module | |
//! | --- | --- |
//! | `json` | reading and writing JSON |
// part: xml
//! | `xml` | reading and writing XML |
// end
//! | `types` | types that the API's types are built from |
//! | `time` | futures, waits and time limits |
//! | `wire` | values in URLs, headers and cookies |
//! | `api` || the description of the API ||
//! | `body` || bodies and their limits ||
//! | `error` || errors ||
//! | `blocking` || blocking calls ||
//! | `auth` | credentials |
//! | `retry` || retries ||
//! | `http` | middleware, redirects, the network, responses |
//! | `stream` || streamed responses ||
//! | `client` | the client and its builder |
//! | `call` | one call of an operation, from its parameters to its response |
//! | `paging` || pagination ||
//! | `webhook` | the signatures of webhooks |
//!
//! Modules that the API does not need are omitted. Without the feature `client`, only the modules for types are compiled.
#![allow(
    dead_code,
    clippy::let_and_return,
    clippy::match_single_binding,
    clippy::unused_self,
    unused_imports,
    unused_macros,
    reason = "the document determines which helpers are used"
)]

#[cfg(feature = "client")]
pub(crate) mod api;
#[cfg(feature = "client")]
pub(crate) mod auth;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
#[cfg(feature = "client")]
pub(crate) mod body;
#[cfg(feature = "client")]
pub(crate) mod call;
#[cfg(feature = "client")]
pub(crate) mod client;
#[cfg(feature = "client")]
pub(crate) mod error;
#[cfg(feature = "client")]
pub(crate) mod http;
pub mod json;
// part: pages
#[cfg(feature = "client")]
pub(crate) mod paging;
// end
#[cfg(feature = "client")]
pub(crate) mod retry;
#[cfg(feature = "client")]
pub(crate) mod stream;
#[cfg(feature = "client")]
pub(crate) mod time;
pub(crate) mod types;
// part: webhooks
#[cfg(feature = "webhooks")]
pub(crate) mod webhook;
// end
#[cfg(feature = "client")]
pub(crate) mod wire;
// part: xml
#[cfg(feature = "xml")]
pub(crate) mod xml;
// end

// part: any-of
pub use types::AnyOf;
// end
pub use types::{IntoArgument, Nullable, Secret};

// part: numbers
pub use types::Number;
// end
pub(crate) use types::argument::{self, argument};
// part: timestamps
pub(crate) use types::timestamp::{self, timestamps};
// end
// part: unions
pub(crate) use types::union;
// end
// part: enums
pub(crate) use types::{enums, integer_enum, mixed_enum, string_enum};
// end

// part: multipart
#[cfg(feature = "client")]
pub use body::{FilePart, Multipart};
// end
// part: mixed
#[cfg(feature = "client")]
pub use body::BodyParts;
#[cfg(feature = "client")]
pub(crate) use body::{PartData, Parts, Slot};
// end
// part: pages
#[cfg(feature = "client")]
pub use paging::{Items, PagePosition, Pages};
// end
// part: json-lines
#[cfg(feature = "client")]
pub use body::JsonLines;
// end
// part: lines
#[cfg(feature = "client")]
pub use stream::LineStream;
// end
// part: received-parts
#[cfg(feature = "client")]
pub use self::http::ReceivedPart;
#[cfg(feature = "client")]
pub(crate) use self::http::{
    FromParts, ReceivedParts, read_base64, read_bytes, read_json, read_parts, read_value,
};
// end
// part: part-streams
#[cfg(feature = "client")]
pub use stream::PartStream;
// end
// part: events
#[cfg(feature = "client")]
pub use stream::{Event, EventStream};
// end
#[cfg(feature = "client")]
pub use {
    self::http::{HttpRequest, HttpResponse, Middleware, Next, Response},
    auth::CredentialProvider,
    body::{LimitKind, Limits, Upload},
    call::{BodyFuture, RawRequest, ResponseFuture},
    client::{Client, ClientBuilder},
    error::{
        ApiError, DecodeError, DecodeErrorKind, Error, MiddlewareError, PaginationError, RequestError,
        TimeoutError, TooLargeError, TransportError,
    },
    retry::RetryPolicy,
    stream::ByteStream,
    time::{BoxError, BoxFuture, TimeoutKind},
};

// part: extension-methods
#[cfg(feature = "client")]
pub(crate) use api::extension_method;
// end
// part: pages
#[cfg(feature = "client")]
pub(crate) use paging::Paging;
// end
#[cfg(feature = "client")]
pub(crate) use {
    self::http::{ByStatus, Misread, typed_header},
    ::http::Method,
    api::{Api, ErrorCase, Global, Operation, Scheme, SchemeKind, ServerVariable, Use},
    body::Received,
    call::{Call, call_options, send_methods, stream_methods},
    client::{Settings, scoped},
    wire::{JsonText, PathStyle, Style},
};

#[cfg(feature = "test-util")]
pub use self::http::testing;
#[cfg(feature = "blocking")]
pub use blocking::Blocking;

// part: webhooks
#[cfg(feature = "webhooks")]
pub use webhook::WebhookError;
#[cfg(feature = "webhooks")]
pub(crate) use webhook::{Algorithm, Canonical, Check, Encoding, Webhooks};
// end
