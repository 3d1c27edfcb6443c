//! Scalar values that satisfy constraints.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::string::Strings;
use super::value::{Sample, Wanted};
use super::{check, format, number};
use crate::model::Scalar;
use crate::source::Value;

/// The maximum length of a string from the document, in bytes.
const MAX_LENGTH: usize = 1000;

/// A scalar value.
pub(super) fn value(scalar: Scalar, wanted: Wanted<'_>) -> Option<Sample> {
    match scalar {
        Scalar::String => string(wanted),
        Scalar::Bool => {
            let shown = wanted.examples.iter().filter_map(|example| example.as_bool());
            let flags = shown.chain([wanted.turn.is_multiple_of(2), wanted.turn % 2 == 1]);
            let flag = flags.map(Value::from).find(|flag| check::scalar_fits(flag, wanted.constraints))?;
            let is_set = flag.as_bool();
            Some(Sample { code: quote!(#is_set), json: flag })
        }
        Scalar::I32 | Scalar::U32 | Scalar::U64 => integer(wanted, range(scalar)),
        Scalar::I64 => {
            let mut sample = integer(wanted, range(scalar))?;
            // Setters also take narrower integers, so the type of a literal would be `i32`.
            if sample.json.as_i64().is_some_and(|number| i32::try_from(number).is_err()) {
                sample.code = suffixed(&sample.json)?;
            }
            Some(sample)
        }
        // Literals have no conversion there.
        Scalar::Number(_) if wanted.exact => None,
        Scalar::Number(number) => value(number.scalar(), wanted),
        Scalar::F64 => {
            let shown = wanted.examples.iter().filter_map(|example| example.as_f64());
            let mut shown =
                shown.filter(|number| number.is_finite() && number::allow(wanted.constraints, *number));
            let number = shown.next().or_else(|| number::float(wanted.constraints, wanted.turn))?;
            let sign = number.is_sign_negative().then(|| quote!(-));
            let literal = Literal::f64_unsuffixed(number.abs());
            Some(Sample { code: quote!(#sign #literal), json: number.into() })
        }
        Scalar::Timestamp => timestamp(wanted),
        Scalar::Date => date(wanted),
        Scalar::Uuid => uuid(wanted),
        Scalar::Base64 => base64(wanted),
    }
}

/// The range of an integer type.
pub(super) fn range(scalar: Scalar) -> (i128, i128) {
    match scalar {
        Scalar::I32 => (i32::MIN.into(), i32::MAX.into()),
        Scalar::U32 => (0, u32::MAX.into()),
        Scalar::U64 => (0, u64::MAX.into()),
        Scalar::I64
        | Scalar::String
        | Scalar::Bool
        | Scalar::F64
        | Scalar::Number(_)
        | Scalar::Timestamp
        | Scalar::Date
        | Scalar::Uuid
        | Scalar::Base64 => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// A value as an integer.
pub(super) fn whole(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

fn integer(wanted: Wanted<'_>, (least, most): (i128, i128)) -> Option<Sample> {
    #[allow(clippy::cast_precision_loss)]
    let allowed =
        |number: &i128| (least..=most).contains(number) && number::allow(wanted.constraints, *number as f64);
    let shown = wanted.examples.iter().filter_map(|example| whole(example)).find(allowed);
    let number = shown.or_else(|| number::integer(wanted.constraints, (least, most), wanted.turn))?;
    let sign = (number < 0).then(|| quote!(-));
    let literal = Literal::u128_unsuffixed(number.unsigned_abs());
    let json =
        i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()?;
    Some(Sample { code: quote!(#sign #literal), json })
}

/// An `i64` with its suffix.
fn suffixed(number: &Value) -> Option<TokenStream> {
    let number = number.as_i64()?;
    let sign = (number < 0).then(|| quote!(-));
    let literal = format!("{}_i64", number.unsigned_abs()).parse::<Literal>().ok()?;
    Some(quote!(#sign #literal))
}

fn string(wanted: Wanted<'_>) -> Option<Sample> {
    let strings = Strings::new(wanted.constraints);
    let shown = wanted.examples.iter().filter_map(|example| example.as_str());
    let mut shown = shown.filter(|text| !text.is_empty() && text.len() <= MAX_LENGTH);
    let shown = shown.find(|text| strings.allow(text, true)).map(str::to_owned);
    let text = shown.or_else(|| strings.make(wanted.name, wanted.turn))?;
    let code = if wanted.exact { quote!(String::from(#text)) } else { quote!(#text) };
    Some(Sample { code, json: text.into() })
}

/// The first string that satisfies the constraints: one of the document that `is_valid` accepts, otherwise one of `others`.
fn first<'t>(wanted: Wanted<'t>, is_valid: fn(&str) -> bool, others: &[&'t str]) -> Option<&'t str> {
    let strings = Strings::new(wanted.constraints);
    let shown = wanted.examples.iter().filter_map(|example| example.as_str()).filter(|text| is_valid(text));
    let others = others.iter().copied().cycle().skip(wanted.turn).take(others.len());
    shown.chain(others).find(|text| strings.allow(text, true))
}

fn sample(code: TokenStream, json: &str) -> Sample {
    Sample { code, json: json.into() }
}

fn timestamp(wanted: Wanted<'_>) -> Option<Sample> {
    const EPOCH: &str = "1970-01-01T00:00:00Z";
    let others = [EPOCH, "2024-01-31T09:30:00Z", "2024-02-29T12:00:00Z", "2025-06-15T18:45:00Z"];
    let text = first(wanted, format::is_date_time, &others)?;
    let code = if text == EPOCH {
        quote!(jiff::Timestamp::UNIX_EPOCH)
    } else {
        quote!(#text.parse::<jiff::Timestamp>()?)
    };
    Some(sample(code, text))
}

fn date(wanted: Wanted<'_>) -> Option<Sample> {
    let others = ["2024-01-31", "2024-02-29", "2025-06-15", "2025-12-24"];
    let text = first(wanted, |text| format::date(text).is_some(), &others)?;
    let (year, month, day) = format::date(text)?;
    let (year, month, day) =
        (Literal::i16_unsuffixed(year), Literal::i8_unsuffixed(month), Literal::i8_unsuffixed(day));
    Some(sample(quote!(jiff::civil::date(#year, #month, #day)), text))
}

fn uuid(wanted: Wanted<'_>) -> Option<Sample> {
    const NIL: &str = "00000000-0000-0000-0000-000000000000";
    let others = [
        NIL,
        "123e4567-e89b-42d3-a456-426614174000",
        "018d5e4a-7b1c-7d2e-8f3a-4b5c6d7e8f90",
        "c232ab00-9414-11ec-b3c8-9f6bdeced846",
    ];
    let made = || Strings::new(wanted.constraints).make("", wanted.turn).filter(|text| format::is_uuid(text));
    let text = first(wanted, format::is_uuid, &others).map(str::to_owned).or_else(made)?;
    let code = if text == NIL { quote!(uuid::Uuid::nil()) } else { quote!(uuid::uuid!(#text)) };
    Some(sample(code, &text))
}

fn base64(wanted: Wanted<'_>) -> Option<Sample> {
    const BYTES: [(&str, &str); 4] = [
        ("…", "4oCm"),
        ("example", "ZXhhbXBsZQ=="),
        ("a longer example", "YSBsb25nZXIgZXhhbXBsZQ=="),
        ("an example that is long enough for most", "YW4gZXhhbXBsZSB0aGF0IGlzIGxvbmcgZW5vdWdoIGZvciBtb3N0"),
    ];
    let strings = Strings::new(wanted.constraints);
    let mut known = BYTES.iter().cycle().skip(wanted.turn).take(BYTES.len());
    let (text, encoded) = known.find(|(_, encoded)| strings.allow(encoded, true))?;
    let code = if wanted.exact { quote!(bytes::Bytes::from(#text)) } else { quote!(#text) };
    Some(sample(code, encoded))
}
