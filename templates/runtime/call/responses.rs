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

impl Call {
    /// Sends the call. The response is JSON.
    pub(crate) fn send_json<T: ReadJson>(self) -> ResponseFuture<T> {
        self.whole(Purpose::Decode, Received::json)
    }

    /// Sends the call. The response is JSON, or has no body.
    pub(crate) fn send_json_if_any<T: ReadJson>(self) -> ResponseFuture<Option<T>> {
        self.whole(Purpose::Decode, Received::json_if_any)
    }

    // part: pages
    /// Sends the call. The response is a page of a list. With the keys of the list, its items are decoded one by one.
    pub(crate) async fn send_page<P: ReadJson, T: ReadJson>(
        self,
        list: Option<&'static [&'static str]>,
    ) -> Result<Page<P>, Error> {
        let operation = self.operation;
        let received = send::run(self, Purpose::Decode).await?;
        // end
        // part: xml-pages
        #[cfg(feature = "xml")]
        if let Some(xml) = received.expected.xml {
            return received.xml_page(operation, xml);
        }
        // end
        // part: pages
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
        self.whole(Purpose::Decode, Received::foreign)
    }

    /// Sends the call and ignores the body of the response.
    pub(crate) fn send_empty(self) -> ResponseFuture<()> {
        self.whole(Purpose::Nothing, Received::empty)
    }

    /// Sends the call. The response is text.
    pub(crate) fn send_text(self) -> ResponseFuture<String> {
        self.whole(Purpose::Decode, Received::text)
    }

    /// Sends the call. The response is the text of a scalar.
    pub(crate) fn send_text_of<T: ReadJson>(self) -> ResponseFuture<T> {
        self.whole(Purpose::Decode, Received::text_of)
    }

    /// Sends the call. The response is a stream of bytes.
    pub(crate) fn send_stream(self) -> ResponseFuture<ByteStream> {
        self.streamed(false, |_, stream| stream)
    }

    /// Sends the call. The status decides the type of the response.
    pub(crate) fn send_by_status<T: ByStatus>(self) -> ResponseFuture<T> {
        self.whole(Purpose::Decode, Received::by_status)
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
        self.whole(Purpose::Bytes, Received::bytes)
    }
}
