//! For those who run the service: is it alive, is it ready, which version is it.

use std::{sync::OnceLock, time::SystemTime};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, RETRY_AFTER},
    web::Data,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{mount::Mount, params::Params, problem::ApiError, responses::Refusals, standing, state::State};

/// When the process began, as far as validators of the program's own answers are concerned.
pub fn started() -> SystemTime {
    static STARTED: OnceLock<SystemTime> = OnceLock::new();
    *STARTED.get_or_init(SystemTime::now)
}

/// Mounts the routes.
pub fn routes(config: &mut impl Mount) {
    config.service(get_liveness).service(get_readiness).service(get_version);
}

/// Whether the process answers.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "alive"}))]
pub struct Liveness {
    pub status: &'static str,
}

/// Whether the service can answer, and what of it works.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "database": "reachable", "away_since": null, "release": "2026.1",
    "kept_answers": 128, "replicas": {"configured": 2, "usable": 2}}))]
pub struct Readiness {
    /// `ready`; `degraded`: the database or a replica is away and what is named here is served all the same; `not_ready`:
    /// nothing can be served; `leaving`: the instance is about to end.
    pub status: &'static str,
    /// `reachable` or `away`.
    pub database: &'static str,
    /// When the database went away, RFC 3339, UTC; null if it is reachable.
    pub away_since: Option<String>,
    /// The current release, pinned; null if the database holds none, or is away and nothing is served.
    pub release: Option<String>,
    /// Answers that are served without the database.
    pub kept_answers: usize,
    pub replicas: ReplicasInUse,
}

/// The read replicas of an instance.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"configured": 2, "usable": 2}))]
pub struct ReplicasInUse {
    /// How many `DATABASE_REPLICA_URL` names.
    pub configured: usize,
    /// How many of them answer and hold the current release.
    pub usable: usize,
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
/// 200 while there is something to serve: `ready`, or `degraded` while the database is away and kept answers of the current
/// release or a replica go on. All instances share one database, so a 503 would have a load balancer take out every one of
/// them and with them all that still works. 503 when nothing can be served, and when the instance is about to end; with the
/// same shape.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "It can", body = Readiness),
    (status = 503, description = "It cannot", body = Readiness), Refusals))]
#[get("/health/ready")]
pub async fn get_readiness(state: Data<State>, _: Params<()>) -> HttpResponse {
    standing::look(&state).await;
    let (away_since, releases) = (state.standing.away_since(), state.releases());
    let (kept_answers, (configured, usable)) = (state.answers.count(), state.store.replicas());
    let current = releases.all.iter().find(|release| release.sequence == releases.current);
    let is_away = away_since.is_some();
    let serves = current.is_some() && (!is_away || kept_answers > 0 || usable > 0);
    let status = match (state.standing.is_leaving(), serves, is_away || usable < configured) {
        (true, ..) => "leaving",
        (false, false, _) => "not_ready",
        (false, true, true) => "degraded",
        (false, true, false) => "ready",
    };
    let told = Readiness {
        status,
        database: if is_away { "away" } else { "reachable" },
        away_since,
        release: current.filter(|_| serves).map(|release| release.pinned()),
        kept_answers,
        replicas: ReplicasInUse { configured, usable },
    };
    if matches!(status, "ready" | "degraded") {
        uncached().json(told)
    } else {
        let mut response = HttpResponse::ServiceUnavailable();
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((RETRY_AFTER, "1"));
        response.json(told)
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
