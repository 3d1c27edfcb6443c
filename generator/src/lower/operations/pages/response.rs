//! The properties of a response that describe a page.

use std::collections::VecDeque;

use super::words::{CONTAINERS, ITEMS, rank, word};
use crate::model::{Content, Field, FieldStep, Operation, Presence, Scalar, Shape, Ty, TypeDef, WirePath};

/// How deep facts about a page may be.
const MAX_DEPTH: usize = 4;

/// The response of an operation.
#[derive(Clone, Copy)]
pub(super) struct Response<'a> {
    types: &'a [TypeDef],
    page: &'a Ty,
}

/// A property that may describe a page.
pub(super) struct Leaf<'a> {
    pub(super) path: WirePath,
    /// Its name as a word.
    pub(super) word: String,
    /// The name of the object that contains it, as a word. Empty for the response.
    pub(super) parent: String,
    pub(super) field: &'a Field,
    /// Its type, without aliases.
    pub(super) ty: &'a Ty,
}

/// The items of a page.
pub(super) struct Items {
    /// The path to them from the response.
    pub(super) way: Vec<FieldStep>,
    /// The type of an item.
    pub(super) item: Ty,
}

impl<'a> Response<'a> {
    /// `None` if the response is not JSON.
    pub(super) fn new(types: &'a [TypeDef], operation: &'a Operation) -> Option<Self> {
        match &operation.success.content {
            // `emit` opens a response that may be null.
            Content::Json(Ty::Nullable(page)) => Some(Self { types, page }),
            Content::Json(page) => Some(Self { types, page }),
            Content::Empty
            | Content::Text(_)
            | Content::Bytes
            | Content::Parts(_)
            | Content::Stream(_)
            | Content::ByStatus(_) => None,
        }
    }

    /// A type without aliases.
    fn target(self, ty: &'a Ty) -> &'a Ty {
        let mut ty = ty;
        for _ in 0..=self.types.len() {
            let Ty::Named { id, .. } = ty else { return ty };
            ty = match &self.types[id.0].shape {
                Shape::Alias(inner) => inner,
                Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => return ty,
            };
        }
        ty
    }

    /// A type without aliases and null.
    pub(super) fn resolve(self, ty: &'a Ty) -> &'a Ty {
        match self.target(ty) {
            Ty::Nullable(inner) => self.target(inner),
            other => other,
        }
    }

    /// The fields of a record. Empty for other types.
    pub(super) fn fields(self, ty: &'a Ty) -> &'a [Field] {
        match self.target(ty) {
            Ty::Named { id, .. } => match &self.types[id.0].shape {
                Shape::Record(record) if !record.is_array => &record.fields,
                Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => {
                    &[]
                }
            },
            _ => &[],
        }
    }

    /// The records that a value may be: the type itself, or the alternatives of a union.
    fn records(self, ty: &'a Ty) -> Vec<&'a [Field]> {
        let ty = self.resolve(ty);
        if let Ty::Named { id, .. } = ty
            && let Shape::Union(union) = &self.types[id.0].shape
        {
            return union.variants.iter().map(|variant| self.fields(&variant.ty)).collect();
        }
        vec![self.fields(ty)]
    }

    /// Whether a value is a single string or number, in all alternatives of a union.
    pub(super) fn is_scalar(self, ty: &'a Ty) -> bool {
        match self.resolve(ty) {
            Ty::Scalar(scalar) => *scalar != Scalar::Bool,
            Ty::Named { id, .. } => match &self.types[id.0].shape {
                Shape::Enum(_) => true,
                Shape::Union(union) => union.variants.iter().all(|variant| {
                    matches!(self.resolve(&variant.ty), Ty::Scalar(scalar) if *scalar != Scalar::Bool)
                }),
                Shape::Record(_) | Shape::Newtype(_) | Shape::Alias(_) => false,
            },
            _ => false,
        }
    }

    /// Whether all values of a type have a property that is a string or number.
    pub(super) fn has_scalar(self, ty: &'a Ty, name: &str) -> bool {
        let has =
            |fields: &&'a [Field]| fields.iter().any(|field| field.wire == name && self.is_scalar(&field.ty));
        self.records(ty).iter().all(has)
    }

    /// The properties that may describe the page: those of the response, of the objects around `items`, and of objects for facts about
    /// lists. Outer ones come first.
    pub(super) fn leaves(self, items: &[FieldStep]) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        let mut open = VecDeque::from([(self.page, WirePath::new())]);
        while let Some((ty, path)) = open.pop_front() {
            let parent = path.last().map(|name| word(name)).unwrap_or_default();
            for field in self.records(ty).into_iter().flatten() {
                let mut path = path.clone();
                path.push(field.wire.clone());
                let is_around = items.len() > path.len()
                    && items.iter().zip(&path).all(|(step, name)| step.wire == *name);
                let word = word(&field.wire);
                if path.len() < MAX_DEPTH && (is_around || rank(CONTAINERS, &word).is_some()) {
                    open.push_back((&field.ty, path.clone()));
                }
                let ty = self.resolve(&field.ty);
                leaves.push(Leaf { path, word, parent: parent.clone(), field, ty });
            }
        }
        leaves
    }

    /// The items at a path, or else the only list.
    pub(super) fn items(self, path: Option<&str>, place: &str) -> Option<Items> {
        match path {
            Some(path) => {
                let (way, ty) = self.walk(path)?;
                self.list(way, ty)
            }
            None => self.only_list(place),
        }
    }

    /// Whether the response is a union, each of whose alternatives has a list.
    pub(super) fn is_union_of_lists(self) -> bool {
        let records = self.records(self.page);
        let has_list = |field: &'a Field| matches!(self.resolve(&field.ty), Ty::List(_));
        records.len() > 1 && records.iter().all(|fields| fields.iter().any(has_list))
    }

    fn list(self, way: Vec<FieldStep>, ty: &'a Ty) -> Option<Items> {
        match self.target(ty) {
            Ty::List(item) => Some(Items { way, item: (**item).clone() }),
            _ => None,
        }
    }

    /// The only list of a response, at most two properties deep. `place` is the last word of the operation's path.
    fn only_list(self, place: &str) -> Option<Items> {
        if let Some(items) = self.list(Vec::new(), self.page) {
            return Some(items);
        }
        let lists = |ty: &'a Ty, way: &[FieldStep]| -> Vec<Items> {
            let fields = self.fields(ty).iter();
            fields.filter_map(|field| self.list([way, &[step(field)]].concat(), &field.ty)).collect()
        };
        let outer = lists(self.page, &[]);
        if !outer.is_empty() {
            return self.choose(outer, place);
        }
        let inner =
            self.fields(self.page).iter().flat_map(|field| lists(&field.ty, &[step(field)])).collect();
        self.choose(inner, place)
    }

    /// Chooses the list of items: the only one, the one with a usual name, the one that the path names, or the only list of objects.
    fn choose(self, mut lists: Vec<Items>, place: &str) -> Option<Items> {
        let name = |list: &Items| list.way.last().map(|step| word(&step.wire)).unwrap_or_default();
        let only = |wanted: &dyn Fn(&Items) -> bool| {
            let mut found = lists.iter().enumerate().filter(|(_, list)| wanted(list)).map(|(index, _)| index);
            found.next().filter(|_| found.next().is_none())
        };
        let by_name = || ITEMS.iter().find_map(|word| only(&|list| name(list) == *word));
        let by_place = || only(&|list| name(list) == place);
        let by_type = || only(&|list| self.records(&list.item).iter().any(|fields| !fields.is_empty()));
        let chosen = only(&|_| true).or_else(by_name).or_else(by_place).or_else(by_type)?;
        Some(lists.swap_remove(chosen))
    }

    /// Follows a path of names separated by dots. A name may contain dots, too.
    fn walk(self, path: &str) -> Option<(Vec<FieldStep>, &'a Ty)> {
        let (mut way, mut here, mut rest) = (Vec::new(), self.page, path);
        while !rest.is_empty() {
            let (field, after) = next_field(self.fields(here), rest)?;
            way.push(step(field));
            (here, rest) = (&field.ty, after);
        }
        Some((way, here))
    }

    /// The names of a path to a property, if the response has it.
    pub(super) fn path(self, path: &str) -> Option<WirePath> {
        let (mut names, mut here, mut rest) = (WirePath::new(), vec![self.page], path);
        while !rest.is_empty() {
            let (field, after) =
                here.iter().flat_map(|ty| self.records(ty)).find_map(|fields| next_field(fields, rest))?;
            names.push(field.wire.clone());
            (here, rest) = (vec![&field.ty], after);
        }
        Some(names)
    }
}

/// The field that a path of names separated by dots begins with, and the rest of the path. The longest name wins.
pub(super) fn next_field<'a, 'p>(fields: &'a [Field], path: &'p str) -> Option<(&'a Field, &'p str)> {
    let after = |field: &Field| {
        let rest = path.strip_prefix(field.wire.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
    };
    let found = fields.iter().filter_map(|field| Some((field, after(field)?)));
    found.min_by_key(|(_, rest)| rest.len())
}

fn step(field: &Field) -> FieldStep {
    FieldStep {
        field: field.name.clone(),
        wire: field.wire.clone(),
        optional: field.presence != Presence::Required,
    }
}
