//! `/deadlines`: the dated aims as a day sees them, with a form that chooses the day, the state and the axis.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::{
    charts::{
        Head, NARROW, Setting, Words,
        timeline::{self, Aim},
    },
    page::Page,
    subjects::{Subject, Subjects},
    words::Said,
};
use crate::{
    domain::{deadline::DeadlineState, release::At, text::Language, worded_date::DateKind},
    http::{
        links::joined,
        params::Params,
        problem::ApiError,
        state::{Context, State},
        v1::{
            codes,
            collection::Collection,
            deadlines::{DeadlineParams, DeadlineView, Deadlines},
        },
    },
    store::{
        self, Db, Slice,
        citations::{self, CitationRow},
    },
};

/// Which deadlines are shown, and on which day.
type Filter = <Deadlines as Collection>::Filter;

#[derive(Template)]
#[template(path = "deadlines.html")]
struct DeadlinesPage {
    page: Page,
    /// The day of the watch, as fields of forms have it, and in words.
    on: NaiveDate,
    on_said: String,
    is_today: bool,
    states: Vec<Choice>,
    axes: Vec<Choice>,
    /// How the request chose its release: name and value of a field that the form keeps.
    kept: Option<(String, String)>,
    rows: Vec<Row>,
    /// How many are in each state, in words.
    counts: Vec<(String, usize)>,
    calendar: String,
    /// The same on a line of time; empty where there is nothing to put on it.
    timeline: String,
}

/// A choice of a form.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// A dated aim on the day.
struct Row {
    code: String,
    /// The sortable day, in words; none without a year.
    day: Option<String>,
    /// The convention that makes a day of the words.
    convention: String,
    /// The words of the document, which are in its language.
    words: Said,
    text: Said,
    about: Vec<Subject>,
    source: Subject,
    state: String,
    /// Days until the date, in words.
    distance: String,
    published: Option<Published>,
}

/// What is published of the objective that the aim belongs to.
struct Published {
    objective: Subject,
    state: String,
    release: String,
}

/// Shows the deadlines.
///
/// # Errors
/// A parameter that cannot be used, no such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<(DeadlineParams, At)>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let (filter, at) = params.value;
    let filter = Filter::from(filter);
    let mut context = state.context(&request, &at, params.canonical)?;
    if filter.is_today {
        context.pass();
    }
    super::answer_in(&request, &state, context, move |db, context| listed(db, context, language, &filter)).await
}

fn listed(db: &mut Db, context: &Context, language: Language, filter: &Filter) -> Result<DeadlinesPage, ApiError> {
    let sequence = context.release.sequence;
    for axis in &filter.targets.axis {
        codes::axis(db, context, axis)?;
    }
    let rows = Deadlines::list(db, sequence, filter, &Slice::default())?;
    let views = Deadlines::views(db, context, rows)?;
    let axes = store::axes::list(db, sequence, &Default::default(), &Slice::default())?;
    let cited = citations::about(db, sequence, Deadlines::SUBJECT)?;
    let page = page(context, language);
    let rows = {
        let subjects = Subjects::of(&page, context);
        let row = |view: &DeadlineView| {
            let stands = |row: &&CitationRow| row.code == view.code && row.field.starts_with("text_");
            Row::of(&page, &subjects, view, cited.iter().find(stands).map(|row| row.number))
        };
        views.iter().map(row).collect()
    };
    let counted = |word: &&str| {
        let label = label(language, word);
        (label, views.iter().filter(|view| view.state == **word).count())
    };
    let state = |word: &&str| Choice {
        value: (*word).to_owned(),
        label: label(language, word),
        is_chosen: filter.state.iter().any(|chosen| chosen == word),
    };
    let axis = |code: &String| Choice {
        label: format!("{}\u{a0}{code}", page.say("Axe", "Axis")),
        is_chosen: filter.targets.axis.contains(code),
        value: code.clone(),
    };
    let calendar = joined("/api/v1/deadlines.ics", &with_language(&context.query, language));
    Ok(DeadlinesPage {
        on: filter.on,
        on_said: page.date(&filter.on),
        is_today: filter.is_today,
        states: DeadlineState::WORDS.iter().map(state).collect(),
        axes: axes.iter().map(|row| axis(&row.code)).collect(),
        kept: context.choice().split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())),
        counts: DeadlineState::WORDS.iter().map(counted).filter(|(_, count)| *count > 0).collect(),
        timeline: drawn(&page, &views, filter.on),
        rows,
        calendar,
        page,
    })
}

/// The aims that have a day, on a line of time.
fn drawn(page: &Page, views: &[DeadlineView], on: NaiveDate) -> String {
    let aim = |view: &DeadlineView| {
        let text = page.said(&view.text);
        let spoken = text.foreign.unwrap_or(page.language);
        let convention = convention(page.language, &view.deadline.kind);
        Some(Aim {
            day: view.deadline.date?,
            convention: Some(convention).filter(|convention| !convention.is_empty()),
            label: Words::spoken(text.text, spoken, page.language),
            state: DeadlineState::from_word(&view.state)?,
        })
    };
    let aims: Vec<Aim> = views.iter().filter_map(aim).collect();
    if aims.is_empty() {
        return String::new();
    }
    let title = page.say("Les échéances sur une ligne du temps", "The deadlines on a line of time");
    let head = Head { id: "timeline", title: &title, language: page.language, setting: Setting::Inline };
    timeline::sheet(&aims, on, page.language, NARROW).svg(head)
}

fn page(context: &Context, language: Language) -> Page {
    let (title, description) = match language {
        Language::Fr => (
            "Les échéances",
            "Ce que les documents veulent atteindre à une date, dans leurs mots, et ce qu’un jour donné en fait : à venir, passé avec ou sans état publié.",
        ),
        Language::En => (
            "Deadlines",
            "What the documents want to reach by a date, in their words, and what a given day makes of it: to come, passed with or without a published state.",
        ),
    };
    let query = crate::http::links::without(&context.query, &["release", "as_of"]);
    Page::new(context, language, "/deadlines", title.to_owned(), description.to_owned())
        .with_list(&joined("/api/v1/deadlines", &query))
}

/// The calendar's own parameter beside those of the page.
fn with_language(query: &str, language: Language) -> String {
    crate::http::links::with_language(query, language.as_str())
}

fn label(language: Language, word: &str) -> String {
    DeadlineState::from_word(word).map_or("", |state| state.label()[language as usize]).to_owned()
}

impl Row {
    fn of(page: &Page, subjects: &Subjects<'_>, view: &DeadlineView, passage: Option<i32>) -> Self {
        let text = page.said(&view.text);
        let published = view.published_state.as_ref().map(|state| Published {
            objective: subjects.part(
                "objective",
                &state.objective,
                &view_edition(subjects, view, state.through.is_some()),
            ),
            state: [
                state.status.as_deref().map(|status| page.status(status)),
                state.progress.map(|progress| page.percent(&progress)),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
            release: state.release.clone(),
        });
        let parts = [("axis", &view.axis), ("action", &view.action), ("objective", &view.objective)];
        let named = parts.into_iter().filter_map(|(level, code)| Some((level, code.as_deref()?)));
        let mut about: Vec<Subject> = named.map(|(level, code)| subjects.part(level, code, &view.edition)).collect();
        if about.is_empty() {
            about.push(subjects.part("strategy", "", &view.edition));
        }
        // The page of an objective leads to its action.
        about.drain(1..about.len().max(2) - 1);
        Row {
            code: view.code.clone(),
            day: view.deadline.date.map(|day| page.date(&day)),
            convention: convention(page.language, &view.deadline.kind),
            words: Said { text: view.deadline.words.clone(), foreign: text.foreign },
            source: subjects.passage(&view.source, passage),
            state: label(page.language, &view.state),
            distance: view.days.map(|days| distance(page, days)).unwrap_or_default(),
            text,
            about,
            published,
        }
    }
}

/// The convention that makes a day of words; empty if none does.
fn convention(language: Language, kind: &str) -> String {
    DateKind::from_word(kind).and_then(DateKind::convention).map_or("", |said| said[language as usize]).to_owned()
}

/// The edition in which a published state names its objective: one that was found through the crosswalk is in that of the
/// release.
fn view_edition(subjects: &Subjects<'_>, view: &DeadlineView, is_through: bool) -> String {
    if is_through { subjects.edition().to_owned() } else { view.edition.clone() }
}

/// Days until a date, in words.
fn distance(page: &Page, days: i32) -> String {
    match days {
        0 => page.say("le jour même", "the day itself"),
        1 => page.say("dans 1 jour", "in 1 day"),
        -1 => page.say("il y a 1 jour", "1 day ago"),
        2.. => page.say(&format!("dans {days} jours"), &format!("in {days} days")),
        _ => page.say(&format!("il y a {} jours", -days), &format!("{} days ago", -days)),
    }
}
