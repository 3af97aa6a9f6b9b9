//! Logging through env_logger, written by a thread of its own so that no request waits for the terminal or the disk.

mod lines;
mod requests;

use std::{fmt, io::Write};

use crate::config::{ConfigError, LogFormat};
use lines::{Guard, Lines};

pub use requests::tell as tell_request;

/// What is logged when `RUST_LOG` says nothing: everything of note, without the server's own start-up talk.
pub const DEFAULT_FILTER: &str = "info,actix_server=warn";

/// Starts logging as `RUST_LOG` says, [`DEFAULT_FILTER`] by default, in the form that `LOG_FORMAT` names. What is waiting is
/// written when the guard is dropped.
///
/// # Errors
/// A filter that env_logger cannot read, or a form that there is not.
pub fn start() -> Result<Guard, ConfigError> {
    let filter = std::env::var("RUST_LOG").ok().filter(|filter| !filter.trim().is_empty());
    let filter = filter.unwrap_or_else(|| DEFAULT_FILTER.to_owned());
    // env_logger itself would warn and go on with what it can read.
    env_filter::Builder::new().try_parse(&filter).map_err(|error| ConfigError {
        name: "RUST_LOG",
        value: filter.clone(),
        expected: format!("expected a filter such as `info,access=off`: {error}"),
    })?;
    let form = LogFormat::read(&std::env::var("LOG_FORMAT").unwrap_or_default())?;
    let (lines, guard) = Lines::to(std::io::stderr());
    requests::start(lines.clone(), form);
    let mut builder = env_logger::Builder::new();
    match form {
        LogFormat::Text => builder.format(move |out, record| {
            let (time, level, target) = (out.timestamp_seconds(), record.level(), record.target());
            write!(out, "[{time} {level:5} {target}] ")?;
            let _ = fmt::write(&mut Escaping(Text(&mut *out), form), *record.args());
            writeln!(out)
        }),
        LogFormat::Json => builder.format(move |out, record| {
            let (time, level) = (out.timestamp_micros(), record.level());
            let target = serde_json::Value::from(record.target());
            write!(out, "{{\"time\":\"{time}\",\"level\":\"{level}\",\"target\":{target},")?;
            let message = serde_json::Value::from(record.args().to_string());
            let _ = fmt::write(&mut Escaping(Text(&mut *out), form), format_args!("\"message\":{message}"));
            writeln!(out, "}}")
        }),
    };
    builder.parse_filters(&filter).target(env_logger::Target::Pipe(Box::new(lines))).init();
    Ok(guard)
}

/// The target of the lines that tell of requests.
pub const ACCESS: &str = "access";

/// What takes bytes, as what takes text.
struct Text<W>(W);

impl<W: Write> fmt::Write for Text<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_all(text.as_bytes()).map_err(|_| fmt::Error)
    }
}

/// Writes text on one line, in a form of the log: what a client sent must not look like a line of it. Of JSON only strings can
/// hold such characters.
struct Escaping<W>(W, LogFormat);

/// Whether some program takes it for the end of a line, or a terminal for a command.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether nothing has to be escaped, as far as it is told at a glance: nearly all text is of such characters, which are looked
/// at many at a time, since none ends the look.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'))
}

impl<W: fmt::Write> fmt::Write for Escaping<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if is_plain(text) {
            return self.0.write_str(text);
        }
        let mut rest = text;
        while let Some((place, control)) = rest.char_indices().find(|(_, c)| is_control(*c)) {
            self.0.write_str(&rest[..place])?;
            match self.1 {
                LogFormat::Text => write!(self.0, "{}", control.escape_default())?,
                LogFormat::Json => write!(self.0, "\\u{:04x}", u32::from(control))?,
            }
            rest = &rest[place + control.len_utf8()..];
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str, form: LogFormat) -> String {
        let mut written = String::new();
        fmt::write(&mut Escaping(&mut written, form), format_args!("{text}")).expect("memory can be written");
        written
    }

    #[test]
    fn what_would_begin_a_line_is_escaped() {
        let text = "é\n[2026-01-01T00:00:00Z INFO  access] forged\r\u{1b}[2J\u{85}\u{2028}end";
        let expected = "é\\n[2026-01-01T00:00:00Z INFO  access] forged\\r\\u{1b}[2J\\u{85}\\u{2028}end";
        assert_eq!(escaped(text, LogFormat::Text), expected);
        // RFC 8259, section 7: a backslash, `u` and four hexadecimal digits.
        let json = serde_json::Value::from(text).to_string();
        let expected = "\"é\\n[2026-01-01T00:00:00Z INFO  access] forged\\r\\u001b[2J\\u0085\\u2028end\"";
        assert_eq!(escaped(&json, LogFormat::Json), expected);
        assert_eq!(serde_json::from_str::<serde_json::Value>(expected).expect("JSON"), serde_json::Value::from(text));
    }
}
