//! A plan as one SELECT: rows, groups, or how many there are.
//!
//! Groups are made over an inner query that names keys and arguments `k0…` and `a0…`, so that the outer one repeats no
//! expression: PostgreSQL would take two with binds for two different ones.

use super::{
    super::dialect::Dialect,
    expr::Writer,
    fragment::{Bind, Fragment},
    source::Source,
};
use crate::{
    domain::dataset::FieldType,
    odsql::plan::{Aggregate, Buckets, Condition, Edge, Expr, Key, KeyBy, Node, Order, Part, Plan, Shape, Width},
};

/// Which part of the answer is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// At most so many rows; all of them if absent.
    pub limit: Option<i64>,
    pub offset: i64,
}

/// What a query is written from.
#[derive(Clone, Copy)]
pub struct Writing<'p> {
    pub plan: &'p Plan,
    pub source: &'p Source,
    pub dialect: Dialect,
    /// The words near those of each `Near` pattern.
    pub near: &'p [Vec<String>],
}

impl<'p> Writing<'p> {
    fn writer(&self) -> Writer<'p> {
        let aggregates: &'p [Aggregate] = match &self.plan.shape {
            Shape::Groups { aggregates, .. } => aggregates,
            Shape::Rows(_) => &[],
        };
        Writer {
            out: Fragment::default(),
            dialect: self.dialect,
            dataset: self.plan.dataset,
            zone: self.plan.zone,
            source: self.source,
            aggregates,
            near: self.near.iter(),
        }
    }

    /// The rows of the answer; `extra` columns of the dataset come after those of the plan.
    pub fn rows(&self, extra: &[Expr], page: Page) -> Fragment {
        let mut writer = self.writer();
        match &self.plan.shape {
            Shape::Rows(columns) => {
                writer.out.sql("SELECT ");
                let all = columns.iter().map(|column| &column.expr).chain(extra);
                writer.list(all);
                writer.matching(&self.plan.filter, &[]);
                writer.out.sql(" ORDER BY ");
                for order in &self.plan.order {
                    writer.order(order, "LAST", "LAST");
                    writer.out.sql(", ");
                }
                self.source.natural_order(self.plan.dataset, &mut writer.out);
            }
            Shape::Groups { keys, columns, aggregates } => {
                writer.out.sql("SELECT ");
                let keys_given: Vec<Expr> =
                    keys.iter().enumerate().map(|(index, key)| Expr::new(Node::Key(index), key.by.kind())).collect();
                writer.list(keys_given.iter().chain(columns.iter().map(|column| &column.expr)));
                if keys.is_empty() && columns.is_empty() {
                    writer.out.sql("NULL");
                }
                writer.groups(self.plan, keys, aggregates);
                if !keys.is_empty() {
                    writer.out.sql(" ORDER BY ");
                    for order in &self.plan.order {
                        writer.order(order, "FIRST", "LAST");
                        writer.out.sql(", ");
                    }
                    for (index, key) in keys.iter().enumerate() {
                        writer.out.sql(if index > 0 { ", " } else { "" });
                        let expr = Expr::new(Node::Key(index), key.by.kind());
                        writer.order(&Order { expr, descending: false }, "FIRST", "LAST");
                    }
                }
            }
        }
        writer.page(page);
        writer.out
    }

    /// How many rows the answer has: of the dataset that match, or groups.
    pub fn count(&self) -> Fragment {
        let mut writer = self.writer();
        match &self.plan.shape {
            Shape::Groups { keys, .. } if !keys.is_empty() => {
                writer.out.sql("SELECT count(*) FROM (SELECT 1");
                writer.groups(self.plan, keys, &[]);
                writer.out.sql(") g");
            }
            _ => {
                writer.out.sql("SELECT count(*)");
                writer.matching(&self.plan.filter, &[]);
            }
        }
        writer.out
    }
}

impl Writer<'_> {
    fn list<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>) {
        for (index, expr) in exprs.enumerate() {
            self.out.sql(if index > 0 { ", " } else { "" });
            match expr.node {
                // PostgreSQL tells no type of a bare null.
                Node::Null => {
                    self.out.sql("CAST(NULL AS TEXT)");
                }
                _ => self.as_kind(expr, expr.kind),
            }
        }
    }

    /// The rows that match, with a table for each multivalued key.
    fn matching(&mut self, filter: &[Condition], keys: &[Key]) {
        self.out.sql(" FROM ");
        self.source.from(self.dataset, &mut self.out);
        for (index, key) in keys.iter().enumerate() {
            if let KeyBy::Each(field) = key.by {
                let (before, after) = self.dialect.parts();
                self.out.sql(" LEFT JOIN ").sql(before);
                self.source.field(self.dataset, field, &mut self.out);
                self.out.sql(after).sql(format!(" AS u{index}{} ON TRUE", self.dialect.parts_columns()));
            }
        }
        self.out.sql(" WHERE ");
        self.source.chosen(self.dataset, &mut self.out);
        if let Some(in_time) = self.dialect.in_time(self.source.own_column(self.dataset)) {
            self.out.sql(" AND ").sql(in_time);
        }
        for condition in filter {
            self.out.sql(" AND ");
            self.condition(condition);
        }
        for key in keys {
            if let KeyBy::Bucket(value, Buckets::Static(edges)) = &key.by {
                self.inside(value, edges);
            }
        }
    }

    /// The groups of the rows that match.
    fn groups(&mut self, plan: &Plan, keys: &[Key], aggregates: &[Aggregate]) {
        self.out.sql(" FROM (SELECT 1 AS one");
        for (index, key) in keys.iter().enumerate() {
            self.out.sql(", ");
            self.key(index, key);
            self.out.sql(format!(" AS k{index}"));
        }
        for (index, aggregate) in aggregates.iter().enumerate() {
            if let Some(argument) = &aggregate.argument {
                self.out.sql(", ");
                self.as_kind(argument, argument.kind);
                self.out.sql(format!(" AS a{index}"));
            }
        }
        self.matching(&plan.filter, keys);
        self.out.sql(") q");
        for index in 0..keys.len() {
            self.out.sql(if index > 0 { ", " } else { " GROUP BY " }).sql(format!("q.k{index}"));
        }
    }

    fn key(&mut self, index: usize, key: &Key) {
        match &key.by {
            KeyBy::Value(expr) => self.as_kind(expr, expr.kind),
            KeyBy::Each(_) => {
                self.out.sql(format!("u{index}.value"));
            }
            KeyBy::Bucket(value, buckets) => self.bucket(value, buckets),
        }
    }

    /// The index of the bucket that a value lies in.
    fn bucket(&mut self, value: &Expr, buckets: &Buckets) {
        match buckets {
            Buckets::Static(edges) => {
                self.out.sql("CASE WHEN ");
                self.expr(value);
                self.out.sql(" IS NULL THEN NULL");
                // The last bucket has no upper bound to be above: what lies above it is in no group.
                for (index, edge) in edges.iter().enumerate().skip(1) {
                    let below = index - 1;
                    if index + 1 == edges.len() {
                        self.out.sql(format!(" ELSE {below}"));
                    } else {
                        self.out.sql(" WHEN ");
                        self.beside(value, " < ", edge);
                        self.out.sql(format!(" THEN {below}"));
                    }
                }
                self.out.sql(" END");
            }
            Buckets::Width(Width::Integer(width)) => {
                self.floor_division(*width, |writer| writer.as_kind(value, FieldType::Int));
            }
            Buckets::Width(Width::Decimal(width)) => {
                let (before, after) = self.dialect.floor();
                self.out.sql(before);
                self.as_kind(value, FieldType::Double);
                self.out.sql(" / ").bind(Bind::Decimal(*width)).sql(after);
            }
            Buckets::Milliseconds(length) => self.floor_division(*length, |writer| writer.milliseconds(value)),
            Buckets::Weeks => {
                const DAY: i64 = 86_400_000;
                self.floor_division(7 * DAY, |writer| {
                    // The first of January 1970 was a Thursday.
                    writer.out.sql("(");
                    writer.milliseconds(value);
                    writer.out.sql(format!(" + {})", 3 * DAY));
                });
            }
            Buckets::Months(length) => self.floor_division(*length, |writer| {
                writer.out.sql("(");
                writer.part_of(Part::Year, value);
                writer.out.sql(" * 12 + ");
                writer.part_of(Part::Month, value);
                writer.out.sql(" - 1)");
            }),
        }
    }

    fn part_of(&mut self, part: Part, value: &Expr) {
        let (before, after) = self.dialect.part(part);
        self.out.sql(before);
        self.expr(value);
        self.out.sql(after);
    }

    fn milliseconds(&mut self, value: &Expr) {
        let (before, after) = self.dialect.milliseconds();
        self.out.sql(before);
        self.expr(value);
        self.out.sql(after);
    }

    /// A whole number divided and rounded down, also below zero.
    fn floor_division(&mut self, by: i64, mut number: impl FnMut(&mut Self)) {
        self.out.sql("((");
        number(self);
        self.out.sql(" - ((");
        number(self);
        self.out.sql(format!(" % {by}) + {by}) % {by}) / {by})"));
    }

    fn beside(&mut self, value: &Expr, operator: &'static str, edge: &Edge) {
        let bind = match edge {
            Edge::Number(number) => Bind::Decimal(*number),
            Edge::Time { at, .. } => Bind::Time(*at),
            Edge::Open => return,
        };
        if value.kind == FieldType::Date {
            let (before, after) = self.dialect.midnight();
            self.out.sql(before);
            self.expr(value);
            self.out.sql(after);
        } else {
            self.compared(value, matches!(edge, Edge::Number(_)));
        }
        self.out.sql(operator).bind(bind);
    }

    /// Leaves rows out whose value lies beyond the outermost bounds; nulls stay.
    fn inside(&mut self, value: &Expr, edges: &[Edge]) {
        for (edge, operator) in [(edges.first(), " >= "), (edges.last(), " < ")] {
            if let Some(edge @ (Edge::Number(_) | Edge::Time { .. })) = edge {
                self.out.sql(" AND (");
                self.expr(value);
                self.out.sql(" IS NULL OR ");
                self.beside(value, operator, edge);
                self.out.sql(")");
            }
        }
    }

    fn order(&mut self, order: &Order, nulls_rising: &'static str, nulls_falling: &'static str) {
        self.expr(&order.expr);
        if order.expr.kind == FieldType::Text {
            self.out.sql(self.dialect.by_code_point());
        }
        let (direction, nulls) = if order.descending { (" DESC", nulls_falling) } else { (" ASC", nulls_rising) };
        self.out.sql(direction).sql(" NULLS ").sql(nulls);
    }

    fn page(&mut self, page: Page) {
        if let Some(limit) = page.limit {
            // Written, not bound: SQLite plans a statement anew for each value that is bound as its limit.
            self.out.sql(format!(" LIMIT {limit}"));
        } else if page.offset > 0 && self.dialect == Dialect::Sqlite {
            // SQLite has no offset without a limit.
            self.out.sql(" LIMIT -1");
        }
        if page.offset > 0 {
            self.out.sql(" OFFSET ").bind(Bind::Integer(page.offset));
        }
    }
}
