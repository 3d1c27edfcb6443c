//! The types in other types and in other formats, with serde.
#![cfg(all(feature = "serde", feature = "tickets"))]

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Debug,
};

use apideck_issue_tracking::types::{
    CollectionTag, ErrorDetail, NotFoundResponse, PassThroughBodyItem, Ticket, TicketInput, TicketPriority,
    UnauthorizedResponse, UnauthorizedResponseDetail,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

fn ticket() -> Value {
    json!({
        "id": "1",
        "type": "Technical",
        "subject": "Printer \"on\" fire\n\u{1F525}\u{0}",
        "priority": "high",
        "assignees": [{"id": "2", "username": "ada"}, {"id": "3"}],
        "created_at": "2020-09-30T07:43:32.000Z",
        "tags": [{"id": "4", "name": ""}],
        "custom_mappings": {"text": "{\"a\":1}", "list": [[], [1], {}, {"deep": [true, false]}], "yes": "no"},
    })
}

fn tickets() -> Value {
    let mut other = ticket();
    (other["id"], other["priority"]) = (json!("true"), json!("tomorrow"));
    json!([ticket(), {"id": "2", "assignees": [], "custom_mappings": {}}, other])
}

#[track_caller]
fn from_json<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Writes and reads a value in every format.
#[track_caller]
fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value, "JSON: {json}");
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree.clone()).unwrap(), *value, "a JSON value: {tree}");
    let yaml = serde_yaml::to_string(value).unwrap();
    assert_eq!(serde_yaml::from_str::<T>(&yaml).unwrap(), *value, "YAML: {yaml}");
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).unwrap();
    assert_eq!(ciborium::from_reader::<T, _>(&*cbor).unwrap(), *value, "CBOR: {cbor:?}");
    let named = rmp_serde::to_vec_named(value).unwrap();
    assert_eq!(rmp_serde::from_slice::<T>(&named).unwrap(), *value, "MessagePack: {named:?}");
}

/// Like [`survives`], with TOML, which has no null and no value without a key.
#[track_caller]
fn survives_in_toml_too<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    survives(value);
    let toml = toml::to_string(value).unwrap();
    assert_eq!(toml::from_str::<T>(&toml).unwrap(), *value, "TOML: {toml}");
}

/// A type of a user.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Report {
    name: String,
    tickets: Vec<Ticket>,
    latest: Option<Ticket>,
    by_name: BTreeMap<String, Ticket>,
}

#[test]
fn a_list_in_another_struct() {
    let value = json!({"name": "June", "tickets": tickets(), "latest": ticket(), "by_name": {"a b": ticket(), "": ticket()}});
    let report: Report = from_json(&value);
    assert_eq!(report.tickets.len(), 3);
    survives_in_toml_too(&report);
    assert_eq!(serde_json::to_value(&report).unwrap(), value);
    survives(&report.tickets);
    survives(&(report.latest, 1, "x".to_owned()));
}

/// The functions of the module `json` agree with serde.
#[test]
fn without_serde() {
    for value in [ticket(), json!({"id": "1", "assignees": null, "tags": [], "unknown": [{}]})] {
        let text = value.to_string();
        let by_serde: Ticket = serde_json::from_str(&text).unwrap();
        assert_eq!(Ticket::from_json(text.as_bytes()).unwrap(), by_serde);
        assert_eq!(by_serde.to_json(), serde_json::to_vec(&by_serde).unwrap());
    }
}

/// A type of a user that adds a field to a ticket.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Ranked {
    rank: u32,
    #[serde(flatten)]
    ticket: Ticket,
}

/// The same, with a map for all other properties.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Open {
    #[serde(flatten)]
    ticket: Ticket,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn flattened() {
    let mut value = ticket();
    value["rank"] = json!(7);
    let ranked: Ranked = from_json(&value);
    assert_eq!((ranked.rank, &ranked.ticket), (7, &from_json(&ticket())));
    assert_eq!(serde_json::to_value(&ranked).unwrap(), value);
    survives_in_toml_too(&ranked);
    let error = serde_json::from_str::<Ranked>(r#"{"rank":1}"#).unwrap_err().to_string();
    assert!(error.contains("missing property `id`"), "{error}");
}

#[test]
fn flattened_beside_a_rest_map() {
    let mut value = ticket();
    (value["rank"], value["more"]) = (json!(7), json!({"a": [1]}));
    let open: Open = from_json(&value);
    assert_eq!(open.ticket, from_json(&ticket()));
    assert_eq!(open.rest.keys().collect::<Vec<_>>(), ["more", "rank"]);
    assert_eq!(serde_json::to_value(&open).unwrap(), value);
    survives_in_toml_too(&open);
}

/// An enum of a user without a tag.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Found {
    Tickets(Vec<Ticket>),
    Ticket(Box<Ticket>),
    Priority(TicketPriority),
    Count(u64),
}

/// Enums of a user with a tag.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Ticket(Box<Ticket>),
    Tag(CollectionTag),
    Named { name: String, ticket: Box<Ticket> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    Ticket(Box<Ticket>),
    Priority(TicketPriority),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Ticket(Box<Ticket>),
    Priority(TicketPriority),
    None,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct All<T> {
    all: Vec<T>,
}

#[test]
fn in_untagged_enums() {
    let value = json!({"all": [ticket(), tickets(), "low", "tomorrow", 5, []]});
    let all: All<Found> = from_json(&value);
    assert!(matches!(
        &*all.all,
        [
            Found::Ticket(_),
            Found::Tickets(_),
            Found::Priority(TicketPriority::Low),
            Found::Priority(TicketPriority::Unknown(_)),
            Found::Count(5),
            Found::Tickets(_),
        ]
    ));
    assert_eq!(serde_json::to_value(&all).unwrap(), value);
    survives_in_toml_too(&all);
}

#[test]
fn in_tagged_enums() {
    let mut tagged = ticket();
    tagged["kind"] = json!("Ticket");
    let named = json!({"kind": "Named", "name": "a", "ticket": ticket()});
    let value = json!({"all": [tagged, {"kind": "Tag", "id": "1", "name": "a"}, named]});
    let all: All<Tagged> = from_json(&value);
    assert_eq!(serde_json::to_value(&all).unwrap(), value);
    survives_in_toml_too(&all);

    let value = json!({"all": [{"kind": "Ticket", "value": ticket()}, {"kind": "Priority", "value": "low"}]});
    let all: All<Adjacent> = from_json(&value);
    assert_eq!(serde_json::to_value(&all).unwrap(), value);
    survives_in_toml_too(&all);

    let value = json!({"all": [{"Ticket": ticket()}, {"Priority": "high"}, "None"]});
    let all: All<External> = from_json(&value);
    assert_eq!(serde_json::to_value(&all).unwrap(), value);
    survives_in_toml_too(&all);
}

#[test]
fn enums_as_keys() {
    let value = json!({"low": [ticket()], "high": [], "tomorrow": tickets()});
    let by_priority: HashMap<TicketPriority, Vec<Ticket>> = from_json(&value);
    assert!(by_priority.contains_key(&TicketPriority::Unknown("tomorrow".to_owned())));
    assert_eq!(by_priority[&TicketPriority::High], []);
    assert_eq!(serde_json::to_value(&by_priority).unwrap(), value);
    survives_in_toml_too(&by_priority);
}

#[test]
fn unions() {
    let object =
        json!({"detail": {"type": "refresh", "debug": {"retry_after_ms": 12.5, "request": {"a": ["b"]}}}});
    for (value, is_unknown) in
        [(json!({"detail": "plain"}), false), (object, false), (json!({"detail": [1]}), true)]
    {
        let error: UnauthorizedResponse = from_json(&value);
        assert_eq!(error.detail.as_ref().map(UnauthorizedResponseDetail::is_unknown), Some(is_unknown));
        assert_eq!(serde_json::to_value(&error).unwrap(), value);
        survives_in_toml_too(&error);
    }
    let free: NotFoundResponse = from_json(&json!({"detail": {"not_found": {"id": [null, "123"]}}}));
    assert!(matches!(free.detail, Some(ErrorDetail::Object(_))));
    survives(&free);
    toml::to_string(&free).expect_err("TOML has no null");
}

/// Types that are only sent.
#[test]
fn inputs() {
    let input = || TicketInput::new().subject("Printer on fire").priority(TicketPriority::High);
    let pass_through = PassThroughBodyItem::new("jira").operation_id("createIssue");
    let input = input().pass_through([pass_through]);
    let value = serde_json::to_value(&input).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&input.to_json()).unwrap(), value);
    let yaml = serde_yaml::to_string(&input).unwrap();
    assert_eq!(serde_yaml::from_str::<Value>(&yaml).unwrap(), value);
    // TOML has no null, so the property is absent.
    let toml = toml::to_string(&TicketInput::new().priority(None::<TicketPriority>).subject("x".to_owned()))
        .unwrap();
    assert_eq!(toml, "subject = \"x\"\n");
}

/// A map for any JSON.
fn mapped(custom: &str) -> String {
    format!(r#"{{"id":"1","custom_mappings":{{"a":{custom}}}}}"#)
}

#[test]
fn numbers_are_exact() {
    for number in [
        "0",
        "-1",
        "0.1",
        "1.5",
        "-2.5e-7",
        "9007199254740993",
        "-9223372036854775808",
        "18446744073709551615",
        "1.7976931348623157e+308",
        "5e-324",
    ] {
        let text = mapped(number);
        let ticket: Ticket = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&ticket).unwrap(), text);
        assert_eq!(ticket, Ticket::from_json(text.as_bytes()).unwrap());
        survives(&ticket);
    }
}

/// With the feature `arbitrary_precision` of `serde_json`, all digits are kept.
#[test]
fn numbers_of_any_precision() {
    let written = serde_json::from_str::<Value>("1.10").unwrap().to_string();
    if written != "1.10" {
        return;
    }
    for number in ["1.10", "123456789012345678901234567890", "0.1234567890123456789012345", "1e+400"] {
        let text = mapped(number);
        let ticket: Ticket = serde_json::from_str(&text).unwrap();
        assert_eq!(ticket, Ticket::from_json(text.as_bytes()).unwrap());
        assert_eq!(String::from_utf8(ticket.to_json()).unwrap(), text);
    }
    // Formats receive a number of 64 bits if it has all digits.
    let ticket: Ticket = serde_json::from_str(&mapped("1.10")).unwrap();
    assert_eq!(serde_json::to_string(&ticket).unwrap(), mapped("1.1"));
    for number in ["123456789012345678901234567890", "0.1234567890123456789012345", "1e+400"] {
        let text = mapped(number);
        let ticket: Ticket = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&ticket).unwrap(), text);
        survives(&ticket);
        // Types of a user that keep the value until its type is known.
        let (open, found): (Open, Found) =
            (serde_json::from_str(&text).unwrap(), serde_json::from_str(&text).unwrap());
        assert_eq!(serde_json::to_string(&open).unwrap(), text);
        assert_eq!(serde_json::to_string(&found).unwrap(), text);
    }
}

#[test]
fn errors_have_a_path() {
    let mut value = tickets();
    value[2]["assignees"][1]["id"] = json!(17);
    let text = json!({"name": "June", "tickets": value}).to_string();
    let error = serde_path_to_error::deserialize::<_, Report>(&mut serde_json::Deserializer::from_str(&text))
        .unwrap_err();
    assert_eq!(error.path().to_string(), "tickets[2]");
    let inner = error.inner().to_string();
    assert!(inner.starts_with("expected a string, found a number at `assignees[1].id` at line 1"), "{inner}");
    // An error of the format is in the path too.
    let cut = &text[..text.len() - 30];
    let error = serde_path_to_error::deserialize::<_, Report>(&mut serde_json::Deserializer::from_str(cut))
        .unwrap_err();
    assert!(error.path().to_string().starts_with("tickets[2].custom_mappings"), "{}", error.path());

    let refused = |json: &str| serde_json::from_str::<Ticket>(json).unwrap_err().to_string();
    assert_eq!(refused("{}"), "missing property `id` at line 1 column 2");
    assert_eq!(refused("[]"), "invalid type: sequence, expected an object at line 1 column 2");
    assert_eq!(refused("17"), "invalid type: integer `17`, expected an object at line 1 column 2");
    assert_eq!(
        serde_yaml::from_str::<Ticket>("id: .nan").unwrap_err().to_string(),
        "id: JSON has no such number at line 1 column 5"
    );
}

/// Values of types that JSON does not have.
#[test]
fn other_types() {
    let packed = rmp_serde::to_vec(&BTreeMap::from([("id", serde_bytes(b"1"))])).unwrap();
    assert_eq!(rmp_serde::from_slice::<Ticket>(&packed).unwrap().id, "1");
    let packed = rmp_serde::to_vec(&BTreeMap::from([("id", serde_bytes(b"\xFF"))])).unwrap();
    rmp_serde::from_slice::<Ticket>(&packed).unwrap_err();
    let yaml = serde_yaml::from_str::<Ticket>("id: '1'\ncustom_mappings: {1: a, true: b, -1: c}").unwrap();
    assert_eq!(Value::Object(yaml.custom_mappings.unwrap()), json!({"1": "a", "true": "b", "-1": "c"}));
    let error = toml::from_str::<Ticket>("id = 2020-09-30").unwrap_err().to_string();
    assert!(error.contains("expected a string, found an object"), "{error}");
}

/// Bytes, which serde distinguishes from a list of numbers.
fn serde_bytes(bytes: &[u8]) -> impl Serialize {
    struct Bytes(Vec<u8>);
    impl Serialize for Bytes {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&self.0)
        }
    }
    Bytes(bytes.to_vec())
}

#[test]
fn deep_values_are_refused() {
    let mut value = json!(1);
    for _ in 0..1000 {
        value = json!([value]);
    }
    let deep =
        Value::Object(Map::from_iter([("id".to_owned(), json!("1")), ("custom_mappings".to_owned(), value)]));
    let error = Ticket::deserialize(deep).unwrap_err().to_string();
    assert_eq!(error, "nested too deeply");
}
