//! How well a value fits an alternative of a union.

use std::{
    cmp::Reverse,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::outline::{Format, Key, OutlineId, string};

/// How well a value fits.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// Known properties, at every depth.
    pub(super) known: u32,
    /// Values that are listed.
    pub(super) listed: u32,
    /// Values that are not listed, and properties that are not allowed.
    pub(super) unlisted: u32,
    /// Strings that have the format, and integers.
    pub(super) exact: u32,
    /// Required properties.
    pub(super) required: u32,
    /// A required constant has another value.
    pub(super) is_other: bool,
    /// A string does not have the format of its type.
    pub(super) is_misformatted: bool,
    /// A required value is not listed, or a property is not allowed.
    pub(super) is_outside: bool,
    /// A property is not kept.
    pub(super) is_cut: bool,
}

impl Score {
    pub(super) fn add(&mut self, part: Self) {
        self.known += part.known;
        self.listed += part.listed;
        self.unlisted += part.unlisted;
        self.exact += part.exact;
        self.required += part.required;
    }

    /// Adds a value that must be right.
    pub(super) fn add_required(&mut self, part: Self) {
        self.add(part);
        self.is_other |= part.is_other;
        self.is_outside |= part.is_outside;
    }

    /// Adds a value that need not be right: if it is another one, it counts against the whole.
    pub(super) fn add_optional(&mut self, part: Self) {
        self.add(part);
        self.unlisted += u32::from(part.is_other);
    }

    /// The score of a string with a format. `None` for other values.
    pub(super) fn formatted(json: &str, format: Format) -> Option<Self> {
        let holds = format.holds(&string(json)?);
        let is_misformatted = !holds && format.is_parsed();
        Some(Self { exact: u32::from(holds), is_misformatted, ..Self::default() })
    }

    /// The score of an enum. `None` for values of other types.
    pub(super) fn listed(json: &str, values: &[Key]) -> Option<Self> {
        if values.iter().any(|value| value.is(json)) {
            return Some(Self { listed: 1, ..Self::default() });
        }
        let is_other = values.len() == 1;
        let score =
            Self { unlisted: u32::from(!is_other), is_other, is_outside: !is_other, ..Self::default() };
        values.iter().any(|value| value.has_type_of(json)).then_some(score)
    }
}

/// The alternatives that a value fits, the best one first.
pub(super) fn best_first(mut scored: Vec<(usize, Score)>) -> Vec<(usize, Score)> {
    scored.retain(|(_, score)| !score.is_other && !score.is_misformatted);
    let most = scored.iter().map(|(_, score)| score.listed).max().unwrap_or(0);
    // A value that is not valid for an alternative belongs to one for which it is, if that one keeps all of it.
    let is_valid_elsewhere = scored.iter().any(|(_, score)| !score.is_outside && !score.is_cut);
    scored.sort_by_key(|(index, score)| {
        // Another alternative lists a value that this one does not list.
        let is_listed_elsewhere = score.unlisted > 0 && score.listed < most;
        let sum = i64::from(score.known) + i64::from(score.listed) - i64::from(score.unlisted);
        (
            is_listed_elsewhere,
            is_valid_elsewhere && score.is_outside,
            Reverse((sum, score.exact, score.required)),
            score.is_cut,
            *index,
        )
    });
    scored
}

/// The scores so far, by node and outline.
pub(super) type Scores = HashMap<(usize, OutlineId), Option<Score>, BuildHasherDefault<Spread>>;

/// Hashes the keys of [`Scores`]: small numbers that a sender cannot choose freely.
#[derive(Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u16(&mut self, value: u16) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        let product = u128::from(self.0.rotate_left(32) ^ value) * 0x9E37_79B9_7F4A_7C15;
        #[allow(clippy::cast_possible_truncation, reason = "both halves are used")]
        let (low, high) = (product as u64, (product >> 64) as u64);
        self.0 = low ^ high;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
