//! `/fr/datasets`: the datasets for people, with what programs find in the catalogue and on the Explore surface.
//!
//! [`catalogue`] lists them, [`dataset`] shows one: its files (`files.rs`), some of its rows (`preview.rs`) and ready-made code
//! (`snippets.rs`). [`landing`] leads here from the addresses that portals and harvesters build by themselves.

pub mod catalogue;
pub mod dataset;
mod files;
pub mod landing;
mod preview;
mod snippets;

use super::{page::Page, words};
use crate::{
    domain::{
        catalogue::{Contact, DATASETS, Metadata},
        dataset::Dataset,
        text::Language,
    },
    http::{problem::ApiError, state::Context},
    store::{Db, datasets},
};

/// Where the Explore surface tells of a dataset.
fn explore(dataset: &Dataset) -> String {
    format!("{}/catalog/datasets/{}", crate::http::explore::BASE, dataset.id())
}

/// The page of a dataset, below a language.
fn path(dataset: &Dataset) -> String {
    format!("/datasets/{}", dataset.id())
}

/// The dataset of an id.
///
/// # Errors
/// A 404 that leads to the page of the nearest one.
fn named(id: &str, language: Language) -> Result<&'static Dataset, ApiError> {
    crate::http::catalogue::dataset("id", id).map_err(|mut error| {
        error.did_you_mean = error.did_you_mean.take().map(|near| format!("/{}/datasets/{near}", language.as_str()));
        error.see = vec![format!("/{}/datasets", language.as_str())];
        let shown = crate::http::problem::echo(id);
        error
            .in_french(format!("Le catalogue a {} jeux de données, et aucun ne s'appelle « {shown} ».", DATASETS.len()))
    })
}

/// What is told of a dataset, as the releases that an answer may take in know it; none where there is no release.
fn metadata(
    db: &mut Db,
    context: &Context,
    dataset: &'static Dataset,
    contact: &Contact,
) -> Result<Option<Metadata>, ApiError> {
    let releases = context.known_releases();
    let rows = datasets::count(db, dataset, &releases)?;
    Ok(Metadata::of(dataset, &releases, rows, contact))
}

/// A number of rows, in words.
fn rows(page: &Page, count: i64) -> String {
    let number = words::number(page.language, count);
    match count {
        1 => page.say("1 ligne", "1 row"),
        _ => page.say(&format!("{number} lignes"), &format!("{number} rows")),
    }
}
