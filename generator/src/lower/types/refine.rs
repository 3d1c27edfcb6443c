//! Classes of equal nodes in a graph that may have cycles.

use crate::collections::HashMap;

/// The maximum number of rounds: the depth at which two nodes may differ for the first time.
const MAX_ROUNDS: usize = 256;

/// The class of each node: two nodes are in one class if they are in one class of `alike`, and so are the nodes inside them, at every
/// depth. Classes have consecutive numbers. If nodes differ too deep inside, no two nodes are equal.
pub(super) fn refine(alike: Vec<usize>, inside: &[Vec<usize>]) -> Vec<usize> {
    let mut classes = alike;
    let mut count = classes.iter().max().map_or(0, |last| last + 1);
    for _ in 0..MAX_ROUNDS {
        let mut numbers: HashMap<(usize, Vec<usize>), usize> = HashMap::default();
        let refined: Vec<usize> = classes
            .iter()
            .zip(inside)
            .map(|(class, inside)| {
                let key = (*class, inside.iter().map(|&inner| classes[inner]).collect());
                let next = numbers.len();
                *numbers.entry(key).or_insert(next)
            })
            .collect();
        if numbers.len() == count {
            return refined;
        }
        (classes, count) = (refined, numbers.len());
    }
    (0..classes.len()).collect()
}
