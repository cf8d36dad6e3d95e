//! From documentation text to the lines of a rustdoc comment.
//!
//! The text is not trusted: whatever it holds, it becomes prose, code that is never compiled, and
//! links that lead somewhere. It never becomes HTML, an attribute, or a link rustdoc would guess at.

use super::wrap::Lines;
use crate::lower::Target;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd, TextMergeStream};

/// Languages of code blocks that rustdoc does not take for Rust.
const LANGUAGES: [&str; 12] = [
    "bash", "css", "html", "http", "js", "json", "jsx", "sh", "sql", "ts", "tsx", "yaml",
];

/// Turns Markdown into lines, without the space that follows `///`.
///
/// `find` says which item the destination of a link is about.
pub(crate) fn to_rustdoc<'t>(
    markdown: &str,
    find: &dyn Fn(&str) -> Option<&'t Target>,
) -> Vec<String> {
    convert(markdown, find, false)
}

/// Like [`to_rustdoc`], but no more than the first sentence.
pub(crate) fn first_sentence<'t>(
    markdown: &str,
    find: &dyn Fn(&str) -> Option<&'t Target>,
) -> Vec<String> {
    convert(markdown, find, true)
}

fn convert<'t>(
    markdown: &str,
    find: &dyn Fn(&str) -> Option<&'t Target>,
    only_first_sentence: bool,
) -> Vec<String> {
    let mut writer = Writer {
        lines: Lines::default(),
        find,
        list: Vec::new(),
        link: Vec::new(),
        code: None,
        only_first_sentence,
        is_done: false,
    };
    for event in TextMergeStream::new(Parser::new(markdown)) {
        writer.event(event);
        if writer.is_done {
            break;
        }
    }
    writer.lines.finish()
}

/// `text` without characters that do not print, above all those that reorder what does.
pub fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|char| match char {
            '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
            _ if char.is_control() || is_invisible(char) => None,
            other => Some(other),
        })
        .collect()
}

fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// `text` as a code span.
pub(crate) fn code_span(text: &str) -> String {
    let text = printable(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|char| char != '`').map(str::len);
    runs.max().unwrap_or(0)
}

struct Writer<'f, 't> {
    lines: Lines,
    find: &'f dyn Fn(&str) -> Option<&'t Target>,
    /// The next number of each open list.
    list: Vec<Option<u64>>,
    /// The destination of each open link, where it leads somewhere.
    link: Vec<Option<String>>,
    /// Language and text of the open code block.
    code: Option<(&'static str, String)>,
    only_first_sentence: bool,
    is_done: bool,
}

impl Writer<'_, '_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Html(text) | Event::InlineHtml(text) | Event::FootnoteReference(text) => {
                self.text(&text);
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.lines.markup(&code_span(&text));
            }
            Event::SoftBreak => self.lines.space(),
            Event::HardBreak => self.lines.hard_break(),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_linked = self.link.iter().any(Option::is_some);
        let may_end =
            self.only_first_sentence && self.link.is_empty() && !self.lines.is_emphasized();
        let first = sentence(text).filter(|_| may_end);
        self.is_done |= first.is_some();
        let text = first.unwrap_or(text);
        self.lines.text(&printable(text), is_linked);
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.lines.start_emphasis("*"),
            Tag::Strong => self.lines.start_emphasis("**"),
            Tag::Heading { .. } => {
                self.lines.start_block();
                self.lines.start_emphasis("**");
            }
            Tag::CodeBlock(kind) => self.code = Some((language(&kind), String::new())),
            Tag::List(first) => {
                if self.list.is_empty() {
                    self.lines.start_block();
                }
                self.list.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.lines.start_block();
                self.lines.indent("> ", "> ");
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let destination = self.destination(&dest_url);
                if destination.is_some() {
                    self.lines.markup("[");
                }
                self.link.push(destination);
            }
            _ => self.lines.start_block(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.lines.end_emphasis(),
            TagEnd::Heading(_) => {
                self.lines.end_emphasis();
                self.lines.end_block();
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(_) => {
                self.list.pop();
            }
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.lines.end_block();
                self.lines.dedent();
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some(Some(destination)) = self.link.pop() {
                    self.lines.markup(&format!("]({destination})"));
                }
            }
            _ => {
                self.lines.end_block();
                self.is_done |= self.only_first_sentence;
            }
        }
    }

    fn code_block(&mut self) {
        let (language, code) = self.code.take().unwrap_or_default();
        let code: Vec<String> = code.lines().map(printable).collect();
        let longest_run = code.iter().map(|line| longest_run(line)).max();
        let fence = "`".repeat(longest_run.unwrap_or(0).max(2) + 1);
        self.lines.start_block();
        self.lines.verbatim(&format!("{fence}{language}"));
        for line in &code {
            self.lines.verbatim(line);
        }
        self.lines.verbatim(&fence);
        self.lines.end_block();
        self.is_done |= self.only_first_sentence;
    }

    fn start_item(&mut self) {
        let marker = match self.list.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        let rest = " ".repeat(marker.len());
        self.lines.indent(&marker, &rest);
    }

    /// Where a link may lead: to the web, or to an item that is there.
    fn destination(&self, url: &str) -> Option<String> {
        if self.link.iter().any(Option::is_some) {
            return None;
        }
        if let Some(target) = (self.find)(url) {
            return Some(target.path.clone());
        }
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        let is_safe = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\`".contains(&byte);
        let is_simple = !url.contains(['(', ')', '[', ']']);
        (is_web && url.bytes().all(is_safe)).then(|| {
            if is_simple {
                url.to_owned()
            } else {
                format!("<{url}>")
            }
        })
    }
}

/// The first sentence of a text, if another follows.
fn sentence(text: &str) -> Option<&str> {
    let is_end = |end: &usize| {
        let before = &text[..*end];
        !["e.g", "i.e", "etc", "vs"]
            .iter()
            .any(|short| before.ends_with(short))
    };
    let end = text.match_indices(". ").map(|(end, _)| end).find(is_end)?;
    Some(&text[..=end])
}

fn language(kind: &CodeBlockKind<'_>) -> &'static str {
    let info = match kind {
        CodeBlockKind::Fenced(info) => info.as_ref(),
        CodeBlockKind::Indented => "",
    };
    let name = info.split([' ', ',']).next();
    let known = LANGUAGES
        .into_iter()
        .find(|&language| Some(language) == name);
    known.unwrap_or("text")
}
