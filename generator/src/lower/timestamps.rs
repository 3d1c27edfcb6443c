//! The digits of timestamps that are sent.

use super::operations::RawOperation;
use super::{Input, Origins, warn_unused};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Constraints, Doc, FractionDigits, Operation, Record, Scalar, Shape, Ty, TypeDef};
use crate::source::Value;

/// The digits that the configuration wants, or else those of most examples and defaults of the document: servers that are strict expect
/// what their documents show.
pub(super) fn digits(input: &Input<'_>, api: &Api, origins: &Origins<'_>) -> FractionDigits {
    let configured = input.config.timestamps.digits;
    if configured.is_some() && !api.leaves().has(Scalar::Timestamp) {
        let keys = ["timestamps", "digits"];
        warn_unused(input.config, input.sink, &keys, Diagnostic::unused_timestamp_digits());
    }
    configured.map_or_else(
        || FractionDigits::at_least(Survey::of(input, api, origins).most_common()),
        FractionDigits::exactly,
    )
}

/// The number of timestamps that the document shows, by the digits of their fraction of a second.
struct Survey<'a> {
    types: &'a [TypeDef],
    counts: [usize; FractionDigits::MAX as usize + 1],
}

impl<'a> Survey<'a> {
    fn of(input: &Input<'_>, api: &'a Api, origins: &Origins<'_>) -> Self {
        let mut survey = Self { types: &api.types, counts: Default::default() };
        for def in &api.types {
            survey.shape(def);
        }
        for operation in api.operations() {
            for parameter in &operation.parameters {
                survey.documented(&parameter.ty, &parameter.doc);
            }
            if let Some(raw) = origins.get(operation.origin.as_str()) {
                survey.bodies(input, operation, raw);
            }
        }
        for webhook in &api.webhooks {
            let raw = webhook.ty.as_ref().zip(origins.get(webhook.origin.as_str()));
            if let Some((ty, raw)) = raw {
                raw.body_examples(input.spec).into_iter().for_each(|example| survey.value(ty, example));
            }
        }
        survey
    }

    /// The most common number of digits; of equally common ones, the largest. 0 if there are no timestamps.
    fn most_common(&self) -> u8 {
        let digits = (0..=FractionDigits::MAX).zip(self.counts);
        digits
            .max_by_key(|(digits, count)| (*count, *digits))
            .filter(|(_, count)| *count > 0)
            .map_or(0, |(digits, _)| digits)
    }

    fn shape(&mut self, def: &'a TypeDef) {
        match &def.shape {
            Shape::Record(record) => {
                for field in &record.fields {
                    self.documented(&field.ty, &field.doc);
                }
                for example in shown(&def.doc) {
                    self.record(record, example);
                }
            }
            Shape::Alias(ty) | Shape::Newtype(ty) => self.documented(ty, &def.doc),
            Shape::Enum(_) | Shape::Union(_) => {}
        }
    }

    fn bodies(&mut self, input: &Input<'_>, operation: &Operation, raw: &RawOperation) {
        let mut examples = raw.parameter_examples(input.spec, &operation.parameters);
        examples.extend(raw.request_examples(input.spec, operation));
        examples.extend(raw.response_examples(input.spec, operation));
        for (ty, example) in examples {
            self.value(ty, example);
        }
    }

    /// Counts the example, the default, and the examples of items of a value of type `ty`.
    fn documented(&mut self, ty: &Ty, doc: &Doc) {
        shown(doc).for_each(|value| self.value(ty, value));
        let (mut ty, mut constraints) = (ty, doc.constraints.as_deref());
        while let (Ty::List(inner) | Ty::Map(_, inner), Some(Constraints { element: Some(element), .. })) =
            (ty, constraints)
        {
            element.example.iter().for_each(|value| self.value(inner, value));
            (ty, constraints) = (inner, element.constraints.as_deref());
        }
    }

    /// Counts the timestamps in a value of type `ty`. It goes as deep as the value.
    fn value(&mut self, ty: &Ty, value: &Value) {
        match (ty, value) {
            (Ty::Scalar(Scalar::Timestamp), Value::String(text)) => {
                if let Some(digits) = fraction_digits(text) {
                    self.counts[digits] += 1;
                }
            }
            (Ty::Nullable(inner), _) => self.value(inner, value),
            (Ty::List(inner), Value::Array(items)) => items.iter().for_each(|item| self.value(inner, item)),
            (Ty::Map(_, inner), Value::Object(map)) => {
                map.values().for_each(|value| self.value(inner, value));
            }
            (Ty::Named { id, .. }, _) => self.named(&self.types[id.0].shape, value),
            (Ty::Scalar(_) | Ty::List(_) | Ty::Map(..) | Ty::JsonObject | Ty::AnyJson, _) => {}
        }
    }

    fn named(&mut self, shape: &'a Shape, value: &Value) {
        match shape {
            Shape::Record(record) => self.record(record, value),
            Shape::Alias(ty) | Shape::Newtype(ty) => self.value(ty, value),
            // An example does not show which of several types it has.
            Shape::Union(union) => {
                let scalars = union.variants.iter().map(|variant| &variant.ty);
                scalars.filter(|ty| matches!(ty, Ty::Scalar(_))).for_each(|ty| self.value(ty, value));
            }
            Shape::Enum(_) => {}
        }
    }

    fn record(&mut self, record: &'a Record, value: &Value) {
        if let (true, Some(items)) = (record.is_array, value.as_array()) {
            record.fields.iter().zip(items).for_each(|(field, item)| self.value(&field.ty, item));
        }
        let Some(object) = value.as_object().filter(|_| !record.is_array) else { return };
        for (name, value) in object {
            let field = record.field(name).map(|field| &field.ty);
            if let Some(ty) = field.or_else(|| record.extra.as_ref().map(|extra| &extra.ty)) {
                self.value(ty, value);
            }
        }
    }
}

/// The values that documentation shows.
fn shown(doc: &Doc) -> impl Iterator<Item = &Value> {
    doc.example.iter().chain(&doc.default)
}

/// The number of digits of the fraction of a second in a date and time of RFC 3339, at most [`FractionDigits::MAX`]. `None` if it is
/// something else.
fn fraction_digits(text: &str) -> Option<usize> {
    const FORM: &str = "dddd-dd-ddTdd:dd:dd";
    let is_form = text.len() > FORM.len()
        && text.bytes().zip(FORM.bytes()).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            form => byte == form,
        });
    let rest = text.get(FORM.len()..).filter(|_| is_form)?;
    let digits = rest.strip_prefix('.').unwrap_or_default();
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    Some(count.min(FractionDigits::MAX.into()))
}

#[cfg(test)]
mod tests {
    use super::fraction_digits;

    #[test]
    fn digits_of_date_times() {
        for (text, expected) in [
            ("2020-09-30T07:43:32Z", Some(0)),
            ("2020-09-30T07:43:32.000Z", Some(3)),
            ("2020-09-30 07:43:32.5+02:00", Some(1)),
            ("2020-09-30T07:43:32.1234567Z", Some(7)),
            ("2020-09-30T07:43:32.123456789012Z", Some(9)),
            ("2020-09-30", None),
            ("2020-09-30T07:43:32", None),
            ("now", None),
            ("", None),
            ("éééé-éé-ééTéé:éé:ééZ", None),
        ] {
            assert_eq!(fraction_digits(text), expected, "{text}");
        }
    }
}
