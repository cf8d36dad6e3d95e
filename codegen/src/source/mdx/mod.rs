//! Reference pages: what one page says, with places.
//!
//! A page is MDX: Markdown with component blocks, whose rows are a JSON array in an attribute. [`read`]
//! takes the text of one page and gives a [`Page`]. Inside, each job has a module:
//!
//! * `mask` takes out of the text what is no Markdown: front matter, imports, comments, rules, blocks;
//! * `block` reads one component block, with `json` and `rows` for what its attribute holds;
//! * `outline` has the rest read as Markdown, and keeps headings and code samples;
//! * `read` finds the page's parts in the outline, `method` the parts of a method;
//! * `tables` reads the rows of older pages, which are Markdown tables and lines with a mark;
//! * `titles` has what the headings of methods' sections and of older pages say;
//! * `prose` knows what is written in the prose itself: property path, anchor, signature, deprecation.

mod block;
mod json;
mod mask;
mod method;
mod outline;
mod prose;
mod read;
mod rows;
mod tables;
pub(super) mod titles;

pub use read::read;
pub(super) use tables::looks_like as has_tables;

use super::types::TypeExpr;
use crate::diagnostic::{FileId, Span, Spanned};

/// A reference page: one resource class of the documented client.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file it was read from.
    pub file: FileId,
    /// The class name, such as `CustomersResource`.
    pub title: Spanned<String>,
    /// The property path that the front matter gives as `accessor: admin.orders`, or that the prose names
    /// (`medusa.admin.orders` gives `["admin", "orders"]`).
    pub accessor: Option<Spanned<Vec<String>>>,
    /// The place in the API reference that the front matter gives as `routes: store#customers`, or the
    /// first link there: `…/api/store#customers_postcustomers`.
    pub anchor: Option<Anchor>,
    /// The class's prose, as Markdown.
    pub description: String,
    /// The rows of the Properties block.
    pub properties: Vec<Node>,
    /// The types that the page of a module defines, each a row of its own with the fields below it.
    pub aliases: Vec<Node>,
    /// The methods, in page order.
    pub methods: Vec<PageMethod>,
    /// Sections of the page that no reader knows by heading, kept whole; and what stands where nothing should.
    pub sections: Vec<Section>,
}

/// Where a page links to in the API reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// `store` or `admin`.
    pub api: String,
    /// The tag before the first underscore, such as `customers` or `gift-cards`.
    pub tag: Option<String>,
}

/// A method on a page.
#[derive(Clone, Debug)]
pub struct PageMethod {
    /// The name, such as `listOrders`.
    pub name: Spanned<String>,
    /// The signature line of older pages, as Markdown.
    pub signature: Option<Spanned<String>>,
    /// The prose, as Markdown.
    pub description: String,
    /// What the page says of deprecation; an empty text where it only says so.
    pub deprecated: Option<Spanned<String>>,
    /// The examples, in page order.
    pub examples: Vec<Example>,
    /// Rows of the Type Parameters block.
    pub type_parameters: Vec<Node>,
    /// Rows of the Parameters block, in argument order.
    pub parameters: Vec<Node>,
    /// Rows of the Returns block: one.
    pub returns: Vec<Node>,
    /// Remarks (`See`, `Throws`), sections that no reader knows by heading, and what stands beside blocks.
    pub sections: Vec<Section>,
    /// Whether the original had rows that are not here; only in captures.
    pub incomplete: bool,
}

/// A code sample with the prose before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The prose between the previous sample and this one.
    pub caption: String,
    /// The fence's info string, such as `ts`.
    pub language: String,
    /// The code.
    pub code: String,
    /// Where the fence stands.
    pub span: Span,
}

/// A section kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's text; empty for what stands below no heading of its own.
    pub heading: Spanned<String>,
    /// What stands below it, as Markdown.
    pub body: String,
}

/// A row of a component block, with its children: a field, parameter, property or enum value.
#[derive(Clone, Debug)]
pub struct Node {
    /// The name as written; empty for a row of a capture that lost it and holds others.
    pub name: String,
    /// The parsed type; `None` where it could not be parsed (a diagnostic says so).
    pub ty: Option<TypeExpr>,
    /// The type as written in the JSON string.
    pub type_text: String,
    /// The prose, as Markdown.
    pub description: String,
    /// Whether it may be left out; `None` where the page does not say.
    pub optional: Option<bool>,
    /// The default as printed; empty for none.
    pub default: String,
    /// Whether it is a relation that is only there when expanded; `None` on pages without the key.
    pub expandable: Option<bool>,
    /// The feature flag that it needs.
    pub feature_flag: Option<String>,
    /// Whether the page marks it as deprecated.
    pub deprecated: bool,
    /// What the type's tree holds below this row.
    pub children: Vec<Node>,
    /// Where the name stands.
    pub span: Span,
}
