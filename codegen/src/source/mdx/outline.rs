//! What a page's Markdown is made of: headings as a tree, and code samples.
//!
//! In comes the masked text, out go its parts with their offsets.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// The parts of a page.
#[derive(Default)]
pub(super) struct Outline {
    /// The headings, in page order.
    pub(super) headings: Vec<Heading>,
    /// The code samples that stand for themselves (not in a list, say), in page order.
    pub(super) fences: Vec<Fence>,
    /// The inline code of the class's prose.
    pub(super) codes: Vec<(Range<usize>, String)>,
    /// The link targets of the class's prose.
    pub(super) links: Vec<String>,
    /// Where the page ends.
    end: usize,
}

/// A heading.
pub(super) struct Heading {
    /// 1 to 6.
    pub(super) level: u8,
    /// The text, without marks and escapes.
    pub(super) title: String,
    /// Where the text stands.
    pub(super) title_range: Range<usize>,
    /// Where the heading begins.
    pub(super) start: usize,
    /// Where the heading ends and its content begins.
    pub(super) end: usize,
    /// The index of the next heading that is not below this one.
    next: usize,
}

/// A code sample.
pub(super) struct Fence {
    pub(super) range: Range<usize>,
    pub(super) language: String,
    pub(super) code: String,
}

impl Outline {
    /// Reads a page's Markdown.
    pub(super) fn read(markdown: &str) -> Self {
        let mut outline = Self {
            end: markdown.len(),
            ..Self::default()
        };
        let mut depth = 0_usize;
        let mut events = Parser::new(markdown).into_offset_iter();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                    let heading = heading(level as u8, markdown, range, &mut events);
                    outline.headings.push(heading);
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if depth == 0 => {
                    let code = code(&mut events);
                    let language = info.into_string();
                    outline.fences.push(Fence {
                        range,
                        language,
                        code,
                    });
                }
                Event::Start(tag) => {
                    if let (Tag::Link { dest_url, .. }, true) = (tag, outline.is_in_class_prose()) {
                        outline.links.push(dest_url.into_string());
                    }
                    depth += 1;
                }
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Code(code) if outline.is_in_class_prose() => {
                    outline.codes.push((range, code.into_string()));
                }
                _ => {}
            }
        }
        outline.link_siblings();
        outline
    }

    /// The indices of the headings directly below `parent`, or of the outermost ones.
    pub(super) fn children(&self, parent: Option<usize>) -> Vec<usize> {
        let (first, end) = match parent {
            Some(parent) => (parent + 1, self.headings[parent].next),
            None => (0, self.headings.len()),
        };
        std::iter::successors(Some(first), |&child| Some(self.headings.get(child)?.next))
            .take_while(|&child| child < end)
            .collect()
    }

    /// What stands below a heading and before the next one.
    pub(super) fn own_content(&self, heading: usize) -> Range<usize> {
        let end = self
            .headings
            .get(heading + 1)
            .map_or(self.end, |next| next.start);
        self.headings[heading].end..end
    }

    /// What stands before the first heading.
    pub(super) fn preamble(&self) -> Range<usize> {
        0..self.headings.first().map_or(self.end, |first| first.start)
    }

    /// All that stands below a heading, other headings included.
    pub(super) fn content(&self, heading: usize) -> Range<usize> {
        let Heading { end, next, .. } = self.headings[heading];
        end..self.headings.get(next).map_or(self.end, |next| next.start)
    }

    /// The indices of the code samples in `range`.
    pub(super) fn fences_in(&self, range: &Range<usize>) -> Range<usize> {
        let before = |offset: usize| {
            self.fences
                .partition_point(|fence| fence.range.start < offset)
        };
        before(range.start)..before(range.end)
    }

    fn is_in_class_prose(&self) -> bool {
        self.headings
            .last()
            .is_some_and(|heading| heading.level == 1)
    }

    fn link_siblings(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for index in 0..self.headings.len() {
            let level = self.headings[index].level;
            while let Some(last) = open.pop_if(|last| self.headings[*last].level >= level) {
                self.headings[last].next = index;
            }
            open.push(index);
        }
        for last in open {
            self.headings[last].next = self.headings.len();
        }
    }
}

/// Reads a heading whose start was just met.
fn heading<'a>(
    level: u8,
    markdown: &str,
    range: Range<usize>,
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> Heading {
    let mut title = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                title.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => title.push(' '),
            Event::End(TagEnd::Heading(_)) => break,
            _ => {}
        }
    }
    let written = markdown[range.clone()].lines().next().unwrap_or_default();
    let text = written.trim_start_matches('#').trim_start();
    let start = range.start + written.len() - text.len();
    Heading {
        level,
        title: title.trim().to_owned(),
        title_range: start..start + text.trim_end().len(),
        start: range.start,
        end: range.end,
        next: 0,
    }
}

/// Reads a code sample whose start was just met, without the last line break.
fn code<'a>(events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>) -> String {
    let mut code = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) => code.push_str(&text),
            _ => break,
        }
    }
    if code.ends_with('\n') {
        code.pop();
    }
    code
}
