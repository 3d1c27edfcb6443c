//! Pagination: `cargo run -p apideck-issue-tracking --example pagination`.
//!
//! It starts a server, so it needs no account.

use std::error::Error;

use apideck_issue_tracking::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .base_url(server::start().await?)
        .api_key("my-key")
        .app_id("my-app")
        .consumer_id("test-consumer")
        .build()?;
    // Seven tickets, three to a page.
    let list = client.tickets().list("office").limit(3);

    println!("All tickets, across all pages");
    let mut tickets = list.clone().items();
    while let Some(ticket) = tickets.try_next().await? {
        println!("  {}", ticket.id);
    }

    println!("All of them at once");
    println!("  {} tickets", list.clone().items().try_collect().await?.len());

    println!("Page by page, with the metadata");
    let mut pages = list.clone().pages();
    while let Some(page) = pages.try_next().await? {
        let on_page = page.meta.and_then(|meta| meta.items_on_page).unwrap_or_default();
        let request = pages.metadata().and_then(|response| response.request_id());
        println!("  {on_page} tickets, request {}", request.unwrap_or("?"));
    }

    println!("Two pages now, the rest another time");
    let mut pages = list.clone().pages();
    for _ in 0..2 {
        pages.try_next().await?;
    }
    // No third page was fetched. The cursor is a string that you can store.
    let cursor = pages.cursor().unwrap_or_default().to_owned();
    println!("  stopped before {cursor:?}");
    let mut rest = list.clone().items().starting_at(cursor);
    while let Some(ticket) = rest.try_next().await? {
        println!("  {}", ticket.id);
    }

    println!("A server that repeats a cursor");
    match client.tickets().list("maze").items().try_collect().await {
        Ok(tickets) => println!("  {} tickets", tickets.len()),
        Err(error) => println!("  {error}"),
    }
    Ok(())
}

/// Replaces the API with a server on loopback that has seven tickets.
mod server {
    use axum::extract::{Path, Query};
    use axum::{Json, Router, response::IntoResponse, routing::get};
    use serde_json::json;

    const TICKETS: usize = 7;

    /// Starts the server and returns its address.
    pub(super) async fn start() -> std::io::Result<String> {
        let app = Router::new().route("/issue-tracking/collections/{collection}/tickets", get(list));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(format!("http://{address}"))
    }

    async fn list(
        Path(collection): Path<String>,
        Query(query): Query<Vec<(String, String)>>,
    ) -> impl IntoResponse {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let start = value("cursor").and_then(|text| text.strip_prefix("from-")?.parse().ok()).unwrap_or(0);
        let limit = value("limit").and_then(|text| text.parse().ok()).unwrap_or(20);
        let end = TICKETS.min(start + limit);
        let tickets: Vec<_> = (start..end).map(|number| json!({"id": format!("T-{number}")})).collect();
        let next = match &*collection {
            "maze" => Some("from-5".to_owned()),
            _ => (end < TICKETS).then(|| format!("from-{end}")),
        };
        let body = json!({
            "status_code": 200, "status": "OK", "service": "example", "resource": "Tickets", "operation": "all",
            "meta": {"items_on_page": tickets.len(), "cursors": {"next": next}}, "data": tickets,
        });
        ([("x-request-id", format!("r-{start}"))], Json(body))
    }
}
