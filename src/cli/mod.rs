//! The command line: one command a file. `serve` is what runs when none is named.

mod check;
mod load;
mod migrate;
mod openapi;
mod schema;
mod serve;

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use thiserror::Error;

use crate::{
    config::{Config, ConfigError},
    publish::{format, read::Finding, switch::PublishError},
    store::{Store, StoreError},
};

const AFTER_HELP: &str = "\
Settings are read from the environment: DATABASE_URL, BIND, PUBLIC_URL, CONTACT_NAME,
CONTACT_EMAIL, WORKERS, POOL_SIZE, CACHE_MIB, RUST_LOG. Each has a default; the README tells them all.

Exit codes:
  0  done
  1  the record, or the file given, does not hold: the findings are printed
  2  the command line is wrong
  3  a setting is wrong
  4  the database cannot be opened, brought up to date, read or written
  5  the network address cannot be used, or the service failed";

/// The progress of the French digital strategy for education 2023-2027 as open data.
#[derive(Parser)]
#[command(name = "jalon", version, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the record over HTTP; migrates, and loads the shipped record into an empty database (the default)
    Serve,
    /// Bring the database schema up to date, and load the shipped record into an empty database
    Migrate,
    /// Verify a record against its sources, offline; without DIR, the one that ships in the program
    Check {
        /// A directory with releases/*.toml and the documents they cite
        dir: Option<PathBuf>,
    },
    /// Check one release file and publish it as a new release, or as a new revision of one
    Load {
        /// A release file, such as data/releases/2026.toml
        file: PathBuf,
    },
    /// Print the OpenAPI description of the service
    Openapi,
    /// Print the JSON Schema of release files, or of another kind of file of the record
    Schema {
        /// The kind of file
        #[arg(default_value = "release", value_parser = clap::builder::PossibleValuesParser::new(format::KINDS))]
        kind: String,
    },
}

/// Why a command did not do its work; each kind has its exit code.
#[derive(Debug, Error)]
pub enum CliError {
    #[error("{}", findings(.0))]
    Findings(Vec<Finding>),
    #[error("{0}")]
    Publish(PublishError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot listen on {address}: {cause}")]
    Bind { address: String, cause: std::io::Error },
    #[error("the service failed: {0}")]
    Service(std::io::Error),
}

impl From<PublishError> for CliError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Findings(findings) => CliError::Findings(findings),
            PublishError::Store(error) => CliError::Store(error),
            error => CliError::Publish(error),
        }
    }
}

impl CliError {
    fn exit_code(&self) -> u8 {
        match self {
            CliError::Findings(_) | CliError::Publish(_) => 1,
            CliError::Config(_) => 3,
            CliError::Store(_) => 4,
            CliError::Bind { .. } | CliError::Service(_) => 5,
        }
    }
}

fn findings(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    format!("{}\n{} finding(s)", lines.join("\n"), findings.len())
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(),
        Command::Migrate => migrate::run(),
        Command::Check { dir } => check::run(dir.as_deref()),
        Command::Load { file } => load::run(&file),
        Command::Openapi => openapi::run(),
        Command::Schema { kind } => schema::run(&kind),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error),
    }
}

/// Tells why a command did not do its work.
pub fn refuse(error: &CliError) -> ExitCode {
    // A reader that has left (`jalon check 2>&1 | head`) hears no more, and the exit code stays.
    let _ = writeln!(std::io::stderr(), "{error}");
    ExitCode::from(error.exit_code())
}

/// Writes to standard output. A reader that has left (`jalon openapi | head`) is no failure.
fn print(text: &str) -> Result<(), CliError> {
    match std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CliError::Service(error)),
        _ => Ok(()),
    }
}

/// The store of the settings, with its schema up to date.
fn migrated_store(config: &Config) -> Result<Store, CliError> {
    // The first connection is opened apart, so that a failure tells its cause and not only that the pool is empty.
    drop(config.database_url.open().map_err(StoreError::from)?);
    let store = Store::new(config.database_url.clone(), config.pool_size);
    for step in store.migrate()? {
        log::info!("schema step {step} is done");
    }
    Ok(store)
}
