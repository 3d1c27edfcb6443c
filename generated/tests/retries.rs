//! Retries: which requests are retried, and after which wait.
#![cfg(feature = "tickets")]

mod support;

use std::time::{Duration, Instant};

use apideck_issue_tracking::{Client, Error, Method, RetryPolicy, types::TicketInput};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::json;
use support::{Act, Reply, Rogue, Server, builder, envelope, fast, nowhere};

/// A client that retries without long waits.
fn retrying(url: &str) -> Client {
    builder(url).retry(fast()).build().unwrap()
}

fn page() -> Reply {
    Reply::json(200, &envelope("Tickets", "all", json!([])))
}

fn created() -> Reply {
    Reply::json(201, &envelope("Tickets", "add", json!({"id": "1"})))
}

/// A raw request with a method.
async fn request(client: &Client, method: &Method) -> Result<u32, Error> {
    let sent = client.request(method.clone(), "/anything").send().await;
    sent.map(|response| response.attempts())
}

#[tokio::test]
async fn statuses_and_methods() {
    const ONCE: [u16; 9] = [307, 400, 401, 402, 404, 409, 422, 501, 505];
    const AGAIN: [u16; 6] = [408, 429, 500, 502, 503, 504];
    let idempotent = [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE];
    for status in ONCE.into_iter().chain(AGAIN) {
        let server = Server::answering(move |_| Reply::status(status)).await;
        let client = retrying(server.url());
        let mut sent = 0;
        for method in idempotent.iter().chain(&[Method::POST, Method::PATCH]) {
            let error = request(&client, method).await.unwrap_err();
            let again = AGAIN.contains(&status) && (idempotent.contains(method) || status == 429);
            assert_eq!(error.attempts(), if again { 3 } else { 1 }, "{method} {status}");
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert_eq!(error.is_retryable(), AGAIN.contains(&status));
            assert_eq!(error.to_string().ends_with("(after 3 attempts)"), again, "{error}");
            sent += error.attempts() as usize;
            assert_eq!(server.requests().len(), sent, "{method} {status}");
        }
    }
}

/// The same rules apply to the operations of the document.
#[tokio::test]
async fn operations() {
    let server = Server::answering(|_| Reply::status(503)).await;
    let tickets = retrying(server.url()).tickets();
    let attempts = |error: Error| error.attempts();
    assert_eq!(tickets.list("c").send().await.map_err(attempts).unwrap_err(), 3);
    assert_eq!(tickets.get("c", "t").send().await.map_err(attempts).unwrap_err(), 3);
    assert_eq!(tickets.delete("c", "t").send().await.map_err(attempts).unwrap_err(), 3);
    assert_eq!(tickets.create("c", TicketInput::new()).send().await.map_err(attempts).unwrap_err(), 1);
    assert_eq!(tickets.update("c", "t", TicketInput::new()).send().await.map_err(attempts).unwrap_err(), 1);
}

#[tokio::test]
async fn a_later_attempt_may_succeed() -> Result<(), Error> {
    let server = Server::start().await;
    server.reply(Reply::new(502, "text/html", "<html>502</html>"));
    server.reply(Reply::status(500));
    server.reply(page());
    let response = retrying(server.url()).tickets().list("c").limit(7).send_with_metadata().await?;
    assert_eq!((response.attempts(), response.status().as_u16()), (3, 200));
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for repeated in &requests[1..] {
        assert_eq!((&repeated.target, &repeated.headers), (&requests[0].target, &requests[0].headers));
    }
    Ok(())
}

/// A POST is sent again with its body after a 429, because it was not processed.
#[tokio::test]
async fn unprocessed_writes() -> Result<(), Error> {
    let server = Server::start().await;
    server.reply(Reply::status(429));
    server.reply(Reply::status(429).header("retry-after", "0"));
    server.reply(created());
    let input = TicketInput::new().subject("Printer on fire");
    let response = retrying(server.url()).tickets().create("c", input.clone()).send_with_metadata().await?;
    assert_eq!(response.attempts(), 3);
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.text() == r#"{"subject":"Printer on fire"}"#));

    server.reply(Reply::status(429));
    server.reply(created());
    let response = retrying(server.url()).tickets().update("c", "t", input).send_with_metadata().await?;
    assert_eq!(response.attempts(), 2);
    Ok(())
}

/// A 503 does not prove that a write was not processed, even with `Retry-After`.
#[tokio::test]
async fn possibly_processed_writes() {
    for wait in [None, Some("0"), Some("1")] {
        let server = Server::answering(move |_| {
            let reply = Reply::status(503);
            wait.map_or(reply.clone(), |wait| reply.header("retry-after", wait))
        })
        .await;
        let client = retrying(server.url());
        for method in [Method::POST, Method::PATCH] {
            let error = request(&client, &method).await.unwrap_err();
            assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1), "{method} {wait:?}");
        }
        assert_eq!(request(&client, &Method::PUT).await.unwrap_err().attempts(), 3);
    }
}

/// The reaction of an HTTP/2 server to the first request.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    /// It refuses the stream: `RST_STREAM` with `REFUSED_STREAM`.
    Stream,
    /// It closes the connection without processing the stream: `GOAWAY` with a lower stream id.
    Connection,
    /// It resets a stream that it may have processed: `RST_STREAM` with `INTERNAL_ERROR`.
    Broken,
}

/// If HTTP/2 reports that a request was not processed, it is sent again with any method.
#[tokio::test]
async fn streams_that_http_2_refuses() {
    for (refusal, method, expected) in [
        (Refusal::Stream, Method::POST, Ok(2)),
        (Refusal::Connection, Method::POST, Ok(2)),
        (Refusal::Broken, Method::POST, Err(1)),
        (Refusal::Broken, Method::PUT, Ok(2)),
    ] {
        let server = http_2::start(refusal).await;
        let http = reqwest::Client::builder().http2_prior_knowledge();
        let client = builder(&server.url).retry(fast()).reqwest_client_builder(http).build().unwrap();
        let sent = client.request(method.clone(), "/x").body("body", "text/plain").send().await;
        let streams = server.streams.load(std::sync::atomic::Ordering::SeqCst);
        let outcome = sent.map(|_| streams).map_err(|error| {
            assert!(matches!(error, Error::Transport(_)), "{error:?}");
            streams
        });
        assert_eq!(outcome, expected, "{refusal:?} {method}");
    }
}

mod http_2 {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::Refusal;

    const HEADERS: u8 = 1;
    const RST_STREAM: u8 = 3;
    const SETTINGS: u8 = 4;
    const GOAWAY: u8 = 7;

    /// A minimal HTTP/2 server that refuses the first stream, and responds to the others with 204.
    pub(super) struct Http2 {
        pub(super) url: String,
        /// The number of requests.
        pub(super) streams: Arc<AtomicUsize>,
    }

    pub(super) async fn start(refusal: Refusal) -> Http2 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let streams = Arc::<AtomicUsize>::default();
        let count = streams.clone();
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let count = count.clone();
                // A client that has given up closes the connection.
                tokio::spawn(async move { drop(serve(socket, refusal, &count).await) });
            }
        });
        Http2 { url, streams }
    }

    async fn serve(mut socket: TcpStream, refusal: Refusal, count: &AtomicUsize) -> std::io::Result<()> {
        let mut preface = [0; 24];
        socket.read_exact(&mut preface).await?;
        socket.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
        loop {
            let mut head = [0; 9];
            socket.read_exact(&mut head).await?;
            let mut payload = vec![0; usize::from(head[1]) << 8 | usize::from(head[2])];
            socket.read_exact(&mut payload).await?;
            let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            let answer = match head[3] {
                SETTINGS if head[4] == 0 => frame(SETTINGS, 1, 0, &[]),
                HEADERS if count.fetch_add(1, Ordering::SeqCst) == 0 => match refusal {
                    Refusal::Stream => frame(RST_STREAM, 0, stream, &7_u32.to_be_bytes()),
                    Refusal::Broken => frame(RST_STREAM, 0, stream, &2_u32.to_be_bytes()),
                    Refusal::Connection => frame(GOAWAY, 0, 0, &[0; 8]),
                },
                // The flags end the stream and its headers. `:status: 204` is entry 9 of the static table.
                HEADERS => frame(HEADERS, 5, stream, &[0x89]),
                _ => continue,
            };
            socket.write_all(&answer).await?;
        }
    }

    fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
    }
}

/// If `Retry-After` is too long or invalid, the request is not retried.
#[tokio::test]
async fn waits_that_are_too_long_or_unreadable() {
    for wait in
        ["99999999999999999999999999", "1e300", "soon", "", "-1", "Fri, 31 Dec 9999 23:59:59 GMT", "86401"]
    {
        for (status, limit) in [(503, None), (429, None), (503, Some(Duration::from_secs(5)))] {
            let server = Server::replying(Reply::status(status).header("retry-after", wait)).await;
            server.reply(page());
            let client = builder(server.url()).retry(fast()).timeout(limit).build().unwrap();
            let error = client.tickets().list("c").send().await.unwrap_err();
            assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (status, 1), "{wait}");
        }
    }
    // For a wait of zero, or a time in the past, the policy determines the wait.
    for wait in ["0", "Wed, 21 Oct 2015 07:28:00 GMT"] {
        assert!(pause(Reply::status(503).header("retry-after", wait), fast()).await < Duration::from_secs(5));
    }
}

/// The duration of an operation whose first attempt has this response.
async fn pause(reply: Reply, policy: RetryPolicy) -> Duration {
    let server = Server::replying(reply).await;
    server.reply(page());
    let client = builder(server.url()).retry(policy).build().unwrap();
    let start = Instant::now();
    let response = client.tickets().list("c").send_with_metadata().await.unwrap();
    assert_eq!(response.attempts(), 2);
    start.elapsed()
}

/// The wait of the server overrides that of the policy.
#[tokio::test]
async fn retry_after() {
    let date = |seconds| {
        let date = Timestamp::now() + Duration::from_secs(seconds);
        DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap()
    };
    let slow = || RetryPolicy::new().base_delay(Duration::MAX).max_delay(Duration::from_secs(3600));
    let reply = |status, wait: &str| Reply::status(status).header("retry-after", wait);
    let (seconds, date, short) = tokio::join!(
        pause(reply(429, "1"), fast()),
        // Dates have a resolution of one second: this date is two to three seconds from now.
        pause(reply(503, &date(3)), fast()),
        pause(reply(429, "1"), slow()),
    );
    assert!(seconds >= Duration::from_secs(1), "{seconds:?}");
    assert!(date >= Duration::from_secs(1), "{date:?}");
    assert!(short >= Duration::from_secs(1), "{short:?}");
}

/// Without `Retry-After`, a 429 may have a header with the end of the rate limit: a Unix time, or seconds from now.
#[tokio::test]
async fn rate_limit_reset() {
    let reply = |status, reset: &str| Reply::status(status).header("x-downstream-ratelimit-reset", reset);
    let now = Timestamp::now().as_second();
    let (unix, seconds, both, other) = tokio::join!(
        // The resolution is one second: this time is two to three seconds from now.
        pause(reply(429, &(now + 3).to_string()), fast()),
        pause(reply(429, "1"), fast()),
        pause(reply(429, &(now + 3600).to_string()).header("retry-after", "1"), fast()),
        pause(reply(503, &(now + 3600).to_string()), fast()),
    );
    assert!(unix >= Duration::from_secs(1), "{unix:?}");
    assert!(seconds >= Duration::from_secs(1), "{seconds:?}");
    assert!(both >= Duration::from_secs(1), "{both:?}");
    assert!(other < Duration::from_secs(60), "{other:?}");

    let server = Server::replying(reply(429, &(now + 3600).to_string())).await;
    let error = retrying(server.url()).tickets().list("c").send().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (429, 1));
}

/// If the time limit leaves no room for the wait, the call fails at once.
#[tokio::test]
async fn waits_beyond_the_deadline() {
    let date = Timestamp::now() + Duration::from_secs(3600);
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap();
    for (status, wait, limit) in [
        (429, "3600", 100),
        (503, &date, 100),
        (429, "101", 100),
        (429, "30", 20),
        (503, "99999999999999", 9),
    ] {
        let body = json!({"type_name": "RateLimited", "message": "Slow down"});
        let server = Server::replying(Reply::json(status, &body).header("retry-after", wait)).await;
        let client = builder(server.url()).retry(fast()).timeout(Duration::from_secs(limit)).build().unwrap();
        let start = Instant::now();
        let error = client.tickets().list("c").send().await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(9), "{wait}");
        assert!(matches!(error, Error::Api(_)), "{error:?}");
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (status, 1));
        assert_eq!(error.headers().unwrap()["retry-after"], wait);
        assert!(error.to_string().ends_with("RateLimited: Slow down"), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

/// Clones share a budget. Successes refill it.
#[tokio::test]
async fn a_shared_budget() -> Result<(), Error> {
    let server = Server::answering(|request| match request.path() {
        "/well" => Reply::status(200),
        _ => Reply::status(500),
    })
    .await;
    let policy = RetryPolicy::new().base_delay(Duration::ZERO).max_attempts(1000);
    let client = builder(server.url()).retry(policy).build()?;
    let attempts = async |client: &Client| request(client, &Method::GET).await.unwrap_err().attempts();
    assert_eq!(attempts(&client).await, 101);
    assert_eq!(attempts(&client.clone()).await, 1);
    assert_eq!(attempts(&client.for_consumer("other")).await, 1);
    for _ in 0..10 {
        client.request(Method::GET, "/well").send().await?;
    }
    assert_eq!(attempts(&client).await, 3);
    assert_eq!(attempts(&client).await, 1);
    let another = builder(server.url()).retry(fast()).build()?;
    assert_eq!(attempts(&another).await, 3);
    Ok(())
}

#[tokio::test]
async fn a_call_may_have_its_own_policy() {
    let server = Server::answering(|_| Reply::status(500)).await;
    let client = retrying(server.url());
    let list = || client.tickets().list("c");
    let attempts = |error: Error| error.attempts();
    assert_eq!(list().send().await.map_err(attempts).unwrap_err(), 3);
    assert_eq!(list().retry(RetryPolicy::none()).send().await.map_err(attempts).unwrap_err(), 1);
    assert_eq!(list().retry(fast().max_attempts(5)).send().await.map_err(attempts).unwrap_err(), 5);
    assert_eq!(list().retry(fast().max_attempts(0)).send().await.map_err(attempts).unwrap_err(), 1);
    let once = builder(server.url()).retry(RetryPolicy::none()).build().unwrap();
    assert_eq!(once.tickets().list("c").retry(fast()).send().await.map_err(attempts).unwrap_err(), 3);
    assert_eq!(once.tickets().list("c").send().await.map_err(attempts).unwrap_err(), 1);
    let raw = once.request(Method::GET, "/x").retry(fast().max_attempts(2)).send().await;
    assert_eq!(raw.map_err(attempts).unwrap_err(), 2);
}

/// Retries are enabled by default.
#[tokio::test]
async fn on_by_default() {
    let server = Server::answering(|_| Reply::status(429)).await;
    let client = Client::builder().base_url(server.url()).api_key("k").app_id("a").consumer_id("c");
    let error = client.build().unwrap().tickets().list("c").send().await.unwrap_err();
    assert_eq!((error.attempts(), server.requests().len()), (3, 3));
}

/// Without a connection, no request was processed, so all methods are retried.
#[tokio::test]
async fn refused_connections() {
    let client = retrying(&nowhere());
    for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
        let error = request(&client, &method).await.unwrap_err();
        assert!(matches!(error, Error::Connect(_)), "{error:?}");
        assert_eq!(error.attempts(), 3, "{method}");
        assert!(error.to_string().contains("could not connect"), "{error}");
    }
}

/// After the server has read a request, it may have processed it.
#[tokio::test]
async fn connections_that_break() {
    const CUT: &str =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"status";
    const WELL: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for act in
        [Act::Leave(""), Act::Leave("HTTP/1.1 200 OK\r\n"), Act::Leave(CUT), Act::Leave("nonsense\r\n\r\n")]
    {
        for (method, expected) in
            [(Method::GET, 3), (Method::DELETE, 3), (Method::PUT, 3), (Method::POST, 1), (Method::PATCH, 1)]
        {
            let rogue = Rogue::start([act.clone()]).await;
            let error = request(&retrying(&rogue.url()), &method).await.unwrap_err();
            assert!(matches!(error, Error::Transport(_)), "{error:?}");
            assert!(!error.is_connect() && error.is_retryable() && error.status().is_none());
            assert_eq!((error.attempts(), rogue.requests().len()), (expected, expected as usize), "{act:?}");
        }
        let rogue = Rogue::start([act.clone(), act, Act::Leave(WELL)]).await;
        assert_eq!(request(&retrying(&rogue.url()), &Method::GET).await.unwrap(), 3);
    }
}

/// A complete body with incomplete JSON is not retried.
#[tokio::test]
async fn broken_bodies_are_not_retried() {
    let server = Server::answering(|_| Reply::new(200, "application/json", "{\"status_code\":")).await;
    let error = retrying(server.url()).tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));

    server.reply(Reply::status(500));
    let error = retrying(server.url()).tickets().list("c").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (2, 200));
}
