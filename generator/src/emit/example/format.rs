//! String formats: an example and a check for each.

use std::net::{Ipv4Addr, Ipv6Addr};

use fluent_uri::{Iri, IriRef, Uri, UriRef};

/// An example of a format.
pub(super) fn example(format: &str) -> Option<&'static str> {
    Some(match format {
        "email" | "idn-email" => "ada@example.com",
        "uri" | "url" | "iri" => "https://example.com",
        "uri-reference" | "iri-reference" | "json-pointer" => "/example",
        "uri-template" => "https://example.com/{id}",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "date-time" => "2024-01-31T09:30:00Z",
        "date" => "2024-01-31",
        "time" => "09:30:00Z",
        "duration" => "PT1H",
        "uuid" => "123e4567-e89b-42d3-a456-426614174000",
        "byte" => "ZXhhbXBsZQ==",
        "relative-json-pointer" => "0/example",
        "regex" => "^[a-z]+$",
        _ => return None,
    })
}

/// Whether a string has a format. Any string has an unknown format.
pub(super) fn holds(format: &str, text: &str) -> bool {
    match format {
        "email" | "idn-email" => is_email(text),
        "uri" | "url" => Uri::parse(text).is_ok(),
        "iri" => Iri::parse(text).is_ok(),
        "uri-reference" => UriRef::parse(text).is_ok(),
        "iri-reference" => IriRef::parse(text).is_ok(),
        "hostname" | "idn-hostname" => is_hostname(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "date-time" => is_date_time(text),
        "date" => date(text).is_some(),
        "uuid" => is_uuid(text),
        "byte" => is_base64(text),
        // Too many spellings are valid to check them.
        "time" | "duration" | "uri-template" | "json-pointer" | "relative-json-pointer" | "regex" => {
            example(format) == Some(text)
        }
        _ => true,
    }
}

/// Year, month and day.
pub(super) fn date(text: &str) -> Option<(i16, i8, i8)> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let (year, month, day) = (year.parse::<i16>().ok()?, month.parse::<i8>().ok()?, day.parse::<i8>().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day).then_some((year, month, day))
}

/// Whether a string is an instant in UTC in the form that clients write: to the second.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((day, time)) = text.split_once('T') else { return false };
    let Some(time) = time.strip_suffix('Z') else { return false };
    let parts: Vec<&str> = time.split(':').collect();
    let below = |part: &str, limit: u8| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number < limit)
    };
    date(day).is_some()
        && matches!(parts[..], [hour, minute, second] if below(hour, 24) && below(minute, 60) && below(second, 60))
}

/// Whether a string is a UUID in its usual form.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

fn is_email(text: &str) -> bool {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    text.split_once('@').is_some_and(|(local, domain)| {
        let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
        !local.is_empty() && local.len() <= 64 && !dots && local.chars().all(is_local) && is_hostname(domain)
    })
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.get(2..4) != Some("--")
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}
