//! Bodies of parts with a fixed boundary.

use serde_json::json;

use super::{BodyParts, FilePart, PartData, Parts, Slot, Source, media_type};

fn encoded(parts: Parts, media: &str) -> (String, String) {
    let upload = parts.encode_with(media, "B".to_owned()).unwrap();
    let Source::Bytes(bytes) = upload.source else { panic!("it is a stream") };
    (upload.content_type.unwrap(), String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn parts_are_in_the_order_of_the_document() {
    let mut parts = Parts::new();
    parts.set(Slot::named(1, "file"), [PartData::file("x", None)]);
    parts.set(Slot::named(0, "a\"b"), PartData::values(&json!(["1", {"k": 2}, null]), None));
    let (media, body) = encoded(parts.clone(), "multipart/related; start=x; boundary=old");
    assert_eq!(media, "multipart/related; start=x; type=\"text/plain\"; boundary=B");
    assert_eq!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\nContent-Type: text/plain\r\n\r\n1\r\n\
         --B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\nContent-Type: application/json\r\n\r\n{\"k\":2}\r\n\
         --B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\nContent-Type: application/json\r\n\r\nnull\r\n\
         --B\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n\
         --B--\r\n"
    );
    // A form has the names of files, and no content type of text.
    let (media, body) = encoded(parts, "multipart/form-data");
    assert_eq!(media, "multipart/form-data; boundary=B");
    assert!(body.starts_with("--B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n"), "{body}");
    assert!(body.contains("name=\"file\"; filename=\"file\"\r\n"), "{body}");
}

#[test]
fn positions_headers_and_parts_inside_parts() {
    let mut inner = Parts::new();
    inner.set(Slot::at(0), [PartData::value("é", None)]);
    let mut parts = Parts::new();
    parts.set(Slot::at(1), [inner.into_part("multipart/mixed")]);
    let numbers = PartData::json(&[1, 2], None).header("X-List", &["a", "b"], false);
    parts.set(Slot::at(0), [numbers.header("X-None", &json!(null), false)]);
    let file = FilePart::new("z").file_name("z.txt").content_type("text/x");
    parts.set_further(2, BodyParts::from(vec![file]), |part| PartData::file(part, None));
    let (_, body) = encoded(parts, "multipart/mixed");
    assert!(
        body.starts_with("--B\r\nContent-Type: application/json\r\nX-List: a,b\r\n\r\n[1,2]\r\n--B\r\n"),
        "{body}"
    );
    assert!(body.contains("\r\nContent-Type: multipart/mixed; boundary="), "{body}");
    assert!(body.contains("Content-Type: text/plain; charset=utf-8\r\n\r\né\r\n"), "{body}");
    let last = "--B\r\nContent-Disposition: attachment; filename=\"z.txt\"\r\nContent-Type: text/x\r\n\r\nz\r\n--B--\r\n";
    assert!(body.ends_with(last), "{body}");
}

#[test]
fn base64_has_a_transfer_encoding() {
    let mut parts = Parts::new();
    parts.set(Slot::at(0), [PartData::base64("YQ==", Some("image/png"))]);
    let (_, body) = encoded(parts, "multipart/mixed");
    let head = "--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n";
    assert!(body.starts_with(head), "{body}");
}

#[test]
fn illegal_and_missing_parts_fail() {
    let fails = |parts: Parts| parts.encode("multipart/mixed").unwrap_err();
    let mut parts = Parts::new();
    parts.set(Slot::at(1), [PartData::value("x", None)]);
    assert_eq!(fails(parts), "part 1 is missing");
    let mut parts = Parts::new();
    parts.set_further(1, BodyParts::from(vec![1]), |part| PartData::value(&part, None));
    assert_eq!(fails(parts), "part 1 is missing");
    let mut parts = Parts::new();
    parts.set(Slot::at(0), [PartData::file("x", Some("a\r\nb"))]);
    assert!(fails(parts).contains("illegal"));
    let mut inner = Parts::new();
    inner.set(Slot::at(0), [PartData::value("x", None).header("X", "a\nb", false)]);
    let mut parts = Parts::new();
    parts.set(Slot::at(0), [inner.into_part("multipart/mixed")]);
    assert!(fails(parts).contains("illegal"));
}

#[test]
fn media_types_without_a_boundary() {
    assert_eq!(media_type("multipart/*"), "multipart/mixed");
    assert_eq!(media_type("multipart/mixed;boundary=x;a=b"), "multipart/mixed; a=b");
}
