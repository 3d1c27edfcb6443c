//! Spans: one for each operation and one for each attempt, without secrets.
#![cfg(all(feature = "tracing", feature = "tickets"))]

mod support;

use std::{
    io,
    sync::{Arc, Mutex},
};

use apideck_issue_tracking::{Error, Method, types::TicketInput};
use serde_json::{Value, json};
use support::{API_KEY, Reply, Server, builder, envelope, fast, nowhere};
use tracing_subscriber::{fmt::format::FmtSpan, prelude::*};

/// The trace, as lines of JSON.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<u8>>>);

impl io::Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Journal {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The closed spans of the client, in order, each with the names of its parents.
    fn spans(&self) -> Vec<(Value, Vec<Value>)> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let closed = lines.filter(|line| line["fields"]["message"] == "close");
        let ours =
            closed.filter(|line| line["target"].as_str().unwrap().starts_with("apideck_issue_tracking"));
        let parents = |line: &Value| {
            line["spans"].as_array().into_iter().flatten().map(|span| span["name"].clone()).collect()
        };
        ours.map(|line| (line["span"].clone(), parents(&line))).collect()
    }
}

/// Traces everything on this thread, which runs the tasks of the test.
fn journal() -> (Journal, tracing::subscriber::DefaultGuard) {
    let journal = Journal::default();
    let writer = journal.clone();
    let layer = tracing_subscriber::fmt::layer().json().with_span_events(FmtSpan::CLOSE);
    let layer = layer.with_writer(move || writer.clone());
    (journal, tracing_subscriber::registry().with(layer).set_default())
}

#[tokio::test]
async fn an_operation_and_its_attempts() -> Result<(), Error> {
    let (journal, _guard) = journal();
    let server = Server::replying(Reply::status(503)).await;
    server.reply(Reply::json(200, &envelope("Tickets", "one", json!({"id": "1"}))));
    let client = builder(server.url()).retry(fast()).build()?;
    client.tickets().get("office", "42").fields("id").send().await?;

    let template = "/issue-tracking/collections/{collection_id}/tickets/{ticket_id}";
    let port: u16 = server.url().rsplit_once(':').unwrap().1.parse().unwrap();
    let [(first, around), (second, _), (operation, above)] = &journal.spans()[..] else {
        panic!("{}", journal.text());
    };
    let attempt = |more: Value| {
        let mut span = json!({
            "name": "attempt",
            "otel.name": format!("GET {template}"),
            "otel.kind": "client",
            "http.request.method": "GET",
            "url.template": template,
            "server.address": "127.0.0.1",
            "server.port": port,
        });
        span.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        span
    };
    let failed = json!({"http.response.status_code": 503, "error.type": "503", "otel.status_code": "ERROR"});
    assert_eq!(*first, attempt(failed));
    assert_eq!(*second, attempt(json!({"http.response.status_code": 200, "http.request.resend_count": 1})));
    let expected = json!({
        "name": "operation",
        "otel.name": format!("GET {template}"),
        "operation.id": "collectionTicketsOne",
        "http.request.method": "GET",
        "url.template": template,
        "http.response.status_code": 200,
    });
    assert_eq!(*operation, expected);
    assert_eq!((&around[..], &above[..]), (&[json!("operation")][..], &[][..]));
    Ok(())
}

#[tokio::test]
async fn failures() {
    let (journal, _guard) = journal();
    let server = Server::replying(Reply::json(404, &json!({"message": "Unknown Ticket"}))).await;
    server.reply(Reply::new(200, "application/json", "{"));
    for url in [server.url(), &nowhere()] {
        let tickets = builder(url).build().unwrap().tickets();
        tickets.list("c").send().await.unwrap_err();
    }
    let tickets = builder(server.url()).build().unwrap().tickets();
    tickets.get("", "t").send().await.unwrap_err();
    let ends = journal.spans().into_iter().map(|(span, _)| {
        assert_eq!(span["otel.status_code"], "ERROR");
        (span["name"].as_str().unwrap().to_owned(), span["error.type"].as_str().unwrap().to_owned())
    });
    let expected = [
        ("attempt", "404"),
        ("operation", "404"),
        ("attempt", "connect"),
        ("operation", "connect"),
        ("operation", "request"),
    ];
    let expected = expected.map(|(name, kind)| (name.to_owned(), kind.to_owned()));
    assert_eq!(ends.collect::<Vec<_>>(), expected);
}

/// Raw requests have no path template.
#[tokio::test]
async fn raw_requests() -> Result<(), Error> {
    let (journal, _guard) = journal();
    let server = Server::replying(Reply::status(200)).await;
    builder(server.url()).build()?.request(Method::POST, "/secret/path?x=1").send().await?;
    let spans = journal.spans();
    assert_eq!(spans.len(), 2);
    for (span, _) in spans {
        assert_eq!((&span["otel.name"], span.get("url.template")), (&json!("POST"), None));
    }
    assert!(!journal.text().contains("/secret/path"), "{}", journal.text());
    Ok(())
}

/// Credentials, queries, path parameters, bodies and headers are never traced.
#[tokio::test]
async fn no_secrets() {
    let (journal, _guard) = journal();
    let server = Server::start().await;
    let client = builder(server.url()).retry(fast()).build().unwrap();
    for status in [201, 401, 503] {
        let body = json!({"status_code": status, "message": "echoed-words", "data": {"id": "answered-id"}});
        server.reply(Reply::json(status, &body).header("set-cookie", "sid=set-cookie"));
        let call = client.tickets().create("path-value", TicketInput::new().subject("body-words"));
        let call = call.with_query("token", "query-value").with_header("x-note", "header-value");
        let _ = call.send().await;
    }
    assert_eq!((server.requests().len(), journal.spans().len()), (3, 6));
    let text = journal.text();
    for secret in [
        API_KEY,
        "echoed-words",
        "answered-id",
        "set-cookie",
        "path-value",
        "body-words",
        "query-value",
        "header-value",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

/// A blocking call is in the span of the caller.
#[cfg(feature = "blocking")]
#[test]
fn blocking_calls() -> Result<(), Error> {
    let (journal, _guard) = journal();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::replying(Reply::status(200)));
    let client = builder(server.url()).build()?;
    tracing::info_span!("outer").in_scope(|| client.request(Method::GET, "/x").send_blocking())?;
    let spans = journal.spans();
    assert_eq!(spans.len(), 2, "{}", journal.text());
    assert_eq!(spans[0].1, ["outer", "operation"]);
    assert_eq!(spans[1].1, ["outer"]);
    Ok(())
}
