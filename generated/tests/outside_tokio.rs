//! Calls without a tokio runtime, or with an incomplete one, return errors and do not panic.
#![cfg(feature = "tickets")]

mod support;

use std::{
    fmt::Debug,
    future::{Future, poll_fn},
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use apideck_issue_tracking::{Client, Error, Method, RetryPolicy};
use serde_json::json;
use support::{Reply, Server, builder, envelope, nowhere};
use tokio::runtime::{Builder, Runtime};

/// Polls a future, outside of any runtime, until it is ready.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::sleep(Duration::from_millis(1)),
        }
    }
}

#[track_caller]
fn rejected<T: Debug>(outcome: Result<T, Error>, expected: &str) {
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Request(_)) && error.to_string().contains(expected), "{error:?}");
    assert!(!error.is_retryable());
}

fn client() -> Client {
    builder(&nowhere()).build().unwrap()
}

#[test]
fn without_a_runtime() {
    let client = client();
    let missing = "no tokio runtime is running here";
    let list = || client.tickets().list("c");
    rejected(block_on(list().send()), missing);
    rejected(block_on(list().send_with_metadata()), missing);
    rejected(block_on(list().timeout(None).attempt_timeout(None).retry(RetryPolicy::none()).send()), missing);
    rejected(block_on(client.request(Method::GET, "/x").send()), missing);
    let mut items = list().items();
    rejected(block_on(items.try_next()), missing);
    assert!(block_on(items.next()).is_none());
    rejected(block_on(list().pages().try_collect()), missing);
    let error = block_on(client.tickets().get("c", "t").send()).unwrap_err();
    assert_eq!((error.operation(), error.attempts()), (Some("collectionTicketsOne"), 0));
}

#[test]
fn without_timers() {
    let runtime = Builder::new_current_thread().enable_io().build().unwrap();
    rejected(runtime.block_on(client().tickets().list("c").send()), "timers are disabled");
    rejected(runtime.block_on(client().tickets().list("c").items().try_collect()), "timers are disabled");
}

#[test]
fn without_a_network() {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    rejected(runtime.block_on(client().tickets().list("c").send()), "IO is disabled");
}

/// A call that is moved out of its runtime cannot wait for the next attempt.
#[test]
fn a_retry_outside() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::answering(|_| Reply::status(429)));
    let client = builder(server.url()).retry(RetryPolicy::default()).timeout(None).build().unwrap();
    let mut call = Box::pin(client.tickets().list("c").send());
    runtime.block_on(poll_fn(|context| {
        let poll = call.as_mut().poll(context);
        assert!(poll.is_pending());
        if server.requests().is_empty() { Poll::Pending } else { Poll::Ready(()) }
    }));
    rejected(block_on(call), "Tokio 1.x");
}

/// Calls that began in a runtime can be dropped outside.
#[test]
fn dropping() {
    let runtime = Runtime::new().unwrap();
    let server =
        runtime.block_on(Server::answering(|_| Reply::json(200, &envelope("Tickets", "all", json!([])))));
    let client = builder(server.url()).build().unwrap();
    let mut call = Box::pin(client.tickets().list("c").send());
    let mut items = client.tickets().list("c").items();
    runtime.block_on(async {
        client.tickets().list("c").send().await.unwrap();
        poll_fn(|context| {
            let _ = call.as_mut().poll(context);
            let _ = pin!(items.next()).poll(context);
            Poll::Ready(())
        })
        .await;
    });
    drop((call, items, client));
    drop(runtime);
}

/// Unrelated panics are not caught.
#[test]
#[should_panic = "the vault is on fire"]
fn other_panics() {
    let provider = || async { panic!("the vault is on fire") as Result<apideck_issue_tracking::Secret, _> };
    let client = builder(&nowhere()).api_key_provider(provider).build().unwrap();
    let _ = Runtime::new().unwrap().block_on(client.tickets().list("c").send());
}
