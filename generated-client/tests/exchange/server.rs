//! A server on a real socket that does what it is told, the wrong things too, and remembers what it got.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use medusa_client::{Medusa, MedusaBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// These bytes, and the end.
    Bytes(Vec<u8>),
    /// Nothing, without an end.
    Stall,
    /// The connection is reset.
    Reset,
}

/// A response with a status, more header lines and a body.
pub(crate) fn response(status: u16, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}");
    Answer::Bytes(format!("{head}\r\n{headers}\r\n{body}").into_bytes())
}

/// A success in JSON.
pub(crate) fn json(body: &str) -> Answer {
    response(200, "content-type: application/json\r\n", body)
}

/// A status, and nothing more.
pub(crate) fn status(status: u16) -> Answer {
    response(status, "", "")
}

/// A request as it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Received {
    /// The request line and the headers.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The method and target, such as `GET /store/carts?limit=1`.
    pub(crate) fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.strip_suffix(" HTTP/1.1").unwrap_or(line)
    }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// A server that gives these answers, and the last of them to every further request.
    pub(crate) async fn start(answers: impl Into<Vec<Answer>>) -> Self {
        let answers = answers.into();
        Self::with(move |nth, _| answers[nth.min(answers.len() - 1)].clone()).await
    }

    /// A server that asks `answer` what to do with each request, counted from 0.
    pub(crate) async fn with(answer: impl Fn(usize, &Received) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        tokio::spawn(async move {
            let mut stalled = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Ok(request) = read(&mut stream).await else {
                    continue;
                };
                let nth = {
                    let mut log = log.lock().expect("no panic");
                    log.push(request.clone());
                    log.len() - 1
                };
                match answer(nth, &request) {
                    Answer::Bytes(bytes) => {
                        // The client may have left already.
                        drop(stream.write_all(&bytes).await);
                        drop(stream.shutdown().await);
                    }
                    Answer::Stall => stalled.push(stream),
                    Answer::Reset => stream.set_zero_linger().expect("a socket"),
                }
            }
        });
        Self { address, received }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The settings of a client that does not wait long between attempts.
    pub(crate) fn builder(&self) -> MedusaBuilder {
        Medusa::builder(self.url()).retries(quick())
    }

    pub(crate) fn client(&self) -> Medusa {
        self.builder().build().expect("valid settings")
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic").clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.received().len()
    }

    /// The methods and targets of all requests.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.received()
            .iter()
            .map(|request| request.line().to_owned())
            .collect()
    }
}

/// The usual policy without the waiting.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::new().min_delay(Duration::from_millis(1))
}

async fn read(stream: &mut TcpStream) -> io::Result<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut request = Received {
        head,
        body: bytes.split_off(head_end),
    };
    let length = request.header("content-length").map(str::parse::<usize>);
    let is_chunked = request.header("transfer-encoding").is_some();
    let is_whole = |body: &[u8]| match &length {
        Some(Ok(length)) => body.len() >= *length,
        _ => !is_chunked || body.ends_with(b"0\r\n\r\n"),
    };
    while !is_whole(&request.body) {
        if stream.read_buf(&mut request.body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(request)
}
