//! The text of a page as a browser shows it: no marks, no links, no examples, and of rows only those that
//! were not folded up.
//!
//! The headings of the page are lines of their own. A method is one whose sections follow; its name may
//! stand behind the last row of the method before, for nothing separates them in the text.

use super::Losses;
use super::lines::{Line, lines};
use super::printed;
use super::restored::Restored;
use std::collections::BTreeMap;
use std::ops::Range;

/// The headings of a method's sections.
const SECTIONS: [&str; 4] = ["Example", "Examples", "Parameters", "Returns"];

/// Puts the page together again.
pub(super) fn restore<'a>(text: &'a str, losses: &mut Losses) -> Restored<'a> {
    let lines: Vec<Line<'a>> = lines(text).filter(|line| !line.text.is_empty()).collect();
    let mut page = Shown {
        restored: Restored::new(text),
        part: Part::Class,
        lost: BTreeMap::new(),
        rows: Vec::new(),
    };
    if let Some((title, rest)) = lines.split_first() {
        page.heading("#", title.range());
        for (index, line) in rest.iter().enumerate() {
            page.line(*line, &rest[index + 1..]);
        }
    }
    page.end_rows();
    for (what, (count, place)) in page.lost {
        losses.note(format!("{count} {what}"), place);
    }
    page.restored
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
    lost: BTreeMap<&'static str, (usize, Range<usize>)>,
    /// The rows of the section that is being read.
    rows: Vec<Row>,
}

/// A row with its places in the text; without name and type where only its prose is shown.
struct Row {
    shown: Option<printed::Row>,
    line: Range<usize>,
    doc: Range<usize>,
}

impl<'a> Shown<'a> {
    fn line(&mut self, line: Line<'a>, following: &[Line<'a>]) {
        match (line.text, self.part) {
            ("Properties", Part::Class) => {
                self.heading("##", line.range());
                self.part = Part::Properties;
                if following.first().is_none_or(|next| next.text == "Methods") {
                    self.lose("blocks of properties are not shown", line.range());
                }
            }
            ("Methods", Part::Class | Part::Properties) => {
                self.heading("##", line.range());
                self.part = Part::Methods;
            }
            (section, part) if SECTIONS.contains(&section) && part != Part::Class => {
                self.section(line, following);
            }
            (_, Part::Class) => self.class_prose(line),
            (_, Part::Properties | Part::Parameters | Part::Returns) => self.row(line),
            (_, Part::Methods) if is_name(line.text) => self.heading("###", line.range()),
            (_, Part::Methods) => self.prose(line.range()),
            (_, Part::Example) => self.prose(line.range()),
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
        self.restored.copy(at(0)..at(path.start));
        self.restored.add("`");
        self.restored.copy(at(path.start)..at(path.end));
        self.restored.add("`");
        self.restored.copy(at(path.end)..line.range().end);
        self.restored.add("\n");
    }

    fn section(&mut self, line: Line<'a>, following: &[Line<'a>]) {
        self.heading("####", line.range());
        self.part = match line.text {
            "Parameters" => Part::Parameters,
            "Returns" => Part::Returns,
            _ => Part::Example,
        };
        let next = following.first().map_or("", |next| next.text);
        if self.part == Part::Example && SECTIONS.contains(&next) {
            self.lose("examples are not shown", line.range());
        }
    }

    /// Reads a line where rows stand.
    fn row(&mut self, line: Line<'a>) {
        let Some(shown) = printed::row(line.text) else {
            return self.line_between_rows(line);
        };
        let rest = line.start + shown.rest.start..line.range().end;
        let name = shown.name.clone();
        let again = |row: &Row| {
            let known = row.shown.as_ref().map(|known| &known.name);
            known == Some(&name)
                && self.restored.slice(row.line.clone()).get(name.clone())
                    == line.text.get(name.clone())
        };
        let is_again = self.rows.iter().any(again);
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
            Part::Parameters => {
                self.lose(
                    "parameters are shown without name, type and fields",
                    line.range(),
                );
                self.rows.push(Row {
                    shown: None,
                    line: line.range(),
                    doc: line.range(),
                });
            }
            _ => self.lose("lines between rows cannot be placed", line.range()),
        }
    }

    /// Writes the rows read so far as a block.
    fn end_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
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

    fn lose(&mut self, what: &'static str, place: Range<usize>) {
        self.lost.entry(what).or_insert((0, place)).0 += 1;
    }
}

/// Whether a line can be the name of a method.
fn is_name(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && line.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
