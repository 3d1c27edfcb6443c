use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{JsonFailure, ReadJson, WriteJson, from_slice, integer, read_limited, text, to_string};

fn read<T: ReadJson>(json: &str) -> Result<T, String> {
    from_slice(json.as_bytes()).map_err(|error| error.to_string())
}

#[track_caller]
fn round_trip<T: ReadJson + WriteJson>(json: &str) {
    assert_eq!(to_string(&read::<T>(json).unwrap()), json);
}

#[test]
fn scalars() {
    round_trip::<bool>("true");
    round_trip::<String>(r#""a\"b\u0001é""#);
    round_trip::<i32>("-2147483648");
    round_trip::<i64>("9223372036854775807");
    round_trip::<u32>("4294967295");
    round_trip::<u64>("18446744073709551615");
    for number in ["0.1", "-1.5e+300", "5e-324", "1.7976931348623157e+308", "443", "1234567.89"] {
        round_trip::<f64>(number);
    }
    assert_eq!(to_string(&f64::NAN), "null");
}

#[test]
fn a_number_without_a_fraction_is_an_integer() {
    for (written, value) in
        [("1.0", 1), ("1e3", 1000), ("-2.50e1", -25), ("0e99999", 0), ("120e-1", 12), ("-0", 0), ("-0.0", 0)]
    {
        assert_eq!(read::<i32>(written), Ok(value), "{written}");
        assert_eq!(read::<i64>(written), Ok(value.into()), "{written}");
    }
    for written in ["1.5", "1e-1", "2147483648", "1e10", "1e99999999999999999999", "1e39"] {
        assert!(read::<i32>(written).is_err(), "{written}");
    }
    assert_eq!(integer("1e38"), Some(10_i128.pow(38)));
    assert_eq!(integer("170141183460469231731687303715884105728"), None);
    assert_eq!(
        read::<u64>("-1").unwrap_err(),
        "expected an unsigned integer of 64 bits, found another number at `.` (byte 0)"
    );
}

#[test]
fn containers() {
    round_trip::<Vec<Option<Box<i32>>>>("[1,null,2]");
    round_trip::<BTreeMap<String, Vec<bool>>>(r#"{"a":[true],"b":[]}"#);
    assert_eq!(read::<Vec<i32>>("null"), Ok(vec![]));
    assert_eq!(read::<BTreeMap<String, i32>>("null"), Ok(BTreeMap::new()));
    assert_eq!(read::<BTreeMap<String, i32>>(r#"{"a":1,"a":2}"#), Ok(BTreeMap::from([("a".to_owned(), 2)])));
    assert_eq!(to_string(&[1, 2][..]), "[1,2]");
    assert_eq!(to_string(&["a", "b"]), r#"["a","b"]"#);
}

#[test]
fn errors_have_a_path_and_an_offset() {
    let check = |json: &str, message: &str| {
        assert_eq!(read::<BTreeMap<String, Vec<i32>>>(json).unwrap_err(), message, "{json}");
    };
    check(r#"{"a":[1,"b"]}"#, "expected an integer of 32 bits, found a string at `a[1]` (byte 8)");
    check(r#"{"a":[1,{"b":1}]}"#, "expected an integer of 32 bits, found an object at `a[1]` (byte 8)");
    check(r#"{"a":[1,2}"#, "expected `,` or the end of an array or object at `a` (byte 9)");
    check("[]", "expected an object, found an array at `.` (byte 0)");
    check("{} x", "unexpected characters after the value at `.` (byte 3)");
    check("\u{FEFF}{\"a\":", "unexpected end of the JSON at `a` (byte 8)");
    check("{\"line\nbreak", "control character in a string at `.` (byte 6)");
    let long = format!(r#"{{"{}\u0007":1}}"#, "x".repeat(200));
    let error = read::<BTreeMap<String, Vec<i32>>>(&long).unwrap_err();
    assert!(error.contains(&format!("`{}…`", "x".repeat(100))), "{error}");
}

#[test]
fn the_position_is_in_lines_and_columns() {
    let json = b"{\n  \"a\": tru\n}";
    let error = from_slice::<Value>(json).unwrap_err();
    assert_eq!((error.position(json), error.path()), ((2, 8), "a".to_owned()));
}

#[test]
fn values_are_counted() {
    for (json, values) in [
        ("1", 0),
        ("[]", 0),
        ("{ }", 7),
        ("[1,2]", 2),
        (r#"{"a":1,"b":[true,null]}"#, 11),
        (r#"{"a":",[{","\"b,":"\\"}"#, 9),
        ("[[],[ ],[],[],{}]", 12),
        (r#"["[]"]"#, 1),
    ] {
        let is_read = |max| match read_limited::<Value>(json.as_bytes(), Some(max)) {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.failure(), &JsonFailure::TooManyValues, "{json}");
                false
            }
        };
        assert!(is_read(values), "{json}");
        assert!(values == 0 || !is_read(values - 1), "{json}");
    }
}

#[test]
fn plain_characters_are_found_in_blocks_and_in_the_rest() {
    let all: Vec<u8> =
        (b' '..=b'~').filter(|byte| !b"\"\\".contains(byte)).chain("é\u{7F}".bytes()).collect();
    assert_eq!(text::plain(&all), all.len());
    for special in [b'"', b'\\', 0, 0x1F] {
        for (length, at) in (1..110).flat_map(|length| (0..length).map(move |at| (length, at))) {
            let mut bytes = vec![b'x'; length];
            bytes[at] = special;
            assert_eq!(text::plain(&bytes), at, "{special} {at}");
            bytes[at.saturating_sub(1)] = 0x80;
            assert_eq!(text::plain(&bytes), if at == 0 { length } else { at }, "{special} {at}");
        }
    }
}

#[test]
fn any_json_keeps_its_numbers() {
    round_trip::<Value>(r#"{"a":[1,-1,18446744073709551615,1.5,"x",null,true]}"#);
    assert_eq!(read::<Value>("[1.0]"), Ok(json!([1.0])));
}

#[test]
fn numbers_of_few_digits_are_read_like_others() {
    let digits = "9007199254740993123";
    let whole = (1..=digits.len()).map(|end| digits[..end].to_owned());
    let fractions = (1..digits.len()).map(|at| format!("{}.{}", &digits[..at], &digits[at..]));
    let small =
        (0..30).flat_map(|zeros| [1, 15, 17].map(|end| format!("0.{}{}", "0".repeat(zeros), &digits[..end])));
    let exponents = (0..=330).flat_map(|exponent| {
        ["e", "E-", "e+"].map(|sign| format!("{}{sign}{exponent}", &digits[..=exponent % 17]))
    });
    for written in whole.chain(fractions).chain(small).chain(exponents) {
        for written in [format!("-{written}"), written] {
            let value = written.parse().ok().filter(|value: &f64| value.is_finite());
            assert_eq!(read::<f64>(&written).ok().map(f64::to_bits), value.map(f64::to_bits), "{written}");
            if !written.contains(['e', 'E']) {
                assert_eq!(read::<i64>(&written).ok(), written.parse().ok(), "{written}");
            }
            // In a list, and with more text after the number.
            let list = format!("[ {written},{written} , {written}]");
            assert_eq!(read::<Vec<f64>>(&list).ok(), value.map(|value| vec![value; 3]), "{list}");
            assert_eq!(
                read::<Vec<i64>>(&list).ok(),
                read::<i64>(&written).ok().map(|value| vec![value; 3]),
                "{list}"
            );
        }
    }
    assert_eq!(read::<f64>("-0").map(f64::is_sign_negative), Ok(true));
    for written in ["01", "-", "1.", "-01", ".1", "00", "1..2", "1.2.3", "0x1", "1 2", "+1"] {
        assert!(read::<f64>(written).is_err() && read::<i64>(written).is_err(), "{written}");
        let list = format!("[{written},2,3,4,5]");
        assert!(read::<Vec<f64>>(&list).is_err() && read::<Vec<i64>>(&list).is_err(), "{list}");
    }
}

#[test]
fn lists_of_scalars_are_read_like_other_lists() {
    assert_eq!(read("[\t1 ,2.0,\n3e0, 4 ]"), Ok(vec![1_i32, 2, 3, 4]));
    assert_eq!(read("[true,false , true]"), Ok(vec![true, false, true]));
    assert_eq!(read("[ ]"), Ok(Vec::<bool>::new()));
    let check = |json: &str, message: &str| {
        assert_eq!(read::<Vec<u8>>(json).unwrap_err(), message, "{json}");
    };
    check("[1,256]", "expected an unsigned integer of 8 bits, found another number at `[1]` (byte 3)");
    check("[1,2,]", "expected a value at `[2]` (byte 5)");
    check("[,1]", "expected a value at `[0]` (byte 1)");
    check("[1 2]", "expected `,` or the end of an array or object at `.` (byte 3)");
    check("[1,2", "unexpected end of the JSON at `.` (byte 4)");
    for json in ["[true", "[true,", "[tru]", "[true,,false]", "[truefalse]", "[true]]"] {
        assert!(read::<Vec<bool>>(json).is_err(), "{json}");
    }
    let is_read = |max| read_limited::<Vec<u8>>(b"[1,2,3]", Some(max)).is_ok();
    assert_eq!([2, 3].map(is_read), [false, true]);
}

#[test]
fn strings_of_any_length_are_written_and_read_like_those_of_serde_json() {
    for length in 0..80 {
        for (at, odd) in
            (0..=length).zip(["\"", "\\", "\u{1}", "\n", "é", "\u{1F600}", "x"].into_iter().cycle())
        {
            let text = ["a".repeat(at), odd.to_owned(), "b".repeat(length - at)].concat();
            for text in [text.clone(), text + odd + odd] {
                let written = to_string(&text);
                assert_eq!(written, serde_json::to_string(&text).unwrap());
                assert_eq!(read::<String>(&written), Ok(text));
            }
        }
    }
}

#[test]
fn scalar_parameters_are_text() {
    use super::super::types::Number;
    use super::to_parameter;
    assert_eq!(to_parameter(&443.0), json!("443"));
    assert_eq!(to_parameter(&u64::MAX), json!("18446744073709551615"));
    assert_eq!(to_parameter(&Some(true)), json!("true"));
    assert_eq!(to_parameter("1\n"), json!("1\n"));
    assert_eq!(to_parameter(&vec![1, 2]), json!([1, 2]));
    assert_eq!(to_parameter(&None::<i64>), Value::Null);
    let digits = "123456789012345678901234567890";
    assert_eq!(to_parameter(&read::<Number<i64>>(digits).unwrap()), json!(digits));
}
