//! `where`: comparisons get their types, partial dates become periods, and texts become words to look for.

use super::{
    dates::Period,
    expr::{NOTHING_GEOGRAPHIC, Planner, of_field, type_name},
    types::{Condition, Expr, Node, WordPattern, WordSearch},
    words,
};
use crate::{
    domain::dataset::{Field, FieldType},
    odsql::{
        ast::{self, Argument, Call, CompareOp, ExprKind, Interval, IsWhat},
        error::{PlanError, PlanErrorKind, Span},
        functions::{self, Family},
    },
};

type Planned = Result<Condition, PlanError>;

impl Planner<'_> {
    /// What an expression asks of a row.
    pub fn condition(&mut self, expr: &ast::Expr) -> Planned {
        match &expr.kind {
            ExprKind::And(parts) => {
                parts.iter().map(|part| self.condition(part)).collect::<Result<_, _>>().map(Condition::All)
            }
            ExprKind::Or(parts) => {
                parts.iter().map(|part| self.condition(part)).collect::<Result<_, _>>().map(Condition::Any)
            }
            ExprKind::Not(inside) => Ok(Condition::Not(Box::new(self.condition(inside)?))),
            ExprKind::Text(text) => self.full_text(text, &expr.span),
            ExprKind::Boolean(truth) => Ok(Condition::Always(*truth)),
            ExprKind::Compare(left, op, right) => self.comparison(left, *op, right),
            ExprKind::Is { operand, negated, what } => self.is(operand, *negated, *what),
            ExprKind::Like(field, pattern) => {
                let field = self.text_field(field)?;
                self.search(words::like(pattern), vec![field], true, &expr.span)
            }
            ExprKind::InRange(value, interval) => self.in_range(value, interval),
            ExprKind::InList(value, members) => self.in_list(value, members),
            ExprKind::InField(literal, field) => self.in_field(literal, field),
            ExprKind::Call(call) => match functions::find(call.function).map(|function| function.family) {
                Some(Family::Predicate) => self.predicate(call, expr),
                Some(Family::Geographic) => {
                    Err(self.error(format!("{}: {NOTHING_GEOGRAPHIC}", call.function), &expr.span))
                }
                _ => self.truth(expr),
            },
            _ => self.truth(expr),
        }
    }

    /// A value in the place of a condition: a boolean.
    fn truth(&mut self, expr: &ast::Expr) -> Planned {
        let value = self.scalar(expr)?;
        match value.kind {
            FieldType::Boolean => Ok(Condition::IsTrue(value)),
            _ => {
                let problem = format!("A condition is expected and this is a {}", type_name(&value));
                Err(self.error(problem, &expr.span))
            }
        }
    }

    /// Every word, in any text of the row.
    fn full_text(&self, text: &str, span: &Span) -> Planned {
        let words = words::tokens(text).into_iter().map(WordPattern::Exact).collect();
        self.search(words, self.text_fields(), false, span)
    }

    fn search(&self, patterns: Vec<WordPattern>, fields: Vec<&'static Field>, together: bool, span: &Span) -> Planned {
        let mut words: Vec<WordPattern> = Vec::new();
        for pattern in patterns {
            if !words.contains(&pattern) {
                words.push(pattern);
            }
        }
        match words::excess(&words) {
            Some(problem) => Err(self.error(problem, span)),
            None => Ok(Condition::Words(WordSearch { words, fields, together })),
        }
    }

    /// The fields in which words are looked for.
    fn text_fields(&self) -> Vec<&'static Field> {
        self.dataset.fields.iter().filter(|field| field.kind == FieldType::Text).collect()
    }

    fn text_field(&self, expr: &ast::Expr) -> Result<&'static Field, PlanError> {
        let ExprKind::Field(name) = &expr.kind else {
            return Err(self.error("like takes a text field on its left", &expr.span));
        };
        let field = self.field(name, &expr.span)?;
        match field.kind {
            FieldType::Text => Ok(field),
            _ => Err(self.error(
                format!("{name} is a {} and words are looked for in texts", type_name(&of_field(field))),
                &expr.span,
            )),
        }
    }

    fn predicate(&mut self, call: &Call, expr: &ast::Expr) -> Planned {
        let Some((Argument::Expr(ast::Expr { kind: ExprKind::Text(text), .. }), fields)) = call.arguments.split_last()
        else {
            return Err(self.error(format!("{} takes a string as its last argument", call.function), &expr.span));
        };
        let mut fields: Vec<&'static Field> = match fields {
            [] | [Argument::Star] => self.text_fields(),
            named => {
                let field = |argument: &Argument| match argument {
                    Argument::Expr(named) => self.text_field(named),
                    _ => Err(self.error(format!("{} takes fields before its text", call.function), &expr.span)),
                };
                named.iter().map(field).collect::<Result<_, _>>()?
            }
        };
        // A field that is named again adds nothing, and the store counts fields to see whether all are meant.
        fields.sort_unstable_by_key(|field| field.name);
        fields.dedup_by_key(|field| field.name);
        match call.function {
            "search" => self.search(words::search(text), fields, false, &expr.span),
            "suggest" => self.search(words::suggest(text), fields, true, &expr.span),
            _ => Ok(Condition::StartsWith(fields, text.clone())),
        }
    }

    fn is(&mut self, operand: &ast::Expr, negated: bool, what: IsWhat) -> Planned {
        let value = self.scalar(operand)?;
        if what != IsWhat::Null && value.kind != FieldType::Boolean {
            return Err(self.incompatible(&value, "boolean", &operand.span));
        }
        let condition = match what {
            IsWhat::Null => Condition::IsNull(value),
            IsWhat::True => Condition::IsTrue(value),
            IsWhat::False => compare(value, CompareOp::Equal, Expr::new(Node::Boolean(false), FieldType::Boolean)),
        };
        Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
    }

    fn incompatible(&self, left: &Expr, right: &str, span: &Span) -> PlanError {
        let problem = format!("Left type: {}, right_type: {right}", type_name(left));
        PlanError { kind: PlanErrorKind::IncompatibleTypes, ..self.error(problem, span) }
    }

    fn comparison(&mut self, left: &ast::Expr, op: CompareOp, right: &ast::Expr) -> Planned {
        // A literal on the left is the same question the other way round.
        let literal = |expr: &ast::Expr| matches!(expr.kind, ExprKind::Date(_) | ExprKind::Text(_));
        if literal(left) && !literal(right) {
            return self.comparison(right, flipped(op), left);
        }
        let value = self.scalar(left)?;
        if let Some(period) = self.as_period(&value, right)? {
            return Ok(self.against_period(value, op, period));
        }
        let other = self.scalar(right)?;
        // They may have been turned round.
        let span = left.span.start.min(right.span.start)..left.span.end.max(right.span.end);
        if value.node == Node::Null || other.node == Node::Null {
            // A comparison with null is never true.
            return Ok(Condition::Always(false));
        }
        if value.is_multivalued() || other.is_multivalued() {
            return self.against_values(value, op, other, &span);
        }
        let ordered = !matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        match (value.kind, other.kind) {
            (FieldType::Text, FieldType::Text) | (FieldType::Boolean, FieldType::Boolean) if ordered => {
                let mut error = self.incompatible(&value, type_name(&other), &span);
                error.hint = Some("Only numbers and dates have an order that < and > compare".to_owned());
                Err(error)
            }
            (a, b) if a == b => Ok(compare(value, op, other)),
            _ if value.is_number() && other.is_number() => Ok(compare(value, op, other)),
            _ if value.is_date() && other.is_date() => Ok(compare(clock(value), op, clock(other))),
            _ => {
                let mut error = self.incompatible(&value, type_name(&other), &span);
                if value.is_date() {
                    error.hint = Some("A date is written such as date'2026-11-22'".to_owned());
                }
                Err(error)
            }
        }
    }

    /// The period that the right side stands for, if the left side is a date and the right one a literal.
    fn as_period(&self, value: &Expr, right: &ast::Expr) -> Result<Option<Period>, PlanError> {
        match (&right.kind, value.kind) {
            (ExprKind::Date(text), FieldType::Date | FieldType::DateTime) => self.period(text, &right.span).map(Some),
            // Clients write plain strings against times, which the portal takes, and against days, which it does not.
            (ExprKind::Text(text), FieldType::DateTime) => self.period(text, &right.span).map(Some),
            (ExprKind::Date(text), _) => {
                self.period(text, &right.span)?;
                Err(self.incompatible(value, "date", &right.span))
            }
            _ => Ok(None),
        }
    }

    pub(super) fn against_period(&self, value: Expr, op: CompareOp, period: Period) -> Condition {
        let (start, end) = self.bounds(&value, period);
        let value = side(value, &start);
        let with = |op, bound: Expr| compare(value.clone(), op, bound);
        match op {
            CompareOp::Equal => {
                Condition::All(vec![with(CompareOp::GreaterOrEqual, start), with(CompareOp::Less, end)])
            }
            CompareOp::NotEqual => {
                Condition::Any(vec![with(CompareOp::Less, start), with(CompareOp::GreaterOrEqual, end)])
            }
            CompareOp::Greater => with(CompareOp::GreaterOrEqual, end),
            CompareOp::GreaterOrEqual => with(CompareOp::GreaterOrEqual, start),
            CompareOp::Less => with(CompareOp::Less, start),
            CompareOp::LessOrEqual => with(CompareOp::Less, end),
        }
    }

    /// The bounds of a period in the type of the value: days where the value is a day and the period made of days, else
    /// times. A day has no zone, so an offset does not move it.
    fn bounds(&self, value: &Expr, period: Period) -> (Expr, Expr) {
        let time = |at| Expr::new(Node::Time(at), FieldType::DateTime);
        match (value.kind, period.days()) {
            (FieldType::Date, Some((start, end))) => {
                (Expr::new(Node::Date(start), FieldType::Date), Expr::new(Node::Date(end), FieldType::Date))
            }
            (FieldType::Date, None) => (time(period.start), time(period.end)),
            _ => {
                let (start, end) = period.in_utc(self.settings.zone);
                (time(start), time(end))
            }
        }
    }

    /// A field of several values equals a text when one of them does.
    fn against_values(&self, value: Expr, op: CompareOp, other: Expr, span: &Span) -> Planned {
        let (Node::Field(field), Node::Text(text)) = (&value.node, &other.node) else {
            return Err(self.incompatible(&value, type_name(&other), span));
        };
        let holds = Condition::Holds(field, text.clone());
        match op {
            CompareOp::Equal => Ok(holds),
            CompareOp::NotEqual => {
                let present = Condition::Not(Box::new(Condition::IsNull(value.clone())));
                Ok(Condition::All(vec![present, Condition::Not(Box::new(holds))]))
            }
            _ => Err(self.incompatible(&value, type_name(&other), span)),
        }
    }

    fn in_range(&mut self, value: &ast::Expr, interval: &Interval) -> Planned {
        let subject = self.scalar(value)?;
        let op = |strict, excluded, plain| if excluded { strict } else { plain };
        let low = op(CompareOp::Greater, interval.low_excluded, CompareOp::GreaterOrEqual);
        let high = op(CompareOp::Less, interval.high_excluded, CompareOp::LessOrEqual);
        let mut side = |bound: &ast::Expr, op| {
            if let Some(period) = self.as_period(&subject, bound)? {
                return Ok(self.against_period(subject.clone(), op, period));
            }
            let bound_value = self.scalar(bound)?;
            match subject.is_number() && bound_value.is_number() {
                true => Ok(compare(subject.clone(), op, bound_value)),
                false => Err(self.incompatible(&subject, type_name(&bound_value), &bound.span)),
            }
        };
        Ok(Condition::All(vec![side(&interval.low, low)?, side(&interval.high, high)?]))
    }

    fn in_list(&mut self, value: &ast::Expr, members: &[ast::Expr]) -> Planned {
        let subject = self.scalar(value)?;
        let mut values = Vec::with_capacity(members.len());
        for member in members {
            let literal = self.scalar(member)?;
            let fits = subject.kind == literal.kind || (subject.is_number() && literal.is_number());
            if !fits {
                return Err(self.incompatible(&subject, type_name(&literal), &member.span));
            }
            values.push(literal);
        }
        if let Node::Field(field) = subject.node
            && field.multivalued
        {
            let texts = values.into_iter().filter_map(|value| match value.node {
                Node::Text(text) => Some(Condition::Holds(field, text)),
                _ => None,
            });
            return Ok(Condition::Any(texts.collect()));
        }
        Ok(Condition::OneOf(subject, values))
    }

    fn in_field(&mut self, literal: &ast::Expr, field: &ast::Expr) -> Planned {
        let ExprKind::Field(_) = field.kind else {
            return Err(self.error("in takes a field on its right", &field.span));
        };
        self.comparison(field, CompareOp::Equal, literal)
    }
}

fn compare(left: Expr, op: CompareOp, right: Expr) -> Condition {
    Condition::Compare(left, op, right)
}

/// A day beside a bound that is a time counts from its midnight.
fn side(value: Expr, bound: &Expr) -> Expr {
    match (value.kind, bound.kind) {
        (FieldType::Date, FieldType::DateTime) => clock(value),
        _ => value,
    }
}

/// What the clock shows, for days and times alike.
fn clock(date: Expr) -> Expr {
    Expr::new(Node::Clock(Box::new(date)), FieldType::DateTime)
}

fn flipped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        same => same,
    }
}
