//! Lines of a rustdoc comment: words are filled up to a width, text is escaped so that it stays text.

/// How long a line may be: 100 columns less `///`, a space and the indentation of a field.
const WIDTH: usize = 92;

/// Lines in the making.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    done: Vec<String>,
    line: String,
    /// What must not be broken, so far.
    word: String,
    /// The marks of open emphases; empty where one is not shown.
    emphases: Vec<&'static str>,
    /// Marks that wait for something to emphasize.
    opening: String,
    indents: Vec<Indent>,
    /// Whether the line must end here.
    is_broken: bool,
    /// Whether a blank line is due.
    is_apart: bool,
    /// Whether nothing follows the marker of the innermost indent yet.
    is_fresh: bool,
}

#[derive(Debug)]
struct Indent {
    /// What the next line begins with; only the first has the marker.
    next: String,
    rest: String,
}

impl Lines {
    /// The lines.
    pub(crate) fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.done
    }

    /// Begins a paragraph, heading or code block.
    pub(crate) fn start_block(&mut self) {
        self.end_line();
        self.is_apart |= !self.done.is_empty() && !self.is_fresh;
    }

    /// Ends a paragraph, heading or code block.
    pub(crate) fn end_block(&mut self) {
        self.end_line();
    }

    /// Begins an indented part; its first line has `marker` before it, the others `rest`.
    pub(crate) fn indent(&mut self, marker: &str, rest: &str) {
        self.end_line();
        self.end_gap();
        self.is_fresh = true;
        self.indents.push(Indent {
            next: marker.to_owned(),
            rest: rest.to_owned(),
        });
    }

    /// Ends an indented part.
    pub(crate) fn dedent(&mut self) {
        self.end_line();
        if self.is_fresh {
            self.write("");
        }
        self.indents.pop();
    }

    /// Adds words that mean nothing but themselves.
    pub(crate) fn text(&mut self, text: &str, is_linked: bool) {
        for (index, part) in text.split(' ').enumerate() {
            if index > 0 {
                self.space();
            }
            if !part.is_empty() {
                self.word.push_str(&std::mem::take(&mut self.opening));
            }
            match web_address(part).filter(|_| !is_linked) {
                Some((before, address, after)) => {
                    escape(before, &mut self.word);
                    self.word.extend(["<", address, ">"]);
                    escape(after, &mut self.word);
                }
                None => escape(part, &mut self.word),
            }
        }
    }

    /// Begins an emphasis, shown only where the mark cannot be taken for a character.
    pub(crate) fn start_emphasis(&mut self, mark: &'static str) {
        let is_link = self.word == "[" && self.emphases.is_empty();
        let is_nested = self.emphases.contains(&mark);
        let can_open = (self.word.is_empty() || is_link) && !is_nested;
        let mark = if can_open { mark } else { "" };
        self.opening.push_str(mark);
        self.emphases.push(mark);
    }

    /// Ends an emphasis.
    pub(crate) fn end_emphasis(&mut self) {
        let mark = self.emphases.pop().unwrap_or_default();
        if !self.opening.is_empty() {
            // Nothing was in it.
            self.opening
                .truncate(self.opening.len().saturating_sub(mark.len()));
        } else if self.word.is_empty() {
            self.line.push_str(mark);
        } else {
            let is_clear = self.word.ends_with(char::is_alphanumeric);
            self.word.push_str(mark);
            if !is_clear && self.emphases.is_empty() && !mark.is_empty() {
                self.space();
            }
        }
    }

    /// Whether an emphasis is open.
    pub(crate) fn is_emphasized(&self) -> bool {
        !self.emphases.is_empty()
    }

    /// Adds Markdown that is not broken and not escaped.
    pub(crate) fn markup(&mut self, markup: &str) {
        if markup.is_empty() {
            return;
        }
        if markup.starts_with('`') && self.word.ends_with('`') {
            // Two code spans would become one.
            self.space();
        }
        self.word.push_str(&std::mem::take(&mut self.opening));
        if markup == "[" && self.word.ends_with('!') {
            // A link after an exclamation mark would be an image.
            self.word.insert(self.word.len() - 1, '\\');
        }
        self.word.push_str(markup);
    }

    /// Ends a word.
    pub(crate) fn space(&mut self) {
        if self.word.is_empty() {
            return;
        }
        if std::mem::take(&mut self.is_broken) {
            let line = std::mem::take(&mut self.line) + "\\";
            self.write(&line);
        }
        let indent: usize = self.indents.iter().map(|indent| indent.rest.len()).sum();
        let needed = self.line.chars().count() + 1 + self.word.chars().count();
        if !self.line.is_empty() && indent + needed > WIDTH {
            let line = std::mem::take(&mut self.line);
            self.write(&line);
        }
        if self.line.is_empty() {
            escape_line_start(&self.word, &mut self.line);
        } else {
            self.line.push(' ');
            self.line.push_str(&self.word);
        }
        self.word.clear();
    }

    /// Ends a line for good, if anything follows.
    pub(crate) fn hard_break(&mut self) {
        self.space();
        self.is_broken = !self.line.is_empty();
    }

    /// Adds a line as it is.
    pub(crate) fn verbatim(&mut self, line: &str) {
        self.end_line();
        self.write(line);
    }

    fn end_line(&mut self) {
        self.space();
        self.is_broken = false;
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.write(&line);
        }
    }

    /// Writes the blank line that is due.
    fn end_gap(&mut self) {
        if std::mem::take(&mut self.is_apart) {
            let blank: String = (self.indents.iter())
                .map(|indent| indent.rest.as_str())
                .collect();
            self.done.push(blank.trim_end().to_owned());
        }
    }

    fn write(&mut self, line: &str) {
        self.end_gap();
        let mut whole = String::new();
        for indent in &mut self.indents {
            whole.push_str(&indent.next);
            indent.next.clone_from(&indent.rest);
        }
        whole.push_str(line);
        whole.truncate(whole.trim_end().len());
        self.done.push(whole);
        self.is_fresh = false;
    }
}

/// Writes `text` so that Markdown sees nothing but text in it.
fn escape(text: &str, out: &mut String) {
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        let after = chars.peek().copied();
        let has_meaning = match char {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            '_' => !(is_word(before) && is_word(after)),
            '&' => is_word(after) || after == Some('#'),
            _ => false,
        };
        if has_meaning {
            out.push('\\');
        }
        out.push(char);
        before = Some(char);
    }
}

/// Writes the first word of a line so that it does not begin a heading, list, quote or table.
fn escape_line_start(word: &str, out: &mut String) {
    let is_mark = |byte: u8| b"#+-=:".contains(&byte);
    let number = word.trim_end_matches(['.', ')']);
    if word.starts_with('>') || word.bytes().all(is_mark) {
        out.push('\\');
        out.push_str(word);
    } else if number.len() + 1 == word.len() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        out.push_str(number);
        out.push('\\');
        out.push_str(&word[number.len()..]);
    } else {
        out.push_str(word);
    }
}

/// Splits a word at the web address in it.
fn web_address(word: &str) -> Option<(&str, &str, &str)> {
    let start = (word.find("https://")).or_else(|| word.find("http://"))?;
    let is_end = |char: char| !char.is_ascii_graphic() || "<>()\"'`\\[]{}|*".contains(char);
    let rest = &word[start..];
    let length = rest.find(is_end).unwrap_or(rest.len());
    let address = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    let is_more_than_scheme = address
        .split_once("://")
        .is_some_and(|(_, host)| !host.is_empty());
    is_more_than_scheme.then(|| (&word[..start], address, &rest[address.len()..]))
}
