use super::*;

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
        walk(&self.0).expect("readable").into_iter().collect()
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
fn refuses_paths() {
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
fn writes_what_differs_and_removes_what_is_stale() {
    let folder = Folder::new("write");
    folder.put("src/same.rs", "a\r\nb\r\n");
    folder.put("src/changed.rs", "by hand");
    folder.put("src/old/deep/gone.rs", &ours("x"));
    folder.put("old.html", &format!("<!DOCTYPE html>\n<!-- {HEADER_MARK} -->\n"));
    folder.put("late.rs", &format!("\n\n\n\n\n// {HEADER_MARK}\n"));
    folder.put("src/hand.rs", "mine");
    folder.put("target/gone.rs", &ours("x"));
    folder.put("src/target/gone.rs", &ours("x"));
    folder.put("src/.git/gone.rs", &ours("x"));
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
        ["Cargo.lock", "late.rs", "src/changed.rs", "src/hand.rs", "src/new/mod.rs", "src/same.rs"]
    );
    assert!(!folder.0.join("src/old").exists());
    assert!(folder.0.join("target/gone.rs").exists());
    assert_eq!(fs::read(folder.0.join("src/same.rs")).expect("read"), b"a\r\nb\r\n");

    assert_eq!(files.diff(&folder.0).expect("compared"), []);
    let again = files.write(&folder.0).expect("written");
    assert_eq!(again, WriteReport { unchanged: 3, ..WriteReport::default() });
}

fn kind(change: &Change) -> &'static str {
    match change.kind {
        ChangeKind::Added { .. } => "added",
        ChangeKind::Modified { .. } => "modified",
        ChangeKind::Stale => "stale",
    }
}

#[test]
fn a_failed_run_changes_nothing() {
    let folder = Folder::new("fail");
    folder.put("a.rs", "old");
    folder.put("z", "a file where a folder is needed");
    folder.put("old.rs", &ours("x"));
    let files = set(&[("a.rs", "new"), ("new/b.rs", "new"), ("z/c.rs", "new")]);
    assert!(files.write(&folder.0).expect_err("failed").to_string().contains("/z"));
    assert_eq!(folder.list(), ["a.rs", "old.rs", "z"]);
    assert!(!folder.0.join("new").exists());
    assert_eq!(fs::read(folder.0.join("a.rs")).expect("read"), b"old");
}

#[test]
fn an_absent_folder_is_made() {
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
    let change = |path: &str, kind| Change { path: path.to_owned(), kind };
    let changes = [
        change("a.rs", ChangeKind::Added { new: "x\n".to_owned() }),
        change("b.rs", ChangeKind::Modified { old: "1\r\n2\r\n".to_owned(), new: "1\n3\n".to_owned() }),
        change("c.rs", ChangeKind::Stale),
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
