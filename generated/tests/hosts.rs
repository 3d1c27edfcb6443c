//! The hosts that may receive requests and credentials.
#![cfg(feature = "tickets")]

mod support;

use std::process::Command;

use apideck_issue_tracking::{
    BoxError, BoxFuture, Client, Error, HttpRequest, HttpResponse, Method, Middleware, Next, RetryPolicy,
    Secret, StatusCode,
};
use serde_json::json;
use support::{API_KEY, Reply, Server, builder, envelope};

/// Addresses of other computers, which do not exist (RFC 5737, RFC 2606).
const ELSEWHERE: [&str; 4] =
    ["http://192.0.2.1", "http://api.example/v1", "http://127.0.0.1.example", "http://[2001:db8::1]:8080"];

#[track_caller]
fn rejects(error: &Error) {
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(error.attempts(), 0);
    let words = error.to_string();
    for part in ["over plain HTTP", "`allow_insecure_http(true)`", "`APIDECK_ALLOW_INSECURE_HTTP=1`"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(!words.contains(API_KEY), "{words}");
}

/// Fails instead of sending. A request that arrives here would have been sent.
struct Stop;

impl Middleware for Stop {
    fn handle<'a>(&'a self, _: HttpRequest, _: Next<'a>) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async { Err(Error::middleware("it was sent")) })
    }
}

#[tokio::test]
async fn credentials_need_tls() -> Result<(), Error> {
    let server = Server::answering(|_| Reply::json(200, &envelope("Tickets", "all", json!([])))).await;
    for url in ELSEWHERE {
        rejects(&builder(url).build().unwrap_err());
        let client = builder(server.url()).build()?;
        rejects(&client.tickets().list("c").base_url(url).send().await.unwrap_err());
        rejects(&client.request(Method::GET, "/x").base_url(url).send().await.unwrap_err());
        let bare = Client::builder().base_url(url).app_id("a").consumer_id("c").build()?;
        let by_hand = bare.tickets().list("c").with_header("authorization", "by hand");
        rejects(&by_hand.send().await.unwrap_err());
        let provider = || async { Ok::<_, BoxError>(Secret::from(API_KEY)) };
        rejects(&Client::builder().base_url(url).api_key_provider(provider).build().unwrap_err());
    }
    assert!(server.requests().is_empty());
    Ok(())
}

#[tokio::test]
async fn plain_http_can_be_allowed() -> Result<(), Error> {
    for url in ELSEWHERE {
        let client = builder(url).allow_insecure_http(true).middleware(Stop).build()?;
        let error = client.tickets().list("c").send().await.unwrap_err();
        assert!(matches!(error, Error::Middleware(_)), "{error:?}");
    }
    Ok(())
}

/// A middleware that changes the host of the request.
struct Divert(&'static str);

impl Middleware for Divert {
    fn handle<'a>(
        &'a self,
        mut request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        request.set_url(self.0).unwrap();
        next.run(request)
    }
}

#[tokio::test]
async fn middleware_cannot_send_credentials_over_plain_http() -> Result<(), Error> {
    let server = Server::start().await;
    for url in ELSEWHERE {
        let client = builder(server.url()).middleware(Divert(url)).build()?;
        rejects(&client.tickets().list("c").send().await.unwrap_err());
    }
    Ok(())
}

/// This computer needs no TLS, with any of its names.
#[tokio::test]
async fn loopback_is_safe() -> Result<(), Error> {
    let server = Server::answering(|_| Reply::json(200, &envelope("Tickets", "all", json!([])))).await;
    let port = server.url().rsplit_once(':').unwrap().1;
    for host in ["127.0.0.1", "localhost"] {
        builder(&format!("http://{host}:{port}")).build()?.tickets().list("c").send().await?;
    }
    for host in ["127.9.9.9", "[::1]", "api.localhost"] {
        builder(&format!("http://{host}:{port}")).build()?;
    }
    let request = server.requests().pop().unwrap();
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
    Ok(())
}

/// Requests without credentials may be sent to any host.
#[tokio::test]
async fn requests_without_credentials() -> Result<(), Error> {
    struct Answer;
    impl Middleware for Answer {
        fn handle<'a>(&'a self, _: HttpRequest, _: Next<'a>) -> BoxFuture<'a, Result<HttpResponse, Error>> {
            Box::pin(async { Ok(HttpResponse::new(StatusCode::OK, Default::default(), "")) })
        }
    }
    let client =
        Client::builder().base_url("http://api.example").with_header("x-team", "a").middleware(Answer);
    client.retry(RetryPolicy::none()).build()?;
    Ok(())
}

#[test]
fn from_the_environment() {
    let run = |variables: &[(&str, &str)]| {
        let test = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "in_the_environment", "--ignored", "--nocapture"])
            .env_clear()
            .envs([("APIDECK_API_KEY", API_KEY), ("APIDECK_BASE_URL", "http://api.example")])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(test.stdout).unwrap()
    };
    let rejected = "`APIDECK_ALLOW_INSECURE_HTTP=1`";
    assert!(run(&[]).contains(rejected));
    assert!(run(&[("APIDECK_ALLOW_INSECURE_HTTP", "0")]).contains(rejected));
    assert!(run(&[("APIDECK_ALLOW_INSECURE_HTTP", "")]).contains(rejected));
    for yes in ["1", "true", " 1 "] {
        assert!(run(&[("APIDECK_ALLOW_INSECURE_HTTP", yes)]).contains("a client"), "{yes}");
    }
    let odd = run(&[("APIDECK_ALLOW_INSECURE_HTTP", "maybe")]);
    assert!(odd.contains("`APIDECK_ALLOW_INSECURE_HTTP` must be 1 or 0"), "{odd}");
}

#[test]
#[ignore = "run by from_the_environment"]
fn in_the_environment() {
    match Client::from_env() {
        Ok(_) => println!("a client"),
        Err(error) => println!("{error}"),
    }
}
