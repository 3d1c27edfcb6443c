//! The types inside types, shapes and operations.

use crate::collections::HashSet;

use super::{Api, MapKey, Operation, Record, Scalar, Shape, Ty, TypeId};

impl Api {
    /// The types of the values in types, parameters, bodies, responses and webhooks, other than named types.
    pub(crate) fn leaves(&self) -> Leaves {
        let in_types = self.types.iter().flat_map(|def| def.shape.tys());
        let in_operations = self.operations().flat_map(Operation::tys).map(|(ty, _)| ty);
        let in_webhooks = self.webhooks.iter().filter_map(|webhook| webhook.ty.as_ref());
        let mut leaves = Leaves::default();
        in_types.chain(in_operations).chain(in_webhooks).for_each(|ty| leaves.add(ty));
        leaves
    }
}

/// The types that an API has other than named types, lists and maps.
#[derive(Debug, Default)]
pub(crate) struct Leaves {
    scalars: HashSet<Scalar>,
    /// Whether there is untyped JSON: a value or an object.
    pub(crate) untyped: bool,
    /// The enums whose values are keys of maps.
    pub(crate) map_keys: HashSet<TypeId>,
}

impl Leaves {
    pub(crate) fn has(&self, scalar: Scalar) -> bool {
        self.scalars.contains(&scalar)
    }

    fn add(&mut self, ty: &Ty) {
        match ty {
            Ty::Map(key, inner) => {
                if let MapKey::Enum(id) = key {
                    self.map_keys.insert(*id);
                }
                self.add(inner);
            }
            Ty::List(inner) | Ty::Nullable(inner) => self.add(inner),
            Ty::Scalar(scalar) => drop(self.scalars.insert(*scalar)),
            Ty::JsonObject | Ty::AnyJson => self.untyped = true,
            Ty::Named { .. } => {}
        }
    }
}

impl Ty {
    /// Calls `visit` for every named type in this one. The flag is set for a type that is held directly, not behind a list, a map or
    /// a box.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(TypeId, bool)) {
        self.visit_at(true, visit);
    }

    fn visit_at(&self, direct: bool, visit: &mut impl FnMut(TypeId, bool)) {
        match self {
            Self::Named { id, boxed } => visit(*id, direct && !*boxed),
            Self::List(inner) => inner.visit_at(false, visit),
            Self::Map(key, inner) => {
                if let MapKey::Enum(id) = key {
                    visit(*id, false);
                }
                inner.visit_at(false, visit);
            }
            Self::Nullable(inner) => inner.visit_at(direct, visit),
            Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }

    /// Whether it contains a number that may not be a value of its type.
    pub(crate) fn has_number(&self) -> bool {
        match self {
            Self::Scalar(Scalar::Number(_)) => true,
            Self::List(inner) | Self::Map(_, inner) | Self::Nullable(inner) => inner.has_number(),
            Self::Scalar(_) | Self::Named { .. } | Self::JsonObject | Self::AnyJson => false,
        }
    }

    /// Calls `visit` for every named type in this one, with its id and whether it is boxed.
    pub(crate) fn visit_mut(&mut self, visit: &mut impl FnMut(&mut TypeId, &mut bool)) {
        match self {
            Self::Named { id, boxed } => visit(id, boxed),
            Self::List(inner) | Self::Nullable(inner) => inner.visit_mut(visit),
            Self::Map(key, inner) => {
                if let MapKey::Enum(id) = key {
                    visit(id, &mut false);
                }
                inner.visit_mut(visit);
            }
            Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }

    /// Replaces the named type in this one by any JSON value.
    pub(crate) fn cut(&mut self) {
        match self {
            Self::Named { .. } => *self = Self::AnyJson,
            Self::List(inner) | Self::Map(_, inner) => inner.cut(),
            Self::Nullable(inner) => {
                inner.cut();
                if **inner == Self::AnyJson {
                    *self = Self::AnyJson;
                }
            }
            Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }

    /// Like [`Self::visit_mut`], for types that are held directly.
    pub(crate) fn direct_mut(&mut self, visit: &mut impl FnMut(&mut TypeId, &mut bool)) {
        match self {
            Self::Named { id, boxed } => visit(id, boxed),
            Self::Nullable(inner) => inner.direct_mut(visit),
            Self::List(_) | Self::Map(..) | Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }
}

impl Shape {
    /// The types inside this one.
    pub(crate) fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Record(Record { fields, extra, is_array: _ }) => {
                fields.iter().map(|field| &field.ty).chain(extra.iter().map(|extra| &extra.ty)).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Newtype(ty) | Self::Alias(ty) => vec![ty],
            Self::Enum(_) => Vec::new(),
        }
    }

    /// Calls `change` for the types of [`Self::tys`].
    pub(crate) fn tys_mut(&mut self, change: &mut impl FnMut(&mut Ty)) {
        match self {
            Self::Record(Record { fields, extra, is_array: _ }) => {
                fields.iter_mut().for_each(|field| change(&mut field.ty));
                extra.iter_mut().for_each(|extra| change(&mut extra.ty));
            }
            Self::Union(union) => union.variants.iter_mut().for_each(|variant| change(&mut variant.ty)),
            Self::Newtype(ty) | Self::Alias(ty) => change(ty),
            Self::Enum(_) => {}
        }
    }
}

impl Operation {
    /// The types that this operation uses. The flag is set for types that the caller sends.
    pub(crate) fn tys(&self) -> Vec<(&Ty, bool)> {
        let inputs = self
            .parameters
            .iter()
            .map(|parameter| &parameter.ty)
            .chain(self.bodies().flat_map(|body| body.media.tys()));
        let mut tys: Vec<(&Ty, bool)> = inputs.map(|ty| (ty, true)).collect();
        tys.extend(self.success.tys().into_iter().map(|ty| (ty, false)));
        tys.extend(self.errors.iter().filter_map(|error| error.body.as_ref()).map(|ty| (ty, false)));
        tys
    }

    /// Calls `change` for the types of [`Self::tys`].
    pub(crate) fn tys_mut(&mut self, change: &mut impl FnMut(&mut Ty)) {
        self.parameters.iter_mut().for_each(|parameter| change(&mut parameter.ty));
        let others = self.alternatives.iter_mut().map(|alternative| &mut alternative.body);
        self.body.iter_mut().chain(others).flat_map(|body| body.media.tys_mut()).for_each(&mut *change);
        self.success.tys_mut().into_iter().for_each(&mut *change);
        self.errors.iter_mut().filter_map(|error| error.body.as_mut()).for_each(change);
    }
}
