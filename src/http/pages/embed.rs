//! `/fr/embed`: the lines to paste into another site, with a preview. A plain form, so that it works without script.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use askama::Template;

use super::{charts::text, page::Page, words};
use crate::{
    domain::{
        release::At,
        strategy::Level,
        text::{Language, Texts},
    },
    http::{
        embeds::{
            snippet::{self, Form},
            subject::{Named, Subject},
        },
        params::{FromQuery, Params, QueryString},
        problem::{ApiError, Kind},
        state::{Body, Context, State},
        v1::collection::release_in,
    },
    store::{self, Db, Slice},
};

/// Longest title in the list of choices, in ems.
const LONGEST_TITLE: f64 = 46.0;

/// What the form asks for.
pub struct Asked {
    /// Such as `axis/4`.
    what: String,
    /// `fr` or `en`: the language of the embed.
    language: Option<Language>,
    /// A revision to stay with; none follows the current release.
    release: At,
    form: Form,
}

impl FromQuery for Asked {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let words = Form::ALL.map(|(_, word)| word);
        let form = query.words("kind", &words)?;
        if let [_, second, ..] = form.as_slice() {
            return Err(ApiError::invalid("kind", second, "only one value"));
        }
        let has_language = query.text("lang")?.is_some();
        let language = Language::from_query(query)?;
        let release = query.text("release")?;
        Ok(Asked {
            what: query.text("what")?.unwrap_or_else(|| "axis/1".to_owned()),
            language: has_language.then_some(language),
            release: release.map_or(Ok(At::Current), |text| release_in("release", &text))?,
            form: form.first().and_then(|word| Form::from_word(word)).unwrap_or(Form::Frame),
        })
    }
}

#[derive(Template)]
#[template(path = "embed/builder.html")]
struct Builder {
    page: Page,
    groups: Vec<(String, Vec<Thing>)>,
    languages: Vec<Choice>,
    releases: Vec<Choice>,
    kinds: Vec<Choice>,
    /// What is wrong with what was chosen.
    error: Option<String>,
    made: Option<Made>,
}

/// An option of the form.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// The lines to paste, and their preview.
struct Made {
    code: String,
    is_frame: bool,
    path: String,
    /// What is shown as its preview: of a frame its picture, which needs no second page within this one.
    picture: String,
    title: String,
}

/// An axis, action or objective as an option of the form.
struct Thing {
    value: String,
    label: String,
    /// The language of the label, where it is not that of the page.
    foreign: Option<&'static str>,
    is_chosen: bool,
}

/// Shows the form and the lines that it makes.
///
/// # Errors
/// A value that the form does not offer, or no database. A code that does not exist is told beside the form.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<Asked>,
) -> Result<HttpResponse, ApiError> {
    let (language, asked) = (language.into_inner(), params.value);
    let mut context = state.context(&request, &asked.release, params.canonical)?;
    context.across_releases();
    let again = context.clone();
    let asked = std::sync::Arc::new(asked);
    let first = asked.clone();
    let made = state.answer(&request, context, move |db, context| {
        let made = make(db, context, &first, language)?;
        Ok(Body::new(super::rendered(&builder(db, context, &first, language, Ok(made))?)?, super::HTML))
    });
    let error = match made.await {
        Err(error) if [Kind::NOT_FOUND, Kind::INVALID_CODE, Kind::INVALID_PARAMETER].contains(&error.kind) => error,
        answer => return answer,
    };
    let status = StatusCode::from_u16(error.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let told = super::error::told(&error, language).1;
    let body = state.read(move |db| super::rendered(&builder(db, &again, &asked, language, Err(told))?)).await?;
    Ok(HttpResponse::build(status).content_type(super::HTML).body(body))
}

fn make(db: &mut Db, context: &Context, asked: &Asked, language: Language) -> Result<Made, ApiError> {
    let (level, code) = asked.what.split_once('/').unwrap_or((&asked.what, ""));
    let known =
        |error: ApiError| if error.kind == Kind::INVALID_PARAMETER { unknown_choice(&asked.what) } else { error };
    let named = Named::parse(level, code).map_err(known)?;
    let subject = Subject::read(db, context, &named, asked.language.unwrap_or(language))?;
    let choice = context.choice();
    Ok(Made {
        code: snippet::code(&subject, asked.form, choice, &context.base),
        is_frame: asked.form == Form::Frame,
        path: snippet::path(&subject, asked.form, choice),
        picture: match asked.form {
            Form::Badge => snippet::path(&subject, Form::Badge, choice),
            Form::Frame | Form::Picture => snippet::path(&subject, Form::Picture, choice),
        },
        title: subject.sentence(),
    })
}

fn unknown_choice(what: &str) -> ApiError {
    ApiError::invalid("what", what, "axis, action or objective with a code, such as axis/4")
}

fn builder(
    db: &mut Db,
    context: &Context,
    asked: &Asked,
    language: Language,
    made: Result<Made, String>,
) -> Result<Builder, ApiError> {
    let title = words::say(language, "Intégrer un chiffre à un site", "Embed a figure in a site");
    let description = words::say(
        language,
        "Le code à coller pour montrer l'avancement d'un axe, d'une action ou d'un objectif, avec sa source et sa licence.",
        "The lines to paste that show the progress of an axis, action or objective, with its source and licence.",
    );
    let embedded = asked.language.unwrap_or(language);
    let names = [("Français", Language::Fr), ("English", Language::En)];
    let live = words::say(language, "La dernière publiée", "The latest");
    let frozen = context.releases.latest_revisions().into_iter().rev().map(|release| Choice {
        label: words::say(language, &format!("Toujours {}", release.pinned()), &format!("Always {}", release.pinned())),
        is_chosen: asked.release != At::Current && release.sequence == context.release.sequence,
        value: release.pinned(),
    });
    let (made, error) = made.map_or_else(|error| (None, Some(error)), |made| (Some(made), None));
    Ok(Builder {
        page: Page::plain(&context.base, language, "/embed", title, description),
        groups: groups(db, context, asked, language)?,
        languages: names
            .map(|(name, own)| Choice {
                value: own.as_str().to_owned(),
                label: name.to_owned(),
                is_chosen: own == embedded,
            })
            .into(),
        releases: [Choice { value: String::new(), label: live, is_chosen: asked.release == At::Current }]
            .into_iter()
            .chain(frozen)
            .collect(),
        kinds: Form::ALL
            .map(|(form, word)| Choice {
                value: word.to_owned(),
                label: snippet::told(form, language),
                is_chosen: form == asked.form,
            })
            .into(),
        error,
        made,
    })
}

/// Everything that can be embedded, level by level.
fn groups(
    db: &mut Db,
    context: &Context,
    asked: &Asked,
    language: Language,
) -> Result<Vec<(String, Vec<Thing>)>, ApiError> {
    let (sequence, all) = (context.release.sequence, Slice::default());
    let choice = |level: Level, code: String, fr: Option<String>, en: Option<String>| {
        let named = Named { level, code };
        let said = words::Said::of(language, &Texts { fr, en });
        let title = text::cut(&said.text, 1.0, false, LONGEST_TITLE);
        let name = named.told(language);
        let label = if title.is_empty() { name } else { format!("{name} · {title}") };
        let foreign = said.foreign.map(Language::as_str);
        Thing { is_chosen: named.path() == asked.what, value: named.path(), label, foreign }
    };
    let axes = store::axes::list(db, sequence, &Default::default(), &all)?.into_iter();
    let actions = store::actions::list(db, sequence, &Default::default(), &all)?.into_iter();
    let objectives = store::objectives::list(db, sequence, &Default::default(), &all)?.into_iter();
    Ok(vec![
        (
            words::say(language, "Axes", "Axes"),
            axes.map(|row| choice(Level::Axis, row.code, row.title_fr, row.title_en)).collect(),
        ),
        (
            words::say(language, "Actions", "Actions"),
            actions.map(|row| choice(Level::Action, row.code, row.title_fr, row.title_en)).collect(),
        ),
        (
            words::say(language, "Objectifs", "Objectives"),
            objectives.map(|row| choice(Level::Objective, row.code, row.title_fr, row.title_en)).collect(),
        ),
    ])
}
