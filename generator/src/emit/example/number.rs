//! Numbers that satisfy constraints.

use crate::model::{Bound, Constraints};

/// The tolerance of `multipleOf`, because binary floating point is inexact.
const NEARLY: f64 = 1e-9;

/// Whether a number satisfies constraints.
pub(super) fn allow(constraints: Option<&Constraints>, number: f64) -> bool {
    let Some(constraints) = constraints else { return true };
    let above = |bound: Bound| number > bound.value || (!bound.exclusive && number >= bound.value);
    let below = |bound: Bound| number < bound.value || (!bound.exclusive && number <= bound.value);
    constraints.minimum.is_none_or(above)
        && constraints.maximum.is_none_or(below)
        && constraints.multiple_of.is_none_or(|step| is_multiple(number, step))
        && (constraints.values.is_empty()
            || constraints.values.iter().any(|value| value.as_f64() == Some(number)))
}

fn is_multiple(number: f64, step: f64) -> bool {
    let ratio = number / step;
    step > 0.0 && (ratio - ratio.round()).abs() < NEARLY
}

/// An integer within a range that satisfies the constraints. `turn` selects one of several.
pub(super) fn integer(
    constraints: Option<&Constraints>,
    (least, most): (i128, i128),
    turn: usize,
) -> Option<i128> {
    let bound = |of: fn(&Constraints) -> Option<Bound>| constraints.and_then(of).map(|bound| bound.value);
    let (minimum, maximum) = (bound(|it| it.minimum), bound(|it| it.maximum));
    let step = constraints.and_then(|it| it.multiple_of).filter(|step| *step >= 1.0).unwrap_or(1.0);
    let turns = f64::from(u32::try_from(turn).ok()?) * step;
    let up = |from: f64| (from / step).ceil() * step;
    let down = |from: f64| (from / step).floor() * step;
    let starts = [Some(1.0), Some(step), Some(0.0), minimum.map(up), minimum.map(|it| up(it + 1.0))]
        .into_iter()
        .flatten()
        .map(|start| (start, turns));
    let ends =
        [maximum.map(down), maximum.map(|it| down(it - 1.0))].into_iter().flatten().map(|end| (end, -turns));
    let keeps = |number: f64| allow(constraints, number);
    let mut found = starts
        .chain(ends)
        .filter(|(first, _)| keeps(*first))
        .map(|(first, more)| first + more)
        .filter(|number| keeps(*number));
    #[allow(clippy::cast_possible_truncation, reason = "it saturates, and the range is checked")]
    found.find_map(|number| Some(number as i128).filter(|number| (least..=most).contains(number)))
}

/// A number that satisfies the constraints. `turn` selects one of several.
pub(super) fn float(constraints: Option<&Constraints>, turn: usize) -> Option<f64> {
    let turn = f64::from(u32::try_from(turn).ok()?);
    let bound = |of: fn(&Constraints) -> Option<Bound>| constraints.and_then(of).map(|bound| bound.value);
    let (minimum, maximum) = (bound(|it| it.minimum), bound(|it| it.maximum));
    let middle = minimum.zip(maximum).map(|(least, most)| least + (most - least) / (2.0 + turn));
    let step = constraints.and_then(|it| it.multiple_of);
    let multiple = step.map(|step| (minimum.unwrap_or(0.0) / step).ceil() * step + turn * step);
    [
        Some(1.0 + turn),
        Some(0.5 + turn),
        Some(0.1 + turn),
        Some(0.05 + turn),
        minimum.map(|least| least + turn),
        minimum.map(|least| least + 1.0 + turn),
        multiple,
        step.zip(multiple).map(|(step, multiple)| multiple + step),
        maximum.map(|most| most - turn),
        maximum.map(|most| most - 1.0 - turn),
        middle,
    ]
    .into_iter()
    .flatten()
    .find(|number| number.is_finite() && allow(constraints, *number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constraints(least: Option<f64>, most: Option<f64>, exclusive: bool, step: Option<f64>) -> Constraints {
        let bound = |value: Option<f64>| value.map(|value| Bound { value, exclusive });
        Constraints {
            minimum: bound(least),
            maximum: bound(most),
            multiple_of: step,
            ..Constraints::default()
        }
    }

    #[test]
    fn integers_keep_bounds() {
        for (least, most, exclusive, step, turn, number) in [
            (None, None, false, None, 0, Some(1)),
            (None, None, false, None, 2, Some(3)),
            (Some(10.0), Some(20.0), false, None, 0, Some(10)),
            (Some(10.0), Some(20.0), true, None, 0, Some(11)),
            (None, Some(-1.0), false, None, 0, Some(-1)),
            (None, Some(-1.0), true, None, 1, Some(-3)),
            (Some(10.0), None, false, Some(8.0), 0, Some(16)),
            (Some(10.0), None, false, Some(8.0), 1, Some(24)),
            (Some(3.0), Some(2.0), false, None, 0, None),
            (Some(-5.5), Some(0.5), false, None, 0, Some(0)),
        ] {
            let constraints = constraints(least, most, exclusive, step);
            let range = (i64::MIN.into(), i64::MAX.into());
            assert_eq!(integer(Some(&constraints), range, turn), number, "{constraints:?}");
        }
        assert_eq!(integer(Some(&constraints(Some(300.0), None, false, None)), (0, 255), 0), None);
    }

    #[test]
    fn numbers_keep_bounds() {
        for (least, most, exclusive, step, number) in [
            (None, None, false, None, Some(1.0)),
            (Some(2.0), None, true, None, Some(3.0)),
            (Some(0.001), Some(0.1), true, None, Some(0.05)),
            (Some(0.001), Some(0.003), false, None, Some(0.001)),
            (Some(0.0), Some(0.5), false, None, Some(0.5)),
            (Some(1.1), None, false, Some(0.5), Some(1.5)),
            (None, Some(-1.0), false, None, Some(-1.0)),
            (Some(1.0), Some(1.0), true, None, None),
        ] {
            let constraints = constraints(least, most, exclusive, step);
            assert_eq!(float(Some(&constraints), 0), number, "{constraints:?}");
        }
    }
}
