//! Errors and the data that they contain: `cargo run -p apideck-issue-tracking --example errors`.
//!
//! It starts a server that fails for every ticket, so it needs no account.

use std::time::Duration;

use apideck_issue_tracking::types::{BadRequestResponse, NotFoundResponse};
use apideck_issue_tracking::{Client, Error, RetryPolicy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .base_url(server::start().await?)
        .api_key("my-key")
        .app_id("my-app")
        .consumer_id("test-consumer")
        .retry(RetryPolicy::none())
        .build()?;

    for ticket in ["missing", "bad", "proxy", "odd", "slow"] {
        println!("Getting the ticket {ticket:?}");
        let call = client.tickets().get("office", ticket).timeout(Duration::from_millis(200));
        match call.send().await {
            Ok(found) => println!("  found: {:?}", found.data),
            Err(error) => explain(&error),
        }
    }

    println!("Getting a ticket from a server that does not exist");
    let call = client.tickets().get("office", "any").base_url("http://127.0.0.1:1");
    if let Err(error) = call.send().await {
        explain(&error);
    }
    Ok(())
}

/// Prints an error. All errors share some data; the variant has more for each kind.
fn explain(error: &Error) {
    println!("  {error}");
    let status = error.status().map_or("none".to_owned(), |status| status.to_string());
    println!("  status: {status}, request: {}", error.request_id().unwrap_or("unknown"));
    println!("  worth another try later: {}, attempts so far: {}", error.is_retryable(), error.attempts());

    // The document describes the body for each status.
    if let Some(body) = error.body_as::<NotFoundResponse>() {
        println!("  of type {}, see {}", or_none(body.type_name.as_ref()), or_none(body.ref_.as_ref()));
    }
    if let Some(body) = error.body_as::<BadRequestResponse>() {
        for downstream in body.downstream_errors.iter().flatten() {
            println!("  the error of the connected service: {}", or_none(downstream.message.as_ref()));
        }
    }
    match error {
        Error::Api(api) if api.body().starts_with(b"<") => println!("  that is not a response of the API"),
        Error::Decode(decode) => println!("  at {} in {}", decode.path(), decode.excerpt()),
        Error::Timeout(timeout) => println!("  which limit: {:?}", timeout.kind()),
        Error::Connect(_) => println!("  nothing was sent, so even a POST could be repeated"),
        _ => {}
    }
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        println!("  because: {cause}");
        source = cause.source();
    }
}

fn or_none(text: Option<&String>) -> &str {
    text.map_or("none", |text| text)
}

/// Replaces the API. Each ticket fails in a different way.
mod server {
    use std::time::Duration;

    use axum::extract::Path;
    use axum::http::StatusCode;
    use axum::response::{Html, IntoResponse, Response};
    use axum::{Json, Router, routing::get};
    use serde_json::json;

    /// Starts the server and returns its address.
    pub(super) async fn start() -> std::io::Result<String> {
        let app = Router::new().route("/issue-tracking/collections/office/tickets/{id}", get(find));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(format!("http://{address}"))
    }

    async fn find(Path(id): Path<String>) -> Response {
        let answer = match &*id {
            "missing" => (
                StatusCode::NOT_FOUND,
                Json(json!({
                    "status_code": 404, "error": "Not Found", "type_name": "EntityNotFoundError",
                    "message": "Unknown Ticket", "ref": "https://developers.apideck.com/errors",
                })),
            )
                .into_response(),
            "bad" => (
                StatusCode::BAD_REQUEST,
                Json(json!({
                    "status_code": 400, "type_name": "ConnectorExecutionError", "message": "Invalid Params",
                    "downstream_errors": [{"message": "Field 'id' is locked", "code": "LOCKED"}],
                })),
            )
                .into_response(),
            "proxy" => {
                (StatusCode::BAD_GATEWAY, Html("<html><h1>502 Bad Gateway</h1></html>")).into_response()
            }
            "odd" => Json(json!({
                "status_code": 200, "status": "OK", "service": "example", "resource": "Tickets",
                "operation": "one", "data": {"id": 5},
            }))
            .into_response(),
            _ => {
                tokio::time::sleep(Duration::from_secs(5)).await;
                StatusCode::OK.into_response()
            }
        };
        ([("x-request-id", format!("r-{id}"))], answer).into_response()
    }
}
