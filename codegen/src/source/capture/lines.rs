//! The lines of a capture, each with its place.

use std::ops::Range;

/// A line without surrounding space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Where it begins, with the space before it.
    pub(super) whole: usize,
    /// Where it begins.
    pub(super) start: usize,
    /// What stands on it.
    pub(super) text: &'a str,
    /// How many characters of space stood before it.
    pub(super) indent: usize,
}

impl Line<'_> {
    /// Where it stands.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let content = line.trim();
        let (whole, start) = (at, at + (line.len() - line.trim_start().len()));
        at += line.len();
        Line {
            whole,
            start,
            text: content,
            indent: line.chars().take_while(|c| c.is_whitespace()).count(),
        }
    })
}
