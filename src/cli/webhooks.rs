//! `jalon webhooks`: who is told of releases.

use clap::Subcommand;
use url::Url;

use super::{CliError, migrated_store, print};
use crate::{
    config::Config,
    store::{
        StoreError,
        webhooks::{self, WebhookRow},
    },
};

/// What to do with webhooks.
#[derive(Subcommand)]
pub enum Command {
    /// List the webhooks of every key, without their secrets
    List,
}

pub fn run(command: &Command) -> Result<(), CliError> {
    let store = migrated_store(&Config::from_env()?)?;
    match command {
        Command::List => {
            let rows = store.read(|db| webhooks::list(db).map_err(StoreError::from))?;
            print(&rows.iter().map(line).collect::<String>())
        }
    }
}

/// The host alone: the rest of an address may hold a secret of its receiver's.
fn line(row: &WebhookRow) -> String {
    let url = Url::parse(&row.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("?");
    let reason = row.disabled_reason.as_ref().map(|reason| format!("  {reason}")).unwrap_or_default();
    format!("{}  {:8}  key {}  {host}{reason}\n", row.id, row.state, row.key_id)
}
