use super::{LONGEST_TEXT, blocks, code, line, plain};

/// Each text, and the expected output.
const WRITTEN: &[(&str, &str)] = &[
    // Plain text stays.
    ("", ""),
    ("plain", "plain"),
    (
        "One line\nand another.\n\nA paragraph, 2 * 3 = 6, snake_case.",
        "One line\nand another.\n\nA paragraph, 2 * 3 = 6, snake_case.",
    ),
    ("a\n\n\n\nb", "a\n\nb"),
    ("*a* _b_ **c** __d__ ~~e~~ ***f***", "*a* _b_ **c** __d__ ~~e~~ ***f***"),
    ("escaped \\_ and \\* and \\\\", "escaped \\_ and \\* and \\\\"),
    ("&lt;b&gt; &amp; AT&T", "&lt;b&gt; &amp; AT&T"),
    // Links lead to URLs of the web.
    ("a [link](https://example.com/x) here", "a [link](https://example.com/x) here"),
    ("a [link](https://example.com/x \"title\")", "a [link](https://example.com/x)"),
    ("a [Type] in brackets", "a \\[Type\\] in brackets"),
    ("[a](crate::Client)", "\\[a\\](crate::Client)"),
    ("[a](/docs/x)", "\\[a\\](/docs/x)"),
    ("[a][b] [b]\n\n[b]: https://example.com", "[a](https://example.com) [b](https://example.com)"),
    ("[Errors]: https://example.com", ""),
    ("text[^1]\n\n[^1]: note", "text\\[^1\\]\n\n\\[^1\\]: note"),
    ("![i](https://example.com/i.png)", "![i](https://example.com/i.png)"),
    ("see https://example.com.", "see <https://example.com>."),
    ("<https://example.com> [https://a.b](https://a.b)", "<https://example.com> [https://a.b](https://a.b)"),
    ("(https://example.com/a_b?c=1&d=2)", "(<https://example.com/a_b?c=1&d=2>)"),
    ("<a@b.c>", "\\<a@b.c\\>"),
    // HTML is text, except a few tags.
    ("line<br />next", "line<br>next"),
    ("<b>bold</b> <i class=\"x\">italic</i>", "<b>bold</b> <i>italic</i>"),
    ("<b>open", "\\<b\\>open"),
    ("<b>*x</b>*", "\\<b\\>*x\\</b\\>*"),
    ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
    ("<p>Some <code>code</code></p>", "\\<p\\>Some <code>code</code>\\</p\\>"),
    ("a<!-- hidden -->b", "ab"),
    ("<!-- hidden\nlines -->\nshown", "shown"),
    ("<!-- open\nlines", "\\<!-- open\nlines"),
    ("<div\n\n    code", "\\<div\n\n```text\ncode\n```"),
    // Code is text, and closed.
    ("`Vec<T>` and [`x`]", "`Vec<T>` and \\[`x`\\]"),
    ("odd ` tick", "odd \\` tick"),
    ("    indented", "indented"),
    ("a\n\n    code\n\nb", "a\n\n```text\ncode\n```\n\nb"),
    ("a\n\n\tcode", "a\n\n```text\ncode\n```"),
    ("a\n    continued", "a\ncontinued"),
    ("a\tb", "a b"),
    ("`a\tb` **c\td**", "`a b` **c d**"),
    ("a\n    - no item", "a\n\\- no item"),
    ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
    ("~~~\n```\ncode", "````text\n```\ncode\n````"),
    ("```\nnever closed", "```text\nnever closed\n```"),
    ("```~\n~~~\nx", "```text\n~~~\nx\n```"),
    ("- ~~~rust\n  x", "- ```text\n  x\n  ```"),
    ("-      x", "- ```text\n   x\n  ```"),
    ("1.      x", "1. ```text\n    x\n   ```"),
    ("> ```\n> x\ny", "> ```text\n> x\n> ```\n\ny"),
    ("`` a\n    b ``", "`a     b`"),
    // Lists keep their marks and depth.
    ("- a\n    - b\n        - c", "- a\n  - b\n    - c"),
    ("* a\n* b\n\ntext", "* a\n* b\n\ntext"),
    ("1) a\n2) b", "1) a\n2) b"),
    ("- [ ] a\n- [x] b", "- \\[ \\] a\n- \\[x\\] b"),
    ("- a\n\n  b\n\n- c", "- a\n\n  b\n\n- c"),
    ("-   a\n    more", "-   a\n    more"),
    ("-\n\n      x", "-\n\n```text\n  x\n```"),
    ("> quote\nlazy", "> quote\n> lazy"),
    // Nothing turns into a heading or a rule.
    ("# A\n\n## B", "## A\n\n### B"),
    ("A *b*\n===\nc", "## A *b*\nc"),
    ("#no heading #", "#no heading #"),
    ("a\n\n---\n\nb", "a\n\n___\n\nb"),
    ("a\\\nb  \nc", "a\\\nb\\\nc"),
    ("| a | b |\n|---|:-:|\n| `x\\|y` | |", "| a | b |\n| --- | :-: |\n| `x\\|y` |"),
    // Harmful or invisible characters.
    ("C:\\dir", "C:\\\\dir"),
    ("ends with \\", "ends with \\\\"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("a\r\r    b", "a\n\n```text\nb\n```"),
    ("a\u{202e}b\u{0}c\u{1b}[31m", "abc\\[31m"),
    ("a\u{2028}    b\u{85}c", "a     b c"),
    ("a&#10;&#10;&#32;&#32;&#32;&#32;b &#x202e;", "a  &#32;&#32;&#32;&#32;b"),
];

#[test]
fn blocks_are_rewritten() {
    let wrong = WRITTEN.iter().filter_map(|(text, expected)| {
        let written = blocks(text, 2);
        (written != *expected).then(|| format!("{text:?}\n is {written:?}\nnot {expected:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn output_is_a_fixed_point() {
    for (text, _) in WRITTEN {
        let once = blocks(text, 2);
        assert_eq!(blocks(&once, 2), once, "{text:?}");
        let once = line(text);
        assert_eq!(line(&once), once, "{text:?}");
        assert!(!once.contains('\n'), "{text:?}");
    }
}

#[test]
fn a_line_holds_all_blocks() {
    for (text, expected) in [
        ("a\nb\n\nc", "a b c"),
        ("a\n- b\n- c", "a - b - c"),
        ("a\n\n```\nlet x;\n  y\n```", "a `let x; y`"),
        ("# A\n\nb", "A b"),
        ("- a", "\\- a"),
        ("| a | b |\n|--|--|\n| c | d |", "a | b | c | d |"),
    ] {
        assert_eq!(line(text), expected, "{text:?}");
    }
}

#[test]
fn names_are_code() {
    for (name, expected) in [
        ("", "the empty string"),
        ("a_b", "`a_b`"),
        ("a`b", "`` a`b ``"),
        ("`", "`` ` ``"),
        ("a`b``c", "``` a`b``c ```"),
        (" a ", "`  a  `"),
        (" ", "` `"),
        ("a\n\n\tb\r", "`a\\n\\n\\tb\\r`"),
        ("\u{202e}\u{2028}\u{1b}", "`\\u{202e}\\u{2028}\\u{1b}`"),
    ] {
        assert_eq!(code(name), expected, "{name:?}");
    }
    assert!(code(&"x".repeat(10_000)).len() < 600);
}

#[test]
fn titles_are_plain_text() {
    for (title, expected) in [
        ("Pets & more", "Pets & more"),
        ("a\n\n    b", "a b"),
        ("*a* my_api _b_ [c](d) `e` <i>", "\\*a\\* my_api \\_b\\_ \\[c\\](d) \\`e\\` \\<i\\>"),
        ("# A", "\\# A"),
        ("https://a.b", "<https://a.b>"),
        ("&lt;", "\\&lt;"),
    ] {
        assert_eq!(plain(title), expected, "{title:?}");
    }
}

#[test]
fn long_texts_are_cut() {
    let text = "word ".repeat(100_000);
    let cut = blocks(&text, 2);
    assert!(cut.len() <= LONGEST_TEXT + 10 && cut.ends_with("word\n\n…"), "{}", cut.len());
    assert!(blocks(&format!("```\n{text}"), 2).ends_with("\n```\n\n…"));
    assert!(line(&"é".repeat(100_000)).ends_with("é …"));
}

/// The time must grow linearly with the length of a text: each of these takes milliseconds, but would take minutes in quadratic time.
#[test]
fn hostile_texts_take_linear_time() {
    let fragments = [
        "<div <",
        "[",
        "![",
        "]",
        "[](",
        "[a](",
        "[^a]",
        "[^a]: ",
        "*",
        "**a",
        "*a_ ",
        "_",
        "~",
        "`",
        "<",
        "<a ",
        "<b>",
        "<!--",
        "<br>",
        "> ",
        "- ",
        "1. ",
        "> - ",
        "&",
        "\\",
        "|",
        "|-\n",
        "a\n|-\n",
        "\n- ",
        "\t",
        "http://",
        "https://a",
        "h",
        "#",
        "[a]: b\n",
        "\r",
        "a\n\n",
        "-\n",
        "<p>\n\n",
    ];
    let started = std::time::Instant::now();
    for fragment in fragments {
        let text = fragment.repeat(80_000);
        let (blocks, line, plain) = (blocks(&text, 2), line(&text), plain(&text));
        let longest = blocks.len().max(line.len()).max(plain.len());
        assert!(longest < 64 * LONGEST_TEXT, "{fragment:?}: {longest}");
    }
    let ticks: String = (1..400).map(|count| "`".repeat(count) + " ").collect();
    let deep: String = (0..400).map(|depth| "  ".repeat(depth) + "- a\n").collect();
    assert!(blocks(&ticks, 2).len() < 4 * LONGEST_TEXT);
    assert!(blocks(&deep, 2).len() < 4 * LONGEST_TEXT);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
