//! The text of a page as a browser shows it: no marks, no links, seldom examples, and of rows only those
//! that were not folded up.
//!
//! The headings of the page are lines of their own. A method is one whose sections follow; its name may
//! stand behind the last row of the method before, for nothing separates them in the text. What is printed
//! is no Markdown, and is kept from being read as such.

use super::lines::{Line, lines};
use super::printed;
use super::restored::Restored;
use super::{Losses, counted};
use crate::source::mdx::titles::Kind;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// Puts the page together again.
pub(super) fn restore<'a>(text: &'a str, losses: &mut Losses) -> Restored<'a> {
    let lines: Vec<Line<'a>> = lines(text).filter(|line| !line.text.is_empty()).collect();
    let mut page = Shown {
        restored: Restored::new(text),
        part: Part::Class,
        lost: BTreeMap::new(),
        rows: Vec::new(),
        names: HashSet::new(),
    };
    let is_part = |line: &Line<'_>| matches!(line.text, "Properties" | "Methods");
    let is_section = |line: &Line<'_>| section(line.text).is_some();
    let part = lines.iter().position(is_part);
    let head = part.or_else(|| lines.iter().position(is_section));
    let title = title(&lines[..head.unwrap_or(lines.len())]);
    page.part = match (part, title) {
        (Some(_), _) => Part::Class,
        (None, Some(_)) => Part::Methods,
        // The beginning is lost, up to somewhere within a method.
        (None, None) => Part::Returns,
    };
    page.title(&lines, title);
    let content = title.map_or(0, |title| title + 1);
    for (index, line) in lines.iter().enumerate().skip(content) {
        page.line(*line, &lines[index + 1..]);
    }
    page.end_rows();
    for (loss, (count, place)) in page.lost {
        losses.note(counted(count, loss.one, loss.many), place);
    }
    page.restored
}

/// Which of the lines before the first part of a page is its title: a class's name by its form, before which
/// the site may say where it is.
fn title(lines: &[Line<'_>]) -> Option<usize> {
    let is_class = |line: &Line<'_>| {
        line.text.starts_with(|c: char| c.is_ascii_uppercase()) && is_word(line.text)
    };
    let is_resource = |line: &Line<'_>| is_class(line) && line.text.ends_with("Resource");
    let resource = lines.iter().rposition(is_resource);
    resource.or_else(|| lines.iter().position(is_class))
}

/// What the reader is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Class,
    Properties,
    /// Below `Methods`, before the first one's sections.
    Methods,
    Example,
    Parameters,
    Returns,
}

struct Shown<'a> {
    restored: Restored<'a>,
    part: Part,
    /// How often something was lost, and where first.
    lost: BTreeMap<Loss, (usize, Range<usize>)>,
    /// The rows of the section that is being read.
    rows: Vec<Row>,
    /// The names of these.
    names: HashSet<&'a str>,
}

/// What was lost, once and several times.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Loss {
    one: &'static str,
    many: &'static str,
}

const PROPERTIES: Loss = Loss {
    one: "block of properties is not shown",
    many: "blocks of properties are not shown",
};
const EXAMPLES: Loss = Loss {
    one: "example is not shown",
    many: "examples are not shown",
};
const FOLDED: Loss = Loss {
    one: "parameter is shown without name, type and fields",
    many: "parameters are shown without name, type and fields",
};
const BEFORE_TITLE: Loss = Loss {
    one: "line before the class's name is left out",
    many: "lines before the class's name are left out",
};
const BETWEEN_ROWS: Loss = Loss {
    one: "line between rows cannot be placed",
    many: "lines between rows cannot be placed",
};

/// A row with its places in the text; without name and type where only its prose is shown.
struct Row {
    shown: Option<printed::Row>,
    line: Range<usize>,
    doc: Range<usize>,
}

impl<'a> Shown<'a> {
    fn title(&mut self, lines: &[Line<'a>], title: Option<usize>) {
        let Some(title) = title else { return };
        for before in &lines[..title] {
            self.lose(BEFORE_TITLE, before.range());
        }
        self.heading("#", lines[title].range());
    }

    fn line(&mut self, line: Line<'a>, following: &[Line<'a>]) {
        match (line.text, self.part) {
            ("Properties", Part::Class) => {
                self.heading("##", line.range());
                self.part = Part::Properties;
                if following.first().is_none_or(|next| next.text == "Methods") {
                    self.lose(PROPERTIES, line.range());
                }
            }
            ("Methods", Part::Class | Part::Properties) => {
                self.heading("##", line.range());
                self.part = Part::Methods;
            }
            (text, part) if part != Part::Class && section(text).is_some() => {
                self.section(line, following);
            }
            (_, Part::Class) => self.class_prose(line),
            (_, Part::Properties | Part::Parameters | Part::Returns) => self.row(line),
            (_, Part::Methods) if is_name(line.text) => self.heading("###", line.range()),
            (_, Part::Methods) => self.prose(line.range()),
            // It was copied as a whole.
            (_, Part::Example) => {}
        }
    }

    fn heading(&mut self, marks: &str, title: Range<usize>) {
        self.end_rows();
        self.restored.paragraph();
        self.restored.add(marks);
        self.restored.add(" ");
        self.restored.copy(title);
        self.restored.paragraph();
    }

    fn prose(&mut self, range: Range<usize>) {
        self.restored.add(guard(self.restored.slice(range.clone())));
        self.restored.copy(range);
        self.restored.add("\n");
    }

    /// Prose of the class, with the marks put back around the property path that it names.
    fn class_prose(&mut self, line: Line<'a>) {
        let path = line
            .text
            .find("medusa.")
            .filter(|_| !line.text.contains('`'));
        let path = path.and_then(|at| {
            let length = line.text[at..].find(" property")?;
            let is_path = |c: char| c.is_ascii_alphanumeric() || "._".contains(c);
            let path = at..at + length;
            line.text[path.clone()].chars().all(is_path).then_some(path)
        });
        let Some(path) = path else {
            return self.prose(line.range());
        };
        let at = |offset: usize| line.start + offset;
        self.restored.add(guard(line.text));
        self.restored.copy(at(0)..at(path.start));
        self.restored.add("`");
        self.restored.copy(at(path.start)..at(path.end));
        self.restored.add("`");
        self.restored.copy(at(path.end)..line.range().end);
        self.restored.add("\n");
    }

    fn section(&mut self, line: Line<'a>, following: &[Line<'a>]) {
        self.heading("####", line.range());
        self.part = section(line.text).unwrap_or(self.part);
        if self.part == Part::Example {
            let is_section = |line: &Line<'_>| section(line.text).is_some();
            let end = following.iter().position(is_section);
            self.example(line, &following[..end.unwrap_or(following.len())]);
        }
    }

    /// Writes the example that is shown below a heading, as it is printed.
    fn example(&mut self, heading: Line<'a>, lines: &[Line<'a>]) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return self.lose(EXAMPLES, heading.range());
        };
        let ticks = |line: &Line<'_>| line.text.len() - line.text.trim_start_matches('`').len();
        let longest = lines.iter().map(ticks).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.restored.add(&fence);
        self.restored.add("ts\n");
        self.restored.copy(first.whole..last.range().end);
        self.restored.add("\n");
        self.restored.add(&fence);
        self.restored.paragraph();
    }

    /// Reads a line where rows stand.
    fn row(&mut self, line: Line<'a>) {
        let Some(shown) = printed::row(line.text) else {
            return self.line_between_rows(line);
        };
        let rest = line.start + shown.rest.start..line.range().end;
        let name = line.text.get(shown.name.clone()).unwrap_or_default();
        let is_again = !self.names.insert(name);
        let tail = self.restored.slice(rest.clone());
        // Behind the last row of a method stands the name of the next one.
        let next = (self.part == Part::Returns && is_name(tail)).then(|| rest.clone());
        if !is_again {
            let doc = if next.is_some() {
                rest.end..rest.end
            } else {
                rest
            };
            self.rows.push(Row {
                shown: Some(shown),
                line: line.range(),
                doc,
            });
        }
        if let Some(name) = next {
            self.heading("###", name);
            self.part = Part::Methods;
        }
    }

    /// Reads what is no row where rows stand: the prose of one that is folded up, or the next method.
    fn line_between_rows(&mut self, line: Line<'a>) {
        if self.part == Part::Returns && is_name(line.text) {
            self.heading("###", line.range());
            self.part = Part::Methods;
            return;
        }
        match self.part {
            Part::Parameters => match self.rows.last_mut() {
                // Prose may go on in the next line.
                Some(row) if row.shown.is_none() => row.doc.end = line.range().end,
                _ => {
                    self.lose(FOLDED, line.range());
                    self.rows.push(Row {
                        shown: None,
                        line: line.range(),
                        doc: line.range(),
                    });
                }
            },
            _ => self.lose(BETWEEN_ROWS, line.range()),
        }
    }

    /// Writes the rows read so far as a block.
    fn end_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.names.clear();
        if rows.is_empty() {
            return;
        }
        self.restored.add("<ParameterTypes parameters={[");
        for (index, row) in rows.iter().enumerate() {
            self.restored.add(if index == 0 { "{" } else { ", {" });
            self.write_row(row);
            self.restored.add("}");
        }
        self.restored.add("]} />");
        self.restored.paragraph();
    }

    fn write_row(&mut self, row: &Row) {
        let at = |range: &Range<usize>| row.line.start + range.start..row.line.start + range.end;
        match &row.shown {
            Some(shown) => {
                self.value("\"name\"", at(&shown.name));
                self.value(", \"type\"", at(&shown.ty));
                if let Some(default) = &shown.default {
                    self.value(", \"defaultValue\"", at(default));
                }
                self.restored.add(if shown.optional {
                    ", \"optional\": true"
                } else {
                    ", \"optional\": false"
                });
            }
            None => self.restored.add("\"name\": \"\", \"type\": \"object\""),
        }
        self.value(", \"description\"", row.doc.clone());
    }

    fn value(&mut self, key: &str, value: Range<usize>) {
        self.restored.add(key);
        self.restored.add(": \"");
        self.restored.copy_escaped(value);
        self.restored.add("\"");
    }

    fn lose(&mut self, what: Loss, place: Range<usize>) {
        self.lost.entry(what).or_insert((0, place)).0 += 1;
    }
}

/// The part that a heading of a method's section begins.
fn section(line: &str) -> Option<Part> {
    match Kind::of(line)? {
        Kind::Examples => Some(Part::Example),
        Kind::Parameters => Some(Part::Parameters),
        Kind::Returns => Some(Part::Returns),
        _ => None,
    }
}

/// What to put before a line of prose, so that Markdown sees no more than prose in it.
fn guard(line: &str) -> &'static str {
    const MARKS: &str = "#`~<{-_*+>|=";
    if line.starts_with(|c| MARKS.contains(c)) {
        "\\"
    } else if line.starts_with("import ") || line.starts_with("export ") {
        // Only at the beginning of a line are these code.
        " "
    } else {
        ""
    }
}

/// Whether a line can be the name of a method.
fn is_name(line: &str) -> bool {
    let name = line.trim_start_matches('_');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && is_word(name)
}

fn is_word(line: &str) -> bool {
    line.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
