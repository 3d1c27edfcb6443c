//! Tests that a user of the crate would write, without a server.
#![cfg(all(feature = "test-util", feature = "tickets"))]

mod support;

use std::time::{Duration, Instant};

use apideck_issue_tracking::{
    BoxFuture, Client, Error, HttpRequest, HttpResponse, Method, Middleware, Next, RetryPolicy, TimeoutKind,
    testing::MockTransport,
    types::{GetTicketsResponse, NotFoundResponse, TicketInput, TicketPriority},
};
use serde_json::{Value, json};
use support::{API_KEY, builder, envelope};

/// A client that sends everything to `mock`, with the default retries.
fn client(mock: &MockTransport) -> Client {
    builder("https://api.example/v1").transport(mock).retry(RetryPolicy::new()).build().unwrap()
}

#[tokio::test]
async fn responses_and_requests() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.respond_json(201, &envelope("Tickets", "add", json!({"id": "7"})))
        .respond_json(200, &envelope("Tickets", "one", json!({"id": "7", "priority": "low"})));
    assert_eq!(mock.remaining(), 2);
    let tickets = client(&mock).tickets();
    let created = tickets.create("c", TicketInput::new().subject("Printer on fire")).send().await?;
    let ticket = tickets.get("c", &created.data.id).fields("id,priority").send().await?.data;
    assert_eq!(ticket.priority, Some(TicketPriority::Low));

    let [create, get] = &mock.requests()[..] else { panic!("{mock:?}") };
    assert_eq!((&create.method, &*create.path), (&Method::POST, "/v1/issue-tracking/collections/c/tickets"));
    assert_eq!(create.json::<Value>().unwrap(), json!({"subject": "Printer on fire"}));
    assert_eq!(create.content_type(), Some("application/json"));
    assert_eq!(create.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
    assert_eq!((get.query("fields"), get.query("raw")), (Some("id,priority"), None));
    assert_eq!(mock.last_request().as_ref(), Some(get));
    assert_eq!(mock.remaining(), 0);
    let shown = format!("{mock:?} {create:?} {:?}", client(&mock));
    assert!(!shown.contains(API_KEY), "{shown}");
    Ok(())
}

/// A typed response is encoded and decoded.
#[tokio::test]
async fn typed_responses() -> Result<(), Error> {
    let page: GetTicketsResponse =
        serde_json::from_value(envelope("Tickets", "all", json!([{"id": "1"}]))).unwrap();
    let mock = MockTransport::new();
    mock.respond_json(200, &page);
    assert_eq!(client(&mock).tickets().list("c").send().await?, page);

    let mut body = NotFoundResponse::default();
    body.message = Some("Unknown Ticket".to_owned());
    mock.respond_json(404, &body);
    let error = client(&mock).tickets().get("c", "t").send().await.unwrap_err();
    assert_eq!(error.body_as::<NotFoundResponse>(), Some(&body));
    Ok(())
}

/// Waits are recorded, not waited for.
#[tokio::test]
async fn retries() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.respond(429, [("retry-after", "30")], "")
        .respond(503, [("retry-after", "7")], "")
        .respond_json(200, &envelope("Tickets", "one", json!({"id": "1"})));
    let start = Instant::now();
    let call = client(&mock).tickets().get("c", "1");
    assert_eq!(call.send_with_metadata().await?.attempts(), 3);
    assert_eq!(mock.waits(), [Duration::from_secs(30), Duration::from_secs(7)]);
    assert!(start.elapsed() < Duration::from_secs(7));

    // The backoff of the policy: random, below a bound that doubles.
    let mock = MockTransport::new();
    for _ in 0..8 {
        mock.respond(500, [], "");
    }
    let error = client(&mock).tickets().list("c").retry(RetryPolicy::new().max_attempts(8)).send().await;
    assert_eq!(error.unwrap_err().attempts(), 8);
    let bounds = [500, 1000, 2000, 4000, 8000, 16_000, 20_000].map(Duration::from_millis);
    assert_eq!(mock.waits().len(), bounds.len());
    assert!(mock.waits().iter().zip(bounds).all(|(wait, bound)| *wait < bound), "{mock:?}");
    Ok(())
}

#[tokio::test]
async fn failures() {
    let mock = MockTransport::new();
    let list = || client(&mock).tickets().list("c").retry(RetryPolicy::none()).send();
    mock.fail_connect().fail_disconnect().fail_timeout();
    let error = list().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)) && error.is_connect(), "{error:?}");
    let error = list().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let error = list().await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(late) if late.kind() == TimeoutKind::Attempt), "{error:?}");

    // A POST is retried only if there was no connection.
    let create = || client(&mock).tickets().create("c", TicketInput::new()).send();
    mock.fail_connect().respond_json(201, &envelope("Tickets", "add", json!({"id": "1"})));
    create().await.unwrap();
    mock.fail_disconnect();
    assert_eq!(create().await.unwrap_err().attempts(), 1);
    mock.fail_timeout();
    assert_eq!(create().await.unwrap_err().attempts(), 1);
    assert_eq!(mock.remaining(), 0);

    let error = list().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("no mock response is left for GET /v1/issue-tracking"), "{error}");
}

#[tokio::test]
async fn pages() -> Result<(), Error> {
    let mock = MockTransport::new();
    for (id, next) in [("1", json!("a")), ("2", json!(null))] {
        let mut body = envelope("Tickets", "all", json!([{"id": id}]));
        body["meta"] = json!({"cursors": {"next": next}});
        mock.respond_json(200, &body);
    }
    let tickets = client(&mock).tickets().list("c").items().try_collect().await?;
    assert_eq!(tickets.len(), 2);
    assert_eq!(
        mock.requests().iter().map(|request| request.query("cursor")).collect::<Vec<_>>(),
        [None, Some("a")]
    );
    Ok(())
}

struct Stamp;

impl Middleware for Stamp {
    fn handle<'a>(
        &'a self,
        mut request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        request.headers.insert("x-stamp", "1".parse().unwrap());
        next.run(request)
    }
}

#[tokio::test]
async fn middleware() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.respond(200, [("content-type", "text/plain")], "pong");
    let client = builder("http://h").middleware(Stamp).transport(&mock.clone()).build()?;
    let response = client.request(Method::GET, "/ping").send().await?;
    assert_eq!(response.body().as_ref(), b"pong");
    assert_eq!(mock.last_request().unwrap().header("x-stamp"), Some("1"));
    Ok(())
}
