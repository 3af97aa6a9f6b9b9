//! ODSQL, the query language of the Opendatasoft Explore API v2.1: text in, typed plan out. Knows neither SQL nor HTTP.
//!
//! The lexer turns characters into tokens ([`lexer`]), the parser tokens into syntax ([`ast`]); both keep the span of what
//! they read, so that a refusal points at the place. What names and functions mean over a dataset, and of which type
//! everything is, the planner finds out ([`mod@plan`]); SQL is written in `store/records`.
//!
//! The grammar, as the parser has it, rule by rule:
//!
//! ```text
//! where      = or
//! or         = and { "or" and }
//! and        = not { "and" not }
//! not        = "not" not | comparison
//! comparison = sum [ op sum
//!                  | "is" [ "not" ] ( "null" | "true" | "false" )
//!                  | "like" string
//!                  | ( "in" | ":" ) range
//!                  | "in" "(" member { "," member } ")"
//!                  | "in" field ]
//! op         = "=" | ":" | "!=" | "<" | "<=" | ">" | ">="
//! range      = ( "[" | "]" ) bound ( ".." | "to" ) bound ( "]" | "[" )
//! bound      = [ "-" ] number | date
//! member     = string | [ "-" ] number
//! sum        = product { ( "+" | "-" ) product }
//! product    = unary { ( "*" | "/" ) unary }
//! unary      = "-" unary | primary
//! primary    = "(" or ")" | call | field | string | number | date | geometry | "true" | "false" | "null"
//! call       = function "(" [ "distinct" ] [ argument { "," argument } ] ")"
//! argument   = "*" | parameter "=" [ "-" | "+" ] number | number unit | or
//!
//! select     = item { "," item }
//! item       = "*" | ( "include" | "exclude" ) "(" pattern ")" | sum [ "as" label ]
//! group_by   = key { "," key }
//! key        = ( field | call ) [ "as" label ]
//! order_by   = order { "," order }
//! order      = [ "-" ] sum [ "asc" | "desc" ]
//! ```
//!
//! A string or field in the place of a condition (full text, a boolean) is told apart where names have types.
//!
//! A whole number that is compared with a number with decimals is taken for a double, beyond 2^53 for the nearest one; whole
//! numbers are compared with each other exactly. A clock time that a zone skips is read by the offset from before, and one
//! that comes twice is the first.

pub mod ast;
pub mod error;
pub mod functions;
pub mod lexer;
mod parser;
pub mod plan;

pub use error::{Clause, PlanError, PlanErrorKind, Refusal, SyntaxError};
pub use parser::{parse_group_by, parse_order_by, parse_select, parse_where};

/// Longest clause, in characters: far beyond what a person or a filter panel writes, and read in well under a millisecond.
pub const LONGEST_CLAUSE: usize = 10_000;

/// Deepest nesting of parentheses, negations and calls: a level of calls is a dozen frames, twenty kilobytes without
/// optimisation, and threads have two megabytes.
pub const DEEPEST_NESTING: usize = 50;

/// Most operators and functions inside each other, as in a chain of sums that leans to the left: every later stage goes
/// down them, and SQLite reads at most 1000 levels, of which each takes two or three.
pub const HIGHEST_EXPRESSION: usize = 150;

/// Most clauses of one kind, such as `where`, in a request.
pub const MOST_CLAUSES: usize = 50;

/// Most columns, keys of groups or keys of order: several times what any dataset has fields.
pub const MOST_COLUMNS: usize = 200;

/// Most words that one text looks for: each is a join of its own, and PostgreSQL takes seconds to plan fifty.
pub const MOST_WORDS: usize = 32;

/// Longest word that is looked for, in bytes: SQLite compares patterns of at most 50,000, and no language has longer ones.
pub const LONGEST_WORD: usize = 1000;

/// Most symbols and texts of a date format: they are joined in a row, of which SQLite reads at most 1000.
pub const MOST_PIECES: usize = 100;

/// Most bounds of a `range(…)`.
pub const MOST_BUCKETS: usize = 1000;

/// Widest bucket of whole numbers or milliseconds; its double still fits the 64 bits in which databases divide.
pub const WIDEST_BUCKET: i64 = 1_000_000_000_000_000;

/// Narrowest bucket of numbers: narrower ones are more than whole numbers count.
pub const NARROWEST_BUCKET: f64 = 0.000_001;

/// Most groups that a page reaches, and that an ordered export holds.
pub const MOST_GROUPS: i64 = 20_000;
