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
pub(super) struct ItemReader<T>(fn(&[u8], &Limits) -> Result<T, Misread>);

impl<T: ReadJson> ItemReader<T> {
    pub(super) fn json() -> Self {
        Self(|text, limits| {
            let max = limits.max_values();
            json::read_limited(text, max).map_err(|error| Misread::json(error, limits, text))
        })
    }
}

impl ItemReader<String> {
    pub(super) fn text() -> Self {
        Self(|text, _| Ok(String::from_utf8_lossy(text).into_owned()))
    }
}

impl<T> ItemReader<T> {
    pub(super) fn item(&self, text: Bytes, origin: &Origin) -> Result<T, Error> {
        (self.0)(&text, origin.limits()).map_err(|misread| origin.misread(text, misread))
    }
}

impl<T> Clone for ItemReader<T> {
    fn clone(&self) -> Self {
        Self(self.0)
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
