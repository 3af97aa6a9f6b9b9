//! Tokens to syntax: the clauses. Expressions are in [`expr`].

mod expr;
#[cfg(test)]
mod tests;

use super::{
    DEEPEST_NESTING, HIGHEST_EXPRESSION,
    ast::{Expr, ExprKind, Labelled, Order, SelectItem},
    error::{Clause, Span, SyntaxError},
    functions::RESERVED,
    lexer::{Token, TokenKind, tokens},
};

/// Parses `where`.
///
/// # Errors
/// The first place at which the clause is not of the language.
pub fn parse_where(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser::new(Clause::Where, text)?;
    let condition = parser.or()?;
    parser.end()?;
    Ok(condition)
}

/// Parses `select`.
///
/// # Errors
/// As [`parse_where`].
pub fn parse_select(text: &str) -> Result<Vec<SelectItem>, SyntaxError> {
    let mut parser = Parser::new(Clause::Select, text)?;
    let items = parser.list(Parser::select_item)?;
    parser.end()?;
    Ok(items)
}

/// Parses `group_by`.
///
/// # Errors
/// As [`parse_where`].
pub fn parse_group_by(text: &str) -> Result<Vec<Labelled>, SyntaxError> {
    let mut parser = Parser::new(Clause::GroupBy, text)?;
    let keys = parser.list(Parser::group_key)?;
    parser.end()?;
    Ok(keys)
}

/// Parses `order_by`.
///
/// # Errors
/// As [`parse_where`].
pub fn parse_order_by(text: &str) -> Result<Vec<Order>, SyntaxError> {
    let mut parser = Parser::new(Clause::OrderBy, text)?;
    let orders = parser.list(Parser::order)?;
    parser.end()?;
    Ok(orders)
}

struct Parser<'a> {
    clause: Clause,
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// Levels of nesting around the place that is read.
    depth: usize,
    /// Levels of the expression that was read last: every later stage goes down them.
    height: usize,
}

impl<'a> Parser<'a> {
    fn new(clause: Clause, text: &'a str) -> Result<Self, SyntaxError> {
        Ok(Parser { clause, text, tokens: tokens(clause, text)?, at: 0, depth: 0, height: 0 })
    }

    fn token(&self) -> &Token {
        // The last token is the end, and nothing moves past it.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn ahead(&self, count: usize) -> &TokenKind {
        &self.tokens[(self.at + count).min(self.tokens.len() - 1)].kind
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.token().kind, TokenKind::Symbol(known) if known == symbol)
    }

    fn is_word(&self, keyword: &str) -> bool {
        matches!(&self.token().kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// Passes a symbol if it is there.
    fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// Passes a keyword if it is there.
    fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_word(keyword);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), SyntaxError> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.unexpected(Some(format!("Expected {symbol}")))) }
    }

    fn end(&self) -> Result<(), SyntaxError> {
        if self.token().kind == TokenKind::End { Ok(()) } else { Err(self.unexpected(None)) }
    }

    /// The token at hand is none that may stand here.
    fn unexpected(&self, hint: Option<String>) -> SyntaxError {
        let token = self.token();
        let shown = match token.kind {
            TokenKind::End => "end of line".to_owned(),
            _ => self.slice(&token.span).chars().take(40).collect(),
        };
        self.error(format!("unexpected {shown}"), token.span.clone(), hint)
    }

    fn error(&self, problem: String, span: Span, hint: Option<String>) -> SyntaxError {
        SyntaxError { clause: self.clause, text: self.text.to_owned(), problem, span, hint }
    }

    fn slice(&self, span: &Span) -> String {
        self.text.chars().skip(span.start).take(span.end - span.start).collect()
    }

    /// Runs `parse` one level deeper.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, SyntaxError>) -> Result<T, SyntaxError> {
        if self.depth == DEEPEST_NESTING {
            let span = self.token().span.clone();
            return Err(self.error(format!("more than {DEEPEST_NESTING} levels of nesting"), span, None));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Notes that an expression of so many levels was read, or refuses it.
    fn reaches(&mut self, height: usize, span: &Span) -> Result<(), SyntaxError> {
        self.height = height;
        if height <= HIGHEST_EXPRESSION {
            return Ok(());
        }
        let problem = format!("more than {HIGHEST_EXPRESSION} operators and functions inside each other");
        Err(self.error(problem, span.clone(), None))
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T, SyntaxError>) -> Result<Vec<T>, SyntaxError> {
        let mut items = vec![item(self)?];
        let mut height = self.height;
        while self.symbol(",") {
            items.push(item(self)?);
            height = height.max(self.height);
        }
        self.height = height;
        Ok(items)
    }

    fn select_item(&mut self) -> Result<SelectItem, SyntaxError> {
        if self.is_symbol("*") {
            self.advance();
            return Ok(SelectItem::All);
        }
        for (keyword, item) in
            [("include", SelectItem::Include as fn(String) -> SelectItem), ("exclude", SelectItem::Exclude)]
        {
            if self.is_word(keyword) && *self.ahead(1) == TokenKind::Symbol("(") {
                self.advance();
                self.advance();
                let pattern = self.pattern()?;
                self.expect(")")?;
                return Ok(item(pattern));
            }
        }
        let expr = self.sum()?;
        self.labelled(expr).map(SelectItem::Expr)
    }

    /// A name, or the beginning of one and a star.
    fn pattern(&mut self) -> Result<String, SyntaxError> {
        let mut pattern = match &self.token().kind {
            TokenKind::Word(name) | TokenKind::Quoted(name) => name.clone(),
            TokenKind::Symbol("*") => String::new(),
            _ => return Err(self.unexpected(Some("Expected a field name, such as title*".to_owned()))),
        };
        if !self.is_symbol("*") {
            self.advance();
        }
        if self.symbol("*") {
            pattern.push('*');
        }
        Ok(pattern)
    }

    fn group_key(&mut self) -> Result<Labelled, SyntaxError> {
        let expr = self.unary()?;
        if !matches!(expr.kind, ExprKind::Field(_) | ExprKind::Call(_)) {
            let hint = Some("Expected a field or a function".to_owned());
            return Err(self.error(format!("unexpected {}", self.slice(&expr.span)), expr.span, hint));
        }
        self.labelled(expr)
    }

    fn labelled(&mut self, expr: Expr) -> Result<Labelled, SyntaxError> {
        let text = self.slice(&expr.span);
        let label = if self.keyword("as") { Some(self.label()?) } else { None };
        Ok(Labelled { expr, label, text })
    }

    /// A label may be a reserved word: `count(*) as count`.
    fn label(&mut self) -> Result<String, SyntaxError> {
        match self.token().kind.clone() {
            TokenKind::Word(label) | TokenKind::Quoted(label) if !label.is_empty() => {
                self.advance();
                Ok(label)
            }
            _ => Err(self.unexpected(Some("Expected a label".to_owned()))),
        }
    }

    fn order(&mut self) -> Result<Order, SyntaxError> {
        let minus = self.symbol("-");
        let expr = self.sum()?;
        let text = self.slice(&expr.span);
        let descending = self.keyword("desc");
        if !descending {
            self.keyword("asc");
        }
        // `-x desc` turns the order twice.
        Ok(Order { expr, descending: minus != descending, text })
    }
}

fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word))
}
