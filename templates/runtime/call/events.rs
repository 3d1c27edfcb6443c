//! Calls whose response is server-sent events.

use serde::de::DeserializeOwned;

use super::super::{error::Error, http::Response, stream::EventStream};
use super::Call;

impl Call {
    /// Sends the call; the answer is server-sent events of JSON.
    pub(crate) async fn send_events<T: DeserializeOwned>(self) -> Result<Response<EventStream<T>>, Error> {
        let operation = self.operation;
        Ok(EventStream::json(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call; the answer is server-sent events, whose name and data are members of what is read.
    pub(crate) async fn send_whole_events<T: DeserializeOwned>(
        self,
    ) -> Result<Response<EventStream<T>>, Error> {
        let operation = self.operation;
        Ok(EventStream::whole(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call; the answer is server-sent events of text.
    pub(crate) async fn send_text_events(self) -> Result<Response<EventStream<String>>, Error> {
        let operation = self.operation;
        Ok(EventStream::text(operation, self.accept("text/event-stream").send_items().await?))
    }
}
