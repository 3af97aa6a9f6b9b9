//! Logging, arguments, the command, its exit code; nothing else.

use std::process::ExitCode;

/// Answers are made on one thread and dropped on another, which the system's allocator pays for with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jalon::cli::run(jalon::log::start())
}
