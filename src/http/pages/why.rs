//! Why an axis or action has its figure: what the rule takes, what it gives, and what other rules would.

use super::{lines, page::Page, words::Said};
use crate::{
    domain::{derivation::words::Words, strategy::Level, text::Texts},
    http::{
        problem::ApiError,
        state::Context,
        v1::receipts::{self, InputView, RivalView},
    },
    store::Db,
};

/// The receipt of a figure, as a page shows it.
pub struct Why {
    /// The rule in words.
    pub rule: String,
    /// How far the published figures bear the rule out.
    pub reason: String,
    pub inputs: Vec<Input>,
    /// What the rule gives; none where a child's figure is missing.
    pub mean: Option<Mean>,
    pub published: Option<i32>,
    pub rivals: Vec<Rival>,
    /// The receipt in the API.
    pub path: String,
}

/// A mean, and how it comes about.
pub struct Mean {
    pub sum: String,
    pub count: usize,
    pub fraction: String,
    pub result: i32,
}

/// A child as an input of the mean.
pub struct Input {
    pub code: String,
    pub path: String,
    pub title: Said,
    pub published: Option<i32>,
    pub fraction: Option<String>,
    /// Why there is no figure.
    pub absent: String,
}

/// Another reading of the same figures.
pub struct Rival {
    pub description: String,
    pub fraction: String,
    pub value: i32,
    pub reason: String,
}

/// The receipt of an axis or action.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, context: &Context, page: &Page, level: Level, code: &str) -> Result<Why, ApiError> {
    let receipt = receipts::receipt(db, context, level, code)?;
    let folder = if level == Level::Axis { "actions" } else { "objectives" };
    let input = |input: InputView| Input {
        path: format!("/{folder}/{}", input.code),
        title: lines::title(page, &input.title),
        published: input.published,
        fraction: input.fraction,
        absent: page.absent(&input.absent, "published"),
        code: input.code,
    };
    let rival = |rival: RivalView| Rival {
        description: said(page, &rival.description),
        fraction: rival.fraction,
        value: rival.value,
        reason: said(page, &rival.reason),
    };
    Ok(Why {
        rule: said(page, &receipt.rule_words),
        reason: said(page, &receipt.reason),
        inputs: receipt.inputs.into_iter().map(input).collect(),
        mean: mean(receipt.sum, receipt.count, receipt.fraction, receipt.result),
        published: receipt.published,
        rivals: receipt.rivals.into_iter().map(rival).collect(),
        path: format!("{}/derivation", receipts::href(level, code)),
    })
}

fn mean(sum: Option<String>, count: Option<usize>, fraction: Option<String>, result: Option<i32>) -> Option<Mean> {
    Some(Mean { sum: sum?, count: count?, fraction: fraction?, result: result? })
}

/// The record's own words, which both languages have.
fn said(page: &Page, words: &Words) -> String {
    page.said(&Texts { fr: Some(words.fr.clone()), en: Some(words.en.clone()) }).text
}
