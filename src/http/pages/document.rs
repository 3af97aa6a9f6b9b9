//! `/sources/{id}`: a document as it is, with the passages that are cited marked in it, and what rests on each.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    InLanguage,
    marked::Marked,
    page::Page,
    sources::SourcePart,
    subjects::{Subject, Subjects},
};
use crate::{
    domain::{release::At, text::Language},
    http::{
        params::Params,
        problem::ApiError,
        state::{Context, State},
        v1::sources::source,
    },
    store::{
        self, Db,
        citations::{self, CitationRow},
    },
};

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    page: Page,
    source: SourcePart,
    text: Marked,
    notes: Vec<Note>,
}

/// What rests on a passage.
struct Note {
    number: i32,
    cited: Vec<Subject>,
}

/// Shows a document.
///
/// # Errors
/// No such document or release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    path: InLanguage<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, id) = path.into_inner();
    super::answer(&request, &state, params, move |db, context| document(db, context, language, &id)).await
}

fn document(db: &mut Db, context: &Context, language: Language, id: &str) -> Result<DocumentPage, ApiError> {
    let row = source(db, context, id).map_err(|error| {
        let known = error.expected.clone().unwrap_or_default();
        error.in_french(format!(
            "La publication {} ne repose sur aucun document de ce nom ; ses documents sont : {known}.",
            context.release.pinned()
        ))
    })?;
    let sequence = context.release.sequence;
    let text = store::sources::text(db, &row.sha256)?;
    let cited = citations::in_source(db, sequence, id, None)?;
    let path = format!("/sources/{id}");
    let page = Page::new(context, language, &path, String::new(), String::new());
    let source = SourcePart::of(db, context, &page, vec![row])?.into_iter().next();
    let source = source.ok_or_else(crate::http::problem::internal)?;
    let title = if source.title.text.is_empty() { id } else { &source.title.text };
    let page = Page { title: format!("{title} ({id})"), description: source.about.text.clone(), ..page }
        .under(if language == Language::Fr { "Documents sources" } else { "Source documents" }, "/sources")
        .with_list(&format!("/api/v1/sources/{id}/passages"));
    let page =
        page.with_data(if language == Language::Fr { "Texte" } else { "Text" }, &format!("/api/v1/sources/{id}/text"));
    let url = page.canonical();
    let page = page.with_structured(&source.structured(&url));
    let (notes, spans) = notes(&Subjects::of(&page, context), &cited);
    Ok(DocumentPage { text: Marked::new(text, &spans), notes, source, page })
}

/// What rests on each passage, in the order of the text, and where the passages stand.
fn notes(subjects: &Subjects<'_>, cited: &[CitationRow]) -> (Vec<Note>, Vec<(i32, usize, usize)>) {
    let place = |character: i32| usize::try_from(character).unwrap_or_default();
    let of_passage = cited.chunk_by(|a, b| a.number == b.number);
    let of_row = |rows: &[CitationRow]| {
        let first = &rows[0];
        let subject = subjects.cited(&first.subject, &first.code);
        let mut fields: Vec<String> = Vec::new();
        for row in rows {
            let said = subjects.field(&row.subject, &row.field);
            if !said.is_empty() && !fields.contains(&said) {
                fields.push(said);
            }
        }
        Subject { label: subjects.joined(&subject.label, &fields.join(", ")), href: subject.href }
    };
    let passage = |rows: &[CitationRow]| {
        let cited = rows.chunk_by(|a, b| (&a.subject, &a.code) == (&b.subject, &b.code)).map(of_row).collect();
        let note = Note { number: rows[0].number, cited };
        (note, (rows[0].number, place(rows[0].start_char), place(rows[0].end_char)))
    };
    of_passage.map(passage).unzip()
}
