//! A tour of the client: `cargo run -p apideck-issue-tracking --example tour`.
//!
//! It starts a server, so it needs no account.

use std::error::Error;

use apideck_issue_tracking::{
    Client, Nullable,
    types::{AssigneeInput, IssuesFilter, NotFoundResponse, TicketInput, TicketPriority},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // For the real API, `Client::from_env()` is enough.
    let client = Client::builder()
        .base_url(server::start().await?)
        .api_key("my-key")
        .app_id("my-app")
        .consumer_id("test-consumer")
        .build()?;
    let tickets = client.tickets();

    println!("Creating two tickets");
    let input = TicketInput::new()
        .subject("The printer is on fire")
        .status("open")
        .priority(TicketPriority::Urgent)
        .assignees([AssigneeInput::new("12345")])
        .due_date("2030-01-31T12:00:00Z".parse::<jiff::Timestamp>()?);
    let fire = tickets.create("office", input).send().await?.data.id;
    let input = TicketInput::new().subject("Buy a new printer").status("open");
    let purchase = tickets.create("office", input).send().await?.data.id;
    println!("  they are {fire} and {purchase}");

    println!("Getting ticket {fire}");
    let ticket = tickets.get("office", &fire).send().await?.data;
    // Absent properties are `None`. A priority that this crate does not know is `TicketPriority::Unknown`.
    if let (Some(TicketPriority::Urgent), Some(due)) = (&ticket.priority, ticket.due_date) {
        println!("  it is urgent, and due {due}");
    }

    println!("Updating ticket {fire}: closed, without a due date");
    // Properties that are not set stay unchanged; null clears them.
    let change = TicketInput::new().status("closed").due_date(Nullable::Null);
    tickets.update("office", &fire, change).send().await?;

    println!("Listing all tickets, one to a page");
    let mut all = tickets.list("office").limit(1).items();
    while let Some(ticket) = all.try_next().await? {
        let (subject, status) = (ticket.subject.unwrap_or_default(), ticket.status.unwrap_or_default());
        println!("  {}: {subject} ({status}, due: {:?})", ticket.id, ticket.due_date);
    }

    println!("Listing open tickets");
    let open = tickets.list("office").filter(IssuesFilter::new().status(["open"])).send().await?;
    for ticket in &open.data {
        println!("  {}: {}", ticket.id, ticket.subject.as_deref().unwrap_or("no subject"));
    }

    println!("Deleting ticket {fire}");
    tickets.delete("office", &fire).send().await?;

    println!("Getting ticket {fire} once more");
    match tickets.get("office", &fire).send().await {
        Ok(found) => println!("  it is still there: {:?}", found.data),
        // The document describes the body of a 404. Other errors are returned.
        Err(error) => match error.body_as::<NotFoundResponse>() {
            Some(body) => println!("  it is gone: {}", body.message.as_deref().unwrap_or("no message")),
            None => return Err(error.into()),
        },
    }
    Ok(())
}

/// Replaces the API with a server on loopback that keeps tickets in memory.
mod server {
    use std::sync::{Arc, Mutex};

    use axum::extract::{Path, Query, State};
    use axum::{Json, Router, http::StatusCode, routing::get};
    use serde_json::{Map, Value, json};

    type Tickets = State<Arc<Mutex<Vec<Value>>>>;
    type Answer = (StatusCode, Json<Value>);

    /// Starts the server and returns its address.
    pub(super) async fn start() -> std::io::Result<String> {
        let app = Router::new()
            .route("/issue-tracking/collections/office/tickets", get(list).post(create))
            .route("/issue-tracking/collections/office/tickets/{id}", get(find).patch(update).delete(delete))
            .with_state(Arc::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(format!("http://{address}"))
    }

    fn answer(operation: &str, data: Value, next: Option<usize>) -> Answer {
        let body = json!({
            "status_code": 200, "status": "OK", "service": "tour", "resource": "Tickets", "operation": operation,
            "data": data, "meta": {"cursors": {"next": next.map(|next| next.to_string())}},
        });
        (StatusCode::OK, Json(body))
    }

    async fn list(State(all): Tickets, Query(query): Query<Vec<(String, String)>>) -> Answer {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let number = |name, default| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let (start, limit) = (number("cursor", 0), number("limit", 20));
        let status = value("filter[status]");
        let mut found = all.lock().unwrap().clone();
        found.retain(|ticket| status.is_none_or(|status| ticket["status"] == status));
        let page: Vec<_> = found.iter().skip(start).take(limit).collect();
        let next = Some(start + limit).filter(|next| *next < found.len());
        answer("all", json!(page), next)
    }

    async fn create(State(all): Tickets, Json(mut ticket): Json<Value>) -> Answer {
        let mut all = all.lock().unwrap();
        let id = json!({ "id": (1000 + all.len()).to_string() });
        ticket["id"] = id["id"].clone();
        all.push(ticket);
        answer("add", id, None)
    }

    /// Calls a function with the ticket. Responds with 404 if there is none.
    fn act(State(all): Tickets, id: &str, act: impl FnOnce(&mut Vec<Value>, usize) -> Answer) -> Answer {
        let mut all = all.lock().unwrap();
        let place = all.iter().position(|ticket| ticket["id"] == id);
        let missing = json!({"status_code": 404, "message": format!("Unknown Ticket {id}")});
        place.map_or((StatusCode::NOT_FOUND, Json(missing)), |place| act(&mut all, place))
    }

    async fn find(all: Tickets, Path(id): Path<String>) -> Answer {
        act(all, &id, |all, place| answer("one", all[place].clone(), None))
    }

    async fn update(all: Tickets, Path(id): Path<String>, Json(change): Json<Map<String, Value>>) -> Answer {
        act(all, &id, |all, place| {
            change.into_iter().for_each(|(name, value)| all[place][name] = value);
            answer("update", json!({ "id": id }), None)
        })
    }

    async fn delete(all: Tickets, Path(id): Path<String>) -> Answer {
        act(all, &id, |all, place| answer("delete", json!({ "id": all.remove(place)["id"] }), None))
    }
}
