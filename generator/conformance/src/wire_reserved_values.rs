//! Parameters with `allowReserved`.

use crate::reserved_values::resources::Files;
use crate::wire::{header, sent};

#[test]
fn reserved_characters_are_sent_as_they_are() {
    let request = sent(|client| {
        let request = Files { client }.get("a:b@c/d;e=f?g h%2Fi", ["x,y", "é"]);
        request.next("/a?b=c&d%20e").session("k=v; x").x_trace("a b/c").send()
    });
    let path = "/v1/files/a:b@c/d;e=f%3Fg%20h%2Fi/;labels=x,y;labels=%C3%A9";
    assert_eq!(request.path(), path);
    assert_eq!(request.url().split_once('?').map(|(_, query)| query), Some("next=/a?b=c%26d%20e"));
    assert_eq!(header(&request, "cookie"), Some("session=k=v%3B%20x"));
    assert_eq!(header(&request, "x-trace"), Some("a b/c"));
}
