use super::super::super::json;
use super::Number;

fn read<T>(text: &str) -> Result<Number<T>, json::JsonError>
where
    Number<T>: json::ReadJson,
{
    json::from_slice(text.as_bytes())
}

#[test]
fn reads_numbers_and_their_digits() {
    for (text, value) in
        [("21", 21), ("\"21\"", 21), ("-3", -3), ("\"-3\"", -3), ("1.0", 1), ("1e3", 1000), ("\"0\"", 0)]
    {
        let number = read::<i32>(text).unwrap();
        assert_eq!(number, value, "{text}");
        assert_eq!(json::to_string(&number), value.to_string(), "{text}");
    }
    assert_eq!(read::<i64>("9007199254740993").unwrap().get(), Some(9_007_199_254_740_993));
    assert_eq!(read::<u64>("\"18446744073709551615\"").unwrap().get(), Some(u64::MAX));
    assert_eq!(read::<f64>("\"0.5\"").unwrap().get(), Some(0.5));
    assert_eq!(read::<f64>("\"1e-7\"").unwrap().get(), Some(1e-7));
    assert_eq!(read::<f64>("1234567.89").unwrap().get(), Some(1_234_567.89));
}

#[test]
fn keeps_other_numbers() {
    for text in [
        "1.5",
        "99999999999",
        "\"99999999999\"",
        "\"1.5\"",
        "\"0.12345678901234567890123\"",
        "1e400",
        "-1e-400",
    ] {
        let number = read::<i32>(text).unwrap();
        assert_eq!(number.get(), None, "{text}");
        assert_eq!(json::to_string(&number), text);
        assert_eq!(number.to_string(), text.trim_matches('"'));
    }
    for text in [
        "\"0.12345678901234567890123\"",
        "0.12345678901234567890123",
        "1e400",
        "1e-400",
        "123456789012345678901",
    ] {
        let number = read::<f64>(text).unwrap();
        assert_eq!(json::to_string(&number), text);
    }
    assert!((read::<i64>("1.5").unwrap().as_f64() - 1.5).abs() < f64::EPSILON);
    let padded = read::<i32>("\"007\"").unwrap();
    assert_eq!((padded.get(), json::to_string(&padded).as_str()), (Some(7), "\"007\""));
}

#[test]
fn rejects_other_values() {
    for text in [
        "\"\"", "\"x\"", "\"1.\"", "\"--1\"", "\"0x10\"", "\"1 \"", "\"NaN\"", "true", "[]", "007", "\"-\"",
        "\"1e\"",
    ] {
        assert!(read::<i32>(text).is_err(), "{text}");
        assert!(read::<f64>(text).is_err(), "{text}");
    }
    assert!("x".parse::<Number<i32>>().is_err());
    assert_eq!("12".parse::<Number<i32>>().unwrap(), 12);
}
