//! A body cut into lines or records as it comes.

use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::{
    ByteStream, DecodeError, Error, Operation, Response, TransportError, failure::Attempt, response::Received,
};

/// Longest piece that is kept in memory.
const MAX_PIECE: usize = 16 << 20;

/// What ends a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A line feed, a carriage return, or both.
    Line,
    /// The separator of RFC 7464 stands before each.
    Record,
}

/// A body, piece by piece.
#[derive(Debug)]
pub(crate) struct Pieces {
    source: ByteStream,
    cut: Cut,
    buffer: BytesMut,
    /// How much of the buffer holds no end of a piece.
    searched: usize,
    /// Whether a line feed that comes next belongs to the carriage return before it.
    returned: bool,
    over: bool,
}

impl Pieces {
    pub(crate) fn new(source: ByteStream, cut: Cut) -> Self {
        Self { source, cut, buffer: BytesMut::new(), searched: 0, returned: false, over: false }
    }

    /// One that has nothing.
    pub(crate) fn over() -> Self {
        Self { over: true, ..Self::new(ByteStream::over(), Cut::Line) }
    }

    /// The next piece without its end; `None` after the last one or an error.
    pub(crate) fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            if let Some(piece) = self.cut_off() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if self.over {
                return Poll::Ready(None);
            }
            if self.buffer.len() > MAX_PIECE {
                self.close();
                return Poll::Ready(Some(Err(self.too_long())));
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

    /// Leaves the rest of the body.
    pub(crate) fn close(&mut self) {
        self.source = ByteStream::over();
        self.buffer.clear();
        self.searched = 0;
        self.over = true;
    }

    /// The first piece in the buffer, if it has an end.
    fn cut_off(&mut self) -> Option<Bytes> {
        if self.returned && self.buffer.first().is_some_and(|first| *first == b'\n') {
            self.buffer.advance(1);
        }
        self.returned &= self.buffer.is_empty();
        let ends = |byte: &u8| match self.cut {
            Cut::Line => matches!(byte, b'\n' | b'\r'),
            Cut::Record => *byte == 0x1e,
        };
        let Some(found) = self.buffer[self.searched..].iter().position(ends) else {
            self.searched = self.buffer.len();
            return None;
        };
        let piece = self.buffer.split_to(self.searched + found).freeze();
        self.returned = self.buffer.first().is_some_and(|end| *end == b'\r');
        self.buffer.advance(1);
        self.searched = 0;
        Some(piece)
    }

    fn too_long(&self) -> Error {
        let source = format!("a piece of it is longer than {MAX_PIECE} bytes").into();
        Error::Transport(TransportError::new(self.source.attempt(), "the stream cannot be read", source))
    }
}

/// Where the items of a stream come from, for the errors of those that cannot be read.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
}

impl Origin {
    pub(crate) fn new<T>(operation: &'static Operation, response: &Response<T>) -> Self {
        Self {
            operation,
            status: response.status(),
            headers: response.headers().clone(),
            attempts: response.attempts(),
        }
    }

    /// The error of an item that cannot be read. `refuses` as in [`DecodeError::new`].
    pub(crate) fn misread(&self, body: Bytes, error: serde_json::Error, refuses: fn(&[u8]) -> bool) -> Error {
        let Self { operation, status, headers, attempts } = self.clone();
        let received = Received { status, headers, body, attempts };
        Error::Decode(DecodeError::new(operation, received, error, refuses))
    }
}
