//! Percent-encoding: the characters of each location that are encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that are percent-encoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encoding {
    set: &'static AsciiSet,
    /// Whether characters that are already encoded, such as `%2F`, stay as they are.
    keeps_encoded: bool,
}

/// All characters except those that RFC 3986 does not reserve.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The characters that values with `allowReserved` may have, except those that mean something else in a query (`&`, `#`,
/// `+`) and those that are not allowed in a path or a cookie.
const RESERVED_SET: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The values of most parameters.
pub(super) const VALUE: Encoding = Encoding { set: UNRESERVED, keeps_encoded: false };
/// The name of a parameter with `allowReserved`, such as `expand[]`. All other names are encoded like values, because
/// some servers refuse brackets.
pub(super) const RESERVED_NAME: Encoding =
    Encoding { set: &UNRESERVED.remove(b'[').remove(b']'), keeps_encoded: false };
/// The value of a query parameter with `allowReserved`. `|` separates items.
pub(super) const RESERVED: Encoding =
    Encoding { set: &RESERVED_SET.remove(b'[').remove(b']').remove(b'?').remove(b'|'), keeps_encoded: true };

// part: reserved-values
/// The value of a path parameter with `allowReserved`.
pub(super) const RESERVED_PATH: Encoding =
    Encoding { set: &RESERVED_SET.remove(b'&').remove(b'+'), keeps_encoded: true };
/// The value of a cookie with `allowReserved`, without the characters that a cookie cannot have.
pub(super) const RESERVED_COOKIE: Encoding = Encoding {
    set: &RESERVED_SET
        .remove(b'&')
        .remove(b'+')
        .remove(b'?')
        .remove(b'#')
        .remove(b'[')
        .remove(b']')
        .add(b',')
        .add(b';'),
    keeps_encoded: true,
};
// end
// part: unencoded-cookies
/// The characters that a cookie cannot have (RFC 6265).
pub(super) const COOKIE: Encoding = Encoding {
    set: &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\'),
    keeps_encoded: false,
};
// end

/// Encodes a value or a name.
pub(super) fn encoded(text: &str, Encoding { set, keeps_encoded }: Encoding) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = next_encoded(rest).filter(|_| keeps_encoded) {
        encoded.extend(utf8_percent_encode(&rest[..at], set));
        encoded.push_str(&rest[at..at + 3]);
        rest = &rest[at + 3..];
    }
    encoded.extend(utf8_percent_encode(rest, set));
    encoded
}

/// Returns the position of the next character that is already encoded.
fn next_encoded(text: &str) -> Option<usize> {
    let is_encoded = |at: &usize| {
        let digits = text.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    text.match_indices('%').map(|(at, _)| at).find(is_encoded)
}
