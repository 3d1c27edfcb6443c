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
        ("/users", "post", "users", "users.post"),
        ("/users/{id}", "get", "users", "users.get"),
        ("/users/{ids}/questions", "get", "users", "users.questions"),
        ("/users/{id}/questions/{q}", "delete", "users", "users.delete_question"),
        ("/api/v1/files/{id}/comments", "get", "comments", "comments.list_for_file"),
        ("/servers/{id}/reset", "post", "servers", "servers.post_reset"),
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
    assert!(report.contains("no part of the document among its fields is called `nobody`"), "{report}");
    assert!(report.contains("no part of the document among its tags is called `*s`"), "{report}");
    assert!(!report.contains("called `pets`"), "{report}");
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
