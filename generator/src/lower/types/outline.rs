//! The outlines by which a value of a union finds its alternative.
//!
//! An outline has only the facts that can distinguish alternatives. If all alternatives have a property with the same schema, its outline
//! is the JSON type.

use super::Ctx;
use super::alternative::{Alternative, Draft, MAX_NESTING, alternatives, constants};
use super::refine::refine;
use super::tag::{self, Tag};
use crate::collections::{HashMap, HashSet};
use crate::model::{
    Dispatch, Outline, OutlineFormat, OutlineId, OutlineProperty, OutlineRest, Scalar, Shape, TagFallback,
    TypeDef,
};
use crate::schema::{Additional, FlatSchema, JsonType, SchemaId, scalar};
use crate::source::{Pointer, Value};

/// The most outlines of an API. The next ones are [`Outline::Any`].
const MAX_OUTLINES: usize = 20_000;

/// The most outlines of one union whose parts are outlined as well.
const MAX_PARTS: usize = 500;

/// The longest list of values.
const MAX_VALUES: usize = 100;

/// The outlines of an API.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    list: Vec<Outline>,
    /// Outlines without parts.
    plain: HashMap<Outline, OutlineId>,
    /// Outlines with parts.
    forms: HashMap<Form, OutlineId>,
}

/// The schema that an outline with parts describes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Form {
    schema: SchemaId,
    /// The schemas to distinguish it from, and itself.
    among: Vec<SchemaId>,
    /// The tags by which unions around it choose it.
    tags: Vec<Tagged>,
}

/// The tag of an alternative.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Tagged {
    property: String,
    required: bool,
    /// Its values for the alternative.
    keys: Vec<Value>,
}

/// The outlines of one union under construction.
struct Builder<'a, 'g> {
    ctx: &'a Ctx<'g>,
    outlines: &'a mut Outlines,
    /// Outlines without their parts.
    open: Vec<(OutlineId, Form)>,
    parts: usize,
}

/// Sets the outlines of alternatives.
pub(super) fn outline(ctx: &Ctx<'_>, outlines: &mut Outlines, drafts: &mut [Draft]) {
    let mut builder = Builder { ctx, outlines, open: Vec::new(), parts: 0 };
    let all: Vec<SchemaId> = drafts.iter().map(|draft| draft.target).collect();
    let among = leaves(ctx, &all);
    for draft in &mut *drafts {
        let rivals = rivals(ctx, draft.target, &among);
        draft.variant.outline = Some(builder.outline(draft.target, rivals, Vec::new(), true));
    }
    builder.complete();
}

impl Outlines {
    pub(super) fn get(&self, id: OutlineId) -> &Outline {
        &self.list[id.0]
    }

    fn push(&mut self, outline: Outline) -> OutlineId {
        self.list.push(outline);
        OutlineId(self.list.len() - 1)
    }

    fn plain(&mut self, outline: Outline) -> OutlineId {
        if let Some(known) = self.plain.get(&outline) {
            return *known;
        }
        let id = self.push(outline.clone());
        self.plain.insert(outline, id);
        id
    }

    /// The number of the class of each outline. Outlines of one class are equal at every depth.
    pub(super) fn classes(&self) -> Vec<usize> {
        let mut inside = Vec::with_capacity(self.list.len());
        let mut numbers: HashMap<Outline, usize> = HashMap::default();
        let mut alike = Vec::with_capacity(self.list.len());
        for outline in &self.list {
            let mut parts = Vec::new();
            let mut outline = outline.clone();
            parts_mut(&mut outline, &mut |id| parts.push(std::mem::replace(id, OutlineId(0)).0));
            inside.push(parts);
            let next = numbers.len();
            alike.push(*numbers.entry(outline).or_insert(next));
        }
        refine(alike, &inside)
    }

    /// The outlines that unions use which are read, in order. The outlines of the unions are renumbered. Where only one alternative
    /// holds, nothing but reading needs the properties of the others.
    pub(super) fn used_by(self, types: &mut [TypeDef]) -> Vec<Outline> {
        let mut numbers: HashMap<OutlineId, OutlineId> = HashMap::default();
        let mut used: Vec<Outline> = Vec::new();
        let mut take = |id: &mut OutlineId, used: &mut Vec<Outline>| {
            *id = *numbers.entry(*id).or_insert_with(|| {
                used.push(self.list[id.0].clone());
                OutlineId(used.len() - 1)
            });
        };
        for def in types {
            let is_read = def.usage.output;
            let Shape::Union(union) = &mut def.shape else { continue };
            let is_fit = !matches!(
                union.dispatch,
                Dispatch::Tag { fallback: TagFallback::Never | TagFallback::Default(_), .. }
            );
            for variant in &mut union.variants {
                variant.others &= is_read || !union.exclusive;
                match &mut variant.outline {
                    Some(id) if is_read && is_fit => take(id, &mut used),
                    other => *other = None,
                }
            }
        }
        let mut next = 0;
        while let Some(outline) = used.get(next) {
            let mut outline = outline.clone();
            parts_mut(&mut outline, &mut |id| take(id, &mut used));
            used[next] = outline;
            next += 1;
        }
        used
    }
}

/// Calls `change` for the outlines inside an outline.
fn parts_mut(outline: &mut Outline, change: &mut impl FnMut(&mut OutlineId)) {
    match outline {
        Outline::Nullable(inner) | Outline::Array(inner) => change(inner),
        Outline::Object(properties, rest) => {
            properties.iter_mut().for_each(|property| change(&mut property.value));
            if let OutlineRest::Kept(values) = rest {
                change(values);
            }
        }
        Outline::OneOf(outlines) | Outline::Tuple(outlines) => outlines.iter_mut().for_each(change),
        Outline::Any
        | Outline::Boolean
        | Outline::Integer
        | Outline::Number
        | Outline::Digits { .. }
        | Outline::String
        | Outline::Format(_)
        | Outline::Values(_) => {}
    }
}

impl Builder<'_, '_> {
    /// The outline of a schema. `among` are the schemas to distinguish it from, and itself; with `values`, the values of an enum and the
    /// format of a string matter.
    fn outline(
        &mut self,
        schema: SchemaId,
        among: Vec<SchemaId>,
        tags: Vec<Tagged>,
        values: bool,
    ) -> OutlineId {
        let flat = &self.ctx.graph[schema].schema;
        if flat.only_null {
            // Null belongs to the union, so no value has this outline.
            return self.outlines.plain(Outline::Values(Vec::new()));
        }
        let has_parts = !flat.any_of.is_empty() || flat.is_object() || flat.kind == Some(JsonType::Array);
        let is_full = self.parts >= MAX_PARTS || self.outlines.list.len() >= MAX_OUTLINES;
        if !has_parts || among.len() < 2 || is_full {
            let plain = self.plain(flat, values);
            return self.outlines.plain(plain);
        }
        let form = Form { schema, among, tags };
        if let Some(known) = self.outlines.forms.get(&form) {
            return *known;
        }
        let id = self.outlines.push(Outline::Any);
        self.parts += 1;
        self.open.push((id, form.clone()));
        self.outlines.forms.insert(form, id);
        id
    }

    /// Adds the parts of all outlines.
    fn complete(&mut self) {
        while let Some((id, form)) = self.open.pop() {
            self.outlines.list[id.0] = self.with_parts(&form);
        }
    }

    fn with_parts(&mut self, form: &Form) -> Outline {
        let ctx = self.ctx;
        let Form { schema, among, tags } = form;
        let flat = &ctx.graph[*schema].schema;
        if !flat.any_of.is_empty() {
            return self.one_of(form);
        }
        if !flat.prefix_items.is_empty() {
            let items = flat.prefix_items.iter().enumerate().map(|(index, at)| {
                let (item, is_nullable) = self.part(Some(at), among, |schema| schema.prefix_items.get(index));
                self.nullable(item, is_nullable)
            });
            return Outline::Tuple(items.collect());
        }
        if flat.kind == Some(JsonType::Array) {
            let (items, is_nullable) = self.part(flat.items.as_ref(), among, |schema| schema.items.as_ref());
            return Outline::Array(self.nullable(items, is_nullable));
        }
        let properties = flat.properties.iter().filter_map(|(wire, at)| {
            let found = ctx.graph.schema_use(at);
            if found.is_some_and(|found| found.write_only) {
                return None;
            }
            let required = flat.required.contains(wire) && !ctx.graph.is_relaxed(found);
            let (value, is_nullable) = self.part(Some(at), among, |schema| schema.properties.get(wire));
            let value = if required { self.nullable(value, is_nullable) } else { value };
            Some(OutlineProperty { wire: wire.clone(), required, value })
        });
        let mut properties: Vec<OutlineProperty> = properties.collect();
        for Tagged { property, required, keys } in tags {
            let value = self.outlines.plain(listed(keys, true));
            properties.retain(|known| known.wire != *property);
            properties.push(OutlineProperty { wire: property.clone(), required: *required, value });
        }
        let rest = match &flat.additional {
            Additional::Never => OutlineRest::Closed,
            Additional::Schema(values) => {
                let (values, is_nullable) = self.part(Some(values), among, FlatSchema::values);
                OutlineRest::Kept(self.nullable(values, is_nullable))
            }
            Additional::Unspecified if !properties.is_empty() && flat.discriminator.is_none() => {
                OutlineRest::Ignored
            }
            Additional::Unspecified | Additional::Any => OutlineRest::Kept(self.outlines.plain(Outline::Any)),
        };
        Outline::Object(properties, rest)
    }

    /// The outline of a union. If a tag decides, a value without it, or with another value of it, is none of the alternatives.
    fn one_of(&mut self, form: &Form) -> Outline {
        let ctx = self.ctx;
        let node = &ctx.graph[form.schema];
        let mut all = alternatives(ctx, &node.schema);
        all.retain(|alternative| alternative.found.target != form.schema);
        let (tag, _) = tag::find(ctx, node, &mut all);
        let tag = tag.filter(|tag| tag.fallback != TagFallback::Unknown);
        let mut one = |alternative: Alternative<'_>| {
            let mut tags = form.tags.clone();
            tags.extend(tag.as_ref().and_then(|tag| tagged(ctx, tag, &alternative)));
            let target = alternative.found.target;
            self.outline(target, rivals(ctx, target, &form.among), tags, true)
        };
        Outline::OneOf(all.into_iter().map(&mut one).collect())
    }

    /// The outline of a part of a schema, and whether it may be null. `select` finds the same part of the schemas to distinguish it from.
    fn part(
        &mut self,
        at: Option<&Pointer>,
        among: &[SchemaId],
        select: impl Fn(&FlatSchema) -> Option<&Pointer>,
    ) -> (OutlineId, bool) {
        let ctx = self.ctx;
        let Some(found) = at.and_then(|at| ctx.graph.schema_use(at)) else {
            return (self.outlines.plain(Outline::Any), false);
        };
        let same = |id: &SchemaId| Some(ctx.graph.schema_use(select(&ctx.graph[*id].schema)?)?.target);
        let same: Vec<SchemaId> = among.iter().filter_map(same).collect();
        let is_shared = same.len() > 1 && same.iter().all(|id| *id == found.target);
        let rivals = rivals(ctx, found.target, &leaves(ctx, &same));
        let id = self.outline(found.target, rivals, Vec::new(), !is_shared);
        (id, found.nullable)
    }

    fn nullable(&mut self, id: OutlineId, is_nullable: bool) -> OutlineId {
        if is_nullable { self.outlines.plain(Outline::Nullable(id)) } else { id }
    }

    /// The outline of a schema without the schemas inside it.
    fn plain(&mut self, schema: &FlatSchema, values: bool) -> Outline {
        if !schema.any_of.is_empty() {
            return Outline::Any;
        }
        if !schema.enumeration.is_empty() {
            return listed(&schema.enumeration, values);
        }
        match schema.kind {
            _ if schema.is_object() && !schema.properties.is_empty() => {
                Outline::Object(Vec::new(), OutlineRest::Ignored)
            }
            _ if schema.is_object() => {
                Outline::Object(Vec::new(), OutlineRest::Kept(self.outlines.plain(Outline::Any)))
            }
            Some(JsonType::Boolean) => Outline::Boolean,
            Some(JsonType::Integer | JsonType::Number) if schema.digits => {
                Outline::Digits { integer: schema.kind == Some(JsonType::Integer) }
            }
            Some(JsonType::Integer) => Outline::Integer,
            Some(JsonType::Number) => Outline::Number,
            Some(JsonType::String) => match format(schema) {
                Some(format) if values => Outline::Format(format),
                Some(_) | None => Outline::String,
            },
            Some(JsonType::Array) if !schema.prefix_items.is_empty() => {
                let any = self.outlines.plain(Outline::Any);
                Outline::Tuple(vec![any; schema.prefix_items.len()])
            }
            Some(JsonType::Array) => Outline::Array(self.outlines.plain(Outline::Any)),
            Some(JsonType::Object) | None => Outline::Any,
        }
    }
}

/// The tag of an alternative, unless the alternative describes it itself.
fn tagged(ctx: &Ctx<'_>, tag: &Tag, alternative: &Alternative<'_>) -> Option<Tagged> {
    let Tag { property, fallback } = tag;
    let required = *fallback == TagFallback::Never;
    let is_described = constants(ctx, alternative.schema, property) == alternative.keys
        && required == alternative.schema.required.contains(property);
    (!is_described).then(|| Tagged { property: property.clone(), required, keys: alternative.keys.clone() })
}

/// The outline of an enum.
fn listed(values: &[Value], matter: bool) -> Outline {
    let is_single = |value: &Value| value.is_string() || value.is_i64() || value.is_boolean();
    if matter && values.len() <= MAX_VALUES && values.iter().all(is_single) {
        Outline::Values(values.to_vec())
    } else if values.iter().all(Value::is_string) {
        Outline::String
    } else if values.iter().all(Value::is_i64) {
        Outline::Integer
    } else {
        Outline::Any
    }
}

/// The format of a string, if it can be checked.
fn format(schema: &FlatSchema) -> Option<OutlineFormat> {
    match (scalar(schema), schema.format.as_deref()) {
        (Some(Scalar::Timestamp), _) => Some(OutlineFormat::DateTime),
        (Some(Scalar::Date), _) => Some(OutlineFormat::Date),
        (Some(Scalar::Uuid), _) => Some(OutlineFormat::Uuid),
        (Some(Scalar::Base64), _) => Some(OutlineFormat::Base64),
        (_, Some("email" | "idn-email")) => Some(OutlineFormat::Email),
        (_, Some("ipv4" | "ip4" | "ip-address")) => Some(OutlineFormat::Ipv4),
        (_, Some("ipv6" | "ip6")) => Some(OutlineFormat::Ipv6),
        (_, Some("uri" | "url" | "iri")) => Some(OutlineFormat::Uri),
        _ => None,
    }
}

/// The schemas without alternatives that values of some schemas have.
fn leaves(ctx: &Ctx<'_>, schemas: &[SchemaId]) -> Vec<SchemaId> {
    let mut found: Vec<SchemaId> = Vec::new();
    let mut level = schemas.to_vec();
    let mut seen: HashSet<SchemaId> = HashSet::default();
    for _ in 0..=MAX_NESTING {
        let mut next = Vec::new();
        for id in level {
            if !seen.insert(id) {
                continue;
            }
            let inner = &ctx.graph[id].schema.any_of;
            if inner.is_empty() {
                found.push(id);
            }
            next.extend(inner.iter().filter_map(|at| ctx.graph.schema_use(at)).map(|found| found.target));
        }
        level = next;
    }
    found.sort_unstable();
    found
}

/// Those of some schemas whose values can have the JSON type of a schema.
fn rivals(ctx: &Ctx<'_>, schema: SchemaId, among: &[SchemaId]) -> Vec<SchemaId> {
    let class = |id: SchemaId| {
        let schema = &ctx.graph[id].schema;
        match schema.kind {
            _ if schema.is_object() => JsonType::Object,
            Some(JsonType::Array) => JsonType::Array,
            Some(JsonType::Object) | None => JsonType::Object,
            Some(kind @ (JsonType::String | JsonType::Number | JsonType::Integer | JsonType::Boolean)) => {
                kind
            }
        }
    };
    let own: HashSet<JsonType> = leaves(ctx, &[schema]).into_iter().map(class).collect();
    among.iter().copied().filter(|id| own.contains(&class(*id))).collect()
}
