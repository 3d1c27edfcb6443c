//! Server-sent events.

use std::{
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value;

use super::super::{
    api::Operation,
    body::limits,
    error::Error,
    http::{Misread, Response},
    json::{self, ReadJson},
};
use super::{
    ByteStream,
    item::{ItemReader, item_stream},
    record_reader::{Origin, RecordReader, Separator},
};

/// The maximum length of an id that is kept, in bytes: every later event repeats it.
const MAX_ID: usize = 4 << 10;

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The type of the event, if the server sent one.
    pub name: Option<String>,
    /// The last id that the server sent, with this event or an earlier one.
    pub id: Option<String>,
    /// The time to wait before reconnecting, if the server sent it with this event.
    pub retry: Option<Duration>,
    /// The data. If the document describes events as a whole, it includes their name and data.
    pub data: T,
}

impl Event<Bytes> {
    /// Returns the event as an object, with its data as JSON if possible, and with its data as text. Data that is
    /// already such an object is not changed.
    fn whole(&self) -> [Bytes; 2] {
        let text = || Value::from(String::from_utf8_lossy(&self.data));
        let json = json::from_slice::<Value>(&self.data).unwrap_or_else(|_| text());
        if json.get("event").is_some() && json.get("data").is_some() {
            return [self.data.clone(), self.data.clone()];
        }
        [json, text()].map(|data| {
            let mut object = serde_json::Map::new();
            // An event without a name is a message.
            object.insert("event".to_owned(), Value::from(self.name.as_deref().unwrap_or("message")));
            object.insert("data".to_owned(), data);
            if let Some(id) = &self.id {
                object.insert("id".to_owned(), Value::from(id.as_str()));
            }
            if let Some(retry) = self.retry.and_then(|retry| u64::try_from(retry.as_millis()).ok()) {
                object.insert("retry".to_owned(), Value::from(retry));
            }
            json::to_vec(&object).into()
        })
    }
}

/// A stream of server-sent events (`text/event-stream`).
///
/// The stream ends with the connection, or with an event with the data `[DONE]`, which many servers send last. It
/// does not reconnect. The time limits of the request have ended. An event that cannot be decoded is an error, and
/// the stream continues after it; after any other error it ends. You can drop the future of
/// [`next`](EventStream::next) without losing data. With the feature `stream`, this is a `futures_core::Stream`.
#[must_use = "nothing is read until an event is requested"]
pub struct EventStream<T> {
    records: RecordReader,
    reader: ItemReader<T>,
    pending: Pending,
    /// Whether events are decoded as a whole, instead of their data.
    whole: bool,
}

/// An event whose lines have not all arrived.
#[derive(Debug, Default)]
struct Pending {
    name: Option<String>,
    id: Option<String>,
    retry: Option<Duration>,
    data: Option<Vec<u8>>,
    /// The number of bytes in its lines. Comments do not count, because a server may send them forever.
    length: usize,
    /// Whether the start of the stream, with its byte order mark, is over.
    begun: bool,
}

impl Pending {
    /// Adds a line. Returns the event that it completes.
    fn line(&mut self, line: &[u8]) -> Option<Event<Bytes>> {
        let line = if std::mem::replace(&mut self.begun, true) {
            line
        } else {
            line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
        };
        if line.is_empty() {
            return self.event();
        }
        if line[0] != b':' {
            self.length = self.length.saturating_add(line.len());
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || String::from_utf8_lossy(value).into_owned();
        match field {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            b"event" => self.name = Some(text()).filter(|name| !name.is_empty()),
            // It applies to all later events.
            b"id" if value.len() <= MAX_ID && !value.contains(&0) => self.id = Some(text()),
            b"retry" => self.retry = text().parse().ok().map(Duration::from_millis).or(self.retry),
            _ => {}
        }
        None
    }

    /// Returns the beginning of the data so far.
    fn head(&self) -> Bytes {
        limits::head(self.data.as_deref().unwrap_or_default())
    }

    /// Returns the event of the lines so far; `None` without data.
    fn event(&mut self) -> Option<Event<Bytes>> {
        self.length = 0;
        let (name, retry) = (self.name.take(), self.retry.take());
        let data = self.data.take()?.into();
        Some(Event { name, id: self.id.clone(), retry, data })
    }
}

impl<T: ReadJson> EventStream<T> {
    /// Creates a stream of events with JSON data.
    pub(crate) fn json(operation: &'static Operation, response: Response<ByteStream>) -> Response<Self> {
        let origin = Origin::new(operation, &response);
        response.map(|body| Self::new(body, origin, ItemReader::json()))
    }

    /// Creates a stream of events that are objects with a name and data.
    pub(crate) fn whole(operation: &'static Operation, response: Response<ByteStream>) -> Response<Self> {
        Self::json(operation, response).map(|stream| Self { whole: true, ..stream })
    }
}

impl EventStream<String> {
    /// Creates a stream of events with text data.
    pub(crate) fn text(operation: &'static Operation, response: Response<ByteStream>) -> Response<Self> {
        let origin = Origin::new(operation, &response);
        response.map(|body| Self::new(body, origin, ItemReader::text()))
    }
}

impl<T> EventStream<T> {
    fn new(body: ByteStream, origin: Origin, reader: ItemReader<T>) -> Self {
        Self {
            records: RecordReader::new(body, origin, Separator::Line),
            reader,
            pending: Pending::default(),
            whole: false,
        }
    }

    /// Returns the last id that the server sent, for the header `Last-Event-ID` of another request.
    pub fn last_id(&self) -> Option<&str> {
        self.pending.id.as_deref()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        let raw = loop {
            let complete = match ready!(self.records.poll_record(context)) {
                Some(Ok(line)) => {
                    let complete = self.pending.line(&line);
                    let (length, pending) = (self.pending.length, &self.pending);
                    if let Err(error) = self.records.check(length, || pending.head()) {
                        self.pending.event();
                        return Poll::Ready(Some(Err(error)));
                    }
                    complete
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                // Many servers do not end their last event with an empty line.
                None => match self.pending.event() {
                    Some(event) => Some(event),
                    None => return Poll::Ready(None),
                },
            };
            // Servers send such events to keep the connection open.
            let is_skipped = |event: &Event<Bytes>| {
                !self.whole && self.reader.skips_empty && event.data.trim_ascii().is_empty()
            };
            if let Some(event) = complete.filter(|event| !is_skipped(event)) {
                break event;
            }
        };
        if &raw.data[..] == b"[DONE]" {
            self.records.close();
            return Poll::Ready(None);
        }
        let (reader, origin) = (&self.reader, self.records.origin());
        let data = if self.whole {
            reader.either(raw.whole(), origin)
        } else {
            reader.item(raw.data.clone(), origin)
        };
        let Event { name, id, retry, .. } = raw;
        Poll::Ready(Some(data.map(|data| Event { name, id, retry, data })))
    }
}

item_stream!(EventStream, Event<T>, pending whole);

// part: tests
#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
// end
