//! Lists as arguments of setters: one value or several, owned or borrowed.

/// An argument for a list of `T`: one value, or anything that can be iterated over, such as an array, a `Vec`, a slice
/// or an iterator. Each value must convert [`Into`] a `T`.
///
/// ```no_run
/// use medusa_client::types::OrderStatus;
///
/// # async fn example(medusa: medusa_client::Medusa, ids: &[String]) -> medusa_client::Result<()> {
/// let statuses = vec![OrderStatus::Pending, OrderStatus::RequiresAction];
/// let orders = medusa.admin().orders();
/// orders.list().expand("customer").status(OrderStatus::Pending).await?;
/// orders.list().expand(["customer", "items"]).status(statuses).await?;
/// orders.list().region_id(ids).status(OrderStatus::VALUES).await?;
/// orders.list().sales_channel_id(ids.iter().map(|id| id.trim())).await?;
/// # Ok(())
/// # }
/// ```
///
/// `Kind` only tells the implementations apart, so that a single text and an iterator can both implement the trait; the
/// compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a value nor a list of values that convert into `{T}`",
    label = "expected one or more values for `{T}`",
    note = "give one value, or an array, a `Vec`, a slice or another iterator of values that implement `Into<{T}>`"
)]
pub trait OneOrMany<T, Kind> {
    /// The list.
    fn into_list(self) -> Vec<T>;
}

/// The kind of one value.
#[derive(Debug)]
pub enum One {}

/// The kind of what iterates over values.
#[derive(Debug)]
pub enum Many {}

/// The kind of what iterates over references to values that can be copied, such as `&[&str]`.
#[derive(Debug)]
pub enum ManyCopied {}

impl<T, V: Into<T>> OneOrMany<T, One> for V {
    fn into_list(self) -> Vec<T> {
        vec![self.into()]
    }
}

impl<T, I: IntoIterator<Item: Into<T>>> OneOrMany<T, Many> for I {
    fn into_list(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<'a, T, V: Copy + Into<T> + 'a, I: IntoIterator<Item = &'a V>> OneOrMany<T, ManyCopied> for I {
    fn into_list(self) -> Vec<T> {
        self.into_iter().map(|value| (*value).into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::OneOrMany;
    use std::collections::BTreeSet;

    fn texts<Kind>(texts: impl OneOrMany<String, Kind>) -> Vec<String> {
        texts.into_list()
    }

    #[test]
    fn one_text_is_a_list() {
        let owned = "a".to_owned();
        assert_eq!(texts("a"), ["a"]);
        assert_eq!(texts(&owned), ["a"]);
        assert_eq!(texts(owned), ["a"]);
    }

    #[test]
    fn everything_that_iterates_over_texts_is_a_list() {
        let owned = vec!["a".to_owned(), "b".to_owned()];
        let borrowed = ["a", "b"];
        let expected = ["a", "b"];
        assert_eq!(texts(borrowed), expected);
        assert_eq!(texts(&borrowed), expected);
        assert_eq!(texts(&borrowed[..]), expected);
        assert_eq!(texts(vec!["a", "b"]), expected);
        assert_eq!(texts(&vec!["a", "b"]), expected);
        assert_eq!(texts(&owned), expected);
        assert_eq!(texts(&owned[..]), expected);
        assert_eq!(texts(owned.iter().map(String::as_str)), expected);
        assert_eq!(texts(owned.iter().collect::<BTreeSet<_>>()), expected);
        assert_eq!(texts(owned), expected);
        assert_eq!(texts(Some("a")), ["a"]);
        assert!(texts(Vec::<String>::new()).is_empty());
    }

    #[test]
    fn values_of_any_type_are_a_list() {
        fn numbers<Kind>(numbers: impl OneOrMany<i64, Kind>) -> Vec<i64> {
            numbers.into_list()
        }
        assert_eq!(numbers(1_i64), [1]);
        assert_eq!(numbers([1_u32, 2]), [1, 2]);
        assert_eq!(numbers(&[1_i64, 2][..]), [1, 2]);
        assert_eq!(numbers(1..3), [1, 2]);
    }
}
