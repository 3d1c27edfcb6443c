//! The headers of parts, and the parameters in them.

use http::{HeaderMap, HeaderName, HeaderValue};

/// The maximum number of headers of a part.
const MAX_HEADERS: usize = 128;

/// Reads headers. A line that begins with a space continues the one before.
pub(super) fn headers(text: &[u8]) -> Result<HeaderMap, &'static str> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        match lines.last_mut() {
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                last.push(b' ');
                last.extend_from_slice(line.trim_ascii());
            }
            _ => lines.push(line.trim_ascii_end().to_vec()),
        }
    }
    if lines.len() > MAX_HEADERS {
        return Err("a part has too many headers");
    }
    let mut headers = HeaderMap::with_capacity(lines.len());
    for line in lines {
        let illegal = "a header of a part is not legal";
        let colon = line.iter().position(|byte| *byte == b':').ok_or(illegal)?;
        let name = HeaderName::from_bytes(line[..colon].trim_ascii_end()).map_err(|_| illegal)?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).map_err(|_| illegal)?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// Returns a parameter of a header such as `Content-Type`. Its value can be in quotes.
pub(crate) fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        // A parameter without a value.
        let key = key.rsplit(';').next().unwrap_or_default().trim();
        let value = value.trim_start();
        let (value, after) = if let Some(quoted) = value.strip_prefix('"') {
            unquoted(quoted)
        } else {
            let end = value.find(';').unwrap_or(value.len());
            (value[..end].trim().to_owned(), &value[end..])
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after.split_once(';')?.1;
    }
}

/// Returns the text before the closing quote, and the text after it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            // Browsers escape nothing but the quote, and write paths with backslashes.
            '\\' if text[at + 1..].starts_with(['"', '\\']) => {
                value.extend(characters.next().map(|(_, escaped)| escaped));
            }
            other => value.push(other),
        }
    }
    (value, "")
}
