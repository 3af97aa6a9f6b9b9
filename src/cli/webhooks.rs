//! `jalon webhooks`: who is told of releases.

use clap::Subcommand;
use url::Url;

use super::{CliError, database, print};
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
    let mut db = database::looked_at(&Config::from_env()?)?;
    match command {
        Command::List => {
            let rows = webhooks::list(&mut db).map_err(StoreError::from)?;
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
