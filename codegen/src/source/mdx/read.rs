//! Finds a page's parts: title, prose, properties, methods.
//!
//! Methods stand below a heading `Methods`, at whatever level; what tells them from a heading that only
//! groups them are the sections every method has.

use super::mask::{self, Masked};
use super::method;
use super::outline::{Heading, Outline};
use super::rows::check_names;
use super::tables::{self, Marked, Tables};
use super::titles::Kind;
use super::{Anchor, Node, Page, PageMethod, Section, prose, titles};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Spanned};
use std::collections::HashMap;
use std::ops::Range;

/// Reads a reference page, and reports what is wrong or not known in it.
///
/// `None` if the page has no title; all other faults leave out no more than what they are in.
pub fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Page> {
    let masked = mask::mask(file, text, diagnostics);
    let outline = Outline::read(&masked.text);
    let Some(title) = outline
        .headings
        .iter()
        .position(|heading| heading.level == 1)
    else {
        diagnostics.push(
            Diagnostic::new(Code::PageWithoutTitle, "a page without a title")
                .label(Span::new(file, 0, 0), "begins here")
                .help("begin it with `# ` and the name of the class that it describes"),
        );
        return None;
    };
    let is_old = masked.blocks.is_empty() && tables::looks_like(text);
    let mut reader = PageReader {
        is_old,
        file,
        text,
        masked,
        outline,
        diagnostics,
    };
    Some(reader.page(title))
}

/// Reads one page.
pub(super) struct PageReader<'a, 'd> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) masked: Masked,
    pub(super) outline: Outline,
    pub(super) diagnostics: &'d mut Diagnostics,
    /// Whether the page has tables and marked lines instead of blocks.
    pub(super) is_old: bool,
}

/// Sections of old pages that say nothing of what is sent.
const OLD_SECTIONS: [&str; 10] = [
    "Accessors",
    "Classes",
    "Constructors",
    "Enumerations",
    "Hierarchy",
    "Implemented by",
    "Implements",
    "Interfaces",
    "References",
    "Table of contents",
];

impl PageReader<'_, '_> {
    fn page(&mut self, title: usize) -> Page {
        let content = self.outline.own_content(title);
        let mut page = Page {
            file: self.file,
            title: self.class_name(title),
            accessor: self.accessor(),
            anchor: self.anchor(),
            description: self.class_prose(title),
            properties: Vec::new(),
            aliases: Vec::new(),
            methods: Vec::new(),
            sections: Vec::new(),
        };
        let preamble = self.outline.preamble();
        self.stray(preamble, "prose before the title", &mut page.sections);
        self.stray_blocks(content, &mut page.sections);
        for heading in self.outline.children(None) {
            if heading == title {
                for part in self.outline.children(Some(title)) {
                    self.part(part, false, &mut page);
                }
            } else {
                self.part(heading, false, &mut page);
            }
        }
        self.check_names(&page.methods);
        page
    }

    /// Reads the part of a page that stands below `heading`.
    fn part(&mut self, heading: usize, among_methods: bool, page: &mut Page) {
        let is_group = self.is_group(heading);
        match self.outline.headings[heading].title.as_str() {
            "Properties" | "Enumeration Members" | "Enumeration members" if !among_methods => {
                if self.is_old && !self.outline.children(Some(heading)).is_empty() {
                    self.marked_rows(heading, &mut page.properties, &mut page.sections);
                } else {
                    self.rows(heading, &mut page.properties, &mut page.sections);
                }
            }
            "Type Aliases" | "Type aliases" if self.is_old => {
                self.marked_rows(heading, &mut page.aliases, &mut page.sections);
            }
            "Methods" => self.group(heading, true, page),
            title if self.is_old && OLD_SECTIONS.contains(&title) => {
                page.sections.push(self.section(heading));
            }
            // A client's user never calls these.
            "Constructors" => page.sections.push(self.unknown_section(heading)),
            _ if is_group => self.group(heading, among_methods, page),
            _ if among_methods || self.is_method(heading) => {
                let method = method::read(self, heading);
                // Nobody calls what a class of an old page keeps to itself.
                if self.is_old && method::is_private(&method) {
                    page.sections.push(self.section(heading));
                } else {
                    page.methods.push(method);
                }
            }
            _ => page.sections.push(self.unknown_section(heading)),
        }
    }

    /// Reads the parts below a heading that only groups them.
    fn group(&mut self, heading: usize, among_methods: bool, page: &mut Page) {
        let content = self.outline.own_content(heading);
        self.stray(
            content,
            "prose that belongs to no method",
            &mut page.sections,
        );
        for child in self.outline.children(Some(heading)) {
            self.part(child, among_methods, page);
        }
    }

    /// Whether `heading` is followed by sections that only methods have.
    fn is_method(&self, heading: usize) -> bool {
        let children = self.outline.children(Some(heading));
        children
            .iter()
            .any(|&child| method::is_section(&self.outline.headings[child].title))
    }

    /// Whether `heading` holds methods, and is none itself.
    fn is_group(&self, heading: usize) -> bool {
        !self.is_method(heading)
            && self.outline.children(Some(heading)).iter().any(|&child| {
                let title = self.outline.headings[child].title.as_str();
                matches!(title, "Methods" | "Properties")
                    || self.is_method(child)
                    || self.is_group(child)
            })
    }

    /// The page's title without the `Class: ` and the type parameters of older pages.
    fn class_name(&self, title: usize) -> Spanned<String> {
        let Heading {
            title, title_range, ..
        } = &self.outline.headings[title];
        let prefix = titles::PREFIXES
            .into_iter()
            .find(|prefix| title.starts_with(prefix))
            .unwrap_or_default();
        let name = &title[prefix.len()..];
        let start = title_range.start + prefix.len();
        let name = match name.split_once('<') {
            Some((name, _)) if !prefix.is_empty() => name,
            _ => name,
        };
        Spanned::new(name.to_owned(), self.span(start..title_range.end))
    }

    /// The class's prose, without the path to it that old pages begin with: `[internal](….md).Class`.
    fn class_prose(&self, title: usize) -> String {
        let prose = self.masked.prose(self.outline.own_content(title));
        let (first, rest) = prose.split_once('\n').unwrap_or((&prose, ""));
        let name = self.class_name(title).value;
        let is_path = first.starts_with('[') && first.trim_end().ends_with(&format!(").{name}"));
        match self.is_old && is_path {
            true => rest.trim_start().to_owned(),
            false => prose,
        }
    }

    /// The property path, from the front matter or else from the prose.
    fn accessor(&self) -> Option<Spanned<Vec<String>>> {
        if let Some((path, span)) = self.front_matter("accessor") {
            return Some(Spanned::new(
                path.split('.').map(str::to_owned).collect(),
                span,
            ));
        }
        self.outline.codes.iter().find_map(|(range, code)| {
            let path = prose::property_path(code, &self.text[range.end..])?;
            Some(Spanned::new(path, self.span(range.clone())))
        })
    }

    /// The place in the API reference, from the front matter or else from the first link there.
    fn anchor(&self) -> Option<Anchor> {
        if let Some((routes, _)) = self.front_matter("routes") {
            return prose::anchor(&format!("/api/{routes}"));
        }
        self.outline
            .links
            .iter()
            .find_map(|link| prose::anchor(link))
    }

    /// What the front matter says of `key`.
    fn front_matter(&self, key: &str) -> Option<(&str, Span)> {
        let range = self.masked.front_matter.clone();
        self.text[range].lines().find_map(|line| {
            let value = line.strip_prefix(key)?.strip_prefix(':')?.trim();
            let start = value.as_ptr().addr() - self.text.as_ptr().addr();
            (!value.is_empty()).then(|| (value, self.span(start..start + value.len())))
        })
    }

    fn check_names(&mut self, methods: &[PageMethod]) {
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(methods.len());
        for Spanned { value, span } in methods.iter().map(|method| &method.name) {
            let first = *seen.entry(value).or_insert(*span);
            if first != *span {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateName,
                        format!("two methods are called `{value}`"),
                    )
                    .label(*span, "again here")
                    .label(first, "first here"),
                );
            }
        }
    }

    /// Reads the blocks below `heading` into `rows`, and what else stands there into `sections`.
    pub(super) fn rows(
        &mut self,
        heading: usize,
        rows: &mut Vec<Node>,
        sections: &mut Vec<Section>,
    ) {
        let content = self.outline.content(heading);
        for index in self.masked.blocks_in(&content) {
            let block = &mut self.masked.blocks[index];
            if !rows.is_empty() {
                let place = Span::new(self.file, block.range.start, block.range.start + 1);
                self.diagnostics.push(
                    Diagnostic::new(Code::UnknownConstruct, "a second block in one section")
                        .label(place, "here")
                        .help("its rows are added to those of the first"),
                );
            }
            rows.append(&mut block.rows);
        }
        if self.is_old
            && let Some((table, range)) = self.table(heading, content.clone())
        {
            rows.extend(table);
            self.stray(content.start..range.start, "prose above a table", sections);
            self.stray(range.end..content.end, "prose below a table", sections);
            return;
        }
        let body = self.masked.prose(content.clone());
        if body.is_empty() {
            return;
        }
        let heading = self.title(heading);
        if !self.is_old || !self.tables().broken_table(content) {
            let known = if self.is_old { "table" } else { "block" };
            let message = format!(
                "prose below `{}`, where only a {known} is known",
                heading.value
            );
            self.diagnostics.push(unknown(message, heading.span));
        }
        sections.push(Section { heading, body });
    }

    /// Reads the table below `heading`, and says where it stands.
    fn table(
        &mut self,
        heading: usize,
        content: Range<usize>,
    ) -> Option<(Vec<Node>, Range<usize>)> {
        let kind = Kind::of(&self.outline.headings[heading].title);
        let mut tables = self.tables();
        tables.are_type_parameters = kind == Some(Kind::TypeParameters);
        tables.table(content)
    }

    /// Reads the headings below `heading`, each with a marked line, and what is said of it below.
    fn marked_rows(&mut self, heading: usize, rows: &mut Vec<Node>, sections: &mut Vec<Section>) {
        let content = self.outline.own_content(heading);
        self.stray(content, "prose that belongs to no field", sections);
        for child in self.outline.children(Some(heading)) {
            let content = self.outline.own_content(child);
            match self.tables().marked(content.clone()) {
                None => sections.push(self.unknown_section(child)),
                Some(marked) if marked.is_private => sections.push(self.section(child)),
                Some(Marked { mut node, line, .. }) => {
                    node.description = self.masked.prose(line.end..content.end);
                    for part in self.outline.children(Some(child)) {
                        self.part_of_row(part, &mut node, sections);
                    }
                    rows.push(node);
                }
            }
        }
        check_names(rows, self.diagnostics);
    }

    /// Reads a section of a marked row.
    fn part_of_row(&mut self, part: usize, node: &mut Node, sections: &mut Vec<Section>) {
        let content = self.outline.content(part);
        match self.outline.headings[part].title.as_str() {
            "Defined in" | "Implementation of" | "Inherited from" | "Overrides"
            | "Type parameters" | "Type Parameters" => {}
            "Type declaration" => match self.tables().table(content.clone()) {
                Some((rows, _)) => node.children = rows,
                None if self.tables().broken_table(content) => sections.push(self.section(part)),
                None => sections.push(self.unknown_section(part)),
            },
            _ => sections.push(self.unknown_section(part)),
        }
    }

    /// Reads rows of old pages.
    pub(super) fn tables(&mut self) -> Tables<'_, '_> {
        Tables {
            file: self.file,
            text: &self.masked.text,
            diagnostics: self.diagnostics,
            are_type_parameters: false,
        }
    }

    /// The section below `heading`, as it is written.
    pub(super) fn section(&self, heading: usize) -> Section {
        let content = self.outline.content(heading);
        let body = match self.is_old {
            true => self.masked.prose(content),
            false => self.text[content].trim().to_owned(),
        };
        Section {
            heading: self.title(heading),
            body,
        }
    }

    /// The section below `heading`, which no reader knows.
    pub(super) fn unknown_section(&mut self, heading: usize) -> Section {
        let section = self.section(heading);
        let message = format!("section `{}` is not known", section.heading.value);
        self.diagnostics
            .push(unknown(message, section.heading.span));
        section
    }

    /// Keeps prose and blocks in a place where none are expected; `what` says what prose would be.
    pub(super) fn stray(&mut self, range: Range<usize>, what: &str, sections: &mut Vec<Section>) {
        let body = self.masked.prose(range.clone());
        if !body.is_empty() {
            let from_start = self.masked.text[range.clone()].trim_ascii_start();
            let start = range.end - from_start.len();
            let first_line = from_start.lines().next().unwrap_or_default();
            let place = self.span(start..start + first_line.len());
            self.diagnostics.push(unknown(what, place));
            sections.push(unnamed(place, body));
        }
        self.stray_blocks(range, sections);
    }

    /// Keeps blocks in a place where none are expected, as they are written.
    pub(super) fn stray_blocks(&mut self, range: Range<usize>, sections: &mut Vec<Section>) {
        for index in self.masked.blocks_in(&range) {
            let block = self.masked.blocks[index].range.clone();
            let place = self.span(block.start..block.start + 1);
            self.diagnostics
                .push(unknown("a block that belongs to no section", place));
            sections.push(unnamed(place, self.text[block].to_owned()));
        }
    }

    /// A heading's text and place.
    pub(super) fn title(&self, heading: usize) -> Spanned<String> {
        let Heading {
            title, title_range, ..
        } = &self.outline.headings[heading];
        Spanned::new(title.clone(), self.span(title_range.clone()))
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

fn unnamed(place: Span, body: String) -> Section {
    Section {
        heading: Spanned::new(String::new(), place),
        body,
    }
}

/// What is said of a part that no reader knows.
fn unknown(message: impl Into<String>, place: Span) -> Diagnostic {
    Diagnostic::new(Code::UnknownConstruct, message)
        .label(place, "here")
        .help("it is kept as it is written")
}
