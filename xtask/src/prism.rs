//! `cargo xtask prism`.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, io, thread};

use clap::Args;

use crate::progress::Progress;
use crate::repository;
use crate::repository::only_document;
use oasmith_cli::Failure;
use oasmith_cli::terminal::{Terminal, complain, product};

/// Time limit for the start of Prism.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends every operation of the client to Prism, a mock server that checks requests against the document.
///
/// Prism is an npm package. The command uses `--prism`, or `prism` on the PATH, or `npx`, which downloads it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask prism                                          through npx
  cargo xtask prism --prism ~/node_modules/.bin/prism        without a network

Exit status: 0 if Prism accepts all requests, else 1.")]
pub(crate) struct Prism {
    /// The `prism` program of the npm package @stoplight/prism-cli [default: the one on the PATH, or through npx]
    #[arg(long, value_name = "FILE")]
    prism: Option<PathBuf>,
}

impl Prism {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.check(terminal) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                complain("prism", message);
                ExitCode::FAILURE
            }
        }
    }

    fn check(&self, terminal: Terminal) -> Result<(), Failure> {
        let program = self.program()?;
        let document = only_document(&repository().join("spec"))?;
        let server = Server::start(&program, &document)?;
        if run_tests(server.port, terminal)? {
            let _ = std::fs::remove_file(&server.log);
            return Ok(());
        }
        Err(Failure::new(format!("a request was rejected; the log of Prism is {}", server.log.display())))
    }

    fn program(&self) -> Result<OsString, Failure> {
        match &self.prism {
            Some(path) => Ok(path.clone().into()),
            None if Command::new("prism").arg("--version").output().is_ok() => Ok("prism".into()),
            None => fetched(),
        }
    }
}

/// The results of an operation that the test prints, each at the start of a line.
const RESULTS: [&str; 3] = ["accepted", "rejected", "FAILED"];

/// Sends all operations to the server at a port of this machine. Returns whether all went well.
fn run_tests(port: u16, terminal: Terminal) -> Result<bool, Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot run cargo: {error}"));
    let test = std::fs::read_to_string(repository().join("generated/tests/prism.rs")).unwrap_or_default();
    let requests = test.matches("report.accepts(").count() + test.matches("report.rejects(").count();
    let progress = Progress::new(requests, terminal);
    progress.begin("building the client");
    let mut process = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--quiet", "--manifest-path"])
        .arg(repository().join("generated/Cargo.toml"))
        .args(["--test", "prism", "--", "--nocapture"])
        .env("PRISM_URL", format!("http://127.0.0.1:{port}"))
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let lines = process.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
    for line in lines.map_while(Result::ok) {
        progress.print(|| product(format_args!("{line}\n")));
        if RESULTS.iter().any(|result| line.starts_with(result)) {
            progress.begin("sending requests");
            progress.end();
        }
    }
    Ok(process.wait().map_err(failed)?.success())
}

/// The path of the program that `npx` downloads. Running it directly makes it a child process that can be stopped.
fn fetched() -> Result<OsString, Failure> {
    let none = |why: String| {
        Failure::new(format!(
            "no Prism: {why}; install it with `npm install --global @stoplight/prism-cli`, or name one with --prism"
        ))
    };
    let npx = Command::new("npx")
        .args(["--yes", "--package", "@stoplight/prism-cli", "--call", "command -v prism"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| none(format!("cannot run npx: {error}")))?;
    let path = String::from_utf8_lossy(&npx.stdout).trim().to_owned();
    if npx.status.success() && !path.is_empty() {
        Ok(path.into())
    } else {
        Err(none("npx found none".to_owned()))
    }
}

/// A running Prism, which is stopped on drop.
struct Server {
    process: Child,
    port: u16,
    log: PathBuf,
}

impl Server {
    fn start(program: &OsStr, document: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::new(format!("cannot run {}: {error}", program.display()));
        let port = free_port().map_err(failed)?;
        let log = env::temp_dir().join(format!("prism-{port}.log"));
        let output = File::create(&log).map_err(failed)?;
        let process = Command::new(program)
            .args(["mock", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(document)
            .stdin(Stdio::null())
            .stdout(output.try_clone().map_err(failed)?)
            .stderr(output)
            .spawn()
            .map_err(failed)?;
        let mut server = Self { process, port, log };
        server.wait()?;
        Ok(server)
    }

    /// Waits until Prism listens.
    fn wait(&mut self) -> Result<(), Failure> {
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.process.try_wait().is_ok_and(|status| status.is_some());
            if ended || started.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(Failure::new(format!("Prism does not listen; its output:\n{log}")));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A free port. Another program may take it before it is used.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
