//! Limits of the size of responses, and of the silence of streams.
#![cfg(feature = "tickets")]

mod support;

use std::time::Duration;

use apideck_issue_tracking::{
    BoxFuture, ByteStream, Error, HttpRequest, HttpResponse, LimitKind, Limits, Method, Middleware, Next,
    Response, StatusCode, TimeoutKind, TooLargeError, types::TicketInput,
};
use axum::body::Bytes;
use serde_json::{Value, json};
use support::{Act, Reply, Rogue, Server, builder, client, endless_gzip, envelope, fast};

/// Long enough to send a request, short enough to wait for.
const SHORT: Duration = Duration::from_millis(80);

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: r-1\r\n\r\n";
const GZIP: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n";
const TROUBLE: &[u8] = b"HTTP/1.1 422 No\r\ncontent-type: application/json\r\n\r\n{\"message\": \"no\"} ";

fn spaces() -> Bytes {
    vec![b' '; 1 << 16].into()
}

fn page() -> Reply {
    Reply::json(200, &envelope("Tickets", "all", json!([{"id": "1"}])))
}

#[track_caller]
fn too_large<T: std::fmt::Debug>(outcome: Result<T, Error>) -> TooLargeError {
    match outcome {
        Err(Error::TooLarge(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// An endless body is an error at the limit, and the request is not retried.
#[tokio::test]
async fn endless_bodies() {
    for (head, more) in [(HEAD, spaces()), endless_gzip(GZIP)] {
        let rogue = Rogue::start([Act::Flood(head, more)]).await;
        let client = builder(&rogue.url()).retry(fast()).build().unwrap();
        let error = client.tickets().list("c").send().await.unwrap_err();
        assert!(!error.is_retryable() && !error.is_timeout(), "{error}");
        assert_eq!((error.operation(), error.attempts()), (Some("collectionTicketsAll"), 1));
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(error.headers().unwrap()["content-type"], "application/json");
        assert_eq!(error.body().unwrap().len(), 4096);
        let words = "collectionTicketsAll: 200 OK: the body has more than 33554432 bytes: ";
        assert!(error.to_string().starts_with(words), "{error}");
        let error = too_large::<()>(Err(error));
        assert_eq!((error.kind(), error.limit(), error.head().len()), (LimitKind::Body, 32 << 20, 4096));
        assert_eq!(rogue.requests().len(), 1);
    }
}

/// A body whose `Content-Length` exceeds the limit is not read.
#[tokio::test]
async fn content_lengths() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 33554433\r\nx-request-id: r-2\r\n\r\n";
    let rogue = Rogue::start([Act::Stall(head)]).await;
    let client = builder(&rogue.url()).build().unwrap();
    let error = too_large(client.tickets().list("c").send().await);
    assert_eq!((error.kind(), error.head().len(), error.request_id()), (LimitKind::Body, 0, Some("r-2")));
    // The response to HEAD has no body, whatever its `Content-Length` is.
    let head = client.request(Method::HEAD, "/x").limits(Limits::new().bytes(5)).send().await;
    assert!(head.unwrap().body().is_empty());
}

#[tokio::test]
async fn limits_of_clients_and_calls() -> Result<(), Error> {
    let server = Server::answering(|_| page()).await;
    let tight = builder(server.url()).limits(Limits::new().body(20)).build()?;
    let error = too_large(tight.tickets().list("c").send().await);
    assert_eq!((error.limit(), error.kind()), (20, LimitKind::Body));
    tight.tickets().list("c").limits(Limits::new().body(None)).send().await?;
    tight.tickets().list("c").limits(Limits::new().body(1 << 20)).send().await?;
    // Other limits do not change.
    too_large(tight.tickets().list("c").limits(Limits::new().bytes(None)).send().await);
    let wide = client(&server);
    too_large(wide.tickets().list("c").limits(Limits::new().body(20)).send().await);
    too_large(wide.request(Method::GET, "/x").limits(Limits::new().body(20)).send_json::<Value>().await);
    wide.request(Method::GET, "/x").limits(Limits::new().body(20)).send().await?;
    let exact = envelope("Tickets", "all", json!([{"id": "1"}])).to_string().len();
    wide.tickets().list("c").limits(Limits::new().body(exact as u64)).send().await.map(drop)
}

/// The first mebibyte of an error body is kept, whatever its size.
#[tokio::test]
async fn bodies_of_errors_are_cut() {
    let rogue = Rogue::start([Act::Flood(TROUBLE, spaces())]).await;
    let client = builder(&rogue.url()).build().unwrap();
    let error = client.tickets().create("c", TicketInput::new()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "collectionTicketsAdd: 422 Unprocessable Entity: no");
    assert_eq!(error.body().unwrap().len(), 1 << 20);
    let limits = Limits::new().error_body(17);
    let stream = client.request(Method::GET, "/x").limits(limits).send_stream().await;
    assert_eq!(stream.unwrap_err().body().unwrap(), "{\"message\": \"no\"}");
}

#[tokio::test]
async fn bytes_and_streams() -> Result<(), Error> {
    let body = "x".repeat(100_000);
    let server = Server::answering(move |_| Reply::new(200, "text/plain", body.clone())).await;
    let client = builder(server.url()).limits(Limits::new().bytes(50_000)).build()?;
    let get = || client.request(Method::GET, "/x");
    let error = too_large(get().send().await);
    assert_eq!((error.kind(), error.limit()), (LimitKind::Bytes, 50_000));
    assert!(error.to_string().contains("`send_stream()`"), "{error}");
    let mut stream = get().send_stream().await?.into_body();
    let mut length = 0;
    while let Some(chunk) = stream.try_next().await? {
        length += chunk.len();
    }
    assert_eq!(length, 100_000);
    let error = too_large(get().send_stream().await?.into_body().collect().await);
    assert_eq!(
        (error.kind(), error.operation(), error.status()),
        (LimitKind::Bytes, "request", StatusCode::OK)
    );
    let all = get().limits(Limits::new().bytes(None)).send_stream().await?.into_body().collect().await?;
    assert_eq!(all.len(), 100_000);
    Ok(())
}

/// The number of values is limited, because a small value takes many times its length in memory.
#[tokio::test]
async fn the_number_of_values() -> Result<(), Error> {
    let server =
        Server::answering(|_| Reply::new(200, "application/json", format!("[{}[]]", "[],".repeat(5_000))))
            .await;
    let client = builder(server.url()).limits(Limits::new().values(5_000)).build()?;
    let get = || client.request(Method::GET, "/x");
    let error = too_large(get().send_json::<Value>().await);
    assert_eq!((error.kind(), error.limit(), error.head().len()), (LimitKind::Values, 5_000, 4096));
    assert!(error.to_string().contains("more than 5000 values"), "{error}");
    get().limits(Limits::new().values(5_002)).send_json::<Value>().await?;
    get().limits(Limits::new().values(None)).send_json::<Value>().await?;
    // Values that are not decoded are not counted.
    get().send().await.map(drop)
}

/// Responds without a network.
struct Large;

impl Middleware for Large {
    fn handle<'a>(&'a self, _: HttpRequest, _: Next<'a>) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        let body = vec![b' '; (32 << 20) + 1];
        Box::pin(async { Ok(HttpResponse::new(StatusCode::OK, axum::http::HeaderMap::new(), body)) })
    }
}

#[tokio::test]
async fn middleware_has_the_same_limits() {
    let client = builder("http://localhost").middleware(Large).build().unwrap();
    let error = too_large(client.tickets().list("c").send().await);
    assert_eq!((error.kind(), error.head().len()), (LimitKind::Body, 4096));
}

/// Reads a stream to its end or to an error.
async fn drain(stream: Result<Response<ByteStream>, Error>) -> (usize, Option<Error>) {
    let mut stream = stream.unwrap().into_body();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => length += chunk.len(),
            Err(error) => {
                assert!(stream.next().await.is_none(), "nothing comes after an error");
                return (length, Some(error));
            }
        }
    }
    (length, None)
}

#[track_caller]
fn is_idle(error: Option<Error>) {
    let Some(Error::Timeout(late)) = &error else { panic!("{error:?}") };
    assert_eq!((late.kind(), late.limit(), late.attempts()), (TimeoutKind::Idle, Some(SHORT), 1));
    assert_eq!(late.to_string(), "request: timed out: no more of the body within 80ms");
}

/// A silent stream ends with an error, independently of the limit of an attempt.
#[tokio::test]
async fn silent_streams() {
    let rogue = Rogue::start([Act::Stall("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")]).await;
    let client = builder(&rogue.url()).build().unwrap();
    let (length, error) =
        drain(client.request(Method::GET, "/x").idle_timeout(SHORT).send_stream().await).await;
    assert_eq!(length, 3);
    is_idle(error);
    let client = builder(&rogue.url()).idle_timeout(SHORT).build().unwrap();
    is_idle(drain(client.request(Method::GET, "/x").send_stream().await).await.1);
    let call = client.request(Method::GET, "/x").idle_timeout(None).send_stream().await;
    assert!(tokio::time::timeout(2 * SHORT, drain(call)).await.is_err(), "a call may go without");
}

/// A slow stream is not silent.
#[tokio::test]
async fn slow_streams() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n";
    let rogue = Rogue::start([Act::Drip(head)]).await;
    let client = builder(&rogue.url()).attempt_timeout(SHORT).idle_timeout(SHORT).build().unwrap();
    let (length, error) = drain(client.request(Method::GET, "/x").send_stream().await).await;
    assert!(length == 40 && error.is_none(), "{length}, {error:?}");
}

#[tokio::test]
async fn on_by_default() {
    let shown = format!("{:?}", builder("http://localhost").build().unwrap());
    assert!(shown.contains("idle: Some(60s), item_idle: None"), "{shown}");
    for limit in
        ["body: Max(33554432)", "bytes: Max(1073741824)", "error_body: Max(1048576)", "item: Max(16777216)"]
    {
        assert!(shown.contains(limit), "{shown}");
    }
}

/// After an attempt that took too long, the next one uses a new connection.
#[tokio::test]
async fn a_silent_connection_is_not_used_again() {
    let rogue = Rogue::start([Act::Stall(""), Act::Stall("HTTP/1.1 200 OK\r\n"), Act::Leave(LEAVE)]).await;
    let client = builder(&rogue.url()).attempt_timeout(SHORT).retry(fast()).build().unwrap();
    let body = client.request(Method::GET, "/x").send().await.unwrap();
    assert_eq!((body.attempts(), &body.body()[..], rogue.requests().len()), (3, &b"ok"[..], 3));
}

const LEAVE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
