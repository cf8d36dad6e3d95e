//! Rendered diagnostics, one folder a case: `diagnostic.toml` says what is rendered against the
//! input files beside it, `expected.txt` what comes of it, to the letter. `UPDATE_EXPECT=1`
//! rewrites the expected texts.

use expect_test::expect_file;
use medusa_codegen::diagnostic::render::{Style, render, render_places, summary};
use medusa_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity, Sources, Span};
use serde::Deserialize;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    code: String,
    message: String,
    help: Option<String>,
    #[serde(default)]
    label: Vec<CaseLabel>,
}

#[derive(Deserialize)]
struct CaseLabel {
    file: String,
    /// The text whose first occurrence is labelled; without it, the end of the file.
    at: Option<String>,
    text: String,
}

fn read_case(folder: &Path) -> (Diagnostic, Sources) {
    let text = fs::read_to_string(folder.join("diagnostic.toml")).unwrap();
    let case: Case = toml::from_str(&text).unwrap();
    let code = Code::ALL.iter().find(|code| code.as_str() == case.code);
    let mut diagnostic = Diagnostic::new(*code.unwrap(), case.message);
    diagnostic.help = case.help;
    let mut sources = Sources::default();
    for label in case.label {
        let path = Path::new(&label.file);
        let file = sources
            .find(path)
            .unwrap_or_else(|| sources.add(path, fs::read_to_string(folder.join(path)).unwrap()));
        let text = &sources.file(file).text;
        let (start, end) = match &label.at {
            Some(at) => {
                let start = text.find(at).unwrap();
                (start, start + at.len())
            }
            None => (text.len(), text.len()),
        };
        diagnostic = diagnostic.label(Span::new(file, start, end), label.text);
    }
    (diagnostic, sources)
}

#[test]
fn fixtures_render_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics");
    let mut cases = 0;
    for folder in fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        let (diagnostic, sources) = read_case(&folder);
        let rendered = render(&diagnostic, &sources, Style::Plain) + "\n";
        expect_file![folder.join("expected.txt")].assert_eq(&rendered);
        cases += 1;
    }
    assert!(cases >= 11, "only {cases} cases found");
}

/// A one-line page of about 300 KB, and the span of its last `"type"`.
fn long_page() -> (Sources, Span) {
    let row = r#"{"name": "größe", "type": "`string`", "optional": false}, "#;
    let text = row.repeat(300_000 / row.len());
    let start = text.rfind("\"type\"").unwrap();
    let mut sources = Sources::default();
    let file = sources.add("page.mdx", text);
    (sources, Span::new(file, start, start + "\"type\"".len()))
}

#[test]
fn a_long_line_is_cut_and_its_column_stays_true() {
    let (sources, span) = long_page();
    let diagnostic = Diagnostic::new(Code::InvalidType, "no").label(span, "here");
    let rendered = render(&diagnostic, &sources, Style::Plain);
    let before = &sources.file(span.file).text[..span.start as usize];
    let column = before.chars().count() + 1;
    assert!(
        rendered.contains(&format!("--> page.mdx:1:{column}\n")),
        "{rendered}"
    );
    let widest = rendered.lines().map(|line| line.chars().count()).max();
    assert!(widest.unwrap() < 130, "{rendered}");
    let lines: Vec<&str> = rendered.lines().collect();
    let caret = lines[4].find('^').unwrap();
    let source: String = lines[3].chars().skip(caret).take(6).collect();
    assert_eq!(source, "\"type\"", "{rendered}");
}

#[test]
fn colours_are_the_only_difference_between_the_styles() {
    let (sources, span) = long_page();
    let diagnostic = Diagnostic::new(Code::UnknownFile, "no")
        .label(span, "here")
        .help("mend it");
    let plain = render(&diagnostic, &sources, Style::Plain);
    let coloured = render(&diagnostic, &sources, Style::Coloured);
    assert!(coloured.contains("\u{1b}["));
    let mut stripped = String::new();
    for (index, part) in coloured.split("\u{1b}[").enumerate() {
        let text = if index == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
        stripped.push_str(text);
    }
    assert_eq!(stripped, plain);
}

#[test]
fn places_are_rendered_without_a_title() {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", "email:\n  type: string\n");
    let label = Label {
        span: Span::new(file, 9, 13),
        text: "OpenAPI".to_owned(),
    };
    assert_eq!(
        render_places(&[label], &sources, Style::Plain),
        " --> a.yaml:2:3\n  |\n2 |   type: string\n  |   ^^^^ OpenAPI"
    );
}

#[test]
fn the_summary_counts_by_severity_and_by_code() {
    let mut diagnostics = Diagnostics::default();
    assert_eq!(
        summary(&diagnostics, Severity::Note),
        "0 errors, 0 warnings, 0 notes"
    );
    for code in [Code::InvalidJson, Code::UnknownType, Code::UnknownType] {
        diagnostics.push(Diagnostic::new(code, "no"));
    }
    assert_eq!(
        summary(&diagnostics, Severity::Note),
        "1 error, 2 warnings, 0 notes"
    );
    assert_eq!(
        summary(&diagnostics, Severity::Warning),
        "1 error, 2 warnings"
    );
    let counts: Vec<_> = diagnostics.count_by_code().into_iter().collect();
    assert_eq!(counts, [("invalid-json", 1), ("unknown-type", 2)]);
}

#[test]
fn positions_count_lines_and_characters_from_one() {
    let mut sources = Sources::default();
    let file = sources.add("a", "eins\r\nzwölf\n\nlast");
    let at = |start| {
        let position = sources.position(Span::new(file, start, start));
        (position.line, position.column)
    };
    assert_eq!(at(0), (1, 1));
    assert_eq!(at(4), (1, 5));
    assert_eq!(at(6), (2, 1));
    assert_eq!(at(8), (2, 3));
    assert_eq!(at(9), (2, 3), "in the middle of a character");
    assert_eq!(at(10), (2, 4));
    assert_eq!(at(13), (3, 1));
    assert_eq!(at(14), (4, 1));
    assert_eq!(at(18), (4, 5));
    assert_eq!(at(999), (4, 5), "beyond the end");
}
