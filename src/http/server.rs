//! The running service: routes, middleware, sockets, shutdown.

use std::{net::SocketAddr, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::{Compress, Condition, Logger},
    web::{self, Data},
};
use utoipa_actix_web::AppExt;

use super::{
    access, catalogue, embeds, explore, feeds, frame, openapi, ops,
    pages::{self, datasets::landing},
    signing_key,
    state::State,
    v1,
};
use crate::config::LogFormat;

/// Seconds that running requests have to end after SIGTERM.
const SHUTDOWN_SECONDS: u64 = 9;
/// How long a client may take to send its request head.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// One line a request: client, request line, status, bytes, milliseconds, agent, and of an error the id that its answer tells.
const ACCESS_LINE: &str = r#"%a "%{REQUEST}xi" %s %b %D ms "%{AGENT}xi" %{X-Request-Id}o"#;

fn access_log() -> Logger {
    let log = Logger::new(ACCESS_LINE).log_target("access");
    log.custom_request_replace("REQUEST", access::request_line).custom_request_replace("AGENT", access::agent)
}

/// Binds the address and gives the server with the addresses it listens on.
///
/// # Errors
/// The address cannot be bound.
pub fn bind(state: Data<State>) -> std::io::Result<(Server, Vec<SocketAddr>)> {
    let (address, workers) = (state.config.bind, state.config.workers);
    // Threads that read are as many as connections, and one looks for new releases.
    let threads = usize::try_from(state.config.pool_size).unwrap_or(1) + 1;
    ops::started();
    // As JSON it is written by `access`.
    let is_text = state.config.log_format == LogFormat::Text;
    let mut server = HttpServer::new(move || {
        let (app, _) = App::new()
            .app_data(state.clone())
            .into_utoipa_app()
            // Before the scope that it lies in, which would answer for it.
            .map(|app| app.service(openapi::explorer()).service(web::redirect("/api/v1/docs", "/api/v1/docs/")))
            .configure(ops::routes)
            .configure(v1::routes)
            .configure(explore::routes)
            .configure(catalogue::routes)
            .configure(feeds::routes)
            .configure(signing_key::routes)
            .split_for_parts();
        app.route("/", web::get().to(pages::home::redirect))
            .service(pages::routes())
            .service(pages::assets::get_asset)
            .configure(embeds::routes)
            .service(pages::sitemap::get_sitemap)
            .service(pages::sitemap::get_robots)
            .route("/explore/dataset/{id}/", web::get().to(landing::redirect))
            .route("/explore/dataset/{id}", web::get().to(landing::redirect))
            .route("/explore/", web::get().to(landing::redirect_to_all))
            .route("/explore", web::get().to(landing::redirect_to_all))
            .default_service(web::to(frame::fallback))
            .wrap(Compress::default())
            .wrap_fn(frame::frame)
            .wrap_fn(access::identify)
            .wrap(Condition::new(is_text, access_log()))
    })
    .tcp_nodelay(true)
    .worker_max_blocking_threads(threads)
    .client_request_timeout(REQUEST_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .bind(address)?;
    if workers > 0 {
        server = server.workers(workers);
    }
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}
