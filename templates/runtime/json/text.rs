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

/// Appends bytes. Short ones are appended as two parts of a fixed length, because that takes no call.
#[inline]
pub(super) fn push_short(out: &mut Vec<u8>, bytes: &[u8]) {
    let pushed = match bytes.len() {
        16..=32 => push_halves::<16>(out, bytes),
        8..16 => push_halves::<8>(out, bytes),
        4..8 => push_halves::<4>(out, bytes),
        2..4 => push_halves::<2>(out, bytes),
        _ => None,
    };
    if pushed.is_none() {
        out.extend_from_slice(bytes);
    }
}

/// Appends N to 2 N bytes.
#[inline]
fn push_halves<const N: usize>(out: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    let (first, last) = (bytes.first_chunk::<N>()?, bytes.last_chunk::<N>()?);
    let start = out.len();
    out.extend_from_slice(first);
    out.truncate(start + bytes.len() - N);
    out.extend_from_slice(last);
    Some(())
}

/// Returns whether there are at most 32 bytes, and none that needs an escape in a string.
#[inline]
pub(super) fn is_short_and_plain(bytes: &[u8]) -> bool {
    let length = bytes.len();
    if length >= 8 {
        let at = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |word| special(*word));
        let inner = if length > 16 { at(8) | at(length - 16) } else { 0 };
        return length <= 32 && at(0) | at(length - 8) | inner == 0;
    }
    if let (Some([a, b, c, d]), Some([e, f, g, h])) = (bytes.first_chunk(), bytes.last_chunk()) {
        return special([*a, *b, *c, *d, *e, *f, *g, *h]) == 0;
    }
    !bytes.iter().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F))
}

/// The length of texts that are searched together.
const BLOCK: usize = 32;

/// Appends the first bytes that need no escape in a string, and returns how many there are.
#[inline]
pub(super) fn push_plain(out: &mut Vec<u8>, bytes: &[u8]) -> usize {
    if let Some(block) = bytes.first_chunk()
        && let Some(length) = plain_in(block)
    {
        // Copying a block and removing its end takes less time than copying a part of it.
        out.extend_from_slice(block);
        out.truncate(out.len() - BLOCK + length);
        return length;
    }
    let length = plain(bytes);
    out.extend_from_slice(&bytes[..length]);
    length
}

/// Returns how many of the first bytes need no escape in a string.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    // Most strings and most parts between escapes end in the first block.
    match bytes.first_chunk() {
        Some(block) => plain_in(block).unwrap_or_else(|| plain_by_blocks(bytes)),
        None => plain_by_words(bytes),
    }
}

/// Returns how many bytes there are before the first that needs an escape.
#[inline]
fn plain_in(block: &[u8; BLOCK]) -> Option<usize> {
    let (words, _) = block.as_chunks();
    words.iter().enumerate().find_map(|(index, word)| Some(8 * index + first(*word)?))
}

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
