//! A schema → the type of its values.

use super::Lowering;
use super::direction::Direction;
use super::facts::{Additional, Facts, JsonType};
use super::site::Site;
use crate::model::{
    Doc, Enum, Extra, Field, Presence, Record, Scalar, Shape, Ty, TypeId, Union, UnionVariant, Usage, Variant,
};
use crate::names::{Case, Scope, singular};
use crate::source::{Pointer, Value};

/// A type that has no name yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// What its name is made of: the component's name, or one made of the place where it stands.
    pub(crate) wire: String,
    /// Whether the document itself gives it that name.
    pub(crate) component: bool,
    pub(crate) shape: Shape,
    pub(crate) usage: Usage,
    pub(crate) doc: Doc,
    pub(crate) deprecated: bool,
    pub(crate) origin: String,
}

/// What an inline schema is called: after what contains it, and after itself.
#[derive(Debug, Clone)]
pub(crate) struct Hint {
    pub(crate) base: String,
    pub(crate) leaf: String,
}

impl Hint {
    pub(crate) fn new(base: &str, leaf: &str) -> Self {
        Self { base: base.to_owned(), leaf: leaf.to_owned() }
    }

    fn candidate(&self) -> String {
        let leaf = if self.leaf.is_empty() { String::new() } else { Case::Variant.apply(&self.leaf) };
        let name = format!("{}{leaf}", self.base);
        if name.is_empty() { Case::Type.apply("") } else { Case::Type.apply(&name) }
    }

    fn element(&self) -> Self {
        let leaf = singular(&self.leaf)
            .filter(|_| !self.base.is_empty())
            .unwrap_or_else(|| format!("{} item", self.leaf));
        Self { base: self.base.clone(), leaf }
    }

    fn member(&self, name: &str) -> Self {
        Self { base: self.candidate(), leaf: name.to_owned() }
    }
}

impl Lowering<'_> {
    /// The type of what stands at `at`, and what the way to it says.
    pub(crate) fn ty_at(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> (Ty, Option<Site>) {
        match self.site(at) {
            Some(site) => {
                let ty = self.ty(&site, direction, hint);
                (ty, Some(site))
            }
            None => (Ty::AnyJson, None),
        }
    }

    /// As [`Self::ty_at`], for a value inside another one: null is part of the type.
    fn element(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Ty {
        let (ty, site) = self.ty_at(at, direction, hint);
        match (ty, site) {
            (Ty::AnyJson, _) => Ty::AnyJson,
            (ty, Some(Site { nullable: true, .. })) => Ty::Nullable(Box::new(ty)),
            (ty, _) => ty,
        }
    }

    fn ty(&mut self, site: &Site, direction: Direction, hint: &Hint) -> Ty {
        let target = &site.target;
        let facts = self.facts(target);
        let named = component_name(target);
        let hint = &named.clone().map_or_else(|| hint.clone(), |name| Hint::new("", &name));
        if !facts.any_of.is_empty() && facts.properties.is_empty() {
            return self.define(site, direction, hint, named.is_some(), Self::union);
        }
        if !facts.any_of.is_empty() {
            self.diagnostics
                .warning(
                    "W0207",
                    Some(target.clone()),
                    "members of its own beside alternatives are not combined yet",
                )
                .help("only the members that every alternative shares are modelled");
        }
        match facts.kind {
            _ if !facts.enumeration.is_empty() => {
                self.enumeration(site, &facts, direction, hint, named.is_some())
            }
            _ if facts.is_object() => self.object(site, &facts, direction, hint, named.is_some()),
            Some(JsonType::Array) => self.guarded(target, |this| {
                let items = facts
                    .items
                    .as_ref()
                    .map_or(Ty::AnyJson, |items| this.element(items, direction, &hint.element()));
                Ty::List(Box::new(items))
            }),
            Some(JsonType::String) => Ty::Scalar(string(facts.format.as_deref())),
            Some(JsonType::Integer) => Ty::Scalar(integer(&facts)),
            Some(JsonType::Number) => {
                Ty::Scalar(if facts.format.as_deref() == Some("float") { Scalar::F32 } else { Scalar::F64 })
            }
            Some(JsonType::Boolean) => Ty::Scalar(Scalar::Bool),
            Some(JsonType::Object) | None => Ty::AnyJson,
        }
    }

    fn object(
        &mut self,
        site: &Site,
        facts: &Facts,
        direction: Direction,
        hint: &Hint,
        component: bool,
    ) -> Ty {
        if !facts.properties.is_empty() {
            return self.define(site, direction, hint, component, Self::record);
        }
        match &facts.additional {
            Additional::Schema(values) => self.guarded(&site.target, |this| {
                let mut leaf = hint.clone();
                leaf.leaf.push_str(" value");
                Ty::Map(Box::new(this.element(values, direction, &leaf)))
            }),
            Additional::Unsaid | Additional::Any | Additional::Never => Ty::JsonObject,
        }
    }

    /// Lowers what has no name of its own, unless it contains itself: then there is no type for it.
    fn guarded(&mut self, at: &Pointer, make: impl FnOnce(&mut Self) -> Ty) -> Ty {
        if self.visiting.contains(at) {
            self.diagnostics
                .warning("W0208", Some(at.clone()), "this list or map contains itself")
                .help("the inner occurrence is taken as any value");
            return Ty::AnyJson;
        }
        self.visiting.push(at.clone());
        let ty = make(self);
        self.visiting.pop();
        ty
    }

    /// The named type of a schema, lowered once for each of its forms.
    fn define(
        &mut self,
        site: &Site,
        direction: Direction,
        hint: &Hint,
        component: bool,
        shape: fn(&mut Self, &Pointer, Direction, &Hint) -> Shape,
    ) -> Ty {
        let target = &site.target;
        let form = self.differs(target).then_some(direction);
        let key = (target.clone(), form);
        if let Some(&id) = self.forms.get(&key) {
            return Ty::Named { id, boxed: false };
        }
        let id = TypeId(self.drafts.len());
        self.forms.insert(key, id);
        let facts = self.facts(target);
        self.drafts.push(Draft {
            wire: if component { hint.leaf.clone() } else { hint.candidate() },
            component,
            shape: Shape::Alias(Ty::AnyJson),
            usage: Usage { input: form == Some(Direction::Input), output: form == Some(Direction::Output) },
            doc: type_doc(&facts),
            deprecated: facts.deprecated,
            origin: target.to_string(),
        });
        let shape = shape(self, target, direction, hint);
        self.drafts[id.0].shape = shape;
        Ty::Named { id, boxed: false }
    }

    fn record(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Shape {
        let facts = self.facts(at);
        let mut members = Vec::new();
        for (wire, place) in &facts.properties {
            let (ty, site) = self.ty_at(place, direction, &hint.member(wire));
            let hidden = site.as_ref().is_some_and(|site| match direction {
                Direction::Input => site.read_only,
                Direction::Output => site.write_only,
            });
            if hidden {
                continue;
            }
            let nullable = ty != Ty::AnyJson && site.as_ref().is_some_and(|site| site.nullable);
            let presence = match (facts.required.contains(wire), nullable, direction) {
                (true, false, _) => Presence::Required,
                (true, true, _) => Presence::Nullable,
                (false, true, Direction::Input) => Presence::OptionalNullable,
                (false, _, _) => Presence::Optional,
            };
            let deprecated = site.as_ref().is_some_and(|site| site.deprecated);
            members.push((
                wire.clone(),
                ty,
                presence,
                deprecated,
                site.map(|site| site.doc).unwrap_or_default(),
            ));
        }
        for name in facts.required.iter().filter(|name| !facts.properties.contains_key(*name)) {
            self.diagnostics
                .warning(
                    "W0209",
                    Some(at.child("required")),
                    format!("`{name}` is required but not among the properties"),
                )
                .help("it is not modelled");
        }
        let extra_ty = match &facts.additional {
            Additional::Any => Some(Ty::AnyJson),
            Additional::Schema(values) => Some(self.element(values, direction, &hint.member("extra value"))),
            Additional::Unsaid | Additional::Never => None,
        };
        let mut scope = Scope::new(Case::Value, &["new"]);
        let names = scope.issue_all(members.iter().map(|(wire, ..)| wire.as_str()));
        let fields = members
            .into_iter()
            .zip(names)
            .map(|((wire, ty, presence, deprecated, doc), name)| Field {
                name,
                wire,
                ty,
                presence,
                deprecated,
                doc,
            })
            .collect();
        let extra = extra_ty.map(|ty| Extra { name: scope.issue("extra"), ty });
        Shape::Record(Record { fields, extra })
    }

    fn enumeration(
        &mut self,
        site: &Site,
        facts: &Facts,
        direction: Direction,
        hint: &Hint,
        component: bool,
    ) -> Ty {
        if facts.enumeration.iter().all(Value::is_string) {
            return self.define(site, direction, hint, component, Self::string_enum);
        }
        self.diagnostics
            .warning(
                "W0210",
                Some(site.target.child("enum")),
                "an enum of values that are not strings is not modelled as an enum",
            )
            .help("the type is the plain one, any value is accepted");
        match facts.kind {
            Some(JsonType::Integer) => Ty::Scalar(integer(facts)),
            Some(JsonType::Number) => Ty::Scalar(Scalar::F64),
            Some(JsonType::Boolean) => Ty::Scalar(Scalar::Bool),
            _ => Ty::AnyJson,
        }
    }

    fn string_enum(&mut self, at: &Pointer, _: Direction, _: &Hint) -> Shape {
        let facts = self.facts(at);
        let mut wires: Vec<String> = Vec::new();
        for value in facts.enumeration.iter().filter_map(Value::as_str) {
            if !wires.iter().any(|known| known == value) {
                wires.push(value.to_owned());
            }
        }
        let names = Scope::new(Case::Variant, &["Unknown"]).issue_all(wires.iter().map(String::as_str));
        let default = facts
            .default
            .as_ref()
            .and_then(Value::as_str)
            .and_then(|value| wires.iter().position(|wire| wire == value));
        let variants = wires.into_iter().zip(names).map(|(wire, name)| Variant { name, wire }).collect();
        Shape::Enum(Enum { variants, default, unknown: Scope::new(Case::Variant, &[]).issue("Unknown") })
    }

    fn union(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Shape {
        let facts = self.facts(at);
        if facts.discriminated {
            self.diagnostics
                .warning("W0211", Some(at.child("discriminator")), "the discriminator is not used yet")
                .help("the alternatives are tried in turn");
        }
        let mut variants = Vec::new();
        let mut labels = Vec::new();
        for place in &facts.any_of {
            let Some(site) = self.site(place) else { continue };
            let label = self.variant_label(&site);
            let ty = self.element(place, direction, &hint.member(&label));
            labels.push(label);
            variants.push((ty, site.doc));
        }
        let names = Scope::new(Case::Variant, &["Unknown"]).issue_all(labels.iter().map(String::as_str));
        let variants =
            variants.into_iter().zip(names).map(|((ty, doc), name)| UnionVariant { name, ty, doc }).collect();
        Shape::Union(Union { variants, unknown: Scope::new(Case::Variant, &[]).issue("Unknown") })
    }

    fn variant_label(&mut self, site: &Site) -> String {
        let facts = self.facts(&site.target);
        if let Some(name) = component_name(&site.target) {
            return name;
        }
        if let Some(title) = &facts.title {
            return title.clone();
        }
        match facts.kind {
            Some(JsonType::String) => "string",
            Some(JsonType::Number) => "number",
            Some(JsonType::Integer) => "integer",
            Some(JsonType::Boolean) => "boolean",
            Some(JsonType::Array) => "list",
            Some(JsonType::Object) => "object",
            None if facts.is_object() => "object",
            None => "value",
        }
        .to_owned()
    }

    /// Components that no operation reaches are types all the same.
    pub(crate) fn unused_components(&mut self) {
        let schemas = self.top().child("components").child("schemas");
        for name in self.spec.keys(&schemas) {
            let at = schemas.child(&name);
            if let Some(site) = self.site(&at) {
                let reached = [None, Some(Direction::Input), Some(Direction::Output)]
                    .into_iter()
                    .any(|form| self.forms.contains_key(&(site.target.clone(), form)));
                if !reached {
                    self.ty(&site, Direction::Output, &Hint::new("", &name));
                }
            }
        }
    }
}

/// What a type's own documentation is.
fn type_doc(facts: &Facts) -> Doc {
    Doc {
        summary: facts.title.clone(),
        description: facts.description.clone(),
        default: facts.default.clone(),
        example: facts.example.clone(),
        limits: facts.limits.clone(),
    }
}

/// The type of a text, by its format.
fn string(format: Option<&str>) -> Scalar {
    match format {
        Some("date-time") => Scalar::Timestamp,
        Some("date") => Scalar::Date,
        Some("uuid") => Scalar::Uuid,
        Some("byte") => Scalar::Base64,
        Some(_) | None => Scalar::String,
    }
}

/// The type of a whole number, by its format and bounds.
fn integer(facts: &Facts) -> Scalar {
    let unsigned = facts.minimum.is_some_and(|minimum| minimum >= 0.0);
    match (facts.format.as_deref(), unsigned) {
        (Some("int32" | "int16" | "int8"), false) => Scalar::I32,
        (Some("int32" | "uint32" | "uint16" | "uint8"), true)
        | (Some("uint32" | "uint16" | "uint8"), false) => Scalar::U32,
        (Some("uint64" | "uint"), _) | (_, true) => Scalar::U64,
        _ => Scalar::I64,
    }
}

/// The name that the document gives to a schema: the component's, or the one of the component that consists of it.
fn component_name(at: &Pointer) -> Option<String> {
    let keys: Vec<String> = at.keys().collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    match keys[..] {
        ["components", "schemas", name]
        | ["components", "parameters" | "headers", name, "schema"]
        | ["components", "requestBodies" | "responses", name, "content", _, "schema"] => {
            Some(name.to_owned())
        }
        _ => None,
    }
}
