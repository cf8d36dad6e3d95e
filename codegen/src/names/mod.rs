//! The only place where Rust identifiers are made.
//!
//! In comes any text of the documentation, out comes a valid ASCII identifier in the case that its
//! [`Kind`] calls for. A [`Scope`] holds the identifiers of one namespace and keeps them apart, also
//! on file systems that do not tell upper from lower case.

#[cfg(test)]
mod tests;

use heck::{ToSnakeCase, ToUpperCamelCase};
use std::collections::{BTreeSet, HashMap};

/// Longer identifiers are cut: they become file names too.
const MAX_LENGTH: usize = 100;

/// Words that cannot be identifiers, edition 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot even be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "Self", "super"];

/// Names that generated code uses unqualified, or that readers take for something else.
const TYPES: &[&str] = &[
    "Arc",
    "AsRef",
    "Box",
    "BTreeMap",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "File",
    "Fn",
    "From",
    "Future",
    "Hash",
    "HashMap",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Json",
    "JsonObject",
    "Medusa",
    "Method",
    "None",
    "Ok",
    "OneOrMany",
    "Option",
    "PartialEq",
    "Patch",
    "Rc",
    "Request",
    "Response",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Sync",
    "Timestamp",
    "ToString",
    "TryInto",
    "Vec",
];

/// The variants that generated enums and unions add.
const VARIANTS: &[&str] = &["Other", "Self", "Unknown"];

/// Methods of the client itself, beside which those that lead to resources stand.
const CLIENT_METHODS: &[&str] = &[
    "begin",
    "builder",
    "clone",
    "credential",
    "custom",
    "fmt",
    "headers",
    "is_home",
    "new",
    "of",
    "parts",
    "request",
    "request_empty",
    "request_raw",
    "settings",
    "sign_in",
    "sign_out",
    "with_credential",
    "without_credential",
];

/// Methods that every resource or payload has.
const RESOURCE_METHODS: &[&str] = &["clone", "default", "fmt", "new"];

/// Methods that every request value has, or may come to have.
const SETTERS: &[&str] = &[
    "anonymous",
    "blocking",
    "borrow",
    "clone",
    "deadline",
    "default",
    "eq",
    "fmt",
    "from",
    "header",
    "idempotency_key",
    "into",
    "into_future",
    "items",
    "json",
    "multipart",
    "new",
    "pages",
    "query",
    "request",
    "retries",
    "send",
    "send_as",
    "send_raw",
    "serialize",
    "signed_in_as",
    "stream",
    "timeout",
    "to_owned",
    "wait",
    "without_header",
];

/// Names that the bodies of methods use.
const ARGUMENTS: &[&str] = &["client", "request"];

/// Files that cargo, rustc or Windows give a meaning to.
const FILES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lib",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "main", "mod", "nul",
    "prn",
];

/// What an identifier is for; decides on its case and on the names it must not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A struct, enum or alias.
    Type,
    /// A variant of an enum.
    Variant,
    /// A field of a struct.
    Field,
    /// A method of the client.
    ClientMethod,
    /// A method of a resource or payload.
    Method,
    /// A setter of a request.
    Setter,
    /// An argument of a function.
    Argument,
    /// A module, which is a file too.
    Module,
}

impl Kind {
    /// The identifier of this kind for `text`; collisions are the business of [`Scope`].
    pub fn identifier(self, text: &str) -> String {
        match self {
            Kind::Type => self.shielded(as_documented(text).unwrap_or_else(|| pascal(text))),
            Kind::Variant => self.shielded(pascal(&spelled_out(text))),
            Kind::Field
            | Kind::ClientMethod
            | Kind::Method
            | Kind::Setter
            | Kind::Argument
            | Kind::Module => self.shielded(cut(separated(text).to_snake_case())),
        }
    }

    /// Mends what is empty, begins with a digit or is taken.
    fn shielded(self, mut name: String) -> String {
        if name.is_empty() {
            self.fallback().clone_into(&mut name);
        } else if name.starts_with(|first: char| first.is_ascii_digit()) {
            let separator = if self.is_snake() { "_" } else { "" };
            name = format!("{}{separator}{name}", self.digit_prefix());
        }
        let is_taken = self == Kind::Type && is_type_parameter(&name);
        if is_taken || self.reserved().contains(&name.as_str()) {
            name.push_str(self.suffix());
        }
        if NEVER_RAW.contains(&name.as_str()) {
            name.push('_');
        } else if KEYWORDS.contains(&name.as_str()) {
            if self == Kind::Module {
                name.push('_');
            } else {
                name.insert_str(0, "r#");
            }
        }
        name
    }

    fn is_snake(self) -> bool {
        !matches!(self, Kind::Type | Kind::Variant)
    }

    fn reserved(self) -> &'static [&'static str] {
        match self {
            Kind::Type => TYPES,
            Kind::Variant => VARIANTS,
            Kind::ClientMethod => CLIENT_METHODS,
            Kind::Method => RESOURCE_METHODS,
            Kind::Setter => SETTERS,
            Kind::Module => FILES,
            Kind::Argument => ARGUMENTS,
            Kind::Field => &[],
        }
    }

    /// What a reserved name is told apart by.
    fn suffix(self) -> &'static str {
        match self {
            Kind::Type => "Model",
            Kind::Variant => "Value",
            _ => "_",
        }
    }

    fn fallback(self) -> &'static str {
        match self {
            Kind::Type => "Unnamed",
            Kind::Variant => "Empty",
            Kind::Field => "field",
            Kind::ClientMethod | Kind::Method | Kind::Setter => "method",
            Kind::Argument => "argument",
            Kind::Module => "module",
        }
    }

    fn digit_prefix(self) -> &'static str {
        match self {
            Kind::Type => "Type",
            Kind::Variant => "Value",
            _ => self.fallback(),
        }
    }
}

/// The identifiers of one namespace.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// In lower case.
    taken: BTreeSet<String>,
    /// The last number that each name was told apart by.
    numbers: HashMap<String, u32>,
}

impl Scope {
    /// Takes an identifier for `text`: the plain one if it is free, else the first free numbered one.
    pub fn claim(&mut self, kind: Kind, text: &str) -> String {
        let name = kind.identifier(text);
        if self.take(&name) {
            return name;
        }
        let stem = plain(&name).trim_end_matches('_');
        let separator = if kind.is_snake() { "_" } else { "" };
        let stem = format!("{stem}{separator}");
        let mut number = self.numbers.get(&key(&stem)).copied().unwrap_or(1);
        loop {
            number += 1;
            let numbered = format!("{stem}{number}");
            if self.take(&numbered) {
                self.numbers.insert(key(&stem), number);
                return numbered;
            }
        }
    }

    /// Whether the plain identifier for `text` is still free.
    pub fn is_free(&self, kind: Kind, text: &str) -> bool {
        !self.taken.contains(&key(&kind.identifier(text)))
    }

    fn take(&mut self, name: &str) -> bool {
        self.taken.insert(key(name))
    }
}

/// An identifier without the mark of a keyword, as documentation and paths show it.
pub fn plain(identifier: &str) -> &str {
    identifier.strip_prefix("r#").unwrap_or(identifier)
}

/// What two identifiers must not share.
fn key(name: &str) -> String {
    plain(name).to_ascii_lowercase()
}

/// Whether generated code names a type parameter like this: `K`, `K2` and so on, `N` or `V`.
fn is_type_parameter(name: &str) -> bool {
    let number = name.strip_prefix(['K', 'N', 'V']);
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A documented name that already is a type name, as it is: `StorePostCustomersReq`.
fn as_documented(text: &str) -> Option<String> {
    let fits = text.len() <= MAX_LENGTH
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| text.to_owned())
}

/// `text` in PascalCase.
pub fn pascal(text: &str) -> String {
    cut(separated(text).to_upper_camel_case())
}

/// Everything that cannot be part of an identifier becomes a word boundary.
fn separated(text: &str) -> String {
    text.chars()
        .map(|char| {
            if char.is_ascii_alphanumeric() {
                char
            } else {
                ' '
            }
        })
        .collect()
}

/// The signs that tell enum values apart, as words.
fn spelled_out(value: &str) -> String {
    match value.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => format!("minus {rest}"),
        _ => value
            .replace('<', " less ")
            .replace('>', " greater ")
            .replace('=', " equal "),
    }
}

fn cut(mut name: String) -> String {
    name.truncate(MAX_LENGTH);
    name.truncate(name.trim_end_matches('_').len());
    name
}

/// The singular of a regular English plural in any case: `Tags` → `Tag`, `Categories` → `Category`.
pub fn singular(plural: &str) -> String {
    const INVARIANT: [&str; 5] = ["ss", "us", "is", "data", "series"];
    let ends = |end: &str| plural.to_ascii_lowercase().ends_with(end);
    let without = |count: usize| plural[..plural.len() - count].to_owned();
    if INVARIANT.into_iter().any(ends) {
        plural.to_owned()
    } else if ends("ies") && plural.len() > 4 {
        without(3) + "y"
    } else if ["sses", "ches", "shes", "xes", "tuses"]
        .into_iter()
        .any(ends)
    {
        without(2)
    } else if ends("s") && plural.len() > 1 {
        without(1)
    } else {
        plural.to_owned()
    }
}
