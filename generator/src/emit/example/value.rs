//! Values that satisfy the constraints of their types.

use std::cell::Cell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Map;

use super::check::{fits, scalar_fits};
use super::scalar;
use crate::emit::ty::ident;
use crate::model::{Api, Constraints, Dispatch, Enum, MapKey, Scalar, Shape, Ty, TypeDef, TypeId, Union};
use crate::source::Value;

/// The maximum nesting of records.
const MAX_DEPTH: usize = 4;

/// The maximum number of values in an example.
const MAX_VALUES: usize = 2000;

/// The maximum number of elements of a list or map.
const MAX_ELEMENTS: usize = 20;

/// The maximum length of a JSON value from the document, in bytes.
const MAX_JSON: usize = 200;

/// A value as Rust code, and as JSON on the wire.
pub(super) struct Sample {
    pub(super) code: TokenStream,
    pub(super) json: Value,
}

/// A request for a value.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) constraints: Option<&'a Constraints>,
    /// Values from the document, the best first. Invalid ones are skipped.
    pub(super) examples: &'a [&'a Value],
    /// The wire name of the parameter or property.
    pub(super) name: &'a str,
    /// Selects one of several values.
    pub(super) turn: usize,
    pub(super) depth: usize,
    /// The tag of an object and its value, unless the object has a constant tag.
    pub(super) tag: Option<(&'a str, &'a Value)>,
    /// Whether the code must have exactly this type, because no conversion follows.
    pub(super) exact: bool,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(
        name: &'a str,
        constraints: Option<&'a Constraints>,
        examples: &'a [&'a Value],
    ) -> Self {
        Self { constraints, examples, name, turn: 0, depth: 0, tag: None, exact: false }
    }

    pub(super) fn exact(self) -> Self {
        Self { exact: true, ..self }
    }
}

/// Generates the values of one example.
pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    left: Cell<usize>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, left: Cell::new(MAX_VALUES) }
    }

    /// A valid value of a type. `None` if none can be generated.
    pub(super) fn value(&self, ty: &Ty, wanted: Wanted<'_>) -> Option<Sample> {
        self.left.set(self.left.get().checked_sub(1)?);
        match ty {
            Ty::Scalar(scalar) => scalar::value(*scalar, wanted),
            Ty::Named { id, boxed } => {
                let mut sample = self.named(*id, wanted)?;
                if *boxed && wanted.exact {
                    let code = sample.code;
                    sample.code = quote!(Box::new(#code));
                }
                Some(sample)
            }
            Ty::List(inner) => self.list(inner, wanted),
            Ty::Map(key, inner) => self.map(*key, inner, wanted),
            Ty::Nullable(inner) => {
                let null = || Sample { code: quote!(None), json: Value::Null };
                let some = |sample: Sample| {
                    let code = sample.code;
                    Sample { code: quote!(Some(#code)), json: sample.json }
                };
                Some(self.value(inner, wanted.exact()).map_or_else(null, some))
            }
            Ty::JsonObject | Ty::AnyJson => any_json(ty, wanted),
        }
    }

    fn named(&self, id: TypeId, wanted: Wanted<'_>) -> Option<Sample> {
        let def = self.api.type_def(id);
        let mut examples = wanted.examples.to_vec();
        examples.extend(&def.doc.example);
        let constraints = wanted.constraints.or(def.doc.constraints.as_deref());
        let wanted = Wanted { constraints, examples: &examples, ..wanted };
        let is_deep = wanted.depth >= MAX_DEPTH;
        let path = ident(&def.name);
        match &def.shape {
            Shape::Enum(values) => variant(def, values, wanted),
            Shape::Record(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) if is_deep => None,
            Shape::Record(record) if def.usage.input => {
                let Sample { code, json } = self.record(record, wanted)?;
                Some(Sample { code: quote!(types::#path #code), json })
            }
            Shape::Record(_) => None,
            Shape::Union(union) => self.union(def, union, wanted),
            Shape::Alias(ty) => self.value(ty, Wanted { depth: wanted.depth + 1, ..wanted }),
            Shape::Newtype(ty) => {
                let wanted = Wanted { depth: wanted.depth + 1, ..wanted };
                let Sample { code, json } = self.value(ty, wanted.exact())?;
                Some(Sample { code: quote!(types::#path(#code)), json })
            }
        }
    }

    /// The alternative of the document's example, otherwise the first. Alternatives that cannot be confused with others are preferred.
    fn union(&self, def: &TypeDef, union: &Union, wanted: Wanted<'_>) -> Option<Sample> {
        let mut order: Vec<usize> =
            wanted.examples.iter().filter_map(|example| self.alternative(union, example)).collect();
        order.extend(0..union.variants.len());
        let mut ambiguous = None;
        for (position, index) in order.iter().enumerate() {
            if order[..position].contains(index) {
                continue;
            }
            let Some(sample) = self.alternative_value(def, union, *index, wanted) else { continue };
            let mut others = union.variants.iter().enumerate().filter(|(other, _)| other != index);
            let is_other = others.any(|(_, other)| {
                fits(self.api, &sample.json, &other.ty, other.doc.constraints.as_deref(), 0)
            });
            if !is_other || matches!(union.dispatch, Dispatch::Tag { .. }) {
                return Some(sample);
            }
            ambiguous = ambiguous.or(Some(sample));
        }
        ambiguous.filter(|_| !union.exclusive)
    }

    /// The index of the alternative that a value matches.
    fn alternative(&self, union: &Union, example: &Value) -> Option<usize> {
        match &union.dispatch {
            Dispatch::Tag { property, keys, .. } => {
                let tag = example.get(property)?;
                keys.iter().find(|(key, _)| key == tag).map(|(_, index)| *index)
            }
            Dispatch::Fit => union.variants.iter().position(|variant| {
                fits(self.api, example, &variant.ty, variant.doc.constraints.as_deref(), 0)
            }),
        }
    }

    fn alternative_value(
        &self,
        def: &TypeDef,
        union: &Union,
        index: usize,
        wanted: Wanted<'_>,
    ) -> Option<Sample> {
        let variant = &union.variants[index];
        let own_tag = match &union.dispatch {
            Dispatch::Tag { property, keys, .. } => {
                let of_variant = || keys.iter().filter(|(_, of)| *of == index).map(|(key, _)| key);
                let text = variant.tag.as_deref();
                let key = of_variant().find(|key| key.as_str() == text).or_else(|| of_variant().next())?;
                Some((property.as_str(), key))
            }
            Dispatch::Fit => None,
        };
        let mut examples = wanted.examples.to_vec();
        examples.extend(&variant.doc.example);
        let inner = Wanted {
            constraints: variant.doc.constraints.as_deref(),
            examples: &examples,
            depth: wanted.depth + 1,
            tag: own_tag.or(wanted.tag),
            ..wanted
        };
        let Sample { code, mut json } = self.value(&variant.ty, inner.exact())?;
        if let (Some(text), Some((property, _)), Some(object)) = (&variant.tag, own_tag, json.as_object_mut())
        {
            object.insert(property.to_owned(), Value::from(text.as_str()));
        }
        let (path, name) = (ident(&def.name), ident(&variant.name));
        let into = variant.others.then(|| quote!(.into()));
        Some(Sample { code: quote!(types::#path::#name(#code #into)), json })
    }

    fn list(&self, inner: &Ty, wanted: Wanted<'_>) -> Option<Sample> {
        let constraints = wanted.constraints;
        let count = constraints.map(|constraints| constraints.items).unwrap_or_default();
        let wanted_count = count.least.max(1).min(count.most.unwrap_or(usize::MAX));
        if wanted_count > MAX_ELEMENTS || !count.allows(wanted_count) {
            return None;
        }
        let lists: Vec<&Vec<Value>> =
            wanted.examples.iter().filter_map(|example| example.as_array()).collect();
        let unique = constraints.is_some_and(|constraints| constraints.unique);
        let mut samples: Vec<Sample> = Vec::new();
        for index in 0..wanted_count {
            let shown: Vec<&Value> = lists.iter().filter_map(|list| list.get(index)).collect();
            // Elements of a nested list are not converted.
            let exact = wanted.exact || matches!(inner, Ty::List(_));
            let sample = self.element(inner, &shown, Wanted { exact, turn: index, ..wanted })?;
            if unique && samples.iter().any(|other| other.json == sample.json) {
                return None;
            }
            samples.push(sample);
        }
        let json = samples.iter().map(|sample| sample.json.clone()).collect();
        let codes = samples.iter().map(|sample| &sample.code);
        let code = if wanted.exact { quote!(vec![#(#codes),*]) } else { quote!([#(#codes),*]) };
        Some(Sample { code, json: Value::Array(json) })
    }

    /// One element of a list or map.
    fn element(&self, ty: &Ty, shown: &[&Value], wanted: Wanted<'_>) -> Option<Sample> {
        let element = wanted.constraints.and_then(|constraints| constraints.element.as_deref());
        let mut examples = shown.to_vec();
        examples.extend(element.and_then(|element| element.example.as_ref()).filter(|_| wanted.turn == 0));
        let constraints = element.and_then(|element| element.constraints.as_deref());
        self.value(ty, Wanted { constraints, examples: &examples, tag: None, ..wanted })
    }

    fn map(&self, key: MapKey, inner: &Ty, wanted: Wanted<'_>) -> Option<Sample> {
        let count = wanted.constraints.map(|constraints| constraints.properties).unwrap_or_default();
        if count.least == 0 {
            let json = Value::Object(Map::new());
            return Some(Sample { code: quote!(std::collections::BTreeMap::new()), json });
        }
        if count.least > MAX_ELEMENTS {
            return None;
        }
        let (mut codes, mut json) = (Vec::new(), Map::new());
        for index in 0..count.least {
            let (key_code, key) = self.key(key, index)?;
            let sample = self.element(inner, &[], Wanted { turn: index, ..wanted.exact() })?;
            let code = sample.code;
            codes.push(quote!((#key_code, #code)));
            json.insert(key, sample.json);
        }
        let code = quote!(std::collections::BTreeMap::from([#(#codes),*]));
        Some(Sample { code, json: Value::Object(json) })
    }

    /// The key of an entry of a map. `None`: an enum has fewer values.
    fn key(&self, key: MapKey, index: usize) -> Option<(TokenStream, String)> {
        let MapKey::Enum(id) = key else {
            let key = format!("key{}", index + 1);
            return Some((quote!(String::from(#key)), key));
        };
        let def = self.api.type_def(id);
        let Shape::Enum(values) = &def.shape else { return None };
        let variant = values.variants.get(index)?;
        let (path, name) = (ident(&def.name), ident(&variant.name));
        Some((quote!(types::#path::#name), variant.wire.as_str()?.to_owned()))
    }

    /// The wire value of an enum's variant.
    pub(super) fn constant(&self, ty: &Ty, name: &crate::names::Ident) -> Option<Value> {
        let Ty::Named { id, .. } = ty else { return None };
        match &self.api.type_def(*id).shape {
            Shape::Enum(values) => values
                .variants
                .iter()
                .find(|variant| variant.name == *name)
                .map(|variant| variant.wire.clone()),
            Shape::Alias(ty) => self.constant(ty, name),
            Shape::Record(_) | Shape::Union(_) | Shape::Newtype(_) => None,
        }
    }
}

/// A value of an enum: the document's example, otherwise the default, otherwise the first allowed value.
fn variant(def: &TypeDef, values: &Enum, wanted: Wanted<'_>) -> Option<Sample> {
    let allowed: Vec<_> =
        values.variants.iter().filter(|variant| scalar_fits(&variant.wire, wanted.constraints)).collect();
    let shown =
        wanted.examples.iter().find_map(|example| allowed.iter().find(|variant| variant.wire == **example));
    let default = values.default.map(|index| &values.variants[index]);
    let default = default.filter(|variant| wanted.turn == 0 && allowed.contains(variant));
    let next = allowed.get(wanted.turn % allowed.len().max(1));
    let variant = shown.copied().or(default).or(next.copied())?;
    let (path, name) = (ident(&def.name), ident(&variant.name));
    Some(Sample { code: quote!(types::#path::#name), json: variant.wire.clone() })
}

/// Any JSON value or object: the document's example, otherwise an object.
fn any_json(ty: &Ty, wanted: Wanted<'_>) -> Option<Sample> {
    let values = wanted.constraints.map(|constraints| constraints.values.as_slice()).unwrap_or_default();
    let count = wanted.constraints.map(|constraints| constraints.properties).unwrap_or_default();
    let fits = |value: &Value| {
        let is_object = value.as_object().is_some_and(|object| count.allows(object.len()));
        let is_allowed = values.is_empty() || values.contains(value);
        is_allowed && (is_object || *ty == Ty::AnyJson && !value.is_object())
    };
    let shown = wanted.examples.iter().copied().chain(values.get(wanted.turn));
    let mut shown = shown.filter(|value| !value.is_null() && value.to_string().len() <= MAX_JSON);
    let generated = (0..count.least.min(MAX_ELEMENTS))
        .map(|index| (format!("key{}", index + 1), Value::from("value")))
        .collect();
    let generated = Value::Object(generated);
    let json =
        shown.find(|value| fits(value)).cloned().or_else(|| Some(generated).filter(|value| fits(value)))?;
    let code = match (&json, ty) {
        (Value::Object(object), Ty::JsonObject) if object.is_empty() => quote!(serde_json::Map::new()),
        (Value::Object(object), Ty::JsonObject) => {
            let entries = object.iter().map(|(key, value)| {
                let value = json_code(value);
                quote!((String::from(#key), serde_json::json!(#value)))
            });
            quote!(serde_json::Map::from_iter([#(#entries),*]))
        }
        _ => {
            let value = json_code(&json);
            quote!(serde_json::json!(#value))
        }
    };
    Some(Sample { code, json })
}

/// A JSON value in the syntax of `serde_json::json!`.
fn json_code(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::String(text) => quote!(#text),
        Value::Number(number) => {
            let (negative, literal) = match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => (number < 0, Literal::u64_unsuffixed(number.unsigned_abs())),
                (None, Some(number)) => (false, Literal::u64_unsuffixed(number)),
                (None, None) => {
                    let number = number.as_f64().filter(|number| number.is_finite()).unwrap_or(0.0);
                    (number.is_sign_negative(), Literal::f64_unsuffixed(number.abs()))
                }
            };
            let sign = negative.then(|| quote!(-));
            quote!(#sign #literal)
        }
        Value::Array(list) => {
            let list = list.iter().map(json_code);
            quote!([#(#list),*])
        }
        Value::Object(object) => {
            let entries = object.iter().map(|(key, value)| {
                let value = json_code(value);
                quote!(#key: #value)
            });
            quote!({#(#entries),*})
        }
    }
}

/// Whether a type is a string.
pub(super) fn is_string(ty: &Ty) -> bool {
    matches!(ty, Ty::Scalar(Scalar::String))
}
