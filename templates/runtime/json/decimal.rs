//! Numbers as they are written.

/// Returns the value of a number without a fraction, such as `1`, `1.0` or `1e3`.
pub(crate) fn integer(number: &str) -> Option<i128> {
    number.parse().ok().or_else(|| Decimal::of(number)?.integer())
}

/// Returns whether a string is a number: like a number of JSON, but with any number of zeros at the start.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole.strip_prefix('-').unwrap_or(whole))
        && digits(fraction)
        && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
}

/// A number as its significant digits: `-1.50e3` is 15 with the exponent 2.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    is_negative: bool,
    /// Without zeros at the start and at the end; empty for zero.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number of the grammar of JSON. Returns `None` if its exponent is too large.
    pub(crate) fn of(number: &str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (is_negative, mantissa) =
            mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        let significant = digits.trim_end_matches('0');
        let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
        let digits = significant.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { is_negative, digits, exponent: 0 });
        }
        let fraction = i64::try_from(fraction.len()).ok()?;
        let exponent = exponent.parse::<i64>().ok()?.checked_sub(fraction)?.checked_add(zeros)?;
        Some(Self { is_negative, digits, exponent })
    }

    /// Returns the value if it has no fraction.
    fn integer(&self) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let scale = 10_i128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        let value = self.digits.parse::<i128>().ok()?.checked_mul(scale)?;
        Some(if self.is_negative { -value } else { value })
    }

    /// Returns how many digits it has, without zeros at the start and at the end.
    pub(crate) fn precision(&self) -> usize {
        self.digits.len()
    }
}
