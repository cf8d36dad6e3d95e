//! Files to upload: a name, a media type, and content that is in memory, on disk or yet to come.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use reqwest::Body;
use tokio_util::io::ReaderStream;

use crate::fault::Fault;

/// How much is sent between two calls of a progress callback, where the content is in memory or on disk.
const CHUNK: usize = 64 * 1024;

/// A file to upload.
///
/// ```no_run
/// use medusa_client::File;
///
/// # async fn run(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
/// let photo = File::from_path("photos/lamp.jpg").on_progress(|progress| {
///     println!("{} of {:?} bytes", progress.sent, progress.total);
/// });
/// let note = File::new("note.txt", "Handle with care");
/// # #[cfg(feature = "admin")]
/// medusa.admin().uploads().create([photo, note]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a file is uploaded with a request"]
pub struct File {
    name: String,
    content_type: String,
    content: Content,
    on_progress: Option<OnProgress>,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Path(PathBuf),
    /// Gone once it is sent; shared by all clones.
    Stream(Arc<Mutex<Option<Chunks>>>, Option<u64>),
}

type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// How far an upload is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes of the file have been handed to the connection. When the request is sent again, it begins anew.
    pub sent: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
}

impl File {
    /// A file made of bytes.
    ///
    /// The media type is guessed from the extension of the name.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::of(name.into(), Content::Bytes(bytes.into()))
    }

    /// A file on disk, which is read when the request is sent and never held in memory as a whole.
    ///
    /// Its name is the last part of the path. One that cannot be read makes the request fail.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self::of(name.into_owned(), Content::Path(path.to_owned()))
    }

    /// A file that comes piece by piece; `length` is how many bytes there will be, where that is known.
    ///
    /// A stream can be read once: a request with it is never sent again, and a clone of that request fails.
    pub fn from_stream<S, B>(name: impl Into<String>, length: Option<u64>, stream: S) -> Self
    where
        S: Stream<Item = io::Result<B>> + Send + 'static,
        B: Into<Bytes>,
    {
        let stream: Chunks = Box::pin(stream.map(|chunk| chunk.map(Into::into)));
        let stream = Arc::new(Mutex::new(Some(stream)));
        Self::of(name.into(), Content::Stream(stream, length))
    }

    fn of(name: String, content: Content) -> Self {
        let content_type = mime_guess::from_path(&name).first_or_octet_stream();
        Self {
            content_type: content_type.to_string(),
            name,
            content,
            on_progress: None,
        }
    }

    /// Says the name, such as `lamp.png`. The media type stays.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Says the media type, such as `image/png`.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// Calls this whenever a piece has been handed to the connection.
    pub fn on_progress(mut self, call: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(call));
        self
    }

    /// Whether it can be sent twice.
    pub(crate) fn is_replayable(&self) -> bool {
        !matches!(self.content, Content::Stream(..))
    }

    /// The file as a part of a multipart body.
    pub(crate) async fn to_part(&self) -> Result<reqwest::multipart::Part, Fault> {
        use reqwest::multipart::Part;

        let (body, length) = self.body().await?;
        let part = match length {
            Some(length) => Part::stream_with_length(body, length),
            None => Part::stream(body),
        };
        part.file_name(self.name.clone())
            .mime_str(&self.content_type)
            .map_err(|source| {
                Fault::because("a file's media type is not valid", source).of_argument()
            })
    }

    async fn body(&self) -> Result<(Body, Option<u64>), Fault> {
        let (chunks, length): (Chunks, _) = match &self.content {
            Content::Bytes(bytes) => {
                let length = bytes.len() as u64;
                if self.on_progress.is_none() {
                    return Ok((bytes.clone().into(), Some(length)));
                }
                (
                    Box::pin(futures_util::stream::iter(pieces(bytes))),
                    Some(length),
                )
            }
            Content::Path(path) => {
                let (chunks, length) = open(path)
                    .await
                    .map_err(|source| Fault::because("a file to upload cannot be read", source))?;
                (chunks, Some(length))
            }
            Content::Stream(stream, length) => {
                let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                let stream = stream.take();
                let gone = || Fault::new("the stream of a file has been sent before");
                (stream.ok_or_else(gone)?, *length)
            }
        };
        let body = match self.on_progress.clone() {
            None => Body::wrap_stream(chunks),
            Some(call) => Body::wrap_stream(watched(chunks, length, call)),
        };
        Ok((body, length))
    }
}

/// The file's content as it is now: what is added meanwhile would not fit the length that was announced.
async fn open(path: &Path) -> io::Result<(Chunks, u64)> {
    use tokio::io::AsyncReadExt;

    let file = tokio::fs::File::open(path).await?;
    let metadata = file.metadata().await?;
    if metadata.is_dir() {
        // It can be opened, and fails only once the request is under way.
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let length = metadata.len();
    let chunks = ReaderStream::with_capacity(file.take(length), CHUNK);
    Ok((Box::pin(chunks), length))
}

fn pieces(bytes: &Bytes) -> impl Iterator<Item = io::Result<Bytes>> + Send + use<> {
    let bytes = bytes.clone();
    (0..bytes.len())
        .step_by(CHUNK)
        .map(move |start| Ok(bytes.slice(start..bytes.len().min(start + CHUNK))))
}

fn watched(
    chunks: Chunks,
    total: Option<u64>,
    call: OnProgress,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let mut sent = 0;
    chunks.inspect(move |chunk| {
        if let Ok(chunk) = chunk {
            sent += chunk.len() as u64;
            call(Progress { sent, total });
        }
    })
}

/// Shows how long the content is instead of the content, and no path.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content: &dyn fmt::Debug = match &self.content {
            Content::Bytes(bytes) => &bytes.len(),
            Content::Path(_) => &"on disk",
            Content::Stream(..) => &"a stream",
        };
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("content", content)
            .finish_non_exhaustive()
    }
}
