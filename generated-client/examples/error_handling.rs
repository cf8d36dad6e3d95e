//! Tells what can go wrong with a request, and what a program may do about it.
//!
//! ```console
//! $ MEDUSA_URL=http://localhost:9000 cargo run --example error_handling -- prod_01
//! ```

use std::env;
use std::error::Error as _;
use std::process::ExitCode;

use medusa_client::{Error, ErrorKind, Json, Medusa};

#[tokio::main]
async fn main() -> ExitCode {
    let id = env::args().nth(1).unwrap_or_else(|| "prod_01".to_owned());
    let url = env::var("MEDUSA_URL").unwrap_or_else(|_| "http://localhost:9000".to_owned());
    match title(&url, &id).await {
        Ok(Some(title)) => {
            println!("{title}");
            ExitCode::SUCCESS
        }
        Ok(None) => {
            println!("there is no product {id}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            explain(&error);
            ExitCode::FAILURE
        }
    }
}

/// The title of a product, where there is such a product.
async fn title(url: &str, id: &str) -> Result<Option<String>, Error> {
    let medusa = Medusa::new(url)?;
    match medusa.products().retrieve(id).await {
        Ok(response) => Ok(Some(response.product.title)),
        // What a caller expects is no failure.
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

fn explain(error: &Error) {
    // Route, status and message, or the place in the body; safe to log, for it holds no URL, header or text of a body.
    eprintln!("{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }

    let advice = match error.kind() {
        ErrorKind::InvalidRequest => "Nothing was sent: the request or a setting is faulty.",
        ErrorKind::Transport if error.is_connect() => {
            "Is the server running, and its address right?"
        }
        ErrorKind::Transport if error.is_timeout() => "The server is slow; the time can be set.",
        ErrorKind::Transport => "The connection broke; what was asked for may have happened.",
        ErrorKind::Status if error.is_unauthorized() => "Sign in, or sign in again.",
        ErrorKind::Status if error.is_forbidden() => "Somebody else may be allowed to do this.",
        ErrorKind::Status if error.is_invalid_data() => "The message tells which value is wrong.",
        ErrorKind::Status if error.is_retryable() => "Try again later.",
        ErrorKind::Status => "The server refuses.",
        ErrorKind::Decode => "The server's version may differ from the documented one.",
        _ => "",
    };
    eprintln!("{advice} ({} attempts)", error.attempts());

    if let Some(path) = error.json_path() {
        // For people, not for logs: it may be any text of the body.
        eprintln!("at {path}: {}", error.snippet().unwrap_or_default());
        // What does not fit the documented type can still be read.
        let body = error
            .response()
            .and_then(|response| response.json::<Json>().ok());
        eprintln!("the body is JSON: {}", body.is_some());
    }
    if let Some(id) = error.request_id() {
        eprintln!("the server's logs call it {id}");
    }
}
