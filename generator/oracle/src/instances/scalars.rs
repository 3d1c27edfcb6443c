//! Strings, numbers and booleans: ordinary values and bounds.

use serde_json::{Value, json};

use super::Maker;
use super::flat::{FlatSchema, bounds, examples, limits, types, values};
use crate::{pattern, texts};

impl<'a> Maker<'a> {
    /// The edge cases of this schema.
    pub(super) fn edges(&mut self, flat: &FlatSchema<'a>) -> Vec<Value> {
        if let Some(values) = values(flat) {
            return values;
        }
        let mut out = Vec::new();
        for ty in types(flat) {
            match ty {
                "null" => out.push(Value::Null),
                "string" | "integer" | "number" | "boolean" => {
                    out.extend(self.scalars(ty, flat, false));
                    if ty == "integer" {
                        out.extend([json!(1.0), json!(1e3)]);
                    }
                }
                _ => {}
            }
        }
        out
    }

    pub(super) fn scalars(&mut self, ty: &str, flat: &FlatSchema<'a>, few: bool) -> Vec<Value> {
        match ty {
            "boolean" => vec![json!(true), json!(false)],
            "string" => self.strings(flat, few).into_iter().map(Value::String).collect(),
            "integer" => integers(flat),
            _ => numbers(flat),
        }
    }

    fn strings(&mut self, flat: &FlatSchema<'a>, few: bool) -> Vec<String> {
        let bound = |key: &str| limits(flat, key).into_iter();
        let least = usize::try_from(bound("minLength").max().unwrap_or(0)).unwrap_or(usize::MAX);
        let most = bound("maxLength").min().and_then(|most| usize::try_from(most).ok());
        let fits = |text: &String| {
            let length = text.chars().count();
            length >= least && most.is_none_or(|most| length <= most)
        };
        let patterns: Vec<&str> =
            flat.parts.iter().filter_map(|(_, part)| part.get("pattern")?.as_str()).collect();
        let mut out: Vec<String> = Vec::new();
        if let Some(pattern) = patterns.first() {
            let spreads = [0, 1, 2, 4, 8, 16, 40].into_iter();
            out.extend(spreads.filter_map(|spread| pattern::text(pattern, spread, &mut self.rng)));
            out.extend(flat.parts.iter().flat_map(|(_, part)| examples(part)).filter_map(
                |value| match value {
                    Value::String(text) => Some(text),
                    _ => None,
                },
            ));
        } else {
            let formats = flat.parts.iter().filter_map(|(_, part)| part.get("format")?.as_str());
            let known = formats.map(texts::of_format).find(|texts| !texts.is_empty());
            let texts = known.unwrap_or(texts::PLAIN);
            out.extend(texts.iter().map(|text| (*text).to_owned()));
        }
        if few {
            out.truncate(2);
        }
        // Stretched or cut to the bounds.
        if patterns.is_empty() && !out.iter().any(fits) {
            let filler = "abcdefghij".repeat(least / 10 + 1);
            out = vec![filler.chars().take(least).collect()];
        }
        if patterns.is_empty() && !few && flat.parts.iter().all(|(_, part)| !part.contains_key("format")) {
            for length in [Some(least), most].into_iter().flatten().filter(|length| *length <= 5000) {
                out.push("é".repeat(length));
            }
        }
        out.retain(fits);
        out
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "bounds are small, or cut to 64 bits"
)]
fn integers(flat: &FlatSchema<'_>) -> Vec<Value> {
    let whole = |key: &str| {
        let values = flat.parts.iter().filter_map(|(_, part)| {
            let value = part.get(key)?;
            value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
        });
        values.collect::<Vec<_>>().into_iter()
    };
    let (low, high, low_excluded, high_excluded) = bounds(flat);
    let least = whole("minimum").max().unwrap_or(i128::from(i64::MIN));
    let most = whole("maximum").min().unwrap_or(i128::from(i64::MAX));
    let least = least.max(
        low.map_or(least, |low| low.ceil() as i128 + i128::from(low_excluded && low.fract() == 0.0))
            .min(most),
    );
    let most = most.min(
        high.map_or(most, |high| high.floor() as i128 - i128::from(high_excluded && high.fract() == 0.0))
            .max(least),
    );
    let step = flat.parts.iter().find_map(|(_, part)| part.get("multipleOf")?.as_f64());
    let step = step.filter(|step| step.fract() == 0.0).map_or(1, |step| (step as i128).max(1));
    let candidates =
        [0, 1, -1, 42, 1_700_000_000, 1 << 31, (1 << 31) - 1, -(1 << 31), (1 << 53) + 1, least, most];
    let mut out: Vec<i128> = candidates
        .into_iter()
        .map(|number| number.div_euclid(step) * step)
        .flat_map(|number| [number, number + step])
        .filter(|number| candidates.contains(number) || step > 1)
        .filter(|number| (least..=most).contains(number))
        .collect();
    out.sort_unstable();
    out.dedup();
    let value = |number: i128| {
        i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
    };
    out.into_iter().filter_map(value).collect()
}

fn numbers(flat: &FlatSchema<'_>) -> Vec<Value> {
    let (low, high, low_excluded, high_excluded) = bounds(flat);
    let step = flat.parts.iter().find_map(|(_, part)| part.get("multipleOf")?.as_f64());
    let mut candidates = vec![0.0, 1.0, 1.5, -2.25, 0.1, 1e10, 1_234_567.89, 1e-7, 3.4e38, 1.797e308];
    candidates.extend(low.map(|low| if low_excluded { low + 0.001 } else { low }));
    candidates.extend(high.map(|high| if high_excluded { high - 0.001 } else { high }));
    candidates.extend(step.into_iter().flat_map(|step| [step, step * 3.0]));
    if let (Some(low), Some(high)) = (low, high) {
        candidates.push(f64::midpoint(low, high));
    }
    let fits = |number: &f64| {
        low.is_none_or(|low| if low_excluded { *number > low } else { *number >= low })
            && high.is_none_or(|high| if high_excluded { *number < high } else { *number <= high })
    };
    let mut out: Vec<Value> =
        candidates.iter().filter(|number| fits(number)).map(|number| json!(number)).collect();
    out.extend(
        [0i64, 1, 7]
            .into_iter()
            .filter(|number| fits(&(f64::from(i32::try_from(*number).unwrap_or(0)))))
            .map(Value::from),
    );
    out
}
