//! Errors, and the data that they contain.
#![cfg(all(
    feature = "collections",
    feature = "tickets",
    feature = "comments",
    feature = "users",
    feature = "tags"
))]

mod support;

use std::{error::Error as _, future::Future, io::Write, net::TcpListener, pin::Pin, thread};

use apideck_issue_tracking::{
    Client, DecodeErrorKind, Error,
    types::{
        BadRequestResponse, CommentInput, ErrorDetail, NotFoundResponse, PaymentRequiredResponse,
        TicketInput, UnauthorizedResponse, UnauthorizedResponseDetail, UnexpectedErrorResponse,
        UnprocessableResponse,
    },
};
use serde_json::{Value, json};
use support::{Reply, Server, builder, client, envelope, exchange};

type Outcome = Pin<Box<dyn Future<Output = Result<(), Error>>>>;
type Caller = fn(&Client) -> Outcome;

/// Each operation with a call that ignores the response body.
macro_rules! operations {
    ($($id:literal => $call:expr),* $(,)?) => {
        [$(($id, (|client: &Client| {
            let call: &dyn Fn(&Client) -> _ = &$call;
            let sent = call(client).send();
            Box::pin(async move { sent.await.map(drop) }) as Outcome
        }) as Caller)),*]
    };
}

fn operations() -> [(&'static str, Caller); 15] {
    operations! {
        "collectionsAll" => |client| client.collections().list(),
        "collectionsOne" => |client| client.collections().get("c"),
        "collectionTicketsAll" => |client| client.tickets().list("c"),
        "collectionTicketsAdd" => |client| client.tickets().create("c", TicketInput::new()),
        "collectionTicketsOne" => |client| client.tickets().get("c", "t"),
        "collectionTicketsUpdate" => |client| client.tickets().update("c", "t", TicketInput::new()),
        "collectionTicketsDelete" => |client| client.tickets().delete("c", "t"),
        "collectionTicketCommentsAll" => |client| client.comments().list("c", "t"),
        "collectionTicketCommentsAdd" => |client| {
            client.comments().create("c", "t", CommentInput::new())
        },
        "collectionTicketCommentsOne" => |client| client.comments().get("c", "t", "m"),
        "collectionTicketCommentsUpdate" => |client| {
            client.comments().update("c", "t", "m", CommentInput::new())
        },
        "collectionTicketCommentsDelete" => |client| client.comments().delete("c", "t", "m"),
        "collectionUsersAll" => |client| client.users().list("c"),
        "collectionUsersOne" => |client| client.users().get("c", "u"),
        "collectionTagsAll" => |client| client.tags().list("c"),
    }
}

/// The name of an error body's type, and the properties that all of them share.
type Summary = (&'static str, Option<f64>, [Option<String>; 4]);

/// Reads the shared properties of an error body.
macro_rules! summary {
    ($name:ident) => {
        |error| {
            let body = error.body_as::<$name>()?;
            let texts = [&body.error, &body.type_name, &body.message, &body.ref_];
            Some((stringify!($name), body.status_code, texts.map(Clone::clone)))
        }
    };
}

struct Case {
    status: u16,
    reason: &'static str,
    type_name: &'static str,
    message: &'static str,
    read: fn(&Error) -> Option<Summary>,
}

const CASES: [Case; 7] = [
    Case {
        status: 400,
        reason: "Bad Request",
        type_name: "RequestValidationError",
        message: "Invalid Params",
        read: summary!(BadRequestResponse),
    },
    Case {
        status: 401,
        reason: "Unauthorized",
        type_name: "UnauthorizedError",
        message: "Unauthorized Request",
        read: summary!(UnauthorizedResponse),
    },
    Case {
        status: 402,
        reason: "Payment Required",
        type_name: "RequestLimitError",
        message: "Request Limit Reached",
        read: summary!(PaymentRequiredResponse),
    },
    Case {
        status: 404,
        reason: "Not Found",
        type_name: "EntityNotFoundError",
        message: "Unknown Widget",
        read: summary!(NotFoundResponse),
    },
    Case {
        status: 422,
        reason: "Unprocessable Entity",
        type_name: "InvalidStateError",
        message: "Invalid State",
        read: summary!(UnprocessableResponse),
    },
    Case {
        status: 409,
        reason: "Conflict",
        type_name: "ConflictError",
        message: "Try another",
        read: summary!(UnexpectedErrorResponse),
    },
    Case {
        status: 500,
        reason: "Internal Server Error",
        type_name: "UnknownError",
        message: "Unknown Error",
        read: summary!(UnexpectedErrorResponse),
    },
];

/// All operations, with all documented statuses and two undocumented ones.
#[tokio::test]
async fn every_documented_status_of_every_operation() {
    let server = Server::start().await;
    let client = client(&server);
    for (id, call) in operations() {
        for case in &CASES {
            let &Case { status, reason, type_name, message, read } = case;
            let link = format!("https://developers.apideck.com/errors#{}", type_name.to_lowercase());
            let body = json!({
                "status_code": status,
                "error": reason,
                "type_name": type_name,
                "message": message,
                "detail": "Missing property foobar",
                "ref": link,
            });
            server.reply(Reply::json(status, &body).header("x-request-id", "req-1"));
            let error = call(&client).await.unwrap_err();

            assert!(matches!(error, Error::Api(_)), "{error:?}");
            assert_eq!(error.operation(), Some(id));
            assert_eq!(error.status().unwrap().as_u16(), status);
            let (kind, code, texts) = read(&error).unwrap();
            assert_eq!(code, Some(f64::from(status)));
            assert_eq!(texts.each_ref().map(Option::as_deref), [reason, type_name, message, &link].map(Some));
            let others = CASES.iter().filter_map(|other| (other.read)(&error));
            assert!(others.into_iter().all(|(other, ..)| other == kind), "one type only: {kind}");
            assert_eq!(*error.body().unwrap(), body.to_string());
            assert_eq!(error.headers().unwrap()["x-request-id"], "req-1");
            assert_eq!(error.request_id(), Some("req-1"));
            assert_eq!(error.attempts(), 1);
            assert_eq!(error.is_retryable(), status == 500);
            assert!(!error.is_timeout() && !error.is_connect());
            assert_eq!(error.api().unwrap().message().unwrap(), format!("{type_name}: {message}"));
            assert_eq!(error.to_string(), format!("{id}: {status} {reason}: {type_name}: {message}"));
        }
    }
    assert_eq!(server.requests().len(), 15 * CASES.len());
}

/// The error of listing tickets if the response is `reply`.
async fn rejected(reply: Reply) -> Error {
    let (outcome, _) = exchange(reply, |client| client.tickets().list("apideck-io").send()).await;
    outcome.unwrap_err()
}

#[tokio::test]
async fn bodies_of_errors_are_read_in_full() {
    let body = json!({
        "status_code": 400,
        "detail": {"missing": [{"foobar": "required"}]},
        "downstream_errors": [{
            "message": "Account code '100' has been archived or deleted",
            "detail": "Each line item must reference a valid account",
            "code": "100",
        }],
    });
    let error = rejected(Reply::json(400, &body)).await;
    let body: &BadRequestResponse = error.body_as().unwrap();
    let Some(ErrorDetail::Object(detail)) = &body.detail else { panic!("{body:?}") };
    assert_eq!(detail["missing"][0]["foobar"], "required");
    assert_eq!(body.downstream_errors.as_ref().unwrap()[0].code.as_deref(), Some("100"));
    assert_eq!(body.message, None);
    assert_eq!(error.to_string(), "collectionTicketsAll: 400 Bad Request");

    let body = json!({
        "detail": {
            "type": "refresh_token_connector_error",
            "message": "Token refresh failed with 401 error",
            "debug": {"response": {"statusCode": 401}, "retry_after_ms": 1_620_000_030_000_u64},
        },
    });
    let error = rejected(Reply::json(401, &body)).await;
    let body: &UnauthorizedResponse = error.body_as().unwrap();
    let Some(UnauthorizedResponseDetail::Object(detail)) = &body.detail else { panic!("{body:?}") };
    assert_eq!(detail.type_.as_deref(), Some("refresh_token_connector_error"));
    let debug = detail.debug.as_ref().unwrap();
    assert_eq!(debug.response.as_ref().unwrap()["statusCode"], 401);
    assert_eq!(debug.retry_after_ms, Some(1_620_000_030_000.0));

    let body = json!({"detail": {"not_found": {"entity": "widget", "id": "123"}}});
    let error = rejected(Reply::json(404, &body)).await;
    let body: &NotFoundResponse = error.body_as().unwrap();
    let Some(ErrorDetail::Object(detail)) = &body.detail else { panic!("{body:?}") };
    assert_eq!(detail["not_found"]["entity"], "widget");
}

/// The page of a proxy is not shown, but available.
#[tokio::test]
async fn html_in_place_of_an_error() {
    let html = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>nginx</body>\n</html>\n";
    let error = rejected(Reply::new(502, "text/html", html)).await;
    assert_eq!(error.status().unwrap().as_u16(), 502);
    assert_eq!(error.body_as::<UnexpectedErrorResponse>(), None);
    assert_eq!(error.api().unwrap().message(), None);
    assert_eq!(*error.body().unwrap(), html);
    assert_eq!(error.headers().unwrap()["content-type"], "text/html");
    assert_eq!(error.to_string(), "collectionTicketsAll: 502 Bad Gateway");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn other_bodies_in_place_of_an_error() {
    let error = rejected(Reply::new(503, "text/plain", "upstream is down\nsee log")).await;
    assert_eq!(error.to_string(), "collectionTicketsAll: 503 Service Unavailable: upstream is down");
    assert_eq!(error.body_as::<UnexpectedErrorResponse>(), None);

    let error = rejected(Reply::new(404, "application/json", "")).await;
    assert_eq!(error.to_string(), "collectionTicketsAll: 404 Not Found");
    assert_eq!(error.body_as::<NotFoundResponse>(), None);
    assert!(error.body().unwrap().is_empty());

    let error = rejected(Reply::json(404, &json!({"message": 17}))).await;
    assert_eq!(error.body_as::<NotFoundResponse>(), None);
    assert_eq!(*error.body().unwrap(), r#"{"message":17}"#);
}

/// A redirect to another origin is not followed, so no key is sent there.
#[tokio::test]
async fn redirects_to_other_origins_are_errors() {
    let elsewhere = Server::start().await;
    let reply = Reply::new(307, "text/plain", "").header("location", elsewhere.url());
    let error = rejected(reply).await;
    assert_eq!(error.status().unwrap().as_u16(), 307);
    assert_eq!(error.headers().unwrap()["location"], elsewhere.url());
    assert!(elsewhere.requests().is_empty());
}

/// Lists tickets with the response `body` and status 200. Returns the error with its path and message.
async fn undecoded(body: impl Into<String>) -> (Error, String, String) {
    let body = body.into();
    let error = rejected(Reply::new(200, "application/json", body.clone())).await;
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert_eq!((decode.operation(), decode.status().as_u16()), ("collectionTicketsAll", 200));
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(*error.body().unwrap(), body);
    assert_eq!(error.headers().unwrap()["content-type"], "application/json");
    assert!(error.api().is_none() && !error.is_retryable());
    let kind = if error.body().unwrap().is_empty() { DecodeErrorKind::Empty } else { DecodeErrorKind::Json };
    assert_eq!(decode.kind(), kind);
    assert!(error.source().is_none() && decode.json_error().is_some());
    assert_eq!(decode.media_type().as_deref(), Some("application/json"));
    let (path, words) = (decode.path().to_owned(), decode.to_string());
    assert_eq!(words, error.to_string());
    assert!(words.contains(&format!("(line {} column {})", decode.line(), decode.column())), "{words}");
    assert!(words.contains(" (content type `application/json`)"), "{words}");
    assert!(words.starts_with("collectionTicketsAll: 200 OK: unexpected body at `"), "{words}");
    assert!(words.contains(&format!("`{path}`")) && !words.contains('\n'), "{words}");
    (error, path, words)
}

fn tickets(data: Value) -> String {
    envelope("Tickets", "all", data).to_string()
}

#[tokio::test]
async fn broken_json_in_a_success() {
    let whole = tickets(json!([{"id": "1"}, {"id": "2"}, {"id": "3"}]));
    let (cut, _) = whole.split_once(r#"{"id":"3""#).unwrap();
    let (_, path, words) = undecoded(format!(r#"{cut}{{"id":"#)).await;
    assert_eq!(path, "data[2].id");
    assert!(words.contains("unexpected end of the JSON"), "{words}");

    let (_, path, _) = undecoded(whole.replace(r#""2""#, "2'")).await;
    assert_eq!(path, "data[1].id");
    let (error, path, words) = undecoded("<html>Welcome to the hotel</html>").await;
    assert_eq!(path, ".");
    assert!(words.contains("expected a value") && !words.contains("hotel"), "{words}");
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert_eq!(decode.excerpt(), "<html>Welcome to the hotel</html>");
}

#[tokio::test]
async fn an_empty_body_in_a_success() {
    let error = rejected(Reply::new(200, "application/json", "")).await;
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert_eq!((decode.kind(), decode.path()), (DecodeErrorKind::Empty, "."));
    let words = error.to_string();
    assert!(words.contains("unexpected body: the body is empty"), "{words}");
}

#[tokio::test]
async fn a_nested_value_of_the_wrong_type() {
    let deep = |ticket: Value| tickets(json!([{"id": "1"}, ticket]));
    for (ticket, expected) in [
        (json!({"id": 5}), "data[1].id"),
        (json!({"id": null}), "data[1].id"),
        (json!({"id": "2", "subject": ["x"], "status": "open"}), "data[1].subject"),
        (json!({"id": "2", "priority": 1}), "data[1].priority"),
        (json!({"id": "2", "created_at": "yesterday"}), "data[1].created_at"),
        (json!({"id": "2", "due_date": 1_601_451_812}), "data[1].due_date"),
        (json!({"id": "2", "assignees": [{"id": "1"}, {"id": true}]}), "data[1].assignees[1].id"),
        (json!({"id": "2", "tags": {"id": "1"}}), "data[1].tags"),
        (json!({"id": "2", "custom_mappings": []}), "data[1].custom_mappings"),
        (json!("2"), "data[1]"),
        (json!(null), "data[1]"),
    ] {
        let (_, path, words) = undecoded(deep(ticket.clone())).await;
        assert_eq!(path, expected, "{ticket}: {words}");
    }
    let (error, path, words) = undecoded(deep(json!({"id": 5, "subject": "Broken"}))).await;
    assert_eq!(path, "data[1].id");
    assert!(words.contains("expected a string, found a number"), "{words}");
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert!(decode.excerpt().contains(r#""id":5"#), "{}", decode.excerpt());
}

/// `Display` and `Debug` of the error and its sources show no value of the body.
#[tokio::test]
async fn values_of_a_body_are_not_shown() {
    let ticket = |field: &str, value: Value| {
        let mut ticket = json!({"id": "hidden-id", "description": "hidden words"});
        ticket[field] = value;
        tickets(json!([{"id": "1"}, ticket]))
    };
    let whole = ticket("subject", json!("hidden words"));
    for body in [
        ticket("id", json!(1_234_567)),
        ticket("subject", json!({"hidden": "hidden"})),
        ticket("created_at", json!("hidden")),
        ticket("assignees", json!("hidden, expected hidden")),
        ticket("tags", json!(["hidden"])),
        ticket("tags", json!([{"id": ["hidden"]}])),
        whole[..whole.len() - 20].to_owned(),
        format!("{whole}hidden"),
        format!("hidden{whole}"),
        "<html>hidden</html>".to_owned(),
    ] {
        let (error, ..) = undecoded(&body).await;
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut source = error.source();
        while let Some(error) = source {
            shown += &format!(" {error} {error:?}");
            source = error.source();
        }
        assert!(!shown.contains("hidden") && !shown.contains("1234567"), "{body}: {shown}");
    }
}

#[tokio::test]
async fn a_required_field_is_missing() {
    let (_, path, words) = undecoded(tickets(json!([{"id": "1"}, {"subject": "Broken"}]))).await;
    assert_eq!(path, "data[1]");
    assert!(words.contains("missing property `id`"), "{words}");

    let (_, path, words) = undecoded(r#"{"status_code":200}"#).await;
    assert_eq!(path, ".");
    assert!(words.contains("missing property `status`"), "{words}");
    let (_, path, _) = undecoded(tickets(json!("none"))).await;
    assert_eq!(path, "data");
}

#[tokio::test]
async fn connection_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = builder(&url).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    assert_eq!((error.operation(), error.attempts()), (Some("collectionTicketsAll"), 1));
    assert!(error.status().is_none() && error.headers().is_none() && error.body().is_none());
    let words = error.to_string();
    assert!(words.starts_with("collectionTicketsAll: could not connect: "), "{words}");
    assert!(words.to_lowercase().contains("refused"), "{words}");
    assert!(error.source().is_some());
}

/// A connection that ends before the body does.
#[tokio::test]
async fn connection_broken() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"status").unwrap();
    });
    let client = builder(&url).build().unwrap();
    let error = client.tickets().list("c").send().await.unwrap_err();
    server.join().unwrap();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(!error.is_connect() && error.is_retryable());
    assert_eq!((error.status(), error.attempts()), (None, 1));
    assert!(error.to_string().starts_with("collectionTicketsAll: the connection failed: "), "{error}");
}

/// An error is small, `Send`, `Sync` and `'static`.
#[test]
fn errors_travel() {
    fn travels<T: std::error::Error + Send + Sync + 'static>() {}
    travels::<Error>();
    assert!(size_of::<Error>() <= 16);
    let error = Client::builder().base_url("ftp://example").build().unwrap_err();
    assert!(matches!(error, Error::Request(_)));
    assert_eq!((error.operation(), error.attempts()), (None, 0));
    assert!(error.to_string().contains("`ftp`"), "{error}");
}
