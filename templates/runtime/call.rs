//! One call of an operation, filled in bit by bit.
//!
//! Nothing here fails on the spot: the first thing that goes wrong is kept and comes out when the call is sent, so that
//! setters chain. The generic functions only turn their argument into JSON or bytes; the work is done once for all.

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use reqwest::Url;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    ByteStream, Client, Error, EventStream, Limits, LineStream, Multipart, Operation, PathStyle, Response,
    RetryPolicy, Style,
    header::{Shown, header_name, header_value, set},
    limits::Purpose,
    operation::Global,
    param,
    raw::RawTarget,
    response::ByStatus,
    send,
    timeout::{Limit, Timeouts},
    upload::{Source, Upload},
    url,
};

/// A request under construction: what the emitted request builders wrap.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// What is sent in place of the operation's method and path.
    pub(crate) raw: Option<Box<RawTarget>>,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) cookies: Vec<(&'static str, String)>,
    pub(crate) globals: Vec<(&'static str, HeaderValue)>,
    pub(crate) body: Option<Body>,
    pub(crate) options: Options,
    /// The first thing that went wrong.
    pub(crate) failure: Option<String>,
}

/// A body, ready to be sent: as often as needed, unless it is a stream.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) media: HeaderValue,
    pub(crate) source: Source,
}

/// What a call may settle differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) base_url: Option<Url>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Limit>,
    pub(crate) timeout: Option<Limit>,
    pub(crate) idle_timeout: Option<Limit>,
    pub(crate) limits: Limits,
}

impl Options {
    /// The client's time limits with the call's own.
    pub(crate) fn timeouts(&self, client: Timeouts) -> Timeouts {
        Timeouts {
            // Connections belong to the client, whose limit holds for all of them.
            connect: self.connect_timeout.into_iter().chain(client.connect).min(),
            attempt: self.attempt_timeout.map_or(client.attempt, |Limit(limit)| limit),
            operation: self.timeout.map_or(client.operation, |Limit(limit)| limit),
            idle: self.idle_timeout.map_or(client.idle, |Limit(limit)| limit),
            item_idle: self.idle_timeout.map_or(client.item_idle, |Limit(limit)| limit),
        }
    }
}

impl Call {
    pub(crate) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
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
            failure: client.failure().cloned(),
        }
    }

    /// Sends this call to a server of its operation's own.
    pub(crate) fn on(mut self, server: &'static str) -> Self {
        match self.client.resolve_server(server) {
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

    /// What has to be set of the client's credentials.
    pub(crate) fn security(&self) -> &'static [&'static [&'static str]] {
        if self.raw.is_some() { self.client.api().security } else { self.operation.security }
    }

    /// Whether the body was begun to be sent, and cannot be again.
    pub(crate) fn is_spent(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.source.is_spent())
    }

    /// The names of the client's header parameters that are sent with this call.
    pub(crate) fn takes(&self) -> impl Iterator<Item = &'static str> {
        let all: &[Global] = if self.raw.is_some() { self.client.api().globals } else { &[] };
        self.operation.globals.iter().map(|wanted| wanted.name).chain(all.iter().map(|global| global.name))
    }

    /// Sets a path parameter, in the default style.
    pub(crate) fn path(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.path_styled(name, value, PathStyle::Simple { explode: false })
    }

    /// Sets a path parameter.
    pub(crate) fn path_styled(
        mut self,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        style: PathStyle,
    ) -> Self {
        let value = serde_json::to_value(value);
        self.set_path(name, value, style);
        self
    }

    fn set_path(&mut self, name: &'static str, value: serde_json::Result<Value>, style: PathStyle) {
        let Some(value) = self.written(name, value) else { return };
        match param::path(name, &value, style) {
            Some(text) => set(&mut self.path, name, text),
            None => self.fail(|| format!("the path parameter `{name}` is empty")),
        }
    }

    /// Sets a query parameter.
    pub(crate) fn query(&mut self, name: &'static str, value: &(impl Serialize + ?Sized), style: Style) {
        let value = serde_json::to_value(value);
        self.set_query(name, value, style, false);
    }

    /// Sets a query parameter with `allowReserved`.
    pub(crate) fn query_reserved(
        &mut self,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        style: Style,
    ) {
        let value = serde_json::to_value(value);
        self.set_query(name, value, style, true);
    }

    fn set_query(
        &mut self,
        name: &'static str,
        value: serde_json::Result<Value>,
        style: Style,
        allow_reserved: bool,
    ) {
        if let Some(value) = self.written(name, value) {
            set(&mut self.query, Cow::Borrowed(name), param::query(name, &value, style, allow_reserved));
        }
    }

    /// Sets a header parameter.
    pub(crate) fn header(&mut self, name: &'static str, value: &(impl Serialize + ?Sized), explode: bool) {
        let value = serde_json::to_value(value);
        self.set_header(name, value, explode);
    }

    fn set_header(&mut self, name: &'static str, value: serde_json::Result<Value>, explode: bool) {
        match self.written(name, value) {
            Some(value) if param::is_nothing(&value) => {
                self.headers.retain(|(header, _)| header.as_str() != name.to_ascii_lowercase());
            }
            Some(value) => self.extra_header(name, &param::header(&value, explode)),
            None => {}
        }
    }

    /// Sets a cookie parameter.
    pub(crate) fn cookie(&mut self, name: &'static str, value: &(impl Serialize + ?Sized), explode: bool) {
        let value = serde_json::to_value(value);
        if let Some(value) = self.written(name, value) {
            set(&mut self.cookies, name, param::cookie(name, &value, explode));
        }
    }

    /// Sets a header parameter that the client has a value for, for this call.
    pub(crate) fn global(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        let value = serde_json::to_value(value);
        if let Some(value) = self.written(name, value) {
            match header_value(name, &param::header(&value, false)) {
                Ok(value) => set(&mut self.globals, name, value),
                Err(message) => self.fail(|| message),
            }
        }
    }

    /// Sets a JSON body.
    pub(crate) fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as(body, "application/json")
    }

    /// Sets a body in a media type that is JSON underneath.
    pub(crate) fn json_as(self, body: &(impl Serialize + ?Sized), media: &'static str) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.bytes(bytes, media),
            Err(error) => self.unwritten_body(&error),
        }
    }

    /// Sets a body of `application/x-www-form-urlencoded`.
    pub(crate) fn form(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.form_styled(body, &[])
    }

    /// Sets a body of `application/x-www-form-urlencoded`, some of its members in styles of their own.
    pub(crate) fn form_styled(self, body: &(impl Serialize + ?Sized), styles: &[(&str, Style)]) -> Self {
        match serde_json::to_value(body) {
            Ok(value) => self.form_value(&value, styles),
            Err(error) => self.unwritten_body(&error),
        }
    }

    fn form_value(mut self, value: &Value, styles: &[(&str, Style)]) -> Self {
        let Some(text) = param::form(value, styles) else {
            self.fail(|| "a form body must be an object".to_owned());
            return self;
        };
        self.text(text, "application/x-www-form-urlencoded")
    }

    /// Sets a body of text.
    pub(crate) fn text(self, body: impl Into<String>, media: &'static str) -> Self {
        self.bytes(body.into(), media)
    }

    /// Sets a body of bytes.
    pub(crate) fn bytes(self, body: impl Into<Bytes>, media: &'static str) -> Self {
        self.upload(body.into(), media)
    }

    /// Sets a body that is sent as it is, by default as the media type `media`.
    pub(crate) fn upload(mut self, body: impl Into<Upload>, media: &str) -> Self {
        self.set_body(body.into(), media);
        self
    }

    /// Sets a body of `multipart/form-data`.
    pub(crate) fn multipart(mut self, form: Multipart) -> Self {
        match form.encode() {
            Ok(body) => self.set_body(body, "multipart/form-data"),
            Err(message) => self.fail(|| message),
        }
        self
    }

    pub(crate) fn set_body(&mut self, Upload { source, content_type }: Upload, media: &str) {
        match header_value("content-type", content_type.as_deref().unwrap_or(media)) {
            Ok(media) => self.body = Some(Body { media, source }),
            Err(message) => self.fail(|| message),
        }
    }

    fn unwritten_body(mut self, error: &serde_json::Error) -> Self {
        self.fail(|| format!("the body cannot be written: {error}"));
        self
    }

    /// Sets a header that the document does not tell of.
    pub(crate) fn extra_header(&mut self, name: &str, value: &str) {
        match header_name(name).and_then(|header| Ok((header, header_value(name, value)?))) {
            Ok((header, mut value)) => {
                value.set_sensitive(self.client.api().is_secret(name));
                set(&mut self.headers, header, value);
            }
            Err(message) => self.fail(|| message),
        }
    }

    /// Sets a query parameter that the document does not tell of.
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

    /// Sets the time limit for connecting, within the client's.
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

    /// Sets the time limit between two pieces of a stream.
    pub(crate) fn set_idle_timeout(&mut self, limit: Option<Duration>) {
        self.options.idle_timeout = Some(Limit(limit));
    }

    /// Sets how large the answer may be.
    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.options.limits = limits.or(self.options.limits);
    }

    /// The time limits that hold for this call.
    pub(crate) fn timeouts(&self) -> Timeouts {
        self.options.timeouts(self.client.timeouts())
    }

    /// How large the answer of this call may be.
    pub(crate) fn limits(&self) -> Limits {
        self.options.limits.or(self.client.limits())
    }

    /// Sends the call; the body of the answer is JSON.
    pub(crate) async fn send_json<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.json(operation)
    }

    /// Sends the call; the answer has no body that matters.
    pub(crate) async fn send_empty(self) -> Result<Response<()>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Nothing).await?.empty(operation)
    }

    /// Sends the call; the body of the answer is text.
    pub(crate) async fn send_text(self) -> Result<Response<String>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.text(operation)
    }

    /// Sends the call; the body of the answer is read as it comes.
    pub(crate) async fn send_stream(self) -> Result<Response<ByteStream>, Error> {
        self.stream(false).await
    }

    /// Sends the call; the body of the answer is read as it comes, and is items.
    async fn send_items(self) -> Result<Response<ByteStream>, Error> {
        self.stream(true).await
    }

    async fn stream(self, is_items: bool) -> Result<Response<ByteStream>, Error> {
        let (operation, limits, timeouts) = (self.operation, self.limits(), self.timeouts());
        let idle = if is_items { timeouts.item_idle } else { timeouts.idle };
        let (received, unread) = send::open(self, is_items).await?;
        let received = received.opened(operation, is_items, unread.is_some())?;
        Ok(ByteStream::open(operation.id, received, unread, limits, idle))
    }

    /// Sends the call; the answer is server-sent events of JSON.
    pub(crate) async fn send_events<T: DeserializeOwned>(self) -> Result<Response<EventStream<T>>, Error> {
        let operation = self.operation;
        Ok(EventStream::json(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call; the answer is server-sent events, whose name and data are members of what is read.
    pub(crate) async fn send_whole_events<T: DeserializeOwned>(
        self,
    ) -> Result<Response<EventStream<T>>, Error> {
        let operation = self.operation;
        Ok(EventStream::whole(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call; the answer is server-sent events of text.
    pub(crate) async fn send_text_events(self) -> Result<Response<EventStream<String>>, Error> {
        let operation = self.operation;
        Ok(EventStream::text(operation, self.accept("text/event-stream").send_items().await?))
    }

    /// Sends the call; the answer is JSON values one after the other.
    pub(crate) async fn send_lines<T: DeserializeOwned>(self) -> Result<Response<LineStream<T>>, Error> {
        let operation = self.operation;
        Ok(LineStream::json(operation, self.send_items().await?))
    }

    /// Sends the call; the status says what the body of the answer is.
    pub(crate) async fn send_by_status<T: ByStatus>(self) -> Result<Response<T>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Decode).await?.by_status(operation)
    }

    /// Asks for an answer of another media type than the operation's, if one is given and the caller asks for none.
    pub(crate) fn accept(mut self, media: &str) -> Self {
        if !media.is_empty() && !self.headers.iter().any(|(name, _)| name == http::header::ACCEPT) {
            self.extra_header("accept", media);
        }
        self
    }

    /// Sends the call; the body of the answer is anything.
    pub(crate) async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        let operation = self.operation;
        send::run(self, Purpose::Bytes).await?.bytes(operation)
    }

    fn written(&mut self, name: &str, value: serde_json::Result<Value>) -> Option<Value> {
        value.map_err(|error| self.fail(|| format!("the parameter `{name}` cannot be written: {error}"))).ok()
    }

    pub(crate) fn fail(&mut self, message: impl FnOnce() -> String) {
        self.failure.get_or_insert_with(message);
    }
}

/// Shows the names of all parameters, the values of a few harmless headers, and nothing of the body. The path of a
/// request that is none of the document's operations is not shown either.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = Options { base_url: None, ..self.options.clone() };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, _)| name).collect();
        let queries: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("method", self.method())
            .field("path", &self.operation.path)
            .field("query", &queries)
            .field("headers", &Shown::list(&self.headers))
            .field("cookies", &cookies)
            .field("globals", &Shown::list(&self.globals))
            .field("body", &self.body)
            .field("base_url", &self.options.base_url.as_ref().map(url::shown))
            .field("options", &options)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {:?}", self.source, self.media)
    }
}
