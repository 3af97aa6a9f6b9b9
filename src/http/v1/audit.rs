//! `/audit`: what every value of a release rests on.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        accept,
        params::Params,
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
    },
    collection::AtParams,
    views::Item,
};
use crate::{
    domain::{release::At, text::Texts},
    publish::audit::{Audit, RULES, audit},
    store::{Db, releases, snapshot},
};

/// What every value of a release rests on.
#[derive(Serialize, ToSchema)]
pub struct AuditView {
    /// Share of the values that rest on something, in percent: 100.
    pub grounded: f64,
    #[serde(flatten)]
    pub audit: Audit,
    /// The rules, with what each says.
    pub explained: Vec<RuleView>,
}

/// A rule that makes values.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"rule": "mean", "text": {"fr": "La moyenne …", "en": "The mean …"}}))]
pub struct RuleView {
    pub rule: &'static str,
    pub text: Texts,
}

/// The audit of a release.
///
/// Every value of every dataset rests on a passage, on a rule that is shown, on words that the record calls its own, or is
/// absent with a reason. The answer counts them and names what is missing: nothing. `jalon check` does the same offline.
#[utoipa::path(tag = "sources", params(AtParams), responses(
    (status = 200, description = "The audit", body = Item<AuditView>), Failures))]
#[get("/audit")]
pub async fn get_audit(request: HttpRequest, state: Data<State>, params: Params<At>) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let row = releases::list(db)?.into_iter().find(|row| row.seq == context.release.sequence);
        let row = row.ok_or_else(super::super::problem::internal)?;
        let audit = audit(&snapshot::load(db, row)?);
        let text = |[fr, en]: [&str; 2]| Texts { fr: Some(fr.to_owned()), en: Some(en.to_owned()) };
        let view = AuditView {
            grounded: share(audit.values.total - audit.values.missing, audit.values.total),
            explained: RULES.into_iter().map(|(rule, words)| RuleView { rule, text: text(words) }).collect(),
            audit,
        };
        Ok(super::item(view, context, &[("passages", "/passages".to_owned())], Vec::new()))
    };
    state.answer(&request, context, work).await
}

/// A share in percent, rounded down to hundredths, so that only a whole is 100.
fn share(part: usize, whole: usize) -> f64 {
    let hundredths = u32::try_from((part * 10_000).checked_div(whole).unwrap_or(10_000)).unwrap_or_default();
    f64::from(hundredths) / 100.0
}
