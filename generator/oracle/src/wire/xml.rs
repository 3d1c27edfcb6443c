//! Bodies in XML.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{NsReader, XmlVersion};
use serde_json::Value;

/// The difference between a value and its XML: a text or an attribute that only one of them has. The names are not compared.
pub(super) fn difference(set: &Value, xml: &[u8]) -> Option<String> {
    let mut expected = Vec::new();
    leaves(set, &mut expected);
    let mut found = match std::str::from_utf8(xml).map_err(|error| error.to_string()).and_then(texts) {
        Ok(found) => found,
        Err(error) => return Some(format!("the body is not XML: {error}")),
    };
    expected.sort();
    found.sort();
    if expected == found {
        return None;
    }
    let only = |these: &[String], those: &[String]| {
        these.iter().find(|text| !those.contains(text)).cloned().unwrap_or_default()
    };
    let (lost, new) = (only(&expected, &found), only(&found, &expected));
    Some(format!("the body in XML lacks `{lost}` and has `{new}`"))
}

/// The scalars of a value, except empty strings, which an element without content also means.
fn leaves(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            let kept = entries.iter().filter(|(name, _)| *name != "oracleUnknown");
            kept.for_each(|(_, value)| leaves(value, out));
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, out)),
        Value::Null => {}
        Value::String(text) => out.extend(leaf(text)),
        Value::Bool(_) | Value::Number(_) => out.extend(leaf(&value.to_string())),
    }
}

/// A scalar in a form that does not depend on its spelling. `None` for timestamps, and without text.
fn leaf(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return Some(number.to_string());
    }
    // The types write timestamps in UTC, and without leap seconds.
    let is_timestamp = matches!(text.as_bytes().get(10), Some(b'T' | b't')) && text.len() >= 19;
    (!text.is_empty() && !is_timestamp).then(|| text.to_owned())
}

/// The texts and the values of attributes of a document.
fn texts(xml: &str) -> Result<Vec<String>, String> {
    let mut reader = NsReader::from_str(xml);
    let (mut out, mut text) = (Vec::new(), String::new());
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) | Event::Empty(start) => {
                out.extend(leaf(&std::mem::take(&mut text)));
                attributes(&start, &mut out)?;
            }
            Event::End(_) => out.extend(leaf(&std::mem::take(&mut text))),
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                text.extend(character);
                text.push_str(resolve_xml_entity(&reference).unwrap_or_default());
            }
            Event::Eof => return Ok(out),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn attributes(start: &BytesStart<'_>, out: &mut Vec<String>) -> Result<(), String> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let is_own = attribute.key.as_namespace_binding().is_none() && attribute.key.0 != "xsi:nil";
        if is_own {
            let value =
                attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
            out.extend(leaf(&value));
        }
    }
    Ok(())
}
