//! The XML of the values of schemas.

use super::Ctx;
use super::alternative::alternatives;
use super::tag;
use crate::collections::{HashMap, HashSet};
use crate::diagnostics::{Diagnostic, XmlProblem};
use crate::model::{
    Scalar, XmlBody, XmlBodyId, XmlField, XmlName, XmlPart, XmlRest, XmlShape, XmlShapeId, XmlTable, XmlValue,
};
use crate::schema::{Additional, Direction, FlatSchema, JsonType, SchemaId, SchemaUse, Xml, XmlNode, scalar};
use crate::source::{Pointer, Value};

/// The namespace of the attributes of XML Schema, which have the prefix `xsi` in most documents.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The maximum nesting of objects that are not elements of their own.
const MAX_INLINE: usize = 8;

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
        let found = self.ctx.graph.schema_use(at)?;
        let schema = &*self.ctx.graph[found.target].schema;
        let mut xml = found.xml();
        schema.xml.iter().for_each(|own| xml.add(own));
        Some(Appearance { found, schema, xml })
    }

    fn body(&mut self, at: &Pointer, direction: Direction) -> XmlBody {
        let Some(Appearance { found, xml, .. }) = self.appearance(at) else {
            let root = XmlName { local: "root".to_owned(), any: true, ..XmlName::default() };
            return XmlBody { root, value: XmlValue::Any };
        };
        let component = self.component(at);
        let is_named = xml.name.is_some();
        if !is_named && component.is_none() && direction == Direction::Input {
            self.report(at, XmlProblem::Root);
        }
        let implied = component.unwrap_or_else(|| "root".to_owned());
        let root = XmlName { any: !is_named, ..self.name(at, &xml, &implied, false) };
        XmlBody { root, value: self.value(found.target, Items::Nameless, None) }
    }

    /// The name of the component that the schema at `at` is or refers to.
    fn component(&self, at: &Pointer) -> Option<String> {
        let target = self.ctx.spec.resolve(self.ctx.graph.location(at)).ok()?;
        self.ctx.graph.name(self.ctx.spec, &target)
    }

    /// The name of an element or attribute.
    fn name(&mut self, at: &Pointer, xml: &Xml, implied: &str, is_attribute: bool) -> XmlName {
        let name = xml.name.as_deref().unwrap_or(implied);
        let (own, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, name),
        };
        let mut prefix = xml.prefix.as_deref().or(own).unwrap_or_default().to_owned();
        let mut namespace = xml.namespace.clone().unwrap_or_default();
        if prefix == "xsi" && namespace.is_empty() {
            INSTANCE.clone_into(&mut namespace);
        }
        if !prefix.is_empty() && !is_name(&prefix) {
            self.report(at, XmlProblem::Name);
            prefix.clear();
        }
        if !prefix.is_empty() && namespace.is_empty() && prefix != "xml" {
            self.report(at, XmlProblem::Prefix);
        }
        if is_attribute && prefix.is_empty() && !namespace.is_empty() {
            prefix = self.prefix(&namespace);
        }
        if !is_name(local) {
            self.report(at, XmlProblem::Name);
        }
        XmlName { local: local.to_owned(), prefix, namespace, any: false }
    }

    /// A prefix for a namespace: an attribute without a prefix has none.
    fn prefix(&mut self, namespace: &str) -> String {
        let namespaces = &mut self.shapes.namespaces;
        let index = namespaces.iter().position(|known| known == namespace).unwrap_or_else(|| {
            namespaces.push(namespace.to_owned());
            namespaces.len() - 1
        });
        format!("ns{}", index + 1)
    }

    /// The value of a schema.
    fn value(&mut self, schema: SchemaId, items: Items, tag: Option<String>) -> XmlValue {
        let flat = &self.ctx.graph[schema].schema;
        let has_parts = !flat.any_of.is_empty()
            || (flat.enumeration.is_empty() && (flat.is_object() || flat.kind == Some(JsonType::Array)));
        if !has_parts {
            return plain(flat);
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
            let (name, value) = self.items(flat.items.as_ref(), &form.items);
            return XmlShape::List(name, value);
        }
        let mut fields = self.fields(flat);
        fields.extend(form.tag.map(|property| {
            let name = XmlName { local: property.clone(), ..XmlName::default() };
            XmlField { property, node: XmlPart::Element(name), required: true, value: XmlValue::String }
        }));
        XmlShape::Object(fields, self.rest(flat))
    }

    /// The element of an item of a list, and its value.
    fn items(&mut self, at: Option<&Pointer>, implied: &Items) -> (XmlName, XmlValue) {
        let appearance = at.and_then(|at| Some((at, self.appearance(at)?)));
        let Some((at, Appearance { found, xml, .. })) = appearance else {
            let (local, any) = match implied {
                Items::Named(name) => (name.clone(), false),
                Items::Nameless => ("item".to_owned(), true),
            };
            return (XmlName { local, any, ..XmlName::default() }, XmlValue::Any);
        };
        let name = match implied {
            Items::Named(implied) => self.name(at, &xml, implied, false),
            Items::Nameless => {
                let any = xml.name.is_none();
                let implied = self.component(at).unwrap_or_else(|| "item".to_owned());
                XmlName { any, ..self.name(at, &xml, &implied, false) }
            }
        };
        let value = self.value(found.target, Items::Named(name.local.clone()), None);
        (name, value)
    }

    fn fields(&mut self, flat: &'g FlatSchema) -> Vec<XmlField> {
        let ctx = self.ctx;
        let mut fields = Vec::new();
        for (wire, at) in &flat.properties {
            let is_placeholder = flat.additional == Additional::Any
                && ctx.renames.is_placeholder(ctx.spec, ctx.graph.location(at));
            if !is_placeholder {
                let required = flat.required.contains(wire);
                let (node, value) = self.field(wire, at);
                fields.push(XmlField { property: wire.clone(), node, required, value });
            }
        }
        for wire in flat.required.iter().filter(|wire| !flat.properties.contains_key(*wire)) {
            let value = match flat.values().and_then(|at| self.appearance(at)) {
                Some(values) => self.value(values.found.target, Items::Named(wire.clone()), None),
                None => XmlValue::Any,
            };
            let node = XmlPart::Element(XmlName { local: wire.clone(), ..XmlName::default() });
            fields.push(XmlField { property: wire.clone(), node, required: true, value });
        }
        fields
    }

    /// The part of an element that has a property, and its value.
    fn field(&mut self, wire: &str, at: &Pointer) -> (XmlPart, XmlValue) {
        let Some(Appearance { found, schema, xml }) = self.appearance(at) else {
            let name = self.name(at, &Xml::default(), wire, false);
            return (XmlPart::Element(name), XmlValue::Any);
        };
        let target = found.target;
        let is_scalar = schema.any_of.is_empty()
            && (!schema.enumeration.is_empty() || !(schema.is_object() || is_list(schema)));
        let node = match xml.node {
            Some(XmlNode::Attribute | XmlNode::Text | XmlNode::Cdata)
                if !is_scalar && !self.is_choice(target) =>
            {
                self.report(at, XmlProblem::NotText);
                None
            }
            Some(XmlNode::None) if !is_list(schema) && !is_scalar && !self.is_inline(schema, target) => {
                self.report(at, XmlProblem::Inline);
                None
            }
            node => node,
        };
        match node {
            Some(XmlNode::Attribute) => {
                let name = self.name(at, &xml, wire, true);
                (XmlPart::Attribute(name), self.value(target, Items::Nameless, None))
            }
            Some(XmlNode::Text) => (XmlPart::Text, self.value(target, Items::Nameless, None)),
            Some(XmlNode::Cdata) => (XmlPart::Cdata, self.value(target, Items::Nameless, None)),
            Some(XmlNode::None) if is_scalar => (XmlPart::Text, self.value(target, Items::Nameless, None)),
            None | Some(XmlNode::None) if is_list(schema) => {
                let (name, value) = self.items(schema.items.as_ref(), &Items::Named(wire.to_owned()));
                (XmlPart::Items(name), value)
            }
            Some(XmlNode::None) => (XmlPart::Inline, self.value(target, Items::Nameless, None)),
            None | Some(XmlNode::Element) => {
                let name = self.name(at, &xml, wire, false);
                let items = Items::Named(name.local.clone());
                (XmlPart::Element(name), self.value(target, items, None))
            }
        }
    }

    /// Whether a schema has only alternatives that are text.
    fn is_choice(&self, schema: SchemaId) -> bool {
        let flat = &self.ctx.graph[schema].schema;
        let is_text = |at: &Pointer| {
            self.ctx.graph.at(at).is_some_and(|node| {
                node.schema.any_of.is_empty() && !node.schema.is_object() && !is_list(&node.schema)
            })
        };
        !flat.any_of.is_empty() && flat.any_of.iter().all(is_text)
    }

    /// Whether an object can be without an element of its own.
    fn is_inline(&self, schema: &FlatSchema, target: SchemaId) -> bool {
        let is_closed = !schema.any_of.is_empty()
            || (!schema.properties.is_empty()
                && schema.discriminator.is_none()
                && matches!(schema.additional, Additional::Unspecified | Additional::Never));
        is_closed && !self.holds_itself(target)
    }

    /// Whether an object that is not an element of its own contains itself.
    fn holds_itself(&self, schema: SchemaId) -> bool {
        let mut level = vec![schema];
        for _ in 0..MAX_INLINE {
            let properties = level.iter().flat_map(|id| self.ctx.graph[*id].schema.properties.values());
            let inside = properties.filter_map(|at| self.appearance(at));
            let inside = inside.filter(|inner| inner.xml.node == Some(XmlNode::None));
            let mut next: Vec<SchemaId> = inside.map(|inner| inner.found.target).collect();
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return false;
            }
            level = next;
        }
        true
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

    fn union(&mut self, form: &Form) -> XmlShape {
        let ctx = self.ctx;
        let node = &ctx.graph[form.schema];
        let mut all = alternatives(ctx, &node.schema);
        all.retain(|alternative| alternative.found.target != form.schema);
        let (tag, _) = tag::find(ctx, node, &mut all);
        if tag.is_none() && all.len() > 1 {
            self.report(&node.location, XmlProblem::Alternatives);
        }
        let property = tag.map(|tag| tag.property);
        let mut found = Vec::new();
        for alternative in all {
            let keys = alternative.keys.iter().map(text_of).collect();
            let describes = |property: &String| {
                alternative.schema.properties.contains_key(property) || !alternative.schema.any_of.is_empty()
            };
            let own = property.clone().filter(|property| !describes(property));
            found.push((keys, self.value(alternative.found.target, form.items.clone(), own)));
        }
        XmlShape::Union { tag: property, alternatives: found }
    }
}

fn is_list(schema: &FlatSchema) -> bool {
    schema.kind == Some(JsonType::Array) && schema.any_of.is_empty() && schema.enumeration.is_empty()
}

/// The value of a schema without parts.
fn plain(schema: &FlatSchema) -> XmlValue {
    let all = |is: fn(&Value) -> bool| schema.enumeration.iter().all(is);
    if !schema.enumeration.is_empty() {
        return match () {
            () if all(Value::is_string) => XmlValue::String,
            () if all(Value::is_number) => XmlValue::Number,
            () if all(Value::is_boolean) => XmlValue::Boolean,
            () => XmlValue::Scalar,
        };
    }
    match (schema.kind, scalar(schema)) {
        (_, Some(Scalar::Number(_))) => XmlValue::Scalar,
        (_, Some(Scalar::Timestamp | Scalar::Date | Scalar::Uuid | Scalar::Base64)) => XmlValue::Token,
        (Some(JsonType::String), _) => XmlValue::String,
        (Some(JsonType::Integer | JsonType::Number), _) => XmlValue::Number,
        (Some(JsonType::Boolean), _) => XmlValue::Boolean,
        (Some(JsonType::Object | JsonType::Array) | None, _) => XmlValue::Any,
    }
}

/// The text of a scalar.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether XML allows a name without a prefix.
fn is_name(name: &str) -> bool {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(is_start)
        && name.chars().all(|c| is_start(c) || c.is_numeric() || "-.\u{B7}".contains(c))
}
