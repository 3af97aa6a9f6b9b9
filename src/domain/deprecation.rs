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
    /// The address that takes its place, if there is one; what is in braces has the value that it has in `template`.
    pub successor: Option<&'static str>,
}

impl Deprecation {
    /// Whether callers have [`NOTICE`] at least.
    pub fn is_in_time(&self) -> bool {
        self.since.checked_add_months(NOTICE).is_some_and(|earliest| earliest <= self.sunset)
    }
}

/// What is announced to go. The contract marks the same operations as deprecated.
pub const DEPRECATIONS: &[Deprecation] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_goes_is_announced_long_enough_ahead() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let going = |since, sunset| Deprecation {
            template: "/api/v1/axes/{code}",
            since: day(since),
            sunset: day(sunset),
            successor: None,
        };
        assert!(going("2027-01-01", "2028-01-01").is_in_time());
        assert!(!going("2027-01-01", "2027-12-31").is_in_time());
        // Twelve months after a day that the next year lacks is the last day of its month.
        assert!(going("2028-02-29", "2029-02-28").is_in_time());
        assert!(!going("2028-02-29", "2029-02-27").is_in_time());
        for announced in DEPRECATIONS {
            assert!(announced.is_in_time(), "{announced:?}");
        }
    }
}
