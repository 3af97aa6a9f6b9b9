//! `/simulations`: what the rule would give if some objectives had other figures. Nothing is stored.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CACHE_CONTROL,
    post,
    web::{Data, Payload},
};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{Object, ObjectBuilder, Type},
};

use super::{
    super::{
        accept,
        body::{self, Json},
        params::Params,
        problem::{ApiError, Kind},
        representation::JALON_RELEASE,
        responses::{BodyFailures, Failures},
        state::{Context, State},
    },
    codes,
    collection::AtParams,
    receipts::href,
    views::Item,
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        derivation::{
            Plan, Receipt,
            reading::Reading,
            simulation::{Effect, Outcome},
            words::Words,
        },
        progress::Rule,
        release::At,
        strategy::{Level, ObjectiveCode},
        text::nearest,
    },
    store::{Db, derivations::Figures, objectives::ObjectiveRow},
};

/// Most objectives in one simulation; no edition of the plan has as many.
pub const MOST_OBJECTIVES: usize = 100;

/// What is simulated.
#[derive(ToSchema)]
#[schema(example = json!({"objectives": {"34": 100}}))]
#[allow(dead_code, reason = "the field describes the body; `figures` reads it")]
pub struct SimulationBody {
    #[schema(schema_with = percentages)]
    objectives: BTreeMap<String, i32>,
}

/// One to [`MOST_OBJECTIVES`] percentages by code.
fn percentages() -> Object {
    let percentage = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(100));
    let code = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^[1-9][0-9]{0,3}([-.][1-9][0-9]{0,3})?$"));
    ObjectBuilder::new()
        .description(Some("Whole percentages from 0 to 100, by the codes of objectives whose action is published."))
        .property_names(Some(code))
        .additional_properties(Some(percentage))
        .min_properties(Some(1))
        .max_properties(Some(MOST_OBJECTIVES))
        .build()
}

/// A simulation: figures that no document states.
#[derive(Serialize, ToSchema)]
pub struct SimulationView {
    /// Always true: nobody published what follows, and nothing of it is stored.
    pub simulation: bool,
    /// The same in words.
    pub about: Words,
    /// The objectives whose figures were replaced, then their actions, then the axes of these: before and after.
    pub changed: Vec<EffectView>,
    /// How the actions and axes come to their simulated figures.
    pub receipts: Vec<SimulatedReceiptView>,
}

/// A figure before and after.
#[derive(Serialize, ToSchema)]
pub struct EffectView {
    pub level: Level,
    pub code: String,
    /// The whole percentage that a document publishes.
    pub published: Option<i32>,
    /// What the documents give: an objective's published figure, or what the rule computes.
    pub before: Option<OutcomeView>,
    /// What the simulation gives.
    pub after: Option<OutcomeView>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The axis, action or objective as the record has it.
    pub href: String,
}

/// An exact figure, and what is shown of it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"value": 81, "fraction": "485/6"}))]
pub struct OutcomeView {
    /// The whole percentage.
    pub value: i32,
    /// The exact figure in percentage points, in lowest terms.
    pub fraction: String,
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        OutcomeView { value: outcome.value, fraction: outcome.exact.to_string() }
    }
}

/// The computation of a simulated figure.
#[derive(Serialize, ToSchema)]
pub struct SimulatedReceiptView {
    pub level: Level,
    pub code: String,
    pub rule: Rule,
    pub inputs: Vec<SimulatedInputView>,
    /// Codes of the children whose figure is missing.
    pub missing: Vec<String>,
    /// The exact sum of the inputs.
    pub sum: Option<String>,
    /// How many inputs there are.
    pub count: Option<usize>,
    /// The exact mean in percentage points.
    pub fraction: Option<String>,
    /// How the mean becomes a whole number: `half_up`.
    pub rounding: &'static str,
    /// The whole percentage that the rule gives.
    pub result: Option<i32>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The receipt of the figure as the documents give it.
    pub href: String,
}

/// What enters a simulated mean.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"code": "34", "fraction": "100", "simulated": true, "absent": {}}))]
pub struct SimulatedInputView {
    pub code: String,
    pub fraction: Option<String>,
    /// Whether the figure, or one that it is computed from, was replaced.
    pub simulated: bool,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// Simulates other figures.
///
/// Computes the actions and axes of a release anew with other figures for some objectives, exactly and by the rule of the
/// receipts. The answer is a simulation, says so, and is not stored. Objectives of which no document says the action
/// cannot be simulated.
#[utoipa::path(tag = "progress", params(AtParams), request_body(
        content = SimulationBody, description = "The figures to compute with", content_type = "application/json",
        example = json!({"objectives": {"34": 100}})),
    responses((status = 200, description = "The simulated figures", body = Item<SimulationView>), BodyFailures, Failures))]
#[post("/simulations")]
pub async fn simulate(
    request: HttpRequest,
    state: Data<State>,
    params: Params<At>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let mut context = state.context(&request, &params.value, params.canonical)?;
    context.across_releases();
    let given = figures(body::read(&request, payload).await?)?;
    let pinned = context.release.pinned();
    let item = state
        .read(move |db| {
            let rows = Figures::of(db, context.release.sequence)?;
            for (code, value) in &given {
                known(db, &context, &rows.objectives, code, *value)?;
            }
            let mut related = vec![("derivations", "/derivations".to_owned())];
            related.push(("objectives", "/objectives".to_owned()));
            Ok(Item::new(view(&rows.plan(), &given, &context), &context, &related, Vec::new()))
        })
        .await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((JALON_RELEASE, pinned));
    Ok(response.json(item))
}

/// The figures of a body, by the codes of objectives.
fn figures(body: Json) -> Result<BTreeMap<String, i32>, ApiError> {
    let mut objectives = None;
    for (name, value) in body::members(body, "")? {
        if name != "objectives" {
            return Err(body::unknown_member(&name, &value, &["objectives"]));
        }
        objectives = Some(value);
    }
    let expected = format!("an object with one to {MOST_OBJECTIVES} objectives");
    let Some(objectives) = objectives else {
        return Err(body::missing("objectives", &expected));
    };
    let members = body::members(objectives, "objectives")?;
    if !(1..=MOST_OBJECTIVES).contains(&members.len()) {
        return Err(body::invalid("objectives", &format!("{} objectives", members.len()), expected));
    }
    let figure = |(code, value): (String, Json)| match value {
        Json::Whole(number @ 0..=100) => Ok((code, i32::try_from(number).unwrap_or_default())),
        other => {
            let expected = "a whole number from 0 to 100, without quotes and fraction";
            Err(body::invalid(&body::path("objectives", &code), &other.shown(), expected))
        }
    };
    members.into_iter().map(figure).collect()
}

/// Refuses an objective that the release does not list, or of which no document says the action.
fn known(db: &mut Db, context: &Context, rows: &[ObjectiveRow], code: &str, value: i32) -> Result<(), ApiError> {
    let param = body::path("objectives", code);
    let usable: Vec<&str> = rows.iter().filter(|row| row.action.is_some()).map(|row| row.code.as_str()).collect();
    let parsed = ObjectiveCode::parse(code);
    let detail = match rows.iter().find(|row| row.code == code) {
        Some(row) if row.action.is_some() => return Ok(()),
        Some(_) => format!(
            "objective {code} is announced in release {} and no document says to which action it belongs, so nothing can \
             be computed from it",
            context.release.pinned()
        ),
        None => match parsed.map(|code| codes::objective(db, context, code)) {
            Some(Err(missing)) => missing.detail.clone(),
            _ => format!("`{}` is no code of an objective", body::path("", code)),
        },
    };
    let expected = match usable.as_slice() {
        [] => format!("another release: {} publishes no objective with its action", context.release.pinned()),
        codes => format!("one of {}", codes.join(", ")),
    };
    let refusal = ApiError::new(Kind::INVALID_BODY, detail).at(&param, value.to_string()).expecting(expected);
    let mut refusal = refusal.seeing(vec![context.chosen("/api/v1/objectives")]);
    refusal.did_you_mean = match parsed {
        // Another number is another objective, however near it is; its parts are what was meant.
        Some(_) => {
            usable.iter().find(|known| known.split_once('-').is_some_and(|(n, _)| n == code)).map(|c| (*c).to_owned())
        }
        None => nearest(code, usable),
    };
    Err(refusal)
}

fn view(plan: &Plan, given: &BTreeMap<String, i32>, context: &Context) -> SimulationView {
    let simulated = plan.simulated(given);
    let effects = plan.effects(given);
    let touched: Vec<(Level, String)> = effects.iter().map(|effect| (effect.level, effect.code.clone())).collect();
    let receipts = effects.iter().filter(|effect| effect.level != Level::Objective);
    let receipts = receipts.filter_map(|effect| simulated.receipt(effect.level, &effect.code));
    SimulationView {
        simulation: true,
        about: Words::new(
            "Une simulation : aucun document n’énonce ces chiffres, et rien n’en est conservé.",
            "A simulation: no document states these figures, and nothing of them is stored.",
        ),
        receipts: receipts.map(|receipt| of_receipt(receipt, &touched, context)).collect(),
        changed: effects.into_iter().map(|effect| of_effect(effect, context)).collect(),
    }
}

fn of_effect(effect: Effect, context: &Context) -> EffectView {
    let mut absent = Absences::default();
    for (field, is_null) in [
        ("published", effect.published.is_none()),
        ("before", effect.before.is_none()),
        ("after", effect.after.is_none()),
    ] {
        if is_null {
            absent.insert(field, Absence::NotPublished);
        }
    }
    EffectView {
        href: context.v1(&href(effect.level, &effect.code)),
        level: effect.level,
        code: effect.code,
        published: effect.published,
        before: effect.before.map(OutcomeView::from),
        after: effect.after.map(OutcomeView::from),
        absent,
    }
}

fn of_receipt(receipt: Receipt, touched: &[(Level, String)], context: &Context) -> SimulatedReceiptView {
    let below = if receipt.level == Level::Axis { Level::Action } else { Level::Objective };
    let figured = receipt.figured.as_ref();
    let mut absent = Absences::default();
    for field in ["sum", "count", "fraction", "result"].into_iter().filter(|_| figured.is_none()) {
        absent.insert(field, Absence::NotPublished);
    }
    let inputs = receipt.inputs.iter().map(|input| {
        let mut absent = Absences::default();
        if input.exact.is_none() {
            absent.insert("fraction", Absence::NotPublished);
        }
        SimulatedInputView {
            code: input.code.clone(),
            fraction: input.exact.map(|exact| exact.to_string()),
            simulated: touched.iter().any(|(level, code)| *level == below && *code == input.code),
            absent,
        }
    });
    SimulatedReceiptView {
        inputs: inputs.collect(),
        missing: receipt.missing().map(str::to_owned).collect(),
        sum: figured.map(|figured| figured.sum().to_string()),
        count: figured.map(|figured| figured.operands.len()),
        fraction: figured.map(|figured| figured.exact.to_string()),
        rounding: Reading::RULE.rounding.as_str(),
        result: figured.map(|figured| figured.value),
        href: context.v1(&format!("{}/derivation", href(receipt.level, &receipt.code))),
        level: receipt.level,
        code: receipt.code,
        rule: receipt.rule,
        absent,
    }
}
