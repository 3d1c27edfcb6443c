//! Every operation against Prism, a mock server that checks requests against the OpenAPI document: `cargo xtask prism`
//! starts one, and sets `PRISM_URL`. Without it there is nothing to test.

use std::future::Future;

use apideck_issue_tracking::types::{
    AssigneeInput, CollectionTagInput, CollectionsSort, CollectionsSortBy, CommentInput, CommentsSort,
    CommentsSortBy, ExtendPath, IssuesFilter, PassThroughBodyItem, PassThroughQuery, SortDirection,
    TicketInput, TicketPriority, TicketsSort, TicketsSortBy,
};
use apideck_issue_tracking::{Client, Error, Method, Nullable, Response, RetryPolicy};
use serde_json::{Map, Value, json};

/// The responses of Prism to each operation.
#[derive(Default)]
struct Report {
    accepted: usize,
    faults: Vec<String>,
}

impl Report {
    /// Sends a request that Prism must accept, with a response that the client can read.
    async fn accepts<T>(&mut self, operation: &str, sent: impl Future<Output = Result<Response<T>, Error>>) {
        match sent.await {
            Ok(response) => {
                println!("accepted  {operation}: {}", response.status());
                self.accepted += 1;
            }
            Err(error) => {
                let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned());
                self.fault(operation, &format!("{error}\n{}", body.unwrap_or_default()));
            }
        }
    }

    /// Sends an invalid request. If Prism accepts it, Prism checks nothing.
    async fn rejects<T>(&mut self, what: &str, sent: impl Future<Output = Result<Response<T>, Error>>) {
        match sent.await {
            Err(Error::Api(error)) if error.status().is_client_error() => {
                println!("rejected   {what}: {}, as expected", error.status());
            }
            Ok(response) => self.fault(what, &format!("{} instead of an error", response.status())),
            Err(error) => self.fault(what, &error.to_string()),
        }
    }

    fn fault(&mut self, what: &str, fault: &str) {
        println!("FAILED    {what}: {fault}");
        self.faults.push(what.to_owned());
    }
}

#[tokio::test]
async fn prism_accepts_every_operation() -> Result<(), Error> {
    let Ok(url) = std::env::var("PRISM_URL") else {
        println!("skipped: PRISM_URL is not set; run `cargo xtask prism`");
        return Ok(());
    };
    let client = Client::builder()
        .base_url(url)
        .api_key("sk_live_key")
        .app_id("dSBdXd2H6Mqwfg0atXHXYcysLJE9qyn1VwBtXHX")
        .consumer_id("test-consumer")
        .service_id("jira")
        .retry(RetryPolicy::none())
        .build()?;
    let mut report = Report::default();
    reads(&client, &mut report).await;
    writes(&client, &mut report).await;
    invalid_requests(&client, &mut report).await;
    assert_eq!((report.accepted, &*report.faults), (18, &[] as &[String]));
    Ok(())
}

/// The operations that read, with all parameters.
async fn reads(client: &Client, report: &mut Report) {
    let (collections, users) = (client.collections(), client.users());
    let (tickets, comments) = (client.tickets(), client.comments());

    let sort = CollectionsSort::new().by(CollectionsSortBy::UpdatedAt).direction(SortDirection::Desc);
    let call = collections.list().raw(true).cursor(CURSOR).limit(200).fields("id,name");
    let call = call.sort(sort).pass_through(pass_through());
    report.accepts("collectionsAll", call.send_with_metadata()).await;

    let call = collections.get("apideck-io").raw(true).fields("id,name");
    report.accepts("collectionsOne", call.send_with_metadata()).await;

    let sort = TicketsSort::new().by(TicketsSortBy::CreatedAt).direction(SortDirection::Asc);
    let filter = IssuesFilter::new().status(["open", "in progress"]).since(moment()).assignee_id("a&b=c");
    let call = tickets.list("apideck-io").raw(true).cursor(CURSOR).limit(1).fields("id,assignees.username");
    let call = call.sort(sort).filter(filter).pass_through(pass_through());
    report.accepts("collectionTicketsAll", call.send_with_metadata()).await;

    let call = tickets.get("a collection/with ü", "1?2#3").raw(false).fields("id");
    report.accepts("collectionTicketsOne", call.send_with_metadata()).await;

    let sort = CommentsSort::new().by(CommentsSortBy::CreatedAt).direction(SortDirection::Desc);
    let call = comments.list("apideck-io", "12345").raw(true).cursor(CURSOR).limit(20).fields("id,body");
    let call = call.sort(sort).pass_through(pass_through());
    report.accepts("collectionTicketCommentsAll", call.send_with_metadata()).await;

    let call = comments.get("apideck-io", "12345", "678").raw(true).cursor(CURSOR).limit(20).fields("id");
    report.accepts("collectionTicketCommentsOne", call.send_with_metadata()).await;

    let call = users.list("apideck-io").raw(true).cursor(CURSOR).limit(20).fields("id,email");
    report.accepts("collectionUsersAll", call.pass_through(pass_through()).send_with_metadata()).await;

    let call = users.get("apideck-io", "12345").raw(true).fields("id,email");
    report.accepts("collectionUsersOne", call.send_with_metadata()).await;

    let call = client.tags().list("apideck-io").raw(true).cursor(CURSOR).limit(20).fields("id,name");
    report.accepts("collectionTagsAll", call.pass_through(pass_through()).send_with_metadata()).await;
}

/// The operations that write, with bodies that have every property, no property, and null for each nullable property.
async fn writes(client: &Client, report: &mut Report) {
    let (tickets, comments) = (client.tickets(), client.comments());

    let call = tickets.create("apideck-io", ticket()).raw(true);
    report.accepts("collectionTicketsAdd", call.send_with_metadata()).await;
    let call = tickets.create("apideck-io", cleared_ticket());
    report.accepts("collectionTicketsAdd, nulls", call.send_with_metadata()).await;
    let call = tickets.create("apideck-io", TicketInput::new());
    report.accepts("collectionTicketsAdd, empty", call.send_with_metadata()).await;

    let call = tickets.update("apideck-io", "12345", ticket()).raw(true);
    report.accepts("collectionTicketsUpdate", call.send_with_metadata()).await;

    let call = tickets.delete("apideck-io", "12345").raw(true);
    report.accepts("collectionTicketsDelete", call.send_with_metadata()).await;

    let comment = CommentInput::new().body("And which modem?").pass_through(additions());
    let call = comments.create("apideck-io", "12345", comment.clone()).raw(true);
    report.accepts("collectionTicketCommentsAdd", call.send_with_metadata()).await;
    let cleared = CommentInput::new().body(Nullable::Null);
    let call = comments.create("apideck-io", "12345", cleared);
    report.accepts("collectionTicketCommentsAdd, nulls", call.send_with_metadata()).await;

    let call = comments.update("apideck-io", "12345", "678", comment).raw(true);
    report.accepts("collectionTicketCommentsUpdate", call.send_with_metadata()).await;

    let call = comments.delete("apideck-io", "12345", "678").raw(true);
    report.accepts("collectionTicketCommentsDelete", call.send_with_metadata()).await;
}

/// Requests that must be rejected.
async fn invalid_requests(client: &Client, report: &mut Report) {
    let call = client.tickets().list("apideck-io").limit(201);
    report.rejects("a limit above the maximum", call.send_with_metadata()).await;
    let sort = TicketsSort::new().by("colour");
    report
        .rejects("an unknown sort order", client.tickets().list("apideck-io").sort(sort).send_with_metadata())
        .await;
    let path = "/issue-tracking/collections/apideck-io/tickets";
    let call = client.request(Method::POST, path).json(&json!({"subject": 5, "colour": "red"}));
    report.rejects("a body of the wrong type", call.send()).await;
}

const CURSOR: &str = "em9oby1jcm06OnBhZ2U6OjE=";

fn moment() -> jiff::Timestamp {
    jiff::Timestamp::constant(1_601_451_812, 0)
}

fn pass_through() -> PassThroughQuery {
    PassThroughQuery::new().extra("example_downstream_property", "x").extra("search", "San Francisco & more")
}

/// A ticket with every property.
fn ticket() -> TicketInput {
    TicketInput::new()
        .parent_id("12345")
        .type_("Technical")
        .subject("Technical Support Request")
        .description("I am facing issues with my internet connection")
        .status("open")
        .priority(TicketPriority::High)
        .assignees([AssigneeInput::new("12345")])
        .due_date(moment())
        .tags([CollectionTagInput::new("12345")])
        .pass_through(additions())
}

/// A ticket with null for each nullable property.
fn cleared_ticket() -> TicketInput {
    TicketInput::new()
        .parent_id(Nullable::Null)
        .type_(Nullable::Null)
        .subject(Nullable::Null)
        .description(Nullable::Null)
        .status(Nullable::Null)
        .priority(Nullable::Null)
        .assignees(Vec::<AssigneeInput>::new())
        .due_date(Nullable::Null)
        .tags([CollectionTagInput::new(Nullable::Null)])
        .pass_through(Vec::<PassThroughBodyItem>::new())
}

fn additions() -> [PassThroughBodyItem; 1] {
    let mut object = Map::new();
    object.insert("a".to_owned(), Value::Bool(true));
    let path = ExtendPath::new("$.nested.property", json!({"value": [1, null]}));
    [PassThroughBodyItem::new("jira").operation_id("create").extend_object(object).extend_paths([path])]
}
