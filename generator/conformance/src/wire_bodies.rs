//! Request bodies on the wire.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::runtime::{FilePart, HttpRequest, Multipart, Upload};
use crate::wire::{header, sent};

fn text(request: &HttpRequest) -> &str {
    std::str::from_utf8(&request.body).unwrap()
}

fn json_of(request: &HttpRequest) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[test]
fn json_forms_strings_and_bytes() {
    use crate::bodies::{resources, types::Colour, types::Pet};
    let pet = || Pet::new("Bo", Colour::Red).tags(["a", "b"]);
    let request = sent(|client| resources::Json { client }.send(pet()).send());
    assert_eq!(json_of(&request), json!({"name": "Bo", "colour": "red", "tags": ["a", "b"]}));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    let request = sent(|client| resources::Maybe { client }.send().send());
    assert_eq!((text(&request), header(&request, "content-type")), ("", None));
    let request = sent(|client| resources::Maybe { client }.send().body(pet()).send());
    assert_eq!(json_of(&request)["name"], "Bo");
    let request = sent(|client| resources::Form { client }.send(pet()).send());
    assert_eq!(text(&request), "name=Bo&colour=red&tags=a&tags=b");
    assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
    let request = sent(|client| resources::Text { client }.send("words").send());
    assert_eq!((text(&request), header(&request, "content-type")), ("words", Some("text/plain")));
    let request = sent(|client| resources::Bytes { client }.send(vec![1, 2]).send());
    assert_eq!(&request.body[..], [1, 2]);
    assert_eq!(header(&request, "content-type"), Some("application/octet-stream"));
}

#[test]
fn properties_of_a_form_have_styles() {
    use crate::form_encoding::resources::Charges;
    use crate::form_encoding::types::{ChargeBody, ChargesItem, Json};
    let item = ChargesItem::new().price("x").tiers([1, 2]);
    let body = ChargeBody::new(5)
        .expand(["a.b", "c"])
        .items([item, ChargesItem::new().price("y z")])
        .metadata(BTreeMap::from([("k[".to_owned(), "v".to_owned())]))
        .joined(["1", "2"])
        .piped(["3", "4"])
        .json(Json::new().a(true))
        .plain(["5", "6"]);
    let request = sent(|client| Charges { client }.charge(body).send());
    let expected = [
        "amount=5",
        "expand%5B0%5D=a.b&expand%5B1%5D=c",
        "items%5B0%5D%5Bprice%5D=x&items%5B0%5D%5Btiers%5D%5B0%5D=1&items%5B0%5D%5Btiers%5D%5B1%5D=2&items%5B1%5D%5Bprice%5D=y%20z",
        "metadata%5Bk%5B%5D=v",
        "joined=1,2",
        "piped=3%7C4",
        "json=%7B%22a%22%3Atrue%7D",
        "plain=5&plain=6",
    ];
    assert_eq!(text(&request), expected.join("&"));
}

#[test]
fn parts_of_a_form() {
    use crate::multipart::resources::{Files, FilesReplaceForm, FilesUploadForm};
    use crate::multipart::types::UploadMeta;
    let photo = FilePart::new(&b"\x89PNG"[1..]).file_name("a.png").content_type("image/png");
    let form = FilesUploadForm::new(photo, UploadMeta::new("b"), 3)
        .icon("icon")
        .more(["one", "two"])
        .tags(["x", "y"])
        .labels(["z"])
        .note("*hi*");
    let request = sent(|client| Files { client }.upload(form).send());
    let content_type = header(&request, "content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let part = |name: &str, more: &str, content: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{content}\r\n")
    };
    let file = |media| format!("; filename=\"file\"\r\nContent-Type: {media}");
    let expected = [
        part("file", "; filename=\"a.png\"\r\nContent-Type: image/png", "PNG"),
        part("meta", "\r\nContent-Type: application/json", r#"{"a":"b"}"#),
        part("count", "", "3"),
        part("icon", &file("image/png"), "icon"),
        part("more", &file("application/octet-stream"), "one"),
        part("more", &file("application/octet-stream"), "two"),
        part("tags", "", "x"),
        part("tags", "", "y"),
        part("labels", "\r\nContent-Type: application/json", r#"["z"]"#),
        part("note", "\r\nContent-Type: text/markdown", "*hi*"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(text(&request), expected.concat());
    let request = sent(|client| Files { client }.replace().body(FilesReplaceForm::new().text("t")).send());
    assert!(text(&request).contains("name=\"text\"\r\n\r\nt\r\n"));
    let form = Multipart::new().text("a", "b").file("c", "d");
    let request = sent(|client| Files { client }.anything(form).send());
    assert!(
        text(&request)
            .contains("name=\"c\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\nd")
    );
}

#[test]
fn one_body_in_several_media_types() {
    use crate::body_alternatives::{resources::Pets, resources::PetsCreateForm, types::Pet};
    let pet = || Pet::new("Bo");
    let check = |request: HttpRequest, content_type: &str, body: &str| {
        assert_eq!(header(&request, "content-type"), Some(content_type));
        assert_eq!(text(&request), body);
    };
    let json = r#"{"name":"Bo"}"#;
    check(sent(|client| Pets { client }.create(true, pet()).send()), "application/json; charset=utf-8", json);
    check(
        sent(|client| Pets { client }.create_form(true, pet()).send()),
        "application/x-www-form-urlencoded",
        "name=Bo",
    );
    check(sent(|client| Pets { client }.create_xml(true, "<a/>").send()), "application/xml", "<a/>");
    check(sent(|client| Pets { client }.create_text(true, "a").send()), "text/plain", "a");
    check(sent(|client| Pets { client }.create_bytes(true, "a").send()), "image/png", "a");
    let jpeg = Upload::from("a").content_type("image/jpeg");
    check(sent(|client| Pets { client }.create_bytes(true, jpeg).send()), "image/jpeg", "a");
    let patch = serde_json::Map::new();
    let request = sent(|client| Pets { client }.create_merge_patch(true, patch).send());
    check(request, "application/merge-patch+json", "{}");
    let form = PetsCreateForm::new("Bo").photo("png");
    let request = sent(|client| Pets { client }.create_multipart(false, form).send());
    assert!(header(&request, "content-type").unwrap().starts_with("multipart/form-data; boundary="));
    assert_eq!(request.query(), Some("dry=false"));
    check(sent(|client| Pets { client }.replace().csv_body("a,b").send()), "text/csv", "a,b");
    check(sent(|client| Pets { client }.replace().bytes_body("b").send()), "application/octet-stream", "b");
    check(sent(|client| Pets { client }.replace().body(pet()).send()), "application/json", json);
}

#[test]
fn text_of_scalars() {
    use crate::bodies_of_frameworks::resources::{Any, Base64, Pets, Text};
    use crate::bodies_of_frameworks::types::Pet;
    let request = sent(|client| Text { client }.flag(true).send());
    assert_eq!((text(&request), header(&request, "content-type")), ("true", Some("text/plain")));
    assert_eq!(text(&sent(|client| Text { client }.number(443.0).send())), "443");
    assert_eq!(text(&sent(|client| Text { client }.encoded().body("a?").send())), "YT8=");
    let request = sent(|client| Base64 { client }.post(vec!["a?".into()]).send());
    assert_eq!((text(&request), header(&request, "content-type")), ("[\"YT8=\"]", Some("application/json")));
    let request = sent(|client| Any { client }.put("<a>").send());
    assert_eq!((text(&request), header(&request, "content-type")), ("<a>", Some("application/octet-stream")));
    let request = sent(|client| Pets { client }.replace().body(Pet::new().name("Bo")).send());
    assert_eq!(
        (text(&request), header(&request, "content-type")),
        (r#"{"name":"Bo"}"#, Some("application/json"))
    );
}

#[test]
fn tags_are_set_and_come_first() {
    use crate::tags_when_sent::{resources::Tags, types};
    let body = |base: types::Base| text(&sent(|client| Tags { client }.base(base.clone()).send())).to_owned();
    assert_eq!(body(types::BaseA::new().when("now").into()), r#"{"name":"case-a","when":"now"}"#);
    assert_eq!(body(types::BaseC::new(1, "c2").into()), r#"{"name":"c2","x":1}"#);
    let request = sent(|client| Tags { client }.field(types::Key::new().boost(1.0).into()).send());
    assert_eq!(text(&request), r#"{"type":"keyword","boost":1}"#);
}
