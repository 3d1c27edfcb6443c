//! From the bytes of a response to its body.

use bytes::Bytes;
use http::{StatusCode, header::CONTENT_LENGTH};
use serde::de::DeserializeOwned;

use super::super::{
    api::Operation,
    body::{
        Limits, Received,
        limits::{Excess, Purpose},
    },
    error::{DecodeError, Error, TooLargeError, no_response::Attempt},
    wire::charset,
};
use super::Response;

impl Received {
    /// Reads the body as JSON. An empty one reads as `null`, so that an optional body is an `Option`.
    pub(crate) fn json<T: DeserializeOwned>(
        self,
        operation: &'static Operation,
    ) -> Result<Response<T>, Error> {
        self.reading(operation, Self::read)
    }

    /// Reads the body as the status wants.
    pub(crate) fn by_status<T: ByStatus>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        self.reading(operation, T::read)
    }

    /// The answer with the body that `read` makes of it.
    fn reading<T>(
        self,
        operation: &'static Operation,
        read: impl FnOnce(&Self) -> Result<T, Misread>,
    ) -> Result<Response<T>, Error> {
        match read(&self) {
            Ok(body) => Ok(self.with(body)),
            Err(misread) => Err(self.misread(operation, misread)),
        }
    }

    /// The error of a body that cannot be read.
    pub(crate) fn misread(self, operation: &'static Operation, Misread(misread): Misread) -> Error {
        match misread {
            Cause::Json { error, refuses } => {
                Error::Decode(DecodeError::new(operation, self, error, refuses))
            }
            Cause::ContentType => Error::Decode(DecodeError::content_type(operation, self)),
            Cause::TooLarge(excess) => {
                let attempt = Attempt { operation: operation.id, number: self.attempts };
                Error::TooLarge(TooLargeError::new(attempt, self.status, self.headers, excess))
            }
        }
    }

    /// The body as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Misread> {
        let body: &[u8] = if self.body.is_empty() { b"null" } else { &self.body };
        Misread::check(&self.limits, body)?;
        serde_json::from_slice(body).map_err(|error| {
            let refuses = |body: &[u8]| serde_json::from_slice::<T>(body).is_err_and(|error| error.is_data());
            Misread::new(error, refuses)
        })
    }

    /// The body as text.
    pub(crate) fn read_text(&self) -> Result<String, Misread> {
        self.check()?;
        Ok(charset::decode(&self.headers, &self.body))
    }

    /// The body as it came.
    pub(crate) fn read_bytes(&self) -> Result<Bytes, Misread> {
        self.check()?;
        Ok(self.body.clone())
    }

    /// The lack of a body.
    pub(crate) fn read_empty(&self) -> Result<(), Misread> {
        self.check()
    }

    /// Refuses a body whose content type says that it is not an answer. Servers name some content type for an empty body,
    /// too.
    fn check(&self) -> Result<(), Misread> {
        self.refuse_if(!self.is_blank())
    }

    /// As [`check`](Self::check), for a body that was kept only up to a limit. One that was cut is not empty.
    fn check_kept(&self) -> Result<(), Misread> {
        let was_empty = || {
            let length = self.headers.get(CONTENT_LENGTH);
            self.has_none() || length.is_some_and(|length| length == "0") || self.is_within_limit()
        };
        self.refuse_if(!self.is_blank() || !was_empty())
    }

    /// Refuses the answer if it has a body and the content type is a wrong one.
    fn refuse_if(&self, has_body: bool) -> Result<(), Misread> {
        if has_body && self.expected.refuses(&self.headers) {
            Err(Misread(Cause::ContentType))
        } else {
            Ok(())
        }
    }

    fn is_blank(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Whether the status says that there is no body.
    fn has_none(&self) -> bool {
        matches!(self.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
    }

    /// Whether a body that nobody asked for could have been longer and still be kept as a whole.
    fn is_within_limit(&self) -> bool {
        let longer = Bytes::from(vec![0; self.body.len() + 1]);
        let kept = self.limits.cap(Purpose::Nothing, self.status).keep(longer);
        kept.is_ok_and(|kept| kept.len() > self.body.len())
    }

    /// Leaves the body out.
    pub(crate) fn empty(self, operation: &'static Operation) -> Result<Response<()>, Error> {
        self.reading(operation, Self::check_kept)
    }

    /// Reads the body as text.
    pub(crate) fn text(self, operation: &'static Operation) -> Result<Response<String>, Error> {
        self.reading(operation, Self::read_text)
    }

    /// Gives the body as it came.
    pub(crate) fn bytes(self, operation: &'static Operation) -> Result<Response<Bytes>, Error> {
        self.reading(operation, Self::read_bytes)
    }

    /// Checks an answer whose body is read as it comes. Its beginning is only here if the content type is not the expected
    /// one, or a middleware filled it in. One that `is_unread` has not ended yet, so it is not empty.
    pub(crate) fn opened(
        self,
        operation: &'static Operation,
        is_items: bool,
        is_unread: bool,
    ) -> Result<Self, Error> {
        match self.refuse_if(is_unread || !self.is_blank() || (is_items && !self.has_none())) {
            Ok(()) => Ok(self),
            Err(misread) => Err(self.misread(operation, misread)),
        }
    }
}

/// A body whose type depends on the status.
pub(crate) trait ByStatus: Sized {
    fn read(received: &Received) -> Result<Self, Misread>;
}

/// Why a body cannot be read.
pub(crate) struct Misread(Cause);

enum Cause {
    /// `refuses` as in [`DecodeError::new`].
    Json {
        error: serde_json::Error,
        refuses: fn(&[u8]) -> bool,
    },
    ContentType,
    TooLarge(Excess),
}

impl Misread {
    /// `refuses` as in [`DecodeError::new`].
    pub(crate) fn new(error: serde_json::Error, refuses: fn(&[u8]) -> bool) -> Self {
        Self(Cause::Json { error, refuses })
    }

    /// Refuses JSON that would take too much memory.
    pub(crate) fn check(limits: &Limits, json: &[u8]) -> Result<(), Self> {
        limits.values_excess(json).map_or(Ok(()), |excess| Err(Self(Cause::TooLarge(excess))))
    }

    /// An item that is too large.
    pub(crate) fn too_large(excess: Excess) -> Self {
        Self(Cause::TooLarge(excess))
    }
}
