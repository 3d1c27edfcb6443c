//! The ways to send a call, by what its response holds.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::super::{
    body::limits::Purpose,
    error::Error,
    http::{ByStatus, Response},
    stream::ByteStream,
};
use super::{Call, send};

impl Call {
    /// Sends the call; the body of the answer is JSON.
    pub(crate) async fn send_json<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.json(operation)
    }

    /// Sends the call; the answer has no body that matters.
    pub(crate) async fn send_empty(self) -> Result<Response<()>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Nothing).await?.empty(operation)
    }

    /// Sends the call; the body of the answer is text.
    pub(crate) async fn send_text(self) -> Result<Response<String>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.text(operation)
    }

    /// Sends the call; the body of the answer is read as it comes.
    pub(crate) async fn send_stream(self) -> Result<Response<ByteStream>, Error> {
        self.stream(false).await
    }

    /// Sends the call; the body of the answer is read as it comes, and is items.
    pub(super) async fn send_items(self) -> Result<Response<ByteStream>, Error> {
        self.stream(true).await
    }

    async fn stream(self, is_items: bool) -> Result<Response<ByteStream>, Error> {
        let (operation, limits, timeouts) = (self.operation, self.limits(), self.timeouts());
        let idle = if is_items { timeouts.item_idle } else { timeouts.idle };
        let (received, unread) = send::open(self, is_items).await?;
        let received = received.opened(operation, is_items, unread.is_some())?;
        Ok(ByteStream::open(operation.id, received, unread, limits, idle))
    }

    /// Sends the call; the status says what the body of the answer is.
    pub(crate) async fn send_by_status<T: ByStatus>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.by_status(operation)
    }

    /// Asks for an answer of another media type than the operation's, if one is given and the caller asks for none.
    pub(crate) fn accept(mut self, media: &str) -> Self {
        if !media.is_empty() && !self.headers.iter().any(|(name, _)| name == http::header::ACCEPT) {
            self.extra_header("accept", media);
        }
        self
    }

    /// Sends the call; the body of the answer is anything.
    pub(crate) async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Bytes).await?.bytes(operation)
    }
}
