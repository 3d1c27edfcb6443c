//! Multipart bodies other than plain forms, over a real connection.

use bytes::Bytes;

use crate::multipart_names::resources as names;
use crate::multipart_positions::resources as positions;
use crate::multipart_streams::resources as streams;
use crate::runtime::{BodyParts, Client, Error, FilePart, LimitKind, Limits, Upload};
use crate::wire::wait;
use crate::wire_streams::{Chunks, head, serve};

/// The request that `send` makes: its head in lower case, and its body. The response is not read.
async fn requested<F: Future<Output = ()>>(send: impl FnOnce(Client) -> F) -> (String, String) {
    let (client, mut requests) = serve(vec![vec![b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n"]]).await;
    send(client).await;
    let request = requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
    (head, body)
}

/// A body without the lengths of its chunks.
fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        whole.push_str(&rest[..length]);
        body = &rest[length + 2..];
    }
    whole
}

/// The boundary in the content type of a request, which begins with `media`.
fn boundary<'h>(head: &'h str, media: &str) -> &'h str {
    let start = format!("content-type: {media}; boundary=");
    head.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_else(|| panic!("{head}"))
}

/// The parts of a body.
fn parts<'b>(body: &'b str, boundary: &str) -> Vec<&'b str> {
    let body = body.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    let body = body.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap();
    body.split(&format!("\r\n--{boundary}\r\n")).collect()
}

#[test]
fn parts_by_position_are_sent_in_order() {
    use crate::multipart_positions::types::Picture;
    wait(async {
        let image = FilePart::new("PNG").content_type("image/png").file_name("a.png");
        let form = positions::PicturesUploadForm::new(Picture::new("Bo"), image);
        let (head, body) = requested(|client| async {
            drop(positions::Pictures { client }.upload(form).send().await);
        })
        .await;
        assert_eq!(
            parts(&body, boundary(&head, "multipart/mixed")),
            [
                "Content-Type: application/json\r\n\r\n{\"author\":\"Bo\"}",
                "Content-Disposition: attachment; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG"
            ]
        );
        assert!(head.contains("content-length: "), "{head}");
    });
}

#[test]
fn headers_and_further_parts() {
    wait(async {
        let page = positions::PagesSendPagePart::new("<p>", "https://a.example/");
        let style = FilePart::new("p {}").content_type("text/css");
        let form = positions::PagesSendForm::new(page)
            .further([positions::PagesSendFurtherPart::new(style, "https://a.example/s.css")]);
        let (head, body) = requested(|client| async {
            positions::PagesResource { client }.send(form).send().await.unwrap();
        })
        .await;
        assert_eq!(
            parts(&body, boundary(&head, "multipart/related; type=\"text/html\"")),
            [
                "Content-Type: text/html\r\nContent-Location: https://a.example/\r\n\r\n<p>",
                "Content-Type: text/css\r\nContent-Location: https://a.example/s.css\r\n\r\np {}"
            ]
        );
        let form = positions::PagesAlternativeForm::new("plain").page("<p>").digest(&b"\xff"[..]);
        let (head, body) = requested(|client| async {
            drop(positions::PagesResource { client }.alternative().body(form).send().await);
        })
        .await;
        assert_eq!(
            parts(&body, boundary(&head, "multipart/alternative")),
            [
                "Content-Type: text/plain\r\n\r\nplain",
                "Content-Type: text/html\r\n\r\n<p>",
                "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n/w=="
            ]
        );
        // A position cannot be left out.
        let form = positions::PagesAlternativeForm::new("plain").digest(&b"\xff"[..]);
        let (client, _requests) = serve(Vec::new()).await;
        let error = positions::PagesResource { client }.alternative().body(form).send().await.unwrap_err();
        assert!(error.to_string().contains("part 2 is missing"), "{error}");
    });
}

#[test]
fn parts_by_name_and_streamed_files() {
    use crate::multipart_names::types::File;
    wait(async {
        let media = Upload::stream(Chunks([Ok("one "), Ok("two")].into()));
        let form = names::FilesCreateForm::new(File::new("Bo"), media).comment("é");
        let (head, body) = requested(|client| async {
            drop(names::Files { client }.create(form).send().await);
        })
        .await;
        let found = parts(&body, boundary(&head, "multipart/related; type=\"text/plain\""));
        let disposition = "Content-Disposition: form-data; name=";
        assert_eq!(
            found,
            [
                format!("{disposition}\"comment\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\né"),
                format!(
                    "{disposition}\"metadata\"\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{{\"author\":\"Bo\"}}"
                ),
                format!("{disposition}\"media\"\r\nContent-Type: application/octet-stream\r\n\r\none two"),
            ]
        );
        let image = |index| names::FilesLabelImagesPart::new(format!("image {index}"), index);
        let form = names::FilesLabelForm::new([image(1), image(2)], "note")
            .meta(names::FilesLabelMetaPart::new(File::new("Bo")).x_meta(["a", "b"]))
            .parts(names::FilesLabelPartsForm::new().further(["# x"]));
        let (head, body) = requested(|client| async {
            drop(names::Files { client }.label().body(form).send().await);
        })
        .await;
        let found = parts(&body, boundary(&head, "multipart/form-data"));
        assert_eq!(
            &found[..4],
            [
                format!(
                    "{disposition}\"images\"; filename=\"file\"\r\nContent-Type: image/png\r\nX-Index: 1\r\n\r\nimage 1"
                ),
                format!(
                    "{disposition}\"images\"; filename=\"file\"\r\nContent-Type: image/png\r\nX-Index: 2\r\n\r\nimage 2"
                ),
                format!("{disposition}\"note\"\r\n\r\nnote"),
                format!(
                    "{disposition}\"meta\"\r\nContent-Type: application/json\r\nX-Meta: a,b\r\n\r\n{{\"author\":\"Bo\"}}"
                ),
            ]
        );
        let (inner, content) = found[4].split_once("\r\n\r\n").unwrap();
        let inner = inner.to_lowercase();
        assert_eq!(
            parts(content, boundary(&inner, "multipart/mixed")),
            ["Content-Type: text/markdown\r\n\r\n# x"]
        );
    });
}

#[test]
fn lists_and_streams_of_parts() {
    wait(async {
        let (head, body) = requested(|client| async {
            streams::Pictures { client }.replace_all(["a", "b"]).send().await.unwrap();
        })
        .await;
        let jpeg = "Content-Type: image/jpeg\r\n\r\n";
        assert_eq!(
            parts(&body, boundary(&head, "multipart/mixed")),
            [format!("{jpeg}a"), format!("{jpeg}b")]
        );
        let files =
            [Ok(FilePart::new("a")), Ok(FilePart::new(Upload::stream(Chunks([Ok("b"), Ok("c")].into()))))];
        let (head, body) = requested(|client| async {
            let files = BodyParts::stream(Chunks(files.into()));
            streams::Pictures { client }.replace_all(files).send().await.unwrap();
        })
        .await;
        assert!(head.contains("transfer-encoding: chunked"), "{head}");
        assert_eq!(
            parts(&body, boundary(&head, "multipart/mixed")),
            [format!("{jpeg}a"), format!("{jpeg}bc")]
        );
        let messages = [
            streams::BatchRunItemPart::new("GET /a HTTP/1.1\r\n\r\n").content_id("<1>"),
            streams::BatchRunItemPart::new("GET /b HTTP/1.1\r\n\r\n"),
        ];
        let (head, body) = requested(|client| async {
            drop(streams::Batch { client }.run(messages).send().await);
        })
        .await;
        let http = "Content-Type: application/http\r\n";
        assert_eq!(
            parts(&body, boundary(&head, "multipart/mixed")),
            [
                format!("{http}Content-ID: <1>\r\n\r\nGET /a HTTP/1.1\r\n\r\n"),
                format!("{http}\r\nGET /b HTTP/1.1\r\n\r\n"),
            ]
        );
        let form =
            streams::NestedEchoForm::new([1, 2], streams::NestedEchoSecondForm::new("a,b", "x", "PNG"));
        let (head, body) = requested(|client| async {
            drop(streams::Nested { client }.echo(form).send().await);
        })
        .await;
        let found = parts(&body, boundary(&head, "multipart/mixed"));
        assert_eq!(found[0], "Content-Type: application/json\r\n\r\n[1,2]");
        let (inner, content) = found[1].split_once("\r\n\r\n").unwrap();
        assert_eq!(
            parts(content, boundary(&inner.to_lowercase(), "multipart/mixed")),
            [
                "Content-Type: text/csv\r\n\r\na,b",
                "Content-Type: text/plain\r\n\r\nx",
                "Content-Type: image/png\r\n\r\nPNG"
            ]
        );
    });
}

/// A response whose body arrives in chunks of `size` bytes.
fn response(media: &str, body: &str, size: usize) -> Vec<&'static [u8]> {
    let body: &'static [u8] = Box::leak(body.to_owned().into_bytes().into_boxed_slice());
    std::iter::once(head(media)).chain(body.chunks(size)).collect()
}

#[test]
fn responses_by_name() {
    let body = "--x\r\nContent-Disposition: form-data; name=media; filename=\"a b.bin\"\r\nX-Etag: \"1\"\r\n\r\n\0\r\n\u{7f}\r\n\
                --x\r\nContent-Disposition: form-data; name=\"labels\"\r\n\r\n1\r\n\
                --x\r\nContent-Disposition: form-data; name=\"labels\"\r\n\r\ntwo\r\n\
                --x\r\nContent-Disposition: form-data; name=\"count\"\r\n\r\n3\r\n\
                --x\r\nContent-Disposition: form-data; name=\"digest\"\r\nContent-Transfer-Encoding: base64\r\n\r\n/w==\r\n\
                --x\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n{\"author\":\"Bo\"}\r\n--x--\r\n";
    wait(async {
        let media = "multipart/form-data; boundary=\"x\"";
        let (client, _requests) = serve(vec![response(media, body, 7); 2]).await;
        let files = names::Files { client };
        let form = || names::FilesCreateForm::new(crate::multipart_names::types::File::new(""), "");
        let parts = files.create(form()).send().await.unwrap();
        assert_eq!(parts.metadata.content.author, "Bo");
        assert_eq!(parts.media.content, "\0\r\n\u{7f}");
        assert_eq!(parts.media.file_name().as_deref(), Some("a b.bin"));
        let headers = names::FilesCreateMediaHeaders::from(parts.media.headers());
        assert_eq!(headers.x_etag.as_deref(), Some("\"1\""));
        let labels: Vec<&str> = parts.labels.iter().map(|label| label.content.as_str()).collect();
        assert_eq!(labels, ["1", "two"]);
        assert_eq!(parts.count.unwrap().content, 3);
        assert_eq!(parts.digest.unwrap().content, &b"\xff"[..]);
        let names::FilesLabelResponse::Ok(parts) = files.label().send().await.unwrap() else { panic!() };
        assert_eq!(parts.metadata.content.author, "Bo");
    });
}

#[test]
fn responses_by_position() {
    use crate::multipart_positions::types::Picture;
    let body = "preamble\r\n--x y  \r\nContent-Type: application/json\r\n\r\n{\"author\":\"Bo\"}\r\n\
                --x y\r\nContent-Type: image/png\r\nX-Width: 16\r\n\r\nsmall\r\n--x y\r\n\r\n\r\n--x y--";
    wait(async {
        let (client, _requests) =
            serve(vec![response("multipart/mixed; boundary=\"x y\"", body, 5), Vec::new()]).await;
        let form = positions::PicturesUploadForm::new(Picture::new(""), "");
        let parts = positions::Pictures { client }.upload(form).send().await.unwrap();
        assert_eq!(parts.picture.content.author, "Bo");
        let further: Vec<(&Bytes, Option<i64>)> =
            parts.further.iter().map(|part| (&part.content, part.header("X-Width"))).collect();
        assert_eq!(further, [(&Bytes::from("small"), Some(16)), (&Bytes::new(), None)]);
        assert_eq!(parts.further[0].content_type(), Some("image/png"));
        let optional =
            "--x\r\n\r\nplain\r\n--x\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>\r\n--x--";
        let (client, _requests) =
            serve(vec![response("multipart/alternative; boundary=x", optional, 100)]).await;
        let parts = positions::PagesResource { client }.alternative().send().await.unwrap();
        assert_eq!(parts.plain.content, "plain");
        assert_eq!(parts.page.unwrap().content, "<p>");
        assert_eq!(parts.digest, None);
    });
}

#[test]
fn nested_responses_and_streams() {
    let nested = "--x\r\n\r\n[1,2]\r\n--x\r\nContent-Type: multipart/mixed; boundary=x-y\r\n\r\n\
                  --x-y\r\n\r\na,b\r\n--x-y\r\n\r\nc\r\n--x-y\r\n\r\nPNG\r\n--x-y--\r\n--x--";
    let images = "--f\r\nContent-Type: image/jpeg\r\nX-Time: 1\r\n\r\none\r\n--f\r\n\r\ntwo\r\n--f--\r\n";
    let values = "--f\r\n\r\n7\r\n--f\r\nContent-Type: application/json\r\n\r\n{\"x\":1}\r\n--f\r\nContent-Type: application/json\r\n\r\n{\r\n--f\r\n\r\n8\r\n--f--";
    wait(async {
        let (client, mut requests) = serve(vec![
            response("multipart/mixed; boundary=x", nested, 9),
            response("multipart/x-mixed-replace; boundary=f", images, 3),
            response("multipart/mixed; boundary=f", values, 10),
            response("multipart/mixed; boundary=f", images, 10),
        ])
        .await;
        let form = streams::NestedEchoForm::new([1], streams::NestedEchoSecondForm::new("", "", ""));
        let parts = streams::Nested { client: client.clone() }.echo(form).send().await.unwrap();
        assert_eq!(parts.first.content, [1, 2]);
        let inner = parts.second.content;
        assert_eq!((inner.first.content.as_str(), inner.second.content.as_str()), ("a,b", "c"));
        assert_eq!(inner.third.content, "PNG");
        requests.recv().await.unwrap();
        let mut images = streams::Pictures { client: client.clone() }.watch().send().await.unwrap();
        let first = images.try_next().await.unwrap().unwrap();
        assert_eq!((&first.content[..], first.header("X-Time")), (&b"one"[..], Some(1)));
        assert_eq!(images.try_next().await.unwrap().unwrap().content, "two");
        assert!(images.next().await.is_none());
        assert!(requests.recv().await.unwrap().contains("accept: multipart/x-mixed-replace\r\n"));
        let batch = streams::Batch { client };
        let mut values = batch.values().send().await.unwrap();
        assert_eq!(format!("{:?}", values.try_next().await.unwrap().unwrap().content), "Integer(7)");
        assert!(format!("{:?}", values.try_next().await.unwrap().unwrap().content).starts_with("Point"));
        assert!(matches!(values.next().await, Some(Err(Error::Decode(_)))), "the stream goes on after it");
        assert_eq!(format!("{:?}", values.try_next().await.unwrap().unwrap().content), "Integer(8)");
        assert!(values.next().await.is_none());
        requests.recv().await.unwrap();
        let mut messages = batch.run(Vec::<streams::BatchRunItemPart>::new()).send_parts().await.unwrap();
        assert_eq!(messages.try_next().await.unwrap().unwrap().content, "one");
        assert!(requests.recv().await.unwrap().contains("accept: multipart/mixed\r\n"));
    });
}

#[test]
fn broken_responses_are_errors() {
    use crate::multipart_positions::types::Picture;
    wait(async {
        let media = "multipart/mixed; boundary=x";
        for (media, body, message) in [
            (media, "--x\r\n\r\n{\"author\":\"Bo\"}\r\n", "the boundary after the last part is missing"),
            (media, "--x\r\n\r\n{\"author\":3}\r\n--x--", "`Picture.author`"),
            (media, "--x--", "at `Picture`"),
            (media, "{}", "there is no boundary of parts in the body"),
            ("multipart/mixed", "--x\r\n\r\n{}\r\n--x--", "the content type has no boundary of parts"),
            (
                media,
                "--x\r\nContent-Transfer-Encoding: zip\r\n\r\n{}\r\n--x--",
                "the transfer encoding of a part is unknown",
            ),
        ] {
            let (client, _requests) = serve(vec![response(media, body, 100)]).await;
            let form = positions::PicturesUploadForm::new(Picture::new(""), "");
            let error = positions::Pictures { client }.upload(form).send().await.unwrap_err();
            let Error::Decode(error) = error else { panic!("{error}") };
            assert!(error.to_string().contains(message), "{error}");
        }
        let cut = "--f\r\n\r\none\r\n--f\r\n\r\ntwo";
        let long = "--f\r\n\r\none\r\n--f\r\n\r\n0123456789";
        let (client, _requests) = serve(vec![
            response("multipart/x-mixed-replace; boundary=f", cut, 3),
            response("multipart/x-mixed-replace; boundary=f", long, 100),
            response("multipart/x-mixed-replace", long, 100),
        ])
        .await;
        let pictures = streams::Pictures { client };
        let mut images = pictures.watch().send().await.unwrap();
        assert_eq!(images.try_next().await.unwrap().unwrap().content, "one");
        let error = images.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("the boundary after the last part is missing"), "{error}");
        assert!(images.next().await.is_none());
        let mut images = pictures.watch().limits(Limits::new().item(8)).send().await.unwrap();
        assert_eq!(images.try_next().await.unwrap().unwrap().content, "one");
        let Some(Err(Error::TooLarge(error))) = images.next().await else { panic!() };
        assert_eq!(error.kind(), LimitKind::Item);
        assert!(images.next().await.is_none());
        let mut images = pictures.watch().send().await.unwrap();
        assert!(images.next().await.unwrap().is_err());
        assert!(images.next().await.is_none());
    });
}
