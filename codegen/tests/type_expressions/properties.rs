//! What holds for any input.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const RESERVED: &[&str] = &[
    "true",
    "false",
    "Array",
    "ReadonlyArray",
    "readonly",
    "keyof",
    "typeof",
    "new",
];

const SOUP: &[&str] = &[
    "`",
    "``",
    " ",
    "\n",
    "\\",
    "\\|",
    "\\>",
    "\\`",
    "|",
    "&",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ",",
    ":",
    "?",
    "=>",
    "=",
    "-",
    ".",
    "[]",
    "()",
    "](",
    "\"",
    "'",
    "&#60;",
    "&#x3E;",
    "&quot;",
    "&#39;",
    "&amp;",
    "&#0;",
    "&#xFFFFFFFF;",
    "&bogus;",
    "\\u{41}",
    "\\u",
    "A",
    "A.B",
    "string",
    "null",
    "true",
    "Record<",
    "Array<",
    "readonly",
    "keyof ",
    "typeof ",
    "unique symbol",
    " extends ",
    " is ",
    "asserts ",
    "infer ",
    "new ",
    "Method ",
    "get ",
    "[P in ",
    "...",
    "\\`",
    "a:",
    "a?:",
    "[k: string]:",
    "[X](y)",
    "[X](",
    "1",
    "1.5e3",
    "é",
    "\u{2028}",
    "\0",
];

/// Parsing does not panic; what it refuses has a place, what it accepts survives printing.
fn check_any(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Ok(ty) => prop_assert_eq!(parse(&ty.to_string()), Ok(ty)),
        Err(error) => {
            prop_assert!(text.is_char_boundary(error.offset), "{error:?}");
            prop_assert!(!error.message.is_empty() && !error.message.ends_with('.'));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        check_any(&text)?;
    }

    #[test]
    fn token_soup_never_panics(tokens in vec(select(SOUP), 0..24)) {
        check_any(&tokens.concat())?;
    }

    #[test]
    fn damaged_types_never_panic(ty in types(), at in any::<prop::sample::Index>(), token in select(SOUP)) {
        let mut text = ty.to_string();
        let boundaries: Vec<_> = text.char_indices().map(|(offset, _)| offset).collect();
        text.insert_str(boundaries[at.index(boundaries.len())], token);
        check_any(&text)?;
    }

    #[test]
    fn printed_types_parse_to_themselves(ty in types()) {
        let printed = ty.to_string();
        prop_assert_eq!(parse(&printed), Ok(ty), "{}", printed);
    }

    #[test]
    fn dress_does_not_matter(ty in types(), choices in vec(any::<u8>(), 1..64)) {
        let dressed = dress(&ty.to_string(), &choices);
        prop_assert_eq!(parse(&dressed), Ok(ty), "{}", dressed);
    }
}

fn types() -> impl Strategy<Value = TypeExpr> {
    let leaf = prop_oneof![
        select(Keyword::ALL).prop_map(TypeExpr::Keyword),
        any::<bool>().prop_map(TypeExpr::BooleanLiteral),
        texts().prop_map(TypeExpr::StringLiteral),
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?".prop_map(TypeExpr::NumberLiteral),
        references(Just(Vec::new())),
        "(typeof [a-z]{1,3}(\\.[a-z]{1,3})?(\\[\"[a-z]{1,3}\"\\])?|unique symbol)"
            .prop_map(TypeExpr::Opaque),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let members = || {
            vec(
                (texts_or_names(), any::<bool>(), inner.clone()).prop_map(member),
                0..4,
            )
        };
        prop_oneof![
            references(vec(inner.clone(), 0..3)),
            inner.clone().prop_map(array),
            vec(inner.clone(), 2..4).prop_map(|types| {
                TypeExpr::Union(flat(types, |ty| match ty {
                    TypeExpr::Union(members) => Ok(members),
                    other => Err(other),
                }))
            }),
            vec(inner.clone(), 2..4).prop_map(|types| {
                TypeExpr::Intersection(flat(types, |ty| match ty {
                    TypeExpr::Intersection(members) => Ok(members),
                    other => Err(other),
                }))
            }),
            members().prop_map(TypeExpr::Object),
            (members(), inner.clone()).prop_map(|(parameters, returns)| TypeExpr::Function {
                parameters,
                returns: Box::new(returns),
            }),
        ]
    })
}

/// A union holds no union, an intersection no intersection: `parts` takes such a one apart.
fn flat(
    types: Vec<TypeExpr>,
    parts: fn(TypeExpr) -> Result<Vec<TypeExpr>, TypeExpr>,
) -> Vec<TypeExpr> {
    let parts = |ty| parts(ty).unwrap_or_else(|ty| vec![ty]);
    types.into_iter().flat_map(parts).collect()
}

fn member((name, optional, ty): (String, bool, TypeExpr)) -> Member {
    Member { name, optional, ty }
}

fn references(arguments: impl Strategy<Value = Vec<TypeExpr>>) -> impl Strategy<Value = TypeExpr> {
    let link = prop::option::of("[a-zé./_#()&;\\\\*` -]{0,8}(a|&#60;|\\(x\\)|\\)\\()");
    let name = "[A-Za-z_$é][A-Za-z0-9_$]{0,5}(\\.[A-Z][a-z_]{0,3})?";
    (name, link, arguments)
        .prop_filter(
            "a bare name that means something else",
            |(name, link, _)| {
                let mut keywords = Keyword::ALL.iter().map(|keyword| keyword.as_str());
                link.is_some()
                    || !RESERVED.contains(&name.as_str()) && keywords.all(|keyword| keyword != name)
            },
        )
        .prop_map(|(name, link, arguments)| {
            TypeExpr::Reference(Reference {
                name,
                link,
                arguments,
            })
        })
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_-]{1,10}",
        any::<String>(),
        vec(select(SOUP), 0..5).prop_map(|tokens| tokens.concat()),
    ]
}

fn texts_or_names() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_$][a-z0-9_]{0,8}",
        select(RESERVED).prop_map(str::to_owned),
        texts()
    ]
}

/// Where in a printed type the dressing is.
#[derive(Clone, Copy, PartialEq)]
enum Zone {
    Type,
    String,
    Label,
    Target,
}

/// The printed type with backticks, escapes and entities wherever they change nothing.
fn dress(printed: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().copied().cycle();
    let mut choose = |options: u8| choices.next().unwrap_or(0) % options;
    let mut dressed = String::new();
    let mut zone = Zone::Type;
    let mut quote = String::new();
    let mut open = 0;
    let mut characters = printed.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match (zone, character) {
            (Zone::String | Zone::Target, '\\') => {
                dressed.push('\\');
                dressed.extend(characters.next());
            }
            (Zone::Type, '"') => {
                quote = ["\"", "&quot;", "&#x22;"][choose(3) as usize].to_owned();
                dressed.push_str(&quote);
                zone = Zone::String;
            }
            (Zone::String, '"') => {
                dressed.push_str(&quote);
                zone = Zone::Type;
            }
            (Zone::Type, '[') if !matches!(next, Some(']' | '"')) => {
                dressed.push_str(["[", "[`", "[``"][choose(3) as usize]);
                zone = Zone::Label;
            }
            (Zone::Label, ']') => {
                dressed.push_str(["](", "`]("][choose(2) as usize]);
                characters.next();
                (zone, open) = (Zone::Target, 1);
            }
            (Zone::Target, '(' | ')') => {
                open = if character == '(' { open + 1 } else { open - 1 };
                dressed.push(character);
                if open == 0 {
                    zone = Zone::Type;
                }
            }
            (Zone::Type, ' ') => {
                dressed.push_str([" ", "` ", " `", "`` `", "\n"][choose(5) as usize]);
            }
            (Zone::String | Zone::Target, '&') => {
                dressed.push('&');
                let in_entity = |next: &char| matches!(next, '#' | ';' | '0'..='9');
                dressed.extend(std::iter::from_fn(|| characters.next_if(in_entity)));
            }
            (_, punctuation) if punctuation.is_ascii_punctuation() => match choose(4) {
                0 => dressed.push_str(&format!("\\{punctuation}")),
                1 => dressed.push_str(&format!("&#{};", u32::from(punctuation))),
                2 => dressed.push_str(&format!("&#x{:x};", u32::from(punctuation))),
                _ => dressed.push(punctuation),
            },
            (_, other) => dressed.push(other),
        }
    }
    dressed
}
