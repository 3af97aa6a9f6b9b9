//! The running service: routes, middleware, sockets, shutdown.

use std::{
    net::{SocketAddr, TcpListener},
    thread,
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::Compress,
    rt::net::TcpSocket,
    web::{self, Data},
};

use super::{
    access::exports,
    access_log,
    bodies::GATHERED,
    embeds, frame, mount, ops,
    pages::{self, datasets::landing},
    security_txt,
    state::State,
    swagger_ui,
};

/// Seconds that running requests have to end once nothing is accepted any more; `leave` spends another one before.
const SHUTDOWN_SECONDS: u64 = 8;
/// How long a client may take to send its request head.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Threads of a worker beyond those that it needs: where all of them wait for a server that hangs, these go on with another
/// one. Few, since a burst begins as many as there may be, and the allocator keeps some megabytes for each.
const SPARE_THREADS: usize = 2;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 2048;

/// The socket at an address.
///
/// # Errors
/// The address cannot be bound.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // The port of a service that has just ended can be taken at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// The server on a socket.
///
/// # Errors
/// The socket cannot be used.
pub fn serve(state: Data<State>, listener: TcpListener) -> std::io::Result<Server> {
    let workers = match state.config.workers {
        0 => thread::available_parallelism().map_or(2, usize::from),
        workers => workers,
    };
    // As many as there are connections, as may wait for clients of files, and one that looks whether the database is there.
    let pool = usize::try_from(state.config.pool_size).unwrap_or(1);
    let threads = pool + exports(pool) + 1 + SPARE_THREADS;
    ops::started();
    let (connections, most) = (state.connections.clone(), state.config.max_connections);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            // Before the scope that it lies in, which would answer for it.
            .configure(swagger_ui::routes)
            .configure(mount::operations)
            .route("/", web::get().to(pages::home::redirect))
            .service(pages::routes())
            .service(pages::assets::get_asset)
            .configure(embeds::routes)
            .service(pages::sitemap::get_sitemap)
            .service(pages::sitemap::get_robots)
            .service(security_txt::get_security_txt)
            .route("/explore/dataset/{id}/", web::get().to(landing::redirect))
            .route("/explore/dataset/{id}", web::get().to(landing::redirect))
            .route("/explore/", web::get().to(landing::redirect_to_all))
            .route("/explore", web::get().to(landing::redirect_to_all))
            .default_service(web::to(frame::fallback))
            .wrap(Compress::default())
            .wrap_fn(frame::frame)
            .wrap_fn(access_log::tell)
    })
    .on_connect(move |stream, kept| connections.opened(stream, kept))
    .workers(workers)
    .max_connections(most.div_ceil(workers))
    .tcp_nodelay(true)
    .h1_write_buffer_size(GATHERED)
    .worker_max_blocking_threads(threads)
    .client_request_timeout(REQUEST_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    // A client that has closed its side has left: what is done for it ends.
    .h1_allow_half_closed(false)
    // `leave` waits for them.
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}
