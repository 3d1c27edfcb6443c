//! Splits a body into lines or records.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::super::{
    api::Operation,
    body::{Limits, Received, limits, media::Expected},
    error::Error,
    http::{Misread, Response},
};
use super::ByteStream;

/// The separator of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// A line feed, a carriage return, or both.
    Line,
    /// The record separator of RFC 7464, which starts each record.
    Record,
}

/// Reads a body record by record.
#[derive(Debug)]
pub(crate) struct RecordReader {
    source: ByteStream,
    origin: Arc<Origin>,
    separator: Separator,
    buffer: BytesMut,
    /// The number of bytes of the buffer that were searched for a separator.
    searched: usize,
    /// Whether a line feed that follows belongs to the last carriage return.
    returned: bool,
    over: bool,
}

impl RecordReader {
    pub(crate) fn new(source: ByteStream, origin: Origin, separator: Separator) -> Self {
        let origin = Arc::new(origin);
        Self { source, origin, separator, buffer: BytesMut::new(), searched: 0, returned: false, over: false }
    }

    /// Creates an empty reader of the same origin.
    pub(crate) fn empty(&self) -> Self {
        Self {
            source: ByteStream::over(),
            origin: self.origin.clone(),
            separator: self.separator,
            buffer: BytesMut::new(),
            searched: 0,
            returned: false,
            over: true,
        }
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Fails and drops the rest of the body if an item of `length` bytes is too large.
    pub(crate) fn check(&mut self, length: usize, head: impl FnOnce() -> Bytes) -> Result<(), Error> {
        match self.origin.limits.item_excess(length, head) {
            None => Ok(()),
            Some(excess) => {
                self.close();
                Err(self.origin.misread(Bytes::new(), Misread::too_large(excess)))
            }
        }
    }

    /// Returns the next record without its separator; `None` after the last one or an error.
    pub(crate) fn poll_record(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            if let Some(record) = self.next_in_buffer() {
                let fits = self.check(record.len(), || limits::head(&record));
                return Poll::Ready(Some(fits.map(|()| record)));
            }
            if self.over {
                return Poll::Ready(None);
            }
            let (length, buffer) = (self.buffer.len(), &self.buffer);
            if let Some(excess) = self.origin.limits.item_excess(length, || limits::head(buffer)) {
                self.close();
                return Poll::Ready(Some(Err(self.origin.misread(Bytes::new(), Misread::too_large(excess)))));
            }
            match ready!(self.source.poll_chunk(context)) {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.close();
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.over = true;
                    let rest = self.buffer.split().freeze();
                    self.searched = 0;
                    if !rest.is_empty() {
                        return Poll::Ready(Some(Ok(rest)));
                    }
                }
            }
        }
    }

    /// Drops the rest of the body.
    pub(crate) fn close(&mut self) {
        self.source = ByteStream::over();
        self.buffer.clear();
        self.searched = 0;
        self.over = true;
    }

    /// Returns the first complete record in the buffer.
    fn next_in_buffer(&mut self) -> Option<Bytes> {
        if let (true, Some(first)) = (self.returned, self.buffer.first().copied()) {
            self.returned = false;
            if first == b'\n' {
                self.buffer.advance(1);
            }
        }
        let ends = |byte: &u8| match self.separator {
            Separator::Line => matches!(byte, b'\n' | b'\r'),
            Separator::Record => *byte == 0x1e,
        };
        let Some(found) = self.buffer[self.searched..].iter().position(ends) else {
            self.searched = self.buffer.len();
            return None;
        };
        let record = self.buffer.split_to(self.searched + found).freeze();
        self.returned = self.buffer.first().is_some_and(|end| *end == b'\r');
        self.buffer.advance(1);
        self.searched = 0;
        Some(record)
    }
}

/// The response that the items come from, for errors.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    limits: Limits,
}

impl Origin {
    pub(crate) fn new(operation: &'static Operation, response: &Response<ByteStream>) -> Self {
        Self {
            operation,
            status: response.status(),
            headers: response.headers().clone(),
            attempts: response.attempts(),
            limits: response.body().limits(),
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns the error of an item that cannot be decoded.
    pub(crate) fn misread(&self, body: Bytes, misread: Misread) -> Error {
        let Self { operation, status, headers, attempts, limits } = self.clone();
        let expected = Expected::ANYTHING;
        Received { status, headers, body, attempts, limits, expected }.misread(operation, misread)
    }
}
