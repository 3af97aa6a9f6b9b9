//! A clause that is not of the language: what was unexpected, where, and what is near.

use std::{fmt, ops::Range};

use thiserror::Error;

/// A place in a clause, in characters from 0.
pub type Span = Range<usize>;

/// A clause of a query, by the name of its parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    Select,
    Where,
    GroupBy,
    OrderBy,
    Facet,
}

impl Clause {
    /// The parameter that holds the clause.
    pub fn as_str(self) -> &'static str {
        match self {
            Clause::Select => "select",
            Clause::Where => "where",
            Clause::GroupBy => "group_by",
            Clause::OrderBy => "order_by",
            Clause::Facet => "facet",
        }
    }
}

/// A refusal by the lexer or the parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub clause: Clause,
    /// The clause as it was given.
    pub text: String,
    /// What is wrong, such as `unexpected (`.
    pub problem: String,
    pub span: Span,
    /// What would be right, if that is known.
    pub hint: Option<String>,
}

/// Characters of the clause that a message repeats on each side of the place.
const AROUND: usize = 60;

impl fmt::Display for SyntaxError {
    /// The message in the wording of the portal: clients look for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.span.start.saturating_sub(AROUND);
        let near: String = self.text.chars().skip(from).take(self.span.start - from + AROUND).collect();
        let (before, after) = (
            if from > 0 { "…" } else { "" },
            if self.text.chars().count() > self.span.start + AROUND { "…" } else { "" },
        );
        let clause = self.clause.as_str();
        write!(
            f,
            "ODSQL syntax exception: {} at position {} in {before}{near}{after}.",
            self.problem, self.span.start
        )?;
        if let Some(hint) = &self.hint {
            write!(f, " {hint}.")?;
        }
        write!(f, " Clause(s) containing the error(s): {clause}.")
    }
}

impl std::error::Error for SyntaxError {}

/// What the portal calls a refusal that is not one of syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanErrorKind {
    /// A name that does not exist, a function that does not take its argument, a literal that means nothing.
    Malformed,
    /// The sides of a comparison have types that do not compare.
    IncompatibleTypes,
}

/// A refusal by the planner: the clause is of the language and means nothing over the dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError {
    pub kind: PlanErrorKind,
    /// The parameter that holds the clause.
    pub clause: &'static str,
    /// The clause as it was given.
    pub text: String,
    /// What is wrong, such as `Unknown field: progres`.
    pub problem: String,
    pub span: Span,
    /// What would be right, if that is known.
    pub hint: Option<String>,
}

impl fmt::Display for PlanError {
    /// The message in the wording of the portal: clients look for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.text.chars().skip(self.span.start).take(self.span.len().clamp(1, AROUND)).collect();
        let opening = match self.kind {
            PlanErrorKind::Malformed => "ODSQL query is malformed: ",
            PlanErrorKind::IncompatibleTypes => "ODSQL query is malformed: incompatible types in comparison filter. ",
        };
        write!(f, "{opening}{}. Position {}: {shown}.", self.problem, self.span.start)?;
        if let Some(hint) = &self.hint {
            write!(f, " {hint}.")?;
        }
        write!(f, " Clause(s) containing the error(s): {}.", self.clause)
    }
}

impl std::error::Error for PlanError {}

/// Why a query cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl SyntaxError {
    /// The clause with a caret under the place, for a terminal or a log.
    pub fn pointed(&self) -> String {
        let line: String = self.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let width = self.span.end.saturating_sub(self.span.start).max(1);
        let name = self.clause.as_str();
        let indent = " ".repeat(name.len() + 1 + self.span.start);
        format!("{}\n  {name}={line}\n  {indent}{}", self.problem, "^".repeat(width))
    }
}
