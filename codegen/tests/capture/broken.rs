//! Captures that are broken in themselves: cut, with a gap, with what does not belong to them, and very long.

use crate::own::{LAMPS, SITE, losses, page};
use crate::{damage, read};
use medusa_codegen::source::capture::{self, Capture, Form};
use medusa_codegen::source::mdx::Page;

fn names(page: &Page) -> Vec<&str> {
    let names = page.methods.iter().map(|method| method.name.value.as_str());
    names.collect()
}

/// `text` without what stands before the first `mark`.
fn from<'t>(text: &'t str, mark: &str) -> &'t str {
    &text[text.find(mark).expect("it is there")..]
}

/// Reads a capture, and checks that one of its losses is told so.
fn with_loss(form: Form, text: &str, loss: &str) -> Capture {
    let (capture, said) = read(form, text);
    assert!(losses(&said).contains(&loss), "{loss}: {said:#?}");
    capture
}

#[test]
fn a_code_view_with_a_gap_is_not_complete() {
    let whole = damage::code_view(LAMPS, 2);
    let row = from(&whole, "\"name\": \"metadata\"");
    let row = &row[..row.find("\"name\": \"watts\"").expect("it comes next")];
    // The text of real captures ends amid the marks of the last line.
    let text = whole.replacen(row, "", 1);
    let text = format!("{}|", text.trim_end_matches("|\n"));
    let capture = with_loss(Form::CodeView, &text, "9 of 229 lines are not here");
    assert_eq!((capture.facts.methods, capture.facts.incomplete), (2, 2));
    assert!(capture.facts.has_gap);

    let whole = format!("{}|", whole.trim_end_matches("|\n"));
    let (capture, _) = read(Form::CodeView, &whole);
    assert_eq!((capture.facts.methods, capture.facts.incomplete), (2, 0));
}

#[test]
fn a_class_without_its_name_is_known_by_its_path() {
    let by_path = "the class's name is lost; by its property path it is `LampsResource`";
    let view = damage::code_view(LAMPS, 2).replace("# LampsResource\n||\n", "");
    let view = view.replacen("# LampsResource\n", "", 1);
    let flat = damage::flatten(LAMPS).replacen("# LampsResource ", "", 1);
    let shown = damage::render(&page(LAMPS)).replacen("LampsResource\n", "", 1);
    for (form, text) in [
        (Form::CodeView, view),
        (Form::Flattened, flat),
        (Form::Rendered, shown),
    ] {
        assert_eq!(capture::detect(&text), Some(form));
        let capture = with_loss(form, &text, by_path);
        assert_eq!(capture.facts.subject, "LampsResource");
        let page = capture.page.expect("its path is there");
        assert_eq!(names(&page), ["light", "putOut"], "{}", form.name());
        assert!(!page.description.is_empty());
    }
}

#[test]
fn what_has_lost_the_beginning_says_how_much_that_is() {
    let view = damage::code_view(LAMPS, 2);
    let flat = damage::flatten(LAMPS);
    let shown = damage::render(&page(LAMPS));
    for (form, text, methods, rows) in [
        (
            Form::CodeView,
            from(&view, "### light"),
            "2 methods",
            "16 rows",
        ),
        (
            Form::Flattened,
            from(&flat, "### light"),
            "2 methods",
            "8 rows",
        ),
        (
            Form::Rendered,
            from(&shown, "How to light it."),
            "1 method",
            "3 rows",
        ),
    ] {
        let loss =
            format!("the class's name is lost, so that {methods} and {rows} cannot be placed");
        let capture = with_loss(form, text, &loss);
        assert!(capture.page.is_none());
        assert_eq!(capture.facts.subject, "");
    }
}

#[test]
fn a_site_may_say_where_a_page_is_before_its_title() {
    let text = format!(
        "Skip to main content\nDocs\n{}",
        damage::render(&page(LAMPS))
    );
    let loss = "2 lines before the class's name are left out";
    let capture = with_loss(Form::Rendered, &text, loss);
    assert_eq!(capture.facts.subject, "LampsResource");
    assert_eq!(capture.facts.methods, 2);
}

#[test]
fn what_is_printed_is_no_markdown() {
    let text = damage::render(&page(LAMPS));
    for line in [
        "```",
        "# Notes",
        "### other",
        "~~~",
        "<!-- ",
        "{/* ",
        "___",
        "---",
        "===",
        "| a |",
        "import something",
        "export it",
        "<ParameterTypes parameters={[]} />",
    ] {
        let text = text.replacen("\nExample\n", &format!("\n{line}\nExample\n"), 2);
        let (capture, said) = read(Form::Rendered, &text);
        assert_eq!(capture.facts.methods, 2, "{line}: {said:#?}");
        let page = capture.page.expect("it has a title");
        for method in &page.methods {
            let last = method.description.lines().last().unwrap_or_default();
            let printed = last.trim_start().trim_start_matches('\\');
            assert_eq!(printed, line.trim_end());
        }
    }
}

#[test]
fn an_example_that_is_printed_is_kept() {
    let code =
        "import Medusa from \"x\"\n# no heading\n```\n\n  lamps.light({\n    watts: 40,\n  })";
    let text = damage::render(&page(LAMPS));
    let text = text.replacen("Example\n", &format!("Example\n{code}\n"), 1);
    let capture = with_loss(Form::Rendered, &text, "1 example is not shown");
    assert_eq!(capture.facts.examples, 1);
    let page = capture.page.expect("it has a title");
    let [light, put_out] = page.methods.as_slice() else {
        panic!("it has two methods");
    };
    assert_eq!(light.examples[0].code.trim_end(), code);
    assert_eq!(light.parameters.len(), 3);
    assert!(put_out.examples.is_empty());
}

#[test]
fn prose_of_a_parameter_may_go_on_in_the_next_line() {
    let text = damage::render(&page(LAMPS)).replace("How to light it.", "How\nto light it.");
    let (capture, said) = read(Form::Rendered, &text);
    let page = capture.page.expect("it has a title");
    let payload = &page.methods[0].parameters[1];
    assert_eq!(
        (payload.name.as_str(), payload.description.as_str()),
        ("", "How to light it.")
    );
    assert_eq!(page.methods[0].parameters.len(), 3);
    assert_eq!(losses(&said).len(), 3, "{said:#?}");
}

#[test]
fn a_fence_without_an_end_ends_with_its_section() {
    let whole = damage::flatten(LAMPS);
    let (before, _) = read(Form::Flattened, &whole);
    let text = whole.replacen("``` #### Parameters", "#### Parameters", 1);
    assert_ne!(text, whole);
    let loss = "an example has no end, and is taken to go on to the next heading";
    let capture = with_loss(Form::Flattened, &text, loss);
    assert_eq!(capture.facts.methods, before.facts.methods);
    assert_eq!(capture.facts.rows, before.facts.rows);
    assert_eq!(capture.facts.examples, before.facts.examples);
}

#[test]
fn a_row_without_an_end_ends_with_its_section() {
    let whole = damage::flatten(LAMPS);
    let (before, _) = read(Form::Flattened, &whole);
    let text = whole.replacen("} ]} /> #### Returns", "} #### Returns", 1);
    assert_ne!(text, whole);
    let loss = "what is left of `Parameters` of `light` cannot be read";
    let capture = with_loss(Form::Flattened, &text, loss);
    assert_eq!(capture.facts.methods, before.facts.methods);
    assert_eq!(capture.facts.rows, before.facts.rows - 2);
}

#[test]
fn long_captures_are_read_without_panic() {
    let shown = |rows: String| format!("Lamps\nMethods\nlight\nParameters\n{rows}\nReturns\n");
    let many = |count: usize, part: fn(usize) -> String| (0..count).map(part).collect::<String>();
    let site = |rows: String| format!("a\nPOST\n/a\nRequest\nBody Params\n{rows}Responses\n");
    let texts = [
        (
            Form::Rendered,
            shown(format!("{}Required ", "a".repeat(100)).repeat(4000)),
        ),
        (
            Form::Rendered,
            shown(many(20_000, |row| format!("a{row}stringRequired\n"))),
        ),
        (Form::Flattened, "#### Parameters a\" } ] ".repeat(20_000)),
        (Form::Flattened, "#### Parameters x ".repeat(20_000)),
        (Form::Flattened, format!("# A {}", "``` ".repeat(100_000))),
        (
            Form::Flattened,
            format!("# A {}", "<TypeList x /> ".repeat(20_000)),
        ),
        (
            Form::Flattened,
            format!("# A {}", "import x ``` ``` ".repeat(20_000)),
        ),
        (
            Form::CodeView,
            format!("---\n|\n{}", "# A\n|\n<TypeList\n|\n".repeat(10_000)),
        ),
        (
            Form::ApiSite,
            site(many(20_000, |row| {
                format!("r{row}\nobject (T)\nrequired\n")
            })),
        ),
        (
            Form::ApiSite,
            many(10_000, |row| format!("a\nPOST\n/a{row}\nResponses\n")),
        ),
        (
            Form::ApiSite,
            format!(
                "a\nPOST\n/{}\nResponses\n",
                many(20_000, |part| format!("{{p{part}}}"))
            ),
        ),
    ];
    for (form, text) in &texts {
        read(*form, text);
    }
}

#[test]
fn captures_cut_off_anywhere_are_read_without_panic() {
    let texts = [
        (Form::CodeView, damage::code_view(LAMPS, 2)),
        (Form::Flattened, damage::flatten(LAMPS)),
        (Form::Rendered, damage::render(&page(LAMPS))),
        (Form::ApiSite, SITE.to_owned()),
    ];
    for (form, text) in &texts {
        for (end, _) in text.char_indices().step_by(3) {
            read(*form, &text[..end]);
            read(*form, &text[end..]);
        }
    }
}
