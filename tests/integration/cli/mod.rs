//! The command line: what is said, and with which exit code.

mod check;
mod commands;
