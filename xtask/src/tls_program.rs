// A program that uses reqwest, and the client: `cargo xtask tls` compiles it with several sets of features.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::{JoinHandle, spawn};

use apideck_issue_tracking::{Client, Method, RetryPolicy};

/// Whether the features of this program have TLS.
const HAS_TLS: bool = cfg!(feature = "tls");

/// A server for one connection, its port, and the first bytes that it receives.
fn server(response: &'static str) -> (u16, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let received = spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).expect("a request");
        stream.write_all(response.as_bytes()).expect("a response");
        buffer[..count].to_vec()
    });
    (port, received)
}

fn client(url: String) -> Client {
    let builder = Client::builder().base_url(url).api_key("key").app_id("app").consumer_id("consumer");
    builder.retry(RetryPolicy::none()).build().expect("a client")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

    #[cfg(feature = "provider")]
    rustls::crypto::ring::default_provider().install_default().expect("no other provider");

    // The program's own client.
    let (port, _) = server(OK);
    let http = reqwest::Client::new();
    http.get(format!("http://127.0.0.1:{port}")).send().await.expect("a response");

    let (port, _) = server(OK);
    let url = format!("http://127.0.0.1:{port}");
    client(url).request(Method::GET, "/").send().await.expect("a response");

    // A server that cannot do TLS still shows whether a handshake begins.
    let (port, received) = server("no TLS here");
    let url = format!("https://127.0.0.1:{port}");
    let error = client(url).request(Method::GET, "/").send().await.expect_err("no TLS there");
    if HAS_TLS {
        let handshake = received.join().expect("the server's thread");
        assert_eq!(handshake.first(), Some(&0x16), "{error:?}");
    }
    println!("{error}");
}
