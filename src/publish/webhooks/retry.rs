//! When a delivery that failed is tried again: soon, then ever more slowly, for three days.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The wait before the second attempt, before the third, and so on: the schedule that the specification suggests, drawn out
/// to 75 hours, so that a receiver that fails on a Friday evening is told on Monday.
pub const DELAYS: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

/// How often a delivery is tried at most.
pub const ATTEMPTS: usize = DELAYS.len() + 1;

/// The longest wait, also for a receiver that asks for one.
pub const LONGEST: Duration = Duration::from_secs(24 * HOUR);

/// The wait after so many attempts that failed; none if they were all. A receiver may ask for a longer one, within bounds.
pub fn delay(attempts: i32, asked: Option<Duration>) -> Option<Duration> {
    let own = usize::try_from(attempts).ok()?.checked_sub(1).and_then(|index| DELAYS.get(index))?;
    Some(asked.map_or(*own, |asked| asked.min(LONGEST).max(*own)))
}

/// What the header `Retry-After` asks for: seconds, or a time.
pub fn asked(header: &str, now: NaiveDateTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(header).ok()?;
    (at.naive_utc() - now).to_std().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_over_three_days() {
        assert!(DELAYS.is_sorted_by(|one, next| one < next) && DELAYS.last() == Some(&LONGEST));
        let whole: Duration = DELAYS.iter().sum();
        assert!((72..80).contains(&(whole.as_secs() / HOUR)), "{whole:?}");
        assert_eq!(delay(1, None), Some(Duration::from_secs(5)));
        assert_eq!(delay(9, None), Some(Duration::from_secs(24 * HOUR)));
        assert_eq!((delay(10, None), delay(0, None), delay(-1, None)), (None, None, None));
    }

    #[test]
    fn a_receiver_may_ask_for_a_longer_wait_within_bounds() {
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(delay(1, seconds(120)), seconds(120));
        assert_eq!(delay(2, seconds(1)), seconds(5 * MINUTE));
        assert_eq!(delay(1, seconds(u64::MAX)), seconds(24 * HOUR));
        assert_eq!(delay(10, seconds(1)), None);
    }

    #[test]
    fn the_header_is_seconds_or_a_time() {
        let now = DateTime::from_timestamp(784_111_767, 0).unwrap_or_default().naive_utc();
        assert_eq!(asked(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(10)));
        assert_eq!(asked("Sat, 05 Nov 1994 08:49:37 GMT", now), None);
        assert_eq!((asked("soon", now), asked("-1", now)), (None, None));
    }
}
