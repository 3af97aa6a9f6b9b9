//! What stands beside an axis, action or objective: dated and quantified aims, and findings about the sources.

use super::{page::Page, words::Said};
use crate::{
    domain::{crosswalk::EDITIONS, strategy::Level, text::Texts, worded_date::DateKind},
    http::{
        problem::ApiError,
        state::Context,
        v1::{
            collection::Collection,
            targets::{TargetView, Targets},
        },
    },
    store::{Db, Slice, findings, targets},
};

/// What stands beside.
pub struct Beside {
    pub targets: Vec<Target>,
    pub findings: Vec<Finding>,
}

/// An aim in the words of its document.
pub struct Target {
    pub text: Said,
    /// The document that states it.
    pub source: String,
    pub source_path: String,
    /// The words of its deadline, in the language of the text.
    pub deadline: Option<Said>,
    /// The last day that the words can mean, and the convention by which they do.
    pub day: Option<String>,
    pub convention: Option<String>,
}

/// A finding about the sources, in a line.
pub struct Finding {
    pub path: String,
    pub code: String,
    pub title: Said,
}

/// What stands beside one item of the edition that is read.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, context: &Context, page: &Page, level: Level, code: &str) -> Result<Beside, ApiError> {
    let (sequence, edition) = (context.release.sequence, &context.release.edition);
    let mut filter = targets::Filter { edition: vec![edition.clone()], ..Default::default() };
    let codes = vec![code.to_owned()];
    match level {
        Level::Axis => (filter.axis, filter.level) = (codes, vec![level.as_str().to_owned()]),
        Level::Action => (filter.action, filter.level) = (codes, vec![level.as_str().to_owned()]),
        _ => filter.objective = codes,
    }
    let rows = targets::list(db, sequence, &filter, &Slice::default())?;
    let target = |target: TargetView| {
        let text = page.said(&target.text);
        let deadline = target.deadline.as_ref();
        let kind = deadline.and_then(|deadline| DateKind::from_word(&deadline.kind));
        Target {
            day: deadline.and_then(|deadline| deadline.date).map(|day| page.date(&day)),
            convention: kind.and_then(DateKind::convention).map(|words| words[page.language as usize].to_owned()),
            deadline: target.deadline.map(|deadline| Said { text: deadline.words, foreign: text.foreign }),
            text,
            source_path: format!("/sources/{}", target.source),
            source: target.source,
        }
    };
    let targets = Targets::views(db, context, rows)?.into_iter().map(target).collect();
    // Findings name subjects in the numbering of the later edition unless they say otherwise; axes are the same in both.
    let prefix = if *edition == EDITIONS[0] && level != Level::Axis { "2023 " } else { "" };
    let filter = findings::Filter { subject: vec![format!("{prefix}{} {code}", level.as_str())], ..Default::default() };
    let rows = findings::list(db, sequence, &filter, &Slice::default())?;
    let finding = |row: findings::FindingRow| Finding {
        path: format!("/findings/{}", row.code),
        title: page.said(&Texts { fr: Some(row.title_fr), en: Some(row.title_en) }),
        code: row.code,
    };
    Ok(Beside { targets, findings: rows.into_iter().map(finding).collect() })
}
