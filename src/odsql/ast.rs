//! Syntax as written, each part with its span: it may still name fields that do not exist and add numbers to dates.

use super::error::Span;

/// An expression; conditions are expressions too.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Field(String),
    Text(String),
    Number(Number),
    /// The inside of `date'…'`.
    Date(String),
    /// The inside of `geom'…'`.
    Geometry(String),
    Boolean(bool),
    Null,
    Call(Call),
    Negate(Box<Expr>),
    Arithmetic(Box<Expr>, ArithmeticOp, Box<Expr>),
    Compare(Box<Expr>, CompareOp, Box<Expr>),
    Is {
        operand: Box<Expr>,
        negated: bool,
        what: IsWhat,
    },
    /// `field like "words"`.
    Like(Box<Expr>, String),
    InRange(Box<Expr>, Interval),
    InList(Box<Expr>, Vec<Expr>),
    /// `"Paris" in cities`: a literal in a field of many values.
    InField(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
}

/// A number, with its kind kept: an integer stays one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Integer(i64),
    Decimal(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsWhat {
    Null,
    True,
    False,
}

/// `[low..high]`, with a reversed bracket on a side that excludes its bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    pub low: Box<Expr>,
    pub low_excluded: bool,
    pub high: Box<Expr>,
    pub high_excluded: bool,
}

/// A function with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// In lower case.
    pub function: &'static str,
    pub distinct: bool,
    pub arguments: Vec<Argument>,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    Expr(Expr),
    /// `*`, as in `count(*)`, or an open end of a range.
    Star,
    /// `years=-1`, as in `now(years=-1)`. A number with a sign adds.
    Named(String, Number),
    /// `1 day`, `10km`.
    Quantity(Number, String),
}

/// One item of `select`.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectItem {
    All,
    /// Fields whose name fits a pattern such as `title*`.
    Include(String),
    Exclude(String),
    Expr(Labelled),
}

/// An expression with the name of its column.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    pub expr: Expr,
    pub label: Option<String>,
    /// The expression's own text, which names the column when no label does.
    pub text: String,
}

/// One key of `order_by`.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub expr: Expr,
    pub descending: bool,
    pub text: String,
}
