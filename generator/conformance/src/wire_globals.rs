//! Header parameters of the client, and calls that override them or leave them out.

use std::sync::{Arc, Mutex};

use super::wire::wait;
use crate::whole_globals::resources::BRequest;
use crate::whole_globals::runtime::testing::MockTransport;
use crate::whole_globals::runtime::{BoxFuture, Client, Error, HttpRequest, HttpResponse, Middleware, Next};

/// The headers of the last request.
#[derive(Clone, Default)]
struct Headers(Arc<Mutex<Option<http::HeaderMap>>>);

impl Middleware for Headers {
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        *self.0.lock().unwrap() = Some(request.headers.clone());
        next.run(request)
    }
}

/// The tenant and the trace that a request sends. The client sets both.
fn sent(configure: impl FnOnce(BRequest) -> BRequest) -> (Option<String>, Option<String>) {
    let (mock, headers) = (MockTransport::new(), Headers::default());
    let builder = Client::builder().base_url("https://api.example").x_tenant_id("t").x_trace("on");
    let client = builder.transport(&mock).middleware(headers.clone()).build().unwrap();
    mock.respond(204, [], "");
    wait(configure(client.b().b()).send()).unwrap();
    let headers = headers.0.lock().unwrap().take().unwrap();
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    (header("x-tenant-id"), header("x-trace"))
}

#[test]
fn calls_override_and_leave_out() {
    let check = |configure: fn(BRequest) -> BRequest, tenant: &str, trace: Option<&str>| {
        assert_eq!(sent(configure), (Some(tenant.to_owned()), trace.map(str::to_owned)));
    };
    check(|call| call, "t", Some("on"));
    check(|call| call.x_trace("off").x_tenant_id("u"), "u", Some("off"));
    check(|call| call.x_trace(None::<&str>), "t", None);
    check(|call| call.x_trace(None::<String>), "t", None);
    check(|call| call.x_trace(Some("off")), "t", Some("off"));
    // The last value counts.
    check(|call| call.x_trace(None::<&str>).x_trace("off"), "t", Some("off"));
    check(|call| call.x_trace("off").x_trace(None::<&str>), "t", None);
    check(|call| call.x_trace(None::<&str>).with_header("x-trace", "off"), "t", Some("off"));
}

#[test]
fn debug_names_what_is_left_out() {
    let client = Client::builder().base_url("https://api.example").build().unwrap();
    let shown = format!("{:?}", client.b().b().x_trace(None::<&str>).x_tenant_id("u"));
    assert!(
        shown.contains("globals: {\"X-Tenant-Id\": ***}") && shown.contains("left_out: [\"X-Trace\"]"),
        "{shown}"
    );
}
