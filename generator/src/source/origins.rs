//! The locations in texts of values that an overlay added or moved.

use std::collections::BTreeMap;

use super::Pointer;

/// The location in a text, by location in a tree. A value without an entry, and without an ancestor that has one, is at the location of its
/// pointer.
#[derive(Debug, Default, Clone)]
pub(crate) struct Origins(BTreeMap<Pointer, Pointer>);

impl Origins {
    /// The location in the text of the value at `at`.
    pub(crate) fn of(&self, at: &Pointer) -> Pointer {
        let mut here = if self.0.is_empty() { None } else { Some(at.clone()) };
        while let Some(location) = here {
            if let Some(origin) = self.0.get(&location) {
                let rest = at.path().strip_prefix(location.path()).unwrap_or_default();
                return Pointer::new(origin.file(), format!("{}{rest}", origin.path()));
            }
            here = location.parent();
        }
        at.clone()
    }

    /// The value at `at` came from `origin`.
    pub(crate) fn put(&mut self, at: &Pointer, origin: Pointer) {
        self.forget(at);
        self.0.insert(at.clone(), origin);
    }

    /// The value at `to` is a copy of the one that was at `from`, when the locations were those of `before`.
    pub(crate) fn copy(&mut self, to: &Pointer, before: &Self, from: &Pointer) {
        self.put(to, before.of(from));
        for (location, origin) in before.below(from) {
            let rest = &location.path()[from.path().len()..];
            self.0.insert(Pointer::new(to.file(), format!("{}{rest}", to.path())), origin);
        }
    }

    /// Values moved, all at the same time: the new location of each, and the old one.
    pub(crate) fn relocate(&mut self, moved: Vec<(Pointer, Pointer)>) {
        let mut all = self.0.clone();
        for (to, from) in moved {
            for (location, origin) in self.below(&from) {
                let rest = &location.path()[from.path().len()..];
                all.insert(Pointer::new(to.file(), format!("{}{rest}", to.path())), origin);
            }
            all.insert(to, self.of(&from));
        }
        self.0 = all;
    }

    /// The value at `at` was removed.
    pub(crate) fn forget(&mut self, at: &Pointer) {
        self.0.remove(at);
        for (location, _) in self.below(at) {
            self.0.remove(&location);
        }
    }

    /// The entries below `at`.
    fn below(&self, at: &Pointer) -> Vec<(Pointer, Pointer)> {
        let first = Pointer::new(at.file(), format!("{}/", at.path()));
        let inside =
            |location: &Pointer| location.file() == at.file() && location.path().starts_with(first.path());
        let entries = self.0.range(&first..).take_while(|(location, _)| inside(location));
        entries.map(|(location, origin)| (location.clone(), origin.clone())).collect()
    }

    /// The item at `index` of a list of `length` items was removed, and the items after it moved.
    pub(crate) fn close_gap(&mut self, list: &Pointer, index: usize, length: usize) {
        self.forget(&list.index(index));
        for index in index + 1..length {
            let (from, to) = (list.index(index), list.index(index - 1));
            let origin = self.of(&from);
            let inside = self.below(&from);
            self.forget(&from);
            self.put(&to, origin);
            for (location, origin) in inside {
                let rest = &location.path()[from.path().len()..];
                self.0.insert(Pointer::new(to.file(), format!("{}{rest}", to.path())), origin);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::FileId;
    use super::*;

    #[test]
    fn locations_follow_insertions_and_removals() {
        let (document, patch) = (FileId(0), FileId(1));
        let at = |path: &str| Pointer::new(document, path);
        let mut origins = Origins::default();
        let check = |origins: &Origins, location: &str, file: FileId, expected: &str| {
            assert_eq!(origins.of(&at(location)), Pointer::new(file, expected), "{location}");
        };
        origins.put(&at("/a/2/x"), Pointer::new(patch, "/u"));
        check(&origins, "/a/2/x/y", patch, "/u/y");
        check(&origins, "/a/2/xx", document, "/a/2/xx");
        origins.close_gap(&at("/a"), 0, 4);
        check(&origins, "/a/0", document, "/a/1");
        check(&origins, "/a/1/z", document, "/a/2/z");
        check(&origins, "/a/1/x/y", patch, "/u/y");
        check(&origins, "/a/2", document, "/a/3");
        origins.close_gap(&at("/a"), 1, 3);
        check(&origins, "/a/0", document, "/a/1");
        check(&origins, "/a/1", document, "/a/3");
        origins.put(&at("/a"), Pointer::new(patch, "/v"));
        check(&origins, "/a/1", patch, "/v/1");
        origins.forget(&at("/a"));
        check(&origins, "/a/1", document, "/a/1");
    }
}
