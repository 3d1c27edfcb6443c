//! The query.

use serde_json::{Map, Value};

use super::Judge;
use super::schemas::subschema;
use super::values::{decoded_query, deep, split_values};
use crate::calls::{Call, Parameter};
use crate::decoding::is_json;
use crate::document::Location;

impl Judge<'_> {
    pub(super) fn query(
        &self,
        call: &Call,
        known: &[Parameter<'_>],
        query: &str,
        template: &str,
        out: &mut Vec<String>,
    ) {
        let mut pairs: Vec<(String, &str, bool)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded_query(name), value, false)
            })
            .collect();
        let (mut open, mut seen) = (Vec::new(), false);
        for parameter in known
            .iter()
            .filter(|parameter| parameter.location == "query" || parameter.location == "querystring")
        {
            let mut kind = self.kind(call, parameter);
            let style = parameter.value.get("style").and_then(Value::as_str).unwrap_or("form");
            let explode = parameter.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
            if parameter.location == "querystring" {
                seen = true;
                continue;
            }
            if kind == "object" && style == "form" && explode && parameter.media.is_none() {
                open.push(parameter);
                continue;
            }
            let value = if style == "deepObject" {
                deep(&parameter.name, &mut pairs)
            } else {
                let own: Vec<&str> = pairs
                    .iter_mut()
                    .filter(|(name, ..)| *name == parameter.name)
                    .map(|(_, value, taken)| {
                        *taken = true;
                        *value
                    })
                    .collect();
                // The values that an example sets are unknown: a parameter may be a list.
                if own.len() > 1 && call.is_example && self.may_be_list(parameter) {
                    kind = "array";
                }
                match (&own[..], kind) {
                    ([], _) => None,
                    ([one], _) if parameter.media.as_deref().is_some_and(is_json) => {
                        Some(serde_json::from_str(&decoded_query(one)).unwrap_or(Value::Null))
                    }
                    (many, "array") if explode => {
                        Some(Value::Array(many.iter().map(|one| Value::from(decoded_query(one))).collect()))
                    }
                    ([one], _) => {
                        let one = match style {
                            "spaceDelimited" => one.replace("%20", "\u{1}").replace('+', "\u{1}"),
                            "pipeDelimited" => one.replace("%7C", "\u{1}").replace('|', "\u{1}"),
                            _ => one.replace(',', "\u{1}"),
                        };
                        let one = if kind == "string" { own[0] } else { &one };
                        Some(split_values(one, '\u{1}', kind, false, decoded_query))
                    }
                    (many, _) => {
                        out.push(format!("query parameter {} is sent {} times", parameter.name, many.len()));
                        continue;
                    }
                }
            };
            self.parameter(call, parameter, value, out);
        }
        // Each property of an exploded object is a query parameter.
        if let [parameter] = open[..] {
            let mut entries: Map<String, Value> = Map::new();
            for (name, value, taken) in &mut pairs {
                if *taken {
                    continue;
                }
                *taken = true;
                let value = Value::from(decoded_query(value));
                match entries.get_mut(name) {
                    Some(Value::Array(values)) => values.push(value),
                    Some(first) => *first = Value::Array(vec![first.clone(), value]),
                    None => {
                        entries.insert(name.clone(), value);
                    }
                }
            }
            let found = (!entries.is_empty()).then_some(Value::Object(entries));
            self.parameter(call, parameter, found, out);
        } else if !open.is_empty() {
            seen = true;
        }
        let of_template = template.split_once('?').map_or("", |(_, query)| query);
        let credentials = self.query_credentials();
        for (name, _, taken) in &pairs {
            if !taken && !seen && !of_template.contains(name.as_str()) && !credentials.contains(name) {
                out.push(format!("query parameter {name} is not in the document"));
            }
        }
    }

    fn may_be_list(&self, parameter: &Parameter<'_>) -> bool {
        let schema = parameter.schema.as_ref();
        schema.is_some_and(|schema| subschema(self.schemas, schema, "items", 0).is_some())
    }

    /// Names of query parameters that are credentials.
    fn query_credentials(&self) -> Vec<String> {
        let document = self.schemas.document();
        let schemes = document.root().pointer("/components/securitySchemes").and_then(Value::as_object);
        let names = schemes.into_iter().flatten().filter_map(|(name, _)| {
            let location =
                Location { file: 0, pointer: "/components/securitySchemes".to_owned() }.child(name);
            let (_, scheme) = document.resolved(&location)?;
            (scheme.get("in")? == "query").then(|| scheme.get("name")?.as_str().map(str::to_owned))?
        });
        names.collect()
    }
}
