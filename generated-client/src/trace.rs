//! Tracing: a span a request, with the feature `tracing`; nothing at all without it.
//!
//! What is recorded: the method, the route's template, the number of the attempt, and the status or the kind of failure.
//! No URL, header or body, which may hold ids and secrets.

#[cfg(feature = "tracing")]
pub(crate) use on::Span;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Span;

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use tracing::field::Empty;
    use tracing::instrument::{Instrument, Instrumented};

    use crate::route::Route;
    use crate::{Response, Result};

    /// The span of a request.
    #[derive(Clone)]
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub(crate) fn new(route: &Route) -> Self {
            Self(tracing::info_span!(
                target: "medusa_client",
                "medusa_request",
                method = route.method.as_str(),
                route = &*route.template,
                attempt = Empty,
                status = Empty,
                failure = Empty,
            ))
        }

        pub(crate) fn within<F: Future>(self, future: F) -> Instrumented<F> {
            future.instrument(self.0)
        }

        pub(crate) fn attempt(&self, attempt: u32) {
            self.0.record("attempt", attempt);
        }

        pub(crate) fn outcome(&self, outcome: &Result<Response>) {
            match outcome {
                Ok(response) => {
                    self.0.record("status", response.status().as_u16());
                    tracing::debug!(target: "medusa_client", status = response.status().as_u16(), "response");
                }
                Err(error) => {
                    let failure = tracing::field::debug(error.kind());
                    self.0.record("failure", &failure);
                    tracing::debug!(target: "medusa_client", failure, "no response");
                }
            }
        }

        pub(crate) fn waits(&self, delay: Duration) {
            tracing::warn!(target: "medusa_client", ?delay, "the request is sent again");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use crate::route::Route;
    use crate::{Response, Result};

    /// The span of a request, if there were one.
    #[derive(Clone)]
    pub(crate) struct Span;

    impl Span {
        pub(crate) fn new(_: &Route) -> Self {
            Self
        }

        pub(crate) fn within<F>(self, future: F) -> F {
            future
        }

        pub(crate) fn attempt(&self, _: u32) {}

        pub(crate) fn outcome(&self, _: &Result<Response>) {}

        pub(crate) fn waits(&self, _: Duration) {}
    }
}
