//! Calls whose response is a sequence of JSON values.

use super::super::{json::ReadJson, stream::LineStream};
use super::{Call, ResponseFuture};

impl Call {
    /// Sends the call. The response is a sequence of JSON values.
    pub(crate) fn send_lines<T: ReadJson>(self) -> ResponseFuture<LineStream<T>> {
        self.streamed(true, LineStream::json)
    }
}
