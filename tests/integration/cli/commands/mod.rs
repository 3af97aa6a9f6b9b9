//! The commands, their exit codes, and what several of them do to one database.

mod arguments;
mod database;
mod load;
mod looking;
mod migrate;
mod serve;
mod settings;
