//! The parameter `facet`: the name of a field, or `facet(name="…", sort="-count", limit=10)`.

use super::{Settings, expr::Planner};
use crate::{
    domain::dataset::{Dataset, Field, FieldType},
    odsql::{
        Clause, MOST_GROUPS,
        ast::Number,
        error::{Refusal, Span},
        lexer::{Token, TokenKind, tokens},
    },
};

/// Values of a facet unless it says otherwise.
const DEFAULT_LIMIT: i64 = 100;

/// What is asked of a facet.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    pub field: &'static Field,
    pub disjunctive: bool,
    /// Separates the levels of values that are paths.
    pub separator: Option<String>,
    pub sort: Sort,
    /// Most values on a level.
    pub limit: i64,
}

/// The order of a facet's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By count, then by value.
    Count { falling: bool },
    /// By value.
    Value { falling: bool },
}

impl Facet {
    /// A field as a facet, as its annotations have it.
    pub fn of(field: &'static Field) -> Self {
        let sort = match field.kind {
            FieldType::Date | FieldType::DateTime => Sort::Value { falling: false },
            _ => Sort::Count { falling: true },
        };
        Facet { field, disjunctive: field.disjunctive, separator: None, sort, limit: DEFAULT_LIMIT }
    }
}

/// Reads the parameter.
///
/// # Errors
/// A field that does not exist, or an option that is none or has another kind of value.
pub fn facet(dataset: &'static Dataset, text: &str, settings: &Settings) -> Result<Facet, Refusal> {
    let planner = Planner::of_rows(dataset, "facet", text, settings);
    let plain = text.trim();
    if !plain.to_ascii_lowercase().starts_with("facet(") {
        let name = plain.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or(plain);
        return Ok(Facet::of(planner.field(name, &(0..text.chars().count()))?));
    }
    let tokens = tokens(Clause::Facet, text)?;
    let wrong = |problem: &str, span: &Span| Refusal::Plan(planner.error(problem, span));
    let all = 0..text.chars().count();
    let options = match tokens.as_slice() {
        [_, _, inside @ .., Token { kind: TokenKind::Symbol(")"), .. }, _] => inside,
        _ => return Err(wrong("A parenthesis of facet is not closed", &all)),
    };
    let mut options = Options::read(options).ok_or_else(|| wrong("facet takes options written name=value", &all))?;
    let Some((TokenKind::Text(name), span)) = options.take("name") else {
        return Err(wrong("facet takes name=\"field\"", &all));
    };
    let mut facet = Facet::of(planner.field(&name, &span)?);
    if let Some((value, span)) = options.take("disjunctive") {
        facet.disjunctive = truth(&value).ok_or_else(|| wrong("disjunctive takes true or false", &span))?;
    }
    let hierarchical = match options.take("hierarchical") {
        Some((value, span)) => truth(&value).ok_or_else(|| wrong("hierarchical takes true or false", &span))?,
        None => false,
    };
    match options.take("separator") {
        Some((TokenKind::Text(separator), _)) if !separator.is_empty() => facet.separator = Some(separator),
        Some((_, span)) => return Err(wrong("separator takes a text", &span)),
        None if hierarchical => facet.separator = Some("/".to_owned()),
        None => {}
    }
    if let Some((value, span)) = options.take("sort") {
        facet.sort = match &value {
            TokenKind::Text(sort) => match sort.as_str() {
                "count" => Some(Sort::Count { falling: false }),
                "-count" => Some(Sort::Count { falling: true }),
                "alphanum" | "num" => Some(Sort::Value { falling: false }),
                "-alphanum" | "-num" => Some(Sort::Value { falling: true }),
                _ => None,
            },
            _ => None,
        }
        .ok_or_else(|| wrong("sort takes count, alphanum or num, each with a minus for the other direction", &span))?;
    }
    if let Some((value, span)) = options.take("limit") {
        facet.limit = match value {
            TokenKind::Number(Number::Integer(limit)) if (0..=MOST_GROUPS).contains(&limit) => limit,
            _ => return Err(wrong(&format!("limit takes a whole number from 0 to {MOST_GROUPS}"), &span)),
        };
    }
    match options.0.first() {
        Some((name, _, span)) => Err(wrong(
            &format!("facet has no option {name}; it has name, disjunctive, hierarchical, separator, sort and limit"),
            span,
        )),
        None => Ok(facet),
    }
}

/// Options that were written, each with its value and place.
struct Options(Vec<(String, TokenKind, Span)>);

impl Options {
    fn read(tokens: &[Token]) -> Option<Self> {
        let mut options = Vec::new();
        for option in tokens.split(|token| token.kind == TokenKind::Symbol(",")) {
            match option {
                [Token { kind: TokenKind::Word(name), .. }, Token { kind: TokenKind::Symbol("="), .. }, value] => {
                    options.push((name.to_ascii_lowercase(), value.kind.clone(), value.span.clone()));
                }
                _ => return None,
            }
        }
        Some(Options(options))
    }

    fn take(&mut self, name: &str) -> Option<(TokenKind, Span)> {
        let at = self.0.iter().position(|(known, ..)| known == name)?;
        let (_, value, span) = self.0.remove(at);
        Some((value, span))
    }
}

fn truth(value: &TokenKind) -> Option<bool> {
    match value {
        TokenKind::Word(word) | TokenKind::Text(word) => word.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}
