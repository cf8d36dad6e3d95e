//! The overview: a run in, numbers and lists out, as a table or as JSON.

use crate::terminal::table;
use medusa_codegen::coverage::{self, Subject};
use medusa_codegen::diagnostic::Sources;
use medusa_codegen::ir::{Api, JoinKey, Shape, Verb};
use medusa_codegen::ledger::{Entry, ledger};
use medusa_codegen::lower::account::Outcome;
use medusa_codegen::pipeline::Run;
use medusa_codegen::source::capture::{self, Facts};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// How much there is of everything.
#[derive(Serialize)]
pub(super) struct Overview {
    pages: usize,
    /// The pages that describe a type instead of a resource.
    type_pages: usize,
    /// The methods on the pages, also those that are left out.
    documented_methods: usize,
    documents: usize,
    resources: usize,
    /// The methods of the client.
    methods: usize,
    operations: usize,
    /// The methods that a page documents and that were joined to an operation.
    joined: usize,
    types: usize,
    /// The fields of all object types.
    fields: usize,
    enums: usize,
    /// What the captures hold, before it is joined with anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    captures: Vec<Capture>,
    left_out: Vec<Row>,
    /// What has prose and what has none, by kind.
    prose: BTreeMap<&'static str, Prose>,
    /// How many diagnostics there are of each code.
    diagnostics: BTreeMap<&'static str, usize>,
}

/// How much there is in a capture.
#[derive(Serialize)]
struct Capture {
    file: String,
    form: &'static str,
    subject: String,
    methods: usize,
    incomplete: usize,
    blocks: usize,
    rows: usize,
    examples: usize,
    /// How many operations it only lists.
    listed: usize,
    listed_with_verb: usize,
    /// What it says of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    operations: Vec<Listed>,
}

/// An operation that a capture only lists.
#[derive(Serialize)]
struct Listed {
    group: String,
    title: String,
    verb: Option<&'static str>,
}

impl Capture {
    fn of(facts: &Facts, sources: &Sources) -> Self {
        let with_verb = facts.listed.iter().filter(|entry| entry.verb.is_some());
        Self {
            file: sources.file(facts.file).path.display().to_string(),
            form: facts.form.name(),
            subject: facts.subject.clone(),
            methods: facts.methods,
            incomplete: facts.incomplete,
            blocks: facts.blocks,
            rows: facts.rows,
            examples: facts.examples,
            listed: facts.listed.len(),
            listed_with_verb: with_verb.count(),
            operations: facts.listed.iter().map(Listed::of).collect(),
        }
    }
}

impl Listed {
    fn of(entry: &capture::Listed) -> Self {
        Self {
            group: entry.group.clone(),
            title: entry.title.clone(),
            verb: entry.verb.map(Verb::as_str),
        }
    }
}

impl fmt::Display for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\ncapture: {} ({}), {}",
            self.file, self.form, self.subject
        )?;
        let numbers = [
            ("methods", self.methods),
            ("of them incomplete", self.incomplete),
            ("blocks", self.blocks),
            ("rows", self.rows),
            ("examples", self.examples),
            ("listed operations", self.listed),
            ("of them with verb", self.listed_with_verb),
        ];
        write!(f, "{}", counts(2, numbers))
    }
}

/// How much of one kind is told of.
#[derive(Clone, Copy, Default, Serialize)]
struct Prose {
    told: usize,
    missing: usize,
}

/// Something left out.
#[derive(Serialize)]
struct Row {
    what: String,
    #[serde(rename = "where")]
    place: Option<String>,
    reason: String,
}

impl Overview {
    pub(super) fn of(run: &Run, api: &Api) -> Self {
        let methods = || api.resources.iter().flat_map(|resource| &resource.methods);
        let shapes = || api.types.iter().map(|ty| &ty.shape);
        let row = |entry: Entry| match entry.outcome {
            Outcome::Emitted(_) => None,
            Outcome::LeftOut(reason) => Some(Row {
                what: entry.what,
                place: entry.at.map(|at| run.sources.place(at)),
                reason: reason.into_owned(),
            }),
        };
        Self {
            pages: run.pages,
            type_pages: run.type_pages,
            documented_methods: run.documented_methods,
            documents: run.documents,
            resources: api.resources.len(),
            methods: methods().count(),
            operations: api.operations.len(),
            joined: methods().filter(|method| is_joined(method.join)).count(),
            types: api.types.len(),
            fields: shapes().map(fields).sum(),
            enums: shapes()
                .filter(|shape| matches!(shape, Shape::Enum(_)))
                .count(),
            captures: (run.captures.iter())
                .map(|facts| Capture::of(facts, &run.sources))
                .collect(),
            left_out: ledger(api).into_iter().filter_map(row).collect(),
            prose: prose(api),
            diagnostics: run.diagnostics.count_by_code(),
        }
    }
}

fn prose(api: &Api) -> BTreeMap<&'static str, Prose> {
    let mut kinds: BTreeMap<_, Prose> = BTreeMap::new();
    for subject in coverage::subjects(api) {
        let count = kinds.entry(subject.kind.name()).or_default();
        match subject.is_told() {
            true => count.told += 1,
            false => count.missing += 1,
        }
    }
    kinds
}

/// The subjects without prose, a line each.
pub(super) fn missing(run: &Run, api: &Api) -> String {
    let row = |subject: Subject<'_>| {
        let place = subject
            .at
            .map_or("-".to_owned(), |at| run.sources.place(at));
        [subject.kind.name().to_owned(), subject.what, place]
    };
    let subjects = coverage::subjects(api).into_iter();
    let rows: Vec<_> = subjects
        .filter(|subject| !subject.is_told())
        .map(row)
        .collect();
    table(0, &rows)
}

fn is_joined(join: JoinKey) -> bool {
    match join {
        JoinKey::SampleCallPath | JoinKey::TagAndCodegenMethod => true,
        JoinKey::OperationOnly | JoinKey::CustomRoute => false,
    }
}

fn fields(shape: &Shape) -> usize {
    match shape {
        Shape::Object(object) => object.fields.len(),
        Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => 0,
    }
}

impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = [
            ("resource pages", self.pages),
            ("methods on them", self.documented_methods),
            ("type pages", self.type_pages),
            ("OpenAPI documents", self.documents),
            ("operations", self.operations),
            ("resources of the client", self.resources),
            ("methods of the client", self.methods),
            ("documented on a page", self.joined),
            ("types", self.types),
            ("fields", self.fields),
            ("enums", self.enums),
        ];
        write!(f, "{}", counts(0, numbers))?;
        for capture in &self.captures {
            write!(f, "{capture}")?;
        }
        write!(f, "\nleft out: {}\n", self.left_out.len())?;
        let rows: Vec<_> = self.left_out.iter().map(Row::cells).collect();
        write!(f, "{}", table(2, &rows))?;
        let missing: usize = self.prose.values().map(|count| count.missing).sum();
        let hint = match missing {
            0 => "",
            _ => " (--missing lists it)",
        };
        writeln!(f, "\nwithout prose: {missing}{hint}")?;
        let rows = self.prose.iter().map(|(kind, count)| {
            let of = format!("{:>6} of {}", count.missing, count.told + count.missing);
            [(*kind).to_owned(), of]
        });
        write!(f, "{}", table(2, &rows.collect::<Vec<_>>()))?;
        let diagnostics = self.diagnostics.iter().map(|(code, count)| (*code, *count));
        let total: usize = self.diagnostics.values().sum();
        write!(f, "\ndiagnostics: {total}\n{}", counts(2, diagnostics))
    }
}

impl Row {
    fn cells(&self) -> [String; 3] {
        let place = self.place.as_deref().unwrap_or("-");
        [&self.what, place, &self.reason].map(str::to_owned)
    }
}

/// Names with numbers, the numbers flush right.
fn counts<'a>(indent: usize, counts: impl IntoIterator<Item = (&'a str, usize)>) -> String {
    let row = |(name, count): (&str, usize)| [name.to_owned(), format!("{count:>6}")];
    let rows: Vec<_> = counts.into_iter().map(row).collect();
    table(indent, &rows)
}

#[cfg(test)]
mod tests {
    use super::super::subject::tests::lamps;
    use super::*;
    use medusa_codegen::diagnostic::Span;
    use medusa_codegen::source::capture::Form;

    #[test]
    fn the_table_says_what_the_json_says() {
        let run = lamps();
        let overview = Overview::of(&run, run.api.as_ref().unwrap());
        let expected = "\
resource pages                1
methods on them               2
type pages                    0
OpenAPI documents             1
operations                    1
resources of the client       1
methods of the client         2
documented on a page          1
types                         2
fields                        2
enums                         1

left out: 1
  lamps._secret  lamps.mdx:1:1  private: its name starts with an underscore

without prose: 10 (--missing lists it)
  field           2 of 2
  method          2 of 2
  parameter       1 of 1
  payload         1 of 1
  resource        1 of 1
  response        1 of 1
  type            1 of 1
  value           1 of 1

diagnostics: 1
  unknown-type       1
";
        assert_eq!(overview.to_string(), expected);
        let json = serde_json::to_value(&overview).unwrap();
        let expected = serde_json::json!({
            "pages": 1,
            "type_pages": 0,
            "documented_methods": 2,
            "documents": 1,
            "resources": 1,
            "methods": 2,
            "operations": 1,
            "joined": 1,
            "types": 2,
            "fields": 2,
            "enums": 1,
            "left_out": [{ "what": "lamps._secret", "where": "lamps.mdx:1:1", "reason": "private: its name starts with an underscore" }],
            "prose": {
                "field": { "told": 0, "missing": 2 },
                "method": { "told": 0, "missing": 2 },
                "parameter": { "told": 0, "missing": 1 },
                "payload": { "told": 0, "missing": 1 },
                "resource": { "told": 0, "missing": 1 },
                "response": { "told": 0, "missing": 1 },
                "type": { "told": 0, "missing": 1 },
                "value": { "told": 0, "missing": 1 },
            },
            "diagnostics": { "unknown-type": 1 },
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn the_json_has_what_a_capture_lists() {
        let mut sources = Sources::default();
        let file = sources.add("lamps.txt", "Light a Lamp");
        let listed = capture::Listed {
            group: "Lamps".to_owned(),
            title: "Light a Lamp".to_owned(),
            verb: Some(Verb::Post),
            span: Span::new(file, 0, 12),
        };
        let facts = Facts {
            file,
            form: Form::ApiSite,
            subject: "GET /store/lamps".to_owned(),
            methods: 1,
            incomplete: 1,
            blocks: 0,
            rows: 0,
            examples: 0,
            has_gap: false,
            listed: vec![listed],
        };
        let json = serde_json::to_value(Capture::of(&facts, &sources)).unwrap();
        assert_eq!(
            (&json["listed"], &json["listed_with_verb"]),
            (&1.into(), &1.into())
        );
        let expected =
            serde_json::json!([{ "group": "Lamps", "title": "Light a Lamp", "verb": "POST" }]);
        assert_eq!(json["operations"], expected);
    }
}
