//! The text of an operation's page on a documentation site.
//!
//! Above stands a list of all operations (`sidebar`), then the operation: its name, verb and route, prose,
//! examples of request and response, and the fields of both, a line each for name, type and whether it is
//! required (`rows`). The text does not tell which fields stand below which; the examples do.

mod rows;
mod sidebar;

use super::lines::{Line, lines};
use super::{Capture, Facts, Form, Losses};
use crate::diagnostic::{FileId, Span, Spanned};
use crate::source::openapi::{
    Document, Operation, Parameter, Place, RequestBody, Response, Schema, Tag, Verb,
};
use indexmap::IndexMap;
use serde_json::Value;
use std::ops::Range;

/// Whether a text shows an operation: a verb, below it a route, and below that the responses.
pub(super) fn looks_like(text: &str) -> bool {
    let lines: Vec<Line<'_>> = lines(text).filter(|line| !line.text.is_empty()).collect();
    route(&lines).is_some() && lines.iter().any(|line| line.text == "Responses")
}

/// Reads an operation's page.
pub(super) fn read(text: &str, losses: &mut Losses) -> Capture {
    let lines: Vec<Line<'_>> = lines(text).filter(|line| !line.text.is_empty()).collect();
    let mut facts = Facts::new(losses.file, Form::ApiSite);
    facts.listed = sidebar::read(&lines, losses.file);
    let Some((at, verb)) = route(&lines) else {
        losses.note("no verb with a route below it is shown", 0..0);
        return Capture {
            facts,
            page: None,
            document: None,
        };
    };
    let listed = facts.listed.len();
    let described = &lines[at.saturating_sub(1)].text;
    let others = (facts.listed.iter())
        .filter(|entry| entry.title != *described)
        .count();
    if others > 0 {
        let unknown = facts.listed.iter().filter(|entry| entry.verb.is_none());
        let message = format!(
            "{others} of the {listed} operations that are listed are shown without their routes, \
             {} without their verbs",
            unknown.count()
        );
        losses.note(message, lines[0].range());
    }
    let mut site = Site {
        text,
        file: losses.file,
        lines: &lines,
        losses,
        schemas: IndexMap::new(),
        facts,
    };
    let operation = site.operation(at, verb);
    let tags = site.tags();
    let document = Document {
        file: site.file,
        title: lines.first().map_or("", |line| line.text).to_owned(),
        version: String::new(),
        tags,
        operations: vec![operation],
        schemas: site.schemas,
        responses: IndexMap::new(),
        security_schemes: IndexMap::new(),
    };
    Capture {
        facts: site.facts,
        page: None,
        document: Some(document),
    }
}

/// The line with the verb of the operation, below which its route stands.
fn route(lines: &[Line<'_>]) -> Option<(usize, Verb)> {
    lines.windows(2).enumerate().find_map(|(at, pair)| {
        let verb = verb(pair[0].text)?;
        let route = pair[1].text;
        let is_route = route.starts_with('/') && !route.contains(char::is_whitespace);
        (at > 0 && is_route).then_some((at, verb))
    })
}

fn verb(text: &str) -> Option<Verb> {
    Verb::ALL.into_iter().find(|verb| verb.as_str() == text)
}

struct Site<'a, 'l> {
    text: &'a str,
    file: FileId,
    lines: &'a [Line<'a>],
    losses: &'l mut Losses,
    /// The schemas that fields name.
    schemas: IndexMap<String, Schema>,
    facts: Facts,
}

impl<'a> Site<'a, '_> {
    fn operation(&mut self, at: usize, verb: Verb) -> Operation {
        let path = self.lines[at + 1];
        let is_listed = |line: &&Line<'_>| {
            self.facts
                .listed
                .iter()
                .any(|entry| entry.group == line.text)
        };
        let tag = self.lines.get(at + 2).filter(is_listed);
        let prose = at + 2 + usize::from(tag.is_some());
        let is_part =
            |line: &Line<'_>| line.text.starts_with("Request") || line.text.starts_with("Response");
        let parts = self.position(prose, is_part);
        let request = self.position(parts, |line| line.text == "Request");
        let responses = self.position(parts, |line| line.text == "Responses");
        let described = request.min(responses);
        let example = self.position(parts, |line| {
            line.text.starts_with("Response Example") || line.text.starts_with("Response Response")
        });
        let example = example.min(described);
        let sent = self.example(parts..example);
        let received = self.example(example..described);
        self.facts.examples = usize::from(sent.is_some()) + usize::from(received.is_some());
        self.facts.methods = 1;
        self.facts.subject = format!("{} {}", verb.as_str(), path.text);
        let route = Spanned::new(path.text.to_owned(), self.span(path.range()));
        let mut operation = Operation {
            summary: self.lines[at - 1].text.to_owned(),
            description: joined(&self.lines[prose..parts]),
            tags: tag.iter().map(|tag| tag.text.to_owned()).collect(),
            ..Operation::new(verb, route, self.span(self.lines[at].range()))
        };
        if request < responses {
            self.request(request + 1..responses, sent.as_ref(), &mut operation);
        }
        self.responses(
            responses + 1..self.lines.len(),
            received.as_ref(),
            &mut operation,
        );
        self.path_parameters(&mut operation);
        operation
    }

    /// Reads `Body Params application/json`, `Query Params` and so on, each with rows below.
    fn request(&mut self, lines: Range<usize>, example: Option<&Value>, operation: &mut Operation) {
        let is_part = |line: &Line<'_>| line.text.contains(" Params");
        let mut at = self.position(lines.start, is_part).min(lines.end);
        while at < lines.end {
            let heading = self.lines[at];
            let is_end = |line: &Line<'_>| line.text == "Examples" || is_part(line);
            let end = self.position(at + 1, is_end).min(lines.end);
            let (kind, media) = heading.text.split_once(" Params").unwrap_or_default();
            let place = match kind {
                "Path" => Some(Place::Path),
                "Query" => Some(Place::Query),
                "Header" => Some(Place::Header),
                "Cookie" => Some(Place::Cookie),
                _ => None,
            };
            let guide = example.filter(|_| place.is_none());
            let schema = self.schema(at + 1..end, guide, heading.range());
            match place {
                None => {
                    let media = if media.is_empty() {
                        "application/json"
                    } else {
                        media.trim()
                    };
                    let media = Spanned::new(media.to_owned(), self.span(heading.range()));
                    operation.body = Some(RequestBody {
                        required: false,
                        description: String::new(),
                        content: vec![(media, schema)],
                        span: self.span(heading.range()),
                    });
                }
                Some(place) => operation.parameters.extend(parameters(place, schema)),
            }
            at = self.position(end, is_part).min(lines.end);
        }
    }

    /// Reads the responses: a line with the status each, the fields of some below.
    fn responses(
        &mut self,
        lines: Range<usize>,
        example: Option<&Value>,
        operation: &mut Operation,
    ) {
        let mut at = lines.start;
        while at < lines.end {
            let line = self.lines[at];
            let Some((status, reason)) = status(line.text) else {
                at += 1;
                continue;
            };
            let is_next = |line: &Line<'_>| {
                self::status(line.text).is_some() || line.text.starts_with("Modified at ")
            };
            let end = self.position(at + 1, is_next).min(lines.end);
            let mut response = Response {
                status: status.to_owned(),
                reference: None,
                description: reason.to_owned(),
                content: Vec::new(),
                span: self.span(line.range()),
            };
            let body = self.position(at + 1, |line| line.text == "Body").min(end);
            if body < end {
                let is_media = |line: &&Line<'_>| line.text.contains('/');
                let media = self.lines[at + 1..body].iter().find(is_media).copied();
                let media = media.map_or(("application/json", line.range()), |media| {
                    (media.text, media.range())
                });
                let guide = example.filter(|_| status.starts_with('2'));
                let schema = self.schema(body + 1..end, guide, line.range());
                let media = Spanned::new(media.0.to_owned(), self.span(media.1));
                response.content.push((media, schema));
            }
            operation.responses.push(response);
            at = end;
        }
    }

    /// Reads rows as an object.
    fn schema(
        &mut self,
        lines: Range<usize>,
        guide: Option<&Value>,
        place: Range<usize>,
    ) -> Schema {
        let lines = &self.lines[lines];
        let mut reader = rows::Reader {
            file: self.file,
            losses: &mut *self.losses,
            schemas: &mut self.schemas,
            count: 0,
            folded: 0,
        };
        let schema = reader.object(lines, guide, place);
        let (count, folded) = (reader.count, reader.folded);
        self.facts.rows += count;
        if folded > 0 {
            self.facts.incomplete = 1;
        }
        self.facts.blocks += 1;
        schema
    }

    /// The first JSON object in some lines.
    fn example(&self, lines: Range<usize>) -> Option<Value> {
        let (first, last) = (
            self.lines.get(lines.start)?,
            self.lines.get(lines.end.checked_sub(1)?)?,
        );
        let text = self.text.get(first.start..last.range().end)?;
        text.match_indices('{').take(100).find_map(|(at, _)| {
            let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
            let value = values.next()?.ok()?;
            value
                .as_object()
                .is_some_and(|object| !object.is_empty())
                .then_some(value)
        })
    }

    /// The parameters of the route that no row describes.
    fn path_parameters(&self, operation: &mut Operation) {
        let names = operation
            .path
            .value
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        let names: Vec<String> = names.map(|(name, _)| name.to_owned()).collect();
        for name in names {
            if !operation
                .parameters
                .iter()
                .any(|known| known.name.value == name)
            {
                let mut schema = Schema::new(operation.path.span);
                schema.ty = Some(Spanned::new("string".to_owned(), operation.path.span));
                operation.parameters.push(Parameter {
                    name: Spanned::new(name, operation.path.span),
                    place: Place::Path,
                    description: String::new(),
                    required: true,
                    deprecated: false,
                    style: None,
                    explode: None,
                    schema,
                });
            }
        }
    }

    /// The groups of the list, as tags.
    fn tags(&self) -> Vec<Tag> {
        let mut tags: IndexMap<&str, Tag> = IndexMap::new();
        for entry in &self.facts.listed {
            tags.entry(&entry.group).or_insert_with(|| Tag {
                name: Spanned::new(entry.group.clone(), entry.span),
                description: String::new(),
                external_docs: None,
            });
        }
        tags.into_values().collect()
    }

    /// The first line from `start` on that `is_it`; the number of lines if there is none.
    fn position(&self, start: usize, is_it: impl Fn(&Line<'a>) -> bool) -> usize {
        let rest = self.lines.get(start..).unwrap_or_default();
        rest.iter()
            .position(is_it)
            .map_or(self.lines.len(), |at| start + at)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

/// The fields of an object as parameters.
fn parameters(place: Place, schema: Schema) -> Vec<Parameter> {
    let required = schema.required;
    let parameter = |(name, mut schema): (String, Schema)| Parameter {
        required: place == Place::Path || required.iter().any(|known| known.value == name),
        name: Spanned::new(name, schema.span),
        place,
        description: std::mem::take(&mut schema.description),
        deprecated: false,
        style: None,
        explode: None,
        schema,
    };
    schema.properties.into_iter().map(parameter).collect()
}

/// `🟢200OK` is the status 200, which means `OK`.
fn status(line: &str) -> Option<(&str, &str)> {
    let digits = line.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let (status, reason) = (digits.get(..3)?, digits.get(3..)?);
    let is_status = status.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(status.as_bytes()[0], b'1'..=b'5')
        && reason.starts_with(|c: char| c.is_ascii_uppercase());
    is_status.then_some((status, reason.trim()))
}

fn joined(lines: &[Line<'_>]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    texts.join("\n")
}
