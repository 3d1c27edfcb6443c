//! The XML of the values of schemas.

mod fields;
mod lists;
mod names;
mod plain;

use super::Ctx;
use super::alternative::{Alternative, alternatives};
use super::tag;
use crate::collections::{HashMap, HashSet};
use crate::diagnostics::{Diagnostic, XmlProblem};
use crate::model::{
    XmlBody, XmlBodyId, XmlField, XmlName, XmlPart, XmlRest, XmlShape, XmlShapeId, XmlTable, XmlValue,
};
use crate::schema::{Additional, Direction, FlatSchema, JsonType, SchemaId, SchemaUse, Xml, XmlNode};
use crate::source::{Pointer, Value};

/// The XML of an API under construction.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    table: XmlTable,
    known: HashMap<Form, XmlShapeId>,
    /// The shapes without their parts.
    open: Vec<(XmlShapeId, Form)>,
    /// The problems that were reported.
    reported: HashSet<(Pointer, XmlProblem)>,
    /// The namespaces of attributes without a prefix.
    namespaces: Vec<String>,
}

/// A schema in a context.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Form {
    schema: SchemaId,
    /// The name of the items of a list, if the document gives them none.
    items: Items,
    /// The tag of an alternative that does not describe it.
    tag: Option<String>,
}

/// The name of the items of a list, if the document gives them none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Items {
    /// That of the property.
    Named(String),
    /// The document does not imply any.
    Nameless,
}

/// A use of a schema, and how it appears in XML.
struct Appearance<'g> {
    found: &'g SchemaUse,
    schema: &'g FlatSchema,
    xml: Xml,
}

impl<'g> Appearance<'g> {
    fn of(ctx: &Ctx<'g>, found: &'g SchemaUse) -> Self {
        let schema = &*ctx.graph[found.target].schema;
        let mut xml = found.xml();
        schema.xml.iter().for_each(|own| xml.add(own));
        Self { found, schema, xml }
    }

    /// Whether the value is text.
    fn is_scalar(&self) -> bool {
        self.schema.any_of.is_empty()
            && (!self.schema.enumeration.is_empty() || !(self.schema.is_object() || is_list(self.schema)))
    }

    fn is_nullable(&self) -> bool {
        self.found.nullable || self.schema.nullable
    }
}

impl Shapes {
    /// The XML of the API.
    pub(super) fn into_table(self) -> XmlTable {
        self.table
    }

    /// The XML of a body, whose schema is at `at`.
    pub(super) fn body(&mut self, ctx: &Ctx<'_>, at: &Pointer, direction: Direction) -> XmlBodyId {
        let mut builder = Builder { ctx, shapes: self };
        let body = builder.body(at, direction);
        builder.complete();
        self.table.add(body)
    }
}

struct Builder<'a, 'g> {
    ctx: &'a Ctx<'g>,
    shapes: &'a mut Shapes,
}

impl<'g> Builder<'_, 'g> {
    fn report(&mut self, at: &Pointer, problem: XmlProblem) {
        let at = self.ctx.graph.location(at);
        if self.shapes.reported.insert((at.clone(), problem)) {
            self.ctx.sink.report(Diagnostic::undescribed_xml(at, problem));
        }
    }

    fn appearance(&self, at: &Pointer) -> Option<Appearance<'g>> {
        Some(Appearance::of(self.ctx, self.ctx.graph.schema_use(at)?))
    }

    fn body(&mut self, at: &Pointer, direction: Direction) -> XmlBody {
        let Some(Appearance { found, xml, .. }) = self.appearance(at) else {
            let root = XmlName { local: "root".to_owned(), any: true, ..XmlName::default() };
            return XmlBody { root, value: XmlValue::Any, bare: false };
        };
        let component = self.component(at);
        let is_named = xml.name.is_some();
        let is_nameless = !is_named && component.is_none();
        let bare = is_nameless && self.has_only_an_element(found.target);
        if is_nameless && direction == Direction::Input {
            self.report(at, if bare { XmlProblem::RootOfProperty } else { XmlProblem::Root });
        }
        let implied = component.unwrap_or_else(|| "root".to_owned());
        let root = XmlName { any: !is_named, ..self.name(at, &xml, &implied, false) };
        XmlBody { root, value: self.value(found.target, Items::Nameless, None), bare }
    }

    /// Whether an object has a single property, which is an element.
    fn has_only_an_element(&mut self, schema: SchemaId) -> bool {
        let flat = &*self.ctx.graph[schema].schema;
        let is_closed = matches!(flat.additional, Additional::Unspecified | Additional::Never);
        let [field] = &self.fields(flat)[..] else { return false };
        flat.any_of.is_empty() && is_closed && matches!(field.node, XmlPart::Element(_))
    }

    /// The name of the component that the schema at `at` is or refers to.
    fn component(&self, at: &Pointer) -> Option<String> {
        let target = self.ctx.spec.resolve(self.ctx.graph.location(at)).ok()?;
        self.ctx.graph.name(self.ctx.spec, &target)
    }

    /// The value of a schema.
    fn value(&mut self, schema: SchemaId, items: Items, tag: Option<String>) -> XmlValue {
        let flat = &self.ctx.graph[schema].schema;
        let has_parts = !flat.any_of.is_empty()
            || (flat.enumeration.is_empty() && (flat.is_object() || flat.kind == Some(JsonType::Array)));
        if !has_parts {
            return plain::plain(flat);
        }
        let items = if is_list(flat) || !flat.any_of.is_empty() { items } else { Items::Nameless };
        let form = Form { schema, items, tag };
        if let Some(known) = self.shapes.known.get(&form) {
            return XmlValue::Shape(*known);
        }
        let id = self.shapes.table.reserve();
        self.shapes.known.insert(form.clone(), id);
        self.shapes.open.push((id, form));
        XmlValue::Shape(id)
    }

    /// Adds the parts of all shapes.
    fn complete(&mut self) {
        while let Some((id, form)) = self.shapes.open.pop() {
            let shape = self.with_parts(form);
            self.shapes.table.set(id, shape);
        }
    }

    fn with_parts(&mut self, form: Form) -> XmlShape {
        let flat = &self.ctx.graph[form.schema].schema;
        if !flat.any_of.is_empty() {
            return self.union(&form);
        }
        if is_list(flat) {
            return self.list(flat, &form.items);
        }
        let mut fields = self.fields(flat);
        fields.extend(form.tag.map(|property| {
            let name = XmlName { local: property.clone(), ..XmlName::default() };
            let node = XmlPart::Element(name);
            XmlField { property, node, required: true, nullable: false, value: XmlValue::String }
        }));
        XmlShape::Object(fields, self.rest(flat))
    }

    fn rest(&mut self, flat: &'g FlatSchema) -> XmlRest {
        match &flat.additional {
            Additional::Schema(at) => {
                let Some(Appearance { found, schema, xml }) = self.appearance(at) else {
                    return XmlRest::Values(XmlValue::Any);
                };
                if is_list(schema) && xml.node != Some(XmlNode::Element) {
                    let inside = schema.items.as_ref().and_then(|items| self.appearance(items));
                    let value = inside.map(|inside| self.value(inside.found.target, Items::Nameless, None));
                    return XmlRest::Lists(value.unwrap_or(XmlValue::Any));
                }
                XmlRest::Values(self.value(found.target, Items::Nameless, None))
            }
            Additional::Any => XmlRest::Values(XmlValue::Any),
            Additional::Unspecified if flat.properties.is_empty() || flat.discriminator.is_some() => {
                XmlRest::Values(XmlValue::Any)
            }
            Additional::Never if flat.properties.is_empty() => XmlRest::Values(XmlValue::Any),
            Additional::Unspecified | Additional::Never => XmlRest::Ignored,
        }
    }

    /// The tag of a union, and its alternatives.
    fn alternatives(&self, schema: SchemaId) -> (Option<String>, Vec<Alternative<'g>>) {
        let node = &self.ctx.graph[schema];
        let mut all = alternatives(self.ctx, &node.schema);
        all.retain(|alternative| alternative.found.target != schema);
        let (tag, _) = tag::find(self.ctx, node, &mut all);
        (tag.map(|tag| tag.property), all)
    }

    fn union(&mut self, form: &Form) -> XmlShape {
        let (tag, all) = self.alternatives(form.schema);
        // Text differs from elements, and a number from other text.
        let has_elements = |one: &&Alternative<'g>| !Appearance::of(self.ctx, one.found).is_scalar();
        if tag.is_none() && all.iter().filter(has_elements).count() > 1 {
            self.report(&self.ctx.graph[form.schema].location, XmlProblem::Alternatives);
        }
        self.union_of(tag, all, &form.items)
    }

    fn union_of(&mut self, tag: Option<String>, all: Vec<Alternative<'g>>, items: &Items) -> XmlShape {
        let mut alternatives = Vec::new();
        for alternative in all {
            let keys = alternative.keys.iter().map(text_of).collect();
            let describes = |property: &String| {
                alternative.schema.properties.contains_key(property) || !alternative.schema.any_of.is_empty()
            };
            let own = tag.clone().filter(|property| !describes(property));
            alternatives.push((keys, self.value(alternative.found.target, items.clone(), own)));
        }
        XmlShape::Union { tag, alternatives }
    }
}

fn is_list(schema: &FlatSchema) -> bool {
    schema.kind == Some(JsonType::Array) && schema.any_of.is_empty() && schema.enumeration.is_empty()
}

/// The text of a scalar.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
