//! Smaller values that fail for the same cause.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::decoding::{Case, Decoding};
use crate::program::ReadResult;
use crate::report::{Failure, Report};

/// Maximum number of rounds.
const ROUNDS: usize = 16;

/// Maximum number of smaller values of each failure per round.
const CANDIDATES: usize = 40;

/// Maximum number of changes per round, valid or not.
const CHANGES: usize = 160;

/// Reads values, each given as the index of its type and its JSON.
pub(crate) type ReadValues<'r> = &'r mut dyn FnMut(&[(usize, String)]) -> Result<Vec<ReadResult>, String>;

/// Replaces the smallest failure of each group with one that has a smaller value, if there is one.
///
/// # Errors
///
/// When values cannot be read.
pub(crate) fn shrink(
    decoding: &mut Decoding<'_>,
    report: &mut Report,
    read: ReadValues<'_>,
) -> Result<(), String> {
    let mut open: BTreeMap<usize, Case> = BTreeMap::new();
    for (index, group) in report.groups.iter().enumerate() {
        if let Some(case) = group.smallest.case {
            open.insert(index, decoding.cases[case].clone());
        }
    }
    for _ in 0..ROUNDS {
        let mut cases: Vec<(usize, Case)> = Vec::new();
        for (group, case) in &open {
            let smaller = smaller(&case.value).take(CHANGES);
            let valid = smaller.filter_map(|value| decoding.with_value(case, value)).take(CANDIDATES);
            cases.extend(valid.map(|case| (*group, case)));
        }
        let values: Vec<(usize, String)> =
            cases.iter().map(|(_, case)| (case.ty, case.value.to_string())).collect();
        let mut next: BTreeMap<usize, Case> = BTreeMap::new();
        for ((group, case), result) in cases.into_iter().zip(read(&values)?) {
            let smallest = &mut report.groups[group].smallest;
            let same = |failure: &Failure| failure.kind == smallest.kind && failure.cause == smallest.cause;
            let found = decoding.judge_one(&case, &result).into_iter().find(same);
            if let Some(found) = found.filter(|found| found.instance.len() < smallest.instance.len()) {
                *smallest = found;
                next.insert(group, case);
            }
        }
        if next.is_empty() {
            break;
        }
        open = next;
    }
    Ok(())
}

/// A change that makes a value smaller.
enum Shrink {
    /// Remove some properties or elements, by index.
    Drop(Vec<usize>),
    Replace(Value),
}

/// Smaller values, the smallest first.
fn smaller(value: &Value) -> impl Iterator<Item = Value> {
    let mut changes = Vec::new();
    collect(value, &mut String::new(), &mut changes);
    changes.sort_by_key(|(saved, ..)| std::cmp::Reverse(*saved));
    changes.into_iter().filter_map(|(_, pointer, change)| {
        let mut value = value.clone();
        apply(value.pointer_mut(&pointer)?, change);
        Some(value)
    })
}

fn collect(value: &Value, pointer: &mut String, out: &mut Vec<(usize, String, Shrink)>) {
    let (keys, values): (Vec<String>, Vec<&Value>) = match value {
        Value::Object(object) => {
            object.iter().map(|(key, value)| (crate::document::escape(key), value)).unzip()
        }
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).unzip()
        }
        Value::String(text) if text.chars().count() > 1 => {
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            for shorter in [String::new(), "a".to_owned(), half] {
                let saved = text.len().saturating_sub(shorter.len());
                out.push((saved, pointer.clone(), Shrink::Replace(Value::String(shorter))));
            }
            return;
        }
        _ => return,
    };
    let sizes: Vec<usize> =
        keys.iter().zip(&values).map(|(key, value)| key.len() + value.to_string().len()).collect();
    let mut drop = |positions: Vec<usize>| {
        let saved = positions.iter().map(|position| sizes[*position]).sum();
        out.push((saved, pointer.clone(), Shrink::Drop(positions)));
    };
    let count = values.len();
    (0..count).for_each(|position| drop(vec![position]));
    if count > 1 {
        drop((0..count).collect());
    }
    if count > 3 {
        drop((0..count / 2).collect());
        drop((count / 2..count).collect());
        (0..count).for_each(|kept| drop((0..count).filter(|position| *position != kept).collect()));
    }
    for (key, value) in keys.iter().zip(values) {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(key);
        collect(value, pointer, out);
        pointer.truncate(length);
    }
}

fn apply(value: &mut Value, change: Shrink) {
    match (value, change) {
        (value, Shrink::Replace(other)) => *value = other,
        (Value::Object(object), Shrink::Drop(positions)) => {
            let mut position = 0;
            object.retain(|_, _| {
                position += 1;
                !positions.contains(&(position - 1))
            });
        }
        (Value::Array(list), Shrink::Drop(positions)) => {
            let mut position = 0;
            list.retain(|_| {
                position += 1;
                !positions.contains(&(position - 1))
            });
        }
        (_, Shrink::Drop(_)) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_part_is_left_out_once() {
        let all: Vec<Value> = smaller(&json!({"a": [1, 2], "b": "text"})).collect();
        for expected in [
            json!({}),
            json!({"a": [1, 2]}),
            json!({"b": "text"}),
            json!({"a": [], "b": "text"}),
            json!({"a": [2], "b": "text"}),
            json!({"a": [1, 2], "b": "a"}),
            json!({"a": [1, 2], "b": "te"}),
        ] {
            assert!(all.contains(&expected), "{expected} {all:?}");
        }
        let longest = all.iter().map(|value| value.to_string().len()).max();
        assert!(longest < Some(json!({"a": [1, 2], "b": "text"}).to_string().len()));
        assert_eq!(all.first(), Some(&json!({})));
    }
}
