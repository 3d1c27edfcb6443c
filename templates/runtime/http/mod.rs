//! HTTP: middleware, redirects, the network, and responses.

mod decode;
mod message;
mod middleware;
// part: received-parts
mod parts;
// end
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
// part: received-parts
pub use parts::ReceivedPart;
pub(crate) use parts::{
    FromParts, ReadPart, ReceivedParts, read_base64, read_bytes, read_json, read_parts, read_value,
};
// end
pub use response::Response;
pub(crate) use response::typed_header;
