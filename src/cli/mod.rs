//! The command line: one command a file. `serve` is what runs when none is named.

mod backup;
mod bundle;
mod check;
mod database;
mod doctor;
mod drafts;
mod fetch;
mod health;
mod journal;
mod keys;
mod load;
mod migrate;
mod openapi;
mod publish;
mod restore;
mod schema;
mod serve;
mod signed;
mod signing_key;
mod template;
mod verify;
mod webhooks;

use std::{
    io::{ErrorKind, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use thiserror::Error;

use crate::{
    config::{ConfigError, SETTINGS},
    domain::text::Language,
    publish::{draft::DraftError, filing::write::Form, format, keys::KeyError, read::Finding, switch::PublishError},
    store::StoreError,
};

const AFTER_HELP: &str = "\
Each has a default; the README tells them all. `publish` and `drafts` take the key of whoever runs them
from JALON_KEY.

Exit codes:
  0  done
  1  the record, or the file given, does not hold: the findings are printed; a draft or key is not what is needed
  2  the command line is wrong
  3  a setting is wrong, or missing where the command must not guess it
  4  the database cannot be opened, brought up to date, read or written, or has the schema of another version
  5  the network address cannot be used, or the service failed
  6  a bundle or key cannot be read or written, or an address gives none
  7  `doctor` found something wrong, or `health` a service that is not ready";

/// What stands under the commands: the settings by their table, so that none is forgotten, and [`AFTER_HELP`].
fn after_help() -> String {
    let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    let lines: Vec<String> = names.chunks(5).map(|names| format!("  {}", names.join(", "))).collect();
    format!("Settings are read from the environment:\n{}\n{AFTER_HELP}", lines.join("\n"))
}

/// The progress of the French digital strategy for education 2023-2027 as open data.
#[derive(Parser)]
#[command(name = "jalon", version, after_help = after_help())]
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
        /// Verify the journal of the database instead: that no entry was changed or taken out
        #[arg(long, conflicts_with = "dir")]
        journal: bool,
    },
    /// Check one release file and publish it as a new release, or as a new revision of one
    Load {
        /// A release file, such as data/releases/2026.toml
        file: PathBuf,
    },
    /// Write the file that the team fills in for a release, with all that is known; of a release that exists, what it says
    Template {
        /// The release, such as 2026-Q4
        #[arg(long)]
        release: String,
        /// The form of the file
        #[arg(long, default_value = "xlsx", value_parser = clap::builder::PossibleValuesParser::new(Form::WORDS))]
        format: String,
        /// Where to write it; standard output if it is missing
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Check a filled-in file and make a draft of it, or report cell by cell what is wrong
    Publish {
        /// The file: XLSX, CSV or TOML, as `template` writes them
        file: PathBuf,
        /// Print the report as JSON
        #[arg(long)]
        json: bool,
        /// The language of the report
        #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
        lang: String,
    },
    /// Look at drafts, approve or withdraw them
    Drafts {
        #[command(subcommand)]
        command: drafts::Command,
        /// The language of reports
        #[arg(long, default_value = "fr", value_parser = ["fr", "en"], global = true)]
        lang: String,
    },
    /// Print what was done, by whom and when
    Journal {
        /// Only entries after this number
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
        after: i64,
    },
    /// Make, list and revoke the keys of those who file and approve
    Keys {
        #[command(subcommand)]
        command: keys::Command,
    },
    /// Write a release as one signed ZIP archive: the data in every format, a SQLite database, what explains them
    Bundle {
        /// A release such as 2026, or a revision such as 2026.1; the current one if none is named
        #[arg(long, value_name = "ID")]
        release: Option<String>,
        /// Where to write it; by default a file such as jalon-2026.1.zip here
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Verify the signature and the files of a bundle, or of a manifest.json with its manifest.sig beside it; offline
    Verify {
        /// A file, or an address that begins with http:// or https://
        #[arg(value_name = "FILE|URL")]
        place: String,
        /// The publisher's public key; without it the one that travels with the bundle, which proves integrity only
        #[arg(long, value_name = "PEM")]
        key: Option<PathBuf>,
    },
    /// Write a new key for the setting SIGNING_KEY_FILE, readable by its owner alone
    SigningKey {
        /// A file that does not exist yet
        path: PathBuf,
    },
    /// Write a verified copy of the embedded database, while the service runs
    Backup {
        /// A file that does not exist yet
        file: PathBuf,
    },
    /// Put a copy that `backup` wrote in the place of the embedded database; the service must not run
    Restore {
        /// The copy
        file: PathBuf,
        /// Do so even if there is a database, which is kept under another name
        #[arg(long)]
        force: bool,
    },
    /// Ask the service of these settings, on this machine, whether it is ready
    Health,
    /// Look at settings, database, release, keys, clock and disk: what is wrong and how to mend it; changes nothing
    Doctor {
        /// Print the report as JSON
        #[arg(long)]
        json: bool,
    },
    /// List those who are told of releases
    Webhooks {
        #[command(subcommand)]
        command: webhooks::Command,
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
    #[error("{0}")]
    Draft(DraftError),
    /// The report has told why.
    #[error("nothing was changed")]
    Refused,
    /// The report has told what.
    #[error("something is wrong")]
    Unwell,
    #[error("the service is not ready: {0}")]
    NotReady(String),
    #[error("the journal does not hold: entry {0}: {1}")]
    Journal(i64, &'static str),
    #[error("{path}: {cause}")]
    File { path: String, cause: std::io::Error },
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Signed(#[from] signed::SignedError),
    #[error(transparent)]
    Backup(#[from] backup::BackupError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Database(#[from] database::DatabaseError),
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

impl From<DraftError> for CliError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Publish(error) => error.into(),
            DraftError::Key(error) => error.into(),
            error => CliError::Draft(error),
        }
    }
}

impl From<KeyError> for CliError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Store(error) => CliError::Store(error),
            error => CliError::Draft(error.into()),
        }
    }
}

impl CliError {
    fn exit_code(&self) -> u8 {
        match self {
            CliError::Findings(_) | CliError::Publish(_) | CliError::Draft(_) | CliError::Refused => 1,
            CliError::Journal(..) | CliError::File { .. } | CliError::Backup(_) => 1,
            CliError::Signed(error) => error.exit_code(),
            CliError::Usage(_) => 2,
            CliError::Config(_) => 3,
            CliError::Database(error) => error.exit_code(),
            CliError::Store(_) => 4,
            CliError::Bind { .. } | CliError::Service(_) => 5,
            CliError::Unwell | CliError::NotReady(_) => 7,
        }
    }
}

fn findings(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    format!("{}\n{} finding(s)", lines.join("\n"), findings.len())
}

/// Runs the command that the arguments name; `log` is what became of starting the log, which is kept until the end.
pub fn run<Log>(log: Result<Log, ConfigError>) -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Serve);
    let (_log, failure) = match log {
        Ok(log) => (Some(log), None),
        Err(error) => (None, Some(error)),
    };
    let outcome = match (command, failure) {
        (Command::Doctor { json }, failure) => doctor::run(json, failure),
        (_, Some(error)) => Err(error.into()),
        (command, None) => obey(command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error),
    }
}

fn obey(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve => serve::run(),
        Command::Migrate => migrate::run(),
        Command::Check { journal: true, .. } => check::journal(),
        Command::Check { dir, .. } => check::run(dir.as_deref()),
        Command::Template { release, format, output } => {
            // The command line takes no other forms.
            template::run(&release, Form::from_word(&format).unwrap_or(Form::Xlsx), output.as_deref())
        }
        Command::Publish { file, json, lang } => publish::run(&file, language(&lang), json),
        Command::Drafts { command, lang } => drafts::run(&command, language(&lang)),
        Command::Journal { after } => journal::run(after),
        Command::Keys { command } => keys::run(&command),
        Command::Webhooks { command } => webhooks::run(&command),
        Command::Load { file } => load::run(&file),
        Command::Bundle { release, output } => bundle::run(release.as_deref(), output),
        Command::Verify { place, key } => verify::run(&place, key.as_deref()),
        Command::SigningKey { path } => signing_key::run(&path),
        Command::Openapi => openapi::run(),
        Command::Schema { kind } => schema::run(&kind),
        Command::Health => health::run(),
        Command::Backup { file } => backup::run(&file),
        Command::Restore { file, force } => restore::run(&file, force),
        Command::Doctor { json } => doctor::run(json, None),
    }
}

/// Tells why a command did not do its work.
fn refuse(error: &CliError) -> ExitCode {
    // A reader that has left (`jalon check 2>&1 | head`) hears no more, and the exit code stays.
    let _ = writeln!(std::io::stderr(), "{error}");
    ExitCode::from(error.exit_code())
}

fn language(word: &str) -> Language {
    if word == "en" { Language::En } else { Language::Fr }
}

/// The key of whoever runs the command.
fn token() -> Result<String, CliError> {
    let token = std::env::var("JALON_KEY").unwrap_or_default();
    match token.trim() {
        "" => Err(CliError::Usage("JALON_KEY is not set; expected a key that `jalon keys create` made".to_owned())),
        token => Ok(token.to_owned()),
    }
}

/// Tells a person at a terminal what goes on, in case it takes a moment.
fn step(what: &str) {
    if std::io::stderr().is_terminal() {
        let _ = writeln!(std::io::stderr(), "{what} …");
    }
}

/// Tells what was done beside the output that programs read.
fn note(text: String) -> Result<(), CliError> {
    let _ = writeln!(std::io::stderr(), "{text}");
    Ok(())
}

/// Writes text to standard output.
fn print(text: &str) -> Result<(), CliError> {
    print_bytes(text.as_bytes())
}

/// Writes to standard output. A reader that has left (`jalon openapi | head`) is no failure.
fn print_bytes(bytes: &[u8]) -> Result<(), CliError> {
    match std::io::stdout().write_all(bytes).and_then(|()| std::io::stdout().flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CliError::Service(error)),
        _ => Ok(()),
    }
}
