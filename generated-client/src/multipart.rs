//! Multipart bodies: files and texts by field name in, a form of the HTTP client out.

use std::borrow::Cow;

use reqwest::multipart;

use crate::File;
use crate::fault::Fault;

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

    /// Whether it can be sent twice.
    pub(crate) fn is_replayable(&self) -> bool {
        self.parts.iter().all(|(_, part)| match part {
            Part::File(file) => file.is_replayable(),
            Part::Text(_) => true,
        })
    }

    /// The form as the HTTP client sends it.
    pub(crate) async fn to_http(&self) -> Result<multipart::Form, Fault> {
        if self.parts.is_empty() {
            return Err(Fault::new("the multipart body has no parts").of_argument());
        }
        let mut form = multipart::Form::new();
        for (field, part) in &self.parts {
            let part = match part {
                Part::File(file) => file.to_part().await?,
                Part::Text(text) => multipart::Part::text(text.clone()),
            };
            form = form.part(field.clone(), part);
        }
        Ok(form)
    }
}
