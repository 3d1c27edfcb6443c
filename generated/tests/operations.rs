//! Every operation: the exact request, and the decoded response.
#![cfg(all(
    feature = "collections",
    feature = "tickets",
    feature = "comments",
    feature = "users",
    feature = "tags"
))]

mod support;

use apideck_issue_tracking::{
    Error,
    types::{
        AssigneeInput, CollectionTagInput, CollectionsSort, CollectionsSortBy, CommentInput, CommentsSort,
        CommentsSortBy, IssuesFilter, PassThroughQuery, SortDirection, TicketInput, TicketPriority,
        TicketsSort, TicketsSortBy,
    },
};
use jiff::Timestamp;
use serde_json::{Value, json};
use support::{API_KEY, APP_ID, CONSUMER_ID, Recorded, Reply, SERVICE_ID, envelope, exchange};

/// The request line and the names of all headers that are sent.
#[track_caller]
fn check(request: &Recorded, line: &str) {
    assert_eq!(format!("{} {}", request.method, request.target), line);
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
    assert_eq!(request.header("x-apideck-app-id"), Some(APP_ID));
    assert_eq!(request.header("x-apideck-consumer-id"), Some(CONSUMER_ID));
    assert_eq!(request.header("x-apideck-service-id"), Some(SERVICE_ID));
    assert_eq!(request.header("accept"), Some("application/json"));
    let user_agent = format!("apideck-issue-tracking/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(&*user_agent));

    let mut expected = vec![
        "accept",
        "accept-encoding",
        "authorization",
        "host",
        "user-agent",
        "x-apideck-app-id",
        "x-apideck-consumer-id",
        "x-apideck-service-id",
    ];
    if matches!(request.method.as_str(), "POST" | "PATCH") {
        assert_eq!(request.header("content-type"), Some("application/json"));
        expected.extend(["content-length", "content-type"]);
    } else {
        assert!(request.body.is_empty());
    }
    expected.sort_unstable();
    let mut names: Vec<_> = request.headers.keys().map(axum::http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, expected);
}

fn moment() -> Timestamp {
    "2020-09-30T07:43:32Z".parse().unwrap()
}

fn search() -> PassThroughQuery {
    PassThroughQuery::new().extra("search", "San Francisco")
}

/// The response of a list: one page in the middle.
fn page(resource: &str, item: &Value) -> Reply {
    let mut body = envelope(resource, "all", json!([item]));
    body["meta"] = json!({
        "items_on_page": 1,
        "cursors": {
            "previous": "em9oby1jcm06OnBhZ2U6OjE=",
            "current": "em9oby1jcm06OnBhZ2U6OjI=",
            "next": "em9oby1jcm06OnBhZ2U6OjM=",
        },
    });
    body["links"] = json!({
        "previous": "https://unify.apideck.com/issue-tracking/collections?cursor=em9oby1jcm06OnBhZ2U6OjE%3D",
        "current": "https://unify.apideck.com/issue-tracking/collections",
        "next": null,
    });
    Reply::json(200, &body)
}

fn one(resource: &str, data: Value) -> Reply {
    Reply::json(200, &envelope(resource, "one", data))
}

fn written(status: u16, resource: &str, operation: &str) -> Reply {
    let mut body = envelope(resource, operation, json!({"id": "12345"}));
    body["status_code"] = status.into();
    Reply::json(status, &body)
}

fn collection() -> Value {
    json!({
        "id": "12345",
        "parent_id": "1234",
        "type": "Technical",
        "name": "Main IT Issues",
        "description": "IT Issues",
        "custom_mappings": {"team": {"size": 3}},
        "updated_at": "2020-09-30T07:43:32.000Z",
        "created_at": "2020-09-30T09:43:32+02:00",
    })
}

fn ticket() -> Value {
    json!({
        "id": "12345",
        "parent_id": "1234",
        "collection_id": "123",
        "type": "Technical",
        "subject": "Technical Support Request",
        "description": "I am facing issues with my internet connection",
        "status": "open",
        "priority": "high",
        "assignees": [{"id": "12345", "username": "Cocoa"}, {"id": "6789"}],
        "updated_at": "2020-09-30T07:43:32.000Z",
        "created_at": "2020-09-30T07:43:32.5Z",
        "created_by": "12345",
        "due_date": "2020-09-30",
        "completed_at": null,
        "tags": [{"id": "12345", "name": "User Experience"}, {"id": null}],
        "custom_mappings": {},
        "pass_through": [{"service_id": "jira", "extend_object": {"points": 5}}],
    })
}

fn comment() -> Value {
    json!({
        "id": "12345",
        "body": "What internet provider do you use?",
        "created_by": "12345",
        "updated_at": "2020-09-30T07:43:32.000Z",
        "created_at": "2020-09-30T07:43:32.000Z",
    })
}

fn user() -> Value {
    json!({
        "id": "12345",
        "name": "Elon Musk",
        "first_name": "Elon",
        "last_name": "Musk",
        "email": "elon@musk.com",
        "photo_url": "https://unavatar.io/elon-musk",
        "updated_at": "2020-09-30T07:43:32.000Z",
        "created_at": "2020-09-30T07:43:32.000Z",
    })
}

#[tokio::test]
async fn collections_list() -> Result<(), Error> {
    let (answer, request) = exchange(page("Collections", &collection()), |client| {
        let sort = CollectionsSort::new().by(CollectionsSortBy::Name).direction(SortDirection::Desc);
        let list = client.collections().list().raw(true).cursor("em9oby1jcm06OnBhZ2U6OjI=").limit(50);
        list.sort(sort).pass_through(search()).fields("id,updated_at").send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections?raw=true&cursor=em9oby1jcm06OnBhZ2U6OjI%3D&limit=50&sort%5Bby%5D=name\
         &sort%5Bdirection%5D=desc&pass_through%5Bsearch%5D=San%20Francisco&fields=id%2Cupdated_at",
    );
    let answer = answer?;
    assert_eq!((answer.status_code, &*answer.status, &*answer.service), (200, "OK", "jira"));
    assert_eq!((&*answer.resource, &*answer.operation), ("Collections", "all"));
    assert_eq!(answer.raw, None);
    let [collection] = &*answer.data else { panic!("{:?}", answer.data) };
    assert_eq!(collection.id, "12345");
    assert_eq!(collection.parent_id.as_deref(), Some("1234"));
    assert_eq!(collection.type_.as_deref(), Some("Technical"));
    assert_eq!(collection.name.as_deref(), Some("Main IT Issues"));
    assert_eq!(collection.description.as_deref(), Some("IT Issues"));
    assert_eq!(collection.custom_mappings.as_ref().unwrap()["team"], json!({"size": 3}));
    assert_eq!((collection.created_at, collection.updated_at), (Some(moment()), Some(moment())));
    let meta = answer.meta.unwrap();
    assert_eq!((meta.items_on_page, meta.total_count, meta.warnings), (Some(1), None, None));
    let cursors = meta.cursors.unwrap();
    assert_eq!(cursors.previous.as_deref(), Some("em9oby1jcm06OnBhZ2U6OjE="));
    assert_eq!(cursors.current.as_deref(), Some("em9oby1jcm06OnBhZ2U6OjI="));
    assert_eq!(cursors.next.as_deref(), Some("em9oby1jcm06OnBhZ2U6OjM="));
    let links = answer.links.unwrap();
    assert_eq!(links.current.as_deref(), Some("https://unify.apideck.com/issue-tracking/collections"));
    assert_eq!(links.next, None);
    Ok(())
}

#[tokio::test]
async fn collections_get() -> Result<(), Error> {
    let mut body = envelope("Collections", "one", collection());
    body["_raw"] = json!({"key": "IT", "lead": {"id": 7}});
    let (answer, request) = exchange(Reply::json(200, &body), |client| {
        client.collections().get("apideck-io").raw(true).fields("id").send()
    })
    .await;
    check(&request, "GET /issue-tracking/collections/apideck-io?raw=true&fields=id");
    let answer = answer?;
    assert_eq!(answer.data.id, "12345");
    assert_eq!(answer.data.created_at, Some(moment()));
    assert_eq!(answer.raw.unwrap()["lead"]["id"], 7);
    Ok(())
}

#[tokio::test]
async fn tickets_list() -> Result<(), Error> {
    let (answer, request) = exchange(page("Tickets", &ticket()), |client| {
        let since: Timestamp = "2020-09-30T07:43:32.000Z".parse().unwrap();
        let filter = IssuesFilter::new().status(["open", "closed"]).since(since).assignee_id("2332bd9c");
        let sort = TicketsSort::new().by(TicketsSortBy::CreatedAt).direction(SortDirection::Desc);
        client.tickets().list("apideck-io").limit(200).filter(filter).sort(sort).pass_through(search()).send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/tickets?limit=200&filter%5Bstatus%5D=open&filter%5Bstatus%5D=closed\
         &filter%5Bsince%5D=2020-09-30T07%3A43%3A32.000Z&filter%5Bassignee_id%5D=2332bd9c&sort%5Bby%5D=created_at\
         &sort%5Bdirection%5D=desc&pass_through%5Bsearch%5D=San%20Francisco",
    );
    let answer = answer?;
    assert_eq!((&*answer.resource, &*answer.operation), ("Tickets", "all"));
    let [ticket] = &*answer.data else { panic!("{:?}", answer.data) };
    assert_eq!(ticket.id, "12345");
    assert_eq!(ticket.parent_id.as_deref(), Some("1234"));
    assert_eq!(ticket.collection_id.as_deref(), Some("123"));
    assert_eq!(ticket.type_.as_deref(), Some("Technical"));
    assert_eq!(ticket.subject.as_deref(), Some("Technical Support Request"));
    assert_eq!(ticket.description.as_deref(), Some("I am facing issues with my internet connection"));
    assert_eq!(ticket.status.as_deref(), Some("open"));
    assert_eq!(ticket.priority, Some(TicketPriority::High));
    let assignees: Vec<_> = ticket.assignees.iter().flatten().collect();
    assert_eq!(assignees.iter().map(|assignee| &*assignee.id).collect::<Vec<_>>(), ["12345", "6789"]);
    assert_eq!((assignees[0].username.as_deref(), assignees[1].username.as_deref()), (Some("Cocoa"), None));
    assert_eq!(ticket.updated_at, Some(moment()));
    assert_eq!(ticket.created_at.unwrap().as_millisecond() % 1000, 500);
    assert_eq!(ticket.created_by.as_deref(), Some("12345"));
    assert_eq!(ticket.due_date.unwrap().to_string(), "2020-09-30T00:00:00Z");
    assert_eq!(ticket.completed_at, None);
    let tags: Vec<_> = ticket.tags.iter().flatten().collect();
    assert_eq!((tags[0].id.as_deref(), tags[0].name.as_deref()), (Some("12345"), Some("User Experience")));
    assert_eq!((tags[1].id.as_deref(), tags[1].name.as_deref()), (None, None));
    assert!(ticket.custom_mappings.as_ref().unwrap().is_empty());
    let added = &ticket.pass_through.as_ref().unwrap()[0];
    assert_eq!(added.service_id, "jira");
    assert_eq!(added.extend_object.as_ref().unwrap()["points"], 5);
    Ok(())
}

#[tokio::test]
async fn tickets_create() -> Result<(), Error> {
    let (answer, request) = exchange(written(201, "Tickets", "add"), |client| {
        let input = TicketInput::new()
            .subject("Technical Support Request")
            .priority(TicketPriority::High)
            .assignees([AssigneeInput::new("12345")])
            .due_date(moment())
            .tags([CollectionTagInput::new("12345")]);
        client.tickets().create("apideck-io", input).raw(false).send_with_metadata()
    })
    .await;
    check(&request, "POST /issue-tracking/collections/apideck-io/tickets?raw=false");
    assert_eq!(
        request.json(),
        json!({
            "subject": "Technical Support Request",
            "priority": "high",
            "assignees": [{"id": "12345"}],
            "due_date": "2020-09-30T07:43:32.000Z",
            "tags": [{"id": "12345"}],
        })
    );
    let answer = answer?;
    assert_eq!((answer.status().as_u16(), answer.attempts()), (201, 1));
    assert_eq!(answer.headers()["content-type"], "application/json; charset=utf-8");
    let body = answer.into_body();
    assert_eq!((body.status_code, &*body.operation, &*body.data.id), (201, "add", "12345"));
    Ok(())
}

#[tokio::test]
async fn tickets_get() -> Result<(), Error> {
    let (answer, request) = exchange(one("Tickets", ticket()), |client| {
        client.tickets().get("apideck-io", "12345").fields("id,assignees.username").send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/tickets/12345?fields=id%2Cassignees.username",
    );
    let answer = answer?;
    assert_eq!((answer.data.id.as_str(), answer.data.priority), ("12345", Some(TicketPriority::High)));
    assert_eq!(answer.meta, None);
    Ok(())
}

#[tokio::test]
async fn tickets_update() -> Result<(), Error> {
    let (answer, request) = exchange(written(200, "Tickets", "update"), |client| {
        client.tickets().update("apideck-io", "12345", TicketInput::new().status("closed")).send()
    })
    .await;
    check(&request, "PATCH /issue-tracking/collections/apideck-io/tickets/12345");
    assert_eq!(request.text(), r#"{"status":"closed"}"#);
    let answer = answer?;
    assert_eq!((&*answer.operation, &*answer.data.id), ("update", "12345"));
    Ok(())
}

#[tokio::test]
async fn tickets_delete() -> Result<(), Error> {
    let (answer, request) = exchange(written(200, "Tickets", "delete"), |client| {
        client.tickets().delete("apideck-io", "12345").raw(true).send()
    })
    .await;
    check(&request, "DELETE /issue-tracking/collections/apideck-io/tickets/12345?raw=true");
    let answer = answer?;
    assert_eq!((&*answer.operation, &*answer.data.id), ("delete", "12345"));
    Ok(())
}

#[tokio::test]
async fn comments_list() -> Result<(), Error> {
    let (answer, request) = exchange(page("Comments", &comment()), |client| {
        let sort = CommentsSort::new().by(CommentsSortBy::UpdatedAt).direction(SortDirection::Asc);
        let list = client.comments().list("apideck-io", "12345").raw(false).cursor("a/b+c").limit(1);
        list.sort(sort).pass_through(search()).fields("id,body").send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/tickets/12345/comments?raw=false&cursor=a%2Fb%2Bc&limit=1\
         &sort%5Bby%5D=updated_at&sort%5Bdirection%5D=asc&pass_through%5Bsearch%5D=San%20Francisco&fields=id%2Cbody",
    );
    let answer = answer?;
    let [comment] = &*answer.data else { panic!("{:?}", answer.data) };
    assert_eq!(comment.id.as_deref(), Some("12345"));
    assert_eq!(comment.body.as_deref(), Some("What internet provider do you use?"));
    assert_eq!(comment.created_by.as_deref(), Some("12345"));
    assert_eq!((comment.created_at, comment.updated_at), (Some(moment()), Some(moment())));
    assert_eq!((&comment.custom_mappings, &comment.pass_through), (&None, &None));
    Ok(())
}

#[tokio::test]
async fn comments_create() -> Result<(), Error> {
    let (answer, request) = exchange(written(201, "Comments", "add"), |client| {
        let input = CommentInput::new().body("What internet provider do you use?");
        client.comments().create("apideck-io", "12345", input).send()
    })
    .await;
    check(&request, "POST /issue-tracking/collections/apideck-io/tickets/12345/comments");
    assert_eq!(request.text(), r#"{"body":"What internet provider do you use?"}"#);
    let answer = answer?;
    assert_eq!((answer.status_code, &*answer.resource, &*answer.data.id), (201, "Comments", "12345"));
    Ok(())
}

#[tokio::test]
async fn comments_get() -> Result<(), Error> {
    let (answer, request) = exchange(one("Comments", comment()), |client| {
        let get = client.comments().get("apideck-io", "12345", "678");
        get.raw(true).cursor("next").limit(20).fields("body").send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/tickets/12345/comments/678?raw=true&cursor=next&limit=20\
         &fields=body",
    );
    assert_eq!(answer?.data.body.as_deref(), Some("What internet provider do you use?"));
    Ok(())
}

#[tokio::test]
async fn comments_update() -> Result<(), Error> {
    let (answer, request) = exchange(written(200, "Comments", "update"), |client| {
        let input = CommentInput::new().body("And which modem?");
        client.comments().update("apideck-io", "12345", "678", input).raw(true).send()
    })
    .await;
    check(&request, "PATCH /issue-tracking/collections/apideck-io/tickets/12345/comments/678?raw=true");
    assert_eq!(request.text(), r#"{"body":"And which modem?"}"#);
    assert_eq!(answer?.operation, "update");
    Ok(())
}

#[tokio::test]
async fn comments_delete() -> Result<(), Error> {
    let (answer, request) = exchange(written(200, "Comments", "delete"), |client| {
        client.comments().delete("apideck-io", "12345", "678").send()
    })
    .await;
    check(&request, "DELETE /issue-tracking/collections/apideck-io/tickets/12345/comments/678");
    assert_eq!(answer?.data.id, "12345");
    Ok(())
}

#[tokio::test]
async fn users_list() -> Result<(), Error> {
    let (answer, request) = exchange(page("Users", &user()), |client| {
        let list = client.users().list("apideck-io").raw(true).cursor("c").limit(2);
        list.pass_through(PassThroughQuery::new().extra("example_downstream_property", "x"))
            .fields("id")
            .send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/users?raw=true&cursor=c&limit=2\
         &pass_through%5Bexample_downstream_property%5D=x&fields=id",
    );
    let answer = answer?;
    let [user] = &*answer.data else { panic!("{:?}", answer.data) };
    assert_eq!(user.id.as_deref(), Some("12345"));
    assert_eq!(user.name.as_deref(), Some("Elon Musk"));
    assert_eq!(user.first_name.as_deref(), Some("Elon"));
    assert_eq!(user.last_name.as_deref(), Some("Musk"));
    assert_eq!(user.email.as_deref(), Some("elon@musk.com"));
    assert_eq!(user.photo_url.as_deref(), Some("https://unavatar.io/elon-musk"));
    assert_eq!((user.created_at, user.updated_at), (Some(moment()), Some(moment())));
    Ok(())
}

#[tokio::test]
async fn users_get() -> Result<(), Error> {
    let (answer, request) = exchange(one("Users", user()), |client| {
        client.users().get("apideck-io", "12345").raw(false).fields("email").send()
    })
    .await;
    check(&request, "GET /issue-tracking/collections/apideck-io/users/12345?raw=false&fields=email");
    assert_eq!(answer?.data.email.as_deref(), Some("elon@musk.com"));
    Ok(())
}

#[tokio::test]
async fn tags_list() -> Result<(), Error> {
    let tag = json!({"id": "12345", "name": "User Experience", "custom_mappings": {"colour": "red"}});
    let (answer, request) = exchange(page("Tags", &tag), |client| {
        let list = client.tags().list("apideck-io").raw(true).cursor("c").limit(1);
        list.pass_through(search()).fields("id,name").send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/tags?raw=true&cursor=c&limit=1\
         &pass_through%5Bsearch%5D=San%20Francisco&fields=id%2Cname",
    );
    let answer = answer?;
    let [tag] = &*answer.data else { panic!("{:?}", answer.data) };
    assert_eq!((tag.id.as_deref(), tag.name.as_deref()), (Some("12345"), Some("User Experience")));
    assert_eq!(tag.custom_mappings.as_ref().unwrap()["colour"], "red");
    Ok(())
}

/// Without options, the request has no query.
#[tokio::test]
async fn without_options_there_is_no_query() -> Result<(), Error> {
    let (answer, request) =
        exchange(page("Tickets", &ticket()), |client| client.tickets().list("apideck-io").send()).await;
    check(&request, "GET /issue-tracking/collections/apideck-io/tickets");
    answer?;

    let empty = (IssuesFilter::new().status([""; 0]), TicketsSort::new(), PassThroughQuery::new());
    let (answer, request) = exchange(page("Tickets", &ticket()), |client| {
        client.tickets().list("apideck-io").filter(empty.0).sort(empty.1).pass_through(empty.2).send()
    })
    .await;
    check(&request, "GET /issue-tracking/collections/apideck-io/tickets");
    answer?;
    Ok(())
}

/// A setter that is called again replaces the value, at the same position.
#[tokio::test]
async fn the_last_value_counts() -> Result<(), Error> {
    let (answer, request) = exchange(page("Tickets", &ticket()), |client| {
        let list = client.tickets().list("apideck-io").limit(1).filter(IssuesFilter::new().status(["open"]));
        list.limit(2).filter(IssuesFilter::new().assignee_id("me")).send()
    })
    .await;
    check(&request, "GET /issue-tracking/collections/apideck-io/tickets?limit=2&filter%5Bassignee_id%5D=me");
    answer?;
    let (answer, request) = exchange(page("Tickets", &ticket()), |client| {
        client.tickets().list("apideck-io").limit(1).cursor("c").limit(None).send()
    })
    .await;
    check(&request, "GET /issue-tracking/collections/apideck-io/tickets?cursor=c");
    answer?;
    Ok(())
}

/// All characters of a query value arrive unchanged.
#[tokio::test]
async fn query_values_are_encoded() -> Result<(), Error> {
    let (answer, request) = exchange(page("Tickets", &ticket()), |client| {
        let pass_through = PassThroughQuery::new()
            .extra("search", "a&b=c#d%25+ ü")
            .extra("nested", json!({"deep": [1, true]}))
            .extra("a key", "");
        client.tickets().list("apideck-io").cursor("Zm9v+/==").pass_through(pass_through).send()
    })
    .await;
    check(
        &request,
        "GET /issue-tracking/collections/apideck-io/tickets?cursor=Zm9v%2B%2F%3D%3D\
         &pass_through%5Bsearch%5D=a%26b%3Dc%23d%2525%2B%20%C3%BC\
         &pass_through%5Bnested%5D%5Bdeep%5D=1&pass_through%5Bnested%5D%5Bdeep%5D=true&pass_through%5Ba%20key%5D=",
    );
    answer?;
    Ok(())
}
