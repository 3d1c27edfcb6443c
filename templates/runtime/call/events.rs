//! Calls whose response is server-sent events.

use super::super::{error::Error, http::Response, json::ReadJson, stream::EventStream};
use super::Call;

impl Call {
    /// Sends the call. The response is server-sent events with JSON data.
    pub(crate) async fn send_events<T: ReadJson>(self) -> Result<Response<EventStream<T>>, Error> {
        let operation = self.operation;
        Ok(EventStream::json(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call. The response is server-sent events that are decoded as a whole, with their name and data.
    pub(crate) async fn send_whole_events<T: ReadJson>(self) -> Result<Response<EventStream<T>>, Error> {
        let operation = self.operation;
        Ok(EventStream::whole(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call. The response is server-sent events with text data.
    pub(crate) async fn send_text_events(self) -> Result<Response<EventStream<String>>, Error> {
        let operation = self.operation;
        Ok(EventStream::text(operation, self.accept("text/event-stream").send_items().await?))
    }
}
