//! A server with the responses of the API.

use axum::http::header::CONTENT_TYPE;
use axum::{Router, routing::get};
use serde_json::{Value, json};

/// Starts a server in a new thread and returns its address.
pub(crate) fn start() -> String {
    let body = envelope("one", &ticket(1)).to_string();
    let answer = move || {
        let body = body.clone();
        async { ([(CONTENT_TYPE, "application/json")], body) }
    };
    let app = Router::new().route("/issue-tracking/collections/office/tickets/{id}", get(answer));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a socket that does not block");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, app).await
        })
    });
    url
}

/// A page of tickets.
pub(crate) fn page(tickets: u64) -> String {
    envelope("all", &(0..tickets).map(ticket).collect()).to_string()
}

fn envelope(operation: &str, data: &Value) -> Value {
    json!({
        "status_code": 200, "status": "OK", "service": "jira", "resource": "Tickets", "operation": operation,
        "data": data,
        "meta": {
            "items_on_page": 200, "total_count": 1234,
            "cursors": {"previous": null, "current": "em9oby1jcm06OnBhZ2U6OjI=", "next": "em9oby1jcm06OnBhZ2U6OjM="},
        },
        "links": {
            "previous": null, "current": "https://unify.apideck.com/issue-tracking/collections/office/tickets",
            "next": "https://unify.apideck.com/issue-tracking/collections/office/tickets?cursor=em9oby1jcm06OnBhZ2U6OjM",
        },
    })
}

fn ticket(number: u64) -> Value {
    let (minute, priority) = (number % 60, ["low", "normal", "high", "urgent"][(number % 4) as usize]);
    json!({
        "id": (10_000 + number).to_string(), "parent_id": null, "collection_id": "office", "type": "Technical",
        "subject": format!("Technical Support Request {number}"),
        "description": "<p>I am facing issues with my internet connection.</p>\n<p>It is \"slow\" at night – and gone at noon.</p>"
            .repeat(3),
        "status": "open", "priority": priority,
        "assignees": [{"id": "12345", "username": "johndoe"}, {"id": "678", "username": null}],
        "updated_at": format!("2020-09-30T07:{minute:02}:32.000Z"),
        "created_at": format!("2020-09-29T07:{minute:02}:32.123Z"),
        "created_by": "12345",
        "due_date": number.is_multiple_of(2).then(|| format!("2020-10-30T07:{minute:02}:32+02:00")),
        "completed_at": null,
        "tags": [{"id": "12345", "name": "User Experience"}, {"id": "7", "name": "Performance", "custom_mappings": null}],
        "custom_mappings": {"team": "network", "points": number, "billable": true},
    })
}
