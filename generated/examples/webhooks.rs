//! A server that receives webhooks: `cargo run -p apideck-issue-tracking --example webhooks --features webhooks`.
//!
//! It sends itself a valid event, a duplicate and a forged event, so it needs no account.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use apideck_issue_tracking::webhooks::{self, IDEMPOTENCY_KEY_HEADER, SIGNATURE_HEADER, WebhookEvent};
use apideck_issue_tracking::{Client, Error, Method, Secret};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Router, routing::post};

/// The state of the receiver.
#[derive(Clone)]
struct Receiver {
    /// The API key, which signs webhooks.
    key: Secret,
    /// The deliveries so far.
    seen: Arc<Mutex<HashSet<String>>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let receiver = Receiver { key: Secret::from("my-key"), seen: Arc::default() };
    let app = Router::new().route("/webhooks", post(receive)).with_state(receiver);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    sender::send_all(&url).await?;
    Ok(())
}

/// Receives an event. The signature covers the exact bytes of the request body.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get(SIGNATURE_HEADER).map_or(&b""[..], |value| value.as_bytes());
    let event = match webhooks::parse(signature, &body, &receiver.key) {
        Ok(event) => event,
        Err(error) => {
            println!("  receiver: {error}");
            return StatusCode::UNAUTHORIZED;
        }
    };
    // The API sends an event again if there is no timely response, with the same key.
    let delivery = headers.get(IDEMPOTENCY_KEY_HEADER).and_then(|value| value.to_str().ok());
    let is_new = delivery.is_none_or(|key| receiver.seen.lock().unwrap().insert(key.to_owned()));
    if !is_new {
        println!("  receiver: that is known already");
        return StatusCode::OK;
    }
    match event {
        WebhookEvent::TicketCreated(event) => println!("  receiver: created: {}", ticket(event.payload)),
        WebhookEvent::TicketUpdated(event) => println!("  receiver: updated: {}", ticket(event.payload)),
        WebhookEvent::TicketDeleted(event) => println!("  receiver: deleted: {}", ticket(event.payload)),
        // The API may send events that this version of the crate does not know.
        other => println!("  receiver: passed over: {other:?}"),
    }
    StatusCode::OK
}

/// The id of an event's ticket.
fn ticket(event: Option<apideck_issue_tracking::types::IssueTrackingWebhookEvent>) -> String {
    event.and_then(|event| event.entity_id).unwrap_or_else(|| "unknown".to_owned())
}

/// Replaces the API, and sends webhooks.
mod sender {
    use super::{Client, Error, IDEMPOTENCY_KEY_HEADER, Method, SIGNATURE_HEADER, webhooks};

    pub(super) async fn send_all(url: &str) -> Result<(), Error> {
        // Any HTTP client works. This one is available.
        let client = Client::builder().base_url(url).api_key("-").app_id("-").consumer_id("-").build()?;
        let created = r#"{"payload": {
            "event_type": "issue-tracking.ticket.created",
            "event_id": "d290f1ee-6c54-4b01-90e6-d701748f0851",
            "entity_id": "123456ASDF",
            "occurred_at": "2020-01-01T00:00:00.000Z"
        }}"#;
        let merged = r#"{"payload": {"event_type": "issue-tracking.ticket.merged", "entity_id": "7"}}"#;
        // Tests of a receiver can create signatures in this way.
        let signature = webhooks::sign(created, "my-key");

        println!("A genuine event");
        send(&client, "delivery-1", &signature, created).await;
        println!("The same delivery again");
        send(&client, "delivery-1", &signature, created).await;
        println!("An event that is new to this version of the crate");
        send(&client, "delivery-2", &webhooks::sign(merged, "my-key"), merged).await;
        println!("An event that somebody has changed on the way");
        send(&client, "delivery-3", &signature, &created.replace("123456ASDF", "666")).await;
        println!("An event signed with another key");
        send(&client, "delivery-4", &webhooks::sign(created, "guessed"), created).await;
        Ok(())
    }

    async fn send(client: &Client, delivery: &str, signature: &str, body: &str) {
        let request = client
            .request(Method::POST, "/webhooks")
            .header(IDEMPOTENCY_KEY_HEADER, delivery)
            .header(SIGNATURE_HEADER, signature)
            .body(body.to_owned(), "application/json");
        match request.send().await {
            Ok(response) => println!("  sender: {}", response.status()),
            Err(error) => println!("  sender: {error}"),
        }
    }
}
