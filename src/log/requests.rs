//! Lines that tell of requests: in the form of all others, yet past env_logger, which reads the calendar for each line, copies it
//! twice more and would take a tenth of what a kept answer takes.

use std::{
    cell::{Cell, RefCell},
    fmt::{self, Write},
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};

use super::{ACCESS, Escaping, is_plain, lines::Lines};
use crate::config::LogFormat;

/// Where they go, once the log is started.
static REQUESTS: OnceLock<(Lines, LogFormat)> = OnceLock::new();

/// How long a line is, usually, at most.
const USUAL_BYTES: usize = 512;

/// A second since 1970, as it is written.
type Second = (u64, [u8; 19]);

thread_local! {
    /// Where a thread writes its next line.
    static LINE: RefCell<String> = RefCell::new(String::with_capacity(USUAL_BYTES));
    /// The second of a thread's last line.
    static SECOND: Cell<Second> = const { Cell::new((u64::MAX, [b' '; 19])) };
}

/// Sends them where all others go.
pub(super) fn start(lines: Lines, form: LogFormat) {
    // The log is started once.
    let _ = REQUESTS.set((lines, form));
}

/// Writes the line of a request: what `tell` adds to the text that it is given, in the form that it is told. Of JSON these are
/// the members of an object without its braces, of which time, level and target come before. Nothing is written before the log
/// is started.
pub fn tell(tell: impl FnOnce(&mut String, LogFormat) -> fmt::Result) {
    let Some((lines, form)) = REQUESTS.get() else { return };
    // The last requests may end with their thread, once this is gone.
    let _ = LINE.try_with(|line| {
        let line = &mut *line.borrow_mut();
        line.clear();
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // Writing to memory does not fail.
        let _ = begin(line, since, *form);
        let begun = line.len();
        let _ = tell(line, *form);
        if !is_plain(&line[begun..]) {
            let mut escaped = String::new();
            let _ = Escaping(&mut escaped, *form).write_str(&line[begun..]);
            line.truncate(begun);
            line.push_str(&escaped);
        }
        line.push_str(if *form == LogFormat::Json { "}\n" } else { "\n" });
        lines.add(line.as_bytes());
    });
}

/// What is before the message, as the formats of all lines have it.
fn begin(line: &mut String, since: Duration, form: LogFormat) -> fmt::Result {
    let second = second(since.as_secs());
    let second = str::from_utf8(&second).unwrap_or_default();
    match form {
        LogFormat::Text => write!(line, "[{second}Z INFO  {ACCESS}] "),
        LogFormat::Json => {
            let micros = since.subsec_micros();
            write!(line, "{{\"time\":\"{second}.{micros:06}Z\",\"level\":\"INFO\",\"target\":\"{ACCESS}\",")
        }
    }
}

/// A second since 1970 in the form of RFC 3339 without its zone, which is UTC.
fn second(since: u64) -> [u8; 19] {
    let (last, text) = SECOND.get();
    if last == since {
        return text;
    }
    let time = i64::try_from(since).ok().and_then(|since| DateTime::<Utc>::from_timestamp(since, 0));
    let written = time.unwrap_or_default().format("%Y-%m-%dT%H:%M:%S").to_string();
    let mut text = [b' '; 19];
    text.iter_mut().zip(written.bytes()).for_each(|(place, byte)| *place = byte);
    SECOND.set((since, text));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_as_all_others_do() {
        let begun = |seconds, form| {
            let mut line = String::new();
            begin(&mut line, Duration::new(seconds, 40_000), form).expect("memory can be written");
            line
        };
        // 2024 had a 29th of February: 19,782 days after 1970.
        for (seconds, time) in [(19_782 * 86_400, "2024-02-29T00:00:00"), (19_782 * 86_400 + 1, "2024-02-29T00:00:01")]
        {
            assert_eq!(begun(seconds, LogFormat::Text), format!("[{time}Z INFO  access] "));
            let json = format!("{{\"time\":\"{time}.000040Z\",\"level\":\"INFO\",\"target\":\"access\",");
            assert_eq!(begun(seconds, LogFormat::Json), json);
        }
    }
}
