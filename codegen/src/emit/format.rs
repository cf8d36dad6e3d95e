//! From tokens to formatted text.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Macro, MacroDelimiter};

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
        if let Item::Macro(item) = &item
            && matches!(item.mac.delimiter, MacroDelimiter::Brace(_))
        {
            push_table(&item.mac, &mut text);
            continue;
        }
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

/// Adds a macro call whose arguments are the rows of a table, a line each.
fn push_table(call: &Macro, text: &mut String) {
    let path: Vec<String> = (call.path.segments.iter())
        .map(|segment| segment.ident.to_string())
        .collect();
    text.push_str(&format!("{}! {{\n", path.join("::")));
    let mut row = TokenStream::new();
    for token in call.tokens.clone() {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                text.push_str(&format!("    {row},\n"));
                row = TokenStream::new();
            }
            token => token.to_tokens(&mut row),
        }
    }
    text.push_str("}\n");
}
