//! `/fr`: the four axes with their global progress, actions, achievements and next steps.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::{
    charts::{
        Figure, Label, NARROW,
        bars::{self, Bar},
    },
    lines::{self, ActionLine},
    page::Page,
    statements::Statements,
    words::Said,
};
use crate::{
    domain::{catalogue::ABOUT, release::At, text::Language},
    http::{
        params::Params,
        problem::{self, ApiError},
        state::{Context, State},
        v1::{
            actions::Actions,
            axes::{Axes, AxisView},
            collection::Collection,
        },
    },
    store::{self, Db, Slice, objectives},
};

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Page,
    /// How many axes, actions and objectives the documents announce, where they do, and how many are published.
    announced: Vec<(i64, String)>,
    published: Vec<(i64, String)>,
    axes: Vec<AxisPart>,
    /// Actions that stand under no axis.
    homeless: Vec<ActionLine>,
    has_foreign: bool,
    /// The figures as bars.
    chart: String,
}

/// An axis among the others.
struct AxisPart {
    code: String,
    path: String,
    title: Said,
    progress: Option<i32>,
    /// Why there is no progress.
    absent: String,
    actions: Vec<ActionLine>,
    /// No action of the axis has a figure.
    without_figures: bool,
    achievements: Statements,
    no_achievements: String,
    next_steps: Statements,
    no_next_steps: String,
}

/// Shows the overview.
///
/// # Errors
/// No such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    super::answer(&request, &state, params, move |db, context| overview(db, context, language)).await
}

fn overview(db: &mut Db, context: &Context, language: Language) -> Result<Overview, ApiError> {
    let sequence = context.release.sequence;
    let rows = store::axes::list(db, sequence, &Default::default(), &Slice::default())?;
    let axes = Axes::views(db, context, rows)?;
    let rows = store::actions::list(db, sequence, &Default::default(), &Slice::default())?;
    let actions = Actions::views(db, context, rows)?;
    let page = page(context, language);
    let release = store::releases::by_sequence(db, sequence)?.ok_or_else(problem::internal)?;
    let named = [page.say("axes", "axes"), page.say("actions", "actions"), page.say("objectifs", "objectives")];
    let announced = [release.announced_axes, release.announced_actions, release.announced_objectives];
    let announced = announced.into_iter().zip(&named).filter_map(|(n, what)| Some((i64::from(n?), what.clone())));
    let filter = objectives::Filter { publication_state: vec!["published".to_owned()], ..Default::default() };
    let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let published = [
        length(axes.len()),
        length(actions.iter().filter(|action| action.title.is_some()).count()),
        objectives::count(db, sequence, &filter)?,
    ];
    let lines = |axis: Option<&str>| {
        let of_axis = actions.iter().filter(|action| action.axis.as_deref() == axis);
        of_axis.map(|action| ActionLine::of(&page, action)).collect::<Vec<_>>()
    };
    let part = |axis: &AxisView| AxisPart {
        path: format!("/axes/{}", axis.code),
        title: lines::title(&page, &axis.title),
        progress: axis.progress,
        absent: page.absent(&axis.absent, "progress"),
        without_figures: lines(Some(&axis.code)).iter().all(|action| action.progress.is_none()),
        actions: lines(Some(&axis.code)),
        achievements: Statements::of(&page, &axis.achievements),
        no_achievements: page.absent(&axis.absent, "achievements"),
        next_steps: Statements::of(&page, &axis.next_steps),
        no_next_steps: page.absent(&axis.absent, "next_steps"),
        code: axis.code.clone(),
    };
    let axes: Vec<AxisPart> = axes.iter().map(part).collect();
    let homeless = lines(None);
    let has_foreign = axes.iter().any(|axis| axis.achievements.has_foreign() || axis.next_steps.has_foreign());
    let chart = chart(&page, &axes);
    Ok(Overview {
        announced: announced.collect(),
        published: published.into_iter().zip(named.clone()).collect(),
        homeless,
        axes,
        has_foreign,
        chart,
        page,
    })
}

/// The figures of the axes as bars.
fn chart(page: &Page, axes: &[AxisPart]) -> String {
    let word = page.say("Axe", "Axis");
    let bar = |axis: &AxisPart| Bar {
        label: Label::named(format!("{word} {}", axis.code)),
        figure: Figure::of(axis.progress, axis.absent.clone()),
    };
    let rows: Vec<Bar> = axes.iter().map(bar).collect();
    let title = page.say("Avancement global publié des axes", "Published global progress of the axes");
    page.drawn("progress-chart", &title, &bars::sheet(&rows, page.language, NARROW))
}

fn page(context: &Context, language: Language) -> Page {
    let (title, description) = match language {
        Language::Fr => (
            "Où en est la stratégie du numérique pour l’éducation",
            "L’avancement des quatre axes de la stratégie du numérique pour l’éducation 2023-2027, avec la source de chaque chiffre, en données ouvertes.",
        ),
        Language::En => (
            "How the French digital strategy for education advances",
            "The progress of the four axes of the French digital strategy for education 2023-2027, with the source of each figure, as open data.",
        ),
    };
    let page = Page::new(context, language, "", title.to_owned(), description.to_owned()).with_list("/api/v1/axes");
    let (base, lang) = (&context.base, page.lang());
    page.with_structured(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Jalon",
        "description": description,
        "url": format!("{base}/{lang}"),
        "inLanguage": lang,
        "license": ABOUT.licence.url,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": format!("{base}/{lang}/search?q={{search_term}}")},
            "query-input": "required name=search_term",
        },
    }))
}
