//! Bodies of requests and responses, before they are sent and after they are read.

// part: json-lines
pub(crate) mod json_lines;
// end
pub(crate) mod limits;
pub(crate) mod media;
// part: multipart
pub(crate) mod multipart;
// end
// part: received-parts
pub(crate) mod parts;
// end
pub(crate) mod received;
pub(crate) mod upload;
#[cfg(feature = "stream")]
pub(crate) mod upload_stream;

// part: json-lines
pub use json_lines::JsonLines;
// end
pub use limits::{LimitKind, Limits};
// part: multipart
pub use multipart::{FilePart, Multipart};
// end
// part: mixed
pub use multipart::mixed::BodyParts;
pub(crate) use multipart::mixed::{PartData, Parts, Slot};
// end
pub(crate) use received::Received;
pub use upload::Upload;
