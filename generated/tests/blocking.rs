//! Blocking calls, on threads of all kinds.
#![cfg(all(feature = "blocking", feature = "tickets"))]

mod support;

use std::{
    sync::{Mutex, mpsc},
    thread,
    time::Duration,
};

use apideck_issue_tracking::{
    BoxError, BoxFuture, Client, Error, HttpRequest, HttpResponse, Method, Middleware, Next, Secret,
    types::TicketInput,
};
use serde_json::{Value, json};
use support::{API_KEY, Reply, Server, builder, envelope, fast};
use tokio::runtime::Runtime;

/// A server in a separate runtime that the calls do not use.
struct Host {
    server: Server,
    _runtime: Runtime,
}

impl Host {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::start());
        Self { server, _runtime: runtime }
    }

    /// A client that retries without long waits.
    fn client(&self) -> Client {
        builder(self.server.url()).retry(fast()).build().unwrap()
    }

    fn page(&self, ids: &[&str], next: &Value) {
        let mut body = envelope("Tickets", "all", ids.iter().map(|id| json!({"id": id})).collect());
        body["meta"] = json!({"cursors": {"next": next}});
        self.server.reply(Reply::json(200, &body));
    }
}

#[test]
fn calls() -> Result<(), Error> {
    let host = Host::start();
    let tickets = host.client().tickets();
    host.page(&["1"], &Value::Null);
    assert_eq!(tickets.list("c").limit(1).send_blocking()?.data[0].id, "1");
    host.server.reply(Reply::json(201, &envelope("Tickets", "add", json!({"id": "2"}))));
    let input = TicketInput::new().subject("Printer on fire");
    let response = tickets.create("c", input).send_blocking_with_metadata()?;
    assert_eq!((response.status().as_u16(), &*response.body().data.id), (201, "2"));
    let requests = host.server.requests();
    assert_eq!(requests[0].query(), "limit=1");
    assert_eq!(requests[1].text(), r#"{"subject":"Printer on fire"}"#);
    assert_eq!(requests[1].header("authorization"), Some(&*format!("Bearer {API_KEY}")));
    Ok(())
}

/// Retries, time limits and errors are the same as in async calls.
#[test]
fn failures() {
    let host = Host::start();
    (0..3).for_each(|_| host.server.reply(Reply::status(503)));
    let tickets = host.client().tickets();
    let error = tickets.list("c").send_blocking().unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 3));
    host.server.reply(Reply::status(200).after(Duration::from_secs(60)));
    let error = tickets.get("c", "t").timeout(Duration::from_millis(100)).send_blocking().unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let error = tickets.get("c", "").send_blocking().unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
}

#[test]
fn lists() -> Result<(), Error> {
    let host = Host::start();
    let list = || host.client().tickets().list("c");
    host.page(&["1", "2"], &json!("a"));
    host.page(&["3"], &Value::Null);
    let items: Result<Vec<_>, _> = list().items().into_blocking().collect();
    assert_eq!(items?.iter().map(|ticket| &*ticket.id).collect::<Vec<_>>(), ["1", "2", "3"]);

    // As lazy as async lists.
    host.page(&["1", "2"], &json!("a"));
    let mut items = list().items().into_blocking();
    assert_eq!(host.server.requests().len(), 2);
    assert_eq!(items.next().unwrap()?.id, "1");
    assert_eq!(items.next().unwrap()?.id, "2");
    assert_eq!((host.server.requests().len(), items.get_ref().cursor()), (3, Some("a")));
    host.page(&["3"], &json!("a"));
    assert_eq!(items.next().unwrap()?.id, "3");
    let error = items.next().unwrap().unwrap_err();
    assert!(matches!(error, Error::Pagination(_)) && items.next().is_none(), "{error:?}");

    host.page(&["1", "2"], &json!("a"));
    host.server.reply(Reply::status(404));
    let mut pages = list().pages().into_blocking();
    assert_eq!(pages.next().unwrap()?.data.len(), 2);
    assert_eq!(pages.get_ref().metadata().unwrap().status().as_u16(), 200);
    assert_eq!(pages.next().unwrap().unwrap_err().status().unwrap().as_u16(), 404);
    assert!(pages.next().is_none());
    Ok(())
}

#[test]
fn raw_requests() -> Result<(), Error> {
    let host = Host::start();
    host.server.reply(Reply::status(500));
    host.server.reply(Reply::new(200, "text/plain", "pong"));
    let response = host.client().request(Method::GET, "/ping").send_blocking()?;
    assert_eq!((response.body().as_ref(), response.attempts()), (&b"pong"[..], 2));
    Ok(())
}

/// Threads and tasks can share a client.
#[test]
fn from_threads_and_tasks() {
    let host = Host::start();
    let client = host.client();
    (0..30).for_each(|_| host.page(&["1"], &Value::Null));
    let blocking = |client: Client| move || client.tickets().list("c").send_blocking().unwrap();
    let threads: Vec<_> = (0..10).map(|_| thread::spawn(blocking(client.clone()))).collect();
    Runtime::new().unwrap().block_on(async {
        let tasks: Vec<_> = (0..10).map(|_| tokio::task::spawn_blocking(blocking(client.clone()))).collect();
        for _ in 0..10 {
            client.tickets().list("c").send().await.unwrap();
        }
        for task in tasks {
            task.await.unwrap();
        }
    });
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(host.server.requests().len(), 30);
}

/// In async code, a call blocks a thread, but does not panic or deadlock.
#[tokio::test]
async fn from_async_code() {
    let host = tokio::task::spawn_blocking(Host::start).await.unwrap();
    host.page(&["1"], &Value::Null);
    assert_eq!(host.client().tickets().list("c").send_blocking().unwrap().data.len(), 1);
    tokio::task::spawn_blocking(move || drop(host)).await.unwrap();
}

/// A credential provider can make blocking calls during a blocking call.
#[test]
fn nested_calls() {
    let host = Host::start();
    let inner = host.client();
    let provider = move || {
        let outcome = inner.tickets().list("c").send_blocking();
        async move { outcome.map(|page| Secret::from(&*page.data[0].id)).map_err(BoxError::from) }
    };
    let outer = builder(host.server.url()).api_key_provider(provider).build().unwrap();
    host.page(&["key-1"], &Value::Null);
    host.page(&["1"], &Value::Null);
    assert_eq!(outer.tickets().list("c").send_blocking().unwrap().data[0].id, "1");
    assert_eq!(host.server.requests()[1].header("authorization"), Some("Bearer key-1"));
}

/// A panic during a call reaches the caller, and later calls work.
#[test]
fn panics_reach_the_caller() {
    let host = Host::start();
    let provider = || async { panic!("the vault is on fire") as Result<Secret, BoxError> };
    let client = builder(host.server.url()).api_key_provider(provider).build().unwrap();
    let call = std::panic::AssertUnwindSafe(|| client.tickets().list("c").send_blocking());
    let panic = std::panic::catch_unwind(call).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"the vault is on fire"));
    host.page(&["1"], &Value::Null);
    assert_eq!(host.client().tickets().list("c").send_blocking().unwrap().data.len(), 1);
}

/// Delays every response, on the thread that reads it.
struct Slow {
    came: mpsc::Sender<thread::ThreadId>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl Middleware for Slow {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let answer = next.run(request).await;
            self.came.send(thread::current().id()).unwrap();
            self.go_on.lock().unwrap().recv().unwrap();
            answer
        })
    }
}

/// A busy call, such as one that decodes a long response, does not delay other calls.
#[test]
fn a_busy_call_does_not_delay_others() {
    let host = Host::start();
    let ((came, arrival), (go_on, wait)) = (mpsc::channel(), mpsc::channel());
    let slow = builder(host.server.url()).middleware(Slow { came, go_on: Mutex::new(wait) }).build().unwrap();
    host.page(&["slow"], &Value::Null);
    let busy = thread::spawn(move || slow.tickets().list("c").send_blocking());
    let limit = Duration::from_secs(60);
    assert_eq!(arrival.recv_timeout(limit), Ok(busy.thread().id()), "a call is made on the caller's thread");

    host.page(&["1"], &json!("a"));
    host.page(&["2"], &Value::Null);
    let client = host.client();
    let (done, outcome) = mpsc::channel();
    thread::spawn(move || {
        let ids =
            client.tickets().list("c").items().into_blocking().map(|ticket| ticket.map(|ticket| ticket.id));
        done.send(ids.collect::<Result<Vec<_>, _>>()).unwrap();
    });
    assert_eq!(outcome.recv_timeout(limit).expect("the other call ends").unwrap(), ["1", "2"]);
    assert!(!busy.is_finished());
    go_on.send(()).unwrap();
    assert_eq!(busy.join().unwrap().unwrap().data[0].id, "slow");
}

/// A blocking call does not use up the cooperative budget of the task that contains it.
#[tokio::test]
async fn many_calls_in_one_task() {
    let host = tokio::task::spawn_blocking(Host::start).await.unwrap();
    (0..300).for_each(|_| host.page(&["1"], &Value::Null));
    let tickets = host.client().tickets();
    for _ in 0..300 {
        tickets.list("c").send_blocking().unwrap();
    }
    tokio::task::spawn_blocking(move || drop(host)).await.unwrap();
}
