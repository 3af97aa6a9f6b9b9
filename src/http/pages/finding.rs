//! `/findings/{code}`: a finding with the words of each place, and the publisher's replies.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    InLanguage,
    findings::label,
    page::Page,
    quotes::{Languages, Quote},
    subjects::{Subject, Subjects},
    words::Said,
};
use crate::{
    domain::{
        editorial::{FindingClass, FindingState},
        release::At,
        text::Language,
    },
    http::{
        params::Params,
        problem::{self, ApiError},
        state::{Context, State},
        v1::{
            collection::Collection,
            findings::{Findings, finding},
        },
    },
    store::{Db, citations},
};

#[derive(Template)]
#[template(path = "finding.html")]
struct FindingPage {
    page: Page,
    code: String,
    title: Said,
    class: String,
    /// The findings of the class, in the list.
    class_path: String,
    meaning: &'static str,
    wording: Said,
    subjects: Vec<Subject>,
    quotes: Vec<Quote>,
    state: &'static str,
    replies: Vec<String>,
}

/// Shows a finding.
///
/// # Errors
/// No such finding or release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    path: InLanguage<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, code) = path.into_inner();
    super::answer(&request, &state, params, move |db, context| shown(db, context, language, &code)).await
}

fn shown(db: &mut Db, context: &Context, language: Language, code: &str) -> Result<FindingPage, ApiError> {
    let missing = |error: ApiError| {
        let release = context.release.pinned();
        error.in_french(format!("La publication {release} n’a pas de constat de ce code."))
    };
    let row = finding(db, context, code).map_err(missing)?;
    let cited = citations::of(db, context.release.sequence, Findings::SUBJECT, code)?;
    let languages = Languages::of(db, context)?;
    let view = Findings::views(db, context, vec![row])?.into_iter().next().ok_or_else(problem::internal)?;
    let text = |texts: &crate::domain::text::Texts| texts.get(language).unwrap_or_default().to_owned();
    let page = Page::new(context, language, &format!("/findings/{code}"), String::new(), text(&view.wording));
    let title =
        page.say(&format!("Constat {code} : {}", text(&view.title)), &format!("Finding {code}: {}", text(&view.title)));
    let above = page.say("Constats", "Findings");
    let page = Page { title, ..page }.under(above, "/findings").with_data("JSON", &format!("/api/v1/findings/{code}"));
    let class = FindingClass::from_word(&view.class);
    let subjects = Subjects::of(&page, context);
    Ok(FindingPage {
        title: page.said(&view.title),
        class: label(language, &view.class),
        meaning: class.map_or("", |class| class.meaning()[language as usize]),
        wording: page.said(&view.wording),
        subjects: view.subjects.iter().map(|text| subjects.written(text)).collect(),
        quotes: languages.quotes(&page, context, &view.quotes, &cited),
        state: FindingState::from_word(&view.state).map_or("", |state| state.label()[language as usize]),
        replies: view.replies.iter().flat_map(|replies| replies.lines()).map(str::to_owned).collect(),
        class_path: format!("/findings#{}", view.class),
        code: view.code,
        page,
    })
}
