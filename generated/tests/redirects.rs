//! Redirects, and HTML pages instead of API responses.
#![cfg(all(feature = "collections", feature = "tickets"))]

mod support;

use apideck_issue_tracking::{
    BoxFuture, Client, DecodeErrorKind, Error, HttpRequest, HttpResponse, Method, Middleware, Next,
    StatusCode, types::TicketInput,
};
use serde_json::json;
use support::{API_KEY, Act, Recorded, Reply, Rogue, Server, builder, client, envelope, fast};

const LOGIN: &str = "<!doctype html><title>Sign in</title>";

fn page() -> Reply {
    Reply::json(200, &envelope("Tickets", "all", json!([])))
}

fn moved(status: u16, location: &str) -> Reply {
    Reply::status(status).header("location", location)
}

fn lines(requests: &[Recorded]) -> Vec<String> {
    requests.iter().map(|request| format!("{} {}", request.method, request.target)).collect()
}

/// A request with a text body, with any method.
async fn send(client: &Client, method: Method) -> Result<StatusCode, Error> {
    let call = client.request(method, "/a").body("body", "text/plain").query("x", 1);
    Ok(call.send().await?.status())
}

#[tokio::test]
async fn every_method_and_status() {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    for method in methods {
        for status in [301, 302, 303, 307, 308] {
            let server = Server::start().await;
            server.reply(moved(status, "b?y=2#part"));
            server.reply(Reply::new(200, "text/plain", "well"));
            let outcome = send(&client(&server), method.clone()).await;
            let reads = matches!(method, Method::GET | Method::HEAD);
            let expected = match status {
                301 | 302 if !reads => None,
                303 if !reads => Some(Method::GET),
                _ => Some(method.clone()),
            };
            let requests = server.requests();
            let Some(expected) = expected else {
                let error = outcome.unwrap_err();
                assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (status, 1), "{method}");
                assert_eq!(error.api().unwrap().location(), Some("b?y=2#part"));
                assert!(error.to_string().ends_with(": the redirect to `b` is not followed"), "{error}");
                assert_eq!(requests.len(), 1);
                continue;
            };
            assert_eq!(outcome.unwrap(), 200, "{method} {status}");
            assert_eq!(lines(&requests), [format!("{method} /a?x=1"), format!("{expected} /b?y=2")]);
            let follower = &requests[1];
            assert_eq!(follower.header("authorization"), Some(&*format!("Bearer {API_KEY}")));
            assert_eq!(follower.header("referer"), None);
            let is_bare = status == 303 && !reads;
            assert_eq!(follower.text(), if is_bare { "" } else { "body" }, "{method} {status}");
            assert_eq!(follower.header("content-type"), (!is_bare).then_some("text/plain"));
        }
    }
}

#[tokio::test]
async fn a_write_that_is_redirected_to_a_login_fails() {
    let input = || TicketInput::new().subject("Printer on fire");
    for status in [301, 302, 303] {
        let server = Server::start().await;
        let tickets = client(&server).tickets();
        server.reply(moved(status, "/login"));
        server.reply(Reply::new(200, "text/html", LOGIN));
        let error = tickets.create("c", input()).send().await.unwrap_err();
        if status == 303 {
            // It became a GET, and the page is not a ticket.
            let Error::Decode(error) = error else { panic!("{error:?}") };
            assert_eq!(
                (error.kind(), error.media_type().as_deref()),
                (DecodeErrorKind::Json, Some("text/html"))
            );
            assert_eq!(*error.body(), LOGIN);
        } else {
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert_eq!(server.requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn redirect_loops() {
    let around = Server::answering(|_| moved(307, "/a?x=1")).await;
    let error = send(&client(&around), Method::POST).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), around.requests().len()),
        (307, 1),
        "it is the same request"
    );

    let endless = Server::answering(|request| {
        let hops: u32 = request.path().trim_start_matches('/').parse().unwrap_or_default();
        moved(302, &format!("/{}", hops + 1))
    })
    .await;
    let error = client(&endless).tickets().list("c").send().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (302, 1));
    assert_eq!(endless.requests().len(), 11, "the request, and ten redirects");
}

/// Redirects to other origins, and invalid ones, are returned as errors. The error has the location without secrets.
#[tokio::test]
async fn locations_that_are_not_followed() {
    let elsewhere = Server::start().await;
    for (location, shown) in [
        (format!("{}/x?token=secret#secret", elsewhere.url()), format!("{}/x", elsewhere.url())),
        ("https://me:secret@evil.example/x".to_owned(), "https://evil.example/x".to_owned()),
        ("//evil.example".to_owned(), "//evil.example".to_owned()),
        ("http://[".to_owned(), "http://[".to_owned()),
        ("javascript:x".to_owned(), "javascript:x".to_owned()),
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            for status in [301, 303, 307] {
                let server = Server::replying(moved(status, &location)).await;
                let error = send(&client(&server), method.clone()).await.unwrap_err();
                assert_eq!(error.status().unwrap().as_u16(), status);
                assert_eq!(error.api().unwrap().location(), Some(&*location));
                let words = error.to_string();
                assert!(words.contains(&format!("the redirect to `{shown}` is not followed")), "{words}");
                assert!(!format!("{words} {error:?}").contains("secret"), "{words} {error:?}");
            }
        }
    }
    assert!(elsewhere.requests().is_empty());
    let server = Server::replying(Reply::status(302)).await;
    let error = send(&client(&server), Method::GET).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.api().unwrap().location()), (302, None));
}

/// Records the responses.
#[derive(Clone, Default)]
struct Watch(std::sync::Arc<std::sync::Mutex<Vec<u16>>>);

impl Middleware for Watch {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let response = next.run(request).await?;
            self.0.lock().unwrap().push(response.status.as_u16());
            Ok(response)
        })
    }
}

#[tokio::test]
async fn middleware_sees_the_final_response() -> Result<(), Error> {
    let server = Server::start().await;
    server.reply(moved(302, "/b"));
    server.reply(Reply::status(500));
    server.reply(moved(302, "/b"));
    server.reply(page());
    let watch = Watch::default();
    let client = builder(server.url()).retry(fast()).middleware(watch.clone()).build()?;
    let response = client.tickets().list("c").send_with_metadata().await?;
    assert_eq!((response.attempts(), &watch.0.lock().unwrap()[..]), (2, &[500, 200][..]));
    Ok(())
}

/// The redirects of an attempt share its time limit.
#[tokio::test]
async fn redirects_share_the_time_limit_of_the_attempt() {
    let server = Server::answering(|request| {
        let hops: u32 = request.path().trim_start_matches('/').parse().unwrap_or_default();
        moved(302, &format!("/{}", hops + 1)).after(std::time::Duration::from_millis(80))
    })
    .await;
    let limit = std::time::Duration::from_millis(250);
    let call = client(&server).tickets().list("c").attempt_timeout(limit);
    let error = call.send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(server.requests().len() < 6);
}

/// JSON is read regardless of its content type.
#[tokio::test]
async fn json_with_any_content_type() -> Result<(), Error> {
    for media in ["text/html", "binary/octet-stream", "text/plain", "nonsense", ""] {
        let body = envelope("Tickets", "all", json!([{"id": "1"}])).to_string();
        let server = Server::replying(Reply::new(200, media, body)).await;
        assert_eq!(client(&server).tickets().list("c").send().await?.data.len(), 1, "{media}");
    }
    let server = Server::replying(Reply::new(200, "text/html; charset=utf-8", LOGIN)).await;
    let error = client(&server).tickets().list("c").send().await.unwrap_err();
    let end = ": expected a value (content type `text/html; charset=utf-8`)";
    assert!(error.to_string().ends_with(end), "{error}");
    Ok(())
}

/// Raw requests are not in the document, so they accept any content type.
#[tokio::test]
async fn raw_requests_accept_pages() -> Result<(), Error> {
    let server = Server::answering(|_| Reply::new(200, "text/html", LOGIN)).await;
    let client = client(&server);
    assert_eq!(*client.request(Method::GET, "/x").send().await?.body(), LOGIN);
    let stream = client.request(Method::GET, "/x").send_stream().await?.into_body();
    assert_eq!(stream.collect().await?, LOGIN);
    Ok(())
}

/// A hand-written HTTP server that redirects without a body.
#[tokio::test]
async fn a_raw_redirect() {
    const AWAY: &str = "HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    const HOME: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    let rogue = Rogue::start([Act::Leave(AWAY), Act::Leave(HOME)]).await;
    let client = builder(&rogue.url()).build().unwrap();
    assert_eq!(client.request(Method::GET, "/a").send().await.unwrap().status(), 200);
    assert_eq!(rogue.requests(), ["GET /a HTTP/1.1", "GET /b HTTP/1.1"]);
    // A redirect whose head never ends times out.
    let rogue = Rogue::start([Act::Stall("HTTP/1.1 302 Found\r\nlocation: /b\r\n")]).await;
    let call = builder(&rogue.url()).build().unwrap().request(Method::GET, "/a");
    let error = call.timeout(std::time::Duration::from_millis(200)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

/// After a 303, the POST was processed. It is not sent again, even if the next request fails.
#[tokio::test]
async fn a_processed_write_is_not_sent_again() {
    let patient = |server: &Server| builder(server.url()).retry(fast()).build().unwrap();
    for failure in [429, 401, 503] {
        let server = Server::start().await;
        server.reply(moved(303, "/done"));
        server.reply(Reply::new(failure, "text/plain", "no"));
        server.reply(Reply::new(200, "text/plain", "well"));
        let error = send(&patient(&server), Method::POST).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), failure);
        assert_eq!(lines(&server.requests()), ["POST /a?x=1", "GET /done"]);
    }
    // A DELETE can be repeated.
    let server = Server::start().await;
    server.reply(moved(303, "/done"));
    server.reply(Reply::new(429, "text/plain", "no"));
    server.reply(Reply::new(200, "text/plain", "well"));
    assert_eq!(send(&patient(&server), Method::DELETE).await.unwrap(), 200);
}
