//! TypeScript type expressions, as the reference pages print them.

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
    /// `T[]`.
    Array(Box<TypeExpr>),
    /// `A | B`, two members at least.
    Union(Vec<TypeExpr>),
    /// `A & B`, two members at least.
    Intersection(Vec<TypeExpr>),
    /// `{ a?: T; b: U }`.
    Object(Vec<Member>),
    /// `(a: T) => U`.
    Function {
        /// The parameters.
        parameters: Vec<Member>,
        /// What it returns.
        returns: Box<TypeExpr>,
    },
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

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name as printed, such as `Customer` or `Omit`.
    pub name: String,
    /// The link target as written, such as `../../entities/classes/entities.Customer.mdx`.
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

/// Parses a type string as it stands in a page, links, backticks, escapes and entities included.
///
/// # Errors
/// Where the text is not in the grammar.
pub fn parse(text: &str) -> Result<TypeExpr, TypeError> {
    let _ = text;
    todo!("written on a branch of its own")
}
