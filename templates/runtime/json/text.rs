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
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    // Most strings and most parts between escapes end in the first block.
    let Some(block) = bytes.first_chunk::<BLOCK>() else { return plain_by_words(bytes) };
    let (words, _) = block.as_chunks();
    for (index, word) in words.iter().enumerate() {
        if let Some(first) = first(*word) {
            return 8 * index + first;
        }
    }
    plain_by_blocks(bytes)
}

/// The length of texts that are searched together.
const BLOCK: usize = 32;

fn plain_by_blocks(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let is_plain = |block: &&[u8; BLOCK]| {
        let (words, _) = block.as_chunks();
        words.iter().fold(0, |found, word| found | special(*word)) == 0
    };
    let length = BLOCK * blocks.iter().take_while(is_plain).count();
    length + plain_by_words(&bytes[length..])
}

#[inline]
fn plain_by_words(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks();
    let mut length = 0;
    for word in words {
        if let Some(first) = first(*word) {
            return length + first;
        }
        length += 8;
    }
    match bytes.last_chunk() {
        // The bytes before the rest need no escape.
        Some(word) if !rest.is_empty() => first(*word).map_or(bytes.len(), |first| bytes.len() - 8 + first),
        _ => {
            length
                + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)).unwrap_or(rest.len())
        }
    }
}

/// Returns the index of the first byte that needs an escape.
#[inline]
fn first(word: [u8; 8]) -> Option<usize> {
    let found = special(word);
    (found != 0).then(|| (found.trailing_zeros() / 8) as usize)
}

/// Returns a number in which the high bit of each byte is set that needs an escape.
#[inline]
fn special(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // The high bit of a byte is set if the byte of `word` is less than `limit`, or if it is 0. A byte after such a byte can be set
    // wrongly, so only the first one counts.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let word = u64::from_le_bytes(word);
    let quote = below(word ^ (ONES * u64::from(b'"')), 1);
    let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
    (below(word, 0x20) | quote | backslash) & HIGH
}
