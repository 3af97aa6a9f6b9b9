//! `/fr/changes`: what changed between two releases, first the figures, then everything.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    charts::{self, Label, NARROW, pair},
    page::Page,
    words::Said,
};
use crate::{
    domain::{
        change::ChangeKind,
        diff::{Op, Piece},
        release::{At, Release},
        text::{Language, Texts},
    },
    http::{
        feeds,
        links::joined,
        params::{FromQuery, Params, QueryString},
        problem::{self, ApiError},
        state::{Context, State},
        v1::{
            changes::{self, ChangeParams, Changes, Filter, view::ChangeView},
            codes,
            collection::{self, Collection},
        },
    },
    store::{Db, Slice, axes},
};

/// Two releases, and what is shown of their differences.
#[derive(Clone, Default)]
pub struct Chosen {
    from: Option<At>,
    to: At,
    kind: Vec<String>,
    axis: Vec<String>,
}

impl FromQuery for Chosen {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let mut release = |name| query.text(name)?.map(|text| collection::release_in(name, &text)).transpose();
        let (from, to) = (release("from")?, release("to")?.unwrap_or_default());
        let kind = query.words("kind", ChangeKind::WORDS)?;
        Ok(Chosen { from, to, kind, axis: codes::numbers(query, "axis")? })
    }
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    page: Page,
    from: String,
    to: String,
    from_dated: String,
    to_dated: String,
    /// Every revision, newest first, as either side of the form.
    sides: [Vec<Choice>; 2],
    kinds: Vec<Choice>,
    axes: Vec<Choice>,
    /// How many changes there are of each kind, before the filter.
    counts: Vec<(String, usize)>,
    texts_comparable: bool,
    codes_comparable: bool,
    /// Published figures on both sides, by axis and action.
    figures: Vec<Figure>,
    /// The same side by side, as a picture.
    chart: String,
    count: usize,
    groups: Vec<Group>,
}

/// The changes of one axis, or of what lies above or beside the axes.
struct Group {
    title: String,
    changes: Vec<Change>,
}

/// A value of the form.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A published figure in both releases.
struct Figure {
    label: String,
    title: Said,
    path: String,
    before: Option<i32>,
    after: Option<i32>,
}

/// A change, as a page tells it.
struct Change {
    title: String,
    kind_label: String,
    before: Option<Said>,
    after: Option<Said>,
    diff: Vec<Piece>,
    /// The language of the words that are compared, where it is not that of the page.
    diff_language: Option<Language>,
    note: Said,
}

/// Shows what changed between two releases.
///
/// # Errors
/// A release that does not exist, a value that the filter does not take, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<Chosen>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let chosen = params.value;
    state.releases().select(&chosen.to).map_err(|error| changes::unknown("to", error))?;
    let mut context = state.context(&request, &chosen.to, params.canonical)?;
    let from = changes::compared(&context, chosen.from.as_ref())?.clone();
    context.compare_with(from, matches!(chosen.from, Some(At::Pinned(..))));
    // Links of the page name both releases by themselves, or none.
    context.forget_choice();
    super::answer_in(&request, &state, context, move |db, context| told(db, context, language, &chosen)).await
}

fn told(db: &mut Db, context: &Context, language: Language, chosen: &Chosen) -> Result<ChangesPage, ApiError> {
    let from = context.against.clone().ok_or_else(problem::internal)?;
    let to = context.release.clone();
    for axis in &chosen.axis {
        codes::axis(db, context, axis)?;
    }
    let params = ChangeParams::of_kinds(chosen.kind.clone(), chosen.axis.clone());
    let filter = Filter::new(from.sequence, params);
    let rows = Changes::list(db, to.sequence, &filter, &Slice::default())?;
    let comparison = filter.comparison().ok_or_else(problem::internal)?;
    let page = page(context, language, &from, &to);
    let told: Vec<String> = rows.iter().map(|row| feeds::words::title(row, &to.id, language)).collect();
    let views = Changes::views(db, context, rows)?;
    let count = |kind: &ChangeKind| {
        let number = comparison.kinds.get(kind.as_str()).copied().unwrap_or_default();
        let label = if number == 1 { kind.label() } else { kind.label_of_several() };
        (label[language as usize].to_owned(), number)
    };
    let kinds: Vec<ChangeKind> = ChangeKind::WORDS.iter().filter_map(|word| ChangeKind::from_word(word)).collect();
    let axis = page.say("Axe", "Axis");
    let axes = axes::list(db, to.sequence, &Default::default(), &Slice::default())?;
    let figures = figures(db, &page, &from, &to)?;
    Ok(ChangesPage {
        chart: chart(&page, &from, &to, &figures),
        sides: [sides(context, &from), sides(context, &to)],
        counts: kinds.iter().map(count).filter(|(_, number)| *number > 0).collect(),
        kinds: kinds
            .iter()
            .map(|kind| choice(kind.as_str(), kind.label_of_several()[language as usize].to_owned(), &chosen.kind))
            .collect(),
        axes: axes.iter().map(|row| choice(&row.code, format!("{axis} {}", row.code), &chosen.axis)).collect(),
        texts_comparable: comparison.texts_comparable,
        codes_comparable: comparison.codes_comparable,
        figures,
        count: told.len(),
        groups: groups(&page, views.into_iter().zip(told).collect()),
        from_dated: page.dated(&from),
        to_dated: page.dated(&to),
        from: from.pinned(),
        to: to.pinned(),
        page,
    })
}

fn choice(value: &str, label: String, chosen: &[String]) -> Choice {
    Choice { is_chosen: chosen.iter().any(|chosen| chosen == value), value: value.to_owned(), label }
}

/// Every revision as a choice, newest first.
fn sides(context: &Context, chosen: &Release) -> Vec<Choice> {
    let mut all: Vec<&Release> = context.releases.all.iter().collect();
    all.sort_by(|a, b| (&b.id, b.revision).cmp(&(&a.id, a.revision)));
    all.into_iter().map(|release| choice(&release.pinned(), release.pinned(), &[chosen.pinned()])).collect()
}

/// The published figures of axes, side by side. Their numbers name the same axes in both editions.
fn figures(db: &mut Db, page: &Page, from: &Release, to: &Release) -> Result<Vec<Figure>, ApiError> {
    let before = axes::list(db, from.sequence, &Default::default(), &Slice::default())?;
    let after = axes::list(db, to.sequence, &Default::default(), &Slice::default())?;
    let word = page.say("Axe", "Axis");
    let figure = |row: &axes::AxisRow| Figure {
        label: format!("{word} {}", row.code),
        title: page.said(&Texts { fr: row.title_fr.clone(), en: row.title_en.clone() }),
        path: format!("/axes/{}", row.code),
        before: before.iter().find(|other| other.code == row.code).and_then(|other| other.progress),
        after: row.progress,
    };
    Ok(after.iter().map(figure).collect())
}

/// The changes by axis; those of actions without an axis and of the release itself, which say least, come last.
fn groups(page: &Page, changes: Vec<(ChangeView, String)>) -> Vec<Group> {
    let mut by_axis: BTreeMap<(bool, Option<String>), Vec<Change>> = BTreeMap::new();
    for (view, title) in changes {
        let key = (view.axis.is_none(), view.axis.clone());
        by_axis.entry(key).or_default().push(change(page, view, title));
    }
    let group = |((_, axis), changes): ((bool, Option<String>), Vec<Change>)| Group {
        title: match axis {
            Some(code) => format!("{} {code}", page.say("Axe", "Axis")),
            None => page.say(
                "La publication, ses sources, et ce qui n'a pas d'axe publié",
                "The release, its sources, and what has no published axis",
            ),
        },
        changes,
    };
    by_axis.into_iter().map(group).collect()
}

fn chart(page: &Page, from: &Release, to: &Release, figures: &[Figure]) -> String {
    let figure = |value| charts::Figure::of(value, page.say("non publié", "not published"));
    let row = |row: &Figure| pair::Row {
        label: Label::named(&row.label),
        before: figure(row.before),
        after: figure(row.after),
    };
    let rows: Vec<pair::Row> = figures.iter().map(row).collect();
    let title = page.say(
        "Avancement publié des axes dans les deux publications",
        "Published progress of the axes in the two releases",
    );
    let sheet = pair::sheet([&from.id, &to.id], &rows, page.language, NARROW);
    page.drawn("pair-chart", &title, &sheet)
}

fn change(page: &Page, view: ChangeView, title: String) -> Change {
    let kind = ChangeKind::from_word(&view.kind);
    let text = |texts: Option<Texts>| texts.map(|texts| page.said(&texts));
    let (before, after) = (view.before.and_then(|side| text(side.text)), view.after.and_then(|side| text(side.text)));
    Change {
        title,
        kind_label: kind.map_or("", |kind| kind.label()[page.language as usize]).to_owned(),
        diff_language: before.as_ref().and_then(|before| before.foreign),
        diff: view.diff.unwrap_or_default(),
        before,
        after,
        note: super::lines::title(page, &view.note),
    }
}

fn page(context: &Context, language: Language, from: &Release, to: &Release) -> Page {
    let (title, description) = match language {
        Language::Fr => (
            format!("Ce qui a changé de {} à {}", from.id, to.id),
            format!(
                "Les ajouts, retraits, reformulations et chiffres modifiés entre les publications {} et {}.",
                from.id, to.id
            ),
        ),
        Language::En => (
            format!("What changed from {} to {}", from.id, to.id),
            format!(
                "What was added, removed, reworded, and which figures changed between releases {} and {}.",
                from.id, to.id
            ),
        ),
    };
    let page = Page::new(context, language, "/changes", title, description);
    let query = if context.query.is_empty() { format!("from={}&to={}", from.id, to.id) } else { context.query.clone() };
    page.with_list(&joined("/api/v1/changes", &query))
}
