//! Dates as written: a literal stands for the whole period of its precision; `now(…)` for a time that its parameters move.

use std::ops::RangeInclusive;

use chrono::{
    DateTime, Datelike, Days, Duration, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone,
    Timelike, Utc,
};
use chrono_tz::{GapInfo, Tz};

use crate::odsql::ast::Number;

/// The years that literals and `now(…)` stand in: both databases have them, and SQLite compares them as texts.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// A stretch of time, its end not included, as a clock shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// How far the clock is from UTC, if the literal says so.
    offset: Option<FixedOffset>,
}

impl Period {
    /// Reads the inside of `date'…'`: ISO 8601 of any precision from a year to a fraction of a second, with or without
    /// an offset, with `/` for `-` and a space for `T`.
    pub fn parse(text: &str) -> Option<Period> {
        let text = text.trim();
        let (date, time) = match text.find(['T', 't', ' ']) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let (start, months, days) = parse_date(date)?;
        let midnight = start.and_time(NaiveTime::MIN);
        let Some(time) = time else {
            let end = midnight.checked_add_months(Months::new(months))?.checked_add_days(Days::new(days))?;
            return Some(Period { start: midnight, end: end.min(latest()), offset: None });
        };
        if days != 1 {
            return None;
        }
        let (clock, offset) = split_offset(time)?;
        let (since_midnight, length) = parse_clock(clock)?;
        let start = midnight.checked_add_signed(since_midnight)?;
        Some(Period { start, end: start.checked_add_signed(length)?.min(latest()), offset })
    }

    /// The period in UTC, its clock being that of the literal's offset, else of the zone: a period of days ends where the
    /// next one begins, a shorter one lasts as long as its precision says, whatever the clock does meanwhile.
    pub fn in_utc(self, zone: Tz) -> (NaiveDateTime, NaiveDateTime) {
        // A day from the ends, so that the clock of every zone shows a year that there is.
        let day = Duration::days(1);
        let inside = |time: NaiveDateTime| time.clamp(earliest() + day, latest() - day);
        let start = self.moment(zone, self.start);
        let end = if self.days().is_some() { self.moment(zone, self.end) } else { start + (self.end - self.start) };
        (inside(start), inside(end))
    }

    /// The start as the clock of the zone shows it.
    pub fn start_on_clock(self, zone: Tz) -> NaiveDateTime {
        let clock = zone.from_utc_datetime(&self.moment(zone, self.start)).naive_local();
        clock.clamp(earliest(), latest())
    }

    /// The time in UTC at which the literal's clock shows `clock`.
    fn moment(self, zone: Tz, clock: NaiveDateTime) -> NaiveDateTime {
        match self.offset {
            Some(offset) => clock - offset,
            None => to_utc(zone, clock),
        }
    }

    /// The days of the period, its end not included, if it is made of whole days.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let whole = self.start.time() == NaiveTime::MIN && self.end.time() == NaiveTime::MIN;
        whole.then(|| (self.start.date(), self.end.date()))
    }
}

fn earliest() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(*YEARS.start(), 1, 1).unwrap_or_default().and_time(NaiveTime::MIN)
}

/// The last microsecond, which is what the store keeps.
fn latest() -> NaiveDateTime {
    let after = NaiveDate::from_ymd_opt(*YEARS.end() + 1, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN);
    after - Duration::microseconds(1)
}

/// The time in UTC at which a zone's clock shows `clock`: the first one if it does so twice; if it jumps past, the time by
/// the offset from before the jump, at which it shows as much more as it jumped (RFC 5545, section 3.3.5).
fn to_utc(zone: Tz, clock: NaiveDateTime) -> NaiveDateTime {
    match zone.from_local_datetime(&clock).earliest() {
        Some(time) => time.naive_utc(),
        None => {
            let before = GapInfo::new(&clock, &zone).and_then(|gap| gap.begin);
            before.map_or(clock, |(_, offset)| clock - offset.fix())
        }
    }
}

/// The first day of the date, and how many months and days it stands for.
fn parse_date(text: &str) -> Option<(NaiveDate, u32, u64)> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(separator).collect();
    let number = |digits: &str, widths: std::ops::RangeInclusive<usize>| {
        let plain = widths.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| plain)
    };
    let year = i32::try_from(number(parts.first()?, 4..=4)?).ok().filter(|year| YEARS.contains(year))?;
    match parts.as_slice() {
        [_] => Some((NaiveDate::from_ymd_opt(year, 1, 1)?, 12, 0)),
        [_, month] => Some((NaiveDate::from_ymd_opt(year, number(month, 1..=2)?, 1)?, 1, 0)),
        [_, month, day] => Some((NaiveDate::from_ymd_opt(year, number(month, 1..=2)?, number(day, 1..=2)?)?, 0, 1)),
        _ => None,
    }
}

/// The clock and the offset behind it.
fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.rfind(['+', '-', '−']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at(at);
    let sign = if offset.starts_with('+') { 1 } else { -1 };
    let digits: String = offset.chars().skip(1).filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    (minutes < 60).then_some(())?;
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)).map(|offset| (clock, Some(offset)))
}

/// The time since midnight, and how long it lasts at its precision.
fn parse_clock(text: &str) -> Option<(Duration, Duration)> {
    let parts: Vec<&str> = text.split(':').collect();
    let two = |digits: &str, below: i64| {
        let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|number| plain && *number < below)
    };
    let hours = Duration::hours(two(parts.first()?, 24)?);
    let minutes = |digits: &str| two(digits, 60).map(Duration::minutes);
    match parts.as_slice() {
        [_] => Some((hours, Duration::hours(1))),
        [_, minute] => Some((hours + minutes(minute)?, Duration::minutes(1))),
        [_, minute, second] => {
            let (whole, fraction) = second.split_once('.').unwrap_or((second, ""));
            let start = hours + minutes(minute)? + Duration::seconds(two(whole, 60)?);
            if !second.contains('.') {
                return Some((start, Duration::seconds(1)));
            }
            if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let unit = 10_i64.pow(9 - u32::try_from(fraction.len()).ok()?);
            let nanoseconds = fraction.parse::<i64>().ok()? * unit;
            // The store keeps microseconds.
            Some((start + Duration::nanoseconds(nanoseconds), Duration::nanoseconds(unit.max(1000))))
        }
        _ => None,
    }
}

/// The time that `now(…)` stands for: each parameter in turn sets a part of the clock of `zone` (singular) or moves it
/// (plural, or a day of the week).
///
/// # Errors
/// The parameter that does not exist, or the time that it leads out of.
pub fn moved(now: DateTime<Utc>, zone: Tz, parameters: &[(String, Number)]) -> Result<NaiveDateTime, String> {
    // The store keeps microseconds.
    let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
    let shown = now.with_timezone(&zone).naive_local();
    let mut clock = shown;
    let inside = |time: &NaiveDateTime| (earliest() + Duration::days(8)..latest() - Duration::days(8)).contains(time);
    for (name, value) in parameters {
        let Number::Integer(value) = *value else { return Err(format!("`{name}` of now takes a whole number")) };
        clock = step(clock, &name.to_ascii_lowercase(), value)
            .filter(inside)
            .ok_or_else(|| format!("`{name}={value}` of now names no parameter, or leads out of the calendar"))?;
    }
    // A clock that nothing moved shows this time, though it may have shown the same an hour ago.
    Ok(if clock == shown { now.naive_utc() } else { to_utc(zone, clock) })
}

/// The names of `now`'s parameters.
pub const PARAMETERS: &[&str] = &[
    "year",
    "years",
    "month",
    "months",
    "day",
    "days",
    "hour",
    "hours",
    "minute",
    "minutes",
    "second",
    "seconds",
    "microsecond",
    "microseconds",
    "weekday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
];

const DAYS: [&str; 7] = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];

fn step(clock: NaiveDateTime, name: &str, value: i64) -> Option<NaiveDateTime> {
    let unsigned = u32::try_from(value).ok();
    match name {
        "year" => clip(clock, i32::try_from(value).ok()?, clock.month()),
        "month" => clip(clock, clock.year(), unsigned?),
        "day" => {
            let last = last_day(clock.year(), clock.month())?;
            clock.with_day(unsigned?.clamp(1, last))
        }
        "hour" => clock.with_hour(unsigned?),
        "minute" => clock.with_minute(unsigned?),
        "second" => clock.with_second(unsigned?),
        "microsecond" => clock.with_nanosecond(unsigned?.checked_mul(1000)?),
        "years" => months(clock, value.checked_mul(12)?),
        "months" => months(clock, value),
        "days" => clock.checked_add_signed(Duration::try_days(value)?),
        "hours" => clock.checked_add_signed(Duration::try_hours(value)?),
        "minutes" => clock.checked_add_signed(Duration::try_minutes(value)?),
        "seconds" => clock.checked_add_signed(Duration::try_seconds(value)?),
        "microseconds" => clock.checked_add_signed(Duration::microseconds(value)),
        // Monday is 0, as in the portal's own language.
        "weekday" => (0..=6).contains(&value).then(|| clock - Duration::days(today(clock) - value)),
        name => {
            let wanted = i64::try_from(DAYS.iter().position(|day| *day == name)?).ok()?;
            // The first such day from today on is one, the last before today is minus one.
            let ahead = (wanted - today(clock)).rem_euclid(7);
            let weeks = if value > 0 { value - 1 } else { value };
            clock.checked_add_signed(Duration::try_days(ahead.checked_add(weeks.checked_mul(7)?)?)?)
        }
    }
}

fn today(clock: NaiveDateTime) -> i64 {
    i64::from(clock.weekday().num_days_from_monday())
}

fn months(clock: NaiveDateTime, value: i64) -> Option<NaiveDateTime> {
    let count = Months::new(u32::try_from(value.unsigned_abs()).ok()?);
    if value < 0 { clock.checked_sub_months(count) } else { clock.checked_add_months(count) }
}

/// The same day of another month, or the last one that it has.
fn clip(clock: NaiveDateTime, year: i32, month: u32) -> Option<NaiveDateTime> {
    let day = clock.day().min(last_day(year, month)?);
    NaiveDate::from_ymd_opt(year, month, day).map(|date| date.and_time(clock.time()))
}

fn last_day(year: i32, month: u32) -> Option<u32> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first.checked_add_months(Months::new(1))?.pred_opt().map(|date| date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a time")
    }

    #[test]
    fn a_literal_is_the_whole_period_of_its_precision() {
        for (text, start, end) in [
            ("2017", "2017-01-01T00:00:00", "2018-01-01T00:00:00"),
            ("2016-02", "2016-02-01T00:00:00", "2016-03-01T00:00:00"),
            ("2017/04/03", "2017-04-03T00:00:00", "2017-04-04T00:00:00"),
            ("2017-04-03T08:02", "2017-04-03T08:02:00", "2017-04-03T08:03:00"),
            ("2017-04-03 08:02:15", "2017-04-03T08:02:15", "2017-04-03T08:02:16"),
            ("2017-04-03T08:02:15.000Z", "2017-04-03T08:02:15", "2017-04-03T08:02:15.001"),
        ] {
            let period = Period::parse(text).expect(text);
            assert_eq!((period.start, period.end), (at(start), at(end)), "{text}");
        }
        for text in
            ["banane", "-01", "0000", "2017-13", "2017-02-30", "2017-1-", "2017T08", "2017-04-03T25", "20170403"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_period_ends_where_the_calendar_does() {
        let last = Period::parse("9999").expect("a year");
        assert_eq!((last.start, last.end), (at("9999-01-01T00:00:00"), at("9999-12-31T23:59:59.999999")));
        let (early, late) = (Period::parse("0001-01-01T00:00:00+14:00"), Period::parse("9999-12-31T23:00:00-12:00"));
        assert_eq!(early.map(|period| period.in_utc(Tz::UTC).0), Some(at("0001-01-02T00:00:00")));
        assert_eq!(late.map(|period| period.in_utc(Tz::UTC).1), Some(at("9999-12-30T23:59:59.999999")));
    }

    #[test]
    fn an_offset_goes_before_the_zone_of_the_request() {
        let utc = |text: &str| Period::parse(text).expect(text).in_utc(chrono_tz::Europe::Paris).0;
        assert_eq!(utc("2026-08-29T01:00:00"), at("2026-08-28T23:00:00"));
        assert_eq!(utc("2026-08-29T01:00:00Z"), at("2026-08-29T01:00:00"));
        assert_eq!(utc("2026-08-29T01:00:00+0530"), at("2026-08-28T19:30:00"));
    }

    #[test]
    fn a_clock_time_that_is_skipped_is_read_by_the_offset_from_before() {
        let utc = |zone: Tz, text: &str| Period::parse(text).expect(text).in_utc(zone).0;
        for (zone, clock, expected) in [
            // Paris jumps from 2:00 (UTC+1) to 3:00 (UTC+2) at 1:00 UTC.
            (Tz::Europe__Paris, "2025-03-30T01:59:59", "2025-03-30T00:59:59"),
            (Tz::Europe__Paris, "2025-03-30T02:00:00", "2025-03-30T01:00:00"),
            (Tz::Europe__Paris, "2025-03-30T02:30:00", "2025-03-30T01:30:00"),
            (Tz::Europe__Paris, "2025-03-30T03:00:00", "2025-03-30T01:00:00"),
            // Lord Howe jumps by half an hour only: from 2:00 (UTC+10:30) to 2:30 (UTC+11).
            (Tz::Australia__Lord_Howe, "2025-10-05T02:15:00", "2025-10-04T15:45:00"),
            // Samoa left out a whole day, to the other side of the date line: from UTC-10 to UTC+14.
            (Tz::Pacific__Apia, "2011-12-30T12:00:00", "2011-12-30T22:00:00"),
            (Tz::Pacific__Apia, "2011-12-31T00:00:00", "2011-12-30T10:00:00"),
        ] {
            assert_eq!(utc(zone, clock), at(expected), "{zone} {clock}");
        }
    }

    #[test]
    fn the_clock_shows_what_is_written_unless_it_skips_it_or_the_offset_is_another() {
        for (zone, text, expected) in [
            (Tz::Europe__Paris, "2025-10-26T02:30", "2025-10-26T02:30:00"),
            (Tz::Europe__Paris, "2025-03-30T02:30", "2025-03-30T03:30:00"),
            (Tz::Europe__Paris, "2025-03-30T02:30+05:00", "2025-03-29T22:30:00"),
            (Tz::America__Los_Angeles, "9999-12-31", "9999-12-31T00:00:00"),
            (Tz::Pacific__Kiritimati, "0001", "0001-01-01T00:00:00"),
        ] {
            let period = Period::parse(text).expect(text);
            assert_eq!(period.start_on_clock(zone), at(expected), "{zone} {text}");
        }
    }

    #[test]
    fn a_clock_time_that_comes_twice_is_the_first_one() {
        // Paris goes back from 3:00 (UTC+2) to 2:00 (UTC+1) at 1:00 UTC.
        let utc = |text: &str| Period::parse(text).expect(text).in_utc(Tz::Europe__Paris);
        assert_eq!(utc("2025-10-26T02:00:00").0, at("2025-10-26T00:00:00"));
        assert_eq!(utc("2025-10-26T02:30:00").0, at("2025-10-26T00:30:00"));
        assert_eq!(utc("2025-10-26T03:00:00").0, at("2025-10-26T02:00:00"));
        let now: DateTime<Utc> = "2025-10-26T01:30:00Z".parse().expect("a time");
        let moved = |minutes| {
            let parameters = [("minutes".to_owned(), Number::Integer(minutes))];
            moved(now, Tz::Europe__Paris, &parameters)
        };
        assert_eq!(moved(0), Ok(at("2025-10-26T01:30:00")), "2:30 for the second time, since it is that time");
        assert_eq!(moved(-5), Ok(at("2025-10-26T00:25:00")), "2:25 for the first time");
    }

    #[test]
    fn a_period_lasts_as_long_where_the_clock_jumps() {
        let utc = |text: &str| Period::parse(text).expect(text).in_utc(Tz::Europe__Paris);
        for (text, start, end) in [
            ("2025-03-30", "2025-03-29T23:00:00", "2025-03-30T22:00:00"),
            ("2025-03-30T02:59", "2025-03-30T01:59:00", "2025-03-30T02:00:00"),
            ("2025-10-26", "2025-10-25T22:00:00", "2025-10-26T23:00:00"),
            ("2025-10-26T02:59", "2025-10-26T00:59:00", "2025-10-26T01:00:00"),
        ] {
            assert_eq!(utc(text), (at(start), at(end)), "{text}");
        }
    }

    #[test]
    fn now_moves_by_its_parameters_in_turn() {
        // A Sunday.
        let now: DateTime<Utc> = "2026-11-22T10:20:30Z".parse().expect("a time");
        let moved = |parameters: &[(&str, i64)]| {
            let parameters: Vec<_> = parameters.iter().map(|(n, v)| ((*n).to_owned(), Number::Integer(*v))).collect();
            moved(now, Tz::UTC, &parameters).map(|time| time.to_string())
        };
        assert_eq!(moved(&[]).as_deref(), Ok("2026-11-22 10:20:30"));
        assert_eq!(moved(&[("years", -1)]).as_deref(), Ok("2025-11-22 10:20:30"));
        assert_eq!(moved(&[("year", 2001), ("months", -1)]).as_deref(), Ok("2001-10-22 10:20:30"));
        assert_eq!(moved(&[("day", 31)]).as_deref(), Ok("2026-11-30 10:20:30"));
        assert_eq!(moved(&[("mondays", 1)]).as_deref(), Ok("2026-11-23 10:20:30"));
        assert_eq!(moved(&[("mondays", -1)]).as_deref(), Ok("2026-11-16 10:20:30"));
        assert!(moved(&[("decades", 1)]).is_err());
        for year in [-262_143, -1, 0, 10_000, 262_142] {
            assert!(moved(&[("year", year), ("month", 1), ("day", 1), ("weekday", 0)]).is_err(), "{year}");
        }
    }
}
