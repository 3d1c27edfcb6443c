use super::boxed;

/// The same result, type by type, with a search for each reference.
fn searched(held: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut left = held.to_vec();
    let mut boxed = vec![Vec::new(); held.len()];
    for here in 0..held.len() {
        let leads_back = |&start: &usize| {
            let (mut seen, mut open) = (vec![false; left.len()], vec![start]);
            while let Some(at) = open.pop() {
                if at == here {
                    return true;
                }
                if !std::mem::replace(&mut seen[at], true) {
                    open.extend(&left[at]);
                }
            }
            false
        };
        let inside: Vec<usize> = left[here].iter().copied().filter(leads_back).collect();
        left[here].retain(|to| !inside.contains(to));
        boxed[here] = inside;
    }
    boxed
}

fn sorted<T: IntoIterator<Item = usize>>(lists: impl IntoIterator<Item = T>) -> Vec<Vec<usize>> {
    let sorted = |list: T| {
        let mut list: Vec<usize> = list.into_iter().collect();
        list.sort_unstable();
        list.dedup();
        list
    };
    lists.into_iter().map(sorted).collect()
}

#[test]
fn boxes_equal_those_of_a_simple_search() {
    let mut number = 1_u64;
    let mut dice = |limit: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(number >> 33).unwrap() % limit
    };
    for round in 0..3000 {
        let count = 1 + round % 12;
        let most = 1 + dice(3);
        let held: Vec<Vec<usize>> =
            (0..count).map(|_| (0..dice(most + 1)).map(|_| dice(count)).collect()).collect();
        assert_eq!(sorted(boxed(&held)), sorted(searched(&held)), "{held:?}");
    }
}

#[test]
fn large_cycles_are_boxed_quickly() {
    let long = 20_000;
    let ring: Vec<Vec<usize>> = (0..long).map(|index| vec![(index + 1) % long]).collect();
    assert_eq!(boxed(&ring).iter().filter(|inside| !inside.is_empty()).count(), 1);
    let both: Vec<Vec<usize>> =
        (0..long).map(|index| vec![(index + 1) % long, (index + long - 1) % long]).collect();
    assert_eq!(boxed(&both).iter().filter(|inside| !inside.is_empty()).count(), long - 1);
}
