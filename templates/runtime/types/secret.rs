//! Text that must not be shown.

use std::fmt;

#[cfg(feature = "client")]
use http::HeaderValue;

/// A credential: readable only through [`Secret::expose`], and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The credential itself. Take care where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A header value of `prefix` and the secret, marked so that it is neither printed nor indexed on the way;
    /// `None` if the secret holds a character that no header may carry.
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
        Self(value.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(value: &String) -> Self {
        Self(value.clone())
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}
