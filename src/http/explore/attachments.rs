//! `…/attachments`: files beside a dataset. No dataset has any, so there is no address of one: the documents are served as
//! sources, with their passages.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde_json::json;

use super::{
    super::{
        problem::ApiError,
        state::{Context, State},
    },
    context, dataset,
    params::Reader,
    records::DatasetPath,
    transport::PortalFailures,
    views::{answer, dataset_path, links},
};
use crate::store::Db;

/// The attachments of a dataset.
///
/// An empty list: the documents of the record are served as sources, at `/api/v1/sources`.
#[utoipa::path(tag = "explore", params(DatasetPath), responses(
    (status = 200, description = "The attachments", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/attachments")]
pub async fn list_attachments(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
) -> Result<HttpResponse, ApiError> {
    let here = dataset_path(&dataset(&path.dataset_id)?.id());
    let context = context(&state, &request, Reader::of(&request)?.canonical())?;
    let work = move |_: &mut Db, context: &Context| {
        let own = format!("{here}/attachments");
        let links = links(&context.base, &[("self", &own), ("dataset", &here)]);
        Ok(answer(&json!({"links": links, "attachments": []})))
    };
    state.answer(&request, context, work).await
}
