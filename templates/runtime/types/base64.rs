//! `format: byte`: written in the standard alphabet with padding, read from either alphabet, with or without padding
//! and line breaks.

use ::base64::{
    DecodeError, Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use bytes::Bytes;

use super::{
    super::json::{JsonError, ReadJson, Reader, WriteJson, Writer},
    argument::{Converts, IntoArgument, accepts},
    nullable::Nullable,
};

impl ReadJson for Bytes {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.parsed("bytes in base64", |text| decode(text).ok())?;
        Ok(())
    }
}

impl WriteJson for Bytes {
    fn write(&self, writer: &mut Writer) {
        writer.string(&encode(self));
    }
}

impl Converts<Bytes> for &str {
    fn convert(self) -> Bytes {
        Bytes::copy_from_slice(self.as_bytes())
    }
}

impl Converts<Bytes> for String {
    fn convert(self) -> Bytes {
        self.into()
    }
}

accepts!([] Vec<u8> => Bytes, |bytes| bytes.into());
accepts!([] &[u8] => Bytes, |bytes| Bytes::copy_from_slice(bytes));
accepts!([const N: usize] &[u8; N] => Bytes, |bytes| Bytes::copy_from_slice(bytes));

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
