//! Webhooks: valid and invalid signatures, and events.
#![cfg(feature = "webhooks")]

use apideck_issue_tracking::{
    Secret, WebhookError,
    webhooks::{self, Verifier, WebhookEvent},
};
use serde_json::{Value, json};

const KEY: &str = "sk_live_correct-horse-battery-staple";

/// A body as received: unsorted, with whitespace.
const BODY: &str = r#"{
  "payload": {
    "event_type": "issue-tracking.ticket.created",
    "unified_api": "issue-tracking",
    "service_id": "jira",
    "consumer_id": "test-consumer",
    "event_id": "4d2a",
    "entity_id": "12345",
    "entity_type": "ticket",
    "entity_url": "https://unify.apideck.com/issue-tracking/collections/1/tickets/12345",
    "occurred_at": "2024-06-19T15:22:45Z",
    "added": [{"z": 1.5, "a": "é \u00e9"}, 3, 1]
  }
}"#;

/// Computed with Python: `hmac.new(KEY, …, sha256)` over `json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`.
const SORTED: &str = "434ab84ec106c8bff8c2ca582c70e8eff4198e71faf0d54ebf7e3850d76789e3";

/// Computed with Python, over the body as received.
const RAW: &str = "18736dcf078d4e46e5d22edea9b84d74b3234ba976593c5f8a115c6ac055e9ab";

/// Computed with Node: objects in arrays are not sorted.
const ARRAYS_AS_THEY_CAME: &str = "56b868ffe570babf8e12c5ec3e80ff22ec2c4c545d2790e28214c1e9cab7da8d";

#[test]
fn all_forms_are_accepted() {
    for signature in [SORTED, RAW, ARRAYS_AS_THEY_CAME, &SORTED.to_uppercase(), &format!("sha256={SORTED}")] {
        webhooks::verify(signature, BODY, KEY).unwrap();
        webhooks::verify(signature.as_bytes(), BODY.as_bytes(), Secret::from(KEY)).unwrap();
        assert!(matches!(webhooks::parse(signature, BODY, KEY), Ok(WebhookEvent::TicketCreated(_))));
    }
    assert_eq!(webhooks::SIGNATURE_HEADER, "x-apideck-signature");
}

/// `sign` computes the same signature as the API, regardless of the whitespace and the order of keys.
#[test]
fn signing() {
    assert_eq!(webhooks::sign(BODY, KEY), SORTED);
    let value: Value = serde_json::from_str(BODY).unwrap();
    let key = Secret::from(KEY);
    assert_eq!(webhooks::sign(value.to_string(), &key), SORTED);
    assert_ne!(webhooks::sign(BODY.replace("3, 1", "1, 3"), KEY), SORTED, "lists keep their order");
    webhooks::verify(webhooks::sign("not JSON", &key), "not JSON", key).unwrap();
}

#[test]
fn events() {
    let parse = |event: &str| {
        let body = json!({"payload": {"event_type": event, "entity_id": "1"}}).to_string();
        webhooks::parse(webhooks::sign(&body, KEY), &body, KEY).unwrap()
    };
    let entity = |payload: Option<apideck_issue_tracking::types::IssueTrackingWebhookEvent>| {
        payload.unwrap().entity_id.unwrap()
    };
    let WebhookEvent::TicketCreated(event) = parse("issue-tracking.ticket.created") else { panic!() };
    assert_eq!(entity(event.payload), "1");
    let WebhookEvent::TicketUpdated(event) = parse("issue-tracking.ticket.updated") else { panic!() };
    assert_eq!(entity(event.payload), "1");
    let WebhookEvent::TicketDeleted(event) = parse("issue-tracking.ticket.deleted") else { panic!() };
    assert_eq!(entity(event.payload), "1");
}

/// Unknown events are kept unchanged.
#[test]
fn unknown_events() {
    for body in [
        json!({"payload": {"event_type": "issue-tracking.sprint.closed", "points": [1, null]}}),
        json!({"payload": {"event_type": null}}),
        json!({"payload": {}}),
        json!({"event_type": "issue-tracking.ticket.created"}),
        json!([1]),
        json!(null),
    ] {
        let text = body.to_string();
        let event = webhooks::parse(webhooks::sign(&text, KEY), &text, KEY).unwrap();
        assert_eq!(event, WebhookEvent::Unknown(body));
    }
}

#[test]
fn invalid_signatures() {
    let rejected = |signature: &str, body: &str, key: &str| {
        let error = webhooks::verify(signature, body, key).unwrap_err();
        let parsed = webhooks::parse(signature, body, key).unwrap_err();
        assert_eq!(error.to_string(), parsed.to_string());
        assert!(!format!("{error} {error:?}").contains(KEY));
        error
    };
    for body in [
        BODY.replace("12345", "54321"),
        BODY.replace("3, 1", "1, 3"),
        BODY.replace("\"service_id\"", "\"service\""),
        format!("{BODY} "),
        BODY.replace("3, 1", "3, 1, 1"),
        String::new(),
    ] {
        // Whitespace does not change the sorted form.
        let same = body.trim_end() == BODY;
        assert_eq!(webhooks::verify(SORTED, &body, KEY).is_ok(), same);
        assert!(matches!(rejected(RAW, &body, KEY), WebhookError::Mismatch));
    }
    for key in ["sk_live_other", &KEY[1..], &format!("{KEY} ")] {
        assert!(matches!(rejected(SORTED, BODY, key), WebhookError::Mismatch));
        assert!(matches!(rejected(RAW, BODY, key), WebhookError::Mismatch));
    }
    for signature in ["", "0", "sha256=", &SORTED[2..], &SORTED.replace('1', "x"), &format!("{SORTED}00")] {
        let error = rejected(signature, BODY, KEY);
        assert!(matches!(error, WebhookError::Malformed { .. }), "{signature}");
        assert_eq!(error.to_string(), "the value of `x-apideck-signature` is not a signature");
    }
    assert!(matches!(rejected(&webhooks::sign(BODY, ""), BODY, ""), WebhookError::EmptyKey));
}

/// During a key rotation, both keys are accepted.
#[test]
fn several_keys() {
    let verifier = Verifier::new("new").or_key(KEY);
    for key in ["new", KEY] {
        let signature = webhooks::sign(BODY, key);
        verifier.verify(&signature, BODY).unwrap();
        assert!(matches!(verifier.parse(&signature, BODY), Ok(WebhookEvent::TicketCreated(_))));
    }
    let other = webhooks::sign(BODY, "other");
    assert!(matches!(verifier.verify(other, BODY), Err(WebhookError::Mismatch)));
    assert!(matches!(Verifier::new(KEY).or_key("").verify(SORTED, BODY), Err(WebhookError::EmptyKey)));
    assert!(!format!("{verifier:?}").contains(KEY));
}

/// No signature is computed over a body that is too long.
#[test]
fn long_bodies() {
    let body = json!({"payload": {"entity_id": "x".repeat(3 << 20)}}).to_string();
    let signature = webhooks::sign(&body, KEY);
    let error = webhooks::parse(&signature, &body, KEY).unwrap_err();
    assert!(matches!(error, WebhookError::TooLarge { limit: 1_048_576, .. }), "{error:?}");
    assert!(error.to_string().contains("the limit is 1048576"), "{error}");
    let verifier = Verifier::new(KEY).max_body_bytes(body.len());
    assert!(matches!(verifier.parse(&signature, &body), Ok(WebhookEvent::Unknown(_))));
    let shorter = verifier.max_body_bytes(body.len() - 1);
    assert!(matches!(shorter.verify(&signature, &body), Err(WebhookError::TooLarge { .. })));
}

/// The error of a signed but invalid body has the position.
#[test]
fn signed_but_invalid_bodies() {
    let body = BODY.replace("\"12345\"", "12345");
    let error = webhooks::parse(webhooks::sign(&body, KEY), &body, KEY).unwrap_err();
    let WebhookError::Decode { path, .. } = &error else { panic!("{error:?}") };
    assert_eq!(path, "payload.entity_id");
    assert!(error.to_string().starts_with("unexpected webhook body at `payload.entity_id`: "), "{error}");
    let error = webhooks::parse(webhooks::sign("<html>", KEY), "<html>", KEY).unwrap_err();
    assert!(matches!(&error, WebhookError::Decode { path, .. } if path == "."), "{error:?}");
}
