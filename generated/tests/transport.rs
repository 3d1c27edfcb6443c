//! The layers between a call and the network: HTTP clients, middleware, URLs, headers, raw requests, scopes.
#![cfg(all(feature = "collections", feature = "tickets"))]

mod support;

use std::{
    collections::HashSet,
    io::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use apideck_issue_tracking::{
    BoxFuture, Client, Error, HttpRequest, HttpResponse, Method, Middleware, Next, StatusCode,
    types::{CreateTicketResponse, TicketInput},
};
use axum::http::Version;
use serde_json::{Value, json};
use support::{
    API_KEY, APP_ID, CONSUMER_ID, Recorded, Reply, SERVICE_ID, Server, builder, client, envelope, fast,
};

fn page() -> Reply {
    Reply::json(200, &envelope("Tickets", "all", json!([])))
}

/// A custom HTTP client.
fn own() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
}

#[tokio::test]
async fn an_http_client_of_your_own() -> Result<(), Error> {
    let server = Server::answering(|_| page()).await;
    let headers = [("x-own".parse().unwrap(), "yes".parse().unwrap())].into_iter().collect();
    let client = builder(server.url()).reqwest_client_builder(own().default_headers(headers)).build()?;
    client.tickets().list("c").send().await?;
    let request = server.request();
    assert_eq!(request.header("x-own"), Some("yes"));
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
    let user_agent = concat!("apideck-issue-tracking/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(user_agent));
    Ok(())
}

/// Regardless of the redirect policy of the builder, no key and no `Referer` is sent to other origins.
#[tokio::test]
async fn redirects_of_your_own_builder() -> Result<(), Error> {
    let elsewhere = Server::answering(|_| page()).await;
    let server = Server::start().await;
    let http = own().redirect(reqwest::redirect::Policy::limited(5)).referer(true);
    let client = builder(server.url()).reqwest_client_builder(http).build()?;
    server.reply(Reply::status(307).header("location", elsewhere.url()));
    let error = client.tickets().list("c").with_header("x-key", "secret").send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert!(elsewhere.requests().is_empty());
    server.reply(Reply::status(307).header("location", "/moved"));
    server.reply(page());
    client.tickets().list("c").with_query("sig", "secret").send().await?;
    assert!(server.requests().iter().all(|request| request.header("referer").is_none()));
    Ok(())
}

/// An invalid builder is an error of `build`.
#[tokio::test]
async fn a_builder_that_cannot_be_built() {
    let error =
        builder("http://localhost").reqwest_client_builder(own().user_agent("a\n")).build().unwrap_err();
    assert!(error.to_string().contains("failed to set up the HTTP client"), "{error}");
}

/// A finished client has its own redirect policy. `reqwest` removes the bearer token.
#[tokio::test]
async fn redirects_of_your_own_client() -> Result<(), Error> {
    let elsewhere = Server::replying(page()).await;
    let server = Server::replying(Reply::status(307).header("location", elsewhere.url())).await;
    let client = builder(server.url()).reqwest_client_unchecked(own().build().unwrap()).build()?;
    client.tickets().list("c").send().await?;
    assert!(server.request().header("authorization").is_some());
    assert_eq!(elsewhere.request().header("authorization"), None);
    Ok(())
}

/// The limits of a custom client apply, and the error names their origin.
#[tokio::test]
async fn time_limits_of_your_own_client() {
    let server = Server::answering(|_| page().after(Duration::from_secs(60))).await;
    let http = own().timeout(Duration::from_millis(80));
    let client = builder(server.url()).reqwest_client_builder(http).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(error.to_string().ends_with("within the time limit of the HTTP client"), "{error}");
}

#[tokio::test]
async fn http_2() -> Result<(), Error> {
    let server = Server::answering(|_| page()).await;
    let client = builder(server.url()).reqwest_client_builder(own().http2_prior_knowledge()).build()?;
    client.tickets().list("c").send().await?;
    assert_eq!(server.request().version, Version::HTTP_2);
    assert_eq!(server.request().header("x-apideck-app-id"), Some(APP_ID));
    Ok(())
}

/// Records and marks requests and responses.
struct Mark {
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Middleware for Mark {
    fn handle<'a>(
        &'a self,
        mut request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let (name, number) = (self.name, next.attempt());
            let line = format!("{name} {number} {} {} {}", next.operation(), request.method, request.path());
            self.seen.lock().unwrap().push(line);
            let marks = request.headers.get("x-marks").map_or("", |marks| marks.to_str().unwrap());
            let marks = format!("{marks}{name}");
            request.headers.insert("x-marks", marks.parse().unwrap());
            let mut response = next.run(request).await?;
            self.seen.lock().unwrap().push(format!("{name} {number} {}", response.status));
            response.headers.append("x-marks", name.parse().unwrap());
            Ok(response)
        })
    }
}

#[tokio::test]
async fn middleware_around_every_attempt() -> Result<(), Error> {
    let server = Server::replying(Reply::status(500)).await;
    server.reply(page());
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let mark = |name| Mark { name, seen: seen.clone() };
    let client = builder(server.url()).retry(fast()).middleware(mark("a")).middleware(mark("b")).build()?;
    let response = client.tickets().list("c").send_with_metadata().await?;
    assert_eq!(response.attempts(), 2);
    assert_eq!(response.headers().get_all("x-marks").iter().collect::<Vec<_>>(), ["b", "a"]);
    assert!(server.requests().iter().all(|request| request.header("x-marks") == Some("ab")));
    let request = "collectionTicketsAll GET /issue-tracking/collections/c/tickets";
    let expected: Vec<String> = [(1, "500 Internal Server Error"), (2, "200 OK")]
        .into_iter()
        .flat_map(|(number, status)| {
            let lines = [("a", request), ("b", request), ("b", status), ("a", status)];
            lines.map(|(name, line)| format!("{name} {number} {line}"))
        })
        .collect();
    assert_eq!(*seen.lock().unwrap(), expected);
    Ok(())
}

/// A middleware that depends only on the request.
struct Act<F>(F);

impl<F: Fn(&mut HttpRequest) -> Option<Result<HttpResponse, Error>> + Send + Sync + 'static> Middleware
    for Act<F>
{
    fn handle<'a>(
        &'a self,
        mut request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        match (self.0)(&mut request) {
            Some(outcome) => Box::pin(std::future::ready(outcome)),
            None => next.run(request),
        }
    }
}

#[tokio::test]
async fn middleware_changes_everything() -> Result<(), Error> {
    let (server, elsewhere) = (Server::start().await, Server::replying(page()).await);
    let url = format!("{}/elsewhere?x=1", elsewhere.url());
    let change = Act(move |request: &mut HttpRequest| {
        assert_eq!((request.host(), request.query()), ("127.0.0.1", Some("limit=3")));
        assert!(request.url().ends_with("/issue-tracking/collections/c/tickets?limit=3"));
        request.method = Method::PUT;
        request.headers.remove("authorization");
        request.body = "changed".into();
        request.set_url("not a URL").unwrap_err();
        request.set_url(&url).unwrap();
        None
    });
    let client = builder(server.url()).middleware(change).build()?;
    client.tickets().list("c").limit(3).send().await?;
    assert!(server.requests().is_empty());
    let request = elsewhere.request();
    assert_eq!((&request.method, &*request.target), (&Method::PUT, "/elsewhere?x=1"));
    assert_eq!((request.header("authorization"), request.text()), (None, "changed"));
    Ok(())
}

#[tokio::test]
async fn middleware_responds_by_itself() -> Result<(), Error> {
    let server = Server::start().await;
    let answer = Act(|request: &mut HttpRequest| {
        let status = if request.path().ends_with("/t") { StatusCode::NOT_FOUND } else { StatusCode::OK };
        let body = envelope("Tickets", "all", json!([])).to_string();
        Some(Ok(HttpResponse::new(status, Default::default(), body)))
    });
    let client = builder(server.url()).middleware(answer).build()?;
    assert_eq!(client.tickets().list("c").send().await?.service, "jira");
    let error = client.tickets().get("c", "t").send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(server.requests().is_empty());
    Ok(())
}

#[derive(Debug)]
struct Closed(u8);

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "closed until {}", self.0)
    }
}

impl std::error::Error for Closed {}

#[tokio::test]
async fn middleware_returns_its_own_error() {
    let server = Server::start().await;
    let refuse = Act(|_: &mut HttpRequest| Some(Err(Error::middleware(Closed(9)))));
    let client = builder(server.url()).retry(fast()).middleware(refuse).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Middleware(_)), "{error:?}");
    assert_eq!(error.to_string(), "collectionTicketsAll: a middleware failed: closed until 9");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.downcast_ref::<Closed>().unwrap().0, 9);
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}

#[tokio::test]
async fn addresses() -> Result<(), Error> {
    let (home, away) = (Server::answering(|_| page()).await, Server::answering(|_| page()).await);
    let client = builder(&format!("{}/home/", home.url())).build()?;
    for (path, expected) in [("", ""), ("/", ""), ("/v1", "/v1"), ("/v1/", "/v1"), ("/v1//", "/v1")] {
        let base = format!("{}{path}", away.url());
        client.tickets().list("c").base_url(&base).send().await?;
        let request = away.requests().pop().unwrap();
        assert_eq!(request.path(), format!("{expected}/issue-tracking/collections/c/tickets"));
        assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
        for raw in ["/x/", "x/"] {
            client.request(Method::GET, raw).base_url(&base).send().await?;
            assert_eq!(away.requests().pop().unwrap().path(), format!("{expected}/x/"));
        }
    }
    client.tickets().list("c").send().await?;
    assert_eq!(home.request().path(), "/home/issue-tracking/collections/c/tickets");
    for bad in ["", "/v1", "ftp://x", "http://x?y=1", "http://u:p@x"] {
        let error = client.tickets().list("c").base_url(bad).send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains("the base URL"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn more_headers_and_queries() -> Result<(), Error> {
    let server = Server::answering(|_| page()).await;
    let client =
        builder(server.url()).with_header("x-team", "client").with_header("x-stage", "test").build()?;
    let call =
        client.tickets().list("c").limit(5).with_header("X-Team", "first").with_header("x-team", "call");
    let call = call.with_query("a b", "ü&=").with_query("n", 1).with_query("n", 2).with_query("limit", 6);
    call.with_header("user-agent", "mine/1").with_header("x-apideck-service-id", "other").send().await?;
    let request = server.request();
    assert_eq!(request.query(), "limit=6&a%20b=%C3%BC%26%3D&n=2");
    assert_eq!((request.header("x-team"), request.header("x-stage")), (Some("call"), Some("test")));
    assert_eq!(request.header("x-apideck-service-id"), Some("other"));
    assert_eq!(request.header("user-agent"), Some("mine/1"));

    for (name, value) in [("x-bad", "a\r\nb: c"), ("bad name", "x"), ("", "x")] {
        let error = client.tickets().list("c").with_header(name, value).send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert_eq!((error.attempts(), server.requests().len()), (0, 1));
        builder(server.url()).with_header(name, value).build().unwrap_err();
    }
    Ok(())
}

#[tokio::test]
async fn raw_requests() -> Result<(), Error> {
    let server = Server::replying(Reply::status(500)).await;
    server.reply(Reply::json(201, &envelope("Tickets", "add", json!({"id": "7"}))));
    let client = builder(server.url()).retry(fast()).build()?;
    let input = TicketInput::new().subject("Printer on fire");
    let call = client.request(Method::PUT, "/any/%2F{id}?fixed=1").query("more", "a b").header("x-a", "b");
    let response = call.json(&input).send_json::<CreateTicketResponse>().await?;
    assert_eq!((response.attempts(), response.status()), (2, StatusCode::CREATED));
    assert_eq!(response.body().data.id, "7");
    let requests = server.requests();
    for request in &requests {
        assert_eq!(
            (&request.method, &*request.target),
            (&Method::PUT, "/any/%2F%7Bid%7D?fixed=1&more=a%20b")
        );
        assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
        assert_eq!(request.header("x-apideck-app-id"), Some(APP_ID));
        assert_eq!(request.header("x-apideck-consumer-id"), Some(CONSUMER_ID));
        assert_eq!(request.header("x-apideck-service-id"), Some(SERVICE_ID));
        assert_eq!(
            (request.header("x-a"), request.header("content-type")),
            (Some("b"), Some("application/json"))
        );
        assert_eq!(request.text(), r#"{"subject":"Printer on fire"}"#);
    }

    server.reply(Reply::new(200, "text/csv", "a,b"));
    let response = client.request(Method::POST, "import").body("x;y", "text/csv").send().await?;
    assert_eq!(response.body().as_ref(), b"a,b");
    let request = server.requests().pop().unwrap();
    assert_eq!((request.text(), request.header("content-type")), ("x;y", Some("text/csv")));

    server.reply(Reply::status(200));
    client.request(Method::POST, "/empty?next=https://host/x").send().await?;
    let request = server.requests().pop().unwrap();
    assert_eq!(
        (&*request.target, request.header("content-length")),
        ("/empty?next=https://host/x", Some("0"))
    );
    server.reply(Reply::status(200));
    client.request(Method::GET, "empty?next=https://host/x").send().await?;

    server.reply(Reply::json(404, &json!({"message": "No such thing"})));
    let error = client.request(Method::GET, "/x").send().await.unwrap_err();
    assert_eq!(error.to_string(), "request: 404 Not Found: No such thing");
    let error = client.request(Method::GET, "https://elsewhere.example/x").send().await.unwrap_err();
    assert!(error.to_string().contains("cannot be a URL"), "{error}");
    Ok(())
}

#[tokio::test]
async fn compressed_responses() -> Result<(), Error> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let tickets: Vec<Value> = (0..200).map(|id| json!({"id": id.to_string()})).collect();
    gzip.write_all(envelope("Tickets", "all", json!(tickets)).to_string().as_bytes()).unwrap();
    let body = gzip.finish().unwrap();
    let reply = Reply::new(200, "application/json", body.clone()).header("content-encoding", "gzip");
    let server = Server::replying(reply).await;
    assert_eq!(client(&server).tickets().list("c").send().await?.data.len(), 200);
    assert!(server.request().header("accept-encoding").unwrap().contains("gzip"));

    // A truncated response is a connection failure.
    let half = body[..body.len() / 2].to_vec();
    let server =
        Server::replying(Reply::new(200, "application/json", half).header("content-encoding", "gzip")).await;
    let error = client(&server).tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn scoped_clients() -> Result<(), Error> {
    let server = Server::answering(|_| page()).await;
    let client = client(&server);
    let ids = |request: &Recorded| {
        ["app", "consumer", "service"]
            .map(|name| request.header(&format!("x-apideck-{name}-id")).unwrap().to_owned())
    };
    let scoped = client.for_consumer("acme");
    scoped.tickets().list("c").send().await?;
    scoped.for_app("app").for_service("github").tickets().list("c").send().await?;
    scoped.tickets().list("c").consumer_id("once").send().await?;
    scoped.for_consumer("other").request(Method::GET, "/x").send().await?;
    client.tickets().list("c").send().await?;
    let sent: Vec<_> = server.requests().iter().map(ids).collect();
    assert_eq!(sent[0], [APP_ID, "acme", SERVICE_ID]);
    assert_eq!(sent[1], ["app", "acme", "github"]);
    assert_eq!(sent[2], [APP_ID, "once", SERVICE_ID]);
    assert_eq!(sent[3], [APP_ID, "other", SERVICE_ID]);
    assert_eq!(sent[4], [APP_ID, CONSUMER_ID, SERVICE_ID]);

    // The calls report a value that is invalid in a header.
    let error = client.for_consumer("a\nb").tickets().list("c").send().await.unwrap_err();
    assert!(error.to_string().contains("`x-apideck-consumer-id`"), "{error}");
    Ok(())
}

/// Sends requests concurrently, and checks that every caller receives its own response.
async fn crowd(client: &Client, size: usize) {
    let calls = (0..size).map(|number| {
        let tickets = client.for_consumer(number.to_string()).tickets();
        tokio::spawn(async move { tickets.get("c", number.to_string()).send().await })
    });
    for (number, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(call.await.unwrap().unwrap().data.id, number.to_string());
    }
}

/// A server that returns every requested ticket after a moment.
async fn tickets() -> (Server, Arc<AtomicUsize>) {
    let served = Arc::<AtomicUsize>::default();
    let count = served.clone();
    let server = Server::answering(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        let id = request.path().rsplit('/').next().unwrap();
        assert_eq!(request.header("x-apideck-consumer-id"), Some(id));
        let body = envelope("Tickets", "one", json!({"id": id}));
        Reply::json(200, &body).after(Duration::from_millis(20))
    })
    .await;
    (server, served)
}

/// Uses HTTP/2 with one connection, because some machines do not allow two thousand open files.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_at_once() {
    let (server, served) = tickets().await;
    let client = builder(server.url()).reqwest_client_builder(own().http2_prior_knowledge());
    crowd(&client.build().unwrap(), 1000).await;
    assert_eq!(served.load(Ordering::SeqCst), 1000);
    let targets: HashSet<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets.len(), 1000);
}

/// With HTTP/1.1, every concurrent call has a connection, which the next call reuses.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_a_hundred_at_a_time() {
    let (server, served) = tickets().await;
    let client = client(&server);
    for _ in 0..10 {
        crowd(&client, 100).await;
    }
    assert_eq!(served.load(Ordering::SeqCst), 1000);
    assert!(server.requests().iter().all(|request| request.version == Version::HTTP_11));
}

/// The page of a proxy is an error with its status, and is retried accordingly.
#[tokio::test]
async fn html_from_a_proxy() -> Result<(), Error> {
    let html = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
    let server = Server::start().await;
    let client = builder(server.url()).retry(fast()).build()?;
    server.reply(Reply::new(502, "text/html", html));
    server.reply(page());
    assert_eq!(client.tickets().list("c").send_with_metadata().await?.attempts(), 2);
    (0..3).for_each(|_| server.reply(Reply::new(502, "text/html", html)));
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error:?}");
    assert_eq!(error.to_string(), "collectionTicketsAll: 502 Bad Gateway (after 3 attempts)");
    assert_eq!(*error.body().unwrap(), html);
    Ok(())
}

/// The error of truncated JSON has the position.
#[tokio::test]
async fn truncated_json() {
    let whole = envelope("Tickets", "all", json!([{"id": "1"}, {"id": "2"}])).to_string();
    let (cut, _) = whole.split_once("\"2\"").unwrap();
    let server = Server::replying(Reply::new(200, "application/json", cut.to_owned())).await;
    let error = client(&server).tickets().list("c").send().await.unwrap_err();
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert_eq!((decode.path(), decode.status()), ("data[1].id", StatusCode::OK));
}
