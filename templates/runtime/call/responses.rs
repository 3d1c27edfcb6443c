//! Methods that send a call, one for each kind of response.

use bytes::Bytes;

use super::super::{
    body::{Received, limits::Purpose},
    error::Error,
    http::{ByStatus, Response},
    json::ReadJson,
    stream::ByteStream,
};
// part: pages
use super::super::http::Page;
// end
use super::{Call, response_future::ResponseFuture, send};

/// Returns the body of a streamed response.
pub(crate) async fn body_of<T>(
    response: impl Future<Output = Result<Response<T>, Error>>,
) -> Result<T, Error> {
    response.await.map(Response::into_body)
}

impl Call {
    /// Sends the call. The response is JSON.
    pub(crate) fn send_json<T: ReadJson>(self) -> ResponseFuture<T> {
        self.sending(Purpose::Decode, Received::json)
    }

    /// Sends the call. The response is JSON, or has no body.
    pub(crate) fn send_json_if_any<T: ReadJson>(self) -> ResponseFuture<Option<T>> {
        self.sending(Purpose::Decode, Received::json_if_any)
    }

    // part: pages
    /// Sends the call. The response is a page of a list. With the keys of the list, its items are decoded one by one.
    pub(crate) async fn send_page<P: ReadJson, T: ReadJson>(
        self,
        list: Option<&'static [&'static str]>,
    ) -> Result<Page<P>, Error> {
        let operation = self.operation;
        let received = send::run(self, Purpose::Decode).await?;
        match list {
            Some(path) => received.page::<P, T>(operation, path),
            None => {
                Ok(Page { json: received.body.clone(), response: received.json(operation)?, odd: Vec::new() })
            }
        }
    }
    // end

    /// Sends the call. The response is JSON of a type that is not of this crate.
    #[cfg(feature = "serde")]
    pub(crate) fn send_foreign<T: serde::de::DeserializeOwned>(self) -> ResponseFuture<T> {
        self.sending(Purpose::Decode, Received::foreign)
    }

    /// Sends the call and ignores the body of the response.
    pub(crate) fn send_empty(self) -> ResponseFuture<()> {
        self.sending(Purpose::Nothing, Received::empty)
    }

    /// Sends the call. The response is text.
    pub(crate) fn send_text(self) -> ResponseFuture<String> {
        self.sending(Purpose::Decode, Received::text)
    }

    /// Sends the call. The response is a stream of bytes.
    pub(crate) async fn send_stream(self) -> Result<Response<ByteStream>, Error> {
        self.stream(false).await
    }

    /// Sends the call. The response is a stream of items.
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

    /// Sends the call. The status decides the type of the response.
    pub(crate) fn send_by_status<T: ByStatus>(self) -> ResponseFuture<T> {
        self.sending(Purpose::Decode, Received::by_status)
    }

    /// Sets the `Accept` header, unless the caller has set it or `media` is empty.
    pub(crate) fn accept(mut self, media: &str) -> Self {
        if !media.is_empty() && !self.headers.iter().any(|(name, _)| name == http::header::ACCEPT) {
            self.extra_header("accept", media);
        }
        self
    }

    /// Sends the call. The response is bytes.
    pub(crate) fn send_bytes(self) -> ResponseFuture<Bytes> {
        self.sending(Purpose::Bytes, Received::bytes)
    }
}
