//! `/findings`: where the documents contradict each other or leave a gap, by class. One of them: [`super::finding`].

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{deadlines::Choice, page::Page, subjects::Subjects, words::Said};
use crate::{
    domain::{
        editorial::FindingClass,
        release::At,
        text::{Language, Texts},
    },
    http::{
        links::{joined, without},
        params::Params,
        problem::ApiError,
        state::{Context, State},
        v1::{findings::FindingParams, views::several},
    },
    store::{
        Db, Slice,
        findings::{self, Filter, FindingRow},
    },
};

#[derive(Template)]
#[template(path = "findings.html")]
struct FindingsPage {
    page: Page,
    total: usize,
    shown: usize,
    classes: Vec<Choice>,
    subjects: Vec<Choice>,
    /// The words that are looked for, as given.
    words: String,
    /// How the request chose its release: name and value of a field that the form keeps.
    kept: Option<(String, String)>,
    groups: Vec<Group>,
}

/// The findings of a class.
struct Group {
    class: &'static str,
    label: String,
    meaning: &'static str,
    lines: Vec<Line>,
}

/// A finding in a line.
struct Line {
    code: String,
    path: String,
    title: Said,
    /// What it is about, in words.
    about: String,
}

/// Shows the findings.
///
/// # Errors
/// A parameter that cannot be used, no such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<(FindingParams, At)>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let (filter, at) = params.value;
    let filter = Filter::from(filter);
    let context = state.context(&request, &at, params.canonical)?;
    super::answer_in(&request, &state, context, move |db, context| listed(db, context, language, &filter)).await
}

fn listed(db: &mut Db, context: &Context, language: Language, filter: &Filter) -> Result<FindingsPage, ApiError> {
    let sequence = context.release.sequence;
    let all = findings::list(db, sequence, &Filter::default(), &Slice::default())?;
    let rows = findings::list(db, sequence, filter, &Slice::default())?;
    let page = page(context, language);
    let subjects = Subjects::of(&page, context);
    let class = |word: &&'static str| Choice {
        value: (*word).to_owned(),
        label: label(language, word),
        is_chosen: filter.class.iter().any(|chosen| chosen == word),
    };
    let subject = |text: String| Choice {
        label: subjects.written(&text).label,
        is_chosen: filter.subject.contains(&text),
        value: text,
    };
    let groups = FindingClass::WORDS.iter().map(|class| Group::of(&page, &subjects, class, &rows));
    Ok(FindingsPage {
        total: all.len(),
        shown: rows.len(),
        classes: FindingClass::WORDS.iter().map(class).collect(),
        subjects: ordered(&all).into_iter().map(subject).collect(),
        words: filter.words.join(" "),
        kept: context.choice().split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())),
        groups: groups.filter(|group| !group.lines.is_empty()).collect(),
        page,
    })
}

impl Group {
    fn of(page: &Page, subjects: &Subjects<'_>, class: &'static str, rows: &[FindingRow]) -> Self {
        let line = |row: &FindingRow| Line {
            title: page.said(&Texts { fr: Some(row.title_fr.clone()), en: Some(row.title_en.clone()) }),
            about: several(&row.subjects)
                .iter()
                .map(|text| subjects.written(text).label)
                .collect::<Vec<_>>()
                .join(", "),
            path: format!("/findings/{}", row.code),
            code: row.code.clone(),
        };
        let meaning = FindingClass::from_word(class).map_or("", |class| class.meaning()[page.language as usize]);
        let lines = rows.iter().filter(|row| row.class == class).map(line).collect();
        Group { class, label: capital(&label(page.language, class)), meaning, lines }
    }
}

/// What findings are about, in the order of the plan: the strategy, axes, actions and objectives of the edition in force, those
/// of the earlier one, documents.
fn ordered(rows: &[FindingRow]) -> Vec<String> {
    let mut subjects: Vec<String> = rows.iter().flat_map(|row| several(&row.subjects)).collect();
    let place = |text: &String| {
        let (is_earlier, rest) = text.strip_prefix("2023 ").map_or((false, text.as_str()), |rest| (true, rest));
        let (kind, code) = rest.split_once(' ').unwrap_or((rest, ""));
        let rank = ["strategy", "axis", "action", "objective"].iter().position(|known| *known == kind);
        let numbers: Vec<u32> = code.split(['.', '-']).filter_map(|part| part.parse().ok()).collect();
        (kind == "source", is_earlier, rank, numbers, text.clone())
    };
    subjects.sort_by_cached_key(place);
    subjects.dedup();
    subjects
}

/// The words of a class.
pub fn label(language: Language, word: &str) -> String {
    FindingClass::from_word(word).map_or(word, |class| class.label()[language as usize]).to_owned()
}

/// A text with a capital at its head.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn page(context: &Context, language: Language) -> Page {
    let (title, description) = match language {
        Language::Fr => (
            "Constats sur les sources",
            "Où les documents se contredisent ou laissent un manque : décrit sans jugement, avec les mots de chaque endroit.",
        ),
        Language::En => (
            "Findings about the sources",
            "Where the documents contradict each other or leave a gap: described without judgement, with the words of each place.",
        ),
    };
    let query = without(&context.query, &["release", "as_of"]);
    Page::new(context, language, "/findings", title.to_owned(), description.to_owned())
        .with_list(&joined("/api/v1/findings", &query))
}
