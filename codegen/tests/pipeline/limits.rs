//! Input beyond all measure: it is refused with an error that says why, or read in reasonable time.

use crate::hostile::{document, page, read, row, type_page};
use medusa_codegen::diagnostic::{Code, Severity};
use medusa_codegen::ir::Shape;
use medusa_codegen::pipeline::{self, Run};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};

/// What is said of a spec that is no longer read, of which there must be something.
fn errors(run: &Run) -> Vec<String> {
    let errors = run
        .diagnostics
        .iter()
        .filter(|said| said.severity() == Severity::Error);
    let errors: Vec<String> = errors.map(|said| said.message.clone()).collect();
    assert!(!errors.is_empty());
    assert!(run.api.is_none());
    errors
}

#[test]
fn a_file_of_200_megabytes_is_refused() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for name in ["page.mdx", "api.yaml", "fixups.toml", "notes.txt"] {
        let path = folder.path().join(name);
        let file = File::create(&path).expect("the file can be made");
        file.set_len(200 << 20).expect("the disk may be sparse");
    }
    let run = pipeline::read(&[folder.path().to_owned()]);
    let errors = errors(&run);
    assert_eq!(errors.len(), 4);
    for error in errors {
        assert!(
            error.ends_with("cannot be read: it is larger than 64 MB"),
            "{error}"
        );
    }
}

#[test]
fn nesting_without_end_is_refused_where_it_is_too_deep() {
    let depth = 100_000;
    let brackets = "[".repeat(depth);
    let rows = r#"{"name":"a","type":"object","children":["#.repeat(depth);
    let quotes = format!("{}a", "> ".repeat(depth));
    let cases = [
        (
            "page.mdx",
            format!("# A\n\n<TypeList types={{{brackets}\n"),
            "recursion limit",
        ),
        (
            "page.mdx",
            format!("# A\n\n<TypeList types={{[{rows}\n"),
            "recursion limit",
        ),
        (
            "api.yaml",
            format!("openapi: 3.0.3\npaths: {brackets}"),
            "nested more than 128 levels",
        ),
        (
            "api.json",
            format!("{{\"openapi\": \"3.0.3\", \"paths\": {brackets}"),
            "nested more than 128 levels",
        ),
        (
            "page.mdx",
            page(&[row("a", &"(".repeat(depth), "")]),
            "nests more than 64 levels",
        ),
        (
            "page.mdx",
            page(&[row("a", &"a<".repeat(depth), "")]),
            "nests more than 64 levels",
        ),
        (
            "page.mdx",
            page(&[row("a", &format!("string{}", "[]".repeat(depth)), "")]),
            "more than 8 dimensions",
        ),
        ("fixups.toml", format!("a = {brackets}"), "recursion"),
    ];
    for (name, text, expected) in cases {
        let start = text[..40.min(text.len())].to_owned();
        let run = read(&[
            (name, text),
            ("other.yaml", document("    StoreRes: {type: object}\n")),
        ]);
        let errors = errors(&run);
        assert!(
            errors.iter().any(|error| error.contains(expected)),
            "{start}: {errors:?}"
        );
    }
    // Prose may be as it likes.
    let run = read(&[
        ("page.mdx", format!("{}\n\n{quotes}\n", type_page("A", &[]))),
        ("api.yaml", document("    StoreRes: {type: object}\n")),
    ]);
    assert!(run.api.is_some());
}

#[test]
fn rows_of_tables_nest_only_so_deep() {
    let dots = |index: usize| ".".repeat(index);
    let names = |index: usize| format!("{}a", "a.".repeat(index));
    let forms: [(&dyn Fn(usize) -> String, usize); 2] = [(&dots, 1), (&names, 64)];
    for (name, read_levels) in forms {
        let count = 4000;
        let rows: String = (0..count)
            .map(|index| format!("| `{}` | `string` |\n", name(index)))
            .collect();
        let page = format!(
            "# Class: ThingsResource\n\n## Methods\n\n### get\n\n▸ **get**(`a`): `void`\n\n#### Parameters\n\n\
             | Name | Type |\n| :-- | :-- |\n{rows}\n#### Returns\n\n`void`\n"
        );
        let run = read(&[
            ("page.md", page),
            ("api.yaml", document("    StoreRes: {type: object}\n")),
        ]);
        let said = |message: &str| {
            let said = run.diagnostics.iter();
            said.filter(|said| said.message == message).count()
        };
        assert_eq!(said("a row nested more than 64 levels deep"), count - 64);
        assert_eq!(said("a row without a name"), 64 - read_levels);
    }
}

#[test]
fn names_may_have_a_megabyte() {
    let name = "n".repeat(1 << 20);
    let value = format!("\"{}\"", "v".repeat(1 << 20));
    let rows = [
        row(&name, "string", ""),
        row("state", &format!("{value} | \"b\""), ""),
    ];
    let schema =
        format!("    StoreRes: {{type: object, properties: {{{name}: {{type: string}}}}}}\n");
    let run = read(&[("page.mdx", page(&rows)), ("api.yaml", document(&schema))]);
    let api = run.api.as_ref().expect("there is no error");
    let is_it = |shape: &Shape| match shape {
        Shape::Object(object) => object.fields.iter().any(|field| field.name == name),
        _ => false,
    };
    assert!(api.types.iter().any(|def| is_it(&def.shape)));
    let tree = pipeline::generate(&run);
    for (path, _) in tree.iter() {
        assert!(path.len() < 250, "{path}");
    }
}

#[test]
fn a_page_may_have_ten_thousand_methods() {
    let count = 10_000;
    let mut page =
        "# ThingsResource\n\nFound under the `medusa.things` property.\n\n## Methods\n".to_owned();
    let mut paths = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n".to_owned();
    for index in 0..count {
        // Names that are one in Rust.
        let name = format!("do{}", "_".repeat(index % 100)) + &"é".repeat(index / 100);
        let _ = write!(
            page,
            "\n### {name}\n\nIt.\n\n#### Parameters\n\n<TypeList types={{[]}}/>\n\n#### Returns\n\n<TypeList types={{[]}}/>\n"
        );
        let _ = writeln!(
            paths,
            "  /store/things/{index}: {{get: {{operationId: G{index}, x-codeSamples: [{{lang: JavaScript, source: 'medusa.things.{name}()'}}], responses: {{}}}}}}"
        );
    }
    let run = read(&[("page.mdx", page), ("api.yaml", paths)]);
    let api = run.api.as_ref().expect("there is no error");
    assert_eq!(api.operations.len(), count);
    let methods: usize = api
        .resources
        .iter()
        .map(|resource| resource.methods.len())
        .sum();
    assert_eq!(methods, count);
}

#[test]
fn chains_of_ten_thousand_references_end() {
    let count = 10_000;
    let mut text = document("    StoreRes: {$ref: '#/components/schemas/A0'}\n");
    for index in 0..count {
        let _ = writeln!(
            text,
            "    A{index}: {{$ref: '#/components/schemas/A{}'}}",
            index + 1
        );
    }
    let _ = writeln!(
        text,
        "    A{count}: {{type: object, properties: {{end: {{type: string}}}}}}"
    );
    let run = read(&[("api.yaml", text)]);
    let api = run.api.expect("there is no error");
    let [end] = api.types.as_slice() else {
        panic!("all are one type, not {}", api.types.len());
    };
    assert_eq!(end.identities.len(), count + 2);

    // Of parts that are put where they are referred to.
    let mut text = document("    StoreRes: {type: object}\n").replace(
        "'200':\n",
        "'404': {$ref: '#/components/responses/R0'}\n        '200':\n",
    );
    text += "  responses:\n";
    for index in 0..count {
        let _ = writeln!(
            text,
            "    R{index}: {{$ref: '#/components/responses/R{}'}}",
            index + 1
        );
    }
    let _ = writeln!(text, "    R{count}: {{description: Lost}}");
    let run = read(&[("api.yaml", text)]);
    assert_eq!(errors(&run), ["a chain of more than 100 references"]);
}

#[test]
fn nothing_outside_of_the_spec_is_read() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (spec, secret) = (
        folder.path().join("spec"),
        folder.path().join("secret.yaml"),
    );
    fs::create_dir(&spec).expect("the folder can be made");
    let schema = document("    StoreRes: {type: object, properties: {a: {type: string}}}\n");
    fs::write(&secret, &schema).expect("the file can be written");
    for reference in [
        "../secret.yaml#/components/schemas/StoreRes",
        "..%2fsecret.yaml#/components/schemas/StoreRes",
        "./x/../../secret.yaml#/components/schemas/StoreRes",
        "link.yaml#/components/schemas/StoreRes",
        "file:///etc/passwd#/a",
        "https://example.com/a.yaml#/components/schemas/A",
        "../secret.yaml",
        "../../../../etc/passwd",
        "/etc/passwd",
        "%2e%2e/secret.yaml",
        "https://example.com/a.yaml",
    ] {
        let of_schema = document(&format!("    StoreRes: {{$ref: '{reference}'}}\n"));
        let of_path = document("    StoreRes: {type: object}\n").replace(
            "paths:\n",
            &format!("paths:\n  /store/other: {{$ref: '{reference}'}}\n"),
        );
        for text in [of_schema, of_path] {
            fs::write(spec.join("api.yaml"), text).expect("the file can be written");
            let run = pipeline::read(std::slice::from_ref(&spec));
            let errors = errors(&run);
            assert!(
                errors[0].ends_with("is not a file of the spec"),
                "{errors:?}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_the_spec_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (spec, secret) = (
        folder.path().join("spec"),
        folder.path().join("secret.yaml"),
    );
    fs::create_dir(&spec).expect("the folder can be made");
    fs::write(&secret, document("    StoreRes: {type: object}\n"))
        .expect("the file can be written");
    symlink(&secret, spec.join("link.yaml")).expect("a link can be made");
    symlink(&spec, spec.join("again")).expect("a link can be made");
    symlink("/dev/zero", spec.join("endless.yaml")).expect("a link can be made");
    let listener = std::os::unix::net::UnixListener::bind(spec.join("socket.yaml"));
    let _listener = listener.expect("a socket can be made");
    fs::write(
        spec.join("api.yaml"),
        document("    StoreRes: {type: object}\n"),
    )
    .expect("the file can be written");
    let run = pipeline::read(std::slice::from_ref(&spec));
    assert_eq!((run.documents, run.api.is_some()), (1, true));
    let said = run.diagnostics.iter();
    let said: Vec<&str> = said
        .filter(|said| said.code == Code::UnknownFile)
        .map(|said| said.message.as_str())
        .collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("4 files are symbolic links"),
        "{said:?}"
    );
}

#[test]
fn names_are_sent_as_they_are_documented() {
    let run = pipeline::read(&["tests/fixtures/pipeline/hostile-texts/spec".into()]);
    let api = run.api.as_ref().expect("there is no error");
    let tree = pipeline::generate(&run);
    let mut literals = HashSet::new();
    for (_, text) in tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let tokens = text.parse().expect("what is generated is Rust");
        add_literals(tokens, &mut literals);
    }
    let mut count = 0;
    for def in &api.types {
        let names: Vec<&String> = match &def.shape {
            Shape::Object(object) => object.fields.iter().map(|field| &field.name).collect(),
            Shape::Enum(values) => values.iter().map(|value| &value.value).collect(),
            _ => Vec::new(),
        };
        for name in names {
            assert!(literals.contains(name), "{name:?}");
            count += 1;
        }
    }
    for field in api.operations.iter().flat_map(|operation| &operation.query) {
        assert!(literals.contains(&field.name), "{:?}", field.name);
    }
    assert!(count > 100, "{count}");
}

/// Adds the values of string literals.
fn add_literals(tokens: TokenStream, literals: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => add_literals(group.stream(), literals),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    literals.insert(text.value());
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_folder_with_many_other_files_gets_one_warning_with_their_number() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for number in 0..40 {
        let name = folder.path().join(format!("photograph{number:02}.png"));
        fs::write(name, [0xff, 0xfe]).expect("the file can be written");
    }
    let run = pipeline::read(&[folder.path().to_owned()]);
    let said: Vec<_> = run.diagnostics.iter().collect();
    assert_eq!(said.len(), 2, "{said:?}");
    let files = said.iter().find(|said| said.code == Code::UnknownFile);
    let message = &files.expect("the files are reported").message;
    assert!(message.starts_with("40 files are neither"), "{message}");
    assert!(message.contains("photograph04.png"), "{message}");
    assert!(message.ends_with(" and 35 more"), "{message}");
    assert!(said.iter().any(|said| said.code == Code::EmptySpec));
}

#[test]
fn files_that_git_ignores_are_read_only_where_they_are_named() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path();
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        fs::write(path, text).expect("the file can be written");
    };
    let api = document("    StoreRes: {type: object}\n");
    write(".gitignore", "build/\n*.new.yaml\n");
    write("api/store.yaml", &api);
    write("api/store.new.yaml", &api);
    write("build/store.yaml", &api);
    write(
        "cache/CACHEDIR.TAG",
        "Signature: 8a477f597d28d172789f06886806bc55",
    );
    write("cache/store.yaml", &api);
    let documents = |paths: &[&str]| {
        let paths: Vec<_> = paths.iter().map(|path| root.join(path)).collect();
        let mut diagnostics = medusa_codegen::diagnostic::Diagnostics::default();
        medusa_codegen::source::load(&paths, &mut diagnostics)
            .documents
            .len()
    };
    // Without a repository, nothing is ignored but caches.
    assert_eq!(documents(&["."]), 3);
    fs::create_dir(root.join(".git")).expect("a folder can be made");
    assert_eq!(documents(&["."]), 1);
    assert_eq!(documents(&["api"]), 1);
    assert_eq!(documents(&["build"]), 1);
    assert_eq!(documents(&["cache"]), 1);
    assert_eq!(documents(&["api/store.new.yaml"]), 1);
    assert_eq!(documents(&[".", "build"]), 2);
}
