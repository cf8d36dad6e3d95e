//! TypeScript type expressions, as the reference pages print them.
//!
//! In comes the type string of a documentation row: TypeScript dressed up as Markdown, with links,
//! code spans, backslash escapes and entities. Out goes a [`TypeExpr`], the same one whatever the
//! dress. Printing it gives plain TypeScript, links kept, which parses back to the same expression.

mod lex;
mod parse;
mod print;

use std::fmt;

pub use parse::parse;

/// A type expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// A built-in name.
    Keyword(Keyword),
    /// A named type: linked, or only named (`Date`, `Record<…>`, a type parameter).
    Reference(Reference),
    /// `"draft"`.
    StringLiteral(String),
    /// `1`, `-0.5`: kept as written.
    NumberLiteral(String),
    /// `true`, `false`.
    BooleanLiteral(bool),
    /// `T[]`, also where written `Array<T>`, `ReadonlyArray<T>` or `readonly T[]`.
    Array(Box<TypeExpr>),
    /// `A | B`, two members at least.
    Union(Vec<TypeExpr>),
    /// `A & B`, two members at least.
    Intersection(Vec<TypeExpr>),
    /// `{ a?: T; b: U }`. An index signature `[key: K]: V` is read as the `Record<K, V>` that it means.
    Object(Vec<Member>),
    /// `(a: T) => U`.
    Function {
        /// The parameters.
        parameters: Vec<Member>,
        /// What it returns.
        returns: Box<TypeExpr>,
    },
    /// A type that depends on code or on another type (`typeof x`, `unique symbol`, `T["key"]`): its text, as it is
    /// printed.
    Opaque(String),
}

impl TypeExpr {
    /// All linked references in it, itself included: each before its type arguments, left to right.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        let mut pending = vec![self];
        std::iter::from_fn(move || {
            loop {
                let next = pending.pop()?;
                next.push_children(&mut pending);
                match next {
                    Self::Reference(reference) if reference.link.is_some() => {
                        return Some(reference);
                    }
                    _ => {}
                }
            }
        })
    }

    /// Whether it is `null` or `undefined` itself; a union that holds one of them is not.
    pub fn is_nullish(&self) -> bool {
        matches!(self, Self::Keyword(Keyword::Null | Keyword::Undefined))
    }

    /// Puts what stands directly below on a stack, the first on top.
    fn push_children<'a>(&'a self, stack: &mut Vec<&'a TypeExpr>) {
        match self {
            Self::Keyword(_)
            | Self::StringLiteral(_)
            | Self::NumberLiteral(_)
            | Self::BooleanLiteral(_)
            | Self::Opaque(_) => {}
            Self::Reference(reference) => stack.extend(reference.arguments.iter().rev()),
            Self::Array(element) => stack.push(element),
            Self::Union(members) | Self::Intersection(members) => {
                stack.extend(members.iter().rev());
            }
            Self::Object(members) => stack.extend(members.iter().rev().map(|member| &member.ty)),
            Self::Function {
                parameters,
                returns,
            } => {
                stack.push(returns);
                stack.extend(parameters.iter().rev().map(|parameter| &parameter.ty));
            }
        }
    }
}

/// A built-in type name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// `string`
    String,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `any`
    Any,
    /// `unknown`
    Unknown,
    /// `object`
    Object,
    /// `void`
    Void,
    /// `null`
    Null,
    /// `undefined`
    Undefined,
    /// `never`
    Never,
}

impl Keyword {
    /// Every keyword there is.
    pub const ALL: &[Keyword] = &[
        Self::String,
        Self::Number,
        Self::Boolean,
        Self::Any,
        Self::Unknown,
        Self::Object,
        Self::Void,
        Self::Null,
        Self::Undefined,
        Self::Never,
    ];

    /// The keyword as TypeScript spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Any => "any",
            Self::Unknown => "unknown",
            Self::Object => "object",
            Self::Void => "void",
            Self::Null => "null",
            Self::Undefined => "undefined",
            Self::Never => "never",
        }
    }
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name as printed, such as `Customer` or `Omit`.
    pub name: String,
    /// The link target, such as `../../entities/classes/entities.Customer.mdx`, free of escapes and entities.
    pub link: Option<String>,
    /// Type arguments.
    pub arguments: Vec<TypeExpr>,
}

/// A member of an object type, or a parameter of a function type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub name: String,
    /// Whether a `?` follows the name.
    pub optional: bool,
    /// The type.
    pub ty: TypeExpr,
}

/// Why a type string could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeError {
    /// The offset in the type string, in bytes.
    pub offset: usize,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

impl TypeError {
    fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TypeError {}
