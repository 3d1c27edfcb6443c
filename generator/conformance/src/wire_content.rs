//! Content types of responses: HTML pages and JSON that the document does not describe.

use crate::runtime::{Client, DecodeErrorKind, Error, Limits};
use crate::wire::{mocked, wait};

const PAGE: &str = "<!doctype html><title>Sign in</title>";
const HTML: [&str; 3] = ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml"];

/// The result of `send` with a response of this media type.
fn result_of<T, F>(status: u16, media: &str, body: &str, send: impl FnOnce(Client) -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let (client, mock) = mocked();
    mock.respond(status, [("content-type", media)], body.to_owned());
    wait(send(client))
}

/// Checks that the result is the error of an unexpected content type, with the body.
#[track_caller]
fn rejected<T: std::fmt::Debug>(outcome: Result<T, Error>, media: &str, body: &str) {
    let error = outcome.unwrap_err();
    let words = error.to_string();
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), DecodeErrorKind::ContentType);
    assert_eq!((error.media_type().as_deref(), error.path(), error.line()), (Some(media), ".", 0));
    assert_eq!(*error.body(), body);
    let lack = if body.is_empty() { " (none of the body was kept)" } else { "" };
    let expected = format!("unexpected body: an undocumented content type: `{media}`{lack}");
    assert!(words.ends_with(&expected), "{words}");
    assert!(!format!("{error:?}").contains("Sign in"), "{error:?}");
    assert!(error.excerpt().contains(body) && error.json_error().is_none());
}

#[test]
fn pages_are_rejected() {
    use crate::response_content::resources::C;
    use crate::response_statuses::resources::S;
    use crate::streams::resources::Streams;
    for media in HTML {
        rejected(result_of(200, media, PAGE, |client| C { client }.image().send()), media, PAGE);
        rejected(result_of(200, media, PAGE, |client| C { client }.xml().send()), media, PAGE);
        rejected(result_of(200, media, PAGE, |client| C { client }.export().send()), media, PAGE);
        rejected(result_of(200, media, PAGE, |client| C { client }.log().send()), media, PAGE);
        rejected(
            result_of(200, media, PAGE, |client| C { client }.several().send_as("text/csv")),
            media,
            PAGE,
        );
        rejected(result_of(200, media, PAGE, |client| S { client }.nothing().send()), media, PAGE);
        rejected(result_of(200, media, PAGE, |client| Streams { client }.file().send()), media, PAGE);
        rejected(result_of(200, media, PAGE, |client| Streams { client }.file().send_stream()), media, PAGE);
        // By status: a string, an empty body, bytes, and an undocumented status.
        for status in [202, 204, 206] {
            let different = |client| S { client }.different().send();
            rejected(result_of(status, media, PAGE, different), media, PAGE);
        }
        rejected(result_of(203, media, PAGE, |client| S { client }.two().send()), media, PAGE);
        rejected(result_of(200, media, PAGE, |client| Streams { client }.upload("x").send()), media, PAGE);
    }
}

/// A body that was cut is not empty.
#[test]
fn a_page_cut_to_an_empty_body() {
    use crate::response_statuses::resources::S;
    for kept in [0, 1] {
        let page = format!(" {PAGE}");
        let kept_of = &page[..kept];
        let limits = Limits::new().error_body(u64::try_from(kept).unwrap());
        let send = |client: Client| S { client }.nothing().limits(limits).send();
        rejected(result_of(200, "text/html", &page, send), "text/html", kept_of);
        result_of(204, "text/html", "", send).unwrap();
        result_of(200, "text/plain", &page, send).unwrap();
    }
    let limits = Limits::new().error_body(1);
    result_of(200, "text/html", "", |client| S { client }.nothing().limits(limits).send()).unwrap();
}

#[test]
fn a_page_that_was_requested() {
    use crate::response_content::resources::C;
    use crate::response_statuses::resources::S;
    for media in HTML {
        // `*/*` is documented.
        assert_eq!(result_of(200, media, PAGE, |client| C { client }.unsaid().send()).unwrap(), PAGE);
        assert_eq!(result_of(200, media, PAGE, |client| C { client }.any_text().send()).unwrap(), PAGE);
        // The caller requests it.
        let call = |client| C { client }.image().with_header("accept", "text/html").send();
        assert_eq!(result_of(200, media, PAGE, call).unwrap(), PAGE);
        let call = |client| C { client }.several().send_as("text/html");
        assert_eq!(result_of(200, media, PAGE, call).unwrap().into_body(), PAGE);
        // Servers set a content type for empty bodies, too.
        result_of(200, media, "", |client| S { client }.nothing().send()).unwrap();
        result_of(204, media, " \r\n", |client| S { client }.nothing().send()).unwrap();
    }
    // Other media types are accepted.
    for media in ["text/plain", "application/json", "image/svg+xml", "nonsense", ""] {
        assert_eq!(result_of(200, media, "x", |client| C { client }.image().send()).unwrap(), "x");
        result_of(200, media, "x", |client| S { client }.nothing().send()).unwrap();
    }
}

#[test]
fn json_is_read_with_any_content_type() {
    use crate::response_content::resources::C;
    for media in ["text/html", "binary/octet-stream", "text/plain", "nonsense", ""] {
        let pet = result_of(200, media, r#"{"name": "Bo"}"#, |client| C { client }.charset().send()).unwrap();
        assert_eq!(pet.name, "Bo");
        let error = result_of(200, media, PAGE, |client| C { client }.charset().send()).unwrap_err();
        let Error::Decode(error) = error else { panic!("{error:?}") };
        assert_eq!((error.kind(), error.media_type().as_deref()), (DecodeErrorKind::Json, Some(media)));
        assert!(error.to_string().contains(&format!("`{media}`")), "{error}");
    }
}
