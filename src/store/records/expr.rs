//! Typed expressions as SQL: the form both databases know first, [`Dialect`] where there is none.

use chrono_tz::Tz;

use super::{
    super::dialect::Dialect,
    fragment::{Bind, Fragment},
    source::Source,
};
use crate::{
    domain::dataset::{Dataset, FieldType},
    odsql::{
        ast::ArithmeticOp,
        plan::{Aggregate, AggregateFunction, Expr, Node, Part, Piece},
    },
};

/// Writes the parts of one query.
pub struct Writer<'p> {
    pub out: Fragment,
    pub dialect: Dialect,
    pub dataset: &'static Dataset,
    pub zone: Tz,
    pub source: &'p Source,
    /// The aggregates of the plan, for expressions over groups.
    pub aggregates: &'p [Aggregate],
    /// The words of the table that are near those of `Near` patterns, in the order in which the plan has them.
    pub near: std::slice::Iter<'p, Vec<String>>,
}

impl Writer<'_> {
    /// Adds a value.
    pub fn expr(&mut self, expr: &Expr) {
        match &expr.node {
            Node::Null => {
                self.out.sql("NULL");
            }
            Node::Field(field) => self.source.field(self.dataset, field, &mut self.out),
            Node::Text(text) => self.bind(Bind::Text(text.clone())),
            Node::Integer(number) => self.bind(Bind::Integer(*number)),
            Node::Decimal(number) => self.bind(Bind::Decimal(*number)),
            Node::Boolean(truth) => self.bind(Bind::Boolean(*truth)),
            Node::Date(date) => self.bind(Bind::Date(*date)),
            Node::Time(time) => self.bind(Bind::Time(*time)),
            Node::Length(inside) => self.call("length(", inside, ")"),
            Node::Lower(inside) => {
                let (before, after) = self.dialect.lower();
                self.call(before, inside, after);
            }
            Node::Upper(inside) => {
                let (before, after) = self.dialect.upper();
                self.call(before, inside, after);
            }
            Node::IfNull(first, second) => {
                self.out.sql("COALESCE(");
                self.as_kind(first, expr.kind);
                self.out.sql(", ");
                self.as_kind(second, expr.kind);
                self.out.sql(")");
            }
            Node::Part(part, inside) => self.part(*part, inside),
            Node::Format(inside, pieces) => self.format(inside, pieces),
            Node::Clock(inside) => self.clock(inside),
            Node::Day(inside) => {
                let (before, after) = self.dialect.day();
                self.call(before, inside, after);
            }
            Node::Negate(inside) => {
                self.out.sql("(- ");
                self.as_kind(inside, expr.kind);
                self.out.sql(")");
            }
            Node::Arithmetic(left, op, right) => self.arithmetic(left, *op, right, expr.kind),
            Node::Key(index) => {
                self.out.sql(format!("q.k{index}"));
            }
            Node::Aggregate(index) => self.aggregate(*index),
            Node::Random(seed) => self.random(*seed),
        }
    }

    fn bind(&mut self, bind: Bind) {
        self.out.bind(bind);
    }

    fn call(&mut self, before: &'static str, inside: &Expr, after: &'static str) {
        self.out.sql(before);
        self.expr(inside);
        self.out.sql(after);
    }

    /// Adds a number with the width that the program reads and reckons with; other values as they are.
    pub fn as_kind(&mut self, expr: &Expr, kind: FieldType) {
        let width = match kind {
            FieldType::Int => " AS BIGINT)",
            FieldType::Double => " AS DOUBLE PRECISION)",
            _ => return self.expr(expr),
        };
        self.call("CAST(", expr, width);
    }

    fn arithmetic(&mut self, left: &Expr, op: ArithmeticOp, right: &Expr, kind: FieldType) {
        self.out.sql("(");
        self.as_kind(left, kind);
        self.out.sql(match op {
            ArithmeticOp::Add => " + ",
            ArithmeticOp::Subtract => " - ",
            ArithmeticOp::Multiply => " * ",
            ArithmeticOp::Divide => " / NULLIF(",
        });
        self.as_kind(right, kind);
        self.out.sql(if op == ArithmeticOp::Divide { ", 0))" } else { ")" });
    }

    fn part(&mut self, part: Part, date: &Expr) {
        if date.kind == FieldType::Date && matches!(part, Part::Hour | Part::Minute | Part::Second) {
            // A day has no time, and PostgreSQL refuses the question.
            return self.call("(CASE WHEN ", date, " IS NULL THEN NULL ELSE 0 END)");
        }
        let (before, after) = self.dialect.part(part);
        self.call(before, date, after);
    }

    fn format(&mut self, date: &Expr, pieces: &[Piece]) {
        self.call("(CASE WHEN ", date, " IS NULL THEN NULL ELSE ''");
        for piece in pieces {
            self.out.sql(" || ");
            match piece {
                Piece::Text(text) => self.bind(Bind::Text(text.clone())),
                Piece::Number(part, digits) => self.padded(*part, date, *digits, ""),
                Piece::TwoDigits(part) => self.padded(*part, date, 2, " % 100"),
                Piece::Name(part, names) => {
                    self.out.sql("CASE ");
                    self.part(*part, date);
                    for (place, name) in (1..).zip(*names) {
                        self.out.sql(format!(" WHEN {place} THEN '{name}'"));
                    }
                    self.out.sql(" END");
                }
            }
        }
        self.out.sql(" END)");
    }

    /// A part with leading zeros.
    fn padded(&mut self, part: Part, date: &Expr, digits: usize, remainder: &'static str) {
        let (before, after) = self.dialect.padded(digits);
        self.out.sql(before);
        self.part(part, date);
        self.out.sql(remainder).sql(after);
    }

    fn clock(&mut self, date: &Expr) {
        match date.kind {
            FieldType::Date => {
                let (before, after) = self.dialect.midnight();
                self.call(before, date, after);
            }
            _ if self.zone == Tz::UTC => self.expr(date),
            _ => {
                let (before, between, after) = self.dialect.in_zone();
                self.out.sql(before);
                self.expr(date);
                self.out.sql(between);
                self.bind(Bind::Text(self.zone.name().to_owned()));
                self.out.sql(after);
            }
        }
    }

    /// A number that is mixed from the row's own and the seed by two steps modulo a prime, in 64 bits.
    fn random(&mut self, seed: i64) {
        const PRIME: i64 = 2_147_483_647;
        let mixed = |salt: i64| {
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(salt).rotate_left(29).rem_euclid(PRIME)
        };
        let (times, plus, last) = (mixed(1) | 1, mixed(2), mixed(3));
        let step = |writer: &mut Self| {
            writer.out.sql("((");
            writer.source.row_number(writer.dataset, &mut writer.out);
            writer.out.sql(format!(" % {PRIME}) * {times} + {plus}) % {PRIME}"));
        };
        self.out.sql("((");
        step(self);
        self.out.sql(") * (");
        step(self);
        self.out.sql(format!(") + {last}) % {PRIME}"));
    }

    /// An aggregate over the columns that the inner query names after their place.
    fn aggregate(&mut self, index: usize) {
        let Some(aggregate) = self.aggregates.get(index) else { return };
        let Some(argument) = &aggregate.argument else {
            self.out.sql("count(*)");
            return;
        };
        let column = format!("q.a{index}");
        let text = match aggregate.function {
            AggregateFunction::Count => format!("count({column})"),
            AggregateFunction::CountDistinct => format!("count(DISTINCT {column})"),
            AggregateFunction::Sum if argument.kind == FieldType::Int => format!("CAST(sum({column}) AS BIGINT)"),
            AggregateFunction::Sum => self.dialect.sum(&column),
            // Exact, then one division: an average of whole numbers is the same to the last bit on both databases.
            AggregateFunction::Avg if argument.kind == FieldType::Int => {
                format!("(CAST(sum({column}) AS DOUBLE PRECISION) / NULLIF(count({column}), 0))")
            }
            AggregateFunction::Avg => format!("({} / NULLIF(count({column}), 0))", self.dialect.sum(&column)),
            AggregateFunction::Min => format!("min({column})"),
            AggregateFunction::Max => format!("max({column})"),
            AggregateFunction::Percentile(share) => {
                let (before, between, after) = self.dialect.percentile();
                match self.dialect {
                    Dialect::Postgres => {
                        self.out.sql(before).bind(Bind::Decimal(share)).sql(between).sql(column).sql(after);
                    }
                    Dialect::Sqlite => {
                        self.out.sql(before).sql(column).sql(between).bind(Bind::Decimal(share)).sql(after);
                    }
                }
                return;
            }
        };
        self.out.sql(text);
    }
}
