//! Pages of a spec folder: resource classes and types, as MDX.
//!
//! In come pages as they were read, published ones or those of a spec folder, out goes the text of pages
//! with their facts, and with the prose that was put in.

use super::prose::{Subject, Told};
use super::rows::{self, TypePage, Types, kin_of_type};
use crate::merge::is_settings;
use crate::source::mdx::{Anchor, Example, Node, Page, PageMethod, Section};

/// A page about a resource class.
#[derive(Debug)]
pub(super) struct ClassPage {
    pub(super) name: String,
    description: String,
    accessor: Option<Vec<String>>,
    anchor: Option<Anchor>,
    properties: Vec<Node>,
    pub(super) methods: Vec<Method>,
    /// Sections of no known kind.
    remarks: String,
}

/// A method of a class.
#[derive(Debug)]
pub(super) struct Method {
    name: String,
    description: String,
    deprecated: Option<String>,
    examples: String,
    type_parameters: Vec<Node>,
    parameters: Vec<Node>,
    returns: Vec<Node>,
    /// Sections of no known kind.
    remarks: String,
}

impl ClassPage {
    /// A page as it was read, without the trees of linked types, which are added to `types`.
    pub(super) fn new(page: &Page, types: &mut Types<'_>) -> Self {
        let (stray, sections): (Vec<_>, Vec<_>) = page
            .sections
            .iter()
            .partition(|section| section.heading.value.is_empty());
        let stray = stray.iter().map(|section| section.body.as_str());
        let prose = std::iter::once(page.description.as_str()).chain(stray);
        let mut class = Self {
            name: page.title.value.clone(),
            description: paragraphs(prose),
            accessor: page
                .accessor
                .as_ref()
                .map(|accessor| accessor.value.clone()),
            anchor: page.anchor.clone(),
            properties: types.rows(&page.properties, &page.title.value),
            methods: page
                .methods
                .iter()
                .map(|method| Method::new(method, types))
                .collect(),
            remarks: remarks(2, sections),
        };
        class.forget_calls();
        class
    }

    /// Drops examples that are the bare call: they follow from the facts, which may be others by now.
    fn forget_calls(&mut self) {
        let Some(accessor) = &self.accessor else {
            return;
        };
        for method in &mut self.methods {
            if method.examples == method.call(accessor) {
                method.examples.clear();
            }
        }
    }

    /// The page's text.
    pub(super) fn text(&self) -> String {
        let mut text = Text(front_matter(self.accessor.as_deref(), self.anchor.as_ref()));
        text.heading(1, &self.name);
        text.paragraph(&self.description);
        if !self.properties.is_empty() {
            text.section(2, "Properties", &self.properties, &self.name);
        }
        if !self.methods.is_empty() {
            text.heading(2, "Methods");
        }
        for method in &self.methods {
            method.write(self.accessor.as_deref(), &mut text);
        }
        text.paragraph(&self.remarks);
        text.0
    }
}

impl Told for ClassPage {
    fn visit_prose(&mut self, visit: &mut dyn FnMut(Subject, &mut String)) {
        let class = &self.name;
        visit(
            Subject::new(format!("class {class}")),
            &mut self.description,
        );
        rows::visit(
            &mut self.properties,
            &format!("property {class}"),
            None,
            visit,
        );
        for method in &mut self.methods {
            method.visit_prose(&format!("{class}.{}", method.name), visit);
        }
        visit(
            Subject::new(format!("remarks on {class}")),
            &mut self.remarks,
        );
    }
}

impl Method {
    fn new(method: &PageMethod, types: &mut Types<'_>) -> Self {
        let name = &method.name.value;
        let deprecated = method.deprecated.as_ref().map(|said| said.value.as_str());
        // What the prose itself says is not said again in a section of its own.
        let is_told = |said: &&str| method.description.contains(*said);
        Self {
            name: name.clone(),
            description: method.description.clone(),
            deprecated: deprecated.map(|said| {
                Some(said)
                    .filter(|said| !is_told(said))
                    .unwrap_or_default()
                    .to_owned()
            }),
            examples: paragraphs(method.examples.iter().map(example)),
            type_parameters: types.rows(&method.type_parameters, name),
            parameters: types.rows(&method.parameters, name),
            returns: types.rows(&method.returns, name),
            remarks: remarks(4, &method.sections),
        }
    }

    /// The bare call as an example, without settings.
    fn call(&self, accessor: &[String]) -> String {
        let names = self.parameters.iter().map(|row| row.name.as_str());
        let arguments: Vec<&str> = names.filter(|name| !is_settings(name)).collect();
        let call = format!(
            "medusa.{}.{}({})",
            accessor.join("."),
            self.name,
            arguments.join(", ")
        );
        format!("```ts\n{call}\n```")
    }

    /// Adds the method's section. Where nobody wrote an example, its bare call is one.
    fn write(&self, accessor: Option<&[String]>, text: &mut Text) {
        text.heading(3, &self.name);
        text.paragraph(&self.description);
        if let Some(deprecated) = &self.deprecated {
            text.heading(4, "Deprecated");
            text.paragraph(deprecated);
        }
        let call = accessor.map(|accessor| self.call(accessor));
        let written = Some(&self.examples).filter(|examples| !examples.is_empty());
        if let Some(example) = written.or(call.as_ref()) {
            text.heading(4, "Example");
            text.paragraph(example);
        }
        if !self.type_parameters.is_empty() {
            text.section(4, "Type Parameters", &self.type_parameters, &self.name);
        }
        text.section(4, "Parameters", &self.parameters, &self.name);
        text.section(4, "Returns", &self.returns, &self.name);
        text.paragraph(&self.remarks);
    }

    fn visit_prose(&mut self, name: &str, visit: &mut dyn FnMut(Subject, &mut String)) {
        visit(
            Subject::new(format!("method {name}")),
            &mut self.description,
        );
        if let Some(deprecated) = &mut self.deprecated {
            visit(Subject::new(format!("deprecation of {name}")), deprecated);
        }
        visit(
            Subject::new(format!("examples of {name}")),
            &mut self.examples,
        );
        rows::visit(
            &mut self.type_parameters,
            &format!("type parameter {name}"),
            None,
            visit,
        );
        rows::visit(
            &mut self.parameters,
            &format!("parameter {name}"),
            None,
            visit,
        );
        // There is one row, whose name says nothing.
        if let [only] = self.returns.as_mut_slice() {
            rows::visit_row(only, Subject::new(format!("returns {name}")), None, visit);
        } else {
            rows::visit(&mut self.returns, &format!("returns {name}"), None, visit);
        }
        visit(
            Subject::new(format!("remarks on {name}")),
            &mut self.remarks,
        );
    }
}

impl TypePage {
    /// The page's text.
    pub(super) fn text(&self) -> String {
        let mut text = Text::default();
        text.heading(1, &self.name);
        text.paragraph(&self.description);
        text.section(2, "Properties", &self.rows, &self.name);
        text.0
    }

    /// Visits the prose of the type that links know by `stem`.
    pub(super) fn visit_prose(&mut self, stem: &str, visit: &mut dyn FnMut(Subject, &mut String)) {
        let (place, kin) = (format!("type {stem}"), kin_of_type(&self.name));
        visit(
            Subject::new(place.as_str()).kin(Some(kin.clone())),
            &mut self.description,
        );
        match self.rows.as_mut_slice() {
            [whole] if whole.name == self.name => {
                let kin_of_whole = format!("{kin}.{}", self.name);
                let subject =
                    Subject::new(format!("{place}.{}", self.name)).kin(Some(kin_of_whole));
                visit(subject, &mut whole.description);
                rows::visit(&mut whole.children, &place, Some(&kin), visit);
            }
            fields => rows::visit(fields, &place, Some(&kin), visit),
        }
    }
}

/// The facts that published pages hide in their prose: how a class is reached, and where its routes are.
fn front_matter(accessor: Option<&[String]>, anchor: Option<&Anchor>) -> String {
    let accessor = accessor.map(|path| format!("accessor: {}\n", path.join(".")));
    let routes = anchor.map(|Anchor { api, tag }| match tag {
        Some(tag) => format!("routes: {api}#{tag}\n"),
        None => format!("routes: {api}\n"),
    });
    let facts: String = accessor.into_iter().chain(routes).collect();
    if facts.is_empty() {
        facts
    } else {
        format!("---\n{facts}---\n")
    }
}

fn paragraphs(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut all = Text::default();
    for text in texts {
        all.paragraph(text.as_ref());
    }
    all.0.trim_end().to_owned()
}

/// Sections as Markdown, their headings at `level`.
fn remarks<'a>(level: usize, sections: impl IntoIterator<Item = &'a Section>) -> String {
    let mut text = Text::default();
    for section in sections {
        if !section.heading.value.is_empty() {
            text.heading(level, &section.heading.value);
        }
        text.paragraph(&section.body);
    }
    text.0.trim_end().to_owned()
}

/// An example as Markdown: the prose before it, and the code between fences longer than any in it.
fn example(example: &Example) -> String {
    let longest = example
        .code
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let code = format!("{fence}{}\n{}\n{fence}", example.language, example.code);
    paragraphs([example.caption.as_str(), &code])
}

/// A page that is being written: parts with a blank line between them.
#[derive(Default)]
struct Text(String);

impl Text {
    fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn heading(&mut self, level: usize, title: &str) {
        let escaped: String = title.chars().flat_map(escape).collect();
        self.paragraph(&format!("{} {escaped}", "#".repeat(level)));
    }

    /// A heading with a component block below it.
    fn section(&mut self, level: usize, title: &str, rows: &[Node], owner: &str) {
        self.heading(level, title);
        let rows = rows::json(rows);
        self.paragraph(&format!(
            "<TypeList types={{{rows}}} sectionTitle=\"{owner}\"/>"
        ));
    }
}

/// A character of a heading, with a backslash where Markdown would see more in it.
fn escape(character: char) -> impl Iterator<Item = char> {
    let is_mark = matches!(
        character,
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&'
    );
    is_mark.then_some('\\').into_iter().chain([character])
}
