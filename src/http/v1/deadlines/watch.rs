//! Dated targets as a day sees them, with the state that the release publishes of their objective. Those that begin on a
//! day have no deadline.

use chrono::NaiveDate;

use super::super::views::several;
use crate::{
    domain::{
        absence::{Absence, Absences},
        crosswalk::Relation,
        dataset::record,
        deadline::DeadlineState,
        progress::Status,
        strategy::Level,
        worded_date::DateSense,
    },
    store::{
        Db, QueryResult, Slice,
        crosswalk::{self, CrosswalkRow},
        objectives::{self, ObjectiveRow},
        releases,
        targets::{self, TargetRow},
    },
};

/// A dated target on a day.
pub struct DeadlineRow {
    pub on: NaiveDate,
    pub code: String,
    pub state: String,
    pub deadline: Option<NaiveDate>,
    pub deadline_words: String,
    pub deadline_convention: Option<String>,
    pub days: Option<i32>,
    pub edition: String,
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub nature: String,
    pub source: String,
    pub text_fr: Option<String>,
    pub text_en: Option<String>,
    pub published_objective: Option<String>,
    pub published_status: Option<String>,
    pub published_progress: Option<i32>,
    pub published_through: Option<String>,
    pub absent: String,
    /// The target itself.
    pub target: TargetRow,
}

record!(DeadlineRow {
    on,
    code,
    state,
    deadline,
    deadline_words,
    deadline_convention,
    days,
    edition,
    level,
    axis,
    action,
    objective,
    nature,
    source,
    text_fr,
    text_en,
    published_objective,
    published_status,
    published_progress,
    published_through,
    absent,
});

/// Which deadlines are wanted, and on which day.
#[derive(Clone, Debug)]
pub struct Filter {
    pub on: NaiveDate,
    /// The day is the one on which the request came, so that the answer passes with it.
    pub is_today: bool,
    pub state: Vec<String>,
    pub targets: targets::Filter,
}

/// The fields that `sort` takes.
pub const SORTABLE: &[&str] = &["code", "state", "deadline", "edition", "level", "nature"];

/// The dated targets that the filter keeps: by date, those without a year last; or as `sort` says.
pub fn all(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<DeadlineRow>> {
    let release = releases::by_sequence(db, sequence)?;
    // The release was published by then; its sources are undated, so it may have been earlier.
    let published_by = release.map(|release| release.latest.unwrap_or(release.recorded_at.date()));
    let rows = targets::list(db, sequence, &filter.targets, &Slice::default())?;
    let published = objectives::list(db, sequence, &objectives::Filter::default(), &Slice::default())?;
    let relations = crosswalk::list(db, sequence, &crosswalk::Filter::default(), &Slice::default())?;
    // An objective of the earlier edition is looked for under the code that the crosswalk gives it, unless the aim changed.
    let counterpart = |code: &str| {
        let differs = [Relation::Unknown, Relation::Widened, Relation::Dropped].map(Relation::as_str);
        let known = |row: &&CrosswalkRow| {
            row.level == Level::Objective.as_str()
                && row.from_code.as_deref() == Some(code)
                && !several(&row.relations).iter().any(|word| differs.contains(&word.as_str()))
        };
        relations.iter().find(known).and_then(|row| Some((row.to_code.clone()?, row.code.clone())))
    };
    let state = |target: &TargetRow| {
        let code = target.objective.clone()?;
        let stated = |row: &&ObjectiveRow| row.status.is_some() || row.progress.is_some();
        let named = |code: &str| published.iter().find(|row| row.code == code).filter(stated);
        let through = || counterpart(&code).and_then(|(code, through)| Some((named(&code)?, Some(through))));
        named(&code).map(|row| (row, None)).or_else(through)
    };
    // What begins on a day has no deadline.
    let ends = |row: &TargetRow| row.deadline_sense.as_deref() == Some(DateSense::By.as_str());
    let dated = rows.into_iter().filter(ends);
    let mut all: Vec<DeadlineRow> = dated.map(|target| seen(filter.on, published_by, state(&target), target)).collect();
    all.retain(|row| filter.state.is_empty() || filter.state.contains(&row.state));
    all.sort_by(|a, b| {
        (a.deadline.is_none(), a.deadline, a.target.position).cmp(&(
            b.deadline.is_none(),
            b.deadline,
            b.target.position,
        ))
    });
    for key in slice.sort.iter().rev() {
        let by = |row: &DeadlineRow| match key.field {
            "code" => (false, format!("{:06}", row.target.position)),
            "state" => (false, row.state.clone()),
            "edition" => (false, row.edition.clone()),
            "level" => (false, row.level.clone()),
            "nature" => (false, row.nature.clone()),
            _ => (row.deadline.is_none(), row.deadline.map(|day| day.to_string()).unwrap_or_default()),
        };
        all.sort_by(|a, b| {
            let (a, b) = (by(a), by(b));
            let order = if key.descending { b.1.cmp(&a.1) } else { a.1.cmp(&b.1) };
            a.0.cmp(&b.0).then(order)
        });
    }
    Ok(all)
}

/// What a day makes of a target. A state that was published before the deadline says nothing of it, unless it is that all
/// is done.
fn seen(
    on: NaiveDate,
    published_by: Option<NaiveDate>,
    published: Option<(&ObjectiveRow, Option<String>)>,
    target: TargetRow,
) -> DeadlineRow {
    let (published, through) = published.map_or((None, None), |(row, through)| (Some(row), through));
    let counts = |row: &ObjectiveRow| {
        row.status.as_deref() == Some(Status::Completed.as_str()) || published_by >= target.deadline
    };
    let state = DeadlineState::of(target.deadline, on, published.is_some_and(counts));
    let mut absent = Absences::from_flat(&target.absent);
    let shown = ["axis", "action", "objective", "text_fr", "text_en", "deadline", "deadline_convention"];
    absent.0.retain(|field, _| shown.contains(&field.as_str()));
    if target.deadline.is_none() {
        absent.insert("days", Absence::NotApplicable);
    }
    let status = published.and_then(|row| row.status.clone());
    let progress = published.and_then(|row| row.progress);
    let about = [
        ("published_objective", published.is_none()),
        ("published_status", status.is_none()),
        ("published_progress", progress.is_none()),
    ];
    if through.is_none() {
        absent.insert("published_through", Absence::NotApplicable);
    }
    for (field, _) in about.iter().filter(|(_, missing)| *missing) {
        let reason = if target.objective.is_some() { Absence::NotPublished } else { Absence::NotApplicable };
        absent.insert(field, reason);
    }
    DeadlineRow {
        on,
        code: target.code.clone(),
        state: state.as_str().to_owned(),
        deadline: target.deadline,
        deadline_words: target.deadline_words.clone().unwrap_or_default(),
        deadline_convention: target.deadline_convention.clone(),
        days: target.deadline.and_then(|day| i32::try_from((day - on).num_days()).ok()),
        edition: target.edition.clone(),
        level: target.level.clone(),
        axis: target.axis.clone(),
        action: target.action.clone(),
        objective: target.objective.clone(),
        nature: target.nature.clone(),
        source: target.source.clone(),
        text_fr: target.text_fr.clone(),
        text_en: target.text_en.clone(),
        published_objective: published.map(|row| row.code.clone()),
        published_status: status,
        published_progress: progress,
        published_through: through,
        absent: absent.to_flat(),
        target,
    }
}
