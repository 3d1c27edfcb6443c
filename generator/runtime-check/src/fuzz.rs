//! The functions that fuzz targets call. Each takes any bytes, and panics if the runtime violates an invariant.
#![allow(clippy::missing_panics_doc, reason = "fuzzing looks for panics")]

mod json;
#[cfg(feature = "xml")]
mod xml;

use std::{
    collections::VecDeque,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

use super::runtime::{
    Algorithm, ByteStream, Canonical, Check, Encoding, EventStream, FilePart, LineStream, Multipart,
    Operation, PathStyle, Response, Secret, ServerVariable, Style, Webhooks,
    body::{Limits, Received, media::Expected, upload_stream::Streamed},
    client::server_variables,
    error::error_message,
    json::from_slice,
    retry::retry_after,
    webhook::canonical_json::Json,
    wire::{charset, param, url},
};

pub use json::json;
#[cfg(feature = "xml")]
pub use xml::xml;

static OPERATION: Operation = Operation {
    id: "fuzz",
    method: Method::GET,
    path: "",
    accept: "",
    security: &[],
    globals: &[],
    errors: &[],
};

/// The input as strings, split at zero bytes.
fn texts<const N: usize>(data: &[u8]) -> [String; N] {
    let mut parts = data.splitn(N, |byte| *byte == 0).map(|part| String::from_utf8_lossy(part).into_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// URLs and parameters: a value cannot change the server or another part of the URL.
pub fn urls(data: &[u8]) {
    let [value, name, base, server] = texts(data);
    let json = serde_json::from_str(&value).unwrap_or_else(|_| Value::from(value.clone()));
    let styles = [
        Style::Form { explode: true },
        Style::Form { explode: false },
        Style::PipeDelimited,
        Style::SpaceDelimited,
        Style::DeepObject,
        Style::Json,
    ];
    for style in styles {
        let query = param::query(&name, &json, style, false);
        assert!(!query.contains(['#', ' ', '\r', '\n']), "{query}");
        let query = param::query(&name, &json, style, true);
        assert!(!query.contains(['#', ' ', '\r', '\n']), "{query}");
    }
    let cookie = param::cookie(&name, &json, true);
    assert!(!cookie.contains(['\r', '\n', ',']) || json.is_array() || json.is_object(), "{cookie}");
    param::form(&json, &[(&name, Style::DeepObject)]);
    for base in [base.as_str(), "https://h.example/v1"] {
        let Ok(base) = url::base(base) else { continue };
        for style in
            [PathStyle::Simple { explode: false }, PathStyle::Matrix { explode: true }, PathStyle::Segments]
        {
            let Some(text) = param::path("id", &json, style) else { continue };
            let pair = param::pair(&name, &value);
            let Ok(joined) = url::join(&base, "/a/{id}/b", &[("id", text)], [pair.as_str()]) else {
                continue;
            };
            assert_eq!(joined.origin(), base.origin(), "{joined}");
            let start = format!("{}/a/", base.path().trim_end_matches('/'));
            assert!(joined.path().starts_with(&start) && joined.path().ends_with("/b"), "{joined}");
            assert_eq!(joined.fragment(), None, "{joined}");
            let pairs: Vec<_> = joined.query_pairs().collect();
            assert!(pairs.len() == 1 && pairs[0].1 == value, "{joined}");
        }
    }
    let variables = [ServerVariable { name: "v", default: "eu", values: &[] }];
    if let Ok(filled) = server_variables::fill("https://{v}.h.example/x", &variables, &[("v", server)]) {
        let filled = url::base(&filled).expect("a value that is accepted gives a URL");
        assert!(filled.host_str().is_some_and(|host| host.ends_with(".h.example")), "{filled}");
        assert!(filled.path() == "/x" && filled.port().is_none(), "{filled}");
    }
}

/// A stream of available chunks.
struct Chunks(VecDeque<Bytes>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().0.pop_front().map(Ok))
    }
}

/// The result of a future that is ready at once.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing can wake it"),
    }
}

/// A response with a body in chunks of `size` bytes, or in one chunk if `size` is 0.
fn response(body: &[u8], size: usize, media: &'static str) -> Response<ByteStream> {
    let limits = Limits::new().item(1 << 16).values(1 << 16);
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media))]);
    let received = |body| Received {
        status: StatusCode::OK,
        headers: headers.clone(),
        body,
        attempts: 1,
        limits,
        expected: Expected::ANYTHING,
    };
    if size == 0 || body.is_empty() {
        return ByteStream::open("fuzz", received(Bytes::copy_from_slice(body)), None, limits, None);
    }
    let chunks = body.chunks(size).map(Bytes::copy_from_slice).collect();
    let body = Streamed::new(Chunks(chunks)).take().map(|outgoing| ready(outgoing.into_body()));
    let body = body.expect("a new stream was not taken").expect("its chunks are no errors");
    let unread = reqwest::Response::from(http::Response::new(body));
    ByteStream::open("fuzz", received(Bytes::new()), Some(unread), limits, None)
}

/// Event streams and record readers: the items do not depend on the chunks, and their number is finite.
pub fn streams(data: &[u8]) {
    let Some((size, body)) = data.split_first() else { return };
    let events = |size: usize| {
        let mut events = EventStream::text(&OPERATION, response(body, size, "text/event-stream")).into_body();
        let mut all = Vec::new();
        while let Some(event) = ready(events.next()) {
            all.push(event.map_err(|error| error.to_string()));
            assert!(all.len() <= body.len() + 1, "more events than bytes");
        }
        all
    };
    assert_eq!(events(usize::from(*size)), events(0));
    for media in ["application/x-ndjson", "application/json-seq"] {
        let lines = |size: usize| {
            let mut lines = LineStream::<Value>::json(&OPERATION, response(body, size, media)).into_body();
            let mut all = Vec::new();
            while let Some(line) = ready(lines.next()) {
                all.push(line.map_err(|error| error.to_string()));
                assert!(all.len() <= body.len() + 1, "more values than bytes");
            }
            all
        };
        assert_eq!(lines(usize::from(*size)), lines(0), "{media}");
    }
}

/// JSON with each number as the string of its exact value, because `serde_json` rounds numbers.
fn exact(json: &str) -> serde_json::Result<Value> {
    let mut text = String::new();
    let mut rest = json;
    while let Some(start) = rest.find(|character: char| matches!(character, '"' | '-' | '0'..='9')) {
        let (before, scalar) = rest.split_at(start);
        let mut scalars = Deserializer::from_str(scalar).into_iter::<IgnoredAny>();
        scalars.next().transpose()?;
        let (scalar, after) = scalar.split_at(scalars.byte_offset());
        text.push_str(before);
        if scalar.starts_with('"') {
            text.push_str(scalar);
        } else {
            text.extend(["\"number ", &number(scalar), "\""]);
        }
        rest = after;
    }
    serde_json::from_str(&(text + rest))
}

/// A number as an integer without trailing zeros, and an exponent.
fn number(text: &str) -> String {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let integer = digits.trim_end_matches('0');
    let sign = if integer.starts_with('-') { "-" } else { "" };
    let integer = integer.trim_start_matches(['-', '0']);
    if integer.is_empty() {
        return "0".to_owned();
    }
    let Ok(exponent) = exponent.parse::<i64>() else { return text.to_owned() };
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    format!("{sign}{integer}e{}", i128::from(exponent) + zeros as i128 - fraction.len() as i128)
}

/// Signatures and canonical forms of webhooks: each form has the values of the body, and signatures of `sign` are accepted.
pub fn webhooks(data: &[u8]) {
    let key = Secret::from("key");
    for (canonical, encoding) in [(Canonical::SortedJson, Encoding::Hex), (Canonical::Raw, Encoding::Base64)]
    {
        let webhooks =
            Webhooks { header: "x-signature", algorithm: Algorithm::HmacSha256, encoding, canonical };
        let check = Check::new(key.clone());
        let signature = webhooks.sign(data, &key);
        webhooks.verify(signature.as_bytes(), data, &check).expect("the signature is genuine");
        webhooks.verify(data, b"{}", &check).expect_err("a signature that is not genuine");
    }
    let Some(json) = Json::read(data) else { return };
    // It fails for half a surrogate pair.
    let Ok(value) = exact(&String::from_utf8_lossy(data)) else { return };
    for form in json.forms() {
        let mut text = String::new();
        json.write(form, &mut text);
        assert_eq!(value, exact(&text).expect("a form is JSON"), "{form:?}: {text}");
    }
}

/// `Retry-After` and rate limit headers: any string is accepted, and no wait is longer than a day.
pub fn retry_after(data: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    for name in [RETRY_AFTER.as_str(), "x-reset"] {
        let headers = HeaderMap::from_iter([(name.parse().expect("a legal name"), value.clone())]);
        for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE] {
            if let retry_after::RequestedWait::Wait(wait) =
                retry_after::requested(status, &headers, &["x-reset"])
            {
                assert!(wait.as_secs() <= 24 * 60 * 60, "{wait:?}");
            }
        }
    }
}

/// Multipart forms: names, file names and values cannot change other parts.
pub fn multipart(data: &[u8]) {
    let [name, value, file_name, media] = texts(data);
    let file = FilePart::new(value.clone().into_bytes()).file_name(file_name).content_type(media);
    let form = Multipart::new().text(&*name, &*value).json(&*name, &value).file(&*name, file);
    let Ok(upload) = form.encode() else { return };
    let media = upload.content_type.expect("a form has a content type");
    let (_, boundary) = media.split_once("boundary=").expect("it names its boundary");
    let body = upload.source.bytes();
    let body = String::from_utf8_lossy(&body);
    let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
    assert_eq!(parts.len(), 5, "{body}");
    assert_eq!((parts[0], parts[4]), ("", "--\r\n"), "{body}");
    for part in &parts[1..4] {
        let (head, content) = part.split_once("\r\n\r\n").expect("a part has a head");
        assert!(
            head.starts_with("\r\nContent-Disposition: form-data; name=\"") && content.ends_with("\r\n"),
            "{body}"
        );
        assert!(head.matches("\r\n").count() <= 2 && !head.trim_start().contains(['\0']), "{body}");
    }
    assert!(parts[1].ends_with(&format!("\r\n\r\n{value}\r\n")), "{body}");
}

/// Responses: the string, the error message and the position of a JSON error, for any body.
pub fn responses(data: &[u8]) {
    let (media, body) = data.split_at(data.iter().position(|byte| *byte == 0).unwrap_or(data.len()));
    let media = HeaderValue::from_bytes(media).unwrap_or(HeaderValue::from_static("text/plain"));
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, media)]);
    charset::decode(&headers, body);
    if let Some(message) = error_message::of_error(&headers, body) {
        assert!(message.chars().count() <= 301 && !message.contains(char::is_control), "{message}");
    }
    let text = String::from_utf8_lossy(body);
    let location = error_message::location(&text);
    assert!(!location.contains(['?', '#']) && !location.contains(char::is_control), "{location}");
    for position in [0, body.len() / 2, body.len()] {
        let excerpt = error_message::excerpt(body, position, 40);
        assert!(!excerpt.contains(char::is_control), "{excerpt}");
    }
    if let Err(error) = from_slice::<Vec<Option<String>>>(body) {
        assert!(error.offset() <= body.len() && !error.path().is_empty(), "{error}");
    }
}

#[cfg(test)]
mod tests {
    /// Inputs that fuzzing found.
    #[test]
    fn former_failures() {
        // A chunk that ends with a line.
        super::streams(b"\x0aevent: a\r\n\ndata: b\n\n");
        super::webhooks(b"888488888888800000000000000");
        super::webhooks(b"-0e-99999999999999999999");
    }

    /// Runs all targets on a few inputs and on random ones.
    #[test]
    fn targets() {
        const PIECES: [&str; 24] = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "1.0",
            "-0",
            "1e400",
            "\n",
            "\r\n",
            "\0",
            "data: x",
            "event: e",
            "id: 1",
            "../",
            "%2e",
            "é",
            "\u{1e}",
            "\\u0061",
            "https://h/",
            "; charset=latin1",
            "Wed, 21 Oct 2015 07:28:00 GMT",
        ];
        let mut state = 1_u64;
        for _ in 0..3_000 {
            let mut text = String::new();
            for _ in 0..state % 13 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(PIECES[usize::try_from(state >> 40).unwrap() % PIECES.len()]);
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            for target in [
                super::urls,
                super::streams,
                super::webhooks,
                super::retry_after,
                super::multipart,
                super::responses,
                super::json,
            ] {
                target(text.as_bytes());
            }
            #[cfg(feature = "xml")]
            super::xml(text.as_bytes());
        }
    }
}
