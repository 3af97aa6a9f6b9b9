//! Axes, actions and objectives as lines of lists and rows of tables.

use super::{page::Page, statements::Statements, words::Said};
use crate::{
    domain::text::Texts,
    http::v1::{actions::ActionView, objectives::ObjectiveView},
};

/// An action as a line of a list.
pub struct ActionLine {
    pub code: String,
    pub path: String,
    pub title: Said,
    pub is_named: bool,
    pub progress: Option<i32>,
    /// Why there is no progress.
    pub absent: String,
}

impl ActionLine {
    /// The line of an action.
    pub fn of(page: &Page, action: &ActionView) -> Self {
        ActionLine {
            path: format!("/actions/{}", action.code),
            title: title(page, &action.title),
            is_named: action.title.is_some(),
            progress: action.progress,
            absent: page.absent(&action.absent, "progress"),
            code: action.code.clone(),
        }
    }
}

/// An objective as a row: title, progress, achievements, next steps.
pub struct ObjectiveLine {
    pub code: String,
    pub path: String,
    pub title: Said,
    pub status: Option<String>,
    /// The status as the documents print it.
    pub status_words: String,
    pub progress: Option<i32>,
    /// Why there is no progress.
    pub absent: String,
    pub achievements: Statements,
    pub no_achievements: String,
    pub next_steps: Statements,
    pub no_next_steps: String,
}

impl ObjectiveLine {
    /// The row of an objective.
    pub fn of(page: &Page, objective: &ObjectiveView) -> Self {
        ObjectiveLine {
            path: format!("/objectives/{}", objective.code),
            title: title(page, &objective.title),
            status: objective.status.clone(),
            status_words: objective.status.as_deref().map(|status| page.status(status)).unwrap_or_default(),
            progress: objective.progress,
            absent: page.absent(&objective.absent, "progress"),
            achievements: Statements::of(page, &objective.achievements),
            no_achievements: page.absent(&objective.absent, "achievements"),
            next_steps: Statements::of(page, &objective.next_steps),
            no_next_steps: page.absent(&objective.absent, "next_steps"),
            code: objective.code.clone(),
        }
    }

    /// Whether a text is not in the language of the page.
    pub fn has_foreign(&self) -> bool {
        self.title.foreign.is_some() || self.achievements.has_foreign() || self.next_steps.has_foreign()
    }
}

/// A title in the language of the page, or in the one that states it; empty if none does.
pub fn title(page: &Page, title: &Option<Texts>) -> Said {
    page.said(title.as_ref().unwrap_or(&Texts::default()))
}
