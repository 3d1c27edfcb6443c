//! HTTP/2 connections that die silently. They use TLS, and one connection serves many requests.
#![cfg(all(target_os = "linux", feature = "rustls"))]

mod support;

use std::{env, process::Command, sync::Arc, time::Duration};

use apideck_issue_tracking::Method;
use support::{builder, fast};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// The CA that signed the certificate of the test's server.
const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/ca.pem");

const SETTINGS: u8 = 4;
const PING: u8 = 6;
const HEADERS: u8 = 1;

/// The environment determines the system's certificates, which are loaded once. So the test runs in a separate process.
#[test]
fn a_dead_http_2_connection_is_not_used_again() {
    if env::var_os("SSL_CERT_FILE").is_some_and(|file| file == AUTHORITY) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        return runtime.block_on(scenario());
    }
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "a_dead_http_2_connection_is_not_used_again", "--nocapture"]);
    assert!(child.env("SSL_CERT_FILE", AUTHORITY).status().unwrap().success());
}

async fn scenario() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(tls()));
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            // The first connection responds to one request only.
            let patience = if number == 0 { 1 } else { usize::MAX };
            tokio::spawn(async move { serve(acceptor.accept(stream).await.unwrap(), patience).await });
        }
    });
    let limit = Duration::from_secs(3);
    let client = builder(&url).attempt_timeout(limit).retry(fast()).build().unwrap();
    let get = || client.request(Method::GET, "/x").send();
    assert_eq!(get().await.unwrap().attempts(), 1);
    let begun = std::time::Instant::now();
    assert_eq!(get().await.unwrap().attempts(), 2, "another connection answers");
    assert!(begun.elapsed() < limit, "the ping is faster than the time limit: {:?}", begun.elapsed());
    assert_eq!(get().await.unwrap().attempts(), 1);
}

fn tls() -> ServerConfig {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).unwrap();
    let mut config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

/// Responds to a number of requests with status 200, then reads without responding.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, patience: usize) {
    let mut answered = 0;
    stream.read_exact(&mut [0; 24]).await.unwrap();
    stream.write_all(&frame(SETTINGS, 0, [0; 4], &[])).await.unwrap();
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let [high, middle, low, kind, flags, id @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, high, middle, low]) as usize];
        stream.read_exact(&mut payload).await.unwrap();
        if answered == patience {
            continue;
        }
        let reply = match kind {
            SETTINGS if flags == 0 => frame(SETTINGS, 1, [0; 4], &[]),
            PING if flags == 0 => frame(PING, 1, [0; 4], &payload),
            HEADERS => {
                answered += 1;
                // The complete response: the eighth entry of the static table is `:status: 200`.
                frame(HEADERS, 5, id, &[0x88])
            }
            _ => continue,
        };
        stream.write_all(&reply).await.unwrap();
        stream.flush().await.unwrap();
    }
}

fn frame(kind: u8, flags: u8, stream: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags][..], &stream, payload].concat()
}
