//! The credential of basic authentication.

use super::super::types::{Secret, base64};

/// Returns the value that follows `Basic ` in the header. The first colon ends the user name, so a user name with a
/// colon is an error.
pub(crate) fn credential(username: &str, password: &Secret) -> Result<Secret, String> {
    if username.contains(':') {
        return Err("the user name of basic authentication must not contain a colon".to_owned());
    }
    Ok(encoded(&format!("{username}:{}", password.expose())))
}

pub(crate) fn encoded(pair: &str) -> Secret {
    base64::encode(pair.as_bytes()).into()
}
