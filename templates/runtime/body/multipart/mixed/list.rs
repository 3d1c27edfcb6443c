//! Any number of parts, from a list or from a stream.

use std::fmt;

#[cfg(feature = "stream")]
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

#[cfg(feature = "stream")]
use super::super::super::{super::time::BoxError, upload_stream::Streamed};
use super::{
    super::super::super::types::{
        Nullable,
        argument::{IntoArgument, Plain, accepts},
    },
    PartData, Source, Writer,
};

/// Parts of a multipart body that are of one type.
///
/// Lists convert into it, and iterators can be collected into it. With the feature `stream`, `BodyParts::stream` sends
/// parts that do not fit into memory.
pub struct BodyParts<T> {
    items: Given<T>,
}

enum Given<T> {
    List(Vec<T>),
    #[cfg(feature = "stream")]
    Stream(Pin<Box<dyn futures_core::Stream<Item = Result<T, BoxError>> + Send>>),
}

#[cfg(feature = "stream")]
impl<T: 'static> BodyParts<T> {
    /// Creates parts that are taken from `stream` while the request is sent.
    ///
    /// The time limits of the request apply: a long body needs a higher `attempt_timeout`. A stream can be read only
    /// once, so a request is not repeated after its stream was started.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self { items: Given::Stream(Box::pin(Converted(Box::pin(stream), |part: T| part))) }
    }
}

impl<T: 'static> BodyParts<T> {
    pub(super) fn encoded(self, encode: fn(T) -> PartData) -> Further {
        match self.items {
            Given::List(parts) => Further::List(parts.into_iter().map(encode).collect()),
            #[cfg(feature = "stream")]
            Given::Stream(parts) => {
                Further::Stream(Arc::new(Mutex::new(Some(Box::pin(Converted(parts, encode))))))
            }
        }
    }
}

impl<T> FromIterator<T> for BodyParts<T> {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        Self { items: Given::List(parts.into_iter().collect()) }
    }
}

impl<T> From<Vec<T>> for BodyParts<T> {
    fn from(parts: Vec<T>) -> Self {
        Self { items: Given::List(parts) }
    }
}

impl<T> fmt::Debug for BodyParts<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.items {
            Given::List(parts) => write!(f, "BodyParts({} parts)", parts.len()),
            #[cfg(feature = "stream")]
            Given::Stream(_) => f.write_str("BodyParts(a stream)"),
        }
    }
}

impl<T> Plain for BodyParts<T> {}

accepts!([T, A: IntoArgument<T>] Vec<A> => BodyParts<T>, |list| collect(list));
accepts!([T, A: IntoArgument<T>, const N: usize] [A; N] => BodyParts<T>, |list| collect(list));

fn collect<T, A: IntoArgument<T>>(list: impl IntoIterator<Item = A>) -> BodyParts<T> {
    list.into_iter().map(A::into_argument).collect()
}

/// The parts after those with a fixed position. A stream is shared by clones: only the first clone that is sent has its parts.
#[derive(Clone)]
pub(super) enum Further {
    List(Vec<PartData>),
    #[cfg(feature = "stream")]
    Stream(Arc<Mutex<Option<PartDatas>>>),
}

#[cfg(feature = "stream")]
type PartDatas = Pin<Box<dyn futures_core::Stream<Item = Result<PartData, BoxError>> + Send>>;

impl Default for Further {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Further {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(parts) => parts.is_empty(),
            #[cfg(feature = "stream")]
            Self::Stream(_) => false,
        }
    }

    /// The first part, if it is known.
    pub(super) fn first(&self) -> Option<&PartData> {
        match self {
            Self::List(parts) => parts.first(),
            #[cfg(feature = "stream")]
            Self::Stream(_) => None,
        }
    }

    /// Returns the parts as they are sent.
    pub(super) fn sources(self, writer: Writer) -> Result<Vec<Source>, String> {
        match self {
            Self::List(parts) => {
                let parts: Result<Vec<_>, String> =
                    parts.into_iter().map(|part| writer.part(None, part)).collect();
                Ok(parts?.into_iter().flatten().collect())
            }
            #[cfg(feature = "stream")]
            Self::Stream(parts) => {
                let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).take();
                let parts = parts.ok_or("the stream of parts was sent before")?;
                Ok(vec![Source::Stream(Streamed::of_sources(Written { parts, writer }))])
            }
        }
    }
}

impl fmt::Debug for Further {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(parts) => parts.fmt(f),
            #[cfg(feature = "stream")]
            Self::Stream(_) => f.write_str("a stream"),
        }
    }
}

/// A stream whose items and errors are converted.
#[cfg(feature = "stream")]
struct Converted<S: ?Sized, T, U>(Pin<Box<S>>, fn(T) -> U);

#[cfg(feature = "stream")]
impl<S: futures_core::Stream<Item = Result<T, E>> + ?Sized, T, U, E: Into<BoxError>> futures_core::Stream
    for Converted<S, T, U>
{
    type Item = Result<U, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = ready!(this.0.as_mut().poll_next(context));
        Poll::Ready(next.map(|part| part.map(this.1).map_err(Into::into)))
    }
}

/// The sources of parts.
#[cfg(feature = "stream")]
struct Written {
    parts: PartDatas,
    writer: Writer,
}

#[cfg(feature = "stream")]
impl futures_core::Stream for Written {
    type Item = Result<Vec<Source>, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = ready!(this.parts.as_mut().poll_next(context));
        Poll::Ready(next.map(|part| Ok(this.writer.part(None, part?)?.into())))
    }
}
