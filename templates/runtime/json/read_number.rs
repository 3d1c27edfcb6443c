//! Reads numbers.

use super::reader::{Read, Reader};

/// The largest number of digits that always fit into 63 bits.
const MAX_DIGITS: usize = 18;

/// Returns the integer at an offset and the offset after it, if it has few digits and neither a fraction nor an exponent.
#[inline]
pub(super) fn short_integer(text: &[u8], at: usize) -> Option<(i64, usize)> {
    let is_negative = text.get(at) == Some(&b'-');
    let start = at + usize::from(is_negative);
    let (mut digits, mut end) = (0, start);
    let length = read_digits(text, &mut digits, &mut end);
    let has_more = matches!(text.get(end), Some(b'.' | b'e' | b'E'));
    if has_more || length > MAX_DIGITS || !is_whole(text, start, length) {
        return None;
    }
    let value = i64::try_from(digits).ok()?;
    Some((if is_negative { -value } else { value }, end))
}

/// Returns the finite number at an offset, and the offset after it.
#[inline]
pub(super) fn float(text: &str, at: usize) -> Option<(f64, usize)> {
    // A float represents these powers exactly.
    const POWERS: [f64; MAX_DIGITS + 1] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18,
    ];
    /// Larger integers are rounded.
    const MAX: u64 = 1 << f64::MANTISSA_DIGITS;
    let bytes = text.as_bytes();
    let is_negative = bytes.get(at) == Some(&b'-');
    let start = at + usize::from(is_negative);
    let (mut digits, mut end) = (0, start);
    let whole = read_few_digits(bytes, &mut digits, &mut end);
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        end += 1;
        fraction = read_digits(bytes, &mut digits, &mut end);
        if fraction == 0 {
            return None;
        }
    }
    if !is_whole(bytes, start, whole) {
        return None;
    }
    let has_exponent = matches!(bytes.get(end), Some(b'e' | b'E'));
    if !has_exponent && whole + fraction <= MAX_DIGITS && digits <= MAX {
        #[allow(clippy::cast_precision_loss, reason = "it is not larger than `MAX`")]
        // Both are exact, so the quotient is the nearest float.
        let value = digits as f64 / POWERS[fraction];
        return Some((if is_negative { -value } else { value }, end));
    }
    let (end, is_valid) = skip_exponent(bytes, end);
    let value: f64 = text[at..end].parse().ok().filter(|_| is_valid)?;
    value.is_finite().then_some((value, end))
}

/// Returns whether digits are an integer of JSON, which starts with 0 only if there is no other digit.
#[inline]
fn is_whole(text: &[u8], start: usize, length: usize) -> bool {
    length == 1 || (length > 1 && text.get(start) != Some(&b'0'))
}

/// Returns the offset after the exponent at an offset, if there is one, and whether it is valid.
fn skip_exponent(text: &[u8], at: usize) -> (usize, bool) {
    if !matches!(text.get(at), Some(b'e' | b'E')) {
        return (at, true);
    }
    let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
    let start = at + 1 + sign;
    let end = skip_digits(text, start);
    (end, end > start)
}

/// Appends the digits at a position to a number, and returns how many there are. The number is wrong if it has more than 19 digits.
#[inline]
fn read_digits(text: &[u8], number: &mut u64, at: &mut usize) -> usize {
    let start = *at;
    while let Some(word) = text.get(*at..).and_then(<[u8]>::first_chunk) {
        let (value, length) = leading_digits(*word);
        if length < 8 {
            *number = number.wrapping_mul(POWERS[length]).wrapping_add(value);
            *at += length;
            return *at - start;
        }
        *number = number.wrapping_mul(100_000_000).wrapping_add(value);
        *at += 8;
    }
    read_few_digits(text, number, at);
    *at - start
}

/// Like [`read_digits`], but one after the other.
#[inline]
fn read_few_digits(text: &[u8], number: &mut u64, at: &mut usize) -> usize {
    let start = *at;
    while let Some(byte @ b'0'..=b'9') = text.get(*at) {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        *at += 1;
    }
    *at - start
}

const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// Returns the digits as bytes from 0 to 9, and how many there are before the first other byte.
#[inline]
fn digits(word: [u8; 8]) -> (u64, u32) {
    const ONES: u64 = u64::MAX / 255;
    let digits = u64::from_le_bytes(word) ^ (ONES * u64::from(b'0'));
    // The high bit of a byte is set if it is not a digit. A byte after such a byte can be set wrongly, so only the first one counts.
    let others = (digits.wrapping_add(ONES * (0x80 - 10)) | digits) & (ONES << 7);
    (digits, others.trailing_zeros() / 8)
}

/// Returns the offset after the digits at a position.
#[inline]
fn skip_digits(text: &[u8], mut at: usize) -> usize {
    while let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let length = digits(*word).1 as usize;
        at += length;
        if length < 8 {
            return at;
        }
    }
    while let Some(b'0'..=b'9') = text.get(at) {
        at += 1;
    }
    at
}

/// Returns the number at the start of a text, and how many digits it has. All digits are computed at the same time.
#[inline]
fn leading_digits(word: [u8; 8]) -> (u64, usize) {
    let (digits, length) = digits(word);
    // The last digit is in the last byte, and zeros are in front.
    let digits = digits.checked_shl(64 - 8 * length).unwrap_or(0);
    // Two, four and eight digits are joined.
    let twos = ((digits * 10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = ((twos * 100) + (twos >> 16)) & 0x0000_FFFF_0000_FFFF;
    let value = (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xFFFF_FFFF;
    (value, length as usize)
}

impl<'j> Reader<'j> {
    /// Reads an integer of few digits without a fraction or an exponent, if it is next.
    #[inline]
    pub(super) fn short_integer(&mut self) -> Option<i64> {
        self.peek();
        let (value, end) = short_integer(self.text.as_bytes(), self.at)?;
        self.at = end;
        Some(value)
    }

    /// Reads a finite number, if it is next.
    #[inline]
    pub(super) fn float(&mut self) -> Option<f64> {
        self.peek();
        let (value, end) = float(self.text, self.at)?;
        self.at = end;
        Some(value)
    }

    /// Reads a number, as it is written.
    pub(crate) fn number(&mut self, expected: &'static str) -> Read<&'j str> {
        let Some(b'-' | b'0'..=b'9') = self.peek() else { return Err(self.unexpected(expected)) };
        let start = self.at;
        let text = self.text.as_bytes();
        let byte = |at: usize| text.get(at).copied();
        let first = if byte(start) == Some(b'-') { start + 1 } else { start };
        let mut end = skip_digits(text, first);
        let mut is_valid = is_whole(text, first, end - first);
        if byte(end) == Some(b'.') {
            let fraction = skip_digits(text, end + 1);
            is_valid &= fraction > end + 1;
            end = fraction;
        }
        let (end, has_exponent) = skip_exponent(text, end);
        is_valid &= has_exponent;
        self.at = end;
        if is_valid { Ok(&self.text[start..end]) } else { Err(self.syntax("invalid number")) }
    }
}
