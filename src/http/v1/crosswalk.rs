//! `/crosswalk`: how actions and objectives of one edition relate to the other.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        params::{FromQuery, Params, QueryString},
        problem::{ApiError, Kind},
        responses::Failures,
        state::{Context, State},
    },
    codes,
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    views::{Item, List, several},
};
use crate::{
    domain::{
        absence::Absences,
        catalogue,
        crosswalk::{Basis, Confidence, Relation},
        dataset::Dataset,
        release::At,
        strategy::Level,
        text::Texts,
    },
    store::{
        self, Db, QueryResult, Slice,
        crosswalk::{CrosswalkRow, Filter},
    },
};

/// How one action or objective relates to the other edition.
#[derive(Serialize, ToSchema)]
pub struct CorrespondenceView {
    /// Level and codes, such as `action_11_12`; `none` for a side that has no counterpart.
    pub code: String,
    #[schema(value_type = Level)]
    pub level: String,
    /// In the earlier edition.
    pub from: Side,
    /// In the later edition.
    pub to: Side,
    /// What relates the two; several may hold. `unknown`: the documents do not allow to tell.
    #[schema(value_type = Vec<Relation>)]
    pub relations: Vec<String>,
    /// `stated` by a document, or `inferred` from the texts.
    #[schema(value_type = Basis)]
    pub basis: String,
    #[schema(value_type = Confidence)]
    pub confidence: String,
    /// Why, in the words of the record.
    pub note: Texts,
    /// Ids of the documents that are quoted.
    pub sources: Vec<String>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// One side of a correspondence.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"edition": "2025", "code": "12"}))]
pub struct Side {
    pub edition: String,
    /// Null if the side has no counterpart that is known.
    pub code: Option<String>,
}

/// Conditions on the crosswalk.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CrosswalkParams {
    /// `action` or `objective`.
    #[param(example = "action", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes in edition 2023.
    #[param(example = "11", value_type = Option<String>)]
    from: Vec<String>,
    /// Codes in edition 2025.
    #[param(example = "12", value_type = Option<String>)]
    to: Vec<String>,
    /// `same`, `reworded`, `renumbered`, `widened`, `dropped`, `new` or `unknown`.
    #[param(example = "renumbered", value_type = Option<String>)]
    relation: Vec<String>,
    /// `stated` or `inferred`.
    #[param(example = "inferred", value_type = Option<String>)]
    basis: Vec<String>,
    /// `high`, `medium` or `low`.
    #[param(example = "high", value_type = Option<String>)]
    confidence: Vec<String>,
}

impl FromQuery for CrosswalkParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(CrosswalkParams {
            level: query.words("level", &["action", "objective"])?,
            from: codes::objective_codes(query, "from")?,
            to: codes::objective_codes(query, "to")?,
            relation: query.words("relation", Relation::WORDS)?,
            basis: query.words("basis", Basis::WORDS)?,
            confidence: query.words("confidence", Confidence::WORDS)?,
        })
    }
}

impl From<CrosswalkParams> for Filter {
    fn from(params: CrosswalkParams) -> Self {
        Filter {
            level: params.level,
            from: params.from,
            to: params.to,
            relation: params.relation,
            basis: params.basis,
            confidence: params.confidence,
        }
    }
}

/// The code of a correspondence, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CrosswalkPath {
    /// Level and codes on both sides.
    #[param(example = "action_11_12")]
    code: String,
}

/// The collection of correspondences.
pub struct Crosswalk;

impl Collection for Crosswalk {
    type Row = CrosswalkRow;
    type Filter = Filter;
    type View = CorrespondenceView;
    const NAME: &'static str = "crosswalk";
    const DATASET: &'static Dataset = &catalogue::CROSSWALK;
    const SUBJECT: &'static str = "crosswalk";
    const SORTABLE: &'static [&'static str] = store::crosswalk::SORTABLE;
    const FIELDS: &'static [&'static str] =
        &["code", "level", "from", "to", "relations", "basis", "confidence", "note", "sources", "absent", "href"];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<CrosswalkRow>> {
        store::crosswalk::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::crosswalk::count(db, sequence, filter)
    }

    fn code(row: &CrosswalkRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<CrosswalkRow>) -> Result<Vec<CorrespondenceView>, ApiError> {
        let view = |row: CrosswalkRow| CorrespondenceView {
            from: Side { edition: row.from_edition, code: row.from_code },
            to: Side { edition: row.to_edition, code: row.to_code },
            relations: several(&row.relations),
            note: Texts { fr: Some(row.note_fr), en: Some(row.note_en) },
            sources: several(&row.sources),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/crosswalk/{}", row.code)),
            code: row.code,
            level: row.level,
            basis: row.basis,
            confidence: row.confidence,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

fn correspondence(db: &mut Db, context: &Context, code: &str) -> Result<CrosswalkRow, ApiError> {
    store::crosswalk::by_code(db, context.release.sequence, code)?.ok_or_else(|| {
        let detail = format!("release {} holds no such correspondence", context.release.pinned());
        ApiError::new(Kind::NOT_FOUND, detail)
            .at("code", code)
            .expecting("a code that /api/v1/crosswalk lists, such as action_11_12")
            .seeing(vec![context.chosen("/api/v1/crosswalk")])
    })
}

/// The crosswalk between the editions 2023 and 2025.
///
/// How each action and objective of one edition relates to the other, on what basis, how surely and why. No document
/// states it: the relations are inferred from the titles, and `unknown` where the documents do not allow to tell. It rests
/// on documents of both editions, so a release of 2023 has only the rows that quote none of 2025.
#[utoipa::path(tag = "crosswalk", params(CrosswalkParams, AtParams, ListParams), responses(
    (status = 200, description = "The correspondences: actions, then objectives",
     content((List<CorrespondenceView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/crosswalk")]
pub async fn list_crosswalk(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(CrosswalkParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Crosswalk>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One correspondence.
///
/// By its code, with the passages of the titles that were compared.
#[utoipa::path(tag = "crosswalk", params(CrosswalkPath, AtParams), responses(
    (status = 200, description = "The correspondence", body = Item<CorrespondenceView>), Failures))]
#[get("/crosswalk/{code}")]
pub async fn get_correspondence(
    request: HttpRequest,
    state: Data<State>,
    path: Path<CrosswalkPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    let find = move |db: &mut Db, context: &Context| correspondence(db, context, &code);
    collection::answer_item::<Crosswalk>(request, state, params, find, |_| Vec::new()).await
}
