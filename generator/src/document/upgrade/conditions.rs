//! Keywords that apply under a condition.

use serde_json::json;

use super::constants::allows_everything;
use super::{Schema, Walker};
use crate::diagnostics::Diagnostic;
use crate::source::Value;

impl Walker<'_, '_> {
    /// Reports conditions, and removes those without effect. The schemas under a condition stay: their properties are optional.
    pub(super) fn conditions(&mut self, schema: &mut Schema) {
        dependencies(schema);
        dependent_requirements(schema);
        for key in ["then", "else"] {
            if !schema.contains_key("if") || schema.get(key).is_some_and(allows_everything) {
                schema.remove(key);
            }
        }
        let has_effect = schema.contains_key("then") || schema.contains_key("else");
        if schema.remove("if").is_some() && has_effect {
            self.report(Diagnostic::unsupported_condition(&self.here(), "if"));
        } else if schema.contains_key("dependentSchemas") {
            self.report(Diagnostic::unsupported_condition(&self.here(), "dependentSchemas"));
        }
    }
}

/// `dependencies` of earlier drafts → `dependentRequired` and `dependentSchemas`.
fn dependencies(schema: &mut Schema) {
    let Some(Value::Object(dependencies)) = schema.remove("dependencies") else { return };
    for (name, dependency) in dependencies {
        let key = if dependency.is_array() { "dependentRequired" } else { "dependentSchemas" };
        if let Some(known) = schema.entry(key).or_insert_with(|| json!({})).as_object_mut() {
            known.entry(name).or_insert(dependency);
        }
    }
}

/// Schemas in `dependentSchemas` that only require properties → `dependentRequired`. Those without effect are removed.
fn dependent_requirements(schema: &mut Schema) {
    let Some(Value::Object(mut dependent)) = schema.remove("dependentSchemas") else { return };
    dependent.retain(|_, inner| !allows_everything(inner));
    let only_required = |inner: &Value| {
        inner.as_object().is_some_and(|keywords| keywords.len() == 1 && keywords.contains_key("required"))
    };
    let names: Vec<String> =
        dependent.iter().filter(|(_, inner)| only_required(inner)).map(|(name, _)| name.clone()).collect();
    for name in names {
        let known = schema.entry("dependentRequired").or_insert_with(|| json!({}));
        if let (Some(known), Some(inner)) = (known.as_object_mut(), dependent.get(&name))
            && !known.contains_key(&name)
        {
            known.insert(name.clone(), inner["required"].clone());
            dependent.remove(&name);
        }
    }
    if !dependent.is_empty() {
        schema.insert("dependentSchemas".to_owned(), dependent.into());
    }
}
