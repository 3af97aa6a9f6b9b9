//! Which releases can hold a row that matches: a query that asks for the current one reads no other.

use std::borrow::Cow;

use super::{Releases, Source};
use crate::odsql::{
    ast::CompareOp,
    plan::{Condition, Expr, Node},
};

/// The source without the releases that no filter lets pass. Rows and their order stay the same, and what is read no longer
/// grows with the number of releases.
pub fn narrowed<'s>(source: &'s Source, filter: &[Condition]) -> Cow<'s, Source> {
    match source {
        Source::Table(releases) if filter.iter().any(asks_for_current) => {
            let Releases { sequences, current } = releases;
            let sequences = sequences.iter().copied().filter(|sequence| sequence == current).collect();
            Cow::Owned(Source::Table(Releases { sequences, current: *current }))
        }
        _ => Cow::Borrowed(source),
    }
}

/// Whether a condition holds of rows of the current release only. Not all that do are known: `NOT current = false` is not.
fn asks_for_current(condition: &Condition) -> bool {
    let is_current = |expr: &Expr| matches!(expr.node, Node::Field(field) if field.name == "current");
    let is_true = |expr: &Expr| matches!(expr.node, Node::Boolean(true));
    match condition {
        Condition::IsTrue(value) => is_current(value),
        Condition::Compare(left, CompareOp::Equal, right) => {
            is_current(left) && is_true(right) || is_true(left) && is_current(right)
        }
        Condition::OneOf(value, members) => is_current(value) && members.iter().all(is_true),
        Condition::All(parts) => parts.iter().any(asks_for_current),
        _ => false,
    }
}
