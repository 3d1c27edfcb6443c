//! Secrets, which are not shown.

use std::{fmt, sync::Arc};

#[cfg(feature = "client")]
use http::HeaderValue;

/// A credential. It is never printed; [`Secret::expose`] returns it. Clones share their memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Returns the credential. Do not print or log it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns `prefix` and the secret as a header value that is marked as sensitive; `None` if the secret contains a
    /// character that is illegal in headers.
    #[cfg(feature = "client")]
    pub(crate) fn header_value(&self, prefix: &str) -> Option<HeaderValue> {
        let mut value =
            HeaderValue::from_maybe_shared(bytes::Bytes::from([prefix, &self.0].concat())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl From<&String> for Secret {
    fn from(value: &String) -> Self {
        Self(value.as_str().into())
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}
