//! Examples: for each method a call of it, with what the server insists on and what is mostly asked of it.
//!
//! They are made from the model and compiled as doctests, so none can be out of date.

mod call;
mod samples;
mod values;

use crate::lower::Model;
use crate::lower::model::{MethodItem, ResourceItem};
use proc_macro2::TokenStream;
use quote::quote;
use values::Values;

/// What is around the statements of an example, and not shown.
const BEFORE: &str =
    "# async fn example(medusa: medusa_client::Medusa) -> medusa_client::Result<()> {";
const AFTER: [&str; 2] = ["# Ok(())", "# }"];

/// The lines of a method's example, with the heading above them.
pub(crate) fn lines(
    model: &Model<'_>,
    resource: &ResourceItem<'_>,
    method: &MethodItem<'_>,
) -> Vec<String> {
    let mut values = Values::new(model);
    let statements = call::statements(&mut values, resource, method);
    let mut code = format(values.imports());
    if !code.is_empty() {
        code.push(String::new());
    }
    code.push(BEFORE.to_owned());
    let wrapped = format(quote!(fn example() { #statements }));
    let body = &wrapped[1..wrapped.len() - 1];
    code.extend(
        body.iter()
            .map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()),
    );
    code.extend(AFTER.map(str::to_owned));
    let head = ["# Examples", "", "```no_run"].map(str::to_owned);
    head.into_iter()
        .chain(code)
        .chain(["```".to_owned()])
        .collect()
}

/// The lines of items as one writes them.
fn format(items: TokenStream) -> Vec<String> {
    let file = syn::parse2(items).expect("quoted code parses");
    let text = prettyplease::unparse(&file);
    text.lines().map(str::to_owned).collect()
}
