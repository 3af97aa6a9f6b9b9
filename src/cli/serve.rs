//! `jalon serve`: the service.

use actix_web::web::Data;

use super::{CliError, migrated_store};
use crate::{
    config::Config,
    http::{deliveries, metrics, server, state::State},
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
    let (address, metrics_address) = (config.bind.to_string(), config.metrics_bind);
    deliveries::start(&config).map_err(CliError::Service)?;
    let state = Data::new(State::new(config, store)?);
    actix_web::rt::System::new().block_on(async move {
        if let Some(address) = metrics_address {
            let refused = |cause| CliError::Bind { address: address.to_string(), cause };
            let (server, addresses) = metrics::server::bind(state.clone(), address).map_err(refused)?;
            for address in addresses {
                log::info!("metrics at http://{address}/metrics");
            }
            actix_web::rt::spawn(server);
        }
        let (server, addresses) = server::bind(state.clone()).map_err(|cause| CliError::Bind { address, cause })?;
        for address in addresses {
            log::info!("listening on http://{address}/");
        }
        actix_web::rt::spawn(State::watch(state));
        server.await.map_err(CliError::Service)
    })
}
