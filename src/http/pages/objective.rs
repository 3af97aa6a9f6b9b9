//! `/fr/objectives/32-1`: an objective, published or only counted.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    InLanguage,
    grounds::Grounds,
    lines::{self, ObjectiveLine},
    page::Page,
    words::Said,
};
use crate::{
    domain::{
        release::At,
        strategy::{Level, ObjectiveCode},
        text::Language,
    },
    http::{
        params::Params,
        problem::{self, ApiError},
        state::{Context, State},
        v1::{codes, collection::Collection, objectives::Objectives},
    },
    store::Db,
};

#[derive(Template)]
#[template(path = "objective.html")]
struct ObjectivePage {
    page: Page,
    code: String,
    title: Said,
    /// A document states its title.
    is_named: bool,
    /// It is doubtful that it is an objective; `note` says why.
    is_ambiguous: bool,
    note: Said,
    line: ObjectiveLine,
    no_status: String,
    /// Where its figure enters that of its action.
    upward: Option<String>,
    has_foreign: bool,
    grounds: Grounds,
}

/// Shows an objective.
///
/// # Errors
/// No such release or objective, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    path: InLanguage<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, code) = path.into_inner();
    let code = codes::objective_code(&code)?;
    super::answer(&request, &state, params, move |db, context| objective(db, context, language, code)).await
}

fn objective(
    db: &mut Db,
    context: &Context,
    language: Language,
    code: ObjectiveCode,
) -> Result<ObjectivePage, ApiError> {
    let row = codes::objective(db, context, code)?;
    let view = Objectives::views(db, context, vec![row])?.into_iter().next().ok_or_else(problem::internal)?;

    let code = view.code.clone();
    let path = format!("/objectives/{code}");
    let name = format!("{} {code}", if language == Language::Fr { "Objectif" } else { "Objective" });
    let title = Said::of(language, &view.title.clone().unwrap_or_default());
    let heading = if view.title.is_some() { format!("{name} – {}", title.text) } else { name.clone() };
    let description = describe(language, &name, &title.text, view.progress);
    let mut page = Page::new(context, language, &path, heading, description);
    if let Some(axis) = &view.axis {
        let word = page.say("Axe", "Axis");
        page = page.under(format!("{word} {axis}"), &format!("/axes/{axis}"));
    }
    if let Some(action) = &view.action {
        page = page.under(format!("Action {action}"), &format!("/actions/{action}"));
    }
    let page = page.with_data("JSON", &format!("/api/v1{path}")).with_table(&format!("/api/v1{path}/statements"));
    let line = ObjectiveLine::of(&page, &view);
    Ok(ObjectivePage {
        has_foreign: line.has_foreign(),
        is_named: view.title.is_some(),
        is_ambiguous: view.ambiguous,
        note: lines::title(&page, &view.note),
        no_status: page.absent(&view.absent, "status"),
        upward: view.action.as_ref().map(|action| format!("/actions/{action}#why")),
        line,
        grounds: Grounds::of(db, context, &page, Level::Objective, &code, &title)?,
        title: lines::title(&page, &view.title),
        page,
        code,
    })
}

fn describe(language: Language, name: &str, title: &str, progress: Option<i32>) -> String {
    match (language, progress) {
        (Language::Fr, Some(value)) => format!("{name}, « {title} » : avancement publié de {value} %."),
        (Language::Fr, None) => format!("{name} de la stratégie du numérique pour l’éducation. {title}"),
        (Language::En, Some(value)) => format!("{name}, “{title}”: published progress of {value}%."),
        (Language::En, None) => format!("{name} of the French digital strategy for education. {title}"),
    }
}
