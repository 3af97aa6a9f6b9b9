//! `…/derivation`: the receipt of one figure, with its inputs, their passages, and the rival readings.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        accept,
        params::Params,
        problem::{self, ApiError},
        responses::Failures,
        state::{Body, Context, State},
    },
    actions::ActionPath,
    axes::AxisPath,
    codes,
    collection::AtParams,
    views::{CitedField, Item, texts_or_null},
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        derivation::{
            self, Input, Receipt,
            reading::Reading,
            rivals::Judged,
            words::{self, Words},
        },
        progress::Rule,
        release::At,
        strategy::Level,
        text::Texts,
    },
    store::{
        Db,
        citations::{self, CitationRow},
        derivations::Figures,
    },
};

/// The receipt of a figure: what it is computed from, how, and how far the published figures bear the rule out.
#[derive(Serialize, ToSchema)]
pub struct ReceiptView {
    /// `axis` or `action`.
    pub level: Level,
    pub code: String,
    /// Code of an action's axis.
    pub axis: Option<String>,
    pub title: Option<Texts>,
    /// How far the published figures of the release bear the rule out; against the rivals that are listed, and no others.
    pub state: derivation::State,
    /// Why the state is what it is, in the record's own words.
    pub reason: Words,
    pub rule: Rule,
    /// What the rule is, in words.
    pub rule_words: Words,
    /// The children that the documents name.
    pub inputs: Vec<InputView>,
    /// Codes of the children whose figure is missing.
    pub missing: Vec<String>,
    /// The exact sum of the inputs.
    #[schema(example = "50")]
    pub sum: Option<String>,
    /// How many inputs there are.
    pub count: Option<usize>,
    /// The exact mean in percentage points: the sum divided by the count, in lowest terms.
    #[schema(example = "25/2")]
    pub fraction: Option<String>,
    /// How the mean becomes a whole number: `half_up`.
    pub rounding: &'static str,
    /// The rounding in words.
    pub rounding_words: Words,
    /// The whole percentage that the rule gives.
    #[schema(minimum = 0, maximum = 100)]
    pub result: Option<i32>,
    /// The whole percentage that a document publishes; its passages are those of the answer.
    #[schema(minimum = 0, maximum = 100)]
    pub published: Option<i32>,
    /// Whether the two are the same.
    pub agrees: Option<bool>,
    /// Other readings of the same figures; none where the rule gives nothing.
    pub rivals: Vec<RivalView>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The axis or action.
    pub href: String,
}

/// An objective of an action, or an action of an axis, as an input of its mean.
#[derive(Serialize, ToSchema)]
pub struct InputView {
    pub code: String,
    pub title: Option<Texts>,
    /// The whole percentage that a document publishes.
    pub published: Option<i32>,
    /// What enters the mean: an objective's published figure, or the unrounded mean of an action.
    pub fraction: Option<String>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
    /// Where the published figure stands in the sources.
    pub passages: Vec<CitedField>,
}

/// Another reading of the same figures.
#[derive(Serialize, ToSchema)]
pub struct RivalView {
    /// Its name, as in the rows of `/derivations`.
    pub rule: &'static str,
    pub description: Words,
    /// The exact mean that it takes.
    pub fraction: String,
    /// The whole percentage that it gives.
    pub value: i32,
    /// Whether this published figure rejects it, since it gives another one.
    pub rejected: bool,
    /// `rejected` by this figure, `rejected_elsewhere` by other published figures of the release, or `not_rejected`.
    pub state: &'static str,
    /// Other published figures of the release that reject it.
    pub rejected_by: Vec<WitnessView>,
    /// Why it is rejected, or is not, in the record's own words.
    pub reason: Words,
}

/// A published figure that a rival does not give.
#[derive(Serialize, ToSchema)]
pub struct WitnessView {
    pub level: Level,
    pub code: String,
    /// What the rival gives there.
    pub value: i32,
    pub published: i32,
    /// The receipt of that figure.
    pub href: String,
}

/// The receipt of an axis.
///
/// What the axis is computed from (the unrounded means of its actions), the exact fraction, the published figure, and the
/// rival readings with the figure each would give. Axis 4 is `consistent_not_proved`: rounding to tens explains its 40 as
/// well. An axis with an action that cannot be computed is `not_computed`, and says which.
#[utoipa::path(tag = "progress", params(AxisPath, AtParams), responses(
    (status = 200, description = "The receipt", body = Item<ReceiptView>), Failures))]
#[get("/axes/{code}/derivation")]
pub async fn get_axis_derivation(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    answer(request, state, params, Level::Axis, code).await
}

/// The receipt of an action.
///
/// What the action is computed from (its objective rows), the exact fraction, the published figure, and the rival readings
/// with the figure each would give. Rounding halves to even would give 12 for action 15, where 13 is published; counting
/// the two parts of objective 32 as one would give 62 for action 14, where 65 is published.
#[utoipa::path(tag = "progress", params(ActionPath, AtParams), responses(
    (status = 200, description = "The receipt", body = Item<ReceiptView>), Failures))]
#[get("/actions/{code}/derivation")]
pub async fn get_action_derivation(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ActionPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("action", path.into_inner().code)?;
    answer(request, state, params, Level::Action, code).await
}

async fn answer(
    request: HttpRequest,
    state: Data<State>,
    params: Params<At>,
    level: Level,
    code: String,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        match level {
            Level::Axis => drop(codes::axis(db, context, &code)?),
            _ => drop(codes::action(db, context, &code)?),
        }
        let receipt = receipt(db, context, level, &code)?;
        let mut own = citations::of_figures(db, context.release.sequence, level.as_str())?;
        own.retain(|citation| citation.code == code);
        own.iter_mut().for_each(|citation| citation.field = "published".to_owned());
        let own = CitedField::list(&own, context);
        let related = [
            (level.as_str(), href(level, &code)),
            ("derivations", format!("/derivations?level={}&code={code}", level.as_str())),
        ];
        Ok(Body::json(&Item::new(receipt, context, &related, own)))
    };
    state.answer(&request, context, work).await
}

/// The receipt of an axis or action that the release has.
///
/// # Errors
/// Those of the database.
pub fn receipt(db: &mut Db, context: &Context, level: Level, code: &str) -> Result<ReceiptView, ApiError> {
    let sequence = context.release.sequence;
    let figures = Figures::of(db, sequence)?;
    let receipt = figures.plan().receipt(level, code).ok_or_else(problem::internal)?;
    let below = if level == Level::Axis { Level::Action } else { Level::Objective };
    let of_inputs = citations::of_figures(db, sequence, below.as_str())?;
    Ok(view(&figures, receipt, &of_inputs, context))
}

/// The path of an axis, action or objective under `/api/v1`.
pub fn href(level: Level, code: &str) -> String {
    match level {
        Level::Axis => format!("/axes/{code}"),
        level => format!("/{}s/{code}", level.as_str()),
    }
}

fn view(figures: &Figures, receipt: Receipt, of_inputs: &[CitationRow], context: &Context) -> ReceiptView {
    let (level, figured) = (receipt.level, receipt.figured.as_ref());
    let (title, title_absent) = title(figures, level, &receipt.code);
    let mut absent = title_absent;
    for (field, is_null, reason) in [
        ("axis", receipt.parent.is_none() && level == Level::Action, Absence::NotPublished),
        ("axis", level == Level::Axis, Absence::NotApplicable),
        ("sum", figured.is_none(), Absence::NotPublished),
        ("count", figured.is_none(), Absence::NotPublished),
        ("fraction", figured.is_none(), Absence::NotPublished),
        ("result", figured.is_none(), Absence::NotPublished),
        ("published", receipt.published.is_none(), Absence::NotPublished),
        ("agrees", receipt.agrees().is_none(), Absence::NotApplicable),
    ] {
        if is_null {
            absent.insert(field, reason);
        }
    }
    ReceiptView {
        title,
        agrees: receipt.agrees(),
        missing: receipt.missing().map(str::to_owned).collect(),
        inputs: receipt.inputs.iter().map(|input| of_input(figures, level, input, of_inputs, context)).collect(),
        sum: figured.map(|figured| figured.sum().to_string()),
        count: figured.map(|figured| figured.operands.len()),
        fraction: figured.map(|figured| figured.exact.to_string()),
        result: figured.map(|figured| figured.value),
        rule: receipt.rule,
        rule_words: words::rule(receipt.rule),
        rounding: Reading::RULE.rounding.as_str(),
        rounding_words: words::rounding(),
        rivals: receipt.rivals.iter().map(|judged| of_rival(judged, context)).collect(),
        href: context.v1(&href(level, &receipt.code)),
        level,
        code: receipt.code,
        axis: receipt.parent,
        state: receipt.state,
        reason: receipt.reason,
        published: receipt.published,
        absent,
    }
}

fn of_input(figures: &Figures, level: Level, input: &Input, citations: &[CitationRow], context: &Context) -> InputView {
    let below = if level == Level::Axis { Level::Action } else { Level::Objective };
    let (title, mut absent) = title(figures, below, &input.code);
    if input.published.is_none() {
        absent.insert("published", Absence::NotPublished);
    }
    if input.exact.is_none() {
        absent.insert("fraction", Absence::NotPublished);
    }
    let mut own: Vec<CitationRow> = citations.iter().filter(|citation| citation.code == input.code).cloned().collect();
    own.iter_mut().for_each(|citation| citation.field = "published".to_owned());
    InputView {
        code: input.code.clone(),
        title,
        published: input.published,
        fraction: input.exact.map(|exact| exact.to_string()),
        absent,
        href: context.v1(&href(below, &input.code)),
        passages: CitedField::list(&own, context),
    }
}

fn of_rival(judged: &Judged, context: &Context) -> RivalView {
    let witnesses = judged.rejected_by.iter().map(|witness| WitnessView {
        level: witness.level,
        code: witness.code.clone(),
        value: witness.value,
        published: witness.published,
        href: context.v1(&format!("{}/derivation", href(witness.level, &witness.code))),
    });
    RivalView {
        rule: judged.rival.as_str(),
        description: judged.description.clone(),
        fraction: judged.figured.exact.to_string(),
        value: judged.figured.value,
        rejected: judged.rejected,
        state: judged.state(),
        rejected_by: witnesses.collect(),
        reason: judged.reason.clone(),
    }
}

/// The title of a row, and why it has none.
fn title(figures: &Figures, level: Level, code: &str) -> (Option<Texts>, Absences) {
    let of_axis = figures.axes.iter().filter(|row| level == Level::Axis && row.code == code);
    let of_action = figures.actions.iter().filter(|row| level == Level::Action && row.code == code);
    let of_objective = figures.objectives.iter().filter(|row| level == Level::Objective && row.code == code);
    let mut rows = of_axis
        .map(|row| (&row.title_fr, &row.title_en, &row.absent))
        .chain(of_action.map(|row| (&row.title_fr, &row.title_en, &row.absent)))
        .chain(of_objective.map(|row| (&row.title_fr, &row.title_en, &row.absent)));
    let Some((fr, en, absent)) = rows.next() else { return (None, Absences::default()) };
    let mut absent = Absences::from_flat(absent);
    absent.0.retain(|field, _| field.starts_with("title"));
    (texts_or_null(fr, en), absent)
}
