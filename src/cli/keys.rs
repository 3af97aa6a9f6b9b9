//! `jalon keys`: who may file and approve. Who can run this on the database needs no key.

use chrono::Utc;
use clap::Subcommand;

use super::{CliError, database, print};
use crate::{
    config::Config,
    publish::{
        journal::OPERATOR,
        keys::{self, DEFAULT_DAYS, KeyError, LONGEST_NAME, MOST_DAYS, NewKey, Scope},
    },
    store::keys as rows,
};

/// What to do with keys.
#[derive(Subcommand)]
pub enum Command {
    /// Make a key and show it, this once
    Create {
        /// Whose key it is
        #[arg(long)]
        name: String,
        /// What it may do: draft, approve or admin; repeat it for several
        #[arg(long = "scope", required = true, value_parser = clap::builder::PossibleValuesParser::new(Scope::WORDS))]
        scopes: Vec<String>,
        /// For how many days it is valid
        #[arg(long, default_value_t = DEFAULT_DAYS, value_parser = clap::value_parser!(u64).range(1..=MOST_DAYS))]
        days: u64,
    },
    /// List the keys, without their secrets
    List,
    /// End a key for good
    Revoke {
        /// The id of the key, as `list` shows it
        id: String,
    },
}

pub fn run(command: &Command) -> Result<(), CliError> {
    let config = Config::from_env()?;
    let now = Utc::now().naive_utc();
    match command {
        Command::Create { name, scopes, days } => {
            let name = name.trim().to_owned();
            if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
                return Err(CliError::Usage(format!(
                    "`--name` is `{name}`; expected 1 to {LONGEST_NAME} characters on one line"
                )));
            }
            let scopes = scopes.iter().filter_map(|word| Scope::from_word(word)).collect();
            let new = NewKey { name, scopes, days: *days };
            let (row, token) = database::written(&config)?.write(|db| keys::create(db, &new, OPERATOR, now))?;
            super::note(format!(
                "key {} ({}) until {}; it is shown this once:",
                row.id,
                row.scopes,
                row.expires_at.date()
            ))?;
            print(&format!("{token}\n"))
        }
        Command::List => {
            let keys = rows::list(&mut database::looked_at(&config)?).map_err(KeyError::from)?;
            let line = |row: &rows::KeyRow| {
                let state = match row.revoked_at {
                    Some(at) => format!("revoked {}", at.date()),
                    None if row.expires_at <= now => format!("expired {}", row.expires_at.date()),
                    None => format!("until {}", row.expires_at.date()),
                };
                format!("{}  {state}  {}  {}\n", row.id, row.scopes, row.name)
            };
            print(&keys.iter().map(line).collect::<String>())
        }
        Command::Revoke { id } => {
            database::written(&config)?.write(|db| keys::revoke(db, id, OPERATOR, now))?;
            print(&format!("key {id} is revoked\n"))
        }
    }
}
