use crate::types::samples::{Kind, Notice};

use super::super::types::Secret;
use super::WebhookError;
use super::{Algorithm, Canonical, Check, Encoding, Webhooks};

const SORTED: Webhooks = Webhooks {
    header: "x-signature",
    algorithm: Algorithm::HmacSha256,
    encoding: Encoding::Hex,
    canonical: Canonical::SortedJson,
};
const RAW: Webhooks = Webhooks { canonical: Canonical::Raw, encoding: Encoding::Base64, ..SORTED };
const EVENT: &str = r#"{"payload":{"event_type":"ticketing.ticket.created","event_id":"1","entity_url":"https://unify.apideck.com/x"},"b":[3,1,{"z":1,"a":null}],"a":true}"#;
const EVENT_SIGNATURE: &str = "7bd3cf2133a899a6c321c2c5056d5097cdb57dc1d391237cf5a34d83eb00b733";

fn key() -> Secret {
    Secret::from("s3cr3t-key")
}

fn check() -> Check {
    Check::new(key())
}

/// Computed with Python's `hmac` and `hashlib` over `json.dumps(…, sort_keys=True, separators=(",", ":"),
/// ensure_ascii=False)` and over the body, and from `node` (`JSON.stringify` of an object rebuilt with its keys sorted).
#[test]
fn known_signatures() {
    for (body, sorted, raw) in [
        (EVENT, EVENT_SIGNATURE, "b5adfb346f8e77333de2590d518718dad952b7eabedb6d0ab98304f84c11df32"),
        (
            "{ \"b\" : 1 ,\n \"a\" : [ 1.5 , {\"y\": \"é\", \"x\": \"日本\"} ] }",
            "48c98d07040a4a3e48805e7a10f968226114d7352ffe94f8510a9c6421500b67",
            "8a68a785535a49f8cfbe994404c3e844eef1edc670e29f6623d858be49958d32",
        ),
        (
            r#"{"":1,"A":2,"a":3,"Z":4}"#,
            "e90fd6c774df5e4a67a0b31decd21be5aa2e1be28214d8e9253a9eda8ad61ceb",
            "5c3936926ecb47bd3b3c0fb6263fd618490fcf56aa6d5430ecc7b3934792cd43",
        ),
        (
            r#"{"text":"a\u00e9\n\"\\ \/ \ud83d\ude00"}"#,
            "807f6c576cd5425a11d3b6af9f468addbedfdefec8a806aa50856c1c83d3c987",
            "7f7bf55cc29feb8f6970f93318befc1387e0710840322b95003eca4da2f492d6",
        ),
        (
            "{\"b\":1,\"10\":2,\"2\":3,\"01\":4,\"!\":5,\"\u{ffff}\":6,\"😀\":7,\"4294967295\":8,\"4294967294\":9}",
            "b363ed2937f93854d457032ee4b56c45ca1e7c58e8ab1eae691359bfdae0d23d",
            "5a7e153649c498fff604362ca7d7d3520689f692d8739adb34486de870ea63e5",
        ),
        (
            r#"{"t":"\u00e9\u2028\u007f\u001F\/\b\f","n":[1.0,1e5,1E-7,-0,123e20]}"#,
            "350f4e0c6e93cf18af9410439b04e257d28a816fff3c84e0b6f07520e41f89a7",
            "ba08d6d3a0006db422a56147b254ca114f6b443f6095384ad0c5dd17dc0338a8",
        ),
    ] {
        assert_eq!(SORTED.sign(body.as_bytes(), &key()), sorted, "{body}");
        for signature in [sorted, raw] {
            SORTED.verify(signature.as_bytes(), body.as_bytes(), &check()).expect(body);
        }
    }
    // Python keeps the form of these numbers, JavaScript does not.
    let numbers = br#"{"n":[1.0,-2.5,12345678901234567890,0]}"#;
    let written = "284e56decb8147b6fe3e3760b9a956a674f295dd8d4c07f3a9bdece2e3f16676";
    SORTED.verify(written.as_bytes(), numbers, &check()).expect("as written");
    let long = Secret::from("k".repeat(100));
    assert_eq!(SORTED.sign(b"[]", &long), "bbe2f95e7f20c54d600dc8cfa57164ffcf220dbdd25bcdf4dc714f8913d61416");
    let block = Secret::from("k".repeat(64));
    assert_eq!(
        SORTED.sign(b"[]", &block),
        "fda98c424224414720f2ac0bacd462e0ff4ae9c82398d860986bd8f8cdd4993a"
    );
}

#[test]
fn forms_of_a_signature() {
    let verify = |signature: &str| SORTED.verify(signature.as_bytes(), EVENT.as_bytes(), &check());
    let upper = EVENT_SIGNATURE.to_uppercase();
    for signature in [EVENT_SIGNATURE.to_owned(), format!(" SHA256={upper}\n"), upper] {
        verify(&signature).expect(&signature);
    }
    let long = "é".repeat(32);
    for signature in ["", "sha256=", "é", "zz", &EVENT_SIGNATURE[1..], &EVENT_SIGNATURE[2..], &long] {
        let error = verify(signature).expect_err(signature);
        assert!(matches!(error, WebhookError::Malformed { .. }), "{signature}");
        assert_eq!(error.to_string(), "the value of `x-signature` is not a signature");
    }
    assert!(matches!(SORTED.verify(b"\xff", b"", &check()), Err(WebhookError::Malformed { .. })));
    assert!(matches!(verify(&"0".repeat(64)), Err(WebhookError::Mismatch)));
}

#[test]
fn all_changes_are_detected() {
    let verify = |body: &str, key: &str| {
        SORTED.verify(EVENT_SIGNATURE.as_bytes(), body.as_bytes(), &Check::new(key.into()))
    };
    verify(&EVENT.replace(':', " :\n"), "s3cr3t-key").expect_err("the colons of a text");
    verify(&EVENT.replace(",\"a\":true", " , \"a\":true"), "s3cr3t-key").expect("only space is added");
    for body in [
        EVENT.replace("[3,1,", "[1,3,"),
        EVENT.replace("true", "false"),
        EVENT.replace("\"a\":true", "\"a\":true,\"a\":true"),
        EVENT.replace("created", "deleted"),
        format!("{EVENT} x"),
        String::new(),
        "[".repeat(100_000),
    ] {
        assert!(matches!(verify(&body, "s3cr3t-key"), Err(WebhookError::Mismatch)), "{body:.200}");
    }
    assert!(matches!(verify(EVENT, "other"), Err(WebhookError::Mismatch)));
    assert!(matches!(verify(EVENT, ""), Err(WebhookError::EmptyKey)));
    let big = br#"{"id":12345678901234567890}"#;
    let other = br#"{"id":12345678901234567891}"#;
    SORTED.verify(SORTED.sign(big, &key()).as_bytes(), other, &check()).expect_err("the last digit");
}

/// Computed with Node, by code that sorts objects and leaves arrays unchanged.
#[test]
fn unsorted_arrays() {
    let body = r#"{"payload":{"event_type":"t","changes":[{"to":2,"from":1,"10":{"b":1,"a":2}}],"a":1}}"#;
    let signature = "497549ada3cce6512c5a2a79f8d031ecee5ad5388ae4afd9b39d70d1b9125484";
    SORTED.verify(signature.as_bytes(), body.as_bytes(), &check()).expect("the recipe");
}

/// Each canonical form is computed once for all keys, and none after the one that matches.
#[test]
fn forms_are_computed_once() {
    let texts = |webhooks: &Webhooks, body: &str, wanted: Option<usize>| {
        let mut texts = 0;
        let found = webhooks.any_text(body.as_bytes(), |_| {
            texts += 1;
            Some(texts) == wanted
        });
        assert_eq!(found, wanted.is_some());
        texts
    };
    assert_eq!(texts(&SORTED, EVENT, Some(1)), 1, "the body as received is the first form");
    assert_eq!(texts(&SORTED, EVENT, None), 3, "as received; with sorted arrays; with unsorted arrays");
    assert_eq!(texts(&RAW, EVENT, None), 1);
    assert_eq!(texts(&SORTED, "not JSON", None), 1);
    assert_eq!(texts(&SORTED, r#"[{"b":1.0,"0":"\\/"}]"#, None), 9, "the most that there can be");
}

#[test]
fn long_bodies() {
    let body = format!("[{}]", "0,".repeat(1 << 19));
    let error = SORTED.verify(b"no signature", body.as_bytes(), &check()).expect_err("too long");
    assert!(matches!(error, WebhookError::TooLarge { length: 1_048_578, limit: 1_048_576 }), "{error:?}");
    let mut longer = check();
    longer.set_max_body_bytes(body.len());
    let signature = SORTED.sign(body.as_bytes(), &key());
    SORTED.verify(signature.as_bytes(), body.as_bytes(), &longer).expect("at the limit");
}

#[test]
fn several_keys() {
    let mut both = check();
    both.add_key("new".into());
    for key in [key(), "new".into()] {
        SORTED.verify(SORTED.sign(b"[ ]", &key).as_bytes(), b"[ ]", &both).expect("one of both");
    }
    let other = SORTED.sign(b"[ ]", &"other".into());
    assert!(matches!(SORTED.verify(other.as_bytes(), b"[ ]", &both), Err(WebhookError::Mismatch)));
    both.add_key("".into());
    assert!(matches!(SORTED.verify(other.as_bytes(), b"[ ]", &both), Err(WebhookError::EmptyKey)));
}

#[test]
fn raw_in_base64() {
    let signature = RAW.sign(b"{ }", &key());
    assert_eq!(signature, "Yisbb/0smKWgEARA9IGd+qmuicUYgz0lwvS9GMdeMM8=");
    RAW.verify(signature.as_bytes(), b"{ }", &check()).expect("raw");
    assert!(matches!(RAW.verify(signature.as_bytes(), b"{}", &check()), Err(WebhookError::Mismatch)));
    assert!(matches!(RAW.verify(b"AAAA", b"{}", &check()), Err(WebhookError::Malformed { .. })));
}

#[test]
fn events() {
    let parse = |body: &str| {
        SORTED.parse::<Notice>(SORTED.sign(body.as_bytes(), &key()).as_bytes(), body.as_bytes(), &check())
    };
    assert_eq!(parse(EVENT).expect("valid").payload.event_type, Kind::Created);
    let error = parse(&EVENT.replace("\"ticketing.ticket.created\"", "5")).expect_err("a number");
    assert!(
        error.to_string().starts_with("unexpected webhook body at `payload.event_type`: expected a string")
    );
    let quoting = parse(r#"{"payload":"john@h.example"}"#).expect_err("no object");
    assert!(std::error::Error::source(&quoting).is_none());
    assert!(!format!("{quoting} {quoting:?}").contains("john@"), "{quoting:?}");
    assert!(matches!(parse("<html>"), Err(WebhookError::Decode { path, .. }) if path == "."));
    SORTED.parse::<Notice>(EVENT_SIGNATURE.as_bytes(), b"<html>", &check()).expect_err("forged");
}
