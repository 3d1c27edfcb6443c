//! Calls whose response consists of parts.

use super::super::{
    body::{Received, limits::Purpose},
    http::FromParts,
};
use super::{Call, ResponseFuture};

// part: part-streams
mod streams;
// end

impl Call {
    /// Sends the call. The response is parts.
    pub(crate) fn send_parts<T: FromParts>(self) -> ResponseFuture<T> {
        self.whole(Purpose::Bytes, Received::parts)
    }
}
