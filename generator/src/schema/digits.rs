//! Numbers that may be strings of digits: `type: [integer, string]` with a pattern of digits.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::flat::{FlatSchema, JsonType};
use crate::model::Constraints;

/// Whether all strings that match a pattern have only the characters of numbers.
fn are_digits(pattern: &str) -> bool {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern);
    parsed.is_ok_and(|hir| {
        let properties = hir.properties();
        properties.look_set_prefix().contains(Look::Start)
            && properties.look_set_suffix().contains(Look::End)
            && properties.minimum_len().is_some_and(|length| length > 0)
            && has_only_digits(&hir)
    })
}

/// The recursion ends, because the parser limits the nesting.
fn has_only_digits(hir: &Hir) -> bool {
    let of_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(|byte| of_number(*byte)),
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().all(|range| (range.start()..=range.end()).all(of_number))
        }
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(|c| u8::try_from(c).is_ok_and(of_number))),
        HirKind::Repetition(repetition) => has_only_digits(&repetition.sub),
        HirKind::Capture(capture) => has_only_digits(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(has_only_digits),
    }
}

/// Whether the strings of a schema are numbers.
fn holds_digits(schema: &FlatSchema) -> bool {
    let patterns = schema.constraints.as_ref().map(|constraints| constraints.patterns.as_slice());
    schema.enumeration.is_empty()
        && patterns.is_some_and(|patterns| patterns.iter().any(|one| are_digits(one)))
}

/// The number with two alternatives: a number, and a string of its digits.
pub(super) fn united<'s>(
    schema: &FlatSchema,
    alternatives: impl Iterator<Item = &'s FlatSchema>,
) -> Option<FlatSchema> {
    let (mut number, mut has_string) = (None, false);
    for alternative in alternatives {
        match alternative.kind? {
            JsonType::Integer | JsonType::Number
                if number.is_none() && alternative.enumeration.is_empty() =>
            {
                number = Some(alternative);
            }
            JsonType::String if !has_string && holds_digits(alternative) => has_string = true,
            _ => return None,
        }
    }
    let number = number.filter(|_| has_string)?;
    Some(FlatSchema {
        kind: number.kind,
        format: number.format.clone(),
        digits: true,
        constraints: Constraints::both(schema.constraints.clone(), number.constraints.as_ref()),
        minimum: number.minimum,
        maximum: number.maximum,
        any_of: Vec::new(),
        ..schema.clone()
    })
}

/// Sets the type of a schema without one: a format of numbers with a pattern of digits describes a number.
pub(super) fn infer(schema: &mut FlatSchema) {
    let kind = match schema.format.as_deref() {
        Some("float" | "double" | "decimal") => JsonType::Number,
        Some(format) if format.contains("int") => JsonType::Integer,
        _ => return,
    };
    let is_free = schema.kind.is_none() && schema.any_of.is_empty() && schema.all_of.is_empty();
    if is_free && !schema.is_object() && schema.items.is_none() && holds_digits(schema) {
        (schema.kind, schema.digits) = (Some(kind), true);
        // The pattern is that of the strings.
        schema.constraints = schema.constraints.take().map(|constraints| {
            let constraints = Constraints { patterns: Vec::new(), ..(*constraints).clone() };
            std::sync::Arc::new(constraints)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::are_digits;

    #[test]
    fn patterns_of_digits() {
        for pattern in [
            r"^-?(?:0|[1-9]\d*)$",
            r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$",
            r"^\d+$",
            "^[0-9]+$",
            r"^[+-]?[0-9]{1,19}(\.[0-9]+)?$",
        ] {
            assert!(are_digits(pattern), "{pattern}");
        }
        for pattern in [
            "",
            "^$",
            r"\d+",
            r"^\d+",
            "^[a-z]+$",
            r"^\d+(px)?$",
            "^[0-9a-f]+$",
            ".*",
            "^.$",
            r"^(\d+)?$",
            "(",
        ] {
            assert!(!are_digits(pattern), "{pattern}");
        }
    }
}
