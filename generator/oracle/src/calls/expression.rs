//! Values as Rust expressions.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Writer;
use super::parameters::{base64, scalar_text};
use crate::rust::Rust;
use crate::surface::{Setter, Shape, Type};

impl Writer<'_> {
    /// A value as a Rust expression of a type.
    pub(super) fn expression(&self, ty: &Rust, value: &Value, depth: usize) -> Option<String> {
        if depth > 60 {
            return None;
        }
        let json = |ty: &str| format!("serde_json::from_str::<{ty}>({:?})?", value.to_string());
        // The runtime reads more spellings than `FromStr`.
        let read = || format!("json::from_slice::<{ty}>({:?}.as_bytes())?", value.to_string());
        Some(match ty {
            Rust::AsText => format!("{:?}", scalar_text(value)?),
            Rust::Into(inner) => match &**inner {
                Rust::Text => format!("{:?}", value.as_str()?),
                Rust::Option(inner) | Rust::Nullable(inner) if !value.is_null() || **inner == Rust::Any => {
                    self.expression(&Rust::Into(inner.clone()), value, depth + 1)?
                }
                Rust::Option(inner) if inner.takes_null() => self.expression(inner, value, depth + 1)?,
                Rust::Option(inner) => format!("None::<{inner}>"),
                inner if is_upload(inner) => format!("{:?}", value.as_str()?),
                inner => self.expression(inner, value, depth + 1)?,
            },
            Rust::Text => format!("String::from({:?})", value.as_str()?),
            Rust::Bool => value.as_bool()?.to_string(),
            Rust::Integer(name) => value
                .as_i64()
                .map(|number| format!("{number}_{name}"))
                .or_else(|| Some(format!("{}_{name}", value.as_u64()?)))?,
            Rust::Float(_) => format!("{:?}", value.as_f64()?),
            // In a union, a string without this shape belongs to another variant.
            Rust::Timestamp if !has_signs(value, &[(4, '-'), (7, '-'), (13, ':')]) => return None,
            Rust::Date if !has_signs(value, &[(4, '-'), (7, '-')]) => return None,
            Rust::Uuid if !has_signs(value, &[(8, '-'), (13, '-'), (18, '-'), (23, '-')]) => return None,
            Rust::Timestamp | Rust::Date | Rust::Uuid => read(),
            Rust::Bytes => format!("bytes::Bytes::from(vec!{:?})", base64(value.as_str()?)?),
            Rust::Number(_) if value.is_number() || value.as_str().is_some_and(is_number) => read(),
            Rust::AnyOf(inner) => format!("({}).into()", self.expression(inner, value, depth + 1)?),
            Rust::Boxed(inner) => format!("Box::new({})", self.expression(inner, value, depth + 1)?),
            Rust::Option(_) if value.is_null() => "None".to_owned(),
            Rust::Option(inner) => format!("Some({})", self.expression(inner, value, depth + 1)?),
            Rust::Nullable(_) if value.is_null() => "Nullable::Null".to_owned(),
            Rust::Nullable(inner) => {
                format!("Nullable::Value({})", self.expression(inner, value, depth + 1)?)
            }
            Rust::List(inner) => {
                if value.as_array().is_some_and(Vec::is_empty) {
                    let element = if is_upload(inner) { &Rust::Text } else { &**inner };
                    return Some(format!("Vec::<{element}>::new()"));
                }
                let element = if is_upload(inner) { &Rust::Into(inner.clone()) } else { &**inner };
                let elements: Vec<String> = value
                    .as_array()?
                    .iter()
                    .map(|value| self.expression(element, value, depth + 1))
                    .collect::<Option<_>>()?;
                format!("vec![{}]", elements.join(", "))
            }
            Rust::Map(inner) => {
                let entries: Vec<String> = value
                    .as_object()?
                    .iter()
                    .map(|(key, value)| {
                        Some(format!("({key:?}.to_owned(), {})", self.expression(inner, value, depth + 1)?))
                    })
                    .collect::<Option<_>>()?;
                format!("std::collections::BTreeMap::from([{}])", entries.join(", "))
            }
            Rust::Any => json("serde_json::Value"),
            Rust::Object if value.is_object() => json("serde_json::Map<String, serde_json::Value>"),
            Rust::Named(name) => self.named(self.subject.surface.types.get(name)?, value, depth)?,
            Rust::Number(_) | Rust::Object | Rust::Unit | Rust::Other(_) => return None,
        })
    }

    fn named(&self, ty: &Type, value: &Value, depth: usize) -> Option<String> {
        let name = &ty.name;
        match &ty.shape {
            Shape::Alias(inner) => self.expression(inner, value, depth + 1),
            Shape::Wrapper(inner) => {
                Some(format!("types::{name}({})", self.expression(inner, value, depth + 1)?))
            }
            Shape::Values(variants) => {
                let known = variants.iter().find(|(_, wire)| wire == value);
                let is_mixed = variants.iter().any(|(_, wire)| wire.is_string() != value.is_string());
                Some(match known {
                    Some((variant, _)) => format!("types::{name}::{variant}"),
                    None if is_mixed => format!("types::{name}::from(serde_json::json!({value}))"),
                    None if value.is_string() => format!("types::{name}::from({:?})", value.as_str()?),
                    None => format!("types::{name}::from({})", value.as_i64()?),
                })
            }
            Shape::Union(variants) => {
                let meant = self.variants.meant(ty, value);
                // Several alternatives may accept the value: prefer the one that names most of its properties.
                let order =
                    |(_, inner): &&(String, Rust)| std::cmp::Reverse(self.named_properties(inner, value));
                let can_be = |(variant, _): &&(String, Rust)| meant.is_empty() || meant.contains(variant);
                let mut sorted: Vec<&(String, Rust)> = variants.iter().filter(can_be).collect();
                sorted.sort_by_key(order);
                sorted.into_iter().find_map(|(variant, inner)| {
                    Some(format!("types::{name}::{variant}({})", self.expression(inner, value, depth + 1)?))
                })
            }
            Shape::Record(fields) => {
                let entries = value.as_object()?;
                let Some(constructor) = &ty.constructor else {
                    return ty
                        .reads
                        .then(|| format!("serde_json::from_str::<types::{name}>({:?})?", value.to_string()));
                };
                let wire = |field: &str| {
                    let field = field.trim_start_matches("r#");
                    fields.iter().find(|known| known.name == field).and_then(|known| known.wire.clone())
                };
                let mut arguments = Vec::new();
                for (argument, ty) in constructor {
                    let value = entries.get(&wire(argument)?).unwrap_or(&Value::Null);
                    arguments.push(self.expression(ty, value, depth + 1)?);
                }
                let mut text = format!("types::{name}::new({})", arguments.join(", "));
                for Setter { name, arguments, .. } in &ty.setters {
                    if let [(_, key), (_, argument)] = &arguments[..]
                        && fields.iter().any(|field| field.wire.is_none() && field.name == *name)
                    {
                        let is_field =
                            |key: &str| fields.iter().any(|field| field.wire.as_deref() == Some(key));
                        for (property, value) in entries.iter().filter(|(property, _)| !is_field(property)) {
                            let key = self.expression(key, &Value::from(property.clone()), depth + 1)?;
                            let _ = write!(
                                text,
                                ".{name}({key}, {})",
                                self.expression(argument, value, depth + 1)?
                            );
                        }
                        continue;
                    }
                    let [(_, argument)] = &arguments[..] else { continue };
                    let field = name.trim_start_matches("r#");
                    let Some(known) = fields.iter().find(|known| known.name == field) else { continue };
                    let value = match &known.wire {
                        Some(wire) => entries.get(wire).cloned(),
                        None => {
                            let others = entries.iter().filter(|(key, _)| {
                                fields.iter().all(|field| field.wire.as_ref() != Some(*key))
                            });
                            let others: Map<String, Value> =
                                others.map(|(key, value)| (key.clone(), value.clone())).collect();
                            (!others.is_empty()).then_some(Value::Object(others))
                        }
                    };
                    let Some(value) = value else { continue };
                    // A property that cannot be null is left out.
                    if value.is_null() && !argument.takes_null() {
                        continue;
                    }
                    let _ = write!(text, ".{name}({})", self.expression(argument, &value, depth + 1)?);
                }
                Some(text)
            }
        }
    }
}

impl Writer<'_> {
    /// The number of properties of a value that a type has fields for.
    fn named_properties(&self, ty: &Rust, value: &Value) -> usize {
        let Rust::Named(name) = ty.inner() else { return 0 };
        let Some(Type { shape: Shape::Record(fields), .. }) = self.subject.surface.named(name) else {
            return 0;
        };
        let wires = fields.iter().filter_map(|field| field.wire.as_deref());
        wires.filter(|wire| value.get(wire).is_some()).count()
    }
}

/// Whether a string has certain characters at certain positions.
fn has_signs(value: &Value, signs: &[(usize, char)]) -> bool {
    let text = value.as_str().unwrap_or_default();
    signs.iter().all(|(index, sign)| text.chars().nth(*index) == Some(*sign))
}

/// Whether a string is a number in decimal digits.
fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
        && text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the runtime builds this type from a string.
fn is_upload(ty: &Rust) -> bool {
    matches!(ty, Rust::Named(name) if matches!(name.as_str(), "Upload" | "FilePart" | "Secret"))
}
