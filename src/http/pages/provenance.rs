//! Where the values of a page come from: the words of the source, each with its place.

use super::{page::Page, words::Said};
use crate::{
    domain::{
        catalogue,
        dataset::Dataset,
        strategy::Level,
        text::{Language, Texts},
    },
    http::{problem::ApiError, state::Context},
    store::{
        Db, Slice,
        citations::{self, CitationRow},
        passages, statements,
    },
};

/// A value with the words that it was taken from.
pub struct Quoted {
    /// What the value is, such as `Avancement publié`.
    pub label: String,
    /// The words of the source.
    pub words: Said,
    pub source: String,
    /// The passage within the page of the source.
    pub path: String,
}

/// The values of an axis, action or objective and those of its statements, each with its first passage.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, context: &Context, page: &Page, level: Level, code: &str) -> Result<Vec<Quoted>, ApiError> {
    let sequence = context.release.sequence;
    let mut quoted = Vec::new();
    for citation in citations::of(db, sequence, level.as_str(), code)? {
        let label = label(dataset(level), &citation.field, page.language);
        quoted.extend(quote(db, sequence, page, label, &citation)?);
    }
    let mut filter = statements::Filter { level: vec![level.as_str().to_owned()], ..Default::default() };
    match level {
        Level::Axis => filter.axis = vec![code.to_owned()],
        Level::Objective => filter.objective = vec![code.to_owned()],
        _ => return Ok(quoted),
    }
    for statement in statements::list(db, sequence, &filter, &Slice::default())? {
        let kind = page.kind(&statement.kind);
        for citation in citations::of(db, sequence, "statement", &statement.code)? {
            quoted.extend(quote(db, sequence, page, kind.clone(), &citation)?);
        }
    }
    Ok(quoted)
}

/// The words of a citation, unless they only repeat those of another one.
fn quote(
    db: &mut Db,
    sequence: i64,
    page: &Page,
    label: String,
    citation: &CitationRow,
) -> Result<Option<Quoted>, ApiError> {
    if citation.rank != 0 {
        return Ok(None);
    }
    let code = format!("{}/{}", citation.source, citation.number);
    let Some(passage) = passages::by_code(db, sequence, &code)? else { return Ok(None) };
    let mut words = Texts::default();
    let language = Language::ALL.into_iter().find(|language| language.as_str() == passage.language);
    words.set(language.unwrap_or(Language::Fr), passage.text);
    Ok(Some(Quoted {
        label,
        words: page.said(&words),
        path: format!("/sources/{}#p{}", citation.source, citation.number),
        source: citation.source.clone(),
    }))
}

fn dataset(level: Level) -> &'static Dataset {
    match level {
        Level::Axis => &catalogue::AXES,
        Level::Action => &catalogue::ACTIONS,
        _ => &catalogue::OBJECTIVES,
    }
}

/// The label of a field as the catalogue has it.
fn label(dataset: &Dataset, name: &str, language: Language) -> String {
    let field = dataset.fields.iter().find(|field| field.name == name);
    field.map_or(name, |field| field.label[language as usize]).to_owned()
}
