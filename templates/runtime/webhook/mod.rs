//! Webhooks: whether a request really comes from the API, and what it tells.
//!
//! A signature is a keyed hash over the body. Over which form of it is the API's choice ([`Canonical`]); what
//! [`canonical_json`] says about numbers, strings and the order of keys holds here too. The body as it came is
//! always accepted, and is checked first: the key proves where it comes from just as well.

use std::{borrow::Cow, error::Error as StdError, fmt};

use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    json::{message, path},
    types::{Secret, base64},
};

// part: canonical-json
pub(crate) mod canonical_json;

use canonical_json::{Form, Json};
// end

/// How an API signs its webhooks.
#[derive(Debug)]
pub(crate) struct Webhooks {
    /// The header that carries the signature.
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

/// How the hash is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Hex,
    Base64,
}

/// What is hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Canonical {
    /// The body as it comes.
    Raw,
    /// The body as compact JSON with the keys of every object sorted, arrays left in order.
    SortedJson,
}

/// What signatures are checked with, and how long a body may be.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    keys: Vec<Secret>,
    max_body_bytes: usize,
}

impl Check {
    /// Longest body that is checked by default: 1 MiB.
    const MAX_BODY_BYTES: usize = 1 << 20;

    pub(crate) fn new(key: Secret) -> Self {
        Self { keys: vec![key], max_body_bytes: Self::MAX_BODY_BYTES }
    }

    /// Adds a key, beside those that there are.
    pub(crate) fn add_key(&mut self, key: Secret) {
        self.keys.push(key);
    }

    pub(crate) fn set_max_body_bytes(&mut self, limit: usize) {
        self.max_body_bytes = limit;
    }
}

impl Webhooks {
    /// Checks a signature: its length and that of the body before anything else, the bytes in constant time.
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

    /// Whether `matches` holds for one of the texts that a signature of this body may be made over. Each of them is made
    /// once, and only if none before it matches.
    fn any_text(&self, body: &[u8], mut matches: impl FnMut(&[u8]) -> bool) -> bool {
        let found = matches(body);
        // part: canonical-json
        let found = found || self.any_form(body, matches);
        // end
        found
    }

    // part: canonical-json
    /// As [`any_text`](Self::any_text), for the canonical forms of the body.
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

    /// Checks a signature and reads the body.
    pub(crate) fn parse<T: DeserializeOwned>(
        &self,
        signature: &[u8],
        body: &[u8],
        check: &Check,
    ) -> Result<T, WebhookError> {
        self.verify(signature, body, check)?;
        Self::decode(body)
    }

    /// Reads a body.
    pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, WebhookError> {
        serde_json::from_slice(body).map_err(|source| {
            let refuses = |body: &[u8]| serde_json::from_slice::<T>(body).is_err_and(|error| error.is_data());
            let (_, path) = path::locate(body, &source, refuses);
            WebhookError::Decode { path, source }
        })
    }

    /// The event that a body tells of, if it names one at this place.
    pub(crate) fn event(body: &[u8], place: &[&str]) -> Option<String> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let event = place.iter().try_fold(&body, |value, key| value.get(key))?;
        event.as_str().map(str::to_owned)
    }

    /// The signature of a body as the API would make it; of a body that is not JSON, over the body as it is.
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
    /// The body, if it is not hashed as it is.
    fn json<'a>(&self, body: &'a [u8]) -> Option<Json<'a>> {
        (self.canonical == Canonical::SortedJson).then(|| Json::read(body)).flatten()
    }
    // end

    fn hash(&self, text: &[u8], key: &Secret) -> Hmac<Sha256> {
        match self.algorithm {
            Algorithm::HmacSha256 => hmac_sha256(key.expose().as_bytes()).chain_update(text),
        }
    }

    /// The bytes of a signature; `None` if it cannot be one.
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

/// A key of any length, brought to the length of a block as HMAC has it.
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

/// Why a webhook was not accepted.
#[non_exhaustive]
pub enum WebhookError {
    /// The key is empty: everybody could have signed with it.
    EmptyKey,
    /// What is given as signature cannot be one.
    #[non_exhaustive]
    Malformed {
        /// The header that the API sends the signature in.
        header: &'static str,
    },
    /// The body is longer than the limit, so its signature was not checked.
    #[non_exhaustive]
    TooLarge {
        /// How long it is, in bytes.
        length: usize,
        /// How long it may be, in bytes.
        limit: usize,
    },
    /// The signature is not that of the body, or made with another key.
    Mismatch,
    /// The signature is right, but the body is not what the API's document promises.
    #[non_exhaustive]
    Decode {
        /// Where in the body: `payload.id`, or `.` for the body as a whole.
        path: String,
        /// What is wrong there.
        source: serde_json::Error,
    },
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyKey => f.write_str("the key to check webhooks with is empty"),
            Self::Malformed { header } => write!(f, "the value of `{header}` is not a signature"),
            Self::TooLarge { length, limit } => write!(
                f,
                "the body of the webhook has {length} bytes, and the limit is {limit}: raise it with `max_body_bytes` of a `Verifier`"
            ),
            Self::Mismatch => f.write_str("the signature of the webhook does not match its body"),
            Self::Decode { path, source } => {
                write!(f, "unexpected webhook body at `{path}`: {}", message::describe(source))
            }
        }
    }
}

/// Shows no more than [`Display`](fmt::Display): the error of the decoder quotes the body.
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
