//! Follows `docs/getting-started.md`: writes its files, runs its commands, and compares their output.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../../docs/getting-started.md");

/// Not run: these install the program, or compile a crate.
const NOT_RUN: [&str; 2] =
    ["cargo install --path generator/cli", "(cd ../pets-client && cargo publish --dry-run)"];

/// A line that matches any number of lines.
const LEFT_OUT: &str = "…";

#[test]
fn the_page_shows_the_output_of_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("pets");
    fs::create_dir_all(&files).unwrap();
    let mut commands = 0;
    for (info, text) in fences(PAGE) {
        match info.split_once(' ') {
            Some((_, name)) => fs::write(files.join(name), text).unwrap(),
            None if info == "console" => commands += session(text, &files),
            None => {}
        }
    }
    assert_eq!(commands, 13);
}

/// Runs the commands of a fence, and returns their number.
fn session(text: &str, folder: &Path) -> usize {
    let mut status = 0;
    let mut commands = 0;
    for part in format!("\n{text}").split("\n$ ").skip(1) {
        let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
        if NOT_RUN.contains(&command.trim_end()) {
            continue;
        }
        let output = if command == "echo $?" {
            format!("{status}\n")
        } else {
            let (code, output) = run(command, folder);
            status = code;
            output
        };
        assert!(agrees(expected, &output), "$ {command}\n{output}\nThe page has\n{expected}");
        commands += 1;
    }
    commands
}

/// Runs a command, and returns its status and output as a terminal shows it.
fn run(command: &str, folder: &Path) -> (i32, String) {
    let line = match command.strip_prefix("oasmith ") {
        Some(arguments) => format!("{} {arguments}", env!("CARGO_BIN_EXE_oasmith")),
        None => command.to_owned(),
    };
    let output =
        Command::new("sh").args(["-c", &format!("exec 2>&1; {line}")]).current_dir(folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Whether the output has these lines, and others only where the page leaves some out.
fn agrees(expected: &str, output: &str) -> bool {
    let expected: Vec<String> = expected.trim_end().lines().map(timeless).collect();
    let output: Vec<String> = output.trim_end().lines().map(timeless).collect();
    let sections: Vec<&[String]> = expected.split(|line| line == LEFT_OUT).collect();
    let mut rest = output.as_slice();
    for (index, section) in sections.iter().enumerate() {
        let found = match (index, index + 1 == sections.len()) {
            (0, _) => rest.starts_with(section).then_some(0),
            (_, true) => rest.ends_with(section).then(|| rest.len() - section.len()),
            (_, false) => (0..=rest.len()).find(|start| rest[*start..].starts_with(section)),
        };
        let Some(start) = found else { return false };
        rest = &rest[start + section.len()..];
    }
    sections.len() > 1 || rest.is_empty()
}

/// A line without the duration at its end.
fn timeless(line: &str) -> String {
    match line.rsplit_once(", ") {
        Some((start, time)) if time.ends_with(" ms") => start.to_owned(),
        _ => line.to_owned(),
    }
}

/// The fenced blocks of a page: the info string and the text.
fn fences(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n```").skip(1).step_by(2).map(|fence| fence.split_once('\n').unwrap())
}

/// Cargo adds `Cargo.lock` and the original of `Cargo.toml`, and leaves out `rustfmt.toml`.
#[test]
fn the_package_has_the_files_that_are_written() {
    let number = |before: &str| -> usize {
        let rest = PAGE.split(before).nth(1).unwrap();
        rest.split(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(number("Packaged "), number("2 operations, 2 types, ") + 1);
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
