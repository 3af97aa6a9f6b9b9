//! `/releases/{id}/…`: a release as a signed whole, to be verified without the service.

use actix_web::{
    HttpRequest, HttpResponse,
    body::BoxBody,
    get,
    http::{StatusCode, header},
    web::{Data, Path},
};

use super::{
    super::{
        accept,
        answers::ARCHIVE,
        bodies::Pieces,
        bundles::Archive,
        conditional::{is_unchanged, left, unchanged},
        params::Params,
        problem::ApiError,
        representation::{self, cache_control, tell, tell_file, tell_tag},
        responses::{Bytes, Failures},
        state::{Body, Context, State},
    },
    collection,
    releases::ReleasePath,
};
use crate::publish::bundle::manifest::Manifest;

/// The name of the archive in addresses.
pub const BUNDLE: &str = "bundle.zip";

/// The media type of a signature: its bytes as they are.
const BYTES: &str = "application/octet-stream";

/// The release that the path names. What is said of it never changes while the program stays the same.
fn context(request: &HttpRequest, state: &State, path: ReleasePath, query: String) -> Result<Context, ApiError> {
    let mut context = state.context(request, &collection::parse_release(&path.id)?, query)?;
    // The files are of one release, whose address to cite is that of the release itself.
    context.cited_path = Some("/api/v1");
    Ok(context)
}

/// The manifest of a release.
///
/// Every file of the bundle with its SHA-256, the numbers of rows, and which program wrote them. The same release gives the
/// same bytes whenever and wherever the same program builds it. `served_at` of a file is where the service gives the same
/// bytes, so that a file that was downloaded alone can be verified too.
#[utoipa::path(tag = "releases", params(ReleasePath), responses(
    (status = 200, description = "The manifest, in the bytes that are signed", body = Manifest, example = json!({
        "manifest": 1,
        "release": {"id": "2026", "revision": 1, "pinned": "2026.1", "edition": "2025",
            "recorded_at": "2026-11-22T14:00:00Z",
            "content_sha256": "0000000000000000000000000000000000000000000000000000000000000000"},
        "program": {"name": "jalon", "version": "0.1.0"},
        "base": null,
        "licence": {"name": "Licence Ouverte 2.0 (Etalab)",
            "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
        "counts": {"fr-en-strategie-numerique-axes": 4},
        "files": [{"path": "data/csv/fr-en-strategie-numerique-axes.csv", "bytes": 1234,
            "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "media_type": "text/csv",
            "served_at": "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/exports/csv?release=2026.1"}]
    })), Failures))]
#[get("/releases/{id}/manifest.json")]
pub async fn get_manifest(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ReleasePath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let context = context(&request, &state, path.into_inner(), params.canonical)?;
    let signed = state.bundles.signed(&state, &context.release).await?;
    let body = Body::new(signed.manifest.clone(), "application/json");
    Ok(state.give(&request, &context, body))
}

/// The signature of a manifest.
///
/// The 64 bytes of the Ed25519 signature of `manifest.json`, by the key at `/.well-known/jalon-signing-key.pem`.
#[utoipa::path(tag = "releases", params(ReleasePath), responses(
    (status = 200, description = "The signature", body = inline(Bytes), content_type = "application/octet-stream"), Failures))]
#[get("/releases/{id}/manifest.sig")]
pub async fn get_manifest_signature(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ReleasePath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::accepted(&request, &[BYTES])?;
    let context = context(&request, &state, path.into_inner(), params.canonical)?;
    let signed = state.bundles.signed(&state, &context.release).await?;
    let body = Body::new(signed.signature.to_vec(), BYTES);
    Ok(state.give(&request, &context, body))
}

/// A release as one archive.
///
/// The rows of the release in CSV, JSON, JSON Lines, XLSX, Parquet and Turtle, the source documents, a SQLite database that
/// this program serves, a data package, how to cite, the licence, the manifest and its signature. One archive is built at a
/// time; the next request waits for it.
#[utoipa::path(tag = "releases", params(ReleasePath), responses(
    (status = 200, description = "The archive", body = inline(Bytes), content_type = "application/zip"), Failures))]
#[get("/releases/{id}/bundle.zip")]
pub async fn get_bundle(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ReleasePath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::accepted(&request, &[ARCHIVE])?;
    let context = context(&request, &state, path.into_inner(), params.canonical)?;
    let archive = state.bundles.archive(&state, &context.release).await?;
    Ok(respond(&request, &context, archive))
}

/// The response with an archive, or with nothing to a client that has it. Not kept among the short answers, which it would
/// drive out, and not copied: each client would hold as many bytes of its own.
fn respond(request: &HttpRequest, context: &Context, archive: Archive) -> HttpResponse {
    let modified = context.modified();
    let mut headers = representation::headers(ARCHIVE, modified, cache_control(context.pinned));
    tell_tag(&mut headers, &archive.tag, false);
    tell_file(&mut headers, &format!("jalon-{}.zip", context.release.pinned()));
    context.about().tell(&mut headers, None);
    if is_unchanged(request, &archive.tag, modified) {
        return unchanged(left(&headers));
    }
    // It is compressed by itself; `frame` drops the header.
    tell(&mut headers, header::CONTENT_ENCODING, "identity");
    let mut response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(Pieces::of(archive.bytes)));
    *response.headers_mut() = headers;
    response
}
