use serde_json::json;

use super::{FilePart, Multipart};

fn encoded(form: Multipart) -> String {
    let upload = form.encode_with("X").unwrap();
    assert_eq!(upload.content_type.as_deref(), Some("multipart/form-data; boundary=X"));
    String::from_utf8(upload.source.bytes().to_vec()).unwrap()
}

#[test]
fn parts() {
    let mut form = Multipart::new()
        .text("a", "x y")
        .json("b", &json!([1]))
        .file("c\"\r\n", FilePart::new("hi").file_name("ü \".txt"));
    form.set("d", &json!([1, "two", {"three": 3}, null]), None);
    form.set("e", "gone", None);
    form.set("e", &true, Some("text/x-flag"));
    form.set_files("f", ["one"], Some("image/png"));
    let expected = concat!(
        "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx y\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"b\"\r\nContent-Type: application/json\r\n\r\n[1]\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"c%22%0D%0A\"; filename=\"ü %22.txt\"\r\n",
        "Content-Type: application/octet-stream\r\n\r\nhi\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\n1\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\ntwo\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"d\"\r\nContent-Type: application/json\r\n\r\n{\"three\":3}\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"e\"\r\nContent-Type: text/x-flag\r\n\r\ntrue\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"file\"\r\nContent-Type: image/png\r\n\r\none\r\n",
        "--X--\r\n",
    );
    assert_eq!(encoded(form), expected);
    assert_eq!(encoded(Multipart::new()), "--X--\r\n");
}

/// A name or a value cannot end its part or add a header to it.
#[test]
fn parts_are_separate() {
    let name = "a\"\r\n\r\n--X\r\nContent-Disposition: form-data; name=\"b";
    let form = encoded(Multipart::new().text(name, "1").file("c", FilePart::new("2").file_name(name)));
    assert_eq!(form.matches("\r\n--X\r\n").count(), 1, "{form}");
    assert_eq!(form.matches("\r\nContent-Disposition").count(), 2, "{form}");
    // A value cannot contain the boundary, because it is random.
    assert_ne!(super::boundary(), super::boundary());
}

#[test]
fn a_content_type_cannot_add_a_header() {
    let form = Multipart::new().file("a", FilePart::new("b").content_type("text/plain\r\nX: y"));
    assert!(form.encode().is_err());
}
