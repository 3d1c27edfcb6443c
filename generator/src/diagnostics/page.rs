//! What there is to know about each code.

use super::Code;

/// What there is to know about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// In a few words.
    pub title: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What comes of it.
    pub outcome: &'static str,
    /// What to do about it.
    pub mending: &'static str,
    /// What it is said of: lines of a document or of `codegen.toml`, or a whole overlay.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

impl Page {
    /// The page of `code`. There is one for every code.
    pub fn of(code: Code) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.code == code)
    }

    /// Whether an example is lines of `codegen.toml`.
    pub fn is_settings(example: &str) -> bool {
        let first = example.trim_matches('\n').lines().next().unwrap_or_default();
        first.starts_with('[') || first.contains(" = ")
    }
}

const STOPS: &str = "Nothing is generated.";

/// The page of every code, sorted by code.
pub static PAGES: &[Page] = &[
    Page {
        code: Code::E0001,
        title: "a file cannot be read",
        meaning: "The file does not exist, may not be read, or is not UTF-8.",
        outcome: "Of the document itself, nothing is generated. What a missing file would have said is left out, or is of any type.",
        mending: "Check the path. A reference is relative to the file that it stands in.",
        wrong: r"
components:
  schemas:
    Pet: {$ref: no-such-file.yaml}
",
        right: r"
components:
  schemas:
    Pet: {type: string}
",
    },
    Page {
        code: Code::E0002,
        title: "a file is neither YAML nor JSON",
        meaning: "The text breaks the rules of its format, so nothing of it can be used. A file holds exactly one document, which is nested \
                  less than 128 levels deep.",
        outcome: STOPS,
        mending: "Mend the text where the message points: most often it is indentation, a tab, or a `: ` in a text without quotes.",
        wrong: "info: {title: Pets, version: '1', description: [}",
        right: r"
info:
  title: Pets
  version: '1'
  description: '[}'
",
    },
    Page {
        code: Code::E0003,
        title: "a key is given twice",
        meaning: "One of the two would be lost. Tools disagree on which one, so neither is taken.",
        outcome: STOPS,
        mending: "Remove or rename one of the two; the message says where the other one is.",
        wrong: r"
components:
  schemas:
    Pet: {type: string}
    Pet: {type: object}
",
        right: r"
components:
  schemas:
    Pet: {type: string}
    PetRecord: {type: object}
",
    },
    Page {
        code: Code::E0004,
        title: "codegen.toml has an unknown key or an invalid value",
        meaning: "Keys are never ignored, so that a misspelt one is not mistaken for a setting.",
        outcome: STOPS,
        mending: "Write the key as the message suggests. An `[[allow]]` entry has a `code`, which is one of a warning, and a `reason`.",
        wrong: r#"[package]
naem = "pets""#,
        right: r#"[package]
name = "pets""#,
    },
    Page {
        code: Code::E0005,
        title: "an overlay is not as it has to be",
        meaning: "An overlay has `overlay: 1.0.0`, an `info` with a title and a version, and a list of `actions`. An action has a `target`, and \
                  `update` or `remove: true`. Keys are never ignored, except those that start with `x-`.",
        outcome: STOPS,
        mending: "Write the overlay as the message asks for.",
        wrong: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths['/pets']
    delete: true
    remove: true
",
        right: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths['/pets']
    remove: true
",
    },
    Page {
        code: Code::E0006,
        title: "the target of an overlay's action is no JSONPath",
        meaning: "Targets are JSONPath queries by RFC 9535: they start with `$`, names that have other characters than letters, digits and `_` stand \
                  in brackets and quotes, and a filter is `[?@.name == 'value']`.",
        outcome: STOPS,
        mending: "Correct the query at the character that the message names.",
        wrong: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths./pets
    remove: true
",
        right: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths['/pets']
    remove: true
",
    },
    Page {
        code: Code::E0007,
        title: "an overlay's action matches nothing",
        meaning: "The target of the action is not in the document, as it is after the actions before this one. Most often the document has changed: \
                  what the action mended may be mended, or stand elsewhere.",
        outcome: "With `--keep-going`, the action is left out.",
        mending: "Remove the action, or correct its target.",
        wrong: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths['/dogs']
    remove: true
",
        right: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.paths['/pets']
    remove: true
",
    },
    Page {
        code: Code::E0008,
        title: "an overlay's action does not fit its target",
        meaning: "An object is updated by an object, whose members are merged with its own. A list is updated by an item, or a list of them, which \
                  are appended. Other values have no parts, and the whole document cannot be removed.",
        outcome: "With `--keep-going`, the target stays as it is.",
        mending: "To change another value, update the object that has it.",
        wrong: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.info.title
    update: Cats
",
        right: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  - target: $.info
    update: {title: Cats}
",
    },
    Page {
        code: Code::E0009,
        title: "a reference leads to a file that may not be read",
        meaning: "A document may refer to regular files in its own folder, in the folders below that, and in those that you allow. A link is \
                  followed to its end first. Devices, pipes and the files of the system's kernel are never read.",
        outcome: "Nothing of the file is read. With `--keep-going`, what it would have said is left out, or is of any type.",
        mending: "If you trust the document with that folder, allow it: `--allow-dir DIR`, `allow_dirs` in `codegen.toml`, or `Module::allow_dir` \
                  in a build script.",
        wrong: r"
components:
  schemas:
    Pet: {$ref: ../../common/pet.yaml}
",
        right: r"
components:
  schemas:
    Pet: {type: string}
",
    },
    Page {
        code: Code::E0010,
        title: "an entry of `[package.examples]` would break the manifest",
        meaning: "Cargo reads no `Cargo.toml` that has an example without its file, `examples/NAME.rs` or `examples/NAME/main.rs`, and builds none \
                  that has an example with a feature that the crate has not.",
        outcome: STOPS,
        mending: "Write the example before its entry, and name features that are in the emitted `Cargo.toml`.",
        wrong: r#"
[package.examples]
tour = ["clients"]
"#,
        right: r#"
[package.examples]
tour = ["client"]
"#,
    },
    Page {
        code: Code::E0101,
        title: "this is no document that can be read",
        meaning: "The document is not an object, has no `openapi` version, or one that is not read: OpenAPI 3.0 and 3.1 are. Swagger 2.0 is \
                  another language.",
        outcome: STOPS,
        mending: "Convert the document to OpenAPI 3.0 or 3.1.",
        wrong: "openapi: 2.0.0",
        right: "openapi: 3.0.3",
    },
    Page {
        code: Code::E0102,
        title: "a reference leads nowhere",
        meaning: "There is nothing at the end of a `$ref`, or not what belongs where it stands.",
        outcome: "With `--keep-going`, what stands there is of any type, or is left out.",
        mending: "Check the spelling of the reference, or add what it refers to.",
        wrong: r"
components:
  schemas:
    Pet:
      type: object
      properties: {owner: {$ref: '#/components/schemas/Person'}}
",
        right: r"
components:
  schemas:
    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}
    Owner: {type: string}
",
    },
    Page {
        code: Code::E0103,
        title: "a schema or a reference leads back to itself",
        meaning: "A chain of `$ref` or `allOf` never comes to something that says what the value is, or has more than 1,000 `allOf`. A schema may hold itself in a property, an \
                  item or an alternative; that is no such chain.",
        outcome: "With `--keep-going`, the value is of any type.",
        mending: "Let the chain end at a schema with a type.",
        wrong: r"
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
",
        right: r"
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {type: string}
",
    },
    Page {
        code: Code::E0104,
        title: "two operations have one operationId",
        meaning: "An `operationId` names one operation of the whole document.",
        outcome: "With `--keep-going`, the second is named after its method and path.",
        mending: "Give every operation an `operationId` of its own.",
        wrong: r"
paths:
  /a:
    get: {operationId: one, responses: {'204': {description: Done}}}
  /b:
    get: {operationId: one, responses: {'204': {description: Done}}}
",
        right: r"
paths:
  /a:
    get: {operationId: one, responses: {'204': {description: Done}}}
  /b:
    get: {operationId: two, responses: {'204': {description: Done}}}
",
    },
    Page {
        code: Code::W0001,
        title: "an `[[allow]]` entry allows nothing",
        meaning: "No warning has the code and the place that an entry of codegen.toml names. What it allowed is mended, or stands elsewhere.",
        outcome: "Nothing else: all that the document says is generated.",
        mending: "Remove the entry, or correct its `at`, which is a pointer as diagnostics show it.",
        wrong: r##"
[[allow]]
code = "W0203"
at = "#/components/schemas/Colour"
reason = "the server refuses red"
"##,
        right: "[client]\nparameters = []",
    },
    Page {
        code: Code::W0002,
        title: "an overlay is for another document",
        meaning: "`extends` in an overlay is the path of another file than the document that it is applied to. Addresses on the network are not \
                  compared.",
        outcome: "The overlay is applied nevertheless.",
        mending: "Correct `extends`, or remove it from an overlay that is for several documents.",
        wrong: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
extends: dogs.yaml
actions:
  - target: $.info
    update: {title: Cats}
",
        right: r"
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
extends: openapi.yaml
actions:
  - target: $.info
    update: {title: Cats}
",
    },
    Page {
        code: Code::W0003,
        title: "an entry of codegen.toml is about nothing in the document",
        meaning: "A key of `[naming]` is the id of no operation, or the name or place of no type; `[pagination]` names a parameter and \
                  members that no operation has together; or there is `[webhooks]`, and the document has no webhooks.",
        outcome: "The entry does nothing.",
        mending: "Correct the entry, or remove it. `cargo xtask inspect` shows what things are called, and where they stand.",
        wrong: r#"
[naming]
operations = { nobody = "list" }
"#,
        right: r#"
[naming]
resource = "path"
"#,
    },
    Page {
        code: Code::W0004,
        title: "codegen.toml keeps a file that is not emitted",
        meaning: "An entry of `keep` is the path of an emitted file, in the crate and with `/` between its parts.",
        outcome: "The entry does nothing.",
        mending: "Correct the path, or remove the entry: a file that is not emitted is never overwritten.",
        wrong: r#"
keep = ["Readme.md"]
"#,
        right: r#"
keep = ["README.md"]
"#,
    },
    Page {
        code: Code::W0005,
        title: "codegen.toml allows a folder that nothing is read from",
        meaning: "The document refers to no file below a folder of `allow_dirs`, or the folder is not there.",
        outcome: "The entry does nothing, and lets a later version of the document read more than it needs.",
        mending: "Correct the path, which is relative to `codegen.toml`, or remove the entry.",
        wrong: r#"
allow_dirs = ["../common"]
"#,
        right: r"
allow_dirs = []
",
    },
    Page {
        code: Code::W0101,
        title: "a later version is read as OpenAPI 3.1",
        meaning: "The document says that it is of a version after 3.1.",
        outcome: "It is read as 3.1; what the later version added is not read.",
        mending: "Nothing, if the document keeps to what 3.1 has.",
        wrong: "openapi: 3.2.0",
        right: "openapi: 3.1.0",
    },
    Page {
        code: Code::W0102,
        title: "a reference leads into the network",
        meaning: "Nothing is fetched: what is generated depends on files alone.",
        outcome: "What stands there is of any type, or is left out.",
        mending: "Keep a copy of the file beside the document, and refer to that.",
        wrong: r"
components:
  schemas:
    Pet:
      type: object
      properties: {owner: {$ref: 'https://example.com/owner.yaml'}}
",
        right: r"
components:
  schemas:
    Pet: {type: object, properties: {owner: {type: string}}}
",
    },
    Page {
        code: Code::W0103,
        title: "a value is of the wrong kind",
        meaning: "What stands at a key is not what OpenAPI wants there: a text instead of a list, or nothing instead of an object.",
        outcome: "It is read as what it was evidently meant to be; if that is not evident, it is left out. The help says which.",
        mending: "Write what the message asks for.",
        wrong: r"
components:
  schemas:
    Pet: {type: object, required: name, properties: {name: {type: string}}}
",
        right: r"
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
",
    },
    Page {
        code: Code::W0201,
        title: "a part of the document cannot be read",
        meaning: "An operation, a parameter, a schema or another part does not have the form that OpenAPI gives it. The rest of the document is \
                  not touched by it.",
        outcome: "The part is left out, or stands for any value. The help says which.",
        mending: "Write the part in the form that the message asks for.",
        wrong: r"
paths:
  /a:
    get:
      operationId: a
      parameters: [{name: odd, in: nowhere, schema: {type: string}}]
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /a:
    get:
      operationId: a
      parameters: [{name: odd, in: query, schema: {type: string}}]
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0203,
        title: "`not` has no counterpart in Rust",
        meaning: "A Rust type says what a value is, not what it is not.",
        outcome: "The type is the widest one that the rest of the schema allows; the server refuses what `not` excludes.",
        mending: "Nothing; or say what is allowed instead.",
        wrong: r"
components:
  schemas:
    Colour: {type: string, not: {enum: [red]}}
",
        right: r"
components:
  schemas:
    Colour: {type: string, enum: [green, blue]}
",
    },
    Page {
        code: Code::W0204,
        title: "an `allOf` contains itself",
        meaning: "A member of `allOf` comes back, through others, to the schema it is a member of, or is so deep inside others that it is taken for \
                  one that does.",
        outcome: "The inner occurrence is left out, as it adds nothing.",
        mending: "Take the schema out of its own `allOf`.",
        wrong: r"
components:
  schemas:
    Pet:
      allOf:
        - {$ref: '#/components/schemas/Pet'}
        - {type: object, properties: {name: {type: string}}}
",
        right: r"
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
",
    },
    Page {
        code: Code::W0205,
        title: "members of an `allOf` have different types",
        meaning: "No value is, say, a text and a number at a time, so nothing satisfies the schema.",
        outcome: "The first type is taken.",
        mending: "Let all members have one type.",
        wrong: r"
components:
  schemas:
    Id: {allOf: [{type: string}, {type: integer}]}
",
        right: r"
components:
  schemas:
    Id: {oneOf: [{type: string}, {type: integer}]}
",
    },
    Page {
        code: Code::W0206,
        title: "two members of an `allOf` have alternatives",
        meaning: "A value would have to be one of each, and the type would have every pair of them.",
        outcome: "Only the alternatives of the first are modelled. What else an object has is kept in `extra`.",
        mending: "Write the pairs as alternatives of one schema.",
        wrong: r"
components:
  schemas:
    Both:
      allOf:
        - {oneOf: [{type: string}, {type: integer}]}
        - {oneOf: [{type: string}, {type: boolean}]}
",
        right: r"
components:
  schemas:
    Both: {oneOf: [{type: string}, {type: integer}, {type: boolean}]}
",
    },
    Page {
        code: Code::W0207,
        title: "alternatives contain what they are alternatives of",
        meaning: "Members stand beside a `oneOf` or `anyOf`, so each alternative has them too, and an alternative leads back to the schema itself.",
        outcome: "Only what is said beside the alternatives is modelled.",
        mending: "Move what all alternatives have into a schema of its own, which each takes in by `allOf`.",
        wrong: r"
openapi: 3.1.0
components:
  schemas:
    Base:
      type: object
      properties: {id: {type: string}}
      anyOf: [{allOf: [{$ref: '#/components/schemas/Holder/properties/maybe'}, {}]}]
    Extended: {$ref: '#/components/schemas/Base', required: [id], properties: {extra: {}}}
    Holder: {type: object, properties: {maybe: {$ref: '#/components/schemas/Base', readOnly: true}}}
",
        right: r"
openapi: 3.1.0
components:
  schemas:
    Base: {type: object, properties: {id: {type: string}}}
    Extended: {$ref: '#/components/schemas/Base', required: [id], properties: {extra: {}}}
    Holder: {type: object, properties: {maybe: {$ref: '#/components/schemas/Base', readOnly: true}}}
",
    },
    Page {
        code: Code::W0209,
        title: "a required member is not among the properties",
        meaning: "`required` names a member of which nothing else is said. It is often misspelt.",
        outcome: "It is a field of any type, or of the type of `additionalProperties`: required in what you send, optional in what you read.",
        mending: "Add the property, or correct its name in `required`.",
        wrong: r"
components:
  schemas:
    Pet: {type: object, required: [nmae], properties: {name: {type: string}}}
",
        right: r"
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
",
    },
    Page {
        code: Code::W0210,
        title: "an enum of objects or lists",
        meaning: "The values of an `enum` become variants, and an object or a list has no name that a variant could have.",
        outcome: "The value is of any type.",
        mending: "Describe the objects by `oneOf`.",
        wrong: r"
components:
  schemas:
    Size: {enum: [{w: 1}, {w: 2}]}
",
        right: r"
components:
  schemas:
    Size: {type: object, properties: {w: {type: integer}}}
",
    },
    Page {
        code: Code::W0211,
        title: "a discriminator does not know an alternative",
        meaning: "Neither the mapping, nor a name, nor a value in the alternative itself says which value of the discriminator means it.",
        outcome: "Values find their alternative by the members that they have, as if there were no discriminator.",
        mending: "Add the alternative to `mapping`, or give it a name under `components`.",
        wrong: r"
components:
  schemas:
    Pet:
      oneOf:
        - type: object
          required: [purrs]
          properties: {kind: {type: string}, purrs: {type: boolean}}
        - type: object
          required: [barks]
          properties: {kind: {type: string}, barks: {type: boolean}}
      discriminator: {propertyName: kind}
",
        right: r"
components:
  schemas:
    Pet:
      oneOf:
        - type: object
          required: [kind]
          properties: {kind: {type: string, enum: [cat]}}
        - type: object
          required: [kind]
          properties: {kind: {type: string, enum: [dog]}}
      discriminator: {propertyName: kind}
",
    },
    Page {
        code: Code::W0212,
        title: "members of an `allOf` have no value in common",
        meaning: "Two members have an `enum` each, and no value is in both, so nothing satisfies the schema.",
        outcome: "The values of the first are taken.",
        mending: "Let the enums have a value in common, or remove one.",
        wrong: r"
components:
  schemas:
    Kind: {allOf: [{type: string, enum: [cat]}, {type: string, enum: [dog]}]}
",
        right: r"
components:
  schemas:
    Kind: {type: string, enum: [cat, dog]}
",
    },
    Page {
        code: Code::W0213,
        title: "nothing tells two alternatives apart",
        meaning: "Whatever fits the second alternative of a `oneOf` or `anyOf` fits the first as well.",
        outcome: "The first that fits is taken; the second is there for what you send.",
        mending: "Add a discriminator, or require a member that has one value (`enum` or `const`) in each alternative.",
        wrong: r"
components:
  schemas:
    Pet:
      oneOf:
        - {$ref: '#/components/schemas/Cat'}
        - {$ref: '#/components/schemas/Dog'}
    Cat: {type: object, properties: {name: {type: string}}}
    Dog: {type: object, properties: {name: {type: string}}}
",
        right: r"
components:
  schemas:
    Pet:
      oneOf:
        - {$ref: '#/components/schemas/Cat'}
        - {$ref: '#/components/schemas/Dog'}
    Cat: {type: object, required: [purrs], properties: {purrs: {type: boolean}}}
    Dog: {type: object, required: [barks], properties: {barks: {type: boolean}}}
",
    },
    Page {
        code: Code::W0214,
        title: "a default is not of its type",
        meaning: "The value of `default` is none that the schema allows.",
        outcome: "It is shown in the documentation and used nowhere.",
        mending: "Give a value of the type.",
        wrong: r"
components:
  schemas:
    Page: {type: object, properties: {limit: {type: integer, default: many}}}
",
        right: r"
components:
  schemas:
    Page: {type: object, properties: {limit: {type: integer, default: 20}}}
",
    },
    Page {
        code: Code::W0215,
        title: "types lead deeper than rustc follows them",
        meaning: "To know whether a value may go to another thread, rustc goes through everything that its type contains, and gives up \
            after 128 levels, also in the crate of whoever spawns a call. A list or map is three levels, a member that may be absent one, \
            a member that leads back to its own type another two.",
        outcome: "The type there is any JSON value (`serde_json::Value`), and everything around it is typed as always.",
        mending: "Read the value with `serde_json::from_value`, or nest the schemas less.",
        wrong: r"
components:
  schemas:
    Grid: {type: object, properties: {cells: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: string}}}}}}}}}}}}}}}}}}}}
",
        right: r"
components:
  schemas:
    Grid: {type: object, properties: {cells: {type: array, items: {type: array, items: {type: string}}}}}
",
    },
    Page {
        code: Code::W0250,
        title: "a dynamic reference leads to no schema around it",
        meaning: "`$dynamicRef` and `$recursiveRef` mean another schema for each that extends theirs. They are followed to a schema around them \
                  that has the name; no other can be told from the document alone.",
        outcome: "The value is of any type.",
        mending: "Use a plain `$ref`.",
        wrong: r"
openapi: 3.1.0
components:
  schemas:
    Tree: {type: object, properties: {child: {$dynamicRef: '#node'}}}
",
        right: r"
openapi: 3.1.0
components:
  schemas:
    Tree: {type: object, properties: {child: {$ref: '#/components/schemas/Tree'}}}
",
    },
    Page {
        code: Code::W0251,
        title: "words beside a `$ref` mean nothing in OpenAPI 3.0",
        meaning: "OpenAPI 3.0 has what stands beside a `$ref` ignored; 3.1 has it count.",
        outcome: "It is left out.",
        mending: "Put the reference and the rest into an `allOf`.",
        wrong: r"
components:
  schemas:
    Cat: {$ref: '#/components/schemas/Pet', required: [name]}
    Pet: {type: object, properties: {name: {type: string}}}
",
        right: r"
components:
  schemas:
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [name]}]}
    Pet: {type: object, properties: {name: {type: string}}}
",
    },
    Page {
        code: Code::W0252,
        title: "a condition has no counterpart in Rust",
        meaning: "`if`, `dependentSchemas` and some uses of `unevaluatedProperties` let the type of one member depend on another.",
        outcome: "The type is the widest one that the rest of the schema allows; members that only a case has are optional.",
        mending: "Nothing; or write the cases as alternatives of a `oneOf`.",
        wrong: r"
openapi: 3.1.0
components:
  schemas:
    Pet:
      type: object
      properties: {a: {type: string}}
      if: {required: [a]}
      then: {required: [b]}
",
        right: r"
openapi: 3.1.0
components:
  schemas:
    Pet: {type: object, properties: {a: {type: string}}}
",
    },
    Page {
        code: Code::W0253,
        title: "items differ by their position",
        meaning: "A list whose items have a schema each, by their position, would be a tuple, and JSON does not promise that all of it is there.",
        outcome: "It is a list, and an item may be of any of their types.",
        mending: "Nothing; or use an object, whose members have names.",
        wrong: r"
openapi: 3.1.0
components:
  schemas:
    Point: {type: array, prefixItems: [{type: number}, {type: string}]}
",
        right: r"
openapi: 3.1.0
components:
  schemas:
    Point: {type: array, items: {type: number}}
",
    },
    Page {
        code: Code::W0254,
        title: "a bound is beyond 64 bits",
        meaning: "`minimum` or `maximum` of a whole number is one that neither `i64` nor `u64` can hold.",
        outcome: "The bound is left out.",
        mending: "Leave it out, or let it be one that can be reached.",
        wrong: r"
components:
  schemas:
    Count: {type: integer, maximum: 1.0e+30}
",
        right: r"
components:
  schemas:
    Count: {type: integer, maximum: 1000}
",
    },
    Page {
        code: Code::W0255,
        title: "there is no such type",
        meaning: "`type` has a value that neither OpenAPI nor JSON Schema knows.",
        outcome: "A usual misspelling is read as what it means (`int` as `integer`); otherwise the value is of any type.",
        mending: "Use `string`, `number`, `integer`, `boolean`, `array` or `object`.",
        wrong: r"
components:
  schemas:
    Count: {type: int}
",
        right: r"
components:
  schemas:
    Count: {type: integer}
",
    },
    Page {
        code: Code::W0256,
        title: "a value of an enum is no text",
        meaning: "The enum is one of texts, and YAML reads one of its values as something else: `no` and `on` are truth values, `1` is a number.",
        outcome: "The value is read as a text.",
        mending: "Put it in quotes.",
        wrong: r"
components:
  schemas:
    Level: {type: string, enum: [1, 2]}
",
        right: r"
components:
  schemas:
    Level: {type: string, enum: ['1', '2']}
",
    },
    Page {
        code: Code::W0301,
        title: "codegen.toml names a header that no operation has",
        meaning: "An entry of `[[client.parameters]]` is about a header parameter that does not exist in the document.",
        outcome: "The client has no setter for it.",
        mending: "Correct the name, or remove the entry.",
        wrong: r#"[[client.parameters]]
name = "x-nobody""#,
        right: "[client]\nparameters = []",
    },
    Page {
        code: Code::W0302,
        title: "a path has no place for its parameter",
        meaning: "The parameter is `in: path`, and the path has no variable of its name.",
        outcome: "The parameter is left out.",
        mending: "Name the parameter as the variable is named, or add `{name}` to the path.",
        wrong: r"
paths:
  '/pets/{id}':
    get:
      operationId: pet
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: other, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  '/pets/{id}':
    get:
      operationId: pet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0303,
        title: "a parameter is declared twice",
        meaning: "A list of parameters has two of one name and place.",
        outcome: "The first is taken.",
        mending: "Remove one of the two.",
        wrong: r"
paths:
  /pets:
    get:
      operationId: pets
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: string}}
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /pets:
    get:
      operationId: pets
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0304,
        title: "a variable of a path is not declared",
        meaning: "The path has a variable in braces that no parameter describes.",
        outcome: "It is a required argument, a string.",
        mending: "Declare it as a parameter of the operation or of the path.",
        wrong: r"
paths:
  '/pets/{id}':
    get: {operationId: pet, responses: {'204': {description: Done}}}
",
        right: r"
paths:
  '/pets/{id}':
    get:
      operationId: pet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0305,
        title: "a way of authentication is not supported",
        meaning: "The client sends API keys, basic and bearer credentials and those of OAuth 2 by itself, but neither client certificates nor other \
                  schemes of HTTP.",
        outcome: "The client does not ask for the credential. All operations can be called.",
        mending: "Give the client an HTTP client that has the certificate, or set the header by hand with `with_header`.",
        wrong: r"
components:
  securitySchemes:
    certificate: {type: mutualTLS}
",
        right: r"
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
",
    },
    Page {
        code: Code::W0306,
        title: "there is no such security scheme",
        meaning: "`security` names a scheme that is not under `components.securitySchemes`.",
        outcome: "This alternative is left out.",
        mending: "Correct the name, or add the scheme.",
        wrong: r"
paths:
  /pets:
    get:
      operationId: pets
      security: [{nobody: []}]
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /pets:
    get:
      operationId: pets
      security: [{key: []}]
      responses: {'204': {description: Done}}
components:
  securitySchemes:
    key: {type: apiKey, name: x-key, in: header}
",
    },
    Page {
        code: Code::W0307,
        title: "codegen.toml names a webhook that the document does not have",
        meaning: "A value under `[webhooks.events]` is not the name of a webhook in the document.",
        outcome: "The event has no type.",
        mending: "Correct the name, or remove the entry.",
        wrong: r#"[webhooks]
signature_header = "x-signature"
event = "type"
events = { created = "Nothing" }"#,
        right: r#"[webhooks]
signature_header = "x-signature"
event = "type""#,
    },
    Page {
        code: Code::W0308,
        title: "a parameter cannot have this style",
        meaning: "Each place of a parameter has styles of its own: a header is `simple`, a path is `simple`, `label` or `matrix`.",
        outcome: "The usual style of the place is taken.",
        mending: "Use one of the styles that the message names.",
        wrong: r"
paths:
  /pets:
    get:
      operationId: pets
      parameters: [{name: x-odd, in: header, style: form, schema: {type: string}}]
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /pets:
    get:
      operationId: pets
      parameters: [{name: x-odd, in: header, schema: {type: string}}]
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0401,
        title: "two spellings of one media type disagree",
        meaning: "A body has two media types that are the same on the wire, such as `application/json` and `text/json`, with different schemas.",
        outcome: "The body has the schema of the first.",
        mending: "Remove one of the two.",
        wrong: r"
paths:
  /pets:
    post:
      operationId: add
      requestBody:
        content:
          application/json: {schema: {type: string}}
          text/json: {schema: {type: integer}}
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /pets:
    post:
      operationId: add
      requestBody: {content: {application/json: {schema: {type: string}}}}
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0402,
        title: "the parts of a multipart body are not modelled",
        meaning: "Only `multipart/form-data` whose schema names its parts has a form that can be filled in.",
        outcome: "The caller gives the body as bytes, and its content type with the boundary.",
        mending: "Nothing; or describe the parts as properties of an object in a `multipart/form-data`.",
        wrong: r"
paths:
  /pets:
    post:
      operationId: add
      requestBody: {content: {multipart/mixed: {schema: {type: object}}}}
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /pets:
    post:
      operationId: add
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {photo: {type: string, format: binary}}
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0404,
        title: "a key of `responses` is no status",
        meaning: "Responses stand under a status such as `404`, a range such as `4XX`, or `default`.",
        outcome: "The response is left out; at runtime it is an error whose body is not typed.",
        mending: "Write a status.",
        wrong: r"
paths:
  /pets:
    get:
      operationId: pets
      responses: {'204': {description: Done}, '9XX': {description: Odd}}
",
        right: r"
paths:
  /pets:
    get:
      operationId: pets
      responses: {'204': {description: Done}, '4XX': {description: Odd}}
",
    },
    Page {
        code: Code::W0405,
        title: "headers of a part are not sent",
        meaning: "The `encoding` of a multipart body gives headers to a part. Few servers read any but the content type.",
        outcome: "Only the part's content type and its name are sent.",
        mending: "Nothing, if the server does not need them; otherwise the body has to be sent as bytes.",
        wrong: r"
paths:
  /pets:
    post:
      operationId: add
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {a: {type: string}}}
            encoding:
              a: {headers: {x-a: {schema: {type: string}}}}
      responses: {'204': {description: Done}}
",
        right: r"
paths:
  /pets:
    post:
      operationId: add
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {a: {type: string}}}
      responses: {'204': {description: Done}}
",
    },
    Page {
        code: Code::W0406,
        title: "links are not followed",
        meaning: "`links` say how the response of one operation leads to another. A crate has no methods for that.",
        outcome: "Both operations have their methods; links are told of once for the whole document.",
        mending: "Nothing has to be done: pass what the response says to the other method. To have no warning, remove the links \
                  with an overlay, or allow it.",
        wrong: r"
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A pet
          links: {again: {operationId: getPet}}
",
        right: r"
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: A pet}
",
    },
];
