//! Conditions as SQL.

use super::{
    Source,
    expr::Writer,
    fragment::{Bind, Fragment},
    given,
};
use crate::{
    domain::dataset::{Field, FieldType, Value},
    odsql::{
        ast::CompareOp,
        plan::{Condition, Expr, WordPattern, WordSearch},
    },
};

impl Writer<'_> {
    /// Adds a condition, in parentheses where it needs them.
    pub fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Always(truth) => {
                self.out.sql(if *truth { "TRUE" } else { "FALSE" });
            }
            Condition::Compare(left, op, right) => {
                let with_double = is_double(left) || is_double(right);
                self.out.sql("(");
                self.compared(left, with_double);
                self.out.sql(match op {
                    CompareOp::Equal => " = ",
                    CompareOp::NotEqual => " <> ",
                    CompareOp::Less => " < ",
                    CompareOp::LessOrEqual => " <= ",
                    CompareOp::Greater => " > ",
                    CompareOp::GreaterOrEqual => " >= ",
                });
                self.compared(right, with_double);
                self.out.sql(")");
            }
            Condition::Holds(field, text) => self.holds(field, &format!(",{},", Field::inside(text)), ") || ','"),
            Condition::IsNull(value) => {
                self.out.sql("(");
                self.expr(value);
                self.out.sql(" IS NULL)");
            }
            Condition::IsTrue(value) => {
                self.out.sql("(");
                self.expr(value);
                self.out.sql(" IS TRUE)");
            }
            Condition::OneOf(value, members) => {
                let with_double = is_double(value) || members.iter().any(is_double);
                self.out.sql("(");
                self.compared(value, with_double);
                self.out.sql(" IN (");
                for (index, member) in members.iter().enumerate() {
                    self.out.sql(if index > 0 { ", " } else { "" });
                    self.compared(member, with_double);
                }
                self.out.sql("))");
            }
            Condition::Words(search) => self.words(search),
            Condition::StartsWith(fields, text) => self.starts_with(fields, text),
            Condition::Not(inside) => {
                // What is unknown of a null is not true, so its negation is.
                self.out.sql("(NOT COALESCE(");
                self.condition(inside);
                self.out.sql(", FALSE))");
            }
            Condition::All(parts) => self.chain(parts, " AND ", "TRUE"),
            Condition::Any(parts) => self.chain(parts, " OR ", "FALSE"),
        }
    }

    /// Adds a value that is compared with others: beside a double a whole number is one too. SQLite would compare the two
    /// exactly, and PostgreSQL takes the nearest double first, which beyond 2^53 may be another number.
    pub fn compared(&mut self, value: &Expr, with_double: bool) {
        match value.kind {
            FieldType::Int if with_double => self.as_kind(value, FieldType::Double),
            _ => self.expr(value),
        }
    }

    /// Joins parts as a balanced tree, since SQLite bounds how deep an expression may be.
    fn chain(&mut self, parts: &[Condition], operator: &'static str, none: &'static str) {
        match parts {
            [] => {
                self.out.sql(none);
            }
            [one] => self.condition(one),
            parts => {
                let (left, right) = parts.split_at(parts.len() / 2);
                self.out.sql("(");
                self.chain(left, operator, none);
                self.out.sql(operator);
                self.chain(right, operator, none);
                self.out.sql(")");
            }
        }
    }

    /// Whether the values of a field, each between separators, hold a text.
    fn holds(&mut self, field: &'static Field, text: &str, end: &'static str) {
        self.out.sql("(").sql(self.dialect.position()).sql("(',' || ");
        self.source.field(self.dataset, field, &mut self.out);
        self.out.sql(end).sql(", ").bind(Bind::Text(text.to_owned())).sql(") > 0)");
    }

    fn starts_with(&mut self, fields: &[&'static Field], text: &str) {
        self.out.sql("(");
        for (index, field) in fields.iter().enumerate() {
            self.out.sql(if index > 0 { " OR " } else { "" });
            if field.multivalued {
                self.holds(field, &format!(",{}", Field::inside(text)), ")");
            } else {
                self.out.sql("(substr(");
                self.source.field(self.dataset, field, &mut self.out);
                let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                self.out.sql(format!(", 1, {length}) = ")).bind(Bind::Text(text.to_owned())).sql(")");
            }
        }
        self.out.sql(if fields.is_empty() { "FALSE)" } else { ")" });
    }

    /// Rows whose words fit every pattern: in one value of one field, or anywhere in the fields.
    fn words(&mut self, search: &WordSearch) {
        if let Source::Rows(rows) = self.source {
            let fits = |(position, row): (usize, &Vec<Value>)| {
                given::fits(search, self.dataset, row).then(|| position.to_string())
            };
            let positions: Vec<String> = rows.iter().enumerate().filter_map(fits).collect();
            self.out.sql(format!(
                "(t.position IN ({}))",
                if positions.is_empty() { "NULL".to_owned() } else { positions.join(", ") }
            ));
            return;
        }
        let patterns: Vec<Fragment> = search.words.iter().map(|pattern| self.fits(pattern)).collect();
        if patterns.is_empty() || search.fields.is_empty() {
            self.out.sql("FALSE");
            return;
        }
        if !search.together {
            self.out.sql("(");
            for (index, pattern) in patterns.into_iter().enumerate() {
                self.out.sql(if index > 0 { " AND " } else { "" });
                self.rows_with(search, vec![pattern]);
            }
            self.out.sql(")");
        } else {
            self.rows_with(search, patterns);
        }
    }

    fn rows_with(&mut self, search: &WordSearch, patterns: Vec<Fragment>) {
        self.source.word_key(self.dataset, &mut self.out);
        self.out.sql(format!(
            " IN (SELECT w.release_seq, w.position FROM words w WHERE w.dataset = '{}' AND (",
            self.dataset.name
        ));
        for (index, pattern) in patterns.iter().enumerate() {
            self.out.sql(if index > 0 { " OR " } else { "" }).append(pattern.clone());
        }
        self.out.sql(")");
        if search.fields.len() < self.dataset.fields.len() {
            let names: Vec<String> = search.fields.iter().map(|field| format!("'{}'", field.name)).collect();
            self.out.sql(format!(" AND w.field IN ({})", names.join(", ")));
        }
        if patterns.len() > 1 {
            self.out.sql(" GROUP BY w.release_seq, w.position, w.field, w.element HAVING ");
            for (index, pattern) in patterns.into_iter().enumerate() {
                self.out.sql(if index > 0 { " AND " } else { "" });
                self.out.sql("max(CASE WHEN ").append(pattern).sql(" THEN 1 ELSE 0 END) = 1");
            }
        }
        self.out.sql(")");
    }

    /// The condition that a word fits a pattern.
    fn fits(&mut self, pattern: &WordPattern) -> Fragment {
        let mut out = Fragment::default();
        // Patterns hold letters and digits only, so none of them is a wildcard of LIKE.
        match pattern {
            WordPattern::Exact(word) => out.sql("w.word = ").bind(Bind::Text(word.clone())),
            WordPattern::Prefix(start) => {
                out.sql("(w.word >= ").bind(Bind::Text(start.clone()));
                match successor(start) {
                    Some(end) => out.sql(" AND w.word < ").bind(Bind::Text(end)).sql(")"),
                    None => out.sql(")"),
                }
            }
            WordPattern::Suffix(end) => out.sql("w.word LIKE ").bind(Bind::Text(format!("%{end}"))),
            WordPattern::Infix(part) => out.sql("w.word LIKE ").bind(Bind::Text(format!("%{part}%"))),
            WordPattern::Near(..) => {
                let near = self.near.next().map(Vec::as_slice).unwrap_or_default();
                out.sql("w.word IN (");
                for (index, word) in near.iter().enumerate() {
                    out.sql(if index > 0 { ", " } else { "" }).bind(Bind::Text(word.clone()));
                }
                out.sql(if near.is_empty() { "NULL)" } else { ")" })
            }
        };
        out
    }
}

fn is_double(value: &Expr) -> bool {
    value.kind == FieldType::Double
}

/// The least text above all that begin with `start`.
fn successor(start: &str) -> Option<String> {
    let mut characters: Vec<char> = start.chars().collect();
    while let Some(last) = characters.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

/// The patterns of a plan whose near words have to be looked up, in the order in which they are written.
pub fn near_patterns(conditions: &[Condition]) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<&Condition> = conditions.iter().rev().collect();
    while let Some(condition) = open.pop() {
        match condition {
            Condition::Words(search) => found.extend(search.words.iter().filter_map(|pattern| match pattern {
                WordPattern::Near(word, slips) => Some((word.as_str(), *slips)),
                _ => None,
            })),
            Condition::Not(inside) => open.push(inside),
            Condition::All(parts) | Condition::Any(parts) => open.extend(parts.iter().rev()),
            _ => {}
        }
    }
    found
}
