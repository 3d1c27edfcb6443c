//! Numbers as they are written.

/// Returns the value of a number without a fraction, such as `1`, `1.0` or `1e3`.
pub(crate) fn integer(number: &str) -> Option<i128> {
    number.parse().ok().or_else(|| scaled(number))
}

/// Returns the value of a number that has a fraction or an exponent.
fn scaled(number: &str) -> Option<i128> {
    /// No integer of 64 bits has more digits.
    const MAX_DIGITS: usize = 40;
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or((1, mantissa), |rest| (-1, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction.trim_end_matches('0')].concat();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(0);
    }
    let fraction = i64::try_from(fraction.trim_end_matches('0').len()).ok()?;
    let shift = exponent.parse::<i64>().ok()?.checked_sub(fraction)?;
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?.checked_add(shift)?;
    let zeros = u32::try_from(zeros).ok()?;
    if significant.len() > MAX_DIGITS {
        return None;
    }
    significant.parse::<i128>().ok()?.checked_mul(10_i128.checked_pow(zeros)?)?.checked_mul(sign)
}
