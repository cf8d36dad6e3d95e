//! Lists, page by page: a request with a limit and an offset in, a stream out.
//!
//! The contract with generated code: [`list!`] adds `pages` and `items` to a request value whose query has a limit and an
//! offset, and whose response has one list and may have the numbers `count`, `offset` and `limit`. The same streams
//! decode the items into the documented type or into one of the caller's: a page is read by [`Layout`], not by the
//! documented response.
//!
//! Every page is requested alike, the first with its offset too. Where the next page begins is counted in items that
//! came, not in pages that were asked for, so that a page shorter than asked for loses nothing. The stream ends with a
//! page that is empty or reaches the count. A server that gives the same page again, or another than was asked for, would
//! make it go on for ever: that is an error.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::Bytes;
use futures_core::Stream;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor,
};

use crate::request::{Parts, Request, ResponseFuture};
use crate::{Error, Response, Result};

/// Adds streams to the request value of a list, whose items are in `$field` of the response; see the [module](self).
#[allow(
    unused_macros,
    reason = "only generated code uses it, and features turn that off"
)]
macro_rules! list {
    ($name:ident, $field:literal, $item:ty) => {
        impl $name {
            /// All items from the offset on, whatever page they are on; see [`Items`](crate::Items).
            ///
            /// The limit is the size of the pages.
            #[inline]
            pub fn items(self) -> crate::Items<$item> {
                self.items_as()
            }

            /// All pages from the offset on; see [`Pages`](crate::Pages).
            ///
            /// The limit is the size of the pages.
            #[inline]
            pub fn pages(self) -> crate::Pages<$item> {
                self.pages_as()
            }

            /// As [`items`](Self::items), each item decoded into a type of your own; see
            /// [`Items`](crate::Items#items-of-your-own-type).
            pub fn items_as<T: serde::de::DeserializeOwned>(self) -> crate::Items<T> {
                self.pages_as().items()
            }

            /// As [`pages`](Self::pages), each item decoded into a type of your own; see
            /// [`Items`](crate::Items#items-of-your-own-type).
            pub fn pages_as<T: serde::de::DeserializeOwned>(self) -> crate::Pages<T> {
                crate::Pages::new(self.request, $field)
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

/// A page without items.
impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

/// How a response holds a page: the name of the field with the items, and their type.
struct Layout<T> {
    items: &'static str,
    item: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Layout<T> {
    type Value = Page<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page<T>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Layout<T> {
    type Value = Page<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the list `{}`", self.items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<T>, A::Error> {
        let mut items = None;
        let mut page = Page::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                key if key == self.items => items = Some(map.next_value()?),
                "count" => page.count = map.next_value()?,
                "offset" => page.offset = map.next_value()?,
                "limit" => page.limit = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        page.items = items.ok_or_else(|| A::Error::missing_field(self.items))?;
        Ok(page)
    }
}

/// Decodes the page of a response whose items are in the field `items`.
fn read<T: DeserializeOwned>(response: &Response, items: &'static str) -> Result<Page<T>> {
    let item = PhantomData;
    response.json_with(Layout { items, item })
}

/// The pages of a list: a `Stream` (of the crate `futures_core`), each page of which is requested when it is asked for.
///
/// Every request names its offset, the first as well: `offset=0`, unless the list was given another. The limit is sent
/// if it was set; otherwise the server has one of its own.
///
/// After a failure it ends; a new one with the offset [`next_offset`](Self::next_offset) would go on. Items that come or
/// go while it runs move those behind them: a list whose order is that of creation suffers least.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    parts: Box<Parts>,
    /// The name of the field with the items.
    field: &'static str,
    read: fn(&Response, &'static str) -> Result<Page<T>>,
    on_its_way: Option<ResponseFuture<Response>>,
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
    pub(crate) fn new<L>(request: Request<L>, field: &'static str) -> Self
    where
        T: DeserializeOwned,
    {
        let mut parts = request.into_parts();
        Self {
            offset: parts.query_integer("offset").unwrap_or(0),
            parts,
            field,
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
    fn request(&self) -> Option<ResponseFuture<Response>> {
        if self.is_done {
            return None;
        }
        let mut parts = self.parts.clone();
        parts.set_query("offset".into(), Ok(self.offset.into()));
        Some(Request::new(parts, Response::success).send())
    }

    /// Takes note of what came; `None` at the end.
    fn take(&mut self, response: Result<Response>) -> Option<Result<Page<T>>> {
        // Until the page is found to be a good one.
        self.is_done = true;
        response
            .and_then(|response| self.accept(&response))
            .transpose()
    }

    /// The page of a response, if it is one that goes on from the page before.
    fn accept(&mut self, response: &Response) -> Result<Option<Page<T>>> {
        let unfit = |problem| Err(Error::unfit(response.clone(), problem));
        let page = (self.read)(response, self.field)?;
        if page.offset.is_some_and(|offset| offset != self.offset) {
            return unfit("the page begins at another offset than was asked for");
        }
        self.total = page.count;
        if page.items.is_empty() {
            // The first page is worth having: it says that there is nothing.
            return Ok(self.last.is_none().then_some(page));
        }
        let body = response.bytes();
        if self.last.as_ref().is_some_and(|last| is_same(last, body)) {
            return unfit("the page is the one before, although it begins at another offset");
        }
        self.last = Some(body.clone());
        let came = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
        self.offset = self.offset.saturating_add(came);
        self.is_done = page.count.is_some_and(|count| self.offset >= count);
        Ok(Some(page))
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
        let response = ready!(Pin::new(response).poll(context));
        self.on_its_way = None;
        Poll::Ready(self.take(response))
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

/// The items of a list: a `Stream` (of the crate `futures_core`) over all its pages, each of which is requested when its
/// first item is asked for.
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
///
/// # Items of your own type
///
/// `items_as` decodes each item into a type of your own, and `pages_as` does so for whole pages. That is how to stream a
/// list with `fields`, which changes what an item has: only the named fields are certain to be there, and some are
/// there only if they are named, such as the totals of orders in lists of the admin API.
///
/// ```no_run
/// # #[cfg(feature = "admin")]
/// # async fn run(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
/// #[derive(serde::Deserialize)]
/// struct OrderTotal {
///     id: String,
///     total: i64,
/// }
///
/// let list = medusa.admin().orders().list().fields(["id", "total"]);
/// let mut orders = list.limit(100).items_as::<OrderTotal>();
/// while let Some(order) = orders.next().await {
///     let order = order?;
///     println!("{}: {}", order.id, order.total);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Several pages at once
///
/// Pages are requested one after another, each when the one before has been read: where the next one begins depends on
/// it. If the order of the items does not matter, the first page tells the count, and the others can be requested at
/// once, each as a request of its own:
///
/// ```no_run
/// # #[cfg(feature = "admin")]
/// # async fn run(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {
/// use futures_util::{StreamExt, TryStreamExt, stream};
///
/// const LIMIT: i64 = 100;
/// let list = medusa.admin().orders().list().limit(LIMIT);
/// let first = list.clone().await?;
/// let offsets = (LIMIT..first.count).step_by(LIMIT as usize);
/// let pages = stream::iter(offsets).map(|offset| list.clone().offset(offset).send());
/// let rest: Vec<_> = pages.buffered(4).try_collect().await?;
/// let orders = first.orders.into_iter().chain(rest.into_iter().flat_map(|page| page.orders));
/// println!("{} orders", orders.count());
/// # Ok(())
/// # }
/// ```
///
/// This does not notice a page that is shorter than asked for or that comes twice, as the stream does.
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
            let response = self.stream.request()?.wait();
            self.stream.take(response)
        }
    }

    impl<T> Iterator for Waiting<Items<T>> {
        type Item = Result<T>;

        fn next(&mut self) -> Option<Self::Item> {
            loop {
                if let Some(item) = self.stream.page.next() {
                    return Some(Ok(item));
                }
                let response = self.stream.pages.request()?.wait();
                match self.stream.pages.take(response)? {
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
