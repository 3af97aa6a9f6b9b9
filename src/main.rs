//! Logging, arguments, the command, its exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    match jalon::log::start() {
        Ok(_log) => jalon::cli::run(),
        Err(error) => jalon::cli::refuse(&error.into()),
    }
}
