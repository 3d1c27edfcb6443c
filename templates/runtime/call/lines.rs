//! Calls whose response is a sequence of JSON values.

use super::super::{error::Error, http::Response, json::ReadJson, stream::LineStream};
use super::Call;

impl Call {
    /// Sends the call. The response is a sequence of JSON values.
    pub(crate) async fn send_lines<T: ReadJson>(self) -> Result<Response<LineStream<T>>, Error> {
        let operation = self.operation;
        Ok(LineStream::json(operation, self.send_items().await?))
    }
}
