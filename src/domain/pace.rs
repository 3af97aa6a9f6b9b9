//! How fast a published figure moved between releases: a plain rate between two of them, and never a forecast.
//!
//! Releases are undated, so the days between two of them are bounded and so is the rate. Fewer than
//! [`FEWEST_POINTS`] releases with a figure make no trend, and give none.

use chrono::NaiveDate;
use thiserror::Error;

use super::progress::Fraction;

/// Releases that must publish the figure.
pub const FEWEST_POINTS: usize = 3;

/// A published figure in one release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The release with its revision, such as `2026.1`.
    pub release: String,
    /// The published whole percentage.
    pub progress: i32,
    /// The release was published on or after this day; none if no words of the sources bound it.
    pub earliest: Option<NaiveDate>,
    /// The release was published on or before this day.
    pub latest: NaiveDate,
}

/// The least and the greatest that something can be; none where a bound is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds<T> {
    pub least: Option<T>,
    pub greatest: Option<T>,
}

/// The rate between the first and the last figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// In percentage points.
    pub difference: i32,
    /// Between the two publications; the least is none where their dates may fall together.
    pub days: Bounds<i64>,
    /// Percentage points a day, exact.
    pub per_day: Bounds<Fraction>,
    /// Percentage points a quarter of 365/4 days, exact.
    pub per_quarter: Bounds<Fraction>,
}

/// Why there is no rate.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{}", self.words())]
pub struct TooFewPoints {
    /// Releases that publish a figure.
    pub count: usize,
}

impl TooFewPoints {
    fn words(self) -> &'static str {
        match self.count {
            0 => "no point is a trend",
            1 => "one point is not a trend",
            _ => "two points are not a trend",
        }
    }
}

/// The rate between the first and the last of the points, which are in the order of the releases.
///
/// # Errors
/// [`TooFewPoints`].
pub fn pace(points: &[Point]) -> Result<Pace, TooFewPoints> {
    let (first, last) = match points {
        [first, .., last] if points.len() >= FEWEST_POINTS => (first, last),
        _ => return Err(TooFewPoints { count: points.len() }),
    };
    let between = |from: Option<NaiveDate>, to: Option<NaiveDate>| Some((to? - from?).num_days()).filter(|d| *d > 0);
    let days = Bounds {
        least: between(Some(first.latest), last.earliest),
        greatest: between(first.earliest, Some(last.latest)),
    };
    let difference = last.progress - first.progress;
    let rate = |days: Option<i64>| match (difference, days) {
        // What does not move has a rate, however long it took.
        (0, _) => Some(Fraction::from(0)),
        (_, days) => Some(Fraction::new(i64::from(difference), days?)),
    };
    let (slow, fast) = (rate(days.greatest), rate(days.least));
    let per_day =
        if difference < 0 { Bounds { least: fast, greatest: slow } } else { Bounds { least: slow, greatest: fast } };
    let quarter = Fraction::new(365, 4);
    let per_quarter = Bounds {
        least: per_day.least.map(|rate| rate * quarter),
        greatest: per_day.greatest.map(|rate| rate * quarter),
    };
    Ok(Pace { difference, days, per_day, per_quarter })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(release: &str, progress: i32, earliest: Option<&str>, latest: &str) -> Point {
        let day = |text: &str| text.parse().expect("a day");
        Point { release: release.to_owned(), progress, earliest: earliest.map(day), latest: day(latest) }
    }

    #[test]
    fn fewer_than_three_points_give_no_rate() {
        let one = point("2026.1", 5, None, "2026-03-31");
        for count in 0..FEWEST_POINTS {
            assert_eq!(pace(&vec![one.clone(); count]), Err(TooFewPoints { count }));
        }
        assert_eq!(TooFewPoints { count: 1 }.to_string(), "one point is not a trend");
    }

    #[test]
    fn a_rate_is_bounded_by_the_bounds_of_the_dates() {
        let points = [
            point("2026.1", 5, Some("2026-01-01"), "2026-01-11"),
            point("2026-Q2.1", 90, None, "2026-02-01"),
            point("2026-Q3.1", 25, Some("2026-02-20"), "2026-03-02"),
        ];
        // From 11 January to 20 February 40 days, from 1 January to 2 March 60 days; 20 points.
        let found = pace(&points).expect("three points");
        assert_eq!((found.difference, found.days), (20, Bounds { least: Some(40), greatest: Some(60) }));
        assert_eq!(found.per_day, Bounds { least: Some(Fraction::new(1, 3)), greatest: Some(Fraction::new(1, 2)) });
        assert_eq!(found.per_quarter.greatest, Some(Fraction::new(365, 8)));
    }

    #[test]
    fn a_fall_and_a_missing_bound_are_told_as_they_are() {
        let points = [
            point("2026.1", 25, Some("2026-01-01"), "2026-01-11"),
            point("2026-Q2.1", 25, None, "2026-02-01"),
            point("2026-Q3.1", 5, None, "2026-03-02"),
        ];
        let found = pace(&points).expect("three points");
        assert_eq!(found.days, Bounds { least: None, greatest: Some(60) });
        assert_eq!(found.per_day, Bounds { least: None, greatest: Some(Fraction::new(-1, 3)) });
        let level = pace(&[points[0].clone(), points[1].clone(), Point { progress: 25, ..points[2].clone() }]);
        assert_eq!(level.map(|pace| pace.per_day.least), Ok(Some(Fraction::from(0))));
    }
}
