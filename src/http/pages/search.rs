//! `/fr/search`: words in everything, by the same search as that of `/api/v1/search`.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use form_urlencoded::Serializer;

use super::{page::Page, words};
use crate::{
    domain::{
        release::{At, Release},
        text::{Language, places, search_words},
    },
    http::{
        params::{FromQuery, MOST_WORDS, Params, QueryString},
        problem::ApiError,
        state::{Context, State},
        v1::search::{Found, KINDS, find},
    },
    store::Db,
};

/// Results that are shown of each kind, unless one kind is asked for.
const MOST_OF_A_KIND: usize = 10;

/// What is searched for.
#[derive(Clone)]
pub struct Asked {
    /// As it was typed; empty if nothing was.
    q: String,
    words: Vec<String>,
    kind: Vec<String>,
}

impl FromQuery for Asked {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let q = query.text("q")?.unwrap_or_default();
        let words = search_words(&q);
        if words.len() > MOST_WORDS {
            let error = ApiError::invalid("q", &q, format!("at most {MOST_WORDS} words"));
            return Err(error.in_french(format!("Une recherche prend au plus {MOST_WORDS} mots.")));
        }
        Ok(Asked { q: q.trim().to_owned(), words, kind: query.words("kind", &KINDS)? })
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Page,
    q: String,
    /// How the release was chosen, which the form keeps.
    chosen: Vec<(String, String)>,
    kinds: Vec<Choice>,
    /// How many results there are, in words; none if nothing is searched for.
    told: Option<String>,
    groups: Vec<Group>,
    /// Other releases that hold the words, where this one does not.
    elsewhere: Vec<Elsewhere>,
}

/// A kind to choose.
struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

/// The results of one kind.
struct Group {
    title: String,
    results: Vec<Answer>,
    /// The address of all of them, if some are left out, and the words that say so.
    more: Option<(String, String)>,
}

/// One thing with the fields that hold the words.
struct Answer {
    label: String,
    href: String,
    texts: Vec<Marked>,
}

/// A text with the words marked.
struct Marked {
    /// The language, where it is not that of the page.
    foreign: Option<&'static str>,
    parts: Vec<Part>,
}

struct Part {
    text: String,
    is_found: bool,
}

/// The same search in another release.
struct Elsewhere {
    label: String,
    href: String,
}

/// Shows the form and, once words are asked for, the results.
///
/// # Errors
/// No such release or kind, too many words, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<(At, Asked)>,
) -> Result<HttpResponse, ApiError> {
    let (language, (at, asked)) = (language.into_inner(), params.value);
    let mut context = state.context(&request, &at, params.canonical)?;
    // Where there is nothing, it tells which other releases hold the words.
    context.follow_corrections();
    super::answer_in(&request, &state, context, move |db, context| search(db, context, language, &asked)).await
}

fn search(db: &mut Db, context: &Context, language: Language, asked: &Asked) -> Result<SearchPage, ApiError> {
    let found = match asked.words.is_empty() {
        true => Vec::new(),
        false => find(db, &context.release, &asked.words, &asked.kind)?,
    };
    let mut page = page(context, language, asked);
    let groups = groups(&page, asked, found);
    let count: usize = groups.iter().map(|(_, all)| all.len()).sum();
    let told = (!asked.words.is_empty()).then(|| told(&page, &asked.q, count));
    page.title = told.clone().unwrap_or(page.title);
    let elsewhere = match count == 0 && !asked.words.is_empty() {
        true => elsewhere(db, context, &page, asked)?,
        false => Vec::new(),
    };
    let groups = groups.into_iter().map(|(kind, all)| Group::of(&page, asked, kind, all)).collect();
    let choice = |kind: &&'static str| Choice {
        value: kind,
        label: plural(&page, kind),
        is_chosen: asked.kind.iter().any(|asked| asked == kind),
    };
    let chosen = form_urlencoded::parse(context.choice().as_bytes()).into_owned().collect();
    let kinds = KINDS.iter().map(choice).collect();
    Ok(SearchPage { q: asked.q.clone(), chosen, kinds, told, groups, elsewhere, page })
}

fn page(context: &Context, language: Language, asked: &Asked) -> Page {
    let title = words::say(language, "Recherche", "Search");
    let description = words::say(
        language,
        "Chercher des mots dans les axes, actions, objectifs, réalisations, sources, cibles, constats et termes.",
        "Search for words in axes, actions, objectives, achievements, sources, targets, findings and terms.",
    );
    let mut page = Page::new(context, language, "/search", title, description);
    page.hidden = true;
    match asked.words.is_empty() {
        true => page,
        false => page.with_data("JSON", &format!("/api/v1/search?{}", query(&asked.q, asked.kind.iter()))),
    }
}

/// The query string of a search.
fn query(q: &str, kinds: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("q", q);
    query.extend_pairs(kinds.map(|kind| ("kind", kind)));
    query.finish()
}

fn told(page: &Page, q: &str, count: usize) -> String {
    match count {
        0 => page.say(&format!("Aucun résultat pour « {q} »"), &format!("No result for “{q}”")),
        1 => page.say(&format!("1 résultat pour « {q} »"), &format!("1 result for “{q}”")),
        _ => page.say(&format!("{count} résultats pour « {q} »"), &format!("{count} results for “{q}”")),
    }
}

/// The results by kind, each with all its fields.
fn groups(page: &Page, asked: &Asked, found: Vec<Found>) -> Vec<(&'static str, Vec<Answer>)> {
    let mut groups: Vec<(&'static str, Vec<Answer>)> = Vec::new();
    let mut before: Option<(&'static str, String)> = None;
    let both = both_languages(page.language, found);
    for found in both {
        let here = Some((found.kind, found.code.clone()));
        let marked = Marked::of(page, &found, &asked.words);
        if groups.last().is_none_or(|(kind, _)| *kind != found.kind) {
            groups.push((found.kind, Vec::new()));
        }
        let Some((_, answers)) = groups.last_mut() else { continue };
        match answers.last_mut() {
            Some(last) if before == here => last.texts.push(marked),
            _ => answers.push(Answer { label: label(page, &found), href: href(page, &found), texts: vec![marked] }),
        }
        before = here;
    }
    groups
}

/// Where one field holds the words in both languages, it is shown in that of the page.
fn both_languages(language: Language, found: Vec<Found>) -> Vec<Found> {
    let mut shown: Vec<Found> = Vec::with_capacity(found.len());
    for found in found {
        match shown.last_mut() {
            Some(last) if (last.kind, &last.code, last.field) == (found.kind, &found.code, found.field) => {
                if found.language == language {
                    *last = found;
                }
            }
            _ => shown.push(found),
        }
    }
    shown
}

impl Group {
    fn of(page: &Page, asked: &Asked, kind: &'static str, mut results: Vec<Answer>) -> Self {
        let count = results.len();
        let more = (asked.kind.is_empty() && count > MOST_OF_A_KIND).then(|| {
            results.truncate(MOST_OF_A_KIND);
            let all = page.say(&format!("Voir les {count} résultats"), &format!("See all {count} results"));
            (page.to(&format!("/search?{}", query(&asked.q, std::iter::once(kind)))), all)
        });
        Group { title: format!("{} ({count})", plural(page, kind)), results, more }
    }
}

impl Marked {
    fn of(page: &Page, found: &Found, words: &[String]) -> Self {
        let (text, mut parts, mut end) = (&found.text, Vec::new(), 0);
        let part = |text: &str, is_found: bool| Part { text: text.to_owned(), is_found };
        for place in places(text, words) {
            parts.push(part(&text[end..place.start], false));
            end = place.end;
            parts.push(part(&text[place], true));
        }
        parts.push(part(&text[end..], false));
        parts.retain(|part| !part.text.is_empty());
        Marked { foreign: (found.language != page.language).then(|| found.language.as_str()), parts }
    }
}

/// The results of a kind, as a heading.
fn plural(page: &Page, kind: &str) -> String {
    match kind {
        "axis" => page.say("Axes", "Axes"),
        "action" => page.say("Actions", "Actions"),
        "objective" => page.say("Objectifs", "Objectives"),
        "statement" => page.say("Réalisations et prochaines étapes", "Achievements and next steps"),
        "source" => page.say("Sources", "Sources"),
        "target" => page.say("Cibles", "Targets"),
        "finding" => page.say("Constats sur les sources", "Findings about the sources"),
        "term" => page.say("Termes du glossaire", "Terms of the glossary"),
        _ => page.say("Indicateurs et chiffres", "Indicators and figures"),
    }
}

/// What a result is called.
fn label(page: &Page, found: &Found) -> String {
    let code = &found.code;
    match found.kind {
        "axis" => page.say(&format!("Axe {code}"), &format!("Axis {code}")),
        "action" => format!("Action {code}"),
        "objective" => page.say(&format!("Objectif {code}"), &format!("Objective {code}")),
        "statement" => statement(page, code),
        "source" => format!("Source {code}"),
        "target" => page.say(&format!("Cible {code}"), &format!("Target {code}")),
        "finding" => page.say(&format!("Constat {code}"), &format!("Finding {code}")),
        "term" => page.say("Glossaire", "Glossary"),
        _ if code.starts_with('O') => page.say(&format!("Chiffre {code}"), &format!("Figure {code}")),
        _ => page.say(&format!("Indicateur {code}"), &format!("Indicator {code}")),
    }
}

/// What a statement is and of what, from its code, such as `objective-32-1.achievement.2`.
fn statement(page: &Page, code: &str) -> String {
    let mut parts = code.split('.');
    let (of, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let of = match of.split_once('-') {
        Some(("objective", code)) => page.say(&format!("Objectif {code}"), &format!("Objective {code}")),
        Some((_, code)) => page.say(&format!("Axe {code}"), &format!("Axis {code}")),
        None => page.say("Stratégie", "Strategy"),
    };
    let kind = match kind {
        "achievement" => page.say("réalisation", "achievement"),
        "next_step" => page.say("prochaine étape", "next step"),
        _ => page.say("nouvel objectif", "new objective"),
    };
    format!("{of}, {kind}")
}

/// The page that shows a result.
fn href(page: &Page, found: &Found) -> String {
    match (found.kind, &found.under) {
        ("term", _) => format!("{}#{}", page.to("/glossary"), found.code),
        (_, Some(under)) => page.to(under),
        ("statement", None) => page.to(""),
        _ => page.to(&found.path),
    }
}

/// Releases that hold the words, each in its latest revision, the newest first.
fn elsewhere(db: &mut Db, context: &Context, page: &Page, asked: &Asked) -> Result<Vec<Elsewhere>, ApiError> {
    let known = context.known_releases();
    let others = known.latest_revisions().into_iter().rev().filter(|other| other.id != context.release.id);
    let mut elsewhere = Vec::new();
    for other in others {
        let found = find(db, other, &asked.words, &asked.kind)?;
        if !found.is_empty() {
            elsewhere.push(Elsewhere::of(page, asked, other));
        }
    }
    Ok(elsewhere)
}

impl Elsewhere {
    fn of(page: &Page, asked: &Asked, release: &Release) -> Self {
        let id = &release.id;
        let query = query(&asked.q, asked.kind.iter());
        Elsewhere {
            label: page.say(&format!("la publication {id}"), &format!("release {id}")),
            href: page.at(&format!("/search?{query}&release={id}")),
        }
    }
}
