//! Methods that send a call, one for each kind of response.

use bytes::Bytes;

use super::super::{
    body::limits::Purpose,
    error::Error,
    http::{ByStatus, Response},
    json::ReadJson,
    stream::ByteStream,
};
// part: pages
use super::super::http::Page;
// end
use super::{Call, send};

/// Returns the body of a response.
pub(crate) async fn body_of<T>(
    response: impl Future<Output = Result<Response<T>, Error>>,
) -> Result<T, Error> {
    response.await.map(Response::into_body)
}

impl Call {
    /// Sends the call. The response is JSON.
    pub(crate) async fn send_json<T: ReadJson>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.json(operation)
    }

    /// Sends the call. The response is JSON, or has no body.
    pub(crate) async fn send_json_if_any<T: ReadJson>(self) -> Result<Response<Option<T>>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.json_if_any(operation)
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
    pub(crate) async fn send_foreign<T: serde::de::DeserializeOwned>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.foreign(operation)
    }

    /// Sends the call and ignores the body of the response.
    pub(crate) async fn send_empty(self) -> Result<Response<()>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Nothing).await?.empty(operation)
    }

    /// Sends the call. The response is text.
    pub(crate) async fn send_text(self) -> Result<Response<String>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.text(operation)
    }

    /// Sends the call. The response is the text of a scalar.
    pub(crate) async fn send_text_of<T: ReadJson>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.text_of(operation)
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
    pub(crate) async fn send_by_status<T: ByStatus>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.by_status(operation)
    }

    /// Sets the `Accept` header, unless the caller has set it or `media` is empty.
    pub(crate) fn accept(mut self, media: &str) -> Self {
        if !media.is_empty() && !self.headers.iter().any(|(name, _)| name == http::header::ACCEPT) {
            self.extra_header("accept", media);
        }
        self
    }

    /// Sends the call. The response is bytes.
    pub(crate) async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Bytes).await?.bytes(operation)
    }
}
