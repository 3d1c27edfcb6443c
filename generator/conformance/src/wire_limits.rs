//! Limits of streams, over a real connection.

use std::fmt::Debug;
use std::time::Duration;

use crate::runtime::{Client, Error, FilePart, LimitKind, Limits, TimeoutKind, TooLargeError, Upload};
use crate::streams::resources::{Streams, StreamsFormForm};
use crate::wire::wait;
use crate::wire_streams::{Chunks, head, serve};

/// A client whose next response has `body`.
async fn streams_of(content_type: &str, body: impl Into<Vec<u8>>) -> Streams {
    let body: &'static [u8] = body.into().leak();
    Streams { client: serve(vec![vec![head(content_type), body]]).await.0 }
}

#[track_caller]
fn too_large<T: Debug>(next: Option<Result<T, Error>>) -> TooLargeError {
    match next {
        Some(Err(Error::TooLarge(error))) => error,
        other => panic!("{other:?}"),
    }
}

/// The size of an event includes all its lines. The event before it can be read.
#[test]
fn events_are_limited() {
    let many = |line: &str| format!("data: {{\"n\":1}}\n\n{}\n", line.repeat(100));
    for (line, head) in
        [("data: 0123456789\n", "0123456789\n0123"), ("id: 0123456789\n", ""), ("event: tick\n", "")]
    {
        wait(async {
            let streams = streams_of("text/event-stream", many(line)).await;
            let mut events = streams.events().limits(Limits::new().item(1000)).send().await.unwrap();
            assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 1);
            let error = too_large(events.next().await);
            assert_eq!((error.operation(), error.kind(), error.limit()), ("events", LimitKind::Item, 1000));
            assert_eq!((error.status().as_u16(), error.attempts()), (200, 1));
            assert!(error.head().starts_with(head.as_bytes()), "{:?}", error.head());
            assert_eq!(
                error.to_string(),
                "events: 200 OK: an event or line has more than 1000 bytes: raise `Limits::item`"
            );
            assert!(events.next().await.is_none());
        });
    }
    wait(async {
        let quiet = format!("{}data: {{\"n\":2}}\n\n", ": nothing new\n".repeat(1000));
        let streams = streams_of("text/event-stream", quiet).await;
        let mut events = streams.events().limits(Limits::new().item(1000)).send().await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 2, "comments are not part of an event");
    });
}

/// The default is 16 MiB, with or without a line end.
#[test]
fn lines_are_limited() {
    for end in ["", "\n"] {
        wait(async {
            let line = format!("{{\"n\":1}}\n[{}]{end}", " ".repeat(16 << 20));
            let mut lines = streams_of("application/x-ndjson", line).await.lines().send().await.unwrap();
            assert_eq!(lines.try_next().await.unwrap().unwrap().n, 1);
            let error = too_large(lines.next().await);
            assert_eq!((error.operation(), error.limit(), error.head().len()), ("lines", 16 << 20, 4096));
            assert!(lines.next().await.is_none());
        });
    }
}

/// The values of an item are counted. The next item can still be read.
#[test]
fn values_of_items() {
    wait(async {
        let body = format!("data: {{\"m\":[{}0]}}\n\ndata: {{\"n\":3}}\n\n", "0,".repeat(100));
        let streams = streams_of("text/event-stream", body).await;
        let mut events = streams.events().limits(Limits::new().values(100)).send().await.unwrap();
        let error = too_large(events.next().await);
        assert_eq!((error.kind(), error.limit()), (LimitKind::Values, 100));
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 3);
    });
}

/// A body of `first`, then silence for a second.
async fn falling_silent(content_type: &str, first: &'static [u8]) -> Client {
    let answer = [vec![head(content_type), first], vec![&b""[..]; 200]].concat();
    serve(vec![answer]).await.0
}

#[track_caller]
fn is_idle<T: Debug>(next: Option<Result<T, Error>>, operation: &str) {
    let Some(Err(Error::Timeout(late))) = next else { panic!("{next:?}") };
    assert_eq!((late.kind(), late.limit()), (TimeoutKind::Idle, Some(Duration::from_millis(80))));
    assert_eq!(late.operation(), operation);
}

#[test]
fn silence_of_events_and_lines() {
    let short = Duration::from_millis(80);
    wait(async {
        let client = falling_silent("text/event-stream", b"data: {\"n\":1}\n\n").await;
        let mut events = Streams { client }.events().idle_timeout(short).send().await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 1);
        is_idle(events.next().await, "events");
        assert!(events.next().await.is_none());
        let client = falling_silent("application/x-ndjson", b"{\"n\":1}\n").await;
        let mut lines = Streams { client }.lines().idle_timeout(short).send().await.unwrap();
        assert_eq!(lines.try_next().await.unwrap().unwrap().n, 1);
        is_idle(lines.next().await, "lines");
        // The server sends data all the time, but no event.
        let comments = [vec![head("text/event-stream")], vec![&b": here\n"[..]; 60]].concat();
        let client = serve(vec![[comments, vec![&b"data: {\"n\":2}\n\n"[..]]].concat()]).await.0;
        let mut events = Streams { client }.events().idle_timeout(short).send().await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 2);
        // By default, streams of events have no limit of silence.
        let client = falling_silent("text/event-stream", b"data: {\"n\":1}\n\n").await;
        let mut events = Streams { client }.events().send().await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data.n, 1);
        assert!(tokio::time::timeout(2 * short, events.next()).await.is_err());
    });
}

/// The messages of an error and its sources.
fn words(error: &dyn std::error::Error) -> String {
    let inner = error.source().map(words).unwrap_or_default();
    format!("{error} {inner}")
}

/// A stream of the wrong length is an error.
#[test]
fn uploads_of_the_wrong_length() {
    let longer = "the stream is longer than its `length`";
    let cases: [(&[&'static str], u64, &str); 6] = [
        (&["0123456789"], 5, longer),
        (&["01234", "56789"], 5, longer),
        (&["01234", "", "5"], 5, longer),
        (&["0123456789"], 0, longer),
        (&["01234"], 10, "the stream is 5 bytes shorter than its `length`"),
        (&[], 10, "the stream is 10 bytes shorter than its `length`"),
    ];
    for (chunks, length, expected) in cases {
        wait(async {
            let done: Vec<&[u8]> = vec![b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n"];
            let streams = Streams { client: serve(vec![done.clone(), done]).await.0 };
            let upload =
                || Upload::stream(Chunks(chunks.iter().map(|chunk| Ok(*chunk)).collect())).length(length);
            let error = streams.upload(upload()).send().await.unwrap_err();
            assert!(words(&error).contains(expected), "{error:?}");
            // The same for a part of a form, where the total length could be right by chance.
            let form = StreamsFormForm::new(FilePart::new(upload())).name("n");
            let error = streams.form(form).send().await.unwrap_err();
            assert!(words(&error).contains(expected), "{error:?}");
        });
    }
}
