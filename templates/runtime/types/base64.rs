//! `format: byte`, for `#[serde(with = "…::runtime::base64")]`: serialized in the standard alphabet with padding,
//! deserialized from either alphabet, with or without padding and line breaks.

use std::fmt;

use ::base64::{
    DecodeError, Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use bytes::Bytes;
use serde::{Deserializer, Serialize, Serializer, de};

use super::codec::{self, Codec};

/// The marker of the format.
pub(crate) enum Base64 {}

pub(crate) fn serialize<T: Codec<Base64>, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

pub(crate) fn deserialize<'de, T: Codec<Base64>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Wraps a value so that serde serializes it in this format.
pub(crate) fn written<T: Codec<Base64>>(value: &T) -> impl Serialize {
    codec::via::<Base64, T>(value)
}

impl Codec<Base64> for Bytes {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(self))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(BytesVisitor)
    }
}

struct BytesVisitor;

impl de::Visitor<'_> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes in base64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
        decode(text).map_err(E::custom)
    }
}

/// Encodes bytes as base64.
pub(crate) fn encode(bytes: &[u8]) -> String {
    general_purpose::STANDARD.encode(bytes)
}

/// Decodes base64.
pub(crate) fn decode(text: &str) -> Result<Bytes, DecodeError> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

    let text: String = text.split_ascii_whitespace().collect();
    let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
    engine.decode(text).map(Bytes::from)
}

// part: tests
#[cfg(test)]
#[path = "base64_tests.rs"]
mod tests;
// end
