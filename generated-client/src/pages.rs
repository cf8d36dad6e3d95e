//! Lists, page by page: a request with a limit and an offset in, a stream out.
//!
//! The contract with generated code: [`list!`] adds `pages` and `items` to a request value whose query has a limit and an
//! offset, and whose response has one list and may have the numbers `count`, `offset` and `limit`.
//!
//! Where the next page begins is counted in items that came, not in pages that were asked for, so that a page shorter
//! than asked for loses nothing. It ends with a page that is empty or reaches the count. A server that gives the same
//! page again, or another than was asked for, would make it go on for ever: that is an error.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::request::{Parts, Request, ResponseFuture};
use crate::{Error, Response, Result};

/// Adds streams to the request value of a list; see the [module](self).
#[allow(
    unused_macros,
    reason = "only generated code uses it, and features turn that off"
)]
macro_rules! list {
    ($name:ident, $response:ty, $field:ident, $item:ty, [$($number:ident),*]) => {
        impl $name {
            /// All items from the offset on, whatever page they are on; see [`Items`](crate::Items).
            ///
            /// The limit is the size of the pages.
            #[inline]
            pub fn items(self) -> crate::Items<$item> {
                self.pages().items()
            }

            /// All pages from the offset on; see [`Pages`](crate::Pages).
            ///
            /// The limit is the size of the pages.
            #[inline]
            pub fn pages(self) -> crate::Pages<$item> {
                crate::Pages::new(self.request, |response| {
                    crate::pages::Fetched::read(response, |list: $response| crate::Page {
                        $($number: list.$number.into(),)*
                        ..crate::Page::of(list.$field)
                    })
                })
            }
        }
    };
}

#[allow(
    unused_imports,
    reason = "only generated code uses it, and features turn that off"
)]
pub(crate) use list;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many items the list has on all its pages.
    pub count: Option<i64>,
    /// How many items come before this page.
    pub offset: Option<i64>,
    /// How many items a page has at most.
    pub limit: Option<i64>,
}

impl<T> Page<T> {
    /// A page of which nothing is known but its items.
    pub fn of(items: Vec<T>) -> Self {
        Self {
            items,
            count: None,
            offset: None,
            limit: None,
        }
    }
}

/// A page and the response that held it.
pub(crate) struct Fetched<T> {
    page: Page<T>,
    response: Response,
}

impl<T> Fetched<T> {
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn read<L: DeserializeOwned>(
        response: Response,
        split: fn(L) -> Page<T>,
    ) -> Result<Self> {
        let response = response.success()?;
        let page = split(response.json()?);
        Ok(Self { page, response })
    }
}

/// The pages of a list: a [`Stream`], each page of which is requested when it is asked for.
///
/// After a failure it ends; a new one with the offset [`next_offset`](Self::next_offset) would go on. Items that come or
/// go while it runs move those behind them: a list whose order is that of creation suffers least.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    parts: Box<Parts>,
    read: fn(Response) -> Result<Fetched<T>>,
    on_its_way: Option<ResponseFuture<Fetched<T>>>,
    offset: i64,
    total: Option<i64>,
    /// The body of the page before.
    last: Option<Bytes>,
    is_done: bool,
}

impl<T> Pages<T> {
    #[allow(
        dead_code,
        reason = "only generated code uses it, and features turn that off"
    )]
    pub(crate) fn new<L>(request: Request<L>, read: fn(Response) -> Result<Fetched<T>>) -> Self {
        let parts = request.into_parts();
        Self {
            offset: parts.query.integer("offset").unwrap_or(0),
            parts,
            read,
            on_its_way: None,
            total: None,
            last: None,
            is_done: false,
        }
    }

    /// The items on these pages, one by one.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    /// How many items the list has, as the last page said.
    pub fn total(&self) -> Option<i64> {
        self.total
    }

    /// Where the next page begins.
    pub fn next_offset(&self) -> i64 {
        self.offset
    }

    /// The next page.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The request for the next page, if there is to be one.
    fn request(&self) -> Option<ResponseFuture<Fetched<T>>> {
        if self.is_done {
            return None;
        }
        let mut parts = self.parts.clone();
        if self.last.is_some() {
            parts.set_query("offset".into(), Ok(self.offset.into()));
        }
        Some(Request::new(parts, self.read).send())
    }

    /// Takes note of what came.
    fn take(&mut self, fetched: Result<Fetched<T>>) -> Option<Result<Page<T>>> {
        // Until the page is found to be a good one.
        self.is_done = true;
        let Fetched { page, response } = match fetched {
            Ok(fetched) => fetched,
            Err(error) => return Some(Err(error)),
        };
        if page.offset.is_some_and(|offset| offset != self.offset) {
            let problem = "the page begins at another offset than was asked for";
            return Some(Err(Error::unfit(response, problem)));
        }
        self.total = page.count;
        if page.items.is_empty() {
            // The first page is worth having: it says that there is nothing.
            return self.last.is_none().then_some(Ok(page));
        }
        let body = response.bytes();
        if self.last.as_ref().is_some_and(|last| is_same(last, body)) {
            let problem = "the page is the one before, although it begins at another offset";
            return Some(Err(Error::unfit(response, problem)));
        }
        self.last = Some(body.clone());
        let came = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
        self.offset = self.offset.saturating_add(came);
        self.is_done = page.count.is_some_and(|count| self.offset >= count);
        Some(Ok(page))
    }
}

/// Whether two bodies are the same but for the number that tells the offset.
///
/// Pages that differ do so early, in the first id, so that this costs next to nothing.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let alike = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    // Numbers may begin alike.
    let number = alike - digits(one[..alike].iter().rev());
    let before = one[..number].trim_ascii_end();
    let after_number = |body: &[u8]| number + digits(body[number..].iter());
    one == other
        || before.ends_with(b"\"offset\":")
            && one[after_number(one)..] == other[after_number(other)..]
}

/// How many digits come first.
fn digits<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take_while(|byte| byte.is_ascii_digit()).count()
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.on_its_way.is_none() {
            self.on_its_way = self.request();
        }
        let Some(response) = &mut self.on_its_way else {
            return Poll::Ready(None);
        };
        let fetched = ready!(Pin::new(response).poll(context));
        self.on_its_way = None;
        Poll::Ready(self.take(fetched))
    }
}

// Items are never pinned.
impl<T> Unpin for Pages<T> {}

/// Shows neither the body nor the values of headers and path arguments.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt_as("Pages", f)
    }
}

/// The items of a list: a [`Stream`] over all its pages, each of which is requested when its first item is asked for.
///
/// ```no_run
/// # #[cfg(feature = "admin")]
/// # async fn run(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
/// let mut orders = medusa.admin().orders().list().limit(100).items();
/// while let Some(order) = orders.next().await {
///     println!("{}", order?.id);
/// }
/// println!("{:?} orders", orders.total());
/// # Ok(())
/// # }
/// ```
///
/// It ends after a failure; see [`Pages`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: vec::IntoIter<T>,
}

impl<T> Items<T> {
    /// How many items the list has, as the last page said; `None` before the first item was asked for.
    pub fn total(&self) -> Option<i64> {
        self.pages.total
    }

    /// The next item.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All items that are left, at once in memory.
    ///
    /// # Errors
    ///
    /// The first failure; what came before it is lost.
    pub async fn all(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        loop {
            all.extend(self.page);
            match self.pages.next().await {
                Some(page) => self.page = page?.items.into_iter(),
                None => return Ok(all),
            }
        }
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.page = page.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Items<T> {}

/// Shows neither the body nor the values of headers and path arguments.
impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.parts.fmt_as("Items", f)
    }
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::{Items, Page, Pages};
    use crate::Result;
    use crate::blocking::Waiting;

    impl<T> Pages<T> {
        /// The pages as an iterator that waits for each.
        pub fn wait(self) -> Waiting<Self> {
            Waiting::new(self)
        }
    }

    impl<T> Items<T> {
        /// The items as an iterator that waits for each page.
        pub fn wait(self) -> Waiting<Self> {
            Waiting::new(self)
        }
    }

    impl<T> Iterator for Waiting<Pages<T>> {
        type Item = Result<Page<T>>;

        fn next(&mut self) -> Option<Self::Item> {
            let fetched = self.stream.request()?.wait();
            self.stream.take(fetched)
        }
    }

    impl<T> Iterator for Waiting<Items<T>> {
        type Item = Result<T>;

        fn next(&mut self) -> Option<Self::Item> {
            loop {
                if let Some(item) = self.stream.page.next() {
                    return Some(Ok(item));
                }
                let fetched = self.stream.pages.request()?.wait();
                match self.stream.pages.take(fetched)? {
                    Ok(page) => self.stream.page = page.items.into_iter(),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn only_the_offset_may_differ() {
        let same = |a: &str, b: &str| is_same(a.as_bytes(), b.as_bytes());
        assert!(same(r#"{"a":[1],"offset":0}"#, r#"{"a":[1],"offset":0}"#));
        assert!(same(r#"{"a":[1],"offset":0}"#, r#"{"a":[1],"offset":120}"#));
        assert!(same(r#"{"offset": 15,"a":1}"#, r#"{"offset": 1,"a":1}"#));
        assert!(!same(r#"{"a":[1],"offset":0}"#, r#"{"a":[2],"offset":0}"#));
        assert!(!same(
            r#"{"a":[1],"offset":0}"#,
            r#"{"a":[1],"offset":0,"b":1}"#
        ));
        assert!(!same(r#"{"offset":0,"a":1}"#, r#"{"offset":1,"a":2}"#));
        assert!(!same("", "\"offset\":1"));
    }
}
