//! Diagnostics as text for people.
//!
//! In come [`Diagnostic`]s and [`Sources`], out goes what a terminal shows: the message, the source
//! line of each label with the place underlined, the help. Reference pages hold JSON in lines of
//! hundreds of kilobytes, so of a long line only a window around the place is looked at and shown;
//! line and column stay those of the whole file.
//!
//! Messages, paths and source lines come from outside. Control characters are removed from them here,
//! before the colours are added, so that a terminal receives no other escape sequence than ours.

use super::{Diagnostic, Diagnostics, Label, Severity, SourceFile, Sources, Span};
use crate::emit::printable;
use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Padding, Renderer, Snippet,
};
use std::ops::Range;

/// How many characters of a source line are shown.
const WINDOW: usize = 120;

/// Wide enough that the renderer never cuts a [`WINDOW`] and its labels a second time.
const RENDERER_WIDTH: usize = 1000;

/// Stands where a line was cut.
const ELLIPSIS: &str = "…";

/// Whether text carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Characters only.
    Plain,
    /// With ANSI escape sequences.
    Coloured,
}

/// `diagnostic` with its code, its places in the source and its help, without a final newline.
///
/// A span that reaches over several lines is shown up to the end of its first one.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .clone()
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code.as_str());
    let help = diagnostic.help.as_ref();
    let help = help.map(|help| Level::HELP.message(printable_lines(help)));
    let accepted = diagnostic.accepted.as_ref();
    let accepted =
        accepted.map(|reason| Level::NOTE.message(format!("accepted: {}", printable(reason))));
    let excerpts = excerpts(&diagnostic.labels, sources);
    let mut groups = in_groups(Group::with_title(title), &level, &excerpts);
    for message in help.into_iter().chain(accepted) {
        add_to_last(&mut groups, [Padding.into(), message.into()]);
    }
    print(&groups, style)
}

/// The places of `labels` with their source lines, as [`render`] shows them, without a title and
/// without a final newline.
pub fn render_places(labels: &[Label], sources: &Sources, style: Style) -> String {
    let level = Level::INFO;
    let excerpts = excerpts(labels, sources);
    print(
        &in_groups(Group::with_level(level.clone()), &level, &excerpts),
        style,
    )
}

/// The lines of `text`, each without control characters.
fn printable_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(printable).collect();
    lines.join("\n")
}

/// How many diagnostics there are, from the severity `least` on: `2 errors, 5 warnings, 130 notes`.
pub fn summary(diagnostics: &Diagnostics, least: Severity) -> String {
    let part = |severity, noun: &str| {
        let count = diagnostics.count(severity);
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural}")
    };
    let parts: Vec<String> = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ]
    .into_iter()
    .filter(|(severity, _)| *severity >= least)
    .map(|(severity, noun)| part(severity, noun))
    .collect();
    parts.join(", ")
}

fn print(groups: &[Group<'_>], style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let text = renderer.term_width(RENDERER_WIDTH).render(groups);
    text.trim_start_matches('\n').to_owned()
}

/// What is shown of one source line.
struct Excerpt<'a> {
    path: String,
    line: usize,
    column: usize,
    /// The line or a window of it, with ellipses.
    text: String,
    /// The bytes of the file that `text` shows, and how far they moved: `text` has an offset of
    /// its own, and may begin with an ellipsis.
    shown: Range<usize>,
    lead: usize,
    marks: Vec<(Range<usize>, AnnotationKind, String)>,
    file: &'a SourceFile,
}

impl<'a> Excerpt<'a> {
    fn new(label: &Label, kind: AnnotationKind, sources: &'a Sources) -> Self {
        let file = sources.file(label.span.file);
        let position = sources.position(label.span);
        let place = in_one_line(file, label.span);
        let (_, line) = file.line(place.start);
        let shown = window(&file.text, &line, &place);
        let mut text = String::new();
        if shown.start > line.start {
            text.push_str(ELLIPSIS);
        }
        let lead = text.len();
        text.push_str(&visible(&file.text[shown.clone()]));
        if shown.end < line.end {
            text.push_str(ELLIPSIS);
        }
        let mut excerpt = Self {
            path: printable(&file.path.display().to_string()),
            line: position.line,
            column: position.column,
            text,
            shown,
            lead,
            marks: Vec::new(),
            file,
        };
        excerpt.mark(&place, kind, &label.text);
        excerpt
    }

    /// Underlines `place`, cut to what is shown.
    fn mark(&mut self, place: &Range<usize>, kind: AnnotationKind, label: &str) {
        let own = |offset: usize| {
            let end = offset.clamp(self.shown.start, self.shown.end);
            visible(&self.file.text[self.shown.start..end]).len() + self.lead
        };
        let place = own(place.start)..own(place.end);
        self.marks.push((place, kind, printable(label)));
    }

    fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let marks = self.marks.iter().map(|(place, kind, label)| {
            let text = Some(label.as_str()).filter(|label| !label.is_empty());
            kind.span(place.clone()).label(text)
        });
        Snippet::source(self.text.as_str())
            .line_start(self.line)
            .annotations(marks)
    }

    fn origin(&self) -> Origin<'_> {
        Origin::path(self.path.as_str())
            .line(self.line)
            .char_column(self.column)
    }
}

/// The source lines of `labels`, the first label's first; labels whose place another one's excerpt
/// already shows join it.
fn excerpts<'a>(labels: &[Label], sources: &'a Sources) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<(super::FileId, Excerpt<'a>)> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let place = in_one_line(sources.file(label.span.file), label.span);
        let shows_it = |(file, excerpt): &&mut (super::FileId, Excerpt<'_>)| {
            *file == label.span.file
                && excerpt.shown.start <= place.start
                && place.end <= excerpt.shown.end
        };
        match excerpts.iter_mut().find(shows_it) {
            Some((_, excerpt)) => excerpt.mark(&place, kind, &label.text),
            None => excerpts.push((label.span.file, Excerpt::new(label, kind, sources))),
        }
    }
    excerpts.into_iter().map(|(_, excerpt)| excerpt).collect()
}

/// A part of a source line with a visible character for each control character that the renderer
/// leaves as it is: those from U+0080 to U+009F, of which some begin escape sequences.
fn visible(text: &str) -> String {
    text.replace(|char| matches!(char, '\u{80}'..='\u{9f}'), "\u{fffd}")
}

/// The bytes of `span` as far as they lie on its first line.
fn in_one_line(file: &SourceFile, span: Span) -> Range<usize> {
    let start = file.text.floor_char_boundary(span.start as usize);
    let end = file.text.ceil_char_boundary(span.end as usize);
    let (_, line) = file.line(start);
    let start = start.min(line.end);
    start..end.clamp(start, line.end)
}

/// The bytes of `line` to show so that `place` can be seen: [`WINDOW`] characters, spread evenly
/// to both sides as far as there are any. Looks at no more of the line than that.
fn window(text: &str, line: &Range<usize>, place: &Range<usize>) -> Range<usize> {
    let after = |from: usize, count: usize| {
        let mut rest = text[from..line.end].char_indices();
        rest.nth(count)
            .map_or(line.end, |(offset, _)| from + offset)
    };
    let before = |from: usize, count: usize| match count {
        0 => from,
        _ => {
            let mut rest = text[line.start..from].char_indices();
            rest.nth_back(count - 1)
                .map_or(line.start, |(offset, _)| line.start + offset)
        }
    };
    let place_end = place.end.min(after(place.start, WINDOW / 2));
    let wide = text[place.start..place_end].chars().count();
    let start = before(place.start, (WINDOW - wide) / 2);
    let end = after(start, WINDOW);
    let missing = WINDOW - text[start..end].chars().count();
    before(start, missing)..end
}

/// Arranges `first`, which may carry a title, and the excerpts as the renderer needs them in order
/// to print true columns.
///
/// A snippet with a path prints the column within the text it was given, which here is a window.
/// So the place is an [`Origin`] of its own, and the snippet below it has no path: that looks the
/// same only where each snippet begins a group, and where neither of them is in the first group,
/// which is left empty.
fn in_groups<'a>(
    first: Group<'a>,
    level: &Level<'a>,
    excerpts: &'a [Excerpt<'a>],
) -> Vec<Group<'a>> {
    let mut groups = vec![Group::with_level(level.clone()), first];
    for (index, excerpt) in excerpts.iter().enumerate() {
        if index > 0 {
            add_to_last(&mut groups, [Padding.into()]);
        }
        add_to_last(&mut groups, [excerpt.origin().into()]);
        groups.push(Group::with_level(level.clone()).element(excerpt.snippet()));
    }
    groups
}

fn add_to_last<'a, const N: usize>(groups: &mut Vec<Group<'a>>, elements: [Element<'a>; N]) {
    if let Some(group) = groups.pop() {
        groups.push(group.elements(elements));
    }
}
