//! The fourth pass: merges keywords next to alternatives into each alternative, and unites alternatives of the same type. Afterwards a
//! schema has alternatives or a shape of its own, not both.

use std::sync::Arc;

use super::SchemaId;
use super::builder::Builder;
use super::digits;
use super::flat::{Additional, Discriminator, FlatSchema, JsonType};
use super::scalar::scalar;
use super::uses::SchemaUse;
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::model::{Constraints, Doc, Scalar};
use crate::source::{Pointer, Value};

/// An alternative of a schema, before alternatives are united.
struct Alternative {
    doc: Doc,
    schema: Arc<FlatSchema>,
}

impl Builder<'_> {
    /// The merged schema, with the keywords next to its alternatives distributed.
    pub(super) fn distributed(&mut self, id: SchemaId) -> Arc<FlatSchema> {
        if let Some(distributed) = &self.draft(id).distributed {
            return Arc::clone(distributed);
        }
        let merged = self.merged(id);
        let distributed = if merged.any_of.is_empty() {
            merged
        } else {
            let at = self.draft(id).at.clone();
            let schema = if merged.is_plain() { (*merged).clone() } else { self.distribute(&at, &merged) };
            Arc::new(self.unite(schema))
        };
        self.draft_mut(id).distributed = Some(Arc::clone(&distributed));
        distributed
    }

    fn distribute(&mut self, at: &Pointer, merged: &FlatSchema) -> FlatSchema {
        let base = FlatSchema { any_of: Vec::new(), discriminator: None, ..merged.clone() };
        // Alternatives that only require different properties add nothing to a type.
        if !self.alternatives_have_shapes(&merged.any_of) {
            let sets = self.required_sets(&merged.any_of);
            let constraints = Constraints::both(base.constraints.clone(), sets.as_ref());
            return FlatSchema { constraints, ..base };
        }
        // An object whose alternatives are objects: the alternatives are enough.
        if base.properties.is_empty()
            && base.required.is_empty()
            && base.kind == Some(JsonType::Object)
            && base.additional == Additional::Unspecified
            && self.all_objects(&merged.any_of)
        {
            return FlatSchema { kind: None, ..merged.clone() };
        }
        if !self.may_make(at) {
            self.sink.report(Diagnostic::recursive_alternatives(self.location(at)));
            return base;
        }
        let base = FlatSchema { title: None, ..base };
        let discriminator = merged.discriminator.clone();
        let any_of = self.with_base(at, &merged.any_of, &base, discriminator.as_ref());
        FlatSchema { any_of, discriminator, exclusive: merged.exclusive, ..merged.annotations() }
    }

    fn alternatives_have_shapes(&mut self, any_of: &[Pointer]) -> bool {
        any_of.iter().any(|alternative| {
            self.target(alternative).is_some_and(|target| {
                let schema = self.merged(target);
                !schema.has_at_most_required() || !schema.any_of.is_empty()
            })
        })
    }

    /// Alternatives that only require properties: an object has the properties of one of them.
    pub(super) fn required_sets(&mut self, any_of: &[Pointer]) -> Option<Arc<Constraints>> {
        let mut one_set_of = Vec::new();
        for alternative in any_of {
            let target = self.target(alternative)?;
            one_set_of.push(self.merged(target).required.iter().cloned().collect());
        }
        Some(Arc::new(Constraints { one_set_of, ..Constraints::default() }))
    }

    /// The alternatives of the schema at `at`, each with the keywords of `base`.
    fn with_base(
        &mut self,
        at: &Pointer,
        any_of: &[Pointer],
        base: &FlatSchema,
        discriminator: Option<&Discriminator>,
    ) -> Vec<Pointer> {
        let shared = self.synthetic(at, "base", at, base.clone());
        let mut alternatives: Vec<(&Pointer, Option<Arc<FlatSchema>>)> = Vec::new();
        for alternative in any_of {
            let schema = self.target(alternative).map(|target| self.merged(target));
            alternatives.push((alternative, schema));
        }
        // An alternative of another type than the base is impossible, unless all are.
        let is_possible =
            |schema: &Option<Arc<FlatSchema>>| schema.as_ref().is_none_or(|schema| base.may_be(schema.kind));
        let none_is_possible = !alternatives.iter().any(|(_, schema)| is_possible(schema));
        let (mut with_base, mut created) = (Vec::new(), Vec::new());
        for (index, (alternative, schema)) in alternatives.into_iter().enumerate() {
            if !none_is_possible && !is_possible(&schema) {
                continue;
            }
            // A schema that is derived from the base has its keywords.
            let is_derived = self.family.is_derived(alternative, at);
            with_base.push(if is_derived || schema.is_some_and(|schema| schema.covers(base)) {
                alternative.clone()
            } else {
                let all_of = vec![alternative.clone(), shared.clone()];
                let schema = FlatSchema { all_of, ..FlatSchema::default() };
                let both = self.synthetic(at, &format!("alternative {index}"), alternative, schema);
                let declared = self.references.get(alternative).unwrap_or(alternative);
                created.push((both.clone(), declared.clone()));
                both
            });
        }
        if let Some(discriminator) = discriminator {
            self.keep_tags_of(at, base, discriminator, &created);
        }
        with_base
    }

    /// Unites alternatives of the same type: single values of it, or several schemas for the same scalar.
    fn unite(&mut self, schema: FlatSchema) -> FlatSchema {
        let mut alternatives = Vec::new();
        for at in &schema.any_of {
            let Some(target) = self.target(at) else { return schema };
            let merged = self.merged(target);
            if !merged.any_of.is_empty() {
                return schema;
            }
            // Null applies to the union, not to an alternative.
            if !merged.only_null {
                let doc = self.schema_use(at).map(SchemaUse::doc).unwrap_or_default();
                alternatives.push(Alternative { doc, schema: merged });
            }
        }
        // An enum of strings without a type is a string.
        for Alternative { schema, .. } in &mut alternatives {
            let strings = !schema.enumeration.is_empty() && schema.enumeration.iter().all(Value::is_string);
            if schema.kind.is_none() && strings {
                *schema = Arc::new(FlatSchema { kind: Some(JsonType::String), ..(**schema).clone() });
            }
        }
        if let Some(number) =
            digits::united(&schema, alternatives.iter().map(|alternative| &*alternative.schema))
        {
            return number;
        }
        let [Alternative { schema: first, .. }, ..] = alternatives.as_slice() else { return schema };
        let (Some(kind), Some(scalar_of_first)) = (first.kind, scalar(first)) else { return schema };
        if alternatives.iter().any(|alternative| alternative.schema.kind != Some(kind)) {
            return schema;
        }
        let (closed, free): (Vec<&Alternative>, Vec<&Alternative>) =
            alternatives.iter().partition(|alternative| !alternative.schema.enumeration.is_empty());
        let is_plain =
            |free: &Alternative| matches!(scalar(&free.schema), Some(Scalar::String | Scalar::I64));
        if !closed.is_empty() && kind != JsonType::Boolean && free.iter().all(|free| is_plain(free)) {
            return united_enum(&schema, kind, &closed);
        }
        if closed.is_empty() && free.iter().all(|free| scalar(&free.schema) == Some(scalar_of_first)) {
            return FlatSchema {
                kind: Some(kind),
                format: first.format.clone(),
                constraints: Constraints::both(schema.constraints.clone(), first.constraints.as_ref()),
                minimum: first.minimum,
                maximum: first.maximum,
                digits: first.digits,
                any_of: Vec::new(),
                ..schema
            };
        }
        schema
    }
}

/// One enum of the values of several.
fn united_enum(schema: &FlatSchema, kind: JsonType, alternatives: &[&Alternative]) -> FlatSchema {
    let mut united = FlatSchema { kind: Some(kind), any_of: Vec::new(), ..schema.clone() };
    let mut known: HashSet<Value> = united.enumeration.iter().cloned().collect();
    for Alternative { doc, schema } in alternatives {
        let is_single = schema.enumeration.len() == 1;
        for (index, value) in schema.enumeration.iter().enumerate() {
            if !known.insert(value.clone()) {
                continue;
            }
            let own = |list: &[String], other: Option<&String>| {
                list.get(index).or(other.filter(|_| is_single)).cloned().unwrap_or_default()
            };
            let name = own(&schema.value_names, doc.summary.as_ref());
            let description = own(&schema.value_docs, doc.description.as_ref());
            united.enumeration.push(value.clone());
            united.value_names.push(name);
            united.value_docs.push(description);
        }
    }
    united
}
