//! Calls whose response is a stream of parts.

use super::super::super::{
    http::{FromParts, read_base64, read_bytes, read_json, read_parts, read_value},
    json::ReadJson,
    stream::PartStream,
};
use super::super::{Call, ResponseFuture};

impl Call {
    /// Sends the call. The response is parts with JSON.
    pub(crate) fn send_json_parts<T: ReadJson>(self) -> ResponseFuture<PartStream<T>> {
        self.streamed(true, |operation, response| PartStream::new(operation, response, read_json))
    }

    /// Sends the call. The response is parts with values.
    pub(crate) fn send_value_parts<T: ReadJson>(self) -> ResponseFuture<PartStream<T>> {
        self.streamed(true, |operation, response| PartStream::new(operation, response, read_value))
    }

    /// Sends the call. The response is parts with bytes.
    pub(crate) fn send_byte_parts(self) -> ResponseFuture<PartStream<bytes::Bytes>> {
        self.streamed(true, |operation, response| PartStream::new(operation, response, read_bytes))
    }

    /// Sends the call. The response is parts with bytes in base64.
    pub(crate) fn send_base64_parts(self) -> ResponseFuture<PartStream<bytes::Bytes>> {
        self.streamed(true, |operation, response| PartStream::new(operation, response, read_base64))
    }

    /// Sends the call. The response is parts that have parts.
    pub(crate) fn send_nested_parts<T: FromParts>(self) -> ResponseFuture<PartStream<T>> {
        self.streamed(true, |operation, response| PartStream::new(operation, response, read_parts))
    }
}
