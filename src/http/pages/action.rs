//! `/fr/actions/15`: an action, with its objectives and everything that its figure rests on.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    InLanguage,
    grounds::Grounds,
    lines::{self, ObjectiveLine},
    page::Page,
    why,
    words::Said,
};
use crate::{
    domain::{release::At, strategy::Level, text::Language},
    http::{
        params::Params,
        problem::{self, ApiError},
        state::{Context, State},
        v1::{actions::Actions, codes, collection::Collection, objectives::Objectives},
    },
    store::{Db, Slice, objectives},
};

#[derive(Template)]
#[template(path = "action.html")]
struct ActionPage {
    page: Page,
    code: String,
    title: Said,
    /// A document names it.
    is_named: bool,
    progress: Option<i32>,
    absent: String,
    objectives: Vec<ObjectiveLine>,
    has_foreign: bool,
    why: why::Why,
    grounds: Grounds,
}

/// Shows an action.
///
/// # Errors
/// No such release or action, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    path: InLanguage<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, code) = path.into_inner();
    let code = codes::number("action", code)?;
    super::answer(&request, &state, params, move |db, context| action(db, context, language, code)).await
}

fn action(db: &mut Db, context: &Context, language: Language, code: String) -> Result<ActionPage, ApiError> {
    let row = codes::action(db, context, &code)?;
    let action = Actions::views(db, context, vec![row])?.into_iter().next().ok_or_else(problem::internal)?;
    let filter = objectives::Filter { action: vec![code.clone()], ..Default::default() };
    let rows = objectives::list(db, context.release.sequence, &filter, &Slice::default())?;
    let views = Objectives::views(db, context, rows)?;

    let path = format!("/actions/{code}");
    let title = Said::of(language, &action.title.clone().unwrap_or_default());
    let heading = match action.title {
        Some(_) => format!("Action {code} – {}", title.text),
        None => format!("Action {code}"),
    };
    let description = describe(language, &code, &title.text, action.progress);
    let mut page = Page::new(context, language, &path, heading, description);
    if let Some(axis) = &action.axis {
        let name = page.say("Axe", "Axis");
        page = page.under(format!("{name} {axis}"), &format!("/axes/{axis}"));
    }
    let page = page.with_data("JSON", &format!("/api/v1{path}")).with_table(&format!("/api/v1{path}/objectives"));
    let objectives: Vec<ObjectiveLine> = views.iter().map(|view| ObjectiveLine::of(&page, view)).collect();
    Ok(ActionPage {
        has_foreign: objectives.iter().any(ObjectiveLine::has_foreign),
        is_named: action.title.is_some(),
        progress: action.progress,
        absent: page.absent(&action.absent, "progress"),
        objectives,
        why: why::of(db, context, &page, Level::Action, &code)?,
        grounds: Grounds::of(db, context, &page, Level::Action, &code, &title)?,
        title: lines::title(&page, &action.title),
        page,
        code,
    })
}

fn describe(language: Language, code: &str, title: &str, progress: Option<i32>) -> String {
    match (language, progress) {
        (Language::Fr, Some(value)) => format!("Action {code}, « {title} » : avancement publié de {value} %."),
        (Language::Fr, None) => format!("Action {code} de la stratégie du numérique pour l’éducation. {title}"),
        (Language::En, Some(value)) => format!("Action {code}, “{title}”: published progress of {value}%."),
        (Language::En, None) => format!("Action {code} of the French digital strategy for education. {title}"),
    }
}
