//! The shapes of values, by which a union finds its alternative.

use std::borrow::Cow;

use super::{Reader, decimal};

/// The number of an outline in the table of all outlines.
pub(crate) type OutlineId = u16;

/// The shape of the values of a schema.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outline {
    /// Any value.
    Any,
    Boolean,
    Integer,
    Number,
    /// A number, usually an integer or not, or a string of its digits.
    Digits {
        integer: bool,
    },
    /// Any string.
    String,
    /// A string with a format.
    Format(Format),
    /// The listed values.
    Values(&'static [Key]),
    /// `null`, or a value of another outline.
    Nullable(OutlineId),
    /// A list of values of an outline.
    Array(OutlineId),
    /// A list with one value of each outline.
    Tuple(&'static [OutlineId]),
    /// The properties of an object: their keys, whether they are required, and their values.
    Object(&'static [(&'static str, bool, OutlineId)], Rest),
    /// A value of one of several outlines.
    OneOf(&'static [OutlineId]),
}

/// Properties that an outline does not name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rest {
    /// They are allowed, and are not kept.
    Ignored,
    /// They have values of an outline, and are kept.
    Kept(OutlineId),
    /// There are none.
    Closed,
}

/// A value in a list of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Text(&'static str),
    Integer(i64),
    Boolean(bool),
}

impl Key {
    /// Returns whether some JSON is this value.
    pub(crate) fn is(self, json: &str) -> bool {
        match self {
            Self::Text(text) => string(json).is_some_and(|value| value == text),
            Self::Integer(integer) => decimal::integer(json) == Some(i128::from(integer)),
            Self::Boolean(boolean) => json == if boolean { "true" } else { "false" },
        }
    }

    /// Returns whether some JSON has the JSON type of this value.
    pub(super) fn has_type_of(self, json: &str) -> bool {
        let first = json.as_bytes().first();
        match self {
            Self::Text(_) => first == Some(&b'"'),
            Self::Integer(_) => decimal::integer(json).is_some(),
            Self::Boolean(_) => matches!(first, Some(b't' | b'f')),
        }
    }
}

/// Returns the string that some valid JSON represents.
pub(super) fn string(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    Reader::new(json, None).string("a string").ok()
}

/// A format that strings can be checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Base64,
    Date,
    DateTime,
    Email,
    Ipv4,
    Ipv6,
    Uri,
    Uuid,
}

impl Format {
    /// Returns whether the type of the values holds only strings of the format.
    pub(super) fn is_parsed(self) -> bool {
        match self {
            Self::Base64 | Self::Date | Self::DateTime | Self::Uuid => true,
            Self::Email | Self::Ipv4 | Self::Ipv6 | Self::Uri => false,
        }
    }

    /// Returns whether a string has the format.
    pub(crate) fn holds(self, text: &str) -> bool {
        match self {
            Self::Base64 => text.len().is_multiple_of(4) && text.bytes().all(is_base64),
            Self::Date => is_date(text),
            Self::DateTime => is_date_time(text),
            Self::Email => {
                let host = |(user, host): (&str, &str)| !user.is_empty() && host.contains('.');
                !text.contains(char::is_whitespace) && text.rsplit_once('@').is_some_and(host)
            }
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Uri => is_uri(text),
            Self::Uuid => is_uuid(text),
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// Returns whether a text has the shape of `pattern`, in which `0` is any digit.
fn is_like(text: &str, pattern: &str) -> bool {
    let is_like =
        |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(is_like)
}

fn is_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text[from..to].parse::<u8>().unwrap_or(0);
    is_like(text, "0000-00-00") && (1..=12).contains(&part(5, 7)) && (1..=31).contains(&part(8, 10))
}

/// Returns whether a text is a date, a time, and an offset.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    let Some(time) = time.strip_prefix(['T', 't', ' ']) else { return false };
    let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => return false,
    };
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let is_offset = matches!(offset, "Z" | "z")
        || ["+00:00", "-00:00", "+0000", "-0000", "+00", "-00"].iter().any(|like| is_like(offset, like));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_date(date) && is_like(whole, "00:00:00") && is_fraction && is_offset
}

fn is_uri(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    };
    let is_rest = |rest: &str| !rest.is_empty() && !rest.contains(char::is_whitespace);
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && is_rest(rest))
}

fn is_uuid(text: &str) -> bool {
    let is_part = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_part)
}
