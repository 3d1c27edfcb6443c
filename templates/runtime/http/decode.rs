//! Decodes the body of a response.

use bytes::Bytes;
use http::{StatusCode, header::CONTENT_LENGTH};

use super::super::{
    api::Operation,
    body::{
        LimitKind, Limits, Received,
        limits::{self, Excess, Purpose},
    },
    error::{DecodeError, Error, TooLargeError, no_response::Attempt},
    json::{self, JsonError, JsonFailure, ReadJson},
    wire::charset,
};
// part: pages
use super::super::json::OddItem;
// end
// part: xml
#[cfg(feature = "xml")]
use super::super::xml;
// end
use super::Response;

impl Received {
    /// Decodes the body as JSON.
    pub(crate) fn json<T: ReadJson>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        self.reading(operation, Self::read)
    }

    /// Decodes the body as JSON. An empty body is `None`.
    pub(crate) fn json_if_any<T: ReadJson>(
        self,
        operation: &'static Operation,
    ) -> Result<Response<Option<T>>, Error> {
        self.reading(operation, |received| if received.is_blank() { Ok(None) } else { received.read() })
    }

    // part: pages
    /// Decodes the body as a page of a list. Items that cannot be decoded are left out and returned as errors. `path` has the keys
    /// of the list.
    pub(crate) fn page<P: ReadJson, T: ReadJson>(
        self,
        operation: &'static Operation,
        path: &'static [&'static str],
    ) -> Result<Page<P>, Error> {
        // end
        // part: xml-pages
        #[cfg(feature = "xml")]
        if let Some(xml) = self.expected.xml {
            return self.xml_page(operation, xml);
        }
        // end
        // part: pages
        let misread = match self.read::<P>() {
            Ok(body) => {
                return Ok(Page { json: self.body.clone(), response: self.with(body), odd: Vec::new() });
            }
            Err(misread) => misread,
        };
        let without_odd_items = match &misread.0 {
            Cause::Json(_) => json::without_odd_items(&self.body, path, |reader| T::blank().read(reader)),
            Cause::Empty | Cause::ContentType | Cause::TooLarge(_) => None,
        };
        let read = without_odd_items.and_then(|(good, odd)| {
            let body = json::read_limited(&good, self.limits.max_values()).ok()?;
            Some((body, odd))
        });
        let Some((body, odd)) = read else { return Err(self.misread(operation, misread)) };
        let odd = odd.into_iter().map(|odd| (odd.index, self.odd_item(operation, odd))).collect();
        Ok(Page { json: self.body.clone(), response: self.with(body), odd })
    }

    /// Returns the error of an item, with its JSON as the body.
    fn odd_item(&self, operation: &'static Operation, OddItem { raw, error, .. }: OddItem) -> Error {
        let (status, headers, attempts) = (self.status, self.headers.clone(), self.attempts);
        let (limits, expected) = (self.limits, self.expected);
        let body = self.body.slice(raw);
        let item = Self { status, headers, body, attempts, limits, expected };
        Error::Decode(DecodeError::new(operation, item, error))
    }
    // end

    // part: xml-pages
    /// Decodes the body as a page of a list in XML. The facts about the page are read from its JSON.
    #[cfg(feature = "xml")]
    pub(crate) fn xml_page<P: ReadJson>(
        self,
        operation: &'static Operation,
        body: &'static xml::Body,
    ) -> Result<Page<P>, Error> {
        if self.is_blank() {
            return Ok(Page { json: Bytes::new(), response: self.json(operation)?, odd: Vec::new() });
        }
        let read = self.check().and_then(|()| {
            let page = xml::read_with_json(&self.body, body, self.limits.max_values());
            page.map_err(|error| Misread::json(error, &self.limits, &self.body))
        });
        match read {
            Ok((page, json)) => Ok(Page { json: json.into(), response: self.with(page), odd: Vec::new() }),
            Err(misread) => Err(self.misread(operation, misread)),
        }
    }
    // end

    /// Decodes the body as JSON of a type that is not of this crate.
    #[cfg(feature = "serde")]
    pub(crate) fn foreign<T: serde::de::DeserializeOwned>(
        self,
        operation: &'static Operation,
    ) -> Result<Response<T>, Error> {
        self.reading(operation, |received| {
            // part: xml
            #[cfg(feature = "xml")]
            if let Some(xml) = received.expected.xml.filter(|_| !received.is_blank()) {
                let json = xml::to_json(&received.body, xml, received.limits.max_values());
                let value = json.and_then(|json| json::bridge::foreign(&json));
                return value.map_err(|error| Misread::json(error, &received.limits, &received.body));
            }
            // end
            received.read::<()>()?;
            let error = |error| Misread::json(error, &received.limits, &received.body);
            let json = if received.is_blank() { b"null" } else { &received.body[..] };
            json::bridge::foreign(json).map_err(error)
        })
    }

    /// Decodes the body by its status.
    pub(crate) fn by_status<T: ByStatus>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        self.reading(operation, T::read)
    }

    /// Returns the response with the body that `read` returns.
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

    /// Returns the error of a body that cannot be decoded.
    pub(crate) fn misread(self, operation: &'static Operation, Misread(misread): Misread) -> Error {
        match misread {
            Cause::Json(error) => Error::Decode(DecodeError::new(operation, self, error)),
            Cause::Empty => Error::Decode(DecodeError::empty(operation, self)),
            Cause::ContentType => Error::Decode(DecodeError::content_type(operation, self)),
            Cause::TooLarge(excess) => {
                let attempt = Attempt { operation: operation.id, number: self.attempts };
                Error::TooLarge(TooLargeError::new(attempt, self.status, self.headers, excess))
            }
        }
    }

    /// Decodes the body as JSON.
    pub(crate) fn read<T: ReadJson>(&self) -> Result<T, Misread> {
        // part: xml
        #[cfg(feature = "xml")]
        if let Some(xml) = self.expected.xml {
            return self.read_xml(xml);
        }
        // end
        if self.is_blank() {
            return self.read_default();
        }
        let max = self.limits.max_values();
        json::read_limited(&self.body, max).map_err(|error| Misread::json(error, &self.limits, &self.body))
    }

    // part: xml
    /// Decodes the body as XML. An empty body is the value without properties, because many APIs describe headers as properties.
    #[cfg(feature = "xml")]
    pub(crate) fn read_xml<T: ReadJson>(&self, body: &'static xml::Body) -> Result<T, Misread> {
        if self.is_blank() {
            return json::from_slice(b"{}").or_else(|_| self.read_default());
        }
        // A page of XHTML is XML, too.
        self.check()?;
        let value = xml::read(&self.body, body, self.limits.max_values());
        value.map_err(|error| Misread::json(error, &self.limits, &self.body))
    }
    // end

    /// Decodes an empty body. If the status rules out a body, it is the value without properties or items, if there is one.
    fn read_default<T: ReadJson>(&self) -> Result<T, Misread> {
        let values = self.has_none().then_some([&b"null"[..], b"{}"]);
        values.into_iter().flatten().find_map(|json| json::from_slice(json).ok()).ok_or(Misread(Cause::Empty))
    }

    /// Decodes the body as text.
    pub(crate) fn read_text(&self) -> Result<String, Misread> {
        self.check()?;
        Ok(charset::decode(&self.headers, &self.body))
    }

    /// Decodes the body as the text of a scalar: of a number or a boolean as in JSON, of anything else as a string.
    pub(crate) fn read_text_of<T: ReadJson>(&self) -> Result<T, Misread> {
        let text = self.read_text()?;
        let text = text.trim();
        if text.is_empty() {
            return Err(Misread(Cause::Empty));
        }
        json::from_slice(text.as_bytes()).or_else(|error| {
            let is_json = json::from_slice::<()>(text.as_bytes()).is_ok();
            let string = json::from_slice(json::to_string(text).as_bytes());
            string.map_err(|of_string| Misread(Cause::Json(if is_json { error } else { of_string })))
        })
    }

    /// Returns the body as it was received.
    pub(crate) fn read_bytes(&self) -> Result<Bytes, Misread> {
        self.check()?;
        Ok(self.body.clone())
    }

    /// Checks a response whose body is not used.
    pub(crate) fn read_empty(&self) -> Result<(), Misread> {
        self.check()
    }

    /// Fails if the content type shows that the body is not the response of the API. Servers send some content type
    /// with an empty body, too.
    fn check(&self) -> Result<(), Misread> {
        self.refuse_if(!self.is_blank())
    }

    /// Like [`check`](Self::check), for a body of which only the beginning was kept. A body that was cut off is not
    /// empty.
    fn check_kept(&self) -> Result<(), Misread> {
        let was_empty = || {
            let length = self.headers.get(CONTENT_LENGTH);
            self.has_none() || length.is_some_and(|length| length == "0") || self.is_within_limit()
        };
        self.refuse_if(!self.is_blank() || !was_empty())
    }

    /// Fails if the response has a body with an unexpected content type.
    fn refuse_if(&self, has_body: bool) -> Result<(), Misread> {
        if has_body && self.expected.rejects(&self.headers) {
            Err(Misread(Cause::ContentType))
        } else {
            Ok(())
        }
    }

    fn is_blank(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Returns whether the status rules out a body.
    fn has_none(&self) -> bool {
        matches!(self.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
    }

    /// Returns whether an ignored body is complete, because a longer one would have fitted the limit.
    fn is_within_limit(&self) -> bool {
        let longer = Bytes::from(vec![0; self.body.len() + 1]);
        let kept = self.limits.cap(Purpose::Nothing, self.status).keep(longer);
        kept.is_ok_and(|kept| kept.len() > self.body.len())
    }

    /// Drops the body.
    pub(crate) fn empty(self, operation: &'static Operation) -> Result<Response<()>, Error> {
        self.reading(operation, Self::check_kept)
    }

    /// Decodes the body as text.
    pub(crate) fn text(self, operation: &'static Operation) -> Result<Response<String>, Error> {
        self.reading(operation, Self::read_text)
    }

    /// Decodes the body as the text of a scalar.
    pub(crate) fn text_of<T: ReadJson>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        self.reading(operation, Self::read_text_of)
    }

    /// Returns the body as it was received.
    pub(crate) fn bytes(self, operation: &'static Operation) -> Result<Response<Bytes>, Error> {
        self.reading(operation, Self::read_bytes)
    }

    /// Checks a response that is read as a stream. Its body holds a beginning only if the content type is unexpected,
    /// or if a middleware has set it. A response that `is_unread` has a body that has not ended.
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

// part: pages
/// A page of a list.
pub(crate) struct Page<P> {
    pub(crate) response: Response<P>,
    /// The body of the response.
    pub(crate) json: Bytes,
    /// The items that cannot be decoded, with their indices. They are not in the page.
    pub(crate) odd: Vec<(usize, Error)>,
}
// end

/// A body whose type depends on the status.
pub(crate) trait ByStatus: Sized {
    fn read(received: &Received) -> Result<Self, Misread>;
}

/// The reason why a body cannot be decoded.
pub(crate) struct Misread(Cause);

enum Cause {
    Json(JsonError),
    Empty,
    ContentType,
    TooLarge(Excess),
}

impl Misread {
    /// Creates an error for JSON that cannot be read within these limits.
    pub(crate) fn json(error: JsonError, limits: &Limits, json: &[u8]) -> Self {
        match (error.failure(), limits.max_values()) {
            (JsonFailure::TooManyValues, Some(max)) => {
                Self::too_large(Excess { kind: LimitKind::Values, max, head: limits::head(json) })
            }
            _ => Self(Cause::Json(error)),
        }
    }

    // part: received-parts
    /// Adds the name of the part that cannot be decoded, and the number of bytes before its content.
    pub(crate) fn in_part(self, name: &'static str, offset: usize) -> Self {
        match self.0 {
            Cause::Json(error) => Self(Cause::Json(error.in_part(name, offset))),
            other => Self(other),
        }
    }
    // end

    /// Creates an error for an item that is too large.
    pub(crate) fn too_large(excess: Excess) -> Self {
        Self(Cause::TooLarge(excess))
    }
}
