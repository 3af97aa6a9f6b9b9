//! Characters to tokens, each with its span.

use super::{
    LONGEST_CLAUSE,
    ast::Number,
    error::{Clause, Span, SyntaxError},
};

/// A token with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// A word: a field, a function or a keyword.
    Word(String),
    /// A back-quoted name: always a field or a label.
    Quoted(String),
    Text(String),
    Number(Number),
    Date(String),
    Geometry(String),
    /// An operator or a bracket.
    Symbol(&'static str),
    End,
}

/// Longest first, so that `<=` is not read as `<` and `=`.
const SYMBOLS: [&str; 18] =
    ["!=", "<=", ">=", "..", "=", "<", ">", ":", "(", ")", "[", "]", ",", "*", "/", "+", "-", "."];

/// Cuts a clause into tokens, the last of which is [`TokenKind::End`].
///
/// # Errors
/// A clause that is too long, a string that does not end, a number that no machine number holds, or a character that is
/// not of the language.
pub fn tokens(clause: Clause, text: &str) -> Result<Vec<Token>, SyntaxError> {
    let characters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { clause, text, characters, at: 0 };
    if lexer.characters.len() > LONGEST_CLAUSE {
        let problem =
            format!("a clause of {} characters, of which {LONGEST_CLAUSE} are allowed,", lexer.characters.len());
        return Err(lexer.error(problem, LONGEST_CLAUSE..LONGEST_CLAUSE));
    }
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let is_end = token.kind == TokenKind::End;
        tokens.push(token);
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    clause: Clause,
    text: &'a str,
    characters: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn error(&self, problem: String, span: Span) -> SyntaxError {
        SyntaxError { clause: self.clause, text: self.text.to_owned(), problem, span, hint: None }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Result<Token, SyntaxError> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let start = self.at;
        let kind = match self.peek(0) {
            None => TokenKind::End,
            Some(quote @ ('"' | '\'')) => TokenKind::Text(self.quoted(quote)?),
            Some('`') => TokenKind::Quoted(self.quoted('`')?),
            Some(c) if c.is_ascii_digit() => self.number()?,
            Some(c) if is_word_start(c) => self.word()?,
            Some(c) => self.symbol(c)?,
        };
        Ok(Token { kind, span: start..self.at })
    }

    fn symbol(&mut self, first: char) -> Result<TokenKind, SyntaxError> {
        let stands = |symbol: &&&str| symbol.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c));
        match SYMBOLS.iter().find(stands) {
            Some(symbol) => {
                self.at += symbol.len();
                Ok(TokenKind::Symbol(symbol))
            }
            None => Err(self.error(format!("unexpected {}", first.escape_debug()), self.at..self.at + 1)),
        }
    }

    /// A word; `date` and `geom` directly before a quote begin a literal.
    fn word(&mut self) -> Result<TokenKind, SyntaxError> {
        let start = self.at;
        // Names of the catalogue have dots inside: `default.title`.
        while self.peek(0).is_some_and(is_word_part)
            || (self.peek(0) == Some('.') && self.peek(1).is_some_and(is_word_start))
        {
            self.at += 1;
        }
        let word: String = self.characters[start..self.at].iter().collect();
        match (word.to_ascii_lowercase().as_str(), self.peek(0)) {
            ("date", Some(quote @ ('"' | '\''))) => Ok(TokenKind::Date(self.quoted(quote)?)),
            ("geom", Some(quote @ ('"' | '\''))) => Ok(TokenKind::Geometry(self.quoted(quote)?)),
            _ => Ok(TokenKind::Word(word)),
        }
    }

    /// A number; `0..10` is a number, two dots and a number.
    fn number(&mut self) -> Result<TokenKind, SyntaxError> {
        let start = self.at;
        let digits = |lexer: &mut Self| {
            while lexer.peek(0).is_some_and(|c| c.is_ascii_digit()) {
                lexer.at += 1;
            }
        };
        digits(self);
        let is_decimal = self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit());
        if is_decimal {
            self.at += 1;
            digits(self);
        }
        let text: String = self.characters[start..self.at].iter().collect();
        let number = match is_decimal {
            true => text.parse().ok().filter(|n: &f64| n.is_finite()).map(Number::Decimal),
            false => text.parse().ok().map(Number::Integer),
        };
        let too_long = || self.error("a number that is too large".to_owned(), start..self.at);
        number.map(TokenKind::Number).ok_or_else(too_long)
    }

    /// The inside of quotes, with its escapes undone; JSON's are among them, since clients write strings as JSON.
    fn quoted(&mut self, quote: char) -> Result<String, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut inside = String::new();
        loop {
            let Some(character) = self.peek(0) else {
                return Err(self.error("unexpected end of line: a quote is not closed".to_owned(), start..self.at));
            };
            self.at += 1;
            match character {
                c if c == quote => return Ok(inside),
                '\\' => inside.push(self.escape()?),
                '\0' => return Err(self.error("a null character".to_owned(), self.at - 1..self.at)),
                c => inside.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at - 1;
        let Some(character) = self.peek(0) else {
            return Err(self.error("unexpected end of line: a quote is not closed".to_owned(), start..self.at));
        };
        self.at += 1;
        Ok(match character {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            '\0' => return Err(self.error("a null character".to_owned(), start..self.at)),
            'u' => return self.unicode(start),
            other => other,
        })
    }

    /// `\uXXXX`, two of them for a character outside the basic plane.
    fn unicode(&mut self, start: usize) -> Result<char, SyntaxError> {
        let unit = |lexer: &mut Self| {
            let digits: String = lexer.characters.iter().skip(lexer.at).take(4).collect();
            let is_hex = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            lexer.at += if is_hex { 4 } else { 0 };
            is_hex.then(|| u32::from_str_radix(&digits, 16).unwrap_or_default())
        };
        let first = unit(self);
        let code = match first {
            Some(high @ 0xd800..=0xdbff) if self.peek(0) == Some('\\') && self.peek(1) == Some('u') => {
                self.at += 2;
                unit(self)
                    .filter(|low| (0xdc00..=0xdfff).contains(low))
                    .map(|low| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            other => other,
        };
        let wrong = || self.error("an escape that is no character".to_owned(), start..self.at);
        // PostgreSQL has no text with a null character, and no text of the record has one.
        code.filter(|code| *code != 0).and_then(char::from_u32).ok_or_else(wrong)
    }
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
