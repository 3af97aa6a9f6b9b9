//! `select`, `group_by` and `order_by`: what the columns of an answer are, what its groups, what its order.

use super::{
    Settings,
    expr::{Planner, Scope, of_field},
    types::{Column, Expr, Key, KeyBy, Node, Order, Shape},
};
use crate::{
    domain::dataset::{Dataset, Field},
    odsql::{
        MOST_COLUMNS,
        ast::{self, Argument, ExprKind, Labelled, Number, SelectItem},
        error::{PlanError, Refusal, Span},
        functions::{self, Family},
        parse_group_by, parse_order_by, parse_select,
    },
};

/// Plans the columns and groups of an answer.
///
/// # Errors
/// The first place that is not of the language or means nothing over the dataset.
pub fn shape(
    dataset: &'static Dataset,
    select: Option<&str>,
    group_by: Option<&str>,
    settings: &Settings,
) -> Result<Shape, Refusal> {
    let items = select.map(parse_select).transpose()?.unwrap_or_default();
    let mut keys: Vec<Key> = Vec::new();
    if let Some(text) = group_by {
        let mut planner = Planner::of_rows(dataset, "group_by", text, settings);
        for written in parse_group_by(text)? {
            let by = planner.key_by(&written)?;
            let name = name_of(&written);
            planner.unique(keys.iter().map(|key| &key.name), &name, &written.expr.span)?;
            if let KeyBy::Each(field) = by
                && keys.iter().any(|key| matches!(key.by, KeyBy::Each(known) if known.name == field.name))
            {
                // Every row would be in as many groups as its values have pairs.
                let problem = format!("The values of {} are a key of group_by already", field.name);
                return Err(planner.error(problem, &written.expr.span).into());
            }
            keys.push(Key { name, by });
            planner.bounded(keys.len(), &written.expr.span)?;
        }
    }
    let text = select.unwrap_or_default();
    let aggregated = items.iter().any(|item| matches!(item, SelectItem::Expr(item) if has_aggregate(&item.expr)));
    if keys.is_empty() && !aggregated {
        let columns = Planner::of_rows(dataset, "select", text, settings).row_columns(&items)?;
        return Ok(Shape::Rows(columns));
    }
    let mut aggregates = Vec::new();
    let scope = Scope::Groups { keys: &keys, aggregates: &mut aggregates };
    let columns = Planner { dataset, clause: "select", text, settings, scope }.group_columns(&items, &keys)?;
    Ok(Shape::Groups { keys, aggregates, columns })
}

/// Plans the order of an answer; aggregates that only the order names are added to the shape.
///
/// # Errors
/// As [`shape`].
pub fn order(
    dataset: &'static Dataset,
    order_by: Option<&str>,
    shape: &mut Shape,
    settings: &Settings,
) -> Result<Vec<Order>, Refusal> {
    let Some(text) = order_by else { return Ok(Vec::new()) };
    let mut planned = Vec::new();
    let mut field_seen = false;
    for written in parse_order_by(text)? {
        let span = &written.expr.span;
        let labelled = |columns: &[Column]| match &written.expr.kind {
            ExprKind::Field(name) => columns.iter().find(|column| column.name == *name).map(|c| c.expr.clone()),
            _ => None,
        };
        let expr = match shape {
            Shape::Rows(columns) => match labelled(columns) {
                Some(expr) => expr,
                None => Planner::of_rows(dataset, "order_by", text, settings).row_order(&written.expr)?,
            },
            Shape::Groups { keys, aggregates, columns } => match labelled(columns) {
                Some(expr) => expr,
                None => {
                    let scope = Scope::Groups { keys, aggregates };
                    let mut planner = Planner { dataset, clause: "order_by", text, settings, scope };
                    let is_aggregate = has_aggregate(&written.expr);
                    if is_aggregate && field_seen {
                        return Err(planner.error("Aggregates come before fields in order_by", span).into());
                    }
                    field_seen |= !is_aggregate;
                    planner.group_order(&written.expr)?
                }
            },
        };
        let planner = Planner::of_rows(dataset, "order_by", text, settings);
        planner.bounded(planned.len(), span)?;
        if expr.is_constant() {
            return Err(planner.error("An order needs a field; this is the same for all rows", span).into());
        }
        planned.push(Order { expr, descending: written.descending });
    }
    Ok(planned)
}

impl Planner<'_> {
    /// Refuses a label that is there already.
    fn unique<'n>(
        &self,
        mut known: impl Iterator<Item = &'n String>,
        name: &str,
        span: &Span,
    ) -> Result<(), PlanError> {
        match known.any(|known| known == name) {
            true => Err(self.error(format!("Alias '{name}' is declared several times"), span)),
            false => Ok(()),
        }
    }

    fn bounded(&self, count: usize, span: &Span) -> Result<(), PlanError> {
        match count > MOST_COLUMNS {
            true => Err(self.error(format!("At most {MOST_COLUMNS} columns or keys are allowed"), span)),
            false => Ok(()),
        }
    }

    /// The columns of an answer whose rows are those of the dataset.
    fn row_columns(&mut self, items: &[SelectItem]) -> Result<Vec<Column>, PlanError> {
        let field_column = |field: &'static Field| Column { name: field.name.to_owned(), expr: of_field(field) };
        let all = || self.dataset.fields.iter().map(field_column);
        let leaves_out = |item: &SelectItem| matches!(item, SelectItem::Exclude(_));
        let mut columns: Vec<Column> = if items.iter().all(leaves_out) { all().collect() } else { Vec::new() };
        for item in items {
            if let SelectItem::Include(name) | SelectItem::Exclude(name) = item
                && !name.ends_with('*')
            {
                self.field(name, &(0..1))?;
            }
            match item {
                SelectItem::All | SelectItem::Include(_) => {
                    let wanted = |name: &str| match item {
                        SelectItem::Include(pattern) => fits(pattern, name),
                        _ => true,
                    };
                    let found: Vec<Column> = self
                        .dataset
                        .fields
                        .iter()
                        .filter(|field| wanted(field.name) && !columns.iter().any(|c| c.name == field.name))
                        .map(field_column)
                        .collect();
                    columns.extend(found);
                }
                SelectItem::Exclude(pattern) => columns.retain(|column| !fits(pattern, &column.name)),
                SelectItem::Expr(item) => {
                    let expr = self.scalar(&item.expr)?;
                    let name = name_of(item);
                    self.unique(columns.iter().map(|column| &column.name), &name, &item.expr.span)?;
                    columns.push(Column { name, expr });
                }
            }
            self.bounded(columns.len(), &(0..1))?;
        }
        Ok(columns)
    }

    /// The columns of a grouped answer beside its keys.
    fn group_columns(&mut self, items: &[SelectItem], keys: &[Key]) -> Result<Vec<Column>, PlanError> {
        let mut columns: Vec<Column> = Vec::new();
        for item in items {
            let SelectItem::Expr(item) = item else {
                return Err(self.error("A grouped answer has its keys and aggregates, and no * beside them", &(0..1)));
            };
            let expr = self.group_value(&item.expr)?;
            let name = name_of(item);
            // A key is there already, under its own name.
            let is_key = matches!(expr.node, Node::Key(index) if item.label.is_none() && keys[index].name == name);
            if is_key {
                continue;
            }
            let taken = keys.iter().map(|key| &key.name).chain(columns.iter().map(|column| &column.name));
            self.unique(taken, &name, &item.expr.span)?;
            columns.push(Column { name, expr });
            self.bounded(columns.len(), &item.expr.span)?;
        }
        Ok(columns)
    }

    fn row_order(&mut self, expr: &ast::Expr) -> Result<Expr, PlanError> {
        match &expr.kind {
            ExprKind::Call(call) if call.function == "random" => match call.arguments.as_slice() {
                [Argument::Expr(ast::Expr { kind: ExprKind::Number(Number::Integer(seed)), .. })] => {
                    Ok(Expr::int(Node::Random(*seed), 1.0))
                }
                _ => Err(self.error("random takes a whole number", &expr.span)),
            },
            _ => {
                let value = self.scalar(expr)?;
                match value.is_multivalued() {
                    true => Err(self.error("A field of several values has no order", &expr.span)),
                    false => Ok(value),
                }
            }
        }
    }

    fn group_order(&mut self, expr: &ast::Expr) -> Result<Expr, PlanError> {
        match &expr.kind {
            ExprKind::Call(call) if call.function == "random" => {
                Err(self.error("random orders rows, not groups", &expr.span))
            }
            _ => self.group_value(expr),
        }
    }

    /// A value of a group. A range is known by its number in the store and by its bounds in the answer, so nothing is made
    /// of it.
    fn group_value(&mut self, expr: &ast::Expr) -> Result<Expr, PlanError> {
        let value = self.scalar(expr)?;
        let Scope::Groups { keys, .. } = &self.scope else { return Ok(value) };
        if value.as_key(keys).is_some() {
            return Ok(value);
        }
        let is_inside = |index: usize| value.holds(&|node| *node == Node::Key(index));
        let mut ranges = keys.iter().enumerate().filter(|(_, key)| matches!(key.by, KeyBy::Bucket(..)));
        match ranges.find(|(index, _)| is_inside(*index)) {
            Some((_, key)) => {
                let mut error = self.error(format!("The range {} stands inside an expression", key.name), &expr.span);
                error.hint = Some("A range is expected by itself, and nothing is reckoned with it".to_owned());
                Err(error)
            }
            None => Ok(value),
        }
    }
}

/// The name of a column: its label, or its own text; a field that is back-quoted is named without the quotes.
fn name_of(item: &Labelled) -> String {
    match (&item.label, &item.expr.kind) {
        (Some(label), _) => label.clone(),
        (None, ExprKind::Field(name)) => name.clone(),
        (None, _) => item.text.clone(),
    }
}

/// Whether a name fits a pattern such as `title*`.
fn fits(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(name == pattern, |start| name.starts_with(start))
}

/// Whether an expression holds an aggregate.
fn has_aggregate(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(call) => {
            let own = functions::find(call.function).is_some_and(|function| function.family == Family::Aggregate);
            let inner = |argument: &Argument| matches!(argument, Argument::Expr(expr) if has_aggregate(expr));
            own || call.arguments.iter().any(inner)
        }
        ExprKind::Negate(inside) => has_aggregate(inside),
        ExprKind::Arithmetic(left, _, right) => has_aggregate(left) || has_aggregate(right),
        _ => false,
    }
}
