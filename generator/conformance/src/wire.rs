//! A client without a server, for tests of requests and responses.

use std::future::Future;
use std::sync::{Arc, Mutex};

use crate::runtime::testing::MockTransport;
use crate::runtime::{
    Api, BoxFuture, Client, ClientBuilder, Error, HttpRequest, HttpResponse, Middleware, Next, Settings,
};

static API: Api = Api {
    name: "fixture",
    version: "1",
    base_url: "https://api.example/v1",
    schemes: &[],
    globals: &[],
    security: &[],
    servers: &[],
    variables: &[],
    rate_limit_reset: &[],
    env_base_url: "FIXTURE_BASE_URL",
    env_allow_insecure_http: "FIXTURE_ALLOW_INSECURE_HTTP",
};

/// A client builder.
pub(crate) fn builder() -> ClientBuilder {
    ClientBuilder { settings: Settings::new(&API) }
}

/// A client for `base_url`.
pub(crate) fn client_of(base_url: &str) -> Client {
    builder().base_url(base_url).build().unwrap()
}

/// A client with a mock transport.
pub(crate) fn mocked() -> (Client, MockTransport) {
    let mock = MockTransport::new();
    (builder().transport(&mock).build().unwrap(), mock)
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Records the last request.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Option<HttpRequest>>>);

impl Middleware for Recorder {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        *self.0.lock().unwrap() = Some(request.clone());
        next.run(request)
    }
}

/// The request that `send` makes. The response is empty.
pub(crate) fn sent<T, F>(send: impl FnOnce(Client) -> F) -> HttpRequest
where
    F: Future<Output = Result<T, Error>>,
{
    let (mock, recorder) = (MockTransport::new(), Recorder::default());
    mock.respond(204, [], "");
    let client = builder().transport(&mock).middleware(recorder.clone()).build().unwrap();
    wait(send(client)).map(|_| ()).unwrap();
    let request = recorder.0.lock().unwrap().take();
    request.expect("a request was sent")
}

/// A header of a request.
pub(crate) fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// Operations with their own server use it, unless the caller has set a base URL.
mod servers {
    use std::sync::{Arc, Mutex};

    use super::wait;
    use crate::whole_servers::runtime::testing::MockTransport;
    use crate::whole_servers::runtime::{
        BoxFuture, Client, ClientBuilder, Error, HttpRequest, HttpResponse, Middleware, Next,
    };

    /// Records the URLs of requests.
    #[derive(Clone, Default)]
    struct Urls(Arc<Mutex<Vec<String>>>);

    impl Middleware for Urls {
        fn handle<'a>(
            &'a self,
            request: HttpRequest,
            next: Next<'a>,
        ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
            self.0.lock().unwrap().push(request.url().to_string());
            next.run(request)
        }
    }

    /// The URLs of the requests that a client makes.
    fn urls(configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vec<String> {
        let (mock, urls) = (MockTransport::new(), Urls::default());
        let builder = configure(Client::builder()).transport(&mock).middleware(urls.clone());
        let client = builder.build().unwrap();
        for _ in 0..6 {
            mock.respond(204, [], "");
        }
        wait(async {
            client.plain().plain().send().await.unwrap();
            client.plain().same().send().await.unwrap();
            client.files().list().send().await.unwrap();
            client.files().create().send().await.unwrap();
            client.files().put().send().await.unwrap();
            client.files().list().base_url("https://other.example/y").send().await.unwrap();
        });
        let urls = urls.0.lock().unwrap();
        urls.clone()
    }

    #[test]
    fn servers_of_the_document() {
        let expected = [
            "https://eu.example.com/v1/plain",
            "https://eu.example.com/v1/same",
            "https://main.eu.example.net/files",
            "https://eu.example.com/upload/files",
            "https://us.example.org/files",
            "https://other.example/y/files",
        ];
        assert_eq!(urls(|builder| builder), expected);
        let urls = urls(|builder| builder.region("ap").bucket("b"));
        assert_eq!(urls[2], "https://b.ap.example.net/files");
        assert_eq!(urls[4], "https://us.example.org/files");
    }

    /// A value cannot change another part of the URL, even if only the server of an operation has the variable.
    #[test]
    fn variables_cannot_change_other_parts() {
        for value in ["evil.com/", "evil.com", "evil.com#", "u@evil.com", "a:80", "", "a\\", "{region}"] {
            for builder in [Client::builder().region(value), Client::builder().bucket(value)] {
                let error = builder.build().unwrap_err().to_string();
                assert!(error.contains("a part of a host name"), "{value}: {error}");
            }
            // The same if the caller has set a base URL.
            Client::builder().base_url("https://h").region(value).build().unwrap_err();
        }
    }

    #[test]
    fn of_the_caller() {
        let expected = [
            "http://localhost:1/x/plain",
            "http://localhost:1/x/same",
            "http://localhost:1/x/files",
            "http://localhost:1/upload/files",
            "http://localhost:1/x/files",
            "https://other.example/y/files",
        ];
        assert_eq!(urls(|builder| builder.base_url("http://localhost:1/x")), expected);
    }
}
