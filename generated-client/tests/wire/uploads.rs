//! Files: from memory, from disk, and piece by piece.

use std::error::Error as _;
use std::io;
use std::sync::{Arc, Mutex};

use futures_util::stream;
use medusa_client::{ErrorKind, File, Json, Medusa, Method, Progress};

use crate::{last, listening, refused};

#[tokio::test]
async fn files_are_uploaded_whole() {
    let (server, medusa) = listening().await;
    let every_byte: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let files = [
        File::new("lamp.png", every_byte.clone()),
        File::new("no-extension", "plain"),
        File::new("list", "a;b").content_type("text/csv"),
    ];
    medusa
        .request::<Json>(Method::POST, "/admin/uploads", &[])
        .multipart("files", files)
        .multipart_text("note", "für alle")
        .await
        .expect("success");

    let sent = last(&server).await;
    let content_type = sent.headers["content-type"].to_str().expect("text");
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .expect("a boundary");
    let part = |head: &str, body: &[u8]| {
        let mut part =
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes();
        part.extend_from_slice(body);
        part.extend_from_slice(b"\r\n");
        part
    };
    let expected = [
        part(
            "name=\"files\"; filename=\"lamp.png\"\r\nContent-Type: image/png",
            &every_byte,
        ),
        part(
            "name=\"files\"; filename=\"no-extension\"\r\nContent-Type: application/octet-stream",
            b"plain",
        ),
        part(
            "name=\"files\"; filename=\"list\"\r\nContent-Type: text/csv",
            b"a;b",
        ),
        part("name=\"note\"", "für alle".as_bytes()),
        format!("--{boundary}--\r\n").into_bytes(),
    ]
    .concat();
    assert!(
        sent.body == expected,
        "{}",
        String::from_utf8_lossy(&sent.body[70_000..])
    );
    assert_eq!(
        sent.headers["content-length"],
        expected.len().to_string().as_str()
    );
}

#[tokio::test]
async fn the_boundary_is_that_of_the_body_whatever_the_headers_say() {
    let server = wiremock::MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(wiremock::ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&server)
        .await;
    let medusa = Medusa::builder(server.uri()).header("content-type", "application/json");
    medusa
        .build()
        .expect("a client")
        .request::<Json>(Method::POST, "/admin/uploads", &[])
        .header("content-type", "text/plain")
        .multipart("files", [File::new("a.txt", "a")])
        .await
        .expect("success");
    let content_types: Vec<_> = last(&server)
        .await
        .headers
        .get_all("content-type")
        .iter()
        .cloned()
        .collect();
    assert_eq!(content_types.len(), 1);
    assert!(
        content_types[0]
            .to_str()
            .expect("text")
            .starts_with("multipart/form-data; boundary=")
    );
}

/// What was sent for one file.
async fn sent(file: File) -> (Vec<u8>, bool) {
    let (server, medusa) = listening().await;
    medusa
        .request::<Json>(Method::POST, "/admin/uploads", &[])
        .multipart("files", [file])
        .await
        .expect("success");
    let request = last(&server).await;
    let body = request.body;
    let start = body.windows(4).position(|window| window == b"\r\n\r\n");
    let end = body.windows(4).rposition(|window| window == b"\r\n--");
    let content = &body[start.expect("a head") + 4..end.expect("a boundary")];
    let has_length = request.headers.contains_key("content-length");
    (content.to_vec(), has_length)
}

/// How many bytes were sent, and of how many.
type Calls = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

/// A file that tells its progress.
fn watched(file: File) -> (File, Calls) {
    let seen = Calls::default();
    let calls = Arc::clone(&seen);
    let file = file.on_progress(move |Progress { sent, total, .. }| {
        calls.lock().expect("no panic").push((sent, total));
    });
    (file, seen)
}

#[tokio::test]
async fn a_file_is_read_from_disk() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/error.rs");
    let content = std::fs::read(path).expect("a file");
    let length = content.len() as u64;
    let (file, seen) = watched(File::from_path(path));
    let shown = format!("{file:?}");
    assert!(
        shown.contains("error.rs") && !shown.contains("src"),
        "{shown}"
    );
    assert!(sent(file).await == (content, true));
    assert_eq!(
        seen.lock().expect("no panic").last(),
        Some(&(length, Some(length)))
    );
}

#[tokio::test]
async fn progress_of_what_is_in_memory() {
    let content = vec![7; 150_000];
    let (file, seen) = watched(File::new("a.bin", content.clone()));
    assert!(sent(file).await == (content, true));
    assert_eq!(
        *seen.lock().expect("no panic"),
        [65_536, 131_072, 150_000].map(|sent| (sent, Some(150_000)))
    );
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let chunks = || stream::iter(["ab", "cd"].map(Ok::<_, io::Error>));
    assert_eq!(
        sent(File::from_stream("a.txt", None, chunks())).await,
        (b"abcd".to_vec(), false)
    );
    let (file, seen) = watched(File::from_stream("a.txt", Some(4), chunks()));
    assert_eq!(sent(file).await, (b"abcd".to_vec(), true));
    assert_eq!(
        *seen.lock().expect("no panic"),
        [(2, Some(4)), (4, Some(4))]
    );

    let (_server, medusa) = listening().await;
    let request = medusa
        .request::<Json>(Method::POST, "/admin/uploads", &[])
        .multipart("files", [File::from_stream("a.txt", None, chunks())]);
    request.clone().await.expect("success");
    let error = refused(request, ErrorKind::InvalidRequest).await;
    assert_eq!(
        error.to_string(),
        "POST /admin/uploads: the stream of a file has been sent before"
    );
}

#[tokio::test]
async fn an_upload_that_cannot_be_sent_is_refused() {
    let (_server, medusa) = listening().await;
    let upload = || medusa.request::<Json>(Method::POST, "/admin/uploads", &[]);
    let error = refused(upload().multipart("files", []), ErrorKind::InvalidArgument).await;
    assert_eq!(
        error.to_string(),
        "POST /admin/uploads: the multipart body has no parts"
    );
    let odd = File::new("a", "b").content_type("nonsense");
    let error = refused(
        upload().multipart("files", [odd]),
        ErrorKind::InvalidArgument,
    )
    .await;
    assert_eq!(
        error.to_string(),
        "POST /admin/uploads: a file's media type is not valid"
    );
    // The last can be opened, but is a folder.
    for path in ["no/such/file", env!("CARGO_MANIFEST_DIR")] {
        let error = refused(
            upload().multipart("files", [File::from_path(path)]),
            ErrorKind::InvalidRequest,
        )
        .await;
        assert_eq!(
            error.to_string(),
            "POST /admin/uploads: a file to upload cannot be read"
        );
        assert!(error.source().is_some() && !error.is_retryable());
    }
}
