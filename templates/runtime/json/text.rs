//! The characters of a JSON text.

use super::JsonError;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Returns the text without a byte order mark, and the length of that mark.
pub(super) fn decode(json: &[u8]) -> Result<(&str, usize), JsonError> {
    let (rest, skipped) = match json.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest, BYTE_ORDER_MARK.len()),
        None => (json, 0),
    };
    match std::str::from_utf8(rest) {
        Ok(text) => Ok((text, skipped)),
        Err(error) => Err(JsonError::syntax(skipped + error.valid_up_to(), "invalid UTF-8")),
    }
}

/// Returns how many of the first bytes need no escape in a string.
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // The high bit of a byte is set if the byte of `word` is less than `limit`, or if it is 0. A byte after such a byte can be set
    // wrongly, so only the first one counts.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let mut length = 0;
    let (chunks, _) = bytes.as_chunks::<8>();
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk);
        let quote = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
        let found = (below(word, 0x20) | quote | backslash) & HIGH;
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
    let rest = &bytes[length..];
    length + rest.iter().position(is_special).unwrap_or(rest.len())
}
