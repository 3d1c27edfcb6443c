//! Servers on loopback: one that records requests and sends prepared responses, and one that misbehaves.
#![allow(dead_code, reason = "each test program uses a part of this")]

use std::{
    collections::VecDeque,
    future::Future,
    net,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use apideck_issue_tracking::{Client, ClientBuilder, RetryPolicy};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Version},
    response::Response,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub const API_KEY: &str = "sk_live_correct-horse-battery-staple";
pub const APP_ID: &str = "dSBdXd2H6Mqwfg0atXHXYcysLJE9qyn1VwBtXHX";
pub const CONSUMER_ID: &str = "test-consumer";
pub const SERVICE_ID: &str = "jira";

/// A request as received.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub version: Version,
    pub method: Method,
    /// Path and query, still encoded.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Recorded {
    /// The path, still encoded.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query, still encoded; empty if there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The value of a header that was sent exactly once.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let values: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(values.len() < 2, "{name} was sent {} times", values.len());
        values.first().map(|value| value.to_str().unwrap())
    }

    /// The body as a string.
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// The response to one request.
#[derive(Debug, Clone)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    delay: Duration,
}

impl Reply {
    pub fn new(status: u16, media: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type", media.to_owned())];
        let status = StatusCode::from_u16(status).unwrap();
        Self { status, headers, body: body.into(), delay: Duration::ZERO }
    }

    /// A response without a body.
    pub fn status(status: u16) -> Self {
        Self::new(status, "text/plain", "")
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Delays the response.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// A server. It runs until the test's runtime ends.
pub struct Server {
    url: String,
    desk: Desk,
}

#[derive(Clone, Default)]
struct Desk(Arc<Mutex<Papers>>);

#[derive(Default)]
struct Papers {
    requests: Vec<Recorded>,
    replies: VecDeque<Reply>,
    /// Computes the response if the queue is empty.
    clerk: Option<Clerk>,
}

type Clerk = Arc<dyn Fn(&Recorded) -> Reply + Send + Sync>;

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a request and returns its response.
    fn take(&self, request: Recorded) -> Reply {
        let mut papers = self.papers();
        let queued = papers.replies.pop_front();
        let reply = queued.or_else(|| papers.clerk.as_ref().map(|clerk| clerk(&request)));
        papers.requests.push(request);
        reply.unwrap_or_else(|| Reply::new(500, "text/plain", "the test has queued no response"))
    }
}

impl Server {
    pub async fn start() -> Self {
        let desk = Desk::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = axum::Router::new().fallback(answer).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, desk }
    }

    /// A server with one response in its queue.
    pub async fn replying(reply: Reply) -> Self {
        let server = Self::start().await;
        server.reply(reply);
        server
    }

    /// A server that computes the response from the request.
    pub async fn answering(clerk: impl Fn(&Recorded) -> Reply + Send + Sync + 'static) -> Self {
        let server = Self::start().await;
        server.desk.papers().clerk = Some(Arc::new(clerk));
        server
    }

    /// Adds a response to the queue.
    pub fn reply(&self, reply: Reply) {
        self.desk.papers().replies.push_back(reply);
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.desk.papers().requests.clone()
    }

    /// The only request.
    #[track_caller]
    pub fn request(&self) -> Recorded {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let (version, method, target) = (head.version, head.method, head.uri.to_string());
    let recorded = Recorded { version, method, target, headers: head.headers, body };
    let reply = desk.take(recorded);
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// The behaviour of a [`Rogue`] on a connection.
#[derive(Debug, Clone)]
pub enum Act {
    /// Never reads or writes.
    Sleep,
    /// Reads the request, writes this, and closes the connection.
    Leave(&'static str),
    /// Reads the request, writes this, and is silent.
    Stall(&'static str),
    /// Reads the request, writes this, and then a space from time to time, for ever.
    Drip(&'static str),
    /// Reads the request, writes the first, and then repeats the second for ever.
    Flood(&'static [u8], Bytes),
}

/// A server that misbehaves. Each connection has the next behaviour; the last one repeats.
pub struct Rogue {
    pub address: net::SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Rogue {
    pub async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let mut acts: VecDeque<Act> = acts.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let kept = heads.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let act = if acts.len() > 1 { acts.pop_front().unwrap() } else { acts[0].clone() };
                tokio::spawn(perform(stream, act, kept.clone()));
            }
        });
        Self { address, heads }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first line of every request so far.
    pub fn requests(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn perform(mut stream: TcpStream, act: Act, heads: Arc<Mutex<Vec<String>>>) {
    if matches!(act, Act::Sleep) {
        return std::future::pending().await;
    }
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => request.extend(&buffer[..read]),
            _ => return,
        }
    }
    let head = String::from_utf8(request).unwrap();
    heads.lock().unwrap().push(head.lines().next().unwrap().to_owned());
    let text = match act {
        Act::Sleep => return,
        Act::Leave(text) | Act::Stall(text) | Act::Drip(text) => text.as_bytes(),
        Act::Flood(text, _) => text,
    };
    // A client that has given up does not read it.
    let _ = stream.write_all(text).await;
    match act {
        Act::Stall(_) => std::future::pending().await,
        Act::Drip(_) => {
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        Act::Flood(_, more) => while stream.write_all(&more).await.is_ok() {},
        Act::Sleep | Act::Leave(_) => {}
    }
}

/// The parts of an endless gzip body of spaces for a [`Rogue`]: `head` with the beginning of the body, and a block. A kilobyte
/// on the wire is a megabyte of the body.
pub fn endless_gzip(head: &str) -> (&'static [u8], Bytes) {
    use flate2::{Compress, Compression, FlushCompress};

    let mut block = Vec::with_capacity(1 << 16);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&vec![b' '; 1 << 20], &mut block, FlushCompress::Full).unwrap();
    let head = [head.as_bytes(), b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"].concat();
    (head.leak(), block.into())
}

/// The URL of a port without a listener.
pub fn nowhere() -> String {
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// The default policy without its long waits.
pub fn fast() -> RetryPolicy {
    RetryPolicy::new().base_delay(Duration::from_millis(1))
}

/// A complete client of the server, without retries.
pub fn client(server: &Server) -> Client {
    builder(server.url()).build().unwrap()
}

/// The builder of [`client`].
pub fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .api_key(API_KEY)
        .app_id(APP_ID)
        .consumer_id(CONSUMER_ID)
        .service_id(SERVICE_ID)
        .retry(RetryPolicy::none())
}

/// Makes one call with the response `reply`. Returns the result and the request.
pub async fn exchange<C, F>(reply: Reply, call: C) -> (F::Output, Recorded)
where
    C: FnOnce(Client) -> F,
    F: Future,
{
    let server = Server::replying(reply).await;
    let outcome = call(client(&server)).await;
    (outcome, server.request())
}

/// The body of a response with this `data`.
pub fn envelope(resource: &str, operation: &str, data: Value) -> Value {
    json!({
        "status_code": 200,
        "status": "OK",
        "service": "jira",
        "resource": resource,
        "operation": operation,
        "data": data,
    })
}
