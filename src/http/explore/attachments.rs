//! `…/attachments`: files beside a dataset. No dataset has any: the documents are served as sources, with their passages.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde_json::json;
use utoipa::IntoParams;

use super::{
    super::{
        problem::{ApiError, Kind, echo},
        state::{Context, State},
    },
    context, dataset,
    params::Reader,
    records::DatasetPath,
    transport::PortalFailures,
    views::{answer, dataset_path, links},
};
use crate::store::Db;

/// The attachment, from the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "the fields describe the parameters")]
pub struct AttachmentPath {
    /// The id of a dataset, as the catalogue lists it.
    #[param(example = "fr-en-strategie-numerique-sources")]
    dataset_id: String,
    /// The id of an attachment, as the dataset lists it.
    #[param(example = "none")]
    attachment_id: String,
}

/// The attachments of a dataset.
///
/// An empty list: the documents of the record are served as sources, at `/api/v1/sources`.
#[utoipa::path(tag = "explore", params(DatasetPath), responses(
    (status = 200, description = "The attachments", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/attachments")]
pub async fn list_attachments(
    request: HttpRequest,
    state: Data<State>,
    path: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let here = dataset_path(&dataset(&path)?.id());
    let context = context(&state, &request, Reader::of(&request)?.canonical())?;
    let work = move |_: &mut Db, context: &Context| {
        let own = format!("{here}/attachments");
        let links = links(&context.base, &[("self", &own), ("dataset", &here)]);
        Ok(answer(&json!({"links": links, "attachments": []})))
    };
    state.answer(&request, context, work).await
}

/// One attachment.
///
/// No dataset has any, so every id is a 404 that says so.
#[utoipa::path(tag = "explore", params(AttachmentPath), responses(PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/attachments/{attachment_id}")]
pub async fn get_attachment(path: Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (dataset_id, attachment) = path.into_inner();
    let id = dataset(&dataset_id)?.id();
    let detail = format!("The requested attachment {} does not exist: the dataset {id} has none.", echo(&attachment));
    Err(ApiError::new(Kind::NOT_FOUND, detail))
}
