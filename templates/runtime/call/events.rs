//! Calls whose response is server-sent events.

use super::super::{json::ReadJson, stream::EventStream};
use super::{Call, ResponseFuture};

impl Call {
    /// Sends the call. The response is server-sent events with JSON data.
    pub(crate) fn send_events<T: ReadJson>(self) -> ResponseFuture<EventStream<T>> {
        self.accept("text/event-stream").streamed(true, EventStream::json)
    }

    /// Sends the call. The response is server-sent events that are decoded as a whole, with their name and data.
    pub(crate) fn send_whole_events<T: ReadJson>(self) -> ResponseFuture<EventStream<T>> {
        self.accept("text/event-stream").streamed(true, EventStream::whole)
    }

    /// Sends the call. The response is server-sent events with text data.
    pub(crate) fn send_text_events(self) -> ResponseFuture<EventStream<String>> {
        self.accept("text/event-stream").streamed(true, EventStream::text)
    }
}
