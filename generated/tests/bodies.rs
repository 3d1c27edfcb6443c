//! Bodies on the wire, with absent properties, null and values.
#![cfg(all(feature = "tickets", feature = "comments"))]

mod support;

use apideck_issue_tracking::{
    Nullable,
    types::{
        AssigneeInput, CollectionTagInput, CommentInput, ExtendPath, PassThroughBodyItem, TicketInput,
        TicketPriority,
    },
};
use jiff::Timestamp;
use serde_json::{Value, json};
use support::{Reply, envelope, exchange};

/// The body of a request for `input`. Creating and updating send the same body.
async fn ticket(input: TicketInput) -> String {
    let reply = || Reply::json(200, &envelope("Tickets", "add", json!({"id": "1"})));
    let (answer, created) =
        exchange(reply(), |client| client.tickets().create("c", input.clone()).send()).await;
    answer.unwrap();
    let (answer, updated) = exchange(reply(), |client| client.tickets().update("c", "1", input).send()).await;
    answer.unwrap();
    assert_eq!(created.text(), updated.text());
    created.text().to_owned()
}

/// The same as [`ticket`], for comments.
async fn comment(input: CommentInput) -> String {
    let reply = || Reply::json(200, &envelope("Comments", "add", json!({"id": "1"})));
    let (answer, created) =
        exchange(reply(), |client| client.comments().create("c", "t", input.clone()).send()).await;
    answer.unwrap();
    let (answer, updated) =
        exchange(reply(), |client| client.comments().update("c", "t", "1", input).send()).await;
    answer.unwrap();
    assert_eq!(created.text(), updated.text());
    created.text().to_owned()
}

fn moment() -> Timestamp {
    "2020-09-30T07:43:32Z".parse().unwrap()
}

fn additions() -> PassThroughBodyItem {
    let object = json!({"custom": {"deep": [1, null]}, "story_points": 5});
    let Value::Object(object) = object else { unreachable!() };
    PassThroughBodyItem::new("jira").operation_id("createIssue").extend_object(object).extend_paths([
        ExtendPath::new("$.nested.property", json!({"value": "EUC-99990201"})),
        ExtendPath::new("$.removed", Value::Null),
        ExtendPath::new("$.text", "plain"),
    ])
}

/// An input with every property.
fn everything() -> TicketInput {
    TicketInput::new()
        .parent_id("12345")
        .type_("Technical")
        .subject("Technical Support Request")
        .description("I am facing issues with my internet connection")
        .status("open")
        .priority(TicketPriority::High)
        .assignees([AssigneeInput::new("12345")])
        .due_date(moment())
        .tags([CollectionTagInput::new("12345"), CollectionTagInput::new(Nullable::Null)])
        .pass_through([additions(), PassThroughBodyItem::new("github")])
}

#[tokio::test]
async fn absent_null_and_a_value_differ() {
    let new = TicketInput::new;
    let text = |name: &str, text: &str| format!(r#"{{"{name}":"{text}"}}"#);
    let cases = [
        ("parent_id", new().parent_id(Nullable::Null), new().parent_id("12345"), "12345"),
        ("type", new().type_(Nullable::Null), new().type_("Technical"), "Technical"),
        ("subject", new().subject(Nullable::Null), new().subject("Broken"), "Broken"),
        ("description", new().description(Nullable::Null), new().description(""), ""),
        ("status", new().status(Nullable::Null), new().status("in_progress"), "in_progress"),
        ("priority", new().priority(Nullable::Null), new().priority(TicketPriority::Urgent), "urgent"),
        ("due_date", new().due_date(Nullable::Null), new().due_date(moment()), "2020-09-30T07:43:32.000Z"),
    ];
    for (name, null, value, expected) in cases {
        assert_eq!(ticket(null).await, format!(r#"{{"{name}":null}}"#));
        assert_eq!(ticket(value).await, text(name, expected));
    }
    assert_eq!(ticket(new()).await, "{}");
    assert_eq!(ticket(TicketInput::default()).await, "{}");
}

#[tokio::test]
async fn one_body_with_all_three() {
    let input = TicketInput::new().due_date(Nullable::Null).subject("Broken").priority(Nullable::Null);
    assert_eq!(ticket(input).await, r#"{"subject":"Broken","priority":null,"due_date":null}"#);
}

/// `None` leaves a property out, so that optional arguments of a program clear nothing.
#[tokio::test]
async fn options_are_accepted() {
    let none = TicketInput::new().subject(None::<&str>).priority(None::<TicketPriority>).due_date(None);
    assert_eq!(ticket(none).await, "{}");
    let some = TicketInput::new()
        .subject(Some("Broken".to_owned()))
        .priority(Some(TicketPriority::Low))
        .due_date(Some(moment()));
    assert_eq!(
        ticket(some).await,
        r#"{"subject":"Broken","priority":"low","due_date":"2020-09-30T07:43:32.000Z"}"#
    );
}

#[tokio::test]
async fn fields_equal_setters() {
    let mut input = TicketInput::new().subject("Broken").status("open");
    input.subject = Some(Nullable::Null);
    input.status = None;
    input.priority = Some(TicketPriority::Normal.into());
    assert_eq!(ticket(input).await, r#"{"subject":null,"priority":"normal"}"#);
}

#[tokio::test]
async fn lists_are_absent_or_sent() {
    let empty = TicketInput::new()
        .assignees(Vec::<AssigneeInput>::new())
        .tags(Vec::<CollectionTagInput>::new())
        .pass_through(Vec::<PassThroughBodyItem>::new());
    assert_eq!(ticket(empty).await, r#"{"assignees":[],"tags":[],"pass_through":[]}"#);
    let many = TicketInput::new().assignees(["1", "2"].map(AssigneeInput::new));
    assert_eq!(ticket(many).await, r#"{"assignees":[{"id":"1"},{"id":"2"}]}"#);
}

/// The id of a tag is required and nullable, so it is always sent.
#[tokio::test]
async fn a_required_property_may_be_null() {
    let tags = [CollectionTagInput::new("1"), CollectionTagInput::new(Nullable::Null)];
    assert_eq!(ticket(TicketInput::new().tags(tags)).await, r#"{"tags":[{"id":"1"},{"id":null}]}"#);
    let tags = [CollectionTagInput::new(Nullable::Null), CollectionTagInput::default()];
    assert_eq!(ticket(TicketInput::new().tags(tags)).await, r#"{"tags":[{"id":null},{"id":null}]}"#);
}

#[tokio::test]
async fn nested_values_are_sent_in_full() {
    let sent: Value = serde_json::from_str(&ticket(everything()).await).unwrap();
    assert_eq!(
        sent,
        json!({
            "parent_id": "12345",
            "type": "Technical",
            "subject": "Technical Support Request",
            "description": "I am facing issues with my internet connection",
            "status": "open",
            "priority": "high",
            "assignees": [{"id": "12345"}],
            "due_date": "2020-09-30T07:43:32.000Z",
            "tags": [{"id": "12345"}, {"id": null}],
            "pass_through": [
                {
                    "service_id": "jira",
                    "operation_id": "createIssue",
                    "extend_object": {"custom": {"deep": [1, null]}, "story_points": 5},
                    "extend_paths": [
                        {"path": "$.nested.property", "value": {"value": "EUC-99990201"}},
                        {"path": "$.removed", "value": null},
                        {"path": "$.text", "value": "plain"},
                    ],
                },
                {"service_id": "github"},
            ],
        })
    );
}

/// A body with all properties set contains no read-only property.
#[tokio::test]
async fn read_only_properties_cannot_be_sent() {
    const READ_ONLY: [&str; 7] =
        ["id", "collection_id", "created_at", "updated_at", "created_by", "completed_at", "custom_mappings"];
    let sent: Value = serde_json::from_str(&ticket(everything()).await).unwrap();
    for name in READ_ONLY {
        assert_eq!(sent.get(name), None, "{name}");
    }
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&sent["assignees"][0]), ["id"]);
    assert_eq!(keys(&sent["tags"][0]), ["id"]);

    let input = CommentInput::new().body("text").pass_through([additions()]);
    let sent: Value = serde_json::from_str(&comment(input).await).unwrap();
    assert_eq!(keys(&sent), ["body", "pass_through"]);
}

#[tokio::test]
async fn comments() {
    let new = CommentInput::new;
    assert_eq!(comment(new()).await, "{}");
    assert_eq!(comment(new().body(Nullable::Null)).await, r#"{"body":null}"#);
    assert_eq!(comment(new().body("\"Why?\" \u{1f600}\n")).await, "{\"body\":\"\\\"Why?\\\" \u{1f600}\\n\"}");
    let added = comment(new().pass_through([PassThroughBodyItem::new("jira")])).await;
    assert_eq!(added, r#"{"pass_through":[{"service_id":"jira"}]}"#);
}

/// Enum values that are not in the document can be sent.
#[tokio::test]
async fn unknown_values_can_be_sent() {
    let input = TicketInput::new().priority(TicketPriority::from("blocker"));
    assert_eq!(ticket(input).await, r#"{"priority":"blocker"}"#);
}

/// Timestamps are sent in UTC, with their precision.
#[tokio::test]
async fn timestamps() {
    for (given, expected) in [
        ("2020-09-30T09:43:32+02:00", "2020-09-30T07:43:32.000Z"),
        ("2020-09-30T07:43:32.5Z", "2020-09-30T07:43:32.500Z"),
        ("2020-09-30T07:43:32.123456789Z", "2020-09-30T07:43:32.123456789Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z"),
    ] {
        let input = TicketInput::new().due_date(given.parse::<Timestamp>().unwrap());
        assert_eq!(ticket(input).await, format!(r#"{{"due_date":"{expected}"}}"#));
    }
}
