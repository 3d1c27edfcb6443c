//! `docs/getting-started.md` is followed to the letter: its files are written, its commands run, and what they say is compared.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = include_str!("../../docs/getting-started.md");

/// What is not run: it asks crates.io, and compiles a crate.
const NOT_RUN: &str = "(cd ../pets-client && cargo publish --dry-run)";

/// The line that stands for any number of lines.
const LEFT_OUT: &str = "…";

#[test]
fn what_the_page_shows_is_what_happens() {
    let folder = std::env::temp_dir().join(format!("xtask-getting-started-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let walk = Walk { repository: folder.join("repository"), files: folder.join("pets") };
    fs::create_dir_all(&walk.repository).unwrap();
    fs::create_dir_all(&walk.files).unwrap();
    let mut commands = 0;
    for (info, text) in fences(PAGE) {
        match info.split_once(' ') {
            Some((_, name)) => fs::write(walk.files.join(name), text).unwrap(),
            None if info == "console" => commands += walk.session(text),
            None => {}
        }
    }
    assert_eq!(commands, 12);
    fs::remove_dir_all(&folder).unwrap();
}

struct Walk {
    /// Where commands are run.
    repository: PathBuf,
    /// Where the page's files are.
    files: PathBuf,
}

impl Walk {
    /// Runs what a fence shows, and says how many commands that were.
    fn session(&self, text: &str) -> usize {
        let mut status = 0;
        let mut commands = 0;
        for part in format!("\n{text}").split("\n$ ").skip(1) {
            let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
            if command == NOT_RUN {
                continue;
            }
            let said = if command == "echo $?" {
                format!("{status}\n")
            } else {
                let (code, said) = run(command, &self.repository);
                status = code;
                said
            };
            assert!(agrees(expected, &said), "$ {command}\n{said}\nThe page has\n{expected}");
            commands += 1;
        }
        commands
    }
}

/// Runs a command as a terminal shows it.
fn run(command: &str, folder: &Path) -> (i32, String) {
    let line = command.replace("cargo xtask", env!("CARGO_BIN_EXE_xtask"));
    let output =
        Command::new("sh").args(["-c", &format!("exec 2>&1; {line}")]).current_dir(folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Whether these lines were said, with others only where some are left out.
fn agrees(expected: &str, said: &str) -> bool {
    let expected: Vec<String> = expected.trim_end().lines().map(timeless).collect();
    let said: Vec<String> = said.trim_end().lines().map(timeless).collect();
    let pieces: Vec<&[String]> = expected.split(|line| line == LEFT_OUT).collect();
    let mut rest = said.as_slice();
    for (index, piece) in pieces.iter().enumerate() {
        let found = match (index, index + 1 == pieces.len()) {
            (0, _) => rest.starts_with(piece).then_some(0),
            (_, true) => rest.ends_with(piece).then(|| rest.len() - piece.len()),
            (_, false) => (0..=rest.len()).find(|start| rest[*start..].starts_with(piece)),
        };
        let Some(start) = found else { return false };
        rest = &rest[start + piece.len()..];
    }
    pieces.len() > 1 || rest.is_empty()
}

/// A line without how long something took.
fn timeless(line: &str) -> String {
    match line.rsplit_once(", ") {
        Some((start, time)) if time.ends_with(" ms") => start.to_owned(),
        _ => line.to_owned(),
    }
}

/// The fenced blocks of a page, with what stands behind the opening.
fn fences(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n```").skip(1).step_by(2).map(|fence| fence.split_once('\n').unwrap())
}

#[test]
fn lines_are_left_out_only_where_the_page_says_so() {
    assert!(agrees("a\n…\nd\n", "a\nb\nc\nd\n"));
    assert!(agrees("a\n…\n", "a\nb\n"));
    assert!(agrees("done, 5 ms", "done, 17 ms"));
    assert!(!agrees("a\nc\n", "a\nb\nc\n"));
    assert!(!agrees("a\n", "a\nb\n"));
    assert!(!agrees("a\n…\nc\n", "a\nc\nb\n"));
}
