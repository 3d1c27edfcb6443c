//! The hand-written half of this crate: everything that is the same for every API.
//!
//! The generated half describes operations as `static` data ([`operation`]) and fills in [`call::Call`]s; this half turns
//! a call into a request ([`prepare`]), sends it as often as it takes ([`send`]), and makes what comes back into a
//! [`Response`] or an [`Error`]. Without the feature `client`, only what the types need is left.
#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "which helpers are needed depends on the document"
)]

pub(crate) mod base64;
mod codec;
pub(crate) mod enums;
mod nullable;
mod secret;
pub(crate) mod timestamp;
pub(crate) mod union;

pub use nullable::Nullable;
pub use secret::Secret;

pub(crate) use enums::{integer_enum, mixed_enum, string_enum};

#[cfg(feature = "client")]
mod auth;
#[cfg(feature = "client")]
mod builder;
#[cfg(feature = "client")]
mod byte_stream;
#[cfg(feature = "client")]
mod call;
#[cfg(feature = "client")]
mod charset;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
mod connect;
#[cfg(feature = "client")]
mod credential;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod executor;
#[cfg(feature = "client")]
mod failure;
#[cfg(any(feature = "client", feature = "webhooks"))]
mod fault;
#[cfg(all(feature = "client", not(target_arch = "wasm32")))]
mod flight;
#[cfg(feature = "client")]
mod future;
#[cfg(feature = "client")]
mod header;
#[cfg(feature = "client")]
mod item_stream;
#[cfg(any(feature = "client", feature = "webhooks"))]
mod json_path;
#[cfg(feature = "client")]
mod limits;
#[cfg(feature = "client")]
mod media;
#[cfg(feature = "client")]
mod middleware;
#[cfg(feature = "client")]
mod multipart;
#[cfg(feature = "client")]
mod operation;
#[cfg(feature = "client")]
mod options;
#[cfg(feature = "client")]
mod param;
#[cfg(feature = "client")]
mod passage;
#[cfg(feature = "client")]
mod payload;
#[cfg(feature = "client")]
mod pieces;
#[cfg(feature = "client")]
mod prepare;
#[cfg(feature = "client")]
mod raw;
#[cfg(feature = "client")]
mod redirect;
#[cfg(feature = "client")]
mod response;
#[cfg(feature = "client")]
mod retry;
#[cfg(feature = "client")]
mod retry_after;
#[cfg(feature = "client")]
mod send;
#[cfg(feature = "client")]
mod server;
#[cfg(feature = "stream")]
mod streamed;
#[cfg(feature = "client")]
mod timeout;
#[cfg(feature = "client")]
mod trace;
#[cfg(feature = "client")]
mod transport;
#[cfg(feature = "client")]
mod upload;
#[cfg(feature = "client")]
mod url;
#[cfg(feature = "client")]
mod words;

#[cfg(feature = "client")]
pub use {
    builder::ClientBuilder,
    byte_stream::ByteStream,
    client::Client,
    credential::CredentialProvider,
    error::Error,
    failure::{MiddlewareError, RequestError, TimeoutError, TransportError},
    future::{BoxError, BoxFuture},
    item_stream::{Event, EventStream, LineStream},
    limits::{LimitKind, Limits},
    middleware::{HttpRequest, HttpResponse, Middleware, Next},
    multipart::{FilePart, Multipart},
    payload::{ApiError, DecodeError, DecodeErrorKind, TooLargeError},
    raw::RawRequest,
    response::Response,
    retry::RetryPolicy,
    timeout::TimeoutKind,
    upload::Upload,
};

#[cfg(feature = "client")]
pub(crate) use {
    auth::{Scheme, SchemeKind},
    call::Call,
    http::Method,
    operation::{Api, ErrorCase, Global, Operation, ServerVariable, Use},
    options::{call_options, send_methods, stream_methods},
    param::{JsonText, PathStyle, Style},
    response::{ByStatus, Misread, Received, typed_header},
};

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
#[cfg(feature = "test-util")]
pub mod testing;

#[cfg(feature = "client")]
mod pager;
#[cfg(feature = "client")]
mod paging;

#[cfg(feature = "blocking")]
pub use pager::Blocking;
#[cfg(feature = "client")]
pub use {
    pager::{Items, Pages},
    paging::PaginationError,
};

#[cfg(feature = "client")]
pub(crate) use paging::{Extent, Paging, next_link};

#[cfg(feature = "webhooks")]
mod canonical;
#[cfg(feature = "webhooks")]
mod webhook;

#[cfg(feature = "webhooks")]
pub use webhook::WebhookError;

#[cfg(feature = "webhooks")]
pub(crate) use webhook::{Algorithm, Canonical, Check, Encoding, Webhooks};
