//! Scopes: identifiers that differ from each other.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::{Case, Ident};

/// Issues identifiers that differ from each other.
#[derive(Debug, Clone)]
pub struct Scope {
    case: Case,
    taken: HashSet<String, RandomState>,
    /// The names among those that are not names of the document.
    reserved: HashSet<String, RandomState>,
    /// The next number for a name that is taken.
    next: HashMap<String, usize, RandomState>,
}

impl Scope {
    /// A scope in which `reserved` cannot be issued.
    pub fn new(case: Case, reserved: &[&str]) -> Self {
        let reserved: HashSet<String, RandomState> = reserved.iter().map(|name| fold(name)).collect();
        Self { case, taken: reserved.clone(), reserved, next: HashMap::default() }
    }

    /// One identifier. Two calls with the same name give two identifiers.
    pub fn issue(&mut self, wire: &str) -> Ident {
        let first = self.case.apply(wire);
        self.claim(&first)
    }

    /// Whether the identifier for `wire` was issued or is reserved.
    pub fn is_taken(&self, wire: &str) -> bool {
        self.taken.contains(&fold(&self.case.apply(wire)))
    }

    /// Makes identifiers reserved.
    pub fn reserve(&mut self, names: &[&str]) {
        for name in names.iter().map(|name| fold(name)) {
            self.taken.insert(name.clone());
            self.reserved.insert(name);
        }
    }

    /// The first of the identifiers that is free, or else the last one with a number.
    pub fn issue_first(&mut self, wires: &[&str]) -> Ident {
        let names: Vec<String> = wires.iter().map(|wire| self.case.apply(wire)).collect();
        let free = names.iter().find(|name| !self.taken.contains(&fold(name)));
        match free.or(names.last()) {
            Some(name) => self.claim(&name.clone()),
            None => self.issue(""),
        }
    }

    /// One identifier. If the name is taken, `kind` is appended to it, as in `timeout_param`.
    pub fn issue_as(&mut self, wire: &str, kind: &str) -> Ident {
        self.issue_first(&[wire, &format!("{wire} {kind}")])
    }

    /// Like [`Self::issue_all`]. If a name is reserved, `kind` is appended to it, as in `timeout_param`.
    pub fn issue_all_as<'a>(&mut self, wires: impl IntoIterator<Item = &'a str>, kind: &str) -> Vec<Ident> {
        let free = |wire: &'a str| {
            let is_reserved = self.reserved.contains(&fold(&self.case.apply(wire)));
            if is_reserved { Cow::Owned(format!("{wire} {kind}")) } else { Cow::Borrowed(wire) }
        };
        let wires: Vec<Cow<'_, str>> = wires.into_iter().map(free).collect();
        self.issue_all(wires.iter().map(AsRef::as_ref))
    }

    /// One identifier for each name, independent of the order of names. On a clash, the name that is already spelled that way keeps
    /// the identifier; ties go by spelling; the rest are numbered.
    pub fn issue_all<'a>(&mut self, wires: impl IntoIterator<Item = &'a str>) -> Vec<Ident> {
        self.issue_keyed(wires.into_iter().map(|wire| (wire, "")))
    }

    /// Like [`Self::issue_all`], with a key for each name. Equal names go by their keys.
    pub fn issue_keyed<'a>(&mut self, wires: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Ident> {
        let wires: Vec<(&str, &str)> = wires.into_iter().collect();
        let mut names: Vec<(String, usize)> =
            wires.iter().enumerate().map(|(index, (wire, _))| (self.case.apply(wire), index)).collect();
        let rank = |(name, index): &(String, usize)| (wires[*index].0 != name, wires[*index], *index);
        names.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rank(a).cmp(&rank(b))));
        let mut issued: Vec<Option<Ident>> = vec![None; wires.len()];
        let mut losers = Vec::new();
        for (name, index) in names {
            // The first of equal names finds the identifier free, unless it is reserved.
            if self.taken.insert(fold(&name)) {
                issued[index] = Some(Ident(name));
            } else {
                losers.push((index, name));
            }
        }
        for (index, name) in losers {
            issued[index] = Some(self.claim(&name));
        }
        issued.into_iter().map(|ident| ident.unwrap_or_else(|| self.issue(""))).collect()
    }

    fn claim(&mut self, first: &str) -> Ident {
        if self.taken.insert(fold(first)) {
            return Ident(first.to_owned());
        }
        let next = self.next.entry(first.to_owned()).or_insert(2);
        loop {
            let name = self.case.numbered(first, *next);
            *next += 1;
            if self.taken.insert(fold(&name)) {
                return Ident(name);
            }
        }
    }
}

/// The form in which identifiers are compared. Two that differ only in case are the same file on some systems, and easily confused.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}
