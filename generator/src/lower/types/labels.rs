//! The names of alternatives.
//!
//! Each alternative has a list of labels, the best first. It uses a later one only if a better one is also that of another alternative. So
//! an alternative that is added to a union renames no other one, unless their names clash.

use super::Ctx;
use super::alternative::Alternative;
use super::facts::{About, Counts, Fact, facts};
use crate::collections::HashMap;
use crate::names::Case;

/// The labels of alternatives.
pub(super) fn labels(ctx: &Ctx<'_>, union: About<'_>, alternatives: &[Alternative<'_>]) -> Vec<String> {
    let counts = Counts::of(alternatives);
    let facts: Vec<Vec<Fact>> =
        alternatives.iter().map(|alternative| facts(ctx, union, alternative, &counts)).collect();
    let chosen = settle(&facts);
    facts.into_iter().zip(chosen).map(|(mut facts, index)| facts.swap_remove(index).label).collect()
}

/// The index of the fact that each alternative uses. Of several with the same name, the strongest keeps it; if several are equally strong,
/// none does that has another one.
fn settle(facts: &[Vec<Fact>]) -> Vec<usize> {
    let key = |fact: &Fact| Case::Variant.apply(&fact.label).to_lowercase();
    let keys: Vec<Vec<String>> = facts.iter().map(|facts| facts.iter().map(key).collect()).collect();
    let mut chosen = vec![0; facts.len()];
    loop {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::default();
        for (index, keys) in keys.iter().enumerate() {
            groups.entry(&keys[chosen[index]]).or_default().push(index);
        }
        let losers: Vec<usize> = groups.values().flat_map(|group| losers(facts, &chosen, group)).collect();
        if losers.is_empty() {
            return chosen;
        }
        losers.into_iter().for_each(|index| chosen[index] += 1);
    }
}

/// The alternatives of a group with the same name that use their next fact.
fn losers(facts: &[Vec<Fact>], chosen: &[usize], group: &[usize]) -> Vec<usize> {
    if group.len() < 2 {
        return Vec::new();
    }
    let strength = |index: usize| facts[index][chosen[index]].strength;
    let best = group.iter().map(|index| strength(*index)).min();
    let mut strongest = group.iter().filter(|index| Some(strength(**index)) == best);
    let keeps = strongest.next().filter(|_| strongest.next().is_none());
    let loses = |index: &&usize| Some(*index) != keeps && chosen[**index] + 1 < facts[**index].len();
    group.iter().filter(loses).copied().collect()
}
