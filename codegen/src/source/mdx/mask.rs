//! Takes out of a page what is no Markdown: front matter, imports, comments, rules and component blocks.
//!
//! In comes the page's text, out goes a text of the same length with blanks instead, so that every offset
//! in it is one in the page; and the blocks.

use super::block::{self, Block};
use super::rows::RowReader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};
use std::ops::Range;

/// A page without what is no Markdown.
pub(super) struct Masked {
    /// The Markdown, with blanks where something was taken out.
    pub(super) text: String,
    /// Where the front matter stands; an empty range where there is none.
    pub(super) front_matter: Range<usize>,
    /// The blocks, in page order.
    pub(super) blocks: Vec<Block>,
    /// What was taken out, in page order.
    taken: Vec<Range<usize>>,
}

impl Masked {
    /// The Markdown in `range` as it is written, without surrounding space. Where something was taken out
    /// of it, one blank line is left.
    pub(super) fn prose(&self, range: Range<usize>) -> String {
        let prose = self.text[range.clone()].trim_ascii();
        let first = self.taken.partition_point(|taken| taken.end <= range.start);
        let is_whole = self
            .taken
            .get(first)
            .is_none_or(|taken| taken.start >= range.end);
        if is_whole || prose.is_empty() {
            return prose.to_owned();
        }
        let mut lines: Vec<&str> = prose.lines().map(str::trim_end).collect();
        lines.dedup_by(|line, previous| line.is_empty() && previous.is_empty());
        lines.join("\n")
    }

    /// The indices of the blocks in `range`.
    pub(super) fn blocks_in(&self, range: &Range<usize>) -> Range<usize> {
        let before = |offset: usize| {
            self.blocks
                .partition_point(|block| block.range.start < offset)
        };
        before(range.start)..before(range.end)
    }
}

/// Takes a page apart.
pub(super) fn mask(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Masked {
    let mut scan = Scan {
        reader: RowReader::new(file, text, diagnostics),
        blocks: Vec::new(),
        taken: Vec::new(),
        fence: None,
    };
    let front_matter = 0..scan.front_matter();
    let mut at = front_matter.end;
    let mut after_blank = true;
    while at < text.len() {
        let line = text[at..].lines().next().unwrap_or_default();
        let end = scan.construct(at, line, after_blank);
        after_blank = end.is_some() || line.trim().is_empty();
        at = match end {
            Some(end) => end,
            None => after_line(text, at),
        };
    }
    Masked {
        text: blank_out(text, &scan.taken),
        front_matter,
        blocks: scan.blocks,
        taken: scan.taken,
    }
}

/// `text` with its lines kept and spaces for all else in `taken`.
fn blank_out(text: &str, taken: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    for range in taken {
        masked.push_str(&text[masked.len()..range.start]);
        for line in text[range.clone()].split_inclusive('\n') {
            let content = line.trim_end_matches(['\r', '\n']);
            masked.push_str(&" ".repeat(content.len()));
            masked.push_str(&line[content.len()..]);
        }
    }
    masked.push_str(&text[masked.len()..]);
    masked
}

/// Where the line after the one at `at` begins.
fn after_line(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length + 1)
}

struct Scan<'a, 'd> {
    reader: RowReader<'a, 'd>,
    blocks: Vec<Block>,
    taken: Vec<Range<usize>>,
    /// The marker of the code sample that the scan is in.
    fence: Option<&'a str>,
}

impl<'a> Scan<'a, '_> {
    /// Takes the YAML at the page's beginning, and says where it ends.
    fn front_matter(&mut self) -> usize {
        let text = self.reader.text;
        let is_mark = |line: &str| line.trim_end() == "---";
        let mut at = after_line(text, 0);
        if !is_mark(&text[..at]) {
            return 0;
        }
        while at < text.len() {
            let end = after_line(text, at);
            if is_mark(&text[at..end]) {
                return self.take(0..end);
            }
            at = end;
        }
        0
    }

    /// Takes what begins with `line` at `at` if it is no Markdown, and says where it ends.
    fn construct(&mut self, at: usize, line: &'a str, after_blank: bool) -> Option<usize> {
        if self.in_code(line) {
            return None;
        }
        let content = line.trim_start_matches(' ');
        let start = at + line.len() - content.len();
        if content.starts_with("{/*") {
            self.comment(start, "*/}")
        } else if content.starts_with("<!--") {
            self.comment(start, "-->")
        } else if is_rule(content, after_blank) {
            Some(self.take(start..start + content.len()))
        } else if after_blank && (line.starts_with("import ") || line.starts_with("export ")) {
            Some(self.module_code(at))
        } else if is_component(content) {
            let block = block::read(&mut self.reader, start)?;
            let end = self.take(block.range.clone());
            self.blocks.push(block);
            Some(end)
        } else {
            None
        }
    }

    /// Whether `line` belongs to a code sample, its fences included.
    fn in_code(&mut self, line: &'a str) -> bool {
        let marker = fence_marker(line);
        match (self.fence, marker) {
            (None, None) => return false,
            (None, Some(_)) => self.fence = marker,
            (Some(open), Some(close)) => {
                let is_bare = line.trim().len() == close.len();
                if is_bare && close.starts_with(open) {
                    self.fence = None;
                }
            }
            (Some(_), None) => {}
        }
        true
    }

    fn comment(&mut self, start: usize, closing: &str) -> Option<usize> {
        if let Some(length) = self.reader.text[start..].find(closing) {
            return Some(self.take(start..start + length + closing.len()));
        }
        let place = Span::new(self.reader.file, start, start + closing.len());
        self.reader.diagnostics.push(
            Diagnostic::new(Code::UnknownConstruct, "a comment that never ends")
                .label(place, "begins here")
                .help(format!(
                    "end it with `{closing}`; until then it is kept as prose"
                )),
        );
        None
    }

    /// Takes imports and exports, which go on to the next blank line.
    fn module_code(&mut self, start: usize) -> usize {
        let text = self.reader.text;
        let mut end = start;
        while end < text.len()
            && !text[end..]
                .lines()
                .next()
                .unwrap_or_default()
                .trim()
                .is_empty()
        {
            end = after_line(text, end);
        }
        self.take(start..end)
    }

    fn take(&mut self, range: Range<usize>) -> usize {
        let end = range.end;
        self.taken.push(range);
        end
    }
}

/// The fence that a line begins with, if it opens or closes a code sample.
fn fence_marker(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(first);
    let marker = &line[..line.len() - info.len()];
    let is_fence = marker.len() >= 3 && !(first == '`' && info.contains('`'));
    is_fence.then_some(marker)
}

/// Whether a line is a rule between methods. `---` right below text would make it a heading.
fn is_rule(line: &str, after_blank: bool) -> bool {
    let mark = match line.chars().next() {
        Some(mark @ ('_' | '*')) => mark,
        Some('-') if after_blank => '-',
        _ => return false,
    };
    let is_only_marks = line.chars().all(|c| c == mark || c.is_whitespace());
    is_only_marks && line.matches(mark).count() >= 3
}

fn is_component(line: &str) -> bool {
    let name = line.strip_prefix('<');
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}
