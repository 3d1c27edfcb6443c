//! Splitting bodies at every position, and bodies that are broken.

use std::time::{Duration, Instant};

use super::{Splitter, Step, parameter};

type Part = (Vec<(String, String)>, String);

/// The parts of a body that arrives in chunks, and the reason why it is broken.
fn split(content_type: &str, chunks: &[&[u8]]) -> (Vec<Part>, Option<&'static str>) {
    let mut splitter = Splitter::new(content_type).unwrap();
    let mut parts = Vec::new();
    let mut chunks = chunks.iter();
    loop {
        match splitter.next() {
            Step::Part(part) => {
                let headers = part.headers.iter().map(|(name, value)| {
                    (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                });
                parts.push((headers.collect(), String::from_utf8_lossy(&part.content).into_owned()));
            }
            Step::Wait => match chunks.next() {
                Some(chunk) => splitter.push(chunk),
                None => splitter.end(),
            },
            Step::End => return (parts, None),
            Step::Broken(reason) => return (parts, Some(reason)),
        }
    }
}

fn contents(content_type: &str, body: &str) -> (Vec<String>, Option<&'static str>) {
    let (parts, broken) = split(content_type, &[body.as_bytes()]);
    (parts.into_iter().map(|(_, content)| content).collect(), broken)
}

const MIXED: &str = "multipart/mixed; boundary=b";

const BODY: &str = "This is a preamble.\r\n--bx\r\n--b \t \r\nContent-Type: text/plain\r\nX-Folded: one\r\n two\r\n\r\nfirst\r\n\
                    --bx\r\n\r\n--b\r\n\r\nsecond\r\n--b\r\n\r\n\r\n--b\r\n--b\r\nX: y\r\n--b\r\n\r\n--b--\r\nepilogue\r\n--b\r\n\r\nno part";

fn expected() -> Vec<Part> {
    let headers = |headers: &[(&str, &str)]| {
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    vec![
        (headers(&[("content-type", "text/plain"), ("x-folded", "one two")]), "first\r\n--bx\r\n".to_owned()),
        (headers(&[]), "second".to_owned()),
        (headers(&[]), String::new()),
        (headers(&[]), String::new()),
        (headers(&[("x", "y")]), String::new()),
        (headers(&[]), String::new()),
    ]
}

#[test]
fn a_body_is_split_wherever_chunks_end() {
    assert_eq!(split(MIXED, &[BODY.as_bytes()]), (expected(), None));
    for middle in 0..BODY.len() {
        let (first, second) = BODY.as_bytes().split_at(middle);
        assert_eq!(split(MIXED, &[first, second]), (expected(), None), "{middle}");
    }
    for size in 1..8 {
        let chunks: Vec<&[u8]> = BODY.as_bytes().chunks(size).collect();
        assert_eq!(split(MIXED, &chunks), (expected(), None), "{size}");
    }
}

#[test]
fn boundaries_are_found_only_at_the_start_of_lines() {
    let lines = "\r\n--b\r\n\r\na--b\r\n--bb\r\n --b\r\n\n--b\n\r\n--b--";
    assert_eq!(contents(MIXED, lines), (vec!["a--b\r\n--bb\r\n --b\r\n\n--b\n".to_owned()], None));
    let bare = "--b\n\na\n--b\n\nb\r\n--b--\n";
    assert_eq!(contents(MIXED, bare), (vec!["a".to_owned(), "b\r".to_owned()], None));
    // The boundary of an inner body begins with that of the outer one.
    let inner = "--b\r\n\r\n--b--x\r\n\r\ninner\r\n--b--x--\r\n--b--";
    assert_eq!(contents(MIXED, inner), (vec!["--b--x\r\n\r\ninner\r\n--b--x--".to_owned()], None));
    let dashes = "--b\r\n\r\na\r\n--b--";
    assert_eq!(contents("multipart/mixed; boundary=--b", dashes), (vec!["a".to_owned()], None));
    assert_eq!(contents("multipart/mixed; boundary=--b", "----b\r\n\r\na\r\n----b--").0, ["a"]);
}

#[test]
fn broken_bodies() {
    let missing = "the boundary after the last part is missing";
    for (body, parts, reason) in [
        ("", 0, "there is no boundary of parts in the body"),
        ("text", 0, "there is no boundary of parts in the body"),
        ("--b", 0, "there is no boundary of parts in the body"),
        ("--b\r\n", 0, "the body ends in the headers of a part"),
        ("--b\r\nX: y", 0, "the body ends in the headers of a part"),
        ("--b\r\n\r\na", 0, missing),
        ("--b\r\n\r\na\r\n--b", 0, missing),
        ("--b\r\n\r\na\r\n--b\r\n\r\nb\r\n", 1, missing),
        ("--b\r\nno colon\r\n\r\na\r\n--b--", 0, "a header of a part is not legal"),
        ("--b\r\nX y: z\r\n\r\na\r\n--b--", 0, "a header of a part is not legal"),
    ] {
        let (found, broken) = contents(MIXED, body);
        assert_eq!((found.len(), broken), (parts, Some(reason)), "{body:?}");
    }
    let many = format!("--b\r\n{}\r\na\r\n--b--", "X: y\r\n".repeat(200));
    assert_eq!(contents(MIXED, &many).1, Some("a part has too many headers"));
    let long = format!("--b\r\nX: {}\r\n\r\na\r\n--b--", "y".repeat(70_000));
    assert_eq!(contents(MIXED, &long).1, Some("the headers of a part are too long"));
}

#[test]
fn parameters_of_content_types() {
    for (header, boundary) in [
        ("multipart/mixed; boundary=simple", Some("simple")),
        ("multipart/mixed;charset=utf-8;BOUNDARY = simple ; x=y", Some("simple")),
        ("multipart/mixed; boundary=\"a; b=\\\"c\\\\\"; x=y", Some("a; b=\"c\\")),
        ("multipart/related; type=\"a;boundary=no\"; boundary=yes", Some("yes")),
        ("multipart/mixed; flag; boundary=simple", Some("simple")),
        ("multipart/mixed; boundary=\"open", Some("open")),
        ("multipart/mixed; boundary=", Some("")),
        ("multipart/mixed", None),
        ("multipart/mixed; boundary", None),
    ] {
        assert_eq!(parameter(header, "boundary").as_deref(), boundary, "{header}");
    }
    assert_eq!(
        parameter(r#"form-data; name="a"; filename="C:\x\"y.txt""#, "filename").unwrap(),
        "C:\\x\"y.txt"
    );
    for illegal in ["multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=\"\u{e9}\""] {
        assert!(Splitter::new(illegal).is_none(), "{illegal}");
    }
    assert!(Splitter::new(&format!("multipart/mixed; boundary={}", "b".repeat(257))).is_none());
}

/// A small generator of pseudo-random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

#[test]
fn mutated_bodies_are_split_alike_in_chunks_and_as_a_whole() {
    const PIECES: [&[u8]; 10] =
        [b"\r\n", b"\n", b"\r", b"--b", b"--b--", b"--", b" ", b":", b"\0", b"\r\n--b\r\n\r\n"];
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..20_000 {
        let mut body = BODY.as_bytes().to_vec();
        for _ in 0..=random.below(6) {
            let at = random.below(body.len());
            match random.below(4) {
                0 => drop(body.drain(at..(at + random.below(8)).min(body.len()))),
                1 => body[at] = u8::try_from(random.below(256)).unwrap(),
                2 => body.truncate(at.max(1)),
                _ => drop(body.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
            }
            if body.is_empty() {
                body.push(b'-');
            }
        }
        let whole = split(MIXED, &[&body]);
        let chunks: Vec<&[u8]> = body.chunks(1 + random.below(9)).collect();
        assert_eq!(split(MIXED, &chunks), whole, "round {round}: {}", body.escape_ascii());
    }
}

#[test]
fn hostile_bodies_take_linear_time() {
    let megabytes = 4 << 20;
    let started = Instant::now();
    for piece in ["\r\n--", "\n", "\r\n--b", "\r\n--b  ", "--b--x\r\n", "\r"] {
        let body = format!("--b\r\n\r\n{}", piece.repeat(megabytes / piece.len()));
        let chunks: Vec<&[u8]> = body.as_bytes().chunks(1000).collect();
        let _ = split(MIXED, &chunks);
    }
    let padded = format!("--b\r\n\r\n\r\n--b{}", " ".repeat(megabytes));
    let _ = split(MIXED, &padded.as_bytes().chunks(100).collect::<Vec<_>>());
    let empty_parts = format!("{}--b--", "--b\r\n\r\n".repeat(200_000));
    assert_eq!(split(MIXED, &[empty_parts.as_bytes()]).0.len(), 200_000);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
