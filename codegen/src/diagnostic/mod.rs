//! What is said about the input: codes, spans, labels, help.
//!
//! Reading and merging never stop at the first fault. They push [`Diagnostic`]s into a
//! [`Diagnostics`] and go on with what is left; whoever runs the pipeline renders them against
//! [`Sources`] and decides by [`Severity`] whether to continue.

pub mod render;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// One input file of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// A range of bytes in one input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }
}

/// A value together with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, read at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A line and column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// One input file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as it is shown to people.
    pub path: PathBuf,
    /// The whole text.
    pub text: Arc<str>,
    /// Where each line begins, found when a place in the file is first asked for.
    line_starts: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// The line, counted from 0, that holds the byte at `offset`, and the bytes it spans
    /// without its line break.
    fn line(&self, offset: usize) -> (usize, Range<usize>) {
        let starts = self.line_starts.get_or_init(|| {
            let breaks = self.text.match_indices('\n');
            std::iter::once(0)
                .chain(breaks.map(|(newline, _)| newline + 1))
                .collect()
        });
        let line = starts.partition_point(|&start| start <= offset) - 1;
        let start = starts[line];
        let end = starts
            .get(line + 1)
            .map_or(self.text.len(), |&next| next - 1);
        let text = &self.text[start..end];
        let visible = text.strip_suffix('\r').unwrap_or(text).len();
        (line, start..start + visible)
    }
}

/// The input files of a run, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a file in and says how it is called from now on.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile {
            path: path.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
        });
        id
    }

    /// The file called `id`.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Shows the files at and below a folder as if they were in another, `shown`.
    pub fn show_as(&mut self, folder: &Path, shown: &str) {
        for file in &mut self.files {
            if let Ok(path) = file.path.strip_prefix(folder) {
                file.path = match shown.ends_with(':') {
                    true => format!("{shown}{}", path.display()).into(),
                    false => Path::new(shown).join(path),
                };
            }
        }
    }

    /// All files.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// The file at `path`, if it was taken in.
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.iter()
            .find(|(_, file)| file.path == path)
            .map(|(id, _)| id)
    }

    /// The text under `span`.
    pub fn slice(&self, span: Span) -> &str {
        let text = &self.file(span.file).text;
        text.get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Line and column of a span's beginning.
    pub fn position(&self, span: Span) -> Position {
        let file = self.file(span.file);
        let start = file.text.floor_char_boundary(span.start as usize);
        let (line, bytes) = file.line(start);
        Position {
            line: line + 1,
            column: file.text[bytes.start..start].chars().count() + 1,
        }
    }

    /// `path:line:column` of a span's beginning.
    pub fn place(&self, span: Span) -> String {
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.file(span.file).path.display())
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the rule that was applied is documented.
    Note,
    /// Something was left out or guessed.
    Warning,
    /// Nothing is generated.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// The stable name of a kind of diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The code as it is printed, such as `page-without-title`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// How much diagnostics of this kind matter.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A file could not be read, or is not UTF-8.
    UnreadableFile = "unreadable-file", Error;
    /// Nothing in the named folders is a page or an OpenAPI document.
    EmptySpec = "empty-spec", Error;
    /// A file that is neither a page nor an OpenAPI document nor one of the tool's own.
    UnknownFile = "unknown-file", Warning;

    /// A file is a capture of documentation; what it says counts where nothing better does.
    Capture = "capture", Note;
    /// A capture lacks something that the original had.
    CaptureLoss = "capture-loss", Warning;

    /// A page has no first-level heading.
    PageWithoutTitle = "page-without-title", Error;
    /// A component block holds no valid JSON.
    InvalidJson = "invalid-json", Error;
    /// A component block has a shape no reader knows.
    InvalidBlock = "invalid-block", Error;
    /// A type string is not in the grammar.
    InvalidType = "invalid-type", Error;
    /// An enum's child has no value.
    EnumWithoutValue = "enum-without-value", Error;
    /// A heading, key or component that no reader knows; its content is kept as prose or left out.
    UnknownConstruct = "unknown-construct", Warning;
    /// A method without its Parameters or Returns block.
    MissingSection = "missing-section", Warning;
    /// Two methods, properties or fields with one name in one place.
    DuplicateName = "duplicate-name", Error;
    /// One name twice in one place, with the same type; both are kept.
    RepeatedName = "repeated-name", Warning;

    /// A document is not valid YAML or JSON.
    InvalidYaml = "invalid-yaml", Error;
    /// An OpenAPI node has the wrong shape.
    InvalidOpenApi = "invalid-openapi", Error;
    /// A `$ref` leads nowhere.
    MissingRef = "missing-ref", Error;
    /// A `$ref` leads back to itself through nothing but `$ref`s.
    RefCycle = "ref-cycle", Error;
    /// Two operations share verb and path.
    DuplicateOperation = "duplicate-operation", Error;
    /// One schema name with different content in two documents.
    ConflictingSchema = "conflicting-schema", Warning;
    /// The routes of a document begin where its server's address ends, which is put before them.
    RoutePrefix = "route-prefix", Note;

    /// A resource class that no property path leads to.
    UnreachableResource = "unreachable-resource", Warning;
    /// A method joined to no operation.
    UnjoinedMethod = "unjoined-method", Warning;
    /// An operation that no page documents; it still becomes a method.
    UndocumentedOperation = "undocumented-operation", Note;
    /// A type that one source knows, the other not, or both differently.
    TypeDisagreement = "type-disagreement", Note;
    /// One source says required, the other optional.
    RequiredDisagreement = "required-disagreement", Note;
    /// One source says nullable, the other not.
    NullableDisagreement = "nullable-disagreement", Note;
    /// A field only the pages have.
    FieldOnlyInPages = "field-only-in-pages", Note;
    /// A field only the OpenAPI documents have.
    FieldOnlyInOpenApi = "field-only-in-openapi", Note;
    /// Enum values differ between sources.
    EnumDisagreement = "enum-disagreement", Note;
    /// One type is described in two ways on the pages.
    ConflictingType = "conflicting-type", Warning;
    /// A type nobody describes; it becomes a bare JSON value.
    UnknownType = "unknown-type", Warning;

    /// A fixup file that cannot be read.
    InvalidFixup = "invalid-fixup", Error;
    /// A fixup that matches nothing or changes nothing, or an accepted warning that is not reported.
    StaleFixup = "stale-fixup", Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark, in a few words.
    pub text: String,
}

/// One thing said about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing.
    pub code: Code,
    /// One sentence without a full stop.
    pub message: String,
    /// The places it is about; the first is where the fault is.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// The reason why the spec accepts it as it is; it then matters no more than a note.
    pub accepted: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            accepted: None,
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self.accepted {
            Some(_) => Severity::Note,
            None => self.code.severity(),
        }
    }
}

/// The diagnostics of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Adds one, if there is one.
    pub(crate) fn extend(&mut self, diagnostic: Option<Diagnostic>) {
        self.all.extend(diagnostic);
    }

    /// Adds those of another stage or thread.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.all.append(&mut other.all);
    }

    /// Drops warnings and notes.
    pub fn keep_errors(&mut self) {
        self.retain(|diagnostic| diagnostic.severity() == Severity::Error);
    }

    /// Drops those that are not `wanted`.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&Diagnostic) -> bool) {
        self.all.retain(wanted);
    }

    /// Whether nothing must be generated.
    pub fn has_errors(&self) -> bool {
        self.all
            .iter()
            .any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.all
            .iter()
            .filter(|diagnostic| diagnostic.severity() == severity)
            .count()
    }

    /// How many there are of each code that occurs.
    pub fn count_by_code(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in &self.all {
            *counts.entry(diagnostic.code.as_str()).or_default() += 1;
        }
        counts
    }

    /// All of them, to be changed.
    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.all.iter_mut()
    }

    /// All of them, in the order they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.all.iter()
    }

    /// Orders them by place, so that a run says the same whatever was read first.
    pub fn sort(&mut self) {
        self.all.sort_by(|a, b| {
            let place = |d: &Diagnostic| d.labels.first().map(|label| label.span);
            place(a)
                .cmp(&place(b))
                .then_with(|| a.code.cmp(&b.code))
                .then_with(|| a.message.cmp(&b.message))
        });
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
