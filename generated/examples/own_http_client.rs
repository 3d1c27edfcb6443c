//! The client with your own HTTP client: `cargo run -p apideck-issue-tracking --example own_http_client`.
//!
//! It starts a server, so it needs no account.

use std::time::Duration;

use apideck_issue_tracking::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = server::start().await?;

    // Set proxies, certificates, pools or name resolution here.
    let http = reqwest::Client::builder()
        .resolve("tickets.internal", address)
        .connect_timeout(Duration::from_secs(2))
        .pool_max_idle_per_host(4);

    // Both clients share its connections. Retries, time limits, credentials and redirects are still those of this crate.
    let builder = Client::builder()
        .base_url(format!("http://tickets.internal:{}", address.port()))
        .app_id("my-app")
        // The name resolves to this computer, but the client does not know that.
        .allow_insecure_http(true)
        .reqwest_client_builder(http);
    let alice = builder.clone().api_key("key-of-alice").consumer_id("alice").build()?;
    let bob = builder.api_key("key-of-bob").consumer_id("bob").build()?;

    for client in [&alice, &bob, &alice] {
        let tickets = client.tickets().list("office").send().await?;
        for ticket in &tickets.data {
            println!("{}", ticket.subject.as_deref().unwrap_or("no subject"));
        }
    }
    // `Debug` does not show secrets.
    println!("{alice:?}");
    Ok(())
}

/// Replaces the API. It has one ticket, which describes the request.
mod server {
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::http::HeaderMap;
    use axum::{Json, Router, routing::get};
    use serde_json::{Value, json};

    /// Starts the server and returns its address.
    pub(super) async fn start() -> std::io::Result<SocketAddr> {
        let app = Router::new().route("/issue-tracking/collections/office/tickets", get(list));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(address)
    }

    async fn list(ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Json<Value> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("nobody");
        let (consumer, host) = (header("x-apideck-consumer-id"), header("host"));
        let subject = format!("{consumer} asked {host}, from port {}", peer.port());
        Json(json!({
            "status_code": 200, "status": "OK", "service": "example", "resource": "Tickets", "operation": "all",
            "data": [{"id": "1", "subject": subject}],
        }))
    }
}
