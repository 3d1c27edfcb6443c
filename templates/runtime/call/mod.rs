//! A call of an operation.
//!
//! Setters do not fail: the call keeps the first error and returns it when it is sent, so that setters can be
//! chained. Generic functions only convert their argument into JSON or bytes; the rest is compiled once.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use reqwest::Url;
use serde_json::Value;

use super::json::{self, WriteJson};
use super::{
    api::{Global, Operation},
    body::{Limits, Upload, upload::Source},
    client::Client,
    error::Error,
    retry::RetryPolicy,
    time::timeout::{Limit, Timeouts},
    wire::{
        PathStyle, Style,
        header::{self, header_value, set},
        param, url,
    },
};

mod debug;
// part: delimited-lists
mod delimited_header;
// end
// part: events
mod events;
// end
mod executor;
// part: json-lines
mod json_lines;
// end
// part: lines
mod lines;
// end
pub(crate) mod macros;
// part: multipart
mod multipart;
// end
mod options;
// part: received-parts
mod parts;
// end
mod prepare;
// part: query-strings
mod query_string;
// end
mod raw;
mod response_future;
mod responses;
mod send;
mod trace;
// part: reserved-values
mod reserved;
// end
// part: unencoded-cookies
mod unencoded_cookie;
// end
// part: xml
#[cfg(feature = "xml")]
mod xml;
// end

pub(crate) use macros::{call_options, send_methods, stream_methods};
use options::{Body, Options};
pub use raw::RawRequest;
use raw::RawTarget;
pub use response_future::{BodyFuture, ResponseFuture};

/// A request under construction. Request builders wrap it. It is a pointer, because every future that sends it would
/// otherwise hold it several times.
#[derive(Clone)]
pub(crate) struct Call(Box<Parts>);

/// The parts of a [`Call`].
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// The method and path that replace those of the operation.
    pub(crate) raw: Option<Box<RawTarget>>,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) cookies: Vec<(&'static str, String)>,
    /// The header parameters of the client that this call overrides. `None` leaves one out.
    pub(crate) globals: Vec<(&'static str, Option<(HeaderName, HeaderValue)>)>,
    pub(crate) body: Option<Body>,
    pub(crate) options: Options,
    /// The first error.
    pub(crate) failure: Option<String>,
}

impl Call {
    pub(crate) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self(Box::new(Parts {
            client: client.clone(),
            operation,
            raw: None,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            globals: Vec::new(),
            body: None,
            options: Options::default(),
            failure: client.scope.failure.clone(),
        }))
    }

    /// Sends this call to the server of its operation.
    pub(crate) fn on(mut self, server: &'static str) -> Self {
        match self.client.inner.resolve_server(server) {
            Ok(url) => self.options.base_url = Some(url),
            Err(message) => self.fail(|| message),
        }
        self
    }

    pub(crate) fn method(&self) -> &Method {
        self.raw.as_ref().map_or(&self.operation.method, |raw| &raw.method)
    }

    /// The path template.
    pub(crate) fn template(&self) -> &str {
        self.raw.as_ref().map_or(self.operation.path, |raw| &raw.path)
    }

    /// The security requirements of this call.
    pub(crate) fn security(&self) -> &'static [&'static [&'static str]] {
        if self.raw.is_some() { self.client.inner.api.security } else { self.operation.security }
    }

    /// Returns whether the body is a stream that was started, so that it cannot be sent again.
    pub(crate) fn is_spent(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.source.is_spent())
    }

    /// The names of the client's header parameters that this call sends.
    pub(crate) fn takes(&self) -> impl Iterator<Item = &'static str> {
        let all: &[Global] = if self.raw.is_some() { self.client.inner.api.globals } else { &[] };
        self.operation.globals.iter().map(|wanted| wanted.name).chain(all.iter().map(|global| global.name))
    }

    /// Sets a path parameter in the default style.
    pub(crate) fn path(self, name: &'static str, value: &(impl WriteJson + ?Sized)) -> Self {
        self.path_styled(name, value, PathStyle::Simple { explode: false })
    }

    /// Sets a path parameter.
    pub(crate) fn path_styled(
        mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        style: PathStyle,
    ) -> Self {
        let value = json::to_parameter(value);
        self.set_path(name, value, style);
        self
    }

    fn set_path(&mut self, name: &'static str, value: Value, style: PathStyle) {
        match param::path(name, &value, style) {
            Some(text) => set(&mut self.path, name, text),
            None => self.fail(|| format!("the path parameter `{name}` is empty")),
        }
    }

    /// Sets a query parameter.
    pub(crate) fn query(&mut self, name: &'static str, value: &(impl WriteJson + ?Sized), style: Style) {
        let value = json::to_parameter(value);
        self.set_query(name, value, style, false);
    }

    /// Sets a query parameter with `allowReserved`.
    pub(crate) fn query_reserved(
        &mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        style: Style,
    ) {
        let value = json::to_parameter(value);
        self.set_query(name, value, style, true);
    }

    fn set_query(&mut self, name: &'static str, value: Value, style: Style, allow_reserved: bool) {
        let pairs = param::query(name, &value, style, allow_reserved);
        if pairs.is_empty() {
            self.query.retain(|(set, _)| set != name);
        } else {
            set(&mut self.query, Cow::Borrowed(name), pairs);
        }
    }

    /// Sets a header parameter.
    pub(crate) fn header(&mut self, name: &'static str, value: &(impl WriteJson + ?Sized), explode: bool) {
        let value = json::to_parameter(value);
        self.set_header(name, value, explode);
    }

    fn set_header(&mut self, name: &'static str, value: Value, explode: bool) {
        if param::is_nothing(&value) {
            self.headers.retain(|(header, _)| header.as_str() != name.to_ascii_lowercase());
        } else {
            self.extra_header(name, &param::header(&value, explode));
        }
    }

    /// Sets a cookie parameter.
    pub(crate) fn cookie(&mut self, name: &'static str, value: &(impl WriteJson + ?Sized), explode: bool) {
        let value = json::to_parameter(value);
        set(&mut self.cookies, name, param::cookie(name, &value, explode));
    }

    /// Overrides a header parameter of the client for this call. `None` leaves it out.
    pub(crate) fn global(&mut self, name: &'static str, value: Option<String>) {
        match value.map(|value| header::header(name, &value)).transpose() {
            Ok(header) => set(&mut self.globals, name, header),
            Err(message) => self.fail(|| message),
        }
    }

    /// Sets a JSON body.
    pub(crate) fn json(self, body: &(impl WriteJson + ?Sized)) -> Self {
        self.json_as(body, "application/json")
    }

    /// Sets a JSON body with another media type.
    pub(crate) fn json_as(self, body: &(impl WriteJson + ?Sized), media: &'static str) -> Self {
        self.bytes(json::to_vec(body), media)
    }

    /// Sets a body of `application/x-www-form-urlencoded`.
    pub(crate) fn form(self, body: &(impl WriteJson + ?Sized)) -> Self {
        self.form_styled(body, &[])
    }

    /// Sets a body of `application/x-www-form-urlencoded`, with styles for some of its properties.
    pub(crate) fn form_styled(self, body: &(impl WriteJson + ?Sized), styles: &[(&str, Style)]) -> Self {
        self.form_value(&json::to_value(body), styles)
    }

    fn form_value(mut self, value: &Value, styles: &[(&str, Style)]) -> Self {
        let Some(text) = param::form(value, styles) else {
            self.fail(|| "a form body must be an object".to_owned());
            return self;
        };
        self.text(text, "application/x-www-form-urlencoded")
    }

    /// Sets a text body.
    pub(crate) fn text(self, body: impl Into<String>, media: &'static str) -> Self {
        self.bytes(body.into(), media)
    }

    /// Sets a body of the text of a scalar.
    pub(crate) fn text_of(self, body: &(impl WriteJson + ?Sized), media: &'static str) -> Self {
        let text = param::scalar(&json::to_parameter(body)).into_owned();
        self.text(text, media)
    }

    /// Sets a body of bytes.
    pub(crate) fn bytes(self, body: impl Into<Bytes>, media: &'static str) -> Self {
        self.upload(body.into(), media)
    }

    /// Sets a body that is sent as it is. `media` is the default media type.
    pub(crate) fn upload(mut self, body: impl Into<Upload>, media: &str) -> Self {
        self.set_body(body.into(), media);
        self
    }

    pub(crate) fn set_body(&mut self, Upload { source, content_type }: Upload, media: &str) {
        match header_value("content-type", content_type.as_deref().unwrap_or(media)) {
            Ok(media) => self.body = Some(Body { media, source }),
            Err(message) => self.fail(|| message),
        }
    }

    /// Sets a header that the document does not describe.
    pub(crate) fn extra_header(&mut self, name: &str, value: &str) {
        match header::header(name, value) {
            Ok((header, mut value)) => {
                value.set_sensitive(self.client.inner.api.is_secret(name));
                set(&mut self.headers, header, value);
            }
            Err(message) => self.fail(|| message),
        }
    }

    /// Sets a query parameter that the document does not describe.
    pub(crate) fn extra_query(&mut self, name: &str, value: &str) {
        set(&mut self.query, Cow::Owned(name.to_owned()), param::pair(name, value));
    }

    /// Sends this call to another server than the client's.
    pub(crate) fn set_base_url(&mut self, base_url: &str) {
        match url::base(base_url) {
            Ok(url) => self.options.base_url = Some(url),
            Err(message) => self.fail(|| message),
        }
    }

    /// Sets the retry policy of this call.
    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Sets the time limit for connecting, which can only lower the client's.
    pub(crate) fn set_connect_timeout(&mut self, limit: Duration) {
        self.options.connect_timeout = Some(limit);
    }

    /// Sets the time limit of each attempt.
    pub(crate) fn set_attempt_timeout(&mut self, limit: Option<Duration>) {
        self.options.attempt_timeout = Some(Limit(limit));
    }

    /// Sets the time limit of the call as a whole.
    pub(crate) fn set_timeout(&mut self, limit: Option<Duration>) {
        self.options.timeout = Some(Limit(limit));
    }

    /// Sets the maximum silence of a stream.
    pub(crate) fn set_idle_timeout(&mut self, limit: Option<Duration>) {
        self.options.idle_timeout = Some(Limit(limit));
    }

    /// Sets the maximum sizes of the response.
    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.options.limits = limits.or(self.options.limits);
    }

    /// The time limits of this call.
    pub(crate) fn timeouts(&self) -> Timeouts {
        self.options.timeouts(self.client.inner.timeouts)
    }

    /// The limits of the response's size.
    pub(crate) fn limits(&self) -> Limits {
        self.options.limits.or(self.client.inner.limits)
    }

    pub(crate) fn fail(&mut self, message: impl FnOnce() -> String) {
        self.failure.get_or_insert_with(message);
    }
}

impl Deref for Call {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Call {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}
