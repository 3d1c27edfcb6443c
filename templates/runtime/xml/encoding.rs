//! The character encodings of XML documents.

use std::borrow::Cow;

use super::super::json::JsonError;
use super::tree::failure;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The maximum length of an XML declaration, in bytes.
const MAX_DECLARATION: usize = 256;

/// The text of a document.
pub(super) struct Decoded<'x> {
    pub(super) text: Cow<'x, str>,
    unit: Unit,
    /// The length of the byte order mark.
    skipped: usize,
}

/// The unit of an encoding.
#[derive(Clone, Copy)]
enum Unit {
    /// A byte of UTF-8.
    Byte,
    /// Two bytes.
    Utf16,
    /// A byte for each character.
    #[cfg(feature = "charset")]
    Character,
}

impl<'x> Decoded<'x> {
    /// Decodes a document: UTF-16, the encoding of its declaration with the feature `charset`, or else UTF-8.
    pub(super) fn of(xml: &'x [u8]) -> Result<Self, JsonError> {
        match xml {
            [0xFF, 0xFE, 0, 0, ..] | [0, 0, _, _, ..] => {
                Err(failure(0, "the XML is in UTF-32; only UTF-8 and UTF-16 are supported"))
            }
            [0xFE, 0xFF, rest @ ..] => Self::of_utf16(rest, u16::from_be_bytes, 2),
            [0xFF, 0xFE, rest @ ..] => Self::of_utf16(rest, u16::from_le_bytes, 2),
            [0, _, ..] => Self::of_utf16(xml, u16::from_be_bytes, 0),
            [_, 0, ..] => Self::of_utf16(xml, u16::from_le_bytes, 0),
            _ => Self::of_bytes(xml),
        }
    }

    fn of_utf16(xml: &[u8], unit: fn([u8; 2]) -> u16, skipped: usize) -> Result<Self, JsonError> {
        let (pairs, rest) = xml.as_chunks();
        let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
        match text {
            Ok(text) if rest.is_empty() => Ok(Self { text: text.into(), unit: Unit::Utf16, skipped }),
            Ok(_) | Err(_) => Err(failure(0, "invalid UTF-16")),
        }
    }

    fn of_bytes(xml: &'x [u8]) -> Result<Self, JsonError> {
        let (rest, skipped) = match xml.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) => (rest, BYTE_ORDER_MARK.len()),
            None => (xml, 0),
        };
        if skipped == 0
            && let Some(label) = declared(xml)
            && !is_utf8(label)
        {
            return Self::of_label(label, xml);
        }
        match std::str::from_utf8(rest) {
            Ok(text) => Ok(Self { text: text.into(), unit: Unit::Byte, skipped }),
            Err(error) => Err(failure(skipped + error.valid_up_to(), "invalid UTF-8")),
        }
    }

    /// Decodes a document in the encoding that it declares.
    #[cfg(feature = "charset")]
    fn of_label(label: &[u8], xml: &'x [u8]) -> Result<Self, JsonError> {
        let Some(encoding) = encoding_rs::Encoding::for_label(label) else {
            return Err(failure(0, "the encoding of the XML is unknown"));
        };
        match encoding.decode_without_bom_handling_and_without_replacement(xml) {
            Some(text) => Ok(Self { text, unit: Unit::Character, skipped: 0 }),
            None => Err(failure(0, "the XML is not in the encoding that it declares")),
        }
    }

    #[cfg(not(feature = "charset"))]
    fn of_label(_: &[u8], _: &'x [u8]) -> Result<Self, JsonError> {
        Err(failure(0, "the encoding of the XML is not UTF-8; the feature `charset` reads others"))
    }

    /// The offset in the document of an offset in the text.
    pub(super) fn offset_in_document(&self, offset: usize) -> usize {
        let before = || self.text.get(..offset).unwrap_or(&self.text);
        let offset = match self.unit {
            Unit::Byte => offset,
            Unit::Utf16 => 2 * before().encode_utf16().count(),
            #[cfg(feature = "charset")]
            Unit::Character => before().chars().count(),
        };
        self.skipped + offset
    }
}

/// The encoding in the declaration of a document.
fn declared(xml: &[u8]) -> Option<&[u8]> {
    let declaration = xml.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..declaration.len().min(MAX_DECLARATION)];
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = &declaration[..end];
    let key = b"encoding";
    let start = declaration.windows(key.len()).position(|found| found == key)?;
    let value = declaration[start + key.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = value.iter().position(|byte| byte == quote)?;
    Some(&value[..end])
}

/// Whether an encoding is UTF-8 or a part of it.
fn is_utf8(label: &[u8]) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| label.eq_ignore_ascii_case(known.as_bytes()))
}
