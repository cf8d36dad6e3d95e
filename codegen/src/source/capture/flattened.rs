//! A page's source in one line, without what looked like a tag.
//!
//! Headings, fences and rules are told by their marks, and set on lines of their own again. A removed tag
//! reached from a block's `<` to the first `>` in its rows, so that blocks are without their beginning
//! (see `beheaded`), or wholly gone.

use super::beheaded;
use super::restored::Restored;
use super::{Losses, counted};
use crate::source::mdx::titles::Kind;
use std::ops::Range;

/// How many words of an import are looked at: it names a few things, and where they come from.
const MAX_IMPORT: usize = 40;

/// Puts the page together again.
pub(super) fn restore<'a>(text: &'a str, losses: &mut Losses) -> Restored<'a> {
    let mut flat = Flat {
        text,
        at: 0,
        end: 0,
        restored: Restored::new(text),
        method: String::new(),
        flat_examples: 0,
        losses,
    };
    flat.front_matter();
    while let Some(word) = flat.word() {
        flat.part(word);
    }
    if flat.flat_examples > 0 {
        let examples = counted(flat.flat_examples, "example", "examples");
        let message = format!("the line breaks of {examples} are lost");
        flat.losses.note(message, 0..0);
    }
    flat.restored
}

struct Flat<'a, 'l> {
    text: &'a str,
    /// How far the text was read.
    at: usize,
    /// Where the section or method ends that is being read.
    end: usize,
    restored: Restored<'a>,
    /// The heading before the last with rows.
    method: String,
    /// How many examples of several statements stand on one line.
    flat_examples: usize,
    losses: &'l mut Losses,
}

impl Flat<'_, '_> {
    /// The next word, without taking it.
    fn word(&self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(|c: char| !c.is_whitespace())?;
        let rest = &self.text[start..];
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        Some(start..start + length)
    }

    /// Finds where the next section or method begins behind what is read: no further goes a fence or a
    /// block whose end is lost.
    fn find_end(&mut self) {
        let mut words = words(self.text, self.at).peekable();
        // The heading that is read next is not its own end.
        let mut is_first = true;
        let mut end = self.text.len();
        while let Some((at, word)) = words.next() {
            let is_heading = word.len() > 1 && is_heading_mark(word) && words.peek().is_some();
            if (is_heading || word == "___") && !is_first {
                end = at;
                break;
            }
            is_first = false;
        }
        self.end = end;
    }

    /// Takes what begins with `word`.
    fn part(&mut self, word: Range<usize>) {
        if word.start >= self.end {
            self.find_end();
        }
        let text = &self.text[word.clone()];
        if is_heading_mark(text) {
            self.at = word.end;
            self.heading(word);
        } else if text.starts_with("```") {
            self.fence(word.start);
        } else if text == "___" {
            self.at = word.end;
        } else if text == "import" && self.import(word.start) {
            // Nothing of it is read.
        } else if is_component(text) {
            self.block(word.start);
        } else {
            self.prose(word);
        }
    }

    /// Takes `--- key: value key: value ---` at the beginning.
    fn front_matter(&mut self) {
        let Some(first) = self.word().filter(|word| &self.text[word.clone()] == "---") else {
            return;
        };
        let Some(length) = self.text[first.end..].find(" ---") else {
            return;
        };
        let end = first.end + length;
        self.at = first.end;
        self.restored.add("---");
        while let Some(word) = self.word().filter(|word| word.end <= end) {
            let is_key = self.text[word.clone()].ends_with(':');
            self.restored.add(if is_key { "\n" } else { " " });
            self.at = word.end;
            self.restored.copy(word);
        }
        self.restored.add("\n---\n");
        self.at = end + " ---".len();
    }

    /// Takes `import X from "…"`, if that is what begins at `start`.
    fn import(&mut self, start: usize) -> bool {
        let is_from = |(_, word): &(usize, &str)| *word == "from";
        let mut words = words(self.text, start).take(MAX_IMPORT);
        let end = words
            .find(is_from)
            .and(words.next())
            .and_then(|(at, path)| {
                let length = path.strip_prefix('"')?.find('"')?;
                Some(at + length + 2)
            });
        self.at = end.unwrap_or(start);
        end.is_some()
    }

    fn heading(&mut self, marks: Range<usize>) {
        let Some(word) = self.word() else { return };
        let rest = &self.text[word.start..];
        let titles = Kind::ALL.iter().flat_map(|kind| kind.titles());
        let long = titles
            .filter(|title| title.contains(' '))
            .find(|title| rest.starts_with(**title));
        let title = word.start..long.map_or(word.end, |long| word.start + long.len());
        self.at = title.end;
        self.restored.paragraph();
        self.restored.copy(marks);
        self.restored.add(" ");
        self.restored.copy(title.clone());
        self.restored.paragraph();
        match &self.text[title.clone()] {
            "Properties" => self.rows(title),
            text => match Kind::of(text) {
                Some(Kind::TypeParameters | Kind::Parameters | Kind::Returns) => self.rows(title),
                Some(Kind::Examples) => {}
                _ => text.clone_into(&mut self.method),
            },
        }
    }

    /// Takes the rows below the heading at `title`.
    fn rows(&mut self, title: Range<usize>) {
        let section = &self.text[title.clone()];
        let next = self.word();
        let word = next.clone().map_or("", |word| &self.text[word]);
        if next.is_none() || is_heading_mark(word) || word == "___" {
            if self.method != section {
                let message = format!("the rows of `{section}` of `{}` are lost", self.method);
                self.losses.note(message, title);
            }
            return;
        }
        if is_component(word) {
            return;
        }
        match beheaded::read(&self.text[..self.end], self.at, section == "Returns") {
            Some(block) => {
                let around = match block.depth {
                    0 => String::new(),
                    1 => ", and what the row is called that they stand in".to_owned(),
                    depth => format!(", and what the {depth} rows are called that they stand in"),
                };
                let message = format!(
                    "the first rows of `{section}` of `{}` are lost{around}",
                    self.method
                );
                self.losses
                    .note(message, block.range.start..block.range.start);
                block.restore(&mut self.restored);
                self.restored.paragraph();
                self.at = block.range.end;
            }
            None => self.losses.note(
                format!(
                    "what is left of `{section}` of `{}` cannot be read",
                    self.method
                ),
                title,
            ),
        }
    }

    /// Takes a block that is whole.
    fn block(&mut self, start: usize) {
        let rest = &self.text[start..self.end];
        let mut tags = rest.match_indices('<').skip(1);
        let next = tags.find(|(at, _)| COMPONENTS.iter().any(|tag| rest[*at..].starts_with(tag)));
        let rest = &rest[..next.map_or(rest.len(), |(at, _)| at)];
        let end = rest.find("]} />").map(|at| at + 5);
        let end = end.or_else(|| rest.find("/>").map(|at| at + 2));
        let end = start + end.unwrap_or(rest.len());
        self.restored.paragraph();
        self.restored.copy(start..end);
        self.restored.paragraph();
        self.at = end;
    }

    /// Takes a code sample, which ends with the section that it is in.
    fn fence(&mut self, start: usize) {
        let content = start + 3;
        let rest = &self.text[content..self.end];
        let (length, closing) = match rest.find("```") {
            Some(length) => (length, 3),
            None => {
                self.losses.note(
                    "an example has no end, and is taken to go on to the next heading",
                    start..content,
                );
                (rest.len(), 0)
            }
        };
        let language = rest.find(char::is_whitespace).unwrap_or(0).min(length);
        let code = content + language..content + length;
        let code = trim(self.text, code);
        self.flat_examples += usize::from(!self.text[code.clone()].contains('\n'));
        self.restored.paragraph();
        self.restored.copy(start..content + language);
        self.restored.add("\n");
        self.restored.copy(code);
        self.restored.add("\n```");
        self.restored.paragraph();
        self.at = content + length + closing;
    }

    fn prose(&mut self, first: Range<usize>) {
        let mut end = first.end;
        self.at = end;
        while let Some(word) = self.word() {
            let text = &self.text[word.clone()];
            if is_heading_mark(text)
                || text.starts_with("```")
                || text == "___"
                || is_component(text)
            {
                break;
            }
            end = word.end;
            self.at = end;
        }
        self.restored.copy(first.start..end);
        self.restored.paragraph();
    }
}

fn is_heading_mark(word: &str) -> bool {
    (1..=6).contains(&word.len()) && word.bytes().all(|byte| byte == b'#')
}

/// The tags that hold rows.
const COMPONENTS: [&str; 2] = ["<ParameterTypes", "<TypeList"];

fn is_component(word: &str) -> bool {
    COMPONENTS.contains(&word)
}

/// The words of a text from `start` on, each with its place.
fn words(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    let rest = text[start..].split_whitespace();
    rest.map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}
