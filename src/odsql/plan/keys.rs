//! The keys of `group_by`: values, each value of a multivalued field, and the buckets of `range(…)`; and where the other
//! clauses name them.

use super::{
    buckets::{Buckets, Edge, Width},
    expr::{Planner, type_name},
    magnitude::Magnitude,
    types::{Expr, Key, KeyBy, Node},
};
use crate::{
    domain::dataset::FieldType,
    odsql::{
        MOST_BUCKETS, NARROWEST_BUCKET, WIDEST_BUCKET,
        ast::{self, Argument, Call, ExprKind, Labelled, Number},
        error::{PlanError, Span},
    },
};

/// Units of time with their length in milliseconds; case tells minutes from months.
const LENGTHS: [(&[&str], i64); 6] = [
    (&["ms", "millisecond", "milliseconds"], 1),
    (&["s", "second", "seconds"], 1000),
    (&["m", "minute", "minutes"], 60_000),
    (&["h", "hour", "hours"], 3_600_000),
    (&["d", "day", "days"], 86_400_000),
    (&["w", "week", "weeks"], 604_800_000),
];

/// Units that are counted in months.
const MONTHS: [(&[&str], i64); 3] =
    [(&["M", "month", "months"], 1), (&["q", "quarter", "quarters"], 3), (&["y", "year", "years"], 12)];

const WEEK: i64 = 604_800_000;

impl Planner<'_> {
    /// What a key of `group_by` groups by.
    ///
    /// # Errors
    /// A name or function that means nothing here.
    pub fn key_by(&mut self, key: &Labelled) -> Result<KeyBy, PlanError> {
        match &key.expr.kind {
            ExprKind::Call(call) if call.function == "range" => self.range(call, &key.expr.span),
            _ => {
                let expr = self.scalar(&key.expr)?;
                match expr.node {
                    Node::Field(field) if field.multivalued => Ok(KeyBy::Each(field)),
                    _ if expr.is_constant() => Err(self.error("A key of group_by needs a field", &key.expr.span)),
                    _ => Ok(KeyBy::Value(expr)),
                }
            }
        }
    }

    /// The key of a group that is made by this very expression.
    pub(super) fn key(&self, keys: &[Key], expr: &ast::Expr) -> Option<Expr> {
        let of_key =
            |index: usize, key: &Key| Expr { node: Node::Key(index), kind: key.by.kind(), size: key.by.size() };
        if let ExprKind::Field(name) = &expr.kind {
            let found = keys.iter().enumerate().find(|(_, key)| match &key.by {
                _ if key.name == *name => true,
                KeyBy::Value(Expr { node: Node::Field(field), .. }) | KeyBy::Each(field) => {
                    self.dataset.field(name).is_some_and(|named| named.name == field.name)
                }
                _ => false,
            });
            return found.map(|(index, key)| of_key(index, key));
        }
        let mut planner = Planner::of_rows(self.dataset, self.clause, self.text, self.settings);
        let by = planner.scalar(expr).ok()?;
        let same = |(_, key): &(usize, &Key)| matches!(&key.by, KeyBy::Value(known) if *known == by);
        keys.iter().enumerate().find(same).map(|(index, key)| of_key(index, key))
    }

    fn range(&mut self, call: &Call, span: &Span) -> Result<KeyBy, PlanError> {
        let written = self.argument(call, 0, span)?;
        let value = self.scalar(written)?;
        if !value.is_number() && !value.is_date() {
            let problem = format!("range takes a number or a date, and this is a {}", type_name(&value));
            return Err(self.error(problem, &written.span));
        }
        let buckets = match &call.arguments[1..] {
            [Argument::Quantity(count, unit)] => self.periods(&value, *count, unit, span)?,
            [Argument::Expr(width)] => match width.kind {
                ExprKind::Number(Number::Integer(width @ 1..=WIDEST_BUCKET)) if value.kind == FieldType::Int => {
                    Buckets::Width(Width::Integer(width))
                }
                ExprKind::Number(Number::Integer(width @ 1..=WIDEST_BUCKET)) if value.is_number() => {
                    Buckets::Width(Width::Decimal(width as f64))
                }
                ExprKind::Number(Number::Decimal(width))
                    if (NARROWEST_BUCKET..=WIDEST_BUCKET as f64).contains(&width) && value.is_number() =>
                {
                    Buckets::Width(Width::Decimal(width))
                }
                _ => {
                    let problem = "range takes a width above zero, such as 10, from 0.000001 to 10^15, or for dates a \
                                   length such as 1 month";
                    return Err(self.error(problem, span));
                }
            },
            edges => Buckets::Static(self.edges(&value, edges, span)?),
        };
        if let Buckets::Width(Width::Decimal(width)) = buckets {
            self.reckoned(value.size.over(Magnitude::of(width)), span)?;
        }
        // Periods begin and end on the clock; bounds that are given are moments.
        let is_of_clock = value.is_date() && !matches!(buckets, Buckets::Static(_));
        Ok(KeyBy::Bucket(if is_of_clock { self.on_clock(value) } else { value }, buckets))
    }

    fn periods(&self, value: &Expr, count: Number, unit: &str, span: &Span) -> Result<Buckets, PlanError> {
        let refused = |problem: String| Err(self.error(problem, span));
        if !value.is_date() {
            return refused(format!("range takes a length of time for dates only, and this is a {}", type_name(value)));
        }
        let Number::Integer(count) = count else { return refused("range takes a whole number of units".to_owned()) };
        if let Some((_, months)) = MONTHS.iter().find(|(names, _)| names.contains(&unit)) {
            return match count {
                1 => Ok(Buckets::Months(*months)),
                _ => refused(format!("range takes 1 {unit} and no other number of them")),
            };
        }
        let Some((_, length)) = LENGTHS.iter().find(|(names, _)| names.contains(&unit)) else {
            return refused(format!(
                "`{unit}` is no unit of time; range takes ms, s, m, h, d, w, M, q or y, or their names"
            ));
        };
        match count {
            1 if *length == WEEK => Ok(Buckets::Weeks),
            count if *length == WEEK || count < 1 => {
                refused(format!("range takes 1 {unit} and no other number of them"))
            }
            count => match count.checked_mul(*length) {
                Some(length @ ..=WIDEST_BUCKET) => Ok(Buckets::Milliseconds(length)),
                _ => refused("range takes a shorter length of time".to_owned()),
            },
        }
    }

    fn edges(&self, value: &Expr, written: &[Argument], span: &Span) -> Result<Vec<Edge>, PlanError> {
        let last = written.len().saturating_sub(1);
        let mut edges = Vec::with_capacity(written.len());
        for (place, argument) in written.iter().enumerate() {
            edges.push(match argument {
                Argument::Star if place == 0 || place == last => Edge::Open,
                Argument::Expr(bound) => match &bound.kind {
                    ExprKind::Number(Number::Integer(number)) if value.is_number() => Edge::Number(*number as f64),
                    ExprKind::Number(Number::Decimal(number)) if value.is_number() => Edge::Number(*number),
                    ExprKind::Date(text) if value.is_date() => {
                        let (period, zone) = (self.period(text, &bound.span)?, self.settings.zone);
                        match value.kind {
                            // A day has no zone, so an offset does not move it.
                            FieldType::Date => Edge::Time { at: period.start, clock: period.start },
                            _ => Edge::Time { at: period.in_utc(zone).0, clock: period.start_on_clock(zone) },
                        }
                    }
                    _ => return Err(self.error("This bound does not fit the field of range", &bound.span)),
                },
                _ => return Err(self.error("range takes bounds in order, with * at the ends only", span)),
            });
        }
        let rising = edges.windows(2).all(|pair| match pair {
            [Edge::Number(a), Edge::Number(b)] => a < b,
            [Edge::Time { at: a, .. }, Edge::Time { at: b, .. }] => a < b,
            [Edge::Open, Edge::Open] => false,
            _ => true,
        });
        match () {
            () if edges.len() < 2 || !rising => {
                Err(self.error("range takes two bounds or more, in rising order", span))
            }
            () if edges.len() > MOST_BUCKETS => {
                Err(self.error(format!("range takes at most {MOST_BUCKETS} bounds"), span))
            }
            () => Ok(edges),
        }
    }
}
