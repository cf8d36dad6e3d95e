//! Type expressions as text: plain TypeScript, except that links stay links.
//!
//! Parentheses stand only where leaving them out would mean another type.

use std::fmt::{self, Display, Formatter, Write};

use super::lex::{entity, is_identifier};
use super::{Member, Reference, TypeExpr};

/// How tightly the parts of a type hold together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Function,
    Union,
    Intersection,
    Tight,
}

impl Display for TypeExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(keyword) => f.write_str(keyword.as_str()),
            Self::Reference(reference) => reference.fmt(f),
            Self::StringLiteral(text) => write_string(f, text),
            Self::NumberLiteral(number) => f.write_str(number),
            Self::BooleanLiteral(value) => Display::fmt(value, f),
            Self::Opaque(text) => f.write_str(text),
            Self::Array(element) => {
                element.write_within(f, Binding::Tight)?;
                f.write_str("[]")
            }
            Self::Union(members) => write_separated(f, members, " | ", |f, member| {
                member.write_within(f, Binding::Intersection)
            }),
            Self::Intersection(members) => write_separated(f, members, " & ", |f, member| {
                member.write_within(f, Binding::Tight)
            }),
            Self::Object(members) if members.is_empty() => f.write_str("{}"),
            Self::Object(members) => {
                f.write_str("{ ")?;
                write_separated(f, members, "; ", write_member)?;
                f.write_str(" }")
            }
            Self::Function {
                parameters,
                returns,
            } => {
                f.write_char('(')?;
                write_separated(f, parameters, ", ", write_member)?;
                f.write_str(") => ")?;
                returns.fmt(f)
            }
        }
    }
}

impl TypeExpr {
    fn binding(&self) -> Binding {
        match self {
            Self::Function { .. } => Binding::Function,
            Self::Union(_) => Binding::Union,
            Self::Intersection(_) => Binding::Intersection,
            _ => Binding::Tight,
        }
    }

    /// The text of `T[key]`, where this is `T`.
    pub(super) fn indexed_by(&self, key: &TypeExpr) -> String {
        match self.binding() {
            Binding::Tight => format!("{self}[{key}]"),
            _ => format!("({self})[{key}]"),
        }
    }

    /// Writes it, in parentheses if it binds less than `least`.
    fn write_within(&self, f: &mut Formatter<'_>, least: Binding) -> fmt::Result {
        if self.binding() >= least {
            return self.fmt(f);
        }
        f.write_char('(')?;
        self.fmt(f)?;
        f.write_char(')')
    }
}

impl Display for Reference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.link {
            None => f.write_str(&self.name)?,
            Some(target) => {
                write!(f, "[{}](", self.name)?;
                write_target(f, target)?;
                f.write_char(')')?;
            }
        }
        if self.arguments.is_empty() {
            return Ok(());
        }
        f.write_char('<')?;
        write_separated(f, &self.arguments, ", ", |f, argument| argument.fmt(f))?;
        f.write_char('>')
    }
}

fn write_separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    separator: &str,
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        write(f, item)?;
    }
    Ok(())
}

fn write_member(f: &mut Formatter<'_>, member: &Member) -> fmt::Result {
    if is_identifier(&member.name) {
        f.write_str(&member.name)?;
    } else {
        write_string(f, &member.name)?;
    }
    f.write_str(if member.optional { "?: " } else { ": " })?;
    member.ty.fmt(f)
}

fn write_string(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for (offset, character) in text.char_indices() {
        match character {
            '"' | '\\' => write!(f, "\\{character}")?,
            '&' if entity(&text[offset..]).is_some() => f.write_str("\\&")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control if control.is_control() => write!(f, "\\u{{{:x}}}", u32::from(control))?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}

fn write_target(f: &mut Formatter<'_>, target: &str) -> fmt::Result {
    let balanced = is_balanced(target);
    for (offset, character) in target.char_indices() {
        match character {
            '\\' => f.write_str("\\\\")?,
            '(' | ')' if !balanced => write!(f, "\\{character}")?,
            '&' if entity(&target[offset..]).is_some() => f.write_str("\\&")?,
            blank if blank.is_whitespace() || blank.is_control() => {
                write!(f, "&#{};", u32::from(blank))?;
            }
            other => f.write_char(other)?,
        }
    }
    Ok(())
}

fn is_balanced(target: &str) -> bool {
    let mut open = 0usize;
    for character in target.chars() {
        match character {
            '(' => open += 1,
            ')' if open == 0 => return false,
            ')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}
