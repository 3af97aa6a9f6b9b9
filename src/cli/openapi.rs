//! `jalon openapi`: the contract, with answers from the shipped record as its examples.

use actix_web::web::Data;

use super::CliError;
use crate::{
    config::Config,
    http::{contract, openapi, state::State},
    publish::switch,
    store::{Store, Url},
};

/// The address that links in the examples begin with: that of a service started without settings.
const EXAMPLE_BASE: &str = "http://127.0.0.1:8080";

pub fn run() -> Result<(), CliError> {
    // A database of its own, so that the examples are the same wherever the contract is made.
    let directory = std::env::temp_dir().join(format!("jalon-openapi-{}", std::process::id()));
    std::fs::create_dir_all(&directory).map_err(CliError::Service)?;
    let printed = document(&directory.join("record.db").display().to_string());
    std::fs::remove_dir_all(&directory).map_err(CliError::Service)?;
    super::print(&format!("{}\n", printed?))
}

fn document(path: &str) -> Result<String, CliError> {
    let mut config = Config::from_values(&Default::default())?;
    config.database_url = Url::Sqlite(path.to_owned());
    config.public_url = Some(EXAMPLE_BASE.to_owned());
    let store = Store::new(config.database_url.clone(), 1);
    store.migrate()?;
    switch::load_shipped_record(&store)?;
    let state = Data::new(State::new(config, store)?);
    let described = serde_json::to_value(openapi::describe()).map_err(unwritable)?;
    let contract = actix_web::rt::System::new().block_on(contract::complete(described, state));
    serde_json::to_string_pretty(&contract).map_err(unwritable)
}

fn unwritable(error: serde_json::Error) -> CliError {
    CliError::Service(error.into())
}
