//! Grammar of type expressions, which is that of TypeScript: recursive descent over the tokens.
//!
//! From loose to tight: function, conditional, union, intersection, `readonly` and `keyof`, `[]`, and single types.
//! Two spellings of one type become one expression here: nested unions are flattened, parentheses dropped, and
//! `Array<T>` is `T[]`. Types that JSON cannot express are read as the closest type that contains them:
//!
//! | written | read as |
//! |---|---|
//! | `[A, b?: B, ...C[]]` | `(A \| B \| C)[]` |
//! | `A extends B ? C : D` | `C \| D` |
//! | `{ [key: K]: V }`, `{ [P in K]?: V }` | `Record<K, V>` |
//! | `keyof T`, a template literal | `string` |
//! | `x is T`, `asserts x is T` | `boolean`, `void` |
//! | `new (a: A) => B`, `Method name` | a function |
//! | `infer T` | `T` |
//! | `typeof x`, `unique symbol`, `T["key"]` | [`TypeExpr::Opaque`] |
//!
//! Type parameters of functions are dropped.

use std::fmt::Display;

use super::lex::{Lexer, Token};
use super::{Keyword, Member, Reference, TypeError, TypeExpr};

/// How many brackets may be open at once, so that no input exhausts the stack.
const MAX_DEPTH: usize = 64;

/// How many dimensions an array may have; it bounds the tree as `MAX_DEPTH` does.
const MAX_DIMENSIONS: usize = 8;

const GRAMMAR_HELP: &str =
    "write a TypeScript type, such as `A<B>`, `T[]`, `A | B`, `{ a: T }` or `(a: T) => U`";

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

    /// Goes past `name` if it is here; says whether it was.
    fn eat_name(&mut self, name: &str) -> Result<bool, TypeError> {
        let found = self.at_name(name);
        if found {
            self.bump()?;
        }
        Ok(found)
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
            self.overloads()
        } else {
            self.conditional()
        };
        self.depth -= 1;
        ty
    }

    /// `A extends B ? C : D`, or what may stand in its first place. Type arguments decide which of the two it is.
    fn conditional(&mut self) -> Result<TypeExpr, TypeError> {
        let ty = self.union()?;
        if !self.eat_name("extends")? {
            return Ok(ty);
        }
        self.union()?;
        let mut branches = Vec::new();
        for separator in ['?', ':'] {
            if !self.eat(separator)? {
                return Err(self
                    .expected(&format!("`{separator}`"))
                    .help("a conditional type is written `A extends B ? C : D`"));
            }
            branches.push(self.ty()?);
        }
        Ok(TypeExpr::Union(flatten('|', branches)))
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

    /// `readonly` says nothing about what is sent: it is read and dropped. Keys are strings in JSON.
    fn operator(&mut self) -> Result<TypeExpr, TypeError> {
        let offset = self.offset;
        if self.eat_name("readonly")? {
            return match self.postfix()? {
                array @ TypeExpr::Array(_) => Ok(array),
                _ => Err(
                    TypeError::new(offset, "`readonly` before a type that is not an array")
                        .help("write `readonly T[]`, or leave `readonly` out"),
                ),
            };
        }
        let mut is_key = false;
        while self.eat_name("keyof")? {
            is_key = true;
        }
        let ty = self.postfix()?;
        Ok(match is_key {
            true => TypeExpr::Keyword(Keyword::String),
            false => ty,
        })
    }

    fn postfix(&mut self) -> Result<TypeExpr, TypeError> {
        let mut ty = self.primary()?;
        let mut indices = 0;
        while self.at('[') {
            let offset = self.offset;
            self.bump()?;
            if self.eat(']')? {
                ty = array(ty, offset)?;
                continue;
            }
            indices += 1;
            if indices > MAX_DIMENSIONS {
                let message = format!("the type has more than {MAX_DIMENSIONS} indices");
                return Err(
                    TypeError::new(offset, message).help("name the inner type and refer to it")
                );
            }
            let key = self.ty()?;
            self.close(
                ']',
                "[",
                "an array is written `T[]`, the type of a field `T[\"field\"]`",
            )?;
            ty = TypeExpr::Opaque(ty.indexed_by(&key));
        }
        Ok(ty)
    }

    fn primary(&mut self) -> Result<TypeExpr, TypeError> {
        // TypeScript wants parentheses around a function in a union; documentation leaves them out.
        if self.at_function() {
            return self.function();
        }
        let offset = self.offset;
        match self.bump()? {
            Token::Name(name) => self.named(name, offset),
            Token::Link { name, target } => self.reference(name, Some(target)),
            Token::String(text) => Ok(TypeExpr::StringLiteral(text)),
            Token::Number(text) => Ok(TypeExpr::NumberLiteral(text)),
            Token::Punctuation('(') => self.parenthesised(),
            Token::Punctuation('{') => self.object(),
            Token::Punctuation('[') => self.tuple(offset),
            Token::Template => Ok(TypeExpr::Keyword(Keyword::String)),
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
            "typeof" => return self.type_of(),
            "new" => return self.function(),
            "abstract" if self.at_name("new") => {
                self.bump()?;
                return self.function();
            }
            "asserts" if matches!(self.token, Token::Name(_)) => {
                self.bump()?;
                self.predicate()?;
                TypeExpr::Keyword(Keyword::Void)
            }
            "unique" if self.eat_name("symbol")? => TypeExpr::Opaque("unique symbol".to_owned()),
            "infer" if matches!(self.token, Token::Name(_)) => return self.ty(),
            // How documentation tools write the type of a method.
            "Method" if matches!(self.token, Token::Name(_)) => {
                self.bump()?;
                TypeExpr::Function {
                    parameters: Vec::new(),
                    returns: Box::new(TypeExpr::Keyword(Keyword::Unknown)),
                }
            }
            _ if self.at_name("is") => {
                self.predicate()?;
                TypeExpr::Keyword(Keyword::Boolean)
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

    /// What follows `typeof`: a value, by its name.
    fn type_of(&mut self) -> Result<TypeExpr, TypeError> {
        let offset = self.offset;
        let value = match self.bump()? {
            Token::Name(name) => self.reference(name, None)?,
            Token::Link { name, target } => self.reference(name, Some(target))?,
            other => return Err(expected("a name after `typeof`", offset, &other)),
        };
        Ok(TypeExpr::Opaque(format!("typeof {value}")))
    }

    /// `is T`, if it is here.
    fn predicate(&mut self) -> Result<(), TypeError> {
        if self.eat_name("is")? {
            self.ty()?;
        }
        Ok(())
    }

    /// What follows the opening bracket of a tuple, at `offset`.
    fn tuple(&mut self, offset: usize) -> Result<TypeExpr, TypeError> {
        let mut elements = Vec::new();
        while !self.at(']') {
            let is_rest = self.token == Token::Ellipsis;
            if is_rest {
                self.bump()?;
            }
            self.skip_label()?;
            elements.push(match self.ty()? {
                TypeExpr::Array(element) if is_rest => *element,
                element => element,
            });
            self.eat('?')?;
            if !self.eat(',')? {
                break;
            }
        }
        self.close(']', "[", "the elements of a tuple are separated by `,`")?;
        let mut elements = flatten('|', elements);
        elements.dedup();
        let element = match elements.len() {
            0 => TypeExpr::Keyword(Keyword::Never),
            1 => elements.remove(0),
            _ => TypeExpr::Union(elements),
        };
        array(element, offset)
    }

    /// Goes past the name of a tuple's element: `name:` or `name?:`.
    fn skip_label(&mut self) -> Result<(), TypeError> {
        let mut ahead = self.lexer.clone();
        let mut next = || ahead.next_token().map(|(_, token)| token);
        let is_label = matches!(self.token, Token::Name(_))
            && match next() {
                Ok(Token::Punctuation(':')) => true,
                Ok(Token::Punctuation('?')) => next() == Ok(Token::Punctuation(':')),
                _ => false,
            };
        if is_label {
            self.bump()?;
            self.eat('?')?;
            self.eat(':')?;
        }
        Ok(())
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
        // The index and call signatures: the object is an intersection of its members with them.
        let mut records = Vec::new();
        while !self.at('}') {
            self.skip_modifier(&["readonly"])?;
            if self.at('[') {
                records.extend(self.index_signature()?);
            } else if self.at('(') || self.at('<') {
                records.push(self.method()?);
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

    /// Goes past a modifier before the name of a member or type parameter; the word may be that name instead.
    fn skip_modifier(
        &mut self,
        modifiers: &[&'static str],
    ) -> Result<Option<&'static str>, TypeError> {
        let modifier = modifiers.iter().find(|modifier| self.at_name(modifier));
        let next = self.lexer.clone().next_token();
        let is_before_name = matches!(
            next,
            Ok((
                _,
                Token::Name(_) | Token::String(_) | Token::Punctuation('[')
            ))
        );
        if modifier.is_none() || !is_before_name {
            return Ok(None);
        }
        self.bump()?;
        Ok(modifier.copied())
    }

    /// `[key: K]: V` or `[P in K]?: V`; `None` for a member with a computed name, which JSON cannot have.
    fn index_signature(&mut self) -> Result<Option<TypeExpr>, TypeError> {
        self.bump()?;
        let name = self.member_name()?;
        if self.eat(']')? {
            self.member_type(&name)?;
            return Ok(None);
        }
        let mut key = match self.eat_name("in")? {
            true => self.ty()?,
            false => self.annotation(&name)?,
        };
        if self.eat_name("as")? {
            key = self.ty()?;
        }
        self.close(']', "[", "an index signature is written `[key: string]: T`")?;
        self.eat('?')?;
        let value = self.annotation("]")?;
        Ok(Some(TypeExpr::Reference(Reference {
            name: "Record".to_owned(),
            link: None,
            arguments: vec![key, value],
        })))
    }

    /// `name?: T`, `name(a: A): T`, `get name(): T` or `set name(value: T)`
    fn member(&mut self) -> Result<Member, TypeError> {
        let accessor = self.skip_modifier(&["get", "set"])?;
        let name = self.member_name()?;
        let (optional, ty) = self.member_type(&name)?;
        let ty = match (accessor, ty) {
            (Some("get"), TypeExpr::Function { returns, .. }) => *returns,
            (Some("set"), TypeExpr::Function { parameters, .. }) => parameters
                .into_iter()
                .next()
                .map_or(TypeExpr::Keyword(Keyword::Unknown), |value| value.ty),
            (_, ty) => ty,
        };
        Ok(Member { name, optional, ty })
    }

    /// What follows the name of a member: whether it is optional, and its type.
    fn member_type(&mut self, name: &str) -> Result<(bool, TypeExpr), TypeError> {
        let optional = self.eat('?')?;
        let ty = match self.at('(') || self.at('<') {
            true => self.method()?,
            false => self.annotation(name)?,
        };
        Ok((optional, ty))
    }

    fn member_name(&mut self) -> Result<String, TypeError> {
        let offset = self.offset;
        // Header names stand without quotes in documentation.
        let rest = self.lexer.hyphenated();
        match self.bump()? {
            Token::Name(name) if !name.contains('.') => Ok(name + &rest),
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
                .help("write `name: T` or `name?: T`, a method as `name(): T`"));
        }
        self.ty()
    }

    /// Whether a function begins here: `<`, `()`, `(...`, `(name:`, `(name?` or `(name,`.
    fn at_function(&self) -> bool {
        if !self.at('(') {
            return self.at('<');
        }
        let mut ahead = self.lexer.clone();
        match ahead.next_token() {
            Ok((_, Token::Punctuation(')') | Token::Ellipsis)) => true,
            Ok((_, Token::Name(_) | Token::String(_))) => {
                matches!(
                    ahead.next_token(),
                    Ok((_, Token::Punctuation(':' | '?' | ',')))
                )
            }
            _ => false,
        }
    }

    /// The signatures of a function, which documentation writes one after the other.
    fn overloads(&mut self) -> Result<TypeExpr, TypeError> {
        let first = self.function()?;
        if !self.at_function() {
            return Ok(first);
        }
        let mut overloads = vec![first];
        while self.at_function() {
            overloads.push(self.function()?);
        }
        Ok(TypeExpr::Intersection(overloads))
    }

    /// `<P>(a: A) => T`
    fn function(&mut self) -> Result<TypeExpr, TypeError> {
        let parameters = self.parameters()?;
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

    /// `<P>(a: A): T`, the form of a function in an object. What it returns may be left out.
    fn method(&mut self) -> Result<TypeExpr, TypeError> {
        let parameters = self.parameters()?;
        let returns = match self.eat(':')? {
            true => self.ty()?,
            false => TypeExpr::Keyword(Keyword::Unknown),
        };
        Ok(TypeExpr::Function {
            parameters,
            returns: Box::new(returns),
        })
    }

    /// `<P>(a: A, b?: B, ...c: C[])`
    fn parameters(&mut self) -> Result<Vec<Member>, TypeError> {
        self.type_parameters()?;
        if !self.eat('(')? {
            return Err(self
                .expected("`(` before the parameters")
                .help("a function is written `(a: T) => U`"));
        }
        let mut parameters = Vec::new();
        while !self.at(')') {
            parameters.push(self.parameter()?);
            if !self.eat(',')? {
                break;
            }
        }
        self.close(')', "(", "parameters are separated by `,`")?;
        Ok(parameters)
    }

    fn parameter(&mut self) -> Result<Member, TypeError> {
        if self.token == Token::Ellipsis {
            self.bump()?;
        }
        let name = self.member_name()?;
        let optional = self.eat('?')?;
        let ty = match self.at(',') || self.at(')') {
            true => TypeExpr::Keyword(Keyword::Any),
            false => self.annotation(&name)?,
        };
        Ok(Member { name, optional, ty })
    }

    /// `<P extends A = B>`, if it is here.
    fn type_parameters(&mut self) -> Result<(), TypeError> {
        if !self.eat('<')? {
            return Ok(());
        }
        loop {
            while self.skip_modifier(&["const", "in", "out"])?.is_some() {}
            self.member_name()?;
            if self.eat_name("extends")? {
                self.ty()?;
            }
            if self.eat('=')? {
                self.ty()?;
            }
            if !self.eat(',')? {
                return self.close('>', "<", "type parameters are separated by `,`");
            }
        }
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
