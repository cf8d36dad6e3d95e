use super::markdown::{first_sentence, printable, to_rustdoc};
use crate::lower::Target;
use crate::lower::model::Areas;
use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, Event, Options, Parser, Tag};

fn target() -> Target {
    Target {
        path: "crate::types::Lamp".into(),
        areas: Areas::default(),
    }
}

fn lines(markdown: &str) -> Vec<String> {
    let target = target();
    to_rustdoc(markdown, &|destination| {
        (destination == "lamp.mdx").then_some(&target)
    })
}

#[test]
fn prose() {
    for (markdown, expected) in [
        ("", &[][..]),
        ("A lamp.", &["A lamp."]),
        ("A\nlamp.\n\n\nTwo.", &["A lamp.", "", "Two."]),
        ("[`Lamp`](lamp.mdx)", &["[`Lamp`](crate::types::Lamp)"]),
        ("[a lamp](oil.mdx)", &["a lamp"]),
        ("[x](javascript:alert)", &["x"]),
        ("[x](https://a.b/c)", &["[x](https://a.b/c)"]),
        ("[x](<https://a.b/c(d)>)", &["[x](<https://a.b/c(d)>)"]),
        ("see https://a.b/c_d.", &["see <https://a.b/c_d>."]),
        ("![x](https://a.b/c)", &["[x](https://a.b/c)"]),
        (r"\![x](https://a.b/c)", &[r"\![x](https://a.b/c)"]),
        ("<b>x</b>", &[r"\<b>x\</b>"]),
        ("snake_case, _x_", &["snake_case, *x*"]),
        ("Vec\\<T>, [T]", &[r"Vec\<T>, \[T\]"]),
        ("&lt;b>", &[r"\<b>"]),
        ("&amp;lt;", &[r"\&lt;"]),
        ("# Title\ntext", &["**Title**", "", "text"]),
        (
            "- a\n- b\n  - c\n\n1. d",
            &["- a", "- b", "  - c", "", "1. d"],
        ),
        ("- a\n\n  b", &["- a", "", "  b"]),
        ("> a\n\nb", &["> a", "", "b"]),
        ("a\n\n> b", &["a", "", "> b"]),
        ("a  \nb", &["a\\", "b"]),
        ("```rust,ignore\nx\n```", &["```text", "x", "```"]),
        ("```json\nx\n```", &["```json", "x", "```"]),
        ("    x", &["```text", "x", "```"]),
        ("`` a`b ``", &["``a`b``"]),
        ("a\u{202e}b\u{200b}c\u{0}d", &["abcd"]),
        ("````\n```\n````", &["````text", "```", "````"]),
        (
            "1\\. a\n\n\\# b\n\n\\- c",
            &["1\\. a", "", "\\# b", "", "\\- c"],
        ),
        ("a\n\\===", &["a ==="]),
    ] {
        assert_eq!(lines(markdown), expected, "{markdown:?}");
    }
}

#[test]
fn long_lines_are_wrapped() {
    let markdown = "word ".repeat(100);
    let lines = lines(&markdown);
    assert_eq!(lines.len(), 6);
    assert!(lines.iter().all(|line| line.len() <= 92));
    assert_eq!(lines.join(" "), markdown.trim());
}

#[test]
fn first_sentences() {
    for (markdown, expected) in [
        ("One. Two.", "One."),
        ("One.\n\nTwo.", "One."),
        ("Some, e.g. one. Two.", "Some, e.g. one."),
        ("See [A. B](https://a.b). Two.", "See [A. B](https://a.b)."),
        ("**A. B.** Two.", "**A. B.** Two."),
        ("One", "One"),
    ] {
        assert_eq!(first_sentence(markdown, &|_| None).join(" "), expected);
    }
}

/// What a reader sees, without white space.
fn seen(markdown: &str) -> String {
    let text: String = (Parser::new(markdown))
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                Some(text.into_string())
            }
            _ => None,
        })
        .collect();
    printable(&text).replace(char::is_whitespace, "")
}

/// As rustdoc reads it.
fn rustdoc_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "B",
        "1",
        " ",
        " ",
        "\n",
        "\n\n",
        "    ",
        "<",
        ">",
        "&",
        "&lt;",
        "*",
        "_",
        "`",
        "```",
        "~~~",
        "[",
        "]",
        "(",
        ")",
        "!",
        "#",
        "|",
        "--|--",
        "-",
        "+",
        "=",
        ".",
        ":",
        "\\",
        "\"",
        "<b>",
        "</b>",
        "<!--",
        "[x](lamp.mdx)",
        "[x]: y",
        "https://a.b",
        "http://",
        "rust",
        "\u{202e}",
        "\u{200d}",
        "é",
        "\t",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_is_written_is_harmless(markdown in nasty()) {
        let written = lines(&markdown).join("\n");
        let mut guessed = Vec::new();
        let guess = |link: BrokenLink<'_>| {
            guessed.push(link.reference.to_string());
            None
        };
        for event in Parser::new_with_broken_link_callback(&written, rustdoc_options(), Some(guess)) {
            match event {
                Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => {
                    prop_assert!(false, "{event:?} in {written:?}");
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let is_known = ["crate::types::Lamp", "https://a.b"].contains(&dest_url.as_ref())
                        || dest_url.starts_with("http");
                    prop_assert!(is_known, "{dest_url:?} in {written:?}");
                }
                Event::Start(
                    Tag::Image { .. } | Tag::Table(_) | Tag::Strikethrough | Tag::FootnoteDefinition(_),
                ) => prop_assert!(false, "{event:?} in {written:?}"),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let text = format!("{kind:?}");
                    prop_assert!(text.contains("text"), "{text} in {written:?}");
                }
                _ => {}
            }
        }
        prop_assert_eq!(guessed, Vec::<String>::new(), "in {:?}", written);
    }

    #[test]
    fn nothing_is_lost(markdown in nasty()) {
        let written = lines(&markdown).join("\n");
        prop_assert_eq!(seen(&written), seen(&markdown), "in {:?}", written);
    }
}
