//! The digits of the fraction of a second in timestamps that are sent.

use oasmith_core::model::FractionDigits;
use oasmith_core::{Config, Generator, Outcome};

/// The outcome for a document whose schemas and operation are given.
fn outcome(schemas: &str, operation: &str, config: &str) -> Outcome {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a/{{at}}:\n    put: {operation}\ncomponents:\n  schemas:\n{schemas}"
    );
    let config = format!("unused_types = \"keep\"\n{config}");
    let config = Config::parse("c.toml".as_ref(), &config).unwrap();
    let outcome = Generator::from_text("api.yaml", document).config(config).run().unwrap();
    assert!(!outcome.diagnostics.has_errors(), "{}", outcome.report(false));
    outcome
}

const AT: &str = "name: at, in: path, required: true, schema: {type: string, format: date-time}";
const DONE: &str = "responses: {'204': {description: d}}";

/// An operation with a timestamp in its path.
fn plain() -> String {
    format!("{{parameters: [{{{AT}}}], {DONE}}}")
}

fn digits(schemas: &str, operation: &str) -> FractionDigits {
    outcome(schemas, operation, "").api.unwrap().timestamps
}

#[test]
fn examples_anywhere_show_the_digits() {
    let time = "{type: string, format: date-time}";
    let at_3 = "2020-09-30T07:43:32.000Z";
    let field = |keyword: &str| {
        format!(
            "    A: {{type: object, properties: {{t: {{type: string, format: date-time, {keyword}}}}}}}\n"
        )
    };
    for keyword in [
        format!("example: '{at_3}'"),
        format!("examples: ['{at_3}']"),
        format!("default: '{at_3}'"),
        format!("example: {at_3}"),
    ] {
        assert_eq!(digits(&field(&keyword), &plain()), FractionDigits::at_least(3), "{keyword}");
    }
    for schemas in [
        format!("    A: {{type: object, properties: {{t: {time}}}, example: {{t: '{at_3}'}}}}\n"),
        format!(
            "    A: {{type: object, properties: {{t: {{type: array, items: {time}}}}}, example: {{t: ['{at_3}']}}}}\n"
        ),
        format!(
            "    A: {{type: object, properties: {{t: {{type: array, items: {{type: string, format: date-time, example: '{at_3}'}}}}}}}}\n"
        ),
        format!(
            "    A: {{type: object, properties: {{m: {{type: object, additionalProperties: {time}, example: {{x: '{at_3}'}}}}}}}}\n"
        ),
        format!(
            "    A: {{type: object, properties: {{t: {{$ref: '#/components/schemas/T'}}}}}}\n    T: {{type: string, format: date-time, example: '{at_3}'}}\n"
        ),
    ] {
        assert_eq!(digits(&schemas, &plain()), FractionDigits::at_least(3), "{schemas}");
    }
    let body = format!("schema: {{type: object, properties: {{t: {time}}}}}");
    for operation in [
        format!("{{parameters: [{{{AT}, example: '{at_3}'}}], {DONE}}}"),
        format!("{{parameters: [{{{AT}, examples: {{x: {{value: '{at_3}'}}}}}}], {DONE}}}"),
        format!(
            "{{parameters: [{{{AT}}}], requestBody: {{content: {{application/json: {{{body}, example: {{t: '{at_3}'}}}}}}}}, {DONE}}}"
        ),
        format!(
            "{{parameters: [{{{AT}}}], responses: {{'200': {{description: d, content: {{application/json: {{{body}, examples: {{x: {{value: {{t: '{at_3}'}}}}}}}}}}}}}}}}"
        ),
    ] {
        assert_eq!(digits("    A: {}\n", &operation), FractionDigits::at_least(3), "{operation}");
    }
}

#[test]
fn the_most_common_number_of_digits_counts() {
    let schemas = |examples: &[&str]| -> String {
        let fields = examples.iter().enumerate().map(|(index, example)| {
            format!("t{index}: {{type: string, format: date-time, example: '{example}'}}")
        });
        let fields: Vec<String> = fields.collect();
        format!("    A: {{type: object, properties: {{{}}}}}\n", fields.join(", "))
    };
    let check = |examples: &[&str], least| {
        assert_eq!(digits(&schemas(examples), &plain()), FractionDigits::at_least(least), "{examples:?}");
    };
    check(&["2020-09-30T07:43:32Z"], 0);
    check(&["2020-09-30T07:43:32.123456+02:00"], 6);
    check(&["2020-09-30T07:43:32Z", "2020-09-30T07:43:32.000Z", "2021-09-30T07:43:32.000Z"], 3);
    check(&["2020-09-30T07:43:32Z", "2021-09-30T07:43:32Z", "2020-09-30T07:43:32.123456789Z"], 0);
    // Of equally common ones, the largest.
    check(&["2020-09-30T07:43:32Z", "2020-09-30T07:43:32.000Z"], 3);
    // Other strings show nothing.
    check(&["2020-09-30", "soon", "2020-09-30T07:43"], 0);
    assert_eq!(
        digits("    A: {type: string, example: '2020-09-30T07:43:32.000Z'}\n", &plain()),
        FractionDigits::at_least(0)
    );
}

#[test]
fn the_configuration_takes_precedence() {
    let schemas = "    A: {type: object, properties: {t: {type: string, format: date-time, example: '2020-09-30T07:43:32.000Z'}}}\n";
    for number in [0, 3, 9] {
        let config = format!("[timestamps]\ndigits = {number}\n");
        let outcome = outcome(schemas, &plain(), &config);
        assert_eq!(outcome.api.unwrap().timestamps, FractionDigits::exactly(number));
    }
    let without =
        format!("{{parameters: [{{name: at, in: path, required: true, schema: {{type: string}}}}], {DONE}}}");
    let outcome = outcome("    A: {type: string}\n", &without, "[timestamps]\ndigits = 3\n");
    assert!(outcome.report(false).contains("the document has no timestamps"), "{}", outcome.report(false));
}

#[test]
fn the_root_of_the_crate_has_the_digits() {
    let root = |schemas: &str, config: &str| {
        let files = outcome(schemas, &plain(), config).files.unwrap();
        files.iter().find(|(path, _)| *path == "src/lib.rs").unwrap().1.to_owned()
    };
    let schemas = "    A: {type: object, properties: {t: {type: string, format: date-time, example: '2020-09-30T07:43:32.000Z'}}}\n";
    assert!(root(schemas, "").contains("\nruntime::timestamps!(3..=9);\n"));
    assert!(root(schemas, "[timestamps]\ndigits = 6\n").contains("\nruntime::timestamps!(6..=6);\n"));
}
