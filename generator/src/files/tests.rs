use std::path::PathBuf;

use super::*;
use crate::config::Config;
use crate::diagnostics::Diagnostics;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("generator-files-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    fn list(&self) -> Vec<String> {
        walk(&self.0, |folder| folder != "target").expect("readable").into_iter().collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn set(files: &[(&str, &str)]) -> GeneratedFiles {
    let mut set = GeneratedFiles::new();
    for (path, text) in files {
        set.add(*path, *text).expect("added");
    }
    set
}

fn ours(text: &str) -> String {
    format!("// {HEADER_MARK}\n{text}\n")
}

#[test]
fn rejects_invalid_paths() {
    fn check(path: &str, expected: &str) {
        let result = set(&[("src/lib.rs", ""), ("a", "")]).add(path, "");
        assert_eq!(result.map_err(|error| error.to_string()).err().unwrap_or_default(), expected);
    }
    check("src/lib.rs", "`src/lib.rs` was generated already, as `src/lib.rs`");
    check("SRC/Lib.rs", "`SRC/Lib.rs` was generated already, as `src/lib.rs`");
    check("src", "`src` and `src/lib.rs` cannot both be files");
    check("A/b", "`A/b` and `a` cannot both be files");
    check("src.rs", "");
    check("src/lib", "");
    for path in ["", "/etc/x", "../x", "a/../x", "a\\x", "C:/x", "a//b", "./a", "a/", "a\0b", "a./b", "a\nb"]
    {
        check(path, &format!("`{}` is not a relative path of plain names", path.escape_debug()));
    }
}

#[test]
fn writes_changed_files_and_removes_stale_ones() {
    let folder = Folder::new("write");
    folder.put("src/same.rs", "a\r\nb\r\n");
    folder.put("src/changed.rs", &ours("old"));
    folder.put("src/old/deep/gone.rs", &ours("x"));
    folder.put("old.html", &format!("<!DOCTYPE html>\n<!-- {HEADER_MARK} -->\n"));
    folder.put("late.rs", &format!("\n\n\n\n\n// {HEADER_MARK}\n"));
    folder.put("src/hand.rs", "mine");
    folder.put("target/gone.rs", &ours("x"));
    folder.put("src/target/gone.rs", &ours("x"));
    folder.put("src/.git/gone.rs", &ours("x"));
    // Other packages, a text that mentions the mark, and folders that the generator does not write to.
    folder.put("src/other/Cargo.toml", &ours("x"));
    folder.put("src/other/lib.rs", &ours("x"));
    folder.put("docs/b.rs", &ours("x"));
    folder.put("NOTES.md", &format!("Files with `{HEADER_MARK}` are emitted.\n"));
    folder.put("Cargo.lock", "# lock");
    let files = set(&[("src/same.rs", "a\nb\n"), ("src/changed.rs", "new\n"), ("src/new/mod.rs", "n\n")]);

    let changes = files.diff(&folder.0).expect("compared");
    let kinds: Vec<String> =
        changes.iter().map(|change| format!("{} {}", change.path, kind(change))).collect();
    assert_eq!(
        kinds,
        [
            "old.html stale",
            "src/changed.rs modified",
            "src/new/mod.rs added",
            "src/old/deep/gone.rs stale",
            "src/target/gone.rs stale"
        ]
    );

    let report = files.write(&folder.0).expect("written");
    assert_eq!(report.written, ["src/changed.rs", "src/new/mod.rs"]);
    assert_eq!(report.unchanged, 1);
    assert_eq!(report.removed, ["old.html", "src/old/deep/gone.rs", "src/target/gone.rs"]);
    assert_eq!(
        folder.list(),
        [
            "Cargo.lock",
            "NOTES.md",
            "docs/b.rs",
            "late.rs",
            "src/changed.rs",
            "src/hand.rs",
            "src/new/mod.rs",
            "src/same.rs"
        ]
    );
    assert!(!folder.0.join("src/old").exists());
    assert!(folder.0.join("target/gone.rs").exists());
    assert!(folder.0.join("src/other/lib.rs").exists());
    assert_eq!(fs::read(folder.0.join("src/same.rs")).expect("read"), b"a\r\nb\r\n");

    assert_eq!(files.diff(&folder.0).expect("compared"), []);
    let again = files.write(&folder.0).expect("written");
    assert_eq!(again, WriteReport { unchanged: 3, ..WriteReport::default() });
}

fn kind(change: &FileChange) -> &'static str {
    match change.kind {
        FileChangeKind::Added { .. } => "added",
        FileChangeKind::Modified { .. } => "modified",
        FileChangeKind::Stale => "stale",
    }
}

#[test]
fn a_failed_run_changes_nothing() {
    let folder = Folder::new("fail");
    folder.put("a.rs", &ours("old"));
    folder.put("z", "a file where a folder is needed");
    folder.put("old.rs", &ours("x"));
    let files = set(&[("a.rs", "new"), ("new/b.rs", "new"), ("z/c.rs", "new")]);
    assert!(files.write(&folder.0).expect_err("failed").to_string().contains("/z"));
    assert_eq!(folder.list(), ["a.rs", "old.rs", "z"]);
    assert!(!folder.0.join("new").exists());
    assert_eq!(fs::read_to_string(folder.0.join("a.rs")).expect("read"), ours("old"));
}

#[test]
fn a_missing_folder_is_created() {
    let folder = Folder::new("absent");
    let dir = folder.0.join("x/y");
    let files = set(&[("a/b.rs", "text\n")]);
    assert_eq!(files.diff(&dir).expect("compared").len(), 1);
    assert_eq!(files.write(&dir).expect("written").written, ["a/b.rs"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = Folder::new("links");
    folder.put("elsewhere/gone.rs", &ours("x"));
    fs::create_dir_all(folder.0.join("out")).expect("a folder");
    std::os::unix::fs::symlink(folder.0.join("elsewhere"), folder.0.join("out/link")).expect("a link");
    std::os::unix::fs::symlink(folder.0.join("elsewhere/gone.rs"), folder.0.join("out/gone.rs"))
        .expect("a link");
    assert_eq!(set(&[]).write(&folder.0.join("out")).expect("written"), WriteReport::default());
    assert!(folder.0.join("elsewhere/gone.rs").exists());
}

#[test]
fn renders_changes() {
    let change = |path: &str, kind| FileChange { path: path.to_owned(), kind };
    let changes = [
        change("a.rs", FileChangeKind::Added { new: "x\n".to_owned() }),
        change("b.rs", FileChangeKind::Modified { old: "1\r\n2\r\n".to_owned(), new: "1\n3\n".to_owned() }),
        change("c.rs", FileChangeKind::Stale),
    ];
    let whole = "--- /dev/null\n+++ b/a.rs\n@@ -0,0 +1 @@\n+x\n\
                 --- a/b.rs\n+++ b/b.rs\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n\
                 --- a/c.rs\n+++ /dev/null\n(stale: no longer generated)\n";
    assert_eq!(render_changes(&changes, 100), whole);
    assert_eq!(render_changes(&changes, 13), whole);
    let cut = render_changes(&changes, 5);
    assert_eq!(cut.lines().count(), 6);
    assert!(
        cut.ends_with("+x\n--- a/b.rs\n… cut after 5 lines; 2 of 3 changed files are not shown whole\n"),
        "{cut}"
    );
}

#[test]
fn a_file_being_written_is_not_stale() {
    let folder = Folder::new("staged");
    folder.put("a.rs", &ours("old"));
    let report = set(&[("a.rs", &ours("new"))]).write(&folder.0).expect("written");
    assert_eq!((report.written, report.removed), (vec!["a.rs".to_owned()], vec![]));
    assert_eq!(folder.list(), ["a.rs"]);
}

#[test]
fn files_of_other_origin_are_not_overwritten() {
    let folder = Folder::new("foreign");
    folder.put("Cargo.toml", "[package]\nname = \"mine\"\n");
    folder.put("src/lib.rs", "//! Mine.\n");
    folder.put("src/old.rs", &ours("stale"));
    folder.put("src/ours.rs", &ours("old"));
    folder.put("same.rs", "same\n");
    folder.put("LICENSE-MIT", &crate::templates::LICENSES[1].text.replace('\n', "\r\n  "));
    let files = set(&[
        ("Cargo.toml", "new"),
        ("src/lib.rs", "new"),
        ("src/ours.rs", "new"),
        ("src/new.rs", "new"),
        ("same.rs", "same\n"),
        ("LICENSE-MIT", "new"),
    ]);
    let before = folder.list();
    let error = files.write(&folder.0).expect_err("rejected");
    assert!(
        matches!(&error, WriteError::Foreign(paths) if *paths == ["Cargo.toml", "src/lib.rs"]),
        "{error}"
    );
    assert!(error.to_string().ends_with("would be overwritten:\n  Cargo.toml\n  src/lib.rs"), "{error}");
    assert_eq!(folder.list(), before);
    assert_eq!(fs::read_to_string(folder.0.join("src/ours.rs")).expect("read"), ours("old"));
    assert_eq!(files.foreign(&folder.0).expect("compared"), ["Cargo.toml", "src/lib.rs"]);

    let report = files.overwrite(&folder.0).expect("written");
    assert_eq!(report.written, ["Cargo.toml", "LICENSE-MIT", "src/lib.rs", "src/new.rs", "src/ours.rs"]);
    assert_eq!((report.removed, report.unchanged), (vec!["src/old.rs".to_owned()], 1));
    // A file without a mark counts as of other origin the next time, but has the same text.
    assert_eq!(
        files.write(&folder.0).expect("written"),
        WriteReport { unchanged: 6, ..WriteReport::default() }
    );
}

#[test]
fn a_changed_licence_belongs_to_the_user() {
    let mit = crate::templates::LICENSES[1].text;
    assert!(is_ours("LICENSE-MIT", mit.as_bytes()));
    assert!(!is_ours("LICENSE-MIT", format!("Copyright (c) Ada\n\n{mit}").as_bytes()));
    assert!(!is_ours("COPYING", mit.as_bytes()));
}

#[test]
fn kept_files_belong_to_the_user() {
    let folder = Folder::new("keep");
    folder.put("README.md", "mine");
    folder.put("src/gone.rs", &ours("stale, and kept"));
    let mut files = set(&[("README.md", "new"), ("src/lib.rs", "new")]);
    let mut config = Config::default();
    config.keep = vec!["README.md".to_owned(), "src/gone.rs".to_owned()];
    let mut diagnostics = Diagnostics::new();
    files.settle(&config, Some(&folder.0), &mut diagnostics);
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    assert_eq!(codes, ["W0004"]);
    assert_eq!(files.foreign(&folder.0).expect("compared"), <[&str; 0]>::default());
    let report = files.write(&folder.0).expect("written");
    assert_eq!((report.written, report.removed), (vec!["src/lib.rs".to_owned()], vec![]));
    assert_eq!(folder.list(), ["README.md", "src/gone.rs", "src/lib.rs"]);
    assert_eq!(fs::read(folder.0.join("README.md")).expect("read"), b"mine");
    assert_eq!(files.diff(&folder.0).expect("compared"), []);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leaves_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("leaves");
    folder.put("elsewhere/lib.rs", &ours("theirs"));
    folder.put("out/inside/x.rs", &ours("x"));
    let out = folder.0.join("out");
    let elsewhere = folder.0.join("elsewhere");
    let untouched = || {
        assert_eq!(fs::read_to_string(elsewhere.join("lib.rs")).expect("read"), ours("theirs"));
        assert_eq!(fs::read_dir(&elsewhere).expect("a folder").count(), 1);
    };
    // A folder.
    symlink("../elsewhere", out.join("src")).expect("a link");
    symlink("inside", out.join("within")).expect("a link");
    let files = set(&[("src/lib.rs", "new"), ("src/deep/new.rs", "new"), ("within/x.rs", "new")]);
    for result in [files.write(&out), files.overwrite(&out)] {
        let error = result.expect_err("rejected");
        assert!(
            matches!(&error, WriteError::Leaves(paths) if *paths == ["src/deep/new.rs", "src/lib.rs"]),
            "{error}"
        );
    }
    untouched();
    // A broken link.
    fs::remove_file(out.join("src")).expect("removed");
    symlink("../nowhere", out.join("src")).expect("a link");
    assert!(matches!(files.write(&out), Err(WriteError::Leaves(_))));
    fs::remove_file(out.join("src")).expect("removed");
    // A link to a file: the link is not ours, and is itself replaced.
    fs::create_dir_all(out.join("src")).expect("a folder");
    symlink("../../elsewhere/lib.rs", out.join("src/lib.rs")).expect("a link");
    assert!(matches!(files.write(&out), Err(WriteError::Foreign(paths)) if paths == ["src/lib.rs"]));
    let changes = files.diff(&out).expect("compared");
    assert!(!format!("{changes:?}").contains("theirs"), "{changes:?}");
    assert_eq!(files.overwrite(&out).expect("written").written.len(), 3);
    assert!(!fs::symlink_metadata(out.join("src/lib.rs")).expect("there").is_symlink());
    // A folder with the name of a temporary file.
    let temporary = out.join(format!("src/.lib.rs.{}.codegen-tmp", std::process::id()));
    symlink(elsewhere.join("lib.rs"), &temporary).expect("a link");
    set(&[("src/lib.rs", &ours("again"))]).overwrite(&out).expect("written");
    untouched();
    // The folder itself may be a link.
    symlink("out", folder.0.join("link")).expect("a link");
    set(&[("src/lib.rs", "at last")]).write(&folder.0.join("link")).expect("written");
    assert_eq!(fs::read(out.join("src/lib.rs")).expect("read"), b"at last");
    untouched();
}

#[test]
fn files_of_former_versions_are_ours() {
    assert!(is_ours("src/lib.rs", b"// @generated by openapi-client-generator. Do not edit.\n"));
    assert!(!is_ours("src/lib.rs", b"// @generated by another generator.\n"));
}
