//! Streams of the parts of a multipart body.

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::CONTENT_TYPE;

use super::super::{
    api::Operation,
    body::{
        limits,
        parts::{Splitter, Step},
    },
    error::Error,
    http::{Misread, ReadPart, ReceivedPart, Response},
    json::{JsonError, JsonFailure},
};
use super::{ByteStream, item::item_stream, record_reader::Origin};

/// A stream of the parts of a multipart body.
///
/// The time limits of the request have ended. A part that cannot be decoded is an error, and the stream continues
/// after it; after any other error it ends. A body that ends without its last boundary is an error. A part is complete
/// when the boundary after it has arrived. You can drop the future of [`next`](PartStream::next) without losing data.
/// With the feature `stream`, this is a `futures_core::Stream`.
#[must_use = "nothing is read until a part is requested"]
pub struct PartStream<T> {
    records: PartReader,
    reader: ReadPart<T>,
}

/// Reads a body part by part.
struct PartReader {
    source: ByteStream,
    origin: Origin,
    /// `None` if the content type has no boundary.
    splitter: Option<Splitter>,
    over: bool,
}

impl PartReader {
    /// Returns an empty reader of the same origin.
    fn empty(&self) -> Self {
        let splitter = self.splitter.as_ref().map(Splitter::empty);
        Self { source: ByteStream::over(), origin: self.origin.clone(), splitter, over: true }
    }

    fn close(&mut self) {
        self.source = ByteStream::over();
        self.splitter = self.splitter.as_ref().map(Splitter::empty);
        self.over = true;
    }

    fn fail(&mut self, misread: Misread) -> Error {
        self.close();
        self.origin.misread(Bytes::new(), misread)
    }

    fn broken(&mut self, reason: &'static str) -> Error {
        let error = JsonError::new(0, JsonFailure::Syntax(reason));
        let misread = Misread::json(error, self.origin.limits(), &[]);
        self.fail(misread)
    }
}

impl<T> PartStream<T> {
    /// Creates the stream of a response.
    pub(crate) fn new(
        operation: &'static Operation,
        response: Response<ByteStream>,
        reader: ReadPart<T>,
    ) -> Response<Self> {
        let origin = Origin::new(operation, &response);
        let media = response.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let splitter = media.and_then(Splitter::new);
        response.map(|source| Self { records: PartReader { source, origin, splitter, over: false }, reader })
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ReceivedPart<T>, Error>>> {
        let records = &mut self.records;
        loop {
            if records.over {
                return Poll::Ready(None);
            }
            let Some(splitter) = &mut records.splitter else {
                return Poll::Ready(Some(Err(records.broken("the content type has no boundary of parts"))));
            };
            match splitter.next() {
                Step::Part(part) => {
                    let (content, limits) = (part.content.clone(), records.origin.limits());
                    let excess = limits.item_excess(content.len(), || limits::head(&content));
                    if let Some(excess) = excess {
                        return Poll::Ready(Some(Err(records.fail(Misread::too_large(excess)))));
                    }
                    let part = ReceivedPart::of(part, self.reader, records.origin.limits());
                    return Poll::Ready(Some(
                        part.map_err(|misread| records.origin.misread(content, misread)),
                    ));
                }
                Step::End => {
                    records.close();
                    return Poll::Ready(None);
                }
                Step::Broken(reason) => return Poll::Ready(Some(Err(records.broken(reason)))),
                Step::Wait => {}
            }
            let pending = splitter.pending();
            let excess = records.origin.limits().item_excess(pending.len(), || limits::head(pending));
            if let Some(excess) = excess {
                return Poll::Ready(Some(Err(records.fail(Misread::too_large(excess)))));
            }
            match ready!(records.source.poll_chunk(context)) {
                Some(Ok(chunk)) => splitter.push(&chunk),
                Some(Err(error)) => {
                    records.close();
                    return Poll::Ready(Some(Err(error)));
                }
                None => splitter.end(),
            }
        }
    }
}

item_stream!(PartStream, ReceivedPart<T>,);
