use std::time::Duration;

use super::{Budget, RetryPolicy};

#[test]
fn waits_grow_up_to_the_cap() {
    let policy = RetryPolicy::new();
    for (number, bound) in [(1, 500), (2, 1000), (3, 2000), (6, 16_000), (7, 20_000), (99, 20_000)] {
        let waits: Vec<_> = (0..200).map(|_| policy.backoff(number)).collect();
        let bound = Duration::from_millis(bound);
        assert!(waits.iter().all(|wait| *wait < bound), "{number}");
        assert!(waits.iter().any(|wait| *wait > bound / 2) && waits.iter().any(|wait| *wait < bound / 2));
    }
    let huge = RetryPolicy::new().base_delay(Duration::MAX).max_delay(Duration::MAX);
    assert!(huge.base_delay(Duration::ZERO).backoff(9).is_zero());
}

#[test]
fn a_budget_is_used_up_and_refilled() {
    let budget = Budget::new();
    budget.earn();
    assert_eq!((0..200).filter(|_| budget.spend()).count(), 100);
    (0..4).for_each(|_| budget.earn());
    assert!(!budget.spend());
    budget.earn();
    assert!(budget.spend() && !budget.spend());
}
