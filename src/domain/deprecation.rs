//! Operations that will go: what is announced, twelve months ahead.

use chrono::{Months, NaiveDate};

/// How long callers have to move, at least.
pub const NOTICE: Months = Months::new(12);

/// An operation that is announced to go.
#[derive(Clone, Copy, Debug)]
pub struct Deprecation {
    /// Its address as the contract has it, such as `/api/v1/axes/{code}`.
    pub template: &'static str,
    /// The day from which nobody should begin to use it.
    pub since: NaiveDate,
    /// The day on which it goes, [`NOTICE`] after that or later.
    pub sunset: NaiveDate,
    /// The address that takes its place, if there is one.
    pub successor: Option<&'static str>,
}

/// What is announced to go. The contract marks the same operations as deprecated.
pub const DEPRECATIONS: &[Deprecation] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_goes_is_announced_long_enough_ahead() {
        for announced in DEPRECATIONS {
            let earliest = announced.since.checked_add_months(NOTICE);
            assert!(earliest.is_some_and(|earliest| earliest <= announced.sunset), "{announced:?}");
        }
    }
}
