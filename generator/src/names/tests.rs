use super::*;

fn check(case: Case, table: &[(&str, &str)]) {
    for (wire, expected) in table {
        let name = case.apply(wire);
        assert_eq!(&name, expected, "{wire:?} as {case:?}");
        assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name} is not an identifier");
    }
}

#[test]
fn plain_names_equal_the_result_of_splitting() {
    let mut names = vec![String::new()];
    for _ in 0..5 {
        let longer =
            names.iter().flat_map(|name| ["a", "b", "C", "1", "_", "-"].map(|c| format!("{name}{c}")));
        names = longer.collect();
        for name in &names {
            assert_eq!(Case::Type.joined(name), name.to_upper_camel_case(), "{name}");
            assert_eq!(Case::Value.joined(name), name.to_snake_case(), "{name}");
            for case in [Case::Type, Case::Value].into_iter().filter(|case| case.keeps(name)) {
                assert_eq!(case.joined(&spell(name)), *name, "{name}");
            }
        }
    }
}

#[test]
fn keywords_are_those_of_rust() {
    assert!(KEYWORDS.is_sorted() && PRELUDE_TYPES.is_sorted());
    assert_eq!(KEYWORDS.iter().map(|word| word.len()).max(), Some(LONGEST_KEYWORD));
    assert_eq!(PRELUDE_TYPES.iter().map(|word| word.len()).max(), Some(LONGEST_PRELUDE_TYPE));
    for word in KEYWORDS {
        // A keyword since edition 2024, which `syn` does not know.
        assert!(word == "gen" || syn::parse_str::<syn::Ident>(word).is_err(), "{word} is not a keyword");
    }
}

#[test]
fn types() {
    check(
        Case::Type,
        &[
            ("Ticket", "Ticket"),
            ("ticket_status", "TicketStatus"),
            ("issue-tracking.ticket", "IssueTrackingTicket"),
            ("Option", "OptionType"),
            ("self", "SelfType"),
            ("3DModel", "N3dModel"),
            ("", "Unnamed"),
            ("🎉", "Unnamed"),
            ("日本", "日本"),
            ("*/ fn main() {}", "FnMain"),
        ],
    );
}

#[test]
fn variants() {
    check(
        Case::Variant,
        &[
            ("*", "Star"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("-created", "MinusCreated"),
            ("created-at", "CreatedAt"),
            ("a<b", "ALtB"),
            ("Page<List<User>>", "PageListUser"),
            ("", "Empty"),
            ("in_progress", "InProgress"),
            ("<=", "LtEq"),
        ],
    );
}

#[test]
fn values() {
    check(
        Case::Value,
        &[
            ("type", "type_"),
            ("self", "self_"),
            ("_raw", "raw"),
            ("x-apideck-app-id", "x_apideck_app_id"),
            ("photoURL", "photo_url"),
            ("2fa", "n2fa"),
            ("a.b", "a_b"),
            ("OAuth2Security", "oauth2_security"),
            ("useGitHubOAuth", "use_github_oauth"),
            ("clientIPv4", "client_ipv4"),
            ("floatingIPs", "floating_ips"),
            ("userIDsFilter", "user_ids_filter"),
            ("accessKeys", "access_keys"),
        ],
    );
}

#[test]
fn modules() {
    check(
        Case::Module,
        &[
            ("Tickets", "tickets"),
            ("日本", "ri_ben"),
            ("mod", "mod_"),
            ("🎉", "unnamed"),
            ("Über", "uber"),
            ("Portal do Funcionário", "portal_do_funcionario"),
            ("Gebäude Übersicht", "gebaude_ubersicht"),
        ],
    );
}

#[test]
fn constants_differ_from_arguments() {
    check(Case::Constant, &[("list", "LIST"), ("日本", "RI_BEN"), ("Über", "UBER")]);
}

#[test]
fn names_used_by_emitted_code_are_not_type_names() {
    check(
        Case::Type,
        &[
            ("into_iterator", "IntoIteratorType"),
            ("AsRef", "AsRefType"),
            ("err", "ErrType"),
            ("Error", "Error"),
        ],
    );
}

#[test]
fn long_names_are_cut() {
    let long = "long name ".repeat(1000);
    for case in [Case::Type, Case::Variant, Case::Value, Case::Module, Case::Constant] {
        let names = Scope::new(case, &[]).issue_all([long.as_str(), &format!("{long}2")]);
        assert_ne!(names[0], names[1]);
        for name in names {
            assert!(name.as_str().len() <= MAX_LENGTH + 4, "{name}");
        }
    }
}

#[test]
fn collisions_do_not_depend_on_order() {
    let names = ["foo_bar", "FooBar", "fooBar", "other"];
    let forward = Scope::new(Case::Type, &[]).issue_all(names);
    let mut backward = Scope::new(Case::Type, &[]).issue_all(names.into_iter().rev());
    backward.reverse();
    assert_eq!(forward, backward);
    assert_eq!(
        forward.iter().map(Ident::as_str).collect::<Vec<_>>(),
        ["FooBar3", "FooBar", "FooBar2", "Other"]
    );
}

#[test]
fn names_differ_in_more_than_case() {
    let names = Scope::new(Case::Variant, &[]).issue_all(["ABC", "Abc"]);
    assert_ne!(names[0].as_str().to_lowercase(), names[1].as_str().to_lowercase());
}

#[test]
fn letters_are_composed() {
    check(
        Case::Value,
        &[("cre\u{301}ances", "créances"), ("année", "année"), ("listerCréances", "lister_créances")],
    );
    check(Case::Type, &[("Cre\u{301}ance", "Créance")]);
}

#[test]
fn reserved_names_get_their_kind() {
    let issued = |names: Vec<Ident>| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut scope = Scope::new(Case::Value, &["timeout"]);
    assert_eq!(issued(scope.issue_all_as(["Timeout", "limit"], "param")), ["timeout_param", "limit"]);
    assert_eq!(scope.issue_as("limit", "param").as_str(), "limit_param");
    assert_eq!(scope.issue_as("limit", "param").as_str(), "limit_param_2");
    assert_eq!(scope.issue_first(&["limit", "page", "pages"]).as_str(), "page");
}

#[test]
fn singulars() {
    for (plural, expected) in [
        ("warnings", Some("warning")),
        ("entries", Some("entry")),
        ("boxes", Some("box")),
        ("caches", Some("cache")),
        ("actions_caches", Some("actions_cache")),
        ("ActionsCaches", Some("ActionsCache")),
        ("Axes", Some("Axis")),
        ("branches", Some("branch")),
        ("statuses", Some("status")),
        ("aliases", Some("alias")),
        ("addresses", Some("address")),
        ("movies", Some("movie")),
        ("people", Some("person")),
        ("children", Some("child")),
        ("databases", Some("database")),
        ("licenses", Some("license")),
        ("userIds", Some("userId")),
        ("imageURLs", Some("imageURL")),
        ("series", None),
        ("status", None),
        ("address", None),
        ("data", None),
        ("metadata", None),
        ("dns", None),
        ("créances", None),
        ("", None),
        ("s", None),
    ] {
        assert_eq!(singular(plural).as_deref(), expected, "{plural}");
    }
}

/// Long names keep their last words.
#[test]
fn long_names_are_cut_at_words() {
    let name = "CustomerBalanceResourceCashBalanceTransactionResourceAppliedToPaymentTransaction";
    assert_eq!(Case::Type.apply(name), "CashBalanceTransactionResourceAppliedToPaymentTransaction");
    assert_eq!(super::cut_at_words("TicketList", 10), "TicketList");
    assert_eq!(super::cut_at_words("TicketList", 9), "List");
    assert_eq!(super::cut_at_words("Aaaaaaaaaa", 4), "Aaaa");
    assert_eq!(super::cut_at_words("éé", 3), "é");
}
