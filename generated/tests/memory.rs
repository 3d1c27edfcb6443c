//! Memory use is bounded, whatever a server sends. This is a separate program, so that other tests do not change its peak.
#![cfg(all(target_os = "linux", feature = "client"))]

mod support;

use apideck_issue_tracking::{Error, LimitKind, Method};
use serde_json::Value;
use support::{Act, Reply, Rogue, Server, builder, endless_gzip};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n";
const TROUBLE: &str = "HTTP/1.1 400 No\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n";

/// The peak memory use of this process, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[tokio::test]
async fn the_peak() -> Result<(), Error> {
    // 10 MB on the wire would be 10 GB in memory.
    for head in [OK, TROUBLE] {
        let (head, block) = endless_gzip(head);
        let rogue = Rogue::start([Act::Flood(head, block)]).await;
        let client = builder(&rogue.url()).build()?;
        let error = client.request(Method::GET, "/x").send_json::<Value>().await.unwrap_err();
        assert!(matches!(error, Error::TooLarge(_) | Error::Api(_)), "{error:?}");
        if head.starts_with(OK.as_bytes()) {
            // A stream may have any length.
            let mut stream = client.request(Method::GET, "/x").send_stream().await?.into_body();
            let mut length = 0;
            while length < 200 << 20 {
                length += stream.try_next().await?.unwrap().len();
            }
        }
    }
    let streamed = peak();
    assert!(streamed < 100, "{streamed} MiB");
    // A body within the limit, with values that would take gigabytes.
    let body = || format!("[{}[]]", "[],".repeat(10 << 20));
    let server = Server::answering(move |_| Reply::new(200, "application/json", body())).await;
    let error =
        builder(server.url()).build()?.request(Method::GET, "/x").send_json::<Value>().await.unwrap_err();
    assert!(matches!(&error, Error::TooLarge(error) if error.kind() == LimitKind::Values), "{error:?}");
    // The server of the last test is in this process too, and uses 30 MiB.
    let peak = peak();
    assert!(peak < 150, "{peak} MiB");
    Ok(())
}
