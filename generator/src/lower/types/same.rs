//! Equality of shapes, apart from their documentation and the identity of the types inside them.

use std::hash::{Hash, Hasher};

use crate::model::{Doc, Enum, Extra, Field, OutlineId, Record, Shape, Ty, Union, UnionVariant, Variant};

/// Whether two shapes are equal, apart from the types inside them. `outlines` are the classes of outlines.
pub(super) fn same_shape(a: &Shape, b: &Shape, outlines: &[usize]) -> bool {
    match (a, b) {
        (Shape::Record(a), Shape::Record(b)) => same_record(a, b),
        (Shape::Enum(a), Shape::Enum(b)) => same_enum(a, b),
        (Shape::Union(a), Shape::Union(b)) => same_union(a, b, outlines),
        (Shape::Newtype(a), Shape::Newtype(b)) | (Shape::Alias(a), Shape::Alias(b)) => same_ty(a, b),
        (Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_), _) => {
            false
        }
    }
}

/// Whether the parts of the documentation that are not only text are equal.
pub(super) fn same_facts(a: &Doc, b: &Doc) -> bool {
    let Doc { summary: _, description: _, default, example: _, limits, constraints, link: _ } = a;
    *default == b.default && *limits == b.limits && *constraints == b.constraints
}

fn same_record(a: &Record, b: &Record) -> bool {
    let Record { fields, extra, is_array } = a;
    let same_extra = match (extra, &b.extra) {
        (Some(Extra { name, ty }), Some(other)) => *name == other.name && same_ty(ty, &other.ty),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    same_extra && *is_array == b.is_array && all_same(fields, &b.fields, same_field)
}

fn same_field(a: &Field, b: &Field) -> bool {
    let Field { name, wire, ty, presence, tag, constant, deprecated, doc } = a;
    (wire, name, presence, tag, constant, deprecated)
        == (&b.wire, &b.name, &b.presence, &b.tag, &b.constant, &b.deprecated)
        && same_ty(ty, &b.ty)
        && same_facts(doc, &b.doc)
}

fn same_enum(a: &Enum, b: &Enum) -> bool {
    let Enum { repr, variants, default, unknown } = a;
    let same_variant = |a: &Variant, b: &Variant| {
        let Variant { name, wire, description: _ } = a;
        (name, wire) == (&b.name, &b.wire)
    };
    (repr, default, unknown) == (&b.repr, &b.default, &b.unknown)
        && all_same(variants, &b.variants, same_variant)
}

fn same_union(a: &Union, b: &Union, outlines: &[usize]) -> bool {
    let Union { variants, exclusive, dispatch, unknown } = a;
    let class = |outline: &Option<OutlineId>| outline.map(|id| outlines[id.0]);
    let same_variant = |a: &UnionVariant, b: &UnionVariant| {
        let UnionVariant { name, ty, outline, others, reader, tag, doc } = a;
        (name, others, reader, tag) == (&b.name, &b.others, &b.reader, &b.tag)
            && class(outline) == class(&b.outline)
            && same_ty(ty, &b.ty)
            && same_facts(doc, &b.doc)
    };
    (exclusive, dispatch, unknown) == (&b.exclusive, &b.dispatch, &b.unknown)
        && all_same(variants, &b.variants, same_variant)
}

fn same_ty(a: &Ty, b: &Ty) -> bool {
    match (a, b) {
        (Ty::Named { id: _, boxed }, Ty::Named { id: _, boxed: other }) => boxed == other,
        (Ty::List(a), Ty::List(b)) | (Ty::Nullable(a), Ty::Nullable(b)) => same_ty(a, b),
        (Ty::Map(key, a), Ty::Map(other, b)) => {
            std::mem::discriminant(key) == std::mem::discriminant(other) && same_ty(a, b)
        }
        (a, b) => a == b,
    }
}

fn all_same<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Equal shapes have equal hashes.
pub(super) fn hash_shape(shape: &Shape, state: &mut impl Hasher) {
    match shape {
        Shape::Record(record) => {
            record.fields.iter().for_each(|field| (&field.wire, &field.doc.limits).hash(state));
        }
        Shape::Enum(values) => values.variants.iter().for_each(|variant| variant.wire.hash(state)),
        Shape::Union(union) => union.variants.iter().for_each(|variant| variant.name.hash(state)),
        Shape::Newtype(_) | Shape::Alias(_) => {}
    }
}
