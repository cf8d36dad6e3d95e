//! Tells what can go wrong with a request, and what a program may do about it.
//!
//! ```console
//! $ MEDUSA_URL=http://localhost:9000 cargo run --example error_handling -- prod_01
//! ```

use std::env;
use std::error::Error as _;
use std::process::ExitCode;

use medusa_client::{Error, ErrorKind, Json, Medusa, StatusCode};

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

/// The status with which a web server answers its visitor when a request to Medusa fails.
///
/// The type is that of the crate `http`, as in axum, where an error type of your own would hold an [`Error`]:
///
/// ```ignore
/// impl IntoResponse for ShopError {
///     fn into_response(self) -> Response {
///         tracing::error!("{}", self.0);
///         http_status(&self.0).into_response()
///     }
/// }
/// ```
fn http_status(error: &Error) -> StatusCode {
    match error.kind() {
        // The visitor's own values, such as the last segment of `/products/..`.
        ErrorKind::InvalidArgument => StatusCode::BAD_REQUEST,
        ErrorKind::Transport if error.is_timeout() => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Transport | ErrorKind::Decode => StatusCode::BAD_GATEWAY,
        ErrorKind::Status if error.is_rate_limited() => StatusCode::SERVICE_UNAVAILABLE,
        // 402 for a payment that needs more, 404, 409 and so on concern the visitor. So do 401 and 403 if it is the visitor
        // who is signed in; with an API token of your own, they are mistakes of your own.
        ErrorKind::Status => (error.status())
            .filter(StatusCode::is_client_error)
            .unwrap_or(StatusCode::BAD_GATEWAY),
        // Mistakes of your own: `InvalidRequest` and `InvalidSettings`.
        _ => StatusCode::INTERNAL_SERVER_ERROR,
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
        ErrorKind::InvalidArgument => "Nothing was sent: a value that it was given is not valid.",
        ErrorKind::InvalidRequest => "Nothing was sent: the program has a mistake.",
        ErrorKind::InvalidSettings => "The client was not built: a setting is not valid.",
        ErrorKind::Transport if error.is_tls() => {
            "Is the address `https`, and the certificate valid?"
        }
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
    eprintln!("a web server would answer {}", http_status(error));

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
