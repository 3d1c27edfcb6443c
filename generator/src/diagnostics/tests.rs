use std::path::Path;

use super::*;

const PLAIN: Presentation = Presentation { colour: false, limit: WARN_LIMIT, hint: "" };

fn sources(text: &str) -> (Sources, Pointer) {
    let mut sources = Sources::new();
    let file = sources.add("spec.yaml", text.to_owned()).expect("readable");
    (sources, Pointer::root(file))
}

#[track_caller]
fn check(diagnostics: &Diagnostics, sources: &Sources, expected: &str) {
    let rendered = render(diagnostics, sources, PLAIN);
    assert_eq!(rendered.trim_end(), expected.trim(), "\n{rendered}");
}

#[test]
fn renders_the_line() {
    let (sources, root) = sources("paths:\n  /x:\n    get: {}\n");
    let mut diagnostics = Diagnostics::new();
    let at = root.child("paths").child("/x").child("get");
    diagnostics.push(Diagnostic::new(Code::E0103, "no responses").at(&at).help("add `responses`"));
    diagnostics.push(Diagnostic::new(Code::W0201, "odd").at(&root.child("paths")));
    diagnostics.push(Diagnostic::new(Code::W0203, "nowhere"));
    check(
        &diagnostics,
        &sources,
        r"
error[E0103]: no responses
 --> spec.yaml:3:5
  |
3 |     get: {}
  |     ^^^
  |
  = at: #/paths/~1x/get
  = help: add `responses`

warning[W0201]: odd
 --> spec.yaml:1:1
  |
1 | paths:
  | ^^^^^
  |
  = at: #/paths

warning[W0203]: nowhere

1 error, 2 warnings
",
    );
}

#[test]
fn renders_files_that_cannot_be_read() {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    if let Err(error) = sources.add("a/spec.yaml", "a: 1\n\tb: 2\n".to_owned()) {
        diagnostics.push(error);
    }
    sources.attach("codegen.toml", "[package]\nnmae = 1\n".to_owned());
    if let Err(error) = crate::config::Config::parse(Path::new("codegen.toml"), "[package]\nnmae = 1\n") {
        diagnostics.push(error);
    }
    check(
        &diagnostics,
        &sources,
        r"
error[E0002]: not YAML: found a tab character that violates indentation, while scanning a plain scalar at line 1 column 4
 --> a/spec.yaml:2:1
  |
2 |     b: 2
  | ^^^^^
  |
  = help: indent YAML with spaces, not with tabs

error[E0004]: unknown key `nmae`
 --> codegen.toml:2:1
  |
2 | nmae = 1
  | ^^^^
  |
  = help: did you mean `name`?

2 errors
",
    );
    // Without the text, the position remains.
    check(
        &diagnostics.into_iter().skip(1).collect(),
        &Sources::new(),
        r"
error[E0004]: unknown key `nmae`
--> codegen.toml:2:1
 = help: did you mean `name`?

1 error
",
    );
}

#[test]
fn cuts_long_lines() {
    let entries: Vec<String> =
        (0..100_000).map(|index| format!("\"k{index}\":{{\"description\":\"é\"}}")).collect();
    let text = format!("{{{}}}", entries.join(","));
    let (sources, root) = sources(&text);
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::new(Code::E0001, "x").at(&root.child("k777").child("description")));
    diagnostics.push(Diagnostic::new(Code::E0001, "y").at(&root.child("k0")));
    check(
        &diagnostics,
        &sources,
        r#"
error[E0001]: x
 --> spec.yaml:1:20879
  |
1 | …cription":"é"},"k776":{"description":"é"},"k777":{"description":"é"},"k778":{"description":"é"},"k779":{"description":"é…
  |                                                    ^^^^^^^^^^^^^
  |
  = at: #/k777/description

error[E0001]: y
 --> spec.yaml:1:2
  |
1 | {"k0":{"description":"é"},"k1":{"description":"é"},"k2":{"description":…
  |  ^^^^
  |
  = at: #/k0

2 errors
"#,
    );
    let coloured = Presentation { colour: true, ..PLAIN };
    assert!(render(&diagnostics, &sources, coloured).contains("spec.yaml:1:20879"));
    assert!(!render(&diagnostics, &sources, coloured).contains('\u{f8ff}'));
}

#[test]
fn documents_cannot_control_the_terminal() {
    let (sources, root) = sources("\"a\\e[31m\":\n  \"\u{202e}x\": 1\n");
    let mut diagnostics = Diagnostics::new();
    let at = root.child("a\u{1b}[31m").child("\u{202e}x");
    diagnostics.push(Diagnostic::new(Code::E0001, "bad `\u{1b}[31m`\u{f8ff}\r").at(&at).help("one\ntwo"));
    let rendered = render(&diagnostics, &sources, PLAIN);
    assert!(
        rendered.starts_with("error[E0001]: bad `\\u{1b}[31m`\\u{f8ff}\\u{d}\n --> spec.yaml:2:3\n"),
        "{rendered}"
    );
    assert!(rendered.contains("= at: #/a\\u{1b}[31m/\\u{202e}x\n"), "{rendered}");
    assert!(!rendered.contains(['\u{1b}', '\u{202e}', '\r']), "{rendered}");
}

#[test]
fn sorts_and_deduplicates() {
    let mut sources = Sources::new();
    let one = Pointer::root(sources.add("z.yaml", "b: 1\na: [{x: 1}]\n".to_owned()).expect("readable"));
    let two = Pointer::root(sources.add("a.yaml", "a: 1\n".to_owned()).expect("readable"));
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::new(Code::W0002, "6").at(&two.child("a")));
    diagnostics.push(Diagnostic::new(Code::E0002, "5").at(&one.child("a").index(0)));
    diagnostics.push(Diagnostic::new(Code::E0001, "4").at(&one.child("a")));
    diagnostics.push(Diagnostic::new(Code::E0002, "3").at(&one.child("b")));
    diagnostics.push(Diagnostic::new(Code::E0001, "2").at(&one.child("b")));
    diagnostics.push(Diagnostic::new(Code::E0001, "2").at(&one.child("b")));
    diagnostics.push(Diagnostic::new(Code::E0009, "1"));
    diagnostics.deduplicate();
    diagnostics.sort(&sources);
    let order: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(order, ["1", "2", "3", "4", "5", "6"]);
    assert_eq!((diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning)), (5, 1));
    diagnostics.promote_warnings();
    assert_eq!(diagnostics.count(Severity::Error), 6);
}

#[test]
fn makes_json() {
    let (sources, root) = sources("a:\n  b: 1\n");
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::new(Code::W0201, "odd").at(&root.child("a").child("b")).help("do"));
    diagnostics.push(Diagnostic::new(Code::E0001, "gone"));
    assert_eq!(
        to_json(&diagnostics, &sources),
        [
            serde_json::json!({"severity": "warning", "code": "W0201", "gravity": "loss", "message": "odd", "file": "spec.yaml", "line": 2, "column": 3,
                "pointer": "#/a/b", "help": "do"}),
            serde_json::json!({"severity": "error", "code": "E0001", "gravity": "broken", "message": "gone", "file": null, "line": null, "column": null,
                "pointer": null, "help": null}),
        ]
    );
}

#[test]
fn equal_diagnostics_are_shown_once_with_their_locations() {
    let (sources, root) = sources("a: 1\nb: 2\n");
    let mut diagnostics = Diagnostics::new();
    for index in 0..1_008 {
        let at = root.child(if index == 0 { "a" } else { "b" }).index(index);
        diagnostics.push(Diagnostic::new(Code::W0209, "the same").at(&at).help("do"));
    }
    diagnostics.push(Diagnostic::new(Code::W0209, "the same").at(&root).help("do something else"));
    diagnostics.sort(&sources);
    check(
        &diagnostics,
        &sources,
        r"
warning[W0209]: the same
 --> spec.yaml:1:1
  |
1 | a: 1
  | ^
  |
  = at: #
  = help: do something else

warning[W0209]: the same (at 1,008 locations)
 --> spec.yaml:1:1
  |
1 | a: 1
  | ^
  |
  = at: #/a/0
  = at: #/b/1, spec.yaml:2:1
  = at: #/b/10, spec.yaml:2:1
  = at: #/b/100, spec.yaml:2:1
  = at: #/b/1000, spec.yaml:2:1
  = at: 1,003 more
  = help: do

1,009 warnings (2 different)
",
    );
    assert_eq!(to_json(&diagnostics, &sources).len(), 1_009);
}

#[test]
fn the_limit_counts_different_warnings() {
    let (sources, root) = sources("a: 1\n");
    let mut diagnostics = Diagnostics::new();
    for index in 0..120 {
        let at = root.child("a").index(index);
        diagnostics.push(Diagnostic::new(Code::W0209, index.to_string()).at(&at));
        diagnostics.push(Diagnostic::new(Code::W0209, "the same").at(&at));
        diagnostics.push(Diagnostic::new(Code::E0001, index.to_string()));
    }
    let shown = |limit, diagnostics: &Diagnostics| {
        let rendered = render(diagnostics, &sources, Presentation { limit, hint: ": show all", ..PLAIN });
        let end = rendered.trim_end().rsplit("\n\n").take(2).collect::<Vec<_>>();
        let end = end.into_iter().rev().filter(|line| !line.contains("W0209")).collect::<Vec<_>>().join("; ");
        (rendered.matches("[W0209]").count(), rendered.matches("[E0001]").count(), end)
    };
    let counts = "120 errors, 240 warnings (241 different)";
    assert_eq!(
        shown(WARN_LIMIT, &diagnostics),
        (50, 100, format!("… and 91 more different ones: show all; {counts}"))
    );
    assert_eq!(
        shown(1, &diagnostics),
        (1, 100, format!("… and 140 more different ones: show all; {counts}"))
    );
    let (warnings, errors, end) = shown(0, &diagnostics);
    assert_eq!((warnings, errors), (121, 120));
    assert!(end.ends_with(counts) && !end.contains("more"), "{end}");
    // `--strict` does not show more of them.
    diagnostics.promote_warnings();
    assert_eq!(shown(3, &diagnostics).0, 3);
}

#[test]
fn the_gravest_come_first() {
    let (sources, root) = sources("a: 1\nb: 2\n");
    let mut diagnostics = Diagnostics::new();
    for code in [Code::W0214, Code::W0209, Code::W0306, Code::E0102] {
        diagnostics.push(Diagnostic::new(code, "b").at(&root.child("b")));
        diagnostics.push(Diagnostic::new(code, "a").at(&root.child("a")));
        diagnostics.push(Diagnostic::new(code, "nowhere"));
    }
    diagnostics.promote_warnings();
    diagnostics.sort(&sources);
    let order: Vec<String> =
        diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.message)).collect();
    let of = |code: &str| ["nowhere", "a", "b"].map(|message| format!("{code} {message}"));
    assert_eq!(order, ["E0102", "W0306", "W0209", "W0214"].map(of).concat());
}

#[test]
fn large_numbers_have_commas() {
    for (number, expected) in [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1,000 bytes"),
        (12_345_678, "12,345,678 bytes"),
    ] {
        assert_eq!(pluralize(number, "byte"), expected);
    }
}

#[test]
fn the_order_does_not_depend_on_who_reports_first() {
    let (sources, root) = sources("a: 1\n");
    let one = Diagnostic::new(Code::W0255, "odd").at(&root.child("a")).help("one");
    let two = Diagnostic::new(Code::W0255, "odd").at(&root.child("a")).help("two");
    let mut forwards: Diagnostics = [one.clone(), two.clone()].into_iter().collect();
    let mut backwards: Diagnostics = [two, one].into_iter().collect();
    forwards.sort(&sources);
    backwards.sort(&sources);
    assert_eq!(forwards, backwards);
}
