//! The typed plan: what a query means over one dataset, with every name resolved and every type known.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::{
    domain::dataset::{Dataset, Field, FieldType, Value},
    odsql::ast::{ArithmeticOp, CompareOp},
};

use super::{
    buckets::Buckets,
    expr::of_field,
    magnitude::{LARGEST_INT, Magnitude},
};

/// A query that can be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub dataset: &'static Dataset,
    /// The zone in which times are read and shown.
    pub zone: Tz,
    /// Every condition holds of a row that is kept.
    pub filter: Vec<Condition>,
    pub shape: Shape,
    /// In order of weight. What decides between equals is the store's matter.
    pub order: Vec<Order>,
    /// The answer depends on when it is given.
    pub reads_clock: bool,
}

/// What an answer's rows are.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A row of the dataset each.
    Rows(Vec<Column>),
    /// A group of rows each; without a key, one row for all.
    Groups { keys: Vec<Key>, aggregates: Vec<Aggregate>, columns: Vec<Column> },
}

/// A column of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub expr: Expr,
}

/// What groups are made by.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub name: String,
    pub by: KeyBy,
}

/// How a row finds its group.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyBy {
    /// By a value.
    Value(Expr),
    /// By each value of a multivalued field, so that a row may be in several groups.
    Each(&'static Field),
    /// By the bucket that a value lies in.
    Bucket(Expr, Buckets),
}

impl KeyBy {
    /// The type under which the store gives the key.
    pub fn kind(&self) -> FieldType {
        match self {
            KeyBy::Value(expr) => expr.kind,
            KeyBy::Each(_) => FieldType::Text,
            KeyBy::Bucket(..) => FieldType::Int,
        }
    }

    /// The type of the key as an answer shows it.
    pub fn shown_kind(&self) -> FieldType {
        match self {
            KeyBy::Bucket(..) => FieldType::Text,
            by => by.kind(),
        }
    }

    /// The size of the key, if it is a number.
    pub fn size(&self) -> Magnitude {
        match self {
            KeyBy::Value(expr) => expr.size,
            KeyBy::Each(_) => Magnitude::NOTHING,
            KeyBy::Bucket(..) => Magnitude::whole(LARGEST_INT),
        }
    }

    /// The key as an answer in a zone shows it.
    pub fn shown(&self, value: Value, zone: Tz) -> Value {
        match (self, value) {
            // What another zone's clock shows is not UTC, and does not end in its letter.
            (KeyBy::Bucket(by, buckets), Value::Integer(index))
                if by.kind == FieldType::DateTime && zone != Tz::UTC =>
            {
                Value::Text(buckets.label(index).replace('Z', ""))
            }
            (KeyBy::Bucket(_, buckets), Value::Integer(index)) => Value::Text(buckets.label(index)),
            (_, value) => value,
        }
    }
}

/// A value of a group from its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    pub function: AggregateFunction,
    /// Absent for `count(*)`.
    pub argument: Option<Expr>,
}

/// What an aggregate computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AggregateFunction {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
    /// With the share of values below it, 0 to 1.
    Percentile(f64),
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub expr: Expr,
    pub descending: bool,
}

/// A value of a known type.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub node: Node,
    pub kind: FieldType,
    /// Of a number, from which it is known whether 64 bits or double precision hold it.
    pub size: Magnitude,
}

/// How a value is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Field(&'static Field),
    Text(String),
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Date(NaiveDate),
    /// UTC, or the time on the clock of the plan's zone inside [`Node::Clock`] comparisons.
    Time(NaiveDateTime),
    Length(Box<Expr>),
    Lower(Box<Expr>),
    Upper(Box<Expr>),
    IfNull(Box<Expr>, Box<Expr>),
    Part(Part, Box<Expr>),
    Format(Box<Expr>, Vec<Piece>),
    /// What the clock of the plan's zone shows at a time, or at the start of a day.
    Clock(Box<Expr>),
    /// The day of a time on the clock.
    Day(Box<Expr>),
    Negate(Box<Expr>),
    Arithmetic(Box<Expr>, ArithmeticOp, Box<Expr>),
    /// A key of the group, by its place.
    Key(usize),
    /// An aggregate of the group, by its place.
    Aggregate(usize),
    /// A number for each row that looks like chance and depends on the seed alone.
    Random(i64),
}

/// A part of a date or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    /// 1 for Monday to 7 (ISO 8601).
    Weekday,
    /// Week of the ISO 8601 year.
    Week,
    /// The year that the ISO 8601 week belongs to.
    WeekYear,
    DayOfYear,
}

/// A piece of a date that is written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Text(String),
    /// A part with at least so many digits.
    Number(Part, usize),
    /// The last two digits of a year.
    TwoDigits(Part),
    /// A part as the word of its place, from 1.
    Name(Part, &'static [&'static str]),
}

/// What is true or false of a row; a comparison with null is neither and keeps no row.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    Always(bool),
    Compare(Expr, CompareOp, Expr),
    /// One of the field's values is the text.
    Holds(&'static Field, String),
    IsNull(Expr),
    /// A boolean by itself.
    IsTrue(Expr),
    OneOf(Expr, Vec<Expr>),
    /// Words of fields fit.
    Words(WordSearch),
    /// The value of one of the fields begins with the text, case and accents included.
    StartsWith(Vec<&'static Field>, String),
    /// True where the inside is not true, nulls included.
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// Words that fields must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct WordSearch {
    /// Every one of them must fit some word.
    pub words: Vec<WordPattern>,
    pub fields: Vec<&'static Field>,
    /// All in one value of one field, not here and there in the row.
    pub together: bool,
}

/// A pattern for one word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordPattern {
    Exact(String),
    Prefix(String),
    Suffix(String),
    Infix(String),
    /// Within so many insertions, deletions and substitutions.
    Near(String, usize),
}

impl Plan {
    /// The plan that reads every field of every row, in the dataset's own order.
    pub fn whole(dataset: &'static Dataset) -> Plan {
        let columns = dataset.fields.iter().map(|field| Column { name: field.name.to_owned(), expr: of_field(field) });
        let shape = Shape::Rows(columns.collect());
        let (filter, order) = (Vec::new(), Vec::new());
        Plan { dataset, zone: chrono_tz::UTC, filter, shape, order, reads_clock: false }
    }

    /// The columns of the answer, in order, with their types.
    pub fn columns(&self) -> Vec<(&str, FieldType, bool)> {
        match &self.shape {
            Shape::Rows(columns) => {
                columns.iter().map(|c| (c.name.as_str(), c.expr.kind, c.expr.is_multivalued())).collect()
            }
            Shape::Groups { keys, columns, .. } => {
                let kind = |expr: &Expr| expr.as_key(keys).map_or(expr.kind, KeyBy::shown_kind);
                let own = keys.iter().map(|key| (key.name.as_str(), key.by.shown_kind(), false));
                own.chain(columns.iter().map(|c| (c.name.as_str(), kind(&c.expr), false))).collect()
            }
        }
    }

    /// Whether rows stand for groups.
    pub fn is_grouped(&self) -> bool {
        matches!(&self.shape, Shape::Groups { keys, .. } if !keys.is_empty())
    }

    /// Whether the answer is one row for all that match.
    pub fn is_total(&self) -> bool {
        matches!(&self.shape, Shape::Groups { keys, .. } if keys.is_empty())
    }

    /// Whether an aggregate decides the order.
    pub fn orders_by_aggregate(&self) -> bool {
        self.order.iter().any(|order| order.expr.has_aggregate())
    }
}

/// A time of UTC as the zone tells it.
pub fn in_zone(zone: Tz, utc: NaiveDateTime) -> DateTime<chrono::FixedOffset> {
    zone.from_utc_datetime(&utc).fixed_offset()
}

impl Expr {
    /// A value of a type that nothing is reckoned with.
    pub fn new(node: Node, kind: FieldType) -> Self {
        Expr { node, kind, size: Magnitude::NOTHING }
    }

    /// A whole number of at most `bound`.
    pub fn int(node: Node, bound: f64) -> Self {
        Expr::number(node, true, Magnitude::whole(bound))
    }

    /// A number; where 64 bits might not hold a whole one, it is a double instead.
    pub fn number(node: Node, is_whole: bool, size: Magnitude) -> Self {
        let kind = if is_whole && size.fits_int() { FieldType::Int } else { FieldType::Double };
        Expr { node, kind, size }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, FieldType::Int | FieldType::Double)
    }

    /// Whether it is a day or a time.
    pub fn is_date(&self) -> bool {
        matches!(self.kind, FieldType::Date | FieldType::DateTime)
    }

    /// Whether it is a field with several values.
    pub fn is_multivalued(&self) -> bool {
        matches!(self.node, Node::Field(field) if field.multivalued)
    }

    /// The key of a group that it is, by itself.
    pub fn as_key<'k>(&self, keys: &'k [Key]) -> Option<&'k KeyBy> {
        match self.node {
            Node::Key(index) => keys.get(index).map(|key| &key.by),
            _ => None,
        }
    }

    /// Whether it is made of an aggregate.
    pub fn has_aggregate(&self) -> bool {
        self.holds(&|node| matches!(node, Node::Aggregate(_)))
    }

    /// Whether it is the same for all rows.
    pub fn is_constant(&self) -> bool {
        !self.holds(&|node| matches!(node, Node::Field(_) | Node::Key(_) | Node::Aggregate(_) | Node::Random(_)))
    }

    /// Whether it is such a node, or made of one.
    pub fn holds(&self, is_such: &dyn Fn(&Node) -> bool) -> bool {
        let inside = match &self.node {
            Node::Null | Node::Text(_) | Node::Integer(_) | Node::Decimal(_) => false,
            Node::Boolean(_) | Node::Date(_) | Node::Time(_) => false,
            Node::Field(_) | Node::Key(_) | Node::Aggregate(_) | Node::Random(_) => false,
            Node::Length(a) | Node::Lower(a) | Node::Upper(a) | Node::Part(_, a) => a.holds(is_such),
            Node::Format(a, _) | Node::Clock(a) | Node::Day(a) | Node::Negate(a) => a.holds(is_such),
            Node::IfNull(a, b) | Node::Arithmetic(a, _, b) => a.holds(is_such) || b.holds(is_such),
        };
        inside || is_such(&self.node)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Query, Settings, plan};
    use crate::domain::catalogue::DATASETS;

    #[test]
    fn an_aggregate_orders_groups_wherever_it_stands() {
        let dataset = DATASETS.iter().find(|dataset| dataset.name == "versions").expect("the dataset is there");
        let (now, zone) = (chrono::DateTime::UNIX_EPOCH, chrono_tz::UTC);
        let settings = Settings { zone, language: "fr", now, reads_clock: false.into() };
        let by_aggregate = |order: &str| {
            let (group_by, order_by) = (Some("release".to_owned()), Some(order.to_owned()));
            let query = Query { group_by, order_by, ..Query::default() };
            let plan = plan(dataset, &query, &settings).unwrap_or_else(|refusal| panic!("{refusal}"));
            plan.orders_by_aggregate()
        };
        let text = "date_format(max(recorded_at), 'yyyy')";
        for order in ["count(*)", "-(count(*) + 1)", "ifnull(count(*), 0)", "year(max(recorded_at))", text] {
            assert!(by_aggregate(order), "{order}");
        }
        assert!(!by_aggregate("release") && !by_aggregate("length(release)"));
    }
}
