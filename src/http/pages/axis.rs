//! `/fr/axes/4`: an axis, with its actions, its statements, and everything that its figure rests on.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    InLanguage,
    charts::{
        Figure, Label, NARROW,
        bars::{self, Bar},
    },
    grounds::Grounds,
    lines::{self, ActionLine},
    page::Page,
    statements::Statements,
    why,
    words::Said,
};
use crate::{
    domain::{release::At, strategy::Level, text::Language},
    http::{
        params::Params,
        problem::{self, ApiError},
        state::{Context, State},
        v1::{actions::Actions, axes::Axes, codes, collection::Collection},
    },
    store::{Db, Slice, actions, objectives},
};

#[derive(Template)]
#[template(path = "axis.html")]
struct AxisPage {
    page: Page,
    code: String,
    title: Said,
    progress: Option<i32>,
    absent: String,
    actions: Vec<ActionLine>,
    /// The figures of the actions as bars; none if there is no figure.
    chart: Option<String>,
    /// The release publishes objectives of the axis.
    has_objectives: bool,
    /// The page of its objectives.
    detail: String,
    achievements: Statements,
    no_achievements: String,
    next_steps: Statements,
    no_next_steps: String,
    has_foreign: bool,
    why: why::Why,
    grounds: Grounds,
}

/// Shows an axis.
///
/// # Errors
/// No such release or axis, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    path: InLanguage<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, code) = path.into_inner();
    let code = codes::number("axis", code)?;
    super::answer(&request, &state, params, move |db, context| axis(db, context, language, code)).await
}

fn axis(db: &mut Db, context: &Context, language: Language, code: String) -> Result<AxisPage, ApiError> {
    let sequence = context.release.sequence;
    let row = codes::axis(db, context, &code)?;
    let axis = Axes::views(db, context, vec![row])?.into_iter().next().ok_or_else(problem::internal)?;
    let filter = actions::Filter { axis: vec![code.clone()], ..Default::default() };
    let rows = actions::list(db, sequence, &filter, &Slice::default())?;
    let actions = Actions::views(db, context, rows)?;
    let filter = objectives::Filter { axis: vec![code.clone()], ..Default::default() };
    let has_objectives = objectives::count(db, sequence, &filter)? > 0;

    let path = format!("/axes/{code}");
    let name = format!("{} {code}", if language == Language::Fr { "Axe" } else { "Axis" });
    let stated = axis.title.clone().unwrap_or_default();
    let title = Said::of(language, &stated);
    let heading = format!("{name} – {}", title.text);
    let description = describe(language, &name, &title.text, axis.progress);
    let page = Page::new(context, language, &path, heading, description)
        .with_data("JSON", &format!("/api/v1{path}"))
        .with_table(&format!("/api/v1{path}/actions"));
    let (achievements, next_steps) =
        (Statements::of(&page, &axis.achievements), Statements::of(&page, &axis.next_steps));
    let lines: Vec<ActionLine> = actions.iter().map(|action| ActionLine::of(&page, action)).collect();
    Ok(AxisPage {
        chart: chart(&page, &lines),
        has_foreign: achievements.has_foreign() || next_steps.has_foreign(),
        progress: axis.progress,
        absent: page.absent(&axis.absent, "progress"),
        actions: lines,
        has_objectives,
        detail: format!("/progress?axis={code}"),
        achievements,
        no_achievements: page.absent(&axis.absent, "achievements"),
        next_steps,
        no_next_steps: page.absent(&axis.absent, "next_steps"),
        why: why::of(db, context, &page, Level::Axis, &code)?,
        grounds: Grounds::of(db, context, &page, Level::Axis, &code, &title)?,
        title: lines::title(&page, &axis.title),
        page,
        code,
    })
}

/// The figures of the actions as bars, if there is any.
fn chart(page: &Page, actions: &[ActionLine]) -> Option<String> {
    actions.iter().find(|action| action.progress.is_some())?;
    let word = page.say("Action", "Action");
    let bar = |action: &ActionLine| Bar {
        label: Label::named(format!("{word} {}", action.code)),
        figure: Figure::of(action.progress, action.absent.clone()),
    };
    let rows: Vec<Bar> = actions.iter().map(bar).collect();
    let title = page.say("Avancement publié des actions de l'axe", "Published progress of the actions of the axis");
    Some(page.drawn("actions-chart", &title, &bars::sheet(&rows, page.language, NARROW)))
}

fn describe(language: Language, name: &str, title: &str, progress: Option<i32>) -> String {
    match (language, progress) {
        (Language::Fr, Some(value)) => format!("{name}, « {title} » : avancement global publié de {value} %."),
        (Language::Fr, None) => format!("{name}, « {title} » : actions, réalisations et prochaines étapes."),
        (Language::En, Some(value)) => format!("{name}, “{title}”: published global progress of {value}%."),
        (Language::En, None) => format!("{name}, “{title}”: actions, achievements and next steps."),
    }
}
