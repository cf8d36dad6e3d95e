//! Captures: documentation as people get hold of it, when the files themselves are not at hand.
//!
//! In comes a text that was made of a page or of an operation's documentation, out goes what the normal
//! readers make of it: a [`Page`] or a [`Document`]. What a capture lost cannot be known; that it was lost is
//! said, and how much, and the methods it concerns are marked as incomplete. There are four forms:
//!
//! * `code_view`: a page's source as a code browser shows it, with marks between the lines;
//! * `flattened`: a page's source in one line, everything that looks like a tag removed;
//! * `rendered`: the text of a page as a browser shows it;
//! * `api_site`: the text of an operation's page on a documentation site, with the list of all operations.
//!
//! A capture is never in the way of anything: what it says counts only where nothing better does.

mod api_site;
mod beheaded;
mod code_view;
mod detect;
mod flattened;
mod lines;
mod printed;
mod rendered;
mod restored;

pub use detect::detect;

use super::mdx::{self, Node, Page};
use super::openapi::{Document, Verb};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Severity, Span, Spanned};
use restored::Restored;

/// What was done to the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// A page's source in a code browser: every line followed by marks, indentation and blank lines gone.
    CodeView,
    /// A page's source in one line, without what looked like a tag.
    Flattened,
    /// A page as a browser shows it.
    Rendered,
    /// An operation as a documentation site shows it.
    ApiSite,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 4] = [
        Form::CodeView,
        Form::Flattened,
        Form::Rendered,
        Form::ApiSite,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Form::CodeView => "code-view",
            Form::Flattened => "flattened",
            Form::Rendered => "rendered",
            Form::ApiSite => "api-site",
        }
    }
}

/// What a capture is, and how much of it there is.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The file.
    pub file: FileId,
    /// What was done to it.
    pub form: Form,
    /// The class or route it describes; empty if none was found.
    pub subject: String,
    /// How many methods or operations it describes.
    pub methods: usize,
    /// How many of these lack something that the original had.
    pub incomplete: usize,
    /// How many sections of methods held rows.
    pub blocks: usize,
    /// How many rows or fields survived with their names.
    pub rows: usize,
    /// How many examples survived.
    pub examples: usize,
    /// Whether lines are missing amid it, of which nobody knows where they stood.
    pub has_gap: bool,
    /// The operations that it lists without describing them.
    pub listed: Vec<Listed>,
}

/// An operation in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it is listed under, such as `Customers`.
    pub group: String,
    /// What it is called, such as `Update Customer`.
    pub title: String,
    /// The verb, where it is shown.
    pub verb: Option<Verb>,
    /// Where it is listed.
    pub span: Span,
}

/// What a capture became.
#[derive(Debug)]
pub struct Capture {
    /// What it is.
    pub facts: Facts,
    /// The page it was made of.
    pub page: Option<Page>,
    /// A document with the operation it was made of.
    pub document: Option<Document>,
}

/// Reads a capture; nothing in it is an error.
pub fn read(file: FileId, form: Form, text: &str, diagnostics: &mut Diagnostics) -> Capture {
    let mut losses = Losses::new(file);
    let capture = match form {
        Form::CodeView => {
            let restored = code_view::restore(text, &mut losses);
            page(form, restored, &mut losses)
        }
        Form::Flattened => {
            let restored = flattened::restore(text, &mut losses);
            page(form, restored, &mut losses)
        }
        Form::Rendered => {
            let restored = rendered::restore(text, &mut losses);
            page(form, restored, &mut losses)
        }
        Form::ApiSite => api_site::read(text, &mut losses),
    };
    let facts = &capture.facts;
    let what = match facts.subject.as_str() {
        "" => "nothing that is known".to_owned(),
        subject => format!("`{subject}`"),
    };
    let message = format!(
        "a capture ({}) of {what}: {}, {} of them incomplete, {}, {}",
        form.name(),
        counted(facts.methods, "method", "methods"),
        facts.incomplete,
        counted(facts.rows, "row", "rows"),
        counted(facts.examples, "example", "examples"),
    );
    diagnostics.push(
        Diagnostic::new(Code::Capture, message)
            .label(Span::new(file, 0, 0), "begins here")
            .help("what it says is used where no page and no document says better"),
    );
    diagnostics.append(losses.said);
    capture
}

/// A number with what it counts.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What was lost, as it is found out.
struct Losses {
    file: FileId,
    said: Diagnostics,
}

impl Losses {
    fn new(file: FileId) -> Self {
        Self {
            file,
            said: Diagnostics::default(),
        }
    }

    /// Notes that something was lost near `start..end`.
    fn note(&mut self, message: impl Into<String>, range: std::ops::Range<usize>) {
        let span = Span::new(self.file, range.start, range.end);
        self.said
            .push(Diagnostic::new(Code::CaptureLoss, message).label(span, "near here"));
    }
}

/// Reads a restored page, and counts what is in it.
fn page(form: Form, mut restored: Restored<'_>, losses: &mut Losses) -> Capture {
    let file = losses.file;
    let mut said = Diagnostics::default();
    let mut page = mdx::read(file, &restored.text, &mut said);
    let is_titled = page.is_some();
    if !is_titled {
        restored.add_title("Untitled");
        said = Diagnostics::default();
        page = mdx::read(file, &restored.text, &mut said);
    }
    if form == Form::Flattened {
        // What sections lack was said where they were put together.
        said.retain(|said| said.code != Code::MissingSection);
    }
    restored.relocate_diagnostics(file, &mut said);
    for diagnostic in said.iter_mut() {
        // What a complete page must not have, a capture cannot help.
        if diagnostic.severity() > Severity::Note {
            diagnostic.code = Code::CaptureLoss;
        }
    }
    losses.said.append(said);
    let mut facts = Facts::new(file, form);
    facts.has_gap = restored.lacks_lines && restored.text.trim_end().ends_with("/>");
    if let Some(page) = &mut page {
        restored.relocate(page);
        for method in &mut page.methods {
            method.incomplete =
                form == Form::Rendered || restored.lacks_lines || is_incomplete(method);
        }
        if !is_titled {
            page.title.value = page.accessor.as_ref().map_or(String::new(), class_name);
        }
        facts.count(page);
    }
    if !is_titled {
        let message = match facts.subject.as_str() {
            "" => format!(
                "the class's name is lost, so that {} and {} cannot be placed",
                counted(facts.methods, "method", "methods"),
                counted(facts.rows, "row", "rows")
            ),
            name => format!("the class's name is lost; by its property path it is `{name}`"),
        };
        losses.note(message, 0..0);
    }
    if facts.methods == 0 && facts.rows == 0 {
        losses.note("nothing that is left tells of methods or fields", 0..0);
    }
    Capture {
        page: page.filter(|_| !facts.subject.is_empty()),
        facts,
        document: None,
    }
}

/// What the class is called that is reached by a property path.
fn class_name(path: &Spanned<Vec<String>>) -> String {
    let area = match path.value.as_slice() {
        [area, _, ..] if area == "admin" => "Admin",
        _ => "",
    };
    let last = path.value.last().map_or("", String::as_str);
    let (first, rest) = last.split_at(last.len().min(1));
    format!("{area}{}{rest}Resource", first.to_uppercase())
}

/// Whether a method lacks what every method of a page has, or rows that held others.
fn is_incomplete(method: &mdx::PageMethod) -> bool {
    let lists = [&method.parameters, &method.returns];
    lists
        .iter()
        .any(|rows| rows.is_empty() || has_nameless(rows))
}

fn has_nameless(rows: &[Node]) -> bool {
    let is_it = |row: &Node| row.name.is_empty() || has_nameless(&row.children);
    rows.iter().any(is_it)
}

impl Facts {
    fn new(file: FileId, form: Form) -> Self {
        Self {
            file,
            form,
            subject: String::new(),
            methods: 0,
            incomplete: 0,
            blocks: 0,
            rows: 0,
            examples: 0,
            has_gap: false,
            listed: Vec::new(),
        }
    }

    fn count(&mut self, page: &Page) {
        self.subject.clone_from(&page.title.value);
        self.methods = page.methods.len();
        self.incomplete = page
            .methods
            .iter()
            .filter(|method| method.incomplete)
            .count();
        self.examples = page
            .methods
            .iter()
            .map(|method| method.examples.len())
            .sum();
        let of_methods = page
            .methods
            .iter()
            .flat_map(|method| [&method.type_parameters, &method.parameters, &method.returns]);
        for rows in std::iter::once(&page.properties).chain(of_methods) {
            self.blocks += usize::from(!rows.is_empty());
            self.rows += named(rows);
        }
    }
}

/// How many rows have a name.
fn named(rows: &[Node]) -> usize {
    let count = |row: &Node| usize::from(!row.name.is_empty()) + named(&row.children);
    rows.iter().map(count).sum()
}
