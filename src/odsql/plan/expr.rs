//! Expressions: names become fields, keys or aggregates, and every value gets its type.

use super::{
    Settings, dates,
    dates::Period,
    format,
    magnitude::{COLUMN_BOUND, MOST_ROWS, Magnitude},
    types::{Aggregate, AggregateFunction, Expr, Key, Node, Part},
};
use crate::{
    domain::{
        dataset::{Dataset, Field, FieldType},
        text::nearest,
    },
    odsql::{
        MOST_COLUMNS,
        ast::{self, Argument, ArithmeticOp, Call, ExprKind, Number},
        error::{PlanError, PlanErrorKind, Span},
        functions::{self, Family},
    },
};

/// Turns the syntax of one clause into typed expressions.
pub struct Planner<'a> {
    pub dataset: &'static Dataset,
    pub clause: &'static str,
    pub text: &'a str,
    pub settings: &'a Settings,
    pub scope: Scope<'a>,
}

/// What names stand for.
pub enum Scope<'a> {
    /// The fields of a row.
    Rows,
    /// The keys of a group, and aggregates over its rows.
    Groups { keys: &'a [Key], aggregates: &'a mut Vec<Aggregate> },
}

type Planned = Result<Expr, PlanError>;

impl<'a> Planner<'a> {
    /// A planner of a clause over the fields of rows.
    pub fn of_rows(dataset: &'static Dataset, clause: &'static str, text: &'a str, settings: &'a Settings) -> Self {
        Planner { dataset, clause, text, settings, scope: Scope::Rows }
    }

    /// A refusal at a place of the clause.
    pub fn error(&self, problem: impl Into<String>, span: &Span) -> PlanError {
        PlanError {
            kind: PlanErrorKind::Malformed,
            clause: self.clause,
            text: self.text.to_owned(),
            problem: problem.into(),
            span: span.clone(),
            hint: None,
        }
    }

    /// A field by its name.
    pub fn field(&self, name: &str, span: &Span) -> Result<&'static Field, PlanError> {
        self.dataset.field(name).ok_or_else(|| {
            let mut error = self.error(format!("Unknown field: {name}"), span);
            let near = nearest(name, self.dataset.fields.iter().map(|field| field.name));
            error.hint = near.map(|near| format!("The nearest field is {near}"));
            error
        })
    }

    /// The value that an expression stands for.
    pub fn scalar(&mut self, expr: &ast::Expr) -> Planned {
        if let Scope::Groups { keys, .. } = &self.scope {
            let keys = *keys;
            if let Some(found) = self.key(keys, expr) {
                return Ok(found);
            }
        }
        match &expr.kind {
            ExprKind::Field(name) => self.named(name, &expr.span),
            ExprKind::Text(text) => Ok(Expr::new(Node::Text(text.clone()), FieldType::Text)),
            ExprKind::Number(Number::Integer(number)) => {
                let size = Magnitude::whole(number.unsigned_abs() as f64);
                // What is typed as a double is given as one, so that it is compared as one.
                let node = if size.fits_int() { Node::Integer(*number) } else { Node::Decimal(*number as f64) };
                Ok(Expr::number(node, true, size))
            }
            ExprKind::Number(Number::Decimal(number)) => {
                Ok(Expr::number(Node::Decimal(*number), false, Magnitude::of(*number)))
            }
            ExprKind::Date(text) => {
                let start = self.period(text, &expr.span)?.in_utc(self.settings.zone).0;
                Ok(Expr::new(Node::Time(start), FieldType::DateTime))
            }
            ExprKind::Boolean(truth) => Ok(Expr::new(Node::Boolean(*truth), FieldType::Boolean)),
            ExprKind::Null => Ok(Expr::new(Node::Null, FieldType::Text)),
            ExprKind::Call(call) => self.call(call, expr),
            ExprKind::Negate(inside) => {
                let inside = self.number(inside)?;
                Ok(Expr { kind: inside.kind, size: inside.size, node: Node::Negate(Box::new(inside)) })
            }
            ExprKind::Arithmetic(left, op, right) => self.arithmetic(left, *op, right, &expr.span),
            ExprKind::Geometry(_) => Err(self.error(NOTHING_GEOGRAPHIC, &expr.span)),
            _ => Err(self.error("A condition stands where a value is expected", &expr.span)),
        }
    }

    fn named(&mut self, name: &str, span: &Span) -> Planned {
        let field = self.field(name, span)?;
        if let Scope::Groups { keys, .. } = &self.scope {
            let problem = match keys.is_empty() {
                true => format!("The field {name} stands beside an aggregate and is in no group_by"),
                false => format!("The field {name} is not a key of group_by"),
            };
            return Err(self.error(problem, span));
        }
        Ok(of_field(field))
    }

    /// A number, or a refusal.
    fn number(&mut self, expr: &ast::Expr) -> Planned {
        let value = self.scalar(expr)?;
        match value.is_number() {
            true => Ok(value),
            false => Err(self.error(format!("A number is expected and this is a {}", type_name(&value)), &expr.span)),
        }
    }

    fn arithmetic(&mut self, left: &ast::Expr, op: ArithmeticOp, right: &ast::Expr, span: &Span) -> Planned {
        let (left, right) = (self.number(left)?, self.number(right)?);
        let size = match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => left.size.plus(right.size),
            ArithmeticOp::Multiply => left.size.times(right.size),
            ArithmeticOp::Divide => left.size.over(right.size),
        };
        self.reckoned(size, span)?;
        let is_whole = left.kind == FieldType::Int && right.kind == FieldType::Int && op != ArithmeticOp::Divide;
        let node = Node::Arithmetic(Box::new(left), op, Box::new(right));
        Ok(Expr::number(node, is_whole, size))
    }

    /// Refuses a number that might leave double precision.
    pub(super) fn reckoned(&self, size: Magnitude, span: &Span) -> Result<(), PlanError> {
        if size.fits_double() {
            return Ok(());
        }
        let mut error = self.error("This number might be one that double precision does not hold", span);
        error.hint = Some("Numbers up to 10^300 that differ from zero by 10^-300 or more are expected".to_owned());
        Err(error)
    }

    fn call(&mut self, call: &Call, expr: &ast::Expr) -> Planned {
        let family = functions::find(call.function).map(|function| function.family);
        if call.distinct && call.function != "count" {
            return Err(self.error(format!("{} takes no distinct; only count does", call.function), &expr.span));
        }
        match family {
            Some(Family::Aggregate) => self.aggregate(call, expr),
            Some(Family::Geographic) => Err(self.error(format!("{}: {NOTHING_GEOGRAPHIC}", call.function), &expr.span)),
            Some(Family::Scalar) => self.function(call, expr),
            Some(Family::Predicate) => {
                Err(self.error(format!("{} is a condition and stands in where only", call.function), &expr.span))
            }
            Some(Family::Grouping) => {
                Err(self.error(format!("{} makes groups and stands in group_by only", call.function), &expr.span))
            }
            Some(Family::Ordering) | None => {
                Err(self.error(format!("{} makes an order and stands in order_by only", call.function), &expr.span))
            }
        }
    }

    /// The expression in the place of an argument.
    pub fn argument<'e>(&self, call: &'e Call, place: usize, span: &Span) -> Result<&'e ast::Expr, PlanError> {
        match call.arguments.get(place) {
            Some(Argument::Expr(expr)) => Ok(expr),
            _ => Err(self.error(format!("{} takes a value as argument {}", call.function, place + 1), span)),
        }
    }

    fn function(&mut self, call: &Call, expr: &ast::Expr) -> Planned {
        if call.function == "now" {
            return self.now(call, &expr.span);
        }
        let written = self.argument(call, 0, &expr.span)?;
        let first = self.scalar(written)?;
        let wants = |planner: &Self, what: &str, fits: bool| match fits {
            true => Ok(()),
            false => Err(planner.error(
                format!("{} takes a {what}, and this is a {}", call.function, type_name(&first)),
                &written.span,
            )),
        };
        let part = match call.function {
            "length" | "lower" | "upper" => {
                wants(self, "text", first.kind == FieldType::Text && !first.is_multivalued())?;
                let inside = Box::new(first);
                return Ok(match call.function {
                    "length" => Expr::int(Node::Length(inside), COLUMN_BOUND),
                    "lower" => Expr::new(Node::Lower(inside), FieldType::Text),
                    _ => Expr::new(Node::Upper(inside), FieldType::Text),
                });
            }
            "ifnull" => {
                let written = self.argument(call, 1, &expr.span)?;
                let second = self.scalar(written)?;
                return self.if_null(first, second, &written.span);
            }
            "date_format" => {
                wants(self, "date", first.is_date())?;
                let written = self.argument(call, 1, &expr.span)?;
                let ExprKind::Text(pattern) = &written.kind else {
                    return Err(self.error("date_format takes its format as a string", &written.span));
                };
                let pieces = format::pieces(pattern, self.settings.language)
                    .map_err(|problem| self.error(problem, &written.span))?;
                return Ok(Expr::new(Node::Format(Box::new(self.on_clock(first)), pieces), FieldType::Text));
            }
            "year" => Part::Year,
            "month" => Part::Month,
            "day" => Part::Day,
            "hour" => Part::Hour,
            "minute" => Part::Minute,
            _ => Part::Second,
        };
        wants(self, "date", first.is_date())?;
        Ok(Expr::int(Node::Part(part, Box::new(self.on_clock(first))), 10_000.0))
    }

    /// A date as the clock of the zone shows it.
    pub fn on_clock(&self, date: Expr) -> Expr {
        match date.kind {
            FieldType::DateTime => Expr::new(Node::Clock(Box::new(date)), FieldType::DateTime),
            _ => date,
        }
    }

    fn if_null(&self, first: Expr, second: Expr, span: &Span) -> Planned {
        let kind = match (first.kind, second.kind) {
            _ if second.node == Node::Null => first.kind,
            _ if first.node == Node::Null => second.kind,
            (a, b) if a == b => a,
            (a, b) if first.is_number() && second.is_number() => {
                debug_assert!(a != b);
                FieldType::Double
            }
            _ => {
                let problem = format!(
                    "ifnull takes two values of one type, and these are a {} and a {}",
                    type_name(&first),
                    type_name(&second)
                );
                return Err(self.error(problem, span));
            }
        };
        if first.is_multivalued() || second.is_multivalued() {
            return Err(self.error("ifnull takes no field of several values", span));
        }
        let size = first.size.or(second.size);
        Ok(Expr { kind, size, node: Node::IfNull(Box::new(first), Box::new(second)) })
    }

    fn now(&mut self, call: &Call, span: &Span) -> Planned {
        let mut parameters = Vec::new();
        for argument in &call.arguments {
            match argument {
                Argument::Named(name, value) => parameters.push((name.clone(), *value)),
                _ => return Err(self.error("now takes parameters such as years=-1", span)),
            }
        }
        let time = dates::moved(self.settings.now, self.settings.zone, &parameters).map_err(|problem| {
            let mut error = self.error(problem, span);
            let wrong = parameters.iter().find(|(name, _)| !dates::PARAMETERS.contains(&name.to_lowercase().as_str()));
            let near = wrong.and_then(|(name, _)| nearest(name, dates::PARAMETERS.iter().copied()));
            error.hint = near.map(|near| format!("The nearest parameter is {near}"));
            error
        })?;
        self.settings.reads_clock.set(true);
        Ok(Expr::new(Node::Time(time), FieldType::DateTime))
    }

    /// The period of a date literal.
    pub fn period(&self, text: &str, span: &Span) -> Result<Period, PlanError> {
        Period::parse(text).ok_or_else(|| {
            let mut error = self.error(format!("Invalid date to parse '{text}'"), span);
            error.hint = Some("A date is written such as date'2026', date'2026-11' or date'2026-11-22'".to_owned());
            error
        })
    }

    fn aggregate(&mut self, call: &Call, expr: &ast::Expr) -> Planned {
        if matches!(self.scope, Scope::Rows) {
            let problem = format!("The aggregate {} stands in select and order_by only", call.function);
            return Err(self.error(problem, &expr.span));
        }
        if call.function == "count" && matches!(call.arguments.as_slice(), [Argument::Star]) {
            if call.distinct {
                return Err(self.error("count(distinct …) takes a field", &expr.span));
            }
            let count = Aggregate { function: AggregateFunction::Count, argument: None };
            return self.keep(count, FieldType::Int, Magnitude::whole(MOST_ROWS), &expr.span);
        }
        let written = self.argument(call, 0, &expr.span)?;
        let mut rows = Planner::of_rows(self.dataset, self.clause, self.text, self.settings);
        let mut argument = rows.scalar(written)?;
        let taken = match call.function {
            "count" => true,
            "min" | "max" => argument.is_number() || argument.is_date(),
            _ => argument.is_number(),
        };
        if !taken {
            let problem = "StatAggregation only supports numeric or date expression";
            let mut error = self.error(problem, &written.span);
            error.hint = Some(format!("{} does not take a {}", call.function, type_name(&argument)));
            return Err(error);
        }
        let (size, sum, count) = (argument.size, argument.size.summed(), Magnitude::whole(MOST_ROWS));
        if matches!(call.function, "sum" | "avg") && argument.kind == FieldType::Int && !sum.fits_int() {
            // The sum might leave 64 bits.
            argument.kind = FieldType::Double;
        }
        let kind = argument.kind;
        let percentile = |share| (AggregateFunction::Percentile(share), FieldType::Double, size.between(share));
        let (function, kind, size) = match call.function {
            "count" if call.distinct => (AggregateFunction::CountDistinct, FieldType::Int, count),
            "count" => (AggregateFunction::Count, FieldType::Int, count),
            "sum" => (AggregateFunction::Sum, kind, sum),
            "avg" => (AggregateFunction::Avg, FieldType::Double, sum.over(count)),
            "min" => (AggregateFunction::Min, kind, size),
            "max" => (AggregateFunction::Max, kind, size),
            "median" => percentile(0.5),
            _ => percentile(self.percent(call, expr)?),
        };
        self.keep(Aggregate { function, argument: Some(argument) }, kind, size, &expr.span)
    }

    /// The second argument of `percentile`, as a share.
    fn percent(&self, call: &Call, expr: &ast::Expr) -> Result<f64, PlanError> {
        let written = self.argument(call, 1, &expr.span)?;
        let percent = match written.kind {
            ExprKind::Number(Number::Integer(percent)) => percent as f64,
            ExprKind::Number(Number::Decimal(percent)) => percent,
            _ => f64::NAN,
        };
        match (0.0..=100.0).contains(&percent) {
            true => Ok(percent / 100.0),
            false => Err(self.error("percentile takes a number from 0 to 100", &written.span)),
        }
    }

    /// Notes an aggregate, once.
    fn keep(&mut self, aggregate: Aggregate, kind: FieldType, size: Magnitude, span: &Span) -> Planned {
        self.reckoned(size, span)?;
        let Scope::Groups { aggregates, .. } = &mut self.scope else {
            return Ok(Expr::new(Node::Null, kind));
        };
        let known = aggregates.iter().position(|known| *known == aggregate);
        let index = known.unwrap_or(aggregates.len());
        if index == MOST_COLUMNS {
            return Err(self.error(format!("At most {MOST_COLUMNS} different aggregates are allowed"), span));
        }
        if known.is_none() {
            aggregates.push(aggregate);
        }
        Ok(Expr { node: Node::Aggregate(index), kind, size })
    }
}

/// Why no function of the earth's surface is answered.
pub const NOTHING_GEOGRAPHIC: &str = "not supported, since no dataset here has a geographic field";

/// A field as a value.
pub fn of_field(field: &'static Field) -> Expr {
    let size = match field.kind {
        FieldType::Int => Magnitude::whole(COLUMN_BOUND),
        FieldType::Double => Magnitude::PRINTED,
        _ => Magnitude::NOTHING,
    };
    Expr { node: Node::Field(field), kind: field.kind, size }
}

/// The type of a value in the portal's words.
pub fn type_name(expr: &Expr) -> &'static str {
    match expr.kind {
        _ if expr.node == Node::Null => "null",
        _ if expr.is_multivalued() => "multivalued text",
        FieldType::Text => "text",
        FieldType::Int => "int",
        FieldType::Double => "double",
        FieldType::Boolean => "boolean",
        FieldType::Date => "date",
        FieldType::DateTime => "datetime",
    }
}
