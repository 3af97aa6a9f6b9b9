//! For those who run the service: is it alive, is it ready, which version is it.

use std::{sync::OnceLock, time::SystemTime};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, RETRY_AFTER},
    web::Data,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{params::Params, problem::ApiError, responses::Refusals, state::State};
use crate::store::releases;

/// When the process began, as far as validators of the program's own answers are concerned.
pub fn started() -> SystemTime {
    static STARTED: OnceLock<SystemTime> = OnceLock::new();
    *STARTED.get_or_init(SystemTime::now)
}

/// Mounts the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_liveness).service(get_readiness).service(get_version);
}

/// Whether the process answers.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "alive"}))]
pub struct Liveness {
    pub status: &'static str,
}

/// Whether the service can answer from its database.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "database": "reachable", "release": "2026.1"}))]
pub struct Readiness {
    /// `ready` or `not_ready`.
    pub status: &'static str,
    /// `reachable` or `away`.
    pub database: &'static str,
    /// The current release, pinned; null if the database holds none or is away.
    pub release: Option<String>,
}

/// What runs.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"name": "jalon", "version": "0.1.0"}))]
pub struct Version {
    pub name: &'static str,
    pub version: &'static str,
}

/// Whether the process answers.
///
/// Always 200 while the process runs; it touches no database.
#[utoipa::path(tag = "operations", responses((status = 200, description = "It does", body = Liveness), Refusals))]
#[get("/health/live")]
pub async fn get_liveness(_: Params<()>) -> HttpResponse {
    uncached().json(Liveness { status: "alive" })
}

/// Whether the service can answer.
///
/// 200 when the database is reachable and a release is current, else 503 with the same shape.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "It can", body = Readiness),
    (status = 503, description = "It cannot", body = Readiness), Refusals))]
#[get("/health/ready")]
pub async fn get_readiness(state: Data<State>, _: Params<()>) -> HttpResponse {
    let current = state.read(|db| Ok(releases::index(db)?)).await;
    let (database, release) = match current {
        Ok(index) => {
            let current = index.all.iter().find(|release| release.sequence == index.current);
            ("reachable", current.map(|release| release.pinned()))
        }
        Err(_) => ("away", None),
    };
    if release.is_some() {
        uncached().json(Readiness { status: "ready", database, release })
    } else {
        let mut response = HttpResponse::ServiceUnavailable();
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((RETRY_AFTER, "1"));
        response.json(Readiness { status: "not_ready", database, release })
    }
}

/// Which version runs.
///
/// The name and version of the program, as in the changelog.
#[utoipa::path(tag = "operations", responses((status = 200, description = "The version", body = Version), Refusals))]
#[get("/version")]
pub async fn get_version(_: HttpRequest, _: Params<()>) -> Result<HttpResponse, ApiError> {
    Ok(uncached().json(Version { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }))
}

fn uncached() -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    // Too short to gain from compression; `frame` drops the second header.
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((CONTENT_ENCODING, "identity"));
    response
}
