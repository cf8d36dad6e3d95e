//! The list of all operations beside an operation's page: groups, and in them names with or without verbs.

use super::verb;
use crate::diagnostic::{FileId, Span};
use crate::source::capture::Listed;
use crate::source::capture::lines::Line;

/// The mark before each entry.
const MARK: &str = "• ";

/// Reads the list.
///
/// Groups before the first verb tell of other things than operations: how to begin, how to authenticate.
pub(super) fn read(lines: &[Line<'_>], file: FileId) -> Vec<Listed> {
    let is_entry = |line: &&Line<'_>| line.text.starts_with(MARK);
    let outermost = lines.iter().filter(is_entry).map(|line| line.indent).min();
    let mut listed = Vec::new();
    let (mut group, mut first_of_group, mut first_operation) = ("", 0, None);
    for line in lines {
        if let Some(title) = line.text.strip_prefix(MARK) {
            if Some(line.indent) == outermost {
                group = title.trim();
                first_of_group = listed.len();
                continue;
            }
            listed.push(Listed {
                group: group.to_owned(),
                title: title.trim().to_owned(),
                verb: None,
                span: Span::new(file, line.start, line.range().end),
            });
        } else if let (Some(verb), Some(last)) = (verb(line.text), listed.last_mut())
            && last.verb.is_none()
            && Some(line.indent) > outermost
        {
            last.verb = Some(verb);
            first_operation.get_or_insert(first_of_group);
        }
    }
    match first_operation {
        Some(first) => listed.split_off(first),
        None => listed,
    }
}
