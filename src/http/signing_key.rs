//! `/.well-known`: the key that verifies what the service signs.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::{
    accept, answers::Answer, mount::Mount, ops, params::Params, problem::ApiError, responses::Failures, state::State,
};

/// Where the key is.
pub const PATH: &str = "/.well-known/jalon-signing-key.pem";

/// The media type that most servers give to PEM; none is registered for a key.
const MEDIA: &str = "application/x-pem-file";

/// Mounts the route.
pub fn routes(config: &mut impl Mount) {
    config.service(get_signing_key);
}

/// The key that verifies signatures.
///
/// The public half of the Ed25519 key that signs the manifests of releases, in PEM. Its fingerprint is the SHA-256 of the
/// key in DER.
#[utoipa::path(tag = "releases", responses(
    (status = 200, description = "The key", body = String, content_type = "application/x-pem-file"), Failures))]
#[get("/.well-known/jalon-signing-key.pem")]
pub async fn get_signing_key(
    request: HttpRequest,
    state: Data<State>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::accepted(&request, &[MEDIA])?;
    let key = state.bundles.key(&state).await?;
    let pem = key.public().to_pem();
    Ok(Answer::of_program(pem.into(), MEDIA, ops::started()).respond(&request))
}
