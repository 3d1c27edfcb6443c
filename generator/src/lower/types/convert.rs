//! Conversions from the form of a type that is read to the form that is sent.

use crate::collections::{HashMap, HashSet};
use crate::model::{Conversion, Field, Presence, Record, Shape, Ty, TypeDef, TypeId, Union, behind_alias};

/// The form that is read, for each form that is sent.
pub(super) type Pairs = HashMap<TypeId, TypeId>;

/// The maximum number of lists, maps and aliases around a type. Aliases do not form cycles, and lists are nested less deeply.
const MAX_DEPTH: usize = 64;

/// Finds the conversion of each form that is sent. At first all pairs are assumed to convert completely; a pair that does not is
/// removed, and the pairs that contain it are checked again.
pub(super) fn find_conversions(types: &mut [TypeDef], pairs: &Pairs) {
    let mut complete: HashSet<TypeId> = pairs.keys().copied().collect();
    let mut containers: HashMap<TypeId, Vec<TypeId>> = HashMap::default();
    let mut open: Vec<TypeId> = pairs.keys().copied().collect();
    open.sort_unstable();
    for &sent in &open {
        for inner in inside(types, sent) {
            containers.entry(inner).or_default().push(sent);
        }
    }
    while let Some(sent) = open.pop() {
        let conversions = Conversions { types, pairs, complete: &complete };
        if complete.contains(&sent) && conversions.missing(sent).is_none_or(|missing| !missing.is_empty()) {
            complete.remove(&sent);
            open.extend(containers.get(&sent).into_iter().flatten());
        }
    }
    let conversions = Conversions { types, pairs, complete: &complete };
    let found: Vec<(TypeId, Conversion)> = pairs
        .iter()
        .filter_map(|(&sent, &from)| Some((sent, Conversion { from, missing: conversions.missing(sent)? })))
        .collect();
    for (sent, conversion) in found {
        types[sent.0].conversion = Some(conversion);
    }
}

/// The types that a type contains, itself or by aliases.
fn inside(types: &[TypeDef], id: TypeId) -> Vec<TypeId> {
    let (mut open, mut inside) = (vec![id], Vec::new());
    while let Some(here) = open.pop() {
        for ty in types[here.0].shape.tys() {
            ty.visit(&mut |inner, _| {
                inside.push(inner);
                if matches!(types[inner.0].shape, Shape::Alias(_)) {
                    open.push(inner);
                }
            });
        }
    }
    inside
}

struct Conversions<'a> {
    types: &'a [TypeDef],
    pairs: &'a Pairs,
    /// The pairs that convert without further values.
    complete: &'a HashSet<TypeId>,
}

impl Conversions<'_> {
    /// The fields of a form that its conversion cannot fill. `None` if there is no conversion. An alias needs none: its type has one.
    fn missing(&self, sent: TypeId) -> Option<Vec<usize>> {
        let read = self.pairs.get(&sent)?;
        match (&self.types[read.0].shape, &self.types[sent.0].shape) {
            (Shape::Record(read), Shape::Record(sent)) => self.missing_fields(read, sent),
            (Shape::Union(read), Shape::Union(sent)) => self.is_complete_union(read, sent).then(Vec::new),
            (Shape::Newtype(read), Shape::Newtype(sent)) => self.converts(read, sent, 0).then(Vec::new),
            (
                Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_),
                _,
            ) => None,
        }
    }

    fn missing_fields(&self, read: &Record, sent: &Record) -> Option<Vec<usize>> {
        let converts = match (&read.extra, &sent.extra) {
            (Some(read), Some(sent)) => self.converts(&read.ty, &sent.ty, 0),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let missing = |field: &Field| match read.field(&field.wire) {
            Some(read) => {
                let is_absent = field.presence == Presence::Required
                    && read.presence != Presence::Required
                    && field.constant.is_none();
                is_absent || !self.converts(&read.ty, &field.ty, 0)
            }
            None => match field.presence {
                Presence::Required | Presence::Nullable => field.constant.is_none(),
                Presence::Optional | Presence::OptionalNullable => false,
            },
        };
        let fields = sent.fields.iter().enumerate();
        converts.then(|| fields.filter(|(_, field)| missing(field)).map(|(index, _)| index).collect())
    }

    fn is_complete_union(&self, read: &Union, sent: &Union) -> bool {
        let mut both = read.variants.iter().zip(&sent.variants);
        read.variants.len() == sent.variants.len()
            && both.all(|(read, sent)| read.tag == sent.tag && self.converts(&read.ty, &sent.ty, 0))
    }

    /// Whether all values of one type convert into another type.
    fn converts(&self, read: &Ty, sent: &Ty, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        match (behind_alias(self.types, read), behind_alias(self.types, sent)) {
            (Ty::Named { id: read, .. }, Ty::Named { id: sent, .. }) => {
                read == sent || (self.pairs.get(sent) == Some(read) && self.complete.contains(sent))
            }
            (Ty::Map(key, read), Ty::Map(other, sent)) => {
                key == other && self.converts(read, sent, depth + 1)
            }
            (Ty::List(read), Ty::List(sent)) | (Ty::Nullable(read), Ty::Nullable(sent)) => {
                self.converts(read, sent, depth + 1)
            }
            (read, sent) => read == sent,
        }
    }
}
