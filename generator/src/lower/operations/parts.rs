//! The parts that a document describes: by name, by position, or any number of one kind.

use crate::document::{FURTHER, Spec};
use crate::source::{Pointer, Value};

/// The description of the parts of a multipart body, or of a part of one.
#[derive(Debug)]
pub(super) enum Described {
    /// The properties of the schema at a location.
    Named {
        schema: Pointer,
        /// The location of the object with the encodings.
        encodings: Pointer,
    },
    /// Parts with a position each.
    Ordered {
        fixed: Vec<RawPart>,
        /// Any number of parts after those.
        further: Option<RawPart>,
        /// The number of parts that a body has at least.
        least: usize,
    },
    /// Any number of parts.
    Any(RawPart),
}

/// A part without a name, as declared in the document.
#[derive(Debug)]
pub(super) struct RawPart {
    /// The location of its schema, which may not exist.
    pub(super) schema: Pointer,
    /// The location of its encoding, which may not exist.
    pub(super) encoding: Pointer,
}

/// Whether a media type consists of parts, and is not a form.
pub(super) fn is_mixed(content_type: &str) -> bool {
    is_multipart(content_type) && !is_form(content_type)
}

/// Whether a media type consists of parts.
pub(super) fn is_multipart(content_type: &str) -> bool {
    content_type.trim_start().to_lowercase().starts_with("multipart/")
}

fn is_form(content_type: &str) -> bool {
    content_type.trim_start().to_lowercase().starts_with("multipart/form-data")
}

/// The parts that a media type describes. `None` if it describes none.
pub(super) fn of_media_type(spec: &Spec, at: &Pointer) -> Option<Described> {
    let items = at.child("itemSchema");
    if spec.value(&items).is_some() {
        return Some(Described::Any(RawPart { schema: items, encoding: at.child("itemEncoding") }));
    }
    described(spec, &at.child("schema"), at)
}

/// The parts that the value of a schema consists of. `encodings` is the location of the object with their encodings.
pub(super) fn described(spec: &Spec, schema: &Pointer, encodings: &Pointer) -> Option<Described> {
    let schema = &spec.resolve(schema).unwrap_or_else(|_| schema.clone());
    let has = |at: Pointer| spec.value(&at).is_some();
    let encoding = encodings.child("itemEncoding");
    let positions = encodings.child("prefixEncoding");
    let encoded = spec.elements(&positions);
    let fixed = spec.elements(&schema.child("prefixItems"));
    let part = |schema: Pointer| RawPart { schema, encoding: encoding.clone() };
    let at = |(index, schema): (usize, Pointer)| RawPart { schema, encoding: positions.index(index) };
    if !fixed.is_empty() {
        let further = schema.child(FURTHER);
        let has_further = has(further.clone()) || has(encoding.clone());
        let least = least(spec, schema).unwrap_or(fixed.len());
        let fixed: Vec<RawPart> = fixed.into_iter().enumerate().map(at).collect();
        return Some(Described::Ordered { fixed, further: has_further.then(|| part(further)), least });
    }
    let is_array = spec.text(schema, "type").as_deref() == Some("array");
    let items = schema.child("items");
    if !encoded.is_empty() {
        let has_further = is_array || has(items.clone()) || has(encoding.clone());
        let least = least(spec, schema).unwrap_or(encoded.len());
        let fixed = encoded.iter().map(|_| items.clone()).enumerate().map(at).collect();
        return Some(Described::Ordered { fixed, further: has_further.then(|| part(items)), least });
    }
    if is_array || has(items.clone()) || has(encoding.clone()) {
        return Some(Described::Any(part(items)));
    }
    let is_object = match spec.text(schema, "type").as_deref() {
        Some(kind) => kind == "object",
        None => ["properties", "allOf"].iter().any(|key| has(schema.child(key))),
    };
    is_object.then(|| Described::Named { schema: schema.clone(), encodings: encodings.clone() })
}

fn least(spec: &Spec, schema: &Pointer) -> Option<usize> {
    let least = spec.value(&schema.child("minItems")).and_then(Value::as_u64)?;
    usize::try_from(least).ok()
}

/// The encodings of a media type or of a part, with those inside them.
pub(super) fn encodings(spec: &Spec, owner: &Pointer) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut open = vec![owner.clone()];
    while let Some(owner) = open.pop() {
        let named = owner.child("encoding");
        let inside = spec.keys(&named).into_iter().map(|name| named.child(&name));
        let inside = inside.chain(spec.elements(&owner.child("prefixEncoding")));
        let item = owner.child("itemEncoding");
        let item = spec.value(&item).is_some().then_some(item);
        let inside: Vec<Pointer> = inside.chain(item).collect();
        open.extend(inside.iter().cloned());
        found.extend(inside);
    }
    found
}

/// The schemas of the parts of a media type, with those of parts inside them.
pub(super) fn schemas(spec: &Spec, media_type: &Pointer) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut open: Vec<Described> = of_media_type(spec, media_type).into_iter().collect();
    let mut look = |part: RawPart, open: &mut Vec<Described>| {
        open.extend(inside(spec, &part.schema, &part.encoding));
        found.push(part.schema);
    };
    while let Some(described) = open.pop() {
        match described {
            Described::Named { schema, encodings } => {
                for name in spec.keys(&schema.child("properties")) {
                    let property = schema.child("properties").child(&name);
                    let encoding = encodings.child("encoding").child(&name);
                    look(RawPart { schema: property, encoding }, &mut open);
                }
                look(RawPart { encoding: schema.child("none"), schema }, &mut open);
            }
            Described::Ordered { fixed, further, .. } => {
                fixed.into_iter().chain(further).for_each(|part| look(part, &mut open));
            }
            Described::Any(part) => look(part, &mut open),
        }
    }
    found.retain(|schema| spec.value(schema).is_some());
    found
}

/// The parts inside a part, if its encoding says that there are some.
pub(super) fn inside(spec: &Spec, schema: &Pointer, encoding: &Pointer) -> Option<Described> {
    let is_positional =
        ["prefixEncoding", "itemEncoding"].iter().any(|key| spec.value(&encoding.child(key)).is_some());
    let content_type = spec.text(encoding, "contentType");
    let is_multipart = content_type.as_deref().is_some_and(is_multipart);
    (is_multipart || content_type.is_none() && is_positional)
        .then(|| described(spec, schema, encoding))
        .flatten()
}
