//! Reads numbers.

use super::reader::{Read, Reader};

/// A number of few digits.
struct Short {
    is_negative: bool,
    /// The digits before and after the decimal point.
    digits: u64,
    /// How many of them are after the decimal point.
    fraction: usize,
    /// The offset after the number.
    end: usize,
}

/// Appends the digits at a position to a number, and returns how many there are. The number is wrong if it has more than 19 digits.
#[inline]
fn read_digits(text: &[u8], number: &mut u64, at: &mut usize) -> usize {
    let start = *at;
    while let Some(byte @ b'0'..=b'9') = text.get(*at) {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        *at += 1;
    }
    *at - start
}

impl<'j> Reader<'j> {
    /// Reads an integer of few digits without a fraction or an exponent, if it is next.
    #[inline]
    pub(crate) fn short_integer(&mut self) -> Option<i64> {
        let Short { is_negative, digits, end, .. } = self.short(false)?;
        let value = i64::try_from(digits).ok()?;
        self.at = end;
        Some(if is_negative { -value } else { value })
    }

    /// Reads a number that a float represents exactly but for its decimal point, if it is next.
    pub(crate) fn short_float(&mut self) -> Option<f64> {
        const POWERS: [f64; 16] =
            [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        /// Larger integers are rounded.
        const MAX: u64 = 1 << f64::MANTISSA_DIGITS;
        let Short { is_negative, digits, fraction, end } = self.short(true)?;
        let power = POWERS.get(fraction).filter(|_| digits <= MAX)?;
        self.at = end;
        #[allow(clippy::cast_precision_loss, reason = "it is not larger than `MAX`")]
        // Both are exact, so the quotient is the nearest float.
        let value = digits as f64 / power;
        Some(if is_negative { -value } else { value })
    }

    /// Returns the number that is next, if it has few digits and no exponent.
    #[inline]
    fn short(&mut self, has_fraction: bool) -> Option<Short> {
        /// As many digits always fit into 63 bits.
        const DIGITS: usize = 18;
        self.peek();
        let number = &self.text.as_bytes()[self.at..];
        let is_negative = number.first() == Some(&b'-');
        let start = usize::from(is_negative);
        let (mut digits, mut length) = (0, start);
        let whole = read_digits(number, &mut digits, &mut length);
        let mut fraction = 0;
        if has_fraction && number.get(length) == Some(&b'.') {
            length += 1;
            fraction = read_digits(number, &mut digits, &mut length);
            if fraction == 0 {
                return None;
            }
        }
        let has_zero = number.get(start) == Some(&b'0') && whole > 1;
        let goes_on = matches!(number.get(length), Some(b'.' | b'e' | b'E'));
        if whole == 0 || has_zero || goes_on || whole + fraction > DIGITS {
            return None;
        }
        Some(Short { is_negative, digits, fraction, end: self.at + length })
    }

    /// Reads a number, as it is written.
    pub(crate) fn number(&mut self, expected: &'static str) -> Read<&'j str> {
        let Some(b'-' | b'0'..=b'9') = self.peek() else { return Err(self.unexpected(expected)) };
        let start = self.at;
        let byte = |at: usize| self.text.as_bytes().get(at).copied();
        let digits = |mut at: usize| {
            while matches!(byte(at), Some(b'0'..=b'9')) {
                at += 1;
            }
            at
        };
        let first = if byte(start) == Some(b'-') { start + 1 } else { start };
        let mut end = digits(first);
        let mut is_valid = end > first && (byte(first) != Some(b'0') || end == first + 1);
        if byte(end) == Some(b'.') {
            let fraction = digits(end + 1);
            is_valid &= fraction > end + 1;
            end = fraction;
        }
        if matches!(byte(end), Some(b'e' | b'E')) {
            let sign = if matches!(byte(end + 1), Some(b'+' | b'-')) { end + 2 } else { end + 1 };
            let exponent = digits(sign);
            is_valid &= exponent > sign;
            end = exponent;
        }
        self.at = end;
        if is_valid { Ok(&self.text[start..end]) } else { Err(self.syntax("invalid number")) }
    }
}
