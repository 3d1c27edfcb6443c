//! Security schemes.

use serde_json::json;

use super::Object;
use crate::source::Value;

/// The flows of OAuth 2 in Swagger, and in OpenAPI 3.
const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// The fields of a flow.
pub(super) const OF_FLOW: [&str; 3] = ["authorizationUrl", "tokenUrl", "scopes"];

/// A security scheme, and the name of its flow.
pub(super) fn scheme(scheme: &Value) -> (Value, Option<String>) {
    let Value::Object(old) = scheme else { return (scheme.clone(), None) };
    let mut new = old.clone();
    let mut flow_name = None;
    match old.get("type").and_then(Value::as_str) {
        Some("basic") => {
            new.insert("type".to_owned(), "http".into());
            new.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") => {
            let flow: Object =
                OF_FLOW.iter().filter_map(|key| Some(((*key).to_owned(), new.remove(*key)?))).collect();
            let name = new.remove("flow");
            let name = name.as_ref().and_then(Value::as_str).unwrap_or("implicit");
            let name = FLOWS.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
            new.insert("flows".to_owned(), json!({ name: flow }));
            flow_name = Some(name.to_owned());
        }
        _ => {}
    }
    (new.into(), flow_name)
}
