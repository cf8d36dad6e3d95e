//! A text put together again: pieces of a capture and what had to be added between them.
//!
//! The normal readers read it as if it were the original; afterwards every place they name is turned into
//! the place in the capture that it came from.

use crate::diagnostic::{Diagnostics, FileId, Span, Spanned};
use crate::source::mdx::{Example, Node, Page, PageMethod, Section};
use std::ops::Range;

/// A restored text, and where its pieces come from.
pub(super) struct Restored<'a> {
    capture: &'a str,
    pub(super) text: String,
    /// Where each piece of the capture begins: here, and there; in the order of the text.
    pieces: Vec<Piece>,
    /// Whether lines are missing of which nobody knows where they stood.
    pub(super) lacks_lines: bool,
}

struct Piece {
    start: usize,
    source: Range<usize>,
}

impl<'a> Restored<'a> {
    pub(super) fn new(capture: &'a str) -> Self {
        Self {
            capture,
            text: String::with_capacity(capture.len()),
            pieces: Vec::new(),
            lacks_lines: false,
        }
    }

    /// Adds a piece of the capture.
    pub(super) fn copy(&mut self, source: Range<usize>) {
        if let Some(piece) = self.capture.get(source.clone()) {
            self.pieces.push(Piece {
                start: self.text.len(),
                source,
            });
            self.text.push_str(piece);
        }
    }

    /// Adds a piece of the capture as the content of a JSON string.
    pub(super) fn copy_escaped(&mut self, source: Range<usize>) {
        let mut at = source.start;
        let Some(piece) = self.capture.get(source) else {
            return;
        };
        for part in piece.split_inclusive(['"', '\\', '\n', '\r', '\t']) {
            let end = at + part.len();
            let escape = match part.as_bytes().last() {
                Some(b'"') => "\\\"",
                Some(b'\\') => "\\\\",
                Some(b'\n' | b'\r' | b'\t') => " ",
                _ => "",
            };
            let whole = if escape.is_empty() { end } else { end - 1 };
            self.copy(at..whole);
            self.add(escape);
            at = end;
        }
    }

    /// A piece of the capture.
    pub(super) fn slice(&self, source: Range<usize>) -> &'a str {
        self.capture.get(source).unwrap_or_default()
    }

    /// Adds what the capture lacks.
    pub(super) fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds a title at the beginning, behind the front matter.
    pub(super) fn add_title(&mut self, title: &str) {
        const MARK: &str = "---\n";
        let content = self.text.strip_prefix(MARK);
        let length = content.and_then(|content| content.find("\n---\n"));
        let at = length.map_or(0, |length| MARK.len() + length + 1 + MARK.len());
        let heading = format!("# {title}\n\n");
        self.text.insert_str(at, &heading);
        for piece in self.pieces.iter_mut().filter(|piece| piece.start >= at) {
            piece.start += heading.len();
        }
    }

    /// Ends the line, and leaves one line blank.
    pub(super) fn paragraph(&mut self) {
        let ends = self.text.len() - self.text.trim_end_matches('\n').len();
        if !self.text.is_empty() {
            self.add(&"\n\n"[ends.min(2)..]);
        }
    }

    /// Where in the capture the byte at `offset` comes from; for what was added, the end of what it follows.
    fn origin(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.start <= offset);
        let Some(piece) = after.checked_sub(1).map(|index| &self.pieces[index]) else {
            return self.pieces.first().map_or(0, |piece| piece.source.start);
        };
        (piece.source.start + offset - piece.start).min(piece.source.end)
    }

    fn span(&self, span: Span) -> Span {
        let (start, end) = (span.start as usize, span.end as usize);
        let from = self.origin(start);
        // What ends with a piece ends there, and not where the next one begins.
        let to = match end > start {
            true => self.origin(end - 1) + 1,
            false => from,
        };
        let mut to = to.min(self.capture.len()).max(from);
        while !self.capture.is_char_boundary(to) {
            to += 1;
        }
        Span::new(span.file, from, to)
    }

    /// Turns the places of what was said into those in the capture.
    pub(super) fn relocate_diagnostics(&self, file: FileId, said: &mut Diagnostics) {
        for diagnostic in said.iter_mut() {
            for label in &mut diagnostic.labels {
                if label.span.file == file {
                    label.span = self.span(label.span);
                }
            }
        }
    }

    /// Turns the places of what was read into those in the capture.
    pub(super) fn relocate(&self, page: &mut Page) {
        self.spanned(&mut page.title);
        if let Some(accessor) = &mut page.accessor {
            self.spanned(accessor);
        }
        self.nodes(&mut page.properties);
        self.nodes(&mut page.aliases);
        page.methods
            .iter_mut()
            .for_each(|method| self.method(method));
        self.sections(&mut page.sections);
    }

    fn method(&self, method: &mut PageMethod) {
        self.spanned(&mut method.name);
        for spanned in [&mut method.signature, &mut method.deprecated]
            .into_iter()
            .flatten()
        {
            self.spanned(spanned);
        }
        for Example { span, .. } in &mut method.examples {
            *span = self.span(*span);
        }
        self.nodes(&mut method.type_parameters);
        self.nodes(&mut method.parameters);
        self.nodes(&mut method.returns);
        self.sections(&mut method.sections);
    }

    fn nodes(&self, nodes: &mut [Node]) {
        for node in nodes {
            node.span = self.span(node.span);
            self.nodes(&mut node.children);
        }
    }

    fn sections(&self, sections: &mut [Section]) {
        for section in sections {
            self.spanned(&mut section.heading);
        }
    }

    fn spanned<T>(&self, spanned: &mut Spanned<T>) {
        spanned.span = self.span(spanned.span);
    }
}
