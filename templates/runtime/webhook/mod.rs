//! Verifies and signs webhooks.
//!
//! A signature is a keyed hash of the body in a form that the API chooses ([`Canonical`]). The body as it was
//! received is always accepted, and is checked first: a signature of it is just as genuine.

use std::{borrow::Cow, error::Error as StdError, fmt};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::json::{self, JsonError, ReadJson};
use super::types::{Secret, base64};

// part: canonical-json
pub(crate) mod canonical_json;

use canonical_json::{Form, Json};
// end

/// The signatures of the API's webhooks.
#[derive(Debug)]
pub(crate) struct Webhooks {
    /// The header with the signature.
    pub(crate) header: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) encoding: Encoding,
    pub(crate) canonical: Canonical,
}

/// The keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    HmacSha256,
}

/// The encoding of the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Hex,
    Base64,
}

/// The text that is hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Canonical {
    /// The body as it was received.
    Raw,
    /// The body as compact JSON with sorted keys. Arrays keep their order.
    SortedJson,
}

/// The keys, and the longest body that is accepted.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    keys: Vec<Secret>,
    max_body_bytes: usize,
}

impl Check {
    /// The default limit of the body's length: 1 MiB.
    const MAX_BODY_BYTES: usize = 1 << 20;

    pub(crate) fn new(key: Secret) -> Self {
        Self { keys: vec![key], max_body_bytes: Self::MAX_BODY_BYTES }
    }

    /// Adds a key.
    pub(crate) fn add_key(&mut self, key: Secret) {
        self.keys.push(key);
    }

    pub(crate) fn set_max_body_bytes(&mut self, limit: usize) {
        self.max_body_bytes = limit;
    }
}

impl Webhooks {
    /// Verifies a signature. It checks the lengths first, and compares the hash in constant time.
    pub(crate) fn verify(&self, signature: &[u8], body: &[u8], check: &Check) -> Result<(), WebhookError> {
        if check.keys.iter().any(|key| key.expose().is_empty()) {
            return Err(WebhookError::EmptyKey);
        }
        if body.len() > check.max_body_bytes {
            return Err(WebhookError::TooLarge { length: body.len(), limit: check.max_body_bytes });
        }
        let signature = self.read(signature).ok_or(WebhookError::Malformed { header: self.header })?;
        let is_genuine = self.any_text(body, |text| {
            check.keys.iter().any(|key| self.hash(text, key).verify_slice(&signature).is_ok())
        });
        if is_genuine { Ok(()) } else { Err(WebhookError::Mismatch) }
    }

    /// Returns whether `matches` accepts a text that the signature may be computed from. Each text is created only if
    /// none before it was accepted.
    fn any_text(&self, body: &[u8], mut matches: impl FnMut(&[u8]) -> bool) -> bool {
        let found = matches(body);
        // part: canonical-json
        let found = found || self.any_form(body, matches);
        // end
        found
    }

    // part: canonical-json
    /// Like [`any_text`](Self::any_text), for the canonical forms of the body.
    fn any_form(&self, body: &[u8], mut matches: impl FnMut(&[u8]) -> bool) -> bool {
        let Some(json) = self.json(body) else { return false };
        let mut text = String::with_capacity(body.len());
        json.forms().any(|form| {
            text.clear();
            json.write(form, &mut text);
            matches(text.as_bytes())
        })
    }
    // end

    /// Verifies a signature and decodes the body.
    pub(crate) fn parse<T: ReadJson>(
        &self,
        signature: &[u8],
        body: &[u8],
        check: &Check,
    ) -> Result<T, WebhookError> {
        self.verify(signature, body, check)?;
        Self::decode(body)
    }

    /// Decodes a body.
    pub(crate) fn decode<T: ReadJson>(body: &[u8]) -> Result<T, WebhookError> {
        json::from_slice(body).map_err(|source| WebhookError::Decode { path: source.path(), source })
    }

    /// Returns the signature that the API would send with a body. A body that is not JSON is signed as it is.
    pub(crate) fn sign(&self, body: &[u8], key: &Secret) -> String {
        let text = Cow::Borrowed(body);
        // part: canonical-json
        let text = self.json(body).map_or(text, |json| {
            let mut text = String::with_capacity(body.len());
            json.write(Form::LIKELIEST, &mut text);
            Cow::Owned(text.into_bytes())
        });
        // end
        let bytes = self.hash(&text, key).finalize().into_bytes();
        match self.encoding {
            Encoding::Hex => {
                let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
            }
            Encoding::Base64 => base64::encode(&bytes),
        }
    }

    // part: canonical-json
    /// Parses the body, if a canonical form is hashed.
    fn json<'a>(&self, body: &'a [u8]) -> Option<Json<'a>> {
        (self.canonical == Canonical::SortedJson).then(|| Json::read(body)).flatten()
    }
    // end

    fn hash(&self, text: &[u8], key: &Secret) -> Hmac<Sha256> {
        match self.algorithm {
            Algorithm::HmacSha256 => hmac_sha256(key.expose().as_bytes()).chain_update(text),
        }
    }

    /// Decodes a signature; `None` if it is malformed.
    fn read(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let (prefix, length) = match self.algorithm {
            Algorithm::HmacSha256 => ("sha256=", 32),
        };
        let text = str::from_utf8(signature).ok()?.trim_ascii();
        let text = match text.split_at_checked(prefix.len()) {
            Some((start, rest)) if start.eq_ignore_ascii_case(prefix) => rest,
            _ => text,
        };
        let bytes = match self.encoding {
            Encoding::Hex => unhex(text.as_bytes())?,
            Encoding::Base64 => base64::decode(text).ok()?.to_vec(),
        };
        (bytes.len() == length).then_some(bytes)
    }
}

/// Creates the hash for a key of any length.
fn hmac_sha256(key: &[u8]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    match block.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    Hmac::new(&block.into())
}

impl From<&Self> for Secret {
    fn from(secret: &Self) -> Self {
        secret.clone()
    }
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// The reason why a webhook was rejected.
#[non_exhaustive]
pub enum WebhookError {
    /// The key is empty, so anyone could have signed the webhook.
    EmptyKey,
    /// The signature is malformed.
    #[non_exhaustive]
    Malformed {
        /// The header with the signature.
        header: &'static str,
    },
    /// The body exceeds the limit, so its signature was not checked.
    #[non_exhaustive]
    TooLarge {
        /// The length of the body in bytes.
        length: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The signature does not match the body and the key.
    Mismatch,
    /// The signature is right, but the body does not match the API's document.
    #[non_exhaustive]
    Decode {
        /// The path in the body: `payload.id`, or `.` for the body as a whole.
        path: String,
        /// The error of reading.
        source: JsonError,
    },
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyKey => f.write_str("the key for verifying webhooks is empty"),
            Self::Malformed { header } => write!(f, "the value of `{header}` is not a signature"),
            Self::TooLarge { length, limit } => write!(
                f,
                "the body of the webhook has {length} bytes, and the limit is {limit}: raise it with `max_body_bytes` of a `Verifier`"
            ),
            Self::Mismatch => f.write_str("the signature of the webhook does not match its body"),
            Self::Decode { path, source } => {
                write!(f, "unexpected webhook body at `{path}`: {}", source.message())
            }
        }
    }
}

/// Shows the same as [`Display`](fmt::Display).
impl fmt::Debug for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebhookError").field(&self.to_string()).finish()
    }
}

impl StdError for WebhookError {}

// part: tests
#[cfg(test)]
#[path = "tests.rs"]
mod tests;
// end
