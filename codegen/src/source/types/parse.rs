//! Grammar of type expressions: recursive descent over the tokens.
//!
//! From loose to tight: function, union, intersection, `readonly`, `[]`, and what stands alone.
//! Two spellings of one type become one expression here: nested unions are flattened, parentheses
//! dropped, `Array<T>` is `T[]`, and an index signature is the `Record` that it means.

use std::fmt::Display;

use super::lex::{Lexer, Token};
use super::{Keyword, Member, Reference, TypeError, TypeExpr};

/// How many brackets may be open at once, so that no input exhausts the stack.
const MAX_DEPTH: usize = 64;

/// How many dimensions an array may have; it bounds the tree as `MAX_DEPTH` does.
const MAX_DIMENSIONS: usize = 8;

const GRAMMAR_HELP: &str = "the grammar has names with type arguments, literals, `T[]`, `A | B`, `A & B`, \
     `{ a: T }` and `(a: T) => U`";

/// Parses a type string as it stands in a page, links, backticks, escapes and entities included.
///
/// # Errors
/// Where the text is not in the grammar.
pub fn parse(text: &str) -> Result<TypeExpr, TypeError> {
    let mut parser = Parser::new(text)?;
    if parser.token == Token::End {
        return Err(TypeError::new(0, "the type is empty").help("write a type, such as `string`"));
    }
    let ty = parser.ty()?;
    match parser.token {
        Token::End => Ok(ty),
        _ => Err(parser.trailing()),
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The token that is looked at, and where it begins.
    token: Token,
    offset: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, TypeError> {
        let mut lexer = Lexer::new(text);
        let (offset, token) = lexer.next_token()?;
        Ok(Self {
            lexer,
            token,
            offset,
            depth: 0,
        })
    }

    fn bump(&mut self) -> Result<Token, TypeError> {
        let (offset, next) = self.lexer.next_token()?;
        self.offset = offset;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn at(&self, punctuation: char) -> bool {
        self.token == Token::Punctuation(punctuation)
    }

    fn at_name(&self, name: &str) -> bool {
        matches!(&self.token, Token::Name(found) if found == name)
    }

    fn eat(&mut self, punctuation: char) -> Result<bool, TypeError> {
        let found = self.at(punctuation);
        if found {
            self.bump()?;
        }
        Ok(found)
    }

    /// The complaint that `what` should stand where `self.token` does.
    fn expected(&self, what: &str) -> TypeError {
        expected(what, self.offset, &self.token)
    }

    /// Goes past the bracket that closes `opening`.
    fn close(&mut self, closing: char, opening: impl Display, help: &str) -> Result<(), TypeError> {
        if self.eat(closing)? {
            return Ok(());
        }
        let what = format!("`{closing}` to close `{opening}`");
        Err(self.expected(&what).help(help))
    }

    fn trailing(&self) -> TypeError {
        let help = match &self.token {
            Token::Punctuation(closing @ ('>' | ')' | ']' | '}')) => {
                format!("nothing is open that `{closing}` could close")
            }
            _ => GRAMMAR_HELP.to_owned(),
        };
        self.expected("the end of the type").help(help)
    }

    /// Any type, one level deeper than what it stands in.
    fn ty(&mut self) -> Result<TypeExpr, TypeError> {
        if self.depth == MAX_DEPTH {
            let message = format!("the type nests more than {MAX_DEPTH} levels deep");
            return Err(TypeError::new(self.offset, message)
                .help("give the inner part a name and refer to it"));
        }
        self.depth += 1;
        let ty = if self.at_function() {
            self.function()
        } else {
            self.union()
        };
        self.depth -= 1;
        ty
    }

    fn union(&mut self) -> Result<TypeExpr, TypeError> {
        self.joined('|', Self::intersection, TypeExpr::Union)
    }

    fn intersection(&mut self) -> Result<TypeExpr, TypeError> {
        self.joined('&', Self::operator, TypeExpr::Intersection)
    }

    fn joined(
        &mut self,
        separator: char,
        operand: fn(&mut Self) -> Result<TypeExpr, TypeError>,
        join: fn(Vec<TypeExpr>) -> TypeExpr,
    ) -> Result<TypeExpr, TypeError> {
        self.eat(separator)?;
        let first = operand(self)?;
        if !self.at(separator) {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.eat(separator)? {
            operands.push(operand(self)?);
        }
        Ok(join(flatten(separator, operands)))
    }

    /// `readonly` says nothing about what is sent: it is read and dropped.
    fn operator(&mut self) -> Result<TypeExpr, TypeError> {
        if !self.at_name("readonly") {
            return self.postfix();
        }
        let offset = self.offset;
        self.bump()?;
        match self.postfix()? {
            array @ TypeExpr::Array(_) => Ok(array),
            _ => Err(TypeError::new(offset, "`readonly` stands before no array")
                .help("write `readonly T[]`, or leave `readonly` out")),
        }
    }

    fn postfix(&mut self) -> Result<TypeExpr, TypeError> {
        let mut ty = self.primary()?;
        while self.at('[') {
            let offset = self.offset;
            self.bump()?;
            self.close(
                ']',
                "[",
                "only `[]` may follow a type: `T[key]` is not in the grammar",
            )?;
            ty = array(ty, offset)?;
        }
        Ok(ty)
    }

    fn primary(&mut self) -> Result<TypeExpr, TypeError> {
        if self.at_function() {
            return Err(TypeError::new(
                self.offset,
                "a function needs parentheses in a union or intersection",
            )
            .help("write `A | (() => B)`"));
        }
        let offset = self.offset;
        match self.bump()? {
            Token::Name(name) => self.named(name, offset),
            Token::Link { name, target } => self.reference(name, Some(target)),
            Token::String(text) => Ok(TypeExpr::StringLiteral(text)),
            Token::Number(text) => Ok(TypeExpr::NumberLiteral(text)),
            Token::Punctuation('(') => self.parenthesised(),
            Token::Punctuation('{') => self.object(),
            Token::Punctuation('[') => {
                Err(TypeError::new(offset, "tuples are not in the grammar").help(GRAMMAR_HELP))
            }
            other => Err(expected("a type", offset, &other)),
        }
    }

    /// What follows an opening parenthesis.
    fn parenthesised(&mut self) -> Result<TypeExpr, TypeError> {
        let ty = self.ty()?;
        self.close(
            ')',
            "(",
            "parentheses hold one type, or the parameters of a function: `(a: T) => U`",
        )?;
        Ok(ty)
    }

    fn named(&mut self, name: String, offset: usize) -> Result<TypeExpr, TypeError> {
        let plain = match name.as_str() {
            "true" => TypeExpr::BooleanLiteral(true),
            "false" => TypeExpr::BooleanLiteral(false),
            "Array" | "ReadonlyArray" => return self.named_array(&name, offset),
            "keyof" | "typeof" | "infer" | "new" => {
                let message = format!("`{name}` types are not in the grammar");
                return Err(TypeError::new(offset, message).help(GRAMMAR_HELP));
            }
            _ => match Keyword::ALL.iter().find(|keyword| keyword.as_str() == name) {
                Some(&keyword) => TypeExpr::Keyword(keyword),
                None => return self.reference(name, None),
            },
        };
        if self.at('<') {
            let message = format!("`{name}` takes no type arguments");
            let help = format!("write `{name}` alone");
            return Err(TypeError::new(self.offset, message).help(help));
        }
        Ok(plain)
    }

    fn named_array(&mut self, name: &str, offset: usize) -> Result<TypeExpr, TypeError> {
        let mut arguments = self.arguments(name)?;
        match (arguments.pop(), arguments.len()) {
            (Some(element), 0) => array(element, offset),
            _ => Err(
                TypeError::new(offset, format!("`{name}` takes one type argument"))
                    .help(format!("write `{name}<T>` or `T[]`")),
            ),
        }
    }

    fn reference(&mut self, name: String, link: Option<String>) -> Result<TypeExpr, TypeError> {
        let arguments = self.arguments(&name)?;
        Ok(TypeExpr::Reference(Reference {
            name,
            link,
            arguments,
        }))
    }

    /// `<A, B>`, or nothing.
    fn arguments(&mut self, name: &str) -> Result<Vec<TypeExpr>, TypeError> {
        let mut arguments = Vec::new();
        if self.eat('<')? {
            arguments.push(self.ty()?);
            while self.eat(',')? {
                arguments.push(self.ty()?);
            }
            self.close(
                '>',
                format_args!("{name}<"),
                "type arguments are separated by `,`",
            )?;
        }
        Ok(arguments)
    }

    /// What follows an opening brace.
    fn object(&mut self) -> Result<TypeExpr, TypeError> {
        let mut members = Vec::new();
        let mut records = Vec::new();
        while !self.at('}') {
            self.skip_readonly()?;
            if self.at('[') {
                records.push(self.index_signature()?);
            } else {
                members.push(self.member()?);
            }
            if !(self.eat(';')? || self.eat(',')?) {
                break;
            }
        }
        self.close('}', "{", "members are separated by `;` or `,`")?;
        if records.is_empty() {
            return Ok(TypeExpr::Object(members));
        }
        if !members.is_empty() {
            records.insert(0, TypeExpr::Object(members));
        }
        Ok(match records.len() {
            1 => records.remove(0),
            _ => TypeExpr::Intersection(records),
        })
    }

    /// Drops a `readonly` that is a modifier, not a name.
    fn skip_readonly(&mut self) -> Result<(), TypeError> {
        if self.at_name("readonly") {
            let next = self.lexer.clone().next_token();
            if !matches!(next, Ok((_, Token::Punctuation(':' | '?')))) {
                self.bump()?;
            }
        }
        Ok(())
    }

    /// `[key: K]: V`
    fn index_signature(&mut self) -> Result<TypeExpr, TypeError> {
        self.bump()?;
        let name = self.member_name()?;
        let key = self.annotation(&name)?;
        self.close(']', "[", "an index signature is written `[key: string]: T`")?;
        let value = self.annotation("]")?;
        Ok(TypeExpr::Reference(Reference {
            name: "Record".to_owned(),
            link: None,
            arguments: vec![key, value],
        }))
    }

    /// `name?: T`
    fn member(&mut self) -> Result<Member, TypeError> {
        let name = self.member_name()?;
        let optional = self.eat('?')?;
        let ty = self.annotation(&name)?;
        Ok(Member { name, optional, ty })
    }

    fn member_name(&mut self) -> Result<String, TypeError> {
        let offset = self.offset;
        match self.bump()? {
            Token::Name(name) if !name.contains('.') => Ok(name),
            Token::String(name) => Ok(name),
            other => Err(expected("a name", offset, &other)
                .help("write `name: T`, with quotes around a name that is no identifier")),
        }
    }

    /// `: T` after `name`
    fn annotation(&mut self, name: &str) -> Result<TypeExpr, TypeError> {
        if !self.eat(':')? {
            let what = format!("`:` after `{name}`");
            return Err(self
                .expected(&what)
                .help("write `name: T` or `name?: T`, a method as `name: () => T`"));
        }
        self.ty()
    }

    /// Whether a parenthesis opens parameters: `()`, `(name:` or `(name?`.
    fn at_function(&self) -> bool {
        if !self.at('(') {
            return false;
        }
        let mut ahead = self.lexer.clone();
        match ahead.next_token() {
            Ok((_, Token::Punctuation(')'))) => true,
            Ok((_, Token::Name(_) | Token::String(_))) => {
                matches!(ahead.next_token(), Ok((_, Token::Punctuation(':' | '?'))))
            }
            _ => false,
        }
    }

    fn function(&mut self) -> Result<TypeExpr, TypeError> {
        self.bump()?;
        let mut parameters = Vec::new();
        while !self.at(')') {
            parameters.push(self.member()?);
            if !self.eat(',')? {
                break;
            }
        }
        self.close(')', "(", "parameters are separated by `,`")?;
        if self.token != Token::Arrow {
            return Err(self
                .expected("`=>` after the parameters")
                .help("a function is written `(a: T) => U`"));
        }
        self.bump()?;
        let returns = Box::new(self.ty()?);
        Ok(TypeExpr::Function {
            parameters,
            returns,
        })
    }
}

fn expected(what: &str, offset: usize, found: &Token) -> TypeError {
    TypeError::new(
        offset,
        format!("expected {what}, found {}", found.describe()),
    )
}

/// Puts the members of nested unions in a union's place, and likewise for intersections.
fn flatten(separator: char, operands: Vec<TypeExpr>) -> Vec<TypeExpr> {
    let mut flat = Vec::with_capacity(operands.len());
    for operand in operands {
        match operand {
            TypeExpr::Union(members) if separator == '|' => flat.extend(members),
            TypeExpr::Intersection(members) if separator == '&' => flat.extend(members),
            other => flat.push(other),
        }
    }
    flat
}

fn array(element: TypeExpr, offset: usize) -> Result<TypeExpr, TypeError> {
    let mut dimensions = 1;
    let mut inner = &element;
    while let TypeExpr::Array(next) = inner {
        dimensions += 1;
        inner = next;
    }
    if dimensions > MAX_DIMENSIONS {
        let message = format!("the array has more than {MAX_DIMENSIONS} dimensions");
        return Err(
            TypeError::new(offset, message).help("give the inner array a name and refer to it")
        );
    }
    Ok(TypeExpr::Array(Box::new(element)))
}
