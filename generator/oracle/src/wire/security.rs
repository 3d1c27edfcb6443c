//! Credentials.

use serde_json::Value;

use super::Judge;
use super::values::decoded_query;
use crate::calls::{SECRET, base64};
use crate::document::Location;
use crate::server::Request;

impl Judge<'_> {
    pub(super) fn security(
        &self,
        operation: &Location,
        request: &Request,
        query: &str,
        cookies: &[(&str, &str)],
        out: &mut Vec<String>,
    ) {
        let document = self.schemas.document();
        let own = document.value(operation).and_then(|operation| operation.get("security"));
        let Some(Value::Array(alternatives)) = own.or_else(|| document.root().get("security")) else {
            return;
        };
        let has = |name: &str| {
            let location =
                Location { file: 0, pointer: "/components/securitySchemes".to_owned() }.child(name);
            let Some((_, scheme)) = document.resolved(&location) else { return true };
            let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
            let authorization = request.header("authorization").unwrap_or_default();
            match text("type") {
                "http" if text("scheme").eq_ignore_ascii_case("basic") => {
                    let encoded = authorization.strip_prefix("Basic ").and_then(base64);
                    encoded.is_some_and(|bytes| bytes == format!("{SECRET}:{SECRET}").into_bytes())
                }
                "http" if text("scheme").eq_ignore_ascii_case("bearer") => {
                    authorization == format!("Bearer {SECRET}")
                }
                "oauth2" | "openIdConnect" => authorization == format!("Bearer {SECRET}"),
                "apiKey" => {
                    let name = text("name");
                    match text("in") {
                        "header" => request.header(name).is_some_and(|value| value.ends_with(SECRET)),
                        "query" => query.split('&').any(|pair| {
                            pair.split_once('=')
                                .is_some_and(|(key, value)| decoded_query(key) == name && value == SECRET)
                        }),
                        _ => cookies.iter().any(|(key, value)| *key == name && *value == SECRET),
                    }
                }
                // Other schemes, such as mutual TLS, do not show in a request.
                _ => true,
            }
        };
        let satisfied = alternatives.iter().any(|alternative| {
            alternative.as_object().is_some_and(|schemes| schemes.keys().all(|name| has(name)))
        });
        if !alternatives.is_empty() && !satisfied {
            out.push("no credential that the operation requires is sent".to_owned());
        }
        if alternatives.is_empty() && request.header("authorization").is_some() {
            out.push("a credential is sent to an operation that needs none".to_owned());
        }
    }
}
