use bytes::Bytes;
use http::StatusCode;

use super::{BodyBuffer, BodyLimit, LimitKind, Limits, Purpose};

#[test]
fn limits_of_the_call_override_the_client() {
    let client = Limits::new().body(5).bytes(None).or(Limits::DEFAULT);
    let call = Limits::new().bytes(7).or(client);
    let max =
        |limits: Limits, purpose, status| limits.cap(purpose, StatusCode::from_u16(status).unwrap()).max;
    assert_eq!(max(client, Purpose::Decode, 200), Some(5));
    assert_eq!(max(client, Purpose::Bytes, 200), None);
    assert_eq!(max(client, Purpose::Bytes, 500), Some(1 << 20));
    assert_eq!(max(client, Purpose::Nothing, 204), Some(1 << 20));
    assert_eq!(max(client, Purpose::Stream, 200), None);
    assert_eq!(max(client, Purpose::Stream, 404), Some(1 << 20));
    assert_eq!((max(call, Purpose::Decode, 200), max(call, Purpose::Bytes, 200)), (Some(5), Some(7)));
}

#[test]
fn a_body_is_kept_up_to_its_limit() {
    let read = |cap, chunks: &[&'static str]| {
        let mut intake = BodyBuffer::new(cap, Some(u64::MAX));
        for chunk in chunks {
            if !intake.push(Bytes::from_static(chunk.as_bytes()))? {
                break;
            }
        }
        Ok::<_, super::Excess>(intake.finish())
    };
    let cut = BodyLimit { max: Some(4), kind: None };
    let fail = BodyLimit { max: Some(4), kind: Some(LimitKind::Body) };
    for chunks in [&["abcd"][..], &["ab", "cd"], &["", "a", "b", "", "cd", ""]] {
        assert_eq!(read(cut, chunks).unwrap(), "abcd");
        assert_eq!(read(fail, chunks).unwrap(), "abcd");
    }
    for chunks in [&["abcde"][..], &["ab", "cdefg"], &["abcd", "", "e"]] {
        assert_eq!(read(cut, chunks).unwrap(), "abcd");
        assert_eq!(read(fail, chunks).unwrap_err().head, "abcd");
    }
    assert_eq!(read(BodyLimit { max: None, kind: None }, &["abc", "def"]).unwrap(), "abcdef");
    assert_eq!(cut.keep(Bytes::from_static(b"abcde")).unwrap(), "abcd");
    assert_eq!(fail.keep(Bytes::from_static(b"abcde")).unwrap_err().head, "abcde");
    assert!(fail.announced(Some(5)).is_some() && fail.announced(Some(4)).is_none());
    assert!(cut.announced(Some(5)).is_none() && fail.announced(None).is_none());
}
