//! `/releases/{id}/template`: the file that the team fills in for a release.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::HeaderValue,
    web::{Data, Path},
};
use chrono::Utc;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::{
    answers::Answer,
    params::{FromQuery, Params, QueryString},
    problem::{self, ApiError},
    responses::{Bytes, Failures},
    state::{Body, State},
};
use crate::{
    domain::release::At,
    publish::filing::{template, write, write::Form},
    store::Db,
};

/// The release, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TemplatePath {
    /// A release that exists, or the one that comes next.
    #[param(example = "2026-Q4")]
    id: String,
}

/// The form of the file.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the field describes the parameter")]
pub struct TemplateParams {
    /// `xlsx` (the default), `csv` for a spreadsheet set to French, `csv-rfc4180`, or `toml`.
    #[param(example = "toml", value_type = Option<String>)]
    format: Form,
}

impl FromQuery for TemplateParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let given = query.text("format")?;
        let form = given.as_deref().map_or(Some(Form::Xlsx), Form::from_word);
        let expected = format!("one of {}", Form::WORDS.join(", "));
        let format = form.ok_or_else(|| {
            let given = given.clone().unwrap_or_default();
            ApiError::invalid("format", &given, expected).suggesting(&given, Form::WORDS.iter().copied())
        })?;
        Ok(TemplateParams { format })
    }
}

/// The file to fill in for a release.
///
/// For the release that comes next, a file with all that is known: codes, titles, the last figures and texts. For one that
/// exists, what it says: filing that changes nothing. No key is needed, since nothing in it is unpublished.
#[utoipa::path(tag = "publishing", params(TemplatePath, TemplateParams), responses(
    (status = 200, description = "The file", content(
        (inline(Bytes) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"), (String = "application/toml"))),
    Failures))]
#[get("/releases/{id}/template")]
pub async fn get_template(
    request: HttpRequest,
    state: Data<State>,
    path: Path<TemplatePath>,
    params: Params<TemplateParams>,
) -> Result<HttpResponse, ApiError> {
    let (id, form) = (path.into_inner().id, params.value.format);
    // One that comes next is made of the current release.
    let at = state.releases().latest_of(&id).map_or(At::Current, |release| At::Release(release.id.clone()));
    let mut context = state.context(&request, &at, params.canonical)?;
    context.across_releases();
    let known = context.releases.clone();
    let work = move |db: &mut Db| {
        let filing = template::for_release(db, &id, Utc::now().date_naive())?;
        let bytes = write::write(&filing, form).map_err(|error| {
            log::error!("{error}");
            problem::internal()
        })?;
        let name = id.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let file = Some(format!("{name}.{}", form.extension()).into());
        Ok(Body { file, ..Body::new(bytes, form.media()) })
    };
    let body = state.read_known(known.last(), work).await?;
    let mut answer = Answer::new(body, &context.about());
    // Figures of before the last release would come back with a file that was filled in from an older template.
    answer.keep_for(HeaderValue::from_static("no-cache"));
    Ok(state.keep(&request, &known, answer))
}
