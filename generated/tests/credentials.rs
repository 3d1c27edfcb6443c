//! Credentials: where they are sent, and that they are never shown.
#![cfg(feature = "tickets")]

mod support;

use std::{
    error::Error as _,
    future::ready,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use apideck_issue_tracking::{
    BoxError, BoxFuture, Client, CredentialProvider, Error, HttpRequest, HttpResponse, Method, Middleware,
    Next, RetryPolicy, Secret, types::TicketInput,
};
use serde_json::json;
use support::{API_KEY, Act, Reply, Rogue, Server, builder, client, envelope, fast, nowhere};

fn page() -> Reply {
    Reply::json(200, &envelope("Tickets", "all", json!([])))
}

/// Fails if a part of the key, or of a secret set by hand, is shown.
#[track_caller]
fn hides(shown: &str) {
    for secret in [API_KEY, "correct-horse", "by-hand"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// `Debug` and `Display` of an error and of all its sources, and both forms of `Debug`.
fn everything_of(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        shown += &format!(" {error} {error:?} {error:#?}");
        source = error.source();
    }
    shown
}

#[test]
fn credentials_are_not_shown() {
    let builder = builder("http://localhost").with_header("x-api-key", "by-hand");
    hides(&format!("{builder:?} {builder:#?}"));
    let client = builder.build().unwrap();
    hides(&format!("{client:?} {client:#?} {:?}", client.tickets()));
    let call =
        client.tickets().list("c").with_header("authorization", "by-hand").with_query("token", "by-hand");
    hides(&format!("{call:?} {call:#?} {:?}", call.clone().items()));
    let raw = client.request(Method::GET, "/x").header("cookie", "by-hand").query("api_key", "by-hand");
    hides(&format!("{raw:?} {raw:#?}"));
    let secret = Secret::from(API_KEY);
    hides(&format!("{secret:?} {secret:#?}"));
    assert_eq!(secret.expose(), API_KEY);
}

/// Names of headers and query parameters that contain secrets in some APIs, without a hint in the name.
const UNTOLD: [&str; 8] = [
    "x-session",
    "x-jwt",
    "x-goog-signature",
    "sig",
    "pwd",
    "x-customer",
    "x-apideck-consumer-id",
    "location",
];

/// Records the `Debug` output of requests and responses.
#[derive(Clone, Default)]
struct Note(Arc<std::sync::Mutex<String>>);

impl Middleware for Note {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            *self.0.lock().unwrap() += &format!("{request:?} {request:#?}");
            let response = next.run(request).await?;
            *self.0.lock().unwrap() += &format!("{response:?} {response:#?}");
            Ok(response)
        })
    }
}

/// The names of headers and parameters are shown, the values are not.
#[tokio::test]
async fn values_are_not_shown() -> Result<(), Error> {
    for name in UNTOLD {
        let server = Server::start().await;
        let note = Note::default();
        let builder = builder(&format!("{}/by-hand", server.url())).with_header(name, "by-hand");
        let builder = builder.consumer_id("by-hand").middleware(note.clone());
        hides(&format!("{builder:?} {builder:#?}"));
        let client = builder.build()?;
        hides(&format!("{client:?} {client:#?}"));
        assert!(format!("{client:?}").contains(&format!("\"{name}\": ***")), "{client:?}");
        let call = client.tickets().list("by-hand").with_header(name, "by-hand").with_query(name, "by-hand");
        let call = call.base_url(format!("{}/by-hand", server.url())).service_id("by-hand");
        hides(&format!("{call:?} {call:#?} {:?}", call.clone().items().starting_at("by-hand")));
        assert!(format!("{call:?}").contains(&format!("\"{name}\": ***")), "{call:?}");
        assert!(format!("{call:?}").contains("/collections/{collection_id}/tickets"), "{call:?}");
        let raw = client.request(Method::GET, "/by-hand").query(name, "by-hand").json("by-hand");
        hides(&format!("{raw:?} {raw:#?}"));

        let header: &'static str = name;
        server.reply(page().header(header, "by-hand").header("x-request-id", "req-1"));
        let response = call.clone().send_with_metadata().await?;
        hides(&format!("{response:?}"));
        assert!(format!("{response:?}").contains("\"x-request-id\": \"req-1\""), "{response:?}");
        server.reply(Reply::json(400, &json!({"other": "by-hand"})).header(header, "by-hand"));
        hides(&everything_of(&call.send().await.unwrap_err()));
        let seen = note.0.lock().unwrap().clone();
        hides(&seen);
        assert!(seen.contains(&format!("\"{name}\"")) && seen.contains("\"content-type\""), "{seen}");
    }
    Ok(())
}

#[tokio::test]
async fn errors_do_not_show_credentials() {
    let list = |url: &str| {
        let call = client_at(url).tickets().list("c");
        call.with_header("x-api-key", "by-hand")
            .with_query("token", "by-hand")
            .timeout(Duration::from_millis(300))
    };
    let server = Server::start().await;
    server.reply(Reply::json(401, &json!({"message": "Unauthorized"})).header("set-cookie", "sid=by-hand"));
    server.reply(Reply::new(200, "application/json", "{").header("set-cookie", "sid=by-hand"));
    server.reply(Reply::status(302).header("location", &nowhere()));
    let broken = Rogue::start([Act::Leave("HTTP/1.1 2")]).await;
    let silent = Rogue::start([Act::Stall("")]).await;
    let mut errors = Vec::new();
    for url in [server.url(), server.url(), server.url(), &broken.url(), &silent.url(), &nowhere()] {
        errors.push(list(url).send().await.unwrap_err());
    }
    errors.push(list(server.url()).consumer_id("\n").send().await.unwrap_err());
    errors.push(Client::builder().base_url(format!("https://me:{API_KEY}@host")).build().unwrap_err());
    errors.push(list(server.url()).base_url(format!("https://me:{API_KEY}@host")).send().await.unwrap_err());
    let illegal = builder(server.url()).api_key(format!("{API_KEY}\n")).build().unwrap();
    errors.push(illegal.tickets().list("c").send().await.unwrap_err());
    for error in &errors {
        hides(&everything_of(error));
    }
    let kinds = errors.iter().map(|error| match error {
        Error::Api(_) => "api",
        Error::Decode(_) => "decode",
        Error::Transport(_) => "transport",
        Error::Timeout(_) => "timeout",
        Error::Connect(_) => "connect",
        Error::Request(_) => "request",
        _ => "other",
    });
    let expected = [
        "api",
        "decode",
        "api",
        "transport",
        "timeout",
        "connect",
        "request",
        "request",
        "request",
        "request",
    ];
    assert_eq!(kinds.collect::<Vec<_>>(), expected);
    assert!(errors[9].to_string().contains("`api_key`"), "{}", errors[9]);
}

fn client_at(url: &str) -> Client {
    builder(url).build().unwrap()
}

/// Records the `Debug` output of every request.
struct Watch;

impl Middleware for Watch {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        for name in ["authorization", "x-session-token"] {
            assert!(request.headers[name].is_sensitive(), "{name}");
        }
        assert!(!request.headers["x-apideck-consumer-id"].is_sensitive());
        let shown = format!("{request:?} {request:#?} {next:?}");
        hides(&shown);
        assert!(shown.contains("x-apideck-consumer-id") && !shown.contains("test-consumer"), "{shown}");
        next.run(request)
    }
}

#[tokio::test]
async fn headers_are_marked() -> Result<(), Error> {
    let server = Server::replying(page()).await;
    let client = builder(server.url()).middleware(Watch).build()?;
    let call = client.tickets().list("c").with_query("key", "by-hand");
    call.with_header("X-Session-Token", "by-hand").send().await?;
    let request = server.request();
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
    assert_eq!(request.header("x-session-token"), Some("by-hand"));
    Ok(())
}

/// Redirects to another origin are not followed: another port, or the same host with another name.
#[tokio::test]
async fn redirects_to_other_origins_are_not_followed() {
    let elsewhere = Server::start().await;
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start().await;
        let locations = [
            format!("{}/issue-tracking", elsewhere.url()),
            format!("//{}/x", elsewhere.url().trim_start_matches("http://")),
            elsewhere.url().replace("127.0.0.1", "localhost"),
            server.url().replace("http", "https"),
        ];
        for location in &locations {
            server.reply(Reply::status(status).header("location", location));
            let error = client(&server).tickets().list("c").send().await.unwrap_err();
            assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (status, 1));
            assert_eq!(error.headers().unwrap()["location"], location);
            server.reply(Reply::status(status).header("location", location));
            let input = TicketInput::new().subject("secret");
            let error = client(&server).tickets().create("c", input).send().await.unwrap_err();
            assert_eq!(error.status().unwrap().as_u16(), status);
        }
        assert_eq!(server.requests().len(), 2 * locations.len());

        // The same for the second redirect.
        server.reply(Reply::status(status).header("location", "/next"));
        server.reply(Reply::status(status).header("location", elsewhere.url()));
        let error = client(&server).tickets().list("c").send().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn redirects_within_the_origin_are_followed() -> Result<(), Error> {
    let server = Server::start().await;
    server.reply(Reply::status(307).header("location", "/moved?cursor=1"));
    server.reply(page());
    client(&server).tickets().list("c").send().await?;
    let request = server.requests().pop().unwrap();
    assert_eq!(request.target, "/moved?cursor=1");
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));

    let circular = Server::answering(|_| Reply::status(302).header("location", "/again")).await;
    let error = client(&circular).tickets().list("c").send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 302);
    assert!(circular.requests().len() < 20);
    Ok(())
}

/// A header set by hand replaces the credential, and the provider is not called.
#[tokio::test]
async fn a_header_replaces_the_credential() -> Result<(), Error> {
    let server = Server::answering(|_| page()).await;
    let provider = || async { Err::<Secret, BoxError>("not asked for".into()) };
    let provided = builder(server.url()).api_key_provider(provider).build()?;
    provided.tickets().list("c").with_header("authorization", "Basic by-hand").send().await?;
    client(&server).tickets().list("c").with_header("Authorization", "Basic by-hand").send().await?;
    let bare = Client::builder().base_url(server.url()).app_id("a").consumer_id("c").build()?;
    bare.tickets().list("c").with_header("authorization", "Basic by-hand").send().await?;
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.header("authorization") == Some("Basic by-hand")));
    Ok(())
}

#[tokio::test]
async fn a_function_as_provider() -> Result<(), Error> {
    let server = Server::start().await;
    let count = Arc::new(AtomicU32::new(0));
    let provider = move || {
        let count = count.clone();
        async move {
            tokio::task::yield_now().await;
            Ok::<_, BoxError>(Secret::from(format!("key-{}", count.fetch_add(1, Ordering::SeqCst))))
        }
    };
    let client = builder(server.url()).api_key_provider(provider).retry(fast()).build()?;
    server.reply(Reply::status(500));
    server.reply(page());
    server.reply(page());
    client.tickets().list("c").send().await?;
    client.for_consumer("other").tickets().list("c").send().await?;
    let sent = server.requests();
    let sent: Vec<_> = sent.iter().map(|request| request.header("authorization").unwrap()).collect();
    assert_eq!(sent, ["Bearer key-0", "Bearer key-1", "Bearer key-2"], "it is asked before every attempt");
    assert!(format!("{client:?}").contains("CredentialProvider"));
    Ok(())
}

/// Returns `stale` until `refresh` is called, then the given result.
struct Renewing {
    fresh: Result<&'static str, &'static str>,
    refreshed: Arc<AtomicU32>,
}

impl CredentialProvider for Renewing {
    fn credential(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        let refreshed = self.refreshed.load(Ordering::SeqCst) > 0;
        Box::pin(ready(Ok(if refreshed { self.fresh.unwrap_or("stale") } else { "stale" }.into())))
    }

    fn refresh(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        self.refreshed.fetch_add(1, Ordering::SeqCst);
        Box::pin(ready(self.fresh.map(Secret::from).map_err(BoxError::from)))
    }
}

/// A server that accepts the key `fresh`, and a client whose provider returns `stale`, then this result.
async fn renewing(
    fresh: Result<&'static str, &'static str>,
    policy: RetryPolicy,
) -> (Server, Client, Arc<AtomicU32>) {
    let server =
        Server::answering(|request| match (request.header("authorization"), request.method.as_str()) {
            (Some("Bearer fresh"), "POST") => {
                Reply::json(201, &envelope("Tickets", "add", json!({"id": "1"})))
            }
            (Some("Bearer fresh"), _) => page(),
            _ => Reply::json(401, &json!({"message": "Expired"})),
        })
        .await;
    let refreshed = Arc::new(AtomicU32::new(0));
    let provider = Renewing { fresh, refreshed: refreshed.clone() };
    let client = builder(server.url()).api_key_provider(provider).retry(policy).build().unwrap();
    (server, client, refreshed)
}

/// After a 401, the provider may return another key. The request is sent once more with it, regardless of its method and the
/// policy.
#[tokio::test]
async fn refreshed_after_401() -> Result<(), Error> {
    let (server, client, refreshed) = renewing(Ok("fresh"), RetryPolicy::none()).await;
    let response = client.tickets().create("c", TicketInput::new().subject("x")).send_with_metadata().await?;
    assert_eq!((response.attempts(), refreshed.load(Ordering::SeqCst)), (2, 1));
    let requests = server.requests();
    assert_eq!(requests[0].header("authorization"), Some("Bearer stale"));
    assert_eq!(requests[1].header("authorization"), Some("Bearer fresh"));
    assert_eq!(requests[0].body, requests[1].body);
    let response = client.tickets().list("c").send_with_metadata().await?;
    assert_eq!((response.attempts(), refreshed.load(Ordering::SeqCst)), (1, 1));
    Ok(())
}

#[tokio::test]
async fn refreshes_that_do_not_help() {
    // Another rejected key, the same key, and no key.
    for (fresh, attempts) in [(Ok("other"), 2), (Ok("stale"), 1), (Err("signed out"), 1)] {
        let (server, client, refreshed) = renewing(fresh, fast()).await;
        let error = client.tickets().list("c").send().await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, attempts), "{fresh:?}");
        assert_eq!((server.requests().len(), refreshed.load(Ordering::SeqCst)), (attempts as usize, 1));
    }
    // A constant key is not sent twice.
    let server = Server::answering(|_| Reply::status(401)).await;
    let error = client(&server).tickets().list("c").retry(fast()).send().await.unwrap_err();
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
}

/// A provider with a slow refresh that counts calls.
struct Slow {
    keys: Vec<&'static str>,
    refreshed: Arc<AtomicU32>,
    takes: Duration,
}

impl Slow {
    /// A provider that returns these keys in order, and then the last one for ever. An empty key is a failure.
    fn new(keys: &[&'static str]) -> (Self, Arc<AtomicU32>) {
        let refreshed = Arc::<AtomicU32>::default();
        let slow =
            Self { keys: keys.to_vec(), refreshed: refreshed.clone(), takes: Duration::from_millis(50) };
        (slow, refreshed)
    }

    fn key(&self) -> &'static str {
        let ended = self.refreshed.load(Ordering::SeqCst) as usize;
        self.keys[..=ended.min(self.keys.len() - 1)].iter().rev().find(|key| !key.is_empty()).unwrap()
    }
}

impl CredentialProvider for Slow {
    fn credential(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(ready(Ok(self.key().into())))
    }

    fn refresh(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(async {
            tokio::time::sleep(self.takes).await;
            let ended = self.refreshed.fetch_add(1, Ordering::SeqCst) as usize + 1;
            match self.keys[ended.min(self.keys.len() - 1)] {
                "" => Err("signed out".into()),
                key => Ok(key.into()),
            }
        })
    }
}

/// A server that accepts this key.
async fn wanting(key: &'static str) -> Server {
    let wanted = format!("Bearer {key}");
    Server::answering(move |request| {
        if request.header("authorization") == Some(&wanted) { page() } else { Reply::status(401) }
    })
    .await
}

/// Makes calls concurrently, with clones of a client. Returns the number of successes.
async fn at_once(client: &Client, calls: usize) -> usize {
    let send = |number: usize| {
        let client = if number.is_multiple_of(2) { client.clone() } else { client.for_consumer("other") };
        tokio::spawn(async move { client.tickets().list("c").send().await.is_ok() })
    };
    let sent: Vec<_> = (0..calls).map(send).collect();
    let mut succeeded = 0;
    for call in sent {
        succeeded += usize::from(call.await.unwrap());
    }
    succeeded
}

#[tokio::test]
async fn calls_at_once_share_a_refresh() -> Result<(), Error> {
    let server = wanting("fresh").await;
    let (slow, refreshed) = Slow::new(&["stale", "fresh"]);
    let client = builder(server.url()).api_key_provider(slow).build()?;
    assert_eq!(at_once(&client, 200).await, 200);
    assert_eq!(refreshed.load(Ordering::SeqCst), 1);
    Ok(())
}

#[tokio::test]
async fn calls_at_once_share_a_refresh_that_fails() -> Result<(), Error> {
    let server = wanting("fresh").await;
    let (slow, refreshed) = Slow::new(&["stale", "", "fresh"]);
    let client = builder(server.url()).api_key_provider(slow).build()?;
    assert_eq!(at_once(&client, 200).await, 0);
    assert_eq!(refreshed.load(Ordering::SeqCst), 1);
    // A later call tries again.
    assert_eq!(at_once(&client, 2).await, 2);
    assert_eq!(refreshed.load(Ordering::SeqCst), 2);
    Ok(())
}

/// The response to the old key arrives long after other calls received a new key.
#[tokio::test]
async fn a_late_rejection_uses_the_new_key() -> Result<(), Error> {
    let server = wanting("fresh").await;
    let (slow, refreshed) = Slow::new(&["stale", "fresh", "other"]);
    let client = builder(server.url()).api_key_provider(slow).build()?;
    server.reply(Reply::status(401).after(Duration::from_millis(300)));
    let late = client.clone();
    let late = tokio::spawn(async move { late.tickets().list("c").send().await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    client.tickets().list("c").send().await?;
    late.await.unwrap()?;
    assert_eq!(refreshed.load(Ordering::SeqCst), 1);
    Ok(())
}

/// The call that began the refresh is dropped. The other calls still receive the key.
#[tokio::test]
async fn a_refresh_outlives_the_call_that_began_it() -> Result<(), Error> {
    let server = wanting("fresh").await;
    let (mut slow, refreshed) = Slow::new(&["stale", "fresh"]);
    slow.takes = Duration::from_millis(300);
    let client = builder(server.url()).api_key_provider(slow).build()?;
    let leader = client.clone();
    let leader = tokio::spawn(async move { leader.tickets().list("c").send().await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let other = client.clone();
    let other = tokio::spawn(async move { other.tickets().list("c").send().await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    leader.abort();
    other.await.unwrap()?;
    assert_eq!(refreshed.load(Ordering::SeqCst), 1);
    Ok(())
}

/// A provider that requests a new key from the API, with a clone of its own client.
#[derive(Clone, Default)]
struct Asking {
    client: Arc<OnceLock<Client>>,
    refreshed: Arc<AtomicU32>,
}

impl CredentialProvider for Asking {
    fn credential(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(ready(Ok("stale".into())))
    }

    fn refresh(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        self.refreshed.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {
            self.client.get().unwrap().tickets().list("c").send().await?;
            Ok("fresh".into())
        })
    }
}

/// The server rejects the request of the refresh too. That request must not wait for the refresh that contains it.
#[test]
fn a_rejected_refresh_does_not_deadlock() {
    let (sender, receiver) = mpsc::channel();
    // A deadlock would stop the timers of the runtime, so the time limit is outside.
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = runtime.block_on(async {
            let server = wanting("fresh").await;
            let asking = Asking::default();
            let client = builder(server.url()).api_key_provider(asking.clone()).build().unwrap();
            asking.client.set(client.clone()).unwrap();
            let error = client.tickets().list("c").send().await.unwrap_err();
            let refreshed = asking.refreshed.load(Ordering::SeqCst);
            (error.status().map(|status| status.as_u16()), refreshed, server.requests().len())
        });
        sender.send(outcome).unwrap();
    });
    assert_eq!(receiver.recv_timeout(Duration::from_secs(5)), Ok((Some(401), 1, 2)));
}

/// The attempt with the wrong key does not count as one of the policy's attempts.
#[tokio::test]
async fn refreshed_and_retried() {
    let (server, client, _) = renewing(Ok("fresh"), fast()).await;
    server.reply(Reply::status(401));
    (0..3).for_each(|_| server.reply(Reply::status(500)));
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (500, 4));
}

#[tokio::test]
async fn a_provider_that_fails() {
    let server = Server::start().await;
    let provider = || async { Err::<Secret, BoxError>("the vault is locked".into()) };
    let client = builder(server.url()).api_key_provider(provider).retry(fast()).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!((error.attempts(), server.requests().len()), (0, 0));
    let expected = "collectionTicketsAll: failed to obtain credential `api_key`: the vault is locked";
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.source().unwrap().to_string(), "the vault is locked");
}

/// Credentials from the environment. The test runs in a separate process, with its own environment.
#[test]
fn from_the_environment() {
    let run = |variables: &[(&str, &str)]| {
        let test = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "in_the_environment", "--ignored", "--nocapture"])
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        assert!(test.status.success(), "{test:?}");
        String::from_utf8(test.stdout).unwrap()
    };
    let shown = run(&[
        ("APIDECK_API_KEY", API_KEY),
        ("APIDECK_APP_ID", " the-app "),
        ("APIDECK_CONSUMER_ID", "the-consumer"),
        ("APIDECK_SERVICE_ID", ""),
        ("APIDECK_BASE_URL", "http://localhost:1/base"),
    ]);
    hides(&shown);
    for text in ["x-apideck-app-id", "x-apideck-consumer-id", "http://localhost:1/***", "Secret(***)"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(!shown.contains("the-app") && !shown.contains("the-consumer"), "{shown}");
    assert!(!shown.contains("service"), "{shown}");
    let shown = run(&[("APIDECK_APP_ID", "the-app")]);
    assert!(shown.contains("no credentials in the environment: set `APIDECK_API_KEY`"), "{shown}");
}

#[test]
#[ignore = "run by from_the_environment"]
fn in_the_environment() {
    match Client::from_env() {
        Ok(client) => println!("{client:?}"),
        Err(error) => println!("{error}"),
    }
}

/// The error about an invalid key from a provider has the number of earlier attempts.
#[tokio::test]
async fn a_provider_that_returns_an_invalid_key() {
    let server = Server::replying(Reply::status(500)).await;
    let count = AtomicU32::new(0);
    let provider = move || {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move { Ok::<Secret, BoxError>(if first { "good" } else { "b\nad" }.into()) }
    };
    let client = builder(server.url()).api_key_provider(provider).retry(fast()).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
}
