//! Multipart bodies: files and texts by field name in, a form of the HTTP client out.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use bytes::Bytes;
use reqwest::multipart;

use crate::error::Fault;

/// A file to upload, held in memory.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The name, such as `lamp.png`.
    pub name: String,
    /// The media type, such as `image/png`.
    pub content_type: String,
    /// The content.
    pub bytes: Bytes,
}

impl File {
    /// A file made of bytes; its media type is guessed from the extension of its name.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let name = name.into();
        let content_type = mime_guess::from_path(&name).first_or_octet_stream();
        Self {
            content_type: content_type.to_string(),
            bytes: bytes.into(),
            name,
        }
    }

    /// Reads a file from disk, at once: the thread waits until it is done.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::new(name, bytes))
    }

    /// Says the media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }
}

/// Shows how long the content is instead of the content.
impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// A multipart body.
#[derive(Clone, Default)]
pub(crate) struct Form {
    parts: Vec<(Cow<'static, str>, Part)>,
}

#[derive(Clone)]
enum Part {
    File(File),
    Text(String),
}

impl Form {
    pub(crate) fn add_file(&mut self, field: Cow<'static, str>, file: File) {
        self.parts.push((field, Part::File(file)));
    }

    pub(crate) fn add_text(&mut self, field: Cow<'static, str>, text: String) {
        self.parts.push((field, Part::Text(text)));
    }

    /// The form as the HTTP client sends it.
    pub(crate) fn into_http(self) -> Result<multipart::Form, Fault> {
        if self.parts.is_empty() {
            return Err(Fault::new("the multipart body has no parts"));
        }
        let mut form = multipart::Form::new();
        for (field, part) in self.parts {
            form = form.part(field, part.into_http()?);
        }
        Ok(form)
    }
}

impl Part {
    fn into_http(self) -> Result<multipart::Part, Fault> {
        match self {
            Self::Text(text) => Ok(multipart::Part::text(text)),
            Self::File(file) => {
                let length = file.bytes.len() as u64;
                multipart::Part::stream_with_length(file.bytes, length)
                    .file_name(file.name)
                    .mime_str(&file.content_type)
                    .map_err(|source| Fault::because("a file's media type is not valid", source))
            }
        }
    }
}
