//! Parameters in the path, in headers and in cookies.

use serde_json::Value;

use super::Judge;
use super::values::{decoded_text, pairs, split_values};
use crate::calls::{Call, Parameter};
use crate::decoding::is_json;

impl Judge<'_> {
    pub(super) fn path(&self, call: &Call, parameter: &Parameter<'_>, raw: &str) -> Result<Value, String> {
        let style = parameter.value.get("style").and_then(Value::as_str).unwrap_or("simple");
        let explode = parameter.value.get("explode") == Some(&Value::Bool(true));
        let kind = self.kind(call, parameter);
        Ok(match style {
            "label" => {
                let rest = raw.strip_prefix('.').ok_or_else(|| format!("{raw} does not begin with a dot"))?;
                let separator = if explode || kind == "string" { '.' } else { ',' };
                split_values(rest, separator, kind, explode, decoded_text)
            }
            "matrix" => {
                let rest =
                    raw.strip_prefix(';').ok_or_else(|| format!("{raw} does not begin with a semicolon"))?;
                match (kind, explode) {
                    ("object", true) => pairs(rest.split(';')),
                    ("array", true) => {
                        let values = rest.split(';').map(|pair| {
                            pair.split_once('=')
                                .map_or(Value::Null, |(_, value)| Value::from(decoded_text(value)))
                        });
                        Value::Array(values.collect())
                    }
                    _ => {
                        let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
                        if decoded_text(name) != parameter.name {
                            return Err(format!("{raw} does not name the parameter"));
                        }
                        split_values(value, ',', kind, false, decoded_text)
                    }
                }
            }
            _ => self.simple(call, parameter, raw, decoded_text),
        })
    }

    /// Decodes the style `simple`, which headers use too, and cookies that are not exploded.
    pub(super) fn simple(
        &self,
        call: &Call,
        parameter: &Parameter<'_>,
        raw: &str,
        decode: fn(&str) -> String,
    ) -> Value {
        if parameter.media.as_deref().is_some_and(is_json) {
            return serde_json::from_str(&decode(raw)).unwrap_or(Value::Null);
        }
        let explode = parameter.value.get("explode") == Some(&Value::Bool(true));
        split_values(raw, ',', self.kind(call, parameter), explode, decode)
    }
}
