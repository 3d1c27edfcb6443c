//! HTTP: middleware, redirects, the network, and responses.

mod decode;
mod message;
mod middleware;
mod redirect;
mod response;
pub(crate) mod streaming_body;
#[cfg(feature = "test-util")]
pub mod testing;
pub(crate) mod transport;

pub(crate) use decode::{ByStatus, Misread};
// part: pages
pub(crate) use decode::Page;
// end
pub use message::{HttpRequest, HttpResponse};
pub use middleware::{Middleware, Next};
pub use response::Response;
pub(crate) use response::typed_header;
