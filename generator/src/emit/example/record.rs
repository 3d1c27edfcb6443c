//! Records: `::new(…)` with the required properties, and setters.

use quote::quote;
use serde_json::Map;

use super::value::{Maker, Sample, Wanted, is_string};
use crate::emit::ty::ident;
use crate::model::{Field, Record};
use crate::source::Value;

/// The maximum number of optional properties that are set only to show them.
const MAX_SHOWN: usize = 2;

impl Maker<'_> {
    /// `::new(…)` with the required properties, and setters for the properties that are needed or have an example.
    pub(super) fn record(&self, record: &Record, wanted: Wanted<'_>) -> Option<Sample> {
        let mut arguments = Vec::new();
        let mut json = Map::new();
        for field in &record.fields {
            if let Some(constant) = &field.constant {
                json.insert(field.wire.clone(), self.constant(&field.ty, constant)?);
            } else if field.is_argument() {
                let sample = self.field(field, wanted)?;
                arguments.push(sample.code);
                json.insert(field.wire.clone(), sample.json);
            }
        }
        let mut setters = Vec::new();
        for field in self.chosen(record, &json, wanted)? {
            let sample = self.field(field, wanted)?;
            let (name, code) = (ident(&field.name), sample.code);
            setters.push(quote!(.#name(#code)));
            json.insert(field.wire.clone(), sample.json);
        }
        let json = if record.is_array {
            let items = record.fields.iter().map(|field| json.remove(&field.wire).unwrap_or_default());
            Value::Array(items.collect())
        } else {
            Value::Object(json)
        };
        Some(Sample { code: quote!(::new(#(#arguments),*) #(#setters)*), json })
    }

    /// The optional fields to set. `None` if there are fewer than the constraints require.
    fn chosen<'f>(
        &self,
        record: &'f Record,
        set: &Map<String, Value>,
        wanted: Wanted<'_>,
    ) -> Option<Vec<&'f Field>> {
        let optional =
            || record.fields.iter().filter(|field| field.constant.is_none() && !field.is_argument());
        let count = wanted.constraints.map(|constraints| constraints.properties).unwrap_or_default();
        let sets =
            wanted.constraints.map(|constraints| constraints.one_set_of.as_slice()).unwrap_or_default();
        let possible = |field: &Field| self.field(field, wanted);
        let is_tag = |field: &Field| wanted.tag.is_some_and(|(property, _)| property == field.wire);
        let mut chosen: Vec<&Field> = optional().filter(|field| is_tag(field)).collect();
        let has = |names: &[String], chosen: &[&Field]| {
            names.iter().all(|name| set.contains_key(name) || chosen.iter().any(|field| field.wire == *name))
        };
        if sets.is_empty() {
            let shown = optional().filter(|field| {
                let examples = examples(field, wanted);
                is_string(&field.ty) && !field.deprecated && !is_tag(field) && !examples.is_empty()
            });
            let shown = shown.take(MAX_SHOWN).filter(|field| {
                possible(field).is_some_and(|sample| examples(field, wanted).contains(&&sample.json))
            });
            chosen.extend(shown);
        } else if !sets.iter().any(|names| has(names, &chosen)) {
            let found = sets.iter().find_map(|names| {
                let fields: Vec<&Field> = optional()
                    .filter(|field| names.contains(&field.wire) && possible(field).is_some())
                    .collect();
                has(names, &fields).then_some(fields)
            });
            chosen.extend(found?);
        }
        for field in optional() {
            let is_chosen = chosen.iter().any(|other| other.wire == field.wire);
            let few = set.len() + chosen.len() < count.least;
            if few && !is_chosen && !field.deprecated && possible(field).is_some() {
                chosen.push(field);
            }
        }
        chosen.truncate(count.most.map_or(chosen.len(), |most| most.saturating_sub(set.len())));
        count.allows(set.len() + chosen.len()).then_some(chosen)
    }

    fn field(&self, field: &Field, wanted: Wanted<'_>) -> Option<Sample> {
        let tag = wanted.tag.filter(|(property, _)| *property == field.wire).map(|(_, value)| value);
        let mut examples: Vec<&Value> = tag.into_iter().collect();
        examples.extend(self::examples(field, wanted));
        examples.extend(&field.doc.default);
        let inner = Wanted {
            constraints: field.doc.constraints.as_deref(),
            examples: &examples,
            name: &field.wire,
            depth: wanted.depth + 1,
            tag: None,
            exact: false,
            turn: wanted.turn,
        };
        self.value(&field.ty, inner)
    }
}

/// The examples of a field: first those in examples of the record, then its own.
fn examples<'a>(field: &'a Field, wanted: Wanted<'a>) -> Vec<&'a Value> {
    let inherited = wanted.examples.iter().filter_map(|example| example.get(&field.wire));
    inherited.chain(&field.doc.example).collect()
}
