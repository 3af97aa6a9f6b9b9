//! `jalon serve`: the service.

use std::{mem, panic::resume_unwind, thread};

use actix_web::web::Data;

use super::{CliError, database};
use crate::{
    config::Config,
    http::{addresses, deliveries, leave, limits, metrics, server, standing, state::State},
    publish::switch::{self, Outcome},
    store::{Store, backup},
};

pub fn run() -> Result<(), CliError> {
    let config = Config::from_env()?;
    log::info!("jalon {}: {}", env!("CARGO_PKG_VERSION"), config.describe());
    // On a thread of its own, with which the allocator gives back what it keeps for it: loading the record takes more memory
    // than serving it, and so does the contract, of which the addresses are kept.
    let filling = thread::scope(|scope| scope.spawn(|| filled_store(&config)).join());
    let store = filling.unwrap_or_else(|panic| resume_unwind(panic))?;
    let (address, metrics_address) = (config.bind, config.metrics_bind);
    let database = config.database_url.clone();
    deliveries::start(&config).map_err(CliError::Service)?;
    let state = Data::new(State::new(config, store)?);
    let system = actix_web::rt::System::new();
    let served: Result<(), CliError> = system.block_on(async move {
        if let Some(address) = metrics_address {
            let refused = |cause| CliError::Bind { address: address.to_string(), cause };
            let (server, addresses) = metrics::server::bind(state.clone(), address).map_err(refused)?;
            for address in addresses {
                log::info!("metrics at http://{address}/metrics");
            }
            actix_web::rt::spawn(server);
        }
        let unbound = |cause| CliError::Bind { address: address.to_string(), cause };
        let listener = server::listen(address).map_err(unbound)?;
        let last = listener.try_clone().map_err(CliError::Service)?;
        let address = listener.local_addr().map_err(CliError::Service)?;
        let server = server::serve(state.clone(), listener).map_err(CliError::Service)?;
        // Before anybody can know the address: a signal that comes while the threads start is not lost.
        let signals = leave::Signals::catch().map_err(CliError::Service)?;
        let leaving = actix_web::rt::spawn(leave::on_signal(signals, state.clone(), server.handle(), last));
        log::info!("listening on http://{address}/");
        actix_web::rt::spawn(limits::tidy(state.clone()));
        actix_web::rt::spawn(standing::watch(state));
        server.await.map_err(CliError::Service)?;
        // Those who came last are still being answered.
        drop(leaving.await);
        Ok(())
    });
    // Its end would wait for each thread that works for it, and one that waits for a server that hangs never ends. The process
    // does, as soon as the log is written.
    mem::forget(system);
    if let Err(error) = backup::checkpoint(&database) {
        log::warn!("the write-ahead log is not in the file of the database: {error}");
    }
    served
}

/// The store of the settings, with its schema up to date and the shipped record in it.
fn filled_store(config: &Config) -> Result<Store, CliError> {
    addresses::paths();
    let store = database::migrated(config)?;
    for outcome in switch::load_shipped_record(&store)? {
        if let Outcome::Published { pinned, .. } = outcome {
            log::info!("release {pinned} of the shipped record is loaded");
        }
    }
    Ok(store)
}
