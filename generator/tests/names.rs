//! The names that the generator chooses.

use oasmith_core::Generator;

/// The methods of a document with these paths, as `METHOD PATH: resource.method`.
fn methods(paths: &str) -> Vec<String> {
    let document = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}");
    let outcome = Generator::from_text("api.yaml", document).run().unwrap();
    let api = outcome.api.as_ref().unwrap();
    let method = |resource: &oasmith_core::model::Resource| {
        let name = |operation: &oasmith_core::model::Operation| {
            let (verb, path) = (operation.method.as_str(), &operation.path);
            format!("{verb} {path}: {}.{}", resource.method, operation.name)
        };
        resource.operations.iter().map(name).collect::<Vec<_>>()
    };
    let mut methods: Vec<String> = api.resources.iter().flat_map(method).collect();
    methods.sort();
    methods
}

/// An operation with an operationId.
fn operation(path: &str, method: &str, tag: &str, id: &str) -> String {
    let variables = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameter =
        |name: &str| format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}");
    let parameters: Vec<String> = variables.map(parameter).collect();
    let id = if id.is_empty() { String::new() } else { format!("operationId: {id}, ") };
    let parameters = parameters.join(", ");
    format!(
        "  {path}: {{{method}: {{tags: [{tag}], {id}parameters: [{parameters}], responses: {{'204': {{description: Done}}}}}}}}\n"
    )
}

#[test]
fn methods_do_not_repeat_what_is_known() {
    for (path, method, tag, id, expected) in [
        ("/a", "get", "connections", "ConnectionsController_list", "connections.list"),
        ("/a", "get", "activity logs", "api_activity_logs_list", "activity_logs.list"),
        ("/a", "get", "Application", "v1.application.list", "application.list"),
        ("/v1/a", "get", "users", "UsersController_findAll_v1", "users.find_all"),
        ("/a", "get", "pet-controller", "getAll_1", "pet.get_all"),
        ("/a", "post", "servers", "reset_root_password_of_server", "servers.reset_root_password"),
        ("/a", "get", "albums", "get-an-album", "albums.get"),
        ("/albums/{id}/tracks", "get", "albums", "get-an-albums-tracks", "albums.get_tracks"),
        ("/me/albums", "put", "albums", "save-albums-user", "albums.save_albums_user"),
        ("/me/albums", "get", "albums", "check-users-saved-albums", "albums.check_users_saved_albums"),
        ("/a", "get", "users", "list_for_authenticated_user", "users.list_for_authenticated_user"),
        ("/a", "get", "users", "get_current_users_profile", "users.get_current_users_profile"),
        ("/keys", "post", "keys", "create_api_key", "keys.create_api_key"),
        ("/a", "get", "orders", "list_by_order", "orders.list_by_order"),
        ("/a", "get", "orders", "list_orders_and_bills", "orders.list_orders_and_bills"),
        ("/a", "get", "Server Actions", "list_actions_for_server", "server_actions.list"),
        ("/a", "get", "app.bsky.actor", "app.bsky.actor.getProfile", "app_bsky_actor.get_profile"),
        ("/pets", "get", "pets", "getPets", "pets.list"),
        ("/pets/{id}", "get", "pets", "get-pets-id", "pets.get"),
        ("/v1/pets/{petId}/toys", "get", "pets", "GetPetsPetIdToys", "pets.get_toys"),
        ("/invites", "post", "invites", "inviteUser", "invites.invite_user"),
        ("/invites", "post", "invites", "inviteRevoke", "invites.revoke"),
        (
            "/settings/displayed-attributes",
            "get",
            "settings",
            "getdisplayedAttributes",
            "settings.get_displayed_attributes",
        ),
        ("/search", "get", "search", "search", "search.search"),
        ("/api/v1/", "get", "core_v1", "getCoreV1APIResources", "core_v1.get_api_resources"),
        (
            "/apis/v1/pods",
            "get",
            "core_v1",
            "listCoreV1PodForAllNamespaces",
            "core_v1.list_pod_for_all_namespaces",
        ),
        ("/api/users", "post", "user-rest-controller", "createUserUsingPOST", "user.create"),
        ("/api/users", "get", "users", "getUsersUsingGET_1", "users.list"),
        ("/users/{id}/roles", "put", "Users", "Users_SetRolesAsync", "users.set_roles"),
        ("/users/async", "put", "users", "exportAsync", "users.export_async"),
        ("/api/v1/users/me", "get", "users", "users-read_user_me", "users.read_me"),
        ("/api/v1/users/", "get", "users", "users-read_users", "users.read"),
        ("/api/v1/login/access-token", "post", "login", "login-login_access_token", "login.access_token"),
        ("/api/v1/auth/user/", "patch", "auth", "auth_user_partial_update", "auth.partial_update_user"),
        // Django REST framework
        ("/auth/login/", "post", "auth", "auth_login_create", "auth.login"),
        ("/pay/{id}/submit/", "post", "pay", "pay_submit_create", "pay.submit"),
        ("/pay/creditors/", "post", "pay", "pay_creditors_create", "pay.create_creditor"),
        ("/net/node-types/", "get", "net", "net_node-types_list", "net.list_node_types"),
        ("/net/node-types/", "delete", "net", "net_node-types_bulk_delete", "net.bulk_delete_node_types"),
        ("/net/node-types/{id}/", "get", "net", "net_node-types_read", "net.read_node_type"),
        // The path and the method
        ("/api/auth/login", "get", "Auth", "Auth_Login_Get", "auth.login"),
        ("/v3/projects", "get", "projects", "getV3Projects", "projects.list"),
        ("/v3/projects/owned", "get", "projects", "getV3ProjectsOwned", "projects.get_owned"),
        ("/users", "post", "users", "PostUsers", "users.create"),
        ("/users/{id}", "put", "users", "put-users-id", "users.update"),
        ("/users/{id}", "patch", "users", "users_patch", "users.patch"),
        (
            "/customFields/{id}/options",
            "post",
            "CustomFields",
            "post-customfields-id-options",
            "custom_fields.post_options",
        ),
        // A class and a function
        ("/dialogs/{id}", "get", "users", "V1UserDialogsGet_GetDialog", "users.get_dialog"),
        ("/dialogs", "post", "users", "V1UserDialogsCreate_Dialog", "users.create_dialog"),
        ("/xcomEntries/{key}", "get", "XCom", "get_xcom_entry", "x_com.get_entry"),
        ("/my/agent", "get", "agents", "get-my-agent", "agents.get_my_agent"),
        ("/a/{id}", "get", "requisitions", "requisition by id", "requisitions.get_by_id"),
        ("/logs", "get", "LogRestApi", "get_log", "log.get"),
        ("/api/v1/app", "get", "Application", "v1.application.list", "application.list"),
        (
            "/servers/{id}/actions/attach_iso",
            "post",
            "Server Actions",
            "attach_server_iso",
            "server_actions.attach_server_iso",
        ),
        ("/oauth", "get", "oAuth2", "oauth2Token", "oauth2.token"),
    ] {
        let methods = methods(&operation(path, method, tag, id));
        assert!(methods[0].ends_with(&format!(": {expected}")), "{id}: {methods:?}, expected {expected}");
    }
}

#[test]
fn without_an_id_the_path_names_the_method() {
    for (path, method, tag, expected) in [
        ("/me/answers", "get", "me", "me.answers"),
        ("/me", "get", "me", "me.get"),
        ("/users", "get", "users", "users.list"),
        ("/users", "post", "users", "users.create"),
        ("/media", "post", "media", "media.post"),
        ("/users/{id}", "put", "users", "users.update"),
        ("/users/{id}", "patch", "users", "users.update"),
        ("/floating_ips", "get", "floating IPs", "floating_ips.list"),
        ("/floating_ips/{id}/actions", "get", "floating IP actions", "floating_ip_actions.list"),
        ("/users/{id}", "get", "users", "users.get"),
        ("/users/{ids}/questions", "get", "users", "users.questions"),
        ("/users/{id}/questions/{q}", "delete", "users", "users.delete_question"),
        ("/api/v1/files/{id}/comments", "get", "comments", "comments.list_for_file"),
        ("/transactions/{id}/relationships/tags", "post", "tags", "tags.create_for_transaction"),
        ("/__admin/mappings", "get", "mappings", "mappings.list"),
        ("/__admin/mappings/{id}", "get", "mappings", "mappings.get"),
        ("/saved_query/{id}", "delete", "queries", "queries.delete_saved"),
        ("/report/{id}", "get", "report schedules", "report_schedules.get"),
        ("/nutlink/{address}", "get", "Nut.link", "nut_link.get"),
        ("/servers/{id}/reset", "post", "servers", "servers.reset"),
        ("/servers/{id}/actions/add_to_group", "post", "server actions", "server_actions.add_to_group"),
        ("/servers/{id}/token", "post", "servers", "servers.post_token"),
        ("/clients/{id}/keys/{name}/rotate", "post", "keys", "keys.rotate"),
        ("/servers/{id}/login_links", "post", "servers", "servers.post_login_links"),
        ("/volumes/{id}/snapshots/{name}/tags", "get", "volumes", "volumes.snapshot_tags"),
        ("/admin/reports/{id}/approve", "post", "admin", "admin.approve_report"),
    ] {
        let methods = methods(&operation(path, method, tag, ""));
        assert!(methods[0].ends_with(&format!(": {expected}")), "{methods:?}, expected {expected}");
    }
}

#[test]
fn a_method_is_renamed_only_by_a_clash() {
    let pets = operation("/pets/{id}", "get", "pets", "getPetById");
    let unrelated =
        operation("/toys", "get", "pets", "searchToys") + &operation("/users", "get", "users", "getUser");
    assert_eq!(methods(&pets), ["GET /pets/{id}: pets.get_by_id"]);
    assert!(methods(&(pets.clone() + &unrelated)).contains(&methods(&pets)[0]));
    // The operation whose short name is its whole operationId keeps it.
    let clash = operation("/a", "get", "pets", "find") + &operation("/b", "get", "pets", "findPets");
    assert_eq!(methods(&clash), ["GET /a: pets.find", "GET /b: pets.find_pets"]);
    let clash =
        operation("/users/{id}/pets", "get", "users", "") + &operation("/users/pets", "get", "users", "");
    assert_eq!(methods(&clash), ["GET /users/pets: users.pets", "GET /users/{id}/pets: users.pets_by_id"]);
    let clash = operation("/p/{user}/{p}/keys", "get", "p", "")
        + &operation("/p/{user}/{p}/keys/{key}", "get", "p", "");
    assert_eq!(methods(&clash), ["GET /p/{user}/{p}/keys/{key}: p.key", "GET /p/{user}/{p}/keys: p.keys"]);
    let clash = operation("/p/{user}/{p}/news", "get", "p", "")
        + &operation("/p/{user}/{p}/news/{key}", "get", "p", "");
    assert_eq!(
        methods(&clash),
        ["GET /p/{user}/{p}/news/{key}: p.news_by_key", "GET /p/{user}/{p}/news: p.news"]
    );
    let both = |path| {
        operation(path, "put", "users", "").replace("}}}\n", "}}, ")
            + "patch: {tags: [users], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: Done}}}}\n"
    };
    assert_eq!(
        methods(&both("/users/{id}")),
        ["PATCH /users/{id}: users.patch", "PUT /users/{id}: users.put"]
    );
    // Functions of FastAPI with one name.
    let clash = operation("/v1/list/a/{id}", "delete", "list rules", "delete_rule_v1_list_a__id__delete")
        + &operation("/v1/list/b/{id}", "delete", "list rules", "delete_rule_v1_list_b__id__delete");
    assert_eq!(
        methods(&clash),
        ["DELETE /v1/list/a/{id}: list_rules.delete_a", "DELETE /v1/list/b/{id}: list_rules.delete_b"]
    );
}

#[test]
fn every_name_is_listed() {
    let config = "unused_types = \"keep\"\n[naming.tags]\npets = \"animals\"\n";
    let config = oasmith_core::Config::parse("c.toml".as_ref(), config).unwrap();
    let document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n".to_owned()
        + &operation("/pets/{id}", "get", "pets", "getPet")
        + "components: {schemas: {Pet: {type: object, properties: {nm: {type: string, enum: [a]}}}}}\n";
    let outcome = Generator::from_text("api.yaml", document).config(config).run().unwrap();
    let names = outcome.api.as_ref().unwrap().names();
    let names: Vec<String> = names.iter().map(|name| format!("{} {}", name.path, name.source)).collect();
    assert_eq!(
        names,
        [
            "client.animals() feature \"animals\"",
            "client.animals().get() operation \"GET /pets/{id}\"",
            "client.animals().get().id path parameter \"id\"",
            "resources::Animals resource \"animals\"",
            "resources::AnimalsGet operation \"GET /pets/{id}\"",
            "types::Nm schema \"#/components/schemas/Pet/properties/nm\"",
            "types::Nm::A value \"a\"",
            "types::Pet schema \"#/components/schemas/Pet\"",
            "types::Pet.nm property \"nm\"",
        ]
    );
}

#[test]
fn unused_names_are_reported() {
    let config = "[naming.fields]\nnobody = \"x\"\n[naming.tags]\npets = \"animals\"\n\"*s\" = \"x\"\n";
    let config = oasmith_core::Config::parse("c.toml".as_ref(), config).unwrap();
    let document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n".to_owned()
        + &operation("/pets", "get", "pets", "getPet");
    let outcome = Generator::from_text("api.yaml", document).config(config).run().unwrap();
    let report = outcome.report(false);
    assert!(report.contains("no property has the name or the location `nobody`"), "{report}");
    assert!(report.contains("no tag has the name or the location `*s`"), "{report}");
    assert!(!report.contains("called `pets`"), "{report}");
}

#[test]
fn a_placeholder_is_no_field() {
    let config = "[naming]\nplaceholders = [\n\"#/components/schemas/Open/properties/any_name\",\n\
        \"#/components/schemas/Closed/properties/any_name\",\n\"#/nowhere\"]\n";
    let config = oasmith_core::Config::parse("c.toml".as_ref(), config).unwrap();
    let properties = "properties: {any_name: {type: string}, id: {type: string}}";
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    \
         Open: {{additionalProperties: true, {properties}}}\n    Closed: {{{properties}}}\n"
    );
    let outcome = Generator::from_text("api.yaml", document).config(config).run().unwrap();
    let names = outcome.api.as_ref().unwrap().names();
    let paths: Vec<&str> = names.iter().map(|name| name.path.as_str()).collect();
    let expected = [
        "types::Closed",
        "types::Closed.any_name",
        "types::Closed.id",
        "types::Open",
        "types::Open.extra",
        "types::Open.id",
    ];
    assert_eq!(paths, expected);
    let report = outcome.report(false);
    for unused in ["#/components/schemas/Closed/properties/any_name", "#/nowhere"] {
        let message = format!("`{unused}` is not a property of an object that allows any other property");
        assert!(report.contains(&message), "{report}");
    }
    assert!(!report.contains("schemas/Open/"), "{report}");
}

#[test]
fn the_builder_of_a_method_named_like_its_resource_has_no_number() {
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{}",
        operation("/health", "get", "health", "health")
    );
    let outcome = Generator::from_text("api.yaml", document).run().unwrap();
    assert_eq!(outcome.api.as_ref().unwrap().resources[0].operations[0].builder.as_str(), "HealthRequest");
}

/// The variants of the union `Event` in the order of its alternatives.
fn variants(alternatives: &[&str], components: &str) -> Vec<String> {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /e:\n    get:\n      responses:\n        '200': {{description: ok, \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/Event'}}}}}}}}\ncomponents:\n  schemas:\n    Event:\n      \
         anyOf:\n{}{components}",
        alternatives.iter().map(|alternative| format!("        - {alternative}\n")).collect::<String>()
    );
    let outcome = Generator::from_text("api.yaml", document).run().unwrap();
    let api = outcome.api.as_ref().unwrap();
    let event = api.types.iter().find(|def| def.name.as_str() == "Event").unwrap();
    let oasmith_core::model::Shape::Union(union) = &event.shape else { panic!("{event:?}") };
    union.variants.iter().map(|variant| variant.name.to_string()).collect()
}

const STARTED: &str = "{required: [type], properties: {type: {const: session.started}, a: {type: string}}}";
const ENDED: &str = "{required: [type], properties: {type: {const: session.ended}, b: {type: string}}}";
const UNTAGGED: &str = "{required: [kind], properties: {kind: {type: string}}}";
const COMPONENTS: &str = "    PushEvent: {properties: {p: {type: string}}}
    Event_Pull: {properties: {q: {type: string}}}
    EventOrNone: {properties: {r: {type: string}}}
    EventList: {properties: {s: {type: string}}}
    io.k8s.core.v1.Node: {properties: {t: {type: string}}}
    io.k8s.apps.v1.Node: {properties: {u: {type: string}}}
    app.bsky.embed.view: {properties: {x: {type: string}}}
    app.bsky.feed.post: {properties: {y: {type: string}}}
    order.created: {properties: {v: {type: string}}}
    app__models__Shop: {properties: {w: {type: string}}}
";

fn component(name: &str) -> String {
    format!("{{$ref: '#/components/schemas/{name}'}}")
}

#[test]
fn each_variant_is_named_by_the_best_fact_about_it() {
    for (alternatives, expected) in [
        (vec![STARTED, ENDED], vec!["SessionStarted", "SessionEnded"]),
        (vec![STARTED, ENDED, UNTAGGED], vec!["SessionStarted", "SessionEnded", "Object"]),
        // Two with the same constant.
        (
            vec![
                STARTED,
                ENDED,
                "{required: [type, c], properties: {type: {const: session.ended}, c: {type: string}}}",
            ],
            vec!["SessionStarted", "B", "C"],
        ),
        // The title adds words to the name of the union.
        (vec!["{title: User event, properties: {a: {}}}", "{type: string}"], vec!["User", "String"]),
        // Without a constant or a title.
        (vec!["{properties: {a: {}}}", "{type: string}"], vec!["Object", "String"]),
        (
            vec![
                "{required: [id, b], properties: {id: {}, a: {}, b: {}}}",
                "{required: [c], properties: {c: {}, d: {}}}",
                "{properties: {d: {}, e: {}}}",
            ],
            vec!["B", "C", "E"],
        ),
        (
            vec![
                "{type: string}",
                "{type: array, items: {type: string}}",
                "{type: array, items: {type: array, items: {type: integer}}}",
            ],
            vec!["String", "StringList", "IntegerLists"],
        ),
        (vec!["{type: string, format: uuid}", "{type: string, format: date}"], vec!["Uuid", "Date"]),
        (
            vec!["{type: integer}", "{type: integer, enum: [1, 2]}", "{type: string}"],
            vec!["Integer", "Enum", "String"],
        ),
        // One type: the variant holds both.
        (
            vec!["{type: string, format: ipv4}", "{type: string, format: ipv6}", "{type: integer}"],
            vec!["String", "Integer"],
        ),
        (vec!["{additionalProperties: {type: integer}}", "{type: string}"], vec!["IntegerMap", "String"]),
    ] {
        assert_eq!(variants(&alternatives, ""), expected, "{alternatives:?}");
    }
}

#[test]
fn a_variant_does_not_repeat_the_union_or_namespaces() {
    for (names, expected) in [
        (vec!["PushEvent", "Event_Pull"], vec!["Push", "Pull"]),
        // What remains says nothing.
        (vec!["EventOrNone", "EventList"], vec!["EventOrNone", "EventList"]),
        (vec!["io.k8s.core.v1.Node", "PushEvent"], vec!["Node", "Push"]),
        (vec!["io.k8s.core.v1.Node", "io.k8s.apps.v1.Node"], vec!["CoreV1Node", "AppsV1Node"]),
        (vec!["app.bsky.embed.view", "app.bsky.feed.post"], vec!["EmbedView", "Post"]),
        (vec!["order.created", "app__models__Shop"], vec!["OrderCreated", "Shop"]),
    ] {
        let references: Vec<String> = names.iter().map(|name| component(name)).collect();
        let references: Vec<&str> = references.iter().map(String::as_str).collect();
        assert_eq!(variants(&references, COMPONENTS), expected, "{names:?}");
    }
}

#[test]
fn an_added_alternative_renames_no_variant() {
    let push = component("PushEvent");
    let node = component("io.k8s.core.v1.Node");
    let titled = "{title: Big event, required: [z], properties: {z: {type: integer}}}";
    let all = [
        STARTED,
        ENDED,
        titled,
        &push,
        &node,
        "{type: string}",
        "{type: array, items: {type: string}}",
        "{type: integer}",
        UNTAGGED,
    ];
    let whole = variants(&all, COMPONENTS);
    assert_eq!(
        whole,
        [
            "SessionStarted",
            "SessionEnded",
            "Big",
            "Push",
            "Node",
            "String",
            "StringList",
            "Integer",
            "Object"
        ]
    );
    for first in 0..all.len() {
        for second in first + 1..all.len() {
            let two = variants(&[all[first], all[second]], COMPONENTS);
            assert_eq!(two, [whole[first].as_str(), whole[second].as_str()]);
        }
        let mut without: Vec<&str> = all.to_vec();
        without.remove(first);
        let mut expected = whole.clone();
        expected.remove(first);
        assert_eq!(variants(&without, COMPONENTS), expected);
    }
}
