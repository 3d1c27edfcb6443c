use super::{Event, Pending};

#[test]
fn events() {
    let mut pending = Pending::default();
    let mut feed = |lines: &[&str]| -> Vec<Event<bytes::Bytes>> {
        lines.iter().filter_map(|line| pending.line(line.as_bytes())).collect()
    };
    let events =
        feed(&["\u{feff}data: a", "data:b", "", ": comment", "event: x", "id: 7", "retry: 20", "data", ""]);
    assert_eq!(events.len(), 2);
    assert_eq!(
        (&events[0].data[..], events[0].name.as_deref(), events[0].id.as_deref()),
        (&b"a\nb"[..], None, None)
    );
    assert_eq!(events[1].name.as_deref(), Some("x"));
    assert_eq!(events[1].id.as_deref(), Some("7"));
    assert_eq!(events[1].retry, Some(std::time::Duration::from_millis(20)));
    assert_eq!(&events[1].data[..], b"");
    let events = feed(&["event: y", "", "data:  two", "other: 1", ""]);
    assert_eq!(events.len(), 1, "an event without data is none");
    assert_eq!((events[0].name.as_deref(), events[0].id.as_deref()), (None, Some("7")));
    assert_eq!(&events[0].data[..], b" two");
}
