//! The functions of the language: which names are calls, and how many arguments each takes.

/// What a function is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A value of a row from values of a row.
    Scalar,
    /// A value of a group from the values of its rows.
    Aggregate,
    /// A condition on a row.
    Predicate,
    /// A key of `group_by` only.
    Grouping,
    /// An order only.
    Ordering,
    /// Needs a geographic field, and no dataset here has one.
    Geographic,
}

/// A function of the language.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// In lower case; calls may have any case.
    pub name: &'static str,
    pub family: Family,
    pub least_arguments: usize,
    pub most_arguments: usize,
}

const fn function(name: &'static str, family: Family, least_arguments: usize, most_arguments: usize) -> Function {
    Function { name, family, least_arguments, most_arguments }
}

/// More arguments than any clause can hold.
const MANY: usize = super::LONGEST_CLAUSE;

/// Every function, in the order of the documentation.
pub const FUNCTIONS: &[Function] = &[
    function("length", Family::Scalar, 1, 1),
    function("lower", Family::Scalar, 1, 1),
    function("upper", Family::Scalar, 1, 1),
    function("ifnull", Family::Scalar, 2, 2),
    function("year", Family::Scalar, 1, 1),
    function("month", Family::Scalar, 1, 1),
    function("day", Family::Scalar, 1, 1),
    function("hour", Family::Scalar, 1, 1),
    function("minute", Family::Scalar, 1, 1),
    function("second", Family::Scalar, 1, 1),
    function("date_format", Family::Scalar, 2, 2),
    function("now", Family::Scalar, 0, MANY),
    function("count", Family::Aggregate, 1, 1),
    function("sum", Family::Aggregate, 1, 1),
    function("avg", Family::Aggregate, 1, 1),
    function("min", Family::Aggregate, 1, 1),
    function("max", Family::Aggregate, 1, 1),
    function("median", Family::Aggregate, 1, 1),
    function("percentile", Family::Aggregate, 2, 2),
    function("search", Family::Predicate, 1, MANY),
    function("suggest", Family::Predicate, 1, MANY),
    function("startswith", Family::Predicate, 1, MANY),
    function("range", Family::Grouping, 2, MANY),
    function("random", Family::Ordering, 1, 1),
    function("within_distance", Family::Geographic, 0, MANY),
    function("in_bbox", Family::Geographic, 0, MANY),
    function("intersects", Family::Geographic, 0, MANY),
    function("disjoint", Family::Geographic, 0, MANY),
    function("within", Family::Geographic, 0, MANY),
    function("geometry", Family::Geographic, 0, MANY),
    function("distance", Family::Geographic, 0, MANY),
    function("polygon", Family::Geographic, 0, MANY),
    function("envelope", Family::Geographic, 0, MANY),
    function("bbox", Family::Geographic, 0, MANY),
    function("geo_cluster", Family::Geographic, 0, MANY),
];

/// The function of a name, whatever its case.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// Words that name no field unless they are back-quoted.
pub const RESERVED: &[&str] = &[
    "and",
    "as",
    "asc",
    "avg",
    "by",
    "count",
    "date_format",
    "day",
    "dayofweek",
    "desc",
    "distinct",
    "equi",
    "false",
    "group",
    "hour",
    "ifnull",
    "in",
    "is",
    "like",
    "limit",
    "lower",
    "max",
    "millisecond",
    "min",
    "minute",
    "month",
    "not",
    "null",
    "or",
    "quarter",
    "range",
    "search",
    "second",
    "select",
    "sum",
    "top",
    "true",
    "upper",
    "where",
    "year",
];
