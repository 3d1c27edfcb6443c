//! Request bodies of JSON values, one per line.

use std::{fmt, marker::PhantomData};

use bytes::Bytes;

use super::super::{
    json::{self, WriteJson},
    types::{
        Nullable,
        argument::{IntoArgument, Plain, accepts},
    },
};
use super::upload::Source;

/// A request body of JSON values: JSON lines (such as `application/x-ndjson`) or a JSON text sequence.
///
/// Lists convert into it, and iterators can be collected into it. With the feature `stream`, `JsonLines::stream` sends
/// values that do not fit into memory.
pub struct JsonLines<T> {
    source: Source,
    values: PhantomData<fn(T)>,
}

impl<T: WriteJson> JsonLines<T> {
    /// Creates a body whose values are taken from `stream` while it is sent.
    ///
    /// The time limits of the request apply: a long body needs a higher `attempt_timeout`. A stream can be read only
    /// once, so a request is not repeated after its stream was started.
    #[cfg(feature = "stream")]
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<super::super::time::BoxError>,
    {
        let lines = super::upload_stream::Streamed::new(Lines(Box::pin(stream)));
        Self { source: Source::Stream(lines), values: PhantomData }
    }
}

impl<T> JsonLines<T> {
    /// Returns the body in a media type.
    pub(crate) fn into_source(self, media: &str) -> Source {
        if !media.contains("json-seq") {
            return self.source;
        }
        match self.source {
            Source::Bytes(lines) => Source::Bytes(sequence(&lines)),
            #[cfg(feature = "stream")]
            Source::Stream(lines) => Source::Stream(lines.map(|line| sequence(&line))),
        }
    }
}

impl<T: WriteJson> FromIterator<T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut lines = Vec::new();
        values.into_iter().for_each(|value| write_line(&mut lines, &value));
        Self { source: Source::Bytes(lines.into()), values: PhantomData }
    }
}

impl<T: WriteJson> From<Vec<T>> for JsonLines<T> {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T> Clone for JsonLines<T> {
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), values: PhantomData }
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonLines").field(&self.source).finish()
    }
}

impl<T> Plain for JsonLines<T> {}

accepts!([T: WriteJson, A: IntoArgument<T>] Vec<A> => JsonLines<T>, |list| collect(list));
accepts!([T: WriteJson, A: IntoArgument<T>, const N: usize] [A; N] => JsonLines<T>, |list| collect(list));

fn collect<T: WriteJson, A: IntoArgument<T>>(list: impl IntoIterator<Item = A>) -> JsonLines<T> {
    list.into_iter().map(A::into_argument).collect()
}

/// Adds a value as one line. Outside of strings, a line break is a space; inside, it is escaped.
fn write_line(lines: &mut Vec<u8>, value: &impl WriteJson) {
    let line = json::to_vec(value);
    lines.extend(line.into_iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
    lines.push(b'\n');
}

/// Converts lines into a JSON text sequence: each value comes after a record separator (RFC 7464).
fn sequence(lines: &[u8]) -> Bytes {
    lines.split_inclusive(|byte| *byte == b'\n').flat_map(|line| [b"\x1e", line]).flatten().copied().collect()
}

/// The values of a stream, as lines.
#[cfg(feature = "stream")]
struct Lines<S>(std::pin::Pin<Box<S>>);

#[cfg(feature = "stream")]
impl<T: WriteJson, E, S: futures_core::Stream<Item = Result<T, E>>> futures_core::Stream for Lines<S> {
    type Item = Result<Vec<u8>, E>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = std::task::ready!(self.get_mut().0.as_mut().poll_next(context));
        std::task::Poll::Ready(next.map(|value| {
            let mut line = Vec::new();
            value.map(|value| write_line(&mut line, &value))?;
            Ok(line)
        }))
    }
}

// part: tests
#[cfg(test)]
#[path = "json_lines_tests.rs"]
mod tests;
// end
