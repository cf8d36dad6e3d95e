//! Own pages, damaged and read again.

use crate::{damage, read};
use medusa_codegen::diagnostic::{Code, Diagnostics, Severity, Sources};
use medusa_codegen::source::capture::{self, Form};
use medusa_codegen::source::mdx::{self, Node, Page};
use std::fs;
use std::path::Path;

pub(crate) const LAMPS: &str = include_str!("lamps.mdx");
pub(crate) const SITE: &str = include_str!("site.txt");

pub(crate) fn page(text: &str) -> Page {
    let file = Sources::default().add("lamps.mdx", text);
    let mut said = Diagnostics::default();
    mdx::read(file, text, &mut said).expect("it has a title")
}

/// The rows of a page, a line each, indented by their depth.
fn tree(page: &Page) -> Vec<String> {
    let mut lines = Vec::new();
    add("", &page.properties, &mut lines);
    for method in &page.methods {
        lines.push(format!("{}: {}", method.name.value, method.description));
        for rows in [&method.parameters, &method.returns] {
            add("  ", rows, &mut lines);
        }
    }
    lines
}

fn add(indent: &str, rows: &[Node], lines: &mut Vec<String>) {
    for row in rows {
        let ty = row.ty.as_ref().map(ToString::to_string).unwrap_or_default();
        let facts = (row.optional, &row.default, row.expandable);
        lines.push(format!(
            "{indent}{} {ty} {facts:?} {}",
            row.name, row.description
        ));
        add(&format!("{indent}  "), &row.children, lines);
    }
}

/// What was said of losses.
pub(crate) fn losses(said: &Diagnostics) -> Vec<&str> {
    said.iter()
        .filter(|said| said.code == Code::CaptureLoss)
        .map(|said| said.message.as_str())
        .collect()
}

#[test]
fn a_code_view_is_the_page() {
    let original = page(LAMPS);
    for marks in [1, 2, 3] {
        let text = damage::code_view(LAMPS, marks);
        assert_eq!(capture::detect(&text), Some(Form::CodeView));
        let (capture, said) = read(Form::CodeView, &text);
        let restored = capture.page.expect("it has a title");
        assert_eq!(tree(&restored), tree(&original));
        assert_eq!(restored.description, original.description);
        assert_eq!(
            restored.accessor.map(|accessor| accessor.value),
            original.accessor.clone().map(|accessor| accessor.value)
        );
        assert_eq!(restored.anchor, original.anchor);
        assert_eq!(
            losses(&said),
            ["the indentation of 11 lines of code is lost"]
        );
        assert_eq!((capture.facts.methods, capture.facts.incomplete), (2, 0));
    }
}

#[test]
fn a_code_view_without_marks_for_blank_lines_is_the_page_but_for_paragraphs() {
    let text = damage::code_view_without_blanks(LAMPS);
    assert_eq!(capture::detect(&text), Some(Form::CodeView));
    let (capture, said) = read(Form::CodeView, &text);
    let restored = capture.page.expect("it has a title");
    assert_eq!(tree(&restored), tree(&page(LAMPS)));
    assert_eq!(losses(&said).len(), 2, "{said:?}");
    assert!(losses(&said)[1].starts_with("blank lines are lost"));
}

#[test]
fn a_code_view_that_is_cut_off_says_how_much_is_missing() {
    let text = damage::code_view(LAMPS, 2);
    let end = text.find("___").expect("there is a rule");
    let (capture, said) = read(Form::CodeView, &text[..end]);
    assert_eq!(capture.facts.methods, 1);
    let missing = losses(&said)[0];
    assert!(missing.ends_with(" lines are not here"), "{missing}");
}

#[test]
fn what_is_left_of_a_flattened_page_stands_where_it_stood() {
    let text = damage::flatten(LAMPS);
    assert!(!text.contains('\n'));
    assert_eq!(capture::detect(&text), Some(Form::Flattened));
    let left = text.matches("\"name\":").count();
    let (capture, said) = read(Form::Flattened, &text);
    assert_eq!(capture.facts.rows, left);
    assert_eq!((capture.facts.methods, capture.facts.incomplete), (2, 2));
    assert_eq!(capture.facts.examples, 2);
    let restored = capture.page.expect("it has a title");
    let original = page(LAMPS);
    assert_eq!(
        restored
            .description
            .replace('\n', " ")
            .split_whitespace()
            .collect::<Vec<_>>(),
        original.description.split_whitespace().collect::<Vec<_>>()
    );
    let expected = [
        "light: Light a lamp. It stays lit until somebody puts it out.",
        // Of the payload, what stood after the first `>`.
        "   object (None, \"\", None) ",
        "    watts number (Some(true), \"\", Some(false)) How bright, in \"watts\".",
        "  customHeaders Record<string, any> (Some(false), \"{}\", Some(false)) Headers of your own.",
        // The row of the promise was cut; what it resolves to is told by the row below it.
        "   ResponsePromise<LampsRes> (Some(false), \"\", Some(false)) Resolves to the lamp.",
    ];
    assert_eq!(tree(&restored)[..5], expected);
    let below = |lines: Vec<String>| -> Vec<String> {
        let first = lines
            .iter()
            .position(|line| line.contains("LampsRes object"));
        lines[first.expect("it is whole")..][..6].to_vec()
    };
    assert_eq!(below(tree(&restored)), below(tree(&original)));
    for loss in [
        "the rows of `Properties` of `LampsResource` are lost",
        "the line breaks of 2 examples are lost",
        "the rows of `Returns` of `putOut` are lost",
        "the first rows of `Parameters` of `light` are lost, and what the row is called that they stand in",
        "the first rows of `Returns` of `light` are lost",
    ] {
        assert!(
            losses(&said).contains(&loss),
            "{loss}: {:#?}",
            losses(&said)
        );
    }
}

#[test]
fn a_rendered_page_says_what_is_printed() {
    let text = damage::render(&page(LAMPS));
    assert_eq!(capture::detect(&text), Some(Form::Rendered));
    let (capture, said) = read(Form::Rendered, &text);
    assert_eq!((capture.facts.methods, capture.facts.incomplete), (2, 2));
    let restored = capture.page.expect("it has a title");
    let accessor = restored.accessor.as_ref().expect("the prose names it");
    assert_eq!(accessor.value, ["lamps"]);
    let expected = [
        "light: Light a lamp. It stays lit until somebody puts it out.",
        "  id string (Some(false), \"\", None) The lamp to light.",
        "   object (None, \"\", None) How to light it.",
        "  customHeaders Record<string, any> (Some(false), \"{}\", None) Headers of your own.",
        "  ResponsePromise ResponsePromise<LampsRes> (Some(false), \"\", None) Resolves to the lamp.",
        "putOut: Put a lamp out. Nothing happens to one that is dark.",
        "  id string (Some(false), \"\", None) The lamp to put out.",
        "  customHeaders Record<string, any> (Some(false), \"{}\", None) Headers of your own.",
        "  ResponsePromise ResponsePromise (Some(false), \"\", None) Resolves to nothing.",
    ];
    assert_eq!(tree(&restored), expected);
    let expected = [
        "1 block of properties is not shown",
        "2 examples are not shown",
        "1 parameter is shown without name, type and fields",
    ];
    assert_eq!(losses(&said), expected);
}

#[test]
fn an_operation_of_a_site_is_read() {
    assert_eq!(capture::detect(SITE), Some(Form::ApiSite));
    let (capture, said) = read(Form::ApiSite, SITE);
    let listed: Vec<String> = capture
        .facts
        .listed
        .iter()
        .map(|entry| format!("{}: {} {:?}", entry.group, entry.title, entry.verb))
        .collect();
    assert_eq!(
        listed,
        [
            "Lamps: Light a Lamp Some(Post)",
            "Lamps: List Lamps Some(Get)",
            "Rooms: List Rooms None",
        ]
    );
    let document = capture.document.expect("it has a route");
    let [operation] = document.operations.as_slice() else {
        panic!("it is about one operation");
    };
    assert_eq!(operation.path.value, "/store/lamps/{id}");
    assert_eq!(operation.parameters.len(), 1, "that of the route");
    let (_, body) = &operation.body.as_ref().expect("it has one").content[0];
    let fields: Vec<&String> = body.properties.keys().collect();
    assert_eq!(fields, ["watts", "shade", "note"]);
    assert_eq!(body.required.len(), 1);
    assert_eq!(body.properties["watts"].default, Some(40.into()));
    let shade: Vec<&String> = body.properties["shade"].properties.keys().collect();
    assert_eq!(
        shade,
        ["note", "width"],
        "`note` is below `shade`, and beside it once more"
    );
    let lamp = &document.schemas["Lamp"];
    assert!(lamp.properties["lit_at"].nullable);
    assert_eq!(
        lamp.properties["lit_at"].format.as_deref(),
        Some("date-time")
    );
    assert_eq!(operation.responses.len(), 2);
    assert_eq!(
        losses(&said),
        [
            "2 of the 3 operations that are listed are shown without their routes, 1 without their verbs",
            "what is said of a type of `shade` is left out",
            "3 fields of `Light Bulb` below `bulbs` are not shown",
        ]
    );
}

#[test]
fn damaged_pages_of_all_kinds_are_read_without_error() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let mut count = 0;
    for case in fs::read_dir(fixtures).expect("the fixtures are part of the crate") {
        let case = case.expect("the fixtures can be listed").path();
        let text = fs::read_to_string(case.join("input.mdx")).expect("a case has an input");
        let mut damaged = vec![
            damage::code_view(&text, 1),
            damage::code_view_without_blanks(&text),
            damage::flatten(&text),
        ];
        let file = Sources::default().add("input.mdx", text.as_str());
        let page = mdx::read(file, &text, &mut Diagnostics::default());
        damaged.extend(page.as_ref().map(damage::render));
        for text in &damaged {
            for form in Form::ALL {
                let (capture, said) = read(form, text);
                let mut errors = said
                    .iter()
                    .filter(|said| said.severity() == Severity::Error);
                assert_eq!(errors.next(), None, "{}", case.display());
                // What is left of the rows is read, or said to be lost.
                let left = text.matches("\"name\":").count();
                let is_told = capture.facts.rows == left || !losses(&said).is_empty();
                assert!(is_told, "{}: {}", case.display(), form.name());
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}
