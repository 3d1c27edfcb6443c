//! Streams of JSON values.

use std::task::{Context, Poll, ready};

use super::super::{api::Operation, error::Error, http::Response, json::ReadJson};
use super::{
    ByteStream,
    item::{ItemReader, item_stream},
    record_reader::{Origin, RecordReader, Separator},
};

/// A stream of JSON values: JSON lines (such as `application/x-ndjson`) or a JSON text sequence.
///
/// The time limits of the request have ended. A value that cannot be decoded is an error, and the stream continues
/// after it; after any other error it ends. You can drop the future of [`next`](LineStream::next) without losing
/// data. With the feature `stream`, this is a `futures_core::Stream`.
#[must_use = "nothing is read until a value is requested"]
pub struct LineStream<T> {
    records: RecordReader,
    reader: ItemReader<T>,
}

impl<T: ReadJson> LineStream<T> {
    /// Creates the stream of a response.
    pub(crate) fn json(operation: &'static Operation, response: Response<ByteStream>) -> Response<Self> {
        let origin = Origin::new(operation, &response);
        let media = response.headers().get(http::header::CONTENT_TYPE);
        let sequence =
            media.is_some_and(|media| media.to_str().is_ok_and(|media| media.contains("json-seq")));
        let separator = if sequence { Separator::Record } else { Separator::Line };
        response.map(|body| Self {
            records: RecordReader::new(body, origin, separator),
            reader: ItemReader::json(),
        })
    }
}

impl<T> LineStream<T> {
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            match ready!(self.records.poll_record(context)) {
                Some(Ok(record)) if record.trim_ascii().is_empty() => {}
                Some(Ok(record)) => {
                    return Poll::Ready(Some(self.reader.item(record, self.records.origin())));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

item_stream!(LineStream, T,);
