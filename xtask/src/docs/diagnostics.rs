//! The index of diagnostics, made of the table that `cargo xtask explain` reads.

use std::fmt::Write as _;

use oasmith_core::diagnostic::{PAGES, Page};

/// The index of diagnostics.
pub(super) fn page() -> String {
    let mut page = "\
# Diagnostics

What the generator has to say about a document has a code that never changes its meaning. `E` is an error: nothing is written, unless
`--keep-going` takes errors as warnings. `W` is a warning: something is generated, but not all that the document says; `--strict` takes
warnings as errors. `cargo xtask explain CODE` shows what stands here, `--message-format json` gives diagnostics to programs.

A warning that is known can be allowed in `codegen.toml`, everywhere or at a place and what is below it; an entry that allows nothing is
told, so that none is left behind:

```toml
[[allow]]
code = \"W0203\"
at = \"#/components/schemas/Colour\"
reason = \"the server refuses red\"
```

| code | |
| --- | --- |
"
    .to_owned();
    for Page { code, title, .. } in PAGES {
        let _ = writeln!(page, "| [{code}](#{}) | {title} |", code.as_str().to_lowercase());
    }
    for Page { code, title, meaning, outcome, mending, wrong, right } in PAGES {
        let anchor = code.as_str().to_lowercase();
        let _ = write!(
            page,
            "\n<a id=\"{anchor}\"></a>\n\n## {code}: {title}\n\n{meaning}\n\n**What comes of it:** {outcome}\n\n**What to do:** {mending}\n\n\
             It is said of\n\n{}\nand not of\n\n{}",
            fenced(wrong),
            fenced(right)
        );
    }
    page
}

fn fenced(example: &str) -> String {
    let example = example.trim_matches('\n');
    let language = if Page::is_settings(example) { "toml" } else { "yaml" };
    format!("```{language}\n{example}\n```\n")
}
