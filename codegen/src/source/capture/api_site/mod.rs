//! The text of an operation's page on a documentation site.
//!
//! Above stands a list of all operations (`sidebar`), then the operation: its name, verb and route, prose,
//! examples of request and response, and the fields of both, a line each for name, type and whether it is
//! required (`rows`). The text does not tell which fields stand below which; the examples do. More operations
//! may follow.

mod rows;
mod sidebar;

use super::lines::{Line, lines};
use super::{Capture, Facts, Form, Listed, Losses};
use crate::diagnostic::{FileId, Span, Spanned};
use crate::source::openapi::{
    Document, Operation, Parameter, Place, RequestBody, Response, Schema, Tag, Verb,
};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::HashSet;
use std::ops::Range;

/// Whether a text shows an operation: a verb, below it a route, and below that the responses.
pub(super) fn looks_like(text: &str) -> bool {
    let lines: Vec<Line<'_>> = lines(text).filter(|line| !line.text.is_empty()).collect();
    !routes(&lines).is_empty() && lines.iter().any(|line| line.text == "Responses")
}

/// Reads the page of an operation, or of several.
pub(super) fn read(text: &str, losses: &mut Losses) -> Capture {
    let lines: Vec<Line<'_>> = lines(text).filter(|line| !line.text.is_empty()).collect();
    let mut facts = Facts::new(losses.file, Form::ApiSite);
    facts.listed = sidebar::read(&lines, losses.file);
    let routes = routes(&lines);
    let Some((first, _)) = routes.first() else {
        losses.note("no verb with a route below it is shown", 0..0);
        return Capture {
            facts,
            page: None,
            document: None,
        };
    };
    let file = losses.file;
    let title = lines[..*first].first().map_or("", |line| line.text);
    say_listed(&lines, &routes, &facts, losses);
    let mut site = Site {
        text,
        file,
        lines: &lines,
        losses,
        schemas: IndexMap::new(),
        groups: facts
            .listed
            .iter()
            .map(|entry| entry.group.clone())
            .collect(),
        facts,
        is_incomplete: false,
    };
    let operations = site.operations(&lines, &routes);
    let document = Document {
        file,
        title: title.to_owned(),
        tags: site.tags(),
        operations,
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

/// Says how many operations are listed only.
fn say_listed(lines: &[Line<'_>], routes: &[(usize, Verb)], facts: &Facts, losses: &mut Losses) {
    let titles: HashSet<&str> = routes.iter().map(|(at, _)| lines[at - 1].text).collect();
    let is_other = |entry: &&Listed| !titles.contains(entry.title.as_str());
    let others = facts.listed.iter().filter(is_other).count();
    if others > 0 {
        let unknown = facts.listed.iter().filter(|entry| entry.verb.is_none());
        let message = format!(
            "{others} of the {} operations that are listed are shown without their routes, \
             {} without their verbs",
            facts.listed.len(),
            unknown.count()
        );
        losses.note(message, lines[0].range());
    }
}

/// The lines with the verbs of operations, below which their routes stand, and above which their names.
fn routes(lines: &[Line<'_>]) -> Vec<(usize, Verb)> {
    let pairs = lines.windows(2).enumerate();
    let routes = pairs.filter_map(|(at, pair)| {
        let verb = verb(pair[0].text)?;
        let route = pair[1].text;
        let is_route = route.starts_with('/') && !route.contains(char::is_whitespace);
        (at > 0 && is_route).then_some((at, verb))
    });
    routes.collect()
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
    /// What operations are listed under.
    groups: HashSet<String>,
    /// Whether the operation that is read lacks something.
    is_incomplete: bool,
}

impl<'a> Site<'a, '_> {
    /// Reads the operations, each up to the name of the next one.
    fn operations(&mut self, lines: &'a [Line<'a>], routes: &[(usize, Verb)]) -> Vec<Operation> {
        let mut operations: Vec<Operation> = Vec::new();
        let mut seen = HashSet::new();
        for (index, &(at, verb)) in routes.iter().enumerate() {
            let next = routes.get(index + 1);
            self.lines = &lines[..next.map_or(lines.len(), |(next, _)| (next - 1).max(at + 2))];
            let route = lines[at + 1];
            if !seen.insert((verb, route.text)) {
                let message = format!("`{} {}` is shown twice", verb.as_str(), route.text);
                self.losses.note(message, route.range());
                continue;
            }
            self.is_incomplete = false;
            operations.push(self.operation(at, verb));
            self.facts.incomplete += usize::from(self.is_incomplete);
        }
        self.facts.methods = operations.len();
        if let Some(first) = operations.first() {
            self.facts.subject = format!("{} {}", first.verb.as_str(), first.path.value);
        }
        operations
    }

    fn operation(&mut self, at: usize, verb: Verb) -> Operation {
        let path = self.lines[at + 1];
        let is_listed = |line: &&Line<'_>| self.groups.contains(line.text);
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
        self.facts.examples += usize::from(sent.is_some()) + usize::from(received.is_some());
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
        self.unread(lines.start..at, "the request");
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
            let media = match media.trim() {
                "" => "application/json",
                media => media,
            };
            // The example is one of JSON.
            let guide = example.filter(|_| place.is_none() && media.contains("json"));
            let schema = self.schema(at + 1..end, guide, heading.range());
            match place {
                None => {
                    let span = self.span(heading.range());
                    let body = operation.body.get_or_insert_with(|| RequestBody {
                        required: false,
                        description: String::new(),
                        content: Vec::new(),
                        span,
                    });
                    body.content
                        .push((Spanned::new(media.to_owned(), span), schema));
                }
                Some(place) => operation.parameters.extend(parameters(place, schema)),
            }
            at = self.position(end, is_part).min(lines.end);
            self.unread(end + 1..at, "the request");
        }
    }

    /// Reads the responses: a line with the status each, the fields of some below.
    fn responses(
        &mut self,
        lines: Range<usize>,
        example: Option<&Value>,
        operation: &mut Operation,
    ) {
        let is_end = |line: &Line<'_>| {
            let when = line.text.strip_prefix("Modified at").map(str::trim_start);
            when.is_some_and(|when| when.starts_with(|c: char| c.is_ascii_digit()))
        };
        let end = self.position(lines.start, is_end).min(lines.end);
        let mut starts = self.statuses(lines.start..end);
        self.unread(
            lines.start..starts.first().copied().unwrap_or(end),
            "the responses",
        );
        starts.push(end);
        for bounds in starts.windows(2) {
            let response = self.response(bounds[0]..bounds[1], example);
            let is_it = |known: &Response| known.status == response.status;
            if operation.responses.iter().any(is_it) {
                let message = format!("the status {} is shown twice", response.status);
                let place = self.lines[bounds[0]].range();
                self.losses.note(message, place);
            } else {
                operation.responses.push(response);
            }
        }
    }

    /// The lines with statuses.
    fn statuses(&self, lines: Range<usize>) -> Vec<usize> {
        let is_status = |at: &usize| {
            let before = at
                .checked_sub(1)
                .map_or("", |before| self.lines[before].text);
            let is_value = matches!(before, "Example:" | "Default:");
            !is_value && status(self.lines[*at].text).is_some()
        };
        lines.filter(is_status).collect()
    }

    /// Reads the lines of one response.
    fn response(&mut self, lines: Range<usize>, example: Option<&Value>) -> Response {
        let line = self.lines[lines.start];
        let (status, reason) = status(line.text).unwrap_or_default();
        let mut response = Response {
            status: status.to_owned(),
            reference: None,
            description: reason.to_owned(),
            content: Vec::new(),
            span: self.span(line.range()),
        };
        let first = lines.start + 1;
        let body = self
            .position(first, |line| line.text == "Body")
            .min(lines.end);
        let media = self
            .position(first, |line| line.text.contains('/'))
            .min(body);
        self.unread(first..media, "a response");
        self.unread(media + 1..body, "a response");
        if body < lines.end {
            let guide = example.filter(|_| status.starts_with('2'));
            let schema = self.schema(body + 1..lines.end, guide, line.range());
            let (media, place) = match media < body {
                true => (self.lines[media].text, self.lines[media].range()),
                false => ("application/json", line.range()),
            };
            let media = Spanned::new(media.to_owned(), self.span(place));
            response.content.push((media, schema));
        }
        response
    }

    /// Says how many lines are not read.
    fn unread(&mut self, lines: Range<usize>, what: &str) {
        if let Some(first) = lines.clone().next() {
            let message = match lines.len() {
                1 => format!("1 line of {what} is not read"),
                count => format!("{count} lines of {what} are not read"),
            };
            self.losses.note(message, self.lines[first].range());
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
        let mut reader = rows::Reader::new(self.file, &mut *self.losses, &mut self.schemas);
        let schema = reader.object(lines, guide, place);
        self.facts.rows += reader.count;
        self.is_incomplete |= reader.is_incomplete;
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
        let known = operation
            .parameters
            .iter()
            .map(|known| known.name.value.clone());
        let mut known: HashSet<String> = known.collect();
        for name in names {
            if known.insert(name.clone()) {
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

/// `🟢200OK` is the status 200, which means `OK`. Without the mark, only a reason in capitals tells it from
/// other numbers.
fn status(line: &str) -> Option<(&str, &str)> {
    let text = line.trim_start_matches(|c: char| !c.is_ascii());
    let is_marked = text.len() < line.len();
    let text = text.trim_start();
    let begins_large = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
    if let Some(reason) = text.strip_prefix("default") {
        let is_reason = reason.strip_prefix(' ').is_some_and(begins_large);
        return (is_marked || is_reason).then_some(("default", reason.trim()));
    }
    let (status, reason) = (text.get(..3)?, text.get(3..)?);
    let is_status = status.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(status.as_bytes()[0], b'1'..=b'5');
    let is_reason = match is_marked {
        true => !reason.starts_with(|c: char| c.is_ascii_digit()),
        false => begins_large(reason),
    };
    (is_status && is_reason).then_some((status, reason.trim()))
}

fn joined(lines: &[Line<'_>]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    texts.join("\n")
}
