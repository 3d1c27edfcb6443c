//! Unexpected but harmless responses, and values that must not change a request.
#![cfg(all(
    feature = "collections",
    feature = "tickets",
    feature = "comments",
    feature = "users",
    feature = "tags"
))]

mod support;

use apideck_issue_tracking::{
    Client, ClientBuilder, Error, Method,
    types::{
        BadRequestResponse, CommentInput, ErrorDetail, GetTicketsResponse, NotFoundResponse, SortDirection,
        TicketInput, TicketPriority, TicketsSort, TicketsSortBy, UnauthorizedResponse,
        UnauthorizedResponseDetail, UnexpectedErrorResponse, UnprocessableResponse,
    },
};
use serde_json::{Value, json};
use support::{
    API_KEY, APP_ID, CONSUMER_ID, Recorded, Reply, SERVICE_ID, Server, client, envelope, exchange,
};

/// Lists tickets with the response `data`.
async fn tickets(data: Value) -> Result<GetTicketsResponse, Error> {
    let reply = Reply::json(200, &envelope("Tickets", "all", data));
    exchange(reply, |client| client.tickets().list("apideck-io").send()).await.0
}

#[tokio::test]
async fn unknown_enum_values_are_kept() -> Result<(), Error> {
    let data = json!([
        {"id": "1", "priority": "high"},
        {"id": "2", "priority": "Blocker \u{1f525}"},
        {"id": "3", "priority": ""},
        {"id": "4", "priority": "High"},
    ]);
    let page = tickets(data.clone()).await?;
    let priorities: Vec<_> = page.data.iter().map(|ticket| ticket.priority.clone().unwrap()).collect();
    assert_eq!(priorities[0], TicketPriority::High);
    assert_eq!(priorities[1], TicketPriority::Unknown("Blocker \u{1f525}".to_owned()));
    assert_eq!(priorities[1].as_str(), "Blocker \u{1f525}");
    assert_eq!(priorities[1].to_string(), "Blocker \u{1f525}");
    assert_eq!(priorities[2], TicketPriority::from(""));
    assert_eq!(priorities[3], TicketPriority::Unknown("High".to_owned()));
    assert_eq!(serde_json::to_value(&page).unwrap()["data"], data);

    // In a parameter and in a body, an unknown value is sent unchanged.
    let sort = TicketsSort::new().by("rank").direction(SortDirection::Desc);
    assert_eq!(sort.by, Some(TicketsSortBy::Unknown("rank".to_owned())));
    let reply = Reply::json(200, &envelope("Tickets", "all", json!([])));
    let (answer, request) = exchange(reply, |client| client.tickets().list("c").sort(sort).send()).await;
    answer?;
    assert_eq!(request.query(), "sort%5Bby%5D=rank&sort%5Bdirection%5D=desc");
    Ok(())
}

/// A known value is never the variant `Unknown`, however it is constructed.
#[test]
fn known_enum_values() {
    for (value, known) in [
        ("low", TicketPriority::Low),
        ("normal", TicketPriority::Normal),
        ("high", TicketPriority::High),
        ("urgent", TicketPriority::Urgent),
    ] {
        assert_eq!(TicketPriority::from(value), known);
        assert_eq!(TicketPriority::from(value.to_owned()), known);
        assert_eq!(value.parse(), Ok(known.clone()));
        assert_eq!(serde_json::from_value::<TicketPriority>(json!(value)).unwrap(), known);
        assert_eq!(serde_json::to_value(&known).unwrap(), json!(value));
        assert_eq!((known.as_str(), known.as_ref(), &*known.to_string()), (value, value, value));
    }
}

#[tokio::test]
async fn unknown_properties_are_ignored() -> Result<(), Error> {
    let mut body =
        envelope("Tickets", "all", json!([{"id": "1", "sprint": {"id": 7}, "tags": [{"id": "t", "x": 1}]}]));
    body["trace"] = json!([1, {"deep": null}]);
    body["meta"] = json!({"total_count": 1, "took": 0.5, "cursors": {"next": null, "last": "z"}});
    let (answer, _) =
        exchange(Reply::json(200, &body), |client| client.tickets().list("apideck-io").send()).await;
    let answer = answer?;
    assert_eq!(answer.data[0].id, "1");
    assert_eq!(answer.data[0].tags.as_ref().unwrap()[0].id.as_deref(), Some("t"));
    let meta = answer.meta.unwrap();
    assert_eq!((meta.total_count, meta.cursors.unwrap().next), (Some(1), None));
    Ok(())
}

#[tokio::test]
async fn null_and_absent_are_none() -> Result<(), Error> {
    let nulls = json!({
        "id": "1", "parent_id": null, "collection_id": null, "type": null, "subject": null, "description": null,
        "status": null, "priority": null, "assignees": null, "updated_at": null, "created_at": null,
        "created_by": null, "due_date": null, "completed_at": null, "tags": null, "custom_mappings": null,
        "pass_through": null,
    });
    let page = tickets(json!([nulls, {"id": "1"}])).await?;
    assert_eq!(page.data[0], page.data[1]);
    assert_eq!(page.data[0].priority, None);
    assert_eq!(page.data[0].due_date, None);

    let mut body = envelope("Tickets", "all", json!([]));
    for name in ["meta", "links", "_raw"] {
        body[name] = Value::Null;
    }
    let (answer, _) =
        exchange(Reply::json(200, &body), |client| client.tickets().list("apideck-io").send()).await;
    let answer = answer?;
    assert_eq!((answer.meta, answer.links, answer.raw), (None, None, None));
    Ok(())
}

/// Timestamps are read in many formats. Without a time zone, they are in UTC.
#[tokio::test]
async fn timestamps_in_all_formats() -> Result<(), Error> {
    for (written, expected) in [
        ("2020-09-30T07:43:32Z", "2020-09-30T07:43:32Z"),
        ("2020-09-30T07:43:32.000Z", "2020-09-30T07:43:32Z"),
        ("2020-09-30T07:43:32", "2020-09-30T07:43:32Z"),
        ("2020-09-30T07:43:32+0000", "2020-09-30T07:43:32Z"),
        ("2020-09-30T09:43:32+02:00", "2020-09-30T07:43:32Z"),
        ("2020-09-30 07:43:32", "2020-09-30T07:43:32Z"),
        ("2020-09-30", "2020-09-30T00:00:00Z"),
    ] {
        let page = tickets(json!([{"id": "1", "created_at": written}])).await?;
        assert_eq!(page.data[0].created_at.unwrap().to_string(), expected, "{written}");
    }
    Ok(())
}

#[tokio::test]
async fn details_of_errors_have_any_type() {
    /// Lists collections with an error response that has this detail, and reads it.
    async fn detail<T: Clone + 'static>(status: u16, detail: &Value) -> T {
        let body = json!({"status_code": status, "type_name": "E", "message": "m", "detail": detail});
        let (outcome, _) =
            exchange(Reply::json(status, &body), |client| client.collections().list().send()).await;
        let error = outcome.unwrap_err();
        assert!(error.to_string().ends_with(": E: m"), "{error}");
        error.body_as::<T>().unwrap_or_else(|| panic!("{status} {detail}")).clone()
    }

    /// The details of one status: a string, an object, or any other value.
    macro_rules! check {
        ($status:literal, $body:ident, $detail:ident) => {
            let text = detail::<$body>($status, &json!("why")).await.detail;
            assert_eq!(text, Some($detail::String("why".to_owned())));
            let object = detail::<$body>($status, &json!({"message": "why"})).await.detail;
            assert!(matches!(object, Some($detail::Object(_))), "{object:?}");
            assert_eq!(serde_json::to_value(&object).unwrap(), json!({"message": "why"}));
            for other in [json!(17), json!(0.5), json!(true), json!([1]), json!([])] {
                let unknown = detail::<$body>($status, &other).await.detail;
                assert_eq!(unknown, Some($detail::Unknown(other.clone())));
                assert_eq!(serde_json::to_value(&unknown).unwrap(), other);
            }
            assert_eq!(detail::<$body>($status, &Value::Null).await.detail, None);
        };
    }
    check!(400, BadRequestResponse, ErrorDetail);
    check!(401, UnauthorizedResponse, UnauthorizedResponseDetail);
    check!(404, NotFoundResponse, ErrorDetail);
    check!(422, UnprocessableResponse, ErrorDetail);
    check!(500, UnexpectedErrorResponse, ErrorDetail);
}

#[tokio::test]
async fn a_path_parameter_stays_one_segment() {
    let server = Server::start().await;
    let client = client(&server);
    for (id, expected) in [
        ("a b/1?", "a%20b%2F1%3F"),
        ("zażółć", "za%C5%BC%C3%B3%C5%82%C4%87"),
        ("日本 #1", "%E6%97%A5%E6%9C%AC%20%231"),
        ("../../users", "..%2F..%2Fusers"),
        ("..\\x", "..%5Cx"),
        ("100%", "100%25"),
        ("%2e%2E", "%252e%252E"),
        ("a+b&c=d;e,f:g@h", "a%2Bb%26c%3Dd%3Be%2Cf%3Ag%40h"),
        ("a\tb\nc", "a%09b%0Ac"),
        ("{ticket_id}", "%7Bticket_id%7D"),
        ("...", "..."),
        ("-_.~", "-_.~"),
        (" ", "%20"),
    ] {
        for (first, second) in [(id, "t"), ("c", id)] {
            server.reply(Reply::json(200, &envelope("Tickets", "one", json!({"id": "1"}))));
            client.tickets().get(first, second).send().await.unwrap();
            let request = server.requests().pop().unwrap();
            let encoded = |text: &str| if text == id { expected.to_owned() } else { text.to_owned() };
            let (first, second) = (encoded(first), encoded(second));
            assert_eq!(request.target, format!("/issue-tracking/collections/{first}/tickets/{second}"));
        }
    }
}

#[tokio::test]
async fn parameters_that_change_the_path_are_errors() {
    let server = Server::start().await;
    let client = client(&server);
    let comment = CommentInput::new();
    for id in ["", ".", ".."] {
        for (name, outcome) in [
            ("collection_id", client.tickets().list(id).send().await.map(drop)),
            ("collection_id", client.tickets().delete(id, "t").send().await.map(drop)),
            ("ticket_id", client.tickets().delete("c", id).send().await.map(drop)),
            ("ticket_id", client.tickets().update("c", id, TicketInput::new()).send().await.map(drop)),
            ("id", client.users().get("c", id).send().await.map(drop)),
            ("id", client.comments().delete("c", "t", id).send().await.map(drop)),
            ("ticket_id", client.comments().create("c", id, comment.clone()).send().await.map(drop)),
        ] {
            let error = outcome.unwrap_err();
            assert!(matches!(error, Error::Request(_)), "{error:?}");
            assert!(error.to_string().contains(name), "{error}");
            assert_eq!((error.attempts(), error.status()), (0, None));
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_call_can_override_the_client() -> Result<(), Error> {
    let server = Server::start().await;
    let client = client(&server);
    let ids = |request: &Recorded| {
        ["app", "consumer", "service"]
            .map(|name| request.header(&format!("x-apideck-{name}-id")).map(str::to_owned))
    };
    let is = |ids: [&str; 3]| ids.map(|id| Some(id.to_owned()));

    server.reply(Reply::json(200, &envelope("Collections", "all", json!([]))));
    client.collections().list().app_id("a").consumer_id("b").service_id("c").send().await?;
    server.reply(Reply::json(200, &envelope("Tickets", "delete", json!({"id": "1"}))));
    client.tickets().delete("c", "t").service_id("github").send().await?;
    server.reply(Reply::json(200, &envelope("Collections", "all", json!([]))));
    client.collections().list().send().await?;

    let requests = server.requests();
    assert_eq!(ids(&requests[0]), is(["a", "b", "c"]));
    assert_eq!(ids(&requests[1]), is([APP_ID, CONSUMER_ID, "github"]));
    assert_eq!(ids(&requests[2]), is([APP_ID, CONSUMER_ID, SERVICE_ID]));
    Ok(())
}

#[tokio::test]
async fn errors_name_missing_headers() {
    let server = Server::start().await;
    let bare = || Client::builder().base_url(server.url());
    let list = |builder: ClientBuilder| async move {
        let error = builder.build().unwrap().collections().list().send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert_eq!((error.operation(), error.attempts()), (Some("collectionsAll"), 0));
        error.to_string()
    };

    let words = list(bare().api_key(API_KEY).app_id(APP_ID)).await;
    assert!(words.contains("`x-apideck-consumer-id`") && words.contains("`consumer_id`"), "{words}");
    let words = list(bare().api_key(API_KEY).consumer_id(CONSUMER_ID)).await;
    assert!(words.contains("`x-apideck-app-id`") && words.contains("`APIDECK_APP_ID`"), "{words}");
    let words = list(bare().app_id(APP_ID).consumer_id(CONSUMER_ID)).await;
    assert!(words.contains("`api_key`") && words.contains("`APIDECK_API_KEY`"), "{words}");
    assert!(server.requests().is_empty());

    // Values set on the call are sufficient. The service is optional.
    server.reply(Reply::json(200, &envelope("Collections", "all", json!([]))));
    let client = bare().api_key(API_KEY).build().unwrap();
    client.collections().list().app_id(APP_ID).consumer_id(CONSUMER_ID).send().await.unwrap();
    assert_eq!(server.request().header("x-apideck-service-id"), None);
}

#[tokio::test]
async fn header_values_cannot_break_out() {
    let server = Server::start().await;
    let client = client(&server);
    let error = client.tickets().list("c").consumer_id("a\r\nx-evil: 1").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("`x-apideck-consumer-id`"), "{error}");
    let error = Client::builder().app_id("a\nb").build().unwrap_err();
    assert!(error.to_string().contains("`x-apideck-app-id`"), "{error}");
    assert!(server.requests().is_empty());

    server.reply(Reply::json(200, &envelope("Tickets", "all", json!([]))));
    client.tickets().list("c").consumer_id("zażółć").send().await.unwrap();
    assert_eq!(server.request().headers["x-apideck-consumer-id"].as_bytes(), "zażółć".as_bytes());
}

#[tokio::test]
async fn the_key_is_not_shown() {
    let server = Server::start().await;
    server.reply(Reply::json(401, &json!({"message": "Unauthorized Request"})));
    let builder = support::builder(server.url());
    let client = client(&server);
    let call = client.tickets().list("c").limit(1);
    let mut shown = format!("{builder:?} {client:?} {client:#?} {:?} {call:?}", client.tickets());
    let error = call.send().await.unwrap_err();
    shown += &format!("{error:?} {error}");
    server.reply(Reply::json(200, &envelope("Tickets", "all", json!([]))));
    shown += &format!("{:?}", client.tickets().list("c").send_with_metadata().await.unwrap());
    assert!(
        server.requests().iter().all(|request| request.header("authorization").unwrap().contains(API_KEY))
    );
    assert!(!shown.contains(API_KEY) && !shown.contains("horse"), "{shown}");
    assert!(!shown.contains(CONSUMER_ID) && shown.contains("x-apideck-consumer-id"), "{shown}");
    assert!(shown.contains(server.url()), "{shown}");
}

/// Compiles: requests and futures are `Send`, and a client is `Sync`.
#[tokio::test]
async fn everything_can_be_sent_and_shared() {
    fn send<T: Send>(_: &T) {}
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}

    let server = Server::start().await;
    let client = client(&server);
    shared(&client);
    shared(&client.tickets());
    shared(&client.tickets().list("c"));
    shared(&support::builder(server.url()));
    send(&client.collections().list().send());
    send(&client.collections().get("c").send_with_metadata());
    send(&client.tickets().list("c").send());
    send(&client.tickets().create("c", TicketInput::new()).send());
    send(&client.tickets().get("c", "t").send());
    send(&client.tickets().update("c", "t", TicketInput::new()).send_with_metadata());
    send(&client.tickets().delete("c", "t").send());
    send(&client.comments().list("c", "t").send());
    send(&client.comments().create("c", "t", CommentInput::new()).send());
    send(&client.comments().get("c", "t", "m").send());
    send(&client.comments().update("c", "t", "m", CommentInput::new()).send());
    send(&client.comments().delete("c", "t", "m").send());
    send(&client.users().list("c").send());
    send(&client.users().get("c", "u").send());
    send(&client.tags().list("c").send());
    let raw = || client.request(Method::GET, "/x");
    shared(&raw());
    send(&raw().send());
    send(&raw().send_json::<Value>());
    assert!(server.requests().is_empty(), "a future does nothing until it is awaited");

    let calls = (0..8).map(|number| {
        server.reply(Reply::json(200, &envelope("Tickets", "one", json!({"id": "1"}))));
        let tickets = client.tickets();
        tokio::spawn(async move { tickets.get("c", number.to_string()).send().await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap().data.id, "1");
    }
    assert_eq!(server.requests().len(), 8);
}

/// A request can be stored and sent again.
#[tokio::test]
async fn a_call_can_be_repeated() -> Result<(), Error> {
    let server = Server::start().await;
    let call = client(&server).tickets().create("c", TicketInput::new().subject("Broken"));
    for _ in 0..2 {
        server.reply(Reply::json(201, &envelope("Tickets", "add", json!({"id": "1"}))));
        call.clone().send().await?;
    }
    let requests = server.requests();
    assert_eq!((&requests[0].target, &requests[0].body), (&requests[1].target, &requests[1].body));
    Ok(())
}

/// A base URL may have a path, with or without a trailing slash.
#[tokio::test]
async fn base_urls_may_have_a_path() -> Result<(), Error> {
    for (path, expected) in [("", ""), ("/", ""), ("/proxy/v1", "/proxy/v1"), ("/proxy/v1/", "/proxy/v1")] {
        let server = Server::replying(Reply::json(200, &envelope("Collections", "all", json!([])))).await;
        let client = support::builder(&format!("{}{path}", server.url())).build()?;
        client.collections().list().send().await?;
        assert_eq!(server.request().path(), format!("{expected}/issue-tracking/collections"));
    }
    Ok(())
}
