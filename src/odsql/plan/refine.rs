//! `refine`, `exclude` and the condition that a value of a facet stands for.

use super::{
    Settings,
    dates::Period,
    expr::{Planner, of_field},
    types::{Condition, Expr, Node},
};
use crate::{
    domain::dataset::{Dataset, Field, FieldType},
    odsql::{ast::CompareOp, error::PlanError},
};

/// A value of a facet that a request keeps or leaves out.
#[derive(Clone, Debug, PartialEq)]
pub struct Refinement {
    pub field: &'static Field,
    /// As it was given, without quotes.
    pub value: String,
    pub condition: Condition,
}

/// Reads `field:value`; the first colon parts the two, and the value may be quoted.
///
/// # Errors
/// No colon, an unknown field, or a value that the field cannot have.
pub fn refinement(
    dataset: &'static Dataset,
    clause: &'static str,
    text: &str,
    settings: &Settings,
) -> Result<Refinement, PlanError> {
    let planner = Planner::of_rows(dataset, clause, text, settings);
    let Some((name, value)) = text.split_once(':') else {
        return Err(planner.error("A refinement is written field:value", &(0..text.chars().count())));
    };
    let name = unquoted(name.trim(), &['`']);
    let value = unquoted(value.trim(), &['"', '\'']);
    let field = planner.field(name, &(0..name.chars().count()))?;
    let from = text.chars().take_while(|c| *c != ':').count() + 1;
    let span = from..text.chars().count();
    let subject = of_field(field);
    let equals = |node: Node| Condition::Compare(subject.clone(), CompareOp::Equal, Expr::new(node, field.kind));
    let wrong =
        |expected: &str| planner.error(format!("The field {name} has no value {value}; expected {expected}"), &span);
    let condition = match field.kind {
        FieldType::Text if field.multivalued => Condition::Holds(field, value.to_owned()),
        FieldType::Text => equals(Node::Text(value.to_owned())),
        FieldType::Int => equals(Node::Integer(value.parse().map_err(|_| wrong("a whole number"))?)),
        FieldType::Double => {
            let number = value.parse().ok().filter(|number: &f64| number.is_finite());
            equals(Node::Decimal(number.ok_or_else(|| wrong("a number"))?))
        }
        FieldType::Boolean => match value.to_ascii_lowercase().as_str() {
            "true" | "1" => equals(Node::Boolean(true)),
            "false" | "0" => equals(Node::Boolean(false)),
            _ => return Err(wrong("true or false")),
        },
        FieldType::Date | FieldType::DateTime => {
            let period = Period::parse(value).ok_or_else(|| wrong("a year, a month such as 2026/11 or a day"))?;
            planner.against_period(subject, CompareOp::Equal, period)
        }
    };
    Ok(Refinement { field, value: value.to_owned(), condition })
}

/// A text without one pair of the quotes around it.
fn unquoted<'t>(text: &'t str, quotes: &[char]) -> &'t str {
    let inside = |quote: &char| text.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote));
    quotes.iter().find_map(inside).unwrap_or(text)
}
