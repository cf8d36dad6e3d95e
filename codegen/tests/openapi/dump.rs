//! What was read, as lines of text: every field that holds something.

use std::fmt::{Display, Write};

use medusa_codegen::diagnostic::{Diagnostics, Sources, Span, Spanned};
use medusa_codegen::source::openapi::{
    Additional, Document, Operation, Parameter, Response, Schema,
};

pub(crate) fn everything(
    sources: &Sources,
    diagnostics: &Diagnostics,
    documents: &[Document],
) -> String {
    let mut dump = Dump {
        sources,
        out: String::new(),
        depth: 0,
    };
    dump.diagnostics(diagnostics);
    for document in documents {
        dump.document(document);
    }
    dump.out
}

struct Dump<'s> {
    sources: &'s Sources,
    out: String,
    depth: usize,
}

/// The parts of a line, joined by blanks; parts without a value are left out.
#[derive(Default)]
struct Line(String);

impl Line {
    fn word(mut self, word: impl Display) -> Self {
        let blank = if self.0.is_empty() { "" } else { " " };
        let _ = write!(self.0, "{blank}{word}");
        self
    }

    fn flag(self, name: &str, set: bool) -> Self {
        if set { self.word(name) } else { self }
    }

    fn option(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.word(format_args!("{name}={value}")),
            None => self,
        }
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.option(name, (!text.is_empty()).then(|| format!("{text:?}")))
    }
}

fn line() -> Line {
    Line::default()
}

impl Dump<'_> {
    fn put(&mut self, Line(text): Line) {
        let indent = "  ".repeat(self.depth);
        let _ = writeln!(self.out, "{indent}{text}");
    }

    fn below(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn at(&self, span: Span) -> String {
        format!("@{}", self.sources.place(span))
    }

    /// The value, and its place with the text there.
    fn spanned(&self, spanned: &Spanned<String>) -> String {
        let at = self.at(spanned.span);
        format!(
            "{}({at} {:?})",
            spanned.value,
            self.sources.slice(spanned.span)
        )
    }

    fn diagnostics(&mut self, diagnostics: &Diagnostics) {
        for diagnostic in diagnostics {
            let severity = format!("{:?}", diagnostic.severity()).to_lowercase();
            let head = format!("{severity} {}: {}", diagnostic.code, diagnostic.message);
            self.put(line().word(head));
            self.below(|dump| {
                for label in &diagnostic.labels {
                    let at = dump.at(label.span);
                    let slice = format!("{:?}", dump.sources.slice(label.span));
                    dump.put(line().word(at).word(slice).word(&label.text));
                }
                if let Some(help) = &diagnostic.help {
                    dump.put(line().word("help:").word(help));
                }
            });
        }
    }

    fn document(&mut self, document: &Document) {
        let path = self.sources.file(document.file).path.display().to_string();
        let head = line().word("document").word(path);
        self.put(head.text("title", &document.title));
        self.below(|dump| {
            for tag in &document.tags {
                let head = line().word("tag").word(dump.spanned(&tag.name));
                dump.put(head.text("description", &tag.description));
            }
            for (name, scheme) in &document.security_schemes {
                let at = dump.at(scheme.span);
                let head = line().word("scheme").word(name).word(at).word(&scheme.kind);
                let place = scheme.place.map(|place| format!("{place:?}"));
                let head = head.option("in", place).text("carrier", &scheme.carrier);
                dump.put(head.text("description", &scheme.description));
            }
            for operation in &document.operations {
                dump.operation(operation);
            }
            for (name, response) in &document.responses {
                dump.response(name, response);
            }
            for (name, schema) in &document.schemas {
                dump.schema(name, schema);
            }
        });
    }

    fn operation(&mut self, operation: &Operation) {
        let path = self.spanned(&operation.path);
        let head = line().word(operation.verb.as_str()).word(path);
        let id = operation.id.as_ref().map(|id| self.spanned(id));
        let method = operation.codegen_method.as_ref().map(|m| self.spanned(m));
        let head = head
            .word(self.at(operation.span))
            .option("id", id)
            .text("summary", &operation.summary)
            .text("description", &operation.description)
            .option("tags", Some(operation.tags.join(",")))
            .flag("deprecated", operation.deprecated)
            .option("security", Some(operation.security.join(",")))
            .option("authenticated", operation.authenticated)
            .option("method", method)
            .option("feature", operation.feature_flag.as_ref());
        self.put(head);
        self.below(|dump| dump.operation_parts(operation));
    }

    fn operation_parts(&mut self, operation: &Operation) {
        for sample in &operation.samples {
            let at = self.at(sample.span);
            let head = line().word("sample").word(at).word(&sample.language);
            self.put(head.text("code", &sample.code));
        }
        for parameter in &operation.parameters {
            self.parameter(parameter);
        }
        if let Some(body) = &operation.body {
            let head = line().word("body").word(self.at(body.span));
            let head = head.flag("required", body.required);
            self.put(head.text("description", &body.description));
            self.content(&body.content);
        }
        for response in &operation.responses {
            self.response(&response.status, response);
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let place = format!("{:?}", parameter.place).to_lowercase();
        let head = line().word(place).word(self.spanned(&parameter.name));
        let head = head
            .flag("required", parameter.required)
            .flag("deprecated", parameter.deprecated)
            .option("style", parameter.style.as_ref())
            .option("explode", parameter.explode)
            .text("description", &parameter.description);
        self.put(head);
        self.below(|dump| dump.schema("schema", &parameter.schema));
    }

    fn response(&mut self, name: &str, response: &Response) {
        let head = line()
            .word("response")
            .word(name)
            .word(self.at(response.span));
        let head = head.option("reference", response.reference.as_ref());
        self.put(head.text("description", &response.description));
        self.content(&response.content);
    }

    fn content(&mut self, content: &[(Spanned<String>, Schema)]) {
        self.below(|dump| {
            for (media, schema) in content {
                let media = dump.spanned(media);
                dump.schema(&media, schema);
            }
        });
    }

    fn schema(&mut self, name: &str, schema: &Schema) {
        let target = schema.reference.as_ref().map(|target| {
            let file = self.sources.file(target.file).path.display();
            format!("{file}#{}", target.name)
        });
        let required: Vec<_> = schema
            .required
            .iter()
            .map(|name| self.spanned(name))
            .collect();
        let values: Vec<_> = schema
            .enumeration
            .iter()
            .map(|v| v.value.to_string())
            .collect();
        let head = line()
            .word(name)
            .word(self.at(schema.span))
            .option("$ref", target)
            .option("type", schema.ty.as_ref().map(|ty| &ty.value))
            .option("format", schema.format.as_ref())
            .option("title", schema.title.as_ref())
            .flag("nullable", schema.nullable)
            .flag("deprecated", schema.deprecated)
            .option(
                "required",
                (!required.is_empty()).then(|| required.join(",")),
            )
            .option("enum", (!values.is_empty()).then(|| values.join("|")))
            .option("default", schema.default.as_ref())
            .option("example", schema.example.as_ref())
            .option("expandable", schema.expandable.as_ref())
            .option("relations", schema.expanded_relations.as_ref())
            .option("feature", schema.feature_flag.as_ref())
            .text("description", &schema.description);
        let others = schema.other.iter();
        self.put(others.fold(head, |head, (key, value)| head.option(key, Some(value))));
        self.below(|dump| dump.schemas_within(schema));
    }

    fn schemas_within(&mut self, schema: &Schema) {
        for (name, property) in &schema.properties {
            self.schema(&format!(".{name}"), property);
        }
        if let Some(items) = &schema.items {
            self.schema("[]", items);
        }
        match &schema.additional {
            Some(Additional::Allowed(allowed)) => self.put(line().word("{}").word(allowed)),
            Some(Additional::Schema(values)) => self.schema("{}", values),
            None => {}
        }
        let lists = [
            ("allOf", &schema.all_of),
            ("oneOf", &schema.one_of),
            ("anyOf", &schema.any_of),
        ];
        for (name, parts) in lists {
            for part in parts {
                self.schema(name, part);
            }
        }
    }
}
