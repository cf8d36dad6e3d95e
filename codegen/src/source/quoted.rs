//! Strings in double quotes, as JSON and code have them: for readers that look into text which is not whole.

/// Where the string ends whose opening quote stands just before `text`.
pub(super) fn string_end(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at),
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    None
}
