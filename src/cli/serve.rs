//! `jalon serve`: the service.

use actix_web::web::Data;

use super::{CliError, migrated_store};
use crate::{
    config::Config,
    http::{deliveries, limits, server, state::State},
    publish::switch::{self, Outcome},
};

pub fn run() -> Result<(), CliError> {
    let config = Config::from_env()?;
    log::info!("jalon {}: {}", env!("CARGO_PKG_VERSION"), config.describe());
    let store = migrated_store(&config)?;
    for outcome in switch::load_shipped_record(&store)? {
        if let Outcome::Published { pinned, .. } = outcome {
            log::info!("release {pinned} of the shipped record is loaded");
        }
    }
    let address = config.bind.to_string();
    deliveries::start(&config).map_err(CliError::Service)?;
    let state = Data::new(State::new(config, store)?);
    actix_web::rt::System::new().block_on(async move {
        let (server, addresses) = server::bind(state.clone()).map_err(|cause| CliError::Bind { address, cause })?;
        for address in addresses {
            log::info!("listening on http://{address}/");
        }
        actix_web::rt::spawn(limits::tidy(state.clone()));
        actix_web::rt::spawn(State::watch(state));
        server.await.map_err(CliError::Service)
    })
}
