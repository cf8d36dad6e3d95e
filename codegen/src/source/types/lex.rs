//! Tokens of a type string: the one place that knows about Markdown.
//!
//! Text goes in, tokens with the offset of their first byte come out. A character may be written
//! bare, with a backslash or as an entity, and stands for itself either way; how it was written
//! only matters where Markdown looks at it: links and backticks are written bare, and a string
//! literal ends at a quote that is written as its first one was.

use super::TypeError;

/// What a type string is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// An identifier or several joined by dots, keywords included.
    Name(String),
    /// `[name](target)`.
    Link { name: String, target: String },
    /// What stands between the quotes.
    String(String),
    /// A number as written.
    Number(String),
    /// One of `PUNCTUATION`.
    Punctuation(char),
    /// A template literal, such as `` `draft_${string}` `` with its backticks escaped.
    Template,
    /// `=>`
    Arrow,
    /// `...`
    Ellipsis,
    /// The end of the text, again and again.
    End,
}

const PUNCTUATION: &str = "<>()[]{}|&,;:?=";

impl Token {
    /// How error messages call it.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Name(text) | Self::Number(text) => format!("`{text}`"),
            Self::Link { name, .. } => format!("a link to `{name}`"),
            Self::String(_) => "a string literal".to_owned(),
            Self::Punctuation(character) => format!("`{character}`"),
            Self::Template => "a template literal".to_owned(),
            Self::Arrow => "`=>`".to_owned(),
            Self::Ellipsis => "`...`".to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Bare,
    Escaped,
    Entity,
}

/// One character, however it is written.
#[derive(Clone, Copy)]
struct Glyph {
    character: char,
    written: Written,
    start: usize,
    end: usize,
}

impl Glyph {
    fn is_bare(self, character: char) -> bool {
        self.written == Written::Bare && self.character == character
    }
}

/// Where in the text the next token is looked for.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, offset: 0 }
    }

    /// The next token and where it begins.
    pub(super) fn next_token(&mut self) -> Result<(usize, Token), TypeError> {
        self.skip_quoting();
        let Some(glyph) = self.peek() else {
            return Ok((self.offset, Token::End));
        };
        let token = match glyph.character {
            '"' | '\'' => self.string(glyph)?,
            '`' => self.template(glyph)?,
            '=' => self.arrow().unwrap_or_else(|| self.punctuation(glyph)),
            '.' => self.ellipsis()?,
            '-' | '0'..='9' => self.number()?,
            '[' => self.link()?.unwrap_or_else(|| self.punctuation(glyph)),
            character if PUNCTUATION.contains(character) => self.punctuation(glyph),
            character => match self.name() {
                Some(name) => Token::Name(name),
                None => return Err(unexpected(glyph.start, character)),
            },
        };
        Ok((glyph.start, token))
    }

    fn peek(&self) -> Option<Glyph> {
        glyph_at(self.text, self.offset)
    }

    /// Goes past the next character if it is one that `accept` takes.
    fn eat(&mut self, accept: impl Fn(Glyph) -> bool) -> Option<Glyph> {
        let glyph = self.peek().filter(|&glyph| accept(glyph))?;
        self.offset = glyph.end;
        Some(glyph)
    }

    /// White space, and the backticks that only quote.
    fn skip_quoting(&mut self) {
        while self
            .eat(|glyph| glyph.character.is_whitespace() || glyph.is_bare('`'))
            .is_some()
        {}
    }

    fn punctuation(&mut self, glyph: Glyph) -> Token {
        self.offset = glyph.end;
        Token::Punctuation(glyph.character)
    }

    /// `=>`, or `None` and no step ahead if the `=` is one of its own.
    fn arrow(&mut self) -> Option<Token> {
        let mut ahead = self.clone();
        ahead.eat(|glyph| glyph.character == '=')?;
        ahead.eat(|glyph| glyph.character == '>')?;
        *self = ahead;
        Some(Token::Arrow)
    }

    fn ellipsis(&mut self) -> Result<Token, TypeError> {
        let start = self.offset;
        for _ in 0..3 {
            self.eat(|glyph| glyph.character == '.')
                .ok_or_else(|| unexpected(start, '.'))?;
        }
        Ok(Token::Ellipsis)
    }

    /// A template literal. Its backticks are escaped, since bare ones belong to Markdown.
    fn template(&mut self, opening: Glyph) -> Result<Token, TypeError> {
        self.offset = opening.end;
        while let Some(glyph) = self.eat(|_| true) {
            if (glyph.character, glyph.written) == (opening.character, opening.written) {
                return Ok(Token::Template);
            }
        }
        let help = "close it with a backtick, written as the opening one is";
        Err(TypeError::new(opening.start, "the template literal has no end").help(help))
    }

    fn name(&mut self) -> Option<String> {
        let mut name = String::from(self.eat(|glyph| starts_name(glyph.character))?.character);
        loop {
            while let Some(glyph) = self.eat(|glyph| continues_name(glyph.character)) {
                name.push(glyph.character);
            }
            let mut ahead = self.clone();
            let dot = ahead.eat(|glyph| glyph.character == '.');
            let Some(first) = dot.and_then(|_| ahead.eat(|glyph| starts_name(glyph.character)))
            else {
                return Some(name);
            };
            name.extend(['.', first.character]);
            *self = ahead;
        }
    }

    /// What hyphens add to the name before: `-cookie` after `set`.
    pub(super) fn hyphenated(&mut self) -> String {
        let mut text = String::new();
        loop {
            let mut ahead = self.clone();
            let hyphen = ahead.eat(|glyph| glyph.character == '-');
            let Some(name) = hyphen.and_then(|_| ahead.name()) else {
                return text;
            };
            text.push('-');
            text += &name;
            *self = ahead;
        }
    }

    fn number(&mut self) -> Result<Token, TypeError> {
        let start = self.offset;
        let mut number = String::new();
        self.eat_into(&mut number, |character| character == '-');
        if !self.digits_into(&mut number) {
            return Err(unexpected(start, '-').help("`-` only occurs at the start of a number"));
        }
        self.optional_part(&mut number, |part, text| {
            part.eat_into(text, |character| character == '.') && part.digits_into(text)
        });
        self.optional_part(&mut number, |part, text| {
            part.eat_into(text, |character| matches!(character, 'e' | 'E')) && {
                part.eat_into(text, |character| matches!(character, '+' | '-'));
                part.digits_into(text)
            }
        });
        match self.peek() {
            Some(glyph) if continues_name(glyph.character) => Err(TypeError::new(
                glyph.start,
                format!("unexpected `{}` in the number `{number}`", glyph.character),
            )
            .help("write a decimal number, such as `-1.5`, or put quotes around the text")),
            _ => Ok(Token::Number(number)),
        }
    }

    fn eat_into(&mut self, text: &mut String, accept: impl Fn(char) -> bool) -> bool {
        let glyph = self.eat(|glyph| accept(glyph.character));
        text.extend(glyph.map(|glyph| glyph.character));
        glyph.is_some()
    }

    fn digits_into(&mut self, text: &mut String) -> bool {
        let before = text.len();
        while self.eat_into(text, |character| character.is_ascii_digit()) {}
        text.len() > before
    }

    /// Reads a part of a number if all of it is there, else nothing.
    fn optional_part(
        &mut self,
        number: &mut String,
        read: impl Fn(&mut Self, &mut String) -> bool,
    ) {
        let mut ahead = self.clone();
        let mut part = String::new();
        if read(&mut ahead, &mut part) {
            number.push_str(&part);
            *self = ahead;
        }
    }

    fn string(&mut self, opening: Glyph) -> Result<Token, TypeError> {
        self.offset = opening.end;
        let mut text = String::new();
        while let Some(glyph) = self.eat(|_| true) {
            if (glyph.character, glyph.written) == (opening.character, opening.written) {
                return Ok(Token::String(text));
            }
            text.push(if glyph.is_bare('\\') {
                self.string_escape(glyph.start)?
            } else {
                glyph.character
            });
        }
        let help = format!(
            "close it with {}, written as the opening one is",
            opening.character
        );
        Err(TypeError::new(opening.start, "the string literal has no end").help(help))
    }

    /// The character that a backslash at `start`, already behind, and a letter stand for.
    fn string_escape(&mut self, start: usize) -> Result<char, TypeError> {
        let letter = self.eat(|_| true).map(|glyph| glyph.character);
        let character = match letter {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => self.code_point(),
            _ => None,
        };
        character.ok_or_else(|| {
            TypeError::new(start, "unknown escape in a string literal")
                .help(r"the escapes are \n, \r, \t, \u{…}, \uXXXX and \ before punctuation")
        })
    }

    /// `{1F600}` or `00e9`.
    fn code_point(&mut self) -> Option<char> {
        let mut digits = String::new();
        let is_digit = |character: char| character.is_ascii_hexdigit();
        if self.eat(|glyph| glyph.character == '{').is_some() {
            while self.eat_into(&mut digits, is_digit) {}
            self.eat(|glyph| glyph.character == '}')?;
        } else {
            while digits.len() < 4 {
                self.eat_into(&mut digits, is_digit).then_some(())?;
            }
        }
        code_point(&digits, 16)
    }

    /// A link, or `None` and no step ahead if the bracket opens something else.
    fn link(&mut self) -> Result<Option<Token>, TypeError> {
        let mut ahead = self.clone();
        let Some(name) = ahead.link_text() else {
            return Ok(None);
        };
        let target = ahead.link_target(&name)?;
        *self = ahead;
        Ok(Some(Token::Link { name, target }))
    }

    /// `[name](`
    fn link_text(&mut self) -> Option<String> {
        self.eat(|glyph| glyph.is_bare('['))?;
        self.skip_quoting();
        let name = self.name()?;
        self.skip_quoting();
        self.eat(|glyph| glyph.is_bare(']'))?;
        self.eat(|glyph| glyph.is_bare('('))?;
        Some(name)
    }

    /// `target)`
    fn link_target(&mut self, name: &str) -> Result<String, TypeError> {
        let mut target = String::new();
        let mut open = 0usize;
        loop {
            let place = self.offset;
            let glyph = self
                .eat(|glyph| glyph.written != Written::Bare || !glyph.character.is_whitespace())
                .ok_or_else(|| {
                    let message = format!("expected `)` to close the link of `{name}`");
                    TypeError::new(place, message).help("a link is written `[name](target)`")
                })?;
            match glyph {
                _ if glyph.is_bare('(') => open += 1,
                _ if glyph.is_bare(')') && open > 0 => open -= 1,
                _ if glyph.is_bare(')') && target.is_empty() => {
                    return Err(
                        TypeError::new(place, format!("the link of `{name}` is empty"))
                            .help("a link is written `[name](target)`"),
                    );
                }
                _ if glyph.is_bare(')') => return Ok(target),
                _ => {}
            }
            target.push(glyph.character);
        }
    }
}

fn unexpected(offset: usize, character: char) -> TypeError {
    TypeError::new(offset, format!("unexpected character {character:?}"))
}

fn glyph_at(text: &str, start: usize) -> Option<Glyph> {
    let rest = &text[start..];
    let first = rest.chars().next()?;
    let dressed = match first {
        '\\' => escaped(rest).map(|character| (character, Written::Escaped, 2)),
        '&' => entity(rest).map(|(character, length)| (character, Written::Entity, length)),
        _ => None,
    };
    let (character, written, length) = dressed.unwrap_or((first, Written::Bare, first.len_utf8()));
    Some(Glyph {
        character,
        written,
        start,
        end: start + length,
    })
}

/// The character that a backslash at the start of `text` makes plain.
fn escaped(text: &str) -> Option<char> {
    let next = text.chars().nth(1)?;
    next.is_ascii_punctuation().then_some(next)
}

/// The character that an entity at the start of `text` stands for, and the entity's length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    let length = body.bytes().take(10).position(|byte| byte == b';')?;
    let character = match &body[..length] {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        number => {
            let number = number.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(digits) => code_point(digits, 16)?,
                None => code_point(number, 10)?,
            }
        }
    };
    Some((character, length + 2))
}

fn code_point(digits: &str, radix: u32) -> Option<char> {
    let only_digits = digits.chars().all(|character| character.is_digit(radix));
    char::from_u32(
        u32::from_str_radix(digits, radix)
            .ok()
            .filter(|_| only_digits)?,
    )
}

pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(continues_name)
}

fn starts_name(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$')
}

fn continues_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}
