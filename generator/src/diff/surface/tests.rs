/// `IMPLEMENTED` repeats the traits that the macros implement.
#[test]
fn macros_implement_the_listed_traits() {
    let (_, enums) = crate::templates::RUNTIME.iter().find(|(name, _)| *name == "types/enums.rs").unwrap();
    for (name, traits) in super::IMPLEMENTED.iter().filter(|(name, _)| name.ends_with("_enum")) {
        let (_, body) = enums.split_once(&format!("macro_rules! {name} ")).unwrap();
        let (body, _) = body.split_once("\n}\n").unwrap();
        let lines =
            body.lines().filter(|line| line.trim_start().starts_with("impl") && line.contains(" for $name"));
        let there: Vec<String> = lines
            .map(|line| {
                let implemented = line.split_once("::").unwrap().1.split_once(" for ").unwrap().0;
                let whole = implemented.replace("::std::string::String", "String");
                let whole = whole.replace("<::serde_json", "<serde_json").replace("<'de>", "");
                let start = whole.split('<').next().unwrap().rfind("::").map_or(0, |at| at + 2);
                whole[start..].to_owned()
            })
            .collect();
        assert_eq!(there, *traits, "{name}");
    }
}

/// Changelogs name types by their paths below the root of the crate.
#[test]
fn paths_have_no_root() {
    let method: syn::Signature = syn::parse_quote!(fn pets(&self) -> crate::resources::Pets);
    assert_eq!(super::function(&method).returns.as_deref(), Some("resources::Pets"));
}
