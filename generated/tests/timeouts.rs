//! The three time limits: for connecting, for an attempt, and for the whole operation.
#![cfg(feature = "tickets")]

mod support;

use std::{future::pending, time::Duration};

use apideck_issue_tracking::{
    BoxError, Client, Error, Method, RetryPolicy, Secret, TimeoutKind, types::TicketInput,
};
use serde_json::json;
use support::{Act, Reply, Rogue, Server, builder, envelope, fast};

/// Long enough to send a request, short enough to wait for.
const SHORT: Duration = Duration::from_millis(80);

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";

fn page() -> Reply {
    Reply::json(200, &envelope("Tickets", "all", json!([])))
}

/// The limit that was exceeded, its duration, and the number of attempts.
#[track_caller]
fn timeout<T>(outcome: Result<T, Error>) -> (TimeoutKind, Option<Duration>, u32) {
    let error = outcome.map(drop).unwrap_err();
    let Error::Timeout(late) = &error else { panic!("{error:?}") };
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(error.is_connect(), late.kind() == TimeoutKind::Connect);
    assert!(error.to_string().contains(": timed out: "), "{error}");
    (late.kind(), late.limit(), error.attempts())
}

/// A server that accepts connections, but never starts TLS.
async fn mute() -> String {
    let rogue = Rogue::start([Act::Sleep]).await;
    format!("https://{}", rogue.address)
}

#[tokio::test]
async fn connecting() {
    let expected = |attempts| (TimeoutKind::Connect, Some(SHORT), attempts);
    let client = builder(&mute().await).connect_timeout(SHORT).build().unwrap();
    let tickets = client.tickets();
    assert_eq!(timeout(tickets.list("c").send().await), expected(1));
    // Without a connection, even a POST is sent again.
    let create = tickets.create("c", TicketInput::new()).retry(fast());
    assert_eq!(timeout(create.send().await), expected(3));
}

/// A call can shorten the limit of the client.
#[tokio::test]
async fn connecting_for_one_call() {
    let expected = (TimeoutKind::Connect, Some(SHORT), 1);
    for limit in [Some(Duration::from_secs(60)), None] {
        let client = builder(&mute().await).connect_timeout(limit).build().unwrap();
        assert_eq!(timeout(client.tickets().list("c").connect_timeout(SHORT).send().await), expected);
        assert_eq!(timeout(client.request(Method::GET, "/x").connect_timeout(SHORT).send().await), expected);
    }
    let client = builder(&mute().await).connect_timeout(SHORT).build().unwrap();
    let call = client.tickets().list("c").connect_timeout(Duration::from_secs(60));
    assert_eq!(timeout(call.send().await), expected);
}

/// The limit for connecting ends when there is a connection.
#[tokio::test]
async fn connected_in_time() -> Result<(), Error> {
    let limit = Duration::from_millis(400);
    let server = Server::replying(page().after(limit + SHORT)).await;
    let client = builder(server.url()).connect_timeout(limit).build()?;
    client.tickets().list("c").connect_timeout(limit).send().await.map(drop)
}

#[tokio::test]
async fn an_attempt() {
    for act in [Act::Stall(""), Act::Stall("HTTP/1.1 200 OK\r\nx-a: "), Act::Stall(HEAD), Act::Drip(HEAD)] {
        let rogue = Rogue::start([act.clone()]).await;
        let client = builder(&rogue.url()).attempt_timeout(SHORT).retry(fast()).build().unwrap();
        let expected = |attempts| (TimeoutKind::Attempt, Some(SHORT), attempts);
        assert_eq!(timeout(client.tickets().list("c").send().await), expected(3), "{act:?}");
        // The server has received the POST and may have processed it.
        let create = client.tickets().create("c", TicketInput::new());
        assert_eq!(timeout(create.send().await), expected(1), "{act:?}");
    }
}

#[tokio::test]
async fn a_later_attempt_may_be_faster() -> Result<(), Error> {
    let server = Server::replying(page().after(Duration::from_secs(60))).await;
    server.reply(page());
    let client = builder(server.url()).attempt_timeout(Duration::from_millis(500)).retry(fast()).build()?;
    let response = client.tickets().list("c").send_with_metadata().await?;
    assert_eq!((response.attempts(), server.requests().len()), (2, 2));
    Ok(())
}

#[tokio::test]
async fn the_operation() {
    for act in [Act::Stall(""), Act::Stall(HEAD), Act::Drip(HEAD)] {
        let rogue = Rogue::start([act]).await;
        let client = builder(&rogue.url()).timeout(SHORT).retry(fast()).build().unwrap();
        let outcome = client.tickets().list("c").send().await;
        assert_eq!(timeout(outcome), (TimeoutKind::Operation, Some(SHORT), 1));
    }

    // The last attempt has only the remaining time.
    let server = Server::start().await;
    server.reply(Reply::status(500));
    server.reply(Reply::status(500));
    server.reply(page().after(Duration::from_secs(60)));
    let policy = RetryPolicy::new().base_delay(Duration::ZERO);
    let limit = Duration::from_millis(500);
    let client = builder(server.url()).timeout(limit).retry(policy).build().unwrap();
    let outcome = client.tickets().list("c").send().await;
    assert_eq!(timeout(outcome), (TimeoutKind::Operation, Some(limit), 3));
}

/// The limit of the operation ends attempts that are within their own limit.
#[tokio::test]
async fn many_attempts_in_one_operation() {
    let rogue = Rogue::start([Act::Stall("")]).await;
    let limit = Duration::from_millis(300);
    let policy = RetryPolicy::new().base_delay(Duration::ZERO).max_attempts(1000);
    let client = builder(&rogue.url()).attempt_timeout(SHORT).timeout(limit).retry(policy).build().unwrap();
    let (kind, late, attempts) = timeout(client.tickets().list("c").send().await);
    assert_eq!((kind, late), (TimeoutKind::Operation, Some(limit)));
    assert!((2..=5).contains(&attempts), "{attempts}");
}

#[tokio::test]
async fn a_call_may_have_its_own() -> Result<(), Error> {
    let server = Server::answering(|_| page().after(SHORT)).await;
    let (long, brief) = (Duration::from_secs(60), Duration::from_millis(1));
    let list = |client: &Client| client.tickets().list("c");

    let client = builder(server.url()).attempt_timeout(brief).timeout(brief).build()?;
    list(&client).attempt_timeout(long).timeout(long).send().await?;
    list(&client).attempt_timeout(None).timeout(None).send().await?;
    list(&client).attempt_timeout(None).timeout(long).send().await?;
    client.request(Method::GET, "/x").attempt_timeout(None).timeout(None).send().await?;
    let outcome = list(&client).timeout(long).send().await;
    assert_eq!(timeout(outcome), (TimeoutKind::Attempt, Some(brief), 1));

    let client = builder(server.url()).attempt_timeout(None).timeout(None).build()?;
    let outcome = list(&client).attempt_timeout(brief).send().await;
    assert_eq!(timeout(outcome), (TimeoutKind::Attempt, Some(brief), 1));
    let outcome = list(&client).timeout(brief).send().await;
    assert_eq!(timeout(outcome), (TimeoutKind::Operation, Some(brief), 1));
    let outcome = client.request(Method::GET, "/x").timeout(brief).send().await;
    assert_eq!(timeout(outcome), (TimeoutKind::Operation, Some(brief), 1));
    list(&client).send().await.map(drop)
}

/// The time of a credential provider counts for the attempt.
#[tokio::test]
async fn a_provider_that_hangs() {
    let server = Server::start().await;
    let provider = || async { pending::<Result<Secret, BoxError>>().await };
    let client = builder(server.url()).api_key_provider(provider).attempt_timeout(SHORT).build().unwrap();
    let outcome = client.tickets().list("c").send().await;
    assert_eq!(timeout(outcome), (TimeoutKind::Attempt, Some(SHORT), 1));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn messages() {
    let rogue = Rogue::start([Act::Stall("")]).await;
    let client = builder(&rogue.url()).build().unwrap();
    let list = || client.tickets().list("c");
    let error = list().attempt_timeout(Duration::from_millis(7)).send().await.unwrap_err();
    assert_eq!(error.to_string(), "collectionTicketsAll: timed out: no complete response within 7ms");
    let error = list().timeout(Duration::from_millis(7)).send().await.unwrap_err();
    let expected = "collectionTicketsAll: timed out: no success, including retries, within 7ms";
    assert_eq!(error.to_string(), expected);
    let client = builder(&mute().await).connect_timeout(Duration::from_millis(7)).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert_eq!(error.to_string(), "collectionTicketsAll: timed out: no connection within 7ms");
}

/// Limits are enabled by default.
#[test]
fn on_by_default() {
    let client = Client::builder().api_key("k").build().unwrap();
    let shown = format!("{client:?}");
    assert!(shown.contains("connect: Some(10s), attempt: Some(30s), operation: Some(100s)"), "{shown}");
}
