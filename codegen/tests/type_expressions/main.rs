//! Type expressions: what parses to what, what is refused and how, and that printing loses nothing.

use medusa_codegen::source::types::{Keyword, Member, Reference, TypeExpr, parse};

mod corpus;
mod errors;
mod forms;
mod properties;
#[path = "../support/mod.rs"]
mod support;

fn keyword(keyword: Keyword) -> TypeExpr {
    TypeExpr::Keyword(keyword)
}

fn string() -> TypeExpr {
    keyword(Keyword::String)
}

fn number() -> TypeExpr {
    keyword(Keyword::Number)
}

fn literal(text: &str) -> TypeExpr {
    TypeExpr::StringLiteral(text.to_owned())
}

fn named(name: &str) -> TypeExpr {
    generic(name, [])
}

fn generic<const N: usize>(name: &str, arguments: [TypeExpr; N]) -> TypeExpr {
    TypeExpr::Reference(Reference {
        name: name.to_owned(),
        link: None,
        arguments: arguments.into(),
    })
}

fn linked<const N: usize>(name: &str, link: &str, arguments: [TypeExpr; N]) -> TypeExpr {
    TypeExpr::Reference(Reference {
        name: name.to_owned(),
        link: Some(link.to_owned()),
        arguments: arguments.into(),
    })
}

fn array(element: TypeExpr) -> TypeExpr {
    TypeExpr::Array(Box::new(element))
}

fn union<const N: usize>(members: [TypeExpr; N]) -> TypeExpr {
    TypeExpr::Union(members.into())
}

fn intersection<const N: usize>(members: [TypeExpr; N]) -> TypeExpr {
    TypeExpr::Intersection(members.into())
}

fn object<const N: usize>(members: [Member; N]) -> TypeExpr {
    TypeExpr::Object(members.into())
}

fn function<const N: usize>(parameters: [Member; N], returns: TypeExpr) -> TypeExpr {
    TypeExpr::Function {
        parameters: parameters.into(),
        returns: Box::new(returns),
    }
}

fn required(name: &str, ty: TypeExpr) -> Member {
    Member {
        name: name.to_owned(),
        optional: false,
        ty,
    }
}

fn optional(name: &str, ty: TypeExpr) -> Member {
    Member {
        optional: true,
        ..required(name, ty)
    }
}

/// What it parses to; the test fails if it does not.
fn parsed(text: &str) -> TypeExpr {
    parse(text).unwrap_or_else(|error| panic!("{text:?} at {}: {error}", error.offset))
}
