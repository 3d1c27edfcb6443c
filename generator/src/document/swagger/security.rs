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

/// A security scheme.
pub(super) fn scheme(scheme: &Value) -> Value {
    let Value::Object(old) = scheme else { return scheme.clone() };
    let mut new = old.clone();
    match old.get("type").and_then(Value::as_str) {
        Some("basic") => {
            new.insert("type".to_owned(), "http".into());
            new.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") => {
            let keys = ["authorizationUrl", "tokenUrl", "scopes"];
            let flow: Object =
                keys.iter().filter_map(|key| Some(((*key).to_owned(), new.remove(*key)?))).collect();
            let name = new.remove("flow");
            let name = name.as_ref().and_then(Value::as_str).unwrap_or("implicit");
            let name = FLOWS.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
            new.insert("flows".to_owned(), json!({ name: flow }));
        }
        _ => {}
    }
    new.into()
}
