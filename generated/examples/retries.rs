//! Retries: `cargo run -p apideck-issue-tracking --example retries`.
//!
//! It starts a server that fails on request, so it needs no account.

use std::time::Duration;

use apideck_issue_tracking::types::TicketInput;
use apideck_issue_tracking::{Client, Error, Response, RetryPolicy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Without `retry`, at most 3 attempts are made, with waits of about half a second at first.
    let client = Client::builder()
        .base_url(server::start().await?)
        .api_key("my-key")
        .app_id("my-app")
        .consumer_id("test-consumer")
        .retry(RetryPolicy::new().base_delay(Duration::from_millis(20)))
        .build()?;
    let tickets = client.tickets();

    println!("A server that is down for two requests");
    let call = tickets.get("office", "500,500,200");
    show(call.send_with_metadata().await);

    println!("A server that asks for a second");
    let call = tickets.get("office", "429 after 1,200");
    show(call.send_with_metadata().await);

    println!("The same server, with a shorter time limit");
    let call = tickets.get("office", "429 after 5,200").timeout(Duration::from_secs(1));
    show(call.send_with_metadata().await);

    println!("A POST that may have been carried out before the server failed: it is not sent again");
    let call = tickets.create("500,200", TicketInput::new().subject("Only once"));
    show(call.send_with_metadata().await);

    println!("A POST that the server has not taken up: it is sent again");
    let call = tickets.create("429 after 0,200", TicketInput::new().subject("Only once"));
    show(call.send_with_metadata().await);

    println!("A call with its own policy");
    let patient = RetryPolicy::new().max_attempts(6).base_delay(Duration::from_millis(5));
    let call = tickets.get("office", "503,502,504,503,200").retry(patient);
    show(call.send_with_metadata().await);

    println!("A call without retries");
    let call = tickets.get("office", "502,200").retry(RetryPolicy::none());
    show(call.send_with_metadata().await);
    Ok(())
}

/// Prints the result of a call and the number of attempts.
fn show<T>(outcome: Result<Response<T>, Error>) {
    match outcome {
        Ok(response) => println!("  {} after {} attempts", response.status(), response.attempts()),
        Err(error) => println!("  {error}: {} attempts", error.attempts()),
    }
}

/// Replaces the API. The id in the path is a plan: the status of each response, with an optional `Retry-After` in seconds.
mod server {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex};

    use axum::extract::{Path, State};
    use axum::http::StatusCode;
    use axum::response::{IntoResponse, Response};
    use axum::routing::{get, post};
    use axum::{Json, Router};
    use serde_json::json;

    /// The number of requests for each plan.
    type Counts = State<Arc<Mutex<HashMap<String, usize>>>>;

    /// Starts the server and returns its address.
    pub(super) async fn start() -> std::io::Result<String> {
        let app = Router::new()
            .route("/issue-tracking/collections/office/tickets/{plan}", get(answer))
            .route("/issue-tracking/collections/{plan}/tickets", post(answer))
            .with_state(Arc::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(format!("http://{address}"))
    }

    async fn answer(State(counts): Counts, Path(plan): Path<String>) -> Response {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(plan.clone()).or_default();
        let step = plan.split(',').nth(*count).unwrap_or("200");
        *count += 1;
        let (status, wait) =
            step.split_once(" after ").map_or((step, None), |(status, wait)| (status, Some(wait)));
        let status: StatusCode = status.parse().unwrap_or(StatusCode::OK);
        let body = json!({
            "status_code": status.as_u16(), "status": "", "service": "example", "resource": "Tickets",
            "operation": "one", "data": {"id": "1"}, "message": "this is a drill",
        });
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = wait.and_then(|wait| wait.parse().ok()) {
            response.headers_mut().insert("retry-after", seconds);
        }
        response
    }
}
