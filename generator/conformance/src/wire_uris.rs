//! Security schemes of other files, which requirements refer to.

use std::sync::{Arc, Mutex};

use crate::whole_uris::runtime::testing::MockTransport;
use crate::whole_uris::runtime::{
    BoxFuture, Client, Error, HttpRequest, HttpResponse, Middleware, Next,
};
use crate::wire::wait;

/// The values of the headers with credentials.
#[derive(Clone, Default)]
struct Credentials(Arc<Mutex<Vec<String>>>);

impl Middleware for Credentials {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        let names = ["authorization", "x-key"];
        let values = names.iter().filter_map(|name| request.headers.get(*name)?.to_str().ok());
        self.0.lock().unwrap().push(values.collect::<Vec<_>>().join(", "));
        next.run(request)
    }
}

#[test]
fn credentials_of_other_files_are_sent() {
    let (mock, sent) = (MockTransport::new(), Credentials::default());
    let builder = Client::builder().token("t").key("k").transport(&mock).middleware(sent.clone());
    let client = builder.build().unwrap();
    mock.respond(200, [("content-type", "application/json")], "{}");
    mock.respond(204, [], "");
    mock.respond(200, [("content-type", "application/json")], r#"{"n":null}"#);
    wait(async {
        client.a().own().send().await.unwrap();
        client.a().key().send().await.unwrap();
        assert_eq!(client.a().below().send().await.unwrap().n, None);
    });
    assert_eq!(*sent.0.lock().unwrap(), ["Bearer t", "k", ""]);
}
