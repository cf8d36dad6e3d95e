//! Input that leads in circles, or is larger and deeper than anybody writes: it ends, without panic, in an
//! API or in errors, and files can be made of it.

use crate::dump;
use medusa_codegen::diagnostic::Code;
use medusa_codegen::ir::Shape;
use medusa_codegen::pipeline::{self, Run};
use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

/// Reads files with these names and texts, and generates what comes of them.
pub(crate) fn read(files: &[(&str, String)]) -> Run {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("the file can be written");
    }
    let started = Instant::now();
    let run = pipeline::read(&[folder.path().to_owned()]);
    let read = started.elapsed();
    let tree = pipeline::generate(&run);
    assert_eq!(tree.is_empty(), run.api.is_none());
    let size: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!(
        "{} files, {} kB: read in {:.2} s, generated in {:.2} s",
        files.len(),
        size / 1000,
        read.as_secs_f64(),
        (started.elapsed() - read).as_secs_f64()
    );
    run
}

pub(crate) fn row(name: &str, ty: &str, children: &str) -> String {
    let ty = ty.replace('"', "\\\"");
    format!(
        "{{\"name\":\"{name}\",\"type\":\"{ty}\",\"optional\":false,\"children\":[{children}]}}"
    )
}

pub(crate) fn link(name: &str) -> String {
    format!("[{name}](../classes/x.{name}.mdx)")
}

/// A page with one method, whose response holds `rows`.
pub(crate) fn page(rows: &[String]) -> String {
    let fields = rows.join(",\n");
    let response = row("StoreRes", &link("StoreRes"), &fields);
    let promise = row(
        "ResponsePromise",
        &format!("Promise<{}>", link("StoreRes")),
        &response,
    );
    format!(
        "# ThingsResource\n\nAvailable under the `medusa.things` property.\n\n## Methods\n\n### get\n\n#### Parameters\n\n\
         <TypeList types={{[]}}/>\n\n#### Returns\n\n<TypeList types={{[{promise}]}}/>\n"
    )
}

pub(crate) fn type_page(name: &str, rows: &[String]) -> String {
    let rows = rows.join(",\n");
    format!("# {name}\n\n## Properties\n\n<TypeList types={{[{rows}]}}/>\n")
}

/// A document with one operation, and these lines of schemas.
pub(crate) fn document(schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Things, version: '1'}}\npaths:\n  /store/things:\n    get:\n      operationId: GetThings\n\
         {0}x-codeSamples:\n{0}- {{lang: JavaScript, label: JS Client, source: medusa.things.get()}}\n\
         {0}responses:\n{0}  '200':\n{0}    description: OK\n{0}    content:\n\
         {0}      application/json: {{schema: {{$ref: '#/components/schemas/StoreRes'}}}}\n\
         components:\n  schemas:\n{schemas}",
        "      "
    )
}

const EMPTY: &str = "    StoreRes: {type: object}\n";

/// What is said of a response whose fields have these types, each defined by the row below it.
fn defined(types: &[(&str, &str)]) -> (Run, Vec<String>) {
    let rows: Vec<String> = types
        .iter()
        .map(|(name, definition)| {
            let definition = row(name, definition, "");
            row(&format!("f_{name}"), &link(name), &definition)
        })
        .collect();
    let run = read(&[("page.mdx", page(&rows)), ("api.yaml", document(EMPTY))]);
    let said = run
        .diagnostics
        .iter()
        .filter(|said| said.code == Code::UnknownType)
        .map(|said| said.message.clone());
    let said = said.collect();
    (run, said)
}

#[test]
fn circles_of_aliases_end() {
    let (a, b) = (link("A"), link("B"));
    for definition in [
        a.clone(),
        format!("{a}[]"),
        format!("Record<string, {a}>"),
        format!("{a} | null"),
        format!("Omit<{a}, \"x\">"),
        format!("Partial<Omit<{a}, \"x\">>"),
        format!("Omit<{a}, \"x\">[]"),
    ] {
        let (_, said) = defined(&[("A", &definition)]);
        assert_eq!(said.len(), 1, "{definition}: {said:?}");
        assert!(said[0].contains("`A`"), "{said:?}");
    }
    for (first, second) in [
        (b.clone(), a.clone()),
        (format!("{b}[]"), format!("{a}[]")),
        (format!("Partial<{b}>"), format!("Required<{a}> | null")),
        (format!("{b} | null"), format!("Record<string, {a}>[]")),
    ] {
        let (run, said) = defined(&[("A", &first), ("B", &second)]);
        assert!(run.api.is_some(), "{first}, {second}");
        assert!(!said.is_empty(), "{first}, {second}");
    }
}

#[test]
fn unions_and_intersections_of_themselves_end() {
    let a = link("A");
    for definition in [
        format!("{a} | string"),
        format!("{a}[] | string"),
        format!("string | {a} | {a}[] | Record<string, {a}>"),
        format!("{a} & {{ x: string }}"),
        format!("{a} & {a}"),
        format!("Omit<{a}, \"x\"> & {{ x: {a} }}"),
        format!("({a} & {{ x: {a} }}) | null"),
        format!("({a} | null) & {{ x: {a} }}"),
    ] {
        let (run, _) = defined(&[("A", &definition)]);
        assert!(run.api.is_some(), "{definition}");
    }
    let (b, c) = (link("B"), link("C"));
    let (run, _) = defined(&[
        ("A", &format!("{b} & {{ a: string }}")),
        ("B", &format!("Partial<{c}> & {{ b: string }}")),
        ("C", &format!("{a} & {{ c: string }}")),
    ]);
    let dump = dump::api(&run.api.expect("there is no error"));
    // Each has the fields of all, but for those of itself once more.
    assert!(dump.contains("object A = "), "{dump}");
    for field in ["a: string", "b: string", "c: string"] {
        assert!(dump.contains(field), "{dump}");
    }
}

#[test]
fn pages_that_lead_to_each_other_end() {
    let property = |name: &str, class: &str| row(name, &format!("[{class}]({class}.mdx)"), "");
    let resource = |title: &str, properties: &[String]| {
        type_page(title, properties)
            + "\n## Methods\n\n### get\n\n#### Parameters\n\n#### Returns\n"
    };
    let run = read(&[
        (
            "a.mdx",
            resource(
                "AResource",
                &[property("b", "BResource"), property("a", "AResource")],
            ),
        ),
        (
            "b.mdx",
            resource("BResource", &[property("a", "AResource")]),
        ),
        (
            "c.mdx",
            resource("CResource", &[property("c", "CResource")]),
        ),
        ("api.yaml", document(EMPTY)),
    ]);
    let itself: Vec<_> = run
        .diagnostics
        .iter()
        .filter(|said| said.code == Code::UnreachableResource)
        .map(|said| said.message.as_str())
        .collect();
    assert_eq!(
        itself,
        [
            "property `a` leads to `AResource`, which it is a property of",
            "property `c` leads to `CResource`, which it is a property of",
        ]
    );
}

#[test]
fn rows_and_schemas_may_be_deep() {
    let depth = 60;
    let mut rows = row("end", "string", "");
    let mut inline = "{type: string}".to_owned();
    let mut lists = "string".to_owned();
    for level in 0..depth {
        rows = match level % 2 {
            0 => row("deeper", "object", &rows),
            _ => row("deeper", &link(&format!("L{level}")), &rows),
        };
        inline = format!("{{type: object, properties: {{deeper: {inline}}}}}");
        if level < 7 {
            lists = format!("({lists} | null)[]");
        }
    }
    let schemas = format!(
        "    StoreRes: {{type: object, properties: {{deeper: {inline}, other: {inline}}}}}\n"
    );
    let page = page(&[rows, row("lists", &lists, "")]);
    let run = read(&[("page.mdx", page), ("api.yaml", document(&schemas))]);
    let api = run.api.expect("there is no error");
    // One way is united with the pages', the other is the document's own.
    assert!(api.types.len() > 2 * depth - 5, "{} types", api.types.len());
}

#[test]
fn a_type_may_have_ten_thousand_fields() {
    let count = 10_000;
    let fields = |from: usize| -> Vec<String> {
        (from..count)
            .map(|index| row(&format!("field_{index}"), "string", ""))
            .collect()
    };
    let rows = [
        row("big", &link("Big"), &fields(0).join(",")),
        row("again", &link("Big"), &fields(5).join(",")),
        row(
            "both",
            &format!("{} & Omit<{}, \"field_1\">", link("Big"), link("Big")),
            "",
        ),
        row("part", &format!("Partial<{}>", link("Big")), ""),
    ];
    let mut schemas = "    StoreRes: {type: object, properties: {big: {$ref: '#/components/schemas/Big'}}}\n    Big:\n      required:\n".to_owned();
    for index in 0..count {
        let _ = writeln!(schemas, "      - field_{index}");
    }
    schemas += "      properties:\n";
    for index in 3..count + 3 {
        let _ = writeln!(schemas, "        field_{index}: {{type: string}}");
    }
    // The same schema in a second document.
    let other = document(&schemas)
        .replace("/store/things", "/store/others")
        .replace("GetThings", "GetOthers");
    let run = read(&[
        ("page.mdx", page(&rows)),
        ("a.yaml", document(&schemas)),
        ("b.yaml", other),
    ]);
    let api = run.api.expect("there is no error");
    let big = api.find_identity("Big").expect("there is one");
    let Shape::Object(big) = &api[big].shape else {
        panic!("Big is an object");
    };
    assert_eq!(big.fields.len(), count + 3);
}

#[test]
fn there_may_be_five_thousand_types() {
    let count = 5_000;
    let mut schemas =
        "    StoreRes: {type: object, properties: {first: {$ref: '#/components/schemas/T0'}}}\n"
            .to_owned();
    let mut files = vec![(
        "page.mdx".to_owned(),
        page(&[row("first", &link("T0"), "")]),
    )];
    for index in 0..count {
        let (next, far) = ((index + 1) % count, (index * 7) % count);
        let status = format!("[\"a{}\", b, c]", index % 50);
        let _ = write!(
            schemas,
            "    T{index}:\n      type: object\n      required: [id, next]\n      properties:\n        id: {{type: string}}\n\
             {0}next: {{$ref: '#/components/schemas/T{next}'}}\n{0}far: {{type: array, items: {{$ref: '#/components/schemas/T{far}'}}}}\n\
             {0}status: {{type: string, enum: {status}}}\n{0}inline: {{type: object, properties: {{a: {{type: number}}}}}}\n",
            "        "
        );
        let rows = [
            row("id", "string", ""),
            row("next", &link(&format!("T{next}")), ""),
            row("far", &format!("{}[]", link(&format!("T{far}"))), ""),
            row(
                "status",
                &format!("\"a{}\" | \"b\" | \"c\"", index % 50),
                "",
            ),
            row("inline", "{ a: number; b: string }", ""),
        ];
        files.push((
            format!("x.T{index}.mdx"),
            type_page(&format!("T{index}"), &rows),
        ));
    }
    files.push(("api.yaml".to_owned(), document(&schemas)));
    let files: Vec<(&str, String)> = (files.iter())
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    let run = read(&files);
    let api = run.api.expect("there is no error");
    let named = api.types.iter().filter(|def| !def.name.is_empty()).count();
    assert_eq!(named, count + 1);
    let united = api
        .types
        .iter()
        .filter(|def| def.name.starts_with('T') && def.identities.len() == 2);
    assert_eq!(united.count(), count);
    // One enum for each set of values, and an inline type in each.
    assert_eq!(api.types.len() - named, 50 + count);
}

#[test]
fn chains_of_schemas_may_be_long() {
    let count = 1_000;
    let mut schemas = "    StoreRes: {type: object, properties: {alias: {$ref: '#/components/schemas/A0'}, made: {$ref: '#/components/schemas/M0'}, listed: {$ref: '#/components/schemas/L0'}}}\n".to_owned();
    for index in 0..count {
        let next = index + 1;
        let _ = write!(
            schemas,
            "    A{index}: {{$ref: '#/components/schemas/A{next}'}}\n\
             {0}M{index}: {{allOf: [{{$ref: '#/components/schemas/M{next}'}}, {{type: object, properties: {{m{index}: {{type: string}}}}}}]}}\n\
             {0}L{index}: {{type: array, items: {{$ref: '#/components/schemas/L{next}'}}}}\n",
            "    "
        );
    }
    let _ = write!(
        schemas,
        "    A{count}: {{type: object}}\n    M{count}: {{type: object}}\n    L{count}: {{type: object}}\n"
    );
    let run = read(&[("api.yaml", document(&schemas))]);
    let api = run.api.expect("there is no error");
    let made = api.find_identity("M0").expect("it is used");
    let Shape::Object(made) = &api[made].shape else {
        panic!("M0 is an object");
    };
    assert_eq!(made.fields.len(), count);
}

#[test]
fn a_diamond_of_schemas_is_read_once() {
    let levels = 60;
    let mut schemas =
        "    StoreRes: {type: object, properties: {top: {$ref: '#/components/schemas/D0a'}}}\n"
            .to_owned();
    for level in 0..levels {
        for side in ["a", "b"] {
            let next = level + 1;
            let _ = writeln!(
                schemas,
                "    D{level}{side}: {{allOf: [{{$ref: '#/components/schemas/D{next}a'}}, {{$ref: '#/components/schemas/D{next}b'}}, {{type: object, properties: {{f{level}{side}: {{type: string}}}}}}]}}"
            );
        }
    }
    for side in ["a", "b"] {
        let _ = writeln!(
            schemas,
            "    D{levels}{side}: {{type: object, properties: {{end: {{type: string}}}}}}"
        );
    }
    let rows: Vec<String> = (0..levels)
        .flat_map(|level| ["a", "b"].map(|side| (level, side)))
        .map(|(level, side)| {
            let next = level + 1;
            let definition = format!(
                "{} & {}",
                link(&format!("P{next}a")),
                link(&format!("P{next}b"))
            );
            let name = format!("P{level}{side}");
            row(
                &format!("p_{name}"),
                &link(&name),
                &row(&name, &definition, ""),
            )
        })
        .collect();
    let run = read(&[("page.mdx", page(&rows)), ("api.yaml", document(&schemas))]);
    let api = run.api.expect("there is no error");
    let top = api.find_identity("D0a").expect("the top is used");
    let Shape::Object(top) = &api[top].shape else {
        panic!("the top is an object");
    };
    assert_eq!(top.fields.len(), 2 * (levels - 1) + 2);
}

#[test]
fn many_types_may_share_a_name() {
    let count = 3_000;
    let rows: Vec<String> = (0..count)
        .map(|index| {
            let link = format!("[Item](../classes/x.Item-{index}.mdx)");
            let own = row(&format!("own_{index}"), "string", "");
            row(&format!("item_{index}"), &link, &own)
        })
        .collect();
    let enums: Vec<String> = (0..count)
        .map(|index| {
            let link = format!("[Status](../enums/x.Status-{index}.mdx)");
            let value = row("VALUE", &format!("\"value_{}\"", index % 100), "");
            row(&format!("status_{index}"), &link, &value)
        })
        .collect();
    let run = read(&[
        ("page.mdx", page(&[rows, enums].concat())),
        ("api.yaml", document(EMPTY)),
    ]);
    let api = run.api.expect("there is no error");
    let called = |name: &str| api.types.iter().filter(|def| def.name == name).count();
    assert_eq!((called("Item"), called("Status")), (count, 100));
}

#[test]
fn many_operations_may_have_no_page() {
    let count = 3_000;
    let mut paths = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n  /: {get: {operationId: Root, responses: {}}}\n".to_owned();
    for index in 0..count {
        let _ = writeln!(
            paths,
            "  /store/things/{index}: {{put: {{operationId: PutThing{index}, tags: [Things], parameters: [{{name: filter, in: query, schema: {{type: object, properties: {{lt: {{type: number}}, o{index}: {{type: string}}}}}}}}], responses: {{}}}}, \
             get: {{x-codegen: {{method: get}}, responses: {{}}}}}}"
        );
    }
    let run = read(&[
        ("page.mdx", page(&[])),
        ("api.yaml", document(EMPTY)),
        ("more.yaml", paths),
    ]);
    let api = run.api.expect("there is no error");
    let things = &api.resources[api
        .resource_ids()
        .find(|id| api[*id].path == ["things"])
        .expect("it is there")
        .index()];
    let mut names: Vec<&str> = things
        .methods
        .iter()
        .map(|method| method.name.as_str())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((all, names.len()), (2 * count + 1, 2 * count + 1));
}
