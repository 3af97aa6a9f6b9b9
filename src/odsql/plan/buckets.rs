//! Buckets of `range(…)`: each value lies in one, which has an index for the store and a label for the answer.

use chrono::{DateTime, Days, Months, NaiveDate, NaiveDateTime, SecondsFormat};

/// How values are put into buckets.
#[derive(Clone, Debug, PartialEq)]
pub enum Buckets {
    /// Between given bounds, the lower included; an open end is [`Edge::Open`].
    Static(Vec<Edge>),
    /// Of one width, from zero.
    Width(Width),
    /// Of one length of time, from the first of January 1970.
    Milliseconds(i64),
    /// Weeks from Monday.
    Weeks,
    /// Of so many months, from January: 1, 3 or 12.
    Months(i64),
}

/// A bound of a bucket.
#[derive(Clone, Debug, PartialEq)]
pub enum Edge {
    Open,
    Number(f64),
    /// A time in UTC, which values are compared with, and what the clock of the plan's zone shows then. Of a day, which has
    /// no zone, both are its start.
    Time {
        at: NaiveDateTime,
        clock: NaiveDateTime,
    },
}

/// The width of numeric buckets, above zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    Integer(i64),
    Decimal(f64),
}

impl Buckets {
    /// The label of a bucket, such as `[10, 20[`.
    pub fn label(&self, index: i64) -> String {
        let (from, to) = match self {
            Buckets::Static(edges) => {
                let at = |index: i64| usize::try_from(index).ok().and_then(|i| edges.get(i)).unwrap_or(&Edge::Open);
                (at(index).to_string(), at(index.saturating_add(1)).to_string())
            }
            Buckets::Width(Width::Integer(width)) => {
                (index.saturating_mul(*width).to_string(), index.saturating_add(1).saturating_mul(*width).to_string())
            }
            Buckets::Width(Width::Decimal(width)) => {
                // Bucket numbers are small where they are exact at all.
                let at = |index: i64| (index as f64 * width).to_string();
                (at(index), at(index.saturating_add(1)))
            }
            Buckets::Milliseconds(length) => {
                let at = |index: i64| index.checked_mul(*length).and_then(DateTime::from_timestamp_millis);
                (time(at(index).map(|t| t.naive_utc())), time(at(index + 1).map(|t| t.naive_utc())))
            }
            // The first of January 1970 was a Thursday.
            Buckets::Weeks => (day(index * 7 - 3), day(index * 7 + 4)),
            Buckets::Months(length) => (month(index * length), month((index + 1) * length)),
        };
        format!("[{from}, {to}[")
    }
}

impl std::fmt::Display for Edge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Edge::Open => f.write_str("*"),
            // One decimal at least, as the portal writes bounds that were given.
            Edge::Number(number) => write!(f, "{number:?}"),
            Edge::Time { clock, .. } => f.write_str(&time(Some(*clock))),
        }
    }
}

fn time(at: Option<NaiveDateTime>) -> String {
    at.map_or_else(|| "*".to_owned(), |at| at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn day(since_1970: i64) -> String {
    let epoch = NaiveDate::default();
    let days = Days::new(since_1970.unsigned_abs());
    let at = if since_1970 < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) };
    time(at.and_then(|date| date.and_hms_opt(0, 0, 0)))
}

/// The start of a month, counted from January of the year 0.
fn month(index: i64) -> String {
    let start = NaiveDate::from_ymd_opt(0, 1, 1);
    let months = u32::try_from(index).ok().map(Months::new);
    let at = start.zip(months).and_then(|(start, months)| start.checked_add_months(months));
    time(at.and_then(|date| date.and_hms_opt(0, 0, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_include_their_lower_bound_and_exclude_the_upper() {
        assert_eq!(Buckets::Width(Width::Integer(10)).label(1), "[10, 20[");
        assert_eq!(Buckets::Width(Width::Integer(5)).label(-1), "[-5, 0[");
        let edges = vec![Edge::Open, Edge::Number(20.0), Edge::Number(100.0), Edge::Open];
        assert_eq!(
            [0, 1, 2].map(|index| Buckets::Static(edges.clone()).label(index)),
            ["[*, 20.0[", "[20.0, 100.0[", "[100.0, *["]
        );
    }

    #[test]
    fn labels_of_dates_are_whole_periods() {
        // 2026-11-22 is a Sunday, and day 20,779 after the first of January 1970.
        assert_eq!(
            Buckets::Milliseconds(86_400_000).label(20_779),
            "[2026-11-22T00:00:00.000Z, 2026-11-23T00:00:00.000Z["
        );
        assert_eq!(Buckets::Weeks.label(2968), "[2026-11-16T00:00:00.000Z, 2026-11-23T00:00:00.000Z[");
        assert_eq!(Buckets::Months(3).label(2026 * 4 + 3), "[2026-10-01T00:00:00.000Z, 2027-01-01T00:00:00.000Z[");
    }
}
