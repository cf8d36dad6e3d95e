//! What people see: text to standard output, remarks to standard error, and a sign of life when
//! something takes long. Colours are taken out where no terminal is listening.

use indicatif::{ProgressBar, ProgressStyle};
use medusa_codegen::emit;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long work may take before a progress line appears.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many characters of a cell are shown.
const MAX_CELL: usize = 120;

/// Writes `text` and a newline to standard output.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    write_line(anstream::stdout().lock(), text)
}

/// Writes `text` and a newline to standard error.
pub(crate) fn report(text: &str) -> anyhow::Result<()> {
    write_line(anstream::stderr().lock(), text)
}

/// A reader that has gone away (`| head`) has seen enough: the command goes on to its end, so that
/// its exit code says what it found.
fn write_line(mut stream: impl Write, text: &str) -> anyhow::Result<()> {
    let result = stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.write_all(b"\n"))
        .and_then(|()| stream.flush());
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Does `work`; where it takes longer than [`PATIENCE`] and standard error is a terminal, a line
/// there says `doing` what until it is done.
pub(crate) fn progress<T>(doing: &'static str, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (working, end) = mpsc::channel::<()>();
        scope.spawn(move || {
            if end.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let line = progress_line(doing);
                // Fails when the sender is dropped, which is the sign to stop.
                let _ = end.recv();
                line.finish_and_clear();
            }
        });
        let result = work();
        drop(working);
        result
    })
}

fn progress_line(doing: &'static str) -> ProgressBar {
    let line = ProgressBar::new_spinner().with_message(doing);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        line.set_style(style);
    }
    line.enable_steady_tick(Duration::from_millis(100));
    line
}

/// `value` as JSON that a terminal can show: control characters, which only texts can hold, are escaped.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    let escaped = |char: char| match char {
        '\n' => "\n".to_owned(),
        _ if char.is_control() => format!("\\u{:04x}", u32::from(char)),
        _ => char.to_string(),
    };
    let text = serde_json::to_string_pretty(value)?;
    Ok(text.chars().map(escaped).collect())
}

/// `text` from outside without what would steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(emit::printable).collect();
    lines.join("\n")
}

/// `rows` as lines of aligned columns, each line indented by `indent` spaces.
///
/// What is in the cells may come from outside.
pub(crate) fn table<const N: usize>(indent: usize, rows: &[[String; N]]) -> String {
    let shown = |row: &[String; N]| row.each_ref().map(|cell| shown(cell));
    let rows: Vec<[String; N]> = rows.iter().map(shown).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        format!("{:indent$}{}", "", cells.join("  "))
            .trim_end()
            .to_owned()
            + "\n"
    };
    rows.iter().map(line).collect()
}

/// A cell on one line, no longer than [`MAX_CELL`].
fn shown(cell: &str) -> String {
    let mut cell = emit::printable(cell);
    if cell.chars().nth(MAX_CELL).is_some() {
        cell = cell.chars().take(MAX_CELL - 1).collect();
        cell.push('…');
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned_by_characters() {
        let rows = [["größe", "1"], ["a", ""], ["b", "22"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(2, &rows), "  größe  1\n  a\n  b      22\n");
        assert_eq!(table::<1>(0, &[]), "");
    }

    #[test]
    fn cells_are_printable_and_short() {
        let row = ["a\u{1b}[31m\u{202e}b\nc".to_owned(), "n".repeat(1 << 20)];
        let expected = format!("a[31mb c  {}…\n", "n".repeat(MAX_CELL - 1));
        assert_eq!(table(0, &[row]), expected);
        assert_eq!(printable("a\u{1b}]\u{9b}\n  b\r\n"), "a]\n  b");
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        write_line(writer, "text").unwrap();
    }
}
