//! `/fr/progress`: every published objective with its progress, achievement and next steps, under its axis and action.
//!
//! The filter is a form that works without script; what it chose stands in the address.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    lines::{self, ActionLine, ObjectiveLine},
    page::Page,
    words::Said,
};
use crate::{
    domain::{progress::Status, release::At, text::Language},
    http::{
        links::joined,
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        state::{Context, State},
        v1::{
            actions::{ActionView, Actions},
            axes::{Axes, AxisView},
            codes,
            collection::Collection,
            objectives::{ObjectiveView, Objectives},
        },
    },
    store::{self, Db, Slice, objectives::Filter},
};

/// What the form chooses.
#[derive(Clone, Default)]
pub struct Chosen {
    axis: Vec<String>,
    action: Vec<String>,
    status: Vec<String>,
    /// The words as they were typed, and folded.
    q: Option<(String, Vec<String>)>,
}

impl FromQuery for Chosen {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let typed = query.all("q").into_iter().next().unwrap_or_default();
        Ok(Chosen {
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            status: query.words("status", &Status::ALL.map(|(_, word, _)| word))?,
            q: query.search("q")?.map(|words| (typed, words)),
        })
    }
}

impl Chosen {
    /// Whether rows are chosen by more than their axis, so that groups without rows say nothing.
    fn is_narrow(&self) -> bool {
        !self.action.is_empty() || !self.status.is_empty() || self.q.is_some()
    }

    fn filter(&self) -> Filter {
        Filter {
            axis: self.axis.clone(),
            action: self.action.clone(),
            status: self.status.clone(),
            publication_state: vec!["published".to_owned()],
            words: self.q.clone().map(|(_, words)| words).unwrap_or_default(),
            ..Filter::default()
        }
    }
}

#[derive(Template)]
#[template(path = "progress.html")]
struct Progress {
    page: Page,
    form: Form,
    /// Rows that the filter keeps, of those that are published, of those that are announced.
    count: usize,
    published: i64,
    announced: Option<i32>,
    axes: Vec<AxisGroup>,
    /// The objectives that are counted and not published.
    unpublished: Option<Unpublished>,
    has_foreign: bool,
    is_filtered: bool,
}

/// What the form offers.
struct Form {
    axes: Vec<Choice>,
    actions: Vec<Choice>,
    statuses: Vec<Choice>,
    words: String,
    /// The release that was chosen, which the form keeps.
    kept: Option<(&'static str, String)>,
}

/// A value of the form.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// An axis with its actions.
struct AxisGroup {
    code: String,
    path: String,
    title: Said,
    progress: Option<i32>,
    absent: String,
    actions: Vec<ActionGroup>,
    /// Actions of the axis without published objectives.
    bare: Vec<ActionLine>,
}

/// An action with its rows.
struct ActionGroup {
    line: ActionLine,
    objectives: Vec<ObjectiveLine>,
}

/// Objectives of which only the number is known.
struct Unpublished {
    first: String,
    first_path: String,
    last: String,
    last_path: String,
    number: usize,
}

impl Unpublished {
    fn of(rows: &[store::objectives::ObjectiveRow]) -> Option<Self> {
        let (first, last) = (rows.first()?.code.clone(), rows.last()?.code.clone());
        let path = |code: &str| format!("/objectives/{code}");
        Some(Unpublished { first_path: path(&first), last_path: path(&last), first, last, number: rows.len() })
    }
}

/// Shows the detailed progress.
///
/// # Errors
/// A value that the filter does not take, no such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<(Chosen, At)>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let (chosen, at) = params.value;
    let context = state.context(&request, &at, params.canonical)?;
    super::answer_in(&request, &state, context, move |db, context| progress(db, context, language, &chosen)).await
}

fn progress(db: &mut Db, context: &Context, language: Language, chosen: &Chosen) -> Result<Progress, ApiError> {
    let sequence = context.release.sequence;
    let all = Slice::default();
    for axis in &chosen.axis {
        codes::axis(db, context, axis)?;
    }
    for action in &chosen.action {
        codes::action(db, context, action)?;
    }
    let axes = store::axes::list(db, sequence, &Default::default(), &all)?;
    let axes = Axes::views(db, context, axes)?;
    let actions = store::actions::list(db, sequence, &Default::default(), &all)?;
    let actions = Actions::views(db, context, actions)?;
    let rows = store::objectives::list(db, sequence, &chosen.filter(), &all)?;
    let rows = Objectives::views(db, context, rows)?;
    let published = store::objectives::count(db, sequence, &Chosen::default().filter())?;
    let counted = Filter { publication_state: vec!["not_published".to_owned()], ..Filter::default() };
    let counted = store::objectives::list(db, sequence, &counted, &all)?;
    let announced = store::releases::by_sequence(db, sequence)?.and_then(|row| row.announced_objectives);

    let page = page(context, language);
    let groups: Vec<AxisGroup> = axes
        .iter()
        .filter(|axis| chosen.axis.is_empty() || chosen.axis.contains(&axis.code))
        .map(|axis| group(&page, axis, &actions, &rows, chosen.is_narrow()))
        .filter(|group| !chosen.is_narrow() || !group.actions.is_empty())
        .collect();
    let is_filtered = chosen.is_narrow() || !chosen.axis.is_empty();
    Ok(Progress {
        form: form(&page, context, chosen, &axes, &actions),
        count: groups.iter().flat_map(|group| &group.actions).map(|action| action.objectives.len()).sum(),
        published,
        announced,
        unpublished: Unpublished::of(&counted).filter(|_| !is_filtered),
        has_foreign: groups
            .iter()
            .flat_map(|group| &group.actions)
            .any(|action| action.objectives.iter().any(ObjectiveLine::has_foreign)),
        axes: groups,
        is_filtered,
        page,
    })
}

fn group(page: &Page, axis: &AxisView, actions: &[ActionView], rows: &[ObjectiveView], is_narrow: bool) -> AxisGroup {
    let of_axis = actions.iter().filter(|action| action.axis.as_ref() == Some(&axis.code));
    let of_action = |action: &ActionView| ActionGroup {
        line: ActionLine::of(page, action),
        objectives: rows
            .iter()
            .filter(|row| row.action.as_ref() == Some(&action.code))
            .map(|row| ObjectiveLine::of(page, row))
            .collect(),
    };
    let (actions, bare): (Vec<ActionGroup>, Vec<ActionGroup>) =
        of_axis.map(of_action).partition(|group| !group.objectives.is_empty());
    AxisGroup {
        path: format!("/axes/{}", axis.code),
        title: lines::title(page, &axis.title),
        progress: axis.progress,
        absent: page.absent(&axis.absent, "progress"),
        actions,
        bare: if is_narrow { Vec::new() } else { bare.into_iter().map(|group| group.line).collect() },
        code: axis.code.clone(),
    }
}

fn form(page: &Page, context: &Context, chosen: &Chosen, axes: &[AxisView], actions: &[ActionView]) -> Form {
    let choice = |value: &str, label: String, chosen: &[String]| Choice {
        is_chosen: chosen.iter().any(|chosen| chosen == value),
        value: value.to_owned(),
        label,
    };
    let axis = page.say("Axe", "Axis");
    let action = |action: &ActionView| {
        let title = lines::title(page, &action.title).text;
        choice(&action.code, format!("{} {}", action.code, title), &chosen.action)
    };
    Form {
        axes: axes.iter().map(|one| choice(&one.code, format!("{axis} {}", one.code), &chosen.axis)).collect(),
        actions: actions.iter().filter(|action| action.title.is_some()).map(action).collect(),
        statuses: Status::ALL.iter().map(|(_, word, _)| choice(word, page.status(word), &chosen.status)).collect(),
        words: chosen.q.clone().map(|(typed, _)| typed).unwrap_or_default(),
        kept: context
            .choice()
            .split_once('=')
            .map(|(name, value)| (if name == "as_of" { "as_of" } else { "release" }, value.to_owned())),
    }
}

fn page(context: &Context, language: Language) -> Page {
    let (title, description) = match language {
        Language::Fr => (
            "Avancement détaillé des objectifs",
            "Chaque objectif publié de la stratégie du numérique pour l’éducation : statut, avancement, réalisation, prochaines étapes.",
        ),
        Language::En => (
            "Detailed progress of the objectives",
            "Every published objective of the French digital strategy for education: status, progress, achievement, next steps.",
        ),
    };
    let page = Page::new(context, language, "/progress", title.to_owned(), description.to_owned());
    let published = "publication_state=published";
    let query = format!("{}&{published}", context.own_query());
    page.with_list(&joined("/api/v1/objectives", query.trim_start_matches('&')))
}
