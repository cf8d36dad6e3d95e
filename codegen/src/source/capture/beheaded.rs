//! A block of rows without its beginning.
//!
//! What is left begins within a string of some row. The brackets that close more than was opened tell how
//! deep in the tree that row stands. The rows that held it are put back without their names, so that those
//! that are left stand where they stood; the row that was cut is kept only where it holds others.

use super::restored::Restored;
use crate::source::quoted::string_end;
use std::ops::Range;

/// What is left of a block.
#[derive(Debug)]
pub(super) struct Beheaded {
    /// From the rest of the cut string to the end of the tag.
    pub(super) range: Range<usize>,
    /// How many rows the cut one stood in.
    pub(super) depth: usize,
    /// The type to give to the row that was cut; `None` where it is left out.
    row: Option<String>,
    /// Where the text begins that can be kept.
    kept: usize,
}

impl Beheaded {
    /// Writes the block, with what is missing put back.
    pub(super) fn restore(&self, restored: &mut Restored<'_>) {
        restored.add("<ParameterTypes parameters={[");
        for _ in 0..self.depth {
            restored.add(r#"{"name": "", "type": "object", "children": ["#);
        }
        if let Some(ty) = &self.row {
            restored.add(&format!(r#"{{"name": "", "type": "{ty}""#));
        }
        restored.copy(self.kept..self.range.end);
    }
}

/// Reads what is left of a block; `None` if nothing at `start` looks like it.
pub(super) fn read(text: &str, start: usize, is_result: bool) -> Option<Beheaded> {
    let tail = start + string_end(&text[start..])?;
    // In the tail of a string, nothing else begins.
    if text[start..tail].contains("```") {
        return None;
    }
    let mut scan = Scan {
        text,
        at: tail + 1,
        depth: 0,
        lists_closed: 0,
        row_end: None,
        children: None,
    };
    let end = scan.skip_to_end()?;
    let row_end = scan.row_end?;
    let depth = scan.lists_closed.checked_sub(1)?;
    let children = scan.children.filter(|children| *children < row_end);
    let (row, kept) = match children {
        Some(children) => {
            let wrapper = (is_result && depth == 0)
                .then(|| wrapper(&text[children..]))
                .flatten();
            let ty = wrapper.map_or("object".to_owned(), |name| {
                format!("ResponsePromise<{name}>")
            });
            (Some(ty), tail + 1)
        }
        None => {
            let rest = &text[row_end..];
            let next = rest.trim_start();
            let comma = usize::from(next.starts_with(','));
            (None, text.len() - next.len() + comma)
        }
    };
    Some(Beheaded {
        range: start..end,
        depth,
        row,
        kept,
    })
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// How many brackets are open that were opened here.
    depth: usize,
    /// How many lists were closed that were opened in what is lost.
    lists_closed: usize,
    /// Where the row ends that was cut.
    row_end: Option<usize>,
    /// Where the children of that row begin, if it has any.
    children: Option<usize>,
}

impl Scan<'_> {
    /// Reads up to the `/>` that ends the tag.
    fn skip_to_end(&mut self) -> Option<usize> {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.find(['"', '{', '}', '[', ']'])?;
            let found = self.text.as_bytes()[self.at];
            self.at += 1;
            match found {
                b'"' => self.string()?,
                b'{' | b'[' => self.depth += 1,
                _ if self.depth > 0 => self.depth -= 1,
                b']' => self.lists_closed += 1,
                _ => {
                    self.row_end.get_or_insert(self.at);
                    let rest = &self.text[self.at..];
                    let closed = rest.trim_start();
                    if closed.starts_with("/>") && self.lists_closed > 0 {
                        return Some(self.text.len() - closed.len() + "/>".len());
                    }
                }
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        let rest = &self.text[self.at..];
        let length = string_end(rest)?;
        let is_children = &rest[..length] == "children" && self.depth == 0;
        self.at += length + 1;
        if is_children && self.row_end.is_none() {
            let value = self.text[self.at..]
                .trim_start()
                .strip_prefix(':')?
                .trim_start();
            let start = self.text.len() - value.len();
            let holds_rows = value.strip_prefix('[')?.trim_start().starts_with('{');
            self.children = holds_rows.then_some(start);
        }
        Some(())
    }
}

/// The name of the only row in a list of rows, if it is one that says what a promise resolves to.
fn wrapper(rows: &str) -> Option<String> {
    let mut values = serde_json::Deserializer::from_str(rows).into_iter::<serde_json::Value>();
    let rows = values.next()?.ok()?;
    let [row] = rows.as_array()?.as_slice() else {
        return None;
    };
    let name = row.get("name")?.as_str()?;
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| name.to_owned())
}
