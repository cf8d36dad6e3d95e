//! The site's rendering of operations, with parts left out, added or unlike those that are known.

use crate::own::{SITE, losses};
use crate::read;
use medusa_codegen::source::capture::{Capture, Form};
use medusa_codegen::source::openapi::{Operation, Schema};

/// `SITE` with one text instead of another, which must be there.
fn with(text: &str, other: &str) -> String {
    assert!(SITE.contains(text), "{text}");
    SITE.replacen(text, other, 1)
}

/// Reads a capture, and checks what it says beyond what `SITE` itself does.
fn reading(text: &str, expected: &[&str]) -> Capture {
    let (_, usual) = read(Form::ApiSite, SITE);
    let (capture, said) = read(Form::ApiSite, text);
    let usual = losses(&usual);
    let mut more = losses(&said);
    more.retain(|loss| !usual.contains(loss));
    assert_eq!(more, expected);
    capture
}

fn operation(capture: &Capture) -> &Operation {
    let document = capture.document.as_ref().expect("it has a route");
    &document.operations[0]
}

fn fields(schema: &Schema) -> Vec<&str> {
    schema.properties.keys().map(String::as_str).collect()
}

/// The fields of the answer, and of the lamp in it.
fn answer(capture: &Capture) -> (Vec<&str>, Vec<&str>) {
    let document = capture.document.as_ref().expect("it has a route");
    let (_, answer) = &operation(capture).responses[0].content[0];
    (fields(answer), fields(&document.schemas["Lamp"]))
}

#[test]
fn a_field_that_the_example_lacks_stays_where_it_is() {
    let text = with("    \"lit_at\": \"2020-01-01T00:00:00Z\",\n", "");
    let capture = reading(
        &text,
        &["what the example lacks is placed by a guess: `lit_at`"],
    );
    assert_eq!(
        answer(&capture),
        (vec!["lamp"], vec!["id", "lit_at", "bulbs"])
    );

    let text = text.replace("\"id\": \"lamp_1\",", "");
    let capture = reading(
        &text,
        &["what the example lacks is placed by a guess: `id`, `lit_at`"],
    );
    assert_eq!(
        answer(&capture),
        (vec!["lamp"], vec!["id", "lit_at", "bulbs"])
    );
}

#[test]
fn without_an_example_fields_follow_what_holds_them() {
    let (before, rest) = SITE
        .split_once("Request Request Example")
        .expect("it has one");
    let (_, after) = rest.split_once("\n\nRequest\n").expect("it is described");
    let text = format!("{before}\nRequest\n{after}");
    let capture = reading(
        &text,
        &[
            "no example tells where the fields of `shade` end",
            "no example tells where the fields of `lamp` end",
        ],
    );
    assert_eq!((capture.facts.examples, capture.facts.incomplete), (0, 1));
    assert_eq!(
        answer(&capture),
        (vec!["lamp"], vec!["id", "lit_at", "bulbs"])
    );
}

#[test]
fn a_type_that_is_not_known_begins_a_row_too() {
    let text = with("id\nstring \n", "id\nuuid \n");
    let capture = reading(&text, &["`uuid` of `id` is no type that is known"]);
    assert_eq!(
        answer(&capture),
        (vec!["lamp"], vec!["id", "lit_at", "bulbs"])
    );
}

#[test]
fn a_name_with_a_space_is_told_from_prose_by_the_example() {
    let text = with("lit_at\nstring", "lit at\nstring");
    let capture = reading(&text, &["`lit at` may be a field, and is read as prose"]);
    assert_eq!(answer(&capture).1, ["id", "bulbs"]);

    let capture = reading(&text.replace("\"lit_at\"", "\"lit at\""), &[]);
    assert_eq!(answer(&capture).1, ["id", "lit at", "bulbs"]);
}

#[test]
fn several_bodies_are_kept_by_their_media_types() {
    let file = "Body Params multipart/form-data\nphoto\nstring \nrequired\nA picture.\n";
    let text = with(
        "Body Params application/json",
        &format!("{file}Body Params application/json"),
    );
    let capture = reading(&text, &[]);
    let body = operation(&capture).body.as_ref().expect("it has one");
    let bodies: Vec<_> = (body.content.iter())
        .map(|(media, schema)| (media.value.as_str(), fields(schema)))
        .collect();
    let json = ("application/json", vec!["watts", "shade", "note"]);
    assert_eq!(bodies, [("multipart/form-data", vec!["photo"]), json]);
}

#[test]
fn statuses_have_any_reason_or_none() {
    let statuses = |text: &str| -> Vec<(String, String)> {
        let capture = reading(text, &[]);
        let responses = operation(&capture).responses.iter();
        let status = |status: &str, reason: &str| (status.to_owned(), reason.to_owned());
        let responses = responses.map(|it| status(&it.status, &it.description));
        responses.skip(1).collect()
    };
    let last = "🟠404Not Found Error";
    for (printed, status, reason) in [
        ("🟠404 not found", "404", "not found"),
        ("🟠404", "404", ""),
        ("404Not Found", "404", "Not Found"),
        ("🔵default", "default", ""),
        ("default Client Error", "default", "Client Error"),
    ] {
        let expected = (status.to_owned(), reason.to_owned());
        assert_eq!(statuses(&with(last, printed)), [expected], "{printed}");
    }
}

#[test]
fn lines_that_nobody_knows_are_counted() {
    let text = with(
        "🟠404Not Found Error",
        "🟠404Not Found Error\nSeldom\nBut it happens",
    );
    reading(&text, &["2 lines of a response are not read"]);
    let text = with(
        "Body Params application",
        "Authorization\nBody Params application",
    );
    reading(&text, &["1 line of the request is not read"]);
    let text = with("🟠404Not Found Error", "🟢200OK");
    reading(&text, &["the status 200 is shown twice"]);
}

#[test]
fn several_operations_are_read() {
    let (_, shown) = SITE.split_once("  1. Lamps\n\n").expect("it is described");
    let next = shown
        .replace("Light a Lamp", "Dim a Lamp")
        .replace("/store/lamps/{id}", "/store/lamps/{id}/dim");
    let (capture, said) = read(Form::ApiSite, &format!("{SITE}{next}"));
    assert_eq!((capture.facts.methods, capture.facts.incomplete), (2, 2));
    let document = capture.document.as_ref().expect("it has routes");
    let paths: Vec<_> = (document.operations.iter())
        .map(|operation| (operation.path.value.as_str(), operation.responses.len()))
        .collect();
    assert_eq!(
        paths,
        [("/store/lamps/{id}", 2), ("/store/lamps/{id}/dim", 2)]
    );
    assert_eq!(document.operations[1].summary, "Dim a Lamp");
    assert_eq!(document.schemas["Lamp"].required.len(), 2, "{said:?}");

    let twice = format!("{SITE}{shown}");
    reading(&twice, &["`POST /store/lamps/{id}` is shown twice"]);
}
