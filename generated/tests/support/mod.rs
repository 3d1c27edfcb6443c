//! A real HTTP server on loopback that keeps what it is asked and answers what it is told to.
#![allow(dead_code, reason = "each test program uses a part of this")]

use std::{
    collections::VecDeque,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use apideck_issue_tracking::{Client, ClientBuilder, RetryPolicy};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub const API_KEY: &str = "sk_live_correct-horse-battery-staple";
pub const APP_ID: &str = "dSBdXd2H6Mqwfg0atXHXYcysLJE9qyn1VwBtXHX";
pub const CONSUMER_ID: &str = "test-consumer";
pub const SERVICE_ID: &str = "jira";

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Recorded {
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

    /// The body as text.
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What the server answers to one request.
#[derive(Debug, Clone)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Reply {
    pub fn new(status: u16, media: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type", media.to_owned())];
        Self { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into() }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// The server; it runs until the test's runtime ends.
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
}

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// A server that has one answer in its queue.
    pub async fn replying(reply: Reply) -> Self {
        let server = Self::start().await;
        server.reply(reply);
        server
    }

    /// Adds an answer to the queue.
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

    /// The one request there was.
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
    let mut papers = desk.papers();
    let target = head.uri.to_string();
    papers.requests.push(Recorded { method: head.method, target, headers: head.headers, body });
    let unexpected = || Reply::new(500, "text/plain", "the test has queued no answer");
    let reply = papers.replies.pop_front().unwrap_or_else(unexpected);
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// A client of the server that has all it needs, and sends everything once.
pub fn client(server: &Server) -> Client {
    builder(server.url()).build().unwrap()
}

/// As [`client`], to be changed.
pub fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .api_key(API_KEY)
        .app_id(APP_ID)
        .consumer_id(CONSUMER_ID)
        .service_id(SERVICE_ID)
        .retry(RetryPolicy::none())
}

/// Makes one call, which is answered with `reply`, and gives its outcome with the request that was sent.
pub async fn exchange<C, F>(reply: Reply, call: C) -> (F::Output, Recorded)
where
    C: FnOnce(Client) -> F,
    F: Future,
{
    let server = Server::replying(reply).await;
    let outcome = call(client(&server)).await;
    (outcome, server.request())
}

/// The body of a response that carries `data`.
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
