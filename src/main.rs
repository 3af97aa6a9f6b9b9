//! Logging, arguments, the command, its exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    let _log = jalon::log::start();
    jalon::cli::run()
}
