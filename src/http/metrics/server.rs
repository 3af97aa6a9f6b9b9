//! The metrics on an address of their own, which readers of the record do not reach.

use std::net::SocketAddr;

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
    web::{self, Data},
};

use super::{
    super::state::State,
    exposition::{Form, Scrape},
    observed::Observer,
    process::Process,
};

/// Binds the address and gives the server with the addresses it listens on. It ends with the process: what was counted
/// while the last requests end can still be asked for.
///
/// # Errors
/// The address cannot be bound.
pub fn bind(state: Data<State>, address: SocketAddr) -> std::io::Result<(Server, Vec<SocketAddr>)> {
    let observer = Data::new(Observer::new(&state.config));
    let server = HttpServer::new(move || {
        let app = App::new().app_data(state.clone()).app_data(observer.clone());
        app.route("/metrics", web::get().to(get_metrics)).route("/metrics", web::head().to(get_metrics))
    })
    .workers(1)
    .disable_signals()
    .bind(address)?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}

async fn get_metrics(request: HttpRequest, state: Data<State>, observer: Data<Observer>) -> HttpResponse {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let form = Form::of(accept);
    let scrape = Scrape { state, facts: observer.look().await, disk: observer.disk(), process: Process::now() };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, form.media())).insert_header((CACHE_CONTROL, "no-store"));
    response.body(scrape.text(form))
}
