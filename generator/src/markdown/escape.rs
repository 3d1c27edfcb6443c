//! Escapes of text, code and links.

use super::is_disallowed;

/// The offset at which a backslash turns a line into text, if it could begin a block, or change the line before it.
pub(super) fn block_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let first = *bytes.first()?;
    let ends_at = |at: usize| bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    let only = |characters: &[u8]| bytes.iter().all(|byte| characters.contains(byte));
    let run = bytes.iter().take_while(|byte| **byte == first).count();
    let begins = match first {
        b'#' => run <= 6 && ends_at(run),
        b'>' => true,
        b'=' => only(b"= \t"),
        b'-' => ends_at(1) || only(b"-:| \t"),
        b'|' | b':' => only(b"-:| \t") && line.contains('-'),
        b'+' => ends_at(1),
        b'*' => ends_at(1) || (run >= 3 && only(b"* \t")),
        b'_' => only(b"_ \t"),
        b'~' => run >= 3,
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_item =
                digits <= 9 && matches!(bytes.get(digits), Some(b'.' | b')')) && ends_at(digits + 1);
            return is_item.then_some(digits);
        }
        _ => false,
    };
    begins.then_some(0)
}

/// Code between as many backticks as needed.
pub(super) fn span(code: &str) -> String {
    let (mut one, mut two, mut longest, mut run) = (false, false, 0, 0_usize);
    for byte in code.bytes().chain([b' ']) {
        if byte == b'`' {
            run += 1;
            continue;
        }
        one |= run == 1;
        two |= run == 2;
        longest = longest.max(run);
        run = 0;
    }
    let is_padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
    let ticks = match (longest, one, two) {
        (0, ..) | (_, false, true) => 1,
        (_, _, false) => 2,
        (_, true, true) => longest + 1,
    };
    let (ticks, space) = ("`".repeat(ticks), if longest > 0 || is_padded { " " } else { "" });
    format!("{ticks}{space}{code}{space}{ticks}")
}

pub(super) fn is_web(target: &str) -> bool {
    let starts =
        |scheme: &str| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    starts("https://") || starts("http://")
}

/// Whether a text starts with a character reference such as `&lt;`.
pub(super) fn is_entity(text: &str) -> bool {
    let inside = |character: char| character.is_ascii_alphanumeric() || character == '#';
    let name = text[1..].find(|character| !inside(character)).map_or(&text[1..], |end| &text[1..=end]);
    !name.is_empty() && text[1 + name.len()..].starts_with(';')
}

/// Escapes a character that cannot be in the target of a link.
fn encoded(character: char) -> &'static str {
    match character {
        '(' => "%28",
        ')' => "%29",
        '<' => "%3C",
        '>' => "%3E",
        '\\' => "%5C",
        '"' => "%22",
        '`' => "%60",
        '|' => "%7C",
        _ => "%20",
    }
}

/// The target of a link, without characters that could end it.
pub(super) fn destination(target: &str) -> String {
    let (mut depth, mut balanced) = (0_i32, true);
    for byte in target.bytes() {
        depth += match byte {
            b'(' => 1,
            b')' => -1,
            _ => 0,
        };
        balanced &= (0..32).contains(&depth);
    }
    balanced &= depth == 0;
    let mut out = String::with_capacity(target.len());
    for (index, character) in target.char_indices() {
        match character {
            '(' | ')' if balanced => out.push(character),
            '(' | ')' | '<' | '>' | '\\' | '"' | '`' | '|' | ' ' => {
                out.push_str(encoded(character));
            }
            '&' if is_entity(&target[index..]) => out.push_str("\\&"),
            _ if character.is_whitespace() || is_disallowed(character) => {}
            _ => out.push(character),
        }
    }
    out
}
