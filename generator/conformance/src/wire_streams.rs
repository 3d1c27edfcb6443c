//! Streams in requests and responses, over a real connection.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::runtime::{
    BoxFuture, Client, DecodeErrorKind, Error, FilePart, HttpRequest, HttpResponse, Middleware, Next,
    RetryPolicy, Upload,
};
use crate::streams::resources::{Streams, StreamsFormForm};
use crate::wire::{builder, client_of, wait};

/// Serves one response of `responses` for each connection. The channel returns the requests.
pub(crate) async fn serve(responses: Vec<Vec<&'static [u8]>>) -> (Client, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for answer in responses {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = sender.send(request(&mut socket).await);
            for chunk in answer {
                // A client that has enough closes the connection.
                if socket.write_all(chunk).await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });
    (client_of(&format!("http://{address}")), receiver)
}

/// A request with its body.
pub(crate) async fn request(socket: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = socket.read(&mut buffer).await.unwrap();
        text.extend_from_slice(&buffer[..read]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = so_far.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let complete = match length {
            Some(length) => body.len() >= length,
            None => !head.contains("transfer-encoding: chunked") || body.ends_with("0\r\n\r\n"),
        };
        if complete || read == 0 {
            return so_far;
        }
    }
}

pub(crate) fn head(content_type: &str) -> &'static [u8] {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n");
    Box::leak(head.into_bytes().into_boxed_slice())
}

/// A stream of chunks.
pub(crate) struct Chunks<T = &'static str>(pub(crate) VecDeque<Result<T, std::io::Error>>);

impl<T: Unpin> futures_core::Stream for Chunks<T> {
    type Item = Result<T, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

#[test]
fn events_are_a_stream() {
    wait(async {
        let body: &[&[u8]] =
            &[b"data: {\"n\"", b": 1}\r", b"\n\r\nid: 7\nevent: tick\ndata: {\"n\":", b"\ndata: 2}\n\n"];
        let rest: &[&[u8]] =
            &[b": nothing\n\ndata: oops\n\n", b"data: {\"n\": 3}\n\ndata: [DONE]\n\ndata: 4\n\n"];
        let answer = [&[head("text/event-stream")], body, rest].concat();
        let (client, mut requests) = serve(vec![answer]).await;
        let mut events = Streams { client }.events().send().await.unwrap();
        let first = events.try_next().await.unwrap().unwrap();
        assert_eq!((first.data.n, first.name, first.id), (1, None, None));
        let second = events.try_next().await.unwrap().unwrap();
        assert_eq!(
            (second.data.n, second.name.as_deref(), second.id.as_deref()),
            (2, Some("tick"), Some("7"))
        );
        let Some(Err(Error::Decode(error))) = events.next().await else { panic!() };
        assert_eq!(error.body(), "oops");
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 3);
        assert!(events.next().await.is_none(), "[DONE] ends the stream");
        assert_eq!(events.last_id(), Some("7"));
        assert!(requests.recv().await.unwrap().contains("accept: text/event-stream\r\n"));
    });
}

#[test]
fn lines_sequences_and_strings() {
    wait(async {
        let lines = vec![head("application/x-ndjson"), b"{\"n\":1}\n\n{\"n\"", b":2}\r\n{\"n\":3}"];
        let sequence = vec![head("application/json-seq"), b"\x1e{\"n\":\n1}\n\x1e", b"{\"n\":2}\n"];
        let words = vec![head("text/event-stream"), b"data: not json\n\ndata: last"];
        let (client, _requests) = serve(vec![lines, sequence, words]).await;
        let streams = Streams { client };
        let mut lines = streams.lines().send().await.unwrap();
        for n in 1..=3 {
            assert_eq!(lines.try_next().await.unwrap().unwrap().n, n);
        }
        assert!(lines.next().await.is_none());
        let mut sequence = streams.sequence().send().await.unwrap();
        for n in 1..=2 {
            assert_eq!(sequence.try_next().await.unwrap().unwrap().n, n);
        }
        assert!(sequence.next().await.is_none());
        let mut words = streams.words().send().await.unwrap();
        assert_eq!(words.try_next().await.unwrap().unwrap().data, "not json");
        assert_eq!(words.try_next().await.unwrap().unwrap().data, "last");
        assert!(words.next().await.is_none());
    });
}

#[test]
fn json_or_events_of_one_operation() {
    use crate::streams::types::StreamsBothBody;
    wait(async {
        let whole = vec![head("application/json"), b"{\"whole\": \"x\"}"];
        let events = vec![head("text/event-stream"), b"data: {\"n\": 5}\n\n"];
        let (client, mut requests) = serve(vec![whole, events]).await;
        let streams = Streams { client };
        let whole = streams.both(StreamsBothBody::new()).send().await.unwrap();
        assert_eq!(whole.whole.as_deref(), Some("x"));
        assert!(requests.recv().await.unwrap().contains("accept: application/json\r\n"));
        let mut events = streams.both(StreamsBothBody::new().stream(true)).send_events().await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 5);
        let request = requests.recv().await.unwrap();
        assert!(request.contains("accept: text/event-stream\r\n") && request.ends_with("{\"stream\":true}"));
    });
}

#[test]
fn events_that_are_not_events() {
    use crate::streams::types::StreamsBothBody;
    let page: &[u8] = b"<html>Sign in</html>";
    let json: &[u8] = b"{\"whole\": \"x\"}";
    for (media, body) in
        [("application/json", json), ("text/html; charset=utf-8", page), ("application/problem+json", json)]
    {
        wait(async {
            let answer = || vec![head(media), body];
            let (client, _requests) = serve(vec![answer(), answer(), answer()]).await;
            let streams = Streams { client };
            let sent = streams.both(StreamsBothBody::new().stream(true)).send_events().await;
            let errors =
                [sent.err(), streams.events().send().await.err(), streams.words().send().await.err()];
            for error in errors {
                let Some(Error::Decode(error)) = error else { panic!("{media}: {error:?}") };
                assert_eq!(
                    (error.kind(), &error.body()[..]),
                    (DecodeErrorKind::ContentType, body),
                    "{media}"
                );
            }
        });
    }
}

#[test]
fn events_without_data() {
    wait(async {
        let body: &[u8] =
            b"data:\n\ndata: {\"n\":1}\n\nevent: ping\ndata: \n\ndata\ndata\n\ndata: {\"n\":2}\n\n";
        let words: &[u8] = b"data:\n\ndata: x\n\n";
        let answers = [body, words].map(|body| vec![head("text/event-stream"), body]);
        let (client, _requests) = serve(answers.to_vec()).await;
        let streams = Streams { client };
        let mut events = streams.events().send().await.unwrap();
        for n in [1, 2] {
            assert_eq!(events.try_next().await.unwrap().unwrap().data.n, n);
        }
        assert!(events.next().await.is_none());
        let mut words = streams.words().send().await.unwrap();
        for word in ["", "x"] {
            assert_eq!(words.try_next().await.unwrap().unwrap().data, word);
        }
    });
}

#[test]
fn whole_events() {
    use crate::events_described::resources::Chat;
    use crate::events_described::types::ChatListenResponseItem as Item;
    wait(async {
        let events = vec![
            head("text/event-stream"),
            b"id: 1\ndata: {\"words\": \"hi\"}\n\n",
            b"event: left\ndata: 5\n\nevent: new\ndata: x\n\n",
            b"data: {\"event\": \"left\", \"data\": \"y\"}\n\n",
        ];
        let (client, _requests) = serve(vec![events]).await;
        let mut events = Chat { client }.listen().send().await.unwrap();
        let Item::Message(said) = events.try_next().await.unwrap().unwrap().data else { panic!("a message") };
        assert_eq!(
            (said.data.words.as_str(), said.id.as_deref()),
            ("hi", Some("1")),
            "an event without a name is a `message`"
        );
        let Item::Left(left) = events.try_next().await.unwrap().unwrap().data else { panic!("it left") };
        assert_eq!(left.data, "5", "data of type string are read as a string");
        let new = events.try_next().await.unwrap().unwrap();
        assert!(new.data.is_unknown() && new.name.as_deref() == Some("new"));
        let Item::Left(left) = events.try_next().await.unwrap().unwrap().data else { panic!("it left") };
        assert_eq!(left.data, "y", "the data may contain the whole event");
        assert!(events.next().await.is_none());
    });
}

#[test]
fn downloads_are_streams_after_retries() {
    wait(async {
        let busy: Vec<&[u8]> =
            vec![b"HTTP/1.1 503 Busy\r\ncontent-length: 4\r\nconnection: close\r\n\r\nbusy"];
        let file = vec![head("application/octet-stream"), b"one ", b"two"];
        let missing: Vec<&[u8]> =
            vec![b"HTTP/1.1 404 Missing\r\ncontent-length: 4\r\nconnection: close\r\n\r\ngone"];
        let (client, _requests) = serve(vec![busy, file, missing]).await;
        let streams = Streams { client };
        let quick = RetryPolicy::new().base_delay(Duration::ZERO);
        let response = streams.file().retry(quick).send_stream_with_metadata().await.unwrap();
        assert_eq!(
            (response.attempts(), response.header::<String>("content-type").as_deref()),
            (2, Some("application/octet-stream"))
        );
        let mut body = response.into_body();
        assert_eq!(body.try_next().await.unwrap().unwrap(), "one ");
        assert_eq!(body.collect().await.unwrap(), "two");
        let error = streams.file().send_stream().await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.body().unwrap()), (404, &Bytes::from("gone")));
    });
}

#[test]
fn time_limits_end_when_a_stream_begins() {
    wait(async {
        let slow = [vec![head("application/octet-stream")], vec![&b"."[..]; 120]].concat();
        let (client, _requests) = serve(vec![slow]).await;
        let limit = Duration::from_millis(400);
        let call = Streams { client }.file().attempt_timeout(limit).timeout(limit);
        assert_eq!(call.send_stream().await.unwrap().collect().await.unwrap(), ".".repeat(120));
    });
}

/// A middleware that responds by itself.
struct Instead;

impl Middleware for Instead {
    fn handle<'a>(&'a self, _: HttpRequest, _: Next<'a>) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async { Ok(HttpResponse::new(http::StatusCode::OK, http::HeaderMap::new(), "from here")) })
    }
}

#[test]
fn middleware_can_replace_the_stream() {
    wait(async {
        let client = builder().middleware(Instead).build().unwrap();
        let mut body = Streams { client }.file().send_stream().await.unwrap();
        assert_eq!(body.try_next().await.unwrap().unwrap(), "from here");
        assert!(body.next().await.is_none());
    });
}

#[test]
fn a_download_that_breaks_off_is_an_error() {
    wait(async {
        let broken: Vec<&[u8]> = vec![b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"];
        let (client, _requests) = serve(vec![broken]).await;
        let mut body = Streams { client }.file().send_stream().await.unwrap();
        assert_eq!(body.try_next().await.unwrap().unwrap(), "half");
        assert!(matches!(body.next().await, Some(Err(Error::Transport(_)))));
        assert!(body.next().await.is_none());
    });
}

/// Checks that the response is not a stream. Returns the beginning of the body, which the error has.
#[track_caller]
fn rejected<T: std::fmt::Debug>(outcome: Result<T, Error>, media: &str) -> Bytes {
    let error = outcome.unwrap_err();
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!((error.kind(), error.media_type().as_deref()), (DecodeErrorKind::ContentType, Some(media)));
    assert_eq!((error.status().as_u16(), error.attempts()), (200, 1));
    error.body().clone()
}

#[test]
fn a_page_or_json_instead_of_a_stream() {
    wait(async {
        for media in ["text/html; charset=utf-8", "application/json", "application/problem+json"] {
            let answer = || vec![head(media), b"{\"error\":", b" \"no\"}"];
            let (client, _requests) = serve((0..6).map(|_| answer()).collect()).await;
            let streams = Streams { client };
            let body = r#"{"error": "no"}"#;
            assert_eq!(rejected(streams.events().send().await, media), body);
            assert_eq!(rejected(streams.words().send().await, media), body);
            assert_eq!(rejected(streams.lines().send().await, media), body);
            assert_eq!(rejected(streams.sequence().send().await, media), body);
            let both = streams.both(crate::streams::types::StreamsBothBody::new());
            assert_eq!(rejected(both.send_events().await, media), body);
            // Streams of bytes accept JSON.
            let file = streams.file().send_stream().await;
            if media.starts_with("text/html") {
                assert_eq!(rejected(file, media), body);
            } else {
                assert_eq!(file.unwrap().collect().await.unwrap(), body);
            }
        }
    });
}

/// A request that accepts both JSON and events reads both as events.
#[test]
fn json_that_was_requested() {
    wait(async {
        let (client, _requests) = serve(vec![vec![head("application/json"), b"data: {\"n\": 1}\n\n"]]).await;
        let call = Streams { client }.events().with_header("accept", "text/event-stream, application/json");
        assert_eq!(call.send().await.unwrap().try_next().await.unwrap().unwrap().data.n, 1);
    });
}

/// Endless and silent pages take neither much memory nor time.
#[test]
fn endless_pages() {
    wait(async {
        let block: &'static [u8] = Box::leak(vec![b'x'; 1 << 20].into_boxed_slice());
        let (client, _requests) = serve(vec![vec![head("text/html"), block, block, block]]).await;
        assert_eq!(rejected(Streams { client }.events().send().await, "text/html").len(), 64 << 10);

        let slow = [vec![head("text/html"), &b"<html>"[..]], vec![&b""[..]; 1000]].concat();
        let (client, _requests) = serve(vec![slow]).await;
        let start = std::time::Instant::now();
        assert_eq!(rejected(Streams { client }.events().send().await, "text/html"), "<html>");
        assert!(start.elapsed() < Duration::from_secs(4));
    });
}

/// Pages that do not begin within the time limit, and connections that break before the page begins.
#[test]
fn late_pages() {
    wait(async {
        let late = || [vec![head("text/html")], vec![&b""[..]; 300], vec![&b"<html>"[..]]].concat();
        let broken: &[&'static [u8]] =
            &[b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9\r\n\r\n"];
        let blank: &[&'static [u8]] =
            &[b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9\r\n\r\n \r\n"];
        for answer in [&late()[..], broken, blank] {
            let (client, _requests) = serve(vec![answer.to_vec(), answer.to_vec()]).await;
            let streams = Streams { client };
            assert!(rejected(streams.file().send_stream().await, "text/html").trim_ascii().is_empty());
            assert!(rejected(streams.events().send().await, "text/html").trim_ascii().is_empty());
        }
    });
}

/// Servers set a content type for empty bodies.
#[test]
fn an_empty_body_is_not_a_page() {
    wait(async {
        let empty: &[u8] =
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let none: &[u8] = b"HTTP/1.1 204 No Content\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n";
        let reset: &[u8] =
            b"HTTP/1.1 205 Reset Content\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let responses = [empty, head("text/html"), none, reset];
        let (client, _requests) = serve(responses.map(|answer| vec![answer]).to_vec()).await;
        let streams = Streams { client };
        for _ in responses {
            assert_eq!(streams.file().send_stream().await.unwrap().collect().await.unwrap(), "");
        }
        let (client, _requests) = serve(vec![vec![none], vec![reset], vec![empty]]).await;
        let streams = Streams { client };
        for _ in 0..2 {
            assert!(streams.events().send().await.unwrap().try_next().await.unwrap().is_none());
        }
        assert_eq!(rejected(streams.events().send().await, "text/html"), "");
    });
}

#[test]
fn uploads_are_read_while_they_are_sent() {
    wait(async {
        let done: Vec<&[u8]> = vec![b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n"];
        let busy: Vec<&[u8]> =
            vec![b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"];
        let (client, mut requests) = serve(vec![done.clone(), done.clone(), busy]).await;
        let streams = Streams { client };
        let chunks = || Chunks([Ok("one "), Ok("two")].into());
        streams.upload(Upload::stream(chunks()).length(7)).send().await.unwrap();
        let request = requests.recv().await.unwrap();
        assert!(
            request.contains("content-length: 7\r\n") && request.ends_with("\r\n\r\none two"),
            "{request}"
        );
        let file = FilePart::new(Upload::stream(chunks())).file_name("a.txt");
        streams.form(StreamsFormForm::new(file).name("n")).send().await.unwrap();
        let request = requests.recv().await.unwrap();
        assert!(request.contains("transfer-encoding: chunked\r\n"));
        assert!(
            request.contains("filename=\"a.txt\"")
                && request.contains("one ")
                && request.contains("name=\"name\"")
        );
        let call = streams.upload(Upload::stream(chunks()));
        let again = call.clone();
        let error = call.send().await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1), "a stream is sent once");
        let error = again.send().await.unwrap_err();
        assert!(error.to_string().contains("already sent"), "{error}");
    });
}

#[test]
fn an_upload_that_fails_is_an_error() {
    wait(async {
        let done: Vec<&[u8]> = vec![b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n"];
        let (client, _requests) = serve(vec![done]).await;
        let chunks = Chunks([Ok("one"), Err(std::io::Error::other("the disk is gone"))].into());
        let error = Streams { client }.upload(Upload::stream(chunks)).send().await.unwrap_err();
        let mut source = std::error::Error::source(&error);
        let mut found = false;
        while let Some(inner) = source {
            found |= inner.to_string().contains("the disk is gone");
            source = inner.source();
        }
        assert!(found, "{error:?}");
    });
}

#[test]
fn streams_without_await() {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        wait(async move {
            let lines = vec![head("application/x-ndjson"), b"{\"n\":1}\n", b"{\"n\":2}\n"];
            let file = vec![head("application/octet-stream"), b"one", b"two"];
            let (client, mut requests) = serve(vec![lines, file]).await;
            sender.send(client).unwrap();
            while requests.recv().await.is_some() {}
        });
    });
    let streams = Streams { client: receiver.recv().unwrap() };
    let lines = streams.lines().send_blocking().unwrap().into_blocking();
    let numbers: Vec<i64> = lines.map(|line| line.unwrap().n).collect();
    assert_eq!(numbers, [1, 2]);
    let chunks = streams.file().send_stream_blocking().unwrap().into_blocking();
    let bytes: Vec<u8> = chunks.flat_map(|chunk| chunk.unwrap()).collect();
    assert_eq!(bytes, b"onetwo");
}

/// `contentSchema` describes the data of an event, which is JSON.
#[test]
fn the_data_of_an_event_is_decoded() {
    use crate::event_content::resources::Feed;
    use crate::event_content::types::FeedReadResponse;
    wait(async {
        let body: &[&[u8]] = &[
            b"event: text\ndata: {\"id\":1}\n\nevent: item\nid: 7\ndata: {\"id\":1,\"tags\":[\"a\"]}\n\n",
            b"event: count\ndata: null\n\nevent: count\ndata: 5\n\nevent: other\ndata: x\n\n",
        ];
        let (client, _requests) = serve(vec![[&[head("text/event-stream")], body].concat()]).await;
        let mut events = Feed { client }.read().send().await.unwrap();
        let mut all = Vec::new();
        while let Some(event) = events.try_next().await.unwrap() {
            all.push(event.data);
        }
        let [text, item, none, count, other] = <[_; 5]>::try_from(all).unwrap();
        assert!(matches!(text, FeedReadResponse::Text(text) if text.data == "{\"id\":1}"));
        let FeedReadResponse::Item(item) = item else { panic!("{item:?}") };
        assert_eq!((item.data.id, item.data.tags), (1, Some(vec!["a".to_owned()])));
        assert_eq!(item.id.as_deref(), Some("7"));
        assert!(matches!(none, FeedReadResponse::Count(count) if count.data.is_none()));
        assert!(matches!(count, FeedReadResponse::Count(count) if count.data == Some(5)));
        assert!(other.is_unknown());
    });
}
