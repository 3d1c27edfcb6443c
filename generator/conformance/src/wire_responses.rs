//! Responses, by status, media type and headers.

use serde_json::json;

use crate::runtime::{Error, Response};
use crate::wire::{mocked, wait};

/// The result of `send` with this response.
fn result_of<T, F>(
    status: u16,
    headers: &[(&str, &str)],
    body: &'static str,
    send: impl FnOnce(crate::runtime::Client) -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let (client, mock) = mocked();
    mock.respond(status, headers.iter().copied(), body);
    wait(send(client))
}

#[test]
fn equal_successes_have_one_type() {
    use crate::response_statuses::resources::S;
    let pet = r#"{"name": "Bo"}"#;
    for status in [200, 201, 299] {
        assert_eq!(result_of(status, &[], pet, |client| S { client }.same().send()).unwrap().name, "Bo");
        assert_eq!(result_of(status, &[], pet, |client| S { client }.range().send()).unwrap().name, "Bo");
        assert_eq!(result_of(status, &[], pet, |client| S { client }.fallback().send()).unwrap().name, "Bo");
    }
    assert_eq!(result_of(200, &[], pet, |client| S { client }.maybe().send()).unwrap().unwrap().name, "Bo");
    assert_eq!(result_of(204, &[], "", |client| S { client }.maybe().send()).unwrap(), None);
    result_of(200, &[], "ignored", |client| S { client }.nothing().send()).unwrap();
    let error = result_of(418, &[], r#"{"title": "T"}"#, |client| S { client }.range().send()).unwrap_err();
    let problem: &crate::response_statuses::types::Problem = error.body_as().unwrap();
    assert_eq!(problem.title.as_deref(), Some("T"));
}

#[test]
fn different_successes_are_an_enum_by_status() {
    use crate::response_statuses::resources::{S, SDifferentResponse as Got, STwoResponse};
    let different = |status, body| result_of(status, &[], body, |client| S { client }.different().send());
    let Got::Ok(pet) = different(200, r#"{"name": "Bo"}"#).unwrap() else { panic!() };
    assert_eq!(pet.name, "Bo");
    let Got::Created(made) = different(201, r#"{"id": "7"}"#).unwrap() else { panic!() };
    assert_eq!(made.id, "7");
    assert_eq!(different(202, "later").unwrap(), Got::Accepted("later".to_owned()));
    assert_eq!(different(204, "").unwrap(), Got::NoContent);
    assert_eq!(different(206, "half").unwrap(), Got::PartialContent("half".into()));
    assert_eq!(different(207, "[1]").unwrap(), Got::Success(json!([1])));
    let error = different(200, r#"{"name": 5}"#).unwrap_err();
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!(error.path(), "name");
    let other = result_of(203, &[], "x", |client| S { client }.two().send()).unwrap();
    assert_eq!(other, STwoResponse::Unknown("x".into()));
    let (client, mock) = mocked();
    mock.respond(204, [], "");
    wait(S { client }.two().send()).unwrap();
    assert_eq!(mock.last_request().unwrap().header("accept"), Some("application/json, text/plain"));
}

#[test]
fn the_media_type_determines_the_content() {
    use crate::response_content::resources::C;
    let pet = r#"{"name": "Bo"}"#;
    assert_eq!(result_of(200, &[], pet, |client| C { client }.charset().send()).unwrap().name, "Bo");
    assert_eq!(result_of(200, &[], pet, |client| C { client }.vendor().send()).unwrap().name, "Bo");
    assert_eq!(result_of(200, &[], pet, |client| C { client }.any().send()).unwrap().name, "Bo");
    assert_eq!(result_of(200, &[], "plain", |client| C { client }.any_text().send()).unwrap(), "plain");
    assert_eq!(result_of(200, &[], "raw", |client| C { client }.unsaid().send()).unwrap(), "raw");
    assert_eq!(result_of(200, &[], "[1]", |client| C { client }.no_schema().send()).unwrap(), json!([1]));
    assert_eq!(result_of(200, &[], "png", |client| C { client }.image().send()).unwrap(), "png");
    assert_eq!(result_of(200, &[], "{}", |client| C { client }.export().send()).unwrap(), "{}");
    let xml = "<Pet><name>Bo</name></Pet>";
    assert_eq!(result_of(200, &[], xml, |client| C { client }.xml().send()).unwrap().name, "Bo");
    assert_eq!(result_of(200, &[], r#"["aGk="]"#, |client| C { client }.base64().send()).unwrap(), ["hi"]);
    assert_eq!(result_of(200, &[], "<a>5</a>", |client| C { client }.sum().send()).unwrap(), 5);
    let accept = |send: fn(C) -> crate::runtime::BoxFuture<'static, ()>| {
        let (client, mock) = mocked();
        mock.respond(200, [], pet);
        wait(send(C { client }));
        mock.last_request().unwrap().header("accept").unwrap().to_owned()
    };
    let several = accept(|c| Box::pin(async move { drop(c.several().send().await.unwrap()) }));
    assert_eq!(several, "application/json");
    let csv = accept(|c| {
        Box::pin(async move {
            let response: Response<bytes::Bytes> = c.several().send_as("text/csv").await.unwrap();
            assert!(response.body().starts_with(b"{"));
        })
    });
    assert_eq!(csv, "text/csv");
    assert_eq!(accept(|c| Box::pin(async move { drop(c.image().send().await.unwrap()) })), "image/*");
}

#[test]
fn text_of_scalars() {
    use crate::response_content::resources::{C, CReadyResponse};
    let count = |body| result_of(200, &[], body, |client| C { client }.count().send());
    assert_eq!(count("42").unwrap(), 42);
    assert_eq!(count(" -7\n").unwrap(), -7);
    for (body, expected) in [("many", "64 bits"), ("99999999999999999999", "another number")] {
        let error = count(body).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    count("").unwrap_err();
    let ratio = |body| result_of(200, &[], body, |client| C { client }.ratio().send());
    assert_eq!(ratio("0.5").unwrap().to_bits(), 0.5_f64.to_bits());
    let ready = |status, body| result_of(status, &[], body, |client| C { client }.ready().send()).unwrap();
    assert_eq!(ready(200, "true"), CReadyResponse::Ok(true));
    assert_eq!(ready(202, ""), CReadyResponse::Accepted);
}

#[test]
fn base64_is_decoded() {
    use crate::bodies_of_frameworks::resources::{Base64, Base64GetHeaders};
    for body in ["aGk=", "aGk", "\"aGk=\"", "aGk=\n"] {
        let headers = [("x-sum", "aGk=")];
        let response =
            result_of(200, &headers, body, |client| Base64 { client }.get().send_with_metadata()).unwrap();
        assert_eq!(response.body(), "hi", "{body}");
        assert_eq!(Base64GetHeaders::from(response.headers()).x_sum.unwrap(), "hi");
    }
    // Digits are base64, too.
    assert_eq!(
        result_of(200, &[], "1234", |client| Base64 { client }.get().send()).unwrap(),
        &b"\xd7\x6d\xf8"[..]
    );
    let put = |client| Base64 { client }.put("hi".into()).send();
    assert_eq!(result_of(200, &[], "\"aGk=\"", put).unwrap(), "hi");
    assert_eq!(result_of(200, &[], "\x7fraw", |client| Base64 { client }.patch().send()).unwrap(), "\x7fraw");
}

#[test]
fn headers_are_typed() {
    use crate::response_content::resources::{C, CHeadersHeaders};
    use crate::response_content::types::CHeadersHeaderXKind;
    let headers = [
        ("x-rate-limit", "17"),
        ("x-expires-after", "2020-09-30T07:43:32Z"),
        ("x-tags", "a, 2,c"),
        ("x-numbers", "1,2"),
        ("x-kind", "b"),
        ("x-flag", "true"),
        ("link", "<https://api.example/2>; rel=\"next\""),
    ];
    let send = |client| C { client }.headers().send_with_metadata();
    let response = result_of(200, &headers, r#"{"name": "Bo"}"#, send).unwrap();
    let typed = CHeadersHeaders::from(response.headers());
    assert_eq!(typed.x_rate_limit, Some(17));
    assert_eq!(typed.x_expires_after.unwrap().to_string(), "2020-09-30T07:43:32Z");
    assert_eq!(typed.x_tags.unwrap(), ["a", "2", "c"]);
    assert_eq!(typed.x_numbers.unwrap(), [1, 2]);
    assert_eq!(typed.x_kind, Some(CHeadersHeaderXKind::B));
    assert_eq!(typed.x_flag, Some(true));
    assert!(typed.link.unwrap().ends_with("rel=\"next\""));
    assert_eq!(response.header::<u8>("x-rate-limit"), Some(17));
    let response = result_of(200, &[("x-rate-limit", "many")], r#"{"name": "Bo"}"#, send).unwrap();
    let typed = CHeadersHeaders::from(response.headers());
    assert_eq!((typed.x_rate_limit, typed.x_tags, typed.link), (None, None, None));
}

#[test]
fn responses_without_a_body() {
    use crate::response_bodiless::resources::Pets;
    let (client, mock) = mocked();
    mock.respond(200, [("content-type", "application/json"), ("x-count", "3")], "");
    mock.respond(204, [], "").respond(204, [], "");
    let pets = Pets { client };
    wait(async {
        let probed = pets.probe().send_with_metadata().await.unwrap();
        assert_eq!(probed.header::<i64>("x-count"), Some(3));
        pets.remove().send().await.unwrap();
        assert!(pets.replace().send().await.unwrap().is_none());
    });
}

#[test]
fn errors_are_decoded_by_status_and_media_type() {
    use crate::error_media_types::resources::Orders;
    use crate::error_media_types::types::{Failure, Problem};
    let error_of = |status, media: &str| {
        let body = r#"{"code": 7, "title": "T"}"#;
        let headers = [("content-type", media)];
        let error = result_of(status, &headers, body, |client| Orders { client }.list().send()).unwrap_err();
        (error.body_as::<Failure>().is_some(), error.body_as::<Problem>().is_some())
    };
    let (failure, problem) = ((true, false), (false, true));
    assert_eq!(error_of(400, "application/json"), failure);
    assert_eq!(error_of(400, "Application/Problem+JSON; charset=utf-8"), problem);
    assert_eq!(error_of(400, "text/json"), failure, "the preferred media type");
    assert_eq!(error_of(404, "application/json"), failure);
    assert_eq!(error_of(404, "application/problem+json"), problem, "as the default describes it");
    assert_eq!(error_of(409, "application/problem+json"), problem);
    assert_eq!(error_of(409, "application/json"), problem);
}

#[test]
fn empty_bodies() {
    use crate::response_statuses::resources::S;
    use crate::responses::resources::{Maybe, Typed};
    use crate::runtime::DecodeErrorKind;
    for (status, body) in [(200, ""), (200, " \n"), (201, ""), (202, "")] {
        let error = result_of(status, &[], body, |client| Typed { client }.typed().send()).unwrap_err();
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!((error.kind(), error.path(), error.line()), (DecodeErrorKind::Empty, ".", 0));
        assert!(error.to_string().ends_with("unexpected body: the body is empty"), "{error}");
    }
    for status in [204, 205] {
        assert!(result_of(status, &[], "", |client| Typed { client }.typed().send()).unwrap().ok.is_none());
        let error = result_of(status, &[], "", |client| S { client }.same().send()).unwrap_err();
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!(error.kind(), DecodeErrorKind::Empty, "a pet has a name");
    }
    assert!(result_of(200, &[], "", |client| Maybe { client }.maybe().send()).unwrap().is_none());
    assert!(result_of(204, &[], "", |client| Maybe { client }.maybe().send()).unwrap().is_none());
}

#[test]
fn strings_are_decoded_with_their_character_set() {
    use crate::response_statuses::resources::{S, SDifferentResponse as Got};
    let (client, mock) = mocked();
    for (charset, body) in
        [("iso-8859-1", &b"caf\xe9"[..]), ("UTF-8", "caf\u{e9}".as_bytes()), ("utf-16le", b"c\0a\0f\0\xe9\0")]
    {
        let media = format!("text/plain; charset={charset}");
        mock.respond(202, [("content-type", media.as_str())], body);
        let got = wait(S { client: client.clone() }.different().send()).unwrap();
        assert_eq!(got, Got::Accepted("caf\u{e9}".to_owned()), "{charset}");
    }
}
