//! The watch on deadlines: what a day makes of a dated aim. A deadline that has passed without a published state is exactly
//! that; nothing more is said of it.

use chrono::NaiveDate;

use super::closed::closed;

closed! {
    /// What a day makes of a deadline.
    DeadlineState {
        /// The day is not past the deadline.
        Upcoming = "upcoming",
        /// The deadline has passed, and since then a status or progress of the objective that the aim belongs to was published,
        /// or it was completed before.
        PassedWithPublishedState = "deadline_passed_with_published_state",
        /// The deadline has passed, and no state was published since.
        PassedWithoutPublishedState = "deadline_passed_without_published_state",
        /// The words name no year.
        Undated = "undated",
    }
}

impl DeadlineState {
    /// What `on` makes of a deadline.
    pub fn of(deadline: Option<NaiveDate>, on: NaiveDate, is_state_published: bool) -> Self {
        match deadline {
            None => DeadlineState::Undated,
            Some(day) if on <= day => DeadlineState::Upcoming,
            Some(_) if is_state_published => DeadlineState::PassedWithPublishedState,
            Some(_) => DeadlineState::PassedWithoutPublishedState,
        }
    }

    /// The state in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            DeadlineState::Upcoming => ["échéance à venir", "deadline to come"],
            DeadlineState::PassedWithPublishedState => {
                ["échéance passée, état publié", "deadline passed, state published"]
            }
            DeadlineState::PassedWithoutPublishedState => {
                ["échéance passée sans état publié", "deadline passed without a published state"]
            }
            DeadlineState::Undated => ["échéance sans année", "deadline without a year"],
        }
    }
}
