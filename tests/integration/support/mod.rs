//! A running service for each test, on each database, and the requests that tests make of it.

pub mod cli;
mod client;
pub mod clock;
pub mod corpus;
pub mod corrections;
mod database;
pub mod html;
pub mod line;
pub mod load;
pub mod postgres;
pub mod problem;
pub mod random;
pub mod receiver;
pub mod template;

pub use client::{Answer, exchange, get, post};
pub use database::{Database, databases};

use std::{net::SocketAddr, sync::mpsc, thread::JoinHandle};

use actix_web::{dev::ServerHandle, rt::System, web::Data};
use jalon::{
    config::Config,
    http::{server, standing, state::State},
    store::{Store, Url},
};

/// A service on a port of its own, with the shipped record in a database of its own.
pub struct TestApp {
    pub address: SocketAddr,
    /// Which database it runs on, for messages.
    pub database: Database,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// Runs a test on SQLite and, when `TEST_DATABASE_URL` names one, on PostgreSQL.
pub fn on_each_database(test: impl Fn(&TestApp)) {
    for database in databases() {
        test(&TestApp::start(database));
    }
}

impl TestApp {
    /// A service on SQLite alone, for what no database has a part in.
    pub fn on_sqlite() -> Self {
        TestApp::start(Database::sqlite())
    }

    /// Starts a service on an empty database and loads the shipped record.
    pub fn start(database: Database) -> Self {
        TestApp::with(database, |_| {})
    }

    /// As [`Self::start`], with other settings.
    pub fn with(database: Database, adjust: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            database_url: Url::parse(&database.url).expect("the test database has a valid URL"),
            bind: "127.0.0.1:0".parse().expect("a valid address"),
            workers: 1,
            pool_size: 4,
            cache_bytes: 4 * 1024 * 1024,
            ..Config::from_values(&Default::default()).expect("every setting has a default")
        };
        adjust(&mut config);
        if database.is_empty() {
            template::fill(&config.database_url);
        }
        let store = Store::new(config.database_url.clone(), config.pool_size);
        let store = store.with_replicas(&config.replica_urls, config.pool_size);
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let state = Data::new(State::new(config, store).expect("the store is readable"));
                let listener = server::listen(state.config.bind).expect("a free port");
                let address = listener.local_addr().expect("an address");
                let server = server::serve(state.clone(), listener).expect("the socket can be used");
                actix_web::rt::spawn(standing::watch(state));
                sender.send((address, server.handle())).expect("the test waits");
                server.await.expect("the server ends well");
            });
        });
        let (address, handle) = receiver.recv().expect("the server starts");
        TestApp { address, database, handle, thread: Some(thread) }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        System::new().block_on(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            // A server that failed has told so by its own panic.
            let _ = thread.join();
        }
    }
}
