//! From tokens to formatted text.

use proc_macro2::TokenStream;
use syn::Item;

/// Formats a file. Empty lines come between items and between functions, as one writes by hand.
pub(crate) fn format(tokens: TokenStream) -> String {
    let mut file: syn::File = syn::parse2(tokens).expect("quoted code parses");
    let items = std::mem::take(&mut file.items);
    let mut text = prettyplease::unparse(&file);
    file.attrs.clear();
    let mut previous = None;
    for item in items {
        let kind = std::mem::discriminant(&item);
        let is_list = matches!(item, Item::Use(_) | Item::Mod(_));
        if !(text.is_empty() || is_list && previous == Some(kind)) {
            text.push('\n');
        }
        previous = Some(kind);
        file.items = vec![item];
        push_spaced(&prettyplease::unparse(&file), &mut text);
    }
    text
}

/// Adds an item with an empty line after each function of an `impl`.
fn push_spaced(item: &str, text: &mut String) {
    let mut after_function = false;
    for line in item.lines() {
        if after_function && line != "}" {
            text.push('\n');
        }
        after_function = line == "    }";
        text.push_str(line);
        text.push('\n');
    }
}
