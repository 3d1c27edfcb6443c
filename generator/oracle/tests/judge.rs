//! The judges find faults in recorded results and requests.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use oracle::calls::{Call, SECRET};
use oracle::decoding::{self, Decoding, Options};
use oracle::document::{Document, Location};
use oracle::program::ReadResult;
use oracle::report::FailureKind;
use oracle::schema::{Purpose, Schemas};
use oracle::server::Request;
use oracle::subject::Subject;
use oracle::wire::Judge;
use serde_json::{Value, json};

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded.yaml")
}

/// The failures of a cat that was read as `shown` and written as `written`.
fn failures_of(value: &Value, result: ReadResult) -> Vec<(FailureKind, String)> {
    let subject = Subject::read(&path()).unwrap();
    let (read, open) = decoding::schemas(&subject).unwrap();
    let options = Options { n: 40, seed: 1, only: Some("Pet".to_owned()) };
    let mut decoding = Decoding::new(&subject, &read, &open, &options);
    let pet = decoding.types.iter().position(|ty| ty.to_string() == "types::Pet").unwrap();
    decoding.cases.retain(|case| case.ty == pet && case.value == *value);
    assert!(!decoding.cases.is_empty(), "no such value was made: {value}");
    decoding.cases.truncate(1);
    decoding.judge(&[result]).into_iter().map(|failure| (failure.kind, failure.cause)).collect()
}

fn read_as(shown: &str, written: &Value) -> ReadResult {
    ReadResult::Ok(shown.to_owned(), written.to_string())
}

#[test]
fn mistakes_of_readers() {
    let cat = json!({"is": "cat", "lives": 42});
    let shown = "Cat(Cat { is: Cat, lives: Some(42), mood: None })";
    assert_eq!(failures_of(&cat, read_as(shown, &cat)), []);
    // A missing property, another number, a string instead of a number, an invented property.
    for (written, cause) in [
        (json!({"is": "cat"}), "vanished Pet.lives"),
        (json!({"is": "cat", "lives": 43}), "digits Pet.lives"),
        (json!({"is": "cat", "lives": "42"}), "changed Pet.lives"),
        (json!({"is": "cat", "lives": 42, "mood": "calm"}), "invented Pet.mood"),
    ] {
        assert_eq!(
            failures_of(&cat, read_as(shown, &written)),
            [(FailureKind::Loss, cause.to_owned())],
            "{written}"
        );
    }
    let (dog, unknown) =
        ("Dog(Dog { is: Unknown(\"cat\"), barks: None })", "Unknown(Object {\"is\": String(\"cat\")})");
    assert_eq!(
        failures_of(&cat, read_as(dog, &cat)),
        [(FailureKind::Variant, "Pet: Dog for Cat".to_owned())]
    );
    assert_eq!(
        failures_of(&cat, read_as(unknown, &cat)),
        [(FailureKind::Unknown, "Pet: Unknown for Cat".to_owned())]
    );
    let error = "invalid type: integer `42`, expected a string at line 1 column 20";
    assert_eq!(
        failures_of(&cat, ReadResult::Error(error.to_owned())),
        [(FailureKind::Error, "invalid type: integer `…`, expected a string".to_owned())]
    );
    assert_eq!(failures_of(&cat, ReadResult::Crash), [(FailureKind::Error, "the program ends".to_owned())]);
    // Inside the correct alternative.
    let calm = json!({"is": "cat", "mood": "calm"});
    let shown = "Cat(Cat { is: Cat, lives: None, mood: Some(Unknown(\"calm\")) })";
    let [(kind, cause)] = &failures_of(&calm, read_as(shown, &calm))[..] else { panic!("one mistake") };
    assert_eq!((*kind, cause.as_str()), (FailureKind::Unknown, "Mood: Unknown for \"calm\""));
}

fn operation(method: &str) -> Location {
    Location { file: 0, pointer: format!("/paths/~1shops~1{{shop}}~1pets~1{{.ids}}/{method}") }
}

/// A call that sets everything, and its correct request.
fn recorded() -> (Call, Request) {
    let parameters = [
        ("path", "shop", json!("a b/c")),
        ("path", "ids", json!([1, 2])),
        ("query", "tags", json!(["x", "y,z"])),
        ("query", "joined", json!(["p", "q"])),
        ("query", "either", json!(["m", "n"])),
        ("query", "filter", json!({"name": "Tom", "age": 3})),
        ("query", "limit", json!(10)),
        ("header", "X-Colours", json!(["red", "blue"])),
        ("cookie", "session", json!("s")),
    ];
    let call = Call {
        operation: Some(operation("put")),
        parameters: BTreeMap::from(
            parameters.map(|(location, name, value)| ((location.to_owned(), name.to_owned()), value)),
        ),
        body: Some(json!({"is": "cat", "lives": 9})),
        ..Call::default()
    };
    let headers = [
        ("authorization", format!("Bearer {SECRET}")),
        ("content-type", "application/json".to_owned()),
        ("x-colours", "red,blue".to_owned()),
        ("cookie", "session=s".to_owned()),
    ];
    let request = Request {
        method: "PUT".to_owned(),
        target: "/shops/a%20b%2Fc/pets/.1.2?tags=x&tags=y%2Cz&joined=p,q&either=m&either=n&filter%5Bname%5D=Tom&filter%5Bage%5D=3&limit=10"
            .to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        body: br#"{"is":"cat","lives":9}"#.to_vec(),
    };
    (call, request)
}

fn violations(call: &Call, request: &Request) -> Vec<String> {
    let document = Rc::new(Document::read(&path()).unwrap());
    let schemas = Schemas::new(&document, Purpose::Write).unwrap();
    Judge::new(&schemas).violations(call, request)
}

#[test]
fn a_correct_request_is_accepted() {
    let (call, request) = recorded();
    assert_eq!(violations(&call, &request), [""; 0]);
}

#[test]
fn mistakes_in_the_target() {
    let (call, request) = recorded();
    for (before, after, expected) in [
        ("/shops/a%20b%2Fc/", "/shops/a%20b/c/", "the path"),
        ("/shops/a%20b%2Fc/", "/shops/other/", "path parameter shop"),
        ("/.1.2?", "/1,2?", "path parameter ids: 1,2 does not begin with a dot"),
        ("/.1.2?", "/.1,2?", "path parameter ids"),
        ("tags=x&tags=y%2Cz", "tags=x,y%2Cz", "query parameter tags"),
        ("tags=x&tags=y%2Cz&", "", "query parameter tags is not sent"),
        ("joined=p,q", "joined=p&joined=q", "query parameter joined is sent 2 times"),
        ("either=m&either=n", "either=m", "query parameter either"),
        ("filter%5Bname%5D=Tom", "filter=name,Tom", "query parameter filter"),
        ("filter%5Bage%5D=3", "filter%5Bage%5D=4", "query parameter filter"),
        ("limit=10", "limit=11", "query parameter limit"),
        ("&limit=10", "", "query parameter limit is not sent"),
        ("limit=10", "limit=10&more=1", "query parameter more is not in the document"),
    ] {
        let wrong = Request { target: request.target.replace(before, after), ..request.clone() };
        assert_ne!(wrong.target, request.target, "{before}");
        let message = violations(&call, &wrong);
        assert!(message.iter().any(|message| message.starts_with(expected)), "{}: {message:?}", wrong.target);
    }
    let wrong = Request { method: "POST".to_owned(), ..request };
    assert_eq!(violations(&call, &wrong), ["the method is POST, not PUT"]);
}

#[test]
fn mistakes_in_headers_and_bodies() {
    let (call, request) = recorded();
    for (name, value, expected) in [
        ("authorization", None, "no credential that the operation requires is sent"),
        ("authorization", Some("Basic abc"), "no credential that the operation requires is sent"),
        ("x-colours", Some("red;blue"), "header parameter X-Colours"),
        ("x-colours", None, "header parameter X-Colours is not sent"),
        ("cookie", Some("session=t"), "cookie parameter session"),
        ("content-type", Some("text/plain"), "the content type text/plain is not in the document"),
        ("content-type", None, "a body is sent without a content type"),
    ] {
        let mut wrong = request.clone();
        wrong.headers.retain(|(known, _)| known != name);
        wrong.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        let message = violations(&call, &wrong);
        assert!(message.iter().any(|message| message.starts_with(expected)), "{name} {value:?}: {message:?}");
    }
    for (body, expected) in [
        (r#"{"is":"cat"}"#, "body.lives vanished"),
        (r#"{"is":"cat","lives":8}"#, "body.lives digits"),
        (r#"{"is":"cat","lives":9,"more":1}"#, "body.more invented"),
        ("is=cat", "the body is not JSON"),
    ] {
        let wrong = Request { body: body.as_bytes().to_vec(), ..request.clone() };
        let message = violations(&call, &wrong);
        assert!(message.iter().any(|message| message.starts_with(expected)), "{body}: {message:?}");
    }
}

/// The values that an example sets are unknown: they have to be valid.
#[test]
fn mistakes_in_examples() {
    let (call, request) = recorded();
    let example = Call { parameters: BTreeMap::new(), body: None, is_example: true, ..call };
    assert_eq!(violations(&example, &request), [""; 0]);
    for (before, after, expected) in [
        ("limit=10", "limit=51", "query parameter limit"),
        ("limit=10", "limit=ten", "query parameter limit"),
        ("&limit=10", "", "query parameter limit is required, and not sent"),
        ("/.1.2?", "/.one?", "path parameter ids"),
    ] {
        let wrong = Request { target: request.target.replace(before, after), ..request.clone() };
        let message = violations(&example, &wrong);
        assert!(message.iter().any(|message| message.starts_with(expected)), "{}: {message:?}", wrong.target);
    }
    let wrong = Request { body: br#"{"is":"cow"}"#.to_vec(), ..request };
    assert!(violations(&example, &wrong).iter().any(|message| message.starts_with("body: ")));
}
