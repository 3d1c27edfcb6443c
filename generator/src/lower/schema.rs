//! A schema → the type of its values.

use std::borrow::Cow;

use super::direction::Direction;
use super::facts::{Additional, Facts, JsonType};
use super::site::Site;
use super::{HashSet, Lowering};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Doc, Enum, Extra, Field, Presence, Record, Repr, Scalar, Shape, Ty, TypeId, Usage, Variant,
};
use crate::names::{Case, Scope, singular};
use crate::source::{Pointer, Value, unescape};

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
    pub(crate) at: Pointer,
}

/// Most lists and maps inside each other. Each is several levels for rustc, which follows 128 in all.
const MAX_NESTED: usize = 16;

/// A type whose shape is still to be lowered.
pub(crate) struct Pending {
    id: TypeId,
    at: Pointer,
    direction: Direction,
    hint: Hint,
    shape: ShapeOf,
}

/// Lowers the shape of the schema at a place.
type ShapeOf = fn(&mut Lowering<'_>, &Pointer, Direction, &Hint) -> Shape;

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

    pub(crate) fn member(&self, name: &str) -> Self {
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
    pub(crate) fn element(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Ty {
        let (ty, site) = self.ty_at(at, direction, hint);
        match (ty, site) {
            (Ty::AnyJson, _) => Ty::AnyJson,
            (ty, Some(Site { nullable: true, .. })) => Ty::Nullable(Box::new(ty)),
            (ty, _) => ty,
        }
    }

    pub(crate) fn ty(&mut self, site: &Site, direction: Direction, hint: &Hint) -> Ty {
        let target = &site.target;
        let facts = self.facts(target);
        let named = self.component_name(target);
        let hint = &named.clone().map_or_else(|| hint.clone(), |name| Hint::new("", &name));
        if !facts.any_of.is_empty() {
            return self.define(site, direction, hint, named.is_some(), |this, at, direction, hint| {
                this.union(at, direction, hint)
            });
        }
        match facts.kind {
            _ if !facts.enumeration.is_empty() => self.enumeration(site, &facts, direction, hint),
            _ if facts.is_object() => self.object(site, &facts, direction, hint),
            Some(JsonType::Array) => self.container(site, direction, hint),
            Some(JsonType::Object) | None => Ty::AnyJson,
            Some(JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean) => {
                scalar(&facts).map_or(Ty::AnyJson, Ty::Scalar)
            }
        }
    }

    fn object(&mut self, site: &Site, facts: &Facts, direction: Direction, hint: &Hint) -> Ty {
        if !facts.properties.is_empty() {
            let named = self.component_name(&site.target).is_some();
            return self.define(site, direction, hint, named, |this, at, direction, hint| {
                this.record(at, direction, hint)
            });
        }
        match &facts.additional {
            Additional::Schema(_) => self.container(site, direction, hint),
            Additional::Unsaid | Additional::Any | Additional::Never => Ty::JsonObject,
        }
    }

    /// A list or a map. One that contains itself needs a name.
    fn container(&mut self, site: &Site, direction: Direction, hint: &Hint) -> Ty {
        if self.holds_itself(&site.target) {
            let named = self.component_name(&site.target).is_some();
            return self.define(site, direction, hint, named, |this, at, direction, hint| {
                Shape::Newtype(this.container_ty(at, direction, hint))
            });
        }
        self.container_ty(&site.target, direction, hint)
    }

    fn container_ty(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Ty {
        if self.nested == MAX_NESTED {
            self.diagnostics.push(Diagnostic::containers_too_deep(self.place_of(at), MAX_NESTED));
            return Ty::AnyJson;
        }
        self.nested += 1;
        let ty = self.contained(at, direction, hint);
        self.nested -= 1;
        ty
    }

    fn contained(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Ty {
        let facts = self.facts(at);
        if let Some(JsonType::Array) = facts.kind {
            let items = facts.items.as_ref();
            let items = items.map_or(Ty::AnyJson, |items| self.element(items, direction, &hint.element()));
            return Ty::List(Box::new(items));
        }
        let Additional::Schema(values) = &facts.additional else { return Ty::JsonObject };
        let mut leaf = hint.clone();
        leaf.leaf.push_str(" value");
        Ty::Map(Box::new(self.element(values, direction, &leaf)))
    }

    /// Whether a list or map contains itself with nothing but lists and maps between.
    fn holds_itself(&mut self, at: &Pointer) -> bool {
        const MAX_DEPTH: usize = 64;
        let mut here = at.clone();
        for _ in 0..MAX_DEPTH {
            let facts = self.facts(&here);
            let inner = match (&facts.kind, &facts.items, &facts.additional) {
                _ if !facts.any_of.is_empty() || !facts.properties.is_empty() => return false,
                (Some(JsonType::Array), Some(items), _) => items.clone(),
                (Some(JsonType::Object) | None, _, Additional::Schema(values)) => values.clone(),
                _ => return false,
            };
            let Some(site) = self.site(&inner) else { return false };
            if site.target == *at {
                return true;
            }
            here = site.target;
        }
        true
    }

    /// The named type of a schema, lowered once for each of its forms.
    fn define(
        &mut self,
        site: &Site,
        direction: Direction,
        hint: &Hint,
        component: bool,
        shape: ShapeOf,
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
        let constraints = self.target_constraints(target, 0);
        self.drafts.push(Draft {
            wire: if component { hint.leaf.clone() } else { hint.candidate() },
            component,
            shape: Shape::Alias(Ty::AnyJson),
            usage: Usage { input: form == Some(Direction::Input), output: form == Some(Direction::Output) },
            doc: Doc { constraints, ..type_doc(&facts) },
            deprecated: facts.deprecated,
            origin: self.spec.origin(self.place_of(target)),
            at: self.place_of(target).clone(),
        });
        self.pending.push(Pending { id, at: target.clone(), direction, hint: hint.clone(), shape });
        Ty::Named { id, boxed: false }
    }

    /// Lowers the shapes of all types that are known so far, and of those that they bring. One after the other: a chain of types may
    /// be longer than the stack is deep.
    pub(crate) fn shapes(&mut self) {
        while let Some(Pending { id, at, direction, hint, shape }) = self.pending.pop() {
            let shape = shape(self, &at, direction, &hint);
            self.drafts[id.0].shape = shape;
        }
    }

    fn record(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Shape {
        let facts = self.facts(at);
        let mut members = Vec::new();
        let own = hint.candidate();
        let mut declaring: Option<(Pointer, String)> = None;
        for (wire, place) in &facts.properties {
            let base = match self.declaring(place) {
                None => own.clone(),
                Some(schema) => match &declaring {
                    Some((known, base)) if *known == schema => base.clone(),
                    _ => {
                        let base =
                            self.component_name(&schema).map(|owner| Hint::new("", &owner).candidate());
                        declaring.insert((schema, base.unwrap_or_else(|| own.clone()))).1.clone()
                    }
                },
            };
            let (ty, site) = self.ty_at(place, direction, &Hint { base, leaf: wire.clone() });
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
            let doc = site.map(|site| self.doc(&site)).unwrap_or_default();
            self.check_default(place, &ty, &doc);
            let tag = self.family.is_tag(place);
            members.push((wire.clone(), ty, presence, (deprecated, tag), doc));
        }
        for name in facts.required.iter().filter(|name| !facts.properties.contains_key(*name)) {
            let (ty, presence) = self.undeclared_member(at, name, &facts, direction, hint);
            members.push((name.clone(), ty, presence, (false, false), Doc::default()));
        }
        let extra_ty = match &facts.additional {
            Additional::Any => Some(Ty::AnyJson),
            Additional::Schema(values) => Some(self.element(values, direction, &hint.member("extra value"))),
            // What is derived from it has members of its own.
            Additional::Unsaid if facts.discriminator.is_some() => Some(Ty::AnyJson),
            Additional::Unsaid | Additional::Never => None,
        };
        let mut scope = Scope::new(Case::Value, &["new"]);
        let names = scope.issue_all(members.iter().map(|(wire, ..)| wire.as_str()));
        let fields = members
            .into_iter()
            .zip(names)
            .map(|((wire, ty, presence, (deprecated, tag), doc), name)| Field {
                name,
                wire,
                ty,
                presence,
                tag,
                constant: None,
                deprecated,
                doc,
            })
            .collect();
        let extra = extra_ty.map(|ty| Extra { name: scope.issue("extra"), ty });
        Shape::Record(Record { fields, extra })
    }

    /// The component that declares a member, itself or in a member of its `allOf`: whoever inherits it calls its type the same.
    pub(super) fn owner(&self, member: &Pointer) -> Option<String> {
        self.component_name(&self.declaring(member)?)
    }

    /// The schema that declares a member, itself or in a member of its `allOf`.
    fn declaring(&self, member: &Pointer) -> Option<Pointer> {
        let mut here = self.place_of(member).parent()?.parent()?;
        while let Some(list) = here.parent().filter(|list| list.last_key().as_deref() == Some("allOf")) {
            here = list.parent()?;
        }
        Some(here)
    }

    /// A member that is required and declared nowhere: servers may know better, and callers have to be able to send it.
    fn undeclared_member(
        &mut self,
        at: &Pointer,
        name: &str,
        facts: &Facts,
        direction: Direction,
        hint: &Hint,
    ) -> (Ty, Presence) {
        if let Additional::Schema(values) = &facts.additional {
            return (self.element(values, direction, &hint.member(name)), Presence::Required);
        }
        self.diagnostics.push(Diagnostic::undeclared_required_property(self.place_of(at), name));
        match direction {
            Direction::Input => (Ty::AnyJson, Presence::Required),
            Direction::Output => (Ty::AnyJson, Presence::Optional),
        }
    }

    /// A default that is no value of its type is only worth a warning: it is the server that applies it.
    fn check_default(&mut self, at: &Pointer, ty: &Ty, doc: &Doc) {
        let Some(default) = &doc.default else { return };
        let fits = match ty {
            Ty::Scalar(Scalar::Bool) => default.is_boolean(),
            Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) => {
                default.is_i64()
                    || default.is_u64()
                    || default.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            Ty::Scalar(Scalar::F32 | Scalar::F64) => default.is_number(),
            Ty::Scalar(_) => default.is_string(),
            Ty::List(_) => default.is_array(),
            Ty::Map(_) | Ty::JsonObject => default.is_object(),
            Ty::Named { .. } | Ty::Nullable(_) | Ty::AnyJson => true,
        };
        if !fits && !default.is_null() {
            self.diagnostics.push(Diagnostic::invalid_default(self.place_of(at)));
        }
    }

    fn enumeration(&mut self, site: &Site, facts: &Facts, direction: Direction, hint: &Hint) -> Ty {
        if facts.enumeration.iter().all(Value::is_boolean) {
            return Ty::Scalar(Scalar::Bool);
        }
        // Objects and lists among the values are more than an enum can name.
        if facts.enumeration.iter().any(|value| value.is_object() || value.is_array()) {
            self.diagnostics.push(Diagnostic::enum_of_objects(self.place_of(&site.target)));
            return Ty::AnyJson;
        }
        let named = self.component_name(&site.target).is_some();
        self.define(site, direction, hint, named, |this, at, _, _| this.values(at))
    }

    fn values(&mut self, at: &Pointer) -> Shape {
        let facts = self.facts(at);
        let repr = if facts.enumeration.iter().all(Value::is_string) {
            Repr::String
        } else if facts.enumeration.iter().all(Value::is_i64) {
            Repr::Integer
        } else {
            Repr::Mixed
        };
        let mut seen = HashSet::default();
        let mut values: Vec<(&Value, String, Option<String>)> = Vec::new();
        for (index, value) in facts.enumeration.iter().enumerate() {
            if seen.insert(value) {
                let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let name = facts.value_names.get(index).filter(|name| !name.is_empty()).cloned();
                let description = facts.value_docs.get(index).filter(|text| !text.is_empty()).cloned();
                values.push((value, name.unwrap_or(plain), description));
            }
        }
        let names = Scope::new(Case::Variant, &["Unknown"])
            .issue_all(values.iter().map(|(_, name, _)| name.as_str()));
        let default = facts
            .default
            .as_ref()
            .and_then(|default| values.iter().position(|(value, ..)| *value == default));
        // There is no other choice.
        let default = default.or((values.len() == 1).then_some(0));
        let variants = values
            .into_iter()
            .zip(names)
            .map(|((wire, _, description), name)| Variant { name, wire: wire.clone(), description })
            .collect();
        Shape::Enum(Enum {
            repr,
            variants,
            default,
            unknown: Scope::new(Case::Variant, &[]).issue("Unknown"),
        })
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
                    self.shapes();
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
        constraints: None,
    }
}

/// The type of a single value.
pub(crate) fn scalar(facts: &Facts) -> Option<Scalar> {
    Some(match facts.kind? {
        JsonType::String => string(facts.format.as_deref()),
        JsonType::Integer => integer(facts),
        JsonType::Number => match facts.format.as_deref() {
            Some("float") => Scalar::F32,
            Some("int32" | "int64" | "uint32" | "uint64" | "integer") => integer(facts),
            Some(_) | None => Scalar::F64,
        },
        JsonType::Boolean => Scalar::Bool,
        JsonType::Array | JsonType::Object => return None,
    })
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

impl Lowering<'_> {
    /// The name that the document gives to a schema: the component's, the one of the component that consists of it, or that of its
    /// file.
    pub(crate) fn component_name(&self, at: &Pointer) -> Option<String> {
        if self.synthetic.contains_key(at) {
            return None;
        }
        if let Some(name) = component_of(at).or_else(|| definition_of(at)) {
            return Some(name);
        }
        let stem = self.spec.file_stem(at)?;
        let keys: Vec<Cow<'_, str>> = at.keys().collect();
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        name_in_file(&keys, stem)
    }
}

/// The component of which the schema at `at` is all.
fn component_of(at: &Pointer) -> Option<String> {
    let (kind, rest) = at.path().strip_prefix("/components/")?.split_once('/')?;
    let (name, inside) = match rest.split_once('/') {
        Some((name, inside)) => (name, Some(inside)),
        None => (rest, None),
    };
    let media = || inside?.strip_prefix("content/")?.strip_suffix("/schema");
    let is_all = match kind {
        "schemas" => inside.is_none(),
        "parameters" | "headers" => inside == Some("schema"),
        "requestBodies" | "responses" => media().is_some_and(|media| !media.contains('/')),
        _ => false,
    };
    is_all.then(|| unescape(name).into_owned())
}

/// The name of a schema among the definitions of another one.
fn definition_of(at: &Pointer) -> Option<String> {
    let mut keys = at.keys().rev();
    let (name, place) = (keys.next()?, keys.next()?);
    let is_place = matches!(&*place, "$defs" | "definitions");
    (is_place && keys.next().is_none_or(|outer| outer != "properties")).then(|| name.into_owned())
}

/// The name of a schema in another file, which is a part itself or holds several, each under its name.
fn name_in_file(keys: &[&str], stem: String) -> Option<String> {
    match keys {
        [] | ["schema"] | ["content", _, "schema"] => Some(stem),
        ["items" | "additionalProperties"] => None,
        [name] | [name, "schema"] | [name, "content", _, "schema"] => Some((*name).to_owned()),
        _ => None,
    }
}
