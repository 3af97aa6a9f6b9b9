//! Files to one ZIP archive, always the same bytes: the time of every entry is that of the release.

use std::io::{self, Cursor, Write};

use chrono::{Datelike, NaiveDateTime, Timelike};
use zip::{CompressionMethod, DateTime, System, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// A file on its way into an archive.
pub struct Entry<'a> {
    pub path: &'a str,
    pub bytes: &'a [u8],
    /// Compressing it once more gains nothing.
    pub is_compressed: bool,
}

/// An archive of files, in the order given.
///
/// # Errors
/// An archive that ZIP cannot hold.
pub fn write(entries: &[Entry], at: NaiveDateTime) -> io::Result<Vec<u8>> {
    // What is left to the crate's defaults would follow the clock and the operating system.
    let options =
        SimpleFileOptions::default().last_modified_time(time(at)).unix_permissions(0o644).system(System::Unix);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let method = if entry.is_compressed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(entry.path, options.compression_method(method)).map_err(failed)?;
        writer.write_all(entry.bytes)?;
    }
    writer.finish().map(Cursor::into_inner).map_err(failed)
}

/// A time as ZIP has it, in steps of two seconds from 1980 on; outside of that, its first one.
fn time(at: NaiveDateTime) -> DateTime {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let (month, day) = (part(at.month()), part(at.day()));
    let (hour, minute, second) = (part(at.hour()), part(at.minute()), part(at.second()));
    let year = u16::try_from(at.year()).unwrap_or_default();
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

fn failed(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
