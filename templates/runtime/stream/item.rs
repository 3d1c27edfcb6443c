//! Shared code of the streams of events and lines.

use bytes::Bytes;

use super::super::{
    body::Limits,
    error::Error,
    http::Misread,
    json::{self, ReadJson},
};
use super::record_reader::Origin;

/// Decodes an item.
pub(super) struct ItemReader<T> {
    read: fn(&[u8], &Limits) -> Result<T, Misread>,
    is_unknown: fn(&T) -> bool,
    /// Whether an item without text is skipped: it is not JSON.
    pub(super) skips_empty: bool,
}

impl<T: ReadJson> ItemReader<T> {
    pub(super) fn json() -> Self {
        let read = |text: &[u8], limits: &Limits| {
            let max = limits.max_values();
            json::read_limited(text, max).map_err(|error| Misread::json(error, limits, text))
        };
        Self { read, is_unknown: T::is_unknown, skips_empty: true }
    }
}

impl ItemReader<String> {
    pub(super) fn text() -> Self {
        let read = |text: &[u8], _: &Limits| Ok(String::from_utf8_lossy(text).into_owned());
        Self { read, is_unknown: |_| false, skips_empty: false }
    }
}

impl<T> ItemReader<T> {
    pub(super) fn item(&self, text: Bytes, origin: &Origin) -> Result<T, Error> {
        (self.read)(&text, origin.limits()).map_err(|misread| origin.misread(text, misread))
    }

    /// Decodes an item that can be written in two ways. A value that its type knows is preferred.
    pub(super) fn either(&self, [first, second]: [Bytes; 2], origin: &Origin) -> Result<T, Error> {
        let is_known = |read: &Result<T, Error>| read.as_ref().is_ok_and(|value| !(self.is_unknown)(value));
        let first = self.item(first, origin);
        if is_known(&first) {
            return first;
        }
        let second = self.item(second, origin);
        if is_known(&second) { second } else { first.or(second) }
    }
}

impl<T> Clone for ItemReader<T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

/// The methods that both streams share.
macro_rules! item_stream {
    ($name:ident, $item:ty, $($pending:ident $whole:ident)?) => {
        impl<T> $name<T> {
            /// Returns the next item; `None` after the last one, or after the connection failed.
            pub async fn next(&mut self) -> Option<Result<$item, Error>> {
                ::std::future::poll_fn(|context| self.poll_item(context)).await
            }

            /// Returns the next item; `None` after the last one, or after the connection failed.
            ///
            /// # Errors
            ///
            /// If the item cannot be decoded, or if the connection fails.
            pub async fn try_next(&mut self) -> Result<Option<$item>, Error> {
                self.next().await.transpose()
            }

            /// Takes this stream and leaves an empty one.
            #[cfg(feature = "blocking")]
            fn take(&mut self) -> Self {
                Self {
                    records: {
                        let empty = self.records.empty();
                        std::mem::replace(&mut self.records, empty)
                    },
                    reader: self.reader.clone(),
                    $($pending: std::mem::take(&mut self.$pending), $whole: self.$whole,)?
                }
            }

            /// Converts it into an iterator that waits. Do not use it in async code.
            #[cfg(feature = "blocking")]
            pub fn into_blocking(self) -> super::super::blocking::Blocking<Self> {
                super::super::blocking::Blocking::new(self)
            }
        }

        impl<T> ::std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }

        #[cfg(feature = "stream")]
        impl<T> futures_core::Stream for $name<T> {
            type Item = Result<$item, Error>;

            fn poll_next(
                self: std::pin::Pin<&mut Self>,
                context: &mut Context<'_>,
            ) -> Poll<Option<Self::Item>> {
                self.get_mut().poll_item(context)
            }
        }

        #[cfg(feature = "blocking")]
        impl<T: Send + 'static> Iterator for super::super::blocking::Blocking<$name<T>> {
            type Item = Result<$item, Error>;

            fn next(&mut self) -> Option<Self::Item> {
                let mut stream = self.get_mut().take();
                let read = super::super::blocking::run(async move {
                    let item = stream.next().await;
                    Ok((stream, item))
                });
                match read {
                    Ok((stream, item)) => {
                        *self.get_mut() = stream;
                        item
                    }
                    Err(error) => Some(Err(error)),
                }
            }
        }
    };
}
pub(super) use item_stream;
