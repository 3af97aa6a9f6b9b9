//! Expressions by precedence, each rule a function of its name in the grammar.

use super::{Parser, is_reserved};
use crate::{
    domain::text::nearest,
    odsql::{
        ast::{Argument, ArithmeticOp, Call, CompareOp, Expr, ExprKind, Interval, IsWhat, Number},
        error::{Span, SyntaxError},
        functions::{self, FUNCTIONS},
        lexer::TokenKind,
    },
};

const COMPARISONS: [(&str, CompareOp); 7] = [
    ("=", CompareOp::Equal),
    (":", CompareOp::Equal),
    ("!=", CompareOp::NotEqual),
    ("<=", CompareOp::LessOrEqual),
    ("<", CompareOp::Less),
    (">=", CompareOp::GreaterOrEqual),
    (">", CompareOp::Greater),
];

impl Parser<'_> {
    pub(super) fn or(&mut self) -> Result<Expr, SyntaxError> {
        self.chain("or", Self::and, ExprKind::Or)
    }

    fn and(&mut self) -> Result<Expr, SyntaxError> {
        self.chain("and", Self::not, ExprKind::And)
    }

    fn chain(
        &mut self,
        keyword: &str,
        part: impl Fn(&mut Self) -> Result<Expr, SyntaxError>,
        join: fn(Vec<Expr>) -> ExprKind,
    ) -> Result<Expr, SyntaxError> {
        let mut parts = vec![part(self)?];
        let mut height = self.height;
        while self.keyword(keyword) {
            parts.push(part(self)?);
            height = height.max(self.height);
        }
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        let span = parts[0].span.start..parts[parts.len() - 1].span.end;
        self.reaches(height + 1, &span)?;
        Ok(Expr { kind: join(parts), span })
    }

    fn not(&mut self) -> Result<Expr, SyntaxError> {
        let start = self.token().span.start;
        if !self.keyword("not") {
            return self.comparison();
        }
        let operand = self.nested(Self::not)?;
        let span = start..operand.span.end;
        self.reaches(self.height + 1, &span)?;
        Ok(Expr { kind: ExprKind::Not(Box::new(operand)), span })
    }

    fn comparison(&mut self) -> Result<Expr, SyntaxError> {
        let left = self.sum()?;
        let (start, mut height) = (left.span.start, self.height);
        let kind = if self.is_range_after("in") || self.is_range_after(":") {
            self.advance();
            ExprKind::InRange(Box::new(left), self.interval()?)
        } else if let Some((symbol, op)) = COMPARISONS.into_iter().find(|(symbol, _)| self.is_symbol(symbol)) {
            self.symbol(symbol);
            let right = self.sum()?;
            height = height.max(self.height);
            ExprKind::Compare(Box::new(left), op, Box::new(right))
        } else if self.keyword("is") {
            let negated = self.keyword("not");
            ExprKind::Is { operand: Box::new(left), negated, what: self.is_what()? }
        } else if self.keyword("like") {
            ExprKind::Like(Box::new(left), self.text()?)
        } else if self.keyword("in") {
            self.members(left)?
        } else {
            return Ok(left);
        };
        let span = start..self.before();
        self.reaches(height + 1, &span)?;
        Ok(Expr { kind, span })
    }

    /// Whether a keyword or symbol stands here and a range behind it.
    fn is_range_after(&self, sign: &str) -> bool {
        let bracket = matches!(self.ahead(1), TokenKind::Symbol("[" | "]"));
        bracket && (self.is_word(sign) || self.is_symbol(sign))
    }

    fn is_what(&mut self) -> Result<IsWhat, SyntaxError> {
        for (keyword, what) in [("null", IsWhat::Null), ("true", IsWhat::True), ("false", IsWhat::False)] {
            if self.keyword(keyword) {
                return Ok(what);
            }
        }
        Err(self.unexpected(Some("Expected null, true or false".to_owned())))
    }

    fn text(&mut self) -> Result<String, SyntaxError> {
        match self.token().kind.clone() {
            TokenKind::Text(text) => {
                self.advance();
                Ok(text)
            }
            _ => Err(self.unexpected(Some("Expected a string".to_owned()))),
        }
    }

    /// What follows `in`: a list of literals, or a field of many values.
    fn members(&mut self, left: Expr) -> Result<ExprKind, SyntaxError> {
        if !self.symbol("(") {
            let field = self.primary()?;
            return match field.kind {
                ExprKind::Field(_) => Ok(ExprKind::InField(Box::new(left), Box::new(field))),
                _ => {
                    let hint = Some("Expected a list, a range or a field".to_owned());
                    Err(self.error(format!("unexpected {}", self.slice(&field.span)), field.span, hint))
                }
            };
        }
        let members = self.list(Self::member)?;
        self.expect(")")?;
        Ok(ExprKind::InList(Box::new(left), members))
    }

    fn member(&mut self) -> Result<Expr, SyntaxError> {
        match self.token().kind {
            TokenKind::Text(_) => self.primary(),
            _ => self.signed_number(),
        }
    }

    fn interval(&mut self) -> Result<Interval, SyntaxError> {
        let low_excluded = self.is_symbol("]");
        self.advance();
        let low = Box::new(self.bound()?);
        if !self.symbol("..") && !self.keyword("to") {
            return Err(self.unexpected(Some("Expected ..".to_owned())));
        }
        let high = Box::new(self.bound()?);
        let high_excluded = self.is_symbol("[");
        if !high_excluded && !self.is_symbol("]") {
            return Err(self.unexpected(Some("Expected ] or [".to_owned())));
        }
        self.advance();
        Ok(Interval { low, low_excluded, high, high_excluded })
    }

    fn bound(&mut self) -> Result<Expr, SyntaxError> {
        match self.token().kind {
            TokenKind::Date(_) => self.primary(),
            _ => self.signed_number(),
        }
    }

    fn signed_number(&mut self) -> Result<Expr, SyntaxError> {
        let start = self.token().span.start;
        let minus = self.symbol("-");
        let TokenKind::Number(number) = self.token().kind else {
            return Err(self.unexpected(Some("Expected a literal".to_owned())));
        };
        self.advance();
        Ok(Expr { kind: ExprKind::Number(if minus { negated(number) } else { number }), span: start..self.before() })
    }

    pub(super) fn sum(&mut self) -> Result<Expr, SyntaxError> {
        self.binary(&[("+", ArithmeticOp::Add), ("-", ArithmeticOp::Subtract)], Self::product)
    }

    fn product(&mut self) -> Result<Expr, SyntaxError> {
        self.binary(&[("*", ArithmeticOp::Multiply), ("/", ArithmeticOp::Divide)], Self::unary)
    }

    fn binary(
        &mut self,
        operators: &[(&str, ArithmeticOp)],
        operand: impl Fn(&mut Self) -> Result<Expr, SyntaxError>,
    ) -> Result<Expr, SyntaxError> {
        let mut left = operand(self)?;
        while let Some((symbol, op)) = operators.iter().find(|(symbol, _)| self.is_symbol(symbol)) {
            self.symbol(symbol);
            // A chain leans to the left, and its left end may be a chain in parentheses.
            let height = self.height;
            let right = operand(self)?;
            let span = left.span.start..right.span.end;
            self.reaches(height.max(self.height) + 1, &span)?;
            left = Expr { kind: ExprKind::Arithmetic(Box::new(left), *op, Box::new(right)), span };
        }
        Ok(left)
    }

    pub(super) fn unary(&mut self) -> Result<Expr, SyntaxError> {
        let start = self.token().span.start;
        if !self.symbol("-") {
            return self.primary();
        }
        let operand = self.nested(Self::unary)?;
        let span = start..operand.span.end;
        let kind = match operand.kind {
            ExprKind::Number(number) => ExprKind::Number(negated(number)),
            _ => ExprKind::Negate(Box::new(operand)),
        };
        self.reaches(self.height + 1, &span)?;
        Ok(Expr { kind, span })
    }

    fn primary(&mut self) -> Result<Expr, SyntaxError> {
        let token = self.token().clone();
        let kind = match token.kind {
            TokenKind::Symbol("(") => {
                self.advance();
                let inside = self.nested(Self::or)?;
                self.expect(")")?;
                return Ok(Expr { kind: inside.kind, span: token.span.start..self.before() });
            }
            TokenKind::Word(word) if *self.ahead(1) == TokenKind::Symbol("(") => return self.call(&word, token.span),
            TokenKind::Word(word) => self.bare_word(word)?,
            TokenKind::Quoted(name) if !name.is_empty() => ExprKind::Field(name),
            TokenKind::Text(text) => ExprKind::Text(text),
            TokenKind::Number(number) => ExprKind::Number(number),
            TokenKind::Date(text) => ExprKind::Date(text),
            TokenKind::Geometry(text) => ExprKind::Geometry(text),
            _ => return Err(self.unexpected(None)),
        };
        self.advance();
        self.height = 1;
        Ok(Expr { kind, span: token.span })
    }

    fn bare_word(&self, word: String) -> Result<ExprKind, SyntaxError> {
        match word.to_ascii_lowercase().as_str() {
            "true" => Ok(ExprKind::Boolean(true)),
            "false" => Ok(ExprKind::Boolean(false)),
            "null" => Ok(ExprKind::Null),
            lower if is_reserved(lower) => {
                Err(self.unexpected(Some(format!("A field of this name is written `{word}`"))))
            }
            _ => Ok(ExprKind::Field(word)),
        }
    }

    fn call(&mut self, name: &str, span: Span) -> Result<Expr, SyntaxError> {
        self.advance();
        let Some(function) = functions::find(name) else {
            let near = nearest(name, FUNCTIONS.iter().map(|function| function.name));
            return Err(
                self.unexpected(near.map(|near| format!("No function is called {name}; the nearest is {near}")))
            );
        };
        self.advance();
        let distinct = self.keyword("distinct");
        let mut arguments = Vec::new();
        self.height = 0;
        if !self.is_symbol(")") {
            arguments = self.nested(|parser| parser.list(Self::argument))?;
        }
        self.expect(")")?;
        let span = span.start..self.before();
        self.reaches(self.height + 1, &span)?;
        if !(function.least_arguments..=function.most_arguments).contains(&arguments.len()) {
            let problem =
                format!("{} arguments of {}, which takes {}", arguments.len(), function.name, taken(function));
            return Err(self.error(problem, span, None));
        }
        let call = Call { function: function.name, distinct, arguments };
        Ok(Expr { kind: ExprKind::Call(call), span })
    }

    fn argument(&mut self) -> Result<Argument, SyntaxError> {
        if self.is_symbol("*") && matches!(self.ahead(1), TokenKind::Symbol(")" | ",")) {
            self.advance();
            return Ok(Argument::Star);
        }
        if let (TokenKind::Number(number), TokenKind::Word(unit)) = (self.token().kind.clone(), self.ahead(1).clone()) {
            self.advance();
            self.advance();
            return Ok(Argument::Quantity(number, unit));
        }
        if let (TokenKind::Word(name), TokenKind::Symbol("=")) = (self.token().kind.clone(), self.ahead(1).clone())
            && self.is_signed_number_at(2)
        {
            self.advance();
            self.advance();
            self.symbol("+");
            let value = self.signed_number()?;
            if let ExprKind::Number(number) = value.kind {
                return Ok(Argument::Named(name, number));
            }
        }
        self.or().map(Argument::Expr)
    }

    fn is_signed_number_at(&self, ahead: usize) -> bool {
        match self.ahead(ahead) {
            TokenKind::Number(_) => true,
            TokenKind::Symbol("+" | "-") => matches!(self.ahead(ahead + 1), TokenKind::Number(_)),
            _ => false,
        }
    }

    /// Where the token before this one ends.
    fn before(&self) -> usize {
        self.tokens[self.at.saturating_sub(1)].span.end
    }
}

fn negated(number: Number) -> Number {
    match number {
        Number::Integer(number) => Number::Integer(-number),
        Number::Decimal(number) => Number::Decimal(-number),
    }
}

fn taken(function: &functions::Function) -> String {
    match (function.least_arguments, function.most_arguments) {
        (least, most) if least == most => least.to_string(),
        (least, most) if most >= super::super::LONGEST_CLAUSE => format!("{least} or more"),
        (least, most) => format!("{least} to {most}"),
    }
}
