//! Names for schemas without a name: the role of the schema, alone and with its owners.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::names::{Case, LONGEST_TYPE_NAME, cut_at_words, fold, singular};

/// The maximum number of names for one type. The longest is always one of them.
const MAX_NAMES: usize = 8;

/// Single words that mean nothing without an owner, sorted. Plurals that name one thing do not either.
const VAGUE: [&str; 51] = [
    "All",
    "Any",
    "Body",
    "By",
    "Code",
    "Config",
    "Content",
    "Count",
    "Data",
    "Description",
    "Element",
    "Entry",
    "Extra",
    "Field",
    "For",
    "From",
    "Id",
    "In",
    "Info",
    "Item",
    "Key",
    "Kind",
    "List",
    "Meta",
    "Model",
    "Name",
    "New",
    "Object",
    "Of",
    "Old",
    "On",
    "Option",
    "Other",
    "Param",
    "Payload",
    "Private",
    "Property",
    "Public",
    "Query",
    "Record",
    "Request",
    "Resource",
    "Response",
    "Text",
    "Title",
    "To",
    "Type",
    "Url",
    "Value",
    "Version",
    "With",
];

/// The names of an owner, the shortest first.
pub(crate) type Owners = Arc<[String]>;

/// Names for an unnamed schema.
#[derive(Debug, Clone)]
pub(crate) struct NameHint {
    /// The names of the owner, the shortest first.
    owners: Owners,
    /// The name of the property, or a word for the use.
    leaf: String,
    role: Role,
    /// The result of [`Self::names`], once it is known.
    names: OnceCell<Owners>,
}

/// The role of a schema. Equal schemas of one role share a type.
#[derive(Debug, Clone)]
enum Role {
    /// The schema has a name, which is the leaf.
    Named,
    /// It means nothing without its owner.
    Owned,
    /// The leaf.
    Leaf,
    /// A name, and then the leaf.
    Wide(String),
    /// A part of a schema, which may have a role.
    Part(Option<String>),
}

impl NameHint {
    fn with(owners: Owners, leaf: String, role: Role) -> Self {
        Self { owners, leaf, role, names: OnceCell::new() }
    }

    /// A schema that has this name itself.
    pub(super) fn of_schema(name: &str) -> Self {
        Self::with(Arc::new([]), name.to_owned(), Role::Named)
    }

    /// A use that means nothing without its owner, such as the body of an operation.
    pub(crate) fn new(owners: &Owners, leaf: &str) -> Self {
        Self::with(owners.clone(), leaf.to_owned(), Role::Owned)
    }

    /// A property or a parameter.
    pub(crate) fn property(owners: &Owners, name: &str) -> Self {
        Self::with(owners.clone(), name.to_owned(), Role::Leaf)
    }

    /// The body of a failed response, by the class of its status and then by the status.
    pub(crate) fn error(owners: &Owners, status: &str) -> Self {
        let class = match status.as_bytes().first() {
            Some(b'4') => "client error",
            Some(b'5') => "server error",
            _ => return Self::property(owners, "default error"),
        };
        Self::with(owners.clone(), format!("error {status}"), Role::Wide(class.to_owned()))
    }

    /// A hint with `end` appended to the part for the schema.
    pub(crate) fn extended(&self, end: &str) -> Self {
        let extend = |name: &str| format!("{name} {end}");
        Self::with(self.owners.clone(), extend(&self.leaf), self.role.map(extend))
    }

    /// The hint for an item of a list.
    pub(super) fn item(&self) -> Self {
        let Some(leaf) = singular(&self.leaf).filter(|_| !matches!(self.role, Role::Named)) else {
            return self.extended("item");
        };
        let role = self.role.map(|role| singular(role).unwrap_or_else(|| format!("{role} item")));
        Self::with(self.owners.clone(), leaf, role)
    }

    /// The hint for an alternative, or for properties without names.
    pub(super) fn child(&self, name: &str) -> Self {
        let role = Role::Part(self.role().map(|role| format!("{role} {name}")));
        Self::with(self.owners_inside(), name.to_owned(), role)
    }

    /// The role, in a form that can be compared. `None`: the schema has a name, or means nothing without its owner.
    pub(super) fn role(&self) -> Option<String> {
        let role = match &self.role {
            Role::Named | Role::Owned | Role::Part(None) => return None,
            Role::Leaf => &self.leaf,
            Role::Wide(role) | Role::Part(Some(role)) => role,
        };
        Some(fold(&Case::Variant.apply(role)))
    }

    /// The names that the hint suggests, the shortest first.
    pub(super) fn names(&self) -> Owners {
        self.names.get_or_init(|| self.new_names().into()).clone()
    }

    fn new_names(&self) -> Vec<String> {
        let alone: &[&String] = match &self.role {
            Role::Named => return schema_names(&self.leaf),
            Role::Owned | Role::Part(_) => &[],
            Role::Leaf => &[&self.leaf],
            Role::Wide(role) => &[role, &self.leaf],
        };
        let alone = alone.iter().filter(|role| is_clear(role)).map(|role| Case::Type.apply(role));
        // The body of an operation needs the name of the operation, not only that of its resource.
        let wide = match self.role {
            Role::Owned => self.owners.len().saturating_sub(1),
            Role::Named | Role::Leaf | Role::Wide(_) | Role::Part(_) => 0,
        };
        let is_part = matches!(self.role, Role::Part(_));
        let leaf = if self.leaf.is_empty() { String::new() } else { Case::Variant.apply(&self.leaf) };
        few(alone.chain(self.owners[wide..].iter().map(|owner| with_owner(owner, &leaf, is_part))))
    }

    /// The names of the schema as an owner of the schemas inside it, the shortest first.
    pub(super) fn owners_inside(&self) -> Owners {
        let names = self.names();
        match self.role {
            Role::Named => few(names.iter().map(|name| Case::Type.apply(name))).into(),
            Role::Owned => few(self.owners.iter().chain(&*names).cloned()).into(),
            Role::Leaf | Role::Wide(_) | Role::Part(_) => names,
        }
    }
}

impl Role {
    fn map(&self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Named => Self::Named,
            Self::Owned => Self::Owned,
            Self::Leaf => Self::Leaf,
            Self::Wide(role) => Self::Wide(change(role)),
            Self::Part(role) => Self::Part(role.as_deref().map(&change)),
        }
    }
}

/// The names without repetitions, and not too many of them.
fn few(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > MAX_NAMES {
        names.drain(MAX_NAMES - 1..names.len() - 1);
    }
    names
}

/// The names of a schema, the shortest first. Names with a path of packages, such as `io.k8s.api.core.v1.Pod`, are shorter without it:
/// `Pod`, `core.v1.Pod` and so on.
pub(super) fn schema_names(name: &str) -> Vec<String> {
    let segments: Vec<&str> = name.split('.').collect();
    let is_word = |segment: &&str| {
        segment.starts_with(char::is_alphabetic)
            && segment.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let is_type = |segment: &&str| segment.starts_with(char::is_uppercase);
    if !segments.iter().all(is_word) || !segments.last().is_some_and(is_type) {
        return vec![name.to_owned()];
    }
    let starts = (0..segments.len()).rev().filter(|&start| start == 0 || !is_version(segments[start]));
    starts.map(|start| segments[start..].join(".")).collect()
}

/// Whether a segment is the version of a package: `v1`, `v2beta1`.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a role is a name without an owner.
fn is_clear(role: &str) -> bool {
    let name = Case::Type.apply(role);
    let starts_with_digit =
        role.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(|c: char| c.is_numeric());
    // An item of something vague is vague, too: `DataItem`.
    let stem = name.strip_suffix("Item").filter(|stem| !stem.is_empty()).unwrap_or(&name);
    let is_word = words(stem).count() == 1;
    let is_vague =
        is_word && (VAGUE.binary_search(&stem).is_ok() || stem == name && singular(role).is_some());
    !starts_with_digit && !is_vague && name == Case::Variant.apply(role)
}

/// The positions of the words of a name in upper camel case.
fn words(name: &str) -> impl Iterator<Item = usize> {
    name.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at)
}

/// The name of an owner and a role. If it is too long, it begins with a later word of the owner. Words at the end of the owner that are
/// also the first words of a part are not repeated.
fn with_owner(owner: &str, leaf: &str, is_part: bool) -> String {
    let owner = Case::Type.apply(owner);
    let overlap = words(&owner).find(|&at| is_part && leaf.starts_with(&owner[at..])).unwrap_or(owner.len());
    let (owner, leaf) =
        if is_part && leaf == &owner[overlap..] { (&*owner, "Value") } else { (&owner[..overlap], leaf) };
    let room = LONGEST_TYPE_NAME.saturating_sub(leaf.len());
    Case::Type.apply(&format!("{}{leaf}", cut_at_words(owner, room)))
}

#[cfg(test)]
mod tests {
    use super::VAGUE;

    #[test]
    fn vague_roles_are_sorted() {
        assert!(VAGUE.is_sorted());
    }
}
